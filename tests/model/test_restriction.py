"""The restriction theorem: of what the core profile has, the profile `full` says the same.

For all worlds with the statuses of the core and all its requests, `full` permits the same answers
with the same worlds after them, by rules of the same id, and the same background steps; and these
never lead to a world that the core does not have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product

import pytest
from immutables import Map

from iot_jobs_spec import (
    TABLE,
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    DeleteJobExecution,
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
from iot_jobs_spec.model.profiles import table_of
from iot_jobs_spec.model.requests import REQUESTS
from iot_jobs_spec.model.world import ExecutionRecord, JobRecord
from support.effort import THOROUGH, some

FULL = table_of("full")
SHARED = {rule.id for rule in TABLE.rules}
STATUSES = TABLE.statuses
THINGS = ("t", "u")


def jobs(things: int, versions: tuple[int, ...] = (1,)) -> list[JobRecord | None]:
    """Every job of the core for so many things, and none."""
    executions: list[ExecutionRecord | None] = [
        ExecutionRecord(status, version, force_canceled=flag)
        for status in STATUSES["Execution"]
        for version in versions
        for flag in ((False, None, True) if status == "CANCELED" else (False,))
    ]
    every = [*executions, None]
    found: list[JobRecord | None] = [None]
    for status in STATUSES["Job"]:
        for records in product(every, repeat=things):
            named = {
                thing: record._replace(order=at)
                for at, (thing, record) in enumerate(zip(THINGS, records, strict=False), 1)
                if record
            }
            targets = THINGS[:things]
            found += [
                JobRecord(status, targets, executions=Map(named), force_canceled=forced)
                for forced in ((False, True) if status != "IN_PROGRESS" else (False,))
            ]
    return found


def worlds(names: str, of: Iterable[JobRecord | None], limit: int) -> Iterator[World]:
    for records in product(of, repeat=len(names)):
        world = World(deletion_limit=limit, queued=9)
        for name, record in zip(names, records, strict=True):
            if record is not None:
                world = world.with_job(name, record)
        yield world


def requests(names: str) -> list[Request]:
    """Requests of every kind, with each value of each parameter that a rule reads."""
    found: list[Request] = []
    for job in names:
        found += [CreateJob(job, THINGS), CreateJob(job, THINGS[:1]), CreateJob(job, ("t",), "[]")]
        found += [DescribeJob(job), ListJobExecutionsForJob(job)]
        for force in (False, True):
            found += [CancelJob(job, force, comment="c"), DeleteJob(job, force)]
        for thing in THINGS:
            found.append(DescribeJobExecution(job, thing))
            for version in (None, 1, 2):
                found.append(UpdateJobExecution(job, thing, version, {"k": "1"}))
                found += [CancelJobExecution(job, thing, f, version) for f in (False, True)]
    for thing in THINGS:
        found += [StartNextPendingJobExecution(thing, {"k": "1"}), GetPendingJobExecutions(thing)]
        found.append(ListJobExecutionsForThing(thing))
    assert {type(request) for request in found} == {*REQUESTS}
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
        *(world.with_job("x", DELETING) for world in worlds("j", jobs(1), limit)),
    )
]
"""Every world of one job on two things, with all that a record holds, also while another job is
being deleted."""


def test_full_says_what_the_core_says_of_one_job_on_two_things() -> None:
    assert difference(ONE, requests("jk"), FULL) is None


@pytest.mark.parametrize("limit", [1, 10])
def test_full_says_what_the_core_says_of_two_jobs_on_two_things(limit: int) -> None:
    found = list(worlds("jk", jobs(2), limit))[:: 7 if THOROUGH else 211]
    assert difference(found, requests("jk"), FULL) is None


def test_full_says_what_the_core_says_of_three_jobs_on_one_thing() -> None:
    found = list(worlds("jkl", jobs(1), 1))[:: 23 if THOROUGH else 997]
    assert difference(found, requests("jkl"), FULL) is None


def loosened(rule: Rule) -> Rule:
    """The rule with one more permitted answer, or a background step that leads elsewhere."""
    if rule.operation:
        known = {outcome.error for outcome in rule.outcomes}
        other = THROTTLING if LIMIT_EXCEEDED in known else LIMIT_EXCEEDED
        return replace(rule, outcomes=(*rule.outcomes, Outcome(other)))
    others = [s for s in STATUSES[rule.machine] if s not in (rule.source, rule.expected.status)]
    return replace(rule, outcomes=(Outcome(None, others[0]),))


@pytest.mark.parametrize(
    "rule", some([r for r in FULL.rules if r.id in SHARED], 6), ids=lambda rule: str(rule.id)
)
def test_a_shared_rule_that_full_loosens_breaks_the_theorem(rule: Rule) -> None:
    full = FULL.with_rules(loosened(r) if r is rule else r for r in FULL.rules)
    assert difference(ONE, requests("j"), full) is not None


def test_every_rule_of_the_core_is_a_rule_of_full_with_the_same_claims() -> None:
    full = {rule.id: rule for rule in FULL.rules}
    for rule in TABLE.rules:
        same = full[rule.id]
        assert (rule.outcomes, rule.claims, rule.which, rule.does, rule.verdict, rule.event) == (
            same.outcomes, same.claims, same.which, same.does, same.verdict, same.event,
        )  # fmt: skip


def test_the_guards_that_full_adds_never_hold_in_a_world_of_the_core() -> None:
    for world, request in product(ONE[::7], [None, *requests("j")]):
        for job in world.jobs.values():
            for record in (None, *job.executions.values()):
                held = [g for g in FULL.spec.beyond if FULL.asks[g](world, job, record, request)]
                assert held == []


@pytest.mark.parametrize(
    "request_",
    [
        DeleteJobExecution("j", "t", 1),
        UpdateJobExecution("j", "t", status="FAILED"),
        UpdateJobExecution("j", "t", status=None),
        UpdateJobExecution("j", "t", execution_number=1),
        UpdateJobExecution("j", "t", step_timeout_in_minutes=5),
        UpdateJobExecution("j", "t", include_job_execution_state=True),
        StartNextPendingJobExecution("t", step_timeout_in_minutes=5),
        DescribeJobExecution("j", "t", execution_number=1),
        CreateJob("j", THINGS, target_selection="CONTINUOUS"),
        CreateJob("j", THINGS, in_progress_timeout_in_minutes=5),
    ],
    ids=str,
)
def test_the_core_does_not_have_what_only_full_has(request_: Request) -> None:
    world = World()
    with pytest.raises(KeyError):
        step(world, request_)
    assert step(world, request_, FULL)


def test_of_a_status_of_the_core_full_looks_up_what_the_core_looks_up() -> None:
    """The theorem for any number of jobs and things: what a step does follows from its cells."""
    for (machine, event, status), entry in FULL.entries.items():
        own = TABLE.entries.get((machine, event, status))
        for values, rule in entry.rules.items():
            holds = dict(zip(entry.guards, values, strict=True))
            if status not in (None, *STATUSES[machine]) or any(
                holds[g] for g in holds if g in FULL.spec.beyond
            ):
                continue
            if own is None:
                assert rule.question not in TABLE.operations
                assert rule.operation, f"{rule.id} happens in a world of the core"
                continue
            shared = TABLE.rule(machine, event, status, **{g: holds[g] for g in own.guards})
            assert shared is not None
            assert (shared.id, shared.outcomes, shared.does) == (rule.id, rule.outcomes, rule.does)
    core = TABLE.spec.couplings
    assert FULL.spec.couplings[: len(core)] == core
    assert (FULL.spec.pending, FULL.spec.limit) == (TABLE.spec.pending, TABLE.spec.limit)
    assert (FULL.spec.allowances, FULL.spec.undeclared) == (
        TABLE.spec.allowances, TABLE.spec.undeclared,
    )  # fmt: skip
