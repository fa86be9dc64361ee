"""A small spec with other statuses and guards: whatever is derived from a spec must work on it.

A job is OPEN, HALTED, DONE or ERASING, an execution WAITING, ACTIVE, STOPPED or, by its device,
BROKEN, and nobody compares versions. Only the API's names of operations are those of the core
profile.
"""

from __future__ import annotations

from statemachine import State

from iot_jobs_spec import claims as c
from iot_jobs_spec import effects as e
from iot_jobs_spec.errors import (
    INVALID_REQUEST,
    INVALID_STATE_TRANSITION,
    LIMIT_EXCEEDED,
    RESOURCE_ALREADY_EXISTS,
    RESOURCE_NOT_FOUND,
)
from iot_jobs_spec.language import (
    AllTerminal,
    Flag,
    JobDeleting,
    LimitReached,
    Machine,
    NoExecutions,
    Pace,
    Repeats,
    Spec,
    absent,
    accept,
    after_status,
    at_most,
    background,
    background_step,
    cuts_off,
    during,
    ends,
    given,
    operation,
    pending,
    reject,
    stays,
)
from iot_jobs_spec.model.table import read

GUARDS = (
    Flag("hard", "the request is forced", member="force", stored="force_canceled"),
    LimitReached("full", "as many jobs are ERASING as the limit allows", rare=True),
    AllTerminal("finished", "no execution is WAITING or ACTIVE, or still to come"),
    NoExecutions("bare", "the job has no execution"),
    Repeats("again", "it is the same CreateJob", rare=True, members=("targets", "document")),
    JobDeleting("erasing", "the job of the execution is ERASING", rare=True),
)


class Job(Machine, guards=GUARDS):
    """A job with other statuses."""

    open_ = State(value="OPEN", initial=True)
    halted = State(value="HALTED")
    done = State(value="DONE")
    erasing_ = State(value="ERASING")

    create = operation(
        "CreateJob",
        accept(absent.to(open_), why=c.CREATED_IN_PROGRESS)
        | reject(
            (open_, halted, done),
            RESOURCE_ALREADY_EXISTS,
            unless="again",
            why=c.TAKEN_ID_REJECTS_CREATE,
        )
        | accept(stays(open_, halted, done), cond="again", why=c.WHETHER_IDENTICAL_CREATE_SUCCEEDS)
        | reject(erasing_, RESOURCE_ALREADY_EXISTS, why=c.TAKEN_ID_REJECTS_CREATE),
    )
    describe = operation(
        "DescribeJob",
        reject(absent, RESOURCE_NOT_FOUND, why=c.ABSENT_IS_NOT_FOUND)
        | accept(stays(open_, halted, done, erasing_), why=c.JOB_STATUSES),
    )
    cancel = operation(
        "CancelJob",
        reject(absent, RESOURCE_NOT_FOUND, why=c.ABSENT_IS_NOT_FOUND)
        | accept(
            open_.to(halted),
            why=c.CANCEL_CANCELS_JOB,
            does=given("hard", yes=e.JOB_FLAGGED, no=e.JOB_NOT_FLAGGED),
        )
        | reject((halted, done, erasing_), INVALID_REQUEST, why=c.DELETING_REJECTS_CANCEL),
    )
    delete = operation(
        "DeleteJob",
        reject(absent, RESOURCE_NOT_FOUND, why=c.ABSENT_IS_NOT_FOUND)
        | reject(open_, INVALID_STATE_TRANSITION, unless="hard", why=c.DELETE_NEEDS_FORCE)
        | accept(open_.to(erasing_), cond="hard", why=c.DELETE_BY_FORCE)
        | accept(halted.to(erasing_) | done.to(erasing_), why=c.DELETE_TERMINAL)
        | reject(erasing_, INVALID_STATE_TRANSITION, why=c.DELETING_REJECTS_DELETE),
        law=after_status(
            "full",
            LIMIT_EXCEEDED,
            why=c.TEN_DELETIONS_AT_ONCE,
            unsettled=c.WHETHER_LIMIT_COMES_FIRST,
        ),
    )
    finish = background_step(
        Pace.DUE, background(open_.to(done), cond="finished", why=c.ALL_TERMINAL_COMPLETES)
    )
    gone = background_step(
        Pace.DELETION, background(ends(erasing_), cond="bare", why=c.DELETION_ENDS_JOB)
    )


class Execution(Machine, guards=GUARDS):
    """An execution with other statuses."""

    waiting = State(value="WAITING", initial=True)
    active = State(value="ACTIVE")
    stopped = State(value="STOPPED")
    broken = State(value="BROKEN")

    describe = operation(
        "DescribeJobExecution",
        reject(absent, RESOURCE_NOT_FOUND, why=c.ABSENT_IS_NOT_FOUND)
        | accept(stays(waiting, active, stopped, broken), why=c.EXECUTION_STATUSES),
    )
    cancel = operation(
        "CancelJobExecution",
        reject(absent, RESOURCE_NOT_FOUND, why=c.ABSENT_IS_NOT_FOUND)
        | accept(waiting.to(stopped), why=c.CANCEL_QUEUED, does=(e.VERSION_MAY_GROW,))
        | reject(active, INVALID_STATE_TRANSITION, unless="hard", why=c.CANCEL_NEEDS_FORCE)
        | accept(active.to(stopped), cond="hard", why=c.CANCEL_BY_FORCE, does=e.FLAGGED)
        | reject((stopped, broken), INVALID_STATE_TRANSITION, why=c.TERMINAL_REJECTS_CANCEL),
    )
    update = operation(
        "UpdateJobExecution",
        reject(absent, RESOURCE_NOT_FOUND, why=c.DELETED_REJECTS_UPDATE)
        | accept(waiting.to(active), why=c.DEVICE_STARTS_QUEUED, does=e.VERSION_GROWS)
        | accept(stays(active), why=c.DEVICE_REPEATS_IN_PROGRESS, does=e.VERSION_GROWS)
        | reject((stopped, broken), INVALID_STATE_TRANSITION, why=c.TERMINAL_REJECTS_UPDATE),
        law=cuts_off(
            "erasing",
            RESOURCE_NOT_FOUND,
            INVALID_STATE_TRANSITION,
            why=(c.WHEN_DEVICES_ARE_CUT_OFF, c.DELETION_LOCKS_DEVICE_OUT),
        ),
    )
    start_next = operation(
        "StartNextPendingJobExecution",
        accept(stays(absent), why=c.NOTHING_PENDING_IS_NO_ERROR)
        | accept(waiting.to(active), why=c.START_NEXT_STARTS_QUEUED, does=e.VERSION_GROWS)
        | accept(stays(active), why=c.START_NEXT_RETURNS_IN_PROGRESS)
        | accept(stays(stopped, broken), why=c.TERMINAL_IS_NEVER_PENDING),
    )
    arrive = background_step(
        Pace.DUE,
        background(absent.to(waiting), why=c.ROLLED_OUT_QUEUED, does=e.STARTS_AT_ONE),
    )
    begin = background_step(
        Pace.DEVICE,
        background(waiting.to(active), why=c.DEVICE_STARTS_QUEUED, does=e.VERSION_GROWS),
    )
    break_ = background_step(
        Pace.DEVICE,
        background(active.to(broken), why=c.DEVICE_STARTS_QUEUED, does=e.VERSION_GROWS),
    )
    halt = background_step(
        Pace.DUE,
        background(stays(absent), why=c.CANCEL_STOPS_ROLLOUT)
        | background(waiting.to(stopped), why=c.UNFORCED_CANCEL_REACHES_QUEUED)
        | background(stays(active), unless="hard", why=c.UNFORCED_CANCEL_LEAVES_IN_PROGRESS)
        | background(active.to(stopped), cond="hard", why=c.FORCED_CANCEL_REACHES_PENDING)
        | background(stays(stopped, broken), why=c.CANCEL_LEAVES_TERMINAL),
    )
    erase = background_step(
        Pace.DELETION,
        background(ends(waiting, active, stopped, broken), why=c.DELETE_INCLUDES_EXECUTIONS),
    )


SPEC = Spec(
    "other",
    Job,
    Execution,
    couplings=(
        during(Job.open_, Execution.arrive, why=c.ROLLED_OUT_QUEUED),
        during(Job.open_, Execution.begin, why=c.DEVICE_STARTS_QUEUED),
        during(Job.halted, Execution.begin, why=c.WHETHER_START_BEATS_CASCADE),
        during(Job.open_, Execution.break_, why=c.DEVICE_STARTS_QUEUED),
        during(Job.halted, Execution.break_, why=c.DEVICE_STARTS_QUEUED),
        during(Job.halted, Execution.halt, why=c.CANCEL_IS_EVENTUAL),
        during(Job.erasing_, Execution.erase, why=c.DELETION_IS_GRADUAL),
    ),
    pending=pending(Execution.active, Execution.waiting, shown=10, why=c.IN_PROGRESS_COMES_NEXT),
    limit=at_most(2, Job.erasing_, why=c.TEN_DELETIONS_AT_ONCE),
)
TABLE = read(SPEC)
