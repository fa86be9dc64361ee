"""What a device does: UpdateJobExecution to IN_PROGRESS, and the next pending execution."""

from iot_jobs_spec.language.evidence import Basis, Claim

from . import places

DEVICE_STARTS_QUEUED = Claim(
    "DEVICE_STARTS_QUEUED",
    "R112",
    Basis.DOCUMENTED,
    "developer guide, iot-jobs-lifecycle",
    "UpdateJobExecution with status IN_PROGRESS makes a QUEUED execution IN_PROGRESS.",
)
DEVICE_REPEATS_IN_PROGRESS = Claim(
    "DEVICE_REPEATS_IN_PROGRESS",
    "R115",
    Basis.DOCUMENTED,
    "developer guide, iot-jobs-lifecycle",
    (
        "UpdateJobExecution with status IN_PROGRESS is accepted for an IN_PROGRESS execution, as "
        "often as the device likes."
    ),
)
TERMINAL_REJECTS_UPDATE = Claim(
    "TERMINAL_REJECTS_UPDATE",
    "R117",
    Basis.DOCUMENTED,
    "developer guide, jobs-api; botocore iot-jobs-data, InvalidStateTransitionException",
    (
        "UpdateJobExecution of an execution in a terminal status fails with "
        "InvalidStateTransitionException (409), and over MQTT with the code "
        "InvalidStateTransition."
    ),
    (places.DEVICE_INVALID_STATE_TRANSITION, places.DEVICE_INVALID_STATE_TRANSITION_CODE),
)
FORCE_CANCELED_REJECTS_UPDATE = Claim(
    "FORCE_CANCELED_REJECTS_UPDATE",
    "R119",
    Basis.DOCUMENTED,
    "boto3 cancel_job_execution, force; amazon-freertos-examples issue 4",
    "UpdateJobExecution of an execution that was canceled with force=true is rejected.",
    (places.CANCEL_EXECUTION_FORCE,),
)
DELETED_REJECTS_UPDATE = Claim(
    "DELETED_REJECTS_UPDATE",
    "R120",
    Basis.DOCUMENTED,
    "developer guide, jobs-api",
    (
        "UpdateJobExecution of a deleted execution fails with ResourceNotFoundException (404), "
        "and over MQTT with the code ResourceNotFound."
    ),
)
VERSION_MISMATCH_REJECTS_UPDATE = Claim(
    "VERSION_MISMATCH_REJECTS_UPDATE",
    "R121",
    Basis.DOCUMENTED,
    "developer guide, jobs-mqtt-api; Greengrass lite pull request 1046",
    (
        "UpdateJobExecution with a stale expectedVersion is rejected over MQTT with the code "
        "VersionMismatch."
    ),
    (places.UPDATE_VERSION,),
)
UPDATE_VERSION_ERROR_OPEN = Claim(
    "UPDATE_VERSION_ERROR_OPEN",
    "R122",
    Basis.UNSPECIFIED,
    "botocore iot-jobs-data, UpdateJobExecution errors, has no VersionConflictException",
    (
        "UpdateJobExecution with a stale expectedVersion may fail over HTTP with any error of "
        "code 409, because it declares none for the case."
    ),
    (places.UPDATE_ERRORS,),
)
UPDATE_BUMPS_VERSION = Claim(
    "UPDATE_BUMPS_VERSION",
    "R123",
    Basis.OBSERVED,
    (
        "botocore iot-jobs-data, JobExecution.versionNumber; AWS IoT Device SDK for JavaScript "
        "v2, jobs README"
    ),
    (
        "Every accepted update by a device, the start of a QUEUED execution by "
        "StartNextPendingJobExecution included, increments versionNumber by 1."
    ),
    (places.DEVICE_EXECUTION_VERSION,),
)
UPDATE_TAKES_LATEST_EXECUTION = Claim(
    "UPDATE_TAKES_LATEST_EXECUTION",
    "R124",
    Basis.DOCUMENTED,
    "developer guide, jobs-mqtt-api",
    (
        "UpdateJobExecution without executionNumber acts on the latest execution of the job on "
        "the thing."
    ),
)
IN_PROGRESS_COMES_NEXT = Claim(
    "IN_PROGRESS_COMES_NEXT",
    "R127",
    Basis.DOCUMENTED,
    "developer guide, jobs-mqtt-api",
    (
        "The next pending execution of a thing is an IN_PROGRESS one if it has any, else its "
        "oldest QUEUED one."
    ),
)
EARLIEST_IN_PROGRESS_COMES_NEXT = Claim(
    "EARLIEST_IN_PROGRESS_COMES_NEXT",
    "R127a",
    Basis.INFERRED,
    "follows from R127; developer guide, jobs-comm-notifications",
    (
        "Of several IN_PROGRESS executions of a thing the one that was queued first is the next "
        "pending one."
    ),
)
START_NEXT_STARTS_QUEUED = Claim(
    "START_NEXT_STARTS_QUEUED",
    "R128",
    Basis.DOCUMENTED,
    "developer guide, jobs-mqtt-api",
    (
        "StartNextPendingJobExecution makes a QUEUED next execution IN_PROGRESS and stores the "
        "statusDetails it was given."
    ),
    (places.START_NEXT,),
)
START_NEXT_RETURNS_IN_PROGRESS = Claim(
    "START_NEXT_RETURNS_IN_PROGRESS",
    "R129",
    Basis.DOCUMENTED,
    "developer guide, jobs-mqtt-api; AWS IoT Device SDK for JavaScript v2, jobs README",
    (
        "StartNextPendingJobExecution returns a next execution that is already IN_PROGRESS and "
        "leaves its statusDetails as they are."
    ),
)
START_NEXT_KEEPS_VERSION = Claim(
    "START_NEXT_KEEPS_VERSION",
    "R129a",
    Basis.INFERRED,
    "follows from R129",
    (
        "StartNextPendingJobExecution leaves the versionNumber of a next execution that is "
        "already IN_PROGRESS as it is."
    ),
)
NOTHING_PENDING_IS_NO_ERROR = Claim(
    "NOTHING_PENDING_IS_NO_ERROR",
    "R130",
    Basis.DOCUMENTED,
    "developer guide, jobs-mqtt-api; AWS IoT Device SDK for JavaScript v2, jobs README",
    (
        "StartNextPendingJobExecution succeeds with no execution in its answer when the thing has "
        "nothing pending."
    ),
)
TERMINAL_IS_NEVER_PENDING = Claim(
    "TERMINAL_IS_NEVER_PENDING",
    "R131",
    Basis.DOCUMENTED,
    "botocore iot-jobs-data, StartNextPendingJobExecution and GetPendingJobExecutions",
    (
        "StartNextPendingJobExecution, GetPendingJobExecutions and a read of jobId $next never "
        "return an execution in a terminal status."
    ),
    (places.START_NEXT, places.GET_PENDING),
)
