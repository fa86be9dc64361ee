"""The oracle judges a system by its answers: divergences, their rules and verdicts."""

from __future__ import annotations

import sys
from copy import copy
from math import inf
from random import Random
from subprocess import run

import pytest

from iot_jobs_spec import (
    Answer,
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    DescribeJob,
    DescribeJobExecution,
    Divergence,
    ExecutionDescription,
    GetPendingJobExecutions,
    JobDescription,
    ListedExecution,
    ListJobExecutionsForJob,
    ListJobExecutionsForThing,
    Oracle,
    PendingExecution,
    StartNextPendingJobExecution,
    UpdateJobExecution,
    World,
    settled,
    step,
)
from iot_jobs_spec.judge import advance, candidates
from iot_jobs_spec.model.answers import OK
from support import walks
from support.divergences import (
    CREATED,
    DIVERGENT,
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
from support.soak import FULL, LIVES, lives


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
    verdict, rule, seen, _ = DIVERGENT[case]
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
    assert divergence.verdict == "violates"
    assert divergence.fields == ("status",)
    assert oracle.observe(*execution_is("CANCELED")) is None


def test_settle_is_about_the_jobs_that_it_names() -> None:
    oracle = Oracle(lag=True)
    for job in ("job", "other"):
        assert oracle.observe(CreateJob(job, ("a",)), OK) is None
    oracle.settle("other")
    absent = Answer(NOT_FOUND)
    assert oracle.observe(DescribeJobExecution("job", "a"), absent) is None
    assert oracle.observe(DescribeJobExecution("other", "a"), absent) is not None


def test_what_settles_first_is_pending_first() -> None:
    """Two jobs of one thing: which comes first is open with lag, and known if one has settled."""
    for settles in (False, True):
        oracle = Oracle(lag=True)
        assert oracle.observe(CreateJob("late", ("a",)), OK) is None
        if settles:
            oracle.settle()
        assert oracle.observe(CreateJob("job", ("a",)), OK) is None
        started = answered(ExecutionDescription("job", "a", "IN_PROGRESS", 2))
        aside = copy(oracle)
        assert aside.observe(GetPendingJobExecutions("a"), _pending("late", "job")) is None
        found = aside.observe(StartNextPendingJobExecution("a"), started)
        assert (found is not None) == settles


def _pending(*jobs: str) -> Answer:
    return answered(tuple(PendingExecution(job, "QUEUED", 1) for job in jobs))


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
    aside, before = copy(oracle), oracle.worlds
    assert aside.observe(*listed("job")) is None
    assert aside.worlds != before
    assert oracle.worlds == before


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


def test_a_listing_may_come_in_any_order() -> None:
    oracle = Oracle()
    assert oracle.observe(CreateJob("job", ("a", "b")), OK) is None
    entries = tuple(ListedExecution("job", thing, "QUEUED") for thing in "ba")
    assert oracle.observe(ListJobExecutionsForJob("job"), Answer(None, entries)) is None


# The world at the beginning, and those that explain what was seen.


def _two_jobs() -> World:
    """Two jobs of one thing: the one that was created first has begun, the other is pending."""
    world = World()
    for request in (
        CreateJob("job", ("a", "b")),
        CreateJob("other", ("a",)),
        UpdateJobExecution("job", "a", status_details={"k": "1"}),
        CancelJobExecution("job", "b"),
    ):
        world = settled(step(world, request)[0].world)
    return world


def test_an_oracle_begins_in_the_world_that_is_given() -> None:
    oracle = Oracle(_two_jobs())
    assert oracle.observe(*execution_is("IN_PROGRESS", 2, details={"k": "1"})) is None
    assert oracle.observe(CancelJobExecution("job", "a", force=True), OK) is None
    assert oracle.observe(*job_is("COMPLETED", CANCELED=2)) is None
    assert oracle.observe(CreateJob("late", ("a",)), OK) is None
    wrong = answered(ExecutionDescription("late", "a", "IN_PROGRESS", 2))
    assert oracle.observe(StartNextPendingJobExecution("a"), wrong) is not None
    right = answered(ExecutionDescription("other", "a", "IN_PROGRESS", 2))
    assert oracle.observe(StartNextPendingJobExecution("a"), right) is None


def test_what_is_due_in_the_world_at_the_beginning_comes_at_once_or_late() -> None:
    world = step(World(), CreateJob("job", ("a",)))[0].world
    assert Oracle(world).observe(*rejected(READ, NOT_FOUND)) is not None
    late = Oracle(world, lag=True)
    assert late.observe(*rejected(READ, NOT_FOUND)) is None
    assert late.observe(*execution_is("QUEUED")) is None


@pytest.mark.parametrize("seed", range(8))
def test_every_world_permits_what_the_oracle_permits_and_nothing_else(seed: int) -> None:
    """The worlds are a view of the belief: an oracle that begins in one of them permits an answer
    if and only if the oracle itself does."""
    random = Random(seed)
    jobs, settle = ("a", "b"), (0.0, inf)[seed % 2]
    oracle = Oracle(lag=settle > 0)
    for request, answer in walks.walk(random, 8, jobs=jobs, settle=settle, limit=10):
        assert oracle.observe(request, answer) is None
    starts = [Oracle(world, lag=settle > 0) for world in oracle.worlds]
    for _ in range(40):
        request = walks.request(random, jobs)
        other = random.choice(starts).worlds[0]
        answer = random.choice(step(other, request)).answer
        for seen in (answer, Answer(NOT_FOUND), Answer(INVALID_STATE), OK):
            permits = copy(oracle).observe(request, seen) is None
            assert permits == any(copy(one).observe(request, seen) is None for one in starts), seen


def test_the_worlds_show_each_order_in_which_executions_may_be_pending() -> None:
    oracle = Oracle(lag=True)
    for job in ("job", "other"):
        assert oracle.observe(CreateJob(job, ("a",)), OK) is None
    assert oracle.observe(GetPendingJobExecutions("a"), _pending("job", "other")) is None
    first = {min(world.executions_of("a"), key=lambda x: x[2].order)[0] for world in oracle.worlds}
    assert first == {"job", "other"}
    started = answered(ExecutionDescription("other", "a", "IN_PROGRESS", 2))
    assert oracle.observe(StartNextPendingJobExecution("a"), started) is None
    assert len(oracle.worlds) == 1


# What the spec leaves unspecified leaves its effects open too.

DELETING = [
    done(CreateJob("job", ("a", "b"))), done(DeleteJob("job", True)),
    job_is("DELETION_IN_PROGRESS", QUEUED=2),
]  # fmt: skip
EFFECTS: dict[str, Seen] = {
    "nothing": execution_is("QUEUED"),
    "a cancel": execution_is("CANCELED", 2),
    "another version": execution_is("CANCELED", 7),
    "details and a flag": execution_is("CANCELED", 2, True, {"k": "1"}),
    "another status": execution_is("IN_PROGRESS", 4),
    "its end": rejected(READ, NOT_FOUND),
}


@pytest.mark.parametrize("answer", [OK, Answer(INVALID_STATE), Answer(INVALID)], ids=str)
@pytest.mark.parametrize("effect", EFFECTS)
def test_an_unspecified_answer_may_have_done_anything_to_the_execution(
    answer: Answer, effect: str
) -> None:
    cancel = CancelJobExecution("job", "a", status_details={"l": "2"})
    assert watch(*DELETING, (cancel, answer), EFFECTS[effect]) is None
    assert watch(*DELETING, (cancel, answer), listed("job", a="CANCELED", b="QUEUED")) is None
    assert watch(*DELETING, (cancel, answer), listed("job", a="QUEUED", b="CANCELED")) is not None


def test_a_divergence_after_an_unspecified_answer_names_only_the_members_that_are_wrong() -> None:
    seen = [*DELETING, done(CancelJobExecution("job", "a")), execution_is("CANCELED", 7)]
    divergence = watch(*seen, execution_is("CANCELED", 8))
    assert divergence is not None
    assert divergence.fields == ("version",)


@pytest.mark.parametrize("seed", range(27))
@pytest.mark.parametrize("settle", [0.0, inf], ids=["at once", "lag"])
def test_no_random_history_of_a_right_system_diverges(settle: float, seed: int) -> None:
    """With deletions of any length, and whatever the system does where nothing is specified."""
    random = Random(seed)
    limit = random.choice((1, 2, 10))
    walk = walks.walk(random, 40, jobs=("a", "b", "c"), settle=settle, limit=limit)
    oracle = Oracle(World(deletion_limit=limit), lag=settle > 0)
    for request, answer in walk:
        assert oracle.observe(request, answer) is None


@pytest.mark.parametrize("seed", [121, 154, 262, 265])
@pytest.mark.parametrize("settle", [0.0, inf], ids=["at once", "lag"])
def test_a_history_with_a_cancel_during_a_deletion_does_not_diverge(
    settle: float, seed: int
) -> None:
    """In each of these the cancel had an effect, which a later answer shows."""
    random = Random(seed)
    limit = random.choice((1, 2, 10))
    oracle = Oracle(World(deletion_limit=limit), lag=settle > 0)
    for request, answer in walks.walk(random, 40, jobs=("a",), settle=settle, limit=limit):
        assert oracle.observe(request, answer) is None


@pytest.mark.parametrize("seed", range(27))
@pytest.mark.parametrize("settle", [0.0, inf], ids=["at once", "lag"])
def test_no_random_life_of_a_right_system_of_the_profile_full_diverges(
    settle: float, seed: int
) -> None:
    walk = lives(Random(seed), 30, LIVES[walks.FEATURES[-1]], settle=settle, limit=2, clock=False)
    oracle = Oracle(World.of(FULL.spec, 2), lag=settle > 0, table=FULL)
    for request, answer in walk:
        assert oracle.observe(request, answer) is None


def test_an_oracle_of_the_profile_full_knows_what_a_device_reported() -> None:
    oracle = Oracle(table=FULL)
    report = UpdateJobExecution("job", "a", status="SUCCEEDED")
    assert oracle.observe(*CREATED) is None
    assert oracle.observe(report, OK) is None
    failed = ExecutionDescription("job", "a", "FAILED", 2)
    finding = oracle.observe(DescribeJobExecution("job", "a"), Answer(None, failed))
    assert finding is not None
    assert (finding.verdict, finding.nearest.response) == (
        "violates",
        ExecutionDescription("job", "a", "SUCCEEDED", 2),
    )


# The belief is factored: a job of n executions costs n, not 2^n.


def _known(oracle: Oracle) -> int:
    """How many records the belief holds."""
    return sum(
        len(possible)
        for joint in oracle.belief
        for shares in joint.jobs.values()
        for share in shares
        if share is not None
        for parts in share.groups.values()
        for possible, _ in parts
    )


def _of_things(number: int) -> tuple[Oracle, list[str]]:
    things = [f"thing-{n}" for n in range(number)]
    oracle = Oracle(lag=True)
    assert oracle.observe(CreateJob("job", tuple(things)), OK) is None
    assert oracle.observe(CancelJob("job", force=True), OK) is None
    return oracle, things


def _read_all(number: int) -> int:
    """How many records the belief holds at most while every other execution is read, with lag."""
    oracle, things = _of_things(number)
    most = _known(oracle)
    for thing in things[::2]:
        seen = answered(ExecutionDescription("job", thing, "QUEUED"))
        assert oracle.observe(DescribeJobExecution("job", thing), seen) is None
        most = max(most, _known(oracle))
    counts = {"CANCELED": number // 2, "QUEUED": number // 2}
    seen = answered(JobDescription("job", "CANCELED", True, counts=counts))
    assert oracle.observe(READ_JOB, seen) is None
    return max(most, _known(oracle))


def test_a_job_costs_as_much_as_it_has_executions() -> None:
    assert _known(_of_things(12)[0]) == _known(_of_things(96)[0]) < 12  # all are alike
    assert _read_all(12) <= 36
    assert _read_all(96) == 8 * _read_all(12)


@pytest.mark.parametrize("number", [12, 96])
def test_a_divergence_with_lag_asks_a_bounded_number_of_questions(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def counted(*about: object) -> object:
        asked.append(about)
        return step(*about)  # type: ignore[arg-type]

    monkeypatch.setattr(advance, "step", counted)
    monkeypatch.setattr(candidates, "step", counted)
    oracle, things = _of_things(number)
    wrong = answered(JobDescription("job", "CANCELED", True, counts={"QUEUED": number + 1}))
    divergence = oracle.observe(READ_JOB, wrong)
    assert divergence is not None
    assert divergence.claims[0].name == "COUNTERS_MATCH_EXECUTIONS"
    seen = answered(ExecutionDescription("job", things[0], "QUEUED", 9))
    assert oracle.observe(DescribeJobExecution("job", things[0]), seen) is not None
    assert len(asked) < 100


def test_the_judge_is_imported_once_an_oracle_is_needed() -> None:
    script = "import sys, iot_jobs_spec as i; {}; print(*sys.modules)"
    for what, expected in (("i.step", False), ("i.Oracle", True)):
        command = [sys.executable, "-c", script.format(what)]
        loaded = run(command, check=True, capture_output=True, text=True).stdout.split()
        assert ("iot_jobs_spec.judge.advance" in loaded) == expected
