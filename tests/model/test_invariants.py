"""Each invariant under its name: it holds on every walk, and a world or step that breaks it is
caught."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from immutables import Map

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
    happenings,
    settled,
    step,
)
from iot_jobs_spec.model.invariants import INVARIANTS, Invariant
from iot_jobs_spec.model.properties import Change
from iot_jobs_spec.verify.spec import declared_errors, undeclared_errors
from support.strategies import requests

BY_NAME = {law.name: law for law in INVARIANTS}
WANTED = [
    "I1",
    "I2",
    "I4",
    "I5",
    "I6",
    "I8",
    "I9",
    "I10",
    "I11",
    "I12",
    "I13",
    "I14",
    "I16",
    "I18",
    "I19",
    "I20",
]


def test_the_invariants_are_those_of_the_fact_list() -> None:
    assert list(BY_NAME) == WANTED


@pytest.mark.parametrize("law", INVARIANTS, ids=lambda law: f"{law.name} {law.says}")
@given(data=st.data())
def test_the_invariant_holds_on_every_walk(law: Invariant, data: st.DataObject) -> None:
    world = World(deletion_limit=data.draw(st.integers(1, 2), label="limit"))
    for _ in range(data.draw(st.integers(1, 12), label="steps")):
        by_itself = list(happenings(world))
        alone: bool = data.draw(st.booleans(), label="by itself")
        if by_itself and alone:
            change = Change(world, data.draw(st.sampled_from(by_itself)).world)
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


QUEUED, AT_WORK, OVER = (ExecutionRecord(s) for s in ("QUEUED", "IN_PROGRESS", "CANCELED"))
DETAILED = AT_WORK._replace(details=Map(k="v"))
REFUSED = Answer("InvalidStateTransitionException")
RUNNING, DELETING = job("IN_PROGRESS", a=AT_WORK), job("DELETION_IN_PROGRESS", a=AT_WORK)
EMPTY = World()


def deleting(n: int) -> World:
    return world_with(1, **{f"j{i}": DELETING for i in range(n)})


BROKEN = {
    "I1 a canceled execution runs again": (
        "I1", Change(world_with(j=job("IN_PROGRESS", a=OVER)), world_with(j=RUNNING))),
    "I1 the version of a canceled execution grows": (
        "I1", Change(world_with(j=job("CANCELED", a=OVER)),
                     world_with(j=job("CANCELED", a=OVER._replace(version=2))))),
    "I2 a refused cancel cancels": (
        "I2", Change(world_with(j=RUNNING), world_with(j=job("IN_PROGRESS", a=OVER)),
                     CancelJobExecution("j", "a"), REFUSED)),
    "I2 a refused delete begins to delete": (
        "I2", Change(world_with(j=RUNNING), world_with(j=DELETING), DeleteJob("j"), REFUSED)),
    "I2 a refused update takes details": (
        "I2", Change(world_with(j=RUNNING), world_with(j=job("IN_PROGRESS", a=DETAILED)),
                     UpdateJobExecution("j", "a"), REFUSED)),
    "I4 a cancel without force stops a device": (
        "I4", Change(world_with(j=RUNNING), world_with(j=job("IN_PROGRESS", a=OVER)),
                     CancelJobExecution("j", "a"))),
    "I4 a cancel of one thing stops another": (
        "I4", Change(world_with(j=job("IN_PROGRESS", a=AT_WORK, b=AT_WORK)),
                     world_with(j=job("IN_PROGRESS", a=OVER, b=OVER)),
                     CancelJobExecution("j", "a", force=True))),
    "I4 an unforced sweep stops a device": (
        "I4", Change(world_with(j=job("CANCELED", a=AT_WORK)),
                     world_with(j=job("CANCELED", a=OVER)))),
    "I5 a running job was canceled by force": (
        "I5", Change(EMPTY, world_with(j=job("IN_PROGRESS", force=True)))),
    "I5 a running execution was canceled by force": (
        "I5", Change(EMPTY, world_with(
            j=job("IN_PROGRESS", a=AT_WORK._replace(force_canceled=True))))),
    "I6 a job completes with a device at work": (
        "I6", Change(world_with(j=RUNNING), world_with(j=job("COMPLETED", a=AT_WORK)))),
    "I6 a job completes before it is rolled out": (
        "I6", Change(EMPTY, world_with(j=JobRecord("COMPLETED", ("a",))))),
    "I8 a canceled job completes": (
        "I8", Change(world_with(j=job("CANCELED", a=OVER)),
                     world_with(j=job("COMPLETED", a=OVER)))),
    "I8 a running job vanishes": ("I8", Change(world_with(j=RUNNING), EMPTY)),
    "I9 an execution goes back to the queue": (
        "I9", Change(world_with(j=RUNNING), world_with(j=job("IN_PROGRESS", a=QUEUED)))),
    "I9 an execution begins at work": (
        "I9", Change(world_with(j=JobRecord("IN_PROGRESS", ("a",))), world_with(j=RUNNING))),
    "I10 one deletion too many": ("I10", Change(deleting(1), deleting(2))),
    "I11 a cancel begins a deletion": (
        "I11", Change(world_with(j=RUNNING), world_with(j=DELETING), CancelJobExecution("j", "a"))),
    "I11 a deletion is taken back": ("I11", Change(world_with(j=DELETING), world_with(j=RUNNING))),
    "I11 a delete of one job deletes another": (
        "I11", Change(world_with(j=RUNNING), world_with(j=DELETING), DeleteJob("k"))),
    "I12 a canceled job rolls out": (
        "I12", Change(world_with(j=JobRecord("CANCELED", ("a",))),
                      world_with(j=job("CANCELED", a=QUEUED)))),
    "I13 a taken id is given away": (
        "I13", Change(world_with(j=RUNNING), world_with(j=JobRecord("IN_PROGRESS", ("b",))),
                      CreateJob("j", ("b",)))),
    "I13 the id of a job that is being deleted is given away": (
        "I13", Change(world_with(j=DELETING), world_with(j=DELETING), CreateJob("j", ("b",)))),
    "I14 a new job has an old execution": (
        "I14", Change(EMPTY, world_with(j=RUNNING), CreateJob("j", ("a",)))),
    "I16 a device at work gets something new": (
        "I16", Change(world_with(j=RUNNING, k=job("IN_PROGRESS", a=QUEUED)),
                      world_with(j=RUNNING, k=job("IN_PROGRESS", a=AT_WORK)),
                      StartNextPendingJobExecution("a"))),
    "I18 details are lost": (
        "I18", Change(world_with(j=job("IN_PROGRESS", a=DETAILED)), world_with(j=RUNNING),
                      UpdateJobExecution("j", "a"))),
    "I19 a counter is wrong": (
        "I19", Change(world_with(j=RUNNING), world_with(j=RUNNING), DescribeJob("j"),
                      Answer(None, JobDescription("j", "IN_PROGRESS", counts={"QUEUED": 1})))),
    "I20 a canceled execution is updated": (
        "I20", Change(world_with(j=job("IN_PROGRESS", a=OVER)),
                      world_with(j=job("IN_PROGRESS", a=OVER)), UpdateJobExecution("j", "a"))),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_invariant_is_caught(case: str) -> None:
    name, change = BROKEN[case]
    assert not BY_NAME[name].holds(change)


def test_every_invariant_is_shown_to_catch_something() -> None:
    assert {name for name, _ in BROKEN.values()} == set(WANTED)


def test_every_error_is_one_that_the_operation_declares_but_for_the_listed_exceptions_i17() -> None:
    assert list(undeclared_errors()) == []
    assert "VersionConflictException" in declared_errors("CancelJobExecution")
    assert "InvalidStateTransitionException" not in declared_errors("CancelJob")
    for operation in TABLE.operations:
        assert "ThrottlingException" in declared_errors(operation)
