"""The page: both machines of AWS IoT Jobs, and how they are coupled.

A rule begins with its verdict, then says states, guards, errors, claims and effects. `absent` is
where there is no such job or execution. Of several outcomes the first is the expected one. What a
guard asks stands in `machine.Machine`, what a claim says in `claims`.
"""

# fmt: off
from __future__ import annotations

from statemachine import State

from . import claims as c
from . import effects as e
from .errors import (
    INVALID_REQUEST,
    INVALID_STATE_TRANSITION,
    LIMIT_EXCEEDED,
    RESOURCE_ALREADY_EXISTS,
    RESOURCE_NOT_FOUND,
    SERVICE_UNAVAILABLE,
    THROTTLING,
    VERSION_CONFLICT,
)
from .language.coupling import Limit, during, may_answer, pending, undeclared
from .language.machine import Event, Machine
from .language.verbs import absent, accept, background, either, reject, stays, under, unspecified

DELETION_LIMIT = Limit(10, (c.TEN_DELETIONS_AT_ONCE, c.DELETION_LIMIT_ASKS_FOR_A_MINUTE))


class Job(Machine):
    """What CreateJob makes, CancelJob stops and DeleteJob takes away."""

    in_progress = State(value="IN_PROGRESS", initial=True)
    canceled = State(value="CANCELED")
    completed = State(value="COMPLETED")
    deletion_in_progress = State(value="DELETION_IN_PROGRESS")

    create = Event(
        accept(absent.to(in_progress), c.CREATED_IN_PROGRESS, c.DELETED_ID_IS_FREE,
               c.SNAPSHOT_IS_DEFAULT)
        | reject((in_progress, canceled, completed), RESOURCE_ALREADY_EXISTS,
                 c.TAKEN_ID_REJECTS_CREATE, unless="identical_repeat")
        | either(c.WHETHER_IDENTICAL_CREATE_SUCCEEDS,
                 reject((in_progress, canceled, completed), RESOURCE_ALREADY_EXISTS,
                        c.TAKEN_ID_REJECTS_CREATE, cond="identical_repeat"),
                 accept(stays(in_progress, canceled, completed, cond="identical_repeat")))
        | reject(deletion_in_progress, RESOURCE_ALREADY_EXISTS, c.DELETING_ID_IS_TAKEN),
        name="CreateJob",
    )
    describe = Event(
        reject(absent, RESOURCE_NOT_FOUND, c.ABSENT_IS_NOT_FOUND, c.DELETION_ENDS_JOB)
        | accept(stays(in_progress, canceled, completed), c.JOB_STATUSES)
        | accept(stays(deletion_in_progress), c.DELETE_BEGINS_DELETION),
        name="DescribeJob",
    )
    list_executions = Event(
        reject(absent, RESOURCE_NOT_FOUND, c.ABSENT_IS_NOT_FOUND, c.DELETION_ENDS_JOB)
        | accept(stays(in_progress, canceled, completed), c.LISTED_FOR_JOB)
        | accept(stays(deletion_in_progress), c.LISTED_FOR_JOB, c.DELETION_IS_GRADUAL),
        name="ListJobExecutionsForJob",
    )
    cancel = Event(
        reject(absent, RESOURCE_NOT_FOUND, c.ABSENT_IS_NOT_FOUND)
        | accept(in_progress.to(canceled, unless="force"), c.CANCEL_CANCELS_JOB,
                 c.CANCEL_JOB_ANSWER, c.FORCE_DEFAULTS_TO_FALSE,
                 does=(e.JOB_NOT_FLAGGED, e.REASON_KEPT))
        | accept(in_progress.to(canceled, cond="force"), c.CANCEL_CANCELS_JOB, c.CANCEL_JOB_ANSWER,
                 does=(e.JOB_FLAGGED, e.REASON_KEPT))
        | reject(completed, INVALID_REQUEST, c.UNFORCED_CANCEL_OF_TERMINAL_FAILS,
                 c.WHICH_ANSWER_CANCEL_TERMINAL_JOB, unless="force")
        | reject(completed, INVALID_REQUEST, c.FORCED_CANCEL_OF_TERMINAL_FAILS,
                 c.WHICH_ANSWER_CANCEL_TERMINAL_JOB, cond="force")
        | reject(canceled, INVALID_REQUEST, c.UNFORCED_CANCEL_OF_TERMINAL_FAILS,
                 c.WHICH_ANSWER_CANCEL_TERMINAL_JOB, unless="force")
        | reject(canceled, INVALID_REQUEST, c.FORCED_CANCEL_OF_TERMINAL_FAILS,
                 c.FORCE_CANNOT_UPGRADE_CANCEL, c.WHICH_ANSWER_CANCEL_TERMINAL_JOB, cond="force")
        | reject(deletion_in_progress, INVALID_REQUEST, INVALID_STATE_TRANSITION,
                 c.DELETING_REJECTS_CANCEL,
                 which=(c.WHICH_ERROR_CANCEL_WHILE_DELETING,
                        c.CANCEL_WHILE_DELETING_IS_INVALID_REQUEST,
                        c.OLD_OPERATIONS_ANSWER_INVALID_REQUEST)),
        name="CancelJob",
    )
    delete = Event(
        reject(absent, RESOURCE_NOT_FOUND, c.ABSENT_IS_NOT_FOUND)
        | under(
            reject(in_progress, INVALID_STATE_TRANSITION, c.DELETE_NEEDS_FORCE, unless="force")
            | accept(in_progress.to(deletion_in_progress, cond="force"), c.DELETE_BY_FORCE,
                     c.DELETE_BEGINS_DELETION, c.DELETE_JOB_ANSWER)
            | accept(completed.to(deletion_in_progress, unless="force"), c.DELETE_TERMINAL,
                     c.DELETE_BEGINS_DELETION, c.WHICH_TERMINAL_JOB_STATUS)
            | accept(completed.to(deletion_in_progress, cond="force"), c.FORCE_ONLY_WIDENS_DELETE,
                     c.DELETE_BEGINS_DELETION)
            | accept(canceled.to(deletion_in_progress, cond="all_terminal", unless="force"),
                     c.DELETE_TERMINAL, c.DELETE_BEGINS_DELETION)
            | either(c.WHETHER_LIVE_BLOCKS_DELETE,
                     accept(canceled.to(deletion_in_progress, unless=("all_terminal", "force"))),
                     reject(canceled, INVALID_STATE_TRANSITION, unless=("all_terminal", "force"),
                            which=(c.LIVE_BLOCKED_DELETE_IS_INVALID_STATE,)))
            | accept(canceled.to(deletion_in_progress, cond="force"), c.DELETE_RIGHT_AFTER_CANCEL,
                     c.DELETE_OUTRUNS_CASCADE)
            | reject(deletion_in_progress, INVALID_STATE_TRANSITION, INVALID_REQUEST,
                     c.DELETING_REJECTS_DELETE,
                     which=(c.WHICH_ERROR_DELETE_WHILE_DELETING,
                            c.DELETE_WHILE_DELETING_IS_INVALID_STATE)),
            unless="at_limit",
        )
        | under(
            reject(in_progress, INVALID_STATE_TRANSITION, LIMIT_EXCEEDED,
                   c.WHETHER_LIMIT_COMES_FIRST, c.DELETE_NEEDS_FORCE, unless="force")
            | reject(in_progress, LIMIT_EXCEEDED, c.TEN_DELETIONS_AT_ONCE, cond="force")
            | reject(completed, LIMIT_EXCEEDED, c.TEN_DELETIONS_AT_ONCE)
            | reject(canceled, LIMIT_EXCEEDED, c.TEN_DELETIONS_AT_ONCE, cond="force")
            | reject(canceled, LIMIT_EXCEEDED, c.TEN_DELETIONS_AT_ONCE, cond="all_terminal",
                     unless="force")
            | reject(canceled, LIMIT_EXCEEDED, INVALID_STATE_TRANSITION,
                     c.WHETHER_LIMIT_COMES_FIRST, c.WHETHER_LIVE_BLOCKS_DELETE,
                     c.TEN_DELETIONS_AT_ONCE, unless=("all_terminal", "force"))
            | reject(deletion_in_progress, INVALID_STATE_TRANSITION, INVALID_REQUEST,
                     LIMIT_EXCEEDED, c.WHETHER_LIMIT_COMES_FIRST, c.DELETING_REJECTS_DELETE,
                     which=(c.WHICH_ERROR_DELETE_WHILE_DELETING,
                            c.DELETE_WHILE_DELETING_IS_INVALID_STATE)),
            cond="at_limit",
        ),
        name="DeleteJob",
    )
    complete = Event(
        background(in_progress.to(completed, cond="all_terminal"), c.ALL_TERMINAL_COMPLETES,
                c.CANCELED_COUNTS_FOR_COMPLETION, c.COMPLETION_MAY_LAG)
        | background(stays(canceled), c.CANCELED_STAYS_CANCELED, c.WHETHER_CANCELED_COMPLETES)
    )
    end_deletion = Event(background(absent.from_(deletion_in_progress, cond="no_executions"), c.DELETION_ENDS_JOB))


class Execution(Machine):
    """One thing's share of a job."""

    queued = State(value="QUEUED", initial=True)
    in_progress = State(value="IN_PROGRESS")
    canceled = State(value="CANCELED")

    describe = Event(
        reject(absent, RESOURCE_NOT_FOUND, c.ABSENT_IS_NOT_FOUND, c.DELETED_EXECUTION_IS_NOT_FOUND)
        | accept(stays(queued, in_progress, canceled), c.EXECUTION_STATUSES, c.DESCRIBE_ANY_STATUS),
        name="DescribeJobExecution",
    )
    cancel = Event(
        reject(absent, RESOURCE_NOT_FOUND, c.ABSENT_IS_NOT_FOUND)
        | under(
            accept(queued.to(canceled, unless="force"), c.CANCEL_QUEUED,
                   c.VERSION_CHECK_IS_OPTIONAL, c.CANCEL_EXECUTION_ANSWER,
                   c.CANCEL_ACTS_ON_LATEST_EXECUTION,
                   does=(e.VERSION_MAY_GROW, e.DETAILS_TAKEN, e.NOT_FLAGGED))
            | accept(queued.to(canceled, cond="force"), c.CANCEL_BY_FORCE, c.CANCEL_QUEUED,
                     does=(e.VERSION_MAY_GROW, e.DETAILS_TAKEN, e.MAY_BE_FLAGGED))
            | reject(in_progress, INVALID_STATE_TRANSITION, c.CANCEL_NEEDS_FORCE, unless="force")
            | accept(in_progress.to(canceled, cond="force"), c.CANCEL_BY_FORCE,
                     c.LEFTOVER_CANCELABLE_BY_FORCE,
                     does=(e.VERSION_MAY_GROW, e.DETAILS_TAKEN, e.FLAGGED))
            | reject(canceled, INVALID_STATE_TRANSITION, c.TERMINAL_REJECTS_CANCEL),
            unless=("version_mismatch", "job_deleting"),
        )
        | under(
            reject(queued, VERSION_CONFLICT, c.VERSION_MISMATCH_CONFLICTS)
            | reject(in_progress, VERSION_CONFLICT, INVALID_STATE_TRANSITION,
                     c.WHETHER_VERSION_COMES_FIRST, c.VERSION_MISMATCH_CONFLICTS,
                     c.CANCEL_NEEDS_FORCE, unless="force")
            | reject(in_progress, VERSION_CONFLICT, c.VERSION_MISMATCH_CONFLICTS, cond="force")
            | reject(canceled, VERSION_CONFLICT, INVALID_STATE_TRANSITION,
                     c.WHETHER_VERSION_COMES_FIRST, c.VERSION_MISMATCH_CONFLICTS,
                     c.TERMINAL_REJECTS_CANCEL),
            cond="version_mismatch",
            unless="job_deleting",
        )
        | under(
            unspecified(c.WHICH_ANSWER_CANCEL_WHILE_DELETING,
                   accept(canceled.from_(queued, canceled)),
                   reject((queued, canceled), RESOURCE_NOT_FOUND,
                          INVALID_STATE_TRANSITION, INVALID_REQUEST))
            | unspecified(c.WHICH_ANSWER_CANCEL_WHILE_DELETING,
                     accept(in_progress.to(canceled, cond="force")),
                     reject(in_progress, RESOURCE_NOT_FOUND, INVALID_STATE_TRANSITION,
                            INVALID_REQUEST, cond="force"))
            | unspecified(c.WHICH_ANSWER_CANCEL_WHILE_DELETING,
                     accept(stays(in_progress, unless="force")),
                     reject(in_progress, RESOURCE_NOT_FOUND, INVALID_STATE_TRANSITION,
                            INVALID_REQUEST, unless="force")),
            cond="job_deleting",
        ),
        name="CancelJobExecution",
    )
    update = Event(
        reject(absent, RESOURCE_NOT_FOUND, c.DELETED_REJECTS_UPDATE)
        | under(
            accept(queued.to(in_progress), c.DEVICE_STARTS_QUEUED,
                   c.UPDATE_ACTS_ON_LATEST_EXECUTION, does=(e.VERSION_GROWS, e.DETAILS_TAKEN))
            | accept(stays(in_progress), c.DEVICE_REPEATS_IN_PROGRESS,
                     c.UNFORCED_CANCEL_LETS_DEVICE_UPDATE, does=(e.VERSION_GROWS, e.DETAILS_TAKEN))
            | reject(canceled, INVALID_STATE_TRANSITION, c.TERMINAL_REJECTS_UPDATE,
                     c.FORCE_CANCELED_REJECTS_UPDATE),
            unless=("version_mismatch", "job_deleting"),
        )
        | under(
            reject((queued, in_progress), VERSION_CONFLICT, INVALID_STATE_TRANSITION,
                   c.WHICH_VERSION_ERROR, c.VERSION_MISMATCH_REJECTS_UPDATE)
            | reject(canceled, VERSION_CONFLICT, INVALID_STATE_TRANSITION,
                     c.WHETHER_VERSION_COMES_FIRST, c.TERMINAL_REJECTS_UPDATE),
            cond="version_mismatch",
            unless="job_deleting",
        )
        | under(
            either(c.WHEN_DEVICES_ARE_CUT_OFF,
                   reject((queued, in_progress), RESOURCE_NOT_FOUND, INVALID_STATE_TRANSITION,
                          c.DELETION_LOCKS_DEVICE_OUT),
                   accept(in_progress.from_(queued, in_progress),
                          does=(e.VERSION_GROWS, e.DETAILS_TAKEN)))
            | reject(canceled, RESOURCE_NOT_FOUND, INVALID_STATE_TRANSITION,
                     c.WHEN_DEVICES_ARE_CUT_OFF, c.TERMINAL_REJECTS_UPDATE),
            cond="job_deleting",
            unless="version_mismatch",
        )
        | reject((queued, in_progress, canceled), RESOURCE_NOT_FOUND, VERSION_CONFLICT,
                 INVALID_STATE_TRANSITION, c.WHEN_DEVICES_ARE_CUT_OFF, c.VERSION_MISMATCH_REJECTS_UPDATE,
                 cond=("job_deleting", "version_mismatch")),
        name="UpdateJobExecution",
    )
    start_next = Event(
        accept(stays(absent), c.NOTHING_PENDING_IS_NO_ERROR)
        | accept(queued.to(in_progress), c.START_NEXT_STARTS_QUEUED,
                 does=(e.VERSION_GROWS, e.DETAILS_TAKEN))
        | accept(stays(in_progress), c.START_NEXT_RETURNS_IN_PROGRESS, c.START_NEXT_KEEPS_VERSION)
        | accept(stays(canceled), c.TERMINAL_IS_NEVER_PENDING),
        name="StartNextPendingJobExecution",
    )
    list_pending = Event(
        accept(stays(absent), c.NOTHING_PENDING_IS_NO_ERROR)
        | accept(stays(queued, in_progress), c.PENDING_STATUSES, c.PENDING_SHOWS_AT_MOST_TEN,
                 c.WHETHER_PENDING_SHOWS_IN_PROGRESS)
        | accept(stays(canceled), c.TERMINAL_IS_NEVER_PENDING),
        name="GetPendingJobExecutions",
    )
    list_executions = Event(
        accept(stays(absent), c.NOTHING_LISTED_IS_NO_ERROR)
        | accept(stays(queued, in_progress, canceled), c.LISTED_FOR_THING),
        name="ListJobExecutionsForThing",
    )
    roll_out = Event(
        background(absent.to(queued), c.ROLLED_OUT_QUEUED, c.ROLLOUT_COMES_LATER,
                does=(e.STARTS_AT_ONE,))
    )
    start = Event(
        background(queued.to(in_progress), c.DEVICE_STARTS_QUEUED, c.WHO_SETS_STATUS,
                does=(e.VERSION_GROWS,))
    )
    cascade = Event(
        background(stays(absent), c.CANCEL_STOPS_ROLLOUT)
        | background(queued.to(canceled, unless="force"), c.UNFORCED_CANCEL_REACHES_QUEUED,
                  does=(e.VERSION_MAY_GROW, e.NOT_FLAGGED))
        | background(queued.to(canceled, cond="force"), c.FORCED_CANCEL_REACHES_PENDING,
                  does=(e.VERSION_MAY_GROW, e.MAY_BE_FLAGGED))
        | background(stays(in_progress, unless="force"), c.UNFORCED_CANCEL_LEAVES_IN_PROGRESS,
                  c.CANCELED_JOB_MAY_STILL_RUN, c.UNFORCED_CANCEL_LETS_DEVICE_FINISH)
        | background(in_progress.to(canceled, cond="force"), c.FORCED_CANCEL_REACHES_PENDING,
                  c.FORCED_CANCEL_LOCKS_DEVICE_OUT, does=(e.VERSION_MAY_GROW, e.MAY_BE_FLAGGED))
        | background(stays(canceled), c.CANCEL_LEAVES_TERMINAL)
    )
    remove = Event(
        background(absent.from_(queued, in_progress, canceled), c.DELETE_INCLUDES_EXECUTIONS,
                c.DELETION_IS_GRADUAL)
    )


COUPLINGS = (
    during(Job.in_progress, Execution.roll_out, c.ROLLED_OUT_QUEUED, c.END_STOPS_ROLLOUT),
    during(Job.in_progress, Execution.start, c.DEVICE_STARTS_QUEUED),
    during(Job.canceled, Execution.start, c.WHETHER_START_BEATS_CASCADE),
    during(Job.canceled, Execution.cascade, c.CANCEL_IS_EVENTUAL, c.EXECUTION_CANCEL_IS_EVENTUAL),
    during(Job.deletion_in_progress, Execution.remove, c.DELETION_IS_GRADUAL),
)
PENDING = pending(
    Execution.in_progress,
    Execution.queued,
    claims=(c.PENDING_STATUSES, c.IN_PROGRESS_COMES_NEXT, c.EARLIEST_IN_PROGRESS_COMES_NEXT),
)
UNDECLARED = (
    undeclared(Job.cancel, INVALID_STATE_TRANSITION,
               c.CANCEL_JOB_ERRORS, c.WHICH_ERROR_CANCEL_WHILE_DELETING),
    undeclared(Execution.update, VERSION_CONFLICT, c.WHICH_VERSION_ERROR),
)
ALLOWANCES = (
    may_answer(THROTTLING, c.THROTTLING_ANYWHERE),
    may_answer(SERVICE_UNAVAILABLE, c.THROTTLING_ANYWHERE),
    may_answer(LIMIT_EXCEEDED, c.CREATE_OVER_QUOTA_FAILS, event=Job.create, state=absent),
    may_answer(LIMIT_EXCEEDED, c.CANCEL_MAY_EXCEED_LIMIT, event=Job.cancel, state=Job.in_progress),
)
