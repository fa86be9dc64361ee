"""Plans: how to put each cell's question, found by searching the worlds that the page allows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from heapq import heappop, heappush
from itertools import count

from ..machines import Execution
from ..model.requests import CancelJob, Request, StartNextPendingJobExecution
from ..model.table import TABLE, Cell, Table
from ..model.world import DELETION_IN_PROGRESS, World
from .cells import cell_at
from .scene import (
    FILLER,
    IN_A_CROWD,
    JOB,
    NEIGHBOUR,
    QUESTIONS,
    THING,
    Question,
    likeness,
    line,
    moves,
)
from .shortest import Graph, reached
from .stories import AFTER_ITS_DELETION, STORIES

IN_PROGRESS = Execution.in_progress.value
NOWHERE = object()
"""Says that a question is not put."""
BESIDE_A_CROWD = "at the limit of deletions"
"""The situation of a question that a crowd should make no difference to."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A set-up that leads into a cell, and the question to put there.

    ``world`` is where the set-up leads a system that does everything at once, ``situation`` what
    tells plans for one cell and question apart. ``deferred`` says that the question is put at the
    end, when the deletion in the set-up has ended.
    """

    cell: Cell
    setup: tuple[Request, ...]
    question: Question
    world: World
    situation: object
    deferred: bool = False

    @property
    def crowds(self) -> bool:
        """Whether the set-up takes up the limit on deletions."""
        return is_at_limit(self.world)

    @property
    def beside_a_crowd(self) -> bool:
        """Whether there is a crowd that the cell does not ask for."""
        return self.situation == BESIDE_A_CROWD

    @property
    def is_story(self) -> bool:
        """Whether all that is asked in it is told as a story."""
        return self.situation in STORIES

    @property
    def is_extra(self) -> bool:
        """Whether the cell is asked about elsewhere too: that the question is not reached here is
        no matter."""
        return self.beside_a_crowd or (self.is_story and not self.deferred)


def is_at_limit(world: World) -> bool:
    """Whether fillers take up the limit on deletions."""
    return any(name.startswith(FILLER) for name in world.jobs)


def _where(world: World, question: Question, request: Request, cell: Cell) -> object:
    """The `situation` in which the question is put in this world, None where one is enough for a
    cell, `BESIDE_A_CROWD`, or `NOWHERE`."""
    if not is_at_limit(world):
        if question.once and _deletes_more(world):
            return NOWHERE  # while its job is deleted, optional members are the least of it
        return None if question.once else situation(world, request)
    if dict(cell.guards).get("at_limit"):
        # A crowd of which the job is a part is shared by none: the cell is asked about once.
        return NOWHERE if _deletes_more(world) and request.force else None
    works = any(x.status == IN_PROGRESS for _, _, x in world.executions_of(THING))
    if question not in IN_A_CROWD or _deletes_more(world) or works or not _is_neighboured(world):
        return NOWHERE  # it is asked without a crowd as well
    return BESIDE_A_CROWD


def _crowd_first(setup: tuple[Request, ...]) -> tuple[Request, ...]:
    """The same way, on which the deletion in question is the last that begins: so it lasts."""
    return tuple(sorted(setup, key=lambda r: not (r.job_id or "").startswith(FILLER)))


def _is_neighboured(world: World) -> bool:
    """Whether there is a neighbour: what must not be touched."""
    return NEIGHBOUR in world.jobs


def _tells_more(world: World, known: World, question: Question) -> bool:
    """Whether more is seen in this world than in the other one, to which a shorter way leads: what
    must not be touched is there; several devices work where a job is canceled, and several
    executions wait where one is started."""
    if _is_neighboured(world) != _is_neighboured(known):
        return _is_neighboured(world)
    if world.deleting:
        return False
    if question.once and isinstance(question.request, CancelJob):
        return _at_work(world) > _at_work(known)
    is_next = isinstance(question.request, StartNextPendingJobExecution)
    return is_next and question.once and len(line(world)) > len(line(known))


def _at_work(world: World) -> int:
    jobs = (job for name, job in world.jobs.items() if name == JOB)
    return sum(x.status == IN_PROGRESS for job in jobs for x in job.executions.values())


def _deletes_more(world: World) -> bool:
    """Whether a job is being deleted that is no filler."""
    return any(
        job.status == DELETION_IN_PROGRESS and not name.startswith(FILLER)
        for name, job in world.jobs.items()
    )


class Planner:
    """Finds plans on a page. The worlds are searched once for each set of operations left out."""

    def __init__(self, table: Table = TABLE) -> None:
        self.table = table
        self.graph = Graph(table)
        self._found: dict[frozenset[str], list[Plan]] = {}

    def instead(self, plan: Plan, without: frozenset[str]) -> Plan | None:
        """A plan for the same, with a set-up that leaves some operations out."""
        wanted = plan.cell, plan.question, plan.situation
        for other in self.plans(without):
            if (other.cell, other.question, other.situation) == wanted:
                return other
        return None

    def plans(self, without: frozenset[str] = frozenset()) -> list[Plan]:
        """Plans for every cell of an operation, with set-ups that leave some operations out.

        A question is put once in each `situation` of each cell, in the shortest way; with a crowd,
        which takes many requests, once in each cell. A way with a neighbour is preferred: what must
        not be touched has to be there.
        """
        if without in self._found:
            return self._found[without]
        best: dict[tuple[Cell, Question, object], Plan] = {}
        for world, setup in self.worlds(without):
            for question in QUESTIONS:
                request = question.at(world)
                if request is None:
                    continue
                cell = cell_at(world, request, self.table)
                where = _where(world, question, request, cell)
                if where is NOWHERE:
                    continue
                known = best.get((cell, question, where))
                if known is None or _tells_more(world, known.world, question):
                    way = _crowd_first(setup) if _deletes_more(world) else setup
                    best[cell, question, where] = Plan(cell, way, question, world, where)
        for plan in self._of_stories(without):
            best[plan.cell, plan.question, plan.situation] = plan
        order = {cell: position for position, cell in enumerate(self.table.cells())}
        self._found[without] = sorted(best.values(), key=lambda plan: order[plan.cell])
        return self._found[without]

    def worlds(self, without: frozenset[str]) -> Iterator[tuple[World, tuple[Request, ...]]]:
        """Worlds with the requests that lead there, the fewest first; one of those alike."""
        order = count()
        frontier: list[tuple[int, int, World, tuple[Request, ...]]] = [(0, 0, World(), ())]
        seen = set()
        while frontier:
            _, _, world, path = heappop(frontier)
            if (alike := likeness(world)) in seen:
                continue
            seen.add(alike)
            yield world, path
            if is_at_limit(world):
                continue  # a crowd does not last: it is the last thing to set up
            for move in moves(world):
                if without.isdisjoint(type(request).__name__ for request in move):
                    after = reached(self.table, move, world)
                    longer = (*path, *move)
                    heappush(frontier, (len(longer), next(order), after, longer))

    def _of_stories(self, without: frozenset[str]) -> Iterator[Plan]:
        """A plan for each story, as far as it can be told."""
        for name, story in STORIES.items():
            *_, last = story
            before = tuple(r for r in story[:-1] if type(r).__name__ not in without)
            world = reached(self.table, before)
            deferred = name in AFTER_ITS_DELETION
            if type(last).__name__ in without:
                continue
            if deferred:
                if JOB not in world.jobs or world.jobs[JOB].status != DELETION_IN_PROGRESS:
                    continue
                world = world.with_job(JOB, None)
            cell = cell_at(world, last, self.table)
            yield Plan(cell, before, Question(last), world, name, deferred)


@cache
def planner_of_the_page() -> Planner:
    """The planner that every check in a process has in common: its plans are found once."""
    return Planner()


def situation(world: World, request: Request) -> object:
    """What a cell leaves open and an implementation may depend on all the same.

    For a question about a job or an execution that is the status of the other one; for a question
    about a thing, the statuses of its executions in their order.
    """
    if request.job_id is None:
        return tuple(job.executions[THING].status for _, job in line(world))
    job, execution = world.jobs.get(JOB), world.execution(JOB, THING)
    return job and job.status, execution and execution.status
