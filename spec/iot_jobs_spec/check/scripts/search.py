"""Plans: for every cell the shortest set-up that leads there, found by searching the worlds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from typing import TypeVar

from ...language.guards import LimitReached
from ...language.spec import EXECUTION
from ...model.background import background_steps, settled
from ...model.maps import Map
from ...model.requests import CancelJob, Request, StartNextPendingJobExecution, is_beyond
from ...model.step import step
from ...model.table import Cell, Table
from ...model.world import JobRecord, World
from .scene import (
    JOB,
    NEIGHBOUR,
    OTHER_THING,
    THING,
    TIMED_MOVES,
    Question,
    expecting,
    is_in,
    moves_of,
    questions_of,
)
from .script import Wait

Setup = tuple[Request, ...]
Move = TypeVar("Move", bound=Request | Wait)


@dataclass(frozen=True, slots=True)
class Plan:
    """A question, the cell that it falls into, and the set-up that leads there.

    ``world`` is where the set-up leads a system that does everything at once. A plan ``at_limit``
    needs as many deletions besides as the limit allows. ``timed``: the set-up waits for a timer.
    """

    cell: Cell
    setup: tuple[Request | Wait, ...]
    question: Question
    world: World
    at_limit: bool = False
    timed: bool = False


def cell_at(world: World, request: Request, table: Table) -> Cell:
    """The cell that the request falls into in this world."""
    machine, event = table.operations[request.question]
    status = step(world, request, table)[0].rule.source
    guards, rules = table.entries[machine, event, status]
    job = world.jobs.get(request.job_id or "")
    execution = job.executions.get(request.thing_name or "") if job else None
    values = tuple(table.asks[guard](world, job, execution, request) for guard in guards)
    return Cell(machine, event, status, tuple(zip(guards, values, strict=True)), rules[values])


def reached(requests: Iterable[Request], table: Table, world: World) -> World:
    """The world after these requests, as they should be answered, once all that is due has come."""
    for request in requests:
        world = settled(step(world, request, table)[0].world, request.job_id, table)
    return world


def moved(world: World, move: Request | Wait, table: Table) -> World | None:
    """The world after a request, as it should be answered, or after a wait, once all that is due
    has come; None if there is nothing to wait for."""
    if not isinstance(move, Wait):
        return reached((move,), table, world)
    job = world.jobs.get(move.job_id)
    is_deleting = job is not None and job.status == table.spec.deleting
    if move.thing_name is None or is_deleting:
        return world.with_job(move.job_id, None) if is_deleting else None
    timers = table.spec.timers
    steps = background_steps(world, move.job_id, table, events=timers, thing=move.thing_name)
    ran_out = next(steps, None)
    return ran_out and settled(ran_out.world, move.job_id, table)


def worlds(
    table: Table,
    without: frozenset[str],
    moves: Iterable[Move],
    likeness: Callable[[World], object] | None = None,
) -> Iterator[tuple[World, tuple[Move, ...]]]:
    """Worlds with the set-ups that lead there, the shortest first; one of those that are alike.

    The set-ups consist of the ``moves``, without requests of the operations ``without``. Worlds
    with the same ``likeness`` are alike: by default the same statuses, and the same order of a
    thing's executions.
    """
    order = count()
    moves = [one for one in moves if isinstance(one, Wait) or is_in(one, table, without)]
    likeness = likeness or statuses
    frontier: list[tuple[int, int, World, tuple[Move, ...]]] = [(0, 0, World.of(table.spec), ())]
    seen = set()
    while frontier:
        length, _, world, path = heappop(frontier)
        if (alike := likeness(world)) in seen:
            continue
        seen.add(alike)
        yield world, path
        for move in moves:
            if (after := moved(world, move, table)) is not None:
                heappush(frontier, (length + 1, next(order), after, (*path, move)))


def plans(table: Table, without: frozenset[str], timers: bool) -> list[Plan]:
    """Plans for every cell of an operation, in the order of the table.

    A question is asked once in each situation of each cell, in the shortest way; at the limit,
    which takes many requests, once in each cell. A way with a neighbour is preferred: what must not
    be touched has to be there. If ``timers``, set-ups may wait for one where nothing else leads to
    the situation.
    """
    best: dict[tuple[Cell, Question, object], Plan] = {}
    questions = [q for q in questions_of(table) if q.request.operation not in without]
    limited = {
        rule.question
        for rule in table.rules
        if any(isinstance(table.spec.guards[name], LimitReached) for name in rule.guards)
    }
    room = {"CreateJob", "DeleteJob"}.isdisjoint(without)
    moves: tuple[Request | Wait, ...] = (*moves_of(table), *(TIMED_MOVES if timers else ()))
    for world, setup in worlds(table, without, moves, _with_timers if timers else statuses):
        timed = any(isinstance(one, Wait) for one in setup)
        full = crowded(world) if room and not timed else None
        for question in questions:
            request = asked_in(question, world, table)
            if request is None:
                continue
            if not (question.once and world.deleting) or question.deleting:
                cell = cell_at(world, request, table)
                where = None if question.once else _situation(world, request, table)
                plan = Plan(cell, setup, question, world, timed=timed)
                _keep(best, (cell, question, where), plan, table)
            if full is not None and (question.crowded or request.question in limited):
                cell = cell_at(full, request, table)
                if _is_told_at_limit(cell, question, world, table):
                    plan = Plan(cell, setup, question, world, at_limit=True)
                    _keep(best, (cell, question, True), plan, table)
    position = {cell: number for number, cell in enumerate(table.cells())}
    return sorted(best.values(), key=lambda plan: position[plan.cell])


def asked_in(question: Question, world: World, table: Table) -> Request | None:
    """The request that the question is in this world; None where it makes no sense there."""
    request = question.request
    job = world.jobs.get(JOB)
    if request.thing_name not in (None, THING, OTHER_THING) and job is None:
        return None  # a thing that no job has is asked about beside one
    if (request.execution_number or 1) > 1 and world.execution(JOB, THING) is None:
        return None  # a number that no execution has is asked about beside one
    if question.ahead is None:
        return request
    execution = world.execution(request.job_id or "", request.thing_name or "")
    sent = expecting(request, question.ahead, world)
    expected = sent.expected_version or 0
    if expected < 1:
        return None
    if request.thing_name == OTHER_THING:
        # The version of the first execution is expected of the second. That of a canceled one may
        # be another.
        first = world.execution(JOB, THING)
        if job is None or execution is None or first is None or first.version != expected:
            return None
        if job.status == table.spec.deleting or execution.status == table.spec.stopped:
            return None
    return sent


def changes_nothing(world: World, request: Request, table: Table) -> bool:
    """Whether no permitted answer to the request changes the world, once all of it is known."""
    for job_id, job in world.jobs.items():
        known = {
            thing: x._replace(may_be_bumped=False, force_canceled=bool(x.force_canceled))
            for thing, x in job.executions.items()
        }
        world = world.with_job(job_id, job._replace(executions=Map(known)))
    return all(permitted.world == world for permitted in step(world, request, table))


def crowded(world: World) -> World:
    """The world with as many other jobs in deletion as the limit leaves room for."""
    for number in range(world.deletion_limit - world.deleting):
        world = world.with_job(f"\0{number}", JobRecord(world.limited, ()))
    return world


def _is_told_at_limit(cell: Cell, question: Question, world: World, table: Table) -> bool:
    """Whether the question is worth asking at the limit: the cell asks for it, or it should make no
    difference. A job that is itself being deleted takes deletions of its own, so it is asked about
    once."""
    guards = table.spec.guards
    asks_for_it = any(
        holds and isinstance(guards[name], LimitReached) for name, holds in cell.guards
    )
    if asks_for_it:
        return not (world.deleting and question.request.force)
    works = any(x.status == table.spec.running for _, _, x in world.executions_of(THING))
    return question.crowded and not world.deleting and not works and NEIGHBOUR in world.jobs


def _keep(
    best: dict[tuple[Cell, Question, object], Plan],
    key: tuple[Cell, Question, object],
    plan: Plan,
    table: Table,
) -> None:
    """Keep the plan, unless a shorter one shows as much. One that waits takes no other's place."""
    known = best.get(key)
    if known is not None and known.timed != plan.timed:
        better = known.timed
    else:
        better = known is None or _shows_more(plan, known, table)
    if better:
        best[key] = plan


def _shows_more(plan: Plan, known: Plan, table: Table) -> bool:
    """Whether more is seen in the plan's world: what must not be touched is there; several devices
    work where a job is canceled; several executions wait where one is started. The questions of the
    profile `full` are too many for that: their neighbours are in its stories."""
    world, other = plan.world, known.world
    if is_beyond(plan.question.request):
        return False
    if (NEIGHBOUR in world.jobs) != (NEIGHBOUR in other.jobs):
        return NEIGHBOUR in world.jobs
    if world.deleting or not plan.question.once:
        return False
    if isinstance(plan.question.request, CancelJob):
        return _at_work(world, table) > _at_work(other, table)
    is_next = isinstance(plan.question.request, StartNextPendingJobExecution)
    return is_next and len(_line(world)) > len(_line(other))


def _at_work(world: World, table: Table) -> int:
    job = world.jobs.get(JOB)
    return sum(x.status == table.spec.running for x in job.executions.values()) if job else 0


def _situation(world: World, request: Request, table: Table) -> object:
    """What a cell leaves open and an implementation may depend on all the same.

    For a question about a job or an execution that is the status of the other one; for a question
    about a thing, the statuses of its executions in their order. The ends that a profile adds to
    the one that it extends are alike; only to a job they are other ones than those of the core, and
    to a cancel of the job, which should leave each of them, all are different.
    """
    spec = table.spec
    base = spec if spec.extends is None or isinstance(request, CancelJob) else spec.extends
    known = base.statuses[EXECUTION]
    ended = "ended" if request.thing_name is None else spec.stopped

    def kind(status: str) -> str:
        return status if status in known else ended

    if request.job_id is None:
        return tuple(kind(job.executions[THING].status) for _, job in _line(world))
    job, execution = world.jobs.get(JOB), world.execution(JOB, THING)
    return job and job.status, execution and kind(execution.status)


def _line(world: World) -> list[tuple[str, JobRecord]]:
    """The jobs with an execution on the thing, in the order in which those were queued."""
    found = sorted(world.executions_of(THING), key=lambda found: found[2].order)
    return [(name, job) for name, job, _ in found]


def statuses(world: World) -> object:
    """What is equal in worlds that need not be told apart: statuses, and the order of a thing's
    executions."""
    order = tuple(name for name, _ in _line(world))
    jobs = frozenset(
        (name, job.status, frozenset((thing, x.status) for thing, x in job.executions.items()))
        for name, job in world.jobs.items()
    )
    return order, jobs


def _with_timers(world: World) -> object:
    """The same, and which executions have a step timer."""
    timed = frozenset(
        (name, thing)
        for name, job in world.jobs.items()
        for thing, x in job.executions.items()
        if x.step_timer
    )
    return statuses(world), timed
