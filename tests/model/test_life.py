"""The profile `full`: what becomes of an execution until its end, and of its job then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

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
    ListJobExecutionsForJob,
    ListJobExecutionsForThing,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
    World,
    background_steps,
    settled,
    step,
)
from iot_jobs_spec.model.answers import ExecutionState, Listing
from iot_jobs_spec.model.profiles import table_of
from iot_jobs_spec.model.requests import REPORTED, AbortCriterion

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


INVALID = "InvalidRequestException"
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


def test_reading_an_execution_that_was_tried_again_leaves_the_latest_one() -> None:
    job = CreateJob("j", ("t",), in_progress_timeout_in_minutes=1, retries={"TIMED_OUT": 1})
    timed_out = steps(after(START, job=job))["time_out"]
    world = settled(timed_out, table=FULL)
    for permitted in step(world, DescribeJobExecution("j", "t", 1), FULL):
        assert permitted.world.jobs["j"].executions == world.jobs["j"].executions


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
    assert steps(world)["may_complete"].jobs["j"].status == "COMPLETED"


def test_a_job_that_lost_an_ended_execution_completes_like_any_other() -> None:
    delete = DeleteJobExecution("j", "t", 1)
    world = after(report("REJECTED"), delete, report("REJECTED", "u"), things=("t", "u"))
    assert world.jobs["j"].status == "COMPLETED"


def test_a_job_without_any_execution_may_complete_or_not() -> None:
    world = after(DeleteJobExecution("j", "t", 1, force=True))
    assert world.jobs["j"].status == "IN_PROGRESS"
    assert set(steps(world)) == {"may_complete"}


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


def test_starting_a_running_execution_again_may_leave_its_step_timer() -> None:
    def start(minutes: int) -> StartNextPendingJobExecution:
        return StartNextPendingJobExecution("t", step_timeout_in_minutes=minutes)

    assert "time_out" in steps(after(START, start(5)))
    assert "time_out" in steps(after(start(5), start(-1)))
    assert "time_out" not in steps(after(START, start(-1)))
    assert "time_out" not in steps(after(start(-1)))


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


def retrying(**times: int) -> CreateJob:
    return CreateJob("j", ("t",), retries=times)


def listed(world: World) -> list[str]:
    response = step(world, ListJobExecutionsForJob("j"), FULL)[0].answer.response
    assert isinstance(response, Listing)
    return [entry.status for entry in response]


def test_a_failure_is_tried_again_as_another_execution() -> None:
    world = after(START, report("FAILED"), job=retrying(FAILED=1))
    execution = world.execution("j", "t")
    assert execution is not None
    assert (execution.status, execution.number, execution.version) == ("QUEUED", 2, 1)
    assert world.jobs["j"].status == "IN_PROGRESS"
    assert codes(world, DescribeJobExecution("j", "t", execution_number=3)) == [
        "ResourceNotFoundException"
    ]
    for number, status in ((1, "FAILED"), (2, "QUEUED"), (None, "QUEUED")):
        found = step(world, DescribeJobExecution("j", "t", execution_number=number), FULL)
        shown = found[0].answer.response
        assert isinstance(shown, ExecutionDescription)
        assert shown.status == status
    assert listed(world) == ["FAILED", "QUEUED"]
    response = step(world, ListJobExecutionsForThing("t"), FULL)[0].answer.response
    assert isinstance(response, Listing)
    assert [entry.status for entry in response] == ["FAILED", "QUEUED"]


def test_retries_are_counted_by_the_type_of_failure_or_for_all() -> None:
    failing = [report("FAILED")] * 4
    for times, tries in (({"FAILED": 2}, 3), ({"ALL": 1}, 2), ({"TIMED_OUT": 5}, 1)):
        world = after(*failing[: tries - 1], job=retrying(**times))
        assert world.jobs["j"].status == "IN_PROGRESS"
        world = after(*failing[:tries], job=retrying(**times))
        assert world.jobs["j"].status == "COMPLETED"
        assert len(listed(world)) == tries


@pytest.mark.parametrize("end", ["SUCCEEDED", "REJECTED"])
def test_only_a_failure_is_tried_again(end: str) -> None:
    assert after(START, report(end), job=retrying(ALL=3)).jobs["j"].status == "COMPLETED"


def test_a_time_out_is_tried_again() -> None:
    job = CreateJob("j", ("t",), in_progress_timeout_in_minutes=1, retries={"TIMED_OUT": 1})
    world = settled(steps(after(START, job=job))["time_out"], table=FULL)
    assert counts(world) == {"QUEUED": 1}


def test_a_retry_is_canceled_like_any_queued_execution_and_none_follows() -> None:
    world = after(START, report("FAILED"), CancelJob("j"), job=retrying(FAILED=5))
    assert listed(world) == ["CANCELED", "FAILED"]
    before = step(after(START, job=retrying(FAILED=5)), CancelJob("j"), FULL)[0].world
    failed = step(before, report("FAILED"), FULL)[0].world
    assert "retry" not in steps(failed)


def test_the_counters_may_count_tries_or_things() -> None:
    world = after(START, report("FAILED"), job=retrying(FAILED=1))
    found = [p.answer.response for p in step(world, DescribeJob("j"), FULL)]
    shown = [dict(x.counts) for x in found if isinstance(x, JobDescription)]
    assert shown == [{"QUEUED": 1}, {"QUEUED": 1, "FAILED": 1}]


def test_an_execution_that_was_tried_again_has_ended_and_can_be_deleted() -> None:
    world = after(START, report("FAILED"), job=retrying(FAILED=1))
    late = UpdateJobExecution("j", "t", status="SUCCEEDED", execution_number=1)
    assert codes(world, late) == ["InvalidStateTransitionException"]
    found = step(world, DeleteJobExecution("j", "t", 1), FULL)
    assert [p.answer.error for p in found] == [None]
    assert listed(found[0].world) == ["QUEUED"]
    assert "roll_out" not in steps(found[0].world)


def test_without_the_latest_execution_the_one_before_it_is_the_latest() -> None:
    world = after(START, report("FAILED"), job=retrying(FAILED=1))
    world = step(world, DeleteJobExecution("j", "t", 2, force=True), FULL)[0].world
    assert listed(world) == ["FAILED"]
    found = [p.answer.response for p in step(world, DescribeJob("j"), FULL)]
    assert [dict(x.counts) for x in found if isinstance(x, JobDescription)] == [{"FAILED": 1}, {}]
    assert codes(world, report("SUCCEEDED")) == ["InvalidStateTransitionException"]
    assert set(steps(world)) == {"may_complete"}


def test_a_deletion_takes_what_was_tried_again_too() -> None:
    world = after(START, report("FAILED"), DeleteJob("j", force=True), job=retrying(FAILED=1))
    removed = steps(world)["remove"]
    assert dict(removed.jobs["j"].earlier) == {}
    assert "end_deletion" in steps(removed)


def aborting(percentage: float, executed: int, failure: str = "FAILED") -> CreateJob:
    criterion = AbortCriterion(failure, percentage, executed)
    return CreateJob("j", ("t", "u", "v", "w"), abort=(criterion,))


def test_a_job_is_aborted_when_a_quarter_of_its_things_fail() -> None:
    ends = [report("REJECTED", thing) for thing in "tuv"]
    world = after(*ends, report("FAILED", "w"), job=aborting(25, 4))
    assert world.jobs["j"].status in ("CANCELED", "COMPLETED")
    last = step(after(*ends, job=aborting(25, 4)), report("FAILED", "w"), FULL)[0].world
    assert {"abort", "complete"} <= set(steps(last))
    assert not {"abort", "may_abort"} & set(steps(after(*ends, job=aborting(25, 4))))


def test_an_abort_cancels_what_is_queued_and_gives_a_reason() -> None:
    world = after(report("IN_PROGRESS", "u"), START, report("FAILED"), job=aborting(100, 1))
    assert world.jobs["j"].status == "CANCELED"
    assert counts_of(world) == {"FAILED": 1, "IN_PROGRESS": 1, "CANCELED": 2}
    (answer,) = [p.answer for p in step(world, DescribeJob("j"), FULL)]
    seen = JobDescription("j", "CANCELED", False, "ANY_REASON", "any comment", counts_of(world))
    assert answer.admits(Answer(None, seen))
    assert not answer.admits(Answer(None, replace(seen, force_canceled=True)))


def counts_of(world: World) -> dict[str, int]:
    return dict(Counter(x.status for x in world.jobs["j"].executions.values()))


@pytest.mark.parametrize(
    ("ended", "percentage", "executed", "found"),
    [
        ({"t": "FAILED"}, 100, 1, "abort"),
        ({"t": "FAILED"}, 100, 2, "may_abort"),  # as four things have got the job
        ({"t": "FAILED"}, 100, 5, None),
        ({"t": "FAILED", "u": "REJECTED", "v": "REJECTED"}, 33.5, 1, "may_abort"),  # rounded
        ({"t": "FAILED", "u": "REJECTED", "v": "REJECTED"}, 33, 1, "abort"),
        ({"t": "FAILED", "u": "REJECTED", "v": "REJECTED"}, 35, 1, None),
        ({"t": "REJECTED"}, 1, 1, None),
    ],
)
def test_an_abort_is_due_where_every_reading_of_the_criteria_says_so(
    ended: dict[str, str], percentage: float, executed: int, found: str | None
) -> None:
    world = after(job=aborting(percentage, executed))
    for thing, status in ended.items():
        world = step(world, report(status, thing), FULL)[0].world
    assert {*steps(world)} & {"abort", "may_abort"} == ({found} if found else set())


def test_every_failure_counts_for_all() -> None:
    assert after(report("REJECTED"), job=aborting(100, 1, "ALL")).jobs["j"].status == "CANCELED"
    assert after(report("SUCCEEDED"), job=aborting(1, 1, "ALL")).jobs["j"].status == "IN_PROGRESS"


@pytest.mark.parametrize(
    ("request_", "found"),
    [
        (UpdateJobExecution("j", "t", step_timeout_in_minutes=10_080), [None]),
        (UpdateJobExecution("j", "t", step_timeout_in_minutes=-1), [None]),
        (UpdateJobExecution("j", "t", step_timeout_in_minutes=0), [INVALID]),
        (UpdateJobExecution("j", "t", step_timeout_in_minutes=10_081), [INVALID]),
        (StartNextPendingJobExecution("t", step_timeout_in_minutes=0), [INVALID]),
        (StartNextPendingJobExecution("t", step_timeout_in_minutes=-1), [None, INVALID]),
        (CreateJob("k", ("t",), in_progress_timeout_in_minutes=0), [INVALID]),
        (CreateJob("k", ("t",), retries={"ALL": 10}), [None]),
        (CreateJob("k", ("t",), retries={"ALL": 11}), [INVALID]),
        (CreateJob("k", ("t",), retries={"FAILED": 5, "TIMED_OUT": 5}), [None]),
        (CreateJob("k", ("t",), retries={"FAILED": 5, "TIMED_OUT": 6}), [INVALID]),
        (CreateJob("k", ("t",), retries={"FAILED": 5, "ALL": 5}), [None]),
        (CreateJob("k", ("t",), retries={"FAILED": 5, "ALL": 6}), [None, INVALID]),
        (CreateJob("k", ("t",), retries={"FAILED": 11, "ALL": 6}), [INVALID]),
        (CreateJob("k", ("t",), abort=(AbortCriterion("ALL", 100.5, 1),)), [INVALID]),
        (CreateJob("k", ("t",), abort=(AbortCriterion("ALL", 100, 0),)), [INVALID]),
        (CreateJob("k", ("t",), abort=(AbortCriterion("ALL", 100, 1),)), [None]),
    ],
    ids=str,
)
def test_a_number_out_of_its_range_is_malformed(request_: Request, found: list[str | None]) -> None:
    assert codes(after(START), request_) == found
