"""Diagnose in the profile `full`: each wrong rule is one finding, in its own cell.

The histories are literal: what a system with one fault answers to a few requests.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from random import Random

import pytest

from iot_jobs_spec import (
    Answer,
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJobExecution,
    DescribeJob,
    DescribeJobExecution,
    ExecutionDescription,
    JobDescription,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
)
from iot_jobs_spec.audit.judging import Report, judge
from iot_jobs_spec.audit.recordings import Recording
from iot_jobs_spec.judge.advance import Advance
from iot_jobs_spec.judge.choices import seen
from iot_jobs_spec.judge.deviations import Behaviour, Deviation, EffectChange, applied
from iot_jobs_spec.judge.explain import explain
from iot_jobs_spec.judge.history import Call, read, write
from iot_jobs_spec.model.answers import OK, ExecutionState
from iot_jobs_spec.model.profiles import FULL, table_of
from iot_jobs_spec.model.requests import CONTINUOUS, AbortCriterion
from support import wrong_lives
from support.effort import some
from support.soak import LIVES, lives

Calls = tuple[tuple[Request, Answer], ...]
STATE = Answer("InvalidStateTransitionException")
GONE = Answer("ResourceNotFoundException")


def job(status: str, reason: str | None = None, **counts: int) -> tuple[Request, Answer]:
    shown = JobDescription("j", status, reason_code=reason, counts=counts)
    return DescribeJob("j"), Answer(None, shown)


def execution(
    status: str, version: int, flag: bool = False, thing: str = "t"
) -> tuple[Request, Answer]:
    shown = ExecutionDescription("j", thing, status, version, force_canceled=flag)
    return DescribeJobExecution("j", thing), Answer(None, shown)


def report(
    status: str | None, thing: str = "t", version: int | None = None, timer: int | None = None
) -> UpdateJobExecution:
    return UpdateJobExecution("j", thing, version, None, status, None, timer)


def deletes(force: bool = False) -> DeleteJobExecution:
    return DeleteJobExecution("j", "t", 1, force)


CREATE = CreateJob("j", ("t",)), OK
TWO = CreateJob("j", ("t", "u")), OK
TIMED = CreateJob("j", ("t",), in_progress_timeout_in_minutes=1), OK
RETRIED = CreateJob("j", ("t",), retries={"FAILED": 1}), OK
RETRIED_IN_TIME = (
    CreateJob("j", ("t",), in_progress_timeout_in_minutes=1, retries={"TIMED_OUT": 1}),
    OK,
)
ABORTED = CreateJob("j", ("t", "u"), abort=(AbortCriterion("FAILED", 50.0, 1),)), OK
STARTED = (
    StartNextPendingJobExecution("t"),
    Answer(None, ExecutionDescription("j", "t", "IN_PROGRESS", 2)),
)
SHOWS = UpdateJobExecution("j", "t", status="FAILED", include_job_execution_state=True)
PLAIN = "!version_mismatch/!job_deleting"

FAULTS: dict[str, tuple[Calls, str, str]] = {
    "SUCCEEDED is accepted from CANCELED": (
        (
            CREATE,
            STARTED,
            (CancelJobExecution("j", "t", force=True), OK),
            execution("CANCELED", 3, flag=True),
            (report("SUCCEEDED"), OK),
            execution("SUCCEEDED", 4, flag=True),
        ),
        f"UpdateJobExecution=SUCCEEDED/CANCELED/{PLAIN}",
        "accepts the request, and makes the execution SUCCEEDED",
    ),
    "SUCCEEDED is rejected from IN_PROGRESS": (
        (CREATE, STARTED, (report("SUCCEEDED"), STATE), execution("IN_PROGRESS", 2)),
        f"UpdateJobExecution=SUCCEEDED/IN_PROGRESS/{PLAIN}",
        "answers InvalidStateTransitionException instead of a success",
    ),
    "FAILED does not complete the job": (
        (
            CREATE,
            STARTED,
            (report("FAILED"), OK),
            execution("FAILED", 3),
            job("IN_PROGRESS", FAILED=1),
        ),
        "Job.complete/IN_PROGRESS/all_terminal",
        "leaves the job IN_PROGRESS",
    ),
    "a CONTINUOUS job completes": (
        (
            (CreateJob("j", ("t",), target_selection=CONTINUOUS), OK),
            (report("SUCCEEDED"), OK),
            job("COMPLETED", SUCCEEDED=1),
        ),
        "Job.complete/IN_PROGRESS/all_terminal/continuous",
        "acts as if the job were not CONTINUOUS",
    ),
    "a counter forgets an end": (
        (TWO, (report("SUCCEEDED"), OK), execution("SUCCEEDED", 2), job("IN_PROGRESS", QUEUED=2)),
        "DescribeJob/IN_PROGRESS",
        "shows the wrong jobProcessDetails",
    ),
    "a counter takes FAILED for REJECTED": (
        (
            TWO,
            (report("FAILED"), OK),
            execution("FAILED", 2),
            job("IN_PROGRESS", QUEUED=1, REJECTED=1),
        ),
        "DescribeJob/IN_PROGRESS",
        "shows the wrong jobProcessDetails",
    ),
    "a report does not raise the version": (
        (CREATE, STARTED, (report("SUCCEEDED"), OK), execution("SUCCEEDED", 2)),
        f"UpdateJobExecution=SUCCEEDED/IN_PROGRESS/{PLAIN}",
        "does not raise versionNumber",
    ),
    "a report of a status leads to another one": (
        (CREATE, (report("FAILED"), OK), execution("IN_PROGRESS", 2)),
        f"UpdateJobExecution=FAILED/QUEUED/{PLAIN}",
        "makes the execution IN_PROGRESS instead of FAILED, and raises versionNumber by 1",
    ),
    "a wrong expectedVersion is ignored": (
        (CREATE, STARTED, (report("SUCCEEDED", version=7), OK), execution("SUCCEEDED", 3)),
        "UpdateJobExecution=SUCCEEDED/IN_PROGRESS/version_mismatch/!job_deleting",
        "ignores expectedVersion",
    ),
    "a missing status is accepted": (
        (CREATE, STARTED, (report(None), OK), execution("IN_PROGRESS", 2)),
        f"UpdateJobExecution=OTHER/IN_PROGRESS/{PLAIN}",
        "accepts the request, and changes nothing",
    ),
    "a report shows what was before it": (
        (
            CREATE,
            STARTED,
            (SHOWS, Answer(None, ExecutionState("IN_PROGRESS", 2))),
            execution("FAILED", 3),
        ),
        f"UpdateJobExecution=FAILED/IN_PROGRESS/{PLAIN}",
        "shows status IN_PROGRESS and shows versionNumber one lower",
    ),
    "an execution that runs is deleted without force": (
        (CREATE, STARTED, (deletes(), OK), (DescribeJobExecution("j", "t"), GONE)),
        "DeleteJobExecution/IN_PROGRESS/!force/!job_deleting",
        "acts as if force were given",
    ),
    "an execution that failed is not deleted": (
        (TWO, (report("FAILED"), OK), (deletes(), STATE), execution("FAILED", 2)),
        "DeleteJobExecution/FAILED/!force/!job_deleting",
        "answers InvalidStateTransitionException instead of a success",
    ),
    "a cancel takes an execution that succeeded": (
        (
            TWO,
            (report("SUCCEEDED"), OK),
            execution("SUCCEEDED", 2),
            (CancelJob("j", force=True), OK),
            execution("CANCELED", 2),
            execution("CANCELED", 1, thing="u"),
        ),
        "Execution.cascade/SUCCEEDED",
        "makes the execution CANCELED instead of SUCCEEDED",
    ),
    "an execution that timed out is CANCELED": (
        (TIMED, STARTED, execution("CANCELED", 2)),
        "Execution.time_out/IN_PROGRESS/timer_set",
        "makes the execution CANCELED instead of TIMED_OUT",
    ),
    "an execution that timed out is CANCELED later": (
        (TIMED, STARTED, execution("TIMED_OUT", 2), execution("CANCELED", 2)),
        "DescribeJobExecution/TIMED_OUT",
        "shows the wrong status",
    ),
    "a step timer of -1 kills the execution": (
        (
            CREATE,
            (report("IN_PROGRESS", timer=5), OK),
            (report("IN_PROGRESS", timer=-1), OK),
            execution("TIMED_OUT", 3),
        ),
        f"UpdateJobExecution/IN_PROGRESS/{PLAIN}/timer_given",
        "leaves the step timer as it is",
    ),
    "a retry never comes": (
        (RETRIED, (report("FAILED"), OK), execution("FAILED", 2)),
        "Execution.retry/FAILED/retries_left",
        "leaves the execution FAILED",
    ),
    "a retry after a time-out never comes": (
        (RETRIED_IN_TIME, execution("QUEUED", 1), STARTED, execution("TIMED_OUT", 3)),
        "Execution.retry/TIMED_OUT/retries_left",
        "leaves the execution TIMED_OUT",
    ),
    "a retry goes on with the version": (
        (RETRIED, (report("FAILED"), OK), execution("QUEUED", 3)),
        "Execution.retry/FAILED/retries_left",
        "raises versionNumber by 2",
    ),
    "an abort never comes": (
        (ABORTED, (report("FAILED"), OK), job("IN_PROGRESS", FAILED=1, QUEUED=1)),
        "Job.abort/IN_PROGRESS/abort_due",
        "leaves the job IN_PROGRESS",
    ),
}
RIGHT: dict[str, Calls] = {
    "a device may not end it at once": (CREATE, (report("FAILED"), STATE), execution("QUEUED", 1)),
    "a device may not cancel": (CREATE, STARTED, (report("CANCELED"), STATE)),
    "a timer runs out": (TIMED, STARTED, execution("TIMED_OUT", 3), job("COMPLETED", TIMED_OUT=1)),
    "a retry": (RETRIED, (report("FAILED"), OK), execution("QUEUED", 1)),
    "an abort gives a reason": (
        ABORTED,
        (report("FAILED"), OK),
        job("CANCELED", "ABORTED", FAILED=1, CANCELED=1),
    ),
    "the last execution is deleted": (
        CREATE,
        STARTED,
        (deletes(force=True), OK),
        job("COMPLETED"),
    ),
}  # fmt: skip


def judged(calls: Calls, times: Sequence[float] = ()) -> Report:
    """The report on the calls, each of which takes a second from its time on, if there are any."""
    lines = [Call(*call) for call in calls]
    if times:
        pairs = zip(lines, times, strict=True)
        lines = [call._replace(start=time, end=time + 1) for call, time in pairs]
    history = read(map(write, lines), "calls", "full")
    assert history.counts == {"calls": len(calls), "passed_over": 0, "unread": 0}
    return judge([Recording("calls", history, {})], profile="full")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_one_finding_in_its_cell(fault: str) -> None:
    calls, cell, words = FAULTS[fault]
    found = judged(calls)
    assert [(one.finding.cells, one.says) for one in found.findings] == [((cell,), words)]
    assert not found.ended


@pytest.mark.parametrize("fault", some(wrong_lives.faults(), 6), ids=lambda fault: fault.cell)
def test_a_wrong_rule_among_many_calls_is_one_finding_in_its_cell(fault: Deviation) -> None:
    lines = read(map(write, wrong_lives.history(fault)), "calls", "full")
    found = judge([Recording("calls", lines, {})], profile="full")
    assert [one.finding.cells for one in found.findings] == [(fault.cell,)]


@pytest.mark.parametrize("right", RIGHT)
def test_what_the_sources_permit_is_no_finding(right: str) -> None:
    found = judged(RIGHT[right])
    assert not found.findings
    assert not found.ended


TIMES_OUT = "Execution.time_out/IN_PROGRESS/timer_set"
EARLY, NEVER = "lets the timer run out too early", "leaves the execution IN_PROGRESS"
RUNS, OVER = execution("IN_PROGRESS", 2), execution("TIMED_OUT", 2)
STEP = (CREATE, (report("IN_PROGRESS", timer=1), OK))


@pytest.mark.parametrize(
    ("calls", "last", "words"),
    [
        ((TIMED, STARTED, OVER), 68.0, EARLY),
        ((TIMED, STARTED, OVER), 69.0, None),
        ((TIMED, STARTED, RUNS), 131.0, None),
        ((TIMED, STARTED, RUNS), 132.0, NEVER),
        ((TIMED, STARTED, job("IN_PROGRESS", IN_PROGRESS=1)), 132.0, NEVER),
        ((TIMED, STARTED, job("COMPLETED", TIMED_OUT=1)), 60.0, EARLY),
        ((*STEP, OVER), 68.0, EARLY),
        ((*STEP, RUNS), 132.0, NEVER),
    ],
)
def test_a_timer_runs_out_in_time_and_up_to_a_minute_late(
    calls: Calls, last: float, words: str | None
) -> None:
    """The device starts between 10 and 11, so its timer of a minute runs out from 70 to 131."""
    found = judged(calls, (0.0, 10.0, last)).findings
    expected = [] if words is None else [((TIMES_OUT,), words)]
    assert [(one.finding.cells, one.says) for one in found] == expected


def test_a_step_timer_that_is_set_anew_begins_anew() -> None:
    again = (report("IN_PROGRESS", timer=1), OK)
    times = 0.0, 10.0, 60.0, 100.0
    assert not judged((*STEP, again, execution("IN_PROGRESS", 3)), times).findings
    (early,) = judged((*STEP, again, execution("TIMED_OUT", 3)), times).findings
    assert (early.finding.cell, early.says) == (TIMES_OUT, EARLY)
    removed = (report("IN_PROGRESS", timer=-1), OK)
    goes_on = *STEP, removed, execution("IN_PROGRESS", 3)
    assert not judged(goes_on, (0.0, 10.0, 60.0, 1000.0)).findings


def test_starting_a_running_execution_may_leave_its_step_timer() -> None:
    start = StartNextPendingJobExecution("t", step_timeout_in_minutes=-1), STARTED[1]
    for left, last in ((RUNS, 1000.0), (OVER, 80.0)):
        assert not judged((*STEP, start, left), (0.0, 10.0, 30.0, last)).findings
    (early,) = judged((*STEP, start, OVER), (0.0, 10.0, 30.0, 60.0)).findings
    assert (early.finding.cell, early.says) == (TIMES_OUT, EARLY)


@pytest.mark.parametrize("seed", some(range(200), 8))
def test_the_core_finds_nothing_in_a_right_system_of_the_whole_life(seed: int) -> None:
    """It passes over what a device reports of its end, and then shows in every read."""
    random = Random(seed)
    feature = random.choice(list(LIVES))
    walk = lives(random, 25, LIVES[feature], settle=0, limit=10, clock=False)
    history = read([write(Call(*one)) for one in walk], "recording")
    assert not judge([Recording("recording", history, {})]).findings


def test_a_record_that_only_full_describes_says_so() -> None:
    ended = Call(UpdateJobExecution("job", "thing", status="SUCCEEDED"), OK)
    [line] = read([write(ended)], "recording").passed_over
    assert line.reason == "UpdateJobExecution to SUCCEEDED (--profile full judges it)"


BY_CELL = table_of(FULL).by_cell()
STEPS = [rule.id for rule in BY_CELL.rules if rule.operation is None]
RESTLESS = (
    CreateJob(
        "j", ("t", "u"),
        in_progress_timeout_in_minutes=1,
        retries={"FAILED": 1, "TIMED_OUT": 1},
        abort=(AbortCriterion("ALL", 50.0, 1),),
    ),
    OK,
)  # fmt: skip


@pytest.mark.parametrize("cell", some(STEPS, 5))
def test_background_steps_that_lead_in_a_circle_come_to_an_end(cell: str) -> None:
    """Each time round may raise the version, so that nothing is as it was."""
    circle = (EffectChange("version", "plus", 1),)
    calls = [Call(*one) for one in (RESTLESS, STARTED, execution("IN_PROGRESS", 5))]
    for status in (*BY_CELL.statuses["Execution"], *BY_CELL.statuses["Job"]):
        table = applied(BY_CELL, [Deviation(cell, Behaviour(moves=status, effects=circle))])
        for settle in (0, inf):
            advance = Advance(table, settle=settle)
            found = explain(calls, advance)
            assert len(found.rules) == len(calls)
            assert all(one.name for one in seen(calls, found, advance))
