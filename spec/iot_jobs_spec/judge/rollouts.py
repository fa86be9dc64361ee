"""The order in which the executions of one thing were rolled out, as far as it is known.

It decides which of several pending executions a device gets next. An execution was rolled out after
the call that created its job, and before the first call after which it was known to exist. An
answer may show more: that the execution of one job came before that of another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, permutations

from .belief import Known

MOST = 5
"""Up to so many executions, every order is tried; beyond, only which one is the first."""
Before = tuple[str, str, str]
"""A thing, and two jobs: the execution of the first was rolled out before that of the second."""


def orders(
    live: Sequence[str],
    made: Mapping[str, int],
    known: Mapping[str, Known],
    thing: str,
    known_pairs: frozenset[Before],
) -> Iterator[tuple[str, ...]]:
    """Every order in which the live executions of the thing, by job, may have been rolled out.

    ``made`` is the number of the call that created each job; ``known_pairs`` are in order.
    """
    if len(live) > MOST:
        yield from ((first, *(job for job in live if job != first)) for first in live)
        return
    for order in permutations(live):
        if any((thing, later, first) in known_pairs for first, later in combinations(order, 2)):
            continue
        earliest = 0
        for job_id in order:
            earliest = max(earliest, made[job_id])
            execution = known[job_id]
            if execution and execution.order and earliest >= execution.order:
                break
        else:
            yield order


def pairs_shown_by(
    fitting: set[tuple[str, ...]], all_orders: Sequence[tuple[str, ...]], thing: str
) -> Iterator[frozenset[Before]]:
    """The pairs that follow from an answer that only the ``fitting`` orders explain: alternatives,
    one of which holds."""
    if len(fitting) == len(all_orders) or any(len(order) > MOST for order in fitting):
        yield frozenset()
        return
    pairs = [_pairs(order, thing) for order in sorted(fitting)]
    common = frozenset.intersection(*pairs)
    if sum(common <= _pairs(order, thing) for order in all_orders) == len(fitting):
        yield common
    else:
        yield from pairs


def with_what_follows(pairs: frozenset[Before]) -> frozenset[Before]:
    """The pairs, with every one that follows from two others."""
    while True:
        more = pairs | {
            (thing, first, third)
            for thing, first, second in pairs
            for other, between, third in pairs
            if thing == other and second == between and first != third
        }
        if more == pairs:
            return pairs
        pairs = more


def _pairs(order: Sequence[str], thing: str) -> frozenset[Before]:
    return frozenset((thing, first, later) for first, later in combinations(order, 2))
