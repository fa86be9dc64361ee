"""False claims that sound right: Hypothesis finds a counterexample for each."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import find, settings
from hypothesis import strategies as st

from iot_jobs_spec import (
    Answer,
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    Request,
    UpdateJobExecution,
    World,
    background_steps,
    step,
)
from iot_jobs_spec.model.properties import Change

LIVE = ("QUEUED", "IN_PROGRESS")
Script = list[Request | int]
create = CreateJob("job", ("thing",))
rest: st.SearchStrategy[Request | int] = st.one_of(
    st.builds(CancelJob, st.just("job"), st.booleans()),
    st.builds(DeleteJob, st.just("job"), st.booleans()),
    st.builds(
        CancelJobExecution, st.just("job"), st.just("thing"), st.booleans(),
        st.sampled_from([None, 1, 2]),
    ),
    st.builds(UpdateJobExecution, st.just("job"), st.just("thing")),
    st.integers(0, 2),
)  # fmt: skip
scripts: st.SearchStrategy[Script] = st.lists(rest, max_size=6).map(lambda words: [create, *words])
"""Requests about one job on one thing, and numbers that choose a background step."""


def changes(script: Script) -> list[Change]:
    """The steps of a script: requests with their expected answers, and background steps."""
    world, found = World(), []
    for word in script:
        if isinstance(word, int):
            possible = list(background_steps(world))
            if not possible:
                continue
            change = Change(world, possible[word % len(possible)].world)
        else:
            expected = step(world, word)[0]
            change = Change(world, expected.world, word, expected.answer)
        found.append(change)
        world = change.after
    return found


def accepted(change: Change, kind: type) -> bool:
    return isinstance(change.request, kind) and not change.rejected


def nothing_lives_right_after_a_forced_cancel(change: Change) -> bool:
    request = change.request
    if not isinstance(request, CancelJob) or change.rejected or not request.force:
        return True
    return not change.after.jobs[request.job_id].is_live()


def a_canceled_job_has_no_live_executions_even_later(change: Change) -> bool:
    return all(
        job.status != "CANCELED" or not job.is_live() or any(background_steps(change.after, name))
        for name, job in change.after.jobs.items()
    )


def cancel_job_is_idempotent(change: Change) -> bool:
    request = change.request
    if not isinstance(request, CancelJob):
        return True
    job = change.before.jobs.get(request.job_id)
    return job is None or job.status != "CANCELED" or not change.rejected


def force_can_follow_an_unforced_cancel(change: Change) -> bool:
    request = change.request
    if not isinstance(request, CancelJob) or not request.force:
        return True
    job = change.before.jobs.get(request.job_id)
    return job is None or job.status != "CANCELED" or job.force_canceled or not change.rejected


def a_deleted_job_is_gone_at_once(change: Change) -> bool:
    request = change.request
    if not isinstance(request, DeleteJob) or change.rejected:
        return True
    return request.job_id not in change.after.jobs


def a_job_whose_executions_were_canceled_one_by_one_is_canceled(change: Change) -> bool:
    return all(
        old is None or new is None or (old.status, new.status) != ("IN_PROGRESS", "COMPLETED")
        for _, old, new in change.jobs()
    )


def a_job_is_force_canceled_iff_an_execution_is(change: Change) -> bool:
    return all(
        job.force_canceled == any(x.force_canceled for x in job.executions.values())
        for job in change.after.jobs.values()
    )


def a_version_mismatch_always_conflicts(change: Change) -> bool:
    request = change.request
    if not isinstance(request, CancelJobExecution | UpdateJobExecution):
        return True
    execution = change.before.execution(request.job_id, request.thing_name)
    if execution is None or request.expected_version is None or execution.may_be_bumped:
        return True
    version_mismatch = request.expected_version != execution.version
    answers = {permitted.answer for permitted in step(change.before, request)}
    return not version_mismatch or answers == {Answer("VersionConflictException")}


FALSE = {
    "forced_cancel_stops_at_once": (nothing_lives_right_after_a_forced_cancel, 3),
    "canceled_jobs_are_idle": (a_canceled_job_has_no_live_executions_even_later, 5),
    "cancel_job_is_idempotent": (cancel_job_is_idempotent, 3),
    "force_can_follow_an_unforced_cancel": (force_can_follow_an_unforced_cancel, 3),
    "delete_is_immediate": (a_deleted_job_is_gone_at_once, 2),
    "job_of_canceled_executions_is_canceled": (
        a_job_whose_executions_were_canceled_one_by_one_is_canceled,
        4,
    ),
    "a_job_is_force_canceled_iff_an_execution_is": (a_job_is_force_canceled_iff_an_execution_is, 2),
    "a_version_mismatch_always_conflicts": (a_version_mismatch_always_conflicts, 4),
}
"""Each false claim with the greatest permitted length of its shortest counterexample."""


@pytest.mark.slow
@pytest.mark.parametrize("name", FALSE)
def test_a_plausible_claim_has_a_counterexample(name: str) -> None:
    claim: Callable[[Change], bool]
    claim, most = FALSE[name]
    script = find(
        scripts,
        lambda script: not all(claim(change) for change in changes(script)),
        settings=settings(max_examples=20_000, deadline=None, derandomize=True),
    )
    steps = changes(script)
    assert len(steps) <= most, script
    assert isinstance(steps[0].request, CreateJob)
