"""The listings of executions, page by page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from ..model.answers import ListedExecution
from ..model.requests import ListJobExecutionsForJob, ListJobExecutionsForThing
from . import Unanswered
from .members import Members

MOST_PAGES = 100
"""So many pages are read at most: no trial makes executions for more."""


class Call(Protocol):
    """A client's method."""

    def __call__(self, **members: Any) -> Mapping[str, Any]: ...


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
