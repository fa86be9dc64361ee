"""Histories: recorded calls as values, and the record format to read and write them.

A record is one call as JSON on one line::

    {"operation": "CancelJob", "request": {"jobId": "j"}, "answer": {"response": {}}, "client": "c"}

``answer`` is ``{"response": {…}}``, ``{"error": "InvalidRequestException"}`` with ``http`` and
``message`` where they are known, or null if nobody knows whether the service carried out the
request. ``start`` and ``end`` are in seconds since any origin. They and ``client`` may be left out.

`read` accepts every spelling of `model.wire`; `write` uses that of boto3.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import inf, isfinite
from typing import Any, NamedTuple

from ..language.rules import RequestRule
from ..model.answers import OK, Answer, Listing
from ..model.maps import Map
from ..model.profiles import CORE, FULL
from ..model.requests import Request
from ..model.texts import shown
from ..model.wire import (
    FULL_KINDS,
    METADATA,
    NOT_ALLOWED,
    Outside,
    Unreadable,
    error_code,
    lacking,
    left_out_cause,
    read_request,
    read_response,
    request_members,
    response_members,
    snake_case,
)
from ..model.world import new

NOTHING: Mapping[str, Any] = Map()
"""No extra members."""
READING = ("describe_", "get_", "list_", "search_")
"""How read-only operations begin, among those that the spec does not have."""
LATEST = 10**300
"""The bound on seconds given as a whole number, far from the largest float."""
SERVER_ERROR = 500
"""From this HTTP status on, the service may have carried out a rejected request."""


class Place(NamedTuple):
    """Where a record is: the name of the file and the number of the line, from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class Call(NamedTuple):
    """One request and its answer, with times and client where they are known.

    ``answer`` is None if it is unknown: then the service may have carried the request out at any
    time after ``start``, or never. ``start`` and ``end`` are seconds since any origin; both are
    None if the times are unknown, and ``end`` alone if the client saw no end. ``http`` and
    ``message`` belong to the answer. ``extra`` are the members of the response that the model does
    not have, as `wire.read_response` gives them. ``form`` is the rule that a malformed request
    breaks; ``request`` is then the well-formed one that it was made from. ``over``: a call without
    an answer has ended because the service failed: it was carried out by ``end``, or never.
    """

    request: Request
    answer: Answer | None
    start: float | None = None
    end: float | None = None
    client: str | None = None
    place: Place | None = None
    http: int | None = None
    message: str | None = None
    extra: Mapping[str, Any] = NOTHING
    form: RequestRule | None = None
    over: bool = False

    def __hash__(self) -> int:
        return hash(self._replace(extra=NOTHING)[:])  # extra is JSON, which has no hash


class Skipped(NamedTuple):
    """A line that is not a call of the history, with the reason.

    ``operation``, ``job_id`` and ``thing_name`` are those of the line, None if it names none or
    cannot be read. ``may_change`` is False if the request certainly changed no job: it only reads,
    or the service rejected it. ``start`` and ``end`` are those of a call, if they can be read.
    """

    place: Place
    reason: str
    operation: str | None = None
    job_id: str | None = None
    thing_name: str | None = None
    may_change: bool = True
    start: float | None = None
    end: float | None = None

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


@dataclass(frozen=True, slots=True)
class History:
    """Calls in the order of their lines, and the lines that are not calls.

    ``passed_over`` are requests that the spec does not describe, and malformed ones that the
    service rejected, such as one whose body is not an object. ``unread`` are lines that break the
    format.

    The order in which the calls took effect: a call comes before another if it ends before the
    other starts. Calls without times come in the order of their lines, after the last call with
    times before them and before the first one after them. A call without a known answer comes after
    the same calls and before none. These rules never contradict each other: `read` rejects a line
    for which they would.
    """

    calls: tuple[Call, ...] = ()
    passed_over: tuple[Skipped, ...] = ()
    unread: tuple[Skipped, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many lines there are of each sort."""
        return {
            "calls": len(self.calls),
            "passed_over": len(self.passed_over),
            "unread": len(self.unread),
        }


def read(lines: Iterable[str | bytes], name: str, profile: str = CORE) -> History:
    """Read the history in the lines of a file; ``name`` is the file's name in every `Place`.
    Requests that the profile does not describe are passed over.

    Lines are text or bytes in UTF-8, for example a file that is opened with ``"rb"``. Each is read
    and dropped before the next one. No line raises an error: a bad one is among the ``unread``, and
    an empty one is skipped.
    """
    calls: list[Call] = []
    passed_over: list[Skipped] = []
    unread: list[Skipped] = []
    order = _Order()
    for number, line in enumerate(lines, 1):
        place = new(Place, (name, number))
        record: object = None
        try:
            text = _text(line, first=number == 1)
            if not text:
                continue
            record = _record(text)
            call = _call(record, place, profile)
            order.follow(call)
            calls.append(call)
        except Unreadable as error:
            unread.append(_skipped(place, str(error), record))
        except Outside as error:
            more = " (--profile full judges it)" if profile == CORE and _is_in_full(record) else ""
            passed_over.append(_skipped(place, f"{error}{more}", record))
    return History(tuple(calls), tuple(passed_over), tuple(unread))


def _is_in_full(record: object) -> bool:
    """Whether the profile `full` describes the record."""
    try:
        _call(record, Place("", 0), FULL)
    except (Outside, Unreadable):
        return False
    return True


def write(call: Call) -> str:
    """The call as a line of the record format, without a line break.

    `read` gives the same call again, with the place of the new line. It gives a ``thingName`` where
    iot gives an ARN, unless ``extra`` has the ARN.
    """
    record: dict[str, Any] = {
        "operation": call.request.operation,
        "request": request_members(call.request),
        "answer": None if call.answer is None else _answer_members(call, call.answer),
        "start": call.start,
        "end": call.end,
        "client": call.client,
    }
    kept = {k: v for k, v in record.items() if v is not None or k == "answer"}
    return json.dumps(kept)


def _answer_members(call: Call, answer: Answer) -> dict[str, Any]:
    given = {"http": call.http, "message": call.message}
    about = {name: value for name, value in given.items() if value is not None}
    if answer.error is not None:
        return {"error": answer.error, **about}
    members = response_members(call.request, answer.response)
    return {"response": _merged(members, call.extra), **about}


def _merged(members: Mapping[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    """The members with the extra ones, in structures and in each entry of a list."""
    found = {**members}
    for name, value in extra.items():
        held = members.get(name)
        if isinstance(held, dict):
            found[name] = _merged(held, value)
        elif isinstance(held, list):
            found[name] = [_merged(one, more) for one, more in zip(held, value, strict=True)]
        else:
            found[name] = value
    if "thingArn" in extra:
        found.pop("thingName", None)
    return found


# Reading. Each function raises `Unreadable` or `Outside`.


def _text(line: str | bytes, first: bool) -> str:
    if isinstance(line, bytes):
        try:
            line = line.decode()
        except UnicodeDecodeError:
            raise Unreadable("the line is not UTF-8") from None
    return (line.removeprefix("\ufeff") if first else line).strip(" \t\r\n")


def _record(text: str) -> object:
    try:
        record, end = _JSON.raw_decode(text)
        if end != len(text):
            raise json.JSONDecodeError("Extra data", text, end)
        return record
    except Unreadable:
        raise
    except json.JSONDecodeError as error:
        what = error.msg.removesuffix(" at")  # "Unterminated string starting at"
        raise Unreadable(f"the line is not JSON: {what} at character {error.colno}") from None
    except RecursionError:
        raise Unreadable("the line nests its values too deep") from None
    except ValueError:
        raise Unreadable("the line has a number with too many digits") from None


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        twice = next(name for name, count in counts.items() if count > 1)
        raise Unreadable(f"an object has the name {shown(twice)} twice")
    return found


def _constant(word: str) -> Any:
    raise Unreadable(f"the line is not JSON: {word} is not a number")


def _float(digits: str) -> float:
    number = float(digits)
    if not isfinite(number):
        raise Unreadable(f"the number {shown(digits)} is too large")
    return number


_JSON = json.JSONDecoder(object_pairs_hook=_pairs, parse_constant=_constant, parse_float=_float)


def _call(record: object, place: Place, profile: str) -> Call:
    if not isinstance(record, dict):
        raise Unreadable("the record is not an object")
    operation = record.get("operation")
    if not isinstance(operation, str) or not operation:
        raise _lacks(record, "operation", "name of an operation")
    members = record.get("request")
    if not isinstance(members, dict | str):
        raise _lacks(record, "request", "object")
    if "answer" not in record:
        raise Unreadable("the record has no answer (null if it is unknown)")
    try:
        request = read_request(operation, members, profile)
    except Unreadable as error:
        if not _is_rejected(record):
            raise
        raise Outside(f"{operation} was malformed and rejected: {error}") from None
    answer, http, message, extra = _answer(request, record["answer"])
    if answer is not None and answer.error is not None and isinstance(members, dict):
        _require_that_the_spec_tells(request, members, answer.error, profile)
    start, end = _times(record, answer)
    client = record.get("client")
    if client is not None and not isinstance(client, str):
        number = _whole(client)
        if number is None:
            raise _wrong(client, "client", "string or whole number")
        client = str(number)
    more = (http, message, extra or NOTHING, None, False)
    return new(Call, (request, answer, start, end, client, place, *more))


def _is_rejected(record: dict[str, Any]) -> bool:
    """Whether the record, whose request cannot be read, has an answer that rejects it. Raises
    `Unreadable` if the rest of it breaks the format."""
    answer = record["answer"]
    if answer is not None and not isinstance(answer, dict):
        raise _wrong(answer, "answer", "object or null")
    if answer is not None and answer.keys().isdisjoint(("response", "error")):
        raise Unreadable("the answer has neither a response nor an error")
    _times(record, OK if answer is not None else None)
    return answer is not None and isinstance(answer.get("error"), str)


def _answer(
    request: Request, given: object
) -> tuple[Answer | None, int | None, str | None, dict[str, Any]]:
    """The answer, its HTTP status and message, and the extra members of the response."""
    if given is None:
        return None, None, None, {}
    if not isinstance(given, dict):
        raise _wrong(given, "answer", "object or null")
    http, message, error = given.get("http"), given.get("message"), given.get("error")
    if http is not None:
        http = _http_status(http)
        if http is None:
            raise _wrong(given["http"], "http", "HTTP status")
    if message is not None and not isinstance(message, str):
        raise _wrong(message, "message", "string")
    if error is not None:
        if given.get("response") is not None:
            raise Unreadable("the answer has both a response and an error")
        if not isinstance(error, str) or not error_code(error):
            raise _wrong(error, "error", "error code")
        return _rejection(error), http, message, {}
    if "response" not in given:
        raise Unreadable("the answer has neither a response nor an error")
    response, extra = read_response(request, given["response"])
    if isinstance(response, Listing) and extra.get("nextToken"):
        raise Outside(f"one page of {request.operation}")
    if METADATA in extra:
        metadata = extra.pop(METADATA)
        if http is None and isinstance(metadata, dict):
            http = _http_status(metadata.get("HTTPStatusCode"))
    answer = OK if response is None else Answer(None, response)
    return answer, http, message, extra


@lru_cache
def _rejection(error: str) -> Answer:
    return Answer(error_code(error))


def _http_status(value: object) -> int | None:
    number = _whole(value)
    return number if number is not None and 100 <= number <= 599 else None


def _whole(value: object) -> int | None:
    """The whole number that a value is; None if it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value % 1:
        return None
    return int(value)


def _require_that_the_spec_tells(
    request: Request, members: Mapping[str, Any], error: str, profile: str
) -> None:
    """Raises `Outside` if the reason for the error may be one that the spec knows nothing of."""
    if error in NOT_ALLOWED:
        raise Outside(f"rejected for the caller's keys or permissions: {error}")
    member = left_out_cause(request, members, error, profile)
    if member is not None:
        raise Outside(f"{request.operation} with {member}, which may be why it was rejected")
    absent = lacking(request, members, error)
    if absent is not None:
        raise Outside(f"{request.operation} without a {absent}, which may be why it was rejected")


def _times(record: dict[str, Any], answer: Answer | None) -> tuple[float | None, float | None]:
    start, end = record.get("start"), record.get("end")
    if start.__class__ is end.__class__ is float and start <= end:
        return start, end
    start, end = _seconds(start, "start"), _seconds(end, "end")
    if start is None:
        if end is not None:
            raise Unreadable("the record has an end and no start")
    elif end is None:
        if answer is not None:
            raise Unreadable("the record has a start and an answer, and no end")
    elif end < start:
        raise Unreadable(f"the end {end!r} is before the start {start!r}")
    return start, end


def _seconds(value: object, member: str) -> float | None:
    if value is None or isinstance(value, float):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < LATEST:
        return float(value)
    raise _wrong(value, member, "number of seconds")


class _Order:
    """Checks that the calls without times fit between the times of the calls around them."""

    def __init__(self) -> None:
        self._start = -inf
        """Of the last call with times."""
        self._untimed_since = False

    def follow(self, call: Call) -> None:
        """Check the next call. Raises `Unreadable` if it cannot come after those before it."""
        if call.answer is None:
            return  # it may come later than its end
        if call.start is None or call.end is None:
            self._untimed_since = True
            return
        if self._untimed_since and call.end < self._start:
            raise Unreadable(
                f"the end {call.end!r} is before the start {self._start!r} of an earlier line, "
                "and a call without times is between them"
            )
        self._start, self._untimed_since = call.start, False


def _lacks(record: Mapping[str, Any], member: str, wanted: str) -> Unreadable:
    value = record.get(member)
    return (
        _wrong(value, member, wanted)
        if value is not None
        else Unreadable(f"the record has no {member}")
    )


def _wrong(value: object, member: str, wanted: str) -> Unreadable:
    return Unreadable(f"{member} is {shown(value)}, no {wanted}")


def _skipped(place: Place, reason: str, record: object) -> Skipped:
    """The line with the names in it, as far as they can be read."""
    if not isinstance(record, dict):
        return Skipped(place, reason)
    operation, answer = _string(record, "operation"), record.get("answer")
    request = record.get("request")
    named = request if isinstance(request, dict) else {}
    kind = FULL_KINDS.get(operation or "")
    reads = kind.is_read if kind else snake_case(operation or "").startswith(READING)
    try:
        start, end = _times(record, OK)
    except Unreadable:
        start, end = None, None
    return Skipped(
        place,
        reason,
        operation,
        _string(named, "jobId", "job_id"),
        _string(named, "thingName", "thing_name"),
        not reads and not _is_rejection(answer),
        start,
        end if isinstance(answer, dict) and answer.get("error") is None else None,
    )


def _is_rejection(answer: object) -> bool:
    """Whether an error certainly left everything as it was."""
    if not isinstance(answer, dict) or not isinstance(answer.get("error"), str):
        return False
    http = answer.get("http")
    return not (isinstance(http, int) and http >= SERVER_ERROR)


def _string(members: Mapping[str, Any], *names: str) -> str | None:
    return next((members[name] for name in names if isinstance(members.get(name), str)), None)
