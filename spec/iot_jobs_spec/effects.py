"""Effects: what a rule changes besides the status, each with its claims.

`machines` says where each applies; `model.transitions` carries them out.
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
    "given reasonCode and comment are stored",
    (c.REASON_AND_COMMENT_ARE_READABLE,),
)
VERSION_GROWS = Effect(
    "VERSION_GROWS", "version", "the version grows by one", (c.UPDATE_BUMPS_VERSION,)
)
VERSION_MAY_GROW = Effect(
    "VERSION_MAY_GROW",
    "version",
    "the version stays or grows by one: the sources contradict each other",
    (c.WHETHER_CANCEL_BUMPS,),
)
DETAILS_TAKEN = Effect(
    "DETAILS_TAKEN",
    "details",
    "given statusDetails replace the stored ones or are merged into them: the sources do not say "
    "which; without them the stored ones stay",
    (c.OMITTED_DETAILS_ARE_KEPT, c.GIVEN_DETAILS_ARE_STORED, c.WHETHER_DETAILS_MERGE),
)
DETAILS_REPLACED = Effect(
    "DETAILS_REPLACED",
    "details",
    "given statusDetails replace the stored ones; without them the stored ones stay",
    (c.OMITTED_DETAILS_ARE_KEPT, c.DETAILS_ARE_REPLACED),
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
    "the execution's forceCanceled becomes true or stays false: the sources do not say",
    (c.WHICH_CANCELS_SET_FORCE_FLAG,),
)
STEP_TIMER_SET = Effect(
    "STEP_TIMER_SET",
    "step_timer",
    "a given stepTimeoutInMinutes sets or resets the step timer; -1 removes it",
    (c.STEP_TIMER_IS_SET, c.STEP_TIMER_IS_REMOVED),
)
STEP_TIMER_MAY_BE_SET = Effect(
    "STEP_TIMER_MAY_BE_SET",
    "step_timer",
    "a given stepTimeoutInMinutes sets the step timer or not: the sources do not say",
    (c.WHETHER_START_NEXT_SETS_RUNNING_TIMER,),
)
TIME_OUT_MAY_BUMP = Effect(
    "TIME_OUT_MAY_BUMP",
    "version",
    "the version stays or grows by one: the sources do not say",
    (c.WHETHER_TIME_OUT_BUMPS,),
)
STAYS_DELETED = Effect(
    "STAYS_DELETED",
    "deleted",
    "the thing gets no other execution of the job; one that the deleted one retried is the latest "
    "again",
    (
        c.DELETED_EXECUTION_STAYS_DELETED,
        c.RETRIED_EXECUTION_IS_LATEST_AGAIN,
        c.NUMBER_MAY_BE_REUSED,
    ),
)
RETRIED = Effect(
    "RETRIED",
    "retried",
    "the ended execution stays as an earlier one, and another with the next executionNumber, "
    "version 1 and no statusDetails takes its place",
    (c.RETRY_IS_A_NEW_EXECUTION, c.COUNTERS_MAY_COUNT_TRIES),
)
REASON_GIVEN = Effect(
    "REASON_GIVEN",
    "reason",
    "the service gives a reasonCode and a comment of its own",
    (c.ABORT_CANCELS_QUEUED,),
)
STARTS_AT_ONE = Effect(
    "STARTS_AT_ONE",
    "version",
    "the version is 1, and there are no statusDetails",
    (c.NUMBERS_START_AT_ONE, c.WHICH_FIRST_VERSION),
)
