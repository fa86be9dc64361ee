"""Worlds and requests of the core, what both profiles say of them, and rules that differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product

from iot_jobs_spec import (
    TABLE,
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
    Table,
    UpdateJobExecution,
    World,
    background_steps,
    step,
)
from iot_jobs_spec.errors import LIMIT_EXCEEDED, THROTTLING
from iot_jobs_spec.language.rules import Outcome, Rule
from iot_jobs_spec.model.maps import Map
from iot_jobs_spec.model.profiles import table_of
from iot_jobs_spec.model.requests import REQUESTS
from iot_jobs_spec.model.world import ExecutionRecord, JobRecord

FULL = table_of("full")
SHARED = {rule.id for rule in TABLE.rules}
STATUSES = TABLE.statuses
THREE = ("t", "u", "v")
THINGS = THREE[:2]


def jobs(
    things: int, versions: tuple[int, ...] = (1,), flags: bool = True
) -> list[JobRecord | None]:
    """Every job of the core for so many things, and none; without ``flags`` one for each
    combination of statuses."""
    executions: list[ExecutionRecord | None] = [
        ExecutionRecord(status, version, force_canceled=flag)
        for status in STATUSES["Execution"]
        for version in versions
        for flag in ((False, None, True) if flags and status == "CANCELED" else (False,))
    ]
    every = [*executions, None]
    found: list[JobRecord | None] = [None]
    for status in STATUSES["Job"]:
        for records in product(every, repeat=things):
            targets = THREE[:things]
            named = {
                thing: record._replace(order=at)
                for at, (thing, record) in enumerate(zip(targets, records, strict=True), 1)
                if record
            }
            found += [
                JobRecord(status, targets, executions=Map(named), force_canceled=forced)
                for forced in ((False, True) if flags and status != "IN_PROGRESS" else (False,))
            ]
    return found


def worlds(names: str, of: Iterable[JobRecord | None], limit: int) -> Iterator[World]:
    """Every world of so many jobs."""
    for records in product(of, repeat=len(names)):
        yield world_of(names, records, limit)


def world_of(names: str, records: Iterable[JobRecord | None], limit: int) -> World:
    """The world of the jobs, which were created in the order of their names."""
    world = World(deletion_limit=limit, queued=9)
    for at, (name, record) in enumerate(zip(names, records, strict=True)):
        if record is not None:
            world = world.with_job(name, _later(record, at * len(THREE)))
    return world


def beside_a_deletion(of: Iterable[JobRecord | None], limit: int) -> Iterator[World]:
    """Every world of one job, and of another that is being deleted."""
    return (world.with_job("x", DELETING) for world in worlds("j", of, limit))


def _later(job: JobRecord, by: int) -> JobRecord:
    executions = job.executions.items()
    return job._replace(
        executions=Map(
            {thing: record._replace(order=by + record.order) for thing, record in executions}
        )
    )


def requests(names: str, things: tuple[str, ...] = THINGS) -> list[Request]:
    """Requests of every kind, with each value of each parameter that a rule reads."""
    found: list[Request] = []
    for job in names:
        found += [CreateJob(job, things), CreateJob(job, ("t",)), CreateJob(job, ("t",), "[]")]
        found += [DescribeJob(job), ListJobExecutionsForJob(job)]
        for force in (False, True):
            found += [CancelJob(job, force, comment="c"), DeleteJob(job, force)]
        for thing in things:
            found.append(DescribeJobExecution(job, thing))
            for version in (None, 1, 2):
                found.append(UpdateJobExecution(job, thing, version, {"k": "1"}))
                found += [CancelJobExecution(job, thing, f, version) for f in (False, True)]
    found += requests_of_things(things)
    assert {type(request) for request in found} == {*REQUESTS}
    return found


def requests_of_things(things: tuple[str, ...]) -> list[Request]:
    """The requests that name a thing but no job."""
    found: list[Request] = []
    for thing in things:
        found += [StartNextPendingJobExecution(thing, {"k": "1"}), GetPendingJobExecutions(thing)]
        found.append(ListJobExecutionsForThing(thing))
    return found


def answered(world: World, request: Request, table: Table) -> list[tuple[object, World, str]]:
    return [(p.answer, p.world, p.rule.id) for p in step(world, request, table)]


def happening(world: World, table: Table) -> list[tuple[str, str, str | None, World, str]]:
    return [(*taken[:4], taken.rule.id) for taken in background_steps(world, table=table)]


def is_of_core(world: World) -> bool:
    """Whether the core has the world: another one has a member that only `full` can set."""
    return all(
        job.status in STATUSES["Job"]
        and job[-2:] == JobRecord("", ())[-2:]
        and all(
            record.status in STATUSES["Execution"] and record[-2:] == ExecutionRecord("")[-2:]
            for record in job.executions.values()
        )
        for job in world.jobs.values()
    )


def difference(of: Iterable[World], asked: list[Request], full: Table) -> object:
    """The first world, with the request, where the profiles differ or the core is left."""
    for world in of:
        assert is_of_core(world)
        steps = happening(world, full)
        if steps != happening(world, TABLE) or not all(is_of_core(after[3]) for after in steps):
            return world, steps
        for request in asked:
            found = answered(world, request, full)
            if found != answered(world, request, TABLE):
                return world, request, found
            if not all(is_of_core(after) for _, after, _ in found):
                return world, request, found
    return None


DELETING = JobRecord("DELETION_IN_PROGRESS", THINGS)
ONE = [
    world
    for limit in (1, 10)
    for world in (
        *worlds("j", jobs(2, (1, 2)), limit),
        *beside_a_deletion(jobs(1), limit),
    )
]
"""Every world of one job on two things, with all that a record holds, also while another job is
being deleted."""


def loosened(rule: Rule) -> Rule:
    """The rule with one more permitted answer, or a background step that leads elsewhere."""
    if rule.operation:
        known = {outcome.error for outcome in rule.outcomes}
        other = THROTTLING if LIMIT_EXCEEDED in known else LIMIT_EXCEEDED
        return replace(rule, outcomes=(*rule.outcomes, Outcome(other)))
    others = [s for s in STATUSES[rule.machine] if s not in (rule.source, rule.expected.status)]
    return replace(rule, outcomes=(Outcome(None, others[0]),))


def with_loosened(rule: Rule, other: Rule) -> Table:
    """The profile full in which the rule is another one."""
    return FULL.with_rules(other if r is rule else r for r in FULL.rules)


def moving(rule: Rule) -> Rule | None:
    """The rule with one more permitted answer, by which the status changes as no rule of the core
    changes it: TLC sees states and not requests. None if there is no such change."""
    there = {
        outcome.status
        for one in TABLE.rules
        if (one.machine, one.source) == (rule.machine, rule.source)
        for outcome in one.outcomes
        if outcome.error is None
    }
    others = [s for s in STATUSES[rule.machine] if s not in (rule.source, *there)]
    kept = rule.outcomes if rule.operation is not None else ()
    return replace(rule, outcomes=(*kept, Outcome(None, others[0]))) if others else None
