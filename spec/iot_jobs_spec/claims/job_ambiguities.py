"""What the sources leave open, or contradict each other about, for a job or any request."""

from iot_jobs_spec.language.evidence import Basis, Claim

from . import places

WHICH_ERROR_CANCEL_WHILE_DELETING = Claim(
    "WHICH_ERROR_CANCEL_WHILE_DELETING",
    "A1",
    Basis.UNSPECIFIED,
    (
        "boto3 delete_job, description, promises an error without a name; botocore iot, CancelJob "
        "errors"
    ),
    (
        "CancelJob on a DELETION_IN_PROGRESS job may fail with InvalidRequestException, with "
        "InvalidStateTransitionException although that is not declared, or with "
        "ResourceNotFoundException late in the deletion."
    ),
    (places.DELETE_JOB_TEXT, places.CANCEL_JOB_ERRORS),
)
CANCEL_WHILE_DELETING_IS_INVALID_REQUEST = Claim(
    "CANCEL_WHILE_DELETING_IS_INVALID_REQUEST",
    "A1a",
    Basis.INFERRED,
    "follows from R51 and R55",
    (
        "CancelJob on a DELETION_IN_PROGRESS job fails with InvalidRequestException (400), the "
        "declared error that it uses for other wrong statuses."
    ),
    (places.CANCEL_JOB_ERRORS,),
)
WHICH_ERROR_DELETE_WHILE_DELETING = Claim(
    "WHICH_ERROR_DELETE_WHILE_DELETING",
    "A2",
    Basis.UNSPECIFIED,
    (
        "boto3 delete_job, description, promises an error without a name; botocore iot, DeleteJob "
        "errors"
    ),
    (
        "DeleteJob on a DELETION_IN_PROGRESS job may fail with InvalidStateTransitionException, "
        "InvalidRequestException, ResourceNotFoundException late in the deletion, or "
        "LimitExceededException if the limit is checked first."
    ),
    (places.DELETE_JOB_TEXT, places.DELETE_JOB_ERRORS),
)
DELETE_WHILE_DELETING_IS_INVALID_STATE = Claim(
    "DELETE_WHILE_DELETING_IS_INVALID_STATE",
    "A2a",
    Basis.INFERRED,
    "follows from R88 and R85",
    (
        "DeleteJob on a DELETION_IN_PROGRESS job fails with InvalidStateTransitionException "
        "(409), which it declares and which fits."
    ),
    (places.DELETE_JOB_ERRORS, places.INVALID_STATE_TRANSITION),
)
WHETHER_LIVE_BLOCKS_DELETE = Claim(
    "WHETHER_LIVE_BLOCKS_DELETE",
    "A3",
    Basis.UNSPECIFIED,
    (
        "boto3 delete_job, force, contradicts AWS IoT Device SDK for C++ v2, jobs README, and AWS "
        "IoT Device SDK for JavaScript v2, jobs README"
    ),
    (
        "DeleteJob without force on a CANCELED job with a QUEUED or IN_PROGRESS execution may be "
        "accepted for the status of the job, or rejected for the unfinished execution."
    ),
    (places.DELETE_JOB_FORCE,),
)
LIVE_BLOCKED_DELETE_IS_INVALID_STATE = Claim(
    "LIVE_BLOCKED_DELETE_IS_INVALID_STATE",
    "A3a",
    Basis.INFERRED,
    "follows from R95 and R85",
    (
        "If DeleteJob without force rejects a CANCELED job for an unfinished execution, it fails "
        "with InvalidStateTransitionException (409)."
    ),
    (places.DELETE_JOB_ERRORS, places.INVALID_STATE_TRANSITION),
)
WHETHER_LIMIT_COMES_FIRST = Claim(
    "WHETHER_LIMIT_COMES_FIRST",
    "A4",
    Basis.UNSPECIFIED,
    "boto3 delete_job and developer guide, manage-job-cli, are silent",
    "The limit of 10 deletions may be checked before or after the status of the job.",
)
WHETHER_CANCELED_COMPLETES = Claim(
    "WHETHER_CANCELED_COMPLETES",
    "A10",
    Basis.UNSPECIFIED,
    "boto3 delete_job, force, contradicts developer guide, iot-jobs-lifecycle",
    (
        "A CANCELED job whose last execution becomes terminal may stay CANCELED, a status called "
        "terminal, or become COMPLETED by the rule of completion, which has no exception for it."
    ),
    (places.DELETE_JOB_FORCE,),
)
WHICH_ANSWER_CANCEL_TERMINAL_JOB = Claim(
    "WHICH_ANSWER_CANCEL_TERMINAL_JOB",
    "A18",
    Basis.UNSPECIFIED,
    "boto3 cancel_job and developer guide, manage-job-cli, are silent",
    (
        "By the documents alone CancelJob on a COMPLETED or CANCELED job may fail with "
        "InvalidRequestException, fail with InvalidStateTransitionException, or succeed and "
        "change nothing."
    ),
    (places.CANCEL_JOB_ERRORS,),
)
WHETHER_VALIDATION_COMES_FIRST = Claim(
    "WHETHER_VALIDATION_COMES_FIRST",
    "A19",
    Basis.UNSPECIFIED,
    "boto3 cancel_job and HTTP CancelJobExecution, Errors, are silent",
    (
        "A malformed request about something that does not exist may fail with "
        "InvalidRequestException or with ResourceNotFoundException."
    ),
)
WHICH_THROTTLING_CODE = Claim(
    "WHICH_THROTTLING_CODE",
    "A20",
    Basis.UNSPECIFIED,
    (
        "botocore iot, ThrottlingException, contradicts HTTP CancelJobExecution, Errors, and "
        "botocore iot-jobs-data, ThrottlingException"
    ),
    "ThrottlingException may come with HTTP code 400 or 429 and is recognised by its name.",
    (places.THROTTLING_CODE, places.DEVICE_THROTTLING_CODE),
)
WHICH_TERMINAL_JOB_STATUS = Claim(
    "WHICH_TERMINAL_JOB_STATUS",
    "A24",
    Basis.UNSPECIFIED,
    "boto3 delete_job, force, contradicts developer guide, manage-job-cli",
    (
        "The terminal status that DeleteJob accepts beside CANCELED is COMPLETED in the API text "
        "and SUCCEEDED, which no job can have, in the developer guide."
    ),
    (places.DELETE_JOB_FORCE,),
)
WHETHER_IDENTICAL_CREATE_SUCCEEDS = Claim(
    "WHETHER_IDENTICAL_CREATE_SUCCEEDS",
    "A26",
    Basis.UNSPECIFIED,
    "botocore iot, CreateJob, is silent",
    (
        "CreateJob repeated with the same content may fail with ResourceAlreadyExistsException or "
        "succeed without effect."
    ),
    (places.CREATE_JOB_ID,),
)
