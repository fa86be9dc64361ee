"""Composes the worlds of many jobs from the states of one job, without visiting each world.

Jobs affect each other only through the guard `at_limit`, and in the spec that guard only keeps a
job from entering DELETION_IN_PROGRESS. If the graph of one job confirms this (`_fits`), every
combination of job states with no more deletions than the limit is reachable. Its distance is the
sum of the distances of its jobs: first move each job that is not being deleted to its state, then
the others. No path is shorter, because a step moves one job. If the graph does not confirm it, as
for a spec that a test has made wrong, `search` must visit each world.
"""

from __future__ import annotations

from collections.abc import Collection
from math import comb

from .bounds import Exhausted, Path, Place
from .job_graph import JobGraph

Distances = dict[int, int]


def compose(graph: JobGraph) -> Exhausted | None:
    """The same result as `search.exhaust`; None if the graph of one job does not allow it."""
    bounds = graph.bounds
    fills = bounds.jobs >= bounds.deletion_limit
    near, previous = _search(graph, leave_deletion=False)
    if not _fits(graph, near, fills):
        return None
    resting = [number for number in near if not graph.deleting[number]]
    deleting = [number for number in near if graph.deleting[number]]
    most = min(bounds.jobs, bounds.deletion_limit) if deleting else 0

    def combinations(among: Collection[int], others: Collection[int], plainly: bool) -> int:
        if plainly:
            among = {graph.number(graph.orbits[number].plain()) for number in among}
            others = {graph.number(graph.orbits[number].plain()) for number in others}
        weight, other_weight = (sum(graph.sizes[n] for n in s) for s in (among, others))
        return sum(
            comb(bounds.jobs, k) * weight**k * other_weight ** (bounds.jobs - k)
            for k in range(most + 1)
        )

    orbits = sum(
        _multisets(len(deleting), k) * _multisets(len(resting), bounds.jobs - k)
        for k in range(most + 1)
    )
    farthest = max(near[number] for number in resting)
    farthest_deleting = max((near[number] for number in deleting), default=0)
    depth = max(k * farthest_deleting + (bounds.jobs - k) * farthest for k in range(most + 1))
    places: set[Place] = {(number, False) for number in resting}
    if bounds.deletion_limit > 1:
        places |= {(number, False) for number in deleting}
    if fills and deleting:
        places |= {(number, True) for number in deleting}
    if bounds.jobs > bounds.deletion_limit and deleting:
        places |= {(number, True) for number in resting}

    def path(goals: Collection[Place]) -> Path | None:
        ways = [_path(graph, goal, near, previous) for goal in goals if goal in places]
        return min(ways, key=len, default=None)

    return Exhausted(
        combinations(deleting, resting, plainly=True),
        combinations(deleting, resting, plainly=False),
        orbits,
        depth,
        frozenset(places),
        path,
        composed=True,
    )


def _fits(graph: JobGraph, near: Distances, fills: bool) -> bool:
    """Whether worlds can be composed from this graph.

    A job must have a shortest path to each of its states that never leaves deletion. And if the
    jobs can fill the limit (``fills``), exactly the steps into deletion must be impossible at the
    limit.
    """
    if near != _search(graph, leave_deletion=True)[0]:
        return False
    for number in near if fills else ():
        free = set(graph.steps(number, False).targets)
        entries = {target for target in free if graph.deleting[target] > graph.deleting[number]}
        if set(graph.steps(number, True).targets) != free - entries:
            return False
    return True


def _search(graph: JobGraph, leave_deletion: bool) -> tuple[Distances, dict[int, int]]:
    """The distance of each state of a job from its absence, and the state before it."""
    near, previous, queue = {0: 0}, {0: 0}, [0]
    for number in queue:  # grows as it is read
        for target in graph.steps(number, False).targets:
            leaves = graph.deleting[number] and not graph.deleting[target]
            if target in near or (leaves and not leave_deletion):
                continue
            near[target] = near[number] + 1
            previous[target] = number
            queue.append(target)
    return near, previous


def _path(graph: JobGraph, goal: Place, near: Distances, previous: dict[int, int]) -> Path:
    number, at_limit = goal
    own = _steps_to(number, previous)
    others: Path = ()
    if at_limit:
        nearest = min((n for n in near if graph.deleting[n]), key=lambda n: near[n])
        missing = graph.bounds.deletion_limit - graph.deleting[number]
        others = _steps_to(nearest, previous) * missing
    return (*others, *own) if graph.deleting[number] else (*own, *others)


def _steps_to(number: int, previous: dict[int, int]) -> Path:
    steps = []
    while number:
        steps.append((previous[number], number))
        number = previous[number]
    return tuple(reversed(steps))


def _multisets(kinds: int, size: int) -> int:
    return comb(kinds + size - 1, size) if kinds else int(size == 0)
