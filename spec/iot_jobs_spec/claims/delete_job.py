"""DeleteJob: when the service accepts it, and how it removes the executions and the job."""

from ..language.evidence import documented, inferred, observed, unspecified
from . import places

DELETE_TERMINAL = documented(
    "R84",
    "boto3 delete_job, force",
    "DeleteJob without force accepts a COMPLETED or CANCELED job and no other.",
    places.DELETE_JOB_FORCE,
)
DELETE_NEEDS_FORCE = documented(
    "R85",
    "botocore iot, InvalidStateTransitionException; HTTP CancelJobExecution, Errors",
    "The service rejects DeleteJob without force on an IN_PROGRESS job with "
    "InvalidStateTransitionException (409).",
    places.INVALID_STATE_TRANSITION,
    places.INVALID_STATE_TRANSITION_CODE,
)
DELETE_BY_FORCE = documented(
    "R86",
    "boto3 delete_job, force",
    "DeleteJob with force=true accepts an IN_PROGRESS job.",
    places.DELETE_JOB_FORCE,
)
FORCE_ONLY_WIDENS_DELETE = inferred(
    "R86a",
    "follows from R86 and R84",
    "DeleteJob with force=true accepts every job that it accepts without force, such as a "
    "COMPLETED one.",
    places.DELETE_JOB_FORCE,
)
DELETE_RIGHT_AFTER_CANCEL = observed(
    "R96",
    "Greengrass nucleus, commit 08a3b9f87",
    "The service accepts DeleteJob with force=true directly after CancelJob with force=true, "
    "without a wait in between.",
)
DELETE_OUTRUNS_CASCADE = inferred(
    "R96a",
    "follows from R96 and R48",
    "DeleteJob with force=true accepts a CANCELED job even while the cascade of CancelJob still "
    "has executions to cancel.",
)
WHETHER_LIVE_BLOCKS_DELETE = unspecified(
    "R95 A3",
    "boto3 delete_job, force, contradicts AWS IoT Device SDK for C++ v2, jobs README, and "
    "AWS IoT Device SDK for JavaScript v2, jobs README",
    "On a CANCELED job with a QUEUED or IN_PROGRESS execution, the service may accept DeleteJob "
    "without force because of the status of the job, or reject it because of the unfinished "
    "execution.",
    places.DELETE_JOB_FORCE,
)
LIVE_BLOCKED_DELETE_IS_INVALID_STATE = inferred(
    "A3a",
    "follows from R95 and R85",
    "If the service rejects DeleteJob without force on a CANCELED job because of an unfinished "
    "execution, the error is InvalidStateTransitionException (409).",
    places.DELETE_JOB_ERRORS,
    places.INVALID_STATE_TRANSITION,
)
DELETE_JOB_ANSWER = documented(
    "R99",
    "boto3 delete_job, returns",
    "An accepted DeleteJob returns nothing.",
    places.DELETE_JOB,
)
DELETE_BEGINS_DELETION = documented(
    "R87",
    "boto3 delete_job, description",
    "An accepted DeleteJob makes the job DELETION_IN_PROGRESS, and it keeps that status as long "
    "as the deletion lasts.",
    places.DELETE_JOB_TEXT,
)
DELETING_REJECTS_DELETE = documented(
    "R88",
    "boto3 delete_job, description",
    "The service rejects DeleteJob on a DELETION_IN_PROGRESS job, with or without force.",
    places.DELETE_JOB_TEXT,
)
WHICH_ERROR_DELETE_WHILE_DELETING = unspecified(
    "A2",
    "boto3 delete_job, description, promises an error without a name; botocore iot, DeleteJob "
    "errors",
    "The service may reject DeleteJob on a DELETION_IN_PROGRESS job with "
    "InvalidStateTransitionException, with InvalidRequestException, or with LimitExceededException "
    "if it checks the limit first, and answers as for any job that does not exist once the "
    "deletion has ended.",
    places.DELETE_JOB_TEXT,
    places.DELETE_JOB_ERRORS,
)
DELETE_WHILE_DELETING_IS_INVALID_STATE = inferred(
    "A2a",
    "follows from R88 and R85",
    "The service rejects DeleteJob on a DELETION_IN_PROGRESS job with "
    "InvalidStateTransitionException (409), a fitting error that DeleteJob declares.",
    places.DELETE_JOB_ERRORS,
    places.INVALID_STATE_TRANSITION,
)
TEN_DELETIONS_AT_ONCE = documented(
    "R89",
    "boto3 delete_job, description; Greengrass lite pull request 1144",
    "While 10 jobs are DELETION_IN_PROGRESS, the service rejects DeleteJob of another job with "
    "LimitExceededException (410).",
    places.DELETE_JOB_TEXT,
    places.LIMIT_EXCEEDED_CODE,
)
DELETION_LIMIT_ASKS_FOR_A_MINUTE = observed(
    "R156",
    "Greengrass lite pull request 1144",
    "The error about too many DELETION_IN_PROGRESS jobs tells the caller to pause for a minute or "
    "longer.",
)
WHETHER_LIMIT_COMES_FIRST = unspecified(
    "R90 A4",
    "boto3 delete_job and developer guide, manage-job-cli, say nothing",
    "The service may check the limit of 10 deletions before or after the status of the job, so "
    "DeleteJob that fails both checks may get either error.",
)
DELETE_INCLUDES_EXECUTIONS = documented(
    "R91",
    "boto3 delete_job, description",
    "DeleteJob deletes the executions of the job too.",
    places.DELETE_JOB_TEXT,
)
DELETION_IS_GRADUAL = documented(
    "R92",
    "developer guide, iot-jobs-lifecycle",
    "Once DeleteJob has answered, the service removes the executions of the job one after another, "
    "not all at once.",
)
DELETION_ENDS_JOB = documented(
    "R93",
    "developer guide, iot-jobs-lifecycle",
    "When the service has removed the last execution of a DELETION_IN_PROGRESS job, it deletes the "
    "job and then rejects DescribeJob with ResourceNotFoundException (404).",
)
DELETED_EXECUTION_IS_NOT_FOUND = documented(
    "R98",
    "developer guide, jobs-workflow-device-online",
    "The service rejects DescribeJobExecution of a deleted execution with "
    "ResourceNotFoundException (404).",
)
DELETION_LOCKS_DEVICE_OUT = documented(
    "R97",
    "boto3 delete_job, force",
    "While the service deletes a job, a device can neither read the job nor update its execution.",
    places.DELETE_JOB_FORCE,
)
WHEN_DEVICES_ARE_CUT_OFF = unspecified(
    "A21",
    "boto3 delete_job, force, names no time; developer guide, iot-jobs-lifecycle, speaks of a "
    "start",
    "While a job is DELETION_IN_PROGRESS, the service may accept a device's requests as long as "
    "the execution exists, or reject them at once with ResourceNotFoundException or "
    "InvalidStateTransitionException.",
    places.DELETE_JOB_FORCE,
)
