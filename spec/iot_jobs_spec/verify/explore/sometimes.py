"""Properties that an exploration must find: possible steps and worlds, and refuted false claims.

A `sometimes` property that is never found shows that the exploration or the spec has lost
something: an invariant that holds because no step is possible proves nothing. A false claim is a
plausible but wrong belief, which a step refutes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ... import claims as c
from ...language.evidence import Claim
from ...model.requests import CancelJob, CancelJobExecution, CreateJob, DeleteJob, Request
from ...model.world import JobRecord
from .bounds import Bounds, Consistency
from .moves import Move


@dataclass(frozen=True, slots=True)
class Sometimes:
    """A property that some step or world must show. ``found`` is a predicate of one step and of the
    job that takes it. With ``world_at_limit`` the property is a world in which all deletions of the
    limit are in use."""

    name: str
    says: str
    claims: tuple[Claim, ...]
    found: Callable[[Move, str], bool] | None = None
    world_at_limit: bool = False
    only: Consistency | None = None
    """The consistency in which it can be found; None: both."""
    false_claim: bool = False

    def within(self, bounds: Bounds) -> bool:
        """Whether it can be found within the bounds."""
        enough = not self.world_at_limit or bounds.jobs >= bounds.deletion_limit
        return enough and self.only in (None, bounds.consistency)


def _accepts(kind: type[Request], **wanted: object) -> Callable[[Move], bool]:
    def asked(move: Move) -> bool:
        return (
            isinstance(move.request, kind)
            and move.answer.error is None
            and all(getattr(move.request, name) == value for name, value in wanted.items())
        )

    return asked


forced_cancel = _accepts(CancelJob, force=True)
unforced_cancel = _accepts(CancelJob, force=False)
created = _accepts(CreateJob)
deleted = _accepts(DeleteJob)
force_deleted = _accepts(DeleteJob, force=True)
unforced_deleted = _accepts(DeleteJob, force=False)
execution_force_canceled = _accepts(CancelJobExecution, force=True)


def _live(move: Move, job: JobRecord | None) -> bool:
    return job is not None and job.is_live(move.spec.live)


def _status(job: JobRecord | None) -> str | None:
    return job and job.status


def _has(job: JobRecord | None, status: str) -> bool:
    return job is not None and any(x.status == status for x in job.executions.values())


def _before(move: Move, job_id: str) -> JobRecord | None:
    return move.before.jobs.get(job_id)


def _after(move: Move, job_id: str) -> JobRecord | None:
    return move.after.jobs.get(job_id)


def _stopped(move: Move, job_id: str) -> bool:
    """Whether the step makes an IN_PROGRESS execution terminal."""
    job, later = _before(move, job_id), _after(move, job_id)
    return (
        job is not None
        and later is not None
        and any(
            x.status == move.spec.running and thing in later.executions
            and later.executions[thing].status not in move.spec.live
            for thing, x in job.executions.items()
        )
    )  # fmt: skip


def _leftover_stopped(move: Move, job_id: str) -> bool:
    canceled = _status(_before(move, job_id)) == move.spec.canceled
    return canceled and execution_force_canceled(move) and _stopped(move, job_id)


def _started_after_cancel(move: Move, job_id: str) -> bool:
    job, later = _before(move, job_id), _after(move, job_id)
    return (
        _status(job) == move.spec.canceled
        and move.event in move.spec.by_devices
        and _has(later, move.spec.running)
    )


def _created_again(move: Move, job_id: str) -> bool:
    return _status(_before(move, job_id)) == move.spec.deleting and _after(move, job_id) is None


def _canceled_while_missing(move: Move, job_id: str) -> bool:
    later = _after(move, job_id)
    return (
        _status(later) == move.spec.canceled
        and later is not None
        and (len(later.executions) < len(later.targets))
    )


SOMETIMES = (
    Sometimes(
        "canceled_job_still_runs",
        "A job is CANCELED while an execution is still IN_PROGRESS.",
        (c.CANCELED_JOB_MAY_STILL_RUN,),
        lambda m, j: _status(_after(m, j)) == m.spec.canceled
        and _has(_after(m, j), m.spec.running),
    ),
    Sometimes(
        "deletion_limit_is_reached", "All deletions of the limit are in use.",
        (c.TEN_DELETIONS_AT_ONCE,), world_at_limit=True,
    ),
    Sometimes(
        "job_completes", "A job is COMPLETED.", (c.ALL_TERMINAL_COMPLETES,),
        lambda m, j: _status(_before(m, j)) == m.spec.opened
        and _status(_after(m, j)) == m.spec.completed,
    ),
    Sometimes(
        "deletion_ends", "A deletion ends, and the id of the job is free.", (c.DELETION_ENDS_JOB,),
        _created_again,
    ),
    Sometimes(
        "forced_cancel_stops_a_running_execution",
        "CancelJob with force cancels an IN_PROGRESS execution.",
        (c.FORCED_CANCEL_REACHES_PENDING,),
        lambda m, j: _stopped(m, j) and _status(_after(m, j)) == m.spec.canceled
        and (forced_cancel(m) or m.request is None),
    ),
    Sometimes(
        "leftover_is_canceled_by_force",
        "CancelJobExecution with force cancels an execution that CancelJob without force has left "
        "IN_PROGRESS.",
        (c.LEFTOVER_CANCELABLE_BY_FORCE,), _leftover_stopped,
    ),
    Sometimes(
        "unforced_cancel_reaches_the_queue",
        "CancelJob without force cancels a QUEUED execution.",
        (c.UNFORCED_CANCEL_REACHES_QUEUED,),
        lambda m, j: (unforced_cancel(m) or m.event in m.spec.consequences)
        and _has(_before(m, j), m.spec.queued) and not _has(_after(m, j), m.spec.queued),
    ),
    Sometimes(
        "running_job_is_deleted_by_force",
        "DeleteJob with force begins the deletion of an IN_PROGRESS job.",
        (c.DELETE_BY_FORCE,),
        lambda m, j: force_deleted(m) and _status(_before(m, j)) == m.spec.opened
        and _status(_after(m, j)) == m.spec.deleting,
    ),
    Sometimes(
        "completed_job_is_deleted",
        "DeleteJob without force begins the deletion of a COMPLETED job.",
        (c.DELETE_TERMINAL,),
        lambda m, j: unforced_deleted(m) and _status(_before(m, j)) == m.spec.completed
        and _status(_after(m, j)) == m.spec.deleting,
    ),
    Sometimes(
        "canceled_job_is_deleted",
        "DeleteJob without force begins the deletion of a CANCELED job whose executions are all "
        "terminal.",
        (c.DELETE_TERMINAL,),
        lambda m, j: unforced_deleted(m) and _status(_before(m, j)) == m.spec.canceled
        and not _live(m, _before(m, j)) and _status(_after(m, j)) == m.spec.deleting,
    ),
    Sometimes(
        "device_starts_after_the_cancel",
        "A device starts an execution of a job that is already CANCELED.",
        (c.WHETHER_START_BEATS_CASCADE,), _started_after_cancel, only=Consistency.EVENTUAL,
    ),
    Sometimes(
        "job_is_canceled_before_it_is_rolled_out",
        "A job is CANCELED before each of its things has an execution.",
        (c.CANCEL_STOPS_ROLLOUT,), _canceled_while_missing, only=Consistency.EVENTUAL,
    ),
)  # fmt: skip
"""The properties that an exploration must find."""

FALSE_CLAIMS = (
    Sometimes(
        "forced_cancel_stops_at_once",
        "Right after CancelJob with force returns, no execution is QUEUED or IN_PROGRESS.",
        (c.CANCEL_IS_EVENTUAL,),
        lambda m, j: forced_cancel(m) and _live(m, _after(m, j)),
        only=Consistency.EVENTUAL, false_claim=True,
    ),
    Sometimes(
        "canceled_jobs_are_idle",
        "A CANCELED job has no execution that is QUEUED or IN_PROGRESS.",
        (c.CANCELED_JOB_MAY_STILL_RUN,),
        lambda m, j: _status(_after(m, j)) == m.spec.canceled and _live(m, _after(m, j)),
        false_claim=True,
    ),
    Sometimes(
        "cancel_job_is_idempotent",
        "CancelJob can be repeated, and CancelJob with force is accepted after CancelJob without "
        "force.",
        (c.FORCED_CANCEL_OF_TERMINAL_FAILS, c.FORCE_CANNOT_UPGRADE_CANCEL),
        lambda m, j: isinstance(m.request, CancelJob) and m.request.force
        and m.answer.error is not None and _status(_before(m, j)) == m.spec.canceled
        and _live(m, _before(m, j)),
        false_claim=True,
    ),
    Sometimes(
        "delete_is_immediate",
        "Right after DeleteJob returns, the job and its executions are gone.",
        (c.DELETION_IS_GRADUAL, c.DELETING_ID_IS_TAKEN),
        lambda m, j: deleted(m) and _has(_after(m, j), m.spec.running), false_claim=True,
    ),
    Sometimes(
        "job_of_canceled_executions_is_canceled",
        "A job whose executions were all canceled one by one becomes CANCELED.",
        (c.CANCELED_COUNTS_FOR_COMPLETION,),
        lambda m, j: _status(_after(m, j)) == m.spec.completed and m.request is None,
        false_claim=True,
    ),
)  # fmt: skip
"""Plausible but false claims, each with the claims against it; ``found`` is the refutation."""
