"""Every place in botocore's service models that supports a claim."""

from ..language.evidence import Place

JOB_STATUS_ENUM = Place("iot#/shapes/JobStatus/enum", "f5581f4f26285678")
EXECUTION_STATUS_ENUM = Place("iot#/shapes/JobExecutionStatus/enum", "c37100c3df8ae6c3")
JOB_FORCE_CANCELED = Place(
    "iot#/shapes/Job/members/forceCanceled/documentation", "fbd63f0204b14f8d"
)
JOB_REASON_CODE = Place("iot#/shapes/Job/members/reasonCode/documentation", "155026a2b0979640")
JOB_COMMENT = Place("iot#/shapes/Job/members/comment/documentation", "2b172c6a11057eb9")
JOB_COUNTERS = Place("iot#/shapes/JobProcessDetails/members", "11a79cea894f56a1")
EXECUTION_FORCE_CANCELED = Place(
    "iot#/shapes/JobExecution/members/forceCanceled/documentation", "ed6d37337941abf8"
)
EXECUTION_VERSION = Place(
    "iot#/shapes/JobExecution/members/versionNumber/documentation", "3fb4838594440792"
)

JOB_TARGETS = Place("iot#/shapes/JobTargets/min", "6b86b273ff34fce1")
JOB_ID = Place("iot#/shapes/JobId", "40e0df67210633d4")
THING_NAME = Place("iot#/shapes/ThingName", "87d6f1d0a5ed4972")
COMMENT = Place("iot#/shapes/Comment", "ea977794e2faf840")
REASON_CODE = Place("iot#/shapes/ReasonCode", "e81182174febb1b3")
DETAILS_KEY = Place("iot#/shapes/DetailsKey", "87d6f1d0a5ed4972")
DETAILS_VALUE = Place("iot#/shapes/DetailsValue", "034ad877936bbdac")
DETAILS_MAP = Place("iot#/shapes/DetailsMap", "2d9a4edcf590e614")
DEVICE_DETAILS_MAP = Place("iot-jobs-data#/shapes/DetailsMap", "2d9a4edcf590e614")
VERSION_TYPE = Place("iot#/shapes/ExpectedVersion", "98c9e1718cd786ef")
DEVICE_VERSION_TYPE = Place("iot-jobs-data#/shapes/ExpectedVersion", "98c9e1718cd786ef")
FORCE_TYPE = Place("iot#/shapes/ForceFlag", "7cb541e84f226754")
PROTOCOL = Place("iot#/metadata/protocol", "67897ae2df20d764")
DEVICE_PROTOCOL = Place("iot-jobs-data#/metadata/protocol", "67897ae2df20d764")

INVALID_REQUEST = Place("iot#/shapes/InvalidRequestException/documentation", "7e427ad75791d271")
INVALID_STATE_TRANSITION = Place(
    "iot#/shapes/InvalidStateTransitionException/documentation", "f8af7da6ae7c0828"
)
NOT_FOUND = Place("iot#/shapes/ResourceNotFoundException/documentation", "6b0de72af5eb3ef8")
VERSION_CONFLICT = Place("iot#/shapes/VersionConflictException/documentation", "9e175244d54e79bf")
INVALID_REQUEST_CODE = Place("iot#/shapes/InvalidRequestException/error", "1a16a529c0c2b6d3")
NOT_FOUND_CODE = Place("iot#/shapes/ResourceNotFoundException/error", "c9ccaebbf10fb4ac")
INVALID_STATE_TRANSITION_CODE = Place(
    "iot#/shapes/InvalidStateTransitionException/error", "3877242876e6f025"
)
VERSION_CONFLICT_CODE = Place("iot#/shapes/VersionConflictException/error", "3877242876e6f025")
ALREADY_EXISTS_CODE = Place("iot#/shapes/ResourceAlreadyExistsException/error", "3877242876e6f025")
LIMIT_EXCEEDED_CODE = Place("iot#/shapes/LimitExceededException/error", "32a432d3dddc16c2")
UNAVAILABLE_CODE = Place("iot#/shapes/ServiceUnavailableException/error", "c40eeb262105e3d8")
THROTTLING_CODE = Place("iot#/shapes/ThrottlingException/error", "1a16a529c0c2b6d3")

CREATE_JOB_ERRORS = Place("iot#/operations/CreateJob/errors", "34f393ec902dfd18")
CREATE_JOB_ID = Place(
    "iot#/shapes/CreateJobRequest/members/jobId/documentation", "3c927b61acfbf04c"
)
DESCRIBE_JOB_ERRORS = Place("iot#/operations/DescribeJob/errors", "f4375a174a3ca7e9")
DESCRIBE_EXECUTION_ERRORS = Place("iot#/operations/DescribeJobExecution/errors", "f4375a174a3ca7e9")
LIST_FOR_JOB = Place("iot#/operations/ListJobExecutionsForJob/documentation", "cae4bc2703810ca6")
LIST_FOR_THING = Place(
    "iot#/operations/ListJobExecutionsForThing/documentation", "18eb5fc0aea73212"
)
LISTED_FOR_JOB = Place("iot#/shapes/JobExecutionSummaryForJob/members", "479944fdbd1b637f")
LISTED_FOR_THING = Place("iot#/shapes/JobExecutionSummaryForThing/members", "6be8d16347dd1f1f")
LISTED_STATUS = Place(
    "iot#/shapes/JobExecutionSummary/members/status/documentation", "1401b5ee45c1d6cf"
)
CANCEL_JOB_ERRORS = Place("iot#/operations/CancelJob/errors", "81489574215f94c7")
CANCEL_JOB_FORCE = Place(
    "iot#/shapes/CancelJobRequest/members/force/documentation", "0179c3f3d7972e75"
)
CANCEL_JOB_FORCE_LOCATION = Place(
    "iot#/shapes/CancelJobRequest/members/force/location", "95110aa08e6645fb"
)
CANCEL_JOB_RESPONSE = Place("iot#/shapes/CancelJobResponse/members", "a99454e206a5ce4c")
CANCEL_EXECUTION = Place("iot#/operations/CancelJobExecution", "3088035854dfe143")
CANCEL_EXECUTION_ERRORS = Place("iot#/operations/CancelJobExecution/errors", "22ea2f408d979bce")
CANCEL_EXECUTION_FORCE = Place(
    "iot#/shapes/CancelJobExecutionRequest/members/force/documentation", "1407f9f0d6d41bd5"
)
CANCEL_EXECUTION_FORCE_LOCATION = Place(
    "iot#/shapes/CancelJobExecutionRequest/members/force/location", "95110aa08e6645fb"
)
CANCEL_EXECUTION_VERSION = Place(
    "iot#/shapes/CancelJobExecutionRequest/members/expectedVersion/documentation",
    "a0deb5f8027d0e39",
)
CANCEL_EXECUTION_DETAILS = Place(
    "iot#/shapes/CancelJobExecutionRequest/members/statusDetails/documentation", "5acf48ebc0d4edeb"
)
DELETE_JOB = Place("iot#/operations/DeleteJob", "71f31f9fdc741adc")
DELETE_JOB_TEXT = Place("iot#/operations/DeleteJob/documentation", "f209a7e4590c04c9")
DELETE_JOB_ERRORS = Place("iot#/operations/DeleteJob/errors", "f29a506a135f3de6")
DELETE_JOB_ID = Place(
    "iot#/shapes/DeleteJobRequest/members/jobId/documentation", "903cf1b48ccaba03"
)
DELETE_JOB_FORCE = Place(
    "iot#/shapes/DeleteJobRequest/members/force/documentation", "ee196fc121df7c33"
)
DELETE_JOB_FORCE_LOCATION = Place(
    "iot#/shapes/DeleteJobRequest/members/force/location", "95110aa08e6645fb"
)
DELETE_EXECUTION_FORCE = Place(
    "iot#/shapes/DeleteJobExecutionRequest/members/force/documentation", "5c474275a4ea60fa"
)
DELETE_EXECUTION_FORCE_LOCATION = Place(
    "iot#/shapes/DeleteJobExecutionRequest/members/force/location", "95110aa08e6645fb"
)
ASSOCIATE_TARGETS = Place(
    "iot#/operations/AssociateTargetsWithJob/documentation", "3544d6e256d25f27"
)
ASSOCIATE_TARGETS_ERRORS = Place(
    "iot#/operations/AssociateTargetsWithJob/errors", "bd3f243e105ed527"
)

DEVICE_EXECUTION_STATUS_ENUM = Place(
    "iot-jobs-data#/shapes/JobExecutionStatus/enum", "c37100c3df8ae6c3"
)
DEVICE_EXECUTION_VERSION = Place(
    "iot-jobs-data#/shapes/JobExecution/members/versionNumber/documentation", "3fb4838594440792"
)
DEVICE_INVALID_STATE_TRANSITION = Place(
    "iot-jobs-data#/shapes/InvalidStateTransitionException/documentation", "96e6d8344b1ecb89"
)
DEVICE_INVALID_STATE_TRANSITION_CODE = Place(
    "iot-jobs-data#/shapes/InvalidStateTransitionException/error", "3877242876e6f025"
)
DEVICE_NOT_FOUND = Place(
    "iot-jobs-data#/shapes/ResourceNotFoundException/documentation", "6b0de72af5eb3ef8"
)
DEVICE_THROTTLING_CODE = Place(
    "iot-jobs-data#/shapes/ThrottlingException/error", "56755b4f6b5dd2de"
)
UPDATE_ERRORS = Place("iot-jobs-data#/operations/UpdateJobExecution/errors", "90662d90a0f2507b")
UPDATE_VERSION = Place(
    "iot-jobs-data#/shapes/UpdateJobExecutionRequest/members/expectedVersion/documentation",
    "2cc66ead65276887",
)
UPDATE_DETAILS = Place(
    "iot-jobs-data#/shapes/UpdateJobExecutionRequest/members/statusDetails/documentation",
    "eaaf22a5b98b6025",
)
START_NEXT = Place(
    "iot-jobs-data#/operations/StartNextPendingJobExecution/documentation", "699867f6d5035781"
)
START_NEXT_ERRORS = Place(
    "iot-jobs-data#/operations/StartNextPendingJobExecution/errors", "1be30d4eaa294e11"
)
START_NEXT_DETAILS = Place(
    "iot-jobs-data#/shapes/StartNextPendingJobExecutionRequest/members/statusDetails/documentation",
    "d82de9bb2c0740b2",
)
GET_PENDING = Place(
    "iot-jobs-data#/operations/GetPendingJobExecutions/documentation", "0503cd50e47c5552"
)
GET_PENDING_ERRORS = Place(
    "iot-jobs-data#/operations/GetPendingJobExecutions/errors", "1be30d4eaa294e11"
)
PENDING_IN_PROGRESS = Place(
    "iot-jobs-data#/shapes/GetPendingJobExecutionsResponse/members/inProgressJobs/documentation",
    "541a3c833e249073",
)
DEVICE_DESCRIBE_ERRORS = Place(
    "iot-jobs-data#/operations/DescribeJobExecution/errors", "a6daed79c1627052"
)

CREATE_DOCUMENT = Place(
    "iot#/shapes/CreateJobRequest/members/document/documentation", "c7fd34afc7a03545"
)
JOB_DOCUMENT = Place(
    "iot#/shapes/GetJobDocumentResponse/members/document/documentation", "2ee17a63a1c779e2"
)
JOB_DESCRIPTION = Place("iot#/shapes/Job/members/description/documentation", "6e2cc3829eb5aab8")
JOB_NAMESPACE = Place("iot#/shapes/Job/members/namespaceId/documentation", "ccfe8735f3e0e4ea")
TARGETS_OF_JOB = Place("iot#/shapes/Job/members/targets/documentation", "caffe346c63c0e07")
STARTED_AT = Place("iot#/shapes/JobExecution/members/startedAt/documentation", "bcbc5bacb54c6156")
PENDING_STARTED_AT = Place(
    "iot-jobs-data#/shapes/JobExecutionSummary/members/startedAt/documentation",
    "bcbc5bacb54c6156",
)
LIST_JOBS = Place("iot#/operations/ListJobs/documentation", "d814cbcea551d14b")
LISTED_JOB = Place("iot#/shapes/JobSummary/members", "9300983780d64fb9")
LIST_JOBS_STATUS = Place(
    "iot#/shapes/ListJobsRequest/members/status/documentation", "379239d49bc91975"
)
LIST_JOBS_SELECTION = Place(
    "iot#/shapes/ListJobsRequest/members/targetSelection/documentation", "c40755f10ed8d29e"
)
LIST_JOBS_SIZE = Place(
    "iot#/shapes/ListJobsRequest/members/maxResults/documentation", "711dcd6b41bc66ec"
)
LIST_JOBS_TOKEN = Place(
    "iot#/shapes/ListJobsResponse/members/nextToken/documentation", "77018c1507cd7045"
)
LIST_FOR_JOB_STATUS = Place(
    "iot#/shapes/ListJobExecutionsForJobRequest/members/status/documentation", "7b01c5be2c8c912e"
)
LIST_FOR_JOB_SIZE = Place(
    "iot#/shapes/ListJobExecutionsForJobRequest/members/maxResults/documentation",
    "5d2fb45964f5dba7",
)
LIST_FOR_JOB_TOKEN = Place(
    "iot#/shapes/ListJobExecutionsForJobResponse/members/nextToken/documentation",
    "77018c1507cd7045",
)
LIST_FOR_THING_STATUS = Place(
    "iot#/shapes/ListJobExecutionsForThingRequest/members/status/documentation",
    "379239d49bc91975",
)
LIST_FOR_THING_JOB_ID = Place(
    "iot#/shapes/ListJobExecutionsForThingRequest/members/jobId/documentation", "86a9df8ad633dc89"
)
LIST_FOR_THING_SIZE = Place(
    "iot#/shapes/ListJobExecutionsForThingRequest/members/maxResults/documentation",
    "5d2fb45964f5dba7",
)
LIST_FOR_THING_TOKEN = Place(
    "iot#/shapes/ListJobExecutionsForThingResponse/members/nextToken/documentation",
    "77018c1507cd7045",
)
DESCRIBE_NUMBER = Place(
    "iot#/shapes/DescribeJobExecutionRequest/members/executionNumber/documentation",
    "92152801fc2c450a",
)
DEVICE_DESCRIBE = Place(
    "iot-jobs-data#/operations/DescribeJobExecution/documentation", "af572ba00db24f3f"
)
DEVICE_DOCUMENT = Place(
    "iot-jobs-data#/shapes/DescribeJobExecutionRequest/members/includeJobDocument/documentation",
    "bbe1f4ca716405ef",
)
DEVICE_NUMBER = Place(
    "iot-jobs-data#/shapes/DescribeJobExecutionRequest/members/executionNumber/documentation",
    "ef85b5db7bb624c8",
)
# The places of the profile `full`.
UPDATE_STATUS = Place(
    "iot-jobs-data#/shapes/UpdateJobExecutionRequest/members/status/documentation",
    "cc493842d4771727",
)
UPDATE_INCLUDE_STATE = Place(
    "iot-jobs-data#/shapes/UpdateJobExecutionRequest/members/includeJobExecutionState/documentation",
    "b173727e64b0aa72",
)
UPDATE_RESPONSE = Place(
    "iot-jobs-data#/shapes/UpdateJobExecutionResponse/members", "272565a1daa3c334"
)
UPDATE_STEP_TIMEOUT = Place(
    "iot-jobs-data#/shapes/UpdateJobExecutionRequest/members/stepTimeoutInMinutes/documentation",
    "f0983d0effef705c",
)
START_NEXT_STEP_TIMEOUT = Place(
    "iot-jobs-data#/shapes/StartNextPendingJobExecutionRequest/members/stepTimeoutInMinutes/documentation",
    "f81c6e6a26506d8c",
)
DELETE_EXECUTION = Place("iot#/operations/DeleteJobExecution", "1ec980cb3fbc06c2")
DELETE_EXECUTION_NUMBER = Place(
    "iot#/shapes/DeleteJobExecutionRequest/members/executionNumber/documentation",
    "dc3f6ca3e2c0b76a",
)
DELETE_EXECUTION_REQUIRED = Place(
    "iot#/shapes/DeleteJobExecutionRequest/required", "aa1c632fa1639c74"
)
TARGET_SELECTION = Place(
    "iot#/shapes/CreateJobRequest/members/targetSelection/documentation", "37b25a48c0981e24"
)
IN_PROGRESS_TIMEOUT = Place("iot#/shapes/TimeoutConfig", "607655e068e60609")
SECONDS_BEFORE_TIMED_OUT = Place(
    "iot#/shapes/JobExecution/members/approximateSecondsBeforeTimedOut/documentation",
    "12a0d59626979077",
)
RETRY_CONFIG = Place("iot#/shapes/JobExecutionsRetryConfig", "28545ee5214f3bf7")
RETRY_CRITERIA = Place("iot#/shapes/RetryCriteria", "199c759f4a97aa6f")
NUMBER_OF_RETRIES = Place("iot#/shapes/NumberOfRetries", "e8ecd96015cbd089")
ABORT_CONFIG = Place("iot#/shapes/AbortConfig", "f99423c84ec5345d")
ABORT_CRITERIA = Place("iot#/shapes/AbortCriteria", "ce50bef14837787e")
ABORT_THRESHOLD = Place("iot#/shapes/AbortThresholdPercentage", "c0ac35451f70216f")
ABORT_EXECUTED = Place("iot#/shapes/MinimumNumberOfExecutedThings", "7266832e6f6b02c5")
