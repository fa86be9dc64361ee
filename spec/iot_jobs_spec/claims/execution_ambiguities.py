"""What the sources leave open, or contradict each other about, for an execution."""

from iot_jobs_spec.language.evidence import Basis, Claim

from . import places

WHETHER_VERSION_COMES_FIRST = Claim(
    "WHETHER_VERSION_COMES_FIRST",
    "A5",
    Basis.UNSPECIFIED,
    (
        "boto3 cancel_job_execution, HTTP CancelJobExecution and developer guide, jobs-mqtt-api, "
        "are silent"
    ),
    (
        "CancelJobExecution and UpdateJobExecution may check expectedVersion before or after the "
        "status of the execution."
    ),
)
WHICH_VERSION_ERROR = Claim(
    "WHICH_VERSION_ERROR",
    "A6",
    Basis.UNSPECIFIED,
    (
        "boto3 cancel_job_execution, expectedVersion, contradicts its Exceptions; botocore "
        "iot-jobs-data, UpdateJobExecution errors"
    ),
    (
        "A stale expectedVersion is VersionMismatch in prose and over MQTT and "
        "VersionConflictException among the errors of CancelJobExecution, while "
        "UpdateJobExecution over HTTP may fail with VersionConflictException or "
        "InvalidStateTransitionException."
    ),
    (
        places.CANCEL_EXECUTION_VERSION,
        places.CANCEL_EXECUTION_ERRORS,
        places.VERSION_CONFLICT,
        places.UPDATE_ERRORS,
    ),
)
WHETHER_CANCEL_BUMPS = Claim(
    "WHETHER_CANCEL_BUMPS",
    "A11",
    Basis.UNSPECIFIED,
    (
        "boto3 cancel_job_execution, expectedVersion, contradicts botocore iot, "
        "JobExecution.versionNumber"
    ),
    (
        "CancelJob and CancelJobExecution may leave the versionNumber of an execution or "
        "increment it by 1."
    ),
    (places.CANCEL_EXECUTION_VERSION, places.EXECUTION_VERSION),
)
WHICH_FIRST_VERSION = Claim(
    "WHICH_FIRST_VERSION",
    "A12",
    Basis.UNSPECIFIED,
    (
        "AWS IoT Device SDK for JavaScript v2, jobs README, contradicts one example of developer "
        "guide, jobs-comm-notifications"
    ),
    (
        "The first versionNumber is 1 in captures of the service and in nearly every example, but "
        "0 in one."
    ),
)
WHICH_CANCELS_SET_FORCE_FLAG = Claim(
    "WHICH_CANCELS_SET_FORCE_FLAG",
    "A13",
    Basis.UNSPECIFIED,
    "botocore iot, Job.forceCanceled and JobExecution.forceCanceled, are silent",
    (
        "CancelJob with force=true may or may not set forceCanceled of each execution it cancels, "
        "CancelJobExecution with force=true that of a QUEUED one, and elsewhere the field may be "
        "false or absent."
    ),
    (places.JOB_FORCE_CANCELED, places.EXECUTION_FORCE_CANCELED),
)
WHICH_DETAILS_LIMITS = Claim(
    "WHICH_DETAILS_LIMITS",
    "A17",
    Basis.UNSPECIFIED,
    (
        "boto3 cancel_job_execution, statusDetails, contradicts developer guide, "
        "jobs-workflow-jobs-online; botocore iot, DetailsValue"
    ),
    (
        "UpdateJobExecution may take any number of statusDetails pairs or, like "
        "CancelJobExecution, only ten, and the limit of 1024 characters for a value stands in "
        "prose but not in the model."
    ),
    (places.CANCEL_EXECUTION_DETAILS, places.DETAILS_VALUE, places.UPDATE_DETAILS),
)
WHEN_DEVICES_ARE_CUT_OFF = Claim(
    "WHEN_DEVICES_ARE_CUT_OFF",
    "A21",
    Basis.UNSPECIFIED,
    (
        "boto3 delete_job, force, names no time; developer guide, iot-jobs-lifecycle, speaks of a "
        "start"
    ),
    (
        "While its job is DELETION_IN_PROGRESS a device may be served until its execution "
        "vanishes, or be rejected at once with ResourceNotFoundException or "
        "InvalidStateTransitionException."
    ),
    (places.DELETE_JOB_FORCE,),
)
WHETHER_START_BEATS_CASCADE = Claim(
    "WHETHER_START_BEATS_CASCADE",
    "A22",
    Basis.UNSPECIFIED,
    "developer guide, manage-job-cli, promises only eventual consistency",
    (
        "A device may be able to start a QUEUED execution between the answer of CancelJob and the "
        "moment the execution is canceled, and CancelJob without force then leaves it "
        "IN_PROGRESS."
    ),
)
WHICH_ANSWER_CANCEL_WHILE_DELETING = Claim(
    "WHICH_ANSWER_CANCEL_WHILE_DELETING",
    "A25",
    Basis.UNSPECIFIED,
    "boto3 cancel_job_execution, boto3 delete_job and developer guide, manage-job-cli, are silent",
    (
        "CancelJobExecution while the job is DELETION_IN_PROGRESS may succeed, or fail with "
        "ResourceNotFoundException, InvalidStateTransitionException or InvalidRequestException."
    ),
)
