"""Record the calls of boto3 clients.

A client may send several requests for one call: botocore repeats one that was throttled or got no
answer in time, although the service may have carried it out. So there is a record for each request
that the client sends, and none for a call that it rejects itself. It is written when the answer
comes. If none comes, because of a time-out, a broken connection or an interrupt, nobody knows the
answer.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import finalize

from ..records import Asked, Recording, answer_of, clock, kept

if TYPE_CHECKING:
    from botocore.client import BaseClient

SERVICES = ("iot", "iot-jobs-data")
"""The services whose calls can be recorded."""
_Client = TypeVar("_Client", bound="BaseClient")


def record(client: _Client, file: str | os.PathLike[str]) -> _Client:
    """Record every later call of a boto3 client of ``iot`` or ``iot-jobs-data``, and return it.

    >>> iot = record(boto3.client("iot"), "calls.jsonl")

    The file must be new. Clients of the same process may share one; another process needs its own.
    Raises ValueError for a client of another service, and OSError (from the call of the client,
    too) if the file cannot be written.
    """
    service = service_of(client)
    if service not in SERVICES:
        raise ValueError(f"record takes a client of {' or '.join(SERVICES)}, not of {service}")
    attach(client, _recording(file))
    return client


def service_of(client: BaseClient) -> str:
    """The service of a client, as boto3 names it: ``iot-jobs-data``."""
    return str(client.meta.service_model.service_name)


def attach(
    client: BaseClient, recording: Recording, more: Callable[[], Mapping[str, str]] = dict
) -> None:
    """Record the calls of a client; once, however often this is called.

    ``more`` gives further members for the records of a call, when it begins.
    """
    recorder = _Recorder(recording, service_of(client), more)
    for event, handler in (
        ("before-parameter-build", recorder.begin),
        ("request-created", recorder.send),
        ("response-received", recorder.receive),
        ("after-call-error", recorder.fail),
    ):
        # After every handler of the client: parameters are final then, and requests are signed.
        client.meta.events.register_last(event, handler, f"{event} into {id(recording)}")


_OPEN: dict[tuple[int, int], Recording] = {}
"""The recordings of `record`, by the identity of their files."""
_opening = Lock()
_numbers = count(1)
"""Of the clients of this process."""


def _recording(file: str | os.PathLike[str]) -> Recording:
    """The recording in a file: a new one, or one of this process."""
    with _opening:
        try:
            recording = Recording(file)
        except FileExistsError:
            known = _OPEN.get(_identity(file))
            if known is None:
                raise
            return known
        return _OPEN.setdefault(_identity(file), recording)


def _identity(file: str | os.PathLike[str]) -> tuple[int, int]:
    found = Path(file).stat()
    return found.st_dev, found.st_ino


@dataclass
class _Call:
    """A call of the client, and the last request that was sent for it."""

    operation: str
    members: Any
    more: Mapping[str, str]
    sent: _Sent | None = None


class _Sent:
    """A request that was sent, of which ``_lost`` writes a record if no answer ever comes.

    It does so too when the request is dropped, for example after an interrupt.
    """

    def __init__(self, recording: Recording, asked: Asked) -> None:
        self._recording = recording
        self._asked = asked
        self._lost = finalize(self, recording.add, asked, None)

    def end(self, answer: Mapping[str, Any] | None) -> None:
        """Write the record with its answer, None where nobody knows it; only once."""
        now = clock()
        if answer is None:
            self._lost()
        elif self._lost.detach():
            self._recording.add(self._asked, answer, now)


class _Recorder:
    """Handlers of botocore's events. The context is botocore's: a dictionary for each call."""

    def __init__(
        self, recording: Recording, service: str, more: Callable[[], Mapping[str, str]]
    ) -> None:
        self._recording = recording
        self._more = more
        self._name = f"{service}-{os.getpid()}-{next(_numbers)}"

    def begin(self, params: Any, model: Any, context: dict[Any, Any], **_: object) -> None:
        context[self._recording] = _Call(model.name, params, self._more())

    def send(self, request: Any, **_: object) -> None:
        call = request.context.get(self._recording)
        if call is not None:
            # The caller may change its lists later. botocore has validated them by now.
            members = deepcopy(kept(call.operation, call.members))
            asked = Asked(call.operation, members, clock(), self._name, call.more)
            call.sent = _Sent(self._recording, asked)

    def receive(
        self, response_dict: dict[str, Any] | None, context: dict[Any, Any], **_: object
    ) -> None:
        call = context.get(self._recording)
        if call is not None and call.sent is not None:
            call.sent.end(response_dict and _answer(response_dict))

    def fail(self, context: dict[Any, Any], **_: object) -> None:
        self.receive(None, context)


def _answer(response: dict[str, Any]) -> dict[str, Any]:
    return answer_of(response["status_code"], response["headers"], response["body"])
