"""The invariants as predicates of one world or one step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..language.spec import Spec
from ..machines import CORE
from .answers import OK, Answer, JobDescription, Masked
from .requests import (
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
)
from .transitions import resolved
from .world import ExecutionRecord, JobRecord, World

Edge = tuple[str | None, str | None]


def job_edges(spec: Spec) -> frozenset[Edge]:
    """The permitted changes of the status of a job, written by hand to check the rules."""
    return frozenset(
        {
            (None, spec.opened),
            *((spec.opened, status) for status in spec.over),
            *((status, spec.deleting) for status in (spec.opened, *spec.over)),
            (spec.deleting, None),
        }
    )


def execution_edges(spec: Spec) -> frozenset[Edge]:
    """The permitted changes of the status of an execution, also written by hand."""
    return frozenset(
        {
            (None, spec.queued),
            (spec.queued, spec.running),
            *((live, status) for live in spec.live for status in spec.terminal),
            *((status, None) for status in (*spec.live, *spec.terminal)),
        }
    )


@dataclass(frozen=True, slots=True)
class Change:
    """One step: a request with its answer, or a background step (``request`` None)."""

    before: World
    after: World
    request: Request | None = None
    answer: Answer = OK
    spec: Spec = CORE

    @property
    def rejected(self) -> bool:
        return self.answer.error is not None

    def jobs(self) -> Iterator[tuple[str, JobRecord | None, JobRecord | None]]:
        """Each job id with its record before and after."""
        for job_id in {**self.before.jobs, **self.after.jobs}:
            yield job_id, self.before.jobs.get(job_id), self.after.jobs.get(job_id)

    def executions(
        self,
    ) -> Iterator[tuple[str, str, ExecutionRecord | None, ExecutionRecord | None]]:
        """Each job id and thing with the execution before and after."""
        for job_id, old, new in self.jobs():
            before = old.executions if old else {}
            after = new.executions if new else {}
            for thing in {**before, **after}:
                yield job_id, thing, before.get(thing), after.get(thing)

    def kept(
        self,
    ) -> Iterator[tuple[str, str, ExecutionRecord | None, ExecutionRecord | None]]:
        """The executions without those that a retry replaces: they stay as earlier ones."""
        for job_id, thing, before, after in self.executions():
            if before is None or after is None or before.retried == after.retried:
                yield job_id, thing, before, after
            else:
                job = self.after.jobs[job_id]
                yield job_id, thing, before, job.earlier.get((thing, before.number))
                yield job_id, thing, None, after


def same_record(before: ExecutionRecord | None, after: ExecutionRecord | None) -> bool:
    """Whether the record is unchanged, though more may be known about it afterwards."""
    if before is None or after is None:
        return before is after
    return set(resolved(after)) <= set(resolved(before))


def terminal_is_forever(change: Change) -> bool:
    return all(
        before is None
        or before.status in change.spec.live
        or after is None
        or same_record(before, after)
        for _, _, before, after in change.kept()
    )


def rejection_changes_nothing(change: Change) -> bool:
    if not change.rejected:
        return True
    jobs = all(
        old is not None and new is not None and old._replace(executions=new.executions) == new
        for _, old, new in change.jobs()
    )
    return jobs and all(same_record(before, after) for _, _, before, after in change.executions())


def running_is_canceled_by_force_only(change: Change) -> bool:
    for job_id, thing, before, after in change.executions():
        edge = (before and before.status, after and after.status)
        if edge != (change.spec.running, change.spec.stopped):
            continue
        request = change.request
        by_execution = (
            isinstance(request, CancelJobExecution)
            and request.force
            and (request.job_id, request.thing_name) == (job_id, thing)
        )
        job = change.after.jobs[job_id]
        by_job = job.force_canceled and request is None
        at_once = isinstance(request, CancelJob) and request.force and request.job_id == job_id
        # Whether a device may report that is open (A8).
        by_device = isinstance(request, UpdateJobExecution) and request.status == edge[1]
        if not (by_execution or by_job or at_once or by_device):
            return False
    return True


def force_canceled_means_canceled(world: World, spec: Spec) -> bool:
    flagged_jobs = {spec.canceled, spec.deleting}
    return all(
        (not job.force_canceled or job.status in flagged_jobs)
        and all(
            not execution.force_canceled or execution.status == spec.stopped
            for execution in job.executions.values()
        )
        for job in world.jobs.values()
    )


def completed_jobs_are_over(world: World, spec: Spec) -> bool:
    return all(
        job.status != spec.completed
        or (
            not job.is_live(spec.live)
            and len(job.executions) + len(job.deleted) == len(job.targets)
        )
        for job in world.jobs.values()
    )


def jobs_follow_their_edges(change: Change) -> bool:
    return all(
        (old and old.status) == (new and new.status)
        or (old and old.status, new and new.status) in job_edges(change.spec)
        for _, old, new in change.jobs()
    )


def executions_follow_their_edges(change: Change) -> bool:
    return all(
        (old and old.status) == (new and new.status)
        or (old and old.status, new and new.status) in execution_edges(change.spec)
        for _, _, old, new in change.kept()
    )


def deletions_are_limited(world: World, spec: Spec) -> bool:
    deleting = sum(job.status == spec.deleting for job in world.jobs.values())
    return deleting == world.deleting <= world.deletion_limit


def only_delete_begins_deletion(change: Change) -> bool:
    deleting = change.spec.deleting
    for job_id, old, new in change.jobs():
        before, after = old and old.status, new and new.status
        if after == deleting != before:
            request = change.request
            if not isinstance(request, DeleteJob) or request.job_id != job_id:
                return False
        if before == deleting and after not in (deleting, None):
            return False
    return True


def only_open_jobs_roll_out(change: Change) -> bool:
    for job_id, _, before, after in change.executions():
        if before is None and after is not None:
            job = change.before.jobs.get(job_id)
            created = isinstance(change.request, CreateJob) and job is None
            if not created and (job is None or job.status != change.spec.opened):
                return False
    return True


def taken_id_is_rejected(change: Change) -> bool:
    request = change.request
    if not isinstance(request, CreateJob):
        return True
    old = change.before.jobs.get(request.job_id)
    if old is None:
        return True
    identical = (old.targets, old.document) == (request.targets, request.document)
    return change.rejected or (identical and change.before == change.after)


def successor_starts_clean(change: Change) -> bool:
    request = change.request
    if not isinstance(request, CreateJob) or change.rejected:
        return True
    old, new = change.before.jobs.get(request.job_id), change.after.jobs.get(request.job_id)
    if old is not None or new is None:
        return True
    newest = change.before.queued
    return all(x.order > newest and x == ExecutionRecord(x.status, order=x.order)
               for x in new.executions.values())  # fmt: skip


def start_next_keeps_the_running_one(change: Change) -> bool:
    request = change.request
    if not isinstance(request, StartNextPendingJobExecution):
        return True
    at_work = any(
        execution.status == change.spec.running and job.status != change.spec.deleting
        for _, job, execution in change.before.executions_of(request.thing_name)
    )
    # Whether it sets the step timer of the running one is open.
    gives_timer = request.step_timeout_in_minutes is not None
    return not at_work or gives_timer or change.before == change.after


def omitted_details_are_kept(change: Change) -> bool:
    given = change.request is not None and change.request.status_details is not None
    return given or all(
        before is None or after is None or before.details == after.details
        for _, _, before, after in change.kept()
    )


def canceled_rejects_updates(change: Change) -> bool:
    request = change.request
    if not isinstance(request, UpdateJobExecution):
        return True
    job = change.before.jobs.get(request.job_id)
    execution = job and job.addressed(request.thing_name, request.execution_number)
    return not execution or execution.status in change.spec.live or change.rejected


def counters_match_executions(change: Change) -> bool:
    response = change.answer.response
    shown = response.right if isinstance(response, Masked) else response
    if not isinstance(shown, JobDescription):
        return True
    job = change.before.jobs.get(shown.job_id)
    statuses = [execution.status for execution in job.executions.values()] if job else []
    latest = [execution.status for _, execution in job.latest()] if job else []
    tries = [execution.status for execution in job.earlier.values()] if job else []
    return any(
        len(counted) == sum(shown.counts.values())
        and all(counted.count(status) == n for status, n in shown.counts.items())
        for counted in (latest, statuses, statuses + tries)
    )
