"""Walks: the sequences of requests that may show what is wrong in one cell, the shortest first.

Each leads through the worlds that the spec allows to the cell, puts the question there as it was
asked, and ends with the request whose answer shows the fault, if that of the question does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import count

from ...judge.deviations import LIMIT
from ...language.guards import LimitReached
from ...language.spec import EXECUTION
from ...model.background import rules_asked, settled
from ...model.constraints import Fit, judge
from ...model.requests import (
    CreateJob,
    DeleteJob,
    DescribeJob,
    DescribeJobExecution,
    Request,
    StartNextPendingJobExecution,
)
from ...model.step import step
from ...model.table import Table
from ...model.world import World
from .scene import (
    FILLER,
    JOB,
    MOVES,
    NEIGHBOUR,
    OTHER_THING,
    THING,
    THIRD_THING,
    expecting,
    fillers,
    is_filler,
    moves_of,
    renamed,
    with_members,
)
from .script import Ask, Wait
from .search import Setup, crowded, statuses, worlds

LONGEST = 5
"""Requests before the question, besides those that reach the limit of deletions."""
LONGEST_PAST = 3
"""Requests before the deletion whose end a walk waits for."""
ODD = 3
"""How much odd names count among the things that a walk of some length may do without."""
Walk = tuple[Ask | Wait, ...]
CREATE = CreateJob(JOB, (THING,))
PROVING = CREATE, CreateJob(JOB, (OTHER_THING,)), *MOVES
"""What a walk may ask before its question: jobs on one thing are done sooner."""
_NUMBER = re.compile(r"^\d+-")
_USUAL = re.compile(rf"(\d+-)?({JOB}|{NEIGHBOUR}|third|{THING}|{OTHER_THING}|{THIRD_THING})")


Statuses = frozenset[tuple[str, str | None, str]]
"""The status of each job, and of each execution of a job on a thing."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What walks are to show.

    ``cell`` is the id of the cell at fault, `LIMIT` for the limit itself. ``asked`` fell into it,
    or set its background step off. ``shows`` was asked when the fault showed, None if it was the
    same request. ``met`` are the statuses when it was asked at first: of walks with one length,
    those to worlds like that come first. ``crowd`` is how many other jobs are to be in deletion.
    ``ended``: the deletion of a job with the same id is to end before.
    """

    cell: str
    asked: Ask
    shows: Ask | None = None
    crowd: int = 0
    ended: bool = False
    met: Statuses = frozenset()


class Walks:
    """The walks of one spec, without the operations that a system lacks.

    The worlds are searched once, as far as any aim has needed.
    """

    def __init__(self, table: Table, without: frozenset[str]) -> None:
        self.table, self.without = table, without
        self._ids = frozenset(rule.id for rule in table.rules)
        self._known: list[tuple[World, Setup]] = []
        self._search = worlds(table, without, moves_of(table, PROVING), _likeness)

    def to(self, aim: Aim) -> Iterator[Walk]:
        """The walks that may show it, the shortest first."""
        order = count()
        namings = list(_namings(aim))
        waiting: list[tuple[int, int, int, Walk]] = []
        for world, setup, length in self._starts(aim):
            while waiting and waiting[0][0] <= length:
                yield heappop(waiting)[-1]
            unlike = len(aim.met ^ statuses_of(world)) if aim.met else 0
            for named, names in namings:
                for end in self._ends(named, world):
                    walk: Walk = (*setup, *end)
                    needs = _needs(walk) + unlike + (ODD if names else 0)
                    found = (length + len(end), needs, next(order), _renamed(walk, names))
                    heappush(waiting, found)
        while waiting:
            yield heappop(waiting)[-1]

    def _starts(self, aim: Aim) -> Iterator[tuple[World, Walk, int]]:
        """Each world with the way there, and the length of the way without the crowd."""
        if aim.ended:
            yield from sorted(self._after_deletions(), key=lambda start: start[-1])
            return
        for world, setup in self._worlds():
            if aim.crowd:
                crowd = max(0, aim.crowd - world.deleting)
                yield crowded(world), _with_fillers(setup, crowd), len(setup)
            else:
                yield world, tuple(map(Ask, setup)), len(setup)

    def _after_deletions(self) -> Iterator[tuple[World, Walk, int]]:
        """The worlds after the end of a deletion, and those in which the job is there again."""
        for world, setup in self._worlds(LONGEST_PAST):
            if JOB not in world.jobs or world.deleting:
                continue
            walk: Walk = (*map(Ask, setup), Ask(DeleteJob(JOB, force=True)), Wait(JOB))
            gone = world.with_job(JOB, None)
            yield gone, walk, len(walk)
            made = settled(step(gone, CREATE, self.table)[0].world, JOB, self.table)
            yield made, (*walk, Ask(CREATE)), len(walk) + 1

    def _worlds(self, longest: int = LONGEST) -> Iterator[tuple[World, Setup]]:
        for position in count():
            while position >= len(self._known):
                found = next(self._search, None)
                if found is None:
                    return
                self._known.append(found)
            if len(self._known[position][1]) > longest:
                return
            yield self._known[position]

    def _ends(self, aim: Aim, world: World) -> Iterator[Walk]:
        """What may show it in this world."""
        shows = aim.shows
        if shows is not None and shows.request.job_id == NEIGHBOUR not in world.jobs:
            return
        for ask, known in self._questions(aim, world):
            last = () if shows is None else (shows,)
            looks: Walk = ()
            if aim.crowd and shows is not None:
                looks = tuple(Ask(DescribeJob(f"{FILLER}{n + 1}")) for n in range(aim.crowd))
                last = () if is_filler(shows.request) or not shows.request.is_read else last
            if (closer := self._closer(aim, world)) is not None:
                yield (*known, ask, closer)
            if looks and last and aim.cell != LIMIT:
                yield (*known, ask, *last)
            yield (*known, ask, *looks, *last)
            if last and shows is not None and shows.request.is_read and world.jobs and not looks:
                yield (*known, shows, ask, *last)

    def _closer(self, aim: Aim, world: World) -> Ask | None:
        """The read of an execution, where the counters of its job showed a fault in it."""
        if aim.shows is None or not aim.cell.startswith(f"{EXECUTION}."):
            return None
        request = aim.shows.request
        job = world.jobs.get(request.job_id or "")
        if not isinstance(request, DescribeJob) or job is None or not job.executions:
            return None
        read = DescribeJobExecution(request.job_id, min(job.executions, key=job.targets.index))
        return None if read.operation in self.without else Ask(read)

    def _questions(self, aim: Aim, world: World) -> Iterator[tuple[Ask, Walk]]:
        """The questions that fall into the cell, each with reads that must come before it."""
        operation = aim.cell.split("/")[0]
        asks = [aim.asked]
        if operation not in self.table.operations:
            asks += [Ask(move) for move in PROVING if move.operation not in self.without]
        for ask in dict.fromkeys(asks):
            if isinstance(ask.request, CreateJob) and ask.form is None and ask.raw is None:
                for targets in dict.fromkeys((ask.request.targets[:1], ask.request.targets)):
                    one = replace(ask, request=with_members(ask.request, targets=targets))
                    if self._reaches(aim, world, one.request):
                        yield one, ()
                continue
            request = expecting(ask.request, ask.ahead, world)
            execution = world.execution(request.job_id or "", request.thing_name or "")
            if not self._reaches(aim, world, request):
                continue
            yield replace(ask, request=request, ahead=None), ()
            if ask.ahead is not None and execution is not None:
                yield ask, (_read(request),)
            elif isinstance(request, StartNextPendingJobExecution):
                thing = request.thing_name
                line = sorted(world.executions_of(thing), key=lambda found: found[2].order)
                if line:
                    yield ask, tuple(Ask(DescribeJobExecution(job, thing)) for job, _, _ in line)

    def _reaches(self, aim: Aim, world: World, request: Request) -> bool:
        """Whether the request falls into the cell, or sets off the background step of it."""
        permitted = step(world, request, self.table)[0]
        if aim.cell == LIMIT:
            return permitted.rule.source is not None and is_at_limit(permitted.rule.id, self.table)
        if aim.cell not in self._ids:
            return True  # a rule about requests alone
        if permitted.rule.operation == aim.cell.split("/")[0]:
            return permitted.rule.id == aim.cell
        job_id = request.job_id
        found: list[str] = []
        settled(permitted.world, job_id, self.table, note=lambda taken: found.append(taken.rule.id))
        if job_id is not None:
            found += (rule.id for rule in rules_asked(permitted.world, job_id, self.table))
        return aim.cell in found


def statuses_of(world: World) -> Statuses:
    """The statuses in a world. A number before the name of a job or thing does not count."""
    found: set[tuple[str, str | None, str]] = set()
    for name, job in world.jobs.items():
        own = _NUMBER.sub("", name)
        found.add((own, None, job.status))
        found |= {(own, _NUMBER.sub("", thing), x.status) for thing, x in job.executions.items()}
    return frozenset(one for one in found if not one[0].startswith(FILLER))


def is_at_limit(cell: str, table: Table) -> bool:
    """Whether the cell with this id is one at the limit on deletions, or the limit itself."""
    return cell == LIMIT or not _limit_guards(table).isdisjoint(cell.split("/"))


def at_limit(cell: str, table: Table) -> str:
    """The id of the same cell at the limit on deletions."""
    for guard in _limit_guards(table):
        cell = cell.replace(f"!{guard}", guard)
    return cell


def _limit_guards(table: Table) -> frozenset[str]:
    guards = table.spec.guards.items()
    return frozenset(name for name, guard in guards if isinstance(guard, LimitReached))


def _namings(aim: Aim) -> Iterator[tuple[Aim, Mapping[str, str]]]:
    """The aim with the names that walks give, then with the odd names that were asked about: these
    are to replace the names of the walk.

    The question is about the job and the thing of every walk; so is the other request, or about
    other ones if it was.
    """
    asks = [aim.asked] if aim.shows is None else [aim.asked, aim.shows]
    if any(ask.raw or ask.form or judge(ask.request)[0] is Fit.BROKEN for ask in asks):
        yield aim, {}
        return
    requests = [ask.request for ask in asks]
    named_jobs = (r.job_id for r in requests if r.job_id is not None)
    jobs = [name for name in dict.fromkeys(named_jobs) if not name.startswith(FILLER)]
    of_things = (name for r in requests for name in (r.thing_name, *r.targets) if name is not None)
    things = [name for name in dict.fromkeys(of_things) if not name.endswith(THIRD_THING)]
    orders = [jobs]
    if jobs and aim.asked.request.job_id is None:
        orders.append(["", *jobs])  # about the neighbour
    named: list[tuple[Aim, Mapping[str, str]]] = []
    for order in orders:
        short = dict(zip(order, (JOB, NEIGHBOUR), strict=False))
        short |= dict(zip(things, (THING, OTHER_THING), strict=False))
        short |= {n: THIRD_THING for r in requests if (n := r.thing_name) and n not in short}
        shows = aim.shows and _with_names(aim.shows, short)
        plain = replace(aim, asked=_with_names(aim.asked, short), shows=shows)
        odd = {new: old for old, new in short.items() if old and not _USUAL.fullmatch(old)}
        named += [(plain, {})] + ([(plain, odd)] if odd else [])
    yield from sorted(named, key=lambda one: len(one[1]))


def _renamed(walk: Walk, names: Mapping[str, str]) -> Walk:
    if not names:
        return walk
    return tuple(
        _with_names(one, names) if isinstance(one, Ask) else Wait(names.get(one.job_id, one.job_id))
        for one in walk
    )


def _with_names(ask: Ask, names: Mapping[str, str]) -> Ask:
    return replace(ask, request=renamed(ask.request, lambda name: names.get(name, name)))


def _read(request: Request) -> Ask:
    return Ask(DescribeJobExecution(request.job_id or "", request.thing_name or ""))


def _with_fillers(setup: tuple[Request, ...], size: int) -> Walk:
    """The set-up with so many deletions of other jobs; its own begin last, so that they last."""
    begins = next((n for n, one in enumerate(setup) if isinstance(one, DeleteJob)), len(setup))
    return tuple(map(Ask, (*setup[:begins], *fillers(size), *setup[begins:])))


def _needs(walk: Walk) -> int:
    """How much a walk has that others of its length may do without."""
    requests = [one.request for one in walk if isinstance(one, Ask)]
    more = sum(len(r.targets) - 1 for r in requests if isinstance(r, CreateJob))
    return more + sum(2 for r in requests if r.job_id == NEIGHBOUR)


def _likeness(world: World) -> object:
    """What is equal in worlds that a proof need not tell apart: versions are not."""
    records = frozenset(
        (name, job.targets, job.force_canceled, job.reason_code, thing, x.details, x.force_canceled)
        for name, job in world.jobs.items()
        for thing, x in job.executions.items()
    )
    return statuses(world), records
