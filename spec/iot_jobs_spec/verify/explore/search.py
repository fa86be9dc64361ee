"""Breadth-first search of all worlds up to symmetry: each is a multiset of job states.

A multiset is kept as the sum of the weights of its members; a step adds a difference of weights.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Collection, Iterator
from itertools import groupby
from math import factorial

from ...model.table import TABLE, Table
from ...model.world import World
from .abstraction import Abstraction, JobState
from .bounds import Bounds, Exhausted, Path, Place
from .job_graph import JobGraph
from .moves import answered, background, requests_about

MOST_ORBITS = 1_000_000
Jobs = tuple[int, ...]
"""The state of each job, in order."""


class TooLarge(Exception):
    """More worlds than can be explored one by one."""


def exhaust(
    graph: JobGraph,
    most: int = MOST_ORBITS,
    progress: Callable[[int], None] | None = None,
) -> Exhausted:
    """Visit every orbit. Raises `TooLarge` if there are more than ``most``."""
    keep_plain = not graph.bounds.eager or any(orbit.forced for orbit in graph.orbits)
    plain: set[Jobs] = set()
    places: set[Place] = set()
    orbits = states = 0
    depth = -1
    for layer in _layers(graph, places):
        depth += 1
        orbits += len(layer)
        if orbits > most:
            raise TooLarge(f"more than {most:,} orbits")
        states += sum(_ways(graph, members) for members in layer)
        if keep_plain:
            plain.update(_plain(graph, members) for members in layer)
        if progress is not None:
            progress(orbits)
    if not keep_plain and any(orbit.forced for orbit in graph.orbits):
        # In this spec an eager cascade leaves executions behind: count the states again.
        return exhaust(graph, most, progress)
    worlds = sum(_ways(graph, members) for members in plain) if keep_plain else states
    return Exhausted(
        worlds, states, orbits, depth, frozenset(places), lambda goals: _path(graph, goals)
    )


def _layers(graph: JobGraph, places: set[Place]) -> Iterator[list[Jobs]]:
    """The orbits at each distance from the empty world; ``places`` fills up on the way."""
    weight = _weights(graph)
    limit = graph.bounds.deletion_limit
    moves: dict[Place, list[tuple[int, int, int]]] = {}

    def moves_from(place: Place) -> list[tuple[int, int, int]]:
        number, at_limit = place
        found = []
        for target in graph.steps(number, at_limit).targets:
            change = graph.deleting[target] - graph.deleting[number]
            found.append((target, weight(target) - weight(number), change))
        places.add(place)
        moves[place] = found
        return found

    start = (0,) * graph.bounds.jobs
    code = weight(0) * graph.bounds.jobs
    layer = [(code, start, 0)]
    seen = {code}
    while layer:
        yield [members for _, members, _ in layer]
        following = []
        for code, members, deleting in layer:
            at_limit = deleting >= limit
            for number in set(members):
                place = (number, at_limit)
                for target, difference, change in moves.get(place) or moves_from(place):
                    after = code + difference
                    if after not in seen:
                        seen.add(after)
                        moved = list(members)
                        moved.remove(number)
                        insort(moved, target)
                        following.append((after, tuple(moved), deleting + change))
        layer = following


def _weights(graph: JobGraph) -> Callable[[int], int]:
    """A weight for each state of a job, by number, such that no two multisets weigh the same.

    Either a digit for each state, which counts the jobs in it, or, for few jobs with many states
    each, as many power sums as there are jobs: they determine a multiset (Newton).
    """
    jobs, states = graph.bounds.jobs, graph.bounds.most_job_states(graph.table.spec)
    width = jobs.bit_length()
    sizes = [(jobs * states**power).bit_length() for power in range(1, jobs + 1)]
    if width * states <= sum(sizes):
        return lambda number: 1 << width * number
    shifts = [sum(sizes[:power]) for power in range(jobs)]
    return lambda number: sum(number ** (p + 1) << shift for p, shift in enumerate(shifts))


def _ways(graph: JobGraph, members: Jobs) -> int:
    """The number of states in the orbit."""
    ways = factorial(len(members))
    for number, same in groupby(members):
        times = len(list(same))
        ways = ways * graph.sizes[number] ** times // factorial(times)
    return ways


def _plain(graph: JobGraph, members: Jobs) -> Jobs:
    return tuple(sorted(graph.number(graph.orbits[number].plain()) for number in members))


def _path(graph: JobGraph, goals: Collection[Place]) -> Path | None:
    limit = graph.bounds.deletion_limit
    start = (0,) * graph.bounds.jobs
    previous: dict[Jobs, tuple[Jobs, tuple[int, int]] | None] = {start: None}
    queue = [start]
    for members in queue:  # grows as it is read
        at_limit = sum(graph.deleting[number] for number in members) >= limit
        numbers = sorted(set(members))
        if any((number, at_limit) in goals for number in numbers):
            return _steps_to(members, previous)
        for number in numbers:
            for target in graph.steps(number, at_limit).targets:
                moved = list(members)
                moved.remove(number)
                insort(moved, target)
                after = tuple(moved)
                if after not in previous:
                    previous[after] = (members, (number, target))
                    queue.append(after)
    return None


def _steps_to(members: Jobs, previous: dict[Jobs, tuple[Jobs, tuple[int, int]] | None]) -> Path:
    steps = []
    while (before := previous[members]) is not None:
        members, step = before
        steps.append(step)
    return tuple(reversed(steps))


def count_plainly(bounds: Bounds, table: Table = TABLE) -> tuple[int, int, int]:
    """The number of worlds, the number of states (which distinguish a pending forced cascade), and
    the depth, counted without symmetry and without composition.

    Slow but obviously right: the tests compare the other counts with these on small sizes.
    """
    targets, ids = bounds.targets, bounds.job_ids
    abstract = Abstraction(table.spec)
    extends = table.spec.extends is not None
    requests = [r for job_id in ids for r in requests_about(job_id, targets, targets, extends)]

    def following(jobs: tuple[JobState, ...]) -> set[tuple[JobState, ...]]:
        named = list(zip(ids, jobs, strict=True))
        world = abstract.world_of(named, targets, bounds.deletion_limit)
        after = [move.after for move in answered(world, requests, bounds.eager, table)]
        for job_id in ids:
            after += [move.after for move in background(world, job_id, bounds.eager, table)]
        return {statuses(one) for one in after if one is not world}

    def statuses(world: World) -> tuple[JobState, ...]:
        return tuple(abstract.state_of(world.jobs.get(job_id), targets) for job_id in ids)

    layer = {(JobState(),) * bounds.jobs}
    seen = set(layer)
    depth = 0
    while layer:
        layer = {after for jobs in layer for after in following(jobs)} - seen
        seen |= layer
        depth += bool(layer)
    worlds = {tuple(job._replace(forced=False) for job in jobs) for jobs in seen}
    return len(worlds), len(seen), depth
