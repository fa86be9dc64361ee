"""The oracle judges a system by its answers: divergences, their rules and verdicts."""

from __future__ import annotations

from copy import copy

import pytest

from iot_jobs_spec import (
    Answer,
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    DescribeJob,
    Divergence,
    GetPendingJobExecutions,
    ListedExecution,
    ListJobExecutionsForJob,
    ListJobExecutionsForThing,
    Oracle,
    PendingExecution,
    StartNextPendingJobExecution,
    UpdateJobExecution,
)
from support.divergences import (
    CREATED,
    OK,
    READ,
    READ_JOB,
    STARTED,
    Seen,
    answered,
    done,
    execution_is,
    job_is,
    listed,
    rejected,
)
from support.scenarios import CONFLICT, EXISTS, INVALID, INVALID_STATE, LIMIT, NOT_FOUND


def watch(*seen: Seen, lag: bool = False) -> Divergence | None:
    """The first divergence of a system that gave these answers."""
    oracle = Oracle(lag=lag)
    for request, answer in seen:
        divergence = oracle.observe(request, answer)
        if divergence is not None:
            assert (request, answer) == seen[-1], divergence
            return divergence
    assert oracle.worlds
    return None


PERMITTED: dict[str, list[Seen]] = {
    "a version that a cancel does not bump": [
        CREATED, done(CancelJobExecution("job", "a")), execution_is("CANCELED", 1)],
    "a version that a cancel bumps": [
        CREATED, done(CancelJobExecution("job", "a")), execution_is("CANCELED", 2)],
    "a flag that a forced cascade sets": [
        CREATED, done(CancelJob("job", True)), execution_is("CANCELED", 1, True)],
    "a flag that a forced cascade does not set": [
        CREATED, done(CancelJob("job", True)), execution_is("CANCELED", 1, False)],
    "a version check before the status check": [
        CREATED, STARTED, rejected(CancelJobExecution("job", "a", expected_version=9), CONFLICT)],
    "a status check before the version check": [
        CREATED, STARTED,
        rejected(CancelJobExecution("job", "a", expected_version=9), INVALID_STATE)],
    "details that replace": [
        CREATED, done(UpdateJobExecution("job", "a", status_details={"k": "1"})),
        done(UpdateJobExecution("job", "a", status_details={"l": "2"})),
        execution_is("IN_PROGRESS", 3, details={"l": "2"})],
    "details that join": [
        CREATED, done(UpdateJobExecution("job", "a", status_details={"k": "1"})),
        done(CancelJobExecution("job", "a", force=True, status_details={"l": "2"})),
        execution_is("CANCELED", 3, force=True, details={"k": "1", "l": "2"})],
    "a deletion that ends at once": [
        CREATED, done(DeleteJob("job", True)), rejected(READ_JOB, NOT_FOUND), CREATED,
        execution_is("QUEUED")],
    "a deletion that takes its time": [
        CREATED, done(DeleteJob("job", True)), job_is("DELETION_IN_PROGRESS", QUEUED=1),
        job_is("DELETION_IN_PROGRESS"), rejected(CreateJob("job", ("b",)), EXISTS),
        rejected(READ_JOB, NOT_FOUND)],
    "throttling, which changes nothing": [
        CREATED, rejected(CancelJob("job"), "ThrottlingException"),
        rejected(READ_JOB, "ServiceUnavailableException"), job_is("IN_PROGRESS", QUEUED=1)],
    "a quota": [
        rejected(CreateJob("job", ("a",)), LIMIT), CREATED, rejected(CancelJob("job"), LIMIT),
        job_is("IN_PROGRESS", QUEUED=1)],
    "any answer to a cancel during deletion": [
        CREATED, done(DeleteJob("job", True)), job_is("DELETION_IN_PROGRESS", QUEUED=1),
        rejected(CancelJobExecution("job", "a"), LIMIT)],
    "a device that is cut off from a job that is being deleted": [
        CREATED, done(DeleteJob("job", True)), job_is("DELETION_IN_PROGRESS", QUEUED=1),
        (GetPendingJobExecutions("a"), answered(())), done(StartNextPendingJobExecution("a"))],
    "a deletion that empties the listings one after another": [
        done(CreateJob("job", ("a", "b"))), done(DeleteJob("job", True)),
        listed("job", a="QUEUED", b="QUEUED"), listed("job", b="QUEUED"),
        (ListJobExecutionsForThing("a"), answered(())), listed("job"),
        rejected(ListJobExecutionsForJob("job"), NOT_FOUND), rejected(READ_JOB, NOT_FOUND)],
}  # fmt: skip

LATE: dict[str, list[Seen]] = {
    "a roll-out": [
        CREATED, job_is("IN_PROGRESS"), rejected(READ, NOT_FOUND), execution_is("QUEUED")],
    "a cascade": [
        CREATED, execution_is("QUEUED"), done(CancelJob("job")), execution_is("QUEUED"),
        STARTED, execution_is("IN_PROGRESS", 2)],
    "a cascade that came": [
        CREATED, execution_is("QUEUED"), done(CancelJob("job")), execution_is("CANCELED", 1)],
    "a completion": [
        CREATED, done(CancelJobExecution("job", "a")), job_is("IN_PROGRESS", CANCELED=1),
        job_is("COMPLETED", CANCELED=1)],
    "a pending list": [
        CREATED, (GetPendingJobExecutions("a"), answered(())),
        (GetPendingJobExecutions("a"), answered((PendingExecution("job", "QUEUED", 1),)))],
    "listings": [
        CREATED, listed("job"), listed("job", a="QUEUED"), done(CancelJob("job")),
        listed("job", a="QUEUED"), listed("job", a="CANCELED")],
}  # fmt: skip

DIVERGENT: dict[str, tuple[str, str, list[Seen]]] = {
    "a delete without force of a running job": (
        "violates", "DeleteJob/IN_PROGRESS/!force/!at_limit", [CREATED, done(DeleteJob("job"))]),
    "a cancel without force of a running execution": (
        "violates", "CancelJobExecution/IN_PROGRESS/!force/!version_mismatch/!job_deleting",
        [CREATED, STARTED, done(CancelJobExecution("job", "a"))]),
    "a cancel that ignores the version": (
        "violates", "CancelJobExecution/QUEUED/version_mismatch/!job_deleting",
        [CREATED, done(CancelJobExecution("job", "a", expected_version=5))]),
    "another error than the documented one": (
        "violates", "CancelJobExecution/IN_PROGRESS/!force/!version_mismatch/!job_deleting",
        [CREATED, STARTED, rejected(CancelJobExecution("job", "a"), INVALID)]),
    "a cancel that is idempotent": (
        "differs", "CancelJob/CANCELED/!force",
        [CREATED, done(CancelJob("job")), done(CancelJob("job"))]),
    "a cancel of a job that is being deleted": (
        "violates", "CancelJob/DELETION_IN_PROGRESS",
        [CREATED, done(DeleteJob("job", True)), job_is("DELETION_IN_PROGRESS", QUEUED=1),
         done(CancelJob("job"))]),
    "an odd error for a job that is being deleted": (
        "differs", "CancelJob/DELETION_IN_PROGRESS",
        [CREATED, done(DeleteJob("job", True)), job_is("DELETION_IN_PROGRESS", QUEUED=1),
         rejected(CancelJob("job"), CONFLICT)]),
    "an id that is given away twice": (
        "violates", "CreateJob/IN_PROGRESS/!identical_repeat",
        [CREATED, done(CreateJob("job", ("b",)))]),
    "a forced cancel that spares a device": (
        "violates", "Execution.cascade/IN_PROGRESS/force",
        [CREATED, STARTED, done(CancelJob("job", True)), execution_is("IN_PROGRESS", 2)]),
    "an unforced cancel that stops a device": (
        "violates", "Execution.cascade/IN_PROGRESS/!force",
        [CREATED, STARTED, execution_is("IN_PROGRESS", 2), done(CancelJob("job")),
         execution_is("CANCELED", 2)]),
    "a version that an update does not bump": (
        "differs", "UpdateJobExecution/QUEUED/!version_mismatch/!job_deleting",
        [CREATED, STARTED, execution_is("IN_PROGRESS", 1)]),
    "details that are lost": (
        "violates", "UpdateJobExecution/IN_PROGRESS/!version_mismatch/!job_deleting",
        [CREATED, done(UpdateJobExecution("job", "a", status_details={"k": "1"})), STARTED,
         execution_is("IN_PROGRESS", 3)]),
    "a rejection that changes something": (
        "violates", "CancelJobExecution/IN_PROGRESS/!force/!version_mismatch/!job_deleting",
        [CREATED, STARTED, rejected(CancelJobExecution("job", "a"), INVALID_STATE),
         execution_is("CANCELED", 2)]),
    "a job that never completes": (
        "violates", "Job.complete/IN_PROGRESS/all_terminal",
        [CREATED, done(CancelJobExecution("job", "a")), job_is("IN_PROGRESS", CANCELED=1)]),
    "a flag that is not set": (
        "violates", "CancelJob/IN_PROGRESS/force",
        [CREATED, done(CancelJob("job", True)), job_is("CANCELED", False, CANCELED=1)]),
    "a wrong counter": (
        "differs", "DescribeJob/IN_PROGRESS", [CREATED, job_is("IN_PROGRESS", QUEUED=2)]),
    "a terminal execution in the pending list": (
        "violates", "GetPendingJobExecutions/CANCELED",
        [CREATED, done(CancelJobExecution("job", "a")),
         (GetPendingJobExecutions("a"), answered((PendingExecution("job", "CANCELED", 1),)))]),
    "a listing that leaves one out": (
        "violates", "ListJobExecutionsForJob/IN_PROGRESS",
        [done(CreateJob("job", ("a", "b"))), listed("job", b="QUEUED")]),
    "a listing that shows a removed execution": (
        "violates", "ListJobExecutionsForJob/DELETION_IN_PROGRESS",
        [done(CreateJob("job", ("a", "b"))), done(DeleteJob("job", True)),
         listed("job", b="QUEUED"), listed("job", a="QUEUED", b="QUEUED")]),
    "a listing of a job that is not there": (
        "violates", "ListJobExecutionsForJob/ABSENT", [listed("job")]),
    "a listing that rejects a thing without executions": (
        "differs", "ListJobExecutionsForThing/ABSENT",
        [rejected(ListJobExecutionsForThing("a"), NOT_FOUND)]),
    "a listing with the status of before": (
        "violates", "ListJobExecutionsForThing/CANCELED",
        [CREATED, done(CancelJobExecution("job", "a")), execution_is("CANCELED", 1),
         (ListJobExecutionsForThing("a"), answered((ListedExecution("job", "a", "QUEUED"),)))]),
    "a listing that is no excuse for what an earlier request did": (
        "violates", "Execution.cascade/QUEUED/!force",
        [CREATED, execution_is("QUEUED"), done(CancelJob("job")), listed("job", a="CANCELED"),
         execution_is("QUEUED")]),
    "a malformed request that is accepted": (
        "violates", "CancelJob/malformed/REASON_CODE",
        [CREATED, done(CancelJob("job", reason_code="lower"))]),
}  # fmt: skip


@pytest.mark.parametrize("lag", [False, True], ids=["at once", "lag"])
@pytest.mark.parametrize("case", PERMITTED)
def test_every_answer_that_the_sources_leave_open_is_permitted(case: str, lag: bool) -> None:
    assert watch(*PERMITTED[case], lag=lag) is None


@pytest.mark.parametrize("case", LATE)
def test_a_late_background_step_is_permitted_with_lag(case: str) -> None:
    assert watch(*LATE[case], lag=True) is None


@pytest.mark.parametrize("case", ["a roll-out", "a completion", "a pending list"])
def test_a_late_background_step_is_a_divergence_without_lag(case: str) -> None:
    seen = LATE[case]
    assert any(watch(*seen[: n + 1]) for n in range(len(seen)))


@pytest.mark.parametrize("case", DIVERGENT)
def test_a_divergence_names_the_rule_and_the_verdict(case: str) -> None:
    verdict, rule, seen = DIVERGENT[case]
    divergence = watch(*seen)
    assert divergence is not None
    assert (divergence.verdict, divergence.rule.id) == (verdict, rule)
    assert divergence.claims
    assert divergence.expected
    assert divergence.seen == seen[-1][1]


def test_due_steps_may_be_late_until_settle_is_called() -> None:
    oracle = Oracle(lag=True)
    for request, answer in [CREATED, execution_is("QUEUED"), done(CancelJob("job", True))]:
        assert oracle.observe(request, answer) is None
    assert oracle.observe(*execution_is("QUEUED")) is None
    oracle.settle()
    divergence = oracle.observe(*execution_is("QUEUED"))
    assert divergence is not None
    assert divergence.rule.id == "Execution.cascade/QUEUED/force"
    assert divergence.verdict == "violates"


def test_a_read_narrows_the_permitted_answers() -> None:
    oracle = Oracle()
    for request, answer in [CREATED, done(CancelJobExecution("job", "a"))]:
        assert oracle.observe(request, answer) is None
    assert oracle.observe(*execution_is("CANCELED", 2)) is None
    assert oracle.observe(*execution_is("CANCELED", 1)) is not None


def test_observations_of_a_copy_do_not_change_the_oracle() -> None:
    oracle = Oracle()
    for request, answer in (CREATED, done(DeleteJob("job", True))):
        oracle.observe(request, answer)
    aside, before = copy(oracle), (oracle.worlds, dict(oracle.causes))
    assert aside.observe(*listed("job")) is None
    assert (aside.worlds, aside.causes) != before
    assert (oracle.worlds, oracle.causes) == before


def test_a_divergence_leaves_the_worlds_unchanged() -> None:
    oracle = Oracle()
    oracle.observe(*CREATED)
    before = oracle.worlds
    assert oracle.observe(DeleteJob("job"), OK) is not None
    assert oracle.worlds == before
    assert oracle.observe(*job_is("IN_PROGRESS", QUEUED=1)) is None


def test_the_eleventh_deletion_is_rejected_unless_one_may_have_ended() -> None:
    oracle = Oracle()
    for n in range(11):
        assert oracle.observe(CreateJob(f"j{n}", ("a",)), OK) is None
    for n in range(10):
        assert oracle.observe(DeleteJob(f"j{n}", True), OK) is None
    last = DeleteJob("j10", True)
    assert oracle.observe(last, Answer(LIMIT)) is None
    assert oracle.observe(last, OK) is None
    assert oracle.observe(DescribeJob("j10"), Answer(NOT_FOUND)) is None
