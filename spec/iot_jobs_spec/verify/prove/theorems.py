"""The theorems: the state invariants together, and the step invariants that follow from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ...language.spec import Spec
from ...model.properties import execution_edges, job_edges
from ...model.requests import (
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    StartNextPendingJobExecution,
    UpdateJobExecution,
)
from .steps import OWN, Step
from .symbolic import DELETED, Situation, solver


@dataclass(frozen=True, slots=True)
class OfState:
    """An invariant of every situation."""

    name: str
    says: str
    holds: Callable[[Situation], Any]
    eager_only: bool = False


@dataclass(frozen=True, slots=True)
class OfStep:
    """An invariant of every step from a situation in which the state invariants hold."""

    name: str
    says: str
    holds: Callable[[Situation, Step], Any]


def numbers(here: Situation) -> Any:
    """No count is negative, and each includes this job and this execution."""
    z3 = solver()
    executions = [
        z3.Implies(here.is_execution(status), count >= 1) for status, count in here.counts.items()
    ]
    return z3.And(
        [count >= 0 for count in here.counts.values()]
        + executions
        + [
            here.job >= 0, here.job < len(here.job_codes), here.execution >= 0,
            here.execution < len(here.execution_codes), here.limit >= 1, here.deletions >= 0,
            z3.Implies(here.is_job(here.spec.deleting), here.deletions >= 1),
        ]
    )  # fmt: skip


def _flags(here: Situation) -> Any:
    z3 = solver()
    return z3.And(
        z3.Implies(
            here.job_flag, z3.Or(here.is_job(here.spec.canceled), here.is_job(here.spec.deleting))
        ),
        z3.Implies(here.execution_flag, here.is_execution(here.spec.stopped)),
    )


def _over(here: Situation) -> Any:
    z3 = solver()
    return z3.Implies(
        here.is_job(here.spec.completed), z3.And(here.live == 0, here.counts[None] == 0)
    )


def _nothing_due(here: Situation) -> Any:
    z3 = solver()
    return z3.And(
        z3.Implies(here.is_job(here.spec.opened), here.counts[None] == 0),
        z3.Implies(here.is_job(here.spec.canceled), here.counts[here.spec.queued] == 0),
        z3.Implies(z3.And(here.is_job(here.spec.canceled), here.job_flag), here.live == 0),
    )


OF_STATES = (
    OfState(
        "counts_include_this_one",
        "No count is negative, and each count includes this job and this execution.",
        numbers,
    ),
    OfState(
        "force_canceled_means_canceled",
        "forceCanceled is true only for a CANCELED execution, and only for a CANCELED or "
        "DELETION_IN_PROGRESS job.",
        _flags,
    ),
    OfState(
        "completed_jobs_are_over",
        "A COMPLETED job has only terminal executions, one for each thing.",
        _over,
    ),
    OfState(
        "deletions_are_limited",
        "No more jobs are DELETION_IN_PROGRESS than the limit allows.",
        lambda here: here.deletions <= here.limit,
    ),
    OfState(
        "absent_jobs_have_no_executions",
        "A job that does not exist has no execution, so that a job with the same id inherits none "
        "(strengthens only_open_jobs_roll_out and successor_starts_clean).",
        lambda here: solver().Implies(here.is_job(None), here.existing == 0),
    ),
    OfState(
        "no_cascade_is_due",
        "With eager consistency, no cascade is due between steps.",
        _nothing_due,
        eager_only=True,
    ),
)  # fmt: skip


def _among(
    before: Any, after: Any, edges: Iterable[tuple[Any, Any]], codes: Mapping[Any, int]
) -> Any:
    z3 = solver()
    if before is after:
        return z3.BoolVal(True)
    along = [z3.And(before == codes[a], after == codes[b]) for a, b in edges]
    return z3.Or(before == after, *along)


def _edges(spec: Spec) -> Iterable[tuple[str | None, str | None]]:
    """The permitted changes of an execution, with the kind of deleted ones."""
    edges = execution_edges(spec)
    if spec.extends is None:
        return edges
    return {*edges, *((status, DELETED) for status, _ in edges if status), (DELETED, None)}


def _terminal_stays(here: Situation, step: Step) -> Any:
    z3 = solver()
    after = step.after
    over = z3.And([z3.Not(here.is_execution(status)) for status in (None, *sorted(here.spec.live))])
    same = z3.And(after.execution == here.execution, after.execution_flag == here.execution_flag)
    gone = [after.is_execution(None)]
    if DELETED in after.execution_codes:
        gone.append(after.is_execution(DELETED))
    return z3.Implies(over, z3.Or(same, *gone))


def _needs_force(here: Situation, step: Step) -> Any:
    z3 = solver()
    canceled = z3.And(
        here.is_execution(here.spec.running), step.after.is_execution(here.spec.stopped)
    )
    by_force = step.asks(CancelJobExecution.__name__) or step.asks(CancelJob.__name__)
    by_cascade = step.rule.operation is None and step.part == OWN
    # Whether a device may report it is open (A8).
    by_device = step.part == OWN and step.rule.requested == here.spec.stopped
    asked = step.force if by_force or by_cascade else z3.BoolVal(by_device)
    return z3.Implies(canceled, asked)


def _only_delete(here: Situation, step: Step) -> Any:
    z3 = solver()
    enters = z3.And(step.after.is_job(here.spec.deleting), z3.Not(here.is_job(here.spec.deleting)))
    stays = z3.Or(step.after.is_job(here.spec.deleting), step.after.is_job(None))
    return z3.And(
        z3.Implies(enters, z3.BoolVal(step.asks(DeleteJob.__name__))),
        z3.Implies(here.is_job(here.spec.deleting), stays),
    )


def _only_open(here: Situation, step: Step) -> Any:
    z3 = solver()
    appears = z3.And(here.is_execution(None), z3.Not(step.after.is_execution(None)))
    created = z3.And(step.asks(CreateJob.__name__), here.is_job(None))
    return z3.Implies(appears, z3.Or(here.is_job(here.spec.opened), created))


def same(here: Situation, after: Situation) -> Any:
    """Whether this job, its executions and the number of deletions are the same, flags aside."""
    z3 = solver()
    return z3.And(
        here.job == after.job, here.job_flag == after.job_flag,
        here.execution == after.execution, here.deletions == after.deletions,
        *(here.counts[status] == after.counts[status] for status in here.counts),
    )  # fmt: skip


def _taken(here: Situation, step: Step) -> Any:
    z3 = solver()
    if not step.asks(CreateJob.__name__) or step.outcome.error is not None:
        return z3.BoolVal(True)
    repeat = z3.And(z3.Bool(here.spec.repeat), same(here, step.after))
    return z3.Or(here.is_job(None), repeat)


def _keeps_started(here: Situation, step: Step) -> Any:
    z3 = solver()
    asked = step.asks(StartNextPendingJobExecution.__name__) and step.outcome.error is None
    return z3.Implies(z3.And(asked, here.is_execution(here.spec.running)), same(here, step.after))


def _rejects_updates(here: Situation, step: Step) -> Any:
    z3 = solver()
    accepted = step.asks(UpdateJobExecution.__name__) and step.outcome.error is None
    return z3.Implies(
        accepted, z3.Or([here.is_execution(status) for status in (None, *sorted(here.spec.live))])
    )


OF_STEPS = (
    OfStep(
        "terminal_is_forever",
        "A terminal execution never changes; it may only be removed.",
        _terminal_stays,
    ),
    OfStep(
        "running_is_canceled_by_force_only",
        "An execution goes from IN_PROGRESS to CANCELED only by a cancel with force.",
        _needs_force,
    ),
    OfStep(
        "jobs_follow_their_edges",
        "The status of a job changes only along the arrows of its machine.",
        lambda here, step: _among(
            here.job, step.after.job, job_edges(here.spec), here.job_codes
        ),
    ),
    OfStep(
        "executions_follow_their_edges",
        "The status of an execution changes only along the arrows of its machine.",
        lambda here, step: _among(
            here.execution, step.after.execution, _edges(here.spec), here.execution_codes
        ),
    ),
    OfStep(
        "only_delete_begins_deletion",
        "Only DeleteJob makes a job DELETION_IN_PROGRESS; then the job can only be removed.",
        _only_delete,
    ),
    OfStep(
        "only_open_jobs_roll_out",
        "Only a job that is IN_PROGRESS gets executions.",
        _only_open,
    ),
    OfStep(
        "taken_id_is_rejected",
        "CreateJob with the id of an existing job changes nothing, and is rejected unless it "
        "repeats the CreateJob that made the job.",
        _taken,
    ),
    OfStep(
        "start_next_keeps_the_running_one",
        "StartNextPendingJobExecution does not change an IN_PROGRESS execution.",
        _keeps_started,
    ),
    OfStep(
        "canceled_rejects_updates",
        "A device cannot update an execution that is CANCELED.",
        _rejects_updates,
    ),
)  # fmt: skip
