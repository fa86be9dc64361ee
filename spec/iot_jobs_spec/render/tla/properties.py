"""The invariants and the liveness properties in TLA+.

They are written by hand, not derived from the spec, because they check it.
"""

from __future__ import annotations

from collections.abc import Mapping

from ...machines import Execution, Job

STATES = {
    "OPEN": Job.in_progress,
    "CANCELED": Job.canceled,
    "COMPLETED": Job.completed,
    "DELETING": Job.deletion_in_progress,
    "QUEUED": Execution.queued,
    "AT_WORK": Execution.in_progress,
    "OVER": Execution.canceled,
}


def _written(formulas: Mapping[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """The formulas with the statuses of the spec in the place of the words above."""
    found = {}
    for name, (says, formula) in formulas.items():
        text = formula
        for word, state in STATES.items():
            text = text.replace(f"<{word}>", f'"{state.value}"')
        found[name] = (says, text)
    return found


INVARIANTS = _written({
    "TypeOK": (
        "Each variable is of its kind; a forced cascade is pending only with work to do.", r"""
    /\ job \in [Jobs -> JobStatuses \cup {Absent}]
    /\ execution \in [Jobs -> [Things -> ExecutionStatuses \cup {Absent}]]
    /\ forced \in [Jobs -> BOOLEAN]
    /\ \A j \in Jobs : forced[j] => job[j] = <CANCELED> /\ Live(j) /\ ~Eager"""),
    "completed_jobs_are_over": (
        "A COMPLETED job has only terminal executions, one for each thing.", r"""
    \A j \in Jobs : job[j] = <COMPLETED> => \A t \in Things : execution[j][t] = <OVER>"""),
    "deletions_are_limited": ("No more jobs are DELETION_IN_PROGRESS than the limit allows.", r"""
    Cardinality({j \in Jobs : JobDeleting(j)}) <= DeletionLimit"""),
    "successor_starts_clean": (
        "A job that does not exist has no execution, so none is left to a successor.", r"""
    \A j \in Jobs : job[j] = Absent => \A t \in Things : execution[j][t] = Absent"""),
})  # fmt: skip
"""Properties of every state: name, sentence and formula."""

STEPS = _written({
    "terminal_is_forever": ("A terminal execution never changes; it can only be removed.", r"""
    \A j \in Jobs, t \in Things :
        execution[j][t] = <OVER> => execution'[j][t] \in {<OVER>, Absent}"""),
    "running_is_canceled_by_force_only": (
        "An execution goes from IN_PROGRESS to CANCELED only by a cancel with force.", r"""
    \A j \in Jobs, t \in Things :
        execution[j][t] = <AT_WORK> /\ execution'[j][t] = <OVER> =>
            /\ ~CancelJobExecutionWithoutForce(j, t)
            /\ ~CancelJobWithoutForce(j)
            /\ Cascade(j, t) => forced[j]
            /\ \/ CancelJobExecutionByForce(j, t)
               \/ Eager /\ CancelJobByForce(j)
               \/ Cascade(j, t)"""),
    "jobs_follow_their_edges": ("The status of a job changes only along these edges.", r"""
    \A j \in Jobs : job[j] # job'[j] => <<job[j], job'[j]>> \in
        {<<Absent, <OPEN>>>, <<<OPEN>, <CANCELED>>>, <<<OPEN>, <COMPLETED>>>,
         <<<OPEN>, <DELETING>>>, <<<CANCELED>, <DELETING>>>,
         <<<COMPLETED>, <DELETING>>>, <<<DELETING>, Absent>>}"""),
    "executions_follow_their_edges": (
        "The status of an execution changes only along these edges.", r"""
    \A j \in Jobs, t \in Things :
        execution[j][t] # execution'[j][t] => <<execution[j][t], execution'[j][t]>> \in
            {<<Absent, <QUEUED>>>, <<<QUEUED>, <AT_WORK>>>, <<<QUEUED>, <OVER>>>,
             <<<AT_WORK>, <OVER>>>, <<<QUEUED>, Absent>>, <<<AT_WORK>, Absent>>,
             <<<OVER>, Absent>>}"""),
    "only_delete_begins_deletion": (
        "Only DeleteJob makes a job DELETION_IN_PROGRESS; then it can only be removed.", r"""
    \A j \in Jobs :
        /\ job'[j] = <DELETING> /\ ~JobDeleting(j) =>
               DeleteJob(j) /\ ~CreateJob(j) /\ ~CancelJob(j) /\ ~Complete(j)
        /\ JobDeleting(j) => job'[j] \in {<DELETING>, Absent}"""),
    "only_open_jobs_roll_out": (
        "Only a job that is IN_PROGRESS gets executions; eagerly, with its creation.", r"""
    \A j \in Jobs, t \in Things :
        execution[j][t] = Absent /\ execution'[j][t] # Absent =>
            \/ job[j] = <OPEN>
            \/ Eager /\ job[j] = Absent /\ CreateJob(j)"""),
    "taken_id_is_rejected": ("While a job has an id, CreateJob with that id changes nothing.", r"""
    \A j \in Jobs : CreateJob(j) => job[j] = Absent \/ UNCHANGED vars"""),
    "start_next_keeps_the_running_one": (
        "StartNextPendingJobExecution changes nothing of what is IN_PROGRESS.", r"""
    \A j \in Jobs, t \in Things :
        StartNextPendingJobExecution(j, t) /\ execution[j][t] = <AT_WORK> =>
            UNCHANGED vars"""),
    "canceled_rejects_updates": ("A device cannot update an execution that is CANCELED.", r"""
    \A j \in Jobs, t \in Things :
        UpdateJobExecution(j, t) /\ execution[j][t] = <OVER> => UNCHANGED vars"""),
})  # fmt: skip
"""Properties of every step."""

LIVENESS = _written({
    "forced_cancel_stops_everything": (
        "After CancelJob with force, in the end no execution is QUEUED or IN_PROGRESS.", r"""
    \A j \in Jobs : forced[j] ~> ~Live(j)"""),
    "cancel_empties_the_queue": ("After CancelJob, in the end no execution is QUEUED.", r"""
    \A j \in Jobs :
        job[j] = <CANCELED> ~> \A t \in Things : execution[j][t] # <QUEUED>"""),
    "finished_jobs_complete": (
        "A job that is over is COMPLETED in the end, unless canceled or deleted first.", r"""
    \A j \in Jobs : (job[j] = <OPEN> /\ AllTerminal(j)) ~> job[j] # <OPEN>"""),
    "deletions_end": (
        "A job that is DELETION_IN_PROGRESS is gone in the end, and its id is free.", r"""
    \A j \in Jobs : JobDeleting(j) ~> job[j] = Absent"""),
    "every_thing_is_rolled_out_to": (
        "Each thing has an execution in the end, unless the job is canceled or deleted.", r"""
    \A j \in Jobs : job[j] = <OPEN> ~> ~RollingOut(j)"""),
})  # fmt: skip
"""Liveness properties, under the assumption that background steps happen eventually."""
