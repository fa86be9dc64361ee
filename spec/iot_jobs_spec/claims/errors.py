"""Errors that depend on no status: their HTTP codes, missing things, and a busy service."""

from ..language.evidence import documented, inferred, unspecified
from . import places

ERROR_HTTP_CODES = documented(
    "R24",
    "botocore iot, the exceptions; HTTP CancelJobExecution, Errors",
    "The HTTP code is 400 for InvalidRequestException, 404 for ResourceNotFoundException, 409 for "
    "InvalidStateTransitionException, VersionConflictException and "
    "ResourceAlreadyExistsException, 410 for LimitExceededException and 503 for "
    "ServiceUnavailableException.",
    places.INVALID_REQUEST_CODE,
    places.NOT_FOUND_CODE,
    places.INVALID_STATE_TRANSITION_CODE,
    places.VERSION_CONFLICT_CODE,
    places.ALREADY_EXISTS_CODE,
    places.LIMIT_EXCEEDED_CODE,
    places.UNAVAILABLE_CODE,
)
THROTTLING_HTTP_CODES = documented(
    "R25",
    "botocore iot, ThrottlingException; botocore iot-jobs-data, ThrottlingException; "
    "HTTP CancelJobExecution, Errors",
    "The HTTP code of ThrottlingException is 400 in the iot model, and 429 in the iot-jobs-data "
    "model and in the older HTTP reference.",
    places.THROTTLING_CODE,
    places.DEVICE_THROTTLING_CODE,
)
WHICH_THROTTLING_CODE = unspecified(
    "A20",
    "botocore iot, ThrottlingException, contradicts HTTP CancelJobExecution, Errors, and "
    "botocore iot-jobs-data, ThrottlingException",
    "ThrottlingException may have HTTP code 400 or 429, so a client recognises it by its name.",
    places.THROTTLING_CODE,
    places.DEVICE_THROTTLING_CODE,
)
ABSENT_IS_NOT_FOUND = documented(
    "R26",
    "HTTP CancelJobExecution, Errors; botocore iot, ResourceNotFoundException; "
    "botocore iot-jobs-data, ResourceNotFoundException",
    "The service rejects a request about a job or an execution that does not exist with "
    "ResourceNotFoundException (404).",
    places.NOT_FOUND,
    places.NOT_FOUND_CODE,
    places.DEVICE_NOT_FOUND,
)
THROTTLING_ANYWHERE = inferred(
    "R27",
    "follows from the errors that every operation declares, as in boto3 cancel_job, Exceptions",
    "The service may answer any request in any state with ThrottlingException or "
    "ServiceUnavailableException, and the request then has no effect.",
    places.CREATE_JOB_ERRORS,
    places.DESCRIBE_JOB_ERRORS,
    places.CANCEL_JOB_ERRORS,
    places.DELETE_JOB_ERRORS,
    places.CANCEL_EXECUTION_ERRORS,
    places.DESCRIBE_EXECUTION_ERRORS,
    places.UPDATE_ERRORS,
    places.START_NEXT_ERRORS,
    places.GET_PENDING_ERRORS,
    places.DEVICE_DESCRIBE_ERRORS,
)
