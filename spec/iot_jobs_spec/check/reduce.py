"""Fewer requests that show the same divergence, and show no other one before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from ..model.divergence import READS
from ..model.requests import CreateJob, Request
from .found import Found

Ask = Callable[[Sequence[Request]], Found | None]
"""Asks all of this anew; the divergence of the last request, if it is the only one."""


def alone(found: Found, ask: Ask) -> Found | None:
    """The same divergence without what was only read, if that shows it and no other one."""
    return _shown(_writes(found), found, ask)


def reduced(found: Found, ask: Ask) -> Found:
    """The same divergence after as few requests as show it, one after the other left out."""
    found = alone(found, ask) or found
    # From the end: what came last is the likeliest to be needed.
    for position in reversed(range(len(_writes(found)))):
        writes = _writes(found)
        found = _shown(writes[:position] + writes[position + 1 :], found, ask) or found
    for position, request in enumerate(_writes(found)):
        if isinstance(request, CreateJob) and len(request.targets) > 1:
            for thing in request.targets:
                fewer = _writes(found)
                fewer[position] = replace(request, targets=(thing,))
                found = _shown(fewer, found, ask) or found
    return found


def _shown(writes: list[Request], like: Found, ask: Ask) -> Found | None:
    last = like.steps[-1].request
    for asked in _orders(writes, last):
        found = ask(asked)
        if found is not None and _alike(found, like):
            return found
    return None


def _orders(writes: list[Request], last: Request) -> Iterator[list[Request]]:
    """These requests alone, or with a read that shows that all was right before the last of them:
    so the blame falls on that one."""
    yield [*writes, last]
    if writes and isinstance(last, READS):
        yield [*writes[:-1], last, writes[-1], last]


def _writes(found: Found) -> list[Request]:
    """The requests before the last one that were no reads."""
    return [step.request for step in found.steps[:-1] if not isinstance(step.request, READS)]


def _alike(one: Found, other: Found) -> bool:
    first, second = one.divergence, other.divergence
    return first.rule is second.rule and first.verdict == second.verdict
