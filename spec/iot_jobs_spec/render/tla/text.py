"""The parts of the TLA+ module that do not depend on the rules."""

from __future__ import annotations

from ...machines import Job
from .rules import quoted

HEAD = r"""
(***************************************************************************)
(* The lifecycle of AWS IoT Jobs: jobs, and the execution of each job on   *)
(* each thing. Generated from the spec by `iot-jobs-spec render`.          *)
(*                                                                         *)
(* Each action named after an operation and a status, such as              *)
(* CancelJob_IN_PROGRESS_force, is one rule of the spec: the outcome of    *)
(* that request in that status. The words after the status are its guards; *)
(* force, version_mismatch and identical_repeat read the request, which    *)
(* may be any. The others read the state. A rule that rejects, or keeps    *)
(* the status, changes nothing: versions, details and flags are not        *)
(* modelled.                                                               *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANTS
    Jobs,           \* job ids
    Things,         \* the things that each job is for
    DeletionLimit,  \* how many jobs may be deleted at a time
    Eager           \* TRUE: roll-out and cascade are part of the step of their
                    \* request; FALSE: they come later, one execution at a time

ASSUME DeletionLimit \in Nat \ {0} /\ Eager \in BOOLEAN

VARIABLES
    job,        \* the status of each job
    execution,  \* the status of its execution on each thing
    forced      \* whether a forced cancel of the job has executions left to cancel

vars == <<job, execution, forced>>
"""

GUARDS = r"""
Live(j) == \E t \in Things : execution[j][t] \in Pending

RollingOut(j) == job[j] = <OPEN> /\ \E t \in Things : execution[j][t] = Absent

AllTerminal(j) == ~RollingOut(j) /\ ~Live(j)

JobDeleting(j) == job[j] = <DELETING>

AtLimit == Cardinality({j \in Jobs : JobDeleting(j)}) >= DeletionLimit

\* Eagerly, the step that ends a deletion also removes the executions.
NoExecutions(j) ==
    \A t \in Things :
        Absent = IF Eager THEN Removed(execution[j][t]) ELSE execution[j][t]

\* Whether this execution decides the next answer to its device: it is the next pending one, or
\* none is pending. Whether a deletion already cuts the device off is open.
ComesNext(j, t) ==
    \E seen \in {Jobs, {k \in Jobs : ~JobDeleting(k)}} :
        /\ j \in seen \/ execution[j][t] \notin Pending
        /\ ~\E k \in seen : ComesBefore(execution[k][t], execution[j][t])
"""

MOVES = r"""
\* The status of an execution with status x after the cascade of its job's new status.
SetsOff(status, force, x) ==
    CASE status = <OPEN> -> RolledOut(x)
      [] status = <CANCELED> -> Cascaded(x, force)
      [] OTHER -> x

Become(j, status, force, xs) ==
    LET after == IF Eager THEN [t \in Things |-> SetsOff(status, force, xs[t])] ELSE xs
    IN  /\ job' = [job EXCEPT ![j] = status]
        /\ execution' = [execution EXCEPT ![j] = after]
        /\ forced' = [forced EXCEPT ![j] =
               force /\ status = <CANCELED> /\ \E t \in Things : after[t] \in Pending]

JobBecomes(j, status, force) == Become(j, status, force, execution[j])

JobEnds(j) == Become(j, Absent, FALSE, [t \in Things |-> Absent])

ExecutionBecomes(j, t, status) ==
    Become(j, job[j], forced[j], [execution[j] EXCEPT ![t] = status])

Reject == UNCHANGED vars

Stay == UNCHANGED vars
"""

BEHAVIOUR = r"""
Init ==
    /\ job = [j \in Jobs |-> Absent]
    /\ execution = [j \in Jobs |-> [t \in Things |-> Absent]]
    /\ forced = [j \in Jobs |-> FALSE]

Spec == Init /\ [][Next]_vars

\* The same states, without the rules that change nothing: for speed.
MovingSpec == Init /\ [][Moving]_vars

\* Background steps happen eventually, but no device has to start.
Fairness ==
    \A j \in Jobs :
        /\ WF_vars(Complete(j))
        /\ WF_vars(EndDeletion(j))
        /\ \A t \in Things :
            WF_vars(RollOut(j, t)) /\ WF_vars(Cascade(j, t)) /\ WF_vars(Remove(j, t))

FairSpec == Spec /\ Fairness
"""


def filled(text: str) -> str:
    """The text with the statuses of the spec in the place of the words in angle brackets."""
    for word, state in (
        ("<OPEN>", Job.in_progress),
        ("<CANCELED>", Job.canceled),
        ("<DELETING>", Job.deletion_in_progress),
    ):
        text = text.replace(word, quoted(state.value))
    return text
