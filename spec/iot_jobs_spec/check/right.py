"""The world in which a right system would be after the same calls."""

from __future__ import annotations

from collections.abc import Iterable

from ..judge.history import Call
from ..model.background import background_steps, settled
from ..model.step import step
from ..model.table import Table
from ..model.world import World


def right_world(calls: Iterable[Call], table: Table) -> World:
    """The world of a system that does what the spec says: of what it permits, what is most like
    the answers. A deletion has ended if an answer takes that to explain."""
    world = World.of(table.spec)
    for call in calls:
        world = _after(world, call, table)
    return world


def _after(world: World, call: Call, table: Table) -> World:
    request, answer = call.request, call.answer
    if answer is None or call.form is not None:
        return world
    now = step(world, request, table)
    later = step(_without_deletions(world, request.job_id, table), request, table)
    every = (*now, *later)
    exact = (one for one in every if one.answer.admits(answer))
    alike = (one for one in every if one.answer.error == answer.error)
    return settled(next(exact, next(alike, now[0])).world, request.job_id, table)


def _without_deletions(world: World, job_id: str | None, table: Table) -> World:
    while steps := list(background_steps(world, job_id, table, events=table.spec.deletions)):
        world = steps[0].world
    return world
