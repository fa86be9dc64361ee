"""One trial: a plan carried out, up to a verdict on the cell that was reached."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from ..language.rules import Rule
from ..model.answers import Answer
from ..model.divergence import READS, CellVerdict
from ..model.requests import DeleteJob, DescribeJob, Request
from ..model.step import step
from ..model.table import Cell
from ..model.world import World
from ..systems import Unanswered
from .cells import cell_at
from .follow import Follower
from .found import Found
from .listings import compare_listings, concerns
from .plan import Plan
from .reasons import astray
from .scene import FILLER, JOB, jobs_in, reads_of
from .set_up import Unreached, set_up, there
from .words import answered_words, operation_of

CONFORMS, DIFFERS, VIOLATES = CellVerdict.CONFORMS, CellVerdict.DIFFERS, CellVerdict.VIOLATES
UNREACHED, UNDETERMINED = CellVerdict.UNREACHED, CellVerdict.UNDETERMINED
SEVERITY = (UNREACHED, UNDETERMINED, CONFORMS, DIFFERS, VIOLATES)
NOT_JUDGED = (UNREACHED, UNDETERMINED)
"""The verdicts that say nothing of the system, and are never a pass."""
REPEATS = 4
"""How often the end of a deletion may overtake a question, one more read after the other, until
that is not believed any more."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a plan.

    ``cell`` is the cell that the question fell into, None where it was not put or is not there.
    ``reason`` says why that is not the cell of the plan, and ``doubt`` why nothing can be concluded
    from what came: then the trial is undetermined. ``found`` are all divergences, ``own``
    those of the question itself and of what was read after it. ``missing`` is the operation that
    the system said it does not have, ``failed`` says that the set-up went wrong, and
    ``overtaken`` that the answer is right only if a deletion ended just before the question.
    """

    plan: Plan
    cell: Cell | None
    verdict: CellVerdict
    seen: Answer | None
    reason: str
    found: tuple[Found, ...]
    own: tuple[Found, ...] = ()
    missing: str = ""
    failed: bool = False
    overtaken: bool = False
    doubt: str = ""


class _Overtaken(Unreached):
    """The answer is right only if a deletion ended just before the question."""


def carry_out(
    plan: Plan,
    follower: Follower,
    greet: Callable[[], None],
    repeat: int = 0,
    ready: bool = False,
) -> Trial:
    """Set up, ask, read back.

    ``greet`` is called where the system seems to be gone, and raises what ends the check if it is.
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
        return _unanswered(plan, follower, failure, greet, failed=True)
    cell: Cell | None = None
    follower.memory = None
    try:
        for _ in range(repeat):
            follower.ask(DescribeJob(JOB))
        request, cell, reason = where(plan, follower)
        before, present = len(follower.found), there(follower)
        # Of a crowd one may always end between its reads and the question.
        insist = repeat == REPEATS and not plan.crowds
        seen, cell, reason = put(request, cell, reason, follower, insist)
    except Unreached as ended:
        found, why = tuple(follower.found), str(ended)
        if cell is None:
            return Trial(plan, None, UNREACHED, None, why, found)
        overtaken = isinstance(ended, _Overtaken) and not isinstance(plan.question.request, READS)
        return Trial(plan, cell, UNDETERMINED, None, reason, found, overtaken=overtaken, doubt=why)
    except Unanswered as failure:
        return _unanswered(plan, follower, failure, greet, reason, cell)
    in_doubt = [rule for rule in follower.oracle.answered if by_an_end(rule, cell)]
    try:
        read_back((*plan.setup, request), follower, present)
        compare_listings((*plan.setup, request), follower)
    except Unanswered as failure:
        if failure.gone:
            greet()
        if not any(concerns(found, cell) for found in follower.found[before:]):
            doubt = f"could not be read back: {failure.reason}"
            found = tuple(follower.found)
            return Trial(plan, cell, UNDETERMINED, seen, reason, found, doubt=doubt)
    own = tuple(found for found in follower.found[before:] if concerns(found, cell))
    if in_doubt and not own and not was_there(request, cell, follower):
        rules = ", ".join(rule.id for rule in in_doubt)
        doubt = f"{answered_words(request, seen)}, and by then it may have been {rules}"
        found = tuple(follower.found)
        return Trial(plan, cell, UNDETERMINED, seen, reason, found, overtaken=True, doubt=doubt)
    verdict = worst([CONFORMS, *(found.divergence.verdict for found in own)])
    return Trial(plan, cell, verdict, seen, reason, tuple(follower.found), own)


def _unanswered(
    plan: Plan,
    follower: Follower,
    failure: Unanswered,
    greet: Callable[[], None],
    reason: str = "",
    cell: Cell | None = None,
    failed: bool = False,
) -> Trial:
    if failure.gone:
        greet()
    found, why = tuple(follower.found), failure.reason
    if cell is not None and not failure.missing:
        return Trial(plan, cell, UNDETERMINED, None, reason, found, doubt=why)
    missing = operation_of(follower.asked) if failure.missing and follower.asked else ""
    return Trial(plan, None, UNREACHED, None, reason or why, found, missing=missing, failed=failed)


def by_an_end(rule: Rule, cell: Cell) -> bool:
    """Whether it is this rule that would answer if a deletion had ended."""
    at_limit = dict(cell.guards).get("at_limit", False)
    return (rule.source is None) != (cell.status is None) or (
        at_limit and not rule.guards.get("at_limit", True)
    )


def was_there(request: Request, cell: Cell, follower: Follower) -> bool:
    """Whether what the question is about has not ended: it is still there."""
    job_id, thing = request.job_id, request.thing_name
    if dict(cell.guards).get("at_limit"):
        others = [name for name in follower.being_deleted() if name != job_id]
        sure = all(follower.is_deleting(name) for name in others)
    elif thing is None:
        sure = all(job_id in world.jobs for world in follower.worlds)
    else:
        sure = all(world.execution(job_id or "", thing) for world in follower.worlds)
    if sure:
        follower.watch.confirm()
    return sure


def worst(verdicts: Iterable[CellVerdict]) -> CellVerdict:
    """The most severe of the verdicts."""
    return max(verdicts, key=SEVERITY.index)


def where(plan: Plan, follower: Follower) -> tuple[Request, Cell, str]:
    """The request to put, the cell that it is in now, and why that is not the cell of the plan."""
    table, worlds = follower.oracle.table, follower.worlds
    requests = {plan.question.at(world) for world in worlds}
    request = requests.pop()
    if requests or request is None:
        raise Unreached(astray(plan, worlds, follower.seen_deleting))
    cells = {cell_at(world, request, table) for world in worlds}
    cell = cells.pop()
    if cells:
        raise Unreached(astray(plan, worlds, follower.seen_deleting))
    return request, cell, "" if cell == plan.cell else astray(plan, worlds, follower.seen_deleting)


def put(
    request: Request, cell: Cell, reason: str, follower: Follower, insist: bool
) -> tuple[Answer, Cell, str]:
    """The answer, the cell that it shows the question to have been in, and why that is not the
    cell of the plan."""
    deleting, worlds = follower.being_deleted(), follower.worlds
    divergence = follower.ask(request, literally=True)
    answer = follower.steps[-1].answer
    answered = follower.oracle.answered
    if divergence is not None or cell.rule in answered:
        return answer, cell, reason
    words = answered_words(request, answer)
    if not answered:
        raise Unreached(f"{words}, which may come at any time")
    fell = _fell(request, answer, worlds, follower)
    if fell is not None:
        return answer, fell, f"{words}, and so was in {fell.id}"
    believed = not insist and not _all_go_on(request, deleting, follower)
    if not believed and follower.insist(worlds) is not None:
        return answer, cell, reason
    rules = ", ".join(rule.id for rule in answered)
    raise _Overtaken(f"{words}, by then it was {rules}")


def _fell(
    request: Request, answer: Answer, worlds: tuple[World, ...], follower: Follower
) -> Cell | None:
    """The other cell whose answer it is although nothing happened by itself: where it is open which
    execution is meant."""
    table = follower.oracle.table
    rules = {p.rule for w in worlds for p in step(w, request, table) if p.answer == answer}
    cells = [cell for cell in table.cells() if cell.rule in rules]
    return cells[0] if len(cells) == 1 else None


def _all_go_on(request: Request, deleting: list[str], follower: Follower) -> bool:
    """Whether as many deletions as the limit allows go on beside the one in question."""
    others = [name for name in deleting if name != request.job_id]
    limit = min(world.deletion_limit for world in follower.worlds)
    if not isinstance(request, DeleteJob) or len(others) < limit:
        return False
    return all(follower.is_deleting(name) for name in others)


def read_back(requests: tuple[Request, ...], follower: Follower, present: Collection[str]) -> None:
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
