"""What a rejection says to people. Programs go by its code."""

from __future__ import annotations

from typing import Any

from ..errors import (
    INVALID_STATE_TRANSITION,
    LIMIT_EXCEEDED,
    RESOURCE_ALREADY_EXISTS,
    RESOURCE_NOT_FOUND,
    VERSION_CONFLICT,
)
from ..language.rules import Rule
from ..machines import Job
from ..model.constraints import Constraint, Fit, judge
from ..model.world import DELETION_IN_PROGRESS, World
from .problems import Problem, unmet

_DONE = {
    "create": "created",
    "cancel": "canceled",
    "delete": "deleted",
    "describe": "described",
    "update": "updated",
}


def rejection(world: World, request: Any, rule: Rule, code: str) -> Problem:
    """The problem that a request has with the page, in words."""
    fit, constraints = judge(request)
    if rule.operation is None and fit is not Fit.KEPT:
        problem = _broken(request, constraints[0])
        return Problem(code, problem.message, rule)
    return Problem(code, _words(world, request, rule, code), rule)


def _words(world: World, request: Any, rule: Rule, code: str) -> str:
    of_job = rule.machine == Job.__name__
    job_id, thing = getattr(request, "job_id", ""), getattr(request, "thing_name", "")
    what = f"Job {job_id}" if of_job else f"The execution of job {job_id} on thing {thing}"
    if code == RESOURCE_ALREADY_EXISTS.code:
        return f"{what} already exists"
    if code == RESOURCE_NOT_FOUND.code:
        return f"{what} was not found"
    if code == LIMIT_EXCEEDED.code and world.deleting >= world.deletion_limit:
        return f"{what} cannot be deleted: {world.deleting} jobs are {DELETION_IN_PROGRESS} already"
    execution = world.execution(job_id, thing)
    if code == VERSION_CONFLICT.code and execution is not None:
        return f"{what} has version {execution.version}, not {request.expected_version}"
    status = f" in status {rule.source}" if rule.source else ""
    forced = rule.guards.get("force") is False and code == INVALID_STATE_TRANSITION.code
    needs = " without force" if forced else ""
    return f"{what}{status} cannot be {_DONE.get(rule.event, rule.event)}{needs}"


def _broken(request: Any, constraint: Constraint) -> Problem:
    member, _, part = constraint.member.partition(".")
    value = getattr(request, member, None)
    first, *rest = member.split("_")
    name = first + "".join(word.capitalize() for word in rest)
    if constraint.counts:
        bound = f"at most {constraint.longest}" if constraint.longest else "at least 1"
        return unmet(f"of {len(value or ())}", name, f"have {bound} members")
    values = getattr(value, part)() if part else value if isinstance(value, tuple) else (value,)
    wrong = next(v for v in values if constraint.judge(v) is not Fit.KEPT)
    must = f"be {constraint.shortest} to {constraint.longest} characters of {constraint.pattern}"
    return unmet(wrong, name, must)
