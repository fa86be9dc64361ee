"""CONTINUOUS jobs, which stay open for things that join later."""

from ..language.evidence import documented
from . import places

CONTINUOUS_NEVER_COMPLETES = documented(
    "R79",
    "developer guide of 2026, iot-jobs-lifecycle",
    "A CONTINUOUS job without a schedule never becomes COMPLETED.",
)
CONTINUOUS_TAKES_LATER_THINGS = documented(
    "R39",
    "botocore iot, CreateJobRequest.targetSelection",
    "A thing that joins a target group of a CONTINUOUS job later gets a QUEUED execution, even if "
    "all other things have finished.",
    places.TARGET_SELECTION,
)
