"""CancelJobExecution: one thing's share of a job is called off."""

from iot_jobs_spec.language.evidence import Basis, Claim

from . import places

CANCEL_QUEUED = Claim(
    "CANCEL_QUEUED",
    "R62",
    Basis.DOCUMENTED,
    "boto3 cancel_job_execution, force; HTTP CancelJobExecution, force",
    "CancelJobExecution makes a QUEUED execution CANCELED, with or without force.",
    (places.CANCEL_EXECUTION_FORCE,),
)
CANCEL_BY_FORCE = Claim(
    "CANCEL_BY_FORCE",
    "R63",
    Basis.DOCUMENTED,
    "boto3 cancel_job_execution, force; HTTP CancelJobExecution, force",
    "CancelJobExecution with force=true makes an IN_PROGRESS execution CANCELED.",
    (places.CANCEL_EXECUTION_FORCE,),
)
CANCEL_NEEDS_FORCE = Claim(
    "CANCEL_NEEDS_FORCE",
    "R64",
    Basis.DOCUMENTED,
    (
        "boto3 cancel_job_execution, force; HTTP CancelJobExecution, force; "
        "amazon-freertos-examples issue 4"
    ),
    (
        "CancelJobExecution without force on an IN_PROGRESS execution fails with "
        "InvalidStateTransitionException (409) and changes nothing."
    ),
    (places.CANCEL_EXECUTION_FORCE, places.INVALID_STATE_TRANSITION_CODE),
)
TERMINAL_REJECTS_CANCEL = Claim(
    "TERMINAL_REJECTS_CANCEL",
    "R65",
    Basis.DOCUMENTED,
    "developer guide, manage-job-cli",
    (
        "CancelJobExecution on an execution in a terminal status fails with "
        "InvalidStateTransitionException (409), with or without force."
    ),
)
VERSION_MISMATCH_CONFLICTS = Claim(
    "VERSION_MISMATCH_CONFLICTS",
    "R66",
    Basis.DOCUMENTED,
    "HTTP CancelJobExecution, Errors; developer guide of 2020, jobs-api",
    (
        "CancelJobExecution with an expectedVersion that differs from the stored versionNumber "
        "fails with VersionConflictException (409)."
    ),
    (places.VERSION_CONFLICT, places.VERSION_CONFLICT_CODE, places.CANCEL_EXECUTION_ERRORS),
)
VERSION_MISMATCH_CHANGES_NOTHING = Claim(
    "VERSION_MISMATCH_CHANGES_NOTHING",
    "R67",
    Basis.DOCUMENTED,
    "boto3 cancel_job_execution, expectedVersion",
    (
        "CancelJobExecution that is rejected for its expectedVersion changes neither status, "
        "versionNumber nor statusDetails."
    ),
    (places.CANCEL_EXECUTION_VERSION,),
)
REJECTION_CHANGES_NOTHING = Claim(
    "REJECTION_CHANGES_NOTHING",
    "R67a",
    Basis.INFERRED,
    "follows from R64 and R67",
    (
        "A rejected request changes nothing: no status, no versionNumber, no statusDetails and no "
        "counter."
    ),
)
VERSION_CHECK_IS_OPTIONAL = Claim(
    "VERSION_CHECK_IS_OPTIONAL",
    "R69",
    Basis.DOCUMENTED,
    "boto3 cancel_job_execution, expectedVersion",
    "CancelJobExecution without expectedVersion compares no versions.",
    (places.CANCEL_EXECUTION_VERSION,),
)
EXPECTED_VERSION_IS_A_LONG = Claim(
    "EXPECTED_VERSION_IS_A_LONG",
    "R69a",
    Basis.DOCUMENTED,
    "botocore iot and iot-jobs-data, ExpectedVersion; HTTP CancelJobExecution, expectedVersion",
    "expectedVersion is a whole number of 64 bits.",
    (places.VERSION_TYPE, places.DEVICE_VERSION_TYPE),
)
CANCEL_CHECK_ORDER_OPEN = Claim(
    "CANCEL_CHECK_ORDER_OPEN",
    "R70",
    Basis.UNSPECIFIED,
    (
        "boto3 cancel_job_execution, HTTP CancelJobExecution and developer guide, manage-job-cli, "
        "are silent"
    ),
    (
        "CancelJobExecution may check expectedVersion or the status first, so when both reject it "
        "answers VersionConflictException or InvalidStateTransitionException, each with 409."
    ),
)
CANCEL_BUMP_OPEN = Claim(
    "CANCEL_BUMP_OPEN",
    "R71",
    Basis.UNSPECIFIED,
    (
        "boto3 cancel_job_execution, expectedVersion, contradicts botocore iot, "
        "JobExecution.versionNumber"
    ),
    (
        "CancelJobExecution may or may not increment versionNumber: its own page counts every "
        "update, the field's text only those by a device."
    ),
    (places.CANCEL_EXECUTION_VERSION, places.EXECUTION_VERSION),
)
CANCEL_EXECUTION_ANSWER = Claim(
    "CANCEL_EXECUTION_ANSWER",
    "R72",
    Basis.DOCUMENTED,
    "HTTP CancelJobExecution, Response Elements",
    "An accepted CancelJobExecution answers HTTP 200 with nothing in the body.",
    (places.CANCEL_EXECUTION,),
)
EXECUTION_CANCEL_IS_EVENTUAL = Claim(
    "EXECUTION_CANCEL_IS_EVENTUAL",
    "R73",
    Basis.DOCUMENTED,
    "developer guide, manage-job-cli",
    (
        "The CANCELED status after CancelJobExecution is eventually consistent and may show only "
        "after its answer."
    ),
)
CANCEL_TAKES_LATEST_EXECUTION = Claim(
    "CANCEL_TAKES_LATEST_EXECUTION",
    "R74",
    Basis.INFERRED,
    "follows from R124",
    (
        "CancelJobExecution, which takes no executionNumber, acts on the latest execution of the "
        "job on the thing."
    ),
)
LEFTOVER_CANCELABLE_BY_FORCE = Claim(
    "LEFTOVER_CANCELABLE_BY_FORCE",
    "R75",
    Basis.INFERRED,
    "follows from R63 and R42",
    (
        "CancelJobExecution with force=true also cancels an IN_PROGRESS execution that CancelJob "
        "without force has spared."
    ),
    (places.CANCEL_EXECUTION_FORCE,),
)
CANCEL_DURING_DELETION_OPEN = Claim(
    "CANCEL_DURING_DELETION_OPEN",
    "R76",
    Basis.UNSPECIFIED,
    "boto3 cancel_job_execution, boto3 delete_job and developer guide, manage-job-cli, are silent",
    "Whether CancelJobExecution is accepted while the job is DELETION_IN_PROGRESS is not stated.",
)
