"""A walk: requests put one after the other, and everything that can be read read after each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, field, fields, replace
from typing import Any

from ..divergence import READS
from ..requests import DeleteJob, Request
from ..systems import Unanswered
from ..table import Cell
from .cells import cell_at, cell_of
from .follow import Follower, Found
from .scene import OTHER_THING, THING, Question
from .words import operation_of

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
        self._shown: set[str] = set()
        """The jobs that there were when everything was read last."""

    def put(self, question: Question) -> None:
        """Put the request, then read. Lets an `Unanswered` pass that says the system is gone."""
        follower, memory = self.follower, self._memory
        request = _request(question, follower)
        if self.over or operation_of(request) in memory.lacks:
            return
        if isinstance(request, DeleteJob):
            follower.look_around()
            if follower.lost:
                self.over = True
                return
        cells = {cell_at(world, request, follower.oracle.table) for world in follower.worlds}
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
            row = found.divergence.row
            own = cell is not None and cell.row is row
            at_fault = cell.id if own and cell else cell_of(row, follower.oracle.table)
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


def _request(question: Question, follower: Follower) -> Request:
    """The request as it is put now; of an execution that is not there the version is 1."""
    asked: Any = question.request
    if question.ahead is None:
        request: Request = asked
        return request
    found = question.at(follower.worlds[0])
    return found or replace(asked, expected_version=1)


def _required(kind: type) -> list[str]:
    return [member.name for member in fields(kind) if member.default is MISSING]
