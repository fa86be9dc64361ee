----------------------------- MODULE IotJobsFull -----------------------------

(***************************************************************************)
(* The lifecycle of AWS IoT Jobs: jobs, and the execution of each job on   *)
(* each thing. Generated from the spec by `iot-jobs-spec render`.          *)
(*                                                                         *)
(* This is the profile `full`. A job keeps how it was created, which any   *)
(* CreateJob may choose from Configs. A step timer is not modelled, as an  *)
(* in-progress timer stands for it, and no job has retries.                *)
(*                                                                         *)
(* An action such as CancelJob_IN_PROGRESS_force is one rule of the spec:  *)
(* the answer to that operation in that status. The words behind the       *)
(* status are the guards of the rule. Guards about the request are free,   *)
(* because any request may be sent; the others are formulas about the      *)
(* state. A rule that rejects, or keeps the status, changes nothing:       *)
(* versions, details and flags are not modelled.                           *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANTS
    Jobs,           \* job ids
    Things,         \* the things that each job is for
    DeletionLimit,  \* how many jobs may be deleted at a time
    Eager           \* TRUE: a request and its cascade are one step;
                    \* FALSE: the cascade takes one execution at a time

ASSUME DeletionLimit \in Nat \ {0} /\ Eager \in BOOLEAN

VARIABLES
    job,        \* the status of each job
    execution,  \* the status of its execution on each thing
    config,     \* how each job was created
    forced      \* whether a forced cancel of the job has executions left to cancel

vars == <<job, execution, config, forced>>

Absent == "ABSENT"
JobStatuses == {"IN_PROGRESS", "CANCELED", "COMPLETED", "DELETION_IN_PROGRESS"}
ExecutionStatuses == {"QUEUED", "IN_PROGRESS", "CANCELED", "SUCCEEDED", "FAILED", "REJECTED",
                      "TIMED_OUT", "REMOVED"}
Pending == {"IN_PROGRESS", "QUEUED"}  \* not terminal

Lost == "LOST"        \* deleted while it was live
Deleted == "DELETED"  \* deleted when it was terminal
Gone == {Absent, Lost, Deleted}

Plain == [continuous |-> FALSE, timed |-> FALSE, abort |-> {}]

Configs ==
    {Plain,
     [continuous |-> TRUE, timed |-> FALSE, abort |-> {}],
     [continuous |-> FALSE, timed |-> TRUE, abort |-> {}],
     [continuous |-> FALSE, timed |-> FALSE, abort |-> {
         [failure |-> "FAILED", percentage |-> 100, executed |-> 1],
         [failure |-> "REJECTED", percentage |-> 100, executed |-> 2]}]}

------------------------------------------------------------------------------
\* Background steps of executions

AfterRollOut(x) ==
    CASE x = "ABSENT" -> "QUEUED"
      [] OTHER -> x

AfterCascade(x, force) ==
    CASE x = "QUEUED" /\ ~force -> "CANCELED"
      [] x = "QUEUED" /\ force -> "CANCELED"
      [] x = "IN_PROGRESS" /\ force -> "CANCELED"
      [] OTHER -> x

AfterRetry(x) ==
    x

AfterRemove(x) ==
    CASE x = "QUEUED" -> "ABSENT"
      [] x = "IN_PROGRESS" -> "ABSENT"
      [] x = "CANCELED" -> "ABSENT"
      [] x = "SUCCEEDED" -> "ABSENT"
      [] x = "FAILED" -> "ABSENT"
      [] x = "REJECTED" -> "ABSENT"
      [] x = "TIMED_OUT" -> "ABSENT"
      [] x = "REMOVED" -> "ABSENT"
      [] OTHER -> x

------------------------------------------------------------------------------
\* Guards

\* force: the request, or the request that caused the background step, has force=true
\* version_mismatch: expectedVersion is given and is not the stored version
\* identical_repeat: the request repeats the CreateJob that made the job
\* timer_given: the request gives stepTimeoutInMinutes

ComesBefore(x, y) ==
    \/ x = "IN_PROGRESS" /\ y = "QUEUED"
    \/ x \in Pending /\ y \notin Pending

Terminal == ExecutionStatuses \ Pending

Live(j) == \E t \in Things : execution[j][t] \in Pending

RollingOut(j) == job[j] = "IN_PROGRESS" /\ \E t \in Things : execution[j][t] = Absent

AllTerminal(j) == ~RollingOut(j) /\ ~Live(j)

JobDeleting(j) == job[j] = "DELETION_IN_PROGRESS"

AtLimit == Cardinality({j \in Jobs : JobDeleting(j)}) >= DeletionLimit

\* Eagerly, the step that ends the deletion removes all executions.
NoExecutions(j) ==
    \A t \in Things :
        (IF Eager THEN AfterRemove(execution[j][t]) ELSE execution[j][t]) \in Gone

\* Whether a device may get this execution next, or, if it is terminal, no execution. The sources do
\* not say whether a device still sees jobs that are being deleted.
ComesNext(j, t) ==
    \E seen \in {Jobs, {k \in Jobs : ~JobDeleting(k)}} :
        /\ j \in seen \/ execution[j][t] \notin Pending
        /\ ~\E k \in seen : ComesBefore(execution[k][t], execution[j][t])

Continuous(j) == config[j].continuous

TimerSet(j) == config[j].timed

RetriesLeft(j) == FALSE

\* DeleteJobExecution deleted a live execution of the job, or its last one.
ExecutionLost(j) ==
    \/ \E t \in Things : execution[j][t] = Lost
    \/ /\ \E t \in Things : execution[j][t] = Deleted
       /\ \A t \in Things : execution[j][t] \in Gone

MustComplete(j) == ~Continuous(j) /\ ~ExecutionLost(j)

Over == Terminal \cup {Lost, Deleted}

Count(j, statuses) == Cardinality({t \in Things : execution[j][t] \in statuses})

Counting(criterion) ==
    IF criterion.failure = "ALL" THEN {"FAILED", "REJECTED", "TIMED_OUT"} ELSE {criterion.failure}

\* The abort criterion is met if so many things count as executed, of those that are `ended`. The
\* share is rounded down if it must be met surely, and up otherwise.
Met(j, criterion, executed, ended, surely) ==
    LET failed == Count(j, ended \cap Counting(criterion))
        all == Count(j, ended)
    IN  /\ executed >= criterion.executed
        /\ failed > 0
        /\ IF surely
           THEN 100 * failed >= all * criterion.percentage
           ELSE 100 * failed > all * (criterion.percentage - 1)

CarriedOut == Terminal \ {"CANCELED", "REMOVED"}

\* The documents do not say which things count as executed, nor which of them ended.
Readings(j) ==
    {<<Count(j, CarriedOut), CarriedOut>>, <<Count(j, Terminal), Terminal>>,
     <<Count(j, ExecutionStatuses), CarriedOut>>, <<Count(j, ExecutionStatuses), Terminal>>}

MetIn(j, reading, surely) ==
    \E criterion \in config[j].abort : Met(j, criterion, reading[1], reading[2], surely)

AbortDue(j) == config[j].abort # {} /\ \A reading \in Readings(j) : MetIn(j, reading, TRUE)

AbortPossible(j) == \E reading \in Readings(j) : MetIn(j, reading, FALSE)

------------------------------------------------------------------------------
\* Moves

\* The status of an execution with status x after the cascade of a job's status.
SetsOff(status, force, x) ==
    CASE status = "IN_PROGRESS" -> AfterRetry(AfterRollOut(x))
      [] status = "CANCELED" -> AfterCascade(x, force)
      [] OTHER -> x

Become(j, status, force, xs) ==
    LET after == IF Eager THEN [t \in Things |-> SetsOff(status, force, xs[t])] ELSE xs
    IN  /\ job' = [job EXCEPT ![j] = status]
        /\ execution' = [execution EXCEPT ![j] = after]
        /\ IF job[j] = Absent
           THEN \E chosen \in Configs : config' = [config EXCEPT ![j] = chosen]
           ELSE config' = [config EXCEPT ![j] = IF status = Absent THEN Plain ELSE @]
        /\ forced' = [forced EXCEPT ![j] =
               force /\ status = "CANCELED" /\ \E t \in Things : after[t] \in Pending]

JobBecomes(j, status, force) == Become(j, status, force, execution[j])

JobEnds(j) == Become(j, Absent, FALSE, [t \in Things |-> Absent])

ExecutionBecomes(j, t, status) ==
    Become(j, job[j], forced[j], [execution[j] EXCEPT ![t] = status])

Reject == UNCHANGED vars

Stay == UNCHANGED vars

------------------------------------------------------------------------------
\* CreateJob

\* CREATED_IN_PROGRESS, DELETED_ID_IS_FREE, SNAPSHOT_IS_DEFAULT
CreateJob_ABSENT(j) ==
    /\ job[j] = "ABSENT"
    /\ JobBecomes(j, "IN_PROGRESS", FALSE)

\* TAKEN_ID_REJECTS_CREATE
CreateJob_IN_PROGRESS_not_identical_repeat(j) ==
    /\ job[j] = "IN_PROGRESS"
    /\ Reject  \* ResourceAlreadyExistsException

\* TAKEN_ID_REJECTS_CREATE
CreateJob_CANCELED_not_identical_repeat(j) ==
    /\ job[j] = "CANCELED"
    /\ Reject  \* ResourceAlreadyExistsException

\* TAKEN_ID_REJECTS_CREATE
CreateJob_COMPLETED_not_identical_repeat(j) ==
    /\ job[j] = "COMPLETED"
    /\ Reject  \* ResourceAlreadyExistsException

\* WHETHER_IDENTICAL_CREATE_SUCCEEDS, TAKEN_ID_REJECTS_CREATE
CreateJob_IN_PROGRESS_identical_repeat(j) ==
    /\ job[j] = "IN_PROGRESS"
    /\ \/ Reject  \* ResourceAlreadyExistsException
       \/ Stay

\* WHETHER_IDENTICAL_CREATE_SUCCEEDS, TAKEN_ID_REJECTS_CREATE
CreateJob_CANCELED_identical_repeat(j) ==
    /\ job[j] = "CANCELED"
    /\ \/ Reject  \* ResourceAlreadyExistsException
       \/ Stay

\* WHETHER_IDENTICAL_CREATE_SUCCEEDS, TAKEN_ID_REJECTS_CREATE
CreateJob_COMPLETED_identical_repeat(j) ==
    /\ job[j] = "COMPLETED"
    /\ \/ Reject  \* ResourceAlreadyExistsException
       \/ Stay

\* DELETING_ID_IS_TAKEN
CreateJob_DELETION_IN_PROGRESS(j) ==
    /\ job[j] = "DELETION_IN_PROGRESS"
    /\ Reject  \* ResourceAlreadyExistsException

CreateJob(j) ==
    \/ CreateJob_ABSENT(j)
    \/ CreateJob_IN_PROGRESS_not_identical_repeat(j)
    \/ CreateJob_CANCELED_not_identical_repeat(j)
    \/ CreateJob_COMPLETED_not_identical_repeat(j)
    \/ CreateJob_IN_PROGRESS_identical_repeat(j)
    \/ CreateJob_CANCELED_identical_repeat(j)
    \/ CreateJob_COMPLETED_identical_repeat(j)
    \/ CreateJob_DELETION_IN_PROGRESS(j)

------------------------------------------------------------------------------
\* DescribeJob

\* ABSENT_IS_NOT_FOUND, DELETION_ENDS_JOB
DescribeJob_ABSENT(j) ==
    /\ job[j] = "ABSENT"
    /\ Reject  \* ResourceNotFoundException

\* JOB_STATUSES, DELETE_BEGINS_DELETION
DescribeJob_IN_PROGRESS(j) ==
    /\ job[j] = "IN_PROGRESS"
    /\ Stay

\* JOB_STATUSES, DELETE_BEGINS_DELETION
DescribeJob_CANCELED(j) ==
    /\ job[j] = "CANCELED"
    /\ Stay

\* JOB_STATUSES, DELETE_BEGINS_DELETION
DescribeJob_COMPLETED(j) ==
    /\ job[j] = "COMPLETED"
    /\ Stay

\* JOB_STATUSES, DELETE_BEGINS_DELETION
DescribeJob_DELETION_IN_PROGRESS(j) ==
    /\ job[j] = "DELETION_IN_PROGRESS"
    /\ Stay

DescribeJob(j) ==
    \/ DescribeJob_ABSENT(j)
    \/ DescribeJob_IN_PROGRESS(j)
    \/ DescribeJob_CANCELED(j)
    \/ DescribeJob_COMPLETED(j)
    \/ DescribeJob_DELETION_IN_PROGRESS(j)

------------------------------------------------------------------------------
\* ListJobExecutionsForJob

\* ABSENT_IS_NOT_FOUND, DELETION_ENDS_JOB
ListJobExecutionsForJob_ABSENT(j) ==
    /\ job[j] = "ABSENT"
    /\ Reject  \* ResourceNotFoundException

\* LISTED_FOR_JOB
ListJobExecutionsForJob_IN_PROGRESS(j) ==
    /\ job[j] = "IN_PROGRESS"
    /\ Stay

\* LISTED_FOR_JOB
ListJobExecutionsForJob_CANCELED(j) ==
    /\ job[j] = "CANCELED"
    /\ Stay

\* LISTED_FOR_JOB
ListJobExecutionsForJob_COMPLETED(j) ==
    /\ job[j] = "COMPLETED"
    /\ Stay

\* LISTED_FOR_JOB, DELETION_IS_GRADUAL
ListJobExecutionsForJob_DELETION_IN_PROGRESS(j) ==
    /\ job[j] = "DELETION_IN_PROGRESS"
    /\ Stay

ListJobExecutionsForJob(j) ==
    \/ ListJobExecutionsForJob_ABSENT(j)
    \/ ListJobExecutionsForJob_IN_PROGRESS(j)
    \/ ListJobExecutionsForJob_CANCELED(j)
    \/ ListJobExecutionsForJob_COMPLETED(j)
    \/ ListJobExecutionsForJob_DELETION_IN_PROGRESS(j)

------------------------------------------------------------------------------
\* CancelJob

\* ABSENT_IS_NOT_FOUND
CancelJob_ABSENT(j) ==
    /\ job[j] = "ABSENT"
    /\ Reject  \* ResourceNotFoundException

\* CANCEL_CANCELS_JOB, CANCEL_JOB_ANSWER, FORCE_DEFAULTS_TO_FALSE
CancelJob_IN_PROGRESS_not_force(j) ==
    /\ job[j] = "IN_PROGRESS"
    /\ JobBecomes(j, "CANCELED", FALSE)

\* CANCEL_CANCELS_JOB, CANCEL_JOB_ANSWER, FORCE_DEFAULTS_TO_FALSE
CancelJob_IN_PROGRESS_force(j) ==
    /\ job[j] = "IN_PROGRESS"
    /\ JobBecomes(j, "CANCELED", TRUE)

\* UNFORCED_CANCEL_OF_TERMINAL_FAILS, WHICH_ANSWER_CANCEL_TERMINAL_JOB
CancelJob_COMPLETED_not_force(j) ==
    /\ job[j] = "COMPLETED"
    /\ Reject  \* InvalidRequestException

\* FORCED_CANCEL_OF_TERMINAL_FAILS, FORCE_CANNOT_UPGRADE_CANCEL, WHICH_ANSWER_CANCEL_TERMINAL_JOB
CancelJob_COMPLETED_force(j) ==
    /\ job[j] = "COMPLETED"
    /\ Reject  \* InvalidRequestException

\* UNFORCED_CANCEL_OF_TERMINAL_FAILS, WHICH_ANSWER_CANCEL_TERMINAL_JOB
CancelJob_CANCELED_not_force(j) ==
    /\ job[j] = "CANCELED"
    /\ Reject  \* InvalidRequestException

\* FORCED_CANCEL_OF_TERMINAL_FAILS, FORCE_CANNOT_UPGRADE_CANCEL, WHICH_ANSWER_CANCEL_TERMINAL_JOB
CancelJob_CANCELED_force(j) ==
    /\ job[j] = "CANCELED"
    /\ Reject  \* InvalidRequestException

\* DELETING_REJECTS_CANCEL, WHICH_ERROR_CANCEL_WHILE_DELETING,
\* CANCEL_WHILE_DELETING_IS_INVALID_REQUEST, OLD_OPERATIONS_ANSWER_INVALID_REQUEST
CancelJob_DELETION_IN_PROGRESS(j) ==
    /\ job[j] = "DELETION_IN_PROGRESS"
    /\ Reject  \* InvalidRequestException or InvalidStateTransitionException

CancelJob(j) ==
    \/ CancelJob_ABSENT(j)
    \/ CancelJob_IN_PROGRESS_not_force(j)
    \/ CancelJob_IN_PROGRESS_force(j)
    \/ CancelJob_COMPLETED_not_force(j)
    \/ CancelJob_COMPLETED_force(j)
    \/ CancelJob_CANCELED_not_force(j)
    \/ CancelJob_CANCELED_force(j)
    \/ CancelJob_DELETION_IN_PROGRESS(j)

------------------------------------------------------------------------------
\* DeleteJob

\* ABSENT_IS_NOT_FOUND
DeleteJob_ABSENT(j) ==
    /\ job[j] = "ABSENT"
    /\ Reject  \* ResourceNotFoundException

\* DELETE_NEEDS_FORCE
DeleteJob_IN_PROGRESS_not_force_not_at_limit(j) ==
    /\ job[j] = "IN_PROGRESS"
    /\ ~AtLimit
    /\ Reject  \* InvalidStateTransitionException

\* DELETE_BY_FORCE, DELETE_BEGINS_DELETION, DELETE_JOB_ANSWER
DeleteJob_IN_PROGRESS_force_not_at_limit(j) ==
    /\ job[j] = "IN_PROGRESS"
    /\ ~AtLimit
    /\ JobBecomes(j, "DELETION_IN_PROGRESS", FALSE)

\* DELETE_TERMINAL, DELETE_BEGINS_DELETION, WHICH_TERMINAL_JOB_STATUS
DeleteJob_COMPLETED_not_force_not_at_limit(j) ==
    /\ job[j] = "COMPLETED"
    /\ ~AtLimit
    /\ JobBecomes(j, "DELETION_IN_PROGRESS", FALSE)

\* FORCE_ONLY_WIDENS_DELETE, DELETE_BEGINS_DELETION, WHICH_TERMINAL_JOB_STATUS
DeleteJob_COMPLETED_force_not_at_limit(j) ==
    /\ job[j] = "COMPLETED"
    /\ ~AtLimit
    /\ JobBecomes(j, "DELETION_IN_PROGRESS", FALSE)

\* DELETE_TERMINAL, DELETE_BEGINS_DELETION
DeleteJob_CANCELED_not_force_not_at_limit_all_terminal(j) ==
    /\ job[j] = "CANCELED"
    /\ ~AtLimit
    /\ AllTerminal(j)
    /\ JobBecomes(j, "DELETION_IN_PROGRESS", FALSE)

\* WHETHER_LIVE_BLOCKS_DELETE, LIVE_BLOCKED_DELETE_IS_INVALID_STATE
DeleteJob_CANCELED_not_force_not_at_limit_not_all_terminal(j) ==
    /\ job[j] = "CANCELED"
    /\ ~AtLimit
    /\ ~AllTerminal(j)
    /\ \/ JobBecomes(j, "DELETION_IN_PROGRESS", FALSE)
       \/ Reject  \* InvalidStateTransitionException

\* DELETE_RIGHT_AFTER_CANCEL, DELETE_OUTRUNS_CASCADE
DeleteJob_CANCELED_force_not_at_limit(j) ==
    /\ job[j] = "CANCELED"
    /\ ~AtLimit
    /\ JobBecomes(j, "DELETION_IN_PROGRESS", FALSE)

\* DELETING_REJECTS_DELETE, WHICH_ERROR_DELETE_WHILE_DELETING,
\* DELETE_WHILE_DELETING_IS_INVALID_STATE
DeleteJob_DELETION_IN_PROGRESS_not_at_limit(j) ==
    /\ job[j] = "DELETION_IN_PROGRESS"
    /\ ~AtLimit
    /\ Reject  \* InvalidStateTransitionException or InvalidRequestException

\* WHETHER_LIMIT_COMES_FIRST, TEN_DELETIONS_AT_ONCE, DELETE_NEEDS_FORCE
DeleteJob_IN_PROGRESS_not_force_at_limit(j) ==
    /\ job[j] = "IN_PROGRESS"
    /\ AtLimit
    /\ Reject  \* InvalidStateTransitionException or LimitExceededException

\* TEN_DELETIONS_AT_ONCE
DeleteJob_IN_PROGRESS_force_at_limit(j) ==
    /\ job[j] = "IN_PROGRESS"
    /\ AtLimit
    /\ Reject  \* LimitExceededException

\* TEN_DELETIONS_AT_ONCE
DeleteJob_COMPLETED_at_limit(j) ==
    /\ job[j] = "COMPLETED"
    /\ AtLimit
    /\ Reject  \* LimitExceededException

\* TEN_DELETIONS_AT_ONCE
DeleteJob_CANCELED_not_force_at_limit_all_terminal(j) ==
    /\ job[j] = "CANCELED"
    /\ AtLimit
    /\ AllTerminal(j)
    /\ Reject  \* LimitExceededException

\* WHETHER_LIMIT_COMES_FIRST, TEN_DELETIONS_AT_ONCE, WHETHER_LIVE_BLOCKS_DELETE
DeleteJob_CANCELED_not_force_at_limit_not_all_terminal(j) ==
    /\ job[j] = "CANCELED"
    /\ AtLimit
    /\ ~AllTerminal(j)
    /\ Reject  \* LimitExceededException or InvalidStateTransitionException

\* TEN_DELETIONS_AT_ONCE
DeleteJob_CANCELED_force_at_limit(j) ==
    /\ job[j] = "CANCELED"
    /\ AtLimit
    /\ Reject  \* LimitExceededException

\* WHETHER_LIMIT_COMES_FIRST, TEN_DELETIONS_AT_ONCE, DELETING_REJECTS_DELETE,
\* WHICH_ERROR_DELETE_WHILE_DELETING, DELETE_WHILE_DELETING_IS_INVALID_STATE
DeleteJob_DELETION_IN_PROGRESS_at_limit(j) ==
    /\ job[j] = "DELETION_IN_PROGRESS"
    /\ AtLimit
    \* InvalidStateTransitionException or InvalidRequestException or LimitExceededException
    /\ Reject

DeleteJob(j) ==
    \/ DeleteJob_ABSENT(j)
    \/ DeleteJob_IN_PROGRESS_not_force_not_at_limit(j)
    \/ DeleteJob_IN_PROGRESS_force_not_at_limit(j)
    \/ DeleteJob_COMPLETED_not_force_not_at_limit(j)
    \/ DeleteJob_COMPLETED_force_not_at_limit(j)
    \/ DeleteJob_CANCELED_not_force_not_at_limit_all_terminal(j)
    \/ DeleteJob_CANCELED_not_force_not_at_limit_not_all_terminal(j)
    \/ DeleteJob_CANCELED_force_not_at_limit(j)
    \/ DeleteJob_DELETION_IN_PROGRESS_not_at_limit(j)
    \/ DeleteJob_IN_PROGRESS_not_force_at_limit(j)
    \/ DeleteJob_IN_PROGRESS_force_at_limit(j)
    \/ DeleteJob_COMPLETED_at_limit(j)
    \/ DeleteJob_CANCELED_not_force_at_limit_all_terminal(j)
    \/ DeleteJob_CANCELED_not_force_at_limit_not_all_terminal(j)
    \/ DeleteJob_CANCELED_force_at_limit(j)
    \/ DeleteJob_DELETION_IN_PROGRESS_at_limit(j)

------------------------------------------------------------------------------
\* Complete

\* ALL_TERMINAL_COMPLETES, CANCELED_COUNTS_FOR_COMPLETION, COMPLETION_MAY_LAG
Job_complete_IN_PROGRESS_all_terminal(j) ==
    /\ job[j] = "IN_PROGRESS"
    /\ AllTerminal(j)
    /\ ~Continuous(j)
    /\ ~ExecutionLost(j)
    /\ JobBecomes(j, "COMPLETED", FALSE)

\* CANCELED_STAYS_CANCELED, WHETHER_CANCELED_COMPLETES
Job_complete_CANCELED(j) ==
    /\ job[j] = "CANCELED"
    /\ Stay

\* CONTINUOUS_NEVER_COMPLETES, CONTINUOUS_TAKES_LATER_THINGS
Job_complete_IN_PROGRESS_all_terminal_continuous(j) ==
    /\ job[j] = "IN_PROGRESS"
    /\ AllTerminal(j)
    /\ Continuous(j)
    /\ Stay

\* WHETHER_DELETION_COMPLETES, WHETHER_EMPTY_JOB_COMPLETES
Job_complete_IN_PROGRESS_all_terminal_execution_lost(j) ==
    /\ job[j] = "IN_PROGRESS"
    /\ AllTerminal(j)
    /\ ~Continuous(j)
    /\ ExecutionLost(j)
    /\ Stay

Complete(j) ==
    \/ Job_complete_IN_PROGRESS_all_terminal(j)
    \/ Job_complete_CANCELED(j)
    \/ Job_complete_IN_PROGRESS_all_terminal_continuous(j)
    \/ Job_complete_IN_PROGRESS_all_terminal_execution_lost(j)

------------------------------------------------------------------------------
\* EndDeletion

\* DELETION_ENDS_JOB
Job_end_deletion_DELETION_IN_PROGRESS_no_executions(j) ==
    /\ job[j] = "DELETION_IN_PROGRESS"
    /\ NoExecutions(j)
    /\ JobEnds(j)

EndDeletion(j) ==
    \/ Job_end_deletion_DELETION_IN_PROGRESS_no_executions(j)

------------------------------------------------------------------------------
\* MayComplete

\* WHETHER_DELETION_COMPLETES, WHETHER_EMPTY_JOB_COMPLETES
Job_may_complete_IN_PROGRESS_all_terminal_execution_lost(j) ==
    /\ job[j] = "IN_PROGRESS"
    /\ AllTerminal(j)
    /\ ~Continuous(j)
    /\ ExecutionLost(j)
    /\ JobBecomes(j, "COMPLETED", FALSE)

MayComplete(j) ==
    \/ Job_may_complete_IN_PROGRESS_all_terminal_execution_lost(j)

------------------------------------------------------------------------------
\* Abort

\* ABORT_CANCELS_QUEUED, DELETED_EXECUTION_COUNTS_NOT
Job_abort_IN_PROGRESS_abort_due(j) ==
    /\ job[j] = "IN_PROGRESS"
    /\ AbortDue(j)
    /\ JobBecomes(j, "CANCELED", FALSE)

Abort(j) ==
    \/ Job_abort_IN_PROGRESS_abort_due(j)

------------------------------------------------------------------------------
\* MayAbort

\* WHICH_EXECUTIONS_COUNT_FOR_ABORT, ABORT_CANCELS_QUEUED
Job_may_abort_IN_PROGRESS_abort_possible(j) ==
    /\ job[j] = "IN_PROGRESS"
    /\ ~AbortDue(j)
    /\ AbortPossible(j)
    /\ JobBecomes(j, "CANCELED", FALSE)

MayAbort(j) ==
    \/ Job_may_abort_IN_PROGRESS_abort_possible(j)

------------------------------------------------------------------------------
\* DescribeJobExecution

\* ABSENT_IS_NOT_FOUND, DELETED_EXECUTION_IS_NOT_FOUND
DescribeJobExecution_ABSENT(j, t) ==
    /\ execution[j][t] \in Gone
    /\ Reject  \* ResourceNotFoundException

\* EXECUTION_STATUSES, DESCRIBE_ANY_STATUS
DescribeJobExecution_QUEUED(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ Stay

\* EXECUTION_STATUSES, DESCRIBE_ANY_STATUS
DescribeJobExecution_IN_PROGRESS(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ Stay

\* EXECUTION_STATUSES, DESCRIBE_ANY_STATUS
DescribeJobExecution_CANCELED(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ Stay

\* EXECUTION_STATUSES, DESCRIBE_ANY_STATUS
DescribeJobExecution_SUCCEEDED(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ Stay

\* EXECUTION_STATUSES, DESCRIBE_ANY_STATUS
DescribeJobExecution_FAILED(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ Stay

\* EXECUTION_STATUSES, DESCRIBE_ANY_STATUS
DescribeJobExecution_REJECTED(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ Stay

\* EXECUTION_STATUSES, DESCRIBE_ANY_STATUS
DescribeJobExecution_TIMED_OUT(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ Stay

\* EXECUTION_STATUSES, DESCRIBE_ANY_STATUS
DescribeJobExecution_REMOVED(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ Stay

DescribeJobExecution(j, t) ==
    \/ DescribeJobExecution_ABSENT(j, t)
    \/ DescribeJobExecution_QUEUED(j, t)
    \/ DescribeJobExecution_IN_PROGRESS(j, t)
    \/ DescribeJobExecution_CANCELED(j, t)
    \/ DescribeJobExecution_SUCCEEDED(j, t)
    \/ DescribeJobExecution_FAILED(j, t)
    \/ DescribeJobExecution_REJECTED(j, t)
    \/ DescribeJobExecution_TIMED_OUT(j, t)
    \/ DescribeJobExecution_REMOVED(j, t)

------------------------------------------------------------------------------
\* CancelJobExecution

\* ABSENT_IS_NOT_FOUND
CancelJobExecution_ABSENT(j, t) ==
    /\ execution[j][t] \in Gone
    /\ Reject  \* ResourceNotFoundException

\* CANCEL_QUEUED, VERSION_CHECK_IS_OPTIONAL, CANCEL_EXECUTION_ANSWER,
\* CANCEL_ACTS_ON_LATEST_EXECUTION
CancelJobExecution_QUEUED_not_force_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ ~JobDeleting(j)
    /\ ExecutionBecomes(j, t, "CANCELED")

\* CANCEL_BY_FORCE, CANCEL_QUEUED, VERSION_CHECK_IS_OPTIONAL, CANCEL_EXECUTION_ANSWER,
\* CANCEL_ACTS_ON_LATEST_EXECUTION
CancelJobExecution_QUEUED_force_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ ~JobDeleting(j)
    /\ ExecutionBecomes(j, t, "CANCELED")

\* CANCEL_NEEDS_FORCE
CancelJobExecution_IN_PROGRESS_not_force_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException

\* CANCEL_BY_FORCE, LEFTOVER_CANCELABLE_BY_FORCE, FORCE_NEEDS_RECOVERY
CancelJobExecution_IN_PROGRESS_force_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ~JobDeleting(j)
    /\ ExecutionBecomes(j, t, "CANCELED")

\* TERMINAL_REJECTS_CANCEL
CancelJobExecution_CANCELED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException

\* TERMINAL_REJECTS_CANCEL
CancelJobExecution_SUCCEEDED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException

\* TERMINAL_REJECTS_CANCEL
CancelJobExecution_FAILED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException

\* TERMINAL_REJECTS_CANCEL
CancelJobExecution_REJECTED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException

\* TERMINAL_REJECTS_CANCEL
CancelJobExecution_TIMED_OUT_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException

\* TERMINAL_REJECTS_CANCEL
CancelJobExecution_REMOVED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException

\* WHICH_ANSWER_CANCEL_WHILE_DELETING
CancelJobExecution_QUEUED_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ JobDeleting(j)
    /\ \/ ExecutionBecomes(j, t, "CANCELED")
       \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
       \/ Reject

\* WHICH_ANSWER_CANCEL_WHILE_DELETING
CancelJobExecution_IN_PROGRESS_not_force_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ JobDeleting(j)
    /\ \/ Stay
       \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
       \/ Reject

\* WHICH_ANSWER_CANCEL_WHILE_DELETING
CancelJobExecution_IN_PROGRESS_force_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ JobDeleting(j)
    /\ \/ ExecutionBecomes(j, t, "CANCELED")
       \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
       \/ Reject

\* WHICH_ANSWER_CANCEL_WHILE_DELETING
CancelJobExecution_CANCELED_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ JobDeleting(j)
    /\ \/ Stay
       \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
       \/ Reject

\* WHICH_ANSWER_CANCEL_WHILE_DELETING
CancelJobExecution_SUCCEEDED_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ JobDeleting(j)
    /\ \/ Stay
       \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
       \/ Reject

\* WHICH_ANSWER_CANCEL_WHILE_DELETING
CancelJobExecution_FAILED_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ JobDeleting(j)
    /\ \/ Stay
       \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
       \/ Reject

\* WHICH_ANSWER_CANCEL_WHILE_DELETING
CancelJobExecution_REJECTED_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ JobDeleting(j)
    /\ \/ Stay
       \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
       \/ Reject

\* WHICH_ANSWER_CANCEL_WHILE_DELETING
CancelJobExecution_TIMED_OUT_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ JobDeleting(j)
    /\ \/ Stay
       \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
       \/ Reject

\* WHICH_ANSWER_CANCEL_WHILE_DELETING
CancelJobExecution_REMOVED_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ JobDeleting(j)
    /\ \/ Stay
       \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
       \/ Reject

\* VERSION_MISMATCH_CONFLICTS
CancelJobExecution_QUEUED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_CONFLICTS, CANCEL_NEEDS_FORCE
CancelJobExecution_IN_PROGRESS_not_force_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* VERSION_MISMATCH_CONFLICTS
CancelJobExecution_IN_PROGRESS_force_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_CONFLICTS, TERMINAL_REJECTS_CANCEL
CancelJobExecution_CANCELED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_CONFLICTS, TERMINAL_REJECTS_CANCEL
CancelJobExecution_SUCCEEDED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_CONFLICTS, TERMINAL_REJECTS_CANCEL
CancelJobExecution_FAILED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_CONFLICTS, TERMINAL_REJECTS_CANCEL
CancelJobExecution_REJECTED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_CONFLICTS, TERMINAL_REJECTS_CANCEL
CancelJobExecution_TIMED_OUT_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_CONFLICTS, TERMINAL_REJECTS_CANCEL
CancelJobExecution_REMOVED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

CancelJobExecution(j, t) ==
    \/ CancelJobExecution_ABSENT(j, t)
    \/ CancelJobExecution_QUEUED_not_force_not_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_QUEUED_force_not_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_IN_PROGRESS_not_force_not_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_IN_PROGRESS_force_not_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_CANCELED_not_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_SUCCEEDED_not_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_FAILED_not_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_REJECTED_not_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_TIMED_OUT_not_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_REMOVED_not_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_QUEUED_job_deleting(j, t)
    \/ CancelJobExecution_IN_PROGRESS_not_force_job_deleting(j, t)
    \/ CancelJobExecution_IN_PROGRESS_force_job_deleting(j, t)
    \/ CancelJobExecution_CANCELED_job_deleting(j, t)
    \/ CancelJobExecution_SUCCEEDED_job_deleting(j, t)
    \/ CancelJobExecution_FAILED_job_deleting(j, t)
    \/ CancelJobExecution_REJECTED_job_deleting(j, t)
    \/ CancelJobExecution_TIMED_OUT_job_deleting(j, t)
    \/ CancelJobExecution_REMOVED_job_deleting(j, t)
    \/ CancelJobExecution_QUEUED_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_IN_PROGRESS_not_force_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_IN_PROGRESS_force_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_CANCELED_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_SUCCEEDED_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_FAILED_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_REJECTED_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_TIMED_OUT_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_REMOVED_version_mismatch_not_job_deleting(j, t)

------------------------------------------------------------------------------
\* UpdateJobExecution

\* DELETED_REJECTS_UPDATE
UpdateJobExecution_ABSENT(j, t) ==
    /\ execution[j][t] \in Gone
    /\ Reject  \* ResourceNotFoundException

\* DEVICE_STARTS_QUEUED, UPDATE_ACTS_ON_LATEST_EXECUTION
UpdateJobExecution_QUEUED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ ~JobDeleting(j)
    /\ ExecutionBecomes(j, t, "IN_PROGRESS")

\* DEVICE_REPEATS_IN_PROGRESS, UNFORCED_CANCEL_LETS_DEVICE_UPDATE
UpdateJobExecution_IN_PROGRESS_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ~JobDeleting(j)
    /\ Stay

\* TERMINAL_REJECTS_UPDATE, FORCE_CANCELED_REJECTS_UPDATE
UpdateJobExecution_CANCELED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException

\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_SUCCEEDED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException

\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_FAILED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException

\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_REJECTED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException

\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_TIMED_OUT_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException

\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_REMOVED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException

\* VERSION_MISMATCH_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_QUEUED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* VERSION_MISMATCH_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_IN_PROGRESS_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE,
\* FORCE_CANCELED_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_CANCELED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_SUCCEEDED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_FAILED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_REJECTED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_TIMED_OUT_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_REMOVED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, DEVICE_STARTS_QUEUED,
\* UPDATE_ACTS_ON_LATEST_EXECUTION
UpdateJobExecution_QUEUED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ JobDeleting(j)
    /\ \/ Reject  \* ResourceNotFoundException or InvalidStateTransitionException
       \/ ExecutionBecomes(j, t, "IN_PROGRESS")

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, DEVICE_REPEATS_IN_PROGRESS,
\* UNFORCED_CANCEL_LETS_DEVICE_UPDATE
UpdateJobExecution_IN_PROGRESS_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ JobDeleting(j)
    /\ \/ Reject  \* ResourceNotFoundException or InvalidStateTransitionException
       \/ Stay

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, TERMINAL_REJECTS_UPDATE,
\* FORCE_CANCELED_REJECTS_UPDATE
UpdateJobExecution_CANCELED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ JobDeleting(j)
    /\ Reject  \* ResourceNotFoundException or InvalidStateTransitionException

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_SUCCEEDED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ JobDeleting(j)
    /\ Reject  \* ResourceNotFoundException or InvalidStateTransitionException

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_FAILED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ JobDeleting(j)
    /\ Reject  \* ResourceNotFoundException or InvalidStateTransitionException

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_REJECTED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ JobDeleting(j)
    /\ Reject  \* ResourceNotFoundException or InvalidStateTransitionException

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_TIMED_OUT_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ JobDeleting(j)
    /\ Reject  \* ResourceNotFoundException or InvalidStateTransitionException

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_REMOVED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ JobDeleting(j)
    /\ Reject  \* ResourceNotFoundException or InvalidStateTransitionException

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, VERSION_MISMATCH_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_QUEUED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, VERSION_MISMATCH_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_IN_PROGRESS_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE, FORCE_CANCELED_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_CANCELED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_SUCCEEDED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_FAILED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_REJECTED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_TIMED_OUT_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_REMOVED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException
    /\ Reject

\* DEVICE_STARTS_QUEUED, UPDATE_ACTS_ON_LATEST_EXECUTION, STEP_TIMER_IS_SET, STEP_TIMER_IS_REMOVED
UpdateJobExecution_QUEUED_not_version_mismatch_not_job_deleting_timer_given(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ ~JobDeleting(j)
    /\ ExecutionBecomes(j, t, "IN_PROGRESS")

\* DEVICE_REPEATS_IN_PROGRESS, UNFORCED_CANCEL_LETS_DEVICE_UPDATE, STEP_TIMER_IS_SET,
\* STEP_TIMER_IS_REMOVED
UpdateJobExecution_IN_PROGRESS_not_version_mismatch_not_job_deleting_timer_given(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ~JobDeleting(j)
    /\ Stay

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, DEVICE_STARTS_QUEUED,
\* UPDATE_ACTS_ON_LATEST_EXECUTION, STEP_TIMER_IS_SET, STEP_TIMER_IS_REMOVED
UpdateJobExecution_QUEUED_not_version_mismatch_job_deleting_timer_given(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ JobDeleting(j)
    /\ \/ Reject  \* ResourceNotFoundException or InvalidStateTransitionException
       \/ ExecutionBecomes(j, t, "IN_PROGRESS")

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, DEVICE_REPEATS_IN_PROGRESS,
\* UNFORCED_CANCEL_LETS_DEVICE_UPDATE, STEP_TIMER_IS_SET, STEP_TIMER_IS_REMOVED
UpdateJobExecution_IN_PROGRESS_not_version_mismatch_job_deleting_timer_given(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ JobDeleting(j)
    /\ \/ Reject  \* ResourceNotFoundException or InvalidStateTransitionException
       \/ Stay

UpdateJobExecution(j, t) ==
    \/ UpdateJobExecution_ABSENT(j, t)
    \/ UpdateJobExecution_QUEUED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_IN_PROGRESS_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_CANCELED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_SUCCEEDED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_FAILED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_REJECTED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_TIMED_OUT_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_REMOVED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_QUEUED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_IN_PROGRESS_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_CANCELED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_SUCCEEDED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_FAILED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_REJECTED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_TIMED_OUT_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_REMOVED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_QUEUED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_IN_PROGRESS_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_CANCELED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_SUCCEEDED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_FAILED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_REJECTED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_TIMED_OUT_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_REMOVED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_QUEUED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_IN_PROGRESS_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_CANCELED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_SUCCEEDED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_FAILED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_REJECTED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_TIMED_OUT_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_REMOVED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_QUEUED_not_version_mismatch_not_job_deleting_timer_given(j, t)
    \/ UpdateJobExecution_IN_PROGRESS_not_version_mismatch_not_job_deleting_timer_given(j, t)
    \/ UpdateJobExecution_QUEUED_not_version_mismatch_job_deleting_timer_given(j, t)
    \/ UpdateJobExecution_IN_PROGRESS_not_version_mismatch_job_deleting_timer_given(j, t)

------------------------------------------------------------------------------
\* StartNextPendingJobExecution

\* NOTHING_PENDING_IS_NO_ERROR
StartNextPendingJobExecution_ABSENT(j, t) ==
    /\ execution[j][t] \in Gone
    /\ ComesNext(j, t)
    /\ Stay

\* START_NEXT_STARTS_QUEUED
StartNextPendingJobExecution_QUEUED(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ ComesNext(j, t)
    /\ ExecutionBecomes(j, t, "IN_PROGRESS")

\* START_NEXT_RETURNS_IN_PROGRESS, START_NEXT_KEEPS_VERSION
StartNextPendingJobExecution_IN_PROGRESS(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ComesNext(j, t)
    /\ Stay

\* TERMINAL_IS_NEVER_PENDING
StartNextPendingJobExecution_CANCELED(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ ComesNext(j, t)
    /\ Stay

\* TERMINAL_IS_NEVER_PENDING
StartNextPendingJobExecution_SUCCEEDED(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ ComesNext(j, t)
    /\ Stay

\* TERMINAL_IS_NEVER_PENDING
StartNextPendingJobExecution_FAILED(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ ComesNext(j, t)
    /\ Stay

\* TERMINAL_IS_NEVER_PENDING
StartNextPendingJobExecution_REJECTED(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ ComesNext(j, t)
    /\ Stay

\* TERMINAL_IS_NEVER_PENDING
StartNextPendingJobExecution_TIMED_OUT(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ ComesNext(j, t)
    /\ Stay

\* TERMINAL_IS_NEVER_PENDING
StartNextPendingJobExecution_REMOVED(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ ComesNext(j, t)
    /\ Stay

\* START_NEXT_STARTS_QUEUED, STEP_TIMER_IS_SET
StartNextPendingJobExecution_QUEUED_timer_given(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ ComesNext(j, t)
    /\ ExecutionBecomes(j, t, "IN_PROGRESS")

\* START_NEXT_RETURNS_IN_PROGRESS, START_NEXT_KEEPS_VERSION, WHETHER_START_NEXT_SETS_RUNNING_TIMER
StartNextPendingJobExecution_IN_PROGRESS_timer_given(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ComesNext(j, t)
    /\ Stay

StartNextPendingJobExecution(j, t) ==
    \/ StartNextPendingJobExecution_ABSENT(j, t)
    \/ StartNextPendingJobExecution_QUEUED(j, t)
    \/ StartNextPendingJobExecution_IN_PROGRESS(j, t)
    \/ StartNextPendingJobExecution_CANCELED(j, t)
    \/ StartNextPendingJobExecution_SUCCEEDED(j, t)
    \/ StartNextPendingJobExecution_FAILED(j, t)
    \/ StartNextPendingJobExecution_REJECTED(j, t)
    \/ StartNextPendingJobExecution_TIMED_OUT(j, t)
    \/ StartNextPendingJobExecution_REMOVED(j, t)
    \/ StartNextPendingJobExecution_QUEUED_timer_given(j, t)
    \/ StartNextPendingJobExecution_IN_PROGRESS_timer_given(j, t)

------------------------------------------------------------------------------
\* GetPendingJobExecutions

\* NOTHING_PENDING_IS_NO_ERROR
GetPendingJobExecutions_ABSENT(j, t) ==
    /\ execution[j][t] \in Gone
    /\ ComesNext(j, t)
    /\ Stay

\* PENDING_STATUSES, PENDING_SHOWS_AT_MOST_TEN, WHETHER_PENDING_SHOWS_IN_PROGRESS
GetPendingJobExecutions_QUEUED(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ ComesNext(j, t)
    /\ Stay

\* PENDING_STATUSES, PENDING_SHOWS_AT_MOST_TEN, WHETHER_PENDING_SHOWS_IN_PROGRESS
GetPendingJobExecutions_IN_PROGRESS(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ComesNext(j, t)
    /\ Stay

\* TERMINAL_IS_NEVER_PENDING
GetPendingJobExecutions_CANCELED(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ ComesNext(j, t)
    /\ Stay

\* TERMINAL_IS_NEVER_PENDING
GetPendingJobExecutions_SUCCEEDED(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ ComesNext(j, t)
    /\ Stay

\* TERMINAL_IS_NEVER_PENDING
GetPendingJobExecutions_FAILED(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ ComesNext(j, t)
    /\ Stay

\* TERMINAL_IS_NEVER_PENDING
GetPendingJobExecutions_REJECTED(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ ComesNext(j, t)
    /\ Stay

\* TERMINAL_IS_NEVER_PENDING
GetPendingJobExecutions_TIMED_OUT(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ ComesNext(j, t)
    /\ Stay

\* TERMINAL_IS_NEVER_PENDING
GetPendingJobExecutions_REMOVED(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ ComesNext(j, t)
    /\ Stay

GetPendingJobExecutions(j, t) ==
    \/ GetPendingJobExecutions_ABSENT(j, t)
    \/ GetPendingJobExecutions_QUEUED(j, t)
    \/ GetPendingJobExecutions_IN_PROGRESS(j, t)
    \/ GetPendingJobExecutions_CANCELED(j, t)
    \/ GetPendingJobExecutions_SUCCEEDED(j, t)
    \/ GetPendingJobExecutions_FAILED(j, t)
    \/ GetPendingJobExecutions_REJECTED(j, t)
    \/ GetPendingJobExecutions_TIMED_OUT(j, t)
    \/ GetPendingJobExecutions_REMOVED(j, t)

------------------------------------------------------------------------------
\* ListJobExecutionsForThing

\* NOTHING_LISTED_IS_NO_ERROR
ListJobExecutionsForThing_ABSENT(j, t) ==
    /\ execution[j][t] \in Gone
    /\ ComesNext(j, t)
    /\ Stay

\* LISTED_FOR_THING
ListJobExecutionsForThing_QUEUED(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ ComesNext(j, t)
    /\ Stay

\* LISTED_FOR_THING
ListJobExecutionsForThing_IN_PROGRESS(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ComesNext(j, t)
    /\ Stay

\* LISTED_FOR_THING
ListJobExecutionsForThing_CANCELED(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ ComesNext(j, t)
    /\ Stay

\* LISTED_FOR_THING
ListJobExecutionsForThing_SUCCEEDED(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ ComesNext(j, t)
    /\ Stay

\* LISTED_FOR_THING
ListJobExecutionsForThing_FAILED(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ ComesNext(j, t)
    /\ Stay

\* LISTED_FOR_THING
ListJobExecutionsForThing_REJECTED(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ ComesNext(j, t)
    /\ Stay

\* LISTED_FOR_THING
ListJobExecutionsForThing_TIMED_OUT(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ ComesNext(j, t)
    /\ Stay

\* LISTED_FOR_THING
ListJobExecutionsForThing_REMOVED(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ ComesNext(j, t)
    /\ Stay

ListJobExecutionsForThing(j, t) ==
    \/ ListJobExecutionsForThing_ABSENT(j, t)
    \/ ListJobExecutionsForThing_QUEUED(j, t)
    \/ ListJobExecutionsForThing_IN_PROGRESS(j, t)
    \/ ListJobExecutionsForThing_CANCELED(j, t)
    \/ ListJobExecutionsForThing_SUCCEEDED(j, t)
    \/ ListJobExecutionsForThing_FAILED(j, t)
    \/ ListJobExecutionsForThing_REJECTED(j, t)
    \/ ListJobExecutionsForThing_TIMED_OUT(j, t)
    \/ ListJobExecutionsForThing_REMOVED(j, t)

------------------------------------------------------------------------------
\* RollOut

\* ROLLED_OUT_QUEUED, ROLLOUT_COMES_LATER
Execution_roll_out_ABSENT(j, t) ==
    /\ ~Eager
    /\ job[j] \in {"IN_PROGRESS"}
    /\ execution[j][t] = "ABSENT"
    /\ ExecutionBecomes(j, t, "QUEUED")

RollOut(j, t) ==
    \/ Execution_roll_out_ABSENT(j, t)

------------------------------------------------------------------------------
\* Start

\* DEVICE_STARTS_QUEUED, WHO_SETS_STATUS
Execution_start_QUEUED(j, t) ==
    /\ job[j] \in {"IN_PROGRESS", "CANCELED"}
    /\ execution[j][t] = "QUEUED"
    /\ ExecutionBecomes(j, t, "IN_PROGRESS")

Start(j, t) ==
    \/ Execution_start_QUEUED(j, t)

------------------------------------------------------------------------------
\* Cascade

\* CANCEL_STOPS_ROLLOUT
Execution_cascade_ABSENT(j, t) ==
    /\ ~Eager
    /\ job[j] \in {"CANCELED"}
    /\ execution[j][t] = "ABSENT"
    /\ Stay

\* UNFORCED_CANCEL_REACHES_QUEUED
Execution_cascade_QUEUED_not_force(j, t) ==
    /\ ~Eager
    /\ job[j] \in {"CANCELED"}
    /\ execution[j][t] = "QUEUED"
    /\ ~forced[j]
    /\ ExecutionBecomes(j, t, "CANCELED")

\* FORCED_CANCEL_REACHES_PENDING
Execution_cascade_QUEUED_force(j, t) ==
    /\ ~Eager
    /\ job[j] \in {"CANCELED"}
    /\ execution[j][t] = "QUEUED"
    /\ forced[j]
    /\ ExecutionBecomes(j, t, "CANCELED")

\* UNFORCED_CANCEL_LEAVES_IN_PROGRESS, CANCELED_JOB_MAY_STILL_RUN,
\* UNFORCED_CANCEL_LETS_DEVICE_FINISH
Execution_cascade_IN_PROGRESS_not_force(j, t) ==
    /\ ~Eager
    /\ job[j] \in {"CANCELED"}
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ~forced[j]
    /\ Stay

\* FORCED_CANCEL_REACHES_PENDING, FORCED_CANCEL_LOCKS_DEVICE_OUT, NOTHING_STOPS_A_DEVICE,
\* FORCE_NEEDS_RECOVERY
Execution_cascade_IN_PROGRESS_force(j, t) ==
    /\ ~Eager
    /\ job[j] \in {"CANCELED"}
    /\ execution[j][t] = "IN_PROGRESS"
    /\ forced[j]
    /\ ExecutionBecomes(j, t, "CANCELED")

\* CANCEL_LEAVES_TERMINAL
Execution_cascade_CANCELED(j, t) ==
    /\ ~Eager
    /\ job[j] \in {"CANCELED"}
    /\ execution[j][t] = "CANCELED"
    /\ Stay

\* CANCEL_LEAVES_TERMINAL
Execution_cascade_SUCCEEDED(j, t) ==
    /\ ~Eager
    /\ job[j] \in {"CANCELED"}
    /\ execution[j][t] = "SUCCEEDED"
    /\ Stay

\* CANCEL_LEAVES_TERMINAL
Execution_cascade_FAILED(j, t) ==
    /\ ~Eager
    /\ job[j] \in {"CANCELED"}
    /\ execution[j][t] = "FAILED"
    /\ Stay

\* CANCEL_LEAVES_TERMINAL
Execution_cascade_REJECTED(j, t) ==
    /\ ~Eager
    /\ job[j] \in {"CANCELED"}
    /\ execution[j][t] = "REJECTED"
    /\ Stay

\* CANCEL_LEAVES_TERMINAL
Execution_cascade_TIMED_OUT(j, t) ==
    /\ ~Eager
    /\ job[j] \in {"CANCELED"}
    /\ execution[j][t] = "TIMED_OUT"
    /\ Stay

\* CANCEL_LEAVES_TERMINAL
Execution_cascade_REMOVED(j, t) ==
    /\ ~Eager
    /\ job[j] \in {"CANCELED"}
    /\ execution[j][t] = "REMOVED"
    /\ Stay

Cascade(j, t) ==
    \/ Execution_cascade_ABSENT(j, t)
    \/ Execution_cascade_QUEUED_not_force(j, t)
    \/ Execution_cascade_QUEUED_force(j, t)
    \/ Execution_cascade_IN_PROGRESS_not_force(j, t)
    \/ Execution_cascade_IN_PROGRESS_force(j, t)
    \/ Execution_cascade_CANCELED(j, t)
    \/ Execution_cascade_SUCCEEDED(j, t)
    \/ Execution_cascade_FAILED(j, t)
    \/ Execution_cascade_REJECTED(j, t)
    \/ Execution_cascade_TIMED_OUT(j, t)
    \/ Execution_cascade_REMOVED(j, t)

------------------------------------------------------------------------------
\* Remove

\* DELETE_INCLUDES_EXECUTIONS, DELETION_IS_GRADUAL
Execution_remove_QUEUED(j, t) ==
    /\ ~Eager
    /\ job[j] \in {"DELETION_IN_PROGRESS"}
    /\ execution[j][t] = "QUEUED"
    /\ ExecutionBecomes(j, t, "ABSENT")

\* DELETE_INCLUDES_EXECUTIONS, DELETION_IS_GRADUAL
Execution_remove_IN_PROGRESS(j, t) ==
    /\ ~Eager
    /\ job[j] \in {"DELETION_IN_PROGRESS"}
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ExecutionBecomes(j, t, "ABSENT")

\* DELETE_INCLUDES_EXECUTIONS, DELETION_IS_GRADUAL
Execution_remove_CANCELED(j, t) ==
    /\ ~Eager
    /\ job[j] \in {"DELETION_IN_PROGRESS"}
    /\ execution[j][t] = "CANCELED"
    /\ ExecutionBecomes(j, t, "ABSENT")

\* DELETE_INCLUDES_EXECUTIONS, DELETION_IS_GRADUAL
Execution_remove_SUCCEEDED(j, t) ==
    /\ ~Eager
    /\ job[j] \in {"DELETION_IN_PROGRESS"}
    /\ execution[j][t] = "SUCCEEDED"
    /\ ExecutionBecomes(j, t, "ABSENT")

\* DELETE_INCLUDES_EXECUTIONS, DELETION_IS_GRADUAL
Execution_remove_FAILED(j, t) ==
    /\ ~Eager
    /\ job[j] \in {"DELETION_IN_PROGRESS"}
    /\ execution[j][t] = "FAILED"
    /\ ExecutionBecomes(j, t, "ABSENT")

\* DELETE_INCLUDES_EXECUTIONS, DELETION_IS_GRADUAL
Execution_remove_REJECTED(j, t) ==
    /\ ~Eager
    /\ job[j] \in {"DELETION_IN_PROGRESS"}
    /\ execution[j][t] = "REJECTED"
    /\ ExecutionBecomes(j, t, "ABSENT")

\* DELETE_INCLUDES_EXECUTIONS, DELETION_IS_GRADUAL
Execution_remove_TIMED_OUT(j, t) ==
    /\ ~Eager
    /\ job[j] \in {"DELETION_IN_PROGRESS"}
    /\ execution[j][t] = "TIMED_OUT"
    /\ ExecutionBecomes(j, t, "ABSENT")

\* DELETE_INCLUDES_EXECUTIONS, DELETION_IS_GRADUAL
Execution_remove_REMOVED(j, t) ==
    /\ ~Eager
    /\ job[j] \in {"DELETION_IN_PROGRESS"}
    /\ execution[j][t] = "REMOVED"
    /\ ExecutionBecomes(j, t, "ABSENT")

Remove(j, t) ==
    \/ Execution_remove_QUEUED(j, t)
    \/ Execution_remove_IN_PROGRESS(j, t)
    \/ Execution_remove_CANCELED(j, t)
    \/ Execution_remove_SUCCEEDED(j, t)
    \/ Execution_remove_FAILED(j, t)
    \/ Execution_remove_REJECTED(j, t)
    \/ Execution_remove_TIMED_OUT(j, t)
    \/ Execution_remove_REMOVED(j, t)

------------------------------------------------------------------------------
\* UpdateJobExecution_to_SUCCEEDED

\* DELETED_REJECTS_UPDATE
UpdateJobExecution_to_SUCCEEDED_ABSENT(j, t) ==
    /\ execution[j][t] \in Gone
    /\ Reject  \* ResourceNotFoundException

\* DEVICE_ENDS_QUEUED, WHETHER_QUEUED_ENDS_DIRECTLY
UpdateJobExecution_to_SUCCEEDED_QUEUED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ ~JobDeleting(j)
    /\ \/ ExecutionBecomes(j, t, "SUCCEEDED")
       \/ Reject  \* InvalidStateTransitionException

\* DEVICE_ENDS_IN_PROGRESS, WHO_SETS_STATUS, UPDATE_SHOWS_STATE
UpdateJobExecution_to_SUCCEEDED_IN_PROGRESS_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ~JobDeleting(j)
    /\ ExecutionBecomes(j, t, "SUCCEEDED")

\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_SUCCEEDED_CANCELED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException

\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_SUCCEEDED_SUCCEEDED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException

\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_SUCCEEDED_FAILED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException

\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_SUCCEEDED_REJECTED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException

\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_SUCCEEDED_TIMED_OUT_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException

\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_SUCCEEDED_REMOVED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException

\* VERSION_MISMATCH_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_SUCCEEDED_QUEUED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* VERSION_MISMATCH_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_SUCCEEDED_IN_PROGRESS_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_SUCCEEDED_CANCELED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_SUCCEEDED_SUCCEEDED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_SUCCEEDED_FAILED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_SUCCEEDED_REJECTED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_SUCCEEDED_TIMED_OUT_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_SUCCEEDED_REMOVED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, DEVICE_ENDS_QUEUED,
\* WHETHER_QUEUED_ENDS_DIRECTLY
UpdateJobExecution_to_SUCCEEDED_QUEUED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ JobDeleting(j)
    /\ \/ Reject  \* ResourceNotFoundException or InvalidStateTransitionException
       \/ ExecutionBecomes(j, t, "SUCCEEDED")

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, DEVICE_ENDS_IN_PROGRESS, WHO_SETS_STATUS,
\* UPDATE_SHOWS_STATE
UpdateJobExecution_to_SUCCEEDED_IN_PROGRESS_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ JobDeleting(j)
    /\ \/ Reject  \* ResourceNotFoundException or InvalidStateTransitionException
       \/ ExecutionBecomes(j, t, "SUCCEEDED")

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_SUCCEEDED_CANCELED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ JobDeleting(j)
    /\ Reject  \* ResourceNotFoundException or InvalidStateTransitionException

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_SUCCEEDED_SUCCEEDED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ JobDeleting(j)
    /\ Reject  \* ResourceNotFoundException or InvalidStateTransitionException

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_SUCCEEDED_FAILED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ JobDeleting(j)
    /\ Reject  \* ResourceNotFoundException or InvalidStateTransitionException

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_SUCCEEDED_REJECTED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ JobDeleting(j)
    /\ Reject  \* ResourceNotFoundException or InvalidStateTransitionException

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_SUCCEEDED_TIMED_OUT_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ JobDeleting(j)
    /\ Reject  \* ResourceNotFoundException or InvalidStateTransitionException

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_SUCCEEDED_REMOVED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ JobDeleting(j)
    /\ Reject  \* ResourceNotFoundException or InvalidStateTransitionException

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, VERSION_MISMATCH_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_SUCCEEDED_QUEUED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, VERSION_MISMATCH_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_SUCCEEDED_IN_PROGRESS_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_SUCCEEDED_CANCELED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_SUCCEEDED_SUCCEEDED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_SUCCEEDED_FAILED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_SUCCEEDED_REJECTED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_SUCCEEDED_TIMED_OUT_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_SUCCEEDED_REMOVED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException
    /\ Reject

UpdateJobExecution_to_SUCCEEDED(j, t) ==
    \/ UpdateJobExecution_to_SUCCEEDED_ABSENT(j, t)
    \/ UpdateJobExecution_to_SUCCEEDED_QUEUED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_SUCCEEDED_IN_PROGRESS_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_SUCCEEDED_CANCELED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_SUCCEEDED_SUCCEEDED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_SUCCEEDED_FAILED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_SUCCEEDED_REJECTED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_SUCCEEDED_TIMED_OUT_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_SUCCEEDED_REMOVED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_SUCCEEDED_QUEUED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_SUCCEEDED_IN_PROGRESS_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_SUCCEEDED_CANCELED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_SUCCEEDED_SUCCEEDED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_SUCCEEDED_FAILED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_SUCCEEDED_REJECTED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_SUCCEEDED_TIMED_OUT_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_SUCCEEDED_REMOVED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_SUCCEEDED_QUEUED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_SUCCEEDED_IN_PROGRESS_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_SUCCEEDED_CANCELED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_SUCCEEDED_SUCCEEDED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_SUCCEEDED_FAILED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_SUCCEEDED_REJECTED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_SUCCEEDED_TIMED_OUT_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_SUCCEEDED_REMOVED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_SUCCEEDED_QUEUED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_SUCCEEDED_IN_PROGRESS_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_SUCCEEDED_CANCELED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_SUCCEEDED_SUCCEEDED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_SUCCEEDED_FAILED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_SUCCEEDED_REJECTED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_SUCCEEDED_TIMED_OUT_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_SUCCEEDED_REMOVED_version_mismatch_job_deleting(j, t)

------------------------------------------------------------------------------
\* UpdateJobExecution_to_FAILED

\* DELETED_REJECTS_UPDATE
UpdateJobExecution_to_FAILED_ABSENT(j, t) ==
    /\ execution[j][t] \in Gone
    /\ Reject  \* ResourceNotFoundException

\* DEVICE_ENDS_QUEUED, WHETHER_QUEUED_ENDS_DIRECTLY
UpdateJobExecution_to_FAILED_QUEUED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ ~JobDeleting(j)
    /\ \/ ExecutionBecomes(j, t, "FAILED")
       \/ Reject  \* InvalidStateTransitionException

\* DEVICE_ENDS_IN_PROGRESS, WHO_SETS_STATUS, UPDATE_SHOWS_STATE
UpdateJobExecution_to_FAILED_IN_PROGRESS_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ~JobDeleting(j)
    /\ ExecutionBecomes(j, t, "FAILED")

\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_FAILED_CANCELED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException

\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_FAILED_SUCCEEDED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException

\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_FAILED_FAILED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException

\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_FAILED_REJECTED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException

\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_FAILED_TIMED_OUT_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException

\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_FAILED_REMOVED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException

\* VERSION_MISMATCH_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_FAILED_QUEUED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* VERSION_MISMATCH_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_FAILED_IN_PROGRESS_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_FAILED_CANCELED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_FAILED_SUCCEEDED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_FAILED_FAILED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_FAILED_REJECTED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_FAILED_TIMED_OUT_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_FAILED_REMOVED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, DEVICE_ENDS_QUEUED,
\* WHETHER_QUEUED_ENDS_DIRECTLY
UpdateJobExecution_to_FAILED_QUEUED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ JobDeleting(j)
    /\ \/ Reject  \* ResourceNotFoundException or InvalidStateTransitionException
       \/ ExecutionBecomes(j, t, "FAILED")

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, DEVICE_ENDS_IN_PROGRESS, WHO_SETS_STATUS,
\* UPDATE_SHOWS_STATE
UpdateJobExecution_to_FAILED_IN_PROGRESS_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ JobDeleting(j)
    /\ \/ Reject  \* ResourceNotFoundException or InvalidStateTransitionException
       \/ ExecutionBecomes(j, t, "FAILED")

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_FAILED_CANCELED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ JobDeleting(j)
    /\ Reject  \* ResourceNotFoundException or InvalidStateTransitionException

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_FAILED_SUCCEEDED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ JobDeleting(j)
    /\ Reject  \* ResourceNotFoundException or InvalidStateTransitionException

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_FAILED_FAILED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ JobDeleting(j)
    /\ Reject  \* ResourceNotFoundException or InvalidStateTransitionException

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_FAILED_REJECTED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ JobDeleting(j)
    /\ Reject  \* ResourceNotFoundException or InvalidStateTransitionException

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_FAILED_TIMED_OUT_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ JobDeleting(j)
    /\ Reject  \* ResourceNotFoundException or InvalidStateTransitionException

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_FAILED_REMOVED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ JobDeleting(j)
    /\ Reject  \* ResourceNotFoundException or InvalidStateTransitionException

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, VERSION_MISMATCH_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_FAILED_QUEUED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, VERSION_MISMATCH_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_FAILED_IN_PROGRESS_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_FAILED_CANCELED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_FAILED_SUCCEEDED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_FAILED_FAILED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_FAILED_REJECTED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_FAILED_TIMED_OUT_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_FAILED_REMOVED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException
    /\ Reject

UpdateJobExecution_to_FAILED(j, t) ==
    \/ UpdateJobExecution_to_FAILED_ABSENT(j, t)
    \/ UpdateJobExecution_to_FAILED_QUEUED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_FAILED_IN_PROGRESS_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_FAILED_CANCELED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_FAILED_SUCCEEDED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_FAILED_FAILED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_FAILED_REJECTED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_FAILED_TIMED_OUT_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_FAILED_REMOVED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_FAILED_QUEUED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_FAILED_IN_PROGRESS_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_FAILED_CANCELED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_FAILED_SUCCEEDED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_FAILED_FAILED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_FAILED_REJECTED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_FAILED_TIMED_OUT_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_FAILED_REMOVED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_FAILED_QUEUED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_FAILED_IN_PROGRESS_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_FAILED_CANCELED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_FAILED_SUCCEEDED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_FAILED_FAILED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_FAILED_REJECTED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_FAILED_TIMED_OUT_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_FAILED_REMOVED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_FAILED_QUEUED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_FAILED_IN_PROGRESS_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_FAILED_CANCELED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_FAILED_SUCCEEDED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_FAILED_FAILED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_FAILED_REJECTED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_FAILED_TIMED_OUT_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_FAILED_REMOVED_version_mismatch_job_deleting(j, t)

------------------------------------------------------------------------------
\* UpdateJobExecution_to_REJECTED

\* DELETED_REJECTS_UPDATE
UpdateJobExecution_to_REJECTED_ABSENT(j, t) ==
    /\ execution[j][t] \in Gone
    /\ Reject  \* ResourceNotFoundException

\* DEVICE_REJECTS_QUEUED
UpdateJobExecution_to_REJECTED_QUEUED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ ~JobDeleting(j)
    /\ ExecutionBecomes(j, t, "REJECTED")

\* DEVICE_ENDS_IN_PROGRESS, WHO_SETS_STATUS
UpdateJobExecution_to_REJECTED_IN_PROGRESS_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ~JobDeleting(j)
    /\ ExecutionBecomes(j, t, "REJECTED")

\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_REJECTED_CANCELED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException

\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_REJECTED_SUCCEEDED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException

\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_REJECTED_FAILED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException

\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_REJECTED_REJECTED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException

\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_REJECTED_TIMED_OUT_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException

\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_REJECTED_REMOVED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException

\* VERSION_MISMATCH_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_REJECTED_QUEUED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* VERSION_MISMATCH_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_REJECTED_IN_PROGRESS_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_REJECTED_CANCELED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_REJECTED_SUCCEEDED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_REJECTED_FAILED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_REJECTED_REJECTED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_REJECTED_TIMED_OUT_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_REJECTED_REMOVED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, DEVICE_REJECTS_QUEUED
UpdateJobExecution_to_REJECTED_QUEUED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ JobDeleting(j)
    /\ \/ Reject  \* ResourceNotFoundException or InvalidStateTransitionException
       \/ ExecutionBecomes(j, t, "REJECTED")

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, DEVICE_ENDS_IN_PROGRESS, WHO_SETS_STATUS
UpdateJobExecution_to_REJECTED_IN_PROGRESS_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ JobDeleting(j)
    /\ \/ Reject  \* ResourceNotFoundException or InvalidStateTransitionException
       \/ ExecutionBecomes(j, t, "REJECTED")

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_REJECTED_CANCELED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ JobDeleting(j)
    /\ Reject  \* ResourceNotFoundException or InvalidStateTransitionException

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_REJECTED_SUCCEEDED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ JobDeleting(j)
    /\ Reject  \* ResourceNotFoundException or InvalidStateTransitionException

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_REJECTED_FAILED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ JobDeleting(j)
    /\ Reject  \* ResourceNotFoundException or InvalidStateTransitionException

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_REJECTED_REJECTED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ JobDeleting(j)
    /\ Reject  \* ResourceNotFoundException or InvalidStateTransitionException

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_REJECTED_TIMED_OUT_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ JobDeleting(j)
    /\ Reject  \* ResourceNotFoundException or InvalidStateTransitionException

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_REJECTED_REMOVED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ JobDeleting(j)
    /\ Reject  \* ResourceNotFoundException or InvalidStateTransitionException

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, VERSION_MISMATCH_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_REJECTED_QUEUED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, VERSION_MISMATCH_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_REJECTED_IN_PROGRESS_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_REJECTED_CANCELED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_REJECTED_SUCCEEDED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_REJECTED_FAILED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_REJECTED_REJECTED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_REJECTED_TIMED_OUT_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_REJECTED_REMOVED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException
    /\ Reject

UpdateJobExecution_to_REJECTED(j, t) ==
    \/ UpdateJobExecution_to_REJECTED_ABSENT(j, t)
    \/ UpdateJobExecution_to_REJECTED_QUEUED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_REJECTED_IN_PROGRESS_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_REJECTED_CANCELED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_REJECTED_SUCCEEDED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_REJECTED_FAILED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_REJECTED_REJECTED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_REJECTED_TIMED_OUT_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_REJECTED_REMOVED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_REJECTED_QUEUED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_REJECTED_IN_PROGRESS_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_REJECTED_CANCELED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_REJECTED_SUCCEEDED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_REJECTED_FAILED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_REJECTED_REJECTED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_REJECTED_TIMED_OUT_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_REJECTED_REMOVED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_REJECTED_QUEUED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_REJECTED_IN_PROGRESS_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_REJECTED_CANCELED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_REJECTED_SUCCEEDED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_REJECTED_FAILED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_REJECTED_REJECTED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_REJECTED_TIMED_OUT_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_REJECTED_REMOVED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_REJECTED_QUEUED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_REJECTED_IN_PROGRESS_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_REJECTED_CANCELED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_REJECTED_SUCCEEDED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_REJECTED_FAILED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_REJECTED_REJECTED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_REJECTED_TIMED_OUT_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_REJECTED_REMOVED_version_mismatch_job_deleting(j, t)

------------------------------------------------------------------------------
\* UpdateJobExecution_to_QUEUED

\* WHETHER_VALIDATION_COMES_FIRST, DELETED_REJECTS_UPDATE
UpdateJobExecution_to_QUEUED_ABSENT(j, t) ==
    /\ execution[j][t] \in Gone
    /\ Reject  \* ResourceNotFoundException or InvalidRequestException

\* WHICH_ANSWER_SERVICE_STATUS, DEVICE_STATUSES, WHO_SETS_STATUS
UpdateJobExecution_to_QUEUED_QUEUED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidRequestException or InvalidStateTransitionException

\* WHICH_ANSWER_SERVICE_STATUS, DEVICE_STATUSES, WHO_SETS_STATUS
UpdateJobExecution_to_QUEUED_IN_PROGRESS_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidRequestException or InvalidStateTransitionException

\* WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_QUEUED_CANCELED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException or InvalidRequestException

\* WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_QUEUED_SUCCEEDED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException or InvalidRequestException

\* WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_QUEUED_FAILED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException or InvalidRequestException

\* WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_QUEUED_REJECTED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException or InvalidRequestException

\* WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_QUEUED_TIMED_OUT_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException or InvalidRequestException

\* WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_QUEUED_REMOVED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException or InvalidRequestException

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHICH_ANSWER_SERVICE_STATUS,
\* DEVICE_STATUSES, WHO_SETS_STATUS, WHICH_VERSION_ERROR
UpdateJobExecution_to_QUEUED_QUEUED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHICH_ANSWER_SERVICE_STATUS,
\* DEVICE_STATUSES, WHO_SETS_STATUS, WHICH_VERSION_ERROR
UpdateJobExecution_to_QUEUED_IN_PROGRESS_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_QUEUED_CANCELED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_QUEUED_SUCCEEDED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_QUEUED_FAILED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_QUEUED_REJECTED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_QUEUED_TIMED_OUT_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_QUEUED_REMOVED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHICH_ANSWER_SERVICE_STATUS,
\* DEVICE_STATUSES, WHO_SETS_STATUS
UpdateJobExecution_to_QUEUED_QUEUED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or InvalidRequestException or InvalidStateTransitionException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHICH_ANSWER_SERVICE_STATUS,
\* DEVICE_STATUSES, WHO_SETS_STATUS
UpdateJobExecution_to_QUEUED_IN_PROGRESS_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or InvalidRequestException or InvalidStateTransitionException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_QUEUED_CANCELED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_QUEUED_SUCCEEDED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_QUEUED_FAILED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_QUEUED_REJECTED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_QUEUED_TIMED_OUT_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_QUEUED_REMOVED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHICH_ANSWER_SERVICE_STATUS, DEVICE_STATUSES, WHO_SETS_STATUS,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_QUEUED_QUEUED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHICH_ANSWER_SERVICE_STATUS, DEVICE_STATUSES, WHO_SETS_STATUS,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_QUEUED_IN_PROGRESS_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_QUEUED_CANCELED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_QUEUED_SUCCEEDED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_QUEUED_FAILED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_QUEUED_REJECTED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_QUEUED_TIMED_OUT_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_QUEUED_REMOVED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

UpdateJobExecution_to_QUEUED(j, t) ==
    \/ UpdateJobExecution_to_QUEUED_ABSENT(j, t)
    \/ UpdateJobExecution_to_QUEUED_QUEUED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_QUEUED_IN_PROGRESS_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_QUEUED_CANCELED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_QUEUED_SUCCEEDED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_QUEUED_FAILED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_QUEUED_REJECTED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_QUEUED_TIMED_OUT_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_QUEUED_REMOVED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_QUEUED_QUEUED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_QUEUED_IN_PROGRESS_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_QUEUED_CANCELED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_QUEUED_SUCCEEDED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_QUEUED_FAILED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_QUEUED_REJECTED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_QUEUED_TIMED_OUT_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_QUEUED_REMOVED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_QUEUED_QUEUED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_QUEUED_IN_PROGRESS_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_QUEUED_CANCELED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_QUEUED_SUCCEEDED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_QUEUED_FAILED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_QUEUED_REJECTED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_QUEUED_TIMED_OUT_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_QUEUED_REMOVED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_QUEUED_QUEUED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_QUEUED_IN_PROGRESS_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_QUEUED_CANCELED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_QUEUED_SUCCEEDED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_QUEUED_FAILED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_QUEUED_REJECTED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_QUEUED_TIMED_OUT_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_QUEUED_REMOVED_version_mismatch_job_deleting(j, t)

------------------------------------------------------------------------------
\* UpdateJobExecution_to_CANCELED

\* WHETHER_VALIDATION_COMES_FIRST, DELETED_REJECTS_UPDATE
UpdateJobExecution_to_CANCELED_ABSENT(j, t) ==
    /\ execution[j][t] \in Gone
    /\ Reject  \* ResourceNotFoundException or InvalidRequestException

\* WHICH_ANSWER_SERVICE_STATUS, DEVICE_STATUSES, WHO_SETS_STATUS
UpdateJobExecution_to_CANCELED_QUEUED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ ~JobDeleting(j)
    /\ \/ Reject  \* InvalidRequestException or InvalidStateTransitionException
       \/ ExecutionBecomes(j, t, "CANCELED")

\* WHICH_ANSWER_SERVICE_STATUS, DEVICE_STATUSES, WHO_SETS_STATUS
UpdateJobExecution_to_CANCELED_IN_PROGRESS_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ~JobDeleting(j)
    /\ \/ Reject  \* InvalidRequestException or InvalidStateTransitionException
       \/ ExecutionBecomes(j, t, "CANCELED")

\* WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_CANCELED_CANCELED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException or InvalidRequestException

\* WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_CANCELED_SUCCEEDED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException or InvalidRequestException

\* WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_CANCELED_FAILED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException or InvalidRequestException

\* WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_CANCELED_REJECTED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException or InvalidRequestException

\* WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_CANCELED_TIMED_OUT_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException or InvalidRequestException

\* WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_CANCELED_REMOVED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException or InvalidRequestException

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHICH_ANSWER_SERVICE_STATUS,
\* DEVICE_STATUSES, WHO_SETS_STATUS, WHICH_VERSION_ERROR
UpdateJobExecution_to_CANCELED_QUEUED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHICH_ANSWER_SERVICE_STATUS,
\* DEVICE_STATUSES, WHO_SETS_STATUS, WHICH_VERSION_ERROR
UpdateJobExecution_to_CANCELED_IN_PROGRESS_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_CANCELED_CANCELED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_CANCELED_SUCCEEDED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_CANCELED_FAILED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_CANCELED_REJECTED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_CANCELED_TIMED_OUT_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_CANCELED_REMOVED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHICH_ANSWER_SERVICE_STATUS,
\* DEVICE_STATUSES, WHO_SETS_STATUS
UpdateJobExecution_to_CANCELED_QUEUED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ JobDeleting(j)
       \* ResourceNotFoundException or InvalidRequestException or InvalidStateTransitionException
    /\ \/ Reject
       \/ ExecutionBecomes(j, t, "CANCELED")

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHICH_ANSWER_SERVICE_STATUS,
\* DEVICE_STATUSES, WHO_SETS_STATUS
UpdateJobExecution_to_CANCELED_IN_PROGRESS_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ JobDeleting(j)
       \* ResourceNotFoundException or InvalidRequestException or InvalidStateTransitionException
    /\ \/ Reject
       \/ ExecutionBecomes(j, t, "CANCELED")

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_CANCELED_CANCELED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_CANCELED_SUCCEEDED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_CANCELED_FAILED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_CANCELED_REJECTED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_CANCELED_TIMED_OUT_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_CANCELED_REMOVED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHICH_ANSWER_SERVICE_STATUS, DEVICE_STATUSES, WHO_SETS_STATUS,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_CANCELED_QUEUED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHICH_ANSWER_SERVICE_STATUS, DEVICE_STATUSES, WHO_SETS_STATUS,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_CANCELED_IN_PROGRESS_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_CANCELED_CANCELED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_CANCELED_SUCCEEDED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_CANCELED_FAILED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_CANCELED_REJECTED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_CANCELED_TIMED_OUT_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_CANCELED_REMOVED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

UpdateJobExecution_to_CANCELED(j, t) ==
    \/ UpdateJobExecution_to_CANCELED_ABSENT(j, t)
    \/ UpdateJobExecution_to_CANCELED_QUEUED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_CANCELED_IN_PROGRESS_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_CANCELED_CANCELED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_CANCELED_SUCCEEDED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_CANCELED_FAILED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_CANCELED_REJECTED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_CANCELED_TIMED_OUT_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_CANCELED_REMOVED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_CANCELED_QUEUED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_CANCELED_IN_PROGRESS_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_CANCELED_CANCELED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_CANCELED_SUCCEEDED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_CANCELED_FAILED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_CANCELED_REJECTED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_CANCELED_TIMED_OUT_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_CANCELED_REMOVED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_CANCELED_QUEUED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_CANCELED_IN_PROGRESS_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_CANCELED_CANCELED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_CANCELED_SUCCEEDED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_CANCELED_FAILED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_CANCELED_REJECTED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_CANCELED_TIMED_OUT_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_CANCELED_REMOVED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_CANCELED_QUEUED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_CANCELED_IN_PROGRESS_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_CANCELED_CANCELED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_CANCELED_SUCCEEDED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_CANCELED_FAILED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_CANCELED_REJECTED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_CANCELED_TIMED_OUT_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_CANCELED_REMOVED_version_mismatch_job_deleting(j, t)

------------------------------------------------------------------------------
\* UpdateJobExecution_to_REMOVED

\* WHETHER_VALIDATION_COMES_FIRST, DELETED_REJECTS_UPDATE
UpdateJobExecution_to_REMOVED_ABSENT(j, t) ==
    /\ execution[j][t] \in Gone
    /\ Reject  \* ResourceNotFoundException or InvalidRequestException

\* WHICH_ANSWER_SERVICE_STATUS, DEVICE_STATUSES, WHO_SETS_STATUS
UpdateJobExecution_to_REMOVED_QUEUED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ ~JobDeleting(j)
    /\ \/ Reject  \* InvalidRequestException or InvalidStateTransitionException
       \/ ExecutionBecomes(j, t, "REMOVED")

\* WHICH_ANSWER_SERVICE_STATUS, DEVICE_STATUSES, WHO_SETS_STATUS
UpdateJobExecution_to_REMOVED_IN_PROGRESS_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ~JobDeleting(j)
    /\ \/ Reject  \* InvalidRequestException or InvalidStateTransitionException
       \/ ExecutionBecomes(j, t, "REMOVED")

\* WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_REMOVED_CANCELED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException or InvalidRequestException

\* WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_REMOVED_SUCCEEDED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException or InvalidRequestException

\* WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_REMOVED_FAILED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException or InvalidRequestException

\* WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_REMOVED_REJECTED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException or InvalidRequestException

\* WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_REMOVED_TIMED_OUT_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException or InvalidRequestException

\* WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_REMOVED_REMOVED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException or InvalidRequestException

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHICH_ANSWER_SERVICE_STATUS,
\* DEVICE_STATUSES, WHO_SETS_STATUS, WHICH_VERSION_ERROR
UpdateJobExecution_to_REMOVED_QUEUED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHICH_ANSWER_SERVICE_STATUS,
\* DEVICE_STATUSES, WHO_SETS_STATUS, WHICH_VERSION_ERROR
UpdateJobExecution_to_REMOVED_IN_PROGRESS_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_REMOVED_CANCELED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_REMOVED_SUCCEEDED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_REMOVED_FAILED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_REMOVED_REJECTED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_REMOVED_TIMED_OUT_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_REMOVED_REMOVED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHICH_ANSWER_SERVICE_STATUS,
\* DEVICE_STATUSES, WHO_SETS_STATUS
UpdateJobExecution_to_REMOVED_QUEUED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ JobDeleting(j)
       \* ResourceNotFoundException or InvalidRequestException or InvalidStateTransitionException
    /\ \/ Reject
       \/ ExecutionBecomes(j, t, "REMOVED")

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHICH_ANSWER_SERVICE_STATUS,
\* DEVICE_STATUSES, WHO_SETS_STATUS
UpdateJobExecution_to_REMOVED_IN_PROGRESS_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ JobDeleting(j)
       \* ResourceNotFoundException or InvalidRequestException or InvalidStateTransitionException
    /\ \/ Reject
       \/ ExecutionBecomes(j, t, "REMOVED")

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_REMOVED_CANCELED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_REMOVED_SUCCEEDED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_REMOVED_FAILED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_REMOVED_REJECTED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_REMOVED_TIMED_OUT_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_REMOVED_REMOVED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHICH_ANSWER_SERVICE_STATUS, DEVICE_STATUSES, WHO_SETS_STATUS,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_REMOVED_QUEUED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHICH_ANSWER_SERVICE_STATUS, DEVICE_STATUSES, WHO_SETS_STATUS,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_REMOVED_IN_PROGRESS_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_REMOVED_CANCELED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_REMOVED_SUCCEEDED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_REMOVED_FAILED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_REMOVED_REJECTED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_REMOVED_TIMED_OUT_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_REMOVED_REMOVED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

UpdateJobExecution_to_REMOVED(j, t) ==
    \/ UpdateJobExecution_to_REMOVED_ABSENT(j, t)
    \/ UpdateJobExecution_to_REMOVED_QUEUED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_REMOVED_IN_PROGRESS_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_REMOVED_CANCELED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_REMOVED_SUCCEEDED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_REMOVED_FAILED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_REMOVED_REJECTED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_REMOVED_TIMED_OUT_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_REMOVED_REMOVED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_REMOVED_QUEUED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_REMOVED_IN_PROGRESS_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_REMOVED_CANCELED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_REMOVED_SUCCEEDED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_REMOVED_FAILED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_REMOVED_REJECTED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_REMOVED_TIMED_OUT_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_REMOVED_REMOVED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_REMOVED_QUEUED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_REMOVED_IN_PROGRESS_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_REMOVED_CANCELED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_REMOVED_SUCCEEDED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_REMOVED_FAILED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_REMOVED_REJECTED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_REMOVED_TIMED_OUT_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_REMOVED_REMOVED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_REMOVED_QUEUED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_REMOVED_IN_PROGRESS_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_REMOVED_CANCELED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_REMOVED_SUCCEEDED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_REMOVED_FAILED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_REMOVED_REJECTED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_REMOVED_TIMED_OUT_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_REMOVED_REMOVED_version_mismatch_job_deleting(j, t)

------------------------------------------------------------------------------
\* UpdateJobExecution_to_TIMED_OUT

\* WHETHER_VALIDATION_COMES_FIRST, DELETED_REJECTS_UPDATE
UpdateJobExecution_to_TIMED_OUT_ABSENT(j, t) ==
    /\ execution[j][t] \in Gone
    /\ Reject  \* ResourceNotFoundException or InvalidRequestException

\* WHICH_ANSWER_SERVICE_STATUS, DEVICE_STATUSES, WHO_SETS_STATUS
UpdateJobExecution_to_TIMED_OUT_QUEUED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ ~JobDeleting(j)
    /\ \/ Reject  \* InvalidRequestException or InvalidStateTransitionException
       \/ ExecutionBecomes(j, t, "TIMED_OUT")

\* WHICH_ANSWER_SERVICE_STATUS, DEVICE_STATUSES, WHO_SETS_STATUS
UpdateJobExecution_to_TIMED_OUT_IN_PROGRESS_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ~JobDeleting(j)
    /\ \/ Reject  \* InvalidRequestException or InvalidStateTransitionException
       \/ ExecutionBecomes(j, t, "TIMED_OUT")

\* WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_TIMED_OUT_CANCELED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException or InvalidRequestException

\* WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_TIMED_OUT_SUCCEEDED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException or InvalidRequestException

\* WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_TIMED_OUT_FAILED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException or InvalidRequestException

\* WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_TIMED_OUT_REJECTED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException or InvalidRequestException

\* WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_TIMED_OUT_TIMED_OUT_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException or InvalidRequestException

\* WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_TIMED_OUT_REMOVED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException or InvalidRequestException

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHICH_ANSWER_SERVICE_STATUS,
\* DEVICE_STATUSES, WHO_SETS_STATUS, WHICH_VERSION_ERROR
UpdateJobExecution_to_TIMED_OUT_QUEUED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHICH_ANSWER_SERVICE_STATUS,
\* DEVICE_STATUSES, WHO_SETS_STATUS, WHICH_VERSION_ERROR
UpdateJobExecution_to_TIMED_OUT_IN_PROGRESS_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_TIMED_OUT_CANCELED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_TIMED_OUT_SUCCEEDED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_TIMED_OUT_FAILED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_TIMED_OUT_REJECTED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_TIMED_OUT_TIMED_OUT_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_TIMED_OUT_REMOVED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHICH_ANSWER_SERVICE_STATUS,
\* DEVICE_STATUSES, WHO_SETS_STATUS
UpdateJobExecution_to_TIMED_OUT_QUEUED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ JobDeleting(j)
       \* ResourceNotFoundException or InvalidRequestException or InvalidStateTransitionException
    /\ \/ Reject
       \/ ExecutionBecomes(j, t, "TIMED_OUT")

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHICH_ANSWER_SERVICE_STATUS,
\* DEVICE_STATUSES, WHO_SETS_STATUS
UpdateJobExecution_to_TIMED_OUT_IN_PROGRESS_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ JobDeleting(j)
       \* ResourceNotFoundException or InvalidRequestException or InvalidStateTransitionException
    /\ \/ Reject
       \/ ExecutionBecomes(j, t, "TIMED_OUT")

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_TIMED_OUT_CANCELED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_TIMED_OUT_SUCCEEDED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_TIMED_OUT_FAILED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_TIMED_OUT_REJECTED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_TIMED_OUT_TIMED_OUT_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_STATUS_VALUE_COMES_FIRST,
\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_TIMED_OUT_REMOVED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHICH_ANSWER_SERVICE_STATUS, DEVICE_STATUSES, WHO_SETS_STATUS,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_TIMED_OUT_QUEUED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHICH_ANSWER_SERVICE_STATUS, DEVICE_STATUSES, WHO_SETS_STATUS,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_TIMED_OUT_IN_PROGRESS_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_TIMED_OUT_CANCELED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_TIMED_OUT_SUCCEEDED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_TIMED_OUT_FAILED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_TIMED_OUT_REJECTED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_TIMED_OUT_TIMED_OUT_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_TIMED_OUT_REMOVED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

UpdateJobExecution_to_TIMED_OUT(j, t) ==
    \/ UpdateJobExecution_to_TIMED_OUT_ABSENT(j, t)
    \/ UpdateJobExecution_to_TIMED_OUT_QUEUED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_TIMED_OUT_IN_PROGRESS_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_TIMED_OUT_CANCELED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_TIMED_OUT_SUCCEEDED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_TIMED_OUT_FAILED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_TIMED_OUT_REJECTED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_TIMED_OUT_TIMED_OUT_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_TIMED_OUT_REMOVED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_TIMED_OUT_QUEUED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_TIMED_OUT_IN_PROGRESS_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_TIMED_OUT_CANCELED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_TIMED_OUT_SUCCEEDED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_TIMED_OUT_FAILED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_TIMED_OUT_REJECTED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_TIMED_OUT_TIMED_OUT_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_TIMED_OUT_REMOVED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_TIMED_OUT_QUEUED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_TIMED_OUT_IN_PROGRESS_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_TIMED_OUT_CANCELED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_TIMED_OUT_SUCCEEDED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_TIMED_OUT_FAILED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_TIMED_OUT_REJECTED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_TIMED_OUT_TIMED_OUT_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_TIMED_OUT_REMOVED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_TIMED_OUT_QUEUED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_TIMED_OUT_IN_PROGRESS_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_TIMED_OUT_CANCELED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_TIMED_OUT_SUCCEEDED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_TIMED_OUT_FAILED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_TIMED_OUT_REJECTED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_TIMED_OUT_TIMED_OUT_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_TIMED_OUT_REMOVED_version_mismatch_job_deleting(j, t)

------------------------------------------------------------------------------
\* UpdateJobExecution_to_OTHER

\* WHETHER_VALIDATION_COMES_FIRST, MISSING_STATUS_IS_INVALID
UpdateJobExecution_to_OTHER_ABSENT(j, t) ==
    /\ execution[j][t] \in Gone
    /\ Reject  \* InvalidRequestException or ResourceNotFoundException

\* MISSING_STATUS_IS_INVALID, UNKNOWN_STATUS_IS_INVALID, DEVICE_STATUSES
UpdateJobExecution_to_OTHER_QUEUED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidRequestException

\* MISSING_STATUS_IS_INVALID, UNKNOWN_STATUS_IS_INVALID, DEVICE_STATUSES
UpdateJobExecution_to_OTHER_IN_PROGRESS_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidRequestException

\* WHETHER_STATUS_VALUE_COMES_FIRST, MISSING_STATUS_IS_INVALID, UNKNOWN_STATUS_IS_INVALID,
\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_OTHER_CANCELED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidRequestException or InvalidStateTransitionException

\* WHETHER_STATUS_VALUE_COMES_FIRST, MISSING_STATUS_IS_INVALID, UNKNOWN_STATUS_IS_INVALID,
\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_OTHER_SUCCEEDED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidRequestException or InvalidStateTransitionException

\* WHETHER_STATUS_VALUE_COMES_FIRST, MISSING_STATUS_IS_INVALID, UNKNOWN_STATUS_IS_INVALID,
\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_OTHER_FAILED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidRequestException or InvalidStateTransitionException

\* WHETHER_STATUS_VALUE_COMES_FIRST, MISSING_STATUS_IS_INVALID, UNKNOWN_STATUS_IS_INVALID,
\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_OTHER_REJECTED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidRequestException or InvalidStateTransitionException

\* WHETHER_STATUS_VALUE_COMES_FIRST, MISSING_STATUS_IS_INVALID, UNKNOWN_STATUS_IS_INVALID,
\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_OTHER_TIMED_OUT_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidRequestException or InvalidStateTransitionException

\* WHETHER_STATUS_VALUE_COMES_FIRST, MISSING_STATUS_IS_INVALID, UNKNOWN_STATUS_IS_INVALID,
\* TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_OTHER_REMOVED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidRequestException or InvalidStateTransitionException

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, MISSING_STATUS_IS_INVALID,
\* UNKNOWN_STATUS_IS_INVALID, DEVICE_STATUSES, WHICH_VERSION_ERROR
UpdateJobExecution_to_OTHER_QUEUED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, MISSING_STATUS_IS_INVALID,
\* UNKNOWN_STATUS_IS_INVALID, DEVICE_STATUSES, WHICH_VERSION_ERROR
UpdateJobExecution_to_OTHER_IN_PROGRESS_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST,
\* MISSING_STATUS_IS_INVALID, UNKNOWN_STATUS_IS_INVALID, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_OTHER_CANCELED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST,
\* MISSING_STATUS_IS_INVALID, UNKNOWN_STATUS_IS_INVALID, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_OTHER_SUCCEEDED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST,
\* MISSING_STATUS_IS_INVALID, UNKNOWN_STATUS_IS_INVALID, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_OTHER_FAILED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST,
\* MISSING_STATUS_IS_INVALID, UNKNOWN_STATUS_IS_INVALID, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_OTHER_REJECTED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST,
\* MISSING_STATUS_IS_INVALID, UNKNOWN_STATUS_IS_INVALID, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_OTHER_TIMED_OUT_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHETHER_VERSION_COMES_FIRST, VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST,
\* MISSING_STATUS_IS_INVALID, UNKNOWN_STATUS_IS_INVALID, TERMINAL_REJECTS_UPDATE,
\* WHICH_VERSION_ERROR
UpdateJobExecution_to_OTHER_REMOVED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ ~JobDeleting(j)
    \* VersionConflictException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, MISSING_STATUS_IS_INVALID,
\* UNKNOWN_STATUS_IS_INVALID, DEVICE_STATUSES
UpdateJobExecution_to_OTHER_QUEUED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, MISSING_STATUS_IS_INVALID,
\* UNKNOWN_STATUS_IS_INVALID, DEVICE_STATUSES
UpdateJobExecution_to_OTHER_IN_PROGRESS_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_STATUS_VALUE_COMES_FIRST,
\* MISSING_STATUS_IS_INVALID, UNKNOWN_STATUS_IS_INVALID, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_OTHER_CANCELED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or InvalidRequestException or InvalidStateTransitionException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_STATUS_VALUE_COMES_FIRST,
\* MISSING_STATUS_IS_INVALID, UNKNOWN_STATUS_IS_INVALID, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_OTHER_SUCCEEDED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or InvalidRequestException or InvalidStateTransitionException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_STATUS_VALUE_COMES_FIRST,
\* MISSING_STATUS_IS_INVALID, UNKNOWN_STATUS_IS_INVALID, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_OTHER_FAILED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or InvalidRequestException or InvalidStateTransitionException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_STATUS_VALUE_COMES_FIRST,
\* MISSING_STATUS_IS_INVALID, UNKNOWN_STATUS_IS_INVALID, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_OTHER_REJECTED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or InvalidRequestException or InvalidStateTransitionException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_STATUS_VALUE_COMES_FIRST,
\* MISSING_STATUS_IS_INVALID, UNKNOWN_STATUS_IS_INVALID, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_OTHER_TIMED_OUT_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or InvalidRequestException or InvalidStateTransitionException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_STATUS_VALUE_COMES_FIRST,
\* MISSING_STATUS_IS_INVALID, UNKNOWN_STATUS_IS_INVALID, TERMINAL_REJECTS_UPDATE
UpdateJobExecution_to_OTHER_REMOVED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or InvalidRequestException or InvalidStateTransitionException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, MISSING_STATUS_IS_INVALID, UNKNOWN_STATUS_IS_INVALID,
\* DEVICE_STATUSES, WHICH_VERSION_ERROR
UpdateJobExecution_to_OTHER_QUEUED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, MISSING_STATUS_IS_INVALID, UNKNOWN_STATUS_IS_INVALID,
\* DEVICE_STATUSES, WHICH_VERSION_ERROR
UpdateJobExecution_to_OTHER_IN_PROGRESS_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST, MISSING_STATUS_IS_INVALID,
\* UNKNOWN_STATUS_IS_INVALID, TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_OTHER_CANCELED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST, MISSING_STATUS_IS_INVALID,
\* UNKNOWN_STATUS_IS_INVALID, TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_OTHER_SUCCEEDED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST, MISSING_STATUS_IS_INVALID,
\* UNKNOWN_STATUS_IS_INVALID, TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_OTHER_FAILED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST, MISSING_STATUS_IS_INVALID,
\* UNKNOWN_STATUS_IS_INVALID, TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_OTHER_REJECTED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST, MISSING_STATUS_IS_INVALID,
\* UNKNOWN_STATUS_IS_INVALID, TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_OTHER_TIMED_OUT_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

\* WHEN_DEVICES_ARE_CUT_OFF, DELETION_LOCKS_DEVICE_OUT, WHETHER_VERSION_COMES_FIRST,
\* VERSION_MISMATCH_REJECTS_UPDATE, WHETHER_STATUS_VALUE_COMES_FIRST, MISSING_STATUS_IS_INVALID,
\* UNKNOWN_STATUS_IS_INVALID, TERMINAL_REJECTS_UPDATE, WHICH_VERSION_ERROR
UpdateJobExecution_to_OTHER_REMOVED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException or
    \* InvalidRequestException
    /\ Reject

UpdateJobExecution_to_OTHER(j, t) ==
    \/ UpdateJobExecution_to_OTHER_ABSENT(j, t)
    \/ UpdateJobExecution_to_OTHER_QUEUED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_OTHER_IN_PROGRESS_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_OTHER_CANCELED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_OTHER_SUCCEEDED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_OTHER_FAILED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_OTHER_REJECTED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_OTHER_TIMED_OUT_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_OTHER_REMOVED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_OTHER_QUEUED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_OTHER_IN_PROGRESS_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_OTHER_CANCELED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_OTHER_SUCCEEDED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_OTHER_FAILED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_OTHER_REJECTED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_OTHER_TIMED_OUT_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_OTHER_REMOVED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_to_OTHER_QUEUED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_OTHER_IN_PROGRESS_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_OTHER_CANCELED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_OTHER_SUCCEEDED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_OTHER_FAILED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_OTHER_REJECTED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_OTHER_TIMED_OUT_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_OTHER_REMOVED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_OTHER_QUEUED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_OTHER_IN_PROGRESS_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_OTHER_CANCELED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_OTHER_SUCCEEDED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_OTHER_FAILED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_OTHER_REJECTED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_OTHER_TIMED_OUT_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_to_OTHER_REMOVED_version_mismatch_job_deleting(j, t)

------------------------------------------------------------------------------
\* DeleteJobExecution

\* ABSENT_IS_NOT_FOUND, UNKNOWN_NUMBER_IS_NOT_FOUND, EXECUTION_IDENTITY
DeleteJobExecution_ABSENT(j, t) ==
    /\ execution[j][t] \in Gone
    /\ Reject  \* ResourceNotFoundException

\* WHETHER_DELETE_TAKES_QUEUED
DeleteJobExecution_QUEUED_not_force_not_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ ~JobDeleting(j)
    /\ \/ ExecutionBecomes(j, t, Lost)
       \/ Reject  \* InvalidStateTransitionException

\* DELETE_EXECUTION_NEEDS_FORCE
DeleteJobExecution_IN_PROGRESS_not_force_not_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException

\* DELETE_EXECUTION_BY_FORCE
DeleteJobExecution_IN_PROGRESS_force_not_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ~JobDeleting(j)
    /\ ExecutionBecomes(j, t, Lost)

\* DELETE_ENDED_EXECUTION
DeleteJobExecution_SUCCEEDED_not_force_not_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ ~JobDeleting(j)
    /\ ExecutionBecomes(j, t, Deleted)

\* FORCE_ONLY_WIDENS_EXECUTION_DELETE
DeleteJobExecution_SUCCEEDED_force_not_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ ~JobDeleting(j)
    /\ ExecutionBecomes(j, t, Deleted)

\* DELETE_ENDED_EXECUTION
DeleteJobExecution_FAILED_not_force_not_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ ~JobDeleting(j)
    /\ ExecutionBecomes(j, t, Deleted)

\* FORCE_ONLY_WIDENS_EXECUTION_DELETE
DeleteJobExecution_FAILED_force_not_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ ~JobDeleting(j)
    /\ ExecutionBecomes(j, t, Deleted)

\* DELETE_ENDED_EXECUTION
DeleteJobExecution_REJECTED_not_force_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ ~JobDeleting(j)
    /\ ExecutionBecomes(j, t, Deleted)

\* FORCE_ONLY_WIDENS_EXECUTION_DELETE
DeleteJobExecution_REJECTED_force_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ ~JobDeleting(j)
    /\ ExecutionBecomes(j, t, Deleted)

\* DELETE_ENDED_EXECUTION
DeleteJobExecution_REMOVED_not_force_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ ~JobDeleting(j)
    /\ ExecutionBecomes(j, t, Deleted)

\* FORCE_ONLY_WIDENS_EXECUTION_DELETE
DeleteJobExecution_REMOVED_force_not_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ ~JobDeleting(j)
    /\ ExecutionBecomes(j, t, Deleted)

\* DELETE_ENDED_EXECUTION
DeleteJobExecution_CANCELED_not_force_not_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ ~JobDeleting(j)
    /\ ExecutionBecomes(j, t, Deleted)

\* FORCE_ONLY_WIDENS_EXECUTION_DELETE
DeleteJobExecution_CANCELED_force_not_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ ~JobDeleting(j)
    /\ ExecutionBecomes(j, t, Deleted)

\* DELETE_TIMED_OUT, WHETHER_DELETE_TAKES_TIMED_OUT
DeleteJobExecution_TIMED_OUT_not_force_not_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ ~JobDeleting(j)
    /\ \/ ExecutionBecomes(j, t, Deleted)
       \/ Reject  \* InvalidStateTransitionException

\* FORCE_ONLY_WIDENS_EXECUTION_DELETE
DeleteJobExecution_QUEUED_force_not_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ ~JobDeleting(j)
    /\ ExecutionBecomes(j, t, Lost)

\* FORCE_ONLY_WIDENS_EXECUTION_DELETE
DeleteJobExecution_TIMED_OUT_force_not_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ ~JobDeleting(j)
    /\ ExecutionBecomes(j, t, Deleted)

\* WHICH_ANSWER_DELETE_EXECUTION_WHILE_DELETING
DeleteJobExecution_QUEUED_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ JobDeleting(j)
    /\ \/ ExecutionBecomes(j, t, "ABSENT")
       \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
       \/ Reject

\* WHICH_ANSWER_DELETE_EXECUTION_WHILE_DELETING
DeleteJobExecution_IN_PROGRESS_not_force_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ JobDeleting(j)
    /\ \/ Stay
       \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
       \/ Reject

\* WHICH_ANSWER_DELETE_EXECUTION_WHILE_DELETING
DeleteJobExecution_IN_PROGRESS_force_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ JobDeleting(j)
    /\ \/ ExecutionBecomes(j, t, "ABSENT")
       \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
       \/ Reject

\* WHICH_ANSWER_DELETE_EXECUTION_WHILE_DELETING
DeleteJobExecution_SUCCEEDED_job_deleting(j, t) ==
    /\ execution[j][t] = "SUCCEEDED"
    /\ JobDeleting(j)
    /\ \/ ExecutionBecomes(j, t, "ABSENT")
       \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
       \/ Reject

\* WHICH_ANSWER_DELETE_EXECUTION_WHILE_DELETING
DeleteJobExecution_FAILED_job_deleting(j, t) ==
    /\ execution[j][t] = "FAILED"
    /\ JobDeleting(j)
    /\ \/ ExecutionBecomes(j, t, "ABSENT")
       \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
       \/ Reject

\* WHICH_ANSWER_DELETE_EXECUTION_WHILE_DELETING
DeleteJobExecution_REJECTED_job_deleting(j, t) ==
    /\ execution[j][t] = "REJECTED"
    /\ JobDeleting(j)
    /\ \/ ExecutionBecomes(j, t, "ABSENT")
       \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
       \/ Reject

\* WHICH_ANSWER_DELETE_EXECUTION_WHILE_DELETING
DeleteJobExecution_REMOVED_job_deleting(j, t) ==
    /\ execution[j][t] = "REMOVED"
    /\ JobDeleting(j)
    /\ \/ ExecutionBecomes(j, t, "ABSENT")
       \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
       \/ Reject

\* WHICH_ANSWER_DELETE_EXECUTION_WHILE_DELETING
DeleteJobExecution_CANCELED_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ JobDeleting(j)
    /\ \/ ExecutionBecomes(j, t, "ABSENT")
       \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
       \/ Reject

\* WHICH_ANSWER_DELETE_EXECUTION_WHILE_DELETING
DeleteJobExecution_TIMED_OUT_job_deleting(j, t) ==
    /\ execution[j][t] = "TIMED_OUT"
    /\ JobDeleting(j)
    /\ \/ ExecutionBecomes(j, t, "ABSENT")
       \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
       \/ Reject

DeleteJobExecution(j, t) ==
    \/ DeleteJobExecution_ABSENT(j, t)
    \/ DeleteJobExecution_QUEUED_not_force_not_job_deleting(j, t)
    \/ DeleteJobExecution_IN_PROGRESS_not_force_not_job_deleting(j, t)
    \/ DeleteJobExecution_IN_PROGRESS_force_not_job_deleting(j, t)
    \/ DeleteJobExecution_SUCCEEDED_not_force_not_job_deleting(j, t)
    \/ DeleteJobExecution_SUCCEEDED_force_not_job_deleting(j, t)
    \/ DeleteJobExecution_FAILED_not_force_not_job_deleting(j, t)
    \/ DeleteJobExecution_FAILED_force_not_job_deleting(j, t)
    \/ DeleteJobExecution_REJECTED_not_force_not_job_deleting(j, t)
    \/ DeleteJobExecution_REJECTED_force_not_job_deleting(j, t)
    \/ DeleteJobExecution_REMOVED_not_force_not_job_deleting(j, t)
    \/ DeleteJobExecution_REMOVED_force_not_job_deleting(j, t)
    \/ DeleteJobExecution_CANCELED_not_force_not_job_deleting(j, t)
    \/ DeleteJobExecution_CANCELED_force_not_job_deleting(j, t)
    \/ DeleteJobExecution_TIMED_OUT_not_force_not_job_deleting(j, t)
    \/ DeleteJobExecution_QUEUED_force_not_job_deleting(j, t)
    \/ DeleteJobExecution_TIMED_OUT_force_not_job_deleting(j, t)
    \/ DeleteJobExecution_QUEUED_job_deleting(j, t)
    \/ DeleteJobExecution_IN_PROGRESS_not_force_job_deleting(j, t)
    \/ DeleteJobExecution_IN_PROGRESS_force_job_deleting(j, t)
    \/ DeleteJobExecution_SUCCEEDED_job_deleting(j, t)
    \/ DeleteJobExecution_FAILED_job_deleting(j, t)
    \/ DeleteJobExecution_REJECTED_job_deleting(j, t)
    \/ DeleteJobExecution_REMOVED_job_deleting(j, t)
    \/ DeleteJobExecution_CANCELED_job_deleting(j, t)
    \/ DeleteJobExecution_TIMED_OUT_job_deleting(j, t)

------------------------------------------------------------------------------
\* TimeOut

\* TIMER_ENDS_EXECUTION
Execution_time_out_IN_PROGRESS_timer_set(j, t) ==
    /\ job[j] \in {"IN_PROGRESS", "CANCELED", "DELETION_IN_PROGRESS"}
    /\ execution[j][t] = "IN_PROGRESS"
    /\ TimerSet(j)
    /\ ExecutionBecomes(j, t, "TIMED_OUT")

TimeOut(j, t) ==
    \/ Execution_time_out_IN_PROGRESS_timer_set(j, t)

------------------------------------------------------------------------------
\* Retry

\* FAILURE_IS_RETRIED, TEN_RETRIES_AT_MOST
Execution_retry_FAILED_retries_left(j, t) ==
    /\ ~Eager
    /\ job[j] \in {"IN_PROGRESS"}
    /\ execution[j][t] = "FAILED"
    /\ RetriesLeft(j)
    /\ ExecutionBecomes(j, t, "QUEUED")

\* FAILURE_IS_RETRIED, TEN_RETRIES_AT_MOST
Execution_retry_TIMED_OUT_retries_left(j, t) ==
    /\ ~Eager
    /\ job[j] \in {"IN_PROGRESS"}
    /\ execution[j][t] = "TIMED_OUT"
    /\ RetriesLeft(j)
    /\ ExecutionBecomes(j, t, "QUEUED")

Retry(j, t) ==
    \/ Execution_retry_FAILED_retries_left(j, t)
    \/ Execution_retry_TIMED_OUT_retries_left(j, t)

CancelJobByForce(j) ==
    \/ CancelJob_ABSENT(j)
    \/ CancelJob_IN_PROGRESS_force(j)
    \/ CancelJob_COMPLETED_force(j)
    \/ CancelJob_CANCELED_force(j)
    \/ CancelJob_DELETION_IN_PROGRESS(j)

CancelJobWithoutForce(j) ==
    \/ CancelJob_ABSENT(j)
    \/ CancelJob_IN_PROGRESS_not_force(j)
    \/ CancelJob_COMPLETED_not_force(j)
    \/ CancelJob_CANCELED_not_force(j)
    \/ CancelJob_DELETION_IN_PROGRESS(j)

DeleteJobByForce(j) ==
    \/ DeleteJob_ABSENT(j)
    \/ DeleteJob_IN_PROGRESS_force_not_at_limit(j)
    \/ DeleteJob_COMPLETED_force_not_at_limit(j)
    \/ DeleteJob_CANCELED_force_not_at_limit(j)
    \/ DeleteJob_DELETION_IN_PROGRESS_not_at_limit(j)
    \/ DeleteJob_IN_PROGRESS_force_at_limit(j)
    \/ DeleteJob_COMPLETED_at_limit(j)
    \/ DeleteJob_CANCELED_force_at_limit(j)
    \/ DeleteJob_DELETION_IN_PROGRESS_at_limit(j)

DeleteJobWithoutForce(j) ==
    \/ DeleteJob_ABSENT(j)
    \/ DeleteJob_IN_PROGRESS_not_force_not_at_limit(j)
    \/ DeleteJob_COMPLETED_not_force_not_at_limit(j)
    \/ DeleteJob_CANCELED_not_force_not_at_limit_all_terminal(j)
    \/ DeleteJob_CANCELED_not_force_not_at_limit_not_all_terminal(j)
    \/ DeleteJob_DELETION_IN_PROGRESS_not_at_limit(j)
    \/ DeleteJob_IN_PROGRESS_not_force_at_limit(j)
    \/ DeleteJob_COMPLETED_at_limit(j)
    \/ DeleteJob_CANCELED_not_force_at_limit_all_terminal(j)
    \/ DeleteJob_CANCELED_not_force_at_limit_not_all_terminal(j)
    \/ DeleteJob_DELETION_IN_PROGRESS_at_limit(j)

CancelJobExecutionByForce(j, t) ==
    \/ CancelJobExecution_ABSENT(j, t)
    \/ CancelJobExecution_QUEUED_force_not_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_IN_PROGRESS_force_not_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_CANCELED_not_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_SUCCEEDED_not_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_FAILED_not_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_REJECTED_not_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_TIMED_OUT_not_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_REMOVED_not_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_QUEUED_job_deleting(j, t)
    \/ CancelJobExecution_IN_PROGRESS_force_job_deleting(j, t)
    \/ CancelJobExecution_CANCELED_job_deleting(j, t)
    \/ CancelJobExecution_SUCCEEDED_job_deleting(j, t)
    \/ CancelJobExecution_FAILED_job_deleting(j, t)
    \/ CancelJobExecution_REJECTED_job_deleting(j, t)
    \/ CancelJobExecution_TIMED_OUT_job_deleting(j, t)
    \/ CancelJobExecution_REMOVED_job_deleting(j, t)
    \/ CancelJobExecution_QUEUED_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_IN_PROGRESS_force_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_CANCELED_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_SUCCEEDED_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_FAILED_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_REJECTED_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_TIMED_OUT_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_REMOVED_version_mismatch_not_job_deleting(j, t)

CancelJobExecutionWithoutForce(j, t) ==
    \/ CancelJobExecution_ABSENT(j, t)
    \/ CancelJobExecution_QUEUED_not_force_not_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_IN_PROGRESS_not_force_not_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_CANCELED_not_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_SUCCEEDED_not_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_FAILED_not_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_REJECTED_not_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_TIMED_OUT_not_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_REMOVED_not_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_QUEUED_job_deleting(j, t)
    \/ CancelJobExecution_IN_PROGRESS_not_force_job_deleting(j, t)
    \/ CancelJobExecution_CANCELED_job_deleting(j, t)
    \/ CancelJobExecution_SUCCEEDED_job_deleting(j, t)
    \/ CancelJobExecution_FAILED_job_deleting(j, t)
    \/ CancelJobExecution_REJECTED_job_deleting(j, t)
    \/ CancelJobExecution_TIMED_OUT_job_deleting(j, t)
    \/ CancelJobExecution_REMOVED_job_deleting(j, t)
    \/ CancelJobExecution_QUEUED_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_IN_PROGRESS_not_force_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_CANCELED_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_SUCCEEDED_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_FAILED_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_REJECTED_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_TIMED_OUT_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_REMOVED_version_mismatch_not_job_deleting(j, t)

DeleteJobExecutionByForce(j, t) ==
    \/ DeleteJobExecution_ABSENT(j, t)
    \/ DeleteJobExecution_IN_PROGRESS_force_not_job_deleting(j, t)
    \/ DeleteJobExecution_SUCCEEDED_force_not_job_deleting(j, t)
    \/ DeleteJobExecution_FAILED_force_not_job_deleting(j, t)
    \/ DeleteJobExecution_REJECTED_force_not_job_deleting(j, t)
    \/ DeleteJobExecution_REMOVED_force_not_job_deleting(j, t)
    \/ DeleteJobExecution_CANCELED_force_not_job_deleting(j, t)
    \/ DeleteJobExecution_QUEUED_force_not_job_deleting(j, t)
    \/ DeleteJobExecution_TIMED_OUT_force_not_job_deleting(j, t)
    \/ DeleteJobExecution_QUEUED_job_deleting(j, t)
    \/ DeleteJobExecution_IN_PROGRESS_force_job_deleting(j, t)
    \/ DeleteJobExecution_SUCCEEDED_job_deleting(j, t)
    \/ DeleteJobExecution_FAILED_job_deleting(j, t)
    \/ DeleteJobExecution_REJECTED_job_deleting(j, t)
    \/ DeleteJobExecution_REMOVED_job_deleting(j, t)
    \/ DeleteJobExecution_CANCELED_job_deleting(j, t)
    \/ DeleteJobExecution_TIMED_OUT_job_deleting(j, t)

DeleteJobExecutionWithoutForce(j, t) ==
    \/ DeleteJobExecution_ABSENT(j, t)
    \/ DeleteJobExecution_QUEUED_not_force_not_job_deleting(j, t)
    \/ DeleteJobExecution_IN_PROGRESS_not_force_not_job_deleting(j, t)
    \/ DeleteJobExecution_SUCCEEDED_not_force_not_job_deleting(j, t)
    \/ DeleteJobExecution_FAILED_not_force_not_job_deleting(j, t)
    \/ DeleteJobExecution_REJECTED_not_force_not_job_deleting(j, t)
    \/ DeleteJobExecution_REMOVED_not_force_not_job_deleting(j, t)
    \/ DeleteJobExecution_CANCELED_not_force_not_job_deleting(j, t)
    \/ DeleteJobExecution_TIMED_OUT_not_force_not_job_deleting(j, t)
    \/ DeleteJobExecution_QUEUED_job_deleting(j, t)
    \/ DeleteJobExecution_IN_PROGRESS_not_force_job_deleting(j, t)
    \/ DeleteJobExecution_SUCCEEDED_job_deleting(j, t)
    \/ DeleteJobExecution_FAILED_job_deleting(j, t)
    \/ DeleteJobExecution_REJECTED_job_deleting(j, t)
    \/ DeleteJobExecution_REMOVED_job_deleting(j, t)
    \/ DeleteJobExecution_CANCELED_job_deleting(j, t)
    \/ DeleteJobExecution_TIMED_OUT_job_deleting(j, t)

------------------------------------------------------------------------------
\* Behaviour

Next ==
    \E j \in Jobs :
        \/ CreateJob(j)
        \/ DescribeJob(j)
        \/ ListJobExecutionsForJob(j)
        \/ CancelJob(j)
        \/ DeleteJob(j)
        \/ Complete(j)
        \/ EndDeletion(j)
        \/ MayComplete(j)
        \/ Abort(j)
        \/ MayAbort(j)
        \/ \E t \in Things :
            \/ DescribeJobExecution(j, t)
            \/ CancelJobExecution(j, t)
            \/ UpdateJobExecution(j, t)
            \/ StartNextPendingJobExecution(j, t)
            \/ GetPendingJobExecutions(j, t)
            \/ ListJobExecutionsForThing(j, t)
            \/ RollOut(j, t)
            \/ Start(j, t)
            \/ Cascade(j, t)
            \/ Remove(j, t)
            \/ UpdateJobExecution_to_SUCCEEDED(j, t)
            \/ UpdateJobExecution_to_FAILED(j, t)
            \/ UpdateJobExecution_to_REJECTED(j, t)
            \/ UpdateJobExecution_to_QUEUED(j, t)
            \/ UpdateJobExecution_to_CANCELED(j, t)
            \/ UpdateJobExecution_to_REMOVED(j, t)
            \/ UpdateJobExecution_to_TIMED_OUT(j, t)
            \/ UpdateJobExecution_to_OTHER(j, t)
            \/ DeleteJobExecution(j, t)
            \/ TimeOut(j, t)
            \/ Retry(j, t)

Moving ==
    \E j \in Jobs :
        \/ CreateJob_ABSENT(j)
        \/ CancelJob_IN_PROGRESS_not_force(j)
        \/ CancelJob_IN_PROGRESS_force(j)
        \/ DeleteJob_IN_PROGRESS_force_not_at_limit(j)
        \/ DeleteJob_COMPLETED_not_force_not_at_limit(j)
        \/ DeleteJob_COMPLETED_force_not_at_limit(j)
        \/ DeleteJob_CANCELED_not_force_not_at_limit_all_terminal(j)
        \/ DeleteJob_CANCELED_not_force_not_at_limit_not_all_terminal(j)
        \/ DeleteJob_CANCELED_force_not_at_limit(j)
        \/ Job_complete_IN_PROGRESS_all_terminal(j)
        \/ Job_end_deletion_DELETION_IN_PROGRESS_no_executions(j)
        \/ Job_may_complete_IN_PROGRESS_all_terminal_execution_lost(j)
        \/ Job_abort_IN_PROGRESS_abort_due(j)
        \/ Job_may_abort_IN_PROGRESS_abort_possible(j)
        \/ \E t \in Things :
          \/ CancelJobExecution_QUEUED_not_force_not_version_mismatch_not_job_deleting(j, t)
          \/ CancelJobExecution_QUEUED_force_not_version_mismatch_not_job_deleting(j, t)
          \/ CancelJobExecution_IN_PROGRESS_force_not_version_mismatch_not_job_deleting(j, t)
          \/ CancelJobExecution_QUEUED_job_deleting(j, t)
          \/ CancelJobExecution_IN_PROGRESS_force_job_deleting(j, t)
          \/ UpdateJobExecution_QUEUED_not_version_mismatch_not_job_deleting(j, t)
          \/ UpdateJobExecution_QUEUED_not_version_mismatch_job_deleting(j, t)
          \/ UpdateJobExecution_QUEUED_not_version_mismatch_not_job_deleting_timer_given(j, t)
          \/ UpdateJobExecution_QUEUED_not_version_mismatch_job_deleting_timer_given(j, t)
          \/ StartNextPendingJobExecution_QUEUED(j, t)
          \/ StartNextPendingJobExecution_QUEUED_timer_given(j, t)
          \/ Execution_roll_out_ABSENT(j, t)
          \/ Execution_start_QUEUED(j, t)
          \/ Execution_cascade_QUEUED_not_force(j, t)
          \/ Execution_cascade_QUEUED_force(j, t)
          \/ Execution_cascade_IN_PROGRESS_force(j, t)
          \/ Execution_remove_QUEUED(j, t)
          \/ Execution_remove_IN_PROGRESS(j, t)
          \/ Execution_remove_CANCELED(j, t)
          \/ Execution_remove_SUCCEEDED(j, t)
          \/ Execution_remove_FAILED(j, t)
          \/ Execution_remove_REJECTED(j, t)
          \/ Execution_remove_TIMED_OUT(j, t)
          \/ Execution_remove_REMOVED(j, t)
          \/ UpdateJobExecution_to_SUCCEEDED_QUEUED_not_version_mismatch_not_job_deleting(j, t)
          \/ UpdateJobExecution_to_SUCCEEDED_IN_PROGRESS_not_version_mismatch_not_job_deleting(j, t)
          \/ UpdateJobExecution_to_SUCCEEDED_QUEUED_not_version_mismatch_job_deleting(j, t)
          \/ UpdateJobExecution_to_SUCCEEDED_IN_PROGRESS_not_version_mismatch_job_deleting(j, t)
          \/ UpdateJobExecution_to_FAILED_QUEUED_not_version_mismatch_not_job_deleting(j, t)
          \/ UpdateJobExecution_to_FAILED_IN_PROGRESS_not_version_mismatch_not_job_deleting(j, t)
          \/ UpdateJobExecution_to_FAILED_QUEUED_not_version_mismatch_job_deleting(j, t)
          \/ UpdateJobExecution_to_FAILED_IN_PROGRESS_not_version_mismatch_job_deleting(j, t)
          \/ UpdateJobExecution_to_REJECTED_QUEUED_not_version_mismatch_not_job_deleting(j, t)
          \/ UpdateJobExecution_to_REJECTED_IN_PROGRESS_not_version_mismatch_not_job_deleting(j, t)
          \/ UpdateJobExecution_to_REJECTED_QUEUED_not_version_mismatch_job_deleting(j, t)
          \/ UpdateJobExecution_to_REJECTED_IN_PROGRESS_not_version_mismatch_job_deleting(j, t)
          \/ UpdateJobExecution_to_CANCELED_QUEUED_not_version_mismatch_not_job_deleting(j, t)
          \/ UpdateJobExecution_to_CANCELED_IN_PROGRESS_not_version_mismatch_not_job_deleting(j, t)
          \/ UpdateJobExecution_to_CANCELED_QUEUED_not_version_mismatch_job_deleting(j, t)
          \/ UpdateJobExecution_to_CANCELED_IN_PROGRESS_not_version_mismatch_job_deleting(j, t)
          \/ UpdateJobExecution_to_REMOVED_QUEUED_not_version_mismatch_not_job_deleting(j, t)
          \/ UpdateJobExecution_to_REMOVED_IN_PROGRESS_not_version_mismatch_not_job_deleting(j, t)
          \/ UpdateJobExecution_to_REMOVED_QUEUED_not_version_mismatch_job_deleting(j, t)
          \/ UpdateJobExecution_to_REMOVED_IN_PROGRESS_not_version_mismatch_job_deleting(j, t)
          \/ UpdateJobExecution_to_TIMED_OUT_QUEUED_not_version_mismatch_not_job_deleting(j, t)
          \/ UpdateJobExecution_to_TIMED_OUT_IN_PROGRESS_not_version_mismatch_not_job_deleting(j, t)
          \/ UpdateJobExecution_to_TIMED_OUT_QUEUED_not_version_mismatch_job_deleting(j, t)
          \/ UpdateJobExecution_to_TIMED_OUT_IN_PROGRESS_not_version_mismatch_job_deleting(j, t)
          \/ DeleteJobExecution_QUEUED_not_force_not_job_deleting(j, t)
          \/ DeleteJobExecution_IN_PROGRESS_force_not_job_deleting(j, t)
          \/ DeleteJobExecution_SUCCEEDED_not_force_not_job_deleting(j, t)
          \/ DeleteJobExecution_SUCCEEDED_force_not_job_deleting(j, t)
          \/ DeleteJobExecution_FAILED_not_force_not_job_deleting(j, t)
          \/ DeleteJobExecution_FAILED_force_not_job_deleting(j, t)
          \/ DeleteJobExecution_REJECTED_not_force_not_job_deleting(j, t)
          \/ DeleteJobExecution_REJECTED_force_not_job_deleting(j, t)
          \/ DeleteJobExecution_REMOVED_not_force_not_job_deleting(j, t)
          \/ DeleteJobExecution_REMOVED_force_not_job_deleting(j, t)
          \/ DeleteJobExecution_CANCELED_not_force_not_job_deleting(j, t)
          \/ DeleteJobExecution_CANCELED_force_not_job_deleting(j, t)
          \/ DeleteJobExecution_TIMED_OUT_not_force_not_job_deleting(j, t)
          \/ DeleteJobExecution_QUEUED_force_not_job_deleting(j, t)
          \/ DeleteJobExecution_TIMED_OUT_force_not_job_deleting(j, t)
          \/ DeleteJobExecution_QUEUED_job_deleting(j, t)
          \/ DeleteJobExecution_IN_PROGRESS_force_job_deleting(j, t)
          \/ DeleteJobExecution_SUCCEEDED_job_deleting(j, t)
          \/ DeleteJobExecution_FAILED_job_deleting(j, t)
          \/ DeleteJobExecution_REJECTED_job_deleting(j, t)
          \/ DeleteJobExecution_REMOVED_job_deleting(j, t)
          \/ DeleteJobExecution_CANCELED_job_deleting(j, t)
          \/ DeleteJobExecution_TIMED_OUT_job_deleting(j, t)
          \/ Execution_time_out_IN_PROGRESS_timer_set(j, t)
          \/ Execution_retry_FAILED_retries_left(j, t)
          \/ Execution_retry_TIMED_OUT_retries_left(j, t)

Init ==
    /\ job = [j \in Jobs |-> Absent]
    /\ execution = [j \in Jobs |-> [t \in Things |-> Absent]]
    /\ config = [j \in Jobs |-> Plain]
    /\ forced = [j \in Jobs |-> FALSE]

Spec == Init /\ [][Next]_vars

\* The same states, without the rules that change nothing: for speed.
MovingSpec == Init /\ [][Moving]_vars

\* A background step of the service that stays possible is taken eventually. No device has to start.
Fairness ==
    \A j \in Jobs :
        /\ WF_vars(Complete(j))
        /\ WF_vars(EndDeletion(j))
        /\ WF_vars(Abort(j))
        /\ \A t \in Things :
               /\ WF_vars(RollOut(j, t))
               /\ WF_vars(Cascade(j, t))
               /\ WF_vars(Remove(j, t))
               /\ WF_vars(TimeOut(j, t))
               /\ WF_vars(Retry(j, t))

FairSpec == Spec /\ Fairness

------------------------------------------------------------------------------
\* Invariants of every state

\* Each variable has its type; a forced cascade is pending only if executions are left.
TypeOK ==
    /\ job \in [Jobs -> JobStatuses \cup {Absent}]
    /\ execution \in [Jobs -> [Things -> ExecutionStatuses \cup Gone]]
    /\ config \in [Jobs -> Configs]
    /\ forced \in [Jobs -> BOOLEAN]
    /\ \A j \in Jobs : forced[j] => job[j] = "CANCELED" /\ Live(j) /\ ~Eager

\* A COMPLETED job has only terminal executions, one for each thing.
CompletedJobsAreOver ==
    \A j \in Jobs : job[j] = "COMPLETED" => \A t \in Things : execution[j][t] \in Over

\* No more jobs are DELETION_IN_PROGRESS than the limit allows.
DeletionsAreLimited ==
    Cardinality({j \in Jobs : JobDeleting(j)}) <= DeletionLimit

\* A job that does not exist has no execution, so a job with the same id inherits none.
SuccessorStartsClean ==
    \A j \in Jobs : job[j] = Absent => \A t \in Things : execution[j][t] = Absent

\* A CONTINUOUS job is never COMPLETED.
ContinuousJobsNeverComplete ==
    \A j \in Jobs : Continuous(j) => job[j] # "COMPLETED"

------------------------------------------------------------------------------
\* Invariants of every step

\* A terminal execution never changes; it may only be removed.
TerminalIsForever == [][
    \A j \in Jobs, t \in Things :
        execution[j][t] \in Terminal => execution'[j][t] \in {execution[j][t]} \cup Gone]_vars

\* An execution goes from IN_PROGRESS to CANCELED only by a cancel with force.
RunningIsCanceledByForceOnly == [][
    \A j \in Jobs, t \in Things :
        execution[j][t] = "IN_PROGRESS" /\ execution'[j][t] = "CANCELED" =>
            /\ ~CancelJobExecutionWithoutForce(j, t)
            /\ ~CancelJobWithoutForce(j)
            /\ Cascade(j, t) => forced[j]
            /\ \/ CancelJobExecutionByForce(j, t)
               \/ Eager /\ CancelJobByForce(j)
               \/ Cascade(j, t)
               \/ UpdateJobExecution_to_CANCELED(j, t)]_vars

\* The status of a job changes only along these arrows.
JobsFollowTheirEdges == [][
    \A j \in Jobs : job[j] # job'[j] => <<job[j], job'[j]>> \in
        {<<Absent, "IN_PROGRESS">>,
         <<"CANCELED", "DELETION_IN_PROGRESS">>,
         <<"COMPLETED", "DELETION_IN_PROGRESS">>,
         <<"DELETION_IN_PROGRESS", Absent>>,
         <<"IN_PROGRESS", "CANCELED">>,
         <<"IN_PROGRESS", "COMPLETED">>,
         <<"IN_PROGRESS", "DELETION_IN_PROGRESS">>}]_vars

\* The status of an execution changes only along these arrows.
ExecutionsFollowTheirEdges == [][
    \A j \in Jobs, t \in Things :
        execution[j][t] # execution'[j][t] => <<execution[j][t], execution'[j][t]>> \in
            {<<Absent, "QUEUED">>,
             <<"CANCELED", Absent>>,
             <<"CANCELED", Deleted>>,
             <<Deleted, Absent>>,
             <<"FAILED", Absent>>,
             <<"FAILED", Deleted>>,
             <<"IN_PROGRESS", Absent>>,
             <<"IN_PROGRESS", "CANCELED">>,
             <<"IN_PROGRESS", "FAILED">>,
             <<"IN_PROGRESS", Lost>>,
             <<"IN_PROGRESS", "REJECTED">>,
             <<"IN_PROGRESS", "REMOVED">>,
             <<"IN_PROGRESS", "SUCCEEDED">>,
             <<"IN_PROGRESS", "TIMED_OUT">>,
             <<Lost, Absent>>,
             <<"QUEUED", Absent>>,
             <<"QUEUED", "CANCELED">>,
             <<"QUEUED", "FAILED">>,
             <<"QUEUED", "IN_PROGRESS">>,
             <<"QUEUED", Lost>>,
             <<"QUEUED", "REJECTED">>,
             <<"QUEUED", "REMOVED">>,
             <<"QUEUED", "SUCCEEDED">>,
             <<"QUEUED", "TIMED_OUT">>,
             <<"REJECTED", Absent>>,
             <<"REJECTED", Deleted>>,
             <<"REMOVED", Absent>>,
             <<"REMOVED", Deleted>>,
             <<"SUCCEEDED", Absent>>,
             <<"SUCCEEDED", Deleted>>,
             <<"TIMED_OUT", Absent>>,
             <<"TIMED_OUT", Deleted>>}]_vars

\* Only DeleteJob makes a job DELETION_IN_PROGRESS; then the job can only be removed.
OnlyDeleteBeginsDeletion == [][
    \A j \in Jobs :
        /\ job'[j] = "DELETION_IN_PROGRESS" /\ ~JobDeleting(j) =>
               DeleteJob(j) /\ ~CreateJob(j) /\ ~CancelJob(j) /\ ~Complete(j)
        /\ JobDeleting(j) => job'[j] \in {"DELETION_IN_PROGRESS", Absent}]_vars

\* Only a job that is IN_PROGRESS gets executions; eagerly, CreateJob adds them.
OnlyOpenJobsRollOut == [][
    \A j \in Jobs, t \in Things :
        execution[j][t] = Absent /\ execution'[j][t] # Absent =>
            \/ job[j] = "IN_PROGRESS"
            \/ Eager /\ job[j] = Absent /\ CreateJob(j)]_vars

\* CreateJob with the id of an existing job changes nothing.
TakenIdIsRejected == [][
    \A j \in Jobs : CreateJob(j) => job[j] = Absent \/ UNCHANGED vars]_vars

\* StartNextPendingJobExecution does not change an IN_PROGRESS execution.
StartNextKeepsTheRunningOne == [][
    \A j \in Jobs, t \in Things :
        StartNextPendingJobExecution(j, t) /\ execution[j][t] = "IN_PROGRESS" =>
            UNCHANGED vars]_vars

\* A device cannot update an execution that is CANCELED.
CanceledRejectsUpdates == [][
    \A j \in Jobs, t \in Things :
        UpdateJobExecution(j, t) /\ execution[j][t] \in Terminal => UNCHANGED vars]_vars

\* The service makes an execution TIMED_OUT only if it is IN_PROGRESS with a timer.
OnlyTimersTimeOut == [][
    \A j \in Jobs, t \in Things :
        TimeOut(j, t) => execution[j][t] = "IN_PROGRESS" /\ TimerSet(j)]_vars

\* A thing whose execution was deleted gets no other execution of the job.
DeletedExecutionsStayDeleted == [][
    \A j \in Jobs, t \in Things :
        execution[j][t] \in {Lost, Deleted} => execution'[j][t] \in {execution[j][t], Absent}]_vars

------------------------------------------------------------------------------
\* Liveness

\* After CancelJob with force, eventually no execution is QUEUED or IN_PROGRESS.
ForcedCancelStopsEverything ==
    \A j \in Jobs : forced[j] ~> ~Live(j)

\* After CancelJob, eventually no execution is QUEUED.
CancelEmptiesTheQueue ==
    \A j \in Jobs :
        job[j] = "CANCELED" ~> \A t \in Things : execution[j][t] # "QUEUED"

\* A finished job is eventually COMPLETED, unless it is canceled or deleted first.
FinishedJobsComplete ==
    \A j \in Jobs : (job[j] = "IN_PROGRESS" /\ AllTerminal(j)
         /\ MustComplete(j)) ~> job[j] # "IN_PROGRESS" \/ ~MustComplete(j)

\* A DELETION_IN_PROGRESS job is eventually removed, and its id is free.
DeletionsEnd ==
    \A j \in Jobs : JobDeleting(j) ~> job[j] = Absent

\* Each thing eventually has an execution, unless the job is canceled or deleted first.
EveryThingIsRolledOutTo ==
    \A j \in Jobs : job[j] = "IN_PROGRESS" ~> ~RollingOut(j)

\* An IN_PROGRESS execution with a timer ends, unless its job is deleted first.
TimersEndExecutions ==
    \A j \in Jobs, t \in Things :
        execution[j][t] = "IN_PROGRESS" /\ TimerSet(j) /\ ~JobDeleting(j) ~>
            execution[j][t] # "IN_PROGRESS" \/ JobDeleting(j)

==============================================================================
