"""Obligations: the effects of accepted requests, and the requests that must not be rejected.

The invariants say what must never happen, and a spec that rejects every request keeps them all. So
the exploration also checks these obligations on every step. They follow from the claims and are
written independently of the rules, so that a wrong rule breaks one.
"""

from __future__ import annotations

from ... import claims as c
from ...language.guards import Mismatch
from ...language.spec import Spec
from ...model.invariants import Invariant
from ...model.properties import Change
from ...model.requests import (
    IN_PROGRESS,
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
)
from ...model.world import ExecutionRecord, JobRecord, World

ENDS_OF_DEVICES = ("REJECTED", "SUCCEEDED", "FAILED")
"""The ends that a device reports; it may always report the first."""


def _job(change: Change) -> JobRecord | None:
    request = change.request
    return None if request is None else change.before.jobs.get(request.job_id or "")


def _execution(change: Change) -> ExecutionRecord | None:
    request = change.request
    if request is None:
        return None
    return _addressed(change.before, request)


def _addressed(world: World, request: Request) -> ExecutionRecord | None:
    job = world.jobs.get(request.job_id or "")
    return job and job.addressed(request.thing_name or "", request.execution_number)


def _subject(world: World, request: Request) -> JobRecord | ExecutionRecord | None:
    """The job or execution that the request is about."""
    job_id, thing = request.job_id or "", request.thing_name
    return world.jobs.get(job_id) if thing is None else _addressed(world, request)


def _reported(request: Request, spec: Spec) -> str | None:
    """The status that a device reports; a spec has its own word for IN_PROGRESS."""
    if not isinstance(request, UpdateJobExecution):
        return None
    return spec.running if request.status == IN_PROGRESS else request.status


def _being_deleted(change: Change) -> bool:
    job = _job(change)
    return job is not None and job.status == change.spec.deleting


def _version_mismatch(change: Change) -> bool:
    compares = any(isinstance(guard, Mismatch) for guard in change.spec.guards.values())
    expected = None if change.request is None else change.request.expected_version
    execution = _execution(change)
    return (
        compares
        and expected is not None
        and execution is not None
        and expected != execution.version
    )


def reads_change_nothing(change: Change) -> bool:
    return change.request is None or not change.request.is_read or change.before == change.after


def accepted_requests_take_effect(change: Change) -> bool:
    request, spec = change.request, change.spec
    if request is None or change.rejected:
        return True
    wanted = {
        CancelJob: spec.canceled,
        DeleteJob: spec.deleting,
        CancelJobExecution: spec.stopped,
        UpdateJobExecution: _reported(request, spec),
    }.get(type(request))
    before, after = (_subject(world, request) for world in (change.before, change.after))
    if wanted is None or before is None:
        return True
    taken = after is not None and after.status == wanted
    if request.by_device:
        return taken
    if request.thing_name is None:
        return taken and before.status != wanted
    # While the job is being deleted, the effect of a cancel is open.
    return (taken and before.status in spec.live) or _being_deleted(change)


def next_is_started(change: Change) -> bool:
    request = change.request
    if not isinstance(request, StartNextPendingJobExecution) or change.rejected:
        return True
    pending = any(
        execution.status in change.spec.live and job.status != change.spec.deleting
        for _, job, execution in change.before.executions_of(request.thing_name)
    )
    at_work = any(
        execution.status == change.spec.running
        for _, _, execution in change.after.executions_of(request.thing_name)
    )
    return at_work or not pending


def only_devices_start(change: Change) -> bool:
    request = change.request
    if request is None or (request.by_device and not request.is_read):
        return True
    return not any(
        before is not None
        and after is not None
        and before.status != after.status == change.spec.running
        for _, _, before, after in change.executions()
    )


def unforced_delete_needs_a_terminal_job(change: Change) -> bool:
    request, job = change.request, _job(change)
    if not isinstance(request, DeleteJob) or request.force or job is None:
        return True
    return change.rejected or job.status in (change.spec.canceled, change.spec.completed)


def version_mismatch_is_rejected(change: Change) -> bool:
    open_ = isinstance(change.request, CancelJobExecution) and _being_deleted(change)
    return change.rejected or open_ or not _version_mismatch(change)


def absent_is_not_found(change: Change) -> bool:
    request = change.request
    if request is None or isinstance(request, CreateJob) or request.job_id is None:
        return True
    return change.rejected or _subject(change.before, request) is not None


def existing_is_readable(change: Change) -> bool:
    request = change.request
    if request is None:
        return True
    if request.job_id is None:
        return not change.rejected
    return not request.is_read or _subject(change.before, request) is None or not change.rejected


def jobs_can_be_created_canceled_deleted(change: Change) -> bool:
    request, job, world = change.request, _job(change), change.before
    if not change.rejected:
        return True
    if isinstance(request, CreateJob):
        return job is not None
    if isinstance(request, CancelJob):
        return job is None or job.status != change.spec.opened
    if not isinstance(request, DeleteJob) or job is None or _being_deleted(change):
        return True
    at_limit = world.deleting >= world.deletion_limit
    over = job.status == change.spec.completed or (
        job.status == change.spec.canceled and not job.is_live(change.spec.live)
    )
    return at_limit or not (request.force or over)


def executions_can_be_canceled_and_updated(change: Change) -> bool:
    request, execution = change.request, _execution(change)
    if not change.rejected or execution is None or execution.status not in change.spec.live:
        return True
    if _version_mismatch(change) or _being_deleted(change):
        return True
    running = execution.status == change.spec.running
    if isinstance(request, CancelJobExecution):
        return running and not request.force
    if not isinstance(request, UpdateJobExecution):
        return True
    sure = ENDS_OF_DEVICES if running else ENDS_OF_DEVICES[:1]
    return _reported(request, change.spec) not in (change.spec.running, *sure)


OBLIGATIONS = (
    Invariant("reads_change_nothing", "A read changes nothing.",
              (c.JOB_STATUSES, c.PENDING_STATUSES), of_step=reads_change_nothing),
    Invariant("accepted_requests_take_effect",
              "An accepted cancel, deletion or update gives its job or execution the requested "
              "status, and a cancel or deletion changes the status, unless the sources leave the "
              "effect open.",
              (c.CANCEL_CANCELS_JOB, c.DELETE_BEGINS_DELETION, c.CANCEL_QUEUED, c.CANCEL_BY_FORCE,
               c.DEVICE_STARTS_QUEUED, c.DEVICE_REPEATS_IN_PROGRESS),
              of_step=accepted_requests_take_effect,
              about=(CancelJob, DeleteJob, CancelJobExecution, UpdateJobExecution)),
    Invariant("next_is_started",
              "After StartNextPendingJobExecution, a thing with pending executions (of jobs that "
              "are not being deleted) has one that is IN_PROGRESS.",
              (c.START_NEXT_STARTS_QUEUED, c.START_NEXT_RETURNS_IN_PROGRESS),
              of_step=next_is_started,
              about=(StartNextPendingJobExecution,)),
    Invariant("only_devices_start", "Only a request by a device starts an execution.",
              (c.WHO_SETS_STATUS,),
              of_step=only_devices_start),
    Invariant("unforced_delete_needs_a_terminal_job",
              "DeleteJob without force is accepted only for COMPLETED and CANCELED jobs.",
              (c.DELETE_NEEDS_FORCE, c.DELETE_TERMINAL),
              of_step=unforced_delete_needs_a_terminal_job,
              about=(DeleteJob,)),
    Invariant("version_mismatch_is_rejected",
              "A request whose expectedVersion is not the stored version is rejected, unless the "
              "sources leave its answer open.",
              (c.VERSION_MISMATCH_CONFLICTS, c.VERSION_MISMATCH_REJECTS_UPDATE),
              of_step=version_mismatch_is_rejected,
              about=(CancelJobExecution, UpdateJobExecution)),
    Invariant("absent_is_not_found",
              "A request about a job or execution that does not exist is rejected.",
              (c.ABSENT_IS_NOT_FOUND,), of_step=absent_is_not_found),
    Invariant("existing_is_readable",
              "A read of an existing job or execution is accepted, and so is every request that "
              "names a thing but no job.",
              (c.JOB_STATUSES, c.DESCRIBE_ANY_STATUS, c.NOTHING_PENDING_IS_NO_ERROR,
               c.LISTED_FOR_JOB, c.NOTHING_LISTED_IS_NO_ERROR),
              of_step=existing_is_readable),
    Invariant("jobs_can_be_created_canceled_deleted",
              "CreateJob with a free id is accepted, and so is CancelJob of an IN_PROGRESS job. "
              "Below the deletion limit, DeleteJob with force is accepted for every job, and "
              "DeleteJob without force for a terminal job without pending executions.",
              (c.DELETED_ID_IS_FREE, c.CANCEL_CANCELS_JOB, c.DELETE_BY_FORCE, c.DELETE_TERMINAL),
              of_step=jobs_can_be_created_canceled_deleted,
              about=(CreateJob, CancelJob, DeleteJob)),
    Invariant("executions_can_be_canceled_and_updated",
              "A QUEUED execution can be canceled, an IN_PROGRESS one can be canceled with force, "
              "and a device can update both.",
              (c.CANCEL_QUEUED, c.CANCEL_BY_FORCE, c.DEVICE_STARTS_QUEUED,
               c.DEVICE_REPEATS_IN_PROGRESS),
              of_step=executions_can_be_canceled_and_updated,
              about=(CancelJobExecution, UpdateJobExecution)),
)  # fmt: skip
"""Every obligation, with its claims."""
