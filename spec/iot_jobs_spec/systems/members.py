"""Read responses: check the type of every member, and join the pages of a listing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from ..model.answers import ListedExecution
from ..model.requests import ListJobExecutionsForJob, ListJobExecutionsForThing
from . import Unanswered

MAX_SHOWN = 40
"""How many characters of an unreadable value a message shows."""
MAX_PAGES = 100
"""How many pages of a listing are read. No check creates executions for more."""


class Method(Protocol):
    """A method of a boto3 client."""

    def __call__(self, **members: object) -> Mapping[str, object]: ...


class Members:
    """The members of a response, or of a structure ``name`` in it.

    A member that is absent or null reads as empty: None, 0, False, or no entries. Every method
    raises `Unanswered` for a value of another type, such as a status that is a number.
    """

    def __init__(self, operation: str, value: object, name: str = "response") -> None:
        self._operation = operation
        if value is not None and not isinstance(value, Mapping):
            raise self._unreadable(name, value, "structure")
        self._members: Mapping[str, object] = {} if value is None else value

    def text(self, member: str) -> str | None:
        """A string."""
        value = self._members.get(member)
        if value is not None and not isinstance(value, str):
            raise self._unreadable(member, value, "string")
        return value

    def number(self, member: str) -> int:
        """A whole number. ``2.0`` is one."""
        value = self._members.get(member)
        if value is None:
            return 0
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if isinstance(value, float) and value.is_integer():
            return int(value)
        raise self._unreadable(member, value, "whole number")

    def flag(self, member: str) -> bool:
        """True or false."""
        value = self._members.get(member)
        if value is not None and not isinstance(value, bool):
            raise self._unreadable(member, value, "boolean")
        return bool(value)

    def inner(self, member: str) -> Members:
        """A structure."""
        return Members(self._operation, self._members.get(member), member)

    def each(self, member: str) -> list[Members]:
        """A list of structures."""
        value = self._members.get(member)
        if value is not None and not isinstance(value, list | tuple):
            raise self._unreadable(member, value, "list")
        return [Members(self._operation, one, member) for one in value or ()]

    def texts(self, member: str) -> dict[str, str]:
        """A map of strings."""
        inner = self.inner(member)
        return {str(name): inner.text(name) or "" for name in inner._members}

    def __bool__(self) -> bool:
        return bool(self._members)

    def _unreadable(self, member: str, value: object, wanted: str) -> Unanswered:
        shown = ascii(value)
        shown = shown if len(shown) <= MAX_SHOWN else f"{shown[:MAX_SHOWN]}…"
        crash = f"{member} is {shown}, no {wanted}"
        return Unanswered(f"{self._operation}: {crash}", crash=crash)


def listed(
    request: ListJobExecutionsForJob | ListJobExecutionsForThing,
    method: Method,
    members: Mapping[str, object],
) -> tuple[ListedExecution, ...]:
    """The executions on all pages of a listing. Raises `Unanswered` if the pages do not end."""
    found = []
    for summary in _summaries(type(request).__name__, method, members):
        status = summary.inner("jobExecutionSummary").text("status") or ""
        if isinstance(request, ListJobExecutionsForJob):
            thing = (summary.text("thingArn") or "").partition(":thing/")[2]
            found.append(ListedExecution(request.job_id, thing, status))
        else:
            job_id = summary.text("jobId") or ""
            found.append(ListedExecution(job_id, request.thing_name, status))
    return tuple(sorted(found))


def _summaries(operation: str, method: Method, members: Mapping[str, object]) -> Iterator[Members]:
    tokens: list[str] = []
    page = Members(operation, method(**members))
    while True:
        yield from page.each("executionSummaries")
        token = page.text("nextToken")
        if not token:
            return
        if token in tokens or len(tokens) + 1 >= MAX_PAGES:
            crash = "the pages do not end, there is always a nextToken"
            raise Unanswered(f"{operation}: {crash}", crash=crash)
        tokens.append(token)
        page = Members(operation, method(**members, nextToken=token))
