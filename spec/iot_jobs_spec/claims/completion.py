"""When a job becomes COMPLETED."""

from iot_jobs_spec.language.evidence import Basis, Claim

from . import places

ALL_TERMINAL_COMPLETES = Claim(
    "ALL_TERMINAL_COMPLETES",
    "R77",
    Basis.DOCUMENTED,
    "developer guide, iot-jobs-lifecycle",
    "A SNAPSHOT job becomes COMPLETED when every one of its executions is terminal.",
)
CANCELED_COUNTS_FOR_COMPLETION = Claim(
    "CANCELED_COUNTS_FOR_COMPLETION",
    "R78",
    Basis.DOCUMENTED,
    "developer guide, iot-jobs-lifecycle",
    (
        "A CANCELED execution counts as terminal for completion, so a SNAPSHOT job whose "
        "executions are all canceled one by one becomes COMPLETED and not CANCELED."
    ),
)
CANCELED_STAYS_CANCELED = Claim(
    "CANCELED_STAYS_CANCELED",
    "R81",
    Basis.INFERRED,
    "follows from R2",
    "A CANCELED job stays CANCELED when its remaining executions finish.",
    (places.DELETE_JOB_FORCE,),
)
COMPLETION_MAY_LAG = Claim(
    "COMPLETION_MAY_LAG",
    "R83",
    Basis.INFERRED,
    "follows from R77",
    "A job may become COMPLETED some time after its last execution has become terminal.",
)
