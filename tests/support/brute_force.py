"""Finds the fewest requests after which two systems answer differently, by trying all sequences.

It does not use the checker: it tries every request about a few jobs and things, breadth first.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from heapq import heappop, heappush
from itertools import count
from math import inf

from iot_jobs_spec import (
    TABLE,
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    DescribeJob,
    DescribeJobExecution,
    GetPendingJobExecutions,
    ListJobExecutionsForJob,
    ListJobExecutionsForThing,
    Request,
    StartNextPendingJobExecution,
    Table,
    UpdateJobExecution,
    World,
    step,
)
from iot_jobs_spec.model.maps import Map
from support.wrong_systems import due

DEPTH = 6
"""The length of the longest sequence that does not fill the limit of deletions."""
MOST = 1000
"""The search ends after so many pairs of worlds without a different answer."""
A, B, THING, OTHER = "a", "b", "x", "y"
Script = tuple[Request, ...]


def requests() -> Iterator[Script]:
    """Every request, one at a time; and ten or nine jobs created and deleted."""
    for things in ((THING,), (THING, OTHER)):
        yield (CreateJob(A, things),)
    yield (CreateJob(A, (THING,), '{"other": 1}'),)
    yield (CreateJob(B, (THING,)),)
    for force in (False, True):
        yield (CancelJob(A, force),)
        yield (DeleteJob(A, force),)
        for expected in (None, 1, 2, 7):
            yield (CancelJobExecution(A, THING, force, expected),)
        yield (CancelJobExecution(A, OTHER, force),)
    for expected in (None, 1, 7):
        yield (UpdateJobExecution(A, THING, expected, Map(k="v")),)
    yield (StartNextPendingJobExecution(THING),)
    yield (DescribeJob(A),)
    yield (DescribeJobExecution(A, THING),)
    yield (DescribeJobExecution(B, THING),)
    yield (GetPendingJobExecutions(THING),)
    yield (ListJobExecutionsForJob(A),)
    yield (ListJobExecutionsForThing(THING),)
    filling: list[Request] = []
    for number in range(World().deletion_limit):
        filling += [CreateJob(f"c{number}", ("z",)), DeleteJob(f"c{number}", True)]
    yield tuple(filling)
    yield tuple(filling[:-2])


REQUESTS = tuple(requests())


def put(world: World, request: Request, table: Table) -> tuple[object, World]:
    permitted = step(world, request, table)[0]
    after = permitted.world
    job_id = request.job_id
    return permitted.answer, after if job_id is None else due(after, job_id, table)


@cache
def right() -> tuple[tuple[int, World], ...]:
    """The worlds of the correct system, each with the number of requests that lead to it."""
    found, order = {}, count()
    frontier = [(0, 0, World(), False)]
    while frontier:
        asked, _, world, at_limit = heappop(frontier)
        if world in found:
            continue
        found[world] = asked
        for script in REQUESTS:
            if (at_limit or asked >= DEPTH - 2) and len(script) == 1:
                continue
            if at_limit:
                continue
            after = world
            for request in script:
                _, after = put(after, request, TABLE)
            heappush(frontier, (asked + len(script), next(order), after, len(script) > 1))
    return tuple(sorted(((n, w) for w, n in found.items()), key=lambda found: found[0]))


@cache
def as_the_spec(world: World, request: Request) -> tuple[object, World]:
    return put(world, request, TABLE)


def fewest(table: Table, operation: str | None = None) -> int | None:
    """The fewest requests after which the table gives another answer than the spec; None if no
    sequence that is tried shows a difference.

    With ``operation`` the table is wrong in that operation only: before the first such request,
    both systems are equal.
    """
    order = count()
    found: list[int] = []
    frontier: list[tuple[int, int, World, World]] = []
    seen: set[tuple[World, World]] = set()

    def ask(asked: int, good: World, bad: World) -> None:
        for script in REQUESTS:
            alike = operation not in (None, type(script[0]).__name__) and good is bad
            if len(script) > 1 or alike:
                continue
            (answer, after), (expected, other) = (
                as_the_spec(good, script[0]),
                put(bad, script[0], table),
            )
            if answer != expected:
                found.append(asked + 1)
            elif after != other:
                heappush(frontier, (asked + 1, next(order), after, other))

    def search(until: float) -> None:
        while frontier and frontier[0][0] <= until and not found:
            asked, _, good, bad = heappop(frontier)
            if (good, bad) not in seen and len(seen) < MOST:
                seen.add((good, bad))
                ask(asked, good, bad)

    for asked, world in right():
        search(asked)
        if found:
            return min(found)
        ask(asked, world, world)
    search(inf)
    return min(found, default=None)
