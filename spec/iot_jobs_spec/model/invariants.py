"""The invariants of worlds and steps, each with the claims that it follows from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .. import claims as c
from ..language.evidence import Claim
from ..language.spec import Spec
from . import properties as p
from .properties import Change
from .requests import (
    CreateJob,
    DescribeJob,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
)
from .world import World


@dataclass(frozen=True, slots=True)
class Invariant:
    """A property of every world (``of_world``) or of every step (``of_step``).

    If it is ``about`` some requests, every other step keeps it.
    """

    name: str
    says: str
    claims: tuple[Claim, ...]
    of_world: Callable[[World, Spec], bool] | None = None
    of_step: Callable[[Change], bool] | None = None
    about: tuple[type[Request], ...] = ()

    def is_about(self, request: Request | None) -> bool:
        """Whether a step by the request may break the invariant."""
        return not self.about or isinstance(request, self.about)

    def holds(self, change: Change) -> bool:
        """Whether the step and the world it leads to keep the invariant."""
        world_holds = self.of_world is None or self.of_world(change.after, change.spec)
        return world_holds and (self.of_step is None or self.of_step(change))


INVARIANTS = (
    Invariant(
        "terminal_is_forever",
        "A terminal execution never changes status, version or details.",
        (c.TERMINAL_IS_FOREVER, c.TERMINAL_EXECUTION_STATUSES, c.TERMINAL_REJECTS_CANCEL,
         c.TERMINAL_REJECTS_UPDATE, c.CANCEL_LEAVES_TERMINAL),
        of_step=p.terminal_is_forever,
    ),
    Invariant(
        "rejection_changes_nothing",
        "A rejected request changes nothing.",
        (c.REJECTION_CHANGES_NOTHING, c.VERSION_MISMATCH_CHANGES_NOTHING, c.CANCEL_NEEDS_FORCE),
        of_step=p.rejection_changes_nothing,
    ),
    Invariant(
        "running_is_canceled_by_force_only",
        "An execution goes from IN_PROGRESS to CANCELED only by a cancel with force.",
        (c.UNFORCED_CANCEL_LEAVES_IN_PROGRESS, c.CANCEL_NEEDS_FORCE),
        of_step=p.running_is_canceled_by_force_only,
    ),
    Invariant(
        "force_canceled_means_canceled",
        "forceCanceled is true only for a CANCELED execution, and only for a CANCELED or "
        "DELETION_IN_PROGRESS job.",
        (c.FORCED_EXECUTION_CANCEL_IS_FLAGGED, c.FORCED_JOB_CANCEL_IS_FLAGGED),
        of_world=p.force_canceled_means_canceled,
    ),
    Invariant(
        "completed_jobs_are_over",
        "A COMPLETED job has only terminal executions.",
        (c.ALL_TERMINAL_COMPLETES, c.TERMINAL_JOB_STATUSES),
        of_world=p.completed_jobs_are_over,
    ),
    Invariant(
        "jobs_follow_their_edges",
        "The status of a job changes only along the arrows of its machine.",
        (c.CANCEL_CANCELS_JOB, c.ALL_TERMINAL_COMPLETES, c.DELETE_BEGINS_DELETION,
         c.DELETION_ENDS_JOB),
        of_step=p.jobs_follow_their_edges,
    ),
    Invariant(
        "executions_follow_their_edges",
        "The status of an execution changes only along the arrows of its machine.",
        (c.WHO_SETS_STATUS, c.DEVICE_REPEATS_IN_PROGRESS),
        of_step=p.executions_follow_their_edges,
    ),
    Invariant(
        "deletions_are_limited",
        "No more jobs are DELETION_IN_PROGRESS than the limit allows.",
        (c.TEN_DELETIONS_AT_ONCE,),
        of_world=p.deletions_are_limited,
    ),
    Invariant(
        "only_delete_begins_deletion",
        "Only DeleteJob makes a job DELETION_IN_PROGRESS; then the job can only be removed.",
        (c.DELETE_BEGINS_DELETION, c.DELETION_ENDS_JOB),
        of_step=p.only_delete_begins_deletion,
    ),
    Invariant(
        "only_open_jobs_roll_out",
        "Only a job that is IN_PROGRESS gets executions.",
        (c.CANCEL_STOPS_ROLLOUT, c.END_STOPS_ROLLOUT),
        of_step=p.only_open_jobs_roll_out,
    ),
    Invariant(
        "taken_id_is_rejected",
        "CreateJob with the id of an existing job changes nothing, and is rejected unless it "
        "repeats the CreateJob that made the job.",
        (c.TAKEN_ID_REJECTS_CREATE, c.DELETING_ID_IS_TAKEN),
        of_step=p.taken_id_is_rejected,
        about=(CreateJob,),
    ),
    Invariant(
        "successor_starts_clean",
        "A job that reuses an id has no execution of its predecessor.",
        (c.DELETE_INCLUDES_EXECUTIONS, c.DELETION_ENDS_JOB, c.DELETED_ID_IS_FREE),
        of_step=p.successor_starts_clean,
        about=(CreateJob,),
    ),
    Invariant(
        "start_next_keeps_the_running_one",
        "StartNextPendingJobExecution changes nothing if the thing has an IN_PROGRESS execution of "
        "a job that is not being deleted.",
        (c.START_NEXT_RETURNS_IN_PROGRESS, c.START_NEXT_KEEPS_VERSION),
        of_step=p.start_next_keeps_the_running_one,
        about=(StartNextPendingJobExecution,),
    ),
    Invariant(
        "omitted_details_are_kept",
        "A request without statusDetails keeps the stored statusDetails.",
        (c.OMITTED_DETAILS_ARE_KEPT,),
        of_step=p.omitted_details_are_kept,
    ),
    Invariant(
        "counters_match_executions",
        "The counters of DescribeJob equal the number of executions with each status.",
        (c.COUNTERS_BY_STATUS, c.COUNTERS_MATCH_EXECUTIONS),
        of_step=p.counters_match_executions,
        about=(DescribeJob,),
    ),
    Invariant(
        "canceled_rejects_updates",
        "A device cannot update an execution that is CANCELED.",
        (c.FORCE_CANCELED_REJECTS_UPDATE, c.TERMINAL_REJECTS_UPDATE),
        of_step=p.canceled_rejects_updates,
        about=(UpdateJobExecution,),
    ),
)  # fmt: skip
"""The invariants of one world or one step. `verify.spec` checks the one about the spec itself:
every error is declared."""
