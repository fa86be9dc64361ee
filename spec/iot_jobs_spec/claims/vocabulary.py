"""What a job and an execution are: their statuses, identity and flags."""

from iot_jobs_spec.language.evidence import Basis, Claim

from . import places

JOB_STATUSES = Claim(
    "JOB_STATUSES",
    "R1",
    Basis.DOCUMENTED,
    "botocore iot, JobStatus",
    (
        "A job is in one of five statuses: SCHEDULED, IN_PROGRESS, CANCELED, COMPLETED or "
        "DELETION_IN_PROGRESS."
    ),
    (places.JOB_STATUS_ENUM,),
)
TERMINAL_JOB_STATUSES = Claim(
    "TERMINAL_JOB_STATUSES",
    "R2",
    Basis.DOCUMENTED,
    "boto3 delete_job, force",
    "COMPLETED and CANCELED are the terminal statuses of a job.",
    (places.DELETE_JOB_FORCE,),
)
EXECUTION_STATUSES = Claim(
    "EXECUTION_STATUSES",
    "R3",
    Basis.DOCUMENTED,
    "botocore iot and iot-jobs-data, JobExecutionStatus",
    (
        "An execution is in one of eight statuses: QUEUED, IN_PROGRESS, SUCCEEDED, FAILED, "
        "REJECTED, REMOVED, TIMED_OUT or CANCELED."
    ),
    (places.EXECUTION_STATUS_ENUM, places.DEVICE_EXECUTION_STATUS_ENUM),
)
TERMINAL_EXECUTION_STATUSES = Claim(
    "TERMINAL_EXECUTION_STATUSES",
    "R4",
    Basis.DOCUMENTED,
    "developer guide, jobs-comm-notifications",
    (
        "CANCELED, SUCCEEDED, FAILED, REJECTED, REMOVED and TIMED_OUT are the terminal statuses "
        "of an execution."
    ),
)
PENDING_STATUSES = Claim(
    "PENDING_STATUSES",
    "R5",
    Basis.DOCUMENTED,
    "botocore iot-jobs-data, GetPendingJobExecutions; developer guide, jobs-comm-notifications",
    "QUEUED and IN_PROGRESS are the pending statuses of an execution, those that are not terminal.",
    (places.GET_PENDING,),
)
TERMINAL_IS_FOREVER = Claim(
    "TERMINAL_IS_FOREVER",
    "R6",
    Basis.DOCUMENTED,
    "developer guide, jobs-workflow-jobs-online; Greengrass nucleus, IotJobsUtils.java",
    "No update ever changes the status of an execution that is in a terminal status.",
)
WHO_SETS_STATUS = Claim(
    "WHO_SETS_STATUS",
    "R8",
    Basis.DOCUMENTED,
    "developer guide, iot-jobs-lifecycle",
    (
        "The service puts an execution in QUEUED, CANCELED, REMOVED or TIMED_OUT, and the device "
        "puts it in IN_PROGRESS, SUCCEEDED, FAILED or REJECTED."
    ),
)
FORCED_JOB_CANCEL_IS_FLAGGED = Claim(
    "FORCED_JOB_CANCEL_IS_FLAGGED",
    "R9",
    Basis.DOCUMENTED,
    "botocore iot, Job.forceCanceled",
    "DescribeJob shows forceCanceled true for a job that CancelJob canceled with force=true.",
    (places.JOB_FORCE_CANCELED,),
)
UNFORCED_JOB_CANCEL_IS_NOT_FLAGGED = Claim(
    "UNFORCED_JOB_CANCEL_IS_NOT_FLAGGED",
    "R9a",
    Basis.INFERRED,
    "follows from R9",
    "DescribeJob never shows forceCanceled true for a job that was not canceled with force=true.",
    (places.JOB_FORCE_CANCELED,),
)
FORCED_EXECUTION_CANCEL_IS_FLAGGED = Claim(
    "FORCED_EXECUTION_CANCEL_IS_FLAGGED",
    "R10",
    Basis.DOCUMENTED,
    "botocore iot, JobExecution.forceCanceled",
    (
        "DescribeJobExecution shows forceCanceled true for an execution that was canceled with "
        "force=true."
    ),
    (places.EXECUTION_FORCE_CANCELED,),
)
UNFORCED_EXECUTION_CANCEL_IS_NOT_FLAGGED = Claim(
    "UNFORCED_EXECUTION_CANCEL_IS_NOT_FLAGGED",
    "R10a",
    Basis.INFERRED,
    "follows from R10",
    (
        "DescribeJobExecution never shows forceCanceled true for an execution that was not "
        "canceled with force=true."
    ),
    (places.EXECUTION_FORCE_CANCELED,),
)
