"""The listings of executions, page by page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from ..answers import ListedExecution
from ..requests import ListJobExecutionsForJob, ListJobExecutionsForThing
from . import Unanswered

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
        status = str((summary.get("jobExecutionSummary") or {}).get("status", ""))
        if isinstance(request, ListJobExecutionsForJob):
            thing = str(summary.get("thingArn", "")).partition(":thing/")[2]
            found.append(ListedExecution(request.job_id, thing, status))
        else:
            job_id = str(summary.get("jobId", ""))
            found.append(ListedExecution(job_id, request.thing_name, status))
    return tuple(sorted(found))


def _summaries(
    operation: str, call: Call, members: Mapping[str, Any]
) -> Iterator[Mapping[str, Any]]:
    tokens: list[str] = []
    page = call(**members)
    while True:
        yield from page.get("executionSummaries") or ()
        token = page.get("nextToken")
        if not token:
            return
        if token in tokens or len(tokens) + 1 >= MOST_PAGES:
            raise Unanswered(f"{operation}: the pages do not end, there is always a nextToken")
        tokens.append(token)
        page = call(**members, nextToken=token)
