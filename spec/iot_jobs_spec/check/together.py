"""Several plans on one set-up: what should change nothing is asked one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from immutables import Map

from ..model.divergence import READS
from ..model.requests import Request
from ..model.step import step
from ..model.table import Table
from ..model.world import DELETION_IN_PROGRESS, World
from ..systems import Unanswered
from .follow import Follower
from .found import Found
from .listings import compare_listings, concerns
from .plan import Plan, is_at_limit
from .scene import JOB, reads_of
from .set_up import Unreached, set_up, there
from .trial import CONFORMS, Trial, by_an_end, put, read_back, where, worst
from .words import operation_of

FEW = 4
"""How often one operation is asked about a deletion that goes on."""


@dataclass(frozen=True, slots=True)
class Together:
    """What came of plans that were tried together.

    ``trials`` are those of all of them, none where anything that they asked was not as planned.
    Then ``wrong`` is the trial that a divergence shows in, if one does: in the answer to its own
    question, or (``afterwards``) in what was read after the last one. ``found`` are all
    divergences.
    """

    found: tuple[Found, ...]
    trials: tuple[Trial, ...] = ()
    wrong: Trial | None = None
    afterwards: bool = False


class GivenUp(Exception):
    """Nothing follows from what came."""


def is_steady(plan: Plan, table: Table) -> bool:
    """Whether the plan's question changes nothing, whatever is answered of what is permitted."""
    world = _known(plan.world)
    request = plan.question.at(world)
    permitted = step(world, request, table) if request is not None else ()
    return bool(permitted) and all(p.world == world for p in permitted)


def in_batches(plans: Sequence[Plan]) -> list[list[Plan]]:
    """The plans that can be put on one set-up: all of them, but only a few of one operation where
    the job is being deleted, which may end for being asked."""
    asked: Counter[str] = Counter()
    batches: dict[int, list[Plan]] = {}
    for plan in plans:
        operation = operation_of(plan.question.request)
        number = asked[operation] // FEW if _is_deleting(plan.world) else 0
        batches.setdefault(number, []).append(plan)
        asked[operation] += 1
    return list(batches.values())


def _known(world: World) -> World:
    """The world as one that was read: what an answer would tell of it is not open any more."""
    for job_id, job in world.jobs.items():
        executions = {
            thing: x._replace(may_be_bumped=False, force_canceled=bool(x.force_canceled))
            for thing, x in job.executions.items()
        }
        world = world.with_job(job_id, job._replace(executions=Map(executions)))
    return world


def try_together(plans: Sequence[Plan], follower: Follower, greet: Callable[[], None]) -> Together:
    """Set up once, ask all, read back once: what one of them changed shows by then.

    ``greet`` is called where the system seems to be gone, and raises what ends the check if it is.
    """
    try:
        return _tried(plans, follower)
    except (Unreached, GivenUp):
        return Together(tuple(follower.found))
    except Unanswered as failure:
        if failure.gone:
            greet()
        return Together(tuple(follower.found))


def _tried(plans: Sequence[Plan], follower: Follower) -> Together:
    set_up(plans[0], follower)
    follower.memory = None
    before, worlds = len(follower.found), {*follower.worlds}
    trials: dict[Plan, Trial] = {}
    for plan in sorted(plans, key=lambda p: not isinstance(p.question.request, READS)):
        trial = trials[plan] = _ask(plan, follower)
        _look_at_the_subject(plan, follower)
        if len(follower.found) > before:
            return Together(tuple(follower.found), wrong=_wrong(trial, follower.found[before:]))
    return conclude(plans, trials, follower, worlds)


def conclude(
    plans: Sequence[Plan],
    trials: Mapping[Plan, Trial],
    follower: Follower,
    worlds: Set[World] | None,
) -> Together:
    """Read back after the trials of plans with one set-up. Where they should have changed nothing,
    the system was in one of these ``worlds``, and is in one of them. Raises `GivenUp`, and
    `Unanswered`."""
    before = len(follower.found)
    asked = [plan.question.at(plan.world) for plan in plans]
    everything = (*plans[0].setup, *(request for request in asked if request is not None))
    present = there(follower)
    read_back(everything, follower, present)
    compare_listings(everything, follower)
    if worlds is not None and not {*follower.worlds} <= worlds:
        raise GivenUp
    follower.watch.confirm()
    found, own = tuple(follower.found), follower.found[before:]
    if any(concerns(f, plan.cell) for f in own for plan in plans):
        last = [trial for plan, trial in trials.items() if plan in plans][-1]
        return Together(found, wrong=_wrong(last, own), afterwards=True)
    first, *rest = (trials[plan] for plan in plans)
    return Together(found, (replace(first, found=found), *rest))


def _ask(plan: Plan, follower: Follower) -> Trial:
    request, cell, reason = where(plan, follower)
    if reason or cell != plan.cell:
        raise GivenUp
    before, found = follower.worlds, len(follower.found)
    seen, cell, reason = put(request, cell, reason, follower, insist=False)
    if len(follower.found) == found:
        if reason:
            raise GivenUp
        rules = follower.oracle.answered
        if not {*follower.worlds} <= {*before} or any(by_an_end(rule, cell) for rule in rules):
            _go_on_as_if_nothing_ended(follower, before, found)
    return Trial(plan, cell, CONFORMS, seen, reason, ())


def _look_at_the_subject(plan: Plan, follower: Follower) -> None:
    """Read what a request was about that should have changed nothing, before another one mends what
    it has broken. Not while it is being deleted: a deletion may end for being looked at."""
    request = plan.question.request
    going_on = any(map(_is_deleting, follower.worlds))
    if isinstance(request, READS) or going_on or JOB not in there(follower):
        return
    read = reads_of(JOB)
    *_, subject = (r for r in read if r.thing_name in (None, _thing_of(request)))
    follower.look((subject,))


def _thing_of(request: Request) -> str | None:
    return request.thing_name


def _go_on_as_if_nothing_ended(follower: Follower, before: tuple[World, ...], found: int) -> None:
    """If the job in question is still there when all is read back, it was there all along. Of a
    crowd that must be seen at once, or `GivenUp` is raised."""
    if all(_is_deleting(world) for world in before):
        follower.oracle.resume(*before)
    follower.look_around()
    if not {*follower.worlds} <= {*before}:
        follower.look(tuple(reads_of(JOB)))
    if len(follower.found) > found or not {*follower.worlds} <= {*before}:
        raise GivenUp
    follower.watch.hold()


def _is_deleting(world: World) -> bool:
    job = world.jobs.get(JOB)
    return job is not None and job.status == DELETION_IN_PROGRESS and not is_at_limit(world)


def _wrong(trial: Trial, own: Sequence[Found]) -> Trial:
    verdict = worst([CONFORMS, *(found.divergence.verdict for found in own)])
    return replace(trial, verdict=verdict, found=tuple(own), own=tuple(own))
