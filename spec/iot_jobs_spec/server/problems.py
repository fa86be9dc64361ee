"""Rejections: the error code, the message and the rule that the server answers a request with."""

from __future__ import annotations

import json

from ..errors import (
    ERRORS,
    INVALID_REQUEST,
    INVALID_STATE_TRANSITION,
    LIMIT_EXCEEDED,
    RESOURCE_ALREADY_EXISTS,
    RESOURCE_NOT_FOUND,
    VERSION_CONFLICT,
)
from ..language.rules import RequestRule, Rule
from ..language.spec import JOB
from ..machines import CORE
from ..model.constraints import MALFORMED, Constraint, Fit, Range, judge
from ..model.requests import IN_PROGRESS, Request, UpdateJobExecution
from ..model.texts import count, printable
from ..model.wire import FINAL, NEXT, member_name
from ..model.world import DELETION_IN_PROGRESS, World
from .service_model import DEVICE, Model

_HTTP = {error.code: error.http[0] for error in ERRORS}
_CONFIGS = {"retries": "jobExecutionsRetryConfig", "abort": "abortConfig"}
"""The members of the API that the model splits, by our name."""
ONE = "at least 1 entry"
MOST_SHOWN = 100
"""Characters of a value that a message shows."""
DEVICE_STATUSES = (IN_PROGRESS, *FINAL)
"""The statuses that a device may set."""
_PARTICIPLES = {
    "create": "created",
    "cancel": "canceled",
    "delete": "deleted",
    "describe": "described",
    "update": "updated",
}
"""Events of the spec, as messages name them: ``cannot be canceled``."""


class Problem(Exception):
    """The server rejects a request, which changes nothing.

    ``rule`` is the rule of the spec that rejects it, None where the spec has no rule for it.
    """

    def __init__(
        self, code: str, message: str, rule: Rule | None = None, status: int | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.rule = rule
        self.status = status
        """The HTTP status, if it differs from the one that the model and the spec give."""

    def body(self) -> bytes:
        """The body of the HTTP response. It is ASCII, whatever the message quotes.

        Some clients read the code from the header, others from ``__type``.
        """
        return json.dumps({"__type": self.code, "message": self.message}).encode("ascii")

    def http_status(self, model: Model) -> int:
        """The HTTP status: from the model of the plane, or from the spec if the model lacks the
        error."""
        return self.status or model.http_status(self.code) or _HTTP.get(self.code, 400)


def invalid(message: str) -> Problem:
    """Reject a malformed request."""
    return Problem(INVALID_REQUEST.code, message, MALFORMED)


def unknown(message: str) -> Problem:
    """Reject a request that the spec does not describe."""
    return Problem(INVALID_REQUEST.code, message)


FAILURE = Problem("InternalFailureException", "Internal failure", None, 500)
"""The answer where the server itself fails."""


def unsupported(message: str) -> Problem:
    """Reject a request that AWS answers and this server does not. It is no mistake of the client,
    and neither the spec nor AWS IoT has this error."""
    return Problem("NotImplementedException", message, None, 501)


def forbidden(message: str) -> Problem:
    """Reject a request of somebody who may not make it."""
    return Problem("AccessDeniedException", message, None, 403)


def unmet(value: object, member: str, must: str) -> Problem:
    """Reject a member that breaks a constraint. The message has the service's form (R20).

    >>> unmet("yes", "force", "be true or false").message
    "Value yes at 'force' failed to satisfy constraint: Member must be true or false"
    """
    shown = "null" if value is None else printable(str(value))
    if len(shown) > MOST_SHOWN:
        shown = f"{shown[:MOST_SHOWN]}… ({count(len(str(value)), 'character')})"
    return invalid(f"Value {shown} at '{member}' failed to satisfy constraint: Member must {must}")


def malformed(request: Request) -> Problem:
    """Reject a request that breaks a constraint of the spec."""
    return _unmet_constraint(request, judge(request)[1][0])


def rejection(world: World, request: Request, rule: Rule, code: str) -> Problem:
    """The rejection of a request by a rule, with a message that gives the reason."""
    if isinstance(rule, RequestRule) and judge(request)[0] is not Fit.KEPT:
        return Problem(code, malformed(request).message, rule)
    return Problem(code, _reason(world, request, rule, code), rule)


def _reason(world: World, request: Request, rule: Rule, code: str) -> str:
    of_job = rule.machine == JOB
    job_id, thing = (request.job_id or ""), (request.thing_name or "")
    what = f"Job {job_id}" if of_job else f"The execution of job {job_id} on thing {thing}"
    if code == RESOURCE_ALREADY_EXISTS.code:
        return f"{what} already exists"
    if code == RESOURCE_NOT_FOUND.code:
        return f"{what} was not found"
    if code == LIMIT_EXCEEDED.code and world.deleting >= world.deletion_limit:
        are = f"{count(world.deleting, 'job')} {'is' if world.deleting == 1 else 'are'}"
        return f"{what} cannot be deleted: {are} {DELETION_IN_PROGRESS} already"
    job = world.jobs.get(job_id)
    execution = None if job is None else job.addressed(thing, request.execution_number)
    if code == VERSION_CONFLICT.code and execution is not None:
        return f"{what} has version {execution.version}, not {request.expected_version}"
    if isinstance(request, UpdateJobExecution) and request.question != request.operation:
        return _unfit_status(request, rule, code, what)
    status = f" in status {rule.source}" if rule.source else ""
    needs_force = rule.guards.get(CORE.force) is False and code == INVALID_STATE_TRANSITION.code
    suffix = " without force" if needs_force else ""
    return f"{what}{status} cannot be {_PARTICIPLES.get(rule.event, rule.event)}{suffix}"


def _unfit_status(request: UpdateJobExecution, rule: Rule, code: str, what: str) -> str:
    """Why an execution does not get the status that an UpdateJobExecution asks for."""
    if code != INVALID_REQUEST.code:
        return f"{what} in status {rule.source} cannot become {request.status}"
    if request.status is None:
        return unmet(None, "status", "not be null").message
    words = f"satisfy enum value set: {', '.join(DEVICE_STATUSES)}"
    return unmet(request.status, "status", words).message


def _unmet_constraint(request: Request, constraint: Constraint | Range) -> Problem:
    member = constraint.member.partition(".")[0]
    name = _CONFIGS.get(member) or member_name(member)
    if isinstance(constraint, Range):
        most = "" if constraint.highest is None else f" and at most {constraint.highest}"
        must = f"be at least {constraint.lowest}{most}"
        if constraint.digits is not None:
            must += f", with at most {constraint.digits} digits after the decimal point"
        value = getattr(request, constraint.member)
        if constraint.parts is not None:
            value = ", ".join(map(str, constraint.parts(value)))
        return unmet(value, name, must)
    wrong = next(v for v in constraint.values(request) if constraint.judge(v) is not Fit.KEPT)
    if constraint.counts:
        bound = f"at most {count(constraint.longest, 'entry')}" if constraint.longest else ONE
        return unmet(f"with {count(len(wrong), 'entry')}", name, f"have {bound}")
    must = f"be {constraint.shortest} to {constraint.longest} characters of {constraint.pattern}"
    if wrong == NEXT:
        must += f"; only DescribeJobExecution of {DEVICE} takes {NEXT}"
    return unmet(wrong, name, must)
