"""DeleteJobExecution: when the service accepts it, and what it does to the job."""

from ..language.evidence import documented, inferred, unspecified
from . import places

EXECUTION_IDENTITY = documented(
    "R7",
    "botocore iot, DeleteJobExecutionRequest.executionNumber",
    "A job, a thing and an executionNumber together name one execution.",
    places.DELETE_EXECUTION_NUMBER,
)
DELETE_ENDED_EXECUTION = documented(
    "R100",
    "botocore iot, DeleteJobExecutionRequest.force; developer guide, manage-job-cli",
    "DeleteJobExecution without force accepts an execution that is SUCCEEDED, FAILED, REJECTED, "
    "REMOVED or CANCELED.",
    places.DELETE_EXECUTION_FORCE,
)
DELETE_TIMED_OUT = documented(
    "R101",
    "developer guide, manage-job-cli",
    "DeleteJobExecution without force accepts a TIMED_OUT execution.",
)
WHETHER_DELETE_TAKES_TIMED_OUT = unspecified(
    "R101a",
    "developer guide, manage-job-cli, contradicts botocore iot, DeleteJobExecutionRequest.force",
    "DeleteJobExecution without force may reject a TIMED_OUT execution with "
    "InvalidStateTransitionException, because the API reference, which is older than this status, "
    "does not name it.",
    places.DELETE_EXECUTION_FORCE,
)
WHETHER_DELETE_TAKES_QUEUED = unspecified(
    "R102 A7",
    "developer guide, manage-job-cli, contradicts botocore iot, DeleteJobExecutionRequest.force",
    "DeleteJobExecution without force may accept a QUEUED execution, as the developer guide says, "
    "or reject it with InvalidStateTransitionException, because the API reference demands a "
    "terminal status.",
    places.DELETE_EXECUTION_FORCE,
)
DELETE_EXECUTION_NEEDS_FORCE = documented(
    "R103",
    "botocore iot, InvalidStateTransitionException; HTTP CancelJobExecution, Errors",
    "The service rejects DeleteJobExecution without force on an IN_PROGRESS execution with "
    "InvalidStateTransitionException (409).",
    places.INVALID_STATE_TRANSITION,
    places.INVALID_STATE_TRANSITION_CODE,
)
DELETE_EXECUTION_BY_FORCE = documented(
    "R104",
    "botocore iot, DeleteJobExecutionRequest.force",
    "DeleteJobExecution with force=true accepts an IN_PROGRESS execution.",
    places.DELETE_EXECUTION_FORCE,
)
FORCE_ONLY_WIDENS_EXECUTION_DELETE = inferred(
    "R104a",
    "follows from R104, R100 and R103",
    "DeleteJobExecution with force=true accepts an execution in any status.",
    places.DELETE_EXECUTION_FORCE,
)
UNKNOWN_NUMBER_IS_NOT_FOUND = inferred(
    "R105",
    "follows from R7 and R26",
    "The service rejects a request with an executionNumber that no execution of the job on the "
    "thing has with ResourceNotFoundException (404).",
    places.DELETE_EXECUTION_REQUIRED,
)
NUMBER_MAY_BE_REUSED = documented(
    "R106",
    "botocore iot, DeleteJobExecutionRequest.executionNumber",
    "The service may reuse the executionNumber of a deleted execution later.",
    places.DELETE_EXECUTION_NUMBER,
)
WHETHER_DELETION_COMPLETES = unspecified(
    "R108 A14",
    "developer guide, iot-jobs-lifecycle, and botocore iot, DeleteJobExecution, say nothing",
    "After DeleteJobExecution of an execution that was not terminal, a SNAPSHOT job whose other "
    "executions are all terminal may become COMPLETED or stay IN_PROGRESS.",
    places.DELETE_EXECUTION,
)
WHETHER_EMPTY_JOB_COMPLETES = unspecified(
    "R82",
    "developer guide, iot-jobs-lifecycle, says nothing",
    "A SNAPSHOT job that has no execution left may become COMPLETED or stay IN_PROGRESS.",
)
DELETED_EXECUTION_STAYS_DELETED = inferred(
    "R98a",
    "follows from R98 and R35",
    "The service does not roll out another execution of a SNAPSHOT job to a thing whose execution "
    "was deleted.",
)
WHICH_ANSWER_DELETE_EXECUTION_WHILE_DELETING = unspecified(
    "A25a",
    "boto3 delete_job, botocore iot, DeleteJobExecution, and developer guide, manage-job-cli, "
    "say nothing",
    "While the job is DELETION_IN_PROGRESS, the service may accept DeleteJobExecution, or reject "
    "it with ResourceNotFoundException, InvalidStateTransitionException or "
    "InvalidRequestException.",
    places.DELETE_EXECUTION,
)
