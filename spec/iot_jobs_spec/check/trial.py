"""One trial: a plan carried out, up to a verdict on the cell that was reached."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from ..answers import Answer
from ..divergence import READS
from ..requests import DeleteJob, DescribeJob, Request
from ..systems import Unanswered
from ..table import Cell
from .cells import cell_at
from .follow import Follower
from .found import Found
from .plan import Plan
from .reasons import astray
from .scene import FILLER, JOB, jobs_in, reads_of
from .set_up import Unreached, set_up, there
from .words import answer_words, operation_of

CONFORMS, DIFFERS, VIOLATES, UNREACHED = "conforms", "differs", "violates", "unreached"
SEVERITY = (UNREACHED, CONFORMS, DIFFERS, VIOLATES)
REPEATS = 4
"""How often the end of a deletion may overtake a question, one more read after the other, until
that is not believed any more."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a plan.

    ``cell`` is the cell that the question fell into, None where it was not put or not answered.
    ``reason`` says why that is not the cell of the plan. ``found`` are all divergences, ``own``
    those of the question itself and of what was read after it. ``missing`` is the operation that
    the system said it does not have, ``failed`` says that the set-up went wrong, and
    ``overtaken`` that the answer is right only if a deletion ended just before the question.
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
    overtaken: bool = False


class _Overtaken(Unreached):
    """The answer is right only if a deletion ended just before the question."""


def carry_out(plan: Plan, follower: Follower, repeat: int = 0, ready: bool = False) -> Trial:
    """Set up, ask, read back. Lets an `Unanswered` pass that says that the system is gone.

    ``repeat`` counts the trials of this plan before that were overtaken by the end of a deletion:
    the job is read once more for each of them, and after `REPEATS` that is not believed any more.
    ``ready`` says that the follower is where the set-up leads.
    """
    reason = ""
    try:
        set_up(plan, follower, ready)
    except Unreached as ended:
        return Trial(plan, None, UNREACHED, None, str(ended), tuple(follower.found), failed=True)
    except Unanswered as failure:
        return _unanswered(plan, follower, failure, failed=True)
    follower.memory = None
    try:
        for _ in range(repeat):
            follower.ask(DescribeJob(JOB))
        request, cell, reason = _where(plan, follower)
        before, present = len(follower.found), there(follower)
        # Of a crowd one may always end between its reads and the question.
        insist = repeat == REPEATS and not plan.crowds
        seen = _put(request, cell, follower, insist)
    except Unreached as ended:
        overtaken = isinstance(ended, _Overtaken) and not isinstance(plan.question.request, READS)
        found = tuple(follower.found)
        return Trial(plan, None, UNREACHED, None, reason or str(ended), found, overtaken=overtaken)
    except Unanswered as failure:
        return _unanswered(plan, follower, failure, reason)
    try:
        _read_back((*plan.setup, request), follower, present)
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


def _where(plan: Plan, follower: Follower) -> tuple[Request, Cell, str]:
    """The request to put, the cell that it is in now, and why that is not the cell of the plan."""
    table, worlds = follower.oracle.table, follower.worlds
    requests = {plan.question.at(world) for world in worlds}
    request = requests.pop()
    if requests or request is None:
        raise Unreached(astray(plan, worlds))
    cells = {cell_at(world, request, table) for world in worlds}
    cell = cells.pop()
    if cells:
        raise Unreached(astray(plan, worlds))
    return request, cell, "" if cell == plan.cell else astray(plan, worlds)


def _put(request: Request, cell: Cell, follower: Follower, insist: bool) -> Answer:
    deleting, worlds = follower.being_deleted(), follower.worlds
    divergence = follower.ask(request, literally=True)
    answer = follower.steps[-1].answer
    answered = follower.oracle.answered
    if divergence is not None or cell.row in answered:
        return answer
    words = f"{operation_of(request)} answered {answer_words(answer)}"
    if not answered:
        raise Unreached(f"{words}, which may come at any time")
    believed = not insist and not _all_go_on(request, deleting, follower)
    if not believed and follower.insist(worlds) is not None:
        return answer
    rows = ", ".join(row.id for row in answered)
    raise _Overtaken(f"{words}, by then it was {rows}")


def _all_go_on(request: Request, deleting: list[str], follower: Follower) -> bool:
    """Whether as many deletions as the limit allows go on beside the one in question."""
    others = [name for name in deleting if name != getattr(request, "job_id", None)]
    limit = min(world.deletion_limit for world in follower.worlds)
    if not isinstance(request, DeleteJob) or len(others) < limit:
        return False
    return all(follower.is_deleting(name) for name in others)


def _read_back(requests: tuple[Request, ...], follower: Follower, present: Collection[str]) -> None:
    """Read all that the requests may have touched, as long as that can be judged.

    Of a job that was ``present`` and is gone now, the executions are read again.
    """
    for name in jobs_in(requests):
        if name.startswith(FILLER):
            continue
        reads = tuple(reads_of(name))
        follower.look(reads)
        if name in present and name not in there(follower):
            follower.look([read for read in reads if not isinstance(read, DescribeJob)])
