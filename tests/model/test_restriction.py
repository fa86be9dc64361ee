"""The restriction theorem: of what the core profile has, the profile `full` says the same.

For all worlds with the statuses of the core and all its requests, `full` permits the same answers
with the same worlds after them, by rules of the same id, and the same background steps; and these
never lead to a world that the core does not have.
"""

from __future__ import annotations

from itertools import product
from random import Random

import pytest

from iot_jobs_spec import (
    TABLE,
    CreateJob,
    DeleteJobExecution,
    DescribeJobExecution,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
    World,
    step,
)
from iot_jobs_spec.language.rules import Rule
from support.effort import THOROUGH, some
from support.restriction import (
    FULL,
    ONE,
    SHARED,
    STATUSES,
    THINGS,
    THREE,
    beside_a_deletion,
    difference,
    jobs,
    loosened,
    requests,
    requests_of_things,
    with_loosened,
    world_of,
    worlds,
)


def test_full_says_what_the_core_says_of_one_job_on_two_things() -> None:
    assert difference(ONE, requests("jk"), FULL) is None


@pytest.mark.parametrize("limit", [1, 10])
def test_full_says_what_the_core_says_of_two_jobs_on_two_things(limit: int) -> None:
    found = list(worlds("jk", jobs(2), limit))[:: 7 if THOROUGH else 211]
    assert difference(found, requests("jk"), FULL) is None


def test_full_says_what_the_core_says_of_three_jobs_on_three_things() -> None:
    """In every world of them, by parts.

    A request about a job reads that job and how many are being deleted; a request about a thing
    reads its executions of all jobs. So the worlds of one job on three things, beside another one
    that is being deleted or not, and those of three jobs on one thing are all that there are. A
    sample of the whole ones holds this against requests that read more.
    """
    one = jobs(3)
    of_job = [*worlds("j", one, 1), *worlds("j", one, 10), *beside_a_deletion(one, 1)]
    assert difference(some(of_job, 23), requests("j", THREE), FULL) is None
    of_thing = [*worlds("jkl", jobs(1, flags=False), 1)]
    assert difference(some(of_thing, 11), requests_of_things(("t",)), FULL) is None
    drawn = Random(3)
    whole = [world_of("jkl", drawn.choices(one, k=3), n % 3 + 1) for n in range(600)]
    assert difference(some(whole, 60), requests("jkl", THREE), FULL) is None


@pytest.mark.parametrize(
    "rule", some([r for r in FULL.rules if r.id in SHARED], 6), ids=lambda rule: str(rule.id)
)
def test_a_shared_rule_that_full_loosens_breaks_the_theorem(rule: Rule) -> None:
    full = with_loosened(rule, loosened(rule))
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
