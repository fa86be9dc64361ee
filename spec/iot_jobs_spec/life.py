"""The spec of AWS IoT Jobs, profile `full`: an execution lives to the end that its device reports.

Execution                                  absent  QUEUED       IN_PROGRESS TIMED_OUT    others
DescribeJobExecution                       404     =            =           =            =
CancelJobExecution → CANCELED              404     →            409,force→  409          409
UpdateJobExecution → IN_PROGRESS           404     →            =           409          409
  to SUCCEEDED, FAILED                     404     →/409        →           409          409
  to REJECTED                              404     →            →           409          409
  to QUEUED                                404/400 400/409      400/409     409/400      409/400
  to CANCELED, REMOVED, TIMED_OUT          404/400 400/409/→    400/409/→   409/400      409/400
  to OTHER                                 400/404 400          400         400/409      400/409
StartNextPendingJobExecution → IN_PROGRESS =       →            =           =            =
GetPendingJobExecutions                    =       =            =           =            =
ListJobExecutionsForThing                  =       =            =           =            =
DeleteJobExecution → gone                  404     →/409,force→ 409,force→  →/409,force→ →

It extends the profile `core` in `machines`: every rule there holds here too and is not repeated.
`tests/model/test_restriction.py` checks that both profiles say the same of every world and request
of the core.

UpdateJobExecution asks for a status, and each status is an event of its own, because the rules
differ: `UpdateJobExecution=FAILED` names the requests that ask for FAILED; OTHER is a missing or
unknown status. A request with an unknown executionNumber counts as one about an absent execution.

Not in this profile: SCHEDULED jobs, maintenance windows, a device's DescribeJobExecution with
`$next`, and groups: so no thing joins or leaves a job, and only UpdateJobExecution makes an
execution REMOVED. A device ends an execution only by a request, never in a background step. A world
has no clock, so a timer may run out at any time after it was set.
"""

# fmt: off
# isort: off
from statemachine import State
from . import claims as c, effects as e, machines as core
from .errors import INVALID_REQUEST, INVALID_STATE_TRANSITION, RESOURCE_NOT_FOUND
from .language import (
    AbortReached, Continuous, Gives, LostExecution, Machine, Pace, Repeats, RetriesLeft, Spec,
    TimerSet, absent, accept, adds, anything_may_come, background, background_step, during, either,
    ends, extended, given, holds_back, operation, reject, states_of, stays)
from .language.machine import Event
from .language.verbs import Lines

GUARDS = (
    Repeats("identical_repeat", "the request repeats the CreateJob that made the job",
            rare=True, members=("targets", "document", "config")),
    Continuous("continuous", "the job is CONTINUOUS", rare=True),
    LostExecution("execution_lost", "DeleteJobExecution deleted a live execution of the job, "
                  "or its last one", rare=True),
    Gives("timer_given", "the request gives stepTimeoutInMinutes", rare=True,
          member="step_timeout_in_minutes"),
    TimerSet("timer_set", "the job has an in-progress timer, or the execution a step timer"),
    RetriesLeft("retries_left", "the job allows another retry of an execution with this status"),
    AbortReached("abort_due", "the abort criteria are met, in every reading"),
    AbortReached("abort_possible", "the abort criteria are met, in at least one reading",
                 surely=False))

REPORTED = e.VERSION_GROWS, e.DETAILS_REPLACED


class Job(Machine, extends=core.Job, guards=GUARDS):
    """The job of the core, which may be CONTINUOUS or lose executions one by one."""
    in_progress, canceled, completed, deletion_in_progress = states_of(core.Job)

    complete = extended(core.Job.complete, law=(
        holds_back("continuous",
                   why=(c.CONTINUOUS_NEVER_COMPLETES, c.CONTINUOUS_TAKES_LATER_THINGS)),
        holds_back("execution_lost",
                   why=(c.WHETHER_DELETION_COMPLETES, c.WHETHER_EMPTY_JOB_COMPLETES))))
    may_complete = background_step(Pace.OPEN,
        background(in_progress.to(completed), cond=("all_terminal", "execution_lost"),
                   unless="continuous",
                   why=(c.WHETHER_DELETION_COMPLETES, c.WHETHER_EMPTY_JOB_COMPLETES)))
    abort = background_step(Pace.DUE,
        background(in_progress.to(canceled), cond="abort_due", does=e.REASON_GIVEN,
                   why=(c.ABORT_CANCELS_QUEUED, c.DELETED_EXECUTION_COUNTS_NOT)))
    may_abort = background_step(Pace.OPEN,
        background(in_progress.to(canceled), cond="abort_possible", unless="abort_due",
                   does=e.REASON_GIVEN,
                   why=(c.WHICH_EXECUTIONS_COUNT_FOR_ABORT, c.ABORT_CANCELS_QUEUED)))


def _report(status: str, live: Lines, ended: tuple[State, ...]) -> Event:
    """UpdateJobExecution with a status that a device may set; ``live`` has the rules for a live
    execution."""
    return operation("UpdateJobExecution",
        reject(absent, RESOURCE_NOT_FOUND, why=c.DELETED_REJECTS_UPDATE)
        | live
        | reject(ended, INVALID_STATE_TRANSITION, why=c.TERMINAL_REJECTS_UPDATE),
        law=core.Execution.update.laws, requested=status)


def _finish(queued: State, in_progress: State, end: State, ended: tuple[State, ...]) -> Event:
    """UpdateJobExecution with SUCCEEDED or FAILED."""
    return _report(end.value,
        either(accept(queued.to(end), why=c.DEVICE_ENDS_QUEUED, does=REPORTED),
               reject(queued, INVALID_STATE_TRANSITION, why=c.WHETHER_QUEUED_ENDS_DIRECTLY))
        | accept(in_progress.to(end), does=REPORTED,
                 why=(c.DEVICE_ENDS_IN_PROGRESS, c.WHO_SETS_STATUS, c.UPDATE_SHOWS_STATE)),
        ended)


def _set_by_service(status: str, live: Lines, ended: tuple[State, ...]) -> Event:
    """UpdateJobExecution with a status that only the service sets."""
    return operation("UpdateJobExecution",
        reject(absent, RESOURCE_NOT_FOUND, INVALID_REQUEST,
               why=(c.WHETHER_VALIDATION_COMES_FIRST, c.DELETED_REJECTS_UPDATE))
        | live
        | reject(ended, INVALID_STATE_TRANSITION, INVALID_REQUEST,
                 why=(c.WHETHER_STATUS_VALUE_COMES_FIRST, c.TERMINAL_REJECTS_UPDATE)),
        law=core.Execution.update.laws, requested=status)


def _ended_by_service(
        queued: State, in_progress: State, end: State, ended: tuple[State, ...]) -> Event:
    """UpdateJobExecution with CANCELED, REMOVED or TIMED_OUT."""
    return _set_by_service(end.value,
        either(reject((queued, in_progress), INVALID_REQUEST, INVALID_STATE_TRANSITION),
               accept(queued.to(end) | in_progress.to(end), does=REPORTED),
               why=(c.WHICH_ANSWER_SERVICE_STATUS, c.DEVICE_STATUSES, c.WHO_SETS_STATUS)),
        ended)


class Execution(Machine, extends=core.Execution, guards=GUARDS):
    """The execution of the core, with every status in which it can end."""
    validate_disconnected_states = False  # REMOVED is permitted, and no rule expects it
    queued, in_progress, canceled = states_of(core.Execution)
    succeeded = State(value="SUCCEEDED")
    failed = State(value="FAILED")
    rejected = State(value="REJECTED")
    timed_out = State(value="TIMED_OUT")
    removed = State(value="REMOVED")
    further = succeeded, failed, rejected, timed_out, removed
    ended = canceled, *further

    describe = extended(core.Execution.describe,
        accept(stays(*further), why=(c.EXECUTION_STATUSES, c.DESCRIBE_ANY_STATUS)))
    cancel = extended(core.Execution.cancel,
        reject(further, INVALID_STATE_TRANSITION, why=c.TERMINAL_REJECTS_CANCEL))
    update = extended(core.Execution.update,
        reject(further, INVALID_STATE_TRANSITION, why=c.TERMINAL_REJECTS_UPDATE),
        law=adds("timer_given", e.STEP_TIMER_SET, to=(queued, in_progress),
                 why=(c.STEP_TIMER_IS_SET, c.STEP_TIMER_IS_REMOVED)))
    succeed = _finish(queued, in_progress, succeeded, ended)
    fail = _finish(queued, in_progress, failed, ended)
    refuse = _report("REJECTED",
        accept(queued.to(rejected), why=c.DEVICE_REJECTS_QUEUED, does=REPORTED)
        | accept(in_progress.to(rejected), why=(c.DEVICE_ENDS_IN_PROGRESS, c.WHO_SETS_STATUS),
                 does=REPORTED),
        ended)
    requeue = _set_by_service("QUEUED",
        reject((queued, in_progress), INVALID_REQUEST, INVALID_STATE_TRANSITION,
               why=(c.WHICH_ANSWER_SERVICE_STATUS, c.DEVICE_STATUSES, c.WHO_SETS_STATUS)),
        ended)
    set_canceled = _ended_by_service(queued, in_progress, canceled, ended)
    set_removed = _ended_by_service(queued, in_progress, removed, ended)
    set_timed_out = _ended_by_service(queued, in_progress, timed_out, ended)
    misreport = operation("UpdateJobExecution",
        reject(absent, INVALID_REQUEST, RESOURCE_NOT_FOUND,
               why=(c.WHETHER_VALIDATION_COMES_FIRST, c.MISSING_STATUS_IS_INVALID))
        | reject((queued, in_progress), INVALID_REQUEST,
                 why=(c.MISSING_STATUS_IS_INVALID, c.UNKNOWN_STATUS_IS_INVALID, c.DEVICE_STATUSES))
        | reject(ended, INVALID_REQUEST, INVALID_STATE_TRANSITION,
                 why=(c.WHETHER_STATUS_VALUE_COMES_FIRST, c.MISSING_STATUS_IS_INVALID,
                      c.UNKNOWN_STATUS_IS_INVALID, c.TERMINAL_REJECTS_UPDATE)),
        law=core.Execution.update.laws, requested="OTHER")
    start_next = extended(core.Execution.start_next,
        accept(stays(*further), why=c.TERMINAL_IS_NEVER_PENDING),
        law=(adds("timer_given", e.STEP_TIMER_SET, to=(queued,), why=c.STEP_TIMER_IS_SET),
             adds("timer_given", e.STEP_TIMER_MAY_BE_SET, to=(in_progress,),
                  why=c.WHETHER_START_NEXT_SETS_RUNNING_TIMER)))
    list_pending = extended(core.Execution.list_pending,
        accept(stays(*further), why=c.TERMINAL_IS_NEVER_PENDING))
    list_executions = extended(core.Execution.list_executions,
        accept(stays(*further), why=c.LISTED_FOR_THING))
    delete = operation("DeleteJobExecution",
        reject(absent, RESOURCE_NOT_FOUND,
               why=(c.ABSENT_IS_NOT_FOUND, c.UNKNOWN_NUMBER_IS_NOT_FOUND, c.EXECUTION_IDENTITY))
        | either(accept(ends(queued), does=e.STAYS_DELETED),
                 reject(queued, INVALID_STATE_TRANSITION), unless="force",
                 why=c.WHETHER_DELETE_TAKES_QUEUED)
        | reject(in_progress, INVALID_STATE_TRANSITION, unless="force",
                 why=c.DELETE_EXECUTION_NEEDS_FORCE)
        | accept(ends(in_progress), cond="force", why=c.DELETE_EXECUTION_BY_FORCE,
                 does=e.STAYS_DELETED)
        | accept(ends(succeeded, failed, rejected, removed, canceled), does=e.STAYS_DELETED,
                 why=(given("force", yes=c.FORCE_ONLY_WIDENS_EXECUTION_DELETE,
                            no=c.DELETE_ENDED_EXECUTION), c.NUMBER_MAY_BE_REUSED))
        | either(accept(ends(timed_out), does=e.STAYS_DELETED),
                 reject(timed_out, INVALID_STATE_TRANSITION), unless="force",
                 why=(c.DELETE_TIMED_OUT, c.WHETHER_DELETE_TAKES_TIMED_OUT))
        | accept(ends(queued, timed_out), cond="force", does=e.STAYS_DELETED,
                 why=c.FORCE_ONLY_WIDENS_EXECUTION_DELETE),
        law=anything_may_come("job_deleting", RESOURCE_NOT_FOUND, INVALID_STATE_TRANSITION,
                              INVALID_REQUEST,
                              why=c.WHICH_ANSWER_DELETE_EXECUTION_WHILE_DELETING))
    cascade = extended(core.Execution.cascade,
        background(stays(*further), why=c.CANCEL_LEAVES_TERMINAL))
    remove = extended(core.Execution.remove,
        background(ends(*further), why=(c.DELETE_INCLUDES_EXECUTIONS, c.DELETION_IS_GRADUAL)))
    time_out = background_step(Pace.TIMER,
        background(in_progress.to(timed_out), cond="timer_set", why=c.TIMER_ENDS_EXECUTION,
                   does=e.TIME_OUT_MAY_BUMP))
    retry = background_step(Pace.DUE,
        background(failed.to(queued) | timed_out.to(queued), cond="retries_left", does=e.RETRIED,
                   why=(c.FAILURE_IS_RETRIED, c.TEN_RETRIES_AT_MOST)))


FULL = Spec("full", Job, Execution,
    extends=core.CORE,
    couplings=(*core.CORE.couplings,
        during(Job.in_progress, Execution.time_out, why=c.TIMER_ENDS_EXECUTION),
        during(Job.canceled, Execution.time_out, why=c.TIMER_OUTLASTS_CANCEL),
        during(Job.deletion_in_progress, Execution.time_out,
               why=c.WHETHER_TIMER_OUTLASTS_DELETION),
        during(Job.in_progress, Execution.retry,
               why=(c.FAILURE_IS_RETRIED, c.CANCEL_STOPS_RETRIES))),
    pending=core.CORE.pending, limit=core.CORE.limit, allowances=core.CORE.allowances,
    undeclared=core.CORE.undeclared)
