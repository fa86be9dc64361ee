"""The parts of the TLA+ module that do not depend on the rules: variables, guards and moves."""

from __future__ import annotations

from collections.abc import Iterable

from ...language.machine import Pace
from ...language.spec import Spec
from .rules import camel, quoted, takes_force

HEAD = r"""
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
"""

GUARDS = r"""
Terminal == ExecutionStatuses \ Pending

Live(j) == \E t \in Things : execution[j][t] \in Pending

RollingOut(j) == job[j] = <OPEN> /\ \E t \in Things : execution[j][t] = Absent

AllTerminal(j) == ~RollingOut(j) /\ ~Live(j)

JobDeleting(j) == job[j] = <DELETING>

AtLimit == Cardinality({j \in Jobs : JobDeleting(j)}) >= DeletionLimit

\* Eagerly, the step that ends the deletion removes all executions.
NoExecutions(j) ==
    \A t \in Things :
        Absent = IF Eager THEN <REMOVED> ELSE execution[j][t]

\* Whether a device may get this execution next, or, if it is terminal, no execution. The sources do
\* not say whether a device still sees jobs that are being deleted.
ComesNext(j, t) ==
    \E seen \in {Jobs, {k \in Jobs : ~JobDeleting(k)}} :
        /\ j \in seen \/ execution[j][t] \notin Pending
        /\ ~\E k \in seen : ComesBefore(execution[k][t], execution[j][t])
"""

MOVES = r"""
\* The status of an execution with status x after the cascade of a job's status.
SetsOff(status, force, x) ==
    <SET_OFF>

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

\* A background step of the service that stays possible is taken eventually. No device has to start.
Fairness ==
    \A j \in Jobs :
<FAIR>

FairSpec == Spec /\ Fairness
"""


def filled(text: str, spec: Spec) -> str:
    """The text with the statuses and steps of the spec in place of the words in angle brackets."""
    for word, meaning in (
        ("<OPEN>", quoted(spec.opened)),
        ("<CANCELED>", quoted(spec.canceled)),
        ("<DELETING>", quoted(spec.deleting)),
        ("<SET_OFF>", _set_off(spec)),
        ("<REMOVED>", _after(_removing(spec), "execution[j][t]", spec)),
        ("<FAIR>", _fair(spec)),
    ):
        text = text.replace(word, meaning)
    return text


def _set_off(spec: Spec) -> str:
    cases = [
        f"status = {quoted(status)} -> {_after(events, 'x', spec)}"
        for status in spec.statuses[spec.job.__name__]
        if (events := spec.set_off_by(status))
    ]
    return "CASE " + "\n      [] ".join([*cases, "OTHER -> x"])


def _after(events: Iterable[str], term: str, spec: Spec) -> str:
    """The term after these background steps."""
    for event in events:
        force = ", force" if takes_force(event, spec) else ""
        term = f"After{camel(event)}({term}{force})"
    return term


def _removing(spec: Spec) -> list[str]:
    """The background steps by which a deletion removes executions."""
    return [event for event in spec.execution.paces if event in spec.deletions]


def _fair(spec: Spec) -> str:
    job, execution = (
        [event for event, pace in machine.paces.items() if pace is not Pace.DEVICE]
        for machine in spec.machines
    )
    lines = [rf"        /\ WF_vars({camel(event)}(j))" for event in job]
    lines.append(r"        /\ \A t \in Things :")
    lines += [rf"               /\ WF_vars({camel(event)}(j, t))" for event in execution]
    return "\n".join(lines)
