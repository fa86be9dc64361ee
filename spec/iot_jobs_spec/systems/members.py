"""The pages of a listing, joined to one answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from ..model.answers import Listing, listing
from ..model.requests import ListJobExecutionsForJob, ListJobExecutionsForThing
from ..model.wire import read_response, text
from . import Unanswered

MAX_PAGES = 100
"""How many pages of a listing are read. No check creates executions for more."""


class Method(Protocol):
    """A method of a boto3 client."""

    def __call__(self, **members: object) -> Mapping[str, object]: ...


def listed(
    request: ListJobExecutionsForJob | ListJobExecutionsForThing,
    method: Method,
    members: Mapping[str, object],
) -> Listing:
    """The executions on all pages of a listing.

    Raises `Unanswered` if the pages do not end, and `wire.Unreadable`.
    """
    found: Listing = Listing()
    tokens: list[str] = []
    page = method(**members)
    while True:
        entries, others = read_response(request, page)
        assert isinstance(entries, Listing)
        found = listing((*found, *entries))
        token = text(others.get("nextToken"), "nextToken")
        if not token:
            return found
        if token in tokens or len(tokens) + 1 >= MAX_PAGES:
            crash = "the pages do not end, there is always a nextToken"
            raise Unanswered(f"{request.operation}: {crash}", crash=crash)
        tokens.append(token)
        page = method(**members, nextToken=token)
