"""The step function: what may become of a request.

A pure function of a world; every decision is looked up in the table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import chain, combinations
from typing import Any, NamedTuple

from .answers import OK, Answer, PendingExecution, Response
from .constraints import Fit, judge, malformed_row
from .decide import deciding_row, with_execution
from .errors import INVALID_REQUEST
from .evidence import Claim
from .machines import PENDING
from .records import moved_execution, moved_job, resolved, told_apart
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
from .rows import Row
from .shown import describe_execution, describe_job, list_for_job, list_for_thing
from .table import TABLE, Table
from .world import DELETION_IN_PROGRESS, LIVE, ExecutionRecord, JobRecord, World, new


class Permitted(NamedTuple):
    """One answer that may be given, the world it leads to, and the row that permits it."""

    answer: Answer
    world: World
    row: Row

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What the answer rests on."""
        return tuple(dict.fromkeys(self.row.cited()))


def step(world: World, request: Request, table: Table = TABLE) -> tuple[Permitted, ...]:
    """Every permitted answer to a request, each with the world after it; the expected one first.

    What a cancel, a deletion or a creation sets off is not part of the step: it comes later, as
    `happenings`. Errors that may come at any time (`machines.ALLOWANCES`) are left out.
    """
    fit, unmet = judge(request)
    found = _STEPS[type(request)](world, request, table)
    if fit is Fit.KEPT:
        return found
    row = malformed_row(type(request).__name__, unmet[0])
    invalid = Permitted(_refusal(INVALID_REQUEST.code), world, row)
    if fit is Fit.OPEN:
        return *found, invalid
    refused = [p for p in found if p.answer.error not in (None, INVALID_REQUEST.code)]
    also = dict.fromkeys(error.code for constraint in unmet for error in constraint.also)
    return invalid, *refused, *(Permitted(_refusal(code), world, row) for code in also)


@lru_cache
def _refusal(code: str) -> Answer:
    return Answer(code)


def _job_step(world: World, request: Any, table: Table) -> tuple[Permitted, ...]:
    job_id = request.job_id
    job = world.jobs.get(job_id)
    kind = type(request)
    machine, event = table.operations[kind.__name__]
    row = deciding_row(table, machine, event, world, job, None, request)
    assert row is not None
    found = []
    for error, status in row.outcomes:
        if error is not None:
            found.append(new(Permitted, (_refusal(error.code), world, row)))
            continue
        if job is None:
            after = status and JobRecord(status, request.targets, request.document)
        elif status == job.status and not row.does:
            after = job
        else:
            after = status and moved_job(job, row, status, request)
        show = _SHOWS.get(kind)
        answer = Answer(None, show(job_id, job)) if show and job else OK
        changed = world if after is job else world.with_job(job_id, after or None)
        found.append(new(Permitted, (answer, changed, row)))
    return tuple(found)


def _execution_step(world: World, request: Any, table: Table) -> tuple[Permitted, ...]:
    job_id, thing = request.job_id, request.thing_name
    job = world.jobs.get(job_id)
    execution = None if job is None else job.executions.get(thing)
    reads = type(request) is DescribeJobExecution
    expected: Any = getattr(request, "expected_version", None)
    if execution is not None and (reads or expected is not None):
        known = resolved(execution) if reads else told_apart(execution, expected)
        if len(known) > 1:
            assert job is not None
            worlds = (with_execution(world, job_id, job, thing, record) for record in known)
            return tuple(chain.from_iterable(_execution_step(w, request, table) for w in worlds))
    machine, event = table.operations[type(request).__name__]
    row = deciding_row(table, machine, event, world, job, execution, request)
    assert row is not None
    found = []
    for error, status in row.outcomes:
        if error is not None:
            found.append(new(Permitted, (_refusal(error.code), world, row)))
            continue
        answer = OK
        if reads and execution is not None:
            answer = Answer(None, describe_execution(job_id, thing, execution))
        for changed, _ in _moved(world, job_id, job, thing, execution, row, status, request):
            found.append(new(Permitted, (answer, changed, row)))
    return tuple(found)


def _start_next(world: World, request: Any, table: Table) -> tuple[Permitted, ...]:
    thing = request.thing_name
    machine, event = table.operations[type(request).__name__]
    found: list[Permitted] = []
    for job_id, job, execution in _fronts(world, thing):
        row = deciding_row(table, machine, event, world, job, execution, request)
        assert row is not None
        for error, status in row.outcomes:
            if error is not None:
                found.append(new(Permitted, (_refusal(error.code), world, row)))
                continue
            for changed, after in _moved(
                world, job_id, job, thing, execution, row, status, request
            ):
                told = after if after is not None and after.status in LIVE else None
                answer = Answer(None, describe_execution(job_id, thing, told)) if told else OK
                found.append(new(Permitted, (answer, changed, row)))
    return tuple(dict.fromkeys(found))


def _list_pending(world: World, request: Any, table: Table) -> tuple[Permitted, ...]:
    thing = request.thing_name
    machine, event = table.operations[type(request).__name__]
    pending = pending_of(world, thing)
    open_ = [p for p in pending if p[1].status == DELETION_IN_PROGRESS]
    sure = [p for p in pending if p not in open_]
    job_id, job, execution = _fronts(world, thing)[-1]
    row = deciding_row(table, machine, event, world, job, execution, request)
    assert row is not None
    found = []
    for error, status in row.outcomes:
        if error is not None:
            found.append(Permitted(_refusal(error.code), world, row))
            continue
        changed, _ = _moved(world, job_id, job, thing, execution, row, status, request)[0]
        for size in range(len(open_), -1, -1):
            for extra in combinations(open_, size):
                listed = sorted(
                    PendingExecution(name, x.status, x.version) for name, _, x in [*sure, *extra]
                )
                found.append(Permitted(Answer(None, tuple(listed)), changed, row))
    return tuple(found)


def _list_for_thing(world: World, request: Any, table: Table) -> tuple[Permitted, ...]:
    thing = request.thing_name
    machine, event = table.operations[type(request).__name__]
    job_id, job, execution = _fronts(world, thing)[-1]
    row = deciding_row(table, machine, event, world, job, execution, request)
    assert row is not None
    found = []
    for error, status in row.outcomes:
        if error is not None:
            found.append(Permitted(_refusal(error.code), world, row))
            continue
        changed, _ = _moved(world, job_id, job, thing, execution, row, status, request)[0]
        found.append(Permitted(Answer(None, list_for_thing(world, thing)), changed, row))
    return tuple(found)


def _moved(
    world: World,
    job_id: str,
    job: JobRecord | None,
    thing: str,
    execution: ExecutionRecord | None,
    row: Row,
    status: str | None,
    request: Any,
) -> list[tuple[World, ExecutionRecord | None]]:
    """The worlds after an accepted step, each with the execution as it is then."""
    if execution is None or job is None:
        return [(world, None)]
    if status is None:
        return [(with_execution(world, job_id, job, thing, None), None)]
    if status == execution.status and not row.does:
        return [(world, execution)]
    return [
        (with_execution(world, job_id, job, thing, after), after)
        for after in moved_execution(execution, row, status, request)
    ]


def _fronts(world: World, thing: str) -> list[tuple[str, JobRecord | None, ExecutionRecord | None]]:
    """The execution that a device gets next: two where it depends on whether the device is cut off
    from a job that is being deleted (A21). A terminal one where none is pending."""
    pending = pending_of(world, thing)
    sure = [p for p in pending if p[1].status != DELETION_IN_PROGRESS]
    over = [p for p in world.executions_of(thing) if p[2].status not in LIVE]
    none: tuple[str, JobRecord | None, ExecutionRecord | None] = ("", None, None)
    rest: list[tuple[str, JobRecord | None, ExecutionRecord | None]] = [*over, none]
    return list({x[0]: x for x in ([*sure, *rest][0], [*pending, *rest][0])}.values())


def pending_of(world: World, thing: str) -> list[tuple[str, JobRecord, ExecutionRecord]]:
    """The pending executions of a thing with their jobs, the next first."""
    pending = [found for found in world.executions_of(thing) if found[2].status in LIVE]
    return sorted(pending, key=lambda p: (PENDING.statuses.index(p[2].status), p[2].order))


_SHOWS: Mapping[type, Callable[[str, JobRecord], Response]] = {
    DescribeJob: describe_job,
    ListJobExecutionsForJob: list_for_job,
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
    GetPendingJobExecutions: _list_pending,
    ListJobExecutionsForJob: _job_step,
    ListJobExecutionsForThing: _list_for_thing,
}
