"""What a job and an execution are: their statuses and their flags."""

from ..language.evidence import documented, inferred, unspecified
from . import places

JOB_STATUSES = documented(
    "R1",
    "botocore iot, JobStatus",
    "A job has one of five statuses: SCHEDULED, IN_PROGRESS, CANCELED, COMPLETED or "
    "DELETION_IN_PROGRESS.",
    places.JOB_STATUS_ENUM,
)
TERMINAL_JOB_STATUSES = documented(
    "R2",
    "boto3 delete_job, force",
    "COMPLETED and CANCELED are the terminal statuses of a job.",
    places.DELETE_JOB_FORCE,
)
WHICH_TERMINAL_JOB_STATUS = unspecified(
    "A24",
    "boto3 delete_job, force, contradicts developer guide, manage-job-cli",
    "Besides CANCELED, the API reference names COMPLETED as a terminal status that DeleteJob "
    "accepts, and the developer guide names SUCCEEDED, which no job can have.",
    places.DELETE_JOB_FORCE,
)
EXECUTION_STATUSES = documented(
    "R3",
    "botocore iot, JobExecutionStatus; botocore iot-jobs-data, JobExecutionStatus",
    "An execution has one of eight statuses: QUEUED, IN_PROGRESS, SUCCEEDED, FAILED, REJECTED, "
    "REMOVED, TIMED_OUT or CANCELED.",
    places.EXECUTION_STATUS_ENUM,
    places.DEVICE_EXECUTION_STATUS_ENUM,
)
TERMINAL_EXECUTION_STATUSES = documented(
    "R4",
    "developer guide, jobs-comm-notifications",
    "CANCELED, SUCCEEDED, FAILED, REJECTED, REMOVED and TIMED_OUT are the terminal statuses of "
    "an execution.",
)
PENDING_STATUSES = documented(
    "R5",
    "botocore iot-jobs-data, GetPendingJobExecutions; developer guide, jobs-comm-notifications",
    "QUEUED and IN_PROGRESS are the pending statuses of an execution, and all others are terminal.",
    places.GET_PENDING,
)
TERMINAL_IS_FOREVER = documented(
    "R6",
    "developer guide, jobs-workflow-jobs-online; Greengrass nucleus, IotJobsUtils.java",
    "No update changes the status of an execution that has a terminal status.",
)
WHO_SETS_STATUS = documented(
    "R8",
    "developer guide, iot-jobs-lifecycle",
    "The service sets the statuses QUEUED, CANCELED, REMOVED and TIMED_OUT of an execution, and "
    "the device sets IN_PROGRESS, SUCCEEDED, FAILED and REJECTED.",
)
FORCED_JOB_CANCEL_IS_FLAGGED = documented(
    "R9",
    "botocore iot, Job.forceCanceled",
    "DescribeJob shows forceCanceled true for a job that CancelJob with force=true canceled.",
    places.JOB_FORCE_CANCELED,
)
UNFORCED_JOB_CANCEL_IS_NOT_FLAGGED = inferred(
    "R9a",
    "follows from R9",
    "DescribeJob never shows forceCanceled true for a job that nobody canceled with force=true.",
    places.JOB_FORCE_CANCELED,
)
FORCED_EXECUTION_CANCEL_IS_FLAGGED = documented(
    "R10",
    "botocore iot, JobExecution.forceCanceled",
    "DescribeJobExecution shows forceCanceled true for an execution that was canceled with "
    "force=true.",
    places.EXECUTION_FORCE_CANCELED,
)
UNFORCED_EXECUTION_CANCEL_IS_NOT_FLAGGED = inferred(
    "R10a",
    "follows from R10",
    "DescribeJobExecution never shows forceCanceled true for an execution that nobody canceled "
    "with force=true.",
    places.EXECUTION_FORCE_CANCELED,
)
WHICH_CANCELS_SET_FORCE_FLAG = unspecified(
    "A13",
    "botocore iot, Job.forceCanceled and JobExecution.forceCanceled, say nothing",
    "CancelJob with force=true may or may not set forceCanceled of each execution that it cancels, "
    "CancelJobExecution with force=true may or may not set that of a QUEUED execution, and for "
    "every other execution the field may be false or missing.",
    places.JOB_FORCE_CANCELED,
    places.EXECUTION_FORCE_CANCELED,
)
