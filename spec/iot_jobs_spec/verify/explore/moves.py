"""One step of an exploration: what may come of a request, or by itself, with its cascades."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ...language.rules import Rule
from ...model.answers import OK, Answer
from ...model.background import CASCADE, END_DELETION, REMOVE, ROLL_OUT, background_steps
from ...model.properties import Change
from ...model.requests import Request
from ...model.step import step
from ...model.table import Table
from ...model.world import World

SET_OFF = frozenset({ROLL_OUT, CASCADE})
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
    rules: tuple[Rule, ...]

    @property
    def change(self) -> Change:
        return Change(self.before, self.after, self.request, self.answer)


def answered(
    world: World, requests: Iterable[Request], eager: bool, table: Table
) -> Iterator[Move]:
    """What may come of each request."""
    for request in requests:
        for answer, after, rule in step(world, request, table):
            end = after
            rules: tuple[Rule, ...] = (rule,)
            if eager and after is not world:
                end, cascade = cascaded(after, SET_OFF, None, table)
                rules = (rule, *cascade)
            yield Move(request, None, None, answer, world, end, rules)


def by_itself(world: World, job_id: str, eager: bool, table: Table) -> Iterator[Move]:
    """What may happen to a job by itself."""
    deletion_over = False
    for event, _, thing, after, rule in background_steps(world, job_id, table):
        if not eager:
            yield Move(None, event, thing, OK, world, after, (rule,))
        elif event in SET_OFF:
            continue  # it came with the step that set it off
        elif event not in (REMOVE, END_DELETION):
            end, cascade = cascaded(after, SET_OFF, None, table)
            yield Move(None, event, thing, OK, world, end, (rule, *cascade))
        elif not deletion_over:
            deletion_over = True
            reached, cascade = cascaded(world, frozenset({REMOVE}), job_id, table)
            for last in background_steps(reached, job_id, table):
                if last.event == END_DELETION:
                    rules = (*cascade, last.rule)
                    yield Move(None, END_DELETION, None, OK, world, last.world, rules)


def cascaded(
    world: World, due: frozenset[str], job_id: str | None, table: Table
) -> tuple[World, tuple[Rule, ...]]:
    """The world once everything of ``due`` has happened, and the rules that did it."""
    rules: list[Rule] = []
    executions = sum(len(job.targets) for job in world.jobs.values())
    statuses = 1 + len(table.statuses["Execution"])
    for _ in range(executions * statuses + 1):
        nearest = next(background_steps(world, job_id, table, events=due), None)
        if nearest is None:
            return world, tuple(rules)
        world = nearest.world
        rules.append(nearest.rule)
    # No execution came here without being twice in the same status.
    raise Endless(f"{rules[-1].id} never ends")
