"""Explain: equal to a search through every world, and never wrong about a right system."""

from __future__ import annotations

from dataclasses import replace

import pytest

from iot_jobs_spec import (
    TABLE,
    Answer,
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    DescribeJob,
    DescribeJobExecution,
    ExecutionDescription,
    JobDescription,
    ListedExecution,
    ListJobExecutionsForJob,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
)
from iot_jobs_spec.judge.advance import Advance
from iot_jobs_spec.judge.explain import Explanation, explain
from iot_jobs_spec.judge.history import Call
from iot_jobs_spec.model.answers import OK, listing
from support.effort import some
from support.soak import compared, walked

LAG = pytest.mark.parametrize("lag", [False, True], ids=["eager", "lag"])
THINGS = tuple(f"thing-{number}" for number in range(30))


def in_order(*calls: tuple[Request, Answer | None]) -> list[Call]:
    """Calls of which each ends before the next begins."""
    return [Call(request, answer) for request, answer in calls]


def ids(explanation: Explanation) -> list[list[str]]:
    return [[rule.id for rule in rules] for rules in explanation.rules]


def described(status: str, job: str = "job", **counts: int) -> Answer:
    return Answer(None, JobDescription(job, status, counts=counts))


@LAG
@pytest.mark.parametrize("overlap", [False, True], ids=["in order", "overlapping"])
@pytest.mark.parametrize("lies", [0, 0.25], ids=["right", "wrong"])
def test_it_finds_what_a_search_through_every_world_finds(
    lag: bool, overlap: bool, lies: float
) -> None:
    seeds = some(range(500), 4)
    found = [compared(seed, lag=lag, overlap=overlap, lies=lies) for seed in seeds]
    assert ("diverges" in found) == bool(lies)


@LAG
@pytest.mark.parametrize("lost", [0, 0.02], ids=["all answered", "some unanswered"])
def test_no_history_of_a_right_system_diverges(lag: bool, lost: float) -> None:
    for seed in some(range(200), 8):
        walked(seed, lag=lag, lost=lost)


def test_a_deletion_that_needs_force_diverges_where_it_is_answered() -> None:
    found = explain(
        in_order(
            (CreateJob("job", ("thing",)), OK),
            (DeleteJob("job"), OK),
            (DescribeJob("job"), Answer("ResourceNotFoundException")),
        ),
        Advance(),
    )
    assert found.diverges == 1
    assert ids(found) == [["CreateJob/ABSENT"], [], []]


def test_a_later_answer_says_which_rule_decided_an_earlier_one() -> None:
    """With lag it is uncertain whether the device or the cascade comes first, until it is read."""
    calls = in_order(
        (CreateJob("job", ("thing",)), OK),
        (ListJobExecutionsForJob("job"), Answer(None, listing([_listed("thing", "QUEUED")]))),
        (CancelJob("job"), OK),
        (DeleteJob("job"), OK),
    )
    uncertain = explain(calls, Advance(lag=True))
    assert len(uncertain.rules[3]) == 2
    seen = Answer(None, listing([_listed("thing", "QUEUED")]))
    certain = explain([*calls, Call(ListJobExecutionsForJob("job"), seen)], Advance(lag=True))
    assert ids(certain)[3] == ["DeleteJob/CANCELED/!force/!at_limit/!all_terminal"]


def test_executions_are_counted_without_knowing_which_is_which() -> None:
    calls = in_order(
        (CreateJob("job", THINGS), OK),
        (DescribeJob("job"), described("IN_PROGRESS", QUEUED=30)),
        (CancelJob("job"), OK),
        (DescribeJob("job"), described("CANCELED", QUEUED=20, CANCELED=10)),
        (DescribeJob("job"), described("CANCELED", QUEUED=19, CANCELED=11)),
    )
    assert explain(calls, Advance(lag=True)).diverges is None
    back = Call(DescribeJob("job"), described("CANCELED", QUEUED=20, CANCELED=10))
    assert explain([*calls, back], Advance(lag=True)).diverges == 5
    statuses = ["QUEUED"] * 20 + ["CANCELED"] * 10
    listed = listing(_listed(t, s) for t, s in zip(THINGS, statuses, strict=True))
    more_queued = Call(ListJobExecutionsForJob("job"), Answer(None, listed))
    assert explain([*calls, more_queued], Advance(lag=True)).diverges == 5


def test_overlapping_calls_may_have_happened_in_either_order() -> None:
    create = Call(CreateJob("job", ("thing",)), OK, 0, 1)
    cancel = Call(CancelJob("job"), OK, 2, 5)
    before = Call(DescribeJob("job"), described("IN_PROGRESS", QUEUED=1), 3, 4)
    assert explain([create, cancel, before], Advance()).diverges is None
    too_late = Call(DescribeJob("job"), described("IN_PROGRESS", QUEUED=1), 6, 7)
    assert explain([create, cancel, too_late], Advance()).diverges == 2


def test_a_call_without_an_answer_may_have_happened_at_any_time_or_never() -> None:
    create = Call(CreateJob("job", ("thing",)), OK, 0, 1)
    lost = Call(CancelJob("job"), None, 2)
    still = Call(DescribeJob("job"), described("IN_PROGRESS", QUEUED=1), 3, 4)
    canceled = Call(DescribeJob("job"), described("CANCELED", CANCELED=1), 5, 6)
    assert explain([create, lost, still], Advance()).diverges is None
    assert explain([create, lost, still, canceled], Advance()).diverges is None
    again = Call(DescribeJob("job"), described("IN_PROGRESS", QUEUED=1), 7, 8)
    assert explain([create, lost, still, canceled, again], Advance()).diverges == 4


def test_what_an_unspecified_rule_changes_is_open_too() -> None:
    """Nobody says what canceling an execution of a job that is being deleted does."""
    calls = in_order(
        (CreateJob("job", ("thing",)), OK),
        (DeleteJob("job", force=True), OK),
        (_cancel_execution(), Answer("InvalidRequestException")),
        (
            DescribeJobExecution("job", "thing"),
            Answer(None, ExecutionDescription("job", "thing", "CANCELED", 7, {"why": "so"}, True)),
        ),
    )
    assert explain(calls, Advance()).diverges is None
    changed = Answer(None, ExecutionDescription("job", "thing", "CANCELED", 8, {"why": "so"}, True))
    calls.append(Call(DescribeJobExecution("job", "thing"), changed))
    assert explain(calls, Advance()).diverges == 4


def test_the_order_of_roll_outs_stays_known() -> None:
    """The job that a device got first is the one that it gets, once both are IN_PROGRESS."""
    started = [
        Answer(None, ExecutionDescription(job, "thing", "IN_PROGRESS", 2)) for job in ("a", "b")
    ]
    calls = in_order(
        (CreateJob("a", ("thing",)), OK),
        (CreateJob("b", ("thing",)), OK),
        (StartNextPendingJobExecution("thing"), started[1]),
        (_update("a"), OK),
    )
    advance = Advance(lag=True)
    after = [Call(StartNextPendingJobExecution("thing"), answer) for answer in started]
    assert explain([*calls, after[1]], advance).diverges is None
    assert explain([*calls, after[0]], advance).diverges is None  # a may have been rolled out late
    queued = listing([_listed("thing", "QUEUED", "a")])
    known = Call(ListJobExecutionsForJob("a"), Answer(None, queued))
    told = [calls[0], calls[1], known, *calls[2:]]
    assert explain([*told, after[1]], advance).diverges is None
    assert explain([*told, after[0]], advance).diverges == 5


def test_beyond_its_budget_it_says_nothing() -> None:
    overlapping = [
        Call(CreateJob("job", ("thing",)), OK, 0, 1),
        *(Call(CancelJob("job", force=n > 3), None, 2) for n in range(6)),
        Call(DescribeJob("job"), described("DELETION_IN_PROGRESS"), 3, 4),
    ]
    assert explain(overlapping, Advance(), most=2) == Explanation(
        explain(overlapping, Advance(), most=2).rules, exhausted=7
    )
    assert explain(overlapping, Advance()).diverges == 7


def test_a_thing_with_many_uncertain_jobs_is_never_wrongly_accused() -> None:
    jobs = [f"job-{number}" for number in range(9)]
    queued = listing(_listed("thing", "QUEUED", job) for job in jobs)
    calls = in_order(
        *((CreateJob(job, ("thing",)), OK) for job in jobs),
        *(
            (ListJobExecutionsForJob(job), Answer(None, listing([_listed("thing", "QUEUED", job)])))
            for job in jobs
        ),
        (
            StartNextPendingJobExecution("thing"),
            Answer(None, ExecutionDescription("job-5", "thing", "IN_PROGRESS", 2)),
        ),
    )
    assert len(queued) == 9
    assert explain(calls, Advance(lag=True)).diverges is None


def test_the_rules_of_another_table_are_followed() -> None:
    """A table with one rule changed explains the system that has that rule, and not the spec's."""
    rule = next(r for r in TABLE.rules if r.id == "DeleteJob/IN_PROGRESS/!force/!at_limit")
    forced = next(r for r in TABLE.rules if r.id == "DeleteJob/IN_PROGRESS/force/!at_limit")
    deletes = replace(rule, outcomes=forced.outcomes)
    table = TABLE.with_rules(deletes if one is rule else one for one in TABLE.rules)
    calls = in_order((CreateJob("job", ("thing",)), OK), (DeleteJob("job"), OK))
    assert explain(calls, Advance(table)).diverges is None
    assert explain(calls, Advance()).diverges == 1


def _listed(thing: str, status: str, job: str = "job") -> ListedExecution:
    return ListedExecution(job, thing, status)


def _cancel_execution() -> Request:
    return CancelJobExecution("job", "thing")


def _update(job: str) -> Request:
    return UpdateJobExecution(job, "thing")
