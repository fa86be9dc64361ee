"""CreateJob: how a job begins, and how its executions are rolled out."""

from ..language.evidence import documented, inferred, observed, unspecified
from . import places

CREATED_IN_PROGRESS = documented(
    "R28",
    "developer guide, iot-jobs-lifecycle",
    "CreateJob without a scheduling configuration makes a job that is IN_PROGRESS.",
)
TAKEN_ID_REJECTS_CREATE = documented(
    "R30",
    "botocore iot, CreateJobRequest.jobId; botocore iot, CreateJob errors",
    "If a job with the jobId exists, the service rejects CreateJob with "
    "ResourceAlreadyExistsException (409).",
    places.CREATE_JOB_ID,
    places.CREATE_JOB_ERRORS,
)
WHETHER_IDENTICAL_CREATE_SUCCEEDS = unspecified(
    "A26",
    "botocore iot, CreateJob, says nothing",
    "If CreateJob repeats the request that made the job, the service may reject it with "
    "ResourceAlreadyExistsException, or accept it without an effect.",
    places.CREATE_JOB_ID,
)
DELETING_ID_IS_TAKEN = inferred(
    "R31",
    "follows from R32 and R30",
    "While a job with the jobId is DELETION_IN_PROGRESS, the service still rejects CreateJob with "
    "ResourceAlreadyExistsException (409).",
    places.DELETE_JOB_ID,
)
DELETED_ID_IS_FREE = documented(
    "R32",
    "boto3 delete_job, jobId",
    "CreateJob accepts the jobId of a deleted job as soon as the deletion has ended.",
    places.DELETE_JOB_ID,
)
WHICH_BAD_TARGET_ERROR = unspecified(
    "R33",
    "developer guide, jobs-management-control-api, names no error",
    "The service rejects CreateJob with a target that is not the ARN of an existing thing or thing "
    "group, either with ResourceNotFoundException (404) or with InvalidRequestException (400).",
)
CREATE_NEEDS_A_TARGET = documented(
    "R33a",
    "botocore iot, JobTargets",
    "CreateJob needs at least one target.",
    places.JOB_TARGETS,
)
SNAPSHOT_IS_DEFAULT = documented(
    "R34",
    "developer guide, jobs-management-control-api",
    "CreateJob without targetSelection makes a SNAPSHOT job.",
)
ROLLED_OUT_QUEUED = documented(
    "R35",
    "developer guide, iot-jobs-lifecycle",
    "An execution that the service rolls out to a target thing begins as QUEUED.",
)
ROLLOUT_COMES_LATER = observed(
    "R36",
    "developer guide, iot-jobs-lifecycle; Greengrass nucleus, IotJobsUtils.java; "
    "AWS CLI examples, describe-job-execution",
    "The service rolls out executions some time after CreateJob has answered, and before that it "
    "rejects DescribeJobExecution with ResourceNotFoundException (404).",
)
NUMBERS_START_AT_ONE = observed(
    "R37",
    "AWS IoT Device SDK for JavaScript v2, jobs README; AWS CLI examples, describe-job-execution",
    "A new execution has versionNumber 1 and executionNumber 1.",
)
WHICH_FIRST_VERSION = unspecified(
    "A12",
    "AWS IoT Device SDK for JavaScript v2, jobs README, contradicts one example of "
    "developer guide, jobs-comm-notifications",
    "The first versionNumber is 1 in captured answers of the service and in nearly every example, "
    "but 0 in one example.",
)
CREATE_OVER_QUOTA_FAILS = documented(
    "R38",
    "developer guide, job-limits; botocore iot, CreateJob errors",
    "The service rejects CreateJob beyond the quota of active or concurrent jobs with "
    "LimitExceededException (410).",
    places.CREATE_JOB_ERRORS,
)
