"""What a system chose is read from histories: a value only where nothing else explains them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import inf
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
    GetPendingJobExecutions,
    JobDescription,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
)
from iot_jobs_spec.check.client import Client
from iot_jobs_spec.check.run import Runner
from iot_jobs_spec.judge.advance import Advance
from iot_jobs_spec.judge.choices import Chosen, Seen, chosen, seen
from iot_jobs_spec.judge.explain import explain
from iot_jobs_spec.judge.history import Call
from iot_jobs_spec.language.rules import Outcome
from iot_jobs_spec.model.answers import OK
from iot_jobs_spec.model.choices import TARGET, THING, offered
from iot_jobs_spec.model.maps import Map
from iot_jobs_spec.model.profiles import FULL, table_of
from iot_jobs_spec.server.choices import Choices
from support import walks
from support.doubles import Correct, DeletesAtOnce
from support.effort import some
from support.freedoms import QUOTAS, ComesLate, Free, RemovesOneByOne, Throttles, assignments
from support.wrong_systems import Generous

OFFERED = offered()

BY_CELL = TABLE.by_cell()
EAGER = Advance(BY_CELL)
GRADUAL = "DELETION_IS_GRADUAL"
CUT_OFF = "WHEN_DEVICES_ARE_CUT_OFF"
UNASKED = {TARGET, THING}
"""The choices that `Free` does not make."""

Histories = tuple[tuple[Call, ...], ...]


def histories_of(system: Correct, settle: float = 0.0) -> Histories:
    """What comes of all scripts on a double, which is its own clock."""
    runner = Runner(Client(system, clock=system, run="run"), settle=settle)
    return tuple(ran.calls for ran in runner.run_all())


def chosen_in(histories: Iterable[Sequence[Call]], advance: Advance = EAGER) -> tuple[Chosen, ...]:
    found: list[Seen] = []
    for calls in histories:
        found += seen(calls, explain(calls, advance), advance)
    return chosen(found)


def options(found: Iterable[Chosen]) -> set[str]:
    return {one.option for one in found if one.always}


def asked_for(assigned: Iterable[str]) -> set[str]:
    return {one for one in assigned if one.partition("=")[0] not in UNASKED}


def answers(histories: Histories) -> list[list[tuple[Request, Answer | None]]]:
    return [[(call.request, call.answer) for call in calls] for calls in histories]


# Systems, each asked all that a check asks.


@pytest.mark.slow
@pytest.mark.parametrize("position", [0, 1, 2])
def test_all_choices_of_a_system_are_named_and_make_another_that_behaves_like_it(
    position: int,
) -> None:
    came = histories_of(Free(assignments(position)))
    found = chosen_in(came)
    assert all(one.always for one in found)
    made = {one for one in options(found) if one.rpartition("=")[0] not in UNASKED}
    assert made == asked_for(assignments(position)) | {f"{GRADUAL}=yes"}
    assert answers(histories_of(Free(made))) == answers(came)
    cells = {cell.id for cell in TABLE.cells()} | {*TABLE.operations}
    of_rules = {rule.id for rule in TABLE.rules}
    assert {cell for one in found for cell in one.cells} <= cells | of_rules


UNUSUAL = [
    f"{choice.name}={value}"
    for choice in OFFERED.values()
    if choice.name not in UNASKED
    for value in choice.values
    if value != Choices(())[choice.name]
]


@pytest.mark.slow
@pytest.mark.parametrize("option", some(UNUSUAL, 9))
def test_an_unusual_choice_is_named_among_usual_ones(option: str) -> None:
    """Judged where the system answers otherwise than with the usual choices."""
    usual = histories_of(Free())
    came = [
        calls
        for calls, before in zip(histories_of(Free([option])), usual, strict=True)
        if answers((calls,)) != answers((before,))
    ]
    name, _, value = option.rpartition("=")
    found = [one for one in chosen_in(came) if one.name == name]
    assert [(one.value, one.always) for one in found] == [(value, True)]


@pytest.mark.slow
def test_the_other_choice_for_every_effect_is_named() -> None:
    found = chosen_in(histories_of(Generous()))
    effects = {"VERSION_MAY_GROW=yes", "MAY_BE_FLAGGED=yes", "DETAILS_TAKEN=merge"}
    assert effects <= options(found)


@pytest.mark.slow
def test_a_job_that_is_gone_when_delete_job_answers_is_a_choice() -> None:
    assert f"{GRADUAL}=no" in options(chosen_in(histories_of(DeletesAtOnce())))
    assert f"{GRADUAL}=no" in options(chosen_in(histories_of(Free([f"{GRADUAL}=no"]))))


def test_a_deletion_that_was_seen_once_is_gradual() -> None:
    at_once, gradual = (Seen(GRADUAL, value, f"DeleteJob/{value}") for value in ("no", "yes"))
    assert chosen([at_once, gradual]) == (Chosen(GRADUAL, "yes", ("DeleteJob/yes",), True),)


def test_a_choice_in_full_has_the_name_of_the_rule_of_its_cell() -> None:
    """There are cells of the profile with more guards than in core."""
    table, cell = table_of(FULL), "UpdateJobExecution/QUEUED/version_mismatch/!job_deleting"
    advance = Advance(table.by_cell())
    created, update = CreateJob("job", ("thing",)), UpdateJobExecution("job", "thing")
    described = Answer(None, ExecutionDescription("job", "thing", "QUEUED", 1))
    conflict = replace(update, expected_version=7, step_timeout_in_minutes=5)
    calls = [
        Call(created, OK),
        Call(DescribeJobExecution("job", "thing"), described),
        Call(conflict, Answer("VersionConflictException")),
    ]
    found = seen(calls, explain(calls, advance), advance)
    told = Chosen(cell, "VersionConflictException", (f"{cell}/timer_given",), True)
    assert chosen(found, table) == (told,)


@pytest.mark.slow
@pytest.mark.parametrize("seed", some(range(8), 8))
def test_the_choices_of_a_late_system_are_named(seed: int) -> None:
    assigned = ["VERSION_MAY_GROW=no", "MAY_BE_FLAGGED=no", "DETAILS_TAKEN=merge"]
    advance = Advance(BY_CELL, settle=inf)
    found = chosen_in(histories_of(ComesLate(seed, assigned), settle=10), advance)
    assert {*assigned} <= options(found)


@pytest.mark.slow
def test_a_busy_system_chooses_like_another() -> None:
    found = chosen_in(histories_of(Throttles(0.1)))
    assert all(one.always and one.option for one in found)


class Undecided(Free):
    """Counts every other cancel."""

    cancels = 0

    def answer(self, request: Request) -> Answer:
        if isinstance(request, CancelJobExecution):
            self.cancels += 1
            self.choices = Choices([f"VERSION_MAY_GROW={'yes' if self.cancels % 2 else 'no'}"])
        return super().answer(request)


@pytest.mark.slow
def test_both_values_of_an_inconsistent_choice_are_named() -> None:
    found = [one for one in chosen_in(histories_of(Undecided())) if "VERSION" in one.name]
    assert {(one.value, one.always) for one in found} == {("yes", False), ("no", False)}


# Random histories.


def malformed(random: Random, request: Request) -> Request:
    """The request with a value that breaks a constraint, or that readings of it differ on."""
    value = random.choice(["", "\u0378"])
    match request:
        case CancelJob():
            return replace(request, comment=value)
        case CancelJobExecution() | UpdateJobExecution():
            return replace(request, status_details={"a": value})
        case DescribeJob():
            return DescribeJob("no.job")
    return request


@pytest.mark.parametrize("late", [False, True], ids=["eager", "late"])
@pytest.mark.parametrize("timed", [False, True], ids=["in order", "overlapping"])
def test_no_value_is_named_that_the_system_did_not_choose(late: bool, timed: bool) -> None:
    advance = Advance(BY_CELL, settle=inf if late else 0.0)
    named: set[str] = set()
    for seed in some(range(200), 5):
        random = Random(seed)
        made = [
            f"{choice.name}={random.choice(choice.values)}"
            for choice in OFFERED.values()
            if choice.name not in (*UNASKED, *QUOTAS, GRADUAL)
        ]
        every = random.randint(1, 9)
        system = ComesLate(seed, made) if late else RemovesOneByOne(every, made)
        walk: walks.Walk = []
        for _ in range(15):
            request = walks.request(random, ("a", "b"))
            if random.random() < 0.1:
                request = malformed(random, request)
            if late and random.random() < 0.4:
                system.sleep(1)
            walk.append((request, system.perform(request)))
        calls = walks.with_times(random, walk, lost=0.02) if timed else [Call(*one) for one in walk]
        found = {f"{one.name}={one.value}" for one in seen(calls, explain(calls, advance), advance)}
        named |= found
        assert {one for one in found if GRADUAL not in one} <= {*made}, seed
    assert len(named) > 10


# Short histories.

A_JOB = CreateJob("job", ("thing",))
DELETED: tuple[Request, ...] = (A_JOB, DeleteJob("job", force=True))
READ = DescribeJobExecution("job", "thing")
PENDING = GetPendingJobExecutions("thing")


def asked(system: Correct, *requests: Request) -> list[Call]:
    return [Call(request, system.perform(request)) for request in requests]


def seen_in(*requests: Request, choose: Iterable[str] = ()) -> set[str]:
    """What a system with these choices shows of them, as options."""
    return options(chosen_in([asked(Free(choose), *requests)]))


def test_the_same_cell_may_show_both_values_in_one_history() -> None:
    jobs = [replace(A_JOB, job_id=name) for name in ("one", "other")]
    cancels = [CancelJobExecution(job.job_id, "thing") for job in jobs]
    reads = [DescribeJobExecution(job.job_id, "thing") for job in jobs]
    found = chosen_in([asked(Undecided(), *jobs, *cancels, *reads)])
    assert {(one.value, one.cells) for one in found} == {
        (value, ("CancelJobExecution/QUEUED/!force/!version_mismatch/!job_deleting",))
        for value in ("yes", "no")
    }


@pytest.mark.parametrize("value", ["yes", "no"])
def test_an_effect_is_named_in_the_cell_that_left_it_open(value: str) -> None:
    requests = (A_JOB, CancelJob("job", force=True), READ)
    calls = asked(Free([f"VERSION_MAY_GROW={value}", f"MAY_BE_FLAGGED={value}"]), *requests)
    found = [*seen(calls, explain(calls, EAGER), EAGER)]
    cell = "Execution.cascade/QUEUED/force"
    assert found == [
        Seen("VERSION_MAY_GROW", value, cell),
        Seen("MAY_BE_FLAGGED", value, cell),
    ]
    assert [*seen(calls[:-1], explain(calls[:-1], EAGER), EAGER)] == []


@pytest.mark.parametrize("value", ["replace", "merge"])
def test_details_show_a_choice_only_if_some_were_stored(value: str) -> None:
    update = UpdateJobExecution("job", "thing", status_details=Map({"a": "1"}))
    cancel = CancelJobExecution("job", "thing", force=True, status_details=Map({"b": "2"}))
    option = f"DETAILS_TAKEN={value}"
    assert option in seen_in(A_JOB, update, cancel, READ, choose=[option])
    assert not {one for one in seen_in(A_JOB, cancel, READ, choose=[option]) if "DETAILS" in one}


def test_a_version_shows_also_where_a_request_expects_it() -> None:
    """The sources do not say which error an unexpected version has here: a conflict shows it."""
    cancels = [CancelJobExecution("job", "thing", expected_version=n) for n in (1, 1)]
    assert "VERSION_MAY_GROW=yes" in seen_in(A_JOB, *cancels, choose=["VERSION_MAY_GROW=yes"])


@pytest.mark.parametrize("value", ["accept", "InvalidRequestException"])
@pytest.mark.parametrize(
    ("name", "request_"),
    [
        ("REASON_CODE", CancelJob("job", reason_code="GRÜN")),
        ("COMMENT", CancelJob("job", comment="\u0378")),
        ("DETAILS_VALUE", CancelJobExecution("job", "thing", status_details={"a": "\u0378"})),
    ],
)
def test_the_reading_of_a_constraint_is_seen(name: str, request_: Request, value: str) -> None:
    option = f"{name}={value}"
    assert option in seen_in(A_JOB, request_, choose=[option])


def test_a_request_that_is_rejected_anyway_tells_nothing_of_a_reading() -> None:
    assert seen_in(CancelJob("job", reason_code="GRÜN")) == set()


@pytest.mark.parametrize("value", ["yes", "no"])
def test_the_order_of_validation_is_seen(value: str) -> None:
    option = f"WHETHER_VALIDATION_COMES_FIRST={value}"
    assert option in seen_in(DescribeJob("no.job"), choose=[option])


def test_the_order_of_validation_is_not_seen_where_another_rule_gives_the_same_error() -> None:
    """Each explains the answer: the comment, and that the job is being deleted."""
    shown = seen_in(*DELETED, CancelJob("job", comment=""))
    assert "WHETHER_VALIDATION_COMES_FIRST=yes" not in shown


@pytest.mark.parametrize("error", ["InvalidRequestException", "ResourceNotFoundException"])
def test_the_error_for_a_malformed_target_is_seen(error: str) -> None:
    calls = [Call(CreateJob("job", ("no thing",)), Answer(error))]
    assert options(chosen_in([calls])) == {f"{TARGET}={error}"}


def test_a_cell_with_one_permitted_answer_is_no_choice() -> None:
    assert seen_in(A_JOB, CancelJob("job", comment="")) == set()


@pytest.mark.parametrize(
    ("name", "requests", "cell"),
    [
        (QUOTAS[0], (A_JOB,), "CreateJob/ABSENT"),
        (QUOTAS[1], (A_JOB, CancelJob("job", force=True)), "CancelJob/IN_PROGRESS/force"),
    ],
)
def test_a_quota_that_was_met_is_seen(name: str, requests: tuple[Request, ...], cell: str) -> None:
    calls = asked(Free([f"{name}=yes"]), *requests)
    assert chosen_in([calls]) == (Chosen(name, "yes", (cell,), True),)


def test_an_error_that_may_answer_at_any_time_is_no_choice() -> None:
    calls = asked(Correct(), *DELETED)
    calls.append(Call(CancelJobExecution("job", "thing"), Answer("ThrottlingException")))
    assert chosen_in([calls]) == ()


def test_a_device_is_cut_off_only_if_the_execution_was_not_removed() -> None:
    assert f"{CUT_OFF}=at-once" not in seen_in(*DELETED, PENDING)
    assert f"{CUT_OFF}=at-once" in seen_in(*DELETED, PENDING, READ)


def test_a_device_that_starts_nothing_is_cut_off_if_the_execution_was_not_removed() -> None:
    start = StartNextPendingJobExecution("thing")
    assert f"{CUT_OFF}=at-once" not in seen_in(*DELETED, start)
    assert f"{CUT_OFF}=at-once" in seen_in(*DELETED, start, READ)


@pytest.mark.parametrize("request_", [PENDING, StartNextPendingJobExecution("thing")])
def test_a_device_that_gets_executions_during_deletion_is_not_cut_off(request_: Request) -> None:
    option = f"{CUT_OFF}=in-the-end"
    assert option in seen_in(*DELETED, request_, choose=[option])


def test_a_listing_during_a_deletion_shows_nothing_if_it_may_have_come_first() -> None:
    shown = Answer(None, ExecutionDescription("job", "thing", "IN_PROGRESS", 2))
    during, afterwards = (
        [
            Call(A_JOB, OK, 0, 1),
            Call(DeleteJob("job", force=True), OK, 2, 4),
            Call(StartNextPendingJobExecution("thing"), shown, start, 6),
        ]
        for start in (3, 5)
    )
    assert chosen_in([during]) == ()
    assert f"{CUT_OFF}=in-the-end" in options(chosen_in([afterwards]))


@pytest.mark.parametrize("begins", [3, 5], ids=["before it", "during it"])
def test_what_a_device_gets_shows_nothing_if_the_job_may_have_been_made_anew(begins: int) -> None:
    shown = Answer(None, ExecutionDescription("job", "thing", "IN_PROGRESS", 2))
    calls = [
        Call(A_JOB, OK, 0, 1),
        Call(DeleteJob("job", force=True), OK, 2, 2.5),
        Call(StartNextPendingJobExecution("thing"), shown, 4, 6),
        Call(A_JOB, OK, begins, 7),
    ]
    assert f"{CUT_OFF}=in-the-end" not in options(chosen_in([calls]))


def test_a_device_that_gets_another_execution_first_is_not_cut_off() -> None:
    another = (CreateJob("another", ("thing",)), UpdateJobExecution("another", "thing"))
    start = StartNextPendingJobExecution("thing")
    choose = [f"{CUT_OFF}=in-the-end"]
    assert f"{CUT_OFF}=at-once" not in seen_in(*another, *DELETED, start, READ, choose=choose)


def test_an_execution_that_finds_no_room_in_a_listing_is_not_hidden() -> None:
    others = [CreateJob(f"job-{number}", ("thing",)) for number in range(10)]
    choose = [f"{CUT_OFF}=in-the-end"]
    assert f"{CUT_OFF}=at-once" not in seen_in(*others, *DELETED, PENDING, READ, choose=choose)


def test_a_later_answer_that_nothing_explains_shows_nothing() -> None:
    wrong = Call(CreateJob("another", ("thing",)), Answer("OddException"))
    assert chosen_in([[*asked(Free(), *DELETED, PENDING), wrong]]) == ()


def test_a_rejection_counts_once_it_is_known_that_the_execution_was_there() -> None:
    update = UpdateJobExecution("job", "thing")
    name = "UpdateJobExecution/QUEUED/!version_mismatch/job_deleting"
    option = f"{name}=ResourceNotFoundException"
    assert option not in seen_in(*DELETED, update)
    assert option in seen_in(*DELETED, update, READ)


def test_an_answer_that_the_server_cannot_give_has_no_option() -> None:
    calls = asked(Correct(), *DELETED)
    calls.append(Call(CancelJobExecution("job", "thing"), Answer("OddException")))
    calls.append(Call(READ, Answer(None, ExecutionDescription("job", "thing", "QUEUED"))))
    [odd] = chosen_in([calls])
    assert (odd.value, odd.option, odd.always) == ("OddException", "", True)


def test_what_comes_after_an_answer_that_nothing_explains_is_not_judged() -> None:
    cancel = CancelJob("job", force=True)
    calls = asked(Free(["VERSION_MAY_GROW=no"]), A_JOB, cancel, READ)
    wrong = Call(DescribeJob("job"), Answer(None, JobDescription("job", "COMPLETED")))
    late = Call(A_JOB, Answer("LimitExceededException"))
    before, after = chosen_in([calls]), chosen_in([[*calls, wrong, late]])
    assert "VERSION_MAY_GROW=no" in options(before)
    assert after == before
    assert chosen_in([[*calls[:2], wrong, *calls[2:], late]]) == ()


def test_a_table_without_cells_names_rules() -> None:
    calls = asked(Free(), A_JOB, A_JOB)
    rules = Advance()
    name = "CreateJob/IN_PROGRESS/identical_repeat"
    shown = [*seen(calls, explain(calls, rules), rules)]
    assert shown == [Seen(name, "ResourceAlreadyExistsException", name)]


def test_a_deviation_is_no_choice() -> None:
    [rule] = [rule for rule in BY_CELL.rules if rule.id == "CancelJob/DELETION_IN_PROGRESS"]
    accepts = replace(rule, outcomes=(Outcome(None, rule.source),))
    advance = Advance(BY_CELL.deviating({rule: accepts}))
    calls = [*asked(Correct(), *DELETED), Call(CancelJob("job"), OK)]
    explanation = explain(calls, advance)
    assert explanation.diverges is None
    assert [*seen(calls, explanation, advance)] == []
