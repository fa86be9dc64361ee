"""DeleteJob: when it is accepted, and how a job and its executions vanish."""

from iot_jobs_spec.language.evidence import Basis, Claim

from . import places

DELETE_TERMINAL = Claim(
    "DELETE_TERMINAL",
    "R84",
    Basis.DOCUMENTED,
    "boto3 delete_job, force",
    "DeleteJob without force accepts a COMPLETED or CANCELED job and no other.",
    (places.DELETE_JOB_FORCE,),
)
DELETE_NEEDS_FORCE = Claim(
    "DELETE_NEEDS_FORCE",
    "R85",
    Basis.DOCUMENTED,
    "botocore iot, InvalidStateTransitionException; HTTP CancelJobExecution, Errors",
    (
        "DeleteJob without force on an IN_PROGRESS job fails with InvalidStateTransitionException "
        "(409)."
    ),
    (places.INVALID_STATE_TRANSITION, places.INVALID_STATE_TRANSITION_CODE),
)
DELETE_BY_FORCE = Claim(
    "DELETE_BY_FORCE",
    "R86",
    Basis.DOCUMENTED,
    "boto3 delete_job, force",
    "DeleteJob with force=true accepts an IN_PROGRESS job.",
    (places.DELETE_JOB_FORCE,),
)
FORCE_ONLY_WIDENS_DELETE = Claim(
    "FORCE_ONLY_WIDENS_DELETE",
    "R86a",
    Basis.INFERRED,
    "follows from R86 and R84",
    (
        "DeleteJob with force=true accepts every job that it accepts without force, a COMPLETED "
        "one among them."
    ),
    (places.DELETE_JOB_FORCE,),
)
DELETE_BEGINS_DELETION = Claim(
    "DELETE_BEGINS_DELETION",
    "R87",
    Basis.DOCUMENTED,
    "boto3 delete_job, description",
    (
        "An accepted DeleteJob puts the job in DELETION_IN_PROGRESS, where it stays until its "
        "deletion has ended."
    ),
    (places.DELETE_JOB_TEXT,),
)
DELETING_REJECTS_DELETE = Claim(
    "DELETING_REJECTS_DELETE",
    "R88",
    Basis.DOCUMENTED,
    "boto3 delete_job, description",
    "DeleteJob on a DELETION_IN_PROGRESS job fails, with or without force.",
    (places.DELETE_JOB_TEXT,),
)
TEN_DELETIONS_AT_ONCE = Claim(
    "TEN_DELETIONS_AT_ONCE",
    "R89",
    Basis.DOCUMENTED,
    "boto3 delete_job, description; Greengrass lite pull request 1144",
    (
        "While 10 jobs are DELETION_IN_PROGRESS, DeleteJob of one more fails with "
        "LimitExceededException (410)."
    ),
    (places.DELETE_JOB_TEXT, places.LIMIT_EXCEEDED_CODE),
)
DELETE_CHECK_ORDER_OPEN = Claim(
    "DELETE_CHECK_ORDER_OPEN",
    "R90",
    Basis.UNSPECIFIED,
    "boto3 delete_job and developer guide, manage-job-cli, are silent",
    (
        "DeleteJob may check the limit of 10 deletions or the status of the job first, so when "
        "both reject either error may come."
    ),
)
DELETE_TAKES_EXECUTIONS = Claim(
    "DELETE_TAKES_EXECUTIONS",
    "R91",
    Basis.DOCUMENTED,
    "boto3 delete_job, description",
    "DeleteJob deletes the executions of the job too.",
    (places.DELETE_JOB_TEXT,),
)
DELETION_IS_GRADUAL = Claim(
    "DELETION_IS_GRADUAL",
    "R92",
    Basis.DOCUMENTED,
    "developer guide, iot-jobs-lifecycle",
    (
        "The executions of a job vanish one after another once DeleteJob has answered, not all at "
        "once."
    ),
)
DELETION_ENDS_JOB = Claim(
    "DELETION_ENDS_JOB",
    "R93",
    Basis.DOCUMENTED,
    "developer guide, iot-jobs-lifecycle",
    (
        "When the last execution of a DELETION_IN_PROGRESS job is deleted the job vanishes, and "
        "DescribeJob then fails with ResourceNotFoundException (404)."
    ),
)
DELETE_CANCELED_LIVE_OPEN = Claim(
    "DELETE_CANCELED_LIVE_OPEN",
    "R95",
    Basis.UNSPECIFIED,
    "boto3 delete_job, force, contradicts AWS IoT Device SDK for C++ v2, jobs README",
    (
        "DeleteJob without force on a CANCELED job with an IN_PROGRESS execution is accepted if "
        "only the status of the job counts, and rejected if an unfinished execution stands in the "
        "way."
    ),
    (places.DELETE_JOB_FORCE,),
)
DELETE_RIGHT_AFTER_CANCEL = Claim(
    "DELETE_RIGHT_AFTER_CANCEL",
    "R96",
    Basis.OBSERVED,
    "Greengrass nucleus, commit 08a3b9f87",
    (
        "DeleteJob with force=true is accepted directly after CancelJob with force=true, without "
        "a wait in between."
    ),
)
DELETE_OUTRUNS_CASCADE = Claim(
    "DELETE_OUTRUNS_CASCADE",
    "R96a",
    Basis.INFERRED,
    "follows from R96 and R48",
    (
        "DeleteJob with force=true accepts a CANCELED job even while executions that CancelJob "
        "has to cancel are still pending."
    ),
)
DELETION_LOCKS_DEVICE_OUT = Claim(
    "DELETION_LOCKS_DEVICE_OUT",
    "R97",
    Basis.DOCUMENTED,
    "boto3 delete_job, force",
    "While its job is being deleted a device can neither read the job nor update its execution.",
    (places.DELETE_JOB_FORCE,),
)
DELETED_EXECUTION_IS_NOT_FOUND = Claim(
    "DELETED_EXECUTION_IS_NOT_FOUND",
    "R98",
    Basis.DOCUMENTED,
    "developer guide, jobs-workflow-device-online",
    "DescribeJobExecution of a deleted execution fails with ResourceNotFoundException (404).",
)
DELETE_JOB_ANSWER = Claim(
    "DELETE_JOB_ANSWER",
    "R99",
    Basis.DOCUMENTED,
    "boto3 delete_job, returns",
    "An accepted DeleteJob answers with nothing.",
    (places.DELETE_JOB,),
)
