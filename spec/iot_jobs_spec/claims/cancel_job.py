"""CancelJob: what it does to the job, how the cascade reaches the executions, when it fails."""

from ..language.evidence import documented, inferred, observed, unspecified
from . import places

CANCEL_CANCELS_JOB = documented(
    "R44",
    "developer guide, iot-jobs-lifecycle",
    "An accepted CancelJob makes the job CANCELED.",
)
UNFORCED_CANCEL_REACHES_QUEUED = documented(
    "R40",
    "boto3 cancel_job, force; CLI cancel-job, --force",
    "CancelJob without force cancels the QUEUED executions of the job and no others.",
    places.CANCEL_JOB_FORCE,
)
FORCED_CANCEL_REACHES_PENDING = documented(
    "R41",
    "boto3 cancel_job, force; CLI cancel-job, --force",
    "CancelJob with force=true cancels both the QUEUED and the IN_PROGRESS executions of the job.",
    places.CANCEL_JOB_FORCE,
)
UNFORCED_CANCEL_LEAVES_IN_PROGRESS = documented(
    "R42",
    "developer guide, manage-job-cli; amazon-freertos-examples issue 4",
    "CancelJob without force leaves the IN_PROGRESS executions of the job as they are.",
)
CANCEL_LEAVES_TERMINAL = documented(
    "R43",
    "developer guide, manage-job-cli",
    "CancelJob, with or without force, changes no execution that has a terminal status.",
)
CANCELED_JOB_MAY_STILL_RUN = observed(
    "R45",
    "amazon-freertos-examples issue 4",
    "A job can be CANCELED while executions of it are still IN_PROGRESS.",
)
UNFORCED_CANCEL_LETS_DEVICE_FINISH = observed(
    "R46",
    "amazon-freertos-examples issue 4",
    "After CancelJob without force a device can still bring its IN_PROGRESS execution to a "
    "terminal status.",
)
UNFORCED_CANCEL_LETS_DEVICE_UPDATE = inferred(
    "R46a",
    "follows from R46 and R42",
    "After CancelJob without force a device can still update its IN_PROGRESS execution with "
    "status IN_PROGRESS.",
)
FORCED_CANCEL_LOCKS_DEVICE_OUT = documented(
    "R47",
    "boto3 cancel_job, force; CLI cancel-job, --force",
    "After CancelJob with force=true a device can no longer update an execution that the cascade "
    "has canceled.",
    places.CANCEL_JOB_FORCE,
)
NOTHING_STOPS_A_DEVICE = inferred(
    "R47a",
    "follows from R47 and R131; amazon-freertos-examples issue 4",
    "No signal stops a device at work: it continues until the service rejects an update, or until "
    "it reads that the execution is CANCELED or no longer pending.",
)
FORCE_NEEDS_RECOVERY = documented(
    "R47b",
    "boto3 cancel_job, force; boto3 cancel_job_execution, force; boto3 delete_job, force; "
    "CLI cancel-job, --force; HTTP CancelJobExecution, force",
    "AWS warns: use force on IN_PROGRESS work only if each device can return to a valid state on "
    "its own.",
    places.CANCEL_JOB_FORCE,
    places.CANCEL_EXECUTION_FORCE,
    places.DELETE_JOB_FORCE,
)
CANCEL_IS_EVENTUAL = documented(
    "R48",
    "developer guide, manage-job-cli",
    "CancelJob takes effect with eventual consistency: the job and its executions may show the "
    "cancel only after the answer.",
)
WHETHER_START_BEATS_CASCADE = unspecified(
    "A22",
    "developer guide, manage-job-cli, promises only eventual consistency",
    "A device may be able to start a QUEUED execution after CancelJob has answered and before the "
    "cascade reaches it, and CancelJob without force then leaves it IN_PROGRESS.",
)
CANCEL_STOPS_ROLLOUT = documented(
    "R49",
    "developer guide, manage-job-cli",
    "After CancelJob no thing gets a new execution of the job.",
)
END_STOPS_ROLLOUT = inferred(
    "R49a",
    "follows from R49, R77 and R91",
    "No thing gets a new execution of a job that is COMPLETED or DELETION_IN_PROGRESS.",
)
CANCEL_JOB_ANSWER = documented(
    "R50",
    "boto3 cancel_job, Response Syntax",
    "CancelJob answers with jobArn, jobId and description.",
    places.CANCEL_JOB_RESPONSE,
)
REASON_AND_COMMENT_ARE_READABLE = documented(
    "R59",
    "botocore iot, Job.reasonCode and Job.comment",
    "DescribeJob shows the reasonCode and the comment given to CancelJob.",
    places.JOB_REASON_CODE,
    places.JOB_COMMENT,
)
CANCEL_JOB_ERRORS = documented(
    "R51",
    "botocore iot, CancelJob errors",
    "CancelJob declares InvalidRequestException, ResourceNotFoundException, ThrottlingException, "
    "ServiceUnavailableException and LimitExceededException, and neither "
    "InvalidStateTransitionException nor VersionConflictException.",
    places.CANCEL_JOB_ERRORS,
)
CANCEL_MAY_EXCEED_LIMIT = inferred(
    "R58",
    "follows from developer guide, job-limits, and R51",
    "The service may reject CancelJob with LimitExceededException (410), because a job whose "
    "executions it cancels counts as a concurrent job.",
    places.CANCEL_JOB_ERRORS,
)
FORCED_CANCEL_OF_TERMINAL_FAILS = observed(
    "R52 R53",
    "Greengrass nucleus, IotJobsUtils.java",
    "The service rejects CancelJob with force=true on a COMPLETED or CANCELED job with "
    "InvalidRequestException (400), so CancelJob is not idempotent.",
)
UNFORCED_CANCEL_OF_TERMINAL_FAILS = inferred(
    "R52a R53a",
    "follows from R52, R53 and R55",
    "The service rejects CancelJob without force on a COMPLETED or CANCELED job with "
    "InvalidRequestException (400), as it does with force=true.",
)
WHICH_ANSWER_CANCEL_TERMINAL_JOB = unspecified(
    "A18",
    "boto3 cancel_job and developer guide, manage-job-cli, say nothing",
    "By the documents alone, the service may reject CancelJob on a COMPLETED or CANCELED job with "
    "InvalidRequestException or with InvalidStateTransitionException, or accept it and change "
    "nothing.",
    places.CANCEL_JOB_ERRORS,
)
FORCE_CANNOT_UPGRADE_CANCEL = inferred(
    "R54",
    "follows from R53 and R63",
    "A second CancelJob with force=true cannot extend an earlier one without force, so an "
    "execution that stayed IN_PROGRESS needs CancelJobExecution with force=true.",
)
OLD_OPERATIONS_ANSWER_INVALID_REQUEST = inferred(
    "R55",
    "follows from the condition and the errors of botocore iot, AssociateTargetsWithJob, and "
    "from R51",
    "Job operations that are older than InvalidStateTransitionException report a wrong job status "
    "as InvalidRequestException (400).",
    places.ASSOCIATE_TARGETS,
    places.ASSOCIATE_TARGETS_ERRORS,
)
DELETING_REJECTS_CANCEL = documented(
    "R56",
    "boto3 delete_job, description",
    "The service rejects CancelJob on a DELETION_IN_PROGRESS job, with or without force.",
    places.DELETE_JOB_TEXT,
)
WHICH_ERROR_CANCEL_WHILE_DELETING = unspecified(
    "A1",
    "boto3 delete_job, description, promises an error without a name; botocore iot, CancelJob "
    "errors",
    "The service may reject CancelJob on a DELETION_IN_PROGRESS job with InvalidRequestException, "
    "or with InvalidStateTransitionException although CancelJob does not declare it, and answers "
    "as for any job that does not exist once the deletion has ended.",
    places.DELETE_JOB_TEXT,
    places.CANCEL_JOB_ERRORS,
)
CANCEL_WHILE_DELETING_IS_INVALID_REQUEST = inferred(
    "A1a",
    "follows from R51 and R55",
    "The service rejects CancelJob on a DELETION_IN_PROGRESS job with InvalidRequestException "
    "(400), the declared error that it uses for other wrong statuses.",
    places.CANCEL_JOB_ERRORS,
)
