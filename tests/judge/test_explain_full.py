"""Explain in the profile `full`: never wrong about a right system, and as exact as brute force."""

from __future__ import annotations

from math import inf

import pytest

from iot_jobs_spec import (
    Answer,
    CreateJob,
    DeleteJob,
    DeleteJobExecution,
    DescribeJob,
    DescribeJobExecution,
    ExecutionDescription,
    JobDescription,
    ListedExecution,
    ListJobExecutionsForJob,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
)
from iot_jobs_spec.judge.advance import Advance
from iot_jobs_spec.judge.explain import explain
from iot_jobs_spec.judge.history import Call
from iot_jobs_spec.model.answers import OK, ExecutionState, listing
from iot_jobs_spec.model.profiles import table_of
from iot_jobs_spec.model.requests import AbortCriterion
from support.effort import some
from support.soak import LIVES, SETTLES, compared_lives, lived

FULL = table_of("full")
SETTLE = pytest.mark.parametrize("settle", SETTLES, ids=lambda settle: f"settle {settle}")
FEATURE = pytest.mark.parametrize("feature", LIVES)
THINGS = tuple(f"thing-{number}" for number in range(200))


@pytest.mark.slow
@SETTLE
@FEATURE
def test_no_history_of_a_right_system_diverges(settle: float, feature: str) -> None:
    for seed in some(range(200), 20):
        lived(seed, feature, settle=settle)


@pytest.mark.parametrize("settle", [0.0, inf], ids=["eager", "late"])
@pytest.mark.parametrize("lies", [0, 0.25], ids=["right", "wrong"])
@FEATURE
def test_it_finds_what_a_search_through_every_world_finds(
    settle: float, lies: float, feature: str
) -> None:
    """Where a timer may let the job complete or be aborted at once, nobody knows when, it may take
    more for possible, but then never for certain."""
    seeds = some(range(400), 40)
    found = [compared_lives(seed, feature, settle=settle, lies=lies) for seed in seeds]
    assert "explained" in found
    assert lies or "diverges" not in found
    more = {"reports": 0, "timers": 5, "retries": 5, "aborts": 10}[feature]
    assert 100 * found.count("more") <= more * len(found)


def diverges(*calls: tuple[Request, Answer | None], settle: float = 0.0) -> int | None:
    return explain([Call(*call) for call in calls], Advance(FULL, settle=settle)).diverges


def described(status: str, **counts: int) -> tuple[Request, Answer]:
    return DescribeJob("j"), Answer(None, JobDescription("j", status, counts=counts))


def execution(status: str, version: int, number: int | None = None) -> tuple[Request, Answer]:
    shown = ExecutionDescription("j", "t", status, version)
    return DescribeJobExecution("j", "t", number), Answer(None, shown)


def report(status: str, thing: str = "t", version: int | None = None) -> UpdateJobExecution:
    return UpdateJobExecution("j", thing, version, status=status)


CREATE = CreateJob("j", ("t",)), OK
STARTED = (
    StartNextPendingJobExecution("t"),
    Answer(None, ExecutionDescription("j", "t", "IN_PROGRESS", 2)),
)
MISSING = Answer("ResourceNotFoundException")


def test_the_last_report_completes_a_job_that_is_not_continuous() -> None:
    ended = CREATE, STARTED, (report("FAILED"), OK)
    assert diverges(*ended, described("COMPLETED", FAILED=1)) is None
    assert diverges(*ended, described("IN_PROGRESS", FAILED=1)) == 3
    goes_on = (CreateJob("j", ("t",), target_selection="CONTINUOUS"), OK), *ended[1:]
    assert diverges(*goes_on, described("IN_PROGRESS", FAILED=1)) is None
    assert diverges(*goes_on, described("COMPLETED", FAILED=1), settle=inf) == 3


def test_whether_a_deletion_completes_the_job_is_open_and_lasts() -> None:
    things = CreateJob("j", ("t", "u")), OK
    lost = things, (report("SUCCEEDED", "u"), OK), (DeleteJobExecution("j", "t", 1, True), OK)
    goes_on, over = described("IN_PROGRESS", SUCCEEDED=1), described("COMPLETED", SUCCEEDED=1)
    assert diverges(*lost, goes_on, over) is None
    assert diverges(*lost, over, goes_on) == 4


def test_an_execution_times_out_only_if_a_timer_runs() -> None:
    timed_out = execution("TIMED_OUT", 2)
    assert diverges(CREATE, STARTED, timed_out, settle=inf) == 2
    timed = CreateJob("j", ("t",), in_progress_timeout_in_minutes=1), OK
    assert diverges(timed, STARTED, timed_out) is None
    assert diverges(timed, timed_out) == 1
    sets = UpdateJobExecution("j", "t", step_timeout_in_minutes=1), OK
    removes = UpdateJobExecution("j", "t", step_timeout_in_minutes=-1), OK
    assert diverges(CREATE, sets, timed_out) is None
    assert diverges(CREATE, sets, removes, execution("TIMED_OUT", 3)) == 3


def test_an_execution_that_is_tried_again_has_two_numbers() -> None:
    retries = CreateJob("j", ("t",), retries={"FAILED": 1}), OK
    failed = retries, (report("FAILED"), OK)
    again = execution("QUEUED", 1), execution("FAILED", 2, 1)
    assert diverges(*failed, *again) is None
    assert diverges(*failed, execution("FAILED", 2)) == 2
    assert diverges(*failed, (DescribeJobExecution("j", "t", 3), MISSING)) is None
    assert diverges(*failed, described("IN_PROGRESS", QUEUED=1)) is None
    assert diverges(*failed, described("IN_PROGRESS", QUEUED=1, FAILED=1)) is None
    assert diverges(*failed, described("IN_PROGRESS", FAILED=1)) == 2
    both = listing([ListedExecution("j", "t", "FAILED"), ListedExecution("j", "t", "QUEUED")])
    assert diverges(*failed, (ListJobExecutionsForJob("j"), Answer(None, both))) is None
    last = (report("FAILED"), OK), described("COMPLETED", FAILED=1)
    assert diverges(*failed, *last) is None


def test_a_thing_whose_retry_was_deleted_counts_as_every_read_shows_it_or_not() -> None:
    retries = CreateJob("j", ("t", "u"), retries={"FAILED": 1}), OK
    failed = retries, (report("FAILED", "u"), OK), (report("SUCCEEDED", "u"), OK)
    lost = *failed, (report("FAILED"), OK), (DeleteJobExecution("j", "t", 2, True), OK)
    for counts in ({"FAILED": 1}, {}, {"FAILED": 2}):
        assert diverges(*lost, described("COMPLETED", SUCCEEDED=1, **counts)) is None
    assert diverges(*lost, described("COMPLETED", SUCCEEDED=1, FAILED=3)) == 5
    assert diverges(*lost, described("COMPLETED", SUCCEEDED=2)) == 5


@pytest.mark.parametrize("settle", [0.0, inf])
def test_the_first_try_goes_with_its_job_if_the_last_one_was_deleted(settle: float) -> None:
    retries = CreateJob("j", ("t", "u"), retries={"FAILED": 1}), OK
    lost = retries, (report("FAILED"), OK), (DeleteJobExecution("j", "t", 2, True), OK)
    deleted = *lost, (DeleteJob("j", force=True), OK)
    read = DescribeJobExecution("j", "t"), MISSING
    assert diverges(*deleted, read, settle=settle) is None
    assert diverges(*lost, read, settle=settle) == 3


def test_what_an_unspecified_answer_leaves_may_have_any_version_from_1() -> None:
    deleted = (CreateJob("j", ("t", "u")), OK), (DeleteJob("j", force=True), OK)
    invalid = Answer("InvalidRequestException")
    odd = *deleted, (DeleteJobExecution("j", "t", 1, True), invalid)
    assert diverges(*odd, execution("QUEUED", 7)) is None
    assert diverges(*deleted, execution("QUEUED", 7)) == 2
    assert diverges(*odd, execution("QUEUED", 0)) == 3


def test_an_abort_cancels_what_is_queued() -> None:
    abort = (AbortCriterion("FAILED", 50.0, 2),)
    create = CreateJob("j", ("t", "u", "v"), abort=abort), OK
    one = create, (report("SUCCEEDED", "u"), OK)
    assert diverges(*one, described("IN_PROGRESS", SUCCEEDED=1, QUEUED=2)) is None
    assert diverges(*one, described("CANCELED", SUCCEEDED=1, CANCELED=2)) == 2
    two = *one, (report("FAILED"), OK)
    assert diverges(*two, described("CANCELED", FAILED=1, SUCCEEDED=1, CANCELED=1)) is None
    assert diverges(*two, described("CANCELED", FAILED=1, SUCCEEDED=1, QUEUED=1)) == 3


def test_an_abort_of_more_executions_than_can_be_counted_is_undetermined() -> None:
    abort = (AbortCriterion("FAILED", 50.0, 1),)
    create = CreateJob("j", THINGS, abort=abort), OK
    calls = create, (report("FAILED", THINGS[0]), OK)
    aborted = described("CANCELED", FAILED=1, CANCELED=199)
    assert diverges(*calls, aborted, settle=inf) is None
    assert diverges(*calls, described("IN_PROGRESS", FAILED=1, QUEUED=199), settle=inf) is None


def test_a_response_of_a_report_shows_what_it_has_done() -> None:
    asks = UpdateJobExecution("j", "t", status="FAILED", include_job_execution_state=True)
    for version, where in ((3, None), (2, 2)):
        shown = Answer(None, ExecutionState("FAILED", version))
        assert diverges(CREATE, STARTED, (asks, shown)) == where


def test_the_order_of_reports_matters_if_they_may_abort_the_job() -> None:
    """The first one, without an answer, comes while the second one goes on, and cancels the job."""
    job = CreateJob("j", ("t1", "t2"), abort=(AbortCriterion("FAILED", 10.0, 1),))
    rejected = Answer("InvalidStateTransitionException")
    for asked, answer in (
        (UpdateJobExecution("j", "t2"), rejected),
        (StartNextPendingJobExecution("t2"), OK),
    ):
        calls = [
            Call(job, OK, 0, 1),
            Call(UpdateJobExecution("j", "t1", status="FAILED"), None, 2, None),
            Call(asked, answer, 4, 5),
        ]
        assert explain(calls, Advance(FULL)).diverges is None
