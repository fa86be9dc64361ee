"""One crowd for all that is asked in one: it takes many requests, and does not last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from ..model.requests import DeleteJob, Request
from ..model.table import Table
from ..systems import Unanswered
from .follow import Follower
from .followers import Followers
from .found import Found
from .listings import concerns
from .plan import Plan
from .scene import FILLER, filler
from .set_up import Unreached, set_up
from .together import GivenUp, Together, conclude, is_steady
from .trial import CONFORMS, Trial, put, where
from .words import answered_words

MOST_FILLERS = 12
"""How many jobs are deleted at most for a crowd."""


def can_share_a_crowd(plan: Plan) -> bool:
    """Whether the plan asks in a crowd of which nothing in question is a part."""
    return plan.crowds and not any(isinstance(r, DeleteJob) for r in _before_the_crowd(plan))


def sharing(plans: Sequence[Plan], table: Table) -> list[list[Plan]]:
    """The plans in groups of one set-up each; the last of a group may change something."""
    groups: dict[object, list[Plan]] = {}
    for plan in plans:
        if is_steady(plan, table):
            groups.setdefault(plan.setup, []).append(plan)
    changing = [plan for plan in plans if not is_steady(plan, table)]
    for plan in changing:
        own = plan.setup in {other.setup for other in changing[: changing.index(plan)]}
        groups.setdefault(plan if own else plan.setup, []).append(plan)
    return list(groups.values())


class Doubtful(Exception):
    """Something is wrong in a crowd that is shared: what was answered to a plan's question, or read
    after those of some ``plans``, the last of which it is laid to."""

    def __init__(self, plans: Sequence[Plan], found: Found) -> None:
        super().__init__(plans, found)
        answered = answered_words(found.divergence.request, found.divergence.seen)
        self.plans = (*plans,)
        self.found = found
        self.words = f"{answered} when asked together with others at the limit of deletions"


Shared = list[tuple[Sequence[Plan], Together]]
"""Groups of `sharing`, each with what came of it."""


def in_one_crowd(groups: Sequence[Sequence[Plan]], followers: Followers) -> Shared:
    """What comes of plans whose set-ups, one for each group, end in a crowd, as far as these can be
    carried out. Nothing where not all is as planned then; raises `Doubtful` where it is wrong."""
    begun: list[Follower] = []

    def begin(plan: Plan, alone: bool = False) -> Follower:
        begun.append(followers.begin(plan.setup, alone))
        return begun[-1]

    if not followers.deletions_last:
        return []
    crowd = replace(groups[0][0], setup=_crowd(groups[0][0]))
    asking: list[tuple[Sequence[Plan], Follower]] = []
    try:
        crowder = begin(crowd, alone=True)
        for group in groups:
            quiet = replace(group[0], setup=_before_the_crowd(group[0]))
            with suppress(Unreached):
                follower = begin(quiet)
                set_up(quiet, follower)
                if not follower.found:
                    asking.append((group, follower))
        set_up(crowd, crowder)
        for number in range(crowder.worlds[0].deletion_limit + 1, MOST_FILLERS + 1):
            if any(world.deleting < world.deletion_limit for world in crowder.worlds):
                set_up(replace(crowd, setup=filler(number)), crowder)  # one has ended meanwhile
                crowder.look_at_deletions()
        return _asked(asking, crowder, followers)
    except (Unreached, GivenUp, Unanswered):
        return []
    finally:
        for follower in begun:
            followers.end(follower)


def _asked(
    asking: Sequence[tuple[Sequence[Plan], Follower]], crowder: Follower, followers: Followers
) -> Shared:
    """Ask all before the crowd is looked at again: it was there all along if it is then."""
    trials: dict[Plan, Trial] = {}
    for group, follower in asking:
        followers.tell(follower, crowder)
        for plan in group:
            request, cell, reason = where(plan, follower)
            worlds = follower.worlds
            seen, fell, reason = put(request, cell, reason, follower, insist=False)
            if follower.found:
                if not _goes_on(crowder):
                    raise GivenUp
                raise Doubtful([plan], follower.found[-1])
            if reason or fell != plan.cell:
                raise GivenUp
            if is_steady(plan, followers.table):
                follower.oracle.resume(*worlds)
                follower.watch.hold()
            trials[plan] = Trial(plan, cell, CONFORMS, seen, reason, ())
    if not _goes_on(crowder):
        raise GivenUp
    return [
        (group, _read_back(group, trials, follower, is_steady(group[-1], followers.table)))
        for group, follower in asking
    ]


def _goes_on(crowder: Follower) -> bool:
    """Whether as many deletions as may be go on."""
    going_on = sum(map(crowder.is_deleting, crowder.being_deleted()))
    return going_on >= crowder.worlds[0].deletion_limit


def _read_back(
    group: Sequence[Plan], trials: Mapping[Plan, Trial], follower: Follower, steady: bool
) -> Together:
    before = len(follower.found)
    together: Together | None = None
    with suppress(GivenUp):
        together = conclude(group, trials, follower, {*follower.worlds} if steady else None)
    for found in follower.found[before:]:
        if any(concerns(found, plan.cell) for plan in group):
            raise Doubtful(group, found)
    if together is None:
        raise GivenUp
    return together


def _crowd(plan: Plan) -> tuple[Request, ...]:
    return tuple(request for request in plan.setup if _of_a_filler(request))


def _before_the_crowd(plan: Plan) -> tuple[Request, ...]:
    return tuple(request for request in plan.setup if not _of_a_filler(request))


def _of_a_filler(request: Request) -> bool:
    return (request.job_id or "").startswith(FILLER)
