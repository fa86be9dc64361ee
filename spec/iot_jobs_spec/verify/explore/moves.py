"""One step of an exploration: what may come of a request, or by itself, with its cascades."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ...language.rules import Row
from ...model.answers import OK, Answer
from ...model.background import END, ROLL_OUT, SWEEP, VANISH, happenings
from ...model.properties import Change
from ...model.requests import Request
from ...model.step import step
from ...model.table import Table
from ...model.world import World

CASCADES = frozenset({ROLL_OUT, SWEEP})
"""What a request sets off, and an eager step takes along."""


class Endless(Exception):
    """A cascade that never ends."""


class Move(NamedTuple):
    """One step. ``request`` is None where nobody asked: then ``event`` happens, to the execution on
    ``thing`` if there is one. ``rows`` are those that permit it, cascades included."""

    request: Request | None
    event: str | None
    thing: str | None
    answer: Answer
    before: World
    after: World
    rows: tuple[Row, ...]

    @property
    def change(self) -> Change:
        return Change(self.before, self.after, self.request, self.answer)


def answered(
    world: World, requests: Iterable[Request], eager: bool, table: Table
) -> Iterator[Move]:
    """What may come of each request."""
    for request in requests:
        for answer, after, row in step(world, request, table):
            end = after
            rows: tuple[Row, ...] = (row,)
            if eager and after is not world:
                end, cascade = cascaded(after, CASCADES, None, table)
                rows = (row, *cascade)
            yield Move(request, None, None, answer, world, end, rows)


def by_itself(world: World, job_id: str, eager: bool, table: Table) -> Iterator[Move]:
    """What may happen to a job by itself."""
    deletion_over = False
    for event, _, thing, after, row in happenings(world, job_id, table):
        if not eager:
            yield Move(None, event, thing, OK, world, after, (row,))
        elif event in CASCADES:
            continue  # it came with the step that set it off
        elif event not in (VANISH, END):
            end, cascade = cascaded(after, CASCADES, None, table)
            yield Move(None, event, thing, OK, world, end, (row, *cascade))
        elif not deletion_over:
            deletion_over = True
            swept, cascade = cascaded(world, frozenset({VANISH}), job_id, table)
            for last in happenings(swept, job_id, table):
                if last.event == END:
                    rows = (*cascade, last.row)
                    yield Move(None, END, None, OK, world, last.world, rows)


def cascaded(
    world: World, due: frozenset[str], job_id: str | None, table: Table
) -> tuple[World, tuple[Row, ...]]:
    """The world once everything of ``due`` has happened, and the rows that did it."""
    rows: list[Row] = []
    executions = sum(len(job.targets) for job in world.jobs.values())
    statuses = 1 + len(table.statuses["Execution"])
    for _ in range(executions * statuses + 1):
        nearest = next(happenings(world, job_id, table, events=due), None)
        if nearest is None:
            return world, tuple(rows)
        world = nearest.world
        rows.append(nearest.row)
    # No execution came here without being twice in the same status.
    raise Endless(f"{rows[-1].id} never ends")
