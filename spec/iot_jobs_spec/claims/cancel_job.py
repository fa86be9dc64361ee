"""CancelJob: what it does to the job and to its executions, and when it is rejected."""

from iot_jobs_spec.language.evidence import Basis, Claim

from . import places

UNFORCED_CANCEL_REACHES_QUEUED = Claim(
    "UNFORCED_CANCEL_REACHES_QUEUED",
    "R40",
    Basis.DOCUMENTED,
    "boto3 cancel_job, force; CLI cancel-job, --force",
    "CancelJob without force cancels the QUEUED executions of the job and no others.",
    (places.CANCEL_JOB_FORCE,),
)
FORCED_CANCEL_REACHES_PENDING = Claim(
    "FORCED_CANCEL_REACHES_PENDING",
    "R41",
    Basis.DOCUMENTED,
    "boto3 cancel_job, force; CLI cancel-job, --force",
    "CancelJob with force=true cancels both the QUEUED and the IN_PROGRESS executions of the job.",
    (places.CANCEL_JOB_FORCE,),
)
UNFORCED_CANCEL_SPARES_IN_PROGRESS = Claim(
    "UNFORCED_CANCEL_SPARES_IN_PROGRESS",
    "R42",
    Basis.DOCUMENTED,
    "developer guide, manage-job-cli; amazon-freertos-examples issue 4",
    "CancelJob without force spares the IN_PROGRESS executions of the job.",
)
CANCEL_SPARES_TERMINAL = Claim(
    "CANCEL_SPARES_TERMINAL",
    "R43",
    Basis.DOCUMENTED,
    "developer guide, manage-job-cli",
    "CancelJob, forced or not, changes no execution whose status is terminal.",
)
CANCEL_CANCELS_JOB = Claim(
    "CANCEL_CANCELS_JOB",
    "R44",
    Basis.DOCUMENTED,
    "developer guide, iot-jobs-lifecycle",
    "An accepted CancelJob makes the job CANCELED.",
)
CANCELED_JOB_MAY_STILL_RUN = Claim(
    "CANCELED_JOB_MAY_STILL_RUN",
    "R45",
    Basis.OBSERVED,
    "amazon-freertos-examples issue 4",
    "A job may be CANCELED while executions of it are still IN_PROGRESS.",
)
SPARED_DEVICE_MAY_FINISH = Claim(
    "SPARED_DEVICE_MAY_FINISH",
    "R46",
    Basis.OBSERVED,
    "amazon-freertos-examples issue 4",
    (
        "After CancelJob without force a device may still bring its IN_PROGRESS execution to a "
        "terminal status."
    ),
)
SPARED_DEVICE_MAY_UPDATE = Claim(
    "SPARED_DEVICE_MAY_UPDATE",
    "R46a",
    Basis.INFERRED,
    "follows from R46 and R42",
    (
        "After CancelJob without force a device may still update its IN_PROGRESS execution with "
        "status IN_PROGRESS."
    ),
)
FORCED_CANCEL_LOCKS_DEVICE_OUT = Claim(
    "FORCED_CANCEL_LOCKS_DEVICE_OUT",
    "R47",
    Basis.DOCUMENTED,
    "boto3 cancel_job, force; CLI cancel-job, --force",
    (
        "After CancelJob with force=true a device can no longer update an execution that was "
        "canceled by it."
    ),
    (places.CANCEL_JOB_FORCE,),
)
CANCEL_IS_EVENTUAL = Claim(
    "CANCEL_IS_EVENTUAL",
    "R48",
    Basis.DOCUMENTED,
    "developer guide, manage-job-cli",
    (
        "What CancelJob does to the job and to its executions is eventually consistent and may "
        "show only after its answer."
    ),
)
CANCEL_STOPS_ROLLOUT = Claim(
    "CANCEL_STOPS_ROLLOUT",
    "R49",
    Basis.DOCUMENTED,
    "developer guide, manage-job-cli",
    "After CancelJob no thing gets a new execution of the job.",
)
END_STOPS_ROLLOUT = Claim(
    "END_STOPS_ROLLOUT",
    "R49a",
    Basis.INFERRED,
    "follows from R49, R77 and R91",
    "A job that is COMPLETED or DELETION_IN_PROGRESS gives no thing a new execution.",
)
CANCEL_JOB_ANSWER = Claim(
    "CANCEL_JOB_ANSWER",
    "R50",
    Basis.DOCUMENTED,
    "boto3 cancel_job, Response Syntax",
    "CancelJob answers with jobArn, jobId and description.",
    (places.CANCEL_JOB_RESPONSE,),
)
CANCEL_JOB_ERRORS = Claim(
    "CANCEL_JOB_ERRORS",
    "R51",
    Basis.DOCUMENTED,
    "botocore iot, CancelJob errors",
    (
        "CancelJob declares InvalidRequestException, ResourceNotFoundException, "
        "ThrottlingException, ServiceUnavailableException and LimitExceededException, and neither "
        "InvalidStateTransitionException nor VersionConflictException."
    ),
    (places.CANCEL_JOB_ERRORS,),
)
FORCED_CANCEL_OF_COMPLETED_FAILS = Claim(
    "FORCED_CANCEL_OF_COMPLETED_FAILS",
    "R52",
    Basis.OBSERVED,
    "Greengrass nucleus, IotJobsUtils.java",
    "CancelJob with force=true on a COMPLETED job fails with InvalidRequestException (400).",
)
UNFORCED_CANCEL_OF_COMPLETED_FAILS = Claim(
    "UNFORCED_CANCEL_OF_COMPLETED_FAILS",
    "R52a",
    Basis.INFERRED,
    "follows from R52 and R55",
    (
        "CancelJob without force on a COMPLETED job fails with InvalidRequestException (400), as "
        "it does with force=true."
    ),
)
FORCED_CANCEL_OF_CANCELED_FAILS = Claim(
    "FORCED_CANCEL_OF_CANCELED_FAILS",
    "R53",
    Basis.OBSERVED,
    "Greengrass nucleus, IotJobsUtils.java",
    (
        "CancelJob with force=true on a CANCELED job fails with InvalidRequestException (400), so "
        "it is not idempotent."
    ),
)
UNFORCED_CANCEL_OF_CANCELED_FAILS = Claim(
    "UNFORCED_CANCEL_OF_CANCELED_FAILS",
    "R53a",
    Basis.INFERRED,
    "follows from R53 and R55",
    (
        "CancelJob without force on a CANCELED job fails with InvalidRequestException (400), as "
        "it does with force=true."
    ),
)
FORCE_CANNOT_UPGRADE_CANCEL = Claim(
    "FORCE_CANNOT_UPGRADE_CANCEL",
    "R54",
    Basis.INFERRED,
    "follows from R53 and R63",
    (
        "CancelJob with force=true cannot widen an earlier CancelJob without force, so an "
        "execution that was spared takes CancelJobExecution with force=true."
    ),
)
OLD_OPERATIONS_ANSWER_INVALID_REQUEST = Claim(
    "OLD_OPERATIONS_ANSWER_INVALID_REQUEST",
    "R55",
    Basis.INFERRED,
    (
        "follows from the condition and the errors of botocore iot, AssociateTargetsWithJob, and "
        "from R51"
    ),
    (
        "A job-level operation with a condition on the status that is older than "
        "InvalidStateTransitionException reports a wrong job status as InvalidRequestException "
        "(400)."
    ),
    (places.ASSOCIATE_TARGETS, places.ASSOCIATE_TARGETS_ERRORS),
)
DELETING_REJECTS_CANCEL = Claim(
    "DELETING_REJECTS_CANCEL",
    "R56",
    Basis.DOCUMENTED,
    "boto3 delete_job, description",
    "CancelJob on a DELETION_IN_PROGRESS job fails, with or without force.",
    (places.DELETE_JOB_TEXT,),
)
CANCEL_MAY_EXCEED_LIMIT = Claim(
    "CANCEL_MAY_EXCEED_LIMIT",
    "R58",
    Basis.INFERRED,
    "follows from developer guide, job-limits, and R51",
    (
        "CancelJob may fail with LimitExceededException (410), because a job whose executions are "
        "being canceled counts as a concurrent job."
    ),
    (places.CANCEL_JOB_ERRORS,),
)
REASON_AND_COMMENT_ARE_READABLE = Claim(
    "REASON_AND_COMMENT_ARE_READABLE",
    "R59",
    Basis.DOCUMENTED,
    "botocore iot, Job.reasonCode and Job.comment",
    "DescribeJob shows the reasonCode and the comment that were given to CancelJob.",
    (places.JOB_REASON_CODE, places.JOB_COMMENT),
)
