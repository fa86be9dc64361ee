"""What requests have in common: the form of their values, and what becomes of a malformed one."""

from iot_jobs_spec.language.evidence import Basis, Claim

from . import places

JOB_ID_FORM = Claim(
    "JOB_ID_FORM",
    "R11",
    Basis.DOCUMENTED,
    "HTTP CancelJobExecution, jobId; botocore iot, JobId",
    (
        "A jobId has 1 to 64 characters, each an ASCII letter, an ASCII digit, a hyphen or an "
        "underscore."
    ),
    (places.JOB_ID,),
)
THING_NAME_FORM = Claim(
    "THING_NAME_FORM",
    "R12",
    Basis.DOCUMENTED,
    "HTTP CancelJobExecution, thingName; botocore iot, ThingName",
    (
        "A thingName has 1 to 128 characters, each an ASCII letter, an ASCII digit, a colon, a "
        "hyphen or an underscore."
    ),
    (places.THING_NAME,),
)
COMMENT_FORM = Claim(
    "COMMENT_FORM",
    "R13",
    Basis.DOCUMENTED,
    "botocore iot, CancelJobRequest.comment",
    "A comment is not empty and has at most 2028 characters, none of them in Unicode category C.",
    (places.COMMENT,),
)
REASON_CODE_FORM = Claim(
    "REASON_CODE_FORM",
    "R14",
    Basis.DOCUMENTED,
    "botocore iot, CancelJobRequest.reasonCode",
    (
        "A reasonCode is not empty and has at most 128 characters, each an upper-case letter, a "
        "digit or an underscore."
    ),
    (places.REASON_CODE,),
)
DETAILS_KEY_FORM = Claim(
    "DETAILS_KEY_FORM",
    "R15",
    Basis.DOCUMENTED,
    "HTTP CancelJobExecution, statusDetails; botocore iot, DetailsKey",
    (
        "A key of statusDetails has 1 to 128 characters, each an ASCII letter, an ASCII digit, a "
        "colon, a hyphen or an underscore."
    ),
    (places.DETAILS_KEY,),
)
DETAILS_ARE_A_MAP = Claim(
    "DETAILS_ARE_A_MAP",
    "R15a",
    Basis.DOCUMENTED,
    "botocore iot and iot-jobs-data, DetailsMap; HTTP CancelJobExecution, Request Syntax",
    "statusDetails are a JSON object whose values are strings.",
    (places.DETAILS_MAP, places.DEVICE_DETAILS_MAP),
)
DETAILS_VALUE_FORM = Claim(
    "DETAILS_VALUE_FORM",
    "R16",
    Basis.DOCUMENTED,
    (
        "HTTP CancelJobExecution, statusDetails; botocore iot-jobs-data, "
        "UpdateJobExecutionRequest.statusDetails; Greengrass nucleus, IotJobsHelper.java"
    ),
    "A value of statusDetails has 1 to 1024 characters, none of them in Unicode category C.",
    (places.DETAILS_VALUE, places.UPDATE_DETAILS),
)
CANCEL_TAKES_TEN_DETAILS = Claim(
    "CANCEL_TAKES_TEN_DETAILS",
    "R17",
    Basis.DOCUMENTED,
    "boto3 cancel_job_execution, statusDetails",
    "CancelJobExecution takes no more than ten pairs of statusDetails.",
    (places.CANCEL_EXECUTION_DETAILS,),
)
MALFORMED_IS_INVALID_REQUEST = Claim(
    "MALFORMED_IS_INVALID_REQUEST",
    "R18",
    Basis.INFERRED,
    "follows from R11 to R17; HTTP CancelJobExecution, Errors",
    (
        "A request that breaks a declared constraint on a parameter fails with "
        "InvalidRequestException (400)."
    ),
    (places.INVALID_REQUEST, places.INVALID_REQUEST_CODE),
)
BODY_IS_A_JSON_OBJECT = Claim(
    "BODY_IS_A_JSON_OBJECT",
    "R18a",
    Basis.DOCUMENTED,
    "botocore iot and iot-jobs-data, metadata.protocol; HTTP CancelJobExecution, Request Syntax",
    (
        "The body of a request is a JSON object with the members that stand neither in the path "
        "nor in the query."
    ),
    (places.PROTOCOL, places.DEVICE_PROTOCOL),
)
BOTO3_SENDS_MALFORMED = Claim(
    "BOTO3_SENDS_MALFORMED",
    "R19",
    Basis.OBSERVED,
    "botocore, validate.py",
    (
        "boto3 checks neither the maximum length nor the pattern of a value, so a request that "
        "breaks one reaches the service."
    ),
)
FORCE_DEFAULTS_TO_FALSE = Claim(
    "FORCE_DEFAULTS_TO_FALSE",
    "R21",
    Basis.DOCUMENTED,
    (
        "boto3 cancel_job, cancel_job_execution and delete_job, force; HTTP CancelJobExecution, "
        "Request Syntax; botocore iot, DeleteJobExecutionRequest.force"
    ),
    (
        "CancelJob, CancelJobExecution, DeleteJob and DeleteJobExecution take force in the query "
        "string and read it as false when it is not given."
    ),
    (
        places.CANCEL_JOB_FORCE,
        places.CANCEL_JOB_FORCE_LOCATION,
        places.CANCEL_EXECUTION_FORCE,
        places.CANCEL_EXECUTION_FORCE_LOCATION,
        places.DELETE_JOB_FORCE,
        places.DELETE_JOB_FORCE_LOCATION,
        places.DELETE_EXECUTION_FORCE,
        places.DELETE_EXECUTION_FORCE_LOCATION,
    ),
)
FORCE_IS_A_BOOLEAN = Claim(
    "FORCE_IS_A_BOOLEAN",
    "R21a",
    Basis.DOCUMENTED,
    "botocore iot, ForceFlag; HTTP CancelJobExecution, force",
    "force is true or false.",
    (places.FORCE_TYPE,),
)
OMITTED_DETAILS_ARE_KEPT = Claim(
    "OMITTED_DETAILS_ARE_KEPT",
    "R22",
    Basis.DOCUMENTED,
    (
        "boto3 cancel_job_execution, statusDetails; botocore iot-jobs-data, the statusDetails of "
        "requests"
    ),
    "A request without statusDetails leaves the stored statusDetails of the execution as they are.",
    (places.CANCEL_EXECUTION_DETAILS, places.UPDATE_DETAILS, places.START_NEXT_DETAILS),
)
DETAILS_MERGE_OPEN = Claim(
    "DETAILS_MERGE_OPEN",
    "R23",
    Basis.UNSPECIFIED,
    (
        "boto3 cancel_job_execution and botocore iot-jobs-data, the statusDetails of requests, "
        "are silent"
    ),
    "Given statusDetails may replace the stored ones or be merged into them.",
    (places.CANCEL_EXECUTION_DETAILS, places.UPDATE_DETAILS, places.START_NEXT_DETAILS),
)
