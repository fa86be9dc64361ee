"""Traces: a shortest sequence of moves, run by the oracle's own step function in full worlds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from ...model.requests import Request
from ...model.table import Table
from ...model.world import World
from .bounds import Bounds, Exhausted, Place
from .job_graph import JobGraph
from .moves import Move, answered, background, requests_about

Found = Callable[[Move, str], bool]
Trace = tuple[str, ...]


def trace_to(
    graph: JobGraph, exhausted: Exhausted, goals: Collection[Place], found: Found | None
) -> Trace | None:
    """A shortest trace to one of the places, and then to a step for which ``found`` holds.

    None if no place is reachable. The worlds on the way are complete, with versions and flags.
    """
    path = exhausted.path(goals)
    if path is None:
        return None
    bounds = graph.bounds
    world = World.of(graph.table.spec, bounds.deletion_limit)
    orbit_of = graph.abstract.orbit_of
    lines = []
    for number, target in path:
        move = next(
            move
            for job_id, move in _moves(world, bounds, graph.table)
            if graph.number(orbit_of(world.jobs.get(job_id))) == number
            and graph.number(orbit_of(move.after.jobs.get(job_id))) == target
            and _only(job_id, move)
        )
        lines.append(move)
        world = move.after
    if found is not None:
        at_limit = world.deleting >= world.deletion_limit
        lines.append(
            next(
                move
                for job_id, move in _moves(world, bounds, graph.table)
                if (graph.number(orbit_of(world.jobs.get(job_id))), at_limit) in goals
                and found(move, job_id)
            )
        )
    return tuple(_line(move) for move in lines)


def _moves(world: World, bounds: Bounds, table: Table) -> Iterator[tuple[str, Move]]:
    """Every move with its job; requests of operators first, then those of devices."""
    eager, targets = bounds.eager, bounds.targets
    absent = [name for name in bounds.job_ids if name not in world.jobs]
    for job_id in [name for name in bounds.job_ids if name in world.jobs] + absent[:1]:
        asked = requests_about(job_id, targets, targets, table.spec.extends is not None)
        for move in answered(world, asked, eager, table):
            yield job_id, move
        for move in background(world, job_id, eager, table):
            yield job_id, move


def _only(job_id: str, move: Move) -> bool:
    """Whether all other jobs stay unchanged: a request that names only a thing may move another."""
    before, after = move.before.jobs, move.after.jobs
    return all(
        before.get(name) is after.get(name) for name in {**before, **after} if name != job_id
    )


def _line(move: Move) -> str:
    if move.request is not None:
        error = f" -> {move.answer.error}" if move.answer.error else ""
        return f"{_call(move.request)}{error}"
    job_id = next(
        name
        for name in move.before.jobs
        if move.before.jobs.get(name) is not move.after.jobs.get(name)
    )
    where = f"{job_id}, {move.thing}" if move.thing else job_id
    return f"background: {move.event} ({where})"


def _call(request: Request) -> str:
    """The request as Python code, without parameters that have their default."""
    members = [
        f"{parameter.name}={value!r}"
        for parameter in (*request.parameters(), *request.further())
        if (value := getattr(request, parameter.name)) != parameter.default
    ]
    return f"{request.operation}({', '.join(members)})"
