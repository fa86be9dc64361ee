"""Explain: equal to a search through every world, and never wrong about a right system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import inf
from operator import attrgetter
from random import Random

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
    ListJobExecutionsForThing,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
)
from iot_jobs_spec.judge.advance import Advance
from iot_jobs_spec.judge.deviations import STAYS, Behaviour, Deviation, applied
from iot_jobs_spec.judge.explain import Explanation, explain, retrace
from iot_jobs_spec.judge.history import Call, History, Place, Skipped
from iot_jobs_spec.language.rules import Outcome
from iot_jobs_spec.model.answers import OK, listing
from iot_jobs_spec.model.maps import Map
from support import walks
from support.effort import some
from support.soak import SETTLES, WALKS, compared, walked

SETTLE = pytest.mark.parametrize("settle", SETTLES, ids=lambda settle: f"settle {settle}")
THINGS = tuple(f"thing-{number}" for number in range(30))


def in_order(*calls: tuple[Request, Answer | None]) -> list[Call]:
    """Calls of which each ends before the next begins."""
    return [Call(request, answer) for request, answer in calls]


def ids(explanation: Explanation) -> list[list[str]]:
    return [[rule.id for rule in rules] for rules in explanation.rules]


def described(status: str, job: str = "job", **counts: int) -> Answer:
    return Answer(None, JobDescription(job, status, counts=counts))


def _listed(thing: str, status: str, job: str = "job") -> ListedExecution:
    return ListedExecution(job, thing, status)


@pytest.mark.slow
@SETTLE
@pytest.mark.parametrize("overlap", [False, True], ids=["in order", "overlapping"])
@pytest.mark.parametrize("lies", [0, 0.25], ids=["right", "wrong"])
def test_it_finds_what_a_search_through_every_world_finds(
    settle: float, overlap: bool, lies: float
) -> None:
    seeds = some(range(500), 40)
    found = [compared(seed, settle=settle, overlap=overlap, lies=lies) for seed in seeds]
    assert "explained" in found
    assert lies or "diverges" not in found


@SETTLE
@pytest.mark.parametrize("how", WALKS, ids=str)
def test_no_history_of_a_right_system_diverges(settle: float, how: str) -> None:
    for seed in some(range(200), 40):
        walked(seed, how, settle=settle)


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
    uncertain = explain(calls, Advance(settle=inf))
    assert len(uncertain.rules[3]) == 2
    seen = Answer(None, listing([_listed("thing", "QUEUED")]))
    certain = explain([*calls, Call(ListJobExecutionsForJob("job"), seen)], Advance(settle=inf))
    assert ids(certain)[3] == ["DeleteJob/CANCELED/!force/!at_limit/!all_terminal"]


CANCELED: tuple[Call, ...] = (
    Call(CreateJob("job", ("thing", "another")), OK, 0, 1),
    Call(DescribeJob("job"), described("IN_PROGRESS", QUEUED=2), 20, 21),
    Call(CancelJob("job"), OK, 30, 32),
)


@pytest.mark.parametrize(
    ("read", "late"),
    [
        (DescribeJob("job"), described("CANCELED", QUEUED=1, CANCELED=1)),
        (
            DescribeJobExecution("job", "thing"),
            Answer(None, ExecutionDescription("job", "thing", "QUEUED")),
        ),
        (
            StartNextPendingJobExecution("thing"),
            Answer(None, ExecutionDescription("job", "thing", "IN_PROGRESS", 2)),
        ),
        (ListJobExecutionsForThing("thing"), Answer(None, listing([_listed("thing", "QUEUED")]))),
    ],
    ids=lambda one: one.operation if isinstance(one, Request) else "",
)
def test_a_background_step_comes_so_many_seconds_late_at_most(read: Request, late: Answer) -> None:
    def diverges(start: float, settle: float = 5) -> bool:
        calls = [*CANCELED, Call(read, late, start, start + 9)]
        return explain(calls, Advance(settle=settle)).diverges == len(calls) - 1

    assert not diverges(37)
    assert diverges(37.5)
    assert not diverges(37.5, settle=6)
    assert not diverges(1000, settle=inf)
    untimed = Call(read, late)
    assert explain([*CANCELED, untimed], Advance(settle=5)).diverges is None
    assert explain([*CANCELED, untimed], Advance()).diverges == 3


def test_a_call_that_overlaps_may_have_seen_what_was_late() -> None:
    """The reads of two things happen in either order, though one starts after the deadline."""
    still = Answer(None, ExecutionDescription("job", "thing", "QUEUED"))
    over = Answer(None, ExecutionDescription("job", "another", "CANCELED"))
    long = Call(DescribeJobExecution("job", "thing"), still, 36, 50)
    short = Call(DescribeJobExecution("job", "another"), over, 40, 41)
    assert explain([*CANCELED, long, short], Advance(settle=5)).diverges is None
    again = long._replace(start=42, end=51)
    assert explain([*CANCELED, again, short], Advance(settle=5)).diverges == 3


def test_a_call_that_makes_nothing_due_puts_nothing_off() -> None:
    device = Call(UpdateJobExecution("job", "another"), OK, 36, 37)
    queued = Answer(None, ExecutionDescription("job", "thing", "QUEUED"))
    read = Call(DescribeJobExecution("job", "thing"), queued, 40, 41)
    assert explain([*CANCELED, device, read], Advance(settle=5)).diverges == 4
    assert explain([*CANCELED, device, read._replace(start=37)], Advance(settle=5)).diverges is None


@pytest.mark.parametrize("lost", [False, True], ids=["answered", "unanswered"])
def test_a_job_completes_late_after_its_last_execution(lost: bool) -> None:
    shown = Answer(None, JobDescription("job", "IN_PROGRESS", counts={"CANCELED": 1}))
    cancel = Call(_cancel_execution(), None if lost else OK, 22, None if lost else 23)
    for start, diverges in ((28, None), (29, None if lost else 2)):
        calls = [
            Call(CreateJob("job", ("thing",)), OK, 0, 1),
            cancel,
            Call(DescribeJob("job"), shown, start, start + 1),
        ]
        assert explain(calls, Advance(settle=5)).diverges == diverges


def test_nothing_is_overdue_to_a_thing_that_is_no_target() -> None:
    absent = Call(
        DescribeJobExecution("job", "things"), Answer("ResourceNotFoundException"), 90, 91
    )
    assert explain([*CANCELED, absent], Advance(settle=5)).diverges is None
    assert explain([CANCELED[0], absent], Advance(settle=5)).diverges is None


def test_malformed_names_are_not_taken_for_others() -> None:
    advance = Advance()
    invalid = Answer("InvalidRequestException")
    for _ in range(2):
        assert explain([Call(UpdateJobExecution("job", "thing"), invalid)], advance).diverges == 0
        assert (
            explain([Call(UpdateJobExecution("j/b", "thing"), invalid)], advance).diverges is None
        )


def test_a_step_that_another_one_makes_due_comes_later_by_as_much() -> None:
    """In this spec a job whose executions are all canceled completes after its cancel too."""
    stays = next(r for r in TABLE.rules if r.event == "complete" and r.source == "CANCELED")
    completes = replace(
        stays, guards={"all_terminal": True}, outcomes=(Outcome(None, "COMPLETED"),)
    )
    table = TABLE.with_rules(completes if rule is stays else rule for rule in TABLE.rules)
    advance = Advance(table, settle=5)
    for start, status, diverges in (
        (37, "QUEUED", None),
        (38, "QUEUED", 3),
        (42, "CANCELED", None),
        (43, "CANCELED", 3),
    ):
        shown = Answer(None, JobDescription("job", "CANCELED", counts={status: 2}))
        read = Call(DescribeJob("job"), shown, start, start)
        assert explain([*CANCELED, read], advance).diverges == diverges


def test_executions_are_counted_without_knowing_which_is_which() -> None:
    calls = in_order(
        (CreateJob("job", THINGS), OK),
        (DescribeJob("job"), described("IN_PROGRESS", QUEUED=30)),
        (CancelJob("job"), OK),
        (DescribeJob("job"), described("CANCELED", QUEUED=20, CANCELED=10)),
        (DescribeJob("job"), described("CANCELED", QUEUED=19, CANCELED=11)),
    )
    assert explain(calls, Advance(settle=inf)).diverges is None
    back = Call(DescribeJob("job"), described("CANCELED", QUEUED=20, CANCELED=10))
    assert explain([*calls, back], Advance(settle=inf)).diverges == 5
    statuses = ["QUEUED"] * 20 + ["CANCELED"] * 10
    listed = listing(_listed(t, s) for t, s in zip(THINGS, statuses, strict=True))
    more_queued = Call(ListJobExecutionsForJob("job"), Answer(None, listed))
    assert explain([*calls, more_queued], Advance(settle=inf)).diverges == 5


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
    advance = Advance(settle=inf)
    after = [Call(StartNextPendingJobExecution("thing"), answer) for answer in started]
    assert explain([*calls, after[1]], advance).diverges is None
    assert explain([*calls, after[0]], advance).diverges is None  # a may have been rolled out late
    queued = listing([_listed("thing", "QUEUED", "a")])
    known = Call(ListJobExecutionsForJob("a"), Answer(None, queued))
    told = [calls[0], calls[1], known, *calls[2:]]
    assert explain([*told, after[1]], advance).diverges is None
    assert explain([*told, after[0]], advance).diverges == 5


def with_skipped(calls: Sequence[Call], at: int, **names: str | float) -> History:
    """The calls with a line that was passed over after so many of them."""
    placed = [
        call._replace(place=Place("file", 2 * number + 1)) for number, call in enumerate(calls)
    ]
    line = Skipped(Place("file", 2 * at), "the reason")._replace(**names)  # type: ignore[arg-type]
    return History(tuple(placed), passed_over=(line,))


def diverges_at(
    calls: Sequence[Call], at: int = 2, names: Mapping[str, str | float] = Map(), **how: bool
) -> int | None:
    return explain(with_skipped(calls, at, **names), Advance(), **how).diverges


CREATED = in_order((CreateJob("job", ("thing",)), OK), (CreateJob("other", ("thing",)), OK))


def test_a_skipped_line_makes_the_job_that_it_names_unknown() -> None:
    odd = [*CREATED, Call(DescribeJob("job"), described("COMPLETED", CANCELED=7))]
    assert diverges_at(odd, names={"job_id": "job"}) is None
    assert diverges_at(odd, names={"job_id": "another"}) == 2
    assert diverges_at(odd, names={"thing_name": "thing"}) is None
    assert diverges_at(odd, names={"thing_name": "things"}) == 2
    assert diverges_at(odd) is None
    assert diverges_at(odd, at=1, names={"job_id": "job"}) is None
    assert diverges_at(odd, at=3) == 2


def test_a_line_that_changed_no_job_is_no_excuse() -> None:
    odd = [*CREATED, Call(DescribeJob("job"), described("COMPLETED"))]
    assert diverges_at(odd, names={"job_id": "job", "may_change": False}) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        (DescribeJob("job"), described("FAILED")),
        (DescribeJob("job"), described("IN_PROGRESS", LOST=1)),
        (DescribeJob("job"), described("IN_PROGRESS", "other")),
        (DescribeJob("job"), Answer("InvalidStateTransitionException")),
        (CancelJob("job"), Answer("VersionConflictException")),
        (ListJobExecutionsForJob("job"), Answer(None, listing([_listed("thing", "LOST")]))),
        (
            DescribeJobExecution("job", "thing"),
            Answer(None, ExecutionDescription("job", "thing", "QUEUED", 0)),
        ),
        (
            DescribeJobExecution("job", "thing"),
            Answer(None, ExecutionDescription("job", "things", "QUEUED")),
        ),
        (
            StartNextPendingJobExecution("thing"),
            Answer(None, ExecutionDescription("job", "thing", "CANCELED")),
        ),
        (StartNextPendingJobExecution("thing"), Answer("ResourceNotFoundException")),
        (
            ListJobExecutionsForThing("thing"),
            Answer(None, listing([_listed("thing", "LOST"), _listed("thing", "QUEUED", "other")])),
        ),
    ],
    ids=lambda one: one.operation if isinstance(one, Request) else "",
)
def test_what_no_world_permits_is_found_though_the_job_is_unknown(
    wrong: tuple[Request, Answer],
) -> None:
    calls = [*CREATED, Call(*wrong)]
    assert diverges_at(calls, names={"job_id": "job"}) == 2
    assert diverges_at(calls) == 2


def test_other_jobs_of_the_thing_stay_known() -> None:
    """The listing may show anything of the unknown job, and must show the other as it is."""
    for status, diverges in (("QUEUED", None), ("IN_PROGRESS", 2)):
        shown = [_listed("thing", "CANCELED"), _listed("thing", status, "other")]
        listed = Call(ListJobExecutionsForThing("thing"), Answer(None, listing(shown)))
        assert diverges_at([*CREATED, listed], names={"job_id": "job"}) == diverges
    calls = [*CREATED, Call(StartNextPendingJobExecution("thing"), OK)]
    assert diverges_at(calls, names={"job_id": "job"}) == 2
    assert diverges_at(calls) is None


def test_an_unknown_job_is_known_again_once_it_is_absent() -> None:
    absent = Answer("ResourceNotFoundException")
    calls = [*CREATED, *in_order((DescribeJob("job"), absent), (CancelJob("job"), OK))]
    assert diverges_at(calls, names={"job_id": "job"}) == 3
    calls[3] = Call(CreateJob("job", ("thing",)), OK)
    assert diverges_at(calls, names={"job_id": "job"}) is None
    calls.append(Call(DescribeJob("job"), described("CANCELED", CANCELED=1)))
    assert diverges_at(calls, names={"job_id": "job"}) == 4


def test_a_skipped_line_with_times_may_have_happened_between_them() -> None:
    absent = Answer("ResourceNotFoundException")
    calls = [
        Call(CreateJob("job", ("thing",)), OK, 0, 1),
        Call(DescribeJob("job"), absent, 2, 3),
        Call(DescribeJob("job"), described("CANCELED"), 4, 5),
    ]
    assert diverges_at(calls, names={"job_id": "job", "start": 0.5, "end": 1.5}, at=3) == 2
    assert diverges_at(calls, names={"job_id": "job", "start": 0.5, "end": 2.5}, at=3) is None
    assert diverges_at(calls, names={"job_id": "job", "start": 0.5, "end": 4.5}, at=3) is None
    assert diverges_at(calls, names={"job_id": "job", "start": 3.5, "end": 4.5}, at=1) == 1
    assert diverges_at(calls, names={"job_id": "job"}, at=1) is None
    assert diverges_at(calls, names={"job_id": "job"}, at=2) is None
    assert diverges_at(calls, names={"job_id": "job"}, at=3) == 1


def test_a_call_may_have_happened_before_a_skipped_line_that_it_overlaps() -> None:
    calls = [
        Call(DescribeJob("job"), Answer("ResourceNotFoundException"), 0, 5),
        Call(DescribeJob("job"), described("IN_PROGRESS"), 6, 7),
    ]
    created: Mapping[str, str | float] = {"job_id": "job", "start": 1, "end": 2}
    assert diverges_at(calls, at=1, names=created) is None
    assert diverges_at([calls[0]._replace(end=0.5), calls[1]], at=1, names=created) is None
    assert diverges_at([calls[0]._replace(start=3), calls[1]], at=1, names=created) == 1


def test_a_skipped_line_may_change_a_job_that_an_overlapping_call_makes() -> None:
    calls = [
        Call(CreateJob("job", ("thing",)), OK, 0, 9),
        Call(DescribeJob("job"), described("IN_PROGRESS", IN_PROGRESS=1), 10, 11),
    ]
    device: Mapping[str, str | float] = {"thing_name": "thing", "start": 5, "end": 6}
    assert diverges_at(calls, at=1, names=device) is None
    assert diverges_at(calls, at=1, names={**device, "thing_name": "another"}) == 1
    lost = [calls[0]._replace(answer=None, end=None), calls[1]]
    assert diverges_at(lost, at=1, names=device) is None
    assert diverges_at(lost, at=1, names={**device, "thing_name": "another"}) == 1


def test_an_unknown_job_may_have_been_on_a_thing_before_it_was_absent() -> None:
    listed = Answer(None, listing([_listed("thing", "QUEUED")]))
    calls = [
        Call(DescribeJob("job"), Answer("ResourceNotFoundException"), 0, 9),
        Call(ListJobExecutionsForThing("thing"), listed, 1, 10),
    ]
    skipped: Mapping[str, str | float] = {"job_id": "job", "start": -5, "end": -4}
    assert diverges_at(calls, at=0, names=skipped) is None
    assert diverges_at([calls[0], calls[1]._replace(start=9.5)], at=0, names=skipped) == 1


def test_a_job_that_nobody_knows_may_be_being_deleted() -> None:
    limited = Call(DeleteJob("other", force=True), Answer("LimitExceededException"))
    calls = History(with_skipped([*CREATED, limited], 2, job_id="job").calls)
    assert explain(calls, Advance(limit=1)).diverges == 2
    skipped = with_skipped([*CREATED, limited], 2, job_id="job")
    assert explain(skipped, Advance(limit=1)).diverges is None
    assert explain(skipped, Advance(limit=2)).diverges == 2
    assert explain(with_skipped([*CREATED, limited], 2), Advance(limit=2)).diverges is None
    deleted = limited._replace(answer=OK)
    skipped = with_skipped([*CREATED, deleted], 2, job_id="job")
    assert explain(skipped, Advance(limit=1)).diverges is None
    absent = Call(DescribeJob("job"), Answer("ResourceNotFoundException"))
    known = with_skipped([*CREATED, absent, limited], 2, job_id="job")
    assert explain(known, Advance(limit=1)).diverges == 3


def test_how_many_deletions_have_ended_is_known_without_knowing_which() -> None:
    jobs = [f"job-{number}" for number in range(30)]
    made = in_order(*((CreateJob(job, ("thing",)), OK) for job in jobs))
    deleted = [Call(DeleteJob(job, force=True), OK) for job in jobs[:-1]]
    still = [
        Call(DescribeJob(job), described("DELETION_IN_PROGRESS", job, QUEUED=1)) for job in jobs
    ]
    last = Call(DeleteJob(jobs[-1], force=True), Answer("LimitExceededException"))
    advance = Advance(limit=10)
    going_on, at = [*still[3:12], still[28]], 30 + 29
    explained = retrace([*made, *deleted, *going_on, last], advance)
    assert explained.diverges is None
    assert max(len(state.belief) for states in explained.states for state in states) == 1
    # Before the last of them was accepted, nine others may have gone on.
    assert explain([*made, *deleted, *still[3:13]], advance).diverges == at + 9
    assert explain([*made, *deleted, *going_on, still[20]], advance).diverges == at + 10
    assert explain([*made, *deleted, *going_on[1:], last], advance).diverges is None
    absent = Answer("ResourceNotFoundException")
    gone = [Call(DescribeJob(job), absent) for job in jobs[:-1]]
    assert explain([*made, *deleted, *gone[:19], last], advance).diverges is None
    assert explain([*made, *deleted, *gone[:20], last], advance).diverges == at + 20


def test_in_a_partial_history_only_what_no_world_permits_diverges() -> None:
    calls = in_order(
        (DescribeJob("job"), described("IN_PROGRESS")),
        (DescribeJob("job"), Answer("ResourceNotFoundException")),
        (CancelJob("job"), OK),
        (DeleteJob("job"), Answer("LimitExceededException")),
        (StartNextPendingJobExecution("thing"), OK),
        (_cancel_execution(), OK),
        (DescribeJob("job"), Answer("InvalidRequestException")),
    )
    assert explain(calls, Advance()).diverges == 0
    found = explain(calls, Advance(), partial=True)
    assert found.diverges == 6
    assert ids(found)[2] == ["CancelJob/IN_PROGRESS/!force"]
    at_once = [call._replace(start=0, end=1) for call in calls[:6] * 9]
    assert explain(at_once, Advance(), partial=True).exhausted is None
    assert explain(at_once, Advance(), partial=True).diverges is None


def test_jobs_that_no_call_names_may_reach_the_limit() -> None:
    jobs = ("a", "b", "c")
    made = in_order(*((CreateJob(job, ("thing",)), OK) for job in jobs))
    deleted = [Call(DeleteJob(job, force=True), OK) for job in jobs]
    limited = Call(DeleteJob("c", force=True), Answer("LimitExceededException"))
    alone, shared = Advance(limit=2), Advance(limit=2, others_delete=True)
    assert explain([*made, limited], alone).diverges == 3
    assert explain([*made, limited], shared).diverges is None
    assert explain([*made, *deleted], shared).diverges is None
    listed = listing(_listed("thing", "QUEUED", job) for job in jobs)
    still = Call(ListJobExecutionsForThing("thing"), Answer(None, listed))
    assert explain([*made, *deleted[:2], still, limited], shared).diverges is None
    assert explain([*made, *deleted, still], shared).diverges == 6


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
    assert explain(calls, Advance(settle=inf)).diverges is None


def test_the_rules_of_another_table_are_followed() -> None:
    """A table with one rule changed explains the system that has that rule, and not the spec's."""
    rule = next(r for r in TABLE.rules if r.id == "DeleteJob/IN_PROGRESS/!force/!at_limit")
    forced = next(r for r in TABLE.rules if r.id == "DeleteJob/IN_PROGRESS/force/!at_limit")
    deletes = replace(rule, outcomes=forced.outcomes)
    table = TABLE.with_rules(deletes if one is rule else one for one in TABLE.rules)
    calls = in_order((CreateJob("job", ("thing",)), OK), (DeleteJob("job"), OK))
    assert explain(calls, Advance(table)).diverges is None
    assert explain(calls, Advance()).diverges == 1


def _cancel_execution() -> Request:
    return CancelJobExecution("job", "thing")


def _update(job: str) -> Request:
    return UpdateJobExecution(job, "thing")


@SETTLE
@pytest.mark.parametrize("overlap", [False, True], ids=["in order", "overlapping"])
def test_what_is_taken_from_another_judge_is_what_a_new_search_finds(
    settle: float, overlap: bool
) -> None:
    table = TABLE.by_cell()
    sooner = 0
    for seed in some(range(200), 40):
        random = Random(seed)
        walk = walks.walk(random, 20, jobs=("a", "b"), settle=settle, limit=2, lies=0.02)
        calls = walks.with_times(random, walk, lost=0.05 * overlap, overlap=overlap)
        known = retrace(calls, Advance(table, settle=settle, limit=2))
        decided = {rule for rules in known.rules for rule in rules if rule.operation}
        if not decided:
            continue
        rule = random.choice(sorted(decided, key=attrgetter("id")))
        wrong = Behaviour(answers=random.choice(("", "AnError")), moves=STAYS, sometimes=True)
        other = Advance(applied(table, [Deviation(rule.id, wrong)]), settle=settle, limit=2)
        asked = [n for n, c in enumerate(calls) if c.request.operation == rule.operation]
        again = retrace(calls, other, known, differing=asked)
        anew = retrace(calls, other)
        assert (again.diverges, again.states) == (anew.diverges, anew.states)
        assert [*map(set, again.rules)] == [*map(set, anew.rules)]
        sooner += len(asked) < len(calls)
    assert sooner


def test_the_limit_couples_a_deletion_with_what_tells_of_another_one() -> None:
    made = [Call(CreateJob(job, ("thing",)), OK, n, n + 0.5) for n, job in enumerate("ac")]
    begun = Call(DeleteJob("a", force=True), OK, 4, 5)
    goes_on = described("DELETION_IN_PROGRESS", "a", QUEUED=1)
    absent = Answer("ResourceNotFoundException")
    limited = Answer("LimitExceededException")
    for told, reads_until, answer, asks_until in ((goes_on, 20, OK, 15), (absent, 15, limited, 20)):
        read = Call(DescribeJob("a"), told, 10, reads_until)
        asked = Call(DeleteJob("c", force=True), answer, 10, asks_until)
        assert explain([*made, begun, read, asked], Advance(limit=1)).diverges is None
        assert explain([*made, begun, asked, read], Advance(limit=1)).diverges is None


def test_a_new_job_on_a_thing_may_have_come_before_what_is_read_of_another() -> None:
    calls = [
        Call(CreateJob("a", ("thing",)), OK, 0, 1),
        Call(
            DescribeJobExecution("a", "thing"),
            Answer(None, ExecutionDescription("a", "thing", "QUEUED", 1)),
            10,
            11,
        ),
        Call(CreateJob("b", ("thing",)), OK, 10, 20),
        Call(
            StartNextPendingJobExecution("thing"),
            Answer(None, ExecutionDescription("b", "thing", "IN_PROGRESS", 2)),
            25,
            26,
        ),
    ]
    assert explain(calls, Advance(settle=30)).diverges is None
    assert explain(calls, Advance()).diverges == 3


def test_what_is_known_of_a_deletion_says_nothing_of_the_next_one_of_the_same_id() -> None:
    made = in_order(*((CreateJob(job, ("thing",)), OK) for job in "abc"))
    deleted = in_order(*((DeleteJob(job, force=True), OK) for job in "abc"))
    lost = Call(CreateJob("a", ("thing",)), None)
    again = Call(DeleteJob("a", force=True), OK)
    read = Call(DescribeJob("b"), described("DELETION_IN_PROGRESS", "b", QUEUED=1))
    assert explain([*made, *deleted, lost, again, read], Advance(limit=2)).diverges is None


def test_a_job_that_is_being_deleted_may_take_up_the_limit_itself() -> None:
    made = in_order(*((CreateJob(job, ("thing",)), OK) for job in "abc"))
    deleted = in_order(*((DeleteJob(job, force=True), OK) for job in "ab"))
    repeated = Call(DeleteJob("a", force=True), Answer("InvalidStateTransitionException"))
    found = explain([*made, *deleted, repeated], Advance(limit=2))
    assert {*ids(found)[-1]} == {
        "DeleteJob/DELETION_IN_PROGRESS/at_limit",
        "DeleteJob/DELETION_IN_PROGRESS/!at_limit",
    }


def test_a_call_without_times_comes_before_the_next_line_ends() -> None:
    calls = [
        Call(CreateJob("job", ("thing",)), OK, 0, 5),
        Call(CancelJob("job"), OK),
        Call(DescribeJob("job"), described("CANCELED", CANCELED=1), 1, 4),
    ]
    assert explain(calls, Advance()).diverges is None
    assert explain(calls[::2], Advance()).diverges == 1, "nothing else canceled it"


def test_a_call_without_times_comes_after_the_lines_before_it() -> None:
    """Although one of these, which got no answer, began long before."""
    started = Answer(None, ExecutionDescription("a", "x", "IN_PROGRESS", 2))
    calls = [
        Call(CreateJob("a", ("x",)), OK, 0, 1),
        Call(CreateJob("b", ("y",)), OK, 2, 3),
        Call(DescribeJob("a"), described("IN_PROGRESS", "a", QUEUED=1), 10, 12),
        Call(DeleteJob("b", force=True), None, 9, None),
        Call(StartNextPendingJobExecution("x"), started),
    ]
    assert explain(calls, Advance()).diverges is None
    skipped = Skipped(Place("file", 3), "odd", "UpdateJobExecution", "a", "x", True, 20, 25)
    lines = [
        call._replace(place=Place("file", n)) for call, n in zip(calls, (1, 2, 4), strict=False)
    ]
    refused = Call(
        UpdateJobExecution("a", "x", 1), Answer("VersionConflictException"), place=Place("file", 4)
    )
    history = History((*lines[:2], refused), (skipped,))
    assert explain(history, Advance()).diverges is None


@pytest.mark.slow
def test_orders_that_many_things_show_do_not_multiply() -> None:
    things = tuple(f"thing-{number}" for number in range(6))
    jobs = [f"job-{number}" for number in range(5)]
    advance = Advance(settle=inf)
    calls = in_order(
        *((CreateJob(job, things), OK) for job in jobs),
        *(
            (
                StartNextPendingJobExecution(thing),
                Answer(None, ExecutionDescription("job-2", thing, "IN_PROGRESS", 2)),
            )
            for thing in things
        ),
    )
    belief = advance.start
    for number, call in enumerate(calls, 1):
        belief = advance.after(belief, call.request, call.answer, number).belief
        assert 0 < len(belief) <= 64


def test_the_rules_of_a_call_come_in_the_order_of_the_table() -> None:
    calls = in_order((DescribeJob("job"), described("CANCELED")))
    [found] = explain(History(tuple(calls)), Advance(), partial=True).rules
    places = [[rule.id for rule in TABLE.rules].index(rule.id) for rule in found]
    assert places == sorted(places)
