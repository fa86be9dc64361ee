"""Reading a response: each member has the type that the API gives it, or nothing was answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from ..model.answers import ListedExecution
from ..model.requests import ListJobExecutionsForJob, ListJobExecutionsForThing
from . import Unanswered

LONGEST = 40
"""Characters of a value that are shown."""
MOST_PAGES = 100
"""So many pages are read at most: no trial makes executions for more."""


class Call(Protocol):
    """A client's method."""

    def __call__(self, **members: Any) -> Mapping[str, Any]: ...


class Members:
    """The members of a response of ``operation``, or of a structure in it.

    A member that is not there, or null, is empty. Every method raises `Unanswered` for a value of
    another type.
    """

    def __init__(self, operation: str, told: Any, name: str = "response") -> None:
        self._operation = operation
        self._told: Mapping[str, Any] = {} if told is None else told
        if not isinstance(self._told, Mapping):
            raise self._unreadable(name, told, "structure")

    def text(self, member: str) -> str | None:
        """A string."""
        value = self._told.get(member)
        if value is not None and not isinstance(value, str):
            raise self._unreadable(member, value, "string")
        return value

    def number(self, member: str) -> int:
        """A whole number, 0 for none."""
        value = self._told.get(member)
        whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        if value is not None and (not whole or isinstance(value, bool)):
            raise self._unreadable(member, value, "whole number")
        return int(value or 0)

    def flag(self, member: str) -> bool:
        """True or false, false for none."""
        value = self._told.get(member)
        if value is not None and not isinstance(value, bool):
            raise self._unreadable(member, value, "boolean")
        return bool(value)

    def inner(self, member: str) -> Members:
        """A structure."""
        return Members(self._operation, self._told.get(member), member)

    def each(self, member: str) -> list[Members]:
        """A list of structures."""
        value = self._told.get(member)
        if value is not None and not isinstance(value, list | tuple):
            raise self._unreadable(member, value, "list")
        return [Members(self._operation, one, member) for one in value or ()]

    def texts(self, member: str) -> dict[str, str]:
        """A map of strings."""
        within = self.inner(member)
        return {str(name): within.text(name) or "" for name in within._told}

    def __bool__(self) -> bool:
        return bool(self._told)

    def _unreadable(self, member: str, value: object, wanted: str) -> Unanswered:
        shown = ascii(value)
        shown = shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…"
        crash = f"{member} is {shown}, no {wanted}"
        return Unanswered(f"{self._operation}: {crash}", crash=crash)


def listed(
    request: ListJobExecutionsForJob | ListJobExecutionsForThing,
    call: Call,
    members: Mapping[str, Any],
) -> tuple[ListedExecution, ...]:
    """What all pages together list. Raises `Unanswered` where they do not end."""
    found = []
    for summary in _summaries(type(request).__name__, call, members):
        status = summary.inner("jobExecutionSummary").text("status") or ""
        if isinstance(request, ListJobExecutionsForJob):
            thing = (summary.text("thingArn") or "").partition(":thing/")[2]
            found.append(ListedExecution(request.job_id, thing, status))
        else:
            job_id = summary.text("jobId") or ""
            found.append(ListedExecution(job_id, request.thing_name, status))
    return tuple(sorted(found))


def _summaries(operation: str, call: Call, members: Mapping[str, Any]) -> Iterator[Members]:
    tokens: list[str] = []
    page = Members(operation, call(**members))
    while True:
        yield from page.each("executionSummaries")
        token = page.text("nextToken")
        if not token:
            return
        if token in tokens or len(tokens) + 1 >= MOST_PAGES:
            crash = "the pages do not end, there is always a nextToken"
            raise Unanswered(f"{operation}: {crash}", crash=crash)
        tokens.append(token)
        page = Members(operation, call(**members, nextToken=token))
