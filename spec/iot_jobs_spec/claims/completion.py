"""When the service makes a job COMPLETED."""

from ..language.evidence import documented, inferred, unspecified
from . import places

ALL_TERMINAL_COMPLETES = documented(
    "R77",
    "developer guide, iot-jobs-lifecycle",
    "A SNAPSHOT job becomes COMPLETED when every one of its executions is terminal.",
)
CANCELED_COUNTS_FOR_COMPLETION = documented(
    "R78",
    "developer guide, iot-jobs-lifecycle",
    "A CANCELED execution counts as terminal for completion, so a SNAPSHOT job whose executions "
    "are all canceled one by one becomes COMPLETED and not CANCELED.",
)
COMPLETION_MAY_LAG = inferred(
    "R83",
    "follows from R77",
    "A job may become COMPLETED some time after its last execution has become terminal.",
)
CANCELED_STAYS_CANCELED = inferred(
    "R81",
    "follows from R2",
    "A CANCELED job stays CANCELED when its remaining executions finish, because CANCELED is a "
    "terminal status of a job.",
    places.DELETE_JOB_FORCE,
)
WHETHER_CANCELED_COMPLETES = unspecified(
    "A10",
    "boto3 delete_job, force, contradicts developer guide, iot-jobs-lifecycle",
    "A CANCELED job whose last execution becomes terminal may stay CANCELED, which the API "
    "reference calls a terminal status, or become COMPLETED, because the rule of completion makes "
    "no exception.",
    places.DELETE_JOB_FORCE,
)
