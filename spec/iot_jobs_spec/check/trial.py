"""One trial: a plan carried out, up to a verdict on the cell that was reached."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from ..answers import Answer
from ..requests import DeleteJob, Request
from ..systems import Unanswered
from ..table import Cell
from ..world import DELETION_IN_PROGRESS, World
from .cells import cell_at
from .follow import Follower, Found
from .plan import Plan
from .scene import FILLER, JOB, NEIGHBOUR, OTHER_THING, THING, jobs_in, reads_of
from .words import answer_words, expected_words, operation_of

CONFORMS, DIFFERS, VIOLATES, UNREACHED = "conforms", "differs", "violates", "unreached"
SEVERITY = (UNREACHED, CONFORMS, DIFFERS, VIOLATES)
AT_ONCE = "deletions end at once"


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a plan.

    ``cell`` is the cell that the question fell into, None where it was not put or not answered.
    ``reason`` says why that is not the cell of the plan. ``found`` are all divergences, ``own``
    those of the question itself and of what was read after it. ``missing`` is the operation that
    the system said it does not have, ``failed`` says that the set-up went wrong.
    """

    plan: Plan
    cell: Cell | None
    verdict: str
    seen: Answer | None
    reason: str
    found: tuple[Found, ...]
    own: tuple[Found, ...] = ()
    missing: str = ""
    failed: bool = False


class _Unreached(Exception):
    """The plan ended before its question was answered."""


def carry_out(plan: Plan, follower: Follower) -> Trial:
    """Set up, ask, read back. Lets an `Unanswered` pass that says that the system is gone."""
    reason = ""
    try:
        _set_up(plan, follower)
    except _Unreached as ended:
        return Trial(
            plan, None, UNREACHED, None, str(ended), tuple(follower.found), failed=True
        )
    except Unanswered as failure:
        return _unanswered(plan, follower, failure, failed=True)
    try:
        request, cell, reason = _where(plan, follower)
        before, there = len(follower.found), _there(follower)
        seen = _put(request, cell, follower)
    except _Unreached as ended:
        return Trial(plan, None, UNREACHED, None, reason or str(ended), tuple(follower.found))
    except Unanswered as failure:
        return _unanswered(plan, follower, failure, reason)
    try:
        for read in _reads((*plan.setup, request), follower, there):
            follower.ask(read)
    except Unanswered as failure:
        if failure.gone:
            raise
        if len(follower.found) == before:
            reason = reason or f"could not be read back: {failure.reason}"
            return Trial(plan, None, UNREACHED, seen, reason, tuple(follower.found))
    own = tuple(follower.found[before:])
    verdict = worst([CONFORMS, *(found.divergence.verdict for found in own)])
    return Trial(plan, cell, verdict, seen, reason, tuple(follower.found), own)


def _unanswered(
    plan: Plan, follower: Follower, failure: Unanswered, reason: str = "", failed: bool = False
) -> Trial:
    if failure.gone:
        raise failure
    missing = operation_of(follower.asked) if failure.missing and follower.asked else ""
    found = tuple(follower.found)
    return Trial(
        plan, None, UNREACHED, None, reason or failure.reason, found, missing=missing, failed=failed
    )


def worst(verdicts: Iterable[str]) -> str:
    """The most severe of the verdicts."""
    return max(verdicts, key=SEVERITY.index)


def _set_up(plan: Plan, follower: Follower) -> None:
    for request in plan.setup:
        divergence = follower.ask(request)
        operation, answer = operation_of(request), follower.steps[-1].answer
        if divergence is not None:
            expected = expected_words(divergence)
            raise _Unreached(f"{operation} answered {answer_words(answer)}, not {expected}")
        if not follower.oracle.answered:
            raise _Unreached(f"{operation} answered {answer_words(answer)}")
        for name in jobs_in((request,)):
            if name.startswith(FILLER) and isinstance(request, DeleteJob):
                _show(reads_of(name), follower)
                if name not in _there(follower):
                    raise _Unreached(f"no job stayed {DELETION_IN_PROGRESS}: {AT_ONCE}")
            elif name == JOB:
                there = name in _there(follower)
                _show(reads_of(name), follower)
                if there and name not in _there(follower):
                    _show_gone(name, plan, follower)
    for name in jobs_in(plan.setup):
        _show(reads_of(name), follower)


def _show(reads: Iterable[Request], follower: Follower) -> None:
    """Read what has not been read since the last request that was no read."""
    for read in reads:
        if read in follower.fresh:
            continue
        follower.ask(read)
        if follower.lost:
            answer = follower.steps[-1].answer
            expected = expected_words(follower.found[-1].divergence)
            words = f"{operation_of(read)} answered {answer_words(answer)}, not {expected}"
            raise _Unreached(f"{words}, in the set-up")


def _show_gone(name: str, plan: Plan, follower: Follower) -> None:
    """Read the executions of a job that is gone."""
    *executions, _ = reads_of(name)
    for read in executions:
        follower.ask(read)
        if follower.lost:
            raise _Unreached(_instead(plan, follower.worlds))


def _where(plan: Plan, follower: Follower) -> tuple[Request, Cell, str]:
    """The request to put, the cell that it is in now, and why that is not the cell of the plan."""
    table, worlds = follower.oracle.table, follower.worlds
    requests = {plan.question.at(world) for world in worlds}
    request = requests.pop()
    if requests or request is None:
        raise _Unreached(_instead(plan, worlds))
    cells = {cell_at(world, request, table) for world in worlds}
    cell = cells.pop()
    if cells:
        raise _Unreached(_instead(plan, worlds))
    return request, cell, "" if cell == plan.cell else _instead(plan, worlds)


def _put(request: Request, cell: Cell, follower: Follower) -> Answer:
    divergence = follower.ask(request, literally=True)
    answer = follower.steps[-1].answer
    if divergence is None and cell.row not in follower.oracle.answered:
        rows = ", ".join(row.id for row in follower.oracle.answered)
        came = f"by then it was {rows}" if rows else "which may come at any time"
        raise _Unreached(f"{operation_of(request)} answered {answer_words(answer)}, {came}")
    return answer


def _reads(
    requests: tuple[Request, ...], follower: Follower, there: Collection[str]
) -> Iterator[Request]:
    """What shows all that the requests may have touched, as long as that can be judged.

    Of a job that was ``there`` and is gone now, the executions are read again.
    """
    for name in jobs_in(requests):
        if name.startswith(FILLER):
            continue
        *executions, job = reads_of(name)
        for read in (*executions, job):
            if not follower.lost:
                yield read
        if name in there and name not in _there(follower) and not follower.lost:
            yield from executions


def _there(follower: Follower) -> set[str]:
    """The jobs that there are in some world."""
    return {name for world in follower.worlds for name in world.jobs}


def _instead(plan: Plan, worlds: tuple[World, ...]) -> str:
    """How the worlds differ from the one that the set-up should have led to."""
    after = f" after {operation_of(plan.setup[-1])}" if plan.setup else ""
    for name in (JOB, NEIGHBOUR):
        planned = plan.world.jobs.get(name)
        if planned is None:
            continue
        statuses = {(job := world.jobs.get(name)) and job.status for world in worlds}
        if statuses == {None} and planned.status == DELETION_IN_PROGRESS:
            return f"the {name} never was {DELETION_IN_PROGRESS}: {AT_ONCE}"
        if statuses != {planned.status}:
            return f"the {name} was {_any(statuses)}, not {planned.status},{after}"
        for thing in (THING, OTHER_THING):
            wanted = planned.executions.get(thing)
            seen = {(x := world.execution(name, thing)) and x.status for world in worlds}
            if wanted is not None and seen != {wanted.status}:
                what = f"the execution of the {name} on the {thing}"
                return f"{what} was {_any(seen)}, not {wanted.status},{after}"
    most = max(world.deleting for world in worlds)
    if most > plan.world.deleting:
        return f"{most} jobs were {DELETION_IN_PROGRESS}, some of them from trials before"
    if most < plan.world.deleting:
        few = f"{most or 'no'} jobs were {DELETION_IN_PROGRESS}, not {plan.world.deleting}"
        return f"{few}: {AT_ONCE}"
    return f"it is not known in which cell the set-up ended{after}"


def _any(statuses: Iterable[str | None]) -> str:
    return " or ".join(sorted(status or "gone" for status in statuses))
