"""In which order the executions of one thing were rolled out, as far as it is known.

It decides which of several pending executions a device gets next. An execution was rolled out after
the call that made its job, and before the first call after which it was known to exist. An answer
may tell more: that the execution of one job came before that of another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, permutations

from .belief import Known

MOST = 5
"""Of up to so many executions every order is tried; of more, only which is the first."""
Before = tuple[str, str, str]
"""A thing, and two jobs: the execution of the first was rolled out before that of the second."""


def orders(
    live: Sequence[str],
    made: Mapping[str, int],
    known: Mapping[str, Known],
    thing: str,
    told: frozenset[Before],
) -> Iterator[tuple[str, ...]]:
    """Every order in which the live executions of the thing, by job, may have been rolled out.

    ``made`` is the number of the call that made each job.
    """
    if len(live) > MOST:
        yield from ((first, *(job for job in live if job != first)) for first in live)
        return
    for order in permutations(live):
        if any((thing, later, first) in told for first, later in combinations(order, 2)):
            continue
        earliest = 0
        for job_id in order:
            earliest = max(earliest, made[job_id])
            execution = known[job_id]
            if execution and execution.order and earliest >= execution.order:
                break
        else:
            yield order


def told_by(
    fitting: set[tuple[str, ...]], all_orders: Sequence[tuple[str, ...]], thing: str
) -> Iterator[frozenset[Before]]:
    """What follows from an answer that only some of the orders explain: alternatives, one of which
    holds."""
    if len(fitting) == len(all_orders) or any(len(order) > MOST for order in fitting):
        yield frozenset()
        return
    pairs = [_pairs(order, thing) for order in fitting]
    common = frozenset.intersection(*pairs)
    if sum(common <= _pairs(order, thing) for order in all_orders) == len(fitting):
        yield common
    else:
        yield from pairs


def with_what_follows(told: frozenset[Before]) -> frozenset[Before]:
    """The same with every pair that follows from two others."""
    while True:
        more = told | {
            (thing, first, third)
            for thing, first, second in told
            for other, between, third in told
            if thing == other and second == between and first != third
        }
        if more == told:
            return told
        told = more


def _pairs(order: Sequence[str], thing: str) -> frozenset[Before]:
    return frozenset((thing, first, later) for first, later in combinations(order, 2))
