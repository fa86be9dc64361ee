"""What a device does: UpdateJobExecution to IN_PROGRESS, and the next pending execution."""

from ..language.evidence import documented, inferred, observed, unspecified
from . import places

DEVICE_STARTS_QUEUED = documented(
    "R112",
    "developer guide, iot-jobs-lifecycle",
    "UpdateJobExecution with status IN_PROGRESS makes a QUEUED execution IN_PROGRESS.",
)
DEVICE_REPEATS_IN_PROGRESS = documented(
    "R115",
    "developer guide, iot-jobs-lifecycle",
    "The service accepts UpdateJobExecution with status IN_PROGRESS for an IN_PROGRESS execution, "
    "any number of times.",
)
TERMINAL_REJECTS_UPDATE = documented(
    "R117",
    "developer guide, jobs-api; botocore iot-jobs-data, InvalidStateTransitionException",
    "The service rejects UpdateJobExecution of an execution in a terminal status with "
    "InvalidStateTransitionException (409), and over MQTT with the code InvalidStateTransition.",
    places.DEVICE_INVALID_STATE_TRANSITION,
    places.DEVICE_INVALID_STATE_TRANSITION_CODE,
)
FORCE_CANCELED_REJECTS_UPDATE = documented(
    "R119",
    "boto3 cancel_job_execution, force; amazon-freertos-examples issue 4",
    "The service rejects UpdateJobExecution of an execution that was canceled with force=true.",
    places.CANCEL_EXECUTION_FORCE,
)
DELETED_REJECTS_UPDATE = documented(
    "R120",
    "developer guide, jobs-api",
    "The service rejects UpdateJobExecution of a deleted execution with "
    "ResourceNotFoundException (404), and over MQTT with the code ResourceNotFound.",
)
VERSION_MISMATCH_REJECTS_UPDATE = documented(
    "R121",
    "developer guide, jobs-mqtt-api; Greengrass lite pull request 1046",
    "If expectedVersion differs from the stored versionNumber, the service rejects "
    "UpdateJobExecution over MQTT with the code VersionMismatch.",
    places.UPDATE_VERSION,
)
WHICH_VERSION_ERROR = unspecified(
    "R122 A6",
    "boto3 cancel_job_execution, expectedVersion, contradicts its Exceptions; "
    "botocore iot-jobs-data, UpdateJobExecution errors, has no VersionConflictException",
    "A version mismatch is VersionMismatch in the text of the documents and over MQTT, and "
    "VersionConflictException among the errors of CancelJobExecution, while UpdateJobExecution "
    "over HTTP declares no error for it and may answer with any 409 error, such as "
    "VersionConflictException or InvalidStateTransitionException.",
    places.CANCEL_EXECUTION_VERSION,
    places.CANCEL_EXECUTION_ERRORS,
    places.VERSION_CONFLICT,
    places.UPDATE_ERRORS,
)
UPDATE_BUMPS_VERSION = observed(
    "R123",
    "botocore iot-jobs-data, JobExecution.versionNumber; "
    "AWS IoT Device SDK for JavaScript v2, jobs README",
    "Every accepted update by a device increments versionNumber by 1, and so does "
    "StartNextPendingJobExecution when it starts a QUEUED execution.",
    places.DEVICE_EXECUTION_VERSION,
)
UPDATE_ACTS_ON_LATEST_EXECUTION = documented(
    "R124",
    "developer guide, jobs-mqtt-api",
    "UpdateJobExecution without executionNumber acts on the latest execution of the job on the "
    "thing.",
)
IN_PROGRESS_COMES_NEXT = documented(
    "R127",
    "developer guide, jobs-mqtt-api",
    "The next pending execution of a thing is an IN_PROGRESS one if it has any, else its oldest "
    "QUEUED one.",
)
EARLIEST_IN_PROGRESS_COMES_NEXT = inferred(
    "R127a",
    "follows from R127; developer guide, jobs-comm-notifications",
    "Of several IN_PROGRESS executions of a thing, the next pending one is the one that was queued "
    "first.",
)
START_NEXT_STARTS_QUEUED = documented(
    "R128",
    "developer guide, jobs-mqtt-api",
    "StartNextPendingJobExecution makes a QUEUED next execution IN_PROGRESS and stores the given "
    "statusDetails.",
    places.START_NEXT,
)
START_NEXT_RETURNS_IN_PROGRESS = documented(
    "R129",
    "developer guide, jobs-mqtt-api; AWS IoT Device SDK for JavaScript v2, jobs README",
    "StartNextPendingJobExecution returns a next execution that is already IN_PROGRESS and leaves "
    "its statusDetails as they are.",
)
START_NEXT_KEEPS_VERSION = inferred(
    "R129a",
    "follows from R129",
    "StartNextPendingJobExecution leaves the versionNumber of a next execution that is already "
    "IN_PROGRESS as it is.",
)
NOTHING_PENDING_IS_NO_ERROR = documented(
    "R130",
    "developer guide, jobs-mqtt-api; AWS IoT Device SDK for JavaScript v2, jobs README",
    "When a thing has nothing pending, StartNextPendingJobExecution succeeds and answers with no "
    "execution.",
)
TERMINAL_IS_NEVER_PENDING = documented(
    "R131",
    "botocore iot-jobs-data, StartNextPendingJobExecution and GetPendingJobExecutions",
    "StartNextPendingJobExecution, GetPendingJobExecutions and DescribeJobExecution of jobId $next "
    "never return an execution in a terminal status.",
    places.START_NEXT,
    places.GET_PENDING,
)
PENDING_SHOWS_AT_MOST_TEN = documented(
    "R149",
    "developer guide of 2026, job-limits",
    "GetPendingJobExecutions lists no more than 10 executions of a thing, or 15 with a scheduling "
    "configuration, so a thing with a full list may have further pending executions.",
)
WHETHER_PENDING_SHOWS_IN_PROGRESS = unspecified(
    "R150",
    "developer guide of 2026, job-limits, contradicts botocore iot-jobs-data, "
    "GetPendingJobExecutionsResponse.inProgressJobs",
    "For a thing with 10 or more pending executions, GetPendingJobExecutions may list those that "
    "are IN_PROGRESS, for which its answer has a member, or leave them out, as the developer guide "
    "says.",
    places.PENDING_IN_PROGRESS,
)
DEVICE_READS_ITS_EXECUTION = documented(
    "R131a",
    "botocore iot-jobs-data, DescribeJobExecution",
    "DescribeJobExecution of the device plane shows the execution that DescribeJobExecution of the "
    "iot API shows.",
    places.DEVICE_DESCRIBE,
)
WHETHER_DEVICE_READS_TERMINAL = unspecified(
    "R132 A16",
    "botocore iot-jobs-data, DescribeJobExecution errors; developer guide, jobs-api",
    "DescribeJobExecution of the device plane may answer TerminalStateException (410) for a job in "
    "a terminal state, but it is open whether that means the job or the execution, so a device may "
    "or may not be able to read a terminal execution.",
    places.DEVICE_DESCRIBE_ERRORS,
)
DEVICE_GETS_THE_DOCUMENT = documented(
    "R131b",
    "botocore iot-jobs-data, DescribeJobExecutionRequest.includeJobDocument",
    "DescribeJobExecution of the device plane returns the job document, unless includeJobDocument "
    "is false.",
    places.DEVICE_DOCUMENT,
)
QUEUED_HAS_NOT_STARTED = inferred(
    "R112a",
    "follows from R112; botocore iot, JobExecution.startedAt; "
    "botocore iot-jobs-data, JobExecutionSummary.startedAt",
    "A QUEUED execution has no startedAt, because it has not started.",
    places.STARTED_AT,
    places.PENDING_STARTED_AT,
)
