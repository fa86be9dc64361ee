"""Each invariant holds after random steps, and fails for a world or step that breaks it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_jobs_spec import (
    TABLE,
    Answer,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    DescribeJob,
    ExecutionRecord,
    JobDescription,
    JobRecord,
    StartNextPendingJobExecution,
    UpdateJobExecution,
    World,
    background_steps,
    settled,
    step,
)
from iot_jobs_spec.model.invariants import INVARIANTS, Invariant
from iot_jobs_spec.model.maps import Map
from iot_jobs_spec.model.properties import Change
from iot_jobs_spec.verify.spec import declared_errors, undeclared_errors
from support.strategies import requests

BY_NAME = {law.name: law for law in INVARIANTS}
WANTED = [
    "terminal_is_forever",
    "rejection_changes_nothing",
    "running_is_canceled_by_force_only",
    "force_canceled_means_canceled",
    "completed_jobs_are_over",
    "jobs_follow_their_edges",
    "executions_follow_their_edges",
    "deletions_are_limited",
    "only_delete_begins_deletion",
    "only_open_jobs_roll_out",
    "taken_id_is_rejected",
    "successor_starts_clean",
    "start_next_keeps_the_running_one",
    "omitted_details_are_kept",
    "counters_match_executions",
    "canceled_rejects_updates",
]


def test_the_invariants_have_these_names() -> None:
    assert list(BY_NAME) == WANTED


@pytest.mark.slow
@pytest.mark.parametrize("law", INVARIANTS, ids=lambda law: f"{law.name} {law.says}")
@given(data=st.data())
def test_the_invariant_holds_after_random_steps(law: Invariant, data: st.DataObject) -> None:
    world = World(deletion_limit=data.draw(st.integers(1, 2), label="limit"))
    for _ in range(data.draw(st.integers(1, 12), label="steps")):
        possible = list(background_steps(world))
        alone: bool = data.draw(st.booleans(), label="background step")
        if possible and alone:
            change = Change(world, data.draw(st.sampled_from(possible)).world)
        else:
            request = data.draw(requests)
            permitted = data.draw(st.sampled_from(step(world, request)))
            change = Change(world, permitted.world, request, permitted.answer)
        assert law.holds(change), (change.request, change.before, change.after)
        world = settled(change.after) if data.draw(st.booleans(), label="wait") else change.after


def job(status: str, force: bool = False, **executions: ExecutionRecord) -> JobRecord:
    return JobRecord(status, tuple(executions), executions=Map(executions), force_canceled=force)


def world_with(deletion_limit: int = 10, **jobs: JobRecord) -> World:
    world = World(deletion_limit=deletion_limit)
    for name, record in jobs.items():
        world = world.with_job(name, record)
    return world


QUEUED, STARTED, OVER = (ExecutionRecord(s) for s in ("QUEUED", "IN_PROGRESS", "CANCELED"))
DETAILED = STARTED._replace(details=Map(k="v"))
REJECTED = Answer("InvalidStateTransitionException")
RUNNING, DELETING = job("IN_PROGRESS", a=STARTED), job("DELETION_IN_PROGRESS", a=STARTED)
EMPTY = World()


def deleting(n: int) -> World:
    return world_with(1, **{f"j{i}": DELETING for i in range(n)})


BROKEN = {
    "terminal_is_forever: a canceled execution runs again": (
        "terminal_is_forever",
        Change(world_with(j=job("IN_PROGRESS", a=OVER)), world_with(j=RUNNING)),
    ),
    "terminal_is_forever: the version of a canceled execution grows": (
        "terminal_is_forever",
        Change(
            world_with(j=job("CANCELED", a=OVER)),
            world_with(j=job("CANCELED", a=OVER._replace(version=2))),
        ),
    ),
    "rejection_changes_nothing: a rejected cancel cancels": (
        "rejection_changes_nothing",
        Change(
            world_with(j=RUNNING),
            world_with(j=job("IN_PROGRESS", a=OVER)),
            CancelJobExecution("j", "a"),
            REJECTED,
        ),
    ),
    "rejection_changes_nothing: a rejected delete begins to delete": (
        "rejection_changes_nothing",
        Change(world_with(j=RUNNING), world_with(j=DELETING), DeleteJob("j"), REJECTED),
    ),
    "rejection_changes_nothing: a rejected update takes details": (
        "rejection_changes_nothing",
        Change(
            world_with(j=RUNNING),
            world_with(j=job("IN_PROGRESS", a=DETAILED)),
            UpdateJobExecution("j", "a"),
            REJECTED,
        ),
    ),
    "running_is_canceled_by_force_only: a cancel without force stops a device": (
        "running_is_canceled_by_force_only",
        Change(
            world_with(j=RUNNING),
            world_with(j=job("IN_PROGRESS", a=OVER)),
            CancelJobExecution("j", "a"),
        ),
    ),
    "running_is_canceled_by_force_only: a cancel of one thing stops another": (
        "running_is_canceled_by_force_only",
        Change(
            world_with(j=job("IN_PROGRESS", a=STARTED, b=STARTED)),
            world_with(j=job("IN_PROGRESS", a=OVER, b=OVER)),
            CancelJobExecution("j", "a", force=True),
        ),
    ),
    "running_is_canceled_by_force_only: an unforced cascade stops a device": (
        "running_is_canceled_by_force_only",
        Change(world_with(j=job("CANCELED", a=STARTED)), world_with(j=job("CANCELED", a=OVER))),
    ),
    "force_canceled_means_canceled: a running job was canceled by force": (
        "force_canceled_means_canceled",
        Change(EMPTY, world_with(j=job("IN_PROGRESS", force=True))),
    ),
    "force_canceled_means_canceled: a running execution was canceled by force": (
        "force_canceled_means_canceled",
        Change(EMPTY, world_with(j=job("IN_PROGRESS", a=STARTED._replace(force_canceled=True)))),
    ),
    "completed_jobs_are_over: a job completes with a running execution": (
        "completed_jobs_are_over",
        Change(world_with(j=RUNNING), world_with(j=job("COMPLETED", a=STARTED))),
    ),
    "completed_jobs_are_over: a job completes before it is rolled out": (
        "completed_jobs_are_over",
        Change(EMPTY, world_with(j=JobRecord("COMPLETED", ("a",)))),
    ),
    "jobs_follow_their_edges: a canceled job completes": (
        "jobs_follow_their_edges",
        Change(world_with(j=job("CANCELED", a=OVER)), world_with(j=job("COMPLETED", a=OVER))),
    ),
    "jobs_follow_their_edges: a running job is gone": (
        "jobs_follow_their_edges",
        Change(world_with(j=RUNNING), EMPTY),
    ),
    "executions_follow_their_edges: an execution goes back to the queue": (
        "executions_follow_their_edges",
        Change(world_with(j=RUNNING), world_with(j=job("IN_PROGRESS", a=QUEUED))),
    ),
    "executions_follow_their_edges: an execution begins IN_PROGRESS": (
        "executions_follow_their_edges",
        Change(world_with(j=JobRecord("IN_PROGRESS", ("a",))), world_with(j=RUNNING)),
    ),
    "deletions_are_limited: one deletion too many": (
        "deletions_are_limited",
        Change(deleting(1), deleting(2)),
    ),
    "only_delete_begins_deletion: a cancel begins a deletion": (
        "only_delete_begins_deletion",
        Change(world_with(j=RUNNING), world_with(j=DELETING), CancelJobExecution("j", "a")),
    ),
    "only_delete_begins_deletion: a deletion is reversed": (
        "only_delete_begins_deletion",
        Change(world_with(j=DELETING), world_with(j=RUNNING)),
    ),
    "only_delete_begins_deletion: a delete of one job deletes another": (
        "only_delete_begins_deletion",
        Change(world_with(j=RUNNING), world_with(j=DELETING), DeleteJob("k")),
    ),
    "only_open_jobs_roll_out: a canceled job rolls out": (
        "only_open_jobs_roll_out",
        Change(
            world_with(j=JobRecord("CANCELED", ("a",))), world_with(j=job("CANCELED", a=QUEUED))
        ),
    ),
    "taken_id_is_rejected: another job gets the id of a job": (
        "taken_id_is_rejected",
        Change(
            world_with(j=RUNNING),
            world_with(j=JobRecord("IN_PROGRESS", ("b",))),
            CreateJob("j", ("b",)),
        ),
    ),
    "taken_id_is_rejected: another job gets the id of a job that is being deleted": (
        "taken_id_is_rejected",
        Change(world_with(j=DELETING), world_with(j=DELETING), CreateJob("j", ("b",))),
    ),
    "successor_starts_clean: a new job has an old execution": (
        "successor_starts_clean",
        Change(EMPTY, world_with(j=RUNNING), CreateJob("j", ("a",))),
    ),
    "start_next_keeps_the_running_one: a device with a running execution gets another one": (
        "start_next_keeps_the_running_one",
        Change(
            world_with(j=RUNNING, k=job("IN_PROGRESS", a=QUEUED)),
            world_with(j=RUNNING, k=job("IN_PROGRESS", a=STARTED)),
            StartNextPendingJobExecution("a"),
        ),
    ),
    "omitted_details_are_kept: details are lost": (
        "omitted_details_are_kept",
        Change(
            world_with(j=job("IN_PROGRESS", a=DETAILED)),
            world_with(j=RUNNING),
            UpdateJobExecution("j", "a"),
        ),
    ),
    "counters_match_executions: a counter is wrong": (
        "counters_match_executions",
        Change(
            world_with(j=RUNNING),
            world_with(j=RUNNING),
            DescribeJob("j"),
            Answer(None, JobDescription("j", "IN_PROGRESS", counts={"QUEUED": 1})),
        ),
    ),
    "canceled_rejects_updates: a canceled execution is updated": (
        "canceled_rejects_updates",
        Change(
            world_with(j=job("IN_PROGRESS", a=OVER)),
            world_with(j=job("IN_PROGRESS", a=OVER)),
            UpdateJobExecution("j", "a"),
        ),
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_world_or_step_that_breaks_the_invariant_is_noticed(case: str) -> None:
    name, change = BROKEN[case]
    assert not BY_NAME[name].holds(change)


def test_every_invariant_has_a_case_that_breaks_it() -> None:
    assert {name for name, _ in BROKEN.values()} == set(WANTED)


def test_operations_declare_all_their_errors_except_the_listed_ones() -> None:
    assert list(undeclared_errors()) == []
    assert "VersionConflictException" in declared_errors("CancelJobExecution")
    assert "InvalidStateTransitionException" not in declared_errors("CancelJob")
    for operation in TABLE.operations:
        assert "ThrottlingException" in declared_errors(operation)
