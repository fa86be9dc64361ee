------------------------------- MODULE IotJobs -------------------------------

(***************************************************************************)
(* The lifecycle of AWS IoT Jobs: jobs, and the execution of each job on   *)
(* each thing. Generated from the spec by `iot-jobs-spec render`.          *)
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
    forced      \* whether a forced cancel of the job has executions left to cancel

vars == <<job, execution, forced>>

Absent == "ABSENT"
JobStatuses == {"IN_PROGRESS", "CANCELED", "COMPLETED", "DELETION_IN_PROGRESS"}
ExecutionStatuses == {"QUEUED", "IN_PROGRESS", "CANCELED"}
Pending == {"IN_PROGRESS", "QUEUED"}  \* not terminal

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

AfterRemove(x) ==
    CASE x = "QUEUED" -> "ABSENT"
      [] x = "IN_PROGRESS" -> "ABSENT"
      [] x = "CANCELED" -> "ABSENT"
      [] OTHER -> x

------------------------------------------------------------------------------
\* Guards

\* force: the request, or the request that caused the background step, has force=true
\* version_mismatch: expectedVersion is given and is not the stored version
\* identical_repeat: the request repeats the CreateJob that made the job

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
        Absent = IF Eager THEN AfterRemove(execution[j][t]) ELSE execution[j][t]

\* Whether a device may get this execution next, or, if it is terminal, no execution. The sources do
\* not say whether a device still sees jobs that are being deleted.
ComesNext(j, t) ==
    \E seen \in {Jobs, {k \in Jobs : ~JobDeleting(k)}} :
        /\ j \in seen \/ execution[j][t] \notin Pending
        /\ ~\E k \in seen : ComesBefore(execution[k][t], execution[j][t])

------------------------------------------------------------------------------
\* Moves

\* The status of an execution with status x after the cascade of a job's status.
SetsOff(status, force, x) ==
    CASE status = "IN_PROGRESS" -> AfterRollOut(x)
      [] status = "CANCELED" -> AfterCascade(x, force)
      [] OTHER -> x

Become(j, status, force, xs) ==
    LET after == IF Eager THEN [t \in Things |-> SetsOff(status, force, xs[t])] ELSE xs
    IN  /\ job' = [job EXCEPT ![j] = status]
        /\ execution' = [execution EXCEPT ![j] = after]
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

\* DOCUMENTED: CreateJob without a scheduling configuration makes a job that is IN_PROGRESS.
\* (CREATED_IN_PROGRESS)
\* DOCUMENTED: CreateJob accepts the jobId of a deleted job as soon as the deletion has ended.
\* (DELETED_ID_IS_FREE)
\* DOCUMENTED: CreateJob without targetSelection makes a SNAPSHOT job. (SNAPSHOT_IS_DEFAULT)
CreateJob_ABSENT(j) ==
    /\ job[j] = "ABSENT"
    /\ JobBecomes(j, "IN_PROGRESS", FALSE)

\* DOCUMENTED: If a job with the jobId exists, the service rejects CreateJob with
\* ResourceAlreadyExistsException (409). (TAKEN_ID_REJECTS_CREATE)
CreateJob_IN_PROGRESS_not_identical_repeat(j) ==
    /\ job[j] = "IN_PROGRESS"
    /\ Reject  \* ResourceAlreadyExistsException

\* DOCUMENTED: If a job with the jobId exists, the service rejects CreateJob with
\* ResourceAlreadyExistsException (409). (TAKEN_ID_REJECTS_CREATE)
CreateJob_CANCELED_not_identical_repeat(j) ==
    /\ job[j] = "CANCELED"
    /\ Reject  \* ResourceAlreadyExistsException

\* DOCUMENTED: If a job with the jobId exists, the service rejects CreateJob with
\* ResourceAlreadyExistsException (409). (TAKEN_ID_REJECTS_CREATE)
CreateJob_COMPLETED_not_identical_repeat(j) ==
    /\ job[j] = "COMPLETED"
    /\ Reject  \* ResourceAlreadyExistsException

\* UNSPECIFIED: If CreateJob repeats the request that made the job, the service may reject it with
\* ResourceAlreadyExistsException, or accept it without an effect.
\* (WHETHER_IDENTICAL_CREATE_SUCCEEDS)
\* DOCUMENTED: If a job with the jobId exists, the service rejects CreateJob with
\* ResourceAlreadyExistsException (409). (TAKEN_ID_REJECTS_CREATE)
CreateJob_IN_PROGRESS_identical_repeat(j) ==
    /\ job[j] = "IN_PROGRESS"
    /\ \/ Reject  \* ResourceAlreadyExistsException
       \/ Stay

\* UNSPECIFIED: If CreateJob repeats the request that made the job, the service may reject it with
\* ResourceAlreadyExistsException, or accept it without an effect.
\* (WHETHER_IDENTICAL_CREATE_SUCCEEDS)
\* DOCUMENTED: If a job with the jobId exists, the service rejects CreateJob with
\* ResourceAlreadyExistsException (409). (TAKEN_ID_REJECTS_CREATE)
CreateJob_CANCELED_identical_repeat(j) ==
    /\ job[j] = "CANCELED"
    /\ \/ Reject  \* ResourceAlreadyExistsException
       \/ Stay

\* UNSPECIFIED: If CreateJob repeats the request that made the job, the service may reject it with
\* ResourceAlreadyExistsException, or accept it without an effect.
\* (WHETHER_IDENTICAL_CREATE_SUCCEEDS)
\* DOCUMENTED: If a job with the jobId exists, the service rejects CreateJob with
\* ResourceAlreadyExistsException (409). (TAKEN_ID_REJECTS_CREATE)
CreateJob_COMPLETED_identical_repeat(j) ==
    /\ job[j] = "COMPLETED"
    /\ \/ Reject  \* ResourceAlreadyExistsException
       \/ Stay

\* INFERRED: While a job with the jobId is DELETION_IN_PROGRESS, the service still rejects CreateJob
\* with ResourceAlreadyExistsException (409). (DELETING_ID_IS_TAKEN)
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

\* DOCUMENTED: The service rejects a request about a job or an execution that does not exist with
\* ResourceNotFoundException (404). (ABSENT_IS_NOT_FOUND)
\* DOCUMENTED: When the service has removed the last execution of a DELETION_IN_PROGRESS job, it
\* deletes the job and then rejects DescribeJob with ResourceNotFoundException (404).
\* (DELETION_ENDS_JOB)
DescribeJob_ABSENT(j) ==
    /\ job[j] = "ABSENT"
    /\ Reject  \* ResourceNotFoundException

\* DOCUMENTED: A job has one of five statuses: SCHEDULED, IN_PROGRESS, CANCELED, COMPLETED or
\* DELETION_IN_PROGRESS. (JOB_STATUSES)
\* DOCUMENTED: An accepted DeleteJob makes the job DELETION_IN_PROGRESS, and it keeps that status as
\* long as the deletion lasts. (DELETE_BEGINS_DELETION)
DescribeJob_IN_PROGRESS(j) ==
    /\ job[j] = "IN_PROGRESS"
    /\ Stay

\* DOCUMENTED: A job has one of five statuses: SCHEDULED, IN_PROGRESS, CANCELED, COMPLETED or
\* DELETION_IN_PROGRESS. (JOB_STATUSES)
\* DOCUMENTED: An accepted DeleteJob makes the job DELETION_IN_PROGRESS, and it keeps that status as
\* long as the deletion lasts. (DELETE_BEGINS_DELETION)
DescribeJob_CANCELED(j) ==
    /\ job[j] = "CANCELED"
    /\ Stay

\* DOCUMENTED: A job has one of five statuses: SCHEDULED, IN_PROGRESS, CANCELED, COMPLETED or
\* DELETION_IN_PROGRESS. (JOB_STATUSES)
\* DOCUMENTED: An accepted DeleteJob makes the job DELETION_IN_PROGRESS, and it keeps that status as
\* long as the deletion lasts. (DELETE_BEGINS_DELETION)
DescribeJob_COMPLETED(j) ==
    /\ job[j] = "COMPLETED"
    /\ Stay

\* DOCUMENTED: A job has one of five statuses: SCHEDULED, IN_PROGRESS, CANCELED, COMPLETED or
\* DELETION_IN_PROGRESS. (JOB_STATUSES)
\* DOCUMENTED: An accepted DeleteJob makes the job DELETION_IN_PROGRESS, and it keeps that status as
\* long as the deletion lasts. (DELETE_BEGINS_DELETION)
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

\* DOCUMENTED: The service rejects a request about a job or an execution that does not exist with
\* ResourceNotFoundException (404). (ABSENT_IS_NOT_FOUND)
\* DOCUMENTED: When the service has removed the last execution of a DELETION_IN_PROGRESS job, it
\* deletes the job and then rejects DescribeJob with ResourceNotFoundException (404).
\* (DELETION_ENDS_JOB)
ListJobExecutionsForJob_ABSENT(j) ==
    /\ job[j] = "ABSENT"
    /\ Reject  \* ResourceNotFoundException

\* DOCUMENTED: ListJobExecutionsForJob lists the executions of a job, each with its thing and its
\* status. (LISTED_FOR_JOB)
ListJobExecutionsForJob_IN_PROGRESS(j) ==
    /\ job[j] = "IN_PROGRESS"
    /\ Stay

\* DOCUMENTED: ListJobExecutionsForJob lists the executions of a job, each with its thing and its
\* status. (LISTED_FOR_JOB)
ListJobExecutionsForJob_CANCELED(j) ==
    /\ job[j] = "CANCELED"
    /\ Stay

\* DOCUMENTED: ListJobExecutionsForJob lists the executions of a job, each with its thing and its
\* status. (LISTED_FOR_JOB)
ListJobExecutionsForJob_COMPLETED(j) ==
    /\ job[j] = "COMPLETED"
    /\ Stay

\* DOCUMENTED: ListJobExecutionsForJob lists the executions of a job, each with its thing and its
\* status. (LISTED_FOR_JOB)
\* DOCUMENTED: Once DeleteJob has answered, the service removes the executions of the job one after
\* another, not all at once. (DELETION_IS_GRADUAL)
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

\* DOCUMENTED: The service rejects a request about a job or an execution that does not exist with
\* ResourceNotFoundException (404). (ABSENT_IS_NOT_FOUND)
CancelJob_ABSENT(j) ==
    /\ job[j] = "ABSENT"
    /\ Reject  \* ResourceNotFoundException

\* DOCUMENTED: An accepted CancelJob makes the job CANCELED. (CANCEL_CANCELS_JOB)
\* DOCUMENTED: CancelJob answers with jobArn, jobId and description. (CANCEL_JOB_ANSWER)
\* DOCUMENTED: CancelJob, CancelJobExecution, DeleteJob and DeleteJobExecution have force in the
\* query string, and a request without it means false. (FORCE_DEFAULTS_TO_FALSE)
CancelJob_IN_PROGRESS_not_force(j) ==
    /\ job[j] = "IN_PROGRESS"
    /\ JobBecomes(j, "CANCELED", FALSE)

\* DOCUMENTED: An accepted CancelJob makes the job CANCELED. (CANCEL_CANCELS_JOB)
\* DOCUMENTED: CancelJob answers with jobArn, jobId and description. (CANCEL_JOB_ANSWER)
\* DOCUMENTED: CancelJob, CancelJobExecution, DeleteJob and DeleteJobExecution have force in the
\* query string, and a request without it means false. (FORCE_DEFAULTS_TO_FALSE)
CancelJob_IN_PROGRESS_force(j) ==
    /\ job[j] = "IN_PROGRESS"
    /\ JobBecomes(j, "CANCELED", TRUE)

\* INFERRED: The service rejects CancelJob without force on a COMPLETED or CANCELED job with
\* InvalidRequestException (400), as it does with force=true. (UNFORCED_CANCEL_OF_TERMINAL_FAILS)
\* UNSPECIFIED: By the documents alone, the service may reject CancelJob on a COMPLETED or CANCELED
\* job with InvalidRequestException or with InvalidStateTransitionException, or accept it and change
\* nothing. (WHICH_ANSWER_CANCEL_TERMINAL_JOB)
CancelJob_COMPLETED_not_force(j) ==
    /\ job[j] = "COMPLETED"
    /\ Reject  \* InvalidRequestException

\* OBSERVED: The service rejects CancelJob with force=true on a COMPLETED or CANCELED job with
\* InvalidRequestException (400), so CancelJob is not idempotent. (FORCED_CANCEL_OF_TERMINAL_FAILS)
\* INFERRED: A second CancelJob with force=true cannot extend an earlier one without force, so an
\* execution that stayed IN_PROGRESS needs CancelJobExecution with force=true.
\* (FORCE_CANNOT_UPGRADE_CANCEL)
\* UNSPECIFIED: By the documents alone, the service may reject CancelJob on a COMPLETED or CANCELED
\* job with InvalidRequestException or with InvalidStateTransitionException, or accept it and change
\* nothing. (WHICH_ANSWER_CANCEL_TERMINAL_JOB)
CancelJob_COMPLETED_force(j) ==
    /\ job[j] = "COMPLETED"
    /\ Reject  \* InvalidRequestException

\* INFERRED: The service rejects CancelJob without force on a COMPLETED or CANCELED job with
\* InvalidRequestException (400), as it does with force=true. (UNFORCED_CANCEL_OF_TERMINAL_FAILS)
\* UNSPECIFIED: By the documents alone, the service may reject CancelJob on a COMPLETED or CANCELED
\* job with InvalidRequestException or with InvalidStateTransitionException, or accept it and change
\* nothing. (WHICH_ANSWER_CANCEL_TERMINAL_JOB)
CancelJob_CANCELED_not_force(j) ==
    /\ job[j] = "CANCELED"
    /\ Reject  \* InvalidRequestException

\* OBSERVED: The service rejects CancelJob with force=true on a COMPLETED or CANCELED job with
\* InvalidRequestException (400), so CancelJob is not idempotent. (FORCED_CANCEL_OF_TERMINAL_FAILS)
\* INFERRED: A second CancelJob with force=true cannot extend an earlier one without force, so an
\* execution that stayed IN_PROGRESS needs CancelJobExecution with force=true.
\* (FORCE_CANNOT_UPGRADE_CANCEL)
\* UNSPECIFIED: By the documents alone, the service may reject CancelJob on a COMPLETED or CANCELED
\* job with InvalidRequestException or with InvalidStateTransitionException, or accept it and change
\* nothing. (WHICH_ANSWER_CANCEL_TERMINAL_JOB)
CancelJob_CANCELED_force(j) ==
    /\ job[j] = "CANCELED"
    /\ Reject  \* InvalidRequestException

\* DOCUMENTED: The service rejects CancelJob on a DELETION_IN_PROGRESS job, with or without force.
\* (DELETING_REJECTS_CANCEL)
\* UNSPECIFIED: The service may reject CancelJob on a DELETION_IN_PROGRESS job with
\* InvalidRequestException, or with InvalidStateTransitionException although CancelJob does not
\* declare it, and answers as for any job that does not exist once the deletion has ended.
\* (WHICH_ERROR_CANCEL_WHILE_DELETING)
\* INFERRED: The service rejects CancelJob on a DELETION_IN_PROGRESS job with
\* InvalidRequestException (400), the declared error that it uses for other wrong statuses.
\* (CANCEL_WHILE_DELETING_IS_INVALID_REQUEST)
\* INFERRED: Job operations that are older than InvalidStateTransitionException report a wrong job
\* status as InvalidRequestException (400). (OLD_OPERATIONS_ANSWER_INVALID_REQUEST)
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

\* DOCUMENTED: The service rejects a request about a job or an execution that does not exist with
\* ResourceNotFoundException (404). (ABSENT_IS_NOT_FOUND)
DeleteJob_ABSENT(j) ==
    /\ job[j] = "ABSENT"
    /\ Reject  \* ResourceNotFoundException

\* DOCUMENTED: The service rejects DeleteJob without force on an IN_PROGRESS job with
\* InvalidStateTransitionException (409). (DELETE_NEEDS_FORCE)
DeleteJob_IN_PROGRESS_not_force_not_at_limit(j) ==
    /\ job[j] = "IN_PROGRESS"
    /\ ~AtLimit
    /\ Reject  \* InvalidStateTransitionException

\* DOCUMENTED: DeleteJob with force=true accepts an IN_PROGRESS job. (DELETE_BY_FORCE)
\* DOCUMENTED: An accepted DeleteJob makes the job DELETION_IN_PROGRESS, and it keeps that status as
\* long as the deletion lasts. (DELETE_BEGINS_DELETION)
\* DOCUMENTED: An accepted DeleteJob returns nothing. (DELETE_JOB_ANSWER)
DeleteJob_IN_PROGRESS_force_not_at_limit(j) ==
    /\ job[j] = "IN_PROGRESS"
    /\ ~AtLimit
    /\ JobBecomes(j, "DELETION_IN_PROGRESS", FALSE)

\* DOCUMENTED: DeleteJob without force accepts a COMPLETED or CANCELED job and no other.
\* (DELETE_TERMINAL)
\* DOCUMENTED: An accepted DeleteJob makes the job DELETION_IN_PROGRESS, and it keeps that status as
\* long as the deletion lasts. (DELETE_BEGINS_DELETION)
\* UNSPECIFIED: Besides CANCELED, the API reference names COMPLETED as a terminal status that
\* DeleteJob accepts, and the developer guide names SUCCEEDED, which no job can have.
\* (WHICH_TERMINAL_JOB_STATUS)
DeleteJob_COMPLETED_not_force_not_at_limit(j) ==
    /\ job[j] = "COMPLETED"
    /\ ~AtLimit
    /\ JobBecomes(j, "DELETION_IN_PROGRESS", FALSE)

\* INFERRED: DeleteJob with force=true accepts every job that it accepts without force, such as a
\* COMPLETED one. (FORCE_ONLY_WIDENS_DELETE)
\* DOCUMENTED: An accepted DeleteJob makes the job DELETION_IN_PROGRESS, and it keeps that status as
\* long as the deletion lasts. (DELETE_BEGINS_DELETION)
\* UNSPECIFIED: Besides CANCELED, the API reference names COMPLETED as a terminal status that
\* DeleteJob accepts, and the developer guide names SUCCEEDED, which no job can have.
\* (WHICH_TERMINAL_JOB_STATUS)
DeleteJob_COMPLETED_force_not_at_limit(j) ==
    /\ job[j] = "COMPLETED"
    /\ ~AtLimit
    /\ JobBecomes(j, "DELETION_IN_PROGRESS", FALSE)

\* DOCUMENTED: DeleteJob without force accepts a COMPLETED or CANCELED job and no other.
\* (DELETE_TERMINAL)
\* DOCUMENTED: An accepted DeleteJob makes the job DELETION_IN_PROGRESS, and it keeps that status as
\* long as the deletion lasts. (DELETE_BEGINS_DELETION)
DeleteJob_CANCELED_not_force_not_at_limit_all_terminal(j) ==
    /\ job[j] = "CANCELED"
    /\ ~AtLimit
    /\ AllTerminal(j)
    /\ JobBecomes(j, "DELETION_IN_PROGRESS", FALSE)

\* UNSPECIFIED: On a CANCELED job with a QUEUED or IN_PROGRESS execution, the service may accept
\* DeleteJob without force because of the status of the job, or reject it because of the unfinished
\* execution. (WHETHER_LIVE_BLOCKS_DELETE)
\* INFERRED: If the service rejects DeleteJob without force on a CANCELED job because of an
\* unfinished execution, the error is InvalidStateTransitionException (409).
\* (LIVE_BLOCKED_DELETE_IS_INVALID_STATE)
DeleteJob_CANCELED_not_force_not_at_limit_not_all_terminal(j) ==
    /\ job[j] = "CANCELED"
    /\ ~AtLimit
    /\ ~AllTerminal(j)
    /\ \/ JobBecomes(j, "DELETION_IN_PROGRESS", FALSE)
       \/ Reject  \* InvalidStateTransitionException

\* OBSERVED: The service accepts DeleteJob with force=true directly after CancelJob with force=true,
\* without a wait in between. (DELETE_RIGHT_AFTER_CANCEL)
\* INFERRED: DeleteJob with force=true accepts a CANCELED job even while the cascade of CancelJob
\* still has executions to cancel. (DELETE_OUTRUNS_CASCADE)
DeleteJob_CANCELED_force_not_at_limit(j) ==
    /\ job[j] = "CANCELED"
    /\ ~AtLimit
    /\ JobBecomes(j, "DELETION_IN_PROGRESS", FALSE)

\* DOCUMENTED: The service rejects DeleteJob on a DELETION_IN_PROGRESS job, with or without force.
\* (DELETING_REJECTS_DELETE)
\* UNSPECIFIED: The service may reject DeleteJob on a DELETION_IN_PROGRESS job with
\* InvalidStateTransitionException, with InvalidRequestException, or with LimitExceededException if
\* it checks the limit first, and answers as for any job that does not exist once the deletion has
\* ended. (WHICH_ERROR_DELETE_WHILE_DELETING)
\* INFERRED: The service rejects DeleteJob on a DELETION_IN_PROGRESS job with
\* InvalidStateTransitionException (409), a fitting error that DeleteJob declares.
\* (DELETE_WHILE_DELETING_IS_INVALID_STATE)
DeleteJob_DELETION_IN_PROGRESS_not_at_limit(j) ==
    /\ job[j] = "DELETION_IN_PROGRESS"
    /\ ~AtLimit
    /\ Reject  \* InvalidStateTransitionException or InvalidRequestException

\* UNSPECIFIED: The service may check the limit of 10 deletions before or after the status of the
\* job, so DeleteJob that fails both checks may get either error. (WHETHER_LIMIT_COMES_FIRST)
\* DOCUMENTED: While 10 jobs are DELETION_IN_PROGRESS, the service rejects DeleteJob of another job
\* with LimitExceededException (410). (TEN_DELETIONS_AT_ONCE)
\* DOCUMENTED: The service rejects DeleteJob without force on an IN_PROGRESS job with
\* InvalidStateTransitionException (409). (DELETE_NEEDS_FORCE)
DeleteJob_IN_PROGRESS_not_force_at_limit(j) ==
    /\ job[j] = "IN_PROGRESS"
    /\ AtLimit
    /\ Reject  \* InvalidStateTransitionException or LimitExceededException

\* DOCUMENTED: While 10 jobs are DELETION_IN_PROGRESS, the service rejects DeleteJob of another job
\* with LimitExceededException (410). (TEN_DELETIONS_AT_ONCE)
DeleteJob_IN_PROGRESS_force_at_limit(j) ==
    /\ job[j] = "IN_PROGRESS"
    /\ AtLimit
    /\ Reject  \* LimitExceededException

\* DOCUMENTED: While 10 jobs are DELETION_IN_PROGRESS, the service rejects DeleteJob of another job
\* with LimitExceededException (410). (TEN_DELETIONS_AT_ONCE)
DeleteJob_COMPLETED_at_limit(j) ==
    /\ job[j] = "COMPLETED"
    /\ AtLimit
    /\ Reject  \* LimitExceededException

\* DOCUMENTED: While 10 jobs are DELETION_IN_PROGRESS, the service rejects DeleteJob of another job
\* with LimitExceededException (410). (TEN_DELETIONS_AT_ONCE)
DeleteJob_CANCELED_not_force_at_limit_all_terminal(j) ==
    /\ job[j] = "CANCELED"
    /\ AtLimit
    /\ AllTerminal(j)
    /\ Reject  \* LimitExceededException

\* UNSPECIFIED: The service may check the limit of 10 deletions before or after the status of the
\* job, so DeleteJob that fails both checks may get either error. (WHETHER_LIMIT_COMES_FIRST)
\* DOCUMENTED: While 10 jobs are DELETION_IN_PROGRESS, the service rejects DeleteJob of another job
\* with LimitExceededException (410). (TEN_DELETIONS_AT_ONCE)
\* UNSPECIFIED: On a CANCELED job with a QUEUED or IN_PROGRESS execution, the service may accept
\* DeleteJob without force because of the status of the job, or reject it because of the unfinished
\* execution. (WHETHER_LIVE_BLOCKS_DELETE)
DeleteJob_CANCELED_not_force_at_limit_not_all_terminal(j) ==
    /\ job[j] = "CANCELED"
    /\ AtLimit
    /\ ~AllTerminal(j)
    /\ Reject  \* LimitExceededException or InvalidStateTransitionException

\* DOCUMENTED: While 10 jobs are DELETION_IN_PROGRESS, the service rejects DeleteJob of another job
\* with LimitExceededException (410). (TEN_DELETIONS_AT_ONCE)
DeleteJob_CANCELED_force_at_limit(j) ==
    /\ job[j] = "CANCELED"
    /\ AtLimit
    /\ Reject  \* LimitExceededException

\* UNSPECIFIED: The service may check the limit of 10 deletions before or after the status of the
\* job, so DeleteJob that fails both checks may get either error. (WHETHER_LIMIT_COMES_FIRST)
\* DOCUMENTED: While 10 jobs are DELETION_IN_PROGRESS, the service rejects DeleteJob of another job
\* with LimitExceededException (410). (TEN_DELETIONS_AT_ONCE)
\* DOCUMENTED: The service rejects DeleteJob on a DELETION_IN_PROGRESS job, with or without force.
\* (DELETING_REJECTS_DELETE)
\* UNSPECIFIED: The service may reject DeleteJob on a DELETION_IN_PROGRESS job with
\* InvalidStateTransitionException, with InvalidRequestException, or with LimitExceededException if
\* it checks the limit first, and answers as for any job that does not exist once the deletion has
\* ended. (WHICH_ERROR_DELETE_WHILE_DELETING)
\* INFERRED: The service rejects DeleteJob on a DELETION_IN_PROGRESS job with
\* InvalidStateTransitionException (409), a fitting error that DeleteJob declares.
\* (DELETE_WHILE_DELETING_IS_INVALID_STATE)
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

\* DOCUMENTED: A SNAPSHOT job becomes COMPLETED when every one of its executions is terminal.
\* (ALL_TERMINAL_COMPLETES)
\* DOCUMENTED: A CANCELED execution counts as terminal for completion, so a SNAPSHOT job whose
\* executions are all canceled one by one becomes COMPLETED and not CANCELED.
\* (CANCELED_COUNTS_FOR_COMPLETION)
\* INFERRED: A job may become COMPLETED some time after its last execution has become terminal.
\* (COMPLETION_MAY_LAG)
Job_complete_IN_PROGRESS_all_terminal(j) ==
    /\ job[j] = "IN_PROGRESS"
    /\ AllTerminal(j)
    /\ JobBecomes(j, "COMPLETED", FALSE)

\* INFERRED: A CANCELED job stays CANCELED when its remaining executions finish, because CANCELED is
\* a terminal status of a job. (CANCELED_STAYS_CANCELED)
\* UNSPECIFIED: A CANCELED job whose last execution becomes terminal may stay CANCELED, which the
\* API reference calls a terminal status, or become COMPLETED, because the rule of completion makes
\* no exception. (WHETHER_CANCELED_COMPLETES)
Job_complete_CANCELED(j) ==
    /\ job[j] = "CANCELED"
    /\ Stay

Complete(j) ==
    \/ Job_complete_IN_PROGRESS_all_terminal(j)
    \/ Job_complete_CANCELED(j)

------------------------------------------------------------------------------
\* EndDeletion

\* DOCUMENTED: When the service has removed the last execution of a DELETION_IN_PROGRESS job, it
\* deletes the job and then rejects DescribeJob with ResourceNotFoundException (404).
\* (DELETION_ENDS_JOB)
Job_end_deletion_DELETION_IN_PROGRESS_no_executions(j) ==
    /\ job[j] = "DELETION_IN_PROGRESS"
    /\ NoExecutions(j)
    /\ JobEnds(j)

EndDeletion(j) ==
    \/ Job_end_deletion_DELETION_IN_PROGRESS_no_executions(j)

------------------------------------------------------------------------------
\* DescribeJobExecution

\* DOCUMENTED: The service rejects a request about a job or an execution that does not exist with
\* ResourceNotFoundException (404). (ABSENT_IS_NOT_FOUND)
\* DOCUMENTED: The service rejects DescribeJobExecution of a deleted execution with
\* ResourceNotFoundException (404). (DELETED_EXECUTION_IS_NOT_FOUND)
DescribeJobExecution_ABSENT(j, t) ==
    /\ execution[j][t] = "ABSENT"
    /\ Reject  \* ResourceNotFoundException

\* DOCUMENTED: An execution has one of eight statuses: QUEUED, IN_PROGRESS, SUCCEEDED, FAILED,
\* REJECTED, REMOVED, TIMED_OUT or CANCELED. (EXECUTION_STATUSES)
\* OBSERVED: DescribeJobExecution of the iot API answers for QUEUED and IN_PROGRESS executions too,
\* although the developer guide demands SUCCEEDED or FAILED. (DESCRIBE_ANY_STATUS)
DescribeJobExecution_QUEUED(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ Stay

\* DOCUMENTED: An execution has one of eight statuses: QUEUED, IN_PROGRESS, SUCCEEDED, FAILED,
\* REJECTED, REMOVED, TIMED_OUT or CANCELED. (EXECUTION_STATUSES)
\* OBSERVED: DescribeJobExecution of the iot API answers for QUEUED and IN_PROGRESS executions too,
\* although the developer guide demands SUCCEEDED or FAILED. (DESCRIBE_ANY_STATUS)
DescribeJobExecution_IN_PROGRESS(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ Stay

\* DOCUMENTED: An execution has one of eight statuses: QUEUED, IN_PROGRESS, SUCCEEDED, FAILED,
\* REJECTED, REMOVED, TIMED_OUT or CANCELED. (EXECUTION_STATUSES)
\* OBSERVED: DescribeJobExecution of the iot API answers for QUEUED and IN_PROGRESS executions too,
\* although the developer guide demands SUCCEEDED or FAILED. (DESCRIBE_ANY_STATUS)
DescribeJobExecution_CANCELED(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ Stay

DescribeJobExecution(j, t) ==
    \/ DescribeJobExecution_ABSENT(j, t)
    \/ DescribeJobExecution_QUEUED(j, t)
    \/ DescribeJobExecution_IN_PROGRESS(j, t)
    \/ DescribeJobExecution_CANCELED(j, t)

------------------------------------------------------------------------------
\* CancelJobExecution

\* DOCUMENTED: The service rejects a request about a job or an execution that does not exist with
\* ResourceNotFoundException (404). (ABSENT_IS_NOT_FOUND)
CancelJobExecution_ABSENT(j, t) ==
    /\ execution[j][t] = "ABSENT"
    /\ Reject  \* ResourceNotFoundException

\* DOCUMENTED: CancelJobExecution makes a QUEUED execution CANCELED, with or without force.
\* (CANCEL_QUEUED)
\* DOCUMENTED: If CancelJobExecution gives no expectedVersion, the service does not compare
\* versions. (VERSION_CHECK_IS_OPTIONAL)
\* DOCUMENTED: An accepted CancelJobExecution answers HTTP 200 with an empty body.
\* (CANCEL_EXECUTION_ANSWER)
\* INFERRED: CancelJobExecution, which has no executionNumber, acts on the latest execution of the
\* job on the thing. (CANCEL_ACTS_ON_LATEST_EXECUTION)
CancelJobExecution_QUEUED_not_force_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ ~JobDeleting(j)
    /\ ExecutionBecomes(j, t, "CANCELED")

\* DOCUMENTED: CancelJobExecution with force=true makes a QUEUED or an IN_PROGRESS execution
\* CANCELED. (CANCEL_BY_FORCE)
\* DOCUMENTED: CancelJobExecution makes a QUEUED execution CANCELED, with or without force.
\* (CANCEL_QUEUED)
\* DOCUMENTED: If CancelJobExecution gives no expectedVersion, the service does not compare
\* versions. (VERSION_CHECK_IS_OPTIONAL)
\* DOCUMENTED: An accepted CancelJobExecution answers HTTP 200 with an empty body.
\* (CANCEL_EXECUTION_ANSWER)
\* INFERRED: CancelJobExecution, which has no executionNumber, acts on the latest execution of the
\* job on the thing. (CANCEL_ACTS_ON_LATEST_EXECUTION)
CancelJobExecution_QUEUED_force_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ ~JobDeleting(j)
    /\ ExecutionBecomes(j, t, "CANCELED")

\* DOCUMENTED: The service rejects CancelJobExecution without force on an IN_PROGRESS execution with
\* InvalidStateTransitionException (409) and changes nothing. (CANCEL_NEEDS_FORCE)
CancelJobExecution_IN_PROGRESS_not_force_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException

\* DOCUMENTED: CancelJobExecution with force=true makes a QUEUED or an IN_PROGRESS execution
\* CANCELED. (CANCEL_BY_FORCE)
\* INFERRED: CancelJobExecution with force=true also cancels an execution that CancelJob without
\* force has left IN_PROGRESS. (LEFTOVER_CANCELABLE_BY_FORCE)
\* DOCUMENTED: AWS warns: use force on IN_PROGRESS work only if each device can return to a valid
\* state on its own. (FORCE_NEEDS_RECOVERY)
CancelJobExecution_IN_PROGRESS_force_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ~JobDeleting(j)
    /\ ExecutionBecomes(j, t, "CANCELED")

\* DOCUMENTED: The service rejects CancelJobExecution on an execution in a terminal status with
\* InvalidStateTransitionException (409), with or without force. (TERMINAL_REJECTS_CANCEL)
CancelJobExecution_CANCELED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException

\* UNSPECIFIED: While the job is DELETION_IN_PROGRESS, the service may accept CancelJobExecution, or
\* reject it with ResourceNotFoundException, InvalidStateTransitionException or
\* InvalidRequestException. (WHICH_ANSWER_CANCEL_WHILE_DELETING)
CancelJobExecution_QUEUED_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ JobDeleting(j)
    /\ \/ ExecutionBecomes(j, t, "CANCELED")
       \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
       \/ Reject

\* UNSPECIFIED: While the job is DELETION_IN_PROGRESS, the service may accept CancelJobExecution, or
\* reject it with ResourceNotFoundException, InvalidStateTransitionException or
\* InvalidRequestException. (WHICH_ANSWER_CANCEL_WHILE_DELETING)
CancelJobExecution_IN_PROGRESS_not_force_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ JobDeleting(j)
    /\ \/ Stay
       \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
       \/ Reject

\* UNSPECIFIED: While the job is DELETION_IN_PROGRESS, the service may accept CancelJobExecution, or
\* reject it with ResourceNotFoundException, InvalidStateTransitionException or
\* InvalidRequestException. (WHICH_ANSWER_CANCEL_WHILE_DELETING)
CancelJobExecution_IN_PROGRESS_force_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ JobDeleting(j)
    /\ \/ ExecutionBecomes(j, t, "CANCELED")
       \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
       \/ Reject

\* UNSPECIFIED: While the job is DELETION_IN_PROGRESS, the service may accept CancelJobExecution, or
\* reject it with ResourceNotFoundException, InvalidStateTransitionException or
\* InvalidRequestException. (WHICH_ANSWER_CANCEL_WHILE_DELETING)
CancelJobExecution_CANCELED_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ JobDeleting(j)
    /\ \/ Stay
       \* ResourceNotFoundException or InvalidStateTransitionException or InvalidRequestException
       \/ Reject

\* DOCUMENTED: If expectedVersion differs from the stored versionNumber, the service rejects
\* CancelJobExecution with VersionConflictException (409). (VERSION_MISMATCH_CONFLICTS)
CancelJobExecution_QUEUED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException

\* UNSPECIFIED: The service may check expectedVersion before or after the status, so
\* CancelJobExecution or UpdateJobExecution that fails both checks may get VersionConflictException
\* or InvalidStateTransitionException, each with 409. (WHETHER_VERSION_COMES_FIRST)
\* DOCUMENTED: If expectedVersion differs from the stored versionNumber, the service rejects
\* CancelJobExecution with VersionConflictException (409). (VERSION_MISMATCH_CONFLICTS)
\* DOCUMENTED: The service rejects CancelJobExecution without force on an IN_PROGRESS execution with
\* InvalidStateTransitionException (409) and changes nothing. (CANCEL_NEEDS_FORCE)
CancelJobExecution_IN_PROGRESS_not_force_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* DOCUMENTED: If expectedVersion differs from the stored versionNumber, the service rejects
\* CancelJobExecution with VersionConflictException (409). (VERSION_MISMATCH_CONFLICTS)
CancelJobExecution_IN_PROGRESS_force_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException

\* UNSPECIFIED: The service may check expectedVersion before or after the status, so
\* CancelJobExecution or UpdateJobExecution that fails both checks may get VersionConflictException
\* or InvalidStateTransitionException, each with 409. (WHETHER_VERSION_COMES_FIRST)
\* DOCUMENTED: If expectedVersion differs from the stored versionNumber, the service rejects
\* CancelJobExecution with VersionConflictException (409). (VERSION_MISMATCH_CONFLICTS)
\* DOCUMENTED: The service rejects CancelJobExecution on an execution in a terminal status with
\* InvalidStateTransitionException (409), with or without force. (TERMINAL_REJECTS_CANCEL)
CancelJobExecution_CANCELED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

CancelJobExecution(j, t) ==
    \/ CancelJobExecution_ABSENT(j, t)
    \/ CancelJobExecution_QUEUED_not_force_not_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_QUEUED_force_not_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_IN_PROGRESS_not_force_not_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_IN_PROGRESS_force_not_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_CANCELED_not_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_QUEUED_job_deleting(j, t)
    \/ CancelJobExecution_IN_PROGRESS_not_force_job_deleting(j, t)
    \/ CancelJobExecution_IN_PROGRESS_force_job_deleting(j, t)
    \/ CancelJobExecution_CANCELED_job_deleting(j, t)
    \/ CancelJobExecution_QUEUED_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_IN_PROGRESS_not_force_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_IN_PROGRESS_force_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_CANCELED_version_mismatch_not_job_deleting(j, t)

------------------------------------------------------------------------------
\* UpdateJobExecution

\* DOCUMENTED: The service rejects UpdateJobExecution of a deleted execution with
\* ResourceNotFoundException (404), and over MQTT with the code ResourceNotFound.
\* (DELETED_REJECTS_UPDATE)
UpdateJobExecution_ABSENT(j, t) ==
    /\ execution[j][t] = "ABSENT"
    /\ Reject  \* ResourceNotFoundException

\* DOCUMENTED: UpdateJobExecution with status IN_PROGRESS makes a QUEUED execution IN_PROGRESS.
\* (DEVICE_STARTS_QUEUED)
\* DOCUMENTED: UpdateJobExecution without executionNumber acts on the latest execution of the job on
\* the thing. (UPDATE_ACTS_ON_LATEST_EXECUTION)
UpdateJobExecution_QUEUED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ ~JobDeleting(j)
    /\ ExecutionBecomes(j, t, "IN_PROGRESS")

\* DOCUMENTED: The service accepts UpdateJobExecution with status IN_PROGRESS for an IN_PROGRESS
\* execution, any number of times. (DEVICE_REPEATS_IN_PROGRESS)
\* INFERRED: After CancelJob without force a device can still update its IN_PROGRESS execution with
\* status IN_PROGRESS. (UNFORCED_CANCEL_LETS_DEVICE_UPDATE)
UpdateJobExecution_IN_PROGRESS_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ~JobDeleting(j)
    /\ Stay

\* DOCUMENTED: The service rejects UpdateJobExecution of an execution in a terminal status with
\* InvalidStateTransitionException (409), and over MQTT with the code InvalidStateTransition.
\* (TERMINAL_REJECTS_UPDATE)
\* DOCUMENTED: The service rejects UpdateJobExecution of an execution that was canceled with
\* force=true. (FORCE_CANCELED_REJECTS_UPDATE)
UpdateJobExecution_CANCELED_not_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ ~JobDeleting(j)
    /\ Reject  \* InvalidStateTransitionException

\* DOCUMENTED: If expectedVersion differs from the stored versionNumber, the service rejects
\* UpdateJobExecution over MQTT with the code VersionMismatch. (VERSION_MISMATCH_REJECTS_UPDATE)
\* UNSPECIFIED: A version mismatch is VersionMismatch in the text of the documents and over MQTT,
\* and VersionConflictException among the errors of CancelJobExecution, while UpdateJobExecution
\* over HTTP declares no error for it and may answer with any 409 error, such as
\* VersionConflictException or InvalidStateTransitionException. (WHICH_VERSION_ERROR)
UpdateJobExecution_QUEUED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* DOCUMENTED: If expectedVersion differs from the stored versionNumber, the service rejects
\* UpdateJobExecution over MQTT with the code VersionMismatch. (VERSION_MISMATCH_REJECTS_UPDATE)
\* UNSPECIFIED: A version mismatch is VersionMismatch in the text of the documents and over MQTT,
\* and VersionConflictException among the errors of CancelJobExecution, while UpdateJobExecution
\* over HTTP declares no error for it and may answer with any 409 error, such as
\* VersionConflictException or InvalidStateTransitionException. (WHICH_VERSION_ERROR)
UpdateJobExecution_IN_PROGRESS_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* UNSPECIFIED: The service may check expectedVersion before or after the status, so
\* CancelJobExecution or UpdateJobExecution that fails both checks may get VersionConflictException
\* or InvalidStateTransitionException, each with 409. (WHETHER_VERSION_COMES_FIRST)
\* DOCUMENTED: If expectedVersion differs from the stored versionNumber, the service rejects
\* UpdateJobExecution over MQTT with the code VersionMismatch. (VERSION_MISMATCH_REJECTS_UPDATE)
\* DOCUMENTED: The service rejects UpdateJobExecution of an execution in a terminal status with
\* InvalidStateTransitionException (409), and over MQTT with the code InvalidStateTransition.
\* (TERMINAL_REJECTS_UPDATE)
\* DOCUMENTED: The service rejects UpdateJobExecution of an execution that was canceled with
\* force=true. (FORCE_CANCELED_REJECTS_UPDATE)
\* UNSPECIFIED: A version mismatch is VersionMismatch in the text of the documents and over MQTT,
\* and VersionConflictException among the errors of CancelJobExecution, while UpdateJobExecution
\* over HTTP declares no error for it and may answer with any 409 error, such as
\* VersionConflictException or InvalidStateTransitionException. (WHICH_VERSION_ERROR)
UpdateJobExecution_CANCELED_version_mismatch_not_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ ~JobDeleting(j)
    /\ Reject  \* VersionConflictException or InvalidStateTransitionException

\* UNSPECIFIED: While a job is DELETION_IN_PROGRESS, the service may accept a device's requests as
\* long as the execution exists, or reject them at once with ResourceNotFoundException or
\* InvalidStateTransitionException. (WHEN_DEVICES_ARE_CUT_OFF)
\* DOCUMENTED: While the service deletes a job, a device can neither read the job nor update its
\* execution. (DELETION_LOCKS_DEVICE_OUT)
\* DOCUMENTED: UpdateJobExecution with status IN_PROGRESS makes a QUEUED execution IN_PROGRESS.
\* (DEVICE_STARTS_QUEUED)
\* DOCUMENTED: UpdateJobExecution without executionNumber acts on the latest execution of the job on
\* the thing. (UPDATE_ACTS_ON_LATEST_EXECUTION)
UpdateJobExecution_QUEUED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ JobDeleting(j)
    /\ \/ Reject  \* ResourceNotFoundException or InvalidStateTransitionException
       \/ ExecutionBecomes(j, t, "IN_PROGRESS")

\* UNSPECIFIED: While a job is DELETION_IN_PROGRESS, the service may accept a device's requests as
\* long as the execution exists, or reject them at once with ResourceNotFoundException or
\* InvalidStateTransitionException. (WHEN_DEVICES_ARE_CUT_OFF)
\* DOCUMENTED: While the service deletes a job, a device can neither read the job nor update its
\* execution. (DELETION_LOCKS_DEVICE_OUT)
\* DOCUMENTED: The service accepts UpdateJobExecution with status IN_PROGRESS for an IN_PROGRESS
\* execution, any number of times. (DEVICE_REPEATS_IN_PROGRESS)
\* INFERRED: After CancelJob without force a device can still update its IN_PROGRESS execution with
\* status IN_PROGRESS. (UNFORCED_CANCEL_LETS_DEVICE_UPDATE)
UpdateJobExecution_IN_PROGRESS_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ JobDeleting(j)
    /\ \/ Reject  \* ResourceNotFoundException or InvalidStateTransitionException
       \/ Stay

\* UNSPECIFIED: While a job is DELETION_IN_PROGRESS, the service may accept a device's requests as
\* long as the execution exists, or reject them at once with ResourceNotFoundException or
\* InvalidStateTransitionException. (WHEN_DEVICES_ARE_CUT_OFF)
\* DOCUMENTED: While the service deletes a job, a device can neither read the job nor update its
\* execution. (DELETION_LOCKS_DEVICE_OUT)
\* DOCUMENTED: The service rejects UpdateJobExecution of an execution in a terminal status with
\* InvalidStateTransitionException (409), and over MQTT with the code InvalidStateTransition.
\* (TERMINAL_REJECTS_UPDATE)
\* DOCUMENTED: The service rejects UpdateJobExecution of an execution that was canceled with
\* force=true. (FORCE_CANCELED_REJECTS_UPDATE)
UpdateJobExecution_CANCELED_not_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ JobDeleting(j)
    /\ Reject  \* ResourceNotFoundException or InvalidStateTransitionException

\* UNSPECIFIED: While a job is DELETION_IN_PROGRESS, the service may accept a device's requests as
\* long as the execution exists, or reject them at once with ResourceNotFoundException or
\* InvalidStateTransitionException. (WHEN_DEVICES_ARE_CUT_OFF)
\* DOCUMENTED: While the service deletes a job, a device can neither read the job nor update its
\* execution. (DELETION_LOCKS_DEVICE_OUT)
\* DOCUMENTED: If expectedVersion differs from the stored versionNumber, the service rejects
\* UpdateJobExecution over MQTT with the code VersionMismatch. (VERSION_MISMATCH_REJECTS_UPDATE)
\* UNSPECIFIED: A version mismatch is VersionMismatch in the text of the documents and over MQTT,
\* and VersionConflictException among the errors of CancelJobExecution, while UpdateJobExecution
\* over HTTP declares no error for it and may answer with any 409 error, such as
\* VersionConflictException or InvalidStateTransitionException. (WHICH_VERSION_ERROR)
UpdateJobExecution_QUEUED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException
    /\ Reject

\* UNSPECIFIED: While a job is DELETION_IN_PROGRESS, the service may accept a device's requests as
\* long as the execution exists, or reject them at once with ResourceNotFoundException or
\* InvalidStateTransitionException. (WHEN_DEVICES_ARE_CUT_OFF)
\* DOCUMENTED: While the service deletes a job, a device can neither read the job nor update its
\* execution. (DELETION_LOCKS_DEVICE_OUT)
\* DOCUMENTED: If expectedVersion differs from the stored versionNumber, the service rejects
\* UpdateJobExecution over MQTT with the code VersionMismatch. (VERSION_MISMATCH_REJECTS_UPDATE)
\* UNSPECIFIED: A version mismatch is VersionMismatch in the text of the documents and over MQTT,
\* and VersionConflictException among the errors of CancelJobExecution, while UpdateJobExecution
\* over HTTP declares no error for it and may answer with any 409 error, such as
\* VersionConflictException or InvalidStateTransitionException. (WHICH_VERSION_ERROR)
UpdateJobExecution_IN_PROGRESS_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException
    /\ Reject

\* UNSPECIFIED: While a job is DELETION_IN_PROGRESS, the service may accept a device's requests as
\* long as the execution exists, or reject them at once with ResourceNotFoundException or
\* InvalidStateTransitionException. (WHEN_DEVICES_ARE_CUT_OFF)
\* DOCUMENTED: While the service deletes a job, a device can neither read the job nor update its
\* execution. (DELETION_LOCKS_DEVICE_OUT)
\* UNSPECIFIED: The service may check expectedVersion before or after the status, so
\* CancelJobExecution or UpdateJobExecution that fails both checks may get VersionConflictException
\* or InvalidStateTransitionException, each with 409. (WHETHER_VERSION_COMES_FIRST)
\* DOCUMENTED: If expectedVersion differs from the stored versionNumber, the service rejects
\* UpdateJobExecution over MQTT with the code VersionMismatch. (VERSION_MISMATCH_REJECTS_UPDATE)
\* DOCUMENTED: The service rejects UpdateJobExecution of an execution in a terminal status with
\* InvalidStateTransitionException (409), and over MQTT with the code InvalidStateTransition.
\* (TERMINAL_REJECTS_UPDATE)
\* DOCUMENTED: The service rejects UpdateJobExecution of an execution that was canceled with
\* force=true. (FORCE_CANCELED_REJECTS_UPDATE)
\* UNSPECIFIED: A version mismatch is VersionMismatch in the text of the documents and over MQTT,
\* and VersionConflictException among the errors of CancelJobExecution, while UpdateJobExecution
\* over HTTP declares no error for it and may answer with any 409 error, such as
\* VersionConflictException or InvalidStateTransitionException. (WHICH_VERSION_ERROR)
UpdateJobExecution_CANCELED_version_mismatch_job_deleting(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ JobDeleting(j)
    \* ResourceNotFoundException or VersionConflictException or InvalidStateTransitionException
    /\ Reject

UpdateJobExecution(j, t) ==
    \/ UpdateJobExecution_ABSENT(j, t)
    \/ UpdateJobExecution_QUEUED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_IN_PROGRESS_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_CANCELED_not_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_QUEUED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_IN_PROGRESS_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_CANCELED_version_mismatch_not_job_deleting(j, t)
    \/ UpdateJobExecution_QUEUED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_IN_PROGRESS_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_CANCELED_not_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_QUEUED_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_IN_PROGRESS_version_mismatch_job_deleting(j, t)
    \/ UpdateJobExecution_CANCELED_version_mismatch_job_deleting(j, t)

------------------------------------------------------------------------------
\* StartNextPendingJobExecution

\* DOCUMENTED: When a thing has nothing pending, StartNextPendingJobExecution succeeds and answers
\* with no execution. (NOTHING_PENDING_IS_NO_ERROR)
StartNextPendingJobExecution_ABSENT(j, t) ==
    /\ execution[j][t] = "ABSENT"
    /\ ComesNext(j, t)
    /\ Stay

\* DOCUMENTED: StartNextPendingJobExecution makes a QUEUED next execution IN_PROGRESS and stores the
\* given statusDetails. (START_NEXT_STARTS_QUEUED)
StartNextPendingJobExecution_QUEUED(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ ComesNext(j, t)
    /\ ExecutionBecomes(j, t, "IN_PROGRESS")

\* DOCUMENTED: StartNextPendingJobExecution returns a next execution that is already IN_PROGRESS and
\* leaves its statusDetails as they are. (START_NEXT_RETURNS_IN_PROGRESS)
\* INFERRED: StartNextPendingJobExecution leaves the versionNumber of a next execution that is
\* already IN_PROGRESS as it is. (START_NEXT_KEEPS_VERSION)
StartNextPendingJobExecution_IN_PROGRESS(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ComesNext(j, t)
    /\ Stay

\* DOCUMENTED: StartNextPendingJobExecution, GetPendingJobExecutions and DescribeJobExecution of
\* jobId $next never return an execution in a terminal status. (TERMINAL_IS_NEVER_PENDING)
StartNextPendingJobExecution_CANCELED(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ ComesNext(j, t)
    /\ Stay

StartNextPendingJobExecution(j, t) ==
    \/ StartNextPendingJobExecution_ABSENT(j, t)
    \/ StartNextPendingJobExecution_QUEUED(j, t)
    \/ StartNextPendingJobExecution_IN_PROGRESS(j, t)
    \/ StartNextPendingJobExecution_CANCELED(j, t)

------------------------------------------------------------------------------
\* GetPendingJobExecutions

\* DOCUMENTED: When a thing has nothing pending, StartNextPendingJobExecution succeeds and answers
\* with no execution. (NOTHING_PENDING_IS_NO_ERROR)
GetPendingJobExecutions_ABSENT(j, t) ==
    /\ execution[j][t] = "ABSENT"
    /\ ComesNext(j, t)
    /\ Stay

\* DOCUMENTED: QUEUED and IN_PROGRESS are the pending statuses of an execution, and all others are
\* terminal. (PENDING_STATUSES)
\* DOCUMENTED: GetPendingJobExecutions lists no more than 10 executions of a thing, or 15 with a
\* scheduling configuration, so a thing with a full list may have further pending executions.
\* (PENDING_SHOWS_AT_MOST_TEN)
\* UNSPECIFIED: For a thing with 10 or more pending executions, GetPendingJobExecutions may list
\* those that are IN_PROGRESS, for which its answer has a member, or leave them out, as the
\* developer guide says. (WHETHER_PENDING_SHOWS_IN_PROGRESS)
GetPendingJobExecutions_QUEUED(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ ComesNext(j, t)
    /\ Stay

\* DOCUMENTED: QUEUED and IN_PROGRESS are the pending statuses of an execution, and all others are
\* terminal. (PENDING_STATUSES)
\* DOCUMENTED: GetPendingJobExecutions lists no more than 10 executions of a thing, or 15 with a
\* scheduling configuration, so a thing with a full list may have further pending executions.
\* (PENDING_SHOWS_AT_MOST_TEN)
\* UNSPECIFIED: For a thing with 10 or more pending executions, GetPendingJobExecutions may list
\* those that are IN_PROGRESS, for which its answer has a member, or leave them out, as the
\* developer guide says. (WHETHER_PENDING_SHOWS_IN_PROGRESS)
GetPendingJobExecutions_IN_PROGRESS(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ComesNext(j, t)
    /\ Stay

\* DOCUMENTED: StartNextPendingJobExecution, GetPendingJobExecutions and DescribeJobExecution of
\* jobId $next never return an execution in a terminal status. (TERMINAL_IS_NEVER_PENDING)
GetPendingJobExecutions_CANCELED(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ ComesNext(j, t)
    /\ Stay

GetPendingJobExecutions(j, t) ==
    \/ GetPendingJobExecutions_ABSENT(j, t)
    \/ GetPendingJobExecutions_QUEUED(j, t)
    \/ GetPendingJobExecutions_IN_PROGRESS(j, t)
    \/ GetPendingJobExecutions_CANCELED(j, t)

------------------------------------------------------------------------------
\* ListJobExecutionsForThing

\* INFERRED: ListJobExecutionsForThing answers with an empty list for a thing that has no execution.
\* (NOTHING_LISTED_IS_NO_ERROR)
ListJobExecutionsForThing_ABSENT(j, t) ==
    /\ execution[j][t] = "ABSENT"
    /\ ComesNext(j, t)
    /\ Stay

\* DOCUMENTED: ListJobExecutionsForThing lists the executions of a thing, each with its job and its
\* status. (LISTED_FOR_THING)
ListJobExecutionsForThing_QUEUED(j, t) ==
    /\ execution[j][t] = "QUEUED"
    /\ ComesNext(j, t)
    /\ Stay

\* DOCUMENTED: ListJobExecutionsForThing lists the executions of a thing, each with its job and its
\* status. (LISTED_FOR_THING)
ListJobExecutionsForThing_IN_PROGRESS(j, t) ==
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ComesNext(j, t)
    /\ Stay

\* DOCUMENTED: ListJobExecutionsForThing lists the executions of a thing, each with its job and its
\* status. (LISTED_FOR_THING)
ListJobExecutionsForThing_CANCELED(j, t) ==
    /\ execution[j][t] = "CANCELED"
    /\ ComesNext(j, t)
    /\ Stay

ListJobExecutionsForThing(j, t) ==
    \/ ListJobExecutionsForThing_ABSENT(j, t)
    \/ ListJobExecutionsForThing_QUEUED(j, t)
    \/ ListJobExecutionsForThing_IN_PROGRESS(j, t)
    \/ ListJobExecutionsForThing_CANCELED(j, t)

------------------------------------------------------------------------------
\* RollOut

\* DOCUMENTED: An execution that the service rolls out to a target thing begins as QUEUED.
\* (ROLLED_OUT_QUEUED)
\* OBSERVED: The service rolls out executions some time after CreateJob has answered, and before
\* that it rejects DescribeJobExecution with ResourceNotFoundException (404). (ROLLOUT_COMES_LATER)
Execution_roll_out_ABSENT(j, t) ==
    /\ ~Eager
    /\ job[j] \in {"IN_PROGRESS"}
    /\ execution[j][t] = "ABSENT"
    /\ ExecutionBecomes(j, t, "QUEUED")

RollOut(j, t) ==
    \/ Execution_roll_out_ABSENT(j, t)

------------------------------------------------------------------------------
\* Start

\* DOCUMENTED: UpdateJobExecution with status IN_PROGRESS makes a QUEUED execution IN_PROGRESS.
\* (DEVICE_STARTS_QUEUED)
\* DOCUMENTED: The service sets the statuses QUEUED, CANCELED, REMOVED and TIMED_OUT of an
\* execution, and the device sets IN_PROGRESS, SUCCEEDED, FAILED and REJECTED. (WHO_SETS_STATUS)
Execution_start_QUEUED(j, t) ==
    /\ job[j] \in {"IN_PROGRESS", "CANCELED"}
    /\ execution[j][t] = "QUEUED"
    /\ ExecutionBecomes(j, t, "IN_PROGRESS")

Start(j, t) ==
    \/ Execution_start_QUEUED(j, t)

------------------------------------------------------------------------------
\* Cascade

\* DOCUMENTED: After CancelJob no thing gets a new execution of the job. (CANCEL_STOPS_ROLLOUT)
Execution_cascade_ABSENT(j, t) ==
    /\ ~Eager
    /\ job[j] \in {"CANCELED"}
    /\ execution[j][t] = "ABSENT"
    /\ Stay

\* DOCUMENTED: CancelJob without force cancels the QUEUED executions of the job and no others.
\* (UNFORCED_CANCEL_REACHES_QUEUED)
Execution_cascade_QUEUED_not_force(j, t) ==
    /\ ~Eager
    /\ job[j] \in {"CANCELED"}
    /\ execution[j][t] = "QUEUED"
    /\ ~forced[j]
    /\ ExecutionBecomes(j, t, "CANCELED")

\* DOCUMENTED: CancelJob with force=true cancels both the QUEUED and the IN_PROGRESS executions of
\* the job. (FORCED_CANCEL_REACHES_PENDING)
Execution_cascade_QUEUED_force(j, t) ==
    /\ ~Eager
    /\ job[j] \in {"CANCELED"}
    /\ execution[j][t] = "QUEUED"
    /\ forced[j]
    /\ ExecutionBecomes(j, t, "CANCELED")

\* DOCUMENTED: CancelJob without force leaves the IN_PROGRESS executions of the job as they are.
\* (UNFORCED_CANCEL_LEAVES_IN_PROGRESS)
\* OBSERVED: A job can be CANCELED while executions of it are still IN_PROGRESS.
\* (CANCELED_JOB_MAY_STILL_RUN)
\* OBSERVED: After CancelJob without force a device can still bring its IN_PROGRESS execution to a
\* terminal status. (UNFORCED_CANCEL_LETS_DEVICE_FINISH)
Execution_cascade_IN_PROGRESS_not_force(j, t) ==
    /\ ~Eager
    /\ job[j] \in {"CANCELED"}
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ~forced[j]
    /\ Stay

\* DOCUMENTED: CancelJob with force=true cancels both the QUEUED and the IN_PROGRESS executions of
\* the job. (FORCED_CANCEL_REACHES_PENDING)
\* DOCUMENTED: After CancelJob with force=true a device can no longer update an execution that the
\* cascade has canceled. (FORCED_CANCEL_LOCKS_DEVICE_OUT)
\* INFERRED: No signal stops a device at work: it continues until the service rejects an update, or
\* until it reads that the execution is CANCELED or no longer pending. (NOTHING_STOPS_A_DEVICE)
\* DOCUMENTED: AWS warns: use force on IN_PROGRESS work only if each device can return to a valid
\* state on its own. (FORCE_NEEDS_RECOVERY)
Execution_cascade_IN_PROGRESS_force(j, t) ==
    /\ ~Eager
    /\ job[j] \in {"CANCELED"}
    /\ execution[j][t] = "IN_PROGRESS"
    /\ forced[j]
    /\ ExecutionBecomes(j, t, "CANCELED")

\* DOCUMENTED: CancelJob, with or without force, changes no execution that has a terminal status.
\* (CANCEL_LEAVES_TERMINAL)
Execution_cascade_CANCELED(j, t) ==
    /\ ~Eager
    /\ job[j] \in {"CANCELED"}
    /\ execution[j][t] = "CANCELED"
    /\ Stay

Cascade(j, t) ==
    \/ Execution_cascade_ABSENT(j, t)
    \/ Execution_cascade_QUEUED_not_force(j, t)
    \/ Execution_cascade_QUEUED_force(j, t)
    \/ Execution_cascade_IN_PROGRESS_not_force(j, t)
    \/ Execution_cascade_IN_PROGRESS_force(j, t)
    \/ Execution_cascade_CANCELED(j, t)

------------------------------------------------------------------------------
\* Remove

\* DOCUMENTED: DeleteJob deletes the executions of the job too. (DELETE_INCLUDES_EXECUTIONS)
\* DOCUMENTED: Once DeleteJob has answered, the service removes the executions of the job one after
\* another, not all at once. (DELETION_IS_GRADUAL)
Execution_remove_QUEUED(j, t) ==
    /\ ~Eager
    /\ job[j] \in {"DELETION_IN_PROGRESS"}
    /\ execution[j][t] = "QUEUED"
    /\ ExecutionBecomes(j, t, "ABSENT")

\* DOCUMENTED: DeleteJob deletes the executions of the job too. (DELETE_INCLUDES_EXECUTIONS)
\* DOCUMENTED: Once DeleteJob has answered, the service removes the executions of the job one after
\* another, not all at once. (DELETION_IS_GRADUAL)
Execution_remove_IN_PROGRESS(j, t) ==
    /\ ~Eager
    /\ job[j] \in {"DELETION_IN_PROGRESS"}
    /\ execution[j][t] = "IN_PROGRESS"
    /\ ExecutionBecomes(j, t, "ABSENT")

\* DOCUMENTED: DeleteJob deletes the executions of the job too. (DELETE_INCLUDES_EXECUTIONS)
\* DOCUMENTED: Once DeleteJob has answered, the service removes the executions of the job one after
\* another, not all at once. (DELETION_IS_GRADUAL)
Execution_remove_CANCELED(j, t) ==
    /\ ~Eager
    /\ job[j] \in {"DELETION_IN_PROGRESS"}
    /\ execution[j][t] = "CANCELED"
    /\ ExecutionBecomes(j, t, "ABSENT")

Remove(j, t) ==
    \/ Execution_remove_QUEUED(j, t)
    \/ Execution_remove_IN_PROGRESS(j, t)
    \/ Execution_remove_CANCELED(j, t)

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
    \/ CancelJobExecution_QUEUED_job_deleting(j, t)
    \/ CancelJobExecution_IN_PROGRESS_force_job_deleting(j, t)
    \/ CancelJobExecution_CANCELED_job_deleting(j, t)
    \/ CancelJobExecution_QUEUED_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_IN_PROGRESS_force_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_CANCELED_version_mismatch_not_job_deleting(j, t)

CancelJobExecutionWithoutForce(j, t) ==
    \/ CancelJobExecution_ABSENT(j, t)
    \/ CancelJobExecution_QUEUED_not_force_not_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_IN_PROGRESS_not_force_not_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_CANCELED_not_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_QUEUED_job_deleting(j, t)
    \/ CancelJobExecution_IN_PROGRESS_not_force_job_deleting(j, t)
    \/ CancelJobExecution_CANCELED_job_deleting(j, t)
    \/ CancelJobExecution_QUEUED_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_IN_PROGRESS_not_force_version_mismatch_not_job_deleting(j, t)
    \/ CancelJobExecution_CANCELED_version_mismatch_not_job_deleting(j, t)

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
        \/ \E t \in Things :
            \/ CancelJobExecution_QUEUED_not_force_not_version_mismatch_not_job_deleting(j, t)
            \/ CancelJobExecution_QUEUED_force_not_version_mismatch_not_job_deleting(j, t)
            \/ CancelJobExecution_IN_PROGRESS_force_not_version_mismatch_not_job_deleting(j, t)
            \/ CancelJobExecution_QUEUED_job_deleting(j, t)
            \/ CancelJobExecution_IN_PROGRESS_force_job_deleting(j, t)
            \/ UpdateJobExecution_QUEUED_not_version_mismatch_not_job_deleting(j, t)
            \/ UpdateJobExecution_QUEUED_not_version_mismatch_job_deleting(j, t)
            \/ StartNextPendingJobExecution_QUEUED(j, t)
            \/ Execution_roll_out_ABSENT(j, t)
            \/ Execution_start_QUEUED(j, t)
            \/ Execution_cascade_QUEUED_not_force(j, t)
            \/ Execution_cascade_QUEUED_force(j, t)
            \/ Execution_cascade_IN_PROGRESS_force(j, t)
            \/ Execution_remove_QUEUED(j, t)
            \/ Execution_remove_IN_PROGRESS(j, t)
            \/ Execution_remove_CANCELED(j, t)

Init ==
    /\ job = [j \in Jobs |-> Absent]
    /\ execution = [j \in Jobs |-> [t \in Things |-> Absent]]
    /\ forced = [j \in Jobs |-> FALSE]

Spec == Init /\ [][Next]_vars

\* The same states, without the rules that change nothing: for speed.
MovingSpec == Init /\ [][Moving]_vars

\* A background step of the service that stays possible is taken eventually. No device has to start.
Fairness ==
    \A j \in Jobs :
        /\ WF_vars(Complete(j))
        /\ WF_vars(EndDeletion(j))
        /\ \A t \in Things :
               /\ WF_vars(RollOut(j, t))
               /\ WF_vars(Cascade(j, t))
               /\ WF_vars(Remove(j, t))

FairSpec == Spec /\ Fairness

------------------------------------------------------------------------------
\* Invariants of every state

\* Each variable has its type; a forced cascade is pending only if executions are left.
TypeOK ==
    /\ job \in [Jobs -> JobStatuses \cup {Absent}]
    /\ execution \in [Jobs -> [Things -> ExecutionStatuses \cup {Absent}]]
    /\ forced \in [Jobs -> BOOLEAN]
    /\ \A j \in Jobs : forced[j] => job[j] = "CANCELED" /\ Live(j) /\ ~Eager

\* A COMPLETED job has only terminal executions, one for each thing.
CompletedJobsAreOver ==
    \A j \in Jobs : job[j] = "COMPLETED" => \A t \in Things : execution[j][t] \in Terminal

\* No more jobs are DELETION_IN_PROGRESS than the limit allows.
DeletionsAreLimited ==
    Cardinality({j \in Jobs : JobDeleting(j)}) <= DeletionLimit

\* A job that does not exist has no execution, so a job with the same id inherits none.
SuccessorStartsClean ==
    \A j \in Jobs : job[j] = Absent => \A t \in Things : execution[j][t] = Absent

------------------------------------------------------------------------------
\* Invariants of every step

\* A terminal execution never changes; it may only be removed.
TerminalIsForever == [][
    \A j \in Jobs, t \in Things :
        execution[j][t] \in Terminal => execution'[j][t] \in {execution[j][t], Absent}]_vars

\* An execution goes from IN_PROGRESS to CANCELED only by a cancel with force.
RunningIsCanceledByForceOnly == [][
    \A j \in Jobs, t \in Things :
        execution[j][t] = "IN_PROGRESS" /\ execution'[j][t] = "CANCELED" =>
            /\ ~CancelJobExecutionWithoutForce(j, t)
            /\ ~CancelJobWithoutForce(j)
            /\ Cascade(j, t) => forced[j]
            /\ \/ CancelJobExecutionByForce(j, t)
               \/ Eager /\ CancelJobByForce(j)
               \/ Cascade(j, t)]_vars

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
             <<"IN_PROGRESS", Absent>>,
             <<"IN_PROGRESS", "CANCELED">>,
             <<"QUEUED", Absent>>,
             <<"QUEUED", "CANCELED">>,
             <<"QUEUED", "IN_PROGRESS">>}]_vars

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
    \A j \in Jobs : (job[j] = "IN_PROGRESS" /\ AllTerminal(j)) ~> job[j] # "IN_PROGRESS"

\* A DELETION_IN_PROGRESS job is eventually removed, and its id is free.
DeletionsEnd ==
    \A j \in Jobs : JobDeleting(j) ~> job[j] = Absent

\* Each thing eventually has an execution, unless the job is canceled or deleted first.
EveryThingIsRolledOutTo ==
    \A j \in Jobs : job[j] = "IN_PROGRESS" ~> ~RollingOut(j)

==============================================================================
