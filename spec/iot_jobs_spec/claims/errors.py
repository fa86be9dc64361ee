"""Errors that no status explains: their HTTP codes, what is not there, and a service too busy."""

from iot_jobs_spec.language.evidence import Basis, Claim

from . import places

ERROR_HTTP_CODES = Claim(
    "ERROR_HTTP_CODES",
    "R24",
    Basis.DOCUMENTED,
    "botocore iot, the exceptions; HTTP CancelJobExecution, Errors",
    (
        "The HTTP code is 400 for InvalidRequestException, 404 for ResourceNotFoundException, 409 "
        "for InvalidStateTransitionException, VersionConflictException and "
        "ResourceAlreadyExistsException, 410 for LimitExceededException and 503 for "
        "ServiceUnavailableException."
    ),
    (
        places.INVALID_REQUEST_CODE,
        places.NOT_FOUND_CODE,
        places.INVALID_STATE_TRANSITION_CODE,
        places.VERSION_CONFLICT_CODE,
        places.ALREADY_EXISTS_CODE,
        places.LIMIT_EXCEEDED_CODE,
        places.UNAVAILABLE_CODE,
    ),
)
THROTTLING_HTTP_CODES = Claim(
    "THROTTLING_HTTP_CODES",
    "R25",
    Basis.DOCUMENTED,
    "botocore iot and iot-jobs-data, ThrottlingException; HTTP CancelJobExecution, Errors",
    (
        "The HTTP code of ThrottlingException is 400 in the iot model, and 429 in the "
        "iot-jobs-data model and in the older HTTP reference."
    ),
    (places.THROTTLING_CODE, places.DEVICE_THROTTLING_CODE),
)
ABSENT_IS_NOT_FOUND = Claim(
    "ABSENT_IS_NOT_FOUND",
    "R26",
    Basis.DOCUMENTED,
    "HTTP CancelJobExecution, Errors; botocore iot and iot-jobs-data, ResourceNotFoundException",
    (
        "A request that names a job or an execution that is not there fails with "
        "ResourceNotFoundException (404)."
    ),
    (places.NOT_FOUND, places.NOT_FOUND_CODE, places.DEVICE_NOT_FOUND),
)
THROTTLING_ANYWHERE = Claim(
    "THROTTLING_ANYWHERE",
    "R27",
    Basis.INFERRED,
    "follows from the errors that every operation declares, as in boto3 cancel_job, Exceptions",
    (
        "ThrottlingException and ServiceUnavailableException may answer any request in any state, "
        "and the request then has no effect."
    ),
    (
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
    ),
)
