"""The guards of a spec as functions of a world and a request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from math import ceil, floor
from operator import attrgetter

from ..language.guards import (
    AbortReached,
    AllTerminal,
    Continuous,
    Flag,
    Gives,
    Guard,
    JobDeleting,
    LimitReached,
    LostExecution,
    Mismatch,
    NoExecutions,
    Repeats,
    RetriesLeft,
    TimerSet,
)
from ..language.spec import Spec
from .requests import ABORTING, ALL, REMOVED, RETRYABLE, AbortCriterion, Request
from .world import ExecutionRecord, JobRecord, World

Ask = Callable[[World, JobRecord | None, ExecutionRecord | None, Request | None], bool]
"""Whether a guard holds for a job, its execution, and a request (None: a background step)."""


@cache
def questions(spec: Spec, unretried: frozenset[str | None] = frozenset()) -> Mapping[str, Ask]:
    """The function of each guard of the spec, by the name of the guard. An execution with a status
    that is ``unretried``, by a system that deviates, waits for no retry."""
    return {name: _question(guard, spec, unretried) for name, guard in spec.guards.items()}


def _question(guard: Guard, spec: Spec, unretried: frozenset[str | None]) -> Ask:
    match guard:
        case Flag(member=member, stored=stored):
            return _flag(attrgetter(member), attrgetter(stored))
        case Mismatch(member=member, field=field):
            return _mismatch(attrgetter(member), attrgetter(field))
        case Repeats(members=members):
            return _repeats(attrgetter(*members))
        case LimitReached():
            return lambda world, _job, _execution, _request: world.deleting >= world.deletion_limit
        case AllTerminal():
            return _all_terminal(spec.opened, spec.live, unretried)
        case NoExecutions():
            return lambda _world, job, _execution, _request: job is not None and not job.executions
        case JobDeleting():
            deleting = spec.deleting
            return lambda _w, job, _x, _r: job is not None and job.status == deleting
        case Gives(member=member):
            return _gives(attrgetter(member))
        case Continuous():
            return lambda _w, job, _x, _r: job is not None and job.config.continuous
        case LostExecution():
            return lambda _w, job, _x, _r: job is not None and _has_lost(job)
        case TimerSet():
            return _timer_set
        case RetriesLeft():
            return lambda _w, job, execution, _r: bool(
                job is not None and execution is not None and retries_left(job, execution)
            )
        case AbortReached(surely=surely):
            return _abort_reached(spec, surely)
    raise TypeError(f"no function is known for {guard}")


def _flag(given: attrgetter[bool], stored: attrgetter[bool]) -> Ask:
    def ask(
        _w: World, job: JobRecord | None, _x: ExecutionRecord | None, request: Request | None
    ) -> bool:
        if request is None:
            return job is not None and stored(job)
        return given(request)

    return ask


def _mismatch(given: attrgetter[int | None], stored: attrgetter[int]) -> Ask:
    def ask(
        _w: World, _j: JobRecord | None, execution: ExecutionRecord | None, request: Request | None
    ) -> bool:
        expected = given(request)
        return expected is not None and execution is not None and stored(execution) != expected

    return ask


def _repeats(values: attrgetter[object]) -> Ask:
    def ask(
        _w: World, job: JobRecord | None, _x: ExecutionRecord | None, request: Request | None
    ) -> bool:
        return job is not None and values(request) == values(job)

    return ask


def _gives(given: attrgetter[object]) -> Ask:
    def ask(
        _w: World, _j: JobRecord | None, _x: ExecutionRecord | None, request: Request | None
    ) -> bool:
        return request is not None and given(request) is not None

    return ask


def _has_lost(job: JobRecord) -> bool:
    return bool(job.deleted) and (not job.executions or any(job.deleted.values()))


def _timer_set(
    _w: World, job: JobRecord | None, execution: ExecutionRecord | None, _r: Request | None
) -> bool:
    if job is None or execution is None:
        return False
    return execution.step_timer or job.config.in_progress_timeout is not None


def retries_left(job: JobRecord, execution: ExecutionRecord) -> bool:
    """Whether the service retries an execution with this status."""
    status, retries = execution.status, job.config.retries
    for failure in (status, ALL):
        tried = [s for s in execution.retried if failure in (s, ALL)]
        if failure in retries and status in RETRYABLE:
            return len(tried) < retries[failure]
    return False


def _abort_reached(spec: Spec, surely: bool) -> Ask:
    by_service, rounded = {spec.stopped, REMOVED}, floor if surely else ceil

    def ask(
        _w: World, job: JobRecord | None, _x: ExecutionRecord | None, _r: Request | None
    ) -> bool:
        if job is None or not job.config.abort:
            return False
        ended = [x.status for x in job.executions.values() if x.status not in spec.live]
        carried_out = [status for status in ended if status not in by_service]
        readings = [(len(carried_out), carried_out), (len(ended), ended)]
        readings += [(len(job.executions), found) for found in (carried_out, ended)]
        met = [
            any(_is_met(criterion, executed, found, rounded) for criterion in job.config.abort)
            for executed, found in readings
        ]
        return all(met) if surely else any(met)

    return ask


def is_reached_by_ended(job: JobRecord, spec: Spec) -> bool:
    """Whether an abort criterion is met in one reading of the documents: executed things are those
    whose execution has ended, in whatever status, and no share is rounded."""
    ended = [x.status for x in job.executions.values() if x.status not in spec.live]
    return any(_is_met(criterion, len(ended), ended, float) for criterion in job.config.abort)


def _is_met(
    criterion: AbortCriterion, executed: int, ended: list[str], rounded: Callable[[float], float]
) -> bool:
    """Whether the criterion is met if ``executed`` things count, with these ``ended`` statuses, and
    the share is ``rounded``."""
    failed = [s for s in ended if s in ABORTING and criterion.failure in (s, ALL)]
    if executed < criterion.executed or not failed:
        return False
    share = 100 * len(failed) / len(ended)
    return rounded(share) >= criterion.percentage


def _all_terminal(opened: str, live: frozenset[str], unretried: frozenset[str | None]) -> Ask:
    def ask(
        _w: World, job: JobRecord | None, _x: ExecutionRecord | None, _r: Request | None
    ) -> bool:
        if job is None or is_rolling_out(job, opened, unretried):
            return False
        return not job.is_live(live)

    return ask


def is_rolling_out(
    job: JobRecord, opened: str, unretried: frozenset[str | None] = frozenset()
) -> bool:
    """Whether a target of the job still waits for its execution, or for a retry; not for one of an
    ``unretried`` status."""
    if job.status != opened:
        return False
    if len(job.executions) + len(job.deleted) < len(job.targets):
        return True
    return bool(job.config.retries) and any(
        retries_left(job, execution)
        for execution in job.executions.values()
        if execution.status not in unretried
    )
