"""The invariants of the profile `full` that the core cannot state, each with its claims."""

from __future__ import annotations

from collections.abc import Iterator

from .. import claims as c
from ..language.spec import Spec
from .invariants import INVARIANTS, Invariant
from .properties import Change, same_record
from .requests import ALL, UpdateJobExecution
from .world import ExecutionRecord, JobRecord, World

REPORTS = ("SUCCEEDED", "FAILED", "REJECTED")
"""The ends that only a device reports."""
TIMED_OUT = "TIMED_OUT"


def continuous_jobs_never_complete(world: World, spec: Spec) -> bool:
    return not any(j.config.continuous and j.status == spec.completed for j in world.jobs.values())


def retries_are_bounded(world: World, _spec: Spec) -> bool:
    return all(
        len(execution.retried) <= sum(job.config.retries.values())
        for job in world.jobs.values()
        for execution in job.executions.values()
    )


def numbers_are_unique(world: World, _spec: Spec) -> bool:
    return all(
        thing not in job.executions or number < job.executions[thing].number
        for job in world.jobs.values()
        for thing, number in job.earlier
    )


def only_devices_report_ends(change: Change) -> bool:
    return all(_asked(change, status) for _, status in _ended(change) if status in REPORTS)


def only_timers_time_out(change: Change) -> bool:
    return all(
        _asked(change, status)
        or (change.request is None and before.status == change.spec.running and _timed(job, before))
        for (job, before), status in _ended(change)
        if status == TIMED_OUT
    )


def accepted_updates_count(change: Change) -> bool:
    request = change.request
    if not isinstance(request, UpdateJobExecution) or change.rejected:
        return True
    before = change.before.execution(request.job_id, request.thing_name)
    after = change.after.execution(request.job_id, request.thing_name)
    if before is None or after is None:
        return False
    job = change.before.jobs[request.job_id]
    return after.version == before.version + 1 or job.status == change.spec.deleting


def deleted_executions_stay_deleted(change: Change) -> bool:
    return all(
        thing not in job.executions
        for name, job in change.after.jobs.items()
        for thing in job.deleted
        if name in change.before.jobs and thing in change.before.jobs[name].deleted
    )


def only_failures_are_retried(change: Change) -> bool:
    allowed = {"FAILED", TIMED_OUT}
    for job_id, _, before, after in change.executions():
        if before is None or after is None or before.retried == after.retried:
            continue
        retries = change.before.jobs[job_id].config.retries
        if before.status not in allowed or not {before.status, ALL} & {*retries}:
            return False
    return True


def earlier_tries_are_kept(change: Change) -> bool:
    return all(
        same_record(execution, job.earlier[key])
        for name, old in change.before.jobs.items()
        if (job := change.after.jobs.get(name)) is not None
        for key, execution in old.earlier.items()
        if key in job.earlier
    )


def _ended(change: Change) -> Iterator[tuple[tuple[JobRecord, ExecutionRecord], str]]:
    """Each execution that the step ends, with its job, as they were, and the new status."""
    for job_id, _, before, after in change.kept():
        if before is not None and after is not None and before.status != after.status:
            yield (change.before.jobs[job_id], before), after.status


def _asked(change: Change, status: str) -> bool:
    request = change.request
    return isinstance(request, UpdateJobExecution) and request.status == status


def _timed(job: JobRecord, execution: ExecutionRecord) -> bool:
    return execution.step_timer or job.config.in_progress_timeout is not None


FURTHER_INVARIANTS = (
    Invariant(
        "continuous_jobs_never_complete",
        "A CONTINUOUS job is never COMPLETED.",
        (c.CONTINUOUS_NEVER_COMPLETES,),
        of_world=continuous_jobs_never_complete,
    ),
    Invariant(
        "retries_are_bounded",
        "A thing gets no more retries than the job allows.",
        (c.FAILURE_IS_RETRIED, c.TEN_RETRIES_AT_MOST),
        of_world=retries_are_bounded,
    ),
    Invariant(
        "numbers_are_unique",
        "Of the executions of a job on a thing, the latest has the highest executionNumber.",
        (c.EXECUTION_IDENTITY, c.RETRY_IS_A_NEW_EXECUTION),
        of_world=numbers_are_unique,
    ),
    Invariant(
        "only_devices_report_ends",
        "An execution becomes SUCCEEDED, FAILED or REJECTED only by UpdateJobExecution.",
        (c.WHO_SETS_STATUS, c.DEVICE_STATUSES),
        of_step=only_devices_report_ends,
    ),
    Invariant(
        "only_timers_time_out",
        "The service makes an execution TIMED_OUT only if it is IN_PROGRESS and a timer was set.",
        (c.TIMER_ENDS_EXECUTION, c.STEP_TIMER_IS_SET, c.STEP_TIMER_IS_REMOVED),
        of_step=only_timers_time_out,
    ),
    Invariant(
        "accepted_updates_count",
        "Each accepted UpdateJobExecution increments the version by one.",
        (c.UPDATE_BUMPS_VERSION,),
        of_step=accepted_updates_count,
        about=(UpdateJobExecution,),
    ),
    Invariant(
        "deleted_executions_stay_deleted",
        "A thing whose execution was deleted gets no other execution of the job.",
        (c.DELETED_EXECUTION_STAYS_DELETED,),
        of_step=deleted_executions_stay_deleted,
    ),
    Invariant(
        "only_failures_are_retried",
        "The service retries only a FAILED or TIMED_OUT execution, and only if the job allows it.",
        (c.FAILURE_IS_RETRIED,),
        of_step=only_failures_are_retried,
    ),
    Invariant(
        "earlier_tries_are_kept",
        "A retried execution never changes.",
        (c.RETRY_IS_A_NEW_EXECUTION, c.TERMINAL_IS_FOREVER),
        of_step=earlier_tries_are_kept,
    ),
)


def invariants_of(spec: Spec) -> tuple[Invariant, ...]:
    """The invariants of the worlds and the steps of a profile."""
    return INVARIANTS if spec.extends is None else (*INVARIANTS, *FURTHER_INVARIANTS)
