"""The in-progress timer of a job, and the step timer that a device sets."""

from ..language.evidence import documented, inferred, unspecified
from . import places

TIMER_ENDS_EXECUTION = documented(
    "R140",
    "botocore iot, TimeoutConfig and JobExecution.approximateSecondsBeforeTimedOut; "
    "botocore iot-jobs-data, UpdateJobExecutionRequest.stepTimeoutInMinutes",
    "When the in-progress timer or the step timer of an IN_PROGRESS execution runs out, the "
    "service makes it TIMED_OUT, at most 60 seconds late.",
    places.IN_PROGRESS_TIMEOUT,
    places.SECONDS_BEFORE_TIMED_OUT,
    places.UPDATE_STEP_TIMEOUT,
)
TIMER_OUTLASTS_CANCEL = inferred(
    "R140a",
    "follows from R140 and R42",
    "A timer of an execution that CancelJob without force has left IN_PROGRESS still runs.",
)
WHETHER_TIMER_OUTLASTS_DELETION = unspecified(
    "A21a",
    "boto3 delete_job, force, and botocore iot, TimeoutConfig, say nothing",
    "While a job is DELETION_IN_PROGRESS, a timer may or may not make an execution TIMED_OUT.",
    places.IN_PROGRESS_TIMEOUT,
)
WHETHER_TIME_OUT_BUMPS = unspecified(
    "A11a",
    "botocore iot, JobExecution.versionNumber, counts updates by a device; "
    "boto3 cancel_job_execution, expectedVersion, counts every update",
    "A timer that makes an execution TIMED_OUT may leave its versionNumber or increment it by 1.",
    places.EXECUTION_VERSION,
)
TIMERS_LAST_A_WEEK = documented(
    "A17a",
    "botocore iot, TimeoutConfig; botocore iot-jobs-data, the stepTimeoutInMinutes of requests",
    "inProgressTimeoutInMinutes and stepTimeoutInMinutes are from 1 minute to 7 days.",
    places.IN_PROGRESS_TIMEOUT,
    places.UPDATE_STEP_TIMEOUT,
    places.START_NEXT_STEP_TIMEOUT,
)
STEP_TIMER_IS_SET = documented(
    "R141",
    "botocore iot-jobs-data, the stepTimeoutInMinutes of requests; "
    "developer guide, jobs-configurations-details",
    "A device sets the step timer of an execution by UpdateJobExecution, which replaces an earlier "
    "timer, or by StartNextPendingJobExecution, and the step timer never outlasts the in-progress "
    "timer.",
    places.UPDATE_STEP_TIMEOUT,
    places.START_NEXT_STEP_TIMEOUT,
)
STEP_TIMER_IS_REMOVED = documented(
    "R141a",
    "botocore iot-jobs-data, UpdateJobExecutionRequest.stepTimeoutInMinutes; "
    "developer guide, job-configurations-api",
    "UpdateJobExecution with stepTimeoutInMinutes -1 removes the step timer.",
    places.UPDATE_STEP_TIMEOUT,
)
WHETHER_START_NEXT_SETS_RUNNING_TIMER = unspecified(
    "R128a",
    "botocore iot-jobs-data, StartNextPendingJobExecutionRequest.stepTimeoutInMinutes, says "
    "nothing",
    "StartNextPendingJobExecution that returns an execution which is already IN_PROGRESS may or "
    "may not set its step timer.",
    places.START_NEXT_STEP_TIMEOUT,
)
