"""The spec of AWS IoT Jobs, profile `core`: an execution ends by a cancel or a deletion alone.

Job                               absent  IN_PROGRESS  CANCELED      COMPLETED  DELETION_IN_PROGRESS
CreateJob → IN_PROGRESS           →       409          409           409        409
DescribeJob                       404     =            =             =          =
ListJobExecutionsForJob           404     =            =             =          =
CancelJob → CANCELED              404     →            400           400        400/409
DeleteJob → DELETION_IN_PROGRESS  404     409,force→   →/409,force→  →          409/400

Execution                                   absent  QUEUED  IN_PROGRESS  CANCELED
DescribeJobExecution                        404     =       =            =
CancelJobExecution → CANCELED               404     →       409,force→   409
UpdateJobExecution → IN_PROGRESS            404     →       =            409
StartNextPendingJobExecution → IN_PROGRESS  =       →       =            =
GetPendingJobExecutions                     =       =       =            =
ListJobExecutionsForThing                   =       =       =            =

→ moves there, = keeps the status, a number is the HTTP status of the error, / separates permitted
answers, `409,force→` is 409, but → with force. Rare guards do not hold here.

A line says: verdict (`accept`, `reject`, `either` of several, `background` step), statuses, guards
(`cond`: all hold, `unless`: none holds), errors (the expected one first), effects (`does`), claims
(`why`; `which`: why this error). `given`: what differs with a guard. Claims named WHETHER_, WHICH_
and WHEN_ are open questions. A step comes soon (DUE), in a DELETION, or when a DEVICE acts.

A law adds, for every status but absent, the line where its guard holds: what was accepted becomes
this error; what was rejected keeps its error and may also give this one. The expected error is this
one (`before_status`) or its own (`after_status`). `cuts_off`: may be rejected with these errors, or
answered as usual; `anything_may_come`: unspecified.
"""

# fmt: off
# isort: off
from statemachine import State
from . import claims as c, effects as e
from .errors import (
    INVALID_REQUEST, INVALID_STATE_TRANSITION, LIMIT_EXCEEDED, RESOURCE_ALREADY_EXISTS,
    RESOURCE_NOT_FOUND, SERVICE_UNAVAILABLE, THROTTLING, VERSION_CONFLICT)
from .language import (
    AllTerminal, Flag, JobDeleting, LimitReached, Machine, Mismatch, NoExecutions, Pace, Repeats,
    Spec, absent, accept, after_status, anything_may_come, at_most, background, background_step,
    before_status, cuts_off, during, either, ends, given, may_answer, operation, pending, reject,
    stays, undeclared)

GUARDS = (
    Flag("force", "the request, or the request that caused the background step, has force=true",
         member="force", stored="force_canceled"),
    Mismatch("version_mismatch", "expectedVersion is given and is not the stored version",
             rare=True, member="expected_version", field="version"),
    LimitReached("at_limit", "as many jobs are being deleted as the limit allows", rare=True),
    AllTerminal("all_terminal", "every execution is terminal, and none is still to be rolled out"),
    NoExecutions("no_executions", "the job has no execution left"),
    Repeats("identical_repeat", "the request repeats the CreateJob that made the job",
            rare=True, members=("targets", "document")),
    JobDeleting("job_deleting", "the job of the execution is DELETION_IN_PROGRESS", rare=True))


class Job(Machine, guards=GUARDS):
    """Work for a set of things, with one execution for each thing."""
    in_progress = State(value="IN_PROGRESS", initial=True)
    canceled = State(value="CANCELED")
    completed = State(value="COMPLETED")
    deletion_in_progress = State(value="DELETION_IN_PROGRESS")

    create = operation("CreateJob",
        accept(absent.to(in_progress),
               why=(c.CREATED_IN_PROGRESS, c.DELETED_ID_IS_FREE, c.SNAPSHOT_IS_DEFAULT))
        | reject((in_progress, canceled, completed), RESOURCE_ALREADY_EXISTS,
                 unless="identical_repeat", why=c.TAKEN_ID_REJECTS_CREATE)
        | either(reject((in_progress, canceled, completed), RESOURCE_ALREADY_EXISTS,
                        why=c.TAKEN_ID_REJECTS_CREATE),
                 accept(stays(in_progress, canceled, completed)),
                 cond="identical_repeat", why=c.WHETHER_IDENTICAL_CREATE_SUCCEEDS)
        | reject(deletion_in_progress, RESOURCE_ALREADY_EXISTS, why=c.DELETING_ID_IS_TAKEN))
    describe = operation("DescribeJob",
        reject(absent, RESOURCE_NOT_FOUND, why=(c.ABSENT_IS_NOT_FOUND, c.DELETION_ENDS_JOB))
        | accept(stays(in_progress, canceled, completed, deletion_in_progress),
                 why=(c.JOB_STATUSES, c.DELETE_BEGINS_DELETION)))
    list_executions = operation("ListJobExecutionsForJob",
        reject(absent, RESOURCE_NOT_FOUND, why=(c.ABSENT_IS_NOT_FOUND, c.DELETION_ENDS_JOB))
        | accept(stays(in_progress, canceled, completed), why=c.LISTED_FOR_JOB)
        | accept(stays(deletion_in_progress), why=(c.LISTED_FOR_JOB, c.DELETION_IS_GRADUAL)))
    cancel = operation("CancelJob",
        reject(absent, RESOURCE_NOT_FOUND, why=c.ABSENT_IS_NOT_FOUND)
        | accept(in_progress.to(canceled),
                 why=(c.CANCEL_CANCELS_JOB, c.CANCEL_JOB_ANSWER, c.FORCE_DEFAULTS_TO_FALSE),
                 does=(given("force", yes=e.JOB_FLAGGED, no=e.JOB_NOT_FLAGGED), e.REASON_KEPT))
        | reject((completed, canceled), INVALID_REQUEST,
                 why=(given("force", yes=(c.FORCED_CANCEL_OF_TERMINAL_FAILS,
                                          c.FORCE_CANNOT_UPGRADE_CANCEL),
                            no=c.UNFORCED_CANCEL_OF_TERMINAL_FAILS),
                      c.WHICH_ANSWER_CANCEL_TERMINAL_JOB))
        | reject(deletion_in_progress, INVALID_REQUEST, INVALID_STATE_TRANSITION,
                 why=c.DELETING_REJECTS_CANCEL,
                 which=(c.WHICH_ERROR_CANCEL_WHILE_DELETING,
                        c.CANCEL_WHILE_DELETING_IS_INVALID_REQUEST,
                        c.OLD_OPERATIONS_ANSWER_INVALID_REQUEST)))
    delete = operation("DeleteJob",
        reject(absent, RESOURCE_NOT_FOUND, why=c.ABSENT_IS_NOT_FOUND)
        | reject(in_progress, INVALID_STATE_TRANSITION, unless="force", why=c.DELETE_NEEDS_FORCE)
        | accept(in_progress.to(deletion_in_progress), cond="force",
                 why=(c.DELETE_BY_FORCE, c.DELETE_BEGINS_DELETION, c.DELETE_JOB_ANSWER))
        | accept(completed.to(deletion_in_progress),
                 why=(given("force", yes=c.FORCE_ONLY_WIDENS_DELETE, no=c.DELETE_TERMINAL),
                      c.DELETE_BEGINS_DELETION, c.WHICH_TERMINAL_JOB_STATUS))
        | accept(canceled.to(deletion_in_progress), cond="all_terminal", unless="force",
                 why=(c.DELETE_TERMINAL, c.DELETE_BEGINS_DELETION))
        | either(accept(canceled.to(deletion_in_progress)),
                 reject(canceled, INVALID_STATE_TRANSITION,
                        which=c.LIVE_BLOCKED_DELETE_IS_INVALID_STATE),
                 unless=("all_terminal", "force"), why=c.WHETHER_LIVE_BLOCKS_DELETE)
        | accept(canceled.to(deletion_in_progress), cond="force",
                 why=(c.DELETE_RIGHT_AFTER_CANCEL, c.DELETE_OUTRUNS_CASCADE))
        | reject(deletion_in_progress, INVALID_STATE_TRANSITION, INVALID_REQUEST,
                 why=c.DELETING_REJECTS_DELETE,
                 which=(c.WHICH_ERROR_DELETE_WHILE_DELETING,
                        c.DELETE_WHILE_DELETING_IS_INVALID_STATE)),
        law=after_status("at_limit", LIMIT_EXCEEDED, why=c.TEN_DELETIONS_AT_ONCE,
                         unsettled=c.WHETHER_LIMIT_COMES_FIRST))
    complete = background_step(Pace.DUE,
        background(in_progress.to(completed), cond="all_terminal", why=(
            c.ALL_TERMINAL_COMPLETES, c.CANCELED_COUNTS_FOR_COMPLETION, c.COMPLETION_MAY_LAG))
        | background(stays(canceled),
                     why=(c.CANCELED_STAYS_CANCELED, c.WHETHER_CANCELED_COMPLETES)))
    end_deletion = background_step(Pace.DELETION, background(
        ends(deletion_in_progress), cond="no_executions", why=c.DELETION_ENDS_JOB))


class Execution(Machine, guards=GUARDS):
    """One thing's share of a job: live while QUEUED or IN_PROGRESS, then terminal."""
    queued = State(value="QUEUED", initial=True)
    in_progress = State(value="IN_PROGRESS")
    canceled = State(value="CANCELED")

    describe = operation("DescribeJobExecution",
        reject(absent, RESOURCE_NOT_FOUND,
               why=(c.ABSENT_IS_NOT_FOUND, c.DELETED_EXECUTION_IS_NOT_FOUND))
        | accept(stays(queued, in_progress, canceled),
                 why=(c.EXECUTION_STATUSES, c.DESCRIBE_ANY_STATUS)))
    cancel = operation("CancelJobExecution",
        reject(absent, RESOURCE_NOT_FOUND, why=c.ABSENT_IS_NOT_FOUND)
        | accept(queued.to(canceled),
                 why=(given("force", yes=c.CANCEL_BY_FORCE), c.CANCEL_QUEUED,
                      c.VERSION_CHECK_IS_OPTIONAL, c.CANCEL_EXECUTION_ANSWER,
                      c.CANCEL_ACTS_ON_LATEST_EXECUTION),
                 does=(e.VERSION_MAY_GROW, e.DETAILS_TAKEN,
                       given("force", yes=e.MAY_BE_FLAGGED, no=e.NOT_FLAGGED)))
        | reject(in_progress, INVALID_STATE_TRANSITION, unless="force", why=c.CANCEL_NEEDS_FORCE)
        | accept(in_progress.to(canceled), cond="force",
                 why=(c.CANCEL_BY_FORCE, c.LEFTOVER_CANCELABLE_BY_FORCE, c.FORCE_NEEDS_RECOVERY),
                 does=(e.VERSION_MAY_GROW, e.DETAILS_TAKEN, e.FLAGGED))
        | reject(canceled, INVALID_STATE_TRANSITION, why=c.TERMINAL_REJECTS_CANCEL),
        law=(anything_may_come("job_deleting", RESOURCE_NOT_FOUND, INVALID_STATE_TRANSITION,
                               INVALID_REQUEST, why=c.WHICH_ANSWER_CANCEL_WHILE_DELETING),
             before_status("version_mismatch", VERSION_CONFLICT, why=c.VERSION_MISMATCH_CONFLICTS,
                           unsettled=c.WHETHER_VERSION_COMES_FIRST)))
    update = operation("UpdateJobExecution",
        reject(absent, RESOURCE_NOT_FOUND, why=c.DELETED_REJECTS_UPDATE)
        | accept(queued.to(in_progress), does=(e.VERSION_GROWS, e.DETAILS_REPLACED),
                 why=(c.DEVICE_STARTS_QUEUED, c.UPDATE_ACTS_ON_LATEST_EXECUTION))
        | accept(stays(in_progress), does=(e.VERSION_GROWS, e.DETAILS_REPLACED),
                 why=(c.DEVICE_REPEATS_IN_PROGRESS, c.UNFORCED_CANCEL_LETS_DEVICE_UPDATE))
        | reject(canceled, INVALID_STATE_TRANSITION,
                 why=(c.TERMINAL_REJECTS_UPDATE, c.FORCE_CANCELED_REJECTS_UPDATE)),
        law=(before_status("version_mismatch", VERSION_CONFLICT, INVALID_STATE_TRANSITION,
                           why=c.VERSION_MISMATCH_REJECTS_UPDATE, which=c.WHICH_VERSION_ERROR,
                           unsettled=c.WHETHER_VERSION_COMES_FIRST),
             cuts_off("job_deleting", RESOURCE_NOT_FOUND, INVALID_STATE_TRANSITION,
                      why=(c.WHEN_DEVICES_ARE_CUT_OFF, c.DELETION_LOCKS_DEVICE_OUT))))
    start_next = operation("StartNextPendingJobExecution",
        accept(stays(absent), why=c.NOTHING_PENDING_IS_NO_ERROR)
        | accept(queued.to(in_progress), why=c.START_NEXT_STARTS_QUEUED,
                 does=(e.VERSION_GROWS, e.DETAILS_REPLACED))
        | accept(stays(in_progress),
                 why=(c.START_NEXT_RETURNS_IN_PROGRESS, c.START_NEXT_KEEPS_VERSION))
        | accept(stays(canceled), why=c.TERMINAL_IS_NEVER_PENDING))
    list_pending = operation("GetPendingJobExecutions",
        accept(stays(absent), why=c.NOTHING_PENDING_IS_NO_ERROR)
        | accept(stays(queued, in_progress), why=(c.PENDING_STATUSES, c.PENDING_SHOWS_AT_MOST_TEN,
                                                  c.WHETHER_PENDING_SHOWS_IN_PROGRESS))
        | accept(stays(canceled), why=c.TERMINAL_IS_NEVER_PENDING))
    list_executions = operation("ListJobExecutionsForThing",
        accept(stays(absent), why=c.NOTHING_LISTED_IS_NO_ERROR)
        | accept(stays(queued, in_progress, canceled), why=c.LISTED_FOR_THING))
    roll_out = background_step(Pace.DUE,
        background(absent.to(queued), why=(c.ROLLED_OUT_QUEUED, c.ROLLOUT_COMES_LATER),
                   does=e.STARTS_AT_ONE))
    start = background_step(Pace.DEVICE,
        background(queued.to(in_progress), why=(c.DEVICE_STARTS_QUEUED, c.WHO_SETS_STATUS),
                   does=e.VERSION_GROWS))
    cascade = background_step(Pace.DUE,
        background(stays(absent), why=c.CANCEL_STOPS_ROLLOUT)
        | background(queued.to(canceled), why=given("force", yes=c.FORCED_CANCEL_REACHES_PENDING,
                                                    no=c.UNFORCED_CANCEL_REACHES_QUEUED),
                     does=(e.VERSION_MAY_GROW,
                           given("force", yes=e.MAY_BE_FLAGGED, no=e.NOT_FLAGGED)))
        | background(stays(in_progress), unless="force",
                     why=(c.UNFORCED_CANCEL_LEAVES_IN_PROGRESS, c.CANCELED_JOB_MAY_STILL_RUN,
                          c.UNFORCED_CANCEL_LETS_DEVICE_FINISH))
        | background(in_progress.to(canceled), cond="force",
                     why=(c.FORCED_CANCEL_REACHES_PENDING, c.FORCED_CANCEL_LOCKS_DEVICE_OUT,
                          c.NOTHING_STOPS_A_DEVICE, c.FORCE_NEEDS_RECOVERY),
                     does=(e.VERSION_MAY_GROW, e.MAY_BE_FLAGGED))
        | background(stays(canceled), why=c.CANCEL_LEAVES_TERMINAL))
    remove = background_step(Pace.DELETION, background(
        ends(queued, in_progress, canceled),
        why=(c.DELETE_INCLUDES_EXECUTIONS, c.DELETION_IS_GRADUAL)))


CORE = Spec("core", Job, Execution,
    couplings=(
        during(Job.in_progress, Execution.roll_out, why=(c.ROLLED_OUT_QUEUED, c.END_STOPS_ROLLOUT)),
        during(Job.in_progress, Execution.start, why=c.DEVICE_STARTS_QUEUED),
        during(Job.canceled, Execution.start, why=c.WHETHER_START_BEATS_CASCADE),
        during(Job.canceled, Execution.cascade,
               why=(c.CANCEL_IS_EVENTUAL, c.EXECUTION_CANCEL_IS_EVENTUAL)),
        during(Job.deletion_in_progress, Execution.remove, why=c.DELETION_IS_GRADUAL)),
    pending=pending(Execution.in_progress, Execution.queued, shown=10,
                    why=(c.IN_PROGRESS_COMES_NEXT, c.EARLIEST_IN_PROGRESS_COMES_NEXT)),
    limit=at_most(10, Job.deletion_in_progress,
                  why=(c.TEN_DELETIONS_AT_ONCE, c.DELETION_LIMIT_ASKS_FOR_A_MINUTE)),
    allowances=(
        may_answer(THROTTLING, why=c.THROTTLING_ANYWHERE),
        may_answer(SERVICE_UNAVAILABLE, why=c.THROTTLING_ANYWHERE),
        may_answer(LIMIT_EXCEEDED, event=Job.create, state=absent, why=c.CREATE_OVER_QUOTA_FAILS),
        may_answer(LIMIT_EXCEEDED, event=Job.cancel, state=Job.in_progress,
                   why=c.CANCEL_MAY_EXCEED_LIMIT)),
    undeclared=(
        undeclared(Job.cancel, INVALID_STATE_TRANSITION,
                   why=(c.CANCEL_JOB_ERRORS, c.WHICH_ERROR_CANCEL_WHILE_DELETING)),
        undeclared(Execution.update, VERSION_CONFLICT, why=c.WHICH_VERSION_ERROR)))
