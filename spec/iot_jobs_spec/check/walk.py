"""A walk: requests put one after the other, and everything that can be read read after each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, field, fields, replace
from itertools import product
from typing import Any

from ..model.divergence import READS
from ..model.requests import DeleteJob, DescribeJob, Request
from ..model.step import step
from ..model.table import Cell, Table
from ..model.world import World
from ..systems import Unanswered
from .cells import cell_at, cell_of
from .follow import Follower
from .found import Found
from .scene import JOB, NEIGHBOUR, OTHER_THING, THING, THIRD, Question
from .words import operation_of

JOBS = (JOB, NEIGHBOUR, THIRD)
THINGS = (THING, OTHER_THING)
OFTEN = 2
"""How often a cell must have ended a walk before it is kept out of."""


@dataclass(slots=True)
class Memory:
    """What walks before have met, so that later ones get further.

    ``lacks`` are the operations that the system says it does not have.
    """

    lacks: set[str] = field(default_factory=set)
    _visits: Counter[Cell] = field(default_factory=Counter)
    _ends: Counter[Cell] = field(default_factory=Counter)

    def visit(self, cell: Cell) -> None:
        """A request is put in this cell."""
        self._visits[cell] += 1

    def end(self, cell: Cell) -> None:
        """A request in this cell was the last one of a walk."""
        self._ends[cell] += 1

    def shuns(self, cell: Cell) -> bool:
        """Whether most walks have ended in this cell."""
        return self._ends[cell] >= OFTEN and 2 * self._ends[cell] > self._visits[cell]


class Walk:
    """Puts requests through a follower until it is ``over``: once nothing is known of the world.

    ``found`` are the divergences, each with the cell at fault.
    """

    def __init__(self, follower: Follower, memory: Memory) -> None:
        self.follower = follower
        self.found: list[tuple[str, Found]] = []
        self.over = False
        self._memory = memory
        self._last: Request = DescribeJob(JOB)
        self._shown: set[str] = set()
        """The jobs that there were when everything was read last."""

    def put(self, question: Question | None, aim: bool = False) -> None:
        """Put the request, then read. Lets an `Unanswered` pass that says the system is gone.

        None is the request before once more. To ``aim`` is to put it to another job or thing where
        it is accepted, or not at all.
        """
        follower, memory = self.follower, self._memory
        world, table = follower.worlds[0], follower.oracle.table
        request: Request | None = self._last
        if question is not None:
            request = _aimed(question, world, table) if aim else _request(question, world)
        if request is None:
            return
        self._last = request
        if self.over or operation_of(request) in memory.lacks:
            return
        if isinstance(request, DeleteJob):
            follower.look_around()
            if follower.lost:
                self.over = True
                return
        cells = {cell_at(w, request, table) for w in follower.worlds}
        cell = cells.pop() if len(cells) == 1 else None
        if cell is not None:
            if memory.shuns(cell):
                return
            memory.visit(cell)
        self._ask(request, cell)
        for read in list(self._reads()):
            self._ask(read, cell)
        self._shown = self._there()

    def _ask(self, request: Request, cell: Cell | None) -> None:
        """Ask as long as the walk goes on. ``cell`` is that of the last request that was put."""
        follower, operation = self.follower, operation_of(request)
        if self.over or operation in self._memory.lacks:
            return
        try:
            follower.ask(request)
        except Unanswered as failure:
            if failure.gone:
                raise
            if failure.missing:
                self._memory.lacks.add(operation)
                return
            self.over = True
        for found in follower.found[len(self.found) :]:
            rule = found.divergence.rule
            own = cell is not None and cell.rule is rule
            asked = (s.request for s in found.steps if not isinstance(s.request, READS))
            at_fault = cell.id if own and cell else cell_of(rule, follower.oracle.table, asked)
            self.found.append((at_fault, found))
        self.over = self.over or follower.lost
        if self.over and cell is not None:
            self._memory.end(cell)

    def _there(self) -> set[str]:
        """The jobs of this walk that there are in some world."""
        worlds = self.follower.worlds
        return {name for world in worlds for name in world.jobs} - self.follower.before

    def _reads(self) -> Iterator[Request]:
        """What shows all there is, and that what was there and is gone is gone: executions first,
        so that one that is not as it should be is not taken for a wrong counter of its job."""
        names = sorted(self._there() | self._shown)
        for kind in sorted(READS, key=lambda kind: -len(_required(kind))):
            make: Any = kind
            match _required(kind):
                case ["job_id", "thing_name"]:
                    yield from (make(name, thing) for name in names for thing in self._on(name))
                case ["job_id"]:
                    yield from (make(name) for name in names)
                case ["thing_name"]:
                    yield from (make(thing) for thing in THINGS)

    def _on(self, job_id: str) -> tuple[str, ...]:
        """The things of a job; every thing where the job is gone."""
        jobs = [world.jobs[job_id] for world in self.follower.worlds if job_id in world.jobs]
        return jobs[0].targets if jobs else THINGS


def _request(question: Question, world: World) -> Request:
    """The request as it is put now; of an execution that is not there the version is 1."""
    asked: Any = question.request
    found = question.at(world)
    return found or replace(asked, expected_version=1)


def _aimed(question: Question, world: World, table: Table) -> Request | None:
    """The request to the first job and thing, from those named on, by which it is accepted; one
    with another version than the stored one where it meets an execution. None if there is none."""
    asked: Any = question.request
    names = {"job_id": JOBS, "thing_name": THINGS}
    members = [member for member in names if getattr(asked, member) is not None]
    for named in product(*(_from(getattr(asked, member), names[member]) for member in members)):
        renamed = replace(asked, **dict(zip(members, named, strict=True)))
        request = _request(replace(question, request=renamed), world)
        expected = step(world, request, table)[0]
        meant_to_fail = question.ahead and expected.rule.source is not None
        if expected.answer.error is None or meant_to_fail:
            return request
    return None


def _from(name: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """The names in their order, beginning with this one."""
    at = names.index(name)
    return names[at:] + names[:at]


def _required(kind: type) -> list[str]:
    return [member.name for member in fields(kind) if member.default is MISSING]
