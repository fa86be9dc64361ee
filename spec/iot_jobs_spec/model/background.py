"""Happenings: the steps that nobody asks for, and where they end."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from typing import NamedTuple

from ..language.rules import Rule
from ..machines import COUPLINGS, Execution, Job
from .decide import deciding_rule, with_execution
from .table import TABLE, Table
from .transitions import moved_execution, moved_job
from .world import ExecutionRecord, JobRecord, World

ROLL_OUT, START, CASCADE, REMOVE = (
    event.id for event in (Execution.roll_out, Execution.start, Execution.cascade, Execution.remove)
)
COMPLETE, END_DELETION = Job.complete.id, Job.end_deletion.id
DUE = frozenset({ROLL_OUT, CASCADE, COMPLETE})
"""The background steps that a caller may wait for: they come by themselves and nothing delays them."""
ENDING = frozenset({REMOVE, END_DELETION})
"""The background steps by which a deletion ends, at once or as late as it likes (R92)."""


class BackgroundStep(NamedTuple):
    """One step that nobody asked for: ``event`` of a job, or of its execution on a thing."""

    event: str
    job_id: str
    thing_name: str | None
    world: World
    rule: Rule


def background_steps(
    world: World,
    job_id: str | None = None,
    table: Table = TABLE,
    *,
    events: Container[str] | None = None,
    thing: str | None = None,
) -> Iterator[BackgroundStep]:
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
    note: Callable[[BackgroundStep], None] | None = None,
) -> World:
    """The world once every background step that is due has come (not: starts, ends of deletions).

    ``note`` is told of each step. RuntimeError: the page lets one background step undo another for ever.
    """
    left: int | None = None
    while True:
        taken = next(background_steps(world, job_id, table, events=DUE), None)
        if taken is None:
            return world
        if left is None:
            jobs = (world.jobs[job_id],) if job_id is not None else world.jobs.values()
            left = 4 * sum(1 + len(job.targets) for job in jobs)
        if not left:
            raise RuntimeError("happenings go on for ever on this page")
        left -= 1
        world = taken.world
        if note is not None:
            note(taken)


def rules_asked(world: World, job_id: str, table: Table = TABLE) -> Iterator[Rule]:
    """Every rule that says what may happen to a job by itself, also those by which it stays."""
    job = world.jobs.get(job_id)
    if job is not None:
        yield from (rule for _, _, _, rule in _of_executions(world, job, table, None, None))
        yield from (rule for _, rule in _of_job(world, job, table, None))


def _to_job(
    world: World, job_id: str, job: JobRecord, table: Table, events: Container[str] | None
) -> Iterator[BackgroundStep]:
    for event, rule in _of_job(world, job, table, events):
        status = rule.expected.status
        if status == job.status:
            continue
        after = None if status is None else moved_job(job, rule, status, None)
        yield BackgroundStep(event, job_id, None, world.with_job(job_id, after), rule)


def _of_job(
    world: World, job: JobRecord, table: Table, events: Container[str] | None
) -> Iterator[tuple[str, Rule]]:
    for event in table.background["Job"]:
        if events is None or event in events:
            rule = deciding_rule(table, "Job", event, world, job, None, None)
            if rule is not None:
                yield event, rule


def _to_executions(
    world: World,
    job_id: str,
    job: JobRecord,
    table: Table,
    events: Container[str] | None,
    thing: str | None,
) -> Iterator[BackgroundStep]:
    for event, name, execution, rule in _of_executions(world, job, table, events, thing):
        if rule.expected.status == (execution and execution.status):
            continue
        after = _after(world, execution, rule)
        yield BackgroundStep(
            event, job_id, name, with_execution(world, job_id, job, name, after), rule
        )


def _of_executions(
    world: World, job: JobRecord, table: Table, events: Container[str] | None, thing: str | None
) -> Iterator[tuple[str, str, ExecutionRecord | None, Rule]]:
    for coupling in COUPLINGS:
        if coupling.status != job.status:
            continue
        if events is not None and coupling.event not in events:
            continue
        for name in job.targets if thing is None else {thing}.intersection(job.targets):
            execution = job.executions.get(name)
            rule = deciding_rule(table, "Execution", coupling.event, world, job, execution, None)
            if rule is not None:
                yield coupling.event, name, execution, rule


def _after(world: World, execution: ExecutionRecord | None, rule: Rule) -> ExecutionRecord | None:
    status = rule.expected.status
    if status is None:
        return None
    if execution is None:
        return ExecutionRecord(status, order=world.queued + 1)
    return moved_execution(execution, rule, status, None)[0]
