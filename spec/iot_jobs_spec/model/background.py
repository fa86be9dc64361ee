"""Background steps: changes that the service and the devices make without a request."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from typing import NamedTuple

from ..effects import RETRIED
from ..language.rules import Rule
from .maps import Map
from .table import TABLE, Table
from .transitions import (
    changed,
    deciding_rule,
    moved_execution,
    moved_job,
    with_execution,
    with_retry,
)
from .world import ExecutionRecord, JobRecord, World


class BackgroundStep(NamedTuple):
    """One step: ``event`` of a job, or of its execution on a thing, with the world after it."""

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
    """Every background step that is possible in the world.

    ``job_id``, ``events`` and ``thing`` narrow the steps to one job, to some events, and to the
    executions on one thing.
    """
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
    """The world after all due steps: roll-outs, cascades and completions. No device acts, and no
    deletion ends.

    ``note`` is called with each step. Raises RuntimeError for a spec whose due steps never end.
    """
    left: int | None = None
    due = table.spec.due
    while True:
        taken = next(background_steps(world, job_id, table, events=due), None)
        if taken is None:
            return world
        if left is None:
            jobs = (world.jobs[job_id],) if job_id is not None else world.jobs.values()
            statuses = len(table.statuses[table.spec.execution.__name__]) + 1
            left = statuses * sum(1 + len(job.targets) for job in jobs)
        if not left:
            raise RuntimeError("the due background steps of this spec never end")
        left -= 1
        world = taken.world
        if note is not None:
            note(taken)


def rules_asked(world: World, job_id: str, table: Table = TABLE) -> Iterator[Rule]:
    """Every rule about a background step that now applies to the job or to its executions, even if
    it changes nothing."""
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
    machine = table.spec.job.__name__
    for event in table.background[machine]:
        if events is None or event in events:
            rule = deciding_rule(table, machine, event, world, job, None, None)
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
        changed = _changed(world, job_id, job, name, execution, rule)
        yield BackgroundStep(event, job_id, name, changed, rule)


def _of_executions(
    world: World, job: JobRecord, table: Table, events: Container[str] | None, thing: str | None
) -> Iterator[tuple[str, str, ExecutionRecord | None, Rule]]:
    machine = table.spec.execution.__name__
    for coupling in table.spec.couplings:
        if coupling.status != job.status:
            continue
        if events is not None and coupling.event not in events:
            continue
        for name in job.targets if thing is None else _among(job.targets, thing):
            execution = job.executions.get(name)
            if execution is None and name in job.deleted:
                continue
            rule = deciding_rule(table, machine, coupling.event, world, job, execution, None)
            if rule is not None:
                yield coupling.event, name, execution, rule


_FEW = 16
_sets: dict[int, tuple[tuple[str, ...], frozenset[str]]] = {}
"""Some long tuples of targets, by their identity, each with the set of its members: a step of one
execution must not cost more in a job of more targets."""


def _among(targets: tuple[str, ...], thing: str) -> tuple[str, ...]:
    """The thing, if it is one of the targets."""
    if len(targets) <= _FEW:
        return (thing,) if thing in targets else ()
    known = _sets.get(id(targets))
    if known is None or known[0] is not targets:
        if len(_sets) >= _FEW:
            _sets.clear()
        known = _sets[id(targets)] = targets, frozenset(targets)
    return (thing,) if thing in known[1] else ()


def _changed(
    world: World, job_id: str, job: JobRecord, name: str, execution: ExecutionRecord | None,
    rule: Rule,
) -> World:  # fmt: skip
    """The world after a step of the execution by the rule. A removal also takes the executions that
    this one retried."""
    after = _after(world, execution, rule)
    if after is None and job.earlier:
        kept = {key: one for key, one in job.earlier.items() if key[0] != name}
        job = job._replace(earlier=Map(kept))
    if execution is not None and after is not None and RETRIED in rule.does:
        return with_retry(world, job_id, job, name, execution, rule, after.status)
    return with_execution(world, job_id, job, name, after)


def _after(world: World, execution: ExecutionRecord | None, rule: Rule) -> ExecutionRecord | None:
    status = rule.expected.status
    if status is None:
        return None
    if execution is None:
        return changed(ExecutionRecord(status, order=world.queued + 1), rule)
    return moved_execution(execution, rule, status, None)[0]
