"""How a job begins: CreateJob and the rollout of its executions."""

from iot_jobs_spec.language.evidence import Basis, Claim

from . import places

CREATED_IN_PROGRESS = Claim(
    "CREATED_IN_PROGRESS",
    "R28",
    Basis.DOCUMENTED,
    "developer guide, iot-jobs-lifecycle",
    "CreateJob without a scheduling configuration makes a job that is IN_PROGRESS.",
)
TAKEN_ID_REJECTS_CREATE = Claim(
    "TAKEN_ID_REJECTS_CREATE",
    "R30",
    Basis.DOCUMENTED,
    "botocore iot, CreateJobRequest.jobId; botocore iot, CreateJob errors",
    "CreateJob with the jobId of an existing job fails with ResourceAlreadyExistsException (409).",
    (places.CREATE_JOB_ID, places.CREATE_JOB_ERRORS),
)
DELETING_ID_IS_TAKEN = Claim(
    "DELETING_ID_IS_TAKEN",
    "R31",
    Basis.INFERRED,
    "follows from R32 and R30",
    (
        "The jobId of a DELETION_IN_PROGRESS job is still taken, so CreateJob with it fails with "
        "ResourceAlreadyExistsException (409)."
    ),
    (places.DELETE_JOB_ID,),
)
DELETED_ID_IS_FREE = Claim(
    "DELETED_ID_IS_FREE",
    "R32",
    Basis.DOCUMENTED,
    "boto3 delete_job, jobId",
    "CreateJob accepts the jobId of a former job as soon as its deletion has ended.",
    (places.DELETE_JOB_ID,),
)
BAD_TARGET_ERROR_OPEN = Claim(
    "BAD_TARGET_ERROR_OPEN",
    "R33",
    Basis.UNSPECIFIED,
    "developer guide, jobs-management-control-api, names no error",
    (
        "CreateJob with a target that is not the ARN of an existing thing or thing group fails, "
        "either with ResourceNotFoundException (404) or with InvalidRequestException (400)."
    ),
)
CREATE_NEEDS_A_TARGET = Claim(
    "CREATE_NEEDS_A_TARGET",
    "R33a",
    Basis.DOCUMENTED,
    "botocore iot, JobTargets",
    "CreateJob takes at least one target.",
    (places.JOB_TARGETS,),
)
SNAPSHOT_IS_DEFAULT = Claim(
    "SNAPSHOT_IS_DEFAULT",
    "R34",
    Basis.DOCUMENTED,
    "developer guide, jobs-management-control-api",
    "A job that CreateJob makes without targetSelection is a SNAPSHOT job.",
)
ROLLED_OUT_QUEUED = Claim(
    "ROLLED_OUT_QUEUED",
    "R35",
    Basis.DOCUMENTED,
    "developer guide, iot-jobs-lifecycle",
    "An execution that is rolled out to a target thing begins as QUEUED.",
)
ROLLOUT_COMES_LATER = Claim(
    "ROLLOUT_COMES_LATER",
    "R36",
    Basis.OBSERVED,
    (
        "developer guide, iot-jobs-lifecycle; Greengrass nucleus, IotJobsUtils.java; AWS CLI "
        "examples, describe-job-execution"
    ),
    (
        "Executions appear some time after CreateJob has answered, and until then "
        "DescribeJobExecution fails with ResourceNotFoundException (404)."
    ),
)
NUMBERS_START_AT_ONE = Claim(
    "NUMBERS_START_AT_ONE",
    "R37",
    Basis.OBSERVED,
    "AWS IoT Device SDK for JavaScript v2, jobs README; AWS CLI examples, describe-job-execution",
    "A new execution has versionNumber 1 and executionNumber 1.",
)
CREATE_OVER_QUOTA_FAILS = Claim(
    "CREATE_OVER_QUOTA_FAILS",
    "R38",
    Basis.DOCUMENTED,
    "developer guide, job-limits; botocore iot, CreateJob errors",
    (
        "CreateJob beyond the quota of active or concurrent jobs fails with "
        "LimitExceededException (410)."
    ),
    (places.CREATE_JOB_ERRORS,),
)
