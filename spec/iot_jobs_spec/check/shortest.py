"""Proofs: the sequences of requests that may show a finding, the shortest first.

They are walks through the worlds that the page allows, each ended by the question in the cell at
fault and, where the divergence shows in a read, by that read. The first that shows it is its proof:
those tried before are not longer, and do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from heapq import heappop, heappush
from itertools import count
from typing import Any, NamedTuple

from ..language.rules import Rule
from ..model.background import rules_asked, settled
from ..model.divergence import LISTINGS, READS
from ..model.requests import (
    CreateJob,
    DescribeJob,
    DescribeJobExecution,
    Request,
    StartNextPendingJobExecution,
)
from ..model.step import step
from ..model.table import Table
from ..model.world import DELETION_IN_PROGRESS, World
from .scene import (
    FILLER,
    JOB,
    NEIGHBOUR,
    OTHER_THING,
    THING,
    Question,
    crowd,
    likeness,
    line,
    moves,
)
from .words import operation_of

LONGEST = 5
"""Requests before the question, besides those that make a crowd."""
Walk = tuple[Request | Question, ...]
"""Requests to put; a question is put as it is at where the walk has come to."""


class Shown(NamedTuple):
    """What a proof has to show: ``row`` at fault, the request ``asked`` last that was no read, and
    the ``read`` that shows it, None where the answer to ``asked`` itself does.

    ``insisted`` asks for reads of all that is being deleted, right before the question.
    ``deleting`` is how many jobs are being deleted then, None where that is no matter. ``like`` is
    the `likeness` of the world in which it was met.
    """

    rule: Rule
    asked: Request | None
    read: Request | None
    insisted: bool
    deleting: int | None = None
    like: object = None


class Graph:
    """The worlds that the page allows, each with the shortest walk that leads there.

    They are searched once, as far as anybody has asked.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self._known: list[tuple[World, Walk]] = []
        self._search = self._worlds()

    def worlds(self) -> Iterator[tuple[World, Walk]]:
        """Each world and the walk to it, the shortest first."""
        for position in count():
            while position >= len(self._known):
                found = next(self._search, None)
                if found is None:
                    return
                self._known.append(found)
            yield self._known[position]

    def walks(self, shown: Shown, only_alike: bool = False) -> Iterator[Walk]:
        """The walks that may show it, the shortest first; of those, to worlds like the one in which
        it was met, or to no others."""
        order = count()
        waiting: list[tuple[int, int, bool, int, Walk]] = []
        for world, walk in self.worlds():
            while waiting and waiting[0][0] <= len(walk):
                yield heappop(waiting)[-1]
            if shown.deleting not in (None, world.deleting):
                continue
            other = shown.like != likeness(world)
            if other and only_alike:
                continue
            for end in _ends(shown, world, walk, self.table):
                whole = (*walk, *end)
                heappush(waiting, (len(whole), _needs(whole), other, next(order), whole))
        while waiting:
            yield heappop(waiting)[-1]

    def _worlds(self) -> Iterator[tuple[World, Walk]]:
        order = count()
        frontier: list[tuple[int, int, int, World, tuple[Request, ...]]] = [(0, 0, 0, World(), ())]
        seen = set()
        while frontier:
            _, _, _, world, walk = heappop(frontier)
            if (alike := _alike(world)) in seen:
                continue
            seen.add(alike)
            yield world, walk
            if any(name.startswith(FILLER) for name in world.jobs):
                continue  # a crowd does not last: it is the last thing to set up
            for move in _moves(world):
                if len(move) == 1 and len(walk) == LONGEST:
                    continue
                after = reached(self.table, move, world)
                longer = (*walk, *move)
                heappush(frontier, (len(longer), _needs(longer), next(order), after, longer))


def reached(table: Table, asked: Iterable[Request], world: World | None = None) -> World:
    """The world after these requests, as they should be answered, once all that is due has come."""
    world = World() if world is None else world
    for request in asked:
        world = step(world, request, table)[0].world
        world = settled(world, request.job_id, table)
    return world


def _ends(shown: Shown, world: World, walk: Walk, table: Table) -> Iterator[Walk]:
    """What may show it in this world: the question, and the read."""
    reads: list[Request | None] = (
        [*_reads_alike(shown, world)] if shown.read is not None else [None]
    )
    looks: list[Request] = []
    if shown.insisted:
        jobs = sorted(world.jobs.items())
        looks = [DescribeJob(name) for name, job in jobs if job.status == DELETION_IN_PROGRESS]
    for read in reads:
        if read is not None and operation_of(read) == shown.rule.operation:
            if step(world, read, table)[0].rule is shown.rule:
                yield (*looks, *each_listed(read, walk), read)
            continue
        for question in _questions(shown, world):
            request = question.at(world)
            if request is None or not _reaches(shown.rule, world, request, table):
                continue
            last = () if read is None else (read,)
            yield (*looks, question, *last)
            if read is not None and walk:  # what it showed before says who has changed it
                yield (*looks, read, question, read)
            if known := _known_by(question, request, world):
                yield (*looks, *known, question, *last)


def _reads_alike(shown: Shown, world: World) -> Iterator[Request]:
    """The read, also about the job alone; one of another job than was asked about stays as it is,
    where there is one."""
    assert shown.read is not None
    asked = None if shown.asked is None else shown.asked.job_id
    told = shown.read.job_id
    if asked is not None and told is not None and asked != told:
        if told in world.jobs:
            yield shown.read
        return
    yield from dict.fromkeys(_named_alike(shown.read))


def _known_by(question: Question, request: Any, world: World) -> list[Request]:
    """The reads that show the version that is expected, or the executions that may be answered."""
    if isinstance(request, StartNextPendingJobExecution):
        return [DescribeJobExecution(name, THING) for name, _ in line(world)]
    if question.ahead is not None:
        return [DescribeJobExecution(request.job_id, request.thing_name)]
    return []


def each_listed(read: Request, walk: Sequence[Request | Question]) -> Iterator[Request]:
    """Before a listing, a read of each execution that it may tell of: what they show is not its."""
    for request in walk if isinstance(read, LISTINGS) else ():
        if isinstance(request, CreateJob) and not request.job_id.startswith(FILLER):
            yield from (DescribeJobExecution(request.job_id, thing) for thing in request.targets)


def _questions(shown: Shown, world: World) -> Iterator[Question]:
    """The request as it was put, about the job alone where that will do; where something happens
    by itself, every request that may set it off."""
    if shown.rule.operation is None:
        for move in _moves(world):
            if len(move) == 1:
                yield Question(move[0])
    if shown.asked is None:
        return
    asked: Any = shown.asked
    if isinstance(asked, CreateJob):
        for target in asked.targets:
            yield Question(replace(asked, job_id=JOB, targets=(target,)))
    for request in dict.fromkeys(_named_alike(asked)):
        expected = request.expected_version
        if expected is None:
            yield Question(request)
            continue
        bare: Any = request
        execution = world.execution(bare.job_id, bare.thing_name)
        if execution is not None:
            for ahead in dict.fromkeys((expected - execution.version, 1, 2, -1, 0)):
                yield Question(replace(bare, expected_version=None), ahead)


def _reaches(rule: Rule, world: World, request: Request, table: Table) -> bool:
    """Whether the request falls to the rule, or what follows from it does."""
    permitted = step(world, request, table)[0]
    if rule.operation is not None:
        return permitted.rule is rule
    job_id = request.job_id
    rules: list[Rule] = []
    settled(permitted.world, job_id, table, note=lambda taken: rules.append(taken.rule))
    asked = () if job_id is None else rules_asked(permitted.world, job_id, table)
    return any(found is rule for found in (*rules, *asked))


def _moves(world: World) -> Iterator[tuple[Request, ...]]:
    """What a walk may ask next: that of a set-up, jobs for one thing alone, and all deletions but
    one."""
    yield (CreateJob(JOB, (THING,)),)
    yield (CreateJob(JOB, (OTHER_THING,)),)
    yield from moves(world)
    if most := world.deletion_limit - world.deleting - 1:
        yield crowd(most)


def _named_alike(request: Request) -> Iterator[Request]:
    """The request about the job on the thing, and as it is."""
    about: Any = request
    if request.job_id is not None and not isinstance(request, CreateJob):
        about = replace(about, job_id=JOB)
    if request.thing_name == OTHER_THING:
        yield replace(about, thing_name=THING)
    yield about
    yield request


def _needs(walk: Walk) -> int:
    """How much a walk of some length has that others may do without."""
    requests = [step.request if isinstance(step, Question) else step for step in walk]
    more = sum(len(r.targets) - 1 for r in requests if isinstance(r, CreateJob))
    return more + sum(2 for r in requests if r.job_id == NEIGHBOUR)


def _alike(world: World) -> object:
    targets = frozenset((name, job.targets, job.force_canceled) for name, job in world.jobs.items()
                        if not name.startswith(FILLER))  # fmt: skip
    details = frozenset(
        (name, thing, execution.details)
        for name, job in world.jobs.items()
        for thing, execution in job.executions.items()
        if not name.startswith(FILLER)
    )
    return likeness(world), targets, details


def shown_by(steps: tuple[Request, ...], rule: Rule, insisted: bool, table: Table) -> Shown:
    """What a proof has to show that shows the same as the last of these steps."""
    *before, asked = [None, *(r for r in steps if not isinstance(r, READS))]
    like = likeness(reached(table, filter(None, before)))
    last = steps[-1]
    return Shown(rule, asked, last if isinstance(last, READS) else None, insisted, like=like)
