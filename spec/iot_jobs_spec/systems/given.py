"""Systems that users give: their own `System`, or clients with the methods of boto3's."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from inspect import iscoroutine
from itertools import product
from typing import Any, get_args, get_origin, get_type_hints

from ..model.answers import (
    Answer,
    ExecutionDescription,
    ExecutionState,
    JobDescription,
    ListedExecution,
    PendingExecution,
)
from ..model.requests import (
    DescribeJob,
    DescribeJobExecution,
    GetPendingJobExecutions,
    ListJobExecutionsForJob,
    ListJobExecutionsForThing,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
)
from ..model.texts import shown
from . import Heard, System, Unanswered
from .boto import BotoSystem, http_of
from .failures import outcome_of
from .patience import Clock
from .raw import RawAnswer, RawRequest

REJECTED = 400
"""The HTTP status of an error of the API that comes without one."""
_SHOWN: Mapping[type[Request], type] = {
    DescribeJob: JobDescription,
    DescribeJobExecution: ExecutionDescription,
    StartNextPendingJobExecution: ExecutionDescription,
    UpdateJobExecution: ExecutionState,
}
"""The response to each request that shows one record."""
_LISTED: Mapping[type[Request], type] = {
    GetPendingJobExecutions: PendingExecution,
    ListJobExecutionsForJob: ListedExecution,
    ListJobExecutionsForThing: ListedExecution,
}
"""The entries in the response to each request that lists executions."""
_MEMBERS: Mapping[type | None, Mapping[str, Any]] = {
    kind: get_type_hints(kind) for kind in {*_SHOWN.values(), *_LISTED.values()}
}
"""The type of each member of the records in responses."""


class WrongReturn(TypeError):
    """A method of a user's system returned something that is no answer, or a factory no system.

    That is a mistake in the code around the system, so nothing follows for the system. The message
    is one line that says what came, and what would be right.
    """


@contextmanager
def opened(given: Any, name: str) -> Iterator[System]:
    """The system that is given, and what it made removed afterwards.

    ``given`` is a `System`, a client of ``iot`` with one of ``iot-jobs-data``, or a context manager
    around either. None, or a client without a method, does not have these operations. ``name`` is
    for reports, if the system has none. Raises `WrongReturn` for anything else.

    A method of the system that raises an exception has crashed, and one that returns something that
    is no answer raises `WrongReturn`.
    """
    __tracebackhide__ = True  # pytest shows the lines of ``given`` alone
    if isinstance(given, AbstractContextManager):
        with given as inner, opened(inner, name) as system:
            yield system
        return
    made = _made(given, name)
    try:
        yield Guarded(made, name)
    finally:
        if isinstance(made, BotoSystem) and (left := made.clean_up()):
            print(f"iot-jobs-spec: {left}", file=sys.stderr)


def _made(given: Any, name: str) -> System:
    if isinstance(given, tuple) and len(given) == 2:
        iot, jobs_data = given
        return BotoSystem(_Partial(iot), _Partial(jobs_data), name)
    if hasattr(given, "perform"):
        system: System = given
        return system
    raise WrongReturn(f"clients() gave {given!r}, not a client of iot and one of iot-jobs-data")


class _Partial:
    """A client that raises NotImplementedError for a method that it does not have."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __getattr__(self, method: str) -> Any:
        found = getattr(self._client, method, None)
        if found is None:
            raise NotImplementedError(method)
        return found


class Guarded:
    """A user's system, of which every exception is an `Unanswered` and every answer is checked.

    `failures.outcome_of` classifies the exceptions; an exit of the process is a crash as well.
    Raises `WrongReturn`.
    """

    def __init__(self, system: System, name: str) -> None:
        self._system = system
        self.name = str(getattr(system, "name", None) or name)

    def perform(self, request: Request) -> Answer:
        """Send one request and return its answer."""
        return self.heard(request).answer

    def heard(self, request: Request) -> Heard:
        """The same, with what comes beside the answer, if the system says it."""
        method: Callable[[Request], object] | None = getattr(self._system, "heard", None)
        try:
            came = self._system.perform(request) if method is None else method(request)
        except (Exception, SystemExit) as error:
            code = self._code(error, request.operation)
            return Heard(Answer(code), http_of(getattr(error, "response", None)))
        if method is None:
            return Heard(_answer(came, f"perform({request.operation})", request))
        told = f"heard({request.operation})"
        if not isinstance(came, Heard):
            raise _wrong(told, came, "Heard: give Heard(answer, http)")
        return came._replace(answer=_answer(came.answer, told, request))

    @property
    def clock(self) -> Clock | None:
        """The clock of the system, if it has one of its own."""
        clock: Clock | None = getattr(self._system, "clock", None)
        return clock

    @property
    def raw(self) -> Callable[[RawRequest], RawAnswer] | None:
        """Sends a raw request; None if the system takes none."""
        send: Callable[[RawRequest], object] | None = getattr(self._system, "raw", None)
        if send is None:
            return None

        def sent(request: RawRequest) -> RawAnswer:
            try:
                came = send(request)
            except (Exception, SystemExit) as error:
                code = self._code(error, request.operation)
                return RawAnswer(http_of(getattr(error, "response", None)) or REJECTED, code)
            if not isinstance(came, RawAnswer):
                told = f"raw({request.operation})"
                raise _wrong(told, came, "RawAnswer: give RawAnswer(http, error_code)")
            return came

        return sent

    @property
    def list_jobs(self) -> Callable[[], Mapping[str, str] | str] | None:
        """Tells the status of each job; None if the system does not."""
        told: Callable[[], Mapping[str, str] | str] | None = getattr(
            self._system, "list_jobs", None
        )
        if told is None:
            return None

        def listed() -> Mapping[str, str] | str:
            try:
                came = told()
            except (Exception, SystemExit) as error:
                return self._code(error, "ListJobs")
            if not _is(came, Mapping[str, str] if isinstance(came, Mapping) else str):
                raise _wrong("list_jobs()", came, "mapping: give {job_id: status} or error_code")
            return came

        return listed

    def _code(self, error: BaseException, operation: str) -> str:
        """The error code that an exception carries. Raises `Unanswered` for any other."""
        if isinstance(error, Unanswered):
            raise error
        return outcome_of(error, operation, self.name)


def _answer(came: object, told: str, request: Request) -> Answer:
    """The answer that came. Raises `WrongReturn` if it is none."""
    if not isinstance(came, Answer):
        raise _wrong(told, came, "Answer: give Answer(None, response) or Answer(error_code)")
    error, response = came
    if error is None:
        _require_response(response, request, f"{told} returned an Answer whose")
    elif not isinstance(error, str):
        raise WrongReturn(f"{told} returned an Answer whose error is {shown(error)}, no str")
    elif response is not None:
        raise WrongReturn(f"{told} returned an Answer with an error and a response: give one")
    return came


def _require_response(response: object, request: Request, told: str) -> None:
    """Raises `WrongReturn` if no system answers an accepted request with this response."""
    shows, lists = _SHOWN.get(type(request)), _LISTED.get(type(request))
    records: tuple[object, ...] = () if response is None else (response,)
    if lists is not None:
        right = f"a tuple of {lists.__name__}"
        records = response if isinstance(response, tuple) else ()
        fits = response is records and all(isinstance(entry, lists) for entry in records)
    elif shows is not None:
        right = f"of the type {shows.__name__}"
        may_be_none = not isinstance(request, DescribeJob | DescribeJobExecution)
        fits = isinstance(response, shows) or (response is None and may_be_none)
    else:
        right, fits = "None", response is None
    if not fits:
        raise WrongReturn(f"{told} response is {shown(response)}, not {right}")
    for record, (name, kind) in product(records, _MEMBERS.get(lists or shows, {}).items()):
        if not _is(value := getattr(record, name), kind):
            raise WrongReturn(f"{told} {name} is {shown(value)}, not of the type {_name(kind)}")


def _is(value: object, kind: Any) -> bool:
    if get_origin(kind) is not Mapping:
        return isinstance(value, kind)
    key_kind, held_kind = get_args(kind)
    return isinstance(value, Mapping) and all(
        isinstance(key, key_kind) and isinstance(held, held_kind) for key, held in value.items()
    )


def _name(kind: Any) -> str:
    name: str = kind.__name__ if isinstance(kind, type) else str(kind)
    return name.rpartition("abc.")[2]


def _wrong(told: str, came: object, right: str) -> WrongReturn:
    if iscoroutine(came):
        came.close()  # else Python warns that nobody awaited it
    return WrongReturn(f"{told} returned {shown(came)}, no {right}")
