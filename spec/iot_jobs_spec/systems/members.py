"""The pages of a listing, one after the other, or joined to one answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sized
from operator import itemgetter
from typing import Protocol

from ..model.answers import Answer, ListedExecution, Listing, PendingExecution, listing
from ..model.requests import ListJobExecutionsForJob, ListJobExecutionsForThing
from ..model.wire import SUMMARIES, read_response, text
from . import Heard, Unanswered

MOST_PAGES = 100
"""How many pages of a listing are read. No check creates executions for more."""
MOST_ENTRIES = 25_000
"""How many entries of a listing are read: so many as AWS shows on these pages."""


class Method(Protocol):
    """A method of a boto3 client."""

    def __call__(self, **members: object) -> Mapping[str, object]: ...


def pages(
    operation: str, method: Method, members: Mapping[str, object]
) -> Iterator[Mapping[str, object]]:
    """The pages of a listing. Raises `Unanswered` if they do not end, and `wire.Unreadable`."""
    tokens: list[str] = []
    page = method(**members)
    while True:
        yield page
        token = text(page.get("nextToken"), "nextToken")
        if not token:
            return
        if token in tokens or len(tokens) + 1 >= MOST_PAGES:
            crash = "the pages do not end, there is always a nextToken"
            raise Unanswered(f"{operation}: {crash}", crash=crash)
        tokens.append(token)
        page = method(**members, nextToken=token)


def listed(
    request: ListJobExecutionsForJob | ListJobExecutionsForThing,
    method: Method,
    members: Mapping[str, object],
) -> Heard:
    """The executions on all pages of a listing, and what comes with each. Raises what `pages`
    raises."""
    found: list[tuple[PendingExecution | ListedExecution, object]] = []
    for page in pages(request.operation, method, members):
        entries, others = read_response(request, page)
        assert isinstance(entries, Listing)
        found += zip(entries, others.get(SUMMARIES) or [{}] * len(entries), strict=True)
        require_few(request.operation, found)
    found.sort(key=itemgetter(0))
    beside = {SUMMARIES: [more for _, more in found]}
    return Heard(Answer(None, listing(entry for entry, _ in found)), others=beside)


def require_few(operation: str, entries: Sized) -> None:
    """Raises `Unanswered` if a listing has too many entries."""
    if len(entries) > MOST_ENTRIES:
        crash = f"more than {MOST_ENTRIES} entries"
        raise Unanswered(f"{operation}: {crash}", crash=crash)
