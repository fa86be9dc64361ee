"""CancelJobExecution: the cancel of one thing's execution of a job."""

from ..language.evidence import documented, inferred, unspecified
from . import places

CANCEL_QUEUED = documented(
    "R62",
    "boto3 cancel_job_execution, force; HTTP CancelJobExecution, force",
    "CancelJobExecution makes a QUEUED execution CANCELED, with or without force.",
    places.CANCEL_EXECUTION_FORCE,
)
CANCEL_BY_FORCE = documented(
    "R63",
    "boto3 cancel_job_execution, force; HTTP CancelJobExecution, force",
    "CancelJobExecution with force=true makes a QUEUED or an IN_PROGRESS execution CANCELED.",
    places.CANCEL_EXECUTION_FORCE,
)
CANCEL_NEEDS_FORCE = documented(
    "R64",
    "boto3 cancel_job_execution, force; HTTP CancelJobExecution, force; "
    "amazon-freertos-examples issue 4",
    "The service rejects CancelJobExecution without force on an IN_PROGRESS execution with "
    "InvalidStateTransitionException (409) and changes nothing.",
    places.CANCEL_EXECUTION_FORCE,
    places.INVALID_STATE_TRANSITION_CODE,
)
TERMINAL_REJECTS_CANCEL = documented(
    "R65",
    "developer guide, manage-job-cli",
    "The service rejects CancelJobExecution on an execution in a terminal status with "
    "InvalidStateTransitionException (409), with or without force.",
)
LEFTOVER_CANCELABLE_BY_FORCE = inferred(
    "R75",
    "follows from R63 and R42",
    "CancelJobExecution with force=true also cancels an execution that CancelJob without force "
    "has left IN_PROGRESS.",
    places.CANCEL_EXECUTION_FORCE,
)
CANCEL_EXECUTION_ANSWER = documented(
    "R72",
    "HTTP CancelJobExecution, Response Elements",
    "An accepted CancelJobExecution answers HTTP 200 with an empty body.",
    places.CANCEL_EXECUTION,
)
EXECUTION_CANCEL_IS_EVENTUAL = documented(
    "R73",
    "developer guide, manage-job-cli",
    "CancelJobExecution takes effect with eventual consistency: the execution may show CANCELED "
    "only after the answer.",
)
CANCEL_ACTS_ON_LATEST_EXECUTION = inferred(
    "R74",
    "follows from R124",
    "CancelJobExecution, which has no executionNumber, acts on the latest execution of the job on "
    "the thing.",
)
VERSION_MISMATCH_CONFLICTS = documented(
    "R66",
    "HTTP CancelJobExecution, Errors; developer guide of 2020, jobs-api",
    "If expectedVersion differs from the stored versionNumber, the service rejects "
    "CancelJobExecution with VersionConflictException (409).",
    places.VERSION_CONFLICT,
    places.VERSION_CONFLICT_CODE,
    places.CANCEL_EXECUTION_ERRORS,
)
VERSION_MISMATCH_CHANGES_NOTHING = documented(
    "R67",
    "boto3 cancel_job_execution, expectedVersion",
    "A CancelJobExecution that the service rejects for its expectedVersion changes neither status, "
    "versionNumber nor statusDetails.",
    places.CANCEL_EXECUTION_VERSION,
)
REJECTION_CHANGES_NOTHING = inferred(
    "R67a",
    "follows from R64 and R67",
    "A rejected request changes nothing: no status, no versionNumber, no statusDetails and no "
    "counter.",
)
VERSION_CHECK_IS_OPTIONAL = documented(
    "R69",
    "boto3 cancel_job_execution, expectedVersion",
    "If CancelJobExecution gives no expectedVersion, the service does not compare versions.",
    places.CANCEL_EXECUTION_VERSION,
)
WHETHER_VERSION_COMES_FIRST = unspecified(
    "R70 A5",
    "boto3 cancel_job_execution, HTTP CancelJobExecution, developer guide, manage-job-cli, and "
    "developer guide, jobs-mqtt-api, say nothing",
    "The service may check expectedVersion before or after the status, so CancelJobExecution or "
    "UpdateJobExecution that fails both checks may get VersionConflictException or "
    "InvalidStateTransitionException, each with 409.",
)
WHETHER_CANCEL_BUMPS = unspecified(
    "R71 A11",
    "boto3 cancel_job_execution, expectedVersion, contradicts botocore iot, "
    "JobExecution.versionNumber",
    "CancelJob and CancelJobExecution may leave the versionNumber of an execution or increment it "
    "by 1: the text of CancelJobExecution counts every update, that of versionNumber only those "
    "by a device.",
    places.CANCEL_EXECUTION_VERSION,
    places.EXECUTION_VERSION,
)
WHICH_ANSWER_CANCEL_WHILE_DELETING = unspecified(
    "R76 A25",
    "boto3 cancel_job_execution, boto3 delete_job and developer guide, manage-job-cli, say nothing",
    "While the job is DELETION_IN_PROGRESS, the service may accept CancelJobExecution, or reject "
    "it with ResourceNotFoundException, InvalidStateTransitionException or "
    "InvalidRequestException.",
)
