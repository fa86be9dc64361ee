"""Many reports at the same time, and many whose answers never came: explained within the budget."""

from __future__ import annotations

from math import inf
from random import Random

import pytest

from iot_jobs_spec import (
    Answer,
    CreateJob,
    DescribeJob,
    DescribeJobExecution,
    ExecutionDescription,
    JobDescription,
    ListedExecution,
    ListJobExecutionsForJob,
    UpdateJobExecution,
)
from iot_jobs_spec.judge import explain as explaining
from iot_jobs_spec.judge.advance import Advance
from iot_jobs_spec.judge.explain import explain
from iot_jobs_spec.judge.history import Call
from iot_jobs_spec.model.answers import OK, listing
from iot_jobs_spec.model.profiles import table_of
from support import walks
from support.effort import THOROUGH
from support.soak import LIVES, lives

SETTLES = [0.0, 5.0, inf]


def things(size: int) -> tuple[str, ...]:
    return tuple(f"thing-{number}" for number in range(size))


def counted(**counts: int) -> Answer:
    return Answer(None, JobDescription("job", "IN_PROGRESS", counts=counts))


@pytest.mark.parametrize("settle", SETTLES)
@pytest.mark.parametrize("lists", [True, False], ids=["listing", "description"])
def test_simultaneous_reports_with_different_details_are_explained(
    lists: bool, settle: float
) -> None:
    every = things(9)
    calls = [Call(CreateJob("job", every), OK, 0.0, 1.0)]
    for number, thing in enumerate(every):
        report = UpdateJobExecution("job", thing, status_details={"step": thing})
        calls.append(Call(report, OK, 2.0, 10.0 + number))
    statuses = {thing: ("QUEUED", "IN_PROGRESS")[at % 2] for at, thing in enumerate(every)}
    entries = [ListedExecution("job", thing, status) for thing, status in statuses.items()]
    listed = Call(ListJobExecutionsForJob("job"), Answer(None, listing(entries)), 2.0, 9.0)
    read = listed if lists else Call(DescribeJob("job"), counted(QUEUED=5, IN_PROGRESS=4), 2.0, 9.0)
    for last, explained in ((OK, True), (Answer("InvalidStateTransitionException"), False)):
        ends = Call(UpdateJobExecution("job", every[0]), last, 30.0, 31.0)
        found = explain([*calls, read, ends], Advance(settle=settle))
        assert found.exhausted is None
        assert (found.diverges is None) == explained


@pytest.mark.slow
@pytest.mark.parametrize("settle", SETTLES)
def test_a_report_without_an_answer_of_each_of_many_devices_costs_as_much_as_the_first(
    settle: float,
) -> None:
    every = things(40)
    calls = [Call(CreateJob("job", every), OK, 0.0, 1.0)]
    calls += [
        Call(UpdateJobExecution("job", thing), None, 2.0 + number, None)
        for number, thing in enumerate(every)
    ]
    calls.append(Call(DescribeJob("job"), counted(QUEUED=25, IN_PROGRESS=15), 100.0, 101.0))

    def shown(status: str) -> Call:
        described = ExecutionDescription("job", every[-1], status, 2 - (status == "QUEUED"))
        read = DescribeJobExecution("job", every[-1])
        return Call(read, Answer(None, described), 102.0, 103.0)

    advance = Advance(settle=settle)
    for status in ("QUEUED", "IN_PROGRESS"):
        found = explain([*calls, shown(status)], advance)
        assert (found.diverges, found.exhausted) == (None, None)
    assert explain([*calls, shown("CANCELED")], advance).diverges == len(calls)


@pytest.mark.parametrize("seed", range(2000 if THOROUGH else 40))
def test_what_is_explained_is_explained_without_remembering_which_calls_have_happened(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = Random(seed)
    settle, feature = random.choice(SETTLES), random.choice([*LIVES, ""])
    table = table_of("full" if feature else "core")
    if feature:
        made = lives(random, 9, LIVES[feature], settle=settle, limit=10)
    else:
        made = walks.walk(random, 9, jobs=("a", "b"), settle=settle, limit=10)
    calls = walks.with_times(random, made, lost=0.5, overlap=True)
    advance = Advance(table, settle=settle)
    exactly = explain(calls, advance)
    monkeypatch.setattr(explaining, "MOST_LOST", 0)
    roughly = explain(calls, advance)
    assert exactly.diverges is None
    assert roughly.diverges is None
