"""Scenarios of the profile `full`, as data: how an execution ends."""

from __future__ import annotations

from ...errors import INVALID_STATE_TRANSITION, RESOURCE_NOT_FOUND
from ...model.requests import (
    AbortCriterion,
    CancelJobExecution,
    CreateJob,
    DeleteJobExecution,
    StartNextPendingJobExecution,
    UpdateJobExecution,
)
from .model import DEVICE, OPERATOR, Background, Scenario, Step
from .words import (
    CANCELED,
    CASCADE,
    COMPLETE,
    DONE,
    JOB,
    ONE,
    QUEUED,
    ROLL_OUT,
    RUNNING,
    STOPPED,
    TWO,
    WORKING,
    asks,
    background,
    fails,
    job,
    on,
    rolled_out,
    starts,
)

THREE, FOUR = "pump-3", "pump-4"
SUCCEEDED, FAILED, TIMED_OUT = "SUCCEEDED", "FAILED", "TIMED_OUT"
RETRY, TIME_OUT, ABORT, MAY_COMPLETE = "retry", "time_out", "abort", "may_complete"
_PLAIN = "!version_mismatch/!job_deleting"


def _reports(thing: str, status: str, version: int, says: str) -> Step:
    return asks(DEVICE, UpdateJobExecution(JOB, thing, status=status),
                f"UpdateJobExecution={status}/IN_PROGRESS/{_PLAIN}", says,
                on(thing, status, version))  # fmt: skip


def _too_late(thing: str, found: str) -> Step:
    return fails(DEVICE, UpdateJobExecution(JOB, thing, status=SUCCEEDED),
                 f"UpdateJobExecution=SUCCEEDED/{found}/{_PLAIN}",
                 "reports its success, too late", INVALID_STATE_TRANSITION,
                 now=(on(thing, found),))  # fmt: skip


def _made(request: CreateJob) -> tuple[Step, ...]:
    """The job with its executions, each QUEUED."""
    _, *rest = rolled_out(*request.targets)
    return asks(OPERATOR, request, "CreateJob/ABSENT", "makes the job"), *rest


def _completes(says: str) -> Step:
    return background(COMPLETE, "Job.complete/IN_PROGRESS/all_terminal", says, job(DONE))


# fmt: off
LIFE_SCENARIOS = (
    Scenario(
        "late-report",
        "A device reports after it lost its work",
        "A device works on while its execution is canceled by force. Its success no longer counts, "
        "and repeating the report does not help.",
        f"{ONE} is at work.",
        (*rolled_out(ONE), starts(ONE)),
        (
            asks(OPERATOR, CancelJobExecution(JOB, ONE, force=True),
                 f"CancelJobExecution/IN_PROGRESS/force/{_PLAIN}", "cancels the execution by force",
                 on(ONE, CANCELED)),
            _too_late(ONE, CANCELED),
            _completes("all executions have ended, so the job is completed, not canceled"),
        ),
    ),
    Scenario(
        "last-device-fails",
        "The last device fails, and the job is COMPLETED",
        "COMPLETED says that every execution has ended, not that any succeeded.",
        f"{ONE} and {TWO} are at work.",
        (*rolled_out(ONE, TWO), starts(ONE), starts(TWO)),
        (
            _reports(ONE, SUCCEEDED, 3, "reports its success"),
            _reports(TWO, FAILED, 3, "reports its failure"),
            _completes("no execution is left to wait for"),
        ),
    ),
    Scenario(
        "retry",
        "A failed execution is retried",
        "With jobExecutionsRetryConfig the service tries a failed execution again without a "
        "request. The second try is another execution, with the next executionNumber.",
        f"The job allows one retry, and {ONE} is at work.",
        (*_made(CreateJob(JOB, (ONE,), retries={FAILED: 1})), starts(ONE)),
        (
            _reports(ONE, FAILED, 3, "reports its failure"),
            background(RETRY, "Execution.retry/FAILED/retries_left",
                       "the service tries again, with a new execution", on(ONE, QUEUED, 1),
                       job(RUNNING), thing=ONE),
            asks(DEVICE, StartNextPendingJobExecution(ONE), "StartNextPendingJobExecution/QUEUED",
                 "gets the second try", on(ONE, WORKING, 2)),
            fails(DEVICE, UpdateJobExecution(JOB, ONE, status=SUCCEEDED, execution_number=1),
                  f"UpdateJobExecution=SUCCEEDED/FAILED/{_PLAIN}",
                  "reports a success of the first try, which has ended",
                  INVALID_STATE_TRANSITION, now=(on(ONE, WORKING, 2),)),
            _reports(ONE, SUCCEEDED, 3, "reports the success of the second"),
            _completes("the second try has ended"),
        ),
    ),
    Scenario(
        "step-timer",
        "A step timer runs out",
        "A device that sets a step timer has to report before it runs out, or to set it anew.",
        f"{ONE} has not begun.",
        rolled_out(ONE),
        (
            asks(DEVICE, UpdateJobExecution(JOB, ONE, step_timeout_in_minutes=5),
                 f"UpdateJobExecution/QUEUED/{_PLAIN}/timer_given",
                 "begins, and gives itself five minutes", on(ONE, WORKING, 2)),
            background(TIME_OUT, "Execution.time_out/IN_PROGRESS/timer_set",
                       "the timer runs out", on(ONE, TIMED_OUT), thing=ONE),
            _too_late(ONE, TIMED_OUT),
            _completes("the execution has ended"),
        ),
    ),
    Scenario(
        "abort-at-a-quarter",
        "A job is aborted when a quarter of its executions fail",
        "Abort criteria cancel a job as CancelJob without force does: devices that have not begun "
        "never begin, devices at work go on.",
        "The job aborts when at least two have ended and a quarter failed. "
        f"{ONE}, {TWO} and {THREE} are at work.",
        (*_made(CreateJob(JOB, (ONE, TWO, THREE, FOUR), abort=(AbortCriterion(FAILED, 25, 2),))),
         starts(ONE), starts(TWO), starts(THREE)),
        (
            _reports(ONE, SUCCEEDED, 3, "reports its success"),
            _reports(TWO, FAILED, 3, "reports its failure, the first of two"),
            background(ABORT, "Job.abort/IN_PROGRESS/abort_due",
                       "half of those that ended have failed, and the job is canceled",
                       job(STOPPED), on(THREE, WORKING), on(FOUR, QUEUED)),
            background(CASCADE, "Execution.cascade/QUEUED/!force",
                       "the cancel reaches the execution that has not begun", on(FOUR, CANCELED),
                       thing=FOUR),
            _reports(THREE, SUCCEEDED, 3, "finishes although the job is canceled"),
        ),
    ),
    Scenario(
        "delete-at-work",
        "DeleteJobExecution takes the work of a device away",
        "A deleted execution is gone for its device. The sources do not say whether its job then "
        "completes.",
        f"{ONE} and {TWO} are at work.",
        (*rolled_out(ONE, TWO), starts(ONE), starts(TWO)),
        (
            fails(OPERATOR, DeleteJobExecution(JOB, ONE, 1),
                  "DeleteJobExecution/IN_PROGRESS/!force/!job_deleting",
                  "deletes the execution without force, and cannot", INVALID_STATE_TRANSITION,
                  now=(on(ONE, WORKING, 2),)),
            asks(OPERATOR, DeleteJobExecution(JOB, ONE, 1, force=True),
                 "DeleteJobExecution/IN_PROGRESS/force/!job_deleting", "adds force", on(ONE, None),
                 cannot=(Background(ROLL_OUT, JOB, ONE),)),
            fails(DEVICE, UpdateJobExecution(JOB, ONE, status=SUCCEEDED),
                  "UpdateJobExecution=SUCCEEDED/ABSENT", "reports the success of what is gone",
                  RESOURCE_NOT_FOUND, now=(on(ONE, None),)),
            _reports(TWO, SUCCEEDED, 3, "reports its success"),
            background(MAY_COMPLETE, "Job.may_complete/IN_PROGRESS/all_terminal/execution_lost",
                       "the job may be completed now, or stay as it is", job(DONE)),
        ),
    ),
)
