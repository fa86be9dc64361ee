"""Several plans on one set-up: what should change nothing is asked one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..divergence import READS
from ..step import step
from ..systems import Unanswered
from ..table import Table
from ..world import World
from .follow import Follower
from .found import Found
from .listings import compare_listings
from .plan import Plan
from .scene import JOB, reads_of
from .set_up import Unreached, set_up, there
from .trial import CONFORMS, Trial, by_an_end, put, read_back, where, worst


@dataclass(frozen=True, slots=True)
class Together:
    """What came of plans that were tried together.

    ``trials`` are those of all of them, none where anything was not as planned. Then ``wrong`` is
    the trial that a divergence shows in, if one does: in the answer to its own question, or
    (``afterwards``) in what was read after the last one.
    """

    trials: tuple[Trial, ...] = ()
    wrong: Trial | None = None
    afterwards: bool = False


class _GivenUp(Exception):
    """Nothing follows from what came."""


def is_steady(plan: Plan, table: Table) -> bool:
    """Whether the plan's question changes nothing, whatever is answered of what is permitted."""
    request = plan.question.at(plan.world)
    permitted = step(plan.world, request, table) if request is not None else ()
    return bool(permitted) and all(p.world == plan.world for p in permitted)


def try_together(plans: Sequence[Plan], follower: Follower, greet: Callable[[], None]) -> Together:
    """Set up once, ask all, read back once: what one of them changed shows by then.

    ``greet`` is called where the system seems to be gone, and raises what ends the check if it is.
    """
    try:
        set_up(plans[0], follower)
        if follower.found:
            return Together()
        follower.memory = None
        reads_first = sorted(plans, key=lambda p: not isinstance(p.question.request, READS))
        trials: dict[Plan, Trial] = {}
        for plan in reads_first:
            trials[plan] = _ask(plan, follower)
            if trials[plan].found:
                return Together(wrong=trials[plan])
        present, last = there(follower), trials[reads_first[-1]]
        asked = [plan.question.at(plan.world) for plan in plans]
        everything = (*plans[0].setup, *(request for request in asked if request is not None))
        read_back(everything, follower, present)
        compare_listings(everything, follower)
    except (Unreached, _GivenUp):
        return Together()
    except Unanswered as failure:
        if failure.gone:
            greet()
        return Together()
    if follower.found:
        return Together(wrong=_wrong(last.plan, last, follower.found), afterwards=True)
    return Together(tuple(trials[plan] for plan in plans))


def _ask(plan: Plan, follower: Follower) -> Trial:
    request, cell, reason = where(plan, follower)
    if reason or cell != plan.cell:
        raise _GivenUp
    before = {*follower.worlds}
    seen, cell, reason = put(request, cell, reason, follower, insist=False)
    trial = Trial(plan, cell, CONFORMS, seen, reason, ())
    if follower.found:
        return _wrong(plan, trial, follower.found)
    if reason:
        raise _GivenUp
    if not {*follower.worlds} <= before or any(
        by_an_end(r, cell) for r in follower.oracle.answered
    ):
        _see_that_nothing_ended(follower, before)
    return trial


def _see_that_nothing_ended(follower: Follower, before: set[World]) -> None:
    """Or raise `_GivenUp`: then what was asked may have been in another cell."""
    follower.look_around()
    follower.look(tuple(reads_of(JOB)))
    if follower.found or not {*follower.worlds} <= before:
        raise _GivenUp
    follower.watch.confirm()


def _wrong(plan: Plan, trial: Trial, found: Sequence[Found]) -> Trial:
    verdict = worst([CONFORMS, *(f.divergence.verdict for f in found)])
    return Trial(plan, trial.cell, verdict, trial.seen, trial.reason, tuple(found), tuple(found))
