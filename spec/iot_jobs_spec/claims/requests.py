"""What all requests have in common: the form of their values, and the answer to a malformed one."""

from ..language.evidence import documented, inferred, observed, unspecified
from . import places

JOB_ID_FORM = documented(
    "R11",
    "HTTP CancelJobExecution, jobId; botocore iot, JobId",
    "A jobId has 1 to 64 characters, each an ASCII letter, an ASCII digit, a hyphen or an "
    "underscore.",
    places.JOB_ID,
)
THING_NAME_FORM = documented(
    "R12",
    "HTTP CancelJobExecution, thingName; botocore iot, ThingName",
    "A thingName has 1 to 128 characters, each an ASCII letter, an ASCII digit, a colon, a hyphen "
    "or an underscore.",
    places.THING_NAME,
)
COMMENT_FORM = documented(
    "R13",
    "botocore iot, CancelJobRequest.comment",
    "A comment has 1 to 2028 characters, none of them in Unicode category C.",
    places.COMMENT,
)
REASON_CODE_FORM = documented(
    "R14",
    "botocore iot, CancelJobRequest.reasonCode",
    "A reasonCode has 1 to 128 characters, each an upper-case letter, a digit or an underscore.",
    places.REASON_CODE,
)
DETAILS_KEY_FORM = documented(
    "R15",
    "HTTP CancelJobExecution, statusDetails; botocore iot, DetailsKey",
    "A key of statusDetails has 1 to 128 characters, each an ASCII letter, an ASCII digit, a "
    "colon, a hyphen or an underscore.",
    places.DETAILS_KEY,
)
DETAILS_ARE_A_MAP = documented(
    "R15a",
    "botocore iot, DetailsMap; botocore iot-jobs-data, DetailsMap; HTTP CancelJobExecution, "
    "Request Syntax",
    "statusDetails are a JSON object whose values are strings.",
    places.DETAILS_MAP,
    places.DEVICE_DETAILS_MAP,
)
DETAILS_VALUE_FORM = documented(
    "R16",
    "HTTP CancelJobExecution, statusDetails; botocore iot-jobs-data, "
    "UpdateJobExecutionRequest.statusDetails; Greengrass nucleus, IotJobsHelper.java",
    "A value of statusDetails has 1 to 1024 characters, none of them in Unicode category C.",
    places.DETAILS_VALUE,
    places.UPDATE_DETAILS,
)
CANCEL_ALLOWS_TEN_DETAILS = documented(
    "R17",
    "boto3 cancel_job_execution, statusDetails",
    "CancelJobExecution accepts ten pairs of statusDetails and no more.",
    places.CANCEL_EXECUTION_DETAILS,
)
WHICH_DETAILS_LIMITS = unspecified(
    "A17",
    "boto3 cancel_job_execution, statusDetails, contradicts developer guide, "
    "jobs-workflow-jobs-online; botocore iot, DetailsValue",
    "UpdateJobExecution may accept any number of statusDetails pairs or, like CancelJobExecution, "
    "only ten, and the limit of 1024 characters for a value is in the text of the documents but "
    "not in the model.",
    places.CANCEL_EXECUTION_DETAILS,
    places.DETAILS_VALUE,
    places.UPDATE_DETAILS,
)
OMITTED_DETAILS_ARE_KEPT = documented(
    "R22",
    "boto3 cancel_job_execution, statusDetails; botocore iot-jobs-data, the statusDetails of "
    "requests",
    "A request without statusDetails does not change the stored statusDetails of the execution.",
    places.CANCEL_EXECUTION_DETAILS,
    places.UPDATE_DETAILS,
    places.START_NEXT_DETAILS,
)
GIVEN_DETAILS_ARE_STORED = inferred(
    "R22a",
    "follows from R22",
    "A request with statusDetails stores them with the execution.",
)
WHETHER_DETAILS_MERGE = unspecified(
    "R23",
    "boto3 cancel_job_execution and botocore iot-jobs-data, the statusDetails of requests, say "
    "nothing",
    "A request with statusDetails may replace the stored statusDetails or merge the given ones "
    "into them.",
    places.CANCEL_EXECUTION_DETAILS,
    places.UPDATE_DETAILS,
    places.START_NEXT_DETAILS,
)
DETAILS_ARE_REPLACED = observed(
    "R155",
    "amazon-freertos issue 2651",
    "A device's update that has statusDetails replaces all stored statusDetails of the execution.",
)
MALFORMED_IS_INVALID_REQUEST = inferred(
    "R18",
    "follows from R11, R12, R13, R14, R15, R16 and R17; HTTP CancelJobExecution, Errors",
    "The service rejects a request that breaks a declared constraint on a parameter with "
    "InvalidRequestException (400).",
    places.INVALID_REQUEST,
    places.INVALID_REQUEST_CODE,
)
WHETHER_VALIDATION_COMES_FIRST = unspecified(
    "A19",
    "boto3 cancel_job and HTTP CancelJobExecution, Errors, say nothing",
    "The service may reject a malformed request about a missing job or execution with "
    "InvalidRequestException or with ResourceNotFoundException.",
)
BODY_IS_A_JSON_OBJECT = documented(
    "R18a",
    "botocore iot, metadata.protocol; botocore iot-jobs-data, metadata.protocol; "
    "HTTP CancelJobExecution, Request Syntax",
    "The body of a request is a JSON object with all members that are neither in the path nor in "
    "the query string.",
    places.PROTOCOL,
    places.DEVICE_PROTOCOL,
)
BOTO3_SENDS_MALFORMED = observed(
    "R19",
    "botocore validate.py",
    "boto3 checks neither the maximum length nor the pattern of a value, so it sends a request "
    "that breaks one to the service.",
)
FORCE_DEFAULTS_TO_FALSE = documented(
    "R21",
    "boto3 cancel_job, force; boto3 cancel_job_execution, force; boto3 delete_job, force; "
    "HTTP CancelJobExecution, Request Syntax; botocore iot, DeleteJobExecutionRequest.force",
    "CancelJob, CancelJobExecution, DeleteJob and DeleteJobExecution have force in the query "
    "string, and a request without it means false.",
    places.CANCEL_JOB_FORCE,
    places.CANCEL_JOB_FORCE_LOCATION,
    places.CANCEL_EXECUTION_FORCE,
    places.CANCEL_EXECUTION_FORCE_LOCATION,
    places.DELETE_JOB_FORCE,
    places.DELETE_JOB_FORCE_LOCATION,
    places.DELETE_EXECUTION_FORCE,
    places.DELETE_EXECUTION_FORCE_LOCATION,
)
FORCE_IS_A_BOOLEAN = documented(
    "R21a",
    "botocore iot, ForceFlag; HTTP CancelJobExecution, force",
    "force is true or false.",
    places.FORCE_TYPE,
)
EXPECTED_VERSION_IS_A_LONG = documented(
    "R69a",
    "botocore iot, ExpectedVersion; botocore iot-jobs-data, ExpectedVersion; "
    "HTTP CancelJobExecution, expectedVersion",
    "expectedVersion is a whole number of 64 bits.",
    places.VERSION_TYPE,
    places.DEVICE_VERSION_TYPE,
)
CREATE_NEEDS_A_DOCUMENT = documented(
    "R28e",
    "botocore iot, CreateJobRequest.document",
    "CreateJob needs a document or a documentSource.",
    places.CREATE_DOCUMENT,
)
