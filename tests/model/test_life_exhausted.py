"""Every world of one small job of the profile `full`, with retries, timers and deletions: each step
keeps every invariant, and each rule that the job can meet is exercised."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from iot_jobs_spec import (
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    DeleteJobExecution,
    DescribeJob,
    DescribeJobExecution,
    ListJobExecutionsForJob,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
    World,
    background_steps,
    settled,
    step,
)
from iot_jobs_spec.model.life_invariants import invariants_of
from iot_jobs_spec.model.maps import Map
from iot_jobs_spec.model.profiles import table_of
from iot_jobs_spec.model.properties import Change
from iot_jobs_spec.model.requests import REPORTED, AbortCriterion
from iot_jobs_spec.model.world import ExecutionRecord, JobRecord
from support.effort import THOROUGH

FULL = table_of("full")
LAWS = [law for law in invariants_of(FULL.spec) if law.name != "accepted_updates_count"]
"""Versions are left out, so that there are finitely many worlds."""
BOTH = (False, True)
JOBS = {
    "retries": CreateJob("j", ("t",), retries={"ALL": 1}),
    "a timer and a retry": CreateJob(
        "j", ("t",), in_progress_timeout_in_minutes=5, retries={"TIMED_OUT": 1}
    ),
}
if THOROUGH:
    JOBS |= {
        "retries of each type": CreateJob("j", ("t",), retries={"FAILED": 1, "TIMED_OUT": 1}),
        "continuous": CreateJob("j", ("t", "u"), target_selection="CONTINUOUS"),
        "abort": CreateJob("j", ("t", "u"), abort=(AbortCriterion("ALL", 100, 2),)),
    }


def requests(job: CreateJob) -> Iterator[Request]:
    yield job
    yield from (DescribeJob("j"), ListJobExecutionsForJob("j"))
    for force in BOTH:
        yield from (CancelJob("j", force), DeleteJob("j", force))
    for thing in job.targets:
        yield StartNextPendingJobExecution(thing)
        yield StartNextPendingJobExecution(thing, step_timeout_in_minutes=5)
        yield from (CancelJobExecution("j", thing, force) for force in BOTH)
        yield from (UpdateJobExecution("j", thing, status=s) for s in (None, *REPORTED))
        yield from (
            UpdateJobExecution("j", thing, step_timeout_in_minutes=n) for n in (None, 5, -1)
        )
        for number in (1, 2, 3):
            yield DescribeJobExecution("j", thing, number)
            yield UpdateJobExecution("j", thing, status="FAILED", execution_number=number)
            yield from (DeleteJobExecution("j", thing, number, force) for force in BOTH)


def plain(world: World) -> World:
    """The world without versions, details and the order of executions."""

    def record(one: ExecutionRecord) -> ExecutionRecord:
        return ExecutionRecord(one.status, retried=one.retried, step_timer=one.step_timer)

    def job(one: JobRecord) -> JobRecord:
        return one._replace(
            executions=Map({thing: record(x) for thing, x in one.executions.items()}),
            earlier=Map({key: record(x) for key, x in one.earlier.items()}),
            reason_code=None,
            comment=None,
        )

    jobs = Map({name: job(one) for name, one in world.jobs.items()})
    return world._replace(jobs=jobs, queued=0)


@pytest.mark.slow
@pytest.mark.parametrize("name", JOBS)
def test_no_step_of_any_world_breaks_an_invariant(name: str) -> None:
    job, asked = JOBS[name], tuple(requests(JOBS[name]))
    seen, rules = {World()}, set()
    queue = [World()]
    for world in queue:  # grows as it is read
        steps = [
            Change(world, s.world, spec=FULL.spec) for s in background_steps(world, table=FULL)
        ]
        rules |= {s.rule.id for s in background_steps(world, table=FULL)}
        for request in asked:
            for answer, after, rule in step(world, request, FULL):
                rules.add(rule.id)
                steps.append(Change(world, after, request, answer, FULL.spec))
        for change in steps:
            broken = [law.name for law in LAWS if not law.holds(change)]
            assert broken == [], (change.request, change.before, change.after)
            reached = plain(change.after)
            if reached not in seen:
                seen.add(reached)
                queue.append(reached)
        assert settled(world, table=FULL)
    if job.retries:
        assert "Execution.retry/FAILED/retries_left" in rules or "FAILED" not in job.retries
        assert any(j.earlier for world in seen for j in world.jobs.values())
    assert (
        "Job.may_complete/IN_PROGRESS/all_terminal/execution_lost" in rules or job.config.continuous
    )
    assert len(seen) > 50
