"""The liveness properties for any number of jobs and things.

A background step that stays possible is taken eventually. Each one that changes a job makes a
finite measure of that job smaller, so there are finitely many. After the last of them every goal is
reached.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ...language.guards import Continuous, LostExecution
from ...language.spec import Spec
from .steps import OWN, Step
from .symbolic import Situation, solver
from .theorems import same


@dataclass(frozen=True, slots=True)
class Liveness:
    """A property of a job that no background step of the service can change any more."""

    name: str
    says: str
    holds: Callable[[Situation], Any]


TERMINATE = "background_steps_terminate"
TERMINATE_SAYS = (
    "Each background step that changes a job makes a finite measure of the job smaller."
)


def _phases(spec: Spec) -> Mapping[str | None, int]:
    """The rank of each status of a job: a later phase has a smaller one."""
    ranks: dict[str | None, int] = {spec.opened: 3, spec.deleting: 1, None: 0}
    return ranks | dict.fromkeys(sorted(spec.over), 2)


def smaller(here: Situation, step: Step) -> Any:
    """The background step moves the job to a later phase, or leaves fewer moves in this one."""
    z3 = solver()
    if not _of_this_job(step):
        return z3.BoolVal(True)
    earlier, later = _phase(here), _phase(step.after)
    less = _left(step.after) < _left(here)
    return z3.Or(same(here, step.after), later < earlier, z3.And(later == earlier, less))


def changes(here: Situation, step: Step) -> Any:
    """The step is a background step of the service that changes this job or its executions."""
    z3 = solver()
    if not _of_this_job(step) or step.rule.event in here.spec.uncertain:
        return z3.BoolVal(False)
    return z3.And(step.when, z3.Not(same(here, step.after)))


def _of_this_job(step: Step) -> bool:
    """Whether the step is a background step of this job or of any execution of it."""
    return step.rule.operation is None and (
        step.part == OWN or step.rule.machine != step.after.spec.job.__name__
    )


def _phase(here: Situation) -> Any:
    z3 = solver()
    return z3.Sum(
        [z3.If(here.is_job(status), rank, 0) for status, rank in _phases(here.spec).items()]
    )


def _left(here: Situation) -> Any:
    """The number of moves that executions can still make: three for an absent one, and so on. In a
    job that is being deleted, each execution can make one, and one more while it is live if timers
    may run out."""
    z3 = solver()
    timed_out = here.live if here.spec.timed else 0
    moves = zip(here.counts.values(), range(len(here.counts) - 1, -1, -1), strict=True)
    return z3.If(
        here.is_job(here.spec.deleting),
        here.existing + timed_out,
        z3.Sum([n * left for n, left in moves]),
    )


def _excuses(here: Situation) -> list[Any]:
    """Whether a profile that extends the core has a reason for a job not to complete."""
    kinds = (Continuous, LostExecution)
    guards = here.spec.guards.items()
    return [here.guards[name] for name, guard in guards if isinstance(guard, kinds)]


LIVENESS = (
    Liveness(
        "forced_cancel_stops_everything",
        "After CancelJob with force, eventually no execution is QUEUED or IN_PROGRESS.",
        lambda here: solver().Implies(
            solver().And(here.is_job(here.spec.canceled), here.job_flag), here.live == 0
        ),
    ),
    Liveness(
        "cancel_empties_the_queue",
        "After CancelJob without force, eventually no execution is QUEUED.",
        lambda here: solver().Implies(
            here.is_job(here.spec.canceled), here.counts[here.spec.queued] == 0
        ),
    ),
    Liveness(
        "finished_jobs_complete",
        "A job whose executions are all terminal is eventually COMPLETED, unless it is canceled or "
        "deleted first.",
        lambda here: solver().Or(
            solver().Not(
                solver().And(here.is_job(here.spec.opened), here.live == 0, here.counts[None] == 0)
            ),
            *_excuses(here),
        ),
    ),
    Liveness(
        "deletions_end",
        "A DELETION_IN_PROGRESS job is eventually removed, and its id is free.",
        lambda here: solver().Not(here.is_job(here.spec.deleting)),
    ),
    Liveness(
        "every_thing_is_rolled_out_to",
        "Each thing of a job eventually has an execution, unless the job is canceled or deleted "
        "first.",
        lambda here: solver().Implies(here.is_job(here.spec.opened), here.counts[None] == 0),
    ),
)  # fmt: skip
