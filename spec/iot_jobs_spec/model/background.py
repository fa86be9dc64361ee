"""Happenings: the steps that nobody asks for, and where they end."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from typing import NamedTuple

from ..language.rules import Row
from ..machines import COUPLINGS, Execution, Job
from .decide import deciding_row, with_execution
from .table import TABLE, Table
from .transitions import moved_execution, moved_job
from .world import ExecutionRecord, JobRecord, World

ROLL_OUT, START, SWEEP, VANISH = (
    event.id for event in (Execution.roll_out, Execution.start, Execution.sweep, Execution.vanish)
)
COMPLETE, END = Job.complete.id, Job.end.id
DUE = frozenset({ROLL_OUT, SWEEP, COMPLETE})
"""The happenings that a caller may wait for: they come by themselves and nothing delays them."""
ENDING = frozenset({VANISH, END})
"""The happenings by which a deletion ends, at once or as late as it likes (R92)."""


class Happening(NamedTuple):
    """One step that nobody asked for: ``event`` of a job, or of its execution on a thing."""

    event: str
    job_id: str
    thing_name: str | None
    world: World
    row: Row


def happenings(
    world: World,
    job_id: str | None = None,
    table: Table = TABLE,
    *,
    events: Container[str] | None = None,
    thing: str | None = None,
) -> Iterator[Happening]:
    """Every step that may happen by itself; where they are given, of one job only, of these
    ``events`` only, to its execution on one ``thing`` only."""
    for name in list(world.jobs) if job_id is None else [job_id]:
        job = world.jobs.get(name)
        if job is not None:
            yield from _to_executions(world, name, job, table, events, thing)
            if thing is None:
                yield from _to_job(world, name, job, table, events)


def settled(
    world: World,
    job_id: str | None = None,
    table: Table = TABLE,
    note: Callable[[Happening], None] | None = None,
) -> World:
    """The world once every happening that is due has come (not: starts, ends of deletions).

    ``note`` is told of each step. RuntimeError: the page lets one happening undo another for ever.
    """
    left: int | None = None
    while True:
        happening = next(happenings(world, job_id, table, events=DUE), None)
        if happening is None:
            return world
        if left is None:
            jobs = (world.jobs[job_id],) if job_id is not None else world.jobs.values()
            left = 4 * sum(1 + len(job.targets) for job in jobs)
        if not left:
            raise RuntimeError("happenings go on for ever on this page")
        left -= 1
        world = happening.world
        if note is not None:
            note(happening)


def rows_asked(world: World, job_id: str, table: Table = TABLE) -> Iterator[Row]:
    """Every row that says what may happen to a job by itself, also those by which it stays."""
    job = world.jobs.get(job_id)
    if job is not None:
        yield from (row for _, _, _, row in _of_executions(world, job, table, None, None))
        yield from (row for _, row in _of_job(world, job, table, None))


def _to_job(
    world: World, job_id: str, job: JobRecord, table: Table, events: Container[str] | None
) -> Iterator[Happening]:
    for event, row in _of_job(world, job, table, events):
        status = row.expected.status
        if status == job.status:
            continue
        after = None if status is None else moved_job(job, row, status, None)
        yield Happening(event, job_id, None, world.with_job(job_id, after), row)


def _of_job(
    world: World, job: JobRecord, table: Table, events: Container[str] | None
) -> Iterator[tuple[str, Row]]:
    for event in table.happening["Job"]:
        if events is None or event in events:
            row = deciding_row(table, "Job", event, world, job, None, None)
            if row is not None:
                yield event, row


def _to_executions(
    world: World,
    job_id: str,
    job: JobRecord,
    table: Table,
    events: Container[str] | None,
    thing: str | None,
) -> Iterator[Happening]:
    for event, name, execution, row in _of_executions(world, job, table, events, thing):
        if row.expected.status == (execution and execution.status):
            continue
        after = _after(world, execution, row)
        yield Happening(event, job_id, name, with_execution(world, job_id, job, name, after), row)


def _of_executions(
    world: World, job: JobRecord, table: Table, events: Container[str] | None, thing: str | None
) -> Iterator[tuple[str, str, ExecutionRecord | None, Row]]:
    for coupling in COUPLINGS:
        if coupling.status != job.status:
            continue
        if events is not None and coupling.event not in events:
            continue
        for name in job.targets if thing is None else {thing}.intersection(job.targets):
            execution = job.executions.get(name)
            row = deciding_row(table, "Execution", coupling.event, world, job, execution, None)
            if row is not None:
                yield coupling.event, name, execution, row


def _after(world: World, execution: ExecutionRecord | None, row: Row) -> ExecutionRecord | None:
    status = row.expected.status
    if status is None:
        return None
    if execution is None:
        return ExecutionRecord(status, order=world.queued + 1)
    return moved_execution(execution, row, status, None)[0]
