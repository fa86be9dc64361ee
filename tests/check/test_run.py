"""Running scripts: every cell is reached, and a right system's history is explained."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from math import inf

import pytest

from iot_jobs_spec import (
    TABLE,
    Answer,
    CancelJob,
    CreateJob,
    DeleteJob,
    DescribeJob,
    DescribeJobExecution,
    Request,
    UpdateJobExecution,
)
from iot_jobs_spec.check.client import Client
from iot_jobs_spec.check.run import NO_ROOM, Runner
from iot_jobs_spec.check.script_run import Ran
from iot_jobs_spec.check.scripts import Ask, Part, Script, Wait, scripts, split
from iot_jobs_spec.check.scripts.search import cell_at
from iot_jobs_spec.check.scripts.write import written
from iot_jobs_spec.judge.advance import Advance
from iot_jobs_spec.judge.explain import explain
from iot_jobs_spec.systems import Unanswered
from support.doubles import CancelsNothing, Correct, DeletesAtOnce, DeletesWithoutForce
from support.effort import some
from support.freedoms import ComesLate, Free, RemovesOneByOne, Throttles, assignments

MOST_REQUESTS = 3_800
CELLS = {cell.id for cell in TABLE.cells() if cell.operation is not None}
SETTLE = 10.0
EAGER, LAGGING = Advance(), Advance(settle=inf)


class Watched(Correct):
    """Notes the cell of each request."""

    def __init__(self, lag: bool = False) -> None:
        super().__init__(lag)
        self.cells: set[str] = set()

    def answer(self, request: Request) -> Answer:
        self.cells.add(cell_at(self.world, request, TABLE).id)
        return super().answer(request)


def ran(system: Correct, settle: float = 0.0) -> tuple[Ran, ...]:
    """What comes of all scripts on a double, which is its own clock."""
    return tuple(runner(system, settle).run_all())


def ran_some(system: Correct, settle: float = 0.0) -> Iterator[Ran]:
    """What comes of a sample of the scripts, a larger one in CI."""
    running = runner(system, settle)
    yield from map(running.run, (*some(scripts()[:-3:2], 3), *scripts()[-3:]))


def runner(system: Correct, settle: float = 0.0) -> Runner:
    return Runner(Client(system, clock=system, run="run"), settle=settle)


@pytest.mark.slow
@pytest.mark.parametrize("lag", [False, True], ids=["eager", "lag"])
def test_every_cell_is_reached(lag: bool) -> None:
    system = Watched(lag)
    came = ran(system, SETTLE if lag else 0.0)
    assert CELLS - system.cells == set()
    assert [one.reason for one in came if one.reason] == []
    asked = {s.cell for one in came for s in one.script.steps if isinstance(s, Ask)}
    assert asked >= CELLS


@pytest.mark.slow
def test_a_check_sends_few_requests() -> None:
    system = Correct()
    ran(system)
    print(f"{system.asked} requests")
    assert system.asked <= MOST_REQUESTS


RIGHT: dict[str, Callable[[], Correct]] = {
    "eager": Correct,
    "deletes at once": DeletesAtOnce,
    "removes one by one": lambda: RemovesOneByOne(3),
    "busy": lambda: Throttles(0.1),
    **{f"choice {n}": lambda n=n: Free(assignments(n)) for n in range(3)},  # type: ignore[misc]
}
LATE: dict[str, Callable[[], Correct]] = {
    "lag": lambda: Correct(lag=True),
    **{f"choice {n}, lag": lambda n=n: Free(assignments(n), True) for n in range(3)},  # type: ignore[misc]
    "at random": lambda: ComesLate(1),
}


@pytest.mark.parametrize("make", RIGHT.values(), ids=RIGHT)
def test_the_history_of_a_right_system_is_explained(make: Callable[[], Correct]) -> None:
    assert unexplained(ran_some(make()), EAGER) == []


@pytest.mark.slow
@pytest.mark.parametrize("settle", [0.0, SETTLE], ids=["at once", "settled"])
@pytest.mark.parametrize("make", LATE.values(), ids=LATE)
def test_the_history_of_a_late_system_is_explained(
    make: Callable[[], Correct], settle: float
) -> None:
    assert unexplained(ran_some(make(), settle), LAGGING) == []


def unexplained(came: Iterable[Ran], advance: Advance) -> list[str]:
    """The scripts whose histories the spec does not explain."""
    found = []
    for one in came:
        calls = [call for call in one.calls if call.form is None]
        explanation = explain(calls, advance)
        if (explanation.diverges, explanation.exhausted) != (None, None):
            found.append(one.script.id)
    return found


@pytest.mark.slow
def test_a_wrong_system_is_not_explained() -> None:
    for wrong in (DeletesWithoutForce(), CancelsNothing()):
        assert unexplained(ran(wrong), EAGER) != []


def test_the_questions_of_a_batch_are_explained_one_by_one() -> None:
    alone = [one for script in some(scripts(), 6) for one in split(script)]
    assert unexplained(map(runner(Correct()).run, alone), EAGER) == []


JOB, THING = "job", "thing"
CREATE = CreateJob(JOB, (THING,))


def script(*setup: Request | Wait, question: Request | None = None) -> Script:
    """A script with one question, DescribeJob if none is given."""
    part = Part(setup, (Ask(question or DescribeJob(JOB), cell="question"),))
    return written("script", [part], TABLE, frozenset())


def carried_out(system: Correct, asked: Script, settle: float = 0.0) -> Ran:
    return runner(system, settle).run(asked)


def test_calls_are_in_order_and_know_their_steps() -> None:
    asked = script(CREATE, CancelJob(JOB))
    came = carried_out(Correct(), asked)
    for call, step in zip(came.calls, came.steps, strict=True):
        one = asked.steps[step]
        assert isinstance(one, Ask)
        assert one.request == call.request
    times = [(call.start or 0.0, call.end or 0.0) for call in came.calls]
    assert all(end < start for (_, end), (start, _) in pairwise(times))


def test_an_expected_version_is_ahead_of_the_one_that_was_read() -> None:
    update = UpdateJobExecution(JOB, THING)
    part = Part((CREATE, update, update), (Ask(update, ahead=1, cell="question"),))
    came = carried_out(Correct(), written("script", [part], TABLE, frozenset()))
    (question,) = [call for call in came.calls if call.request.expected_version is not None]
    assert question.request.expected_version == 4


def test_reads_are_repeated_until_what_is_due_has_come_and_recorded_once() -> None:
    system = Correct(lag=True)
    asked = script(CREATE, CancelJob(JOB))
    came = carried_out(system, asked, SETTLE)
    assert len(came.calls) == len(asked.steps) < system.asked
    statuses = {
        getattr(call.answer.response, "status", None)
        for call in came.calls
        if call.answer and isinstance(call.request, DescribeJobExecution)
    }
    assert statuses == {"QUEUED", "CANCELED"}


def test_reads_are_not_repeated_once_the_time_is_over() -> None:
    class Stuck(Correct):
        def settle(self, job_id: str) -> None: ...

    system = Stuck(lag=True)
    came = carried_out(system, script(CREATE, CancelJob(JOB)), SETTLE)
    assert not came.reason
    assert system.now < 3 * SETTLE


def test_what_never_comes_is_waited_for_a_few_times_only() -> None:
    class Stuck(Correct):
        def settle(self, job_id: str) -> None: ...

    system = Stuck(lag=True)
    running = runner(system, SETTLE)
    for _ in range(9):
        running.run(script(CREATE, CancelJob(JOB)))
    assert system.now < 9 * SETTLE


def test_a_rejected_create_job_ends_the_script() -> None:
    class Full(Correct):
        def answer(self, request: Request) -> Answer:
            if isinstance(request, CreateJob):
                return Answer("LimitExceededException")
            return super().answer(request)

    came = carried_out(Full(), script(CREATE, CancelJob(JOB)))
    assert came.reason == "set-up failed: CreateJob answered LimitExceededException"
    assert len(came.calls) == 1


def test_any_other_answer_is_recorded_and_the_script_goes_on() -> None:
    class NeverCancels(Correct):
        def answer(self, request: Request) -> Answer:
            if isinstance(request, CancelJob):
                return Answer("InvalidRequestException")
            if isinstance(request, CreateJob):
                request = replace(request, document="{}")  # accepted, as a repeat
            return super().answer(request)

    other = CreateJob(JOB, (THING,), document="{ }")
    asked = script(CREATE, other, CancelJob(JOB), question=DeleteJob(JOB))
    came = carried_out(NeverCancels(), asked)
    assert not came.reason
    assert len(came.calls) == len(asked.steps)


def test_a_crash_is_a_call_without_an_answer() -> None:
    class Crashes(Correct):
        def answer(self, request: Request) -> Answer:
            if isinstance(request, CancelJob):
                raise Unanswered(f"CancelJob of {request.job_id}: HTTP 500", crash="HTTP 500")
            return super().answer(request)

    came = carried_out(Crashes(), script(CREATE, CancelJob(JOB)))
    (crash,) = [call for call in came.calls if isinstance(call.request, CancelJob)]
    assert (crash.answer, crash.message) == (None, "CancelJob of job: HTTP 500")
    assert came.calls[-1] is not crash


def test_a_script_waits_for_the_end_of_its_deletion() -> None:
    asked = script(CREATE, DeleteJob(JOB, force=True), Wait(JOB), question=CREATE)
    for system in (Correct(), DeletesAtOnce()):
        came = carried_out(system, asked)
        (waited,) = [
            call
            for call, step in zip(came.calls, came.steps, strict=True)
            if isinstance(asked.steps[step], Wait)
        ]
        assert waited.answer == Answer("ResourceNotFoundException")
        assert unexplained([came], EAGER) == []


class NeverDeletes(Correct):
    lingers = 10**9

    def sleep(self, seconds: float, /) -> None:
        self.now += seconds


def test_a_deletion_that_does_not_end_ends_the_script() -> None:
    asked = script(CREATE, DeleteJob(JOB, force=True), Wait(JOB), question=CREATE)
    came = carried_out(NeverDeletes(), asked)
    assert came.reason == "its deletion did not end: job is still there"
    assert isinstance(came.calls[-1].request, DescribeJobExecution)


def test_no_script_begins_without_room_for_its_deletions() -> None:
    came = ran(NeverDeletes())
    assert {one.reason for one in came} >= {"", NO_ROOM}
    assert all(one.reason for one in came if one.script.alone)
    assert unexplained(came, EAGER) == []


def test_a_script_at_the_limit_begins_once_no_other_deletion_goes_on() -> None:
    system = Correct()
    running = runner(system)
    running.run(script(CREATE, question=DeleteJob(JOB, force=True)))
    assert system.world.deleting == 1
    (at_limit,) = [one for one in scripts() if one.alone]
    deleting: list[int] = []

    def answer(request: Request) -> Answer:
        if isinstance(request, CreateJob):
            deleting.append(system.world.deleting)
        return Correct.answer(system, request)

    system.answer = answer  # type: ignore[method-assign]
    running.run(at_limit)
    assert deleting[0] == 0


def test_raw_requests_are_left_out_where_none_can_be_sent() -> None:
    raw = [one for one in scripts() if any(isinstance(s, Ask) and s.raw for s in one.steps)]
    running = runner(Correct())
    for one in raw:
        came = running.run(one)
        assert not came.reason
        assert not any(call.form for call in came.calls)
