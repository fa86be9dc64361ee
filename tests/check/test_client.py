"""The client: names, busy and silent systems, and missing operations."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from iot_jobs_spec import (
    TABLE,
    Answer,
    CancelJob,
    CreateJob,
    DescribeJob,
    DescribeJobExecution,
    ListJobExecutionsForThing,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
)
from iot_jobs_spec.check.client import LATE_IN_ALL, MOST_LATE, Client, Gone
from iot_jobs_spec.check.run import Runner
from iot_jobs_spec.check.script_run import Ran
from iot_jobs_spec.check.scripts import Ask
from iot_jobs_spec.model.constraints import Fit, judge
from iot_jobs_spec.systems import Unanswered
from iot_jobs_spec.systems.patience import TRIES
from iot_jobs_spec.systems.raw import RawAnswer, RawRequest
from support.doubles import Correct, Mortal

CREATE = CreateJob("job", ("thing",))
BUSY = "ThrottlingException"


def client_of(system: Correct) -> Client:
    return Client(system, clock=system, run="run")


class Answers(Correct):
    """Answers as it is told, else correctly; notes what it is asked."""

    def __init__(self, told: Callable[[Request, Correct], Answer | None]) -> None:
        super().__init__()
        self.told = told
        self.seen: list[Request] = []

    def perform(self, request: Request) -> Answer:
        self.seen.append(request)
        answer = self.told(request, self)
        return super().perform(request) if answer is None else answer


def missing(operation: str) -> Unanswered:
    return Unanswered(f"{operation}: HTTP 404 without an error code", missing=True)


def test_each_script_has_names_of_its_own() -> None:
    system = Correct()
    client = client_of(system)
    for _ in range(2):
        names = client.names()
        assert client.send(CREATE, names).answer == Answer()
        shown = client.send(ListJobExecutionsForThing("thing"), names).answer
        assert shown is not None
        assert [(e.job_id, e.thing_name) for e in shown.response or ()] == [("job", "thing")]  # type: ignore[union-attr]
    assert {*system.world.jobs} == {"run-1-job", "run-2-job"}


@pytest.mark.parametrize("length", [33, 64, 65])
def test_a_long_name_keeps_its_length(length: int) -> None:
    system = Answers(lambda *_: Answer())
    client = client_of(system)
    names, long = client.names(), "x" * length
    client.send(DescribeJob(long), names)
    actual = system.seen[0].job_id or ""
    assert (len(actual), actual[:6]) == (length, "run-1-")
    assert names.symbolic(actual) == long


def test_what_a_system_says_has_the_names_of_the_script() -> None:
    def told(request: Request, _: Correct) -> Answer:
        raise Unanswered(f"no {request.job_id}")

    client = client_of(Answers(told))
    long = "x" * 64
    assert client.send(DescribeJob("job"), client.names()).message == "no job"
    assert client.send(DescribeJob(long), client.names()).message == f"no {long}"


def test_a_busy_system_is_asked_again_a_few_times() -> None:
    told = iter([Answer(BUSY), Answer(BUSY)])
    system = Answers(lambda *_: next(told, None))
    client = client_of(system)
    assert client.send(CREATE, client.names()).answer == Answer()
    assert len(system.seen) == 3
    always = Answers(lambda *_: Answer(BUSY))
    client = client_of(always)
    assert client.send(CREATE, client.names()).answer == Answer(BUSY)
    assert len(always.seen) == TRIES


def test_raw_requests_get_names_too_and_never_make_an_operation_missing() -> None:
    sent: list[RawRequest] = []

    class Raw(Correct):
        def raw(self, request: RawRequest) -> RawAnswer:
            sent.append(request)
            if len(sent) == 1:
                return RawAnswer(400, "InvalidRequestException")
            if len(sent) == 2:
                return RawAnswer(500, "HTTP 500")
            raise missing("CreateJob")

    client = client_of(Raw())
    names = client.names()
    put = RawRequest("CreateJob", "job", body=b'["{arn:thing}"]')
    ask = Ask(CREATE, raw=put)
    reply = client.ask(ask, CREATE, names)
    assert (reply.answer, reply.http) == (Answer("InvalidRequestException"), 400)
    assert (sent[0].job_id, sent[0].body) == ("run-1-job", b'["{arn:run-1-thing}"]')
    reply = client.ask(ask, CREATE, names)
    told = "CreateJob: HTTP 500 without an error code"
    assert (reply.answer, reply.http, reply.message) == (None, 500, told)
    assert client.ask(ask, CREATE, names).answer is None
    assert client.missing == {}


DEVICE = (UpdateJobExecution, StartNextPendingJobExecution)


def ran(system: Correct) -> tuple[tuple[Ran, ...], Client]:
    client = client_of(system)
    return tuple(Runner(client).run_all()), client


def reached(came: tuple[Ran, ...]) -> set[str]:
    """The cells that were asked about and answered."""
    return {
        str(step.cell)
        for one in came
        for call, number in zip(one.calls, one.steps, strict=True)
        if isinstance(step := one.script.steps[number], Ask) and step.cell and call.answer
    }


@pytest.mark.slow
@pytest.mark.parametrize("kind", [*DEVICE, CancelJob, DescribeJobExecution])
def test_scripts_are_planned_anew_without_what_is_missing(kind: type[Request]) -> None:
    def told(request: Request, _: Correct) -> Answer | None:
        if isinstance(request, kind):
            raise missing(kind.operation)
        return None

    system = Answers(told)
    came, client = ran(system)
    assert {*client.missing} == {kind.operation}
    assert {one.missing for one in came} == {None, kind.operation}
    assert sum(isinstance(request, kind) for request in system.seen) < 30
    wanted = {c.id for c in TABLE.cells() if c.operation not in (None, kind.operation)}
    lost = {cell for cell in wanted - reached(came) if "/CANCELED" not in cell}
    assert lost == set()


def test_a_malformed_request_never_makes_an_operation_missing() -> None:
    def told(request: Request, _: Correct) -> Answer | None:
        if judge(request)[0] is Fit.BROKEN:
            raise missing(request.operation)
        return None

    came, client = ran(Answers(told))
    assert client.missing == {}
    assert not any(one.reason for one in came)


def test_a_plain_404_for_what_is_not_there_is_no_missing_operation() -> None:
    def told(request: Request, system: Correct) -> Answer | None:
        absent = request.job_id is not None and request.job_id not in system.world.jobs
        if absent and not isinstance(request, CreateJob):
            raise missing(request.operation)
        return None

    came, client = ran(Answers(told))
    assert client.missing == {}
    assert not any(one.reason for one in came)
    lost = [call for one in came for call in one.calls if call.answer is None]
    assert lost
    assert all("HTTP 404" in (call.message or "") for call in lost)


def test_an_operation_that_succeeded_once_is_never_missing() -> None:
    asked: list[Request] = []

    def told(request: Request, _: Correct) -> Answer | None:
        if isinstance(request, CancelJob):
            asked.append(request)
            if len(asked) > 9:
                raise missing(request.operation)
        return None

    came, client = ran(Answers(told))
    assert client.missing == {}
    assert not any(one.missing for one in came)


@pytest.mark.slow
def test_an_operation_that_is_late_each_time_counts_as_missing() -> None:
    def told(request: Request, _: Correct) -> Answer | None:
        if isinstance(request, CancelJob):
            raise Unanswered("CancelJob: Read timeout", late=True, gone=True)
        return None

    system = Answers(told)
    came, client = ran(system)
    assert {*client.missing} == {"CancelJob"}
    assert sum(isinstance(request, CancelJob) for request in system.seen) == MOST_LATE
    assert not came[-1].gone


def test_a_system_that_is_late_too_often_is_gone() -> None:
    asked: list[Request] = []
    late: list[Request] = []

    def told(request: Request, _: Correct) -> Answer | None:
        asked.append(request)
        if len(asked) % 5 == 0:
            late.append(request)
            raise Unanswered("Read timeout", late=True, gone=True)
        return None

    came, _ = ran(Answers(told))
    assert came[-1].gone
    assert len(late) == LATE_IN_ALL


def test_a_system_that_goes_away_ends_the_check_with_what_came_before() -> None:
    came, client = ran(Mortal(100))
    assert [one.gone for one in came] == [False] * (len(came) - 1) + [True]
    assert came[-1].reason == "mortal does not answer: connection refused"
    assert sum(len(one.calls) for one in came) > 90
    with pytest.raises(Gone):
        client.greet()
