"""The effects of a step besides the status, each with its claims.

`model.transitions` gives each its meaning; the spec says which rules have it.
"""

from __future__ import annotations

from . import claims as c
from .language.rules import Effect

JOB_FLAGGED = Effect(
    "JOB_FLAGGED",
    "force_canceled",
    "the job's forceCanceled becomes true",
    (c.FORCED_JOB_CANCEL_IS_FLAGGED,),
)
JOB_NOT_FLAGGED = Effect(
    "JOB_NOT_FLAGGED",
    "force_canceled",
    "the job's forceCanceled stays false",
    (c.UNFORCED_JOB_CANCEL_IS_NOT_FLAGGED,),
)
REASON_KEPT = Effect(
    "REASON_KEPT",
    "reason",
    "reasonCode and comment are stored where they are given",
    (c.REASON_AND_COMMENT_ARE_READABLE,),
)
VERSION_GROWS = Effect(
    "VERSION_GROWS", "version", "the version grows by one", (c.UPDATE_BUMPS_VERSION,)
)
VERSION_MAY_GROW = Effect(
    "VERSION_MAY_GROW",
    "version",
    "the version is kept or grows by one: the sources contradict each other",
    (c.CANCEL_BUMP_OPEN, c.WHETHER_CANCEL_BUMPS),
)
DETAILS_TAKEN = Effect(
    "DETAILS_TAKEN",
    "details",
    "statusDetails are stored where they are given, else kept; whether they replace or join the "
    "stored ones is open",
    (c.OMITTED_DETAILS_ARE_KEPT, c.DETAILS_MERGE_OPEN),
)
FLAGGED = Effect(
    "FLAGGED",
    "force_canceled",
    "the execution's forceCanceled becomes true",
    (c.FORCED_EXECUTION_CANCEL_IS_FLAGGED,),
)
NOT_FLAGGED = Effect(
    "NOT_FLAGGED",
    "force_canceled",
    "the execution's forceCanceled stays false",
    (c.UNFORCED_EXECUTION_CANCEL_IS_NOT_FLAGGED,),
)
MAY_BE_FLAGGED = Effect(
    "MAY_BE_FLAGGED",
    "force_canceled",
    "whether the execution's forceCanceled becomes true is open",
    (c.WHICH_CANCELS_SET_FORCE_FLAG,),
)
STARTS_AT_ONE = Effect(
    "STARTS_AT_ONE",
    "version",
    "the version is 1, with no statusDetails",
    (c.NUMBERS_START_AT_ONE, c.WHICH_FIRST_VERSION),
)
