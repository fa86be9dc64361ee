"""The parts of the TLA+ module that do not depend on the rules: variables, guards and moves."""

from __future__ import annotations

from collections.abc import Iterable

from ...language.spec import Spec
from ...model.requests import ALL, AbortCriterion, Config
from .rules import DELETED, GONE, LOST, camel, quoted, takes_force

HEAD = r"""
(***************************************************************************)
(* The lifecycle of AWS IoT Jobs: jobs, and the execution of each job on   *)
(* each thing. Generated from the spec by `iot-jobs-spec render`.          *)
<ABOUT>(*                                                                         *)
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
<CONFIG_DECLARED>    forced      \* whether a forced cancel of the job has executions left to cancel

vars == <<job, execution, <CONFIG>forced>>
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
        <NO_EXECUTION>

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
<CONFIG_KEPT>        /\ forced' = [forced EXCEPT ![j] =
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
<CONFIG_FIRST>    /\ forced = [j \in Jobs |-> FALSE]

Spec == Init /\ [][Next]_vars

\* The same states, without the rules that change nothing: for speed.
MovingSpec == Init /\ [][Moving]_vars

\* A background step of the service that stays possible is taken eventually. No device has to start.
Fairness ==
    \A j \in Jobs :
<FAIR>

FairSpec == Spec /\ Fairness
"""


ABOUT_FULL = r"""(*                                                                         *)
(* This is the profile `full`. A job keeps how it was created, which any   *)
(* CreateJob may choose from Configs. A step timer is not modelled, as an  *)
(* in-progress timer stands for it, and no job has retries.                *)
"""

GUARDS_OF_FULL = r"""
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
    IF criterion.failure = <ALL> THEN {"FAILED", "REJECTED", "TIMED_OUT"} ELSE {criterion.failure}

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

CarriedOut == Terminal \ {<STOPPED>, "REMOVED"}

\* The documents do not say which things count as executed, nor which of them ended.
Readings(j) ==
    {<<Count(j, CarriedOut), CarriedOut>>, <<Count(j, Terminal), Terminal>>,
     <<Count(j, ExecutionStatuses), CarriedOut>>, <<Count(j, ExecutionStatuses), Terminal>>}

MetIn(j, reading, surely) ==
    \E criterion \in config[j].abort : Met(j, criterion, reading[1], reading[2], surely)

AbortDue(j) == config[j].abort # {} /\ \A reading \in Readings(j) : MetIn(j, reading, TRUE)

AbortPossible(j) == \E reading \in Readings(j) : MetIn(j, reading, FALSE)
"""


def filled(text: str, spec: Spec) -> str:
    """The text with the statuses and steps of the spec in place of the words in angle brackets."""
    full = spec.extends is not None
    removed = f"IF Eager THEN {_after(_removing(spec), 'execution[j][t]', spec)}"
    removed = f"{removed} ELSE execution[j][t]"
    for word, meaning in (
        ("<OPEN>", quoted(spec.opened)),
        ("<CANCELED>", quoted(spec.canceled)),
        ("<DELETING>", quoted(spec.deleting)),
        ("<STOPPED>", quoted(spec.stopped)),
        ("<ALL>", quoted(ALL)),
        ("<SET_OFF>", _set_off(spec)),
        ("<NO_EXECUTION>", f"({removed}) \\in {GONE}" if full else f"Absent = {removed}"),
        ("<FAIR>", _fair(spec)),
        ("<ABOUT>", ABOUT_FULL if full else ""),
        ("<CONFIG>", "config, " if full else ""),
        ("<CONFIG_DECLARED>", f"{_DECLARED}\n" if full else ""),
        ("<CONFIG_KEPT>", f"{_KEPT}\n" if full else ""),
        ("<CONFIG_FIRST>", f"{_FIRST}\n" if full else ""),
    ):
        text = text.replace(word, meaning)
    return text


_DECLARED = r"    config,     \* how each job was created"
_FIRST = r"    /\ config = [j \in Jobs |-> Plain]"
_KEPT = r"""        /\ IF job[j] = Absent
           THEN \E chosen \in Configs : config' = [config EXCEPT ![j] = chosen]
           ELSE config' = [config EXCEPT ![j] = IF status = Absent THEN Plain ELSE @]"""


def configs(known: Iterable[Config]) -> str:
    """The ways in which a job may be created, the plain one first, and the kinds of deleted
    executions."""
    records = [
        f"[continuous |-> {_truth(one.continuous)}, "
        f"timed |-> {_truth(one.in_progress_timeout is not None)}, "
        f"abort |-> {{{','.join(map(_criterion, one.abort))}}}]"
        for one in known
    ]
    listed = ",\n     ".join(records[1:])
    kinds = (
        f'{LOST} == "LOST"        \\* deleted while it was live\n'
        f'{DELETED} == "DELETED"  \\* deleted when it was terminal\n'
        f"{GONE} == {{Absent, {LOST}, {DELETED}}}"
    )
    return f"{kinds}\n\nPlain == {records[0]}\n\nConfigs ==\n    {{Plain,\n     {listed}}}"


def _truth(value: bool) -> str:
    return str(value).upper()


def _criterion(one: AbortCriterion) -> str:
    share = int(one.percentage)
    assert share == one.percentage, "TLA+ counts in whole numbers"
    return (
        f"\n         [failure |-> {quoted(one.failure)}, percentage |-> {share}, "
        f"executed |-> {one.executed}]"
    )


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
        [event for event in machine.paces if event not in spec.uncertain]
        for machine in spec.machines
    )
    lines = [rf"        /\ WF_vars({camel(event)}(j))" for event in job]
    lines.append(r"        /\ \A t \in Things :")
    lines += [rf"               /\ WF_vars({camel(event)}(j, t))" for event in execution]
    return "\n".join(lines)
