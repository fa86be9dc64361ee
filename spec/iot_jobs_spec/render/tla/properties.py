"""The invariants and the liveness properties in TLA+.

They are written by hand, independently of the rules, so that TLC checks the rules against them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ...language.spec import Spec
from ...model.properties import Edge, execution_edges, job_edges
from .rules import DELETED, GONE, LOST, camel, quoted

Properties = Mapping[str, tuple[str, str]]
"""Sentence and formula of each property, by its name."""


def written(properties: Properties, spec: Spec) -> Properties:
    """The properties with the statuses and steps of the spec for the words in angle brackets, and
    with names as in TLA+: ``terminal_is_forever`` is ``TerminalIsForever``."""
    full = spec.extends is not None
    found = {}
    for name, (says, formula) in properties.items():
        text = formula
        for word, meaning in (
            ("OPEN", quoted(spec.opened)),
            ("CANCELED", quoted(spec.canceled)),
            ("COMPLETED", quoted(spec.completed)),
            ("DELETING", quoted(spec.deleting)),
            ("QUEUED", quoted(spec.queued)),
            ("RUNNING", quoted(spec.running)),
            ("STOPPED", quoted(spec.stopped)),
            ("JOB_EDGES", _edges(job_edges(spec), 8)),
            ("EXECUTION_EDGES", _edges(_with_deleted(spec), 12)),
            ("FORCE", camel(spec.force)),
            ("CASCADE", camel(spec.cascade)),
            ("COMPLETE", camel(spec.complete)),
            ("OVER", "Over" if full else "Terminal"),
            ("GONE", GONE if full else "{Absent}"),
            ("OR_GONE", f"}} \\cup {GONE}" if full else ", Absent}"),
            ("CONFIG_TYPE", "\n    /\\ config \\in [Jobs -> Configs]" if full else ""),
            ("BY_DEVICE", _by_device(spec) if full else ""),
            ("OR_EXCUSED", " \\/ ~MustComplete(j)" if full else ""),
            ("EXCUSED", "\n         /\\ MustComplete(j)" if full else ""),
        ):
            text = text.replace(f"<{word}>", meaning)
        found[name_of(name)] = (says, text)
    return found


def _by_device(spec: Spec) -> str:
    """A device may report that its execution was stopped: the sources do not say (A8)."""
    return f"\n               \\/ UpdateJobExecution_to_{spec.stopped}(j, t)"


def _with_deleted(spec: Spec) -> Iterable[Edge]:
    """The permitted changes of an execution, also to the kinds of deleted ones and from them."""
    edges = execution_edges(spec)
    if spec.extends is None:
        return edges
    ends = {(status, LOST if status in spec.live else DELETED) for status, _ in edges if status}
    return {*edges, *ends, (LOST, None), (DELETED, None)}


def _edges(edges: Iterable[Edge], indent: int) -> str:
    """Pairs of statuses as a set of TLA+."""
    names = {None: "Absent", LOST: LOST, DELETED: DELETED}
    pairs = [
        f"<<{', '.join(names.get(status) or quoted(status) for status in edge)}>>"
        for edge in sorted(edges, key=lambda edge: [status or "" for status in edge])
    ]
    return "{" + f",\n{' ' * indent} ".join(pairs) + "}"


def name_of(name: str) -> str:
    """The name of a property in TLA+."""
    return "".join(part[0].upper() + part[1:] for part in name.split("_"))


INVARIANTS: Properties = {
    "TypeOK": (
        "Each variable has its type; a forced cascade is pending only if executions are left.", r"""
    /\ job \in [Jobs -> JobStatuses \cup {Absent}]
    /\ execution \in [Jobs -> [Things -> ExecutionStatuses \cup <GONE>]]<CONFIG_TYPE>
    /\ forced \in [Jobs -> BOOLEAN]
    /\ \A j \in Jobs : forced[j] => job[j] = <CANCELED> /\ Live(j) /\ ~Eager"""),
    "completed_jobs_are_over": (
        "A COMPLETED job has only terminal executions, one for each thing.", r"""
    \A j \in Jobs : job[j] = <COMPLETED> => \A t \in Things : execution[j][t] \in <OVER>"""),
    "deletions_are_limited": ("No more jobs are DELETION_IN_PROGRESS than the limit allows.", r"""
    Cardinality({j \in Jobs : JobDeleting(j)}) <= DeletionLimit"""),
    "successor_starts_clean": (
        "A job that does not exist has no execution, so a job with the same id inherits none.", r"""
    \A j \in Jobs : job[j] = Absent => \A t \in Things : execution[j][t] = Absent"""),
}  # fmt: skip
"""The invariants of every state: name, sentence and formula."""

STEPS: Properties = {
    "terminal_is_forever": ("A terminal execution never changes; it may only be removed.", r"""
    \A j \in Jobs, t \in Things :
        execution[j][t] \in Terminal => execution'[j][t] \in {execution[j][t]<OR_GONE>"""),
    "running_is_canceled_by_force_only": (
        "An execution goes from IN_PROGRESS to CANCELED only by a cancel with force.", r"""
    \A j \in Jobs, t \in Things :
        execution[j][t] = <RUNNING> /\ execution'[j][t] = <STOPPED> =>
            /\ ~CancelJobExecutionWithout<FORCE>(j, t)
            /\ ~CancelJobWithout<FORCE>(j)
            /\ <CASCADE>(j, t) => forced[j]
            /\ \/ CancelJobExecutionBy<FORCE>(j, t)
               \/ Eager /\ CancelJobBy<FORCE>(j)
               \/ <CASCADE>(j, t)<BY_DEVICE>"""),
    "jobs_follow_their_edges": ("The status of a job changes only along these arrows.", r"""
    \A j \in Jobs : job[j] # job'[j] => <<job[j], job'[j]>> \in
        <JOB_EDGES>"""),
    "executions_follow_their_edges": (
        "The status of an execution changes only along these arrows.", r"""
    \A j \in Jobs, t \in Things :
        execution[j][t] # execution'[j][t] => <<execution[j][t], execution'[j][t]>> \in
            <EXECUTION_EDGES>"""),
    "only_delete_begins_deletion": (
        "Only DeleteJob makes a job DELETION_IN_PROGRESS; then the job can only be removed.", r"""
    \A j \in Jobs :
        /\ job'[j] = <DELETING> /\ ~JobDeleting(j) =>
               DeleteJob(j) /\ ~CreateJob(j) /\ ~CancelJob(j) /\ ~<COMPLETE>(j)
        /\ JobDeleting(j) => job'[j] \in {<DELETING>, Absent}"""),
    "only_open_jobs_roll_out": (
        "Only a job that is IN_PROGRESS gets executions; eagerly, CreateJob adds them.", r"""
    \A j \in Jobs, t \in Things :
        execution[j][t] = Absent /\ execution'[j][t] # Absent =>
            \/ job[j] = <OPEN>
            \/ Eager /\ job[j] = Absent /\ CreateJob(j)"""),
    "taken_id_is_rejected": ("CreateJob with the id of an existing job changes nothing.", r"""
    \A j \in Jobs : CreateJob(j) => job[j] = Absent \/ UNCHANGED vars"""),
    "start_next_keeps_the_running_one": (
        "StartNextPendingJobExecution does not change an IN_PROGRESS execution.", r"""
    \A j \in Jobs, t \in Things :
        StartNextPendingJobExecution(j, t) /\ execution[j][t] = <RUNNING> =>
            UNCHANGED vars"""),
    "canceled_rejects_updates": ("A device cannot update an execution that is CANCELED.", r"""
    \A j \in Jobs, t \in Things :
        UpdateJobExecution(j, t) /\ execution[j][t] \in Terminal => UNCHANGED vars"""),
}  # fmt: skip
"""The invariants of every step, likewise."""

LIVENESS: Properties = {
    "forced_cancel_stops_everything": (
        "After CancelJob with force, eventually no execution is QUEUED or IN_PROGRESS.", r"""
    \A j \in Jobs : forced[j] ~> ~Live(j)"""),
    "cancel_empties_the_queue": ("After CancelJob, eventually no execution is QUEUED.", r"""
    \A j \in Jobs :
        job[j] = <CANCELED> ~> \A t \in Things : execution[j][t] # <QUEUED>"""),
    "finished_jobs_complete": (
        "A finished job is eventually COMPLETED, unless it is canceled or deleted first.", r"""
    \A j \in Jobs : (job[j] = <OPEN> /\ AllTerminal(j)<EXCUSED>) ~> job[j] # <OPEN><OR_EXCUSED>"""),
    "deletions_end": (
        "A DELETION_IN_PROGRESS job is eventually removed, and its id is free.", r"""
    \A j \in Jobs : JobDeleting(j) ~> job[j] = Absent"""),
    "every_thing_is_rolled_out_to": (
        "Each thing eventually has an execution, unless the job is canceled or deleted first.", r"""
    \A j \in Jobs : job[j] = <OPEN> ~> ~RollingOut(j)"""),
}  # fmt: skip
"""The liveness properties: a background step that stays possible is taken eventually."""

FURTHER_INVARIANTS: Properties = {
    "continuous_jobs_never_complete": ("A CONTINUOUS job is never COMPLETED.", r"""
    \A j \in Jobs : Continuous(j) => job[j] # <COMPLETED>"""),
}  # fmt: skip
FURTHER_STEPS: Properties = {
    "only_timers_time_out": (
        "The service makes an execution TIMED_OUT only if it is IN_PROGRESS with a timer.", r"""
    \A j \in Jobs, t \in Things :
        TimeOut(j, t) => execution[j][t] = <RUNNING> /\ TimerSet(j)"""),
    "deleted_executions_stay_deleted": (
        "A thing whose execution was deleted gets no other execution of the job.", r"""
    \A j \in Jobs, t \in Things :
        execution[j][t] \in {Lost, Deleted} => execution'[j][t] \in {execution[j][t], Absent}"""),
}  # fmt: skip
FURTHER_LIVENESS: Properties = {
    "timers_end_executions": (
        "An IN_PROGRESS execution with a timer ends, unless its job is deleted first.", r"""
    \A j \in Jobs, t \in Things :
        execution[j][t] = <RUNNING> /\ TimerSet(j) /\ ~JobDeleting(j) ~>
            execution[j][t] # <RUNNING> \/ JobDeleting(j)"""),
}  # fmt: skip
"""The properties that only a profile has which extends the core."""


def of_profile(properties: Properties, further: Properties, spec: Spec) -> Properties:
    """The properties of a profile."""
    return properties if spec.extends is None else {**properties, **further}
