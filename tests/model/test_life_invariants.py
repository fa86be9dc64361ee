"""The invariants hold after random steps of the profile `full`, and fail where they are broken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_jobs_spec import (
    Answer,
    ExecutionRecord,
    JobRecord,
    UpdateJobExecution,
    World,
    background_steps,
    settled,
    step,
)
from iot_jobs_spec.model.invariants import Invariant
from iot_jobs_spec.model.life_invariants import FURTHER_INVARIANTS, invariants_of
from iot_jobs_spec.model.maps import Map
from iot_jobs_spec.model.profiles import table_of
from iot_jobs_spec.model.properties import Change
from iot_jobs_spec.model.requests import (
    IN_PROGRESS,
    PLAIN,
    Config,
)
from support.life import of_full

FULL = table_of("full")
LAWS = invariants_of(FULL.spec)
BY_NAME = {law.name: law for law in LAWS}


def test_full_has_the_invariants_of_the_core_and_more() -> None:
    names = [law.name for law in LAWS]
    assert len(names) == len(set(names)) == 16 + 9
    assert invariants_of(table_of("core").spec) == LAWS[:16]


@pytest.mark.slow
@pytest.mark.parametrize("law", LAWS, ids=lambda law: str(law.name))
@given(data=st.data())
def test_the_invariant_holds_after_random_steps(law: Invariant, data: st.DataObject) -> None:
    world = World(deletion_limit=data.draw(st.integers(1, 2), label="limit"))
    for _ in range(data.draw(st.integers(1, 15), label="steps")):
        possible = list(background_steps(world, table=FULL))
        alone: bool = data.draw(st.booleans(), label="background step")
        if possible and alone:
            after = data.draw(st.sampled_from(possible)).world
            change = Change(world, after, spec=FULL.spec)
        else:
            request = data.draw(of_full)
            found = data.draw(st.sampled_from(step(world, request, FULL)))
            change = Change(world, found.world, request, found.answer, FULL.spec)
        assert law.holds(change), (change.request, change.before, change.after)
        wait = data.draw(st.booleans(), label="wait")
        world = settled(change.after, table=FULL) if wait else change.after


def job(
    status: str = IN_PROGRESS, config: Config = PLAIN, **executions: ExecutionRecord
) -> JobRecord:
    return JobRecord(status, ("t", "u"), executions=Map(executions), config=config)


def world(record: JobRecord) -> World:
    return World().with_job("j", record)


STARTED, FAILED = ExecutionRecord(IN_PROGRESS), ExecutionRecord("FAILED")
AGAIN = ExecutionRecord("QUEUED", retried=("FAILED",))
REPORT = UpdateJobExecution("j", "t", status="FAILED")
TRIED = job(config=Config(retries=Map(FAILED=1)), t=AGAIN)._replace(earlier=Map({("t", 1): FAILED}))
BROKEN = {
    "continuous_jobs_never_complete": Change(
        World(), world(job("COMPLETED", Config(continuous=True)))
    ),
    "retries_are_bounded": Change(World(), world(job(t=AGAIN))),
    "numbers_are_unique": Change(World(), world(TRIED._replace(executions=Map(t=STARTED)))),
    "only_devices_report_ends": Change(world(job(t=STARTED)), world(job(t=FAILED))),
    "only_timers_time_out": Change(
        world(job(t=STARTED)), world(job(t=STARTED._replace(status="TIMED_OUT")))
    ),
    "accepted_updates_count": Change(world(job(t=STARTED)), world(job(t=FAILED)), REPORT, Answer()),
    "deleted_executions_stay_deleted": Change(
        world(job()._replace(deleted=Map(t=True))),
        world(job(t=STARTED)._replace(deleted=Map(t=True))),
    ),
    "only_failures_are_retried": Change(
        world(job(config=Config(retries=Map(ALL=1)), t=FAILED._replace(status="REJECTED"))),
        world(job(config=Config(retries=Map(ALL=1)), t=AGAIN)),
    ),
    "earlier_tries_are_kept": Change(
        world(TRIED),
        world(TRIED._replace(earlier=Map({("t", 1): FAILED._replace(version=9)}))),
    ),
}


@pytest.mark.parametrize("name", [law.name for law in FURTHER_INVARIANTS])
def test_a_world_or_step_that_breaks_the_invariant_is_seen(name: str) -> None:
    change = BROKEN[name]
    assert not BY_NAME[name].holds(
        Change(change.before, change.after, change.request, change.answer, FULL.spec)
    )
