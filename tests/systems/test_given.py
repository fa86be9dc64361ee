"""Systems of users: what they raise is no answer, and what they return must be one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum, StrEnum
from typing import Any

import pytest
from botocore.exceptions import ClientError

from iot_jobs_spec import (
    Answer,
    CancelJob,
    DescribeJob,
    DescribeJobExecution,
    ExecutionDescription,
    ExecutionState,
    GetPendingJobExecutions,
    JobDescription,
    ListedExecution,
    ListJobExecutionsForJob,
    ListJobExecutionsForThing,
    PendingExecution,
    Request,
    StartNextPendingJobExecution,
    System,
    Unanswered,
    UpdateJobExecution,
)
from iot_jobs_spec.systems import Heard
from iot_jobs_spec.systems.given import WrongReturn, opened
from iot_jobs_spec.systems.raw import RawAnswer, RawRequest

CANCEL = CancelJob("job")
RAW = RawRequest("CancelJob", "job")
LISTED, PENDING = ListedExecution("job", "thing", "QUEUED"), PendingExecution("job", "QUEUED", 1)
JOB = JobDescription("job", "IN_PROGRESS")
STATE = ExecutionState("IN_PROGRESS", 2)
EXECUTION = ExecutionDescription("job", "thing", "QUEUED")


class Mine:
    """Returns a value, or raises it if it is an exception."""

    def __init__(self, came: Any) -> None:
        self.came = came

    def perform(self, _request: Request) -> Any:
        if isinstance(self.came, BaseException):
            raise self.came
        return self.came


class MineHeard(Mine):
    heard = Mine.perform


class MineRaw(Mine):
    raw = Mine.perform


Send = Callable[[Any], object]


def by_perform(came: Any) -> Answer:
    with opened(Mine(came), "mine") as system:
        return system.perform(CANCEL)


def by_heard(came: Any) -> Answer:
    with opened(MineHeard(came), "mine") as system:
        return system.perform(CANCEL)


def by_raw(came: Any) -> RawAnswer:
    with opened(MineRaw(came), "mine") as system:
        send: Callable[[RawRequest], RawAnswer] = system.raw  # type: ignore[attr-defined]
        return send(RAW)


@pytest.mark.parametrize("send", [by_perform, by_heard, by_raw])
@pytest.mark.parametrize(
    ("error", "crash"),
    [
        (ValueError("no\nsuch  job"), "ValueError: no such job"),
        (KeyError("job"), "KeyError: 'job'"),
        (ZeroDivisionError(), "ZeroDivisionError"),
        (SystemExit(0), "SystemExit: 0"),
    ],
)
def test_an_exception_is_a_crash(send: Send, error: BaseException, crash: str) -> None:
    with pytest.raises(Unanswered) as failure:
        send(error)
    assert (failure.value.crash, failure.value.reason) == (crash, f"CancelJob: {crash}")
    assert not any((failure.value.missing, failure.value.gone, failure.value.late))


@pytest.mark.parametrize("send", [by_perform, by_heard, by_raw])
def test_an_exception_may_say_that_the_operation_is_missing_or_nobody_answers(send: Send) -> None:
    with pytest.raises(Unanswered) as failure:
        send(NotImplementedError())
    assert (failure.value.missing, failure.value.reason) == (True, "mine has no CancelJob")
    for error, gone in (ConnectionRefusedError(), True), (TimeoutError(), False):
        with pytest.raises(Unanswered) as failure:
            send(error)
        assert (failure.value.gone, failure.value.late) == (gone, not gone)
        assert not failure.value.crash


@pytest.mark.parametrize("send", [by_perform, by_heard, by_raw])
def test_what_is_unanswered_stays_so_and_an_interrupt_passes(send: Send) -> None:
    late = Unanswered("nothing came", late=True)
    with pytest.raises(Unanswered) as failure:
        send(late)
    assert failure.value is late
    with pytest.raises(KeyboardInterrupt):
        send(KeyboardInterrupt())


def test_an_error_of_the_api_is_an_answer_although_it_is_raised() -> None:
    code = "InvalidRequestException"
    metadata = {"HTTPStatusCode": 400}
    error = ClientError({"Error": {"Code": code}, "ResponseMetadata": metadata}, "CancelJob")  # type: ignore[typeddict-item]
    assert by_perform(error) == by_heard(error) == Answer(code)
    assert by_raw(error) == RawAnswer(400, code)


@pytest.mark.parametrize(
    ("request_", "response"),
    [
        (CANCEL, None),
        (DescribeJob("job"), JOB),
        (DescribeJob("job"), JobDescription("job", StrEnum("S", {"DONE": "DONE"}).DONE)),  # type: ignore[attr-defined]
        (DescribeJobExecution("job", "thing"), EXECUTION),
        (StartNextPendingJobExecution("thing"), EXECUTION),
        (StartNextPendingJobExecution("thing"), None),
        (UpdateJobExecution("job", "thing"), None),
        (UpdateJobExecution("job", "thing"), STATE),
        (GetPendingJobExecutions("thing"), ()),
        (GetPendingJobExecutions("thing"), (PENDING,)),
        (ListJobExecutionsForJob("job"), (LISTED,)),
        (ListJobExecutionsForThing("thing"), (LISTED, LISTED)),
    ],
)
def test_every_response_of_the_model_is_an_answer(request_: Request, response: Any) -> None:
    answer = Answer(None, response)
    with opened(Mine(answer), "mine") as system:
        assert system.perform(request_) is answer
    with opened(MineHeard(Heard(answer, 200)), "mine") as system:
        assert system.heard(request_) == Heard(answer, 200)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("request_", "came", "says"),
    [
        (CANCEL, None, "None, no Answer: give Answer(None, response) or Answer(error_code)"),
        (CANCEL, {"error": None}, "{'error': None}, no Answer: "),
        (CANCEL, (None, None), "(None, None), no Answer: "),
        (CANCEL, Answer(404), "an Answer whose error is 404, no str"),  # type: ignore[arg-type]
        (CANCEL, Answer("Error", JOB), "an Answer with an error and a response: give one"),
        (CANCEL, Answer(None, JOB), ", not None"),
        (DescribeJob("job"), Answer(), "response is None, not of the type JobDescription"),
        (DescribeJob("job"), Answer(None, EXECUTION), ", not of the type JobDescription"),
        (
            DescribeJob("job"),
            Answer(None, JobDescription("job", Enum("S", ["DONE"]).DONE)),  # type: ignore[attr-defined]
            "an Answer whose status is <S.DONE: 1>, not of the type str",
        ),
        (
            DescribeJobExecution("job", "thing"),
            Answer(None, ExecutionDescription("job", "thing", "QUEUED", details={"k": 1})),  # type: ignore[dict-item]
            ", not of the type Mapping[str, str]",
        ),
        (UpdateJobExecution("job", "thing"), Answer(None, JOB), ", not of the type ExecutionState"),
        (GetPendingJobExecutions("thing"), Answer(), "is None, not a tuple of PendingExecution"),
        (GetPendingJobExecutions("thing"), Answer(None, PENDING), ", not a tuple of Pending"),  # type: ignore[arg-type]
        (ListJobExecutionsForJob("job"), Answer(None, (PENDING,)), ", not a tuple of Listed"),
        (ListJobExecutionsForJob("job"), Answer(None, [LISTED]), ", not a tuple of Listed"),  # type: ignore[arg-type]
    ],
)
def test_what_is_no_answer_is_said_in_one_line(request_: Request, came: Any, says: str) -> None:
    with opened(Mine(came), "mine") as system, pytest.raises(WrongReturn) as wrong:
        system.perform(request_)
    assert str(wrong.value).startswith(f"perform({request_.operation}) returned ")
    assert says in str(wrong.value)
    assert "\n" not in str(wrong.value)
    heard = Heard(came)
    with opened(MineHeard(heard), "mine") as system, pytest.raises(WrongReturn) as wrong:
        system.perform(request_)
    assert says in str(wrong.value)


def test_what_other_methods_return_is_checked_as_well() -> None:
    with pytest.raises(WrongReturn, match=r"^heard\(CancelJob\) returned Answer.*, no Heard: give"):
        by_heard(Answer())
    with pytest.raises(WrongReturn, match=r"^raw\(CancelJob\) returned 400, no RawAnswer: give"):
        by_raw(400)


def test_a_coroutine_is_no_answer_and_nothing_else_is_said(
    recwarn: pytest.WarningsRecorder,
) -> None:
    async def perform() -> Answer:
        return Answer()

    with pytest.raises(WrongReturn, match=r"returned <coroutine object .*, no Answer"):
        by_perform(perform())
    assert not recwarn.list


def test_a_system_without_a_name_has_that_of_the_caller() -> None:
    with opened(Mine(Answer()), "mine") as system:
        assert system.name == "mine"
        assert getattr(system, "raw", None) is None


def test_a_context_manager_ends_also_behind_a_wrong_return() -> None:
    ended = []

    @contextmanager
    def around() -> Iterator[System]:
        try:
            yield Mine(None)  # type: ignore[misc]
        finally:
            ended.append("once")

    with pytest.raises(WrongReturn), opened(around(), "mine") as system:
        system.perform(CANCEL)
    assert ended == ["once"]
