"""Lateness: which background step an answer shows to be overdue, and whether it came later.

A step that comes late, a step that never comes, and a read that is wrong may explain the same
answer. The step is late if it came after all: if the calls from that answer to the next request
that may change the record cannot be explained without background steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import inf

from ..language.rules import Rule
from ..language.spec import EXECUTION
from ..model.requests import Request
from ..model.step import Permitted
from ..model.table import Table
from ..model.world import World
from .candidates import Asked, Diff, differences, permitted_before
from .deviations import STAYS, Behaviour
from .history import Call, History


def late_step(
    asked: Asked, table: Table, before: Iterable[tuple[World, Permitted]] | None = None
) -> Rule | None:
    """The rule of the background step that the answer shows to be overdue; None if there is no such
    step. A step of an execution may cause one of its job, so it goes first. ``before`` is the
    result of `permitted_before`, if it is known."""
    known = permitted_before(asked, table) if before is None else [*before]
    diffs = [one for one in differences(asked, known, table) if one.member == "status"]
    diffs.sort(key=lambda diff: diff.machine != EXECUTION)
    worlds = [world for world, _ in known]
    ways = (due_steps(diff, worlds, asked.request, table) for diff in diffs)
    return next((way[0] for way in ways if way), None)


def due_steps(
    diff: Diff, worlds: Iterable[World], request: Request, table: Table
) -> tuple[Rule, ...]:
    """The background steps that lead from the status that was seen to the right one, if some do. In
    these worlds all steps due to the jobs of the request have come."""
    few = dict.fromkeys(worlds)
    its = [r for r in _due(table) if r.machine == diff.machine and _fits(r, few, request, table)]
    ways: list[tuple[object, tuple[Rule, ...]]] = [(diff.seen, ())]
    reached = {diff.seen}
    for status, way in ways:
        for rule in its:
            to = rule.expected.status
            if rule.source == status and to not in reached:
                if to == diff.expected:
                    return *way, rule
                reached.add(to)
                ways.append((to, (*way, rule)))
    return ()


def frozen(table: Table) -> dict[str, Behaviour]:
    """The deviations of a system in which no due background step comes."""
    return {rule.id: Behaviour(moves=STAYS) for rule in _due(table)}


def until_next_change(history: History, at: int) -> History:
    """The history up to the call ``at``, and then the calls that show whether a background step has
    come: those about the same job, up to the next request that may change it."""
    calls = history.calls
    return replace(history, calls=(*calls[: at + 1], *_telling(calls[at], calls[at + 1 :])))


def _telling(first: Call, later: Iterable[Call]) -> Iterator[Call]:
    end = -inf if first.end is None else first.end
    job_id = first.request.job_id
    untouched = True
    """Whether no other job has changed."""
    for call in later:
        if call.start is not None and call.start <= end:
            continue
        same_job = None in (job_id, call.request.job_id) or call.request.job_id == job_id
        changes = not call.request.is_read and (call.answer is None or call.answer.error is None)
        if changes and same_job:
            if call.answer is not None:
                yield call
            return
        untouched = untouched and not changes
        if not changes and (call.request.job_id == job_id or (untouched and same_job)):
            yield call


def _due(table: Table) -> list[Rule]:
    """The background steps that are due at some time, and change something."""
    return [
        rule
        for rule in table.rules
        if rule.operation is None
        and rule.event in table.spec.due
        and rule.source != rule.expected.status
    ]


def _fits(rule: Rule, worlds: Iterable[World], request: Request, table: Table) -> bool:
    """Whether the guards of the rule hold for a job of the request, after all due steps."""
    return any(
        all(
            table.asks[name](world, job, None, None) == holds for name, holds in rule.guards.items()
        )
        for world in worlds
        for job_id, job in world.jobs.items()
        if request.job_id in (None, job_id)
    )
