"""The client of a check: it gives each script names of its own, and is patient with a busy system.

It also learns which operations the system lacks: those for which every well-formed request was
answered so, one of them where a right system accepts it.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from math import inf
from secrets import token_hex
from typing import Any, NamedTuple, TypeVar, cast

from ..errors import SERVICE_UNAVAILABLE
from ..judge.history import NOTHING, Call
from ..language.rules import RequestRule
from ..model.answers import (
    Answer,
    Entries,
    Response,
    listing,
)
from ..model.constraints import Fit, judge
from ..model.requests import DescribeJob, Request
from ..model.table import TABLE, Table
from ..systems import Heard, System, Unanswered
from ..systems.failures import CRASHED, NO_ROUTE, NOT_IMPLEMENTED
from ..systems.patience import TRIES, Clock, patiently
from ..systems.raw import RawAnswer, RawRequest
from .scripts.scene import renamed
from .scripts.script import Ask

T = TypeVar("T")
MOST_LATE = 3
"""Consecutive time-outs after which an operation counts as missing."""
LATE_IN_ALL = 12
"""Time-outs after which the system counts as gone."""
MOST_BUSY = 30.0
"""Seconds with nothing but answers of a system too busy, after which it counts as gone."""
BUSY = frozenset({429, 503})
"""The HTTP statuses of a service that is too busy, or of a proxy before it."""
LONG = 32
"""Names of more characters keep their length: the prefix takes the place of their beginning."""

NO_ENDPOINT = "raw requests need an endpoint: this system is asked through clients alone"


class Gone(Exception):
    """The system does not answer any more. The message is one line for reports."""


class Reply(NamedTuple):
    """What came of a request, with symbolic names.

    ``answer`` None: nobody knows whether the system carried the request out; ``message`` says what
    came instead. ``http`` and ``others`` are those of `systems.Heard`. ``gone`` and ``missing`` are
    those of `Unanswered`.
    """

    answer: Answer | None
    message: str | None = None
    http: int | None = None
    gone: bool = False
    missing: bool = False
    crash: str = ""
    others: Mapping[str, Any] = NOTHING

    @property
    def response(self) -> Response | Entries | None:
        """The response, if there is one."""
        return self.answer.response if self.answer else None

    def recorded(
        self,
        request: Request,
        start: float,
        end: float,
        *,
        form: RequestRule | None = None,
        client: str | None = None,
    ) -> Call:
        """The call of a history that got this reply."""
        return Call(
            request,
            self.answer,
            start,
            end,
            client,
            http=self.http,
            message=self.message,
            extra=self.others,
            form=form,
            over=bool(self.crash),
        )


class Read(NamedTuple):
    """What came of a raw read: the error code, None on success, ``HTTP 500`` for an error without a
    code; and the body of a success.

    ``message`` says why nothing follows from it; ``missing``: the system answers as one that has no
    such read.
    """

    error: str | None = None
    content: bytes | None = None
    message: str = ""
    missing: bool = False


class Others(NamedTuple):
    """The jobs of other callers at some time, and whether one of them is being deleted then."""

    jobs: frozenset[str] = frozenset()
    delete: bool = False


class Names:
    """The names of one script: each symbolic one behind a prefix of its own.

    A name of more than `LONG` characters keeps its length, so that it tries the same limit.
    """

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self._long: dict[str, str] = {}

    def actual(self, name: str) -> str:
        """The name that goes over the wire."""
        if len(name) <= LONG:
            return self.prefix + name
        actual = self.prefix + name[len(self.prefix) :]
        self._long[actual] = name
        return actual

    def symbolic(self, name: str) -> str:
        """The name in the script; a name of another script stays as it is."""
        return self._long.get(name) or name.removeprefix(self.prefix)

    def read(self, answer: Answer) -> Answer:
        """The answer with symbolic names."""
        response = answer.response
        return Answer(answer.error, None if response is None else self._response(response))

    def in_json(self, value: Any) -> Any:
        """The same in a value of JSON, wherever a name stands."""
        if isinstance(value, str):
            return self.told(value)
        if isinstance(value, Mapping):
            return {key: self.in_json(member) for key, member in value.items()}
        return [self.in_json(member) for member in value] if isinstance(value, list) else value

    def told(self, text: str) -> str:
        """A message with symbolic names."""
        for actual, name in self._long.items():
            text = text.replace(actual, name)
        return text.replace(self.prefix, "")

    def _response(self, response: Response | Entries) -> Response | Entries:
        if isinstance(response, tuple):
            return listing(entry._replace(**self._named_in(entry)) for entry in response)
        names, described = self._named_in(response), cast(Any, response)
        changed: Response = replace(described, **names) if names else response
        return changed

    def _named_in(self, described: object) -> dict[str, Any]:
        """The names of a description, or of an entry of a listing, as they are in the script."""
        found = {name: getattr(described, name, None) for name in ("job_id", "thing_name")}
        return {name: self.symbolic(actual) for name, actual in found.items() if actual is not None}


class Client:
    """Sends the requests of scripts to one system. ``run`` is the prefix of every name.

    ``missing`` are the operations that the system lacks, each with what it said. After ``timeout``
    seconds nothing more is sent.
    """

    def __init__(
        self,
        system: System,
        *,
        table: Table = TABLE,
        clock: Clock | None = None,
        run: str | None = None,
        timeout: float = inf,
    ) -> None:
        self.system = system
        its_own: Clock | None = getattr(system, "clock", None)
        self.clock: Clock = clock or its_own or time
        self.is_moved = its_own is not None
        """Whether a wait takes no time: the system's clock is moved instead."""
        self._timeout, self._until = timeout, self.clock.monotonic() + timeout
        self.answered = False
        """Whether the system answered any request at all."""
        self.sent = 0
        """How many requests went to the system."""
        self.stopped = ""
        """Why the check ends early, if it does: the system is gone, or somebody interrupts."""
        self._raw: Callable[[RawRequest], RawAnswer] | None = getattr(system, "raw", None)
        self._heard: Callable[[Request], Heard] = getattr(system, "heard", None) or (
            lambda request: Heard(system.perform(request))
        )
        self._jobs: Callable[[], Mapping[str, str] | str] | None
        self._jobs = getattr(system, "list_jobs", None)
        self._deleting = table.spec.deleting
        self._run = run or f"spec-{token_hex(3)}"
        self._scripts = 0
        anywhere = (allowance for allowance in table.spec.allowances if allowance.event is None)
        self._busy = frozenset(allowance.error.code for allowance in anywhere)
        self._there: set[str] = set()
        """The operations that the system has."""
        self._lacking: dict[str, str] = {}
        self._late: Counter[str] = Counter()
        """How many consecutive requests for an operation were not answered in time."""
        self._late_reads: Counter[str] = Counter()
        """The same for raw reads."""
        self._late_in_all = 0
        self._busy_times: Counter[str] = Counter()
        """How many consecutive requests for an operation met a system too busy, each time."""
        self._busy_for = 0.0
        """The seconds that went by with such requests alone."""

    @property
    def missing(self) -> Mapping[str, str]:
        """The operations that the system lacks, each with what it said."""
        return {name: why for name, why in self._lacking.items() if name not in self._there}

    @property
    def takes_raw(self) -> bool:
        """Whether raw requests can be sent."""
        return self._raw is not None

    def names(self) -> Names:
        """Names that no other script has."""
        self._scripts += 1
        return Names(f"{self._run}-{self._scripts}-")

    def stop(self, reason: str) -> None:
        """End the check early. The first reason counts."""
        self.stopped = self.stopped or reason

    def greet(self) -> None:
        """Raises `Gone` if the system does not answer."""
        reply = self.send(DescribeJob("nobody"), self.names())
        if reply.gone and self._is_over:
            raise Gone(self._given_up)
        if reply.gone:
            raise Gone(f"{self.system.name} does not answer: {reply.message}")

    def ask(self, ask: Ask, request: Request, names: Names) -> Reply:
        """Send what a script asks. ``request`` is its request as it is sent now."""
        if ask.raw is not None:
            return self._send_raw(ask, ask.raw, names)
        accepted = ask.expected is not None and ask.expected.error is None
        return self.send(request, names, accepted)

    def send(self, request: Request, names: Names, accepted: bool = False) -> Reply:
        """Send a request, again as long as the system is too busy, up to `TRIES` times.

        ``accepted`` says that a right system accepts it.
        """
        operation = request.operation
        if self._given_up:
            return Reply(None, self._given_up, gone=True)
        if self._late[operation] >= MOST_LATE:
            return Reply(None, self._lacking[operation], missing=True)
        actual = renamed(request, names.actual)
        try:
            heard = self._patiently(
                operation, lambda: self._heard(actual), lambda one: one.answer.error
            )
        except Unanswered as failure:
            self._note(failure, request, accepted)
            told = names.told(failure.reason)
            crash = names.told(failure.crash)
            return Reply(None, told, gone=failure.gone, missing=failure.missing, crash=crash)
        self.answered = True
        self._late[operation] = 0
        if judge(request)[0] is Fit.KEPT:
            self._there.add(operation)
        others = names.in_json(heard.others)
        return Reply(names.read(heard.answer), http=heard.http, others=others)

    def read(self, raw: RawRequest, names: Names) -> Read:
        """Send a raw read. What comes of one that the model does not have tells nothing about the
        operations of the model. Raises `Gone`."""
        if self._raw is None:
            return Read(message=NO_ENDPOINT)
        if self._given_up:
            self.greet()
        if self._late_reads[raw.operation] >= MOST_LATE:
            return Read(message=_too_late(raw.operation))
        send, actual = self._raw, raw.named(names.actual)
        try:
            answer = self._patiently(raw.operation, lambda: send(actual), _busy_code)
        except Unanswered as failure:
            if failure.gone:
                self.greet()
            self._late_reads[raw.operation] += failure.late
            self._late_in_all += failure.late
            return Read(message=names.told(failure.reason), missing=failure.missing)
        self._late_reads[raw.operation] = 0
        told = f"{raw.operation}: {answer.error}"
        if answer.has_code:
            is_busy = answer.error in self._busy
            return Read(answer.error, answer.content, message=told if is_busy else "")
        if answer.status == CRASHED:
            return Read(answer.error)
        missing = answer.status in (*NO_ROUTE, NOT_IMPLEMENTED)
        return Read(answer.error, message=f"{told} without an error code", missing=missing)

    def others(self) -> Others | None:
        """The jobs of other callers; None where nobody can say. A system that does not list its
        jobs is taken to be used by this check alone."""
        if self._jobs is None:
            return Others()
        try:
            found = self._patiently("ListJobs", self._jobs, _code_of)
        except Unanswered:
            return None
        if isinstance(found, str):
            return None
        others = {n: status for n, status in found.items() if not n.startswith(f"{self._run}-")}
        return Others(frozenset(others), self._deleting in others.values())

    def _send_raw(self, ask: Ask, raw: RawRequest, names: Names) -> Reply:
        send = self._raw
        if send is None:
            return Reply(None, NO_ENDPOINT)
        if self._given_up:
            return Reply(None, self._given_up, gone=True)
        actual = raw.named(names.actual)
        try:
            answer = self._patiently(raw.operation, lambda: send(actual), _busy_code)
        except Unanswered as failure:
            self._late_in_all += failure.late
            return Reply(None, names.told(failure.reason), gone=failure.gone)
        if ask.form is None and not answer.has_code:
            told = f"{raw.operation}: {answer.error} without an error code"
            return Reply(None, told, answer.status)
        # Of a success nobody has read what came with it.
        return Reply(Answer(answer.error), http=answer.status if answer.error else None)

    def _patiently(
        self, operation: str, send: Callable[[], T], error: Callable[[T], str | None]
    ) -> T:
        """What comes, again while the system is too busy; only once for an operation for which it
        was so each time before."""

        def sent() -> T:
            self.sent += 1
            return send()

        began = self.clock.monotonic()
        tries = 1 if self._busy_times[operation] >= MOST_LATE else TRIES
        answer = patiently(sent, error, self.clock, self._busy, tries)
        if error(answer) in self._busy:
            self._busy_times[operation] += 1
            self._busy_for += self.clock.monotonic() - began
        else:
            self._busy_times[operation] = 0
            self._busy_for = 0.0
        return answer

    @property
    def _is_over(self) -> bool:
        """Whether the time for the check is over."""
        return self.clock.monotonic() >= self._until

    @property
    def _given_up(self) -> str:
        """Why nothing more is sent; empty if something is."""
        if self._is_over:
            return f"the check has taken {self._timeout:g} seconds, the time that --timeout gives"
        if self._late_in_all >= LATE_IN_ALL:
            return f"{LATE_IN_ALL} requests were not answered in time"
        if self._busy_for >= MOST_BUSY:
            return f"it was too busy for each request in {MOST_BUSY:g} seconds"
        return ""

    def _note(self, failure: Unanswered, request: Request, accepted: bool) -> None:
        """What the failure tells of the operation."""
        operation = request.operation
        if failure.late:
            self._late[operation] += 1
            self._late_in_all += 1
            if self._late[operation] >= MOST_LATE:
                self._lacking[operation] = _too_late(operation)
                self._there.discard(operation)
        elif failure.crash:
            self._there.add(operation)
        elif failure.missing and accepted:
            self._lacking[operation] = failure.reason


def _too_late(operation: str) -> str:
    return f"{operation} was not answered in time, {MOST_LATE} consecutive times"


def _code_of(found: Mapping[str, str] | str) -> str | None:
    return found if isinstance(found, str) else None


def _busy_code(answer: RawAnswer) -> str | None:
    """The error code of an answer; for a busy service that gives none, the usual one."""
    is_busy = answer.status in BUSY and not answer.has_code
    return SERVICE_UNAVAILABLE.code if is_busy else answer.error
