"""The step function: what may become of a request.

A pure function of a world; every decision is looked up in the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain, combinations
from typing import Any, NamedTuple

from ..errors import INVALID_REQUEST
from ..language.evidence import Claim
from ..language.rules import Rule
from ..machines import PENDING
from .answers import OK, Answer, Listing, PendingExecution, Response
from .constraints import Fit, judge, malformed_rule
from .decide import deciding_rule, with_execution
from .requests import (
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    DescribeJob,
    DescribeJobExecution,
    GetPendingJobExecutions,
    ListJobExecutionsForJob,
    ListJobExecutionsForThing,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
)
from .shown import describe_execution, describe_job, list_for_job, list_for_thing
from .table import TABLE, Table
from .transitions import moved_execution, moved_job, resolved, told_apart
from .world import DELETION_IN_PROGRESS, LIVE, ExecutionRecord, Found, JobRecord, World, new


class Permitted(NamedTuple):
    """One answer that may be given, the world it leads to, and the rule that permits it."""

    answer: Answer
    world: World
    rule: Rule

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What the answer rests on."""
        return tuple(dict.fromkeys(self.rule.cited()))


def step(world: World, request: Request, table: Table = TABLE) -> tuple[Permitted, ...]:
    """Every permitted answer to a request, each with the world after it; the expected one first.

    What a cancel, a deletion or a creation sets off is not part of the step: it comes later, as
    `happenings`. Errors that may come at any time (`machines.ALLOWANCES`) are left out.
    """
    fit, unmet = judge(request)
    found = _STEPS[type(request)](world, request, table)
    if not unmet:
        return found
    rule = malformed_rule(type(request).__name__, unmet[0])
    invalid = Permitted(_rejection(INVALID_REQUEST.code), world, rule)
    if fit is Fit.OPEN:
        return *found, invalid
    rejected = [p for p in found if p.answer.error not in (None, INVALID_REQUEST.code)]
    also = dict.fromkeys(error.code for constraint in unmet for error in constraint.also)
    return invalid, *rejected, *(Permitted(_rejection(code), world, rule) for code in also)


@lru_cache
def _rejection(code: str) -> Answer:
    return Answer(code)


def _job_step(world: World, request: Any, table: Table) -> tuple[Permitted, ...]:
    job_id = request.job_id
    job = world.jobs.get(job_id)
    kind = type(request)
    machine, event = table.operations[kind.__name__]
    rule = deciding_rule(table, machine, event, world, job, None, request)
    assert rule is not None
    found: tuple[Permitted, ...] = ()
    for error, status in rule.outcomes:
        if error is not None:
            found += (new(Permitted, (_rejection(error.code), world, rule)),)
            continue
        after = None
        if status is not None:
            after = _made(request, status) if job is None else moved_job(job, rule, status, request)
        changed = world if after is job else world.with_job(job_id, after)
        show = _SHOWS.get(kind)
        answer = Answer(None, show(job_id, job)) if show and job else OK
        found += (new(Permitted, (answer, changed, rule)),)
    return found


def _made(request: Any, status: str) -> JobRecord:
    return JobRecord(status, request.targets, request.document)


def _execution_step(world: World, request: Any, table: Table) -> tuple[Permitted, ...]:
    job_id, thing = request.job_id, request.thing_name
    job = world.jobs.get(job_id)
    execution = None if job is None else job.executions.get(thing)
    kind = type(request)
    reads = kind is DescribeJobExecution
    if execution is not None and (reads or request.expected_version is not None):
        known = resolved(execution) if reads else told_apart(execution, request.expected_version)
        if len(known) > 1:
            return _step_from_each(world, known, request, table)
    machine, event = table.operations[kind.__name__]
    rule = deciding_rule(table, machine, event, world, job, execution, request)
    assert rule is not None
    found: tuple[Permitted, ...] = ()
    for error, status in rule.outcomes:
        if error is not None:
            found += (new(Permitted, (_rejection(error.code), world, rule)),)
            continue
        answer = OK
        if reads and execution is not None:
            answer = Answer(None, describe_execution(job_id, thing, execution))
        for after in moved_execution(execution, rule, status, request):
            changed = world
            if job is not None and after is not execution:
                changed = with_execution(world, job_id, job, thing, after)
            found += (new(Permitted, (answer, changed, rule)),)
    return found


def _step_from_each(
    world: World, known: tuple[ExecutionRecord, ...], request: Any, table: Table
) -> tuple[Permitted, ...]:
    """The step from each of the worlds that this one may be, by what is known of the execution."""
    job_id, thing = request.job_id, request.thing_name
    job = world.jobs[job_id]
    worlds = [with_execution(world, job_id, job, thing, record) for record in known]
    return tuple(chain.from_iterable(_execution_step(w, request, table) for w in worlds))


def _start_next(world: World, request: Any, table: Table) -> tuple[Permitted, ...]:
    thing = request.thing_name
    machine, event = table.operations[type(request).__name__]
    found: list[Permitted] = []
    for job_id, job, execution in _fronts(world.executions_of(thing)):
        rule = deciding_rule(table, machine, event, world, job, execution, request)
        assert rule is not None
        for error, status in rule.outcomes:
            if error is not None:
                found.append(new(Permitted, (_rejection(error.code), world, rule)))
                continue
            for after in moved_execution(execution, rule, status, request):
                changed = world
                if job is not None and after is not execution:
                    changed = with_execution(world, job_id, job, thing, after)
                told = after if after is not None and after.status in LIVE else None
                answer = Answer(None, describe_execution(job_id, thing, told)) if told else OK
                found.append(new(Permitted, (answer, changed, rule)))
    return tuple(dict.fromkeys(found))


def _list_step(world: World, request: Any, table: Table) -> tuple[Permitted, ...]:
    """Listings of a thing: the rule is that of the execution that the thing gets next."""
    thing, kind = request.thing_name, type(request)
    machine, event = table.operations[kind.__name__]
    executions = tuple(world.executions_of(thing))
    job_id, job, execution = _fronts(executions)[-1]
    rule = deciding_rule(table, machine, event, world, job, execution, request)
    assert rule is not None
    found = []
    for error, status in rule.outcomes:
        if error is not None:
            found.append(Permitted(_rejection(error.code), world, rule))
            continue
        after = moved_execution(execution, rule, status, request)[0]
        changed = world
        if job is not None and after is not execution:
            changed = with_execution(world, job_id, job, thing, after)
        listings = _LISTS[kind](thing, executions)
        found += [Permitted(Answer(None, listing), changed, rule) for listing in listings]
    return tuple(found)


def _fronts(
    executions: Iterable[Found],
) -> list[Found | tuple[str, None, None]]:
    """The execution that a device gets next: two where it depends on whether the device is cut off
    from a job that is being deleted (A21). A terminal one where none is pending."""
    executions = list(executions)
    pending = _pending(executions)
    over = next((x for x in executions if x[2].status not in LIVE), ("", None, None))
    sure = next((p for p in pending if p[1].status != DELETION_IN_PROGRESS), over)
    return list({x[0]: x for x in (sure, pending[0] if pending else over)}.values())


def pending_of(world: World, thing: str) -> list[Found]:
    """The pending executions of a thing with their jobs, the next first."""
    return _pending(world.executions_of(thing))


def _pending(executions: Iterable[Found]) -> list[Found]:
    live = [found for found in executions if found[2].status in LIVE]
    return sorted(live, key=lambda found: (PENDING.statuses.index(found[2].status), found[2].order))


def _list_pending(_: str, executions: Iterable[Found]) -> Iterator[Listing]:
    """The listings of pending executions: with and without those whose job is being deleted."""
    pending = _pending(executions)
    open_ = [p for p in pending if p[1].status == DELETION_IN_PROGRESS]
    sure = [p for p in pending if p[1].status != DELETION_IN_PROGRESS]
    for size in range(len(open_), -1, -1):
        for extra in combinations(open_, size):
            listed = (PendingExecution(job, x.status, x.version) for job, _, x in [*sure, *extra])
            yield tuple(sorted(listed))


def _list_all(thing: str, executions: Iterable[Found]) -> Iterator[Listing]:
    yield list_for_thing(thing, executions)


_SHOWS: Mapping[type, Callable[[str, JobRecord], Response]] = {
    DescribeJob: describe_job,
    ListJobExecutionsForJob: list_for_job,
}
_LISTS: Mapping[type, Callable[[str, Iterable[Found]], Iterator[Listing]]] = {
    GetPendingJobExecutions: _list_pending,
    ListJobExecutionsForThing: _list_all,
}
_STEPS: Mapping[type, Callable[[World, Any, Table], tuple[Permitted, ...]]] = {
    CreateJob: _job_step,
    DescribeJob: _job_step,
    CancelJob: _job_step,
    DeleteJob: _job_step,
    DescribeJobExecution: _execution_step,
    CancelJobExecution: _execution_step,
    UpdateJobExecution: _execution_step,
    StartNextPendingJobExecution: _start_next,
    GetPendingJobExecutions: _list_step,
    ListJobExecutionsForJob: _job_step,
    ListJobExecutionsForThing: _list_step,
}
