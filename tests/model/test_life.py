"""The profile `full`: what becomes of an execution until its end, and of its job then."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from iot_jobs_spec import (
    Answer,
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    DeleteJobExecution,
    DescribeJob,
    DescribeJobExecution,
    ExecutionDescription,
    JobDescription,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
    World,
    background_steps,
    settled,
    step,
)
from iot_jobs_spec.model.answers import ExecutionState
from iot_jobs_spec.model.profiles import table_of
from iot_jobs_spec.model.requests import REPORTED

FULL = table_of("full")
ENDS = sorted(FULL.spec.terminal)


def after(*requests: Request, things: Sequence[str] = ("t",), job: Request | None = None) -> World:
    """The world after a job and these requests, each answered as expected, with all due steps."""
    world = World()
    for request in (job or CreateJob("j", tuple(things)), *requests):
        world = settled(step(world, request, FULL)[0].world, table=FULL)
    return world


def codes(world: World, request: Request) -> list[str | None]:
    return [permitted.answer.error for permitted in step(world, request, FULL)]


def steps(world: World) -> dict[str, World]:
    return {taken.event: taken.world for taken in background_steps(world, table=FULL)}


def counts(world: World) -> dict[str, int]:
    response = step(world, DescribeJob("j"), FULL)[0].answer.response
    assert isinstance(response, JobDescription)
    return dict(response.counts)


def report(status: str | None, thing: str = "t", version: int | None = None) -> UpdateJobExecution:
    return UpdateJobExecution("j", thing, version, status=status)


START = StartNextPendingJobExecution("t")


@pytest.mark.parametrize("status", ["SUCCEEDED", "FAILED", "REJECTED"])
def test_a_device_ends_its_execution_and_the_job_completes(status: str) -> None:
    world = after(START, report(status))
    execution = world.execution("j", "t")
    assert execution is not None
    assert (execution.status, execution.version) == (status, 3)
    assert world.jobs["j"].status == "COMPLETED"
    assert counts(world) == {status: 1}


def test_the_last_device_that_fails_completes_the_job() -> None:
    world = after(report("IN_PROGRESS"), report("SUCCEEDED"), things=("t", "u"))
    assert world.jobs["j"].status == "IN_PROGRESS"
    world = settled(step(world, report("FAILED", "u"), FULL)[0].world, table=FULL)
    assert world.jobs["j"].status == "COMPLETED"
    assert counts(world) == {"SUCCEEDED": 1, "FAILED": 1}


@pytest.mark.parametrize("status", ["SUCCEEDED", "FAILED"])
def test_a_device_may_end_a_queued_execution_or_be_rejected(status: str) -> None:
    assert codes(after(), report(status)) == [None, "InvalidStateTransitionException"]
    assert codes(after(), report("REJECTED")) == [None]


@pytest.mark.parametrize("status", ["IN_PROGRESS", *REPORTED, "FAILURE", None])
def test_a_device_changes_nothing_after_the_end(status: str | None) -> None:
    for end in ("SUCCEEDED", "FAILED", "REJECTED"):
        world = after(START, report(end))
        found = step(world, report(status), FULL)
        assert {permitted.world for permitted in found} == {world}
        assert None not in {permitted.answer.error for permitted in found}


def test_a_device_that_lost_its_work_reports_too_late() -> None:
    world = after(START, CancelJobExecution("j", "t", force=True))
    assert codes(world, report("SUCCEEDED")) == ["InvalidStateTransitionException"]


def test_a_device_may_finish_after_a_cancel_without_force() -> None:
    world = after(START, CancelJob("j"))
    assert world.jobs["j"].status == "CANCELED"
    world = settled(step(world, report("SUCCEEDED"), FULL)[0].world, table=FULL)
    assert world.jobs["j"].status == "CANCELED"
    assert counts(world) == {"SUCCEEDED": 1}


@pytest.mark.parametrize("end", ["SUCCEEDED", "FAILED", "REJECTED"])
def test_a_cancel_touches_no_execution_that_has_ended(end: str) -> None:
    world = after(START, report(end), CancelJob("j", force=True), things=("t", "u"))
    assert counts(world) == {end: 1, "CANCELED": 1}
    assert codes(world, CancelJobExecution("j", "t", force=True)) == [
        "InvalidStateTransitionException"
    ]


def test_a_deletion_takes_executions_that_have_ended() -> None:
    world = after(START, report("FAILED"), DeleteJob("j"))
    assert world.jobs["j"].status == "DELETION_IN_PROGRESS"
    assert dict(steps(steps(world)["remove"])["end_deletion"].jobs) == {}


def test_a_version_that_is_not_the_stored_one_rejects_a_report() -> None:
    world = after(START)
    rejected = codes(world, report("SUCCEEDED", version=7))
    assert rejected == ["VersionConflictException", "InvalidStateTransitionException"]
    assert codes(world, report("SUCCEEDED", version=2)) == [None]


@pytest.mark.parametrize("status", ["CANCELED", "REMOVED", "TIMED_OUT"])
def test_a_report_of_a_status_of_the_service_is_open(status: str) -> None:
    found = step(after(START), report(status), FULL)
    moved = {p.answer.error: p.world.execution("j", "t") for p in found}
    assert list(moved) == ["InvalidRequestException", "InvalidStateTransitionException", None]
    assert [x.status for x in moved.values() if x] == ["IN_PROGRESS", "IN_PROGRESS", status]


def test_a_report_can_show_what_it_has_done() -> None:
    request = UpdateJobExecution(
        "j", "t", None, {"k": "v"}, status="FAILED", include_job_execution_state=True
    )
    found = step(after(START), request, FULL)
    assert [p.answer for p in found] == [Answer(None, ExecutionState("FAILED", 3, {"k": "v"}))]


@pytest.mark.parametrize(
    "make",
    [
        lambda n: DescribeJobExecution("j", "t", execution_number=n),
        lambda n: UpdateJobExecution("j", "t", status="FAILED", execution_number=n),
        lambda n: DeleteJobExecution("j", "t", n, force=True),
    ],
    ids=["describe", "update", "delete"],
)
def test_another_execution_number_names_no_execution(make: object) -> None:
    assert callable(make)
    world = after(START)
    assert codes(world, make(2)) == ["ResourceNotFoundException"]
    assert codes(world, make(1)) == [None]


def test_a_deleted_execution_is_gone_and_comes_not_again() -> None:
    world = after(START, DeleteJobExecution("j", "t", 1, force=True), things=("t", "u"))
    assert codes(world, DescribeJobExecution("j", "t")) == ["ResourceNotFoundException"]
    assert codes(world, report("SUCCEEDED")) == ["ResourceNotFoundException"]
    assert counts(world) == {"QUEUED": 1}
    assert "roll_out" not in steps(world)


def test_a_job_that_lost_a_live_execution_may_complete_or_not() -> None:
    delete = DeleteJobExecution("j", "t", 1, force=True)
    world = after(START, delete, report("REJECTED", "u"), things=("t", "u"))
    assert world.jobs["j"].status == "IN_PROGRESS"
    assert steps(world)["complete_without"].jobs["j"].status == "COMPLETED"


def test_a_job_that_lost_an_ended_execution_completes_like_any_other() -> None:
    delete = DeleteJobExecution("j", "t", 1)
    world = after(report("REJECTED"), delete, report("REJECTED", "u"), things=("t", "u"))
    assert world.jobs["j"].status == "COMPLETED"


def test_a_job_without_any_execution_may_complete_or_not() -> None:
    world = after(DeleteJobExecution("j", "t", 1, force=True))
    assert world.jobs["j"].status == "IN_PROGRESS"
    assert set(steps(world)) == {"complete_without"}


def test_a_continuous_job_never_completes() -> None:
    job = CreateJob("j", ("t",), target_selection="CONTINUOUS")
    world = after(report("REJECTED"), job=job)
    assert world.jobs["j"].status == "IN_PROGRESS"
    assert steps(world) == {}
    emptied = after(report("REJECTED"), DeleteJobExecution("j", "t", 1), job=job)
    assert steps(emptied) == {}
    assert after(report("REJECTED"), CancelJob("j"), job=job).jobs["j"].status == "CANCELED"


def test_a_create_job_of_another_kind_is_no_repeat() -> None:
    continuous = CreateJob("j", ("t",), target_selection="CONTINUOUS")
    assert codes(after(), continuous) == ["ResourceAlreadyExistsException"]
    assert codes(after(job=continuous), continuous) == ["ResourceAlreadyExistsException", None]


def test_an_execution_without_a_timer_never_times_out() -> None:
    assert "time_out" not in steps(after(START))


def test_the_timer_of_a_job_ends_an_execution_that_a_device_has_started() -> None:
    job = CreateJob("j", ("t",), in_progress_timeout_in_minutes=5)
    assert "time_out" not in steps(after(job=job))
    world = settled(steps(after(START, job=job))["time_out"], table=FULL)
    assert counts(world) == {"TIMED_OUT": 1}
    assert world.jobs["j"].status == "COMPLETED"
    assert codes(world, report("SUCCEEDED")) == ["InvalidStateTransitionException"]
    assert "time_out" in steps(after(START, CancelJob("j"), job=job))


def test_a_device_sets_and_removes_its_step_timer() -> None:
    def timer(minutes: int) -> UpdateJobExecution:
        return UpdateJobExecution("j", "t", step_timeout_in_minutes=minutes)

    assert "time_out" in steps(after(timer(5)))
    assert "time_out" in steps(after(timer(5), UpdateJobExecution("j", "t")))
    assert "time_out" not in steps(after(timer(5), timer(-1)))
    assert "time_out" in steps(after(StartNextPendingJobExecution("t", step_timeout_in_minutes=5)))
    assert "time_out" not in steps(after(timer(5), report("SUCCEEDED")))


def test_a_job_in_deletion_answers_a_deletion_of_its_execution_anyhow() -> None:
    world = after(START, DeleteJob("j", force=True))
    found = step(world, DeleteJobExecution("j", "t", 1), FULL)
    assert {p.rule.verdict.value for p in found} == {"unspecified"}
    assert len({p.answer.error for p in found}) == 4


@pytest.mark.parametrize("status", ENDS)
def test_a_terminal_execution_is_never_pending(status: str) -> None:
    rule = FULL.rule("Execution", "start_next", status)
    assert rule is not None
    assert rule.expected == (None, status)


def test_start_next_passes_over_what_has_ended() -> None:
    world = after(START, report("FAILED"))
    world = settled(step(world, CreateJob("k", ("t",)), FULL)[0].world, table=FULL)
    found = step(world, START, FULL)
    assert [p.answer for p in found] == [
        Answer(None, ExecutionDescription("k", "t", "IN_PROGRESS", 2))
    ]
