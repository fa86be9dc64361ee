"""The tour: every plan carried out, in as few requests as can be.

Plans with one set-up whose questions change nothing share it, and what is read afterwards. Where
anything is not as planned, each is carried out by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from ..model.requests import DeleteJob, Request
from ..model.table import Cell
from .crowd import Doubtful, Shared, can_share_a_crowd, in_one_crowd, sharing
from .deferred import Deferred
from .follow import Follower
from .followers import Followers
from .found import Found, trait
from .memory import Memory
from .plan import Plan, Planner
from .together import Together, in_batches, is_steady, try_together
from .trial import CONFORMS, REPEATS, UNDETERMINED, UNREACHED, Trial, carry_out
from .words import operation_of

NOT_WORTH = "asked only below the limit of deletions"
MOST_DOUBTS = 3
"""How often a crowd is shared once more, without what was wrong."""
NOT_AT_LIMIT = "it takes 11 jobs that are deleted: add --at-limit"


class Tour:
    """Carries out plans on a system. ``missing`` are operations that it says it does not have,
    with its words; what is learned is added. ``crowded`` says whether to delete as many jobs at a
    time as may be."""

    def __init__(
        self, followers: Followers, planner: Planner, missing: dict[str, str], at_limit: bool
    ) -> None:
        self._followers = followers
        self._planner = planner
        self._missing = missing
        self._at_limit = at_limit
        self._failed: dict[tuple[Request, ...], str] = {}
        """The set-ups that ended before the question, with the reason: they will do so again."""
        self._memory = Memory()
        self._shown: set[object] = set()
        """What makes out each divergence that was found where all was read anew."""
        self._wrong: set[Cell] = set()
        """The cells in which something was found."""
        self._ready: tuple[tuple[Request, ...], Follower] | None = None
        """A set-up that nothing has changed since, and who has followed it."""

    def trials(self, plans: Sequence[Plan]) -> Iterator[tuple[Plan, Trial]]:
        """Each plan with its trial; with another one, if it shows something only after others.

        Jobs that are slow to disappear count for the limit on deletions: plans that take it up
        come last.
        """
        deferred = [self._deferred(plan) for plan in plans if plan.deferred]
        order = [plan for plan in plans if not plan.deferred]
        order.sort(key=lambda p: (p.crowds, _deletes(p), len(p.setup), repr(p.setup)))
        in_a_crowd = [plan for plan in order if can_share_a_crowd(plan)]
        for plan, trial in self._by_set_up([p for p in order if not can_share_a_crowd(p)]):
            if trial.own:
                self._wrong.add(plan.cell)
            yield plan, trial
        known = [p for p in in_a_crowd if p.beside_a_crowd and p.cell in self._wrong]
        yield from ((plan, no_trial(plan, NOT_WORTH)) for plan in known)
        yield from self._in_crowds([plan for plan in in_a_crowd if plan not in known])
        for plan, last in deferred:
            yield plan, last.trial(self._followers.greet)

    def _deferred(self, plan: Plan) -> tuple[Plan, Deferred]:
        """The plan, set up; or another one for the same, without operations that are missing."""
        begun = Deferred(plan, self._followers)
        while begun.missing and begun.missing not in self._missing:
            self._missing[begun.missing] = begun.failed
            other = self._planner.instead(plan, frozenset(self._missing))
            begun = Deferred(other, self._followers) if other is not None else begun
        return plan, begun

    def _by_set_up(self, plans: Sequence[Plan]) -> Iterator[tuple[Plan, Trial]]:
        for _, alike in groupby(plans, key=lambda plan: plan.setup):
            yield from self._of_one_set_up(list(alike))

    def _of_one_set_up(self, plans: Sequence[Plan]) -> Iterator[tuple[Plan, Trial]]:
        steady = [plan for plan in plans if is_steady(plan, self._planner.table)]
        for some in in_batches(steady):
            yield from self._share(some)
        for plan in plans:
            if plan not in steady:
                yield plan, self._carry_out(plan)

    def _in_crowds(self, plans: Sequence[Plan]) -> Iterator[tuple[Plan, Trial]]:
        """The trials of plans that need a crowd: in one for all of them, or for those that are left
        where something is wrong there; the others with a crowd of their own.

        What is wrong in a shared crowd and right by itself leaves it open what the system does.
        """
        fit = {self._possible(plan): plan for plan in plans if self._is_there(plan)}
        sharing_one = [plan for plan in fit if self._may_be_shared(plan)]
        came: Shared = []
        doubts: list[Doubtful] = []
        while not came and len(doubts) < MOST_DOUBTS:
            groups = sharing(sharing_one, self._planner.table)
            try:
                came = in_one_crowd(groups, self._followers) if len(groups) > 1 else []
                break
            except Doubtful as doubtful:
                doubts.append(doubtful)
                sharing_one = [plan for plan in sharing_one if plan not in doubtful.plans]
        for group, together in came:
            self._is_doubtful(together.found, anew=True)
            yield from zip(map(fit.pop, group), together.trials, strict=True)
        left = {*fit.values()}
        for plan, trial in self._alone_in_crowds(
            [plan for plan in plans if plan in left or not self._is_there(plan)], doubts
        ):
            doubt = next((d for d in doubts if d.plans[-1] == self._possible(plan)), None)
            settled = doubt is None or trial.verdict not in (CONFORMS, UNREACHED)
            yield plan, trial if doubt is None or settled else _in_doubt(trial, doubt)

    def _alone_in_crowds(
        self, plans: Sequence[Plan], doubts: Sequence[Doubtful]
    ) -> Iterator[tuple[Plan, Trial]]:
        """The trials with a crowd for each set-up. That takes many requests: of those that are put
        beside one, only what asks for room is worth it, and what is doubtful."""
        asks = {DeleteJob.__name__}
        asks |= {operation_of(plan.question.request) for d in doubts for plan in d.plans}
        worth = [
            plan
            for plan in plans
            if not plan.beside_a_crowd or operation_of(plan.question.request) in asks
        ]
        yield from self._by_set_up(worth)
        yield from ((plan, no_trial(plan, NOT_WORTH)) for plan in plans if plan not in worth)

    def _possible(self, plan: Plan) -> Plan:
        """Another plan for the same, where it needs what the system does not have."""
        return (self._missing and self._planner.instead(plan, frozenset(self._missing))) or plan

    def _is_there(self, plan: Plan) -> bool:
        """Whether the system has what the plan asks, as far as is known."""
        return operation_of(plan.question.request) not in self._missing

    def _share(self, plans: Sequence[Plan]) -> Iterator[tuple[Plan, Trial]]:
        """The trials of plans with one set-up that change nothing."""
        left, suspects = list(plans), list[Plan]()
        wrong: list[list[Plan]] = []
        """Those that showed a divergence when they were tried together."""
        while len(left) > 1 and self._may_be_shared(left[0]):
            came = self._together(left)
            if came.trials:
                yield from zip(left, came.trials, strict=True)
                left = []
            elif came.wrong is None:
                break
            else:
                wrong.append([*left])
                if came.afterwards:
                    break
                left.remove(came.wrong.plan)
                suspects.append(came.wrong.plan)
        shows_alone = False
        for plan in [*suspects, *left]:
            trial = self._carry_out(plan)
            shows_alone = shows_alone or bool(trial.own)
            yield plan, trial
        for plans in () if shows_alone else wrong:
            again = self._together(plans, anew=True)
            if again.wrong is not None:
                yield again.wrong.plan, again.wrong

    def _may_be_shared(self, plan: Plan) -> bool:
        without = {operation_of(request) for request in plan.setup} & {*self._missing}
        crowds = plan.crowds and not self._at_limit
        return not without and not crowds and plan.setup not in self._failed

    def _together(self, plans: Sequence[Plan], anew: bool = False) -> Together:
        """``anew`` reads all that set-ups showed before."""
        if not all(map(self._is_there, plans)):
            return Together(())
        follower = self._begin(plans[0], anew)
        try:
            came = try_together(plans, follower, self._followers.greet)
        finally:
            self._followers.end(follower)
        if self._is_doubtful(came.found, anew):
            return self._together(plans, anew=True)
        if came.trials:
            self._ready = plans[0].setup, follower
        return came

    def _is_doubtful(self, found: Iterable[Found], anew: bool) -> bool:
        """Whether what looks wrong must be read anew: what a set-up showed need not be so again."""
        traits = {trait(each.divergence) for each in found}
        if anew or self._followers.settle:
            self._shown |= traits
        return not traits <= self._shown

    def _begin(self, plan: Plan, anew: bool = False) -> Follower:
        asks = (*plan.setup, plan.question.request)
        follower = self._followers.begin(asks, alone=plan.crowds)
        follower.memory = None if anew or self._followers.settle else self._memory
        return follower

    def _carry_out(self, plan: Plan) -> Trial:
        """The trial of the plan, or of another plan for the same that does without operations that
        the system does not have."""
        if plan.crowds and not self._at_limit:
            return no_trial(plan, NOT_AT_LIMIT)
        asks = operation_of(plan.question.request)
        while True:
            doing = self._possible(plan)
            needs = (asks, *map(operation_of, doing.setup))
            if (lacking := next((o for o in needs if o in self._missing), None)) is not None:
                return no_trial(plan, self._missing[lacking])
            if (reason := self._failed.get(doing.setup)) is not None:
                return no_trial(plan, reason)
            trial = self._try(doing)
            for repeat in range(1, 2 if doing.crowds else REPEATS + 1):
                if trial.overtaken:
                    trial = self._try(doing, repeat)
            if trial.missing and trial.missing not in self._missing:
                self._missing[trial.missing] = trial.reason
                continue
            if trial.failed and not self._followers.settle:
                self._failed[doing.setup] = trial.reason
            return trial

    def _try(self, plan: Plan, repeat: int = 0) -> Trial:
        ready, self._ready = self._ready, None
        if ready is not None and not repeat and ready[0] == plan.setup:
            trial = self._on(plan, ready[1], repeat, ready=True)
            if trial.cell == plan.cell and not trial.found:
                return trial
        trial = self._on(plan, self._begin(plan), repeat)
        if not self._is_doubtful(trial.found, anew=False):
            return trial
        trial = self._on(plan, self._begin(plan, anew=True), repeat)
        self._is_doubtful(trial.found, anew=True)
        return trial

    def _on(self, plan: Plan, follower: Follower, repeat: int, ready: bool = False) -> Trial:
        try:
            trial = carry_out(plan, follower, self._followers.greet, repeat, ready)
        finally:
            self._followers.end(follower)
        rejected = trial.seen is not None and trial.seen.error is not None
        if plan.crowds and rejected and trial.verdict == CONFORMS:
            self._ready = plan.setup, follower
        return trial


def _deletes(plan: Plan) -> bool:
    """Whether it takes a deletion to come to the question: these take up the room for others."""
    return any(isinstance(request, DeleteJob) for request in plan.setup)


def no_trial(plan: Plan, reason: str) -> Trial:
    """The trial of a plan that was not carried out."""
    return Trial(plan, None, UNREACHED, None, reason, ())


def _in_doubt(trial: Trial, doubtful: Doubtful) -> Trial:
    found = (*trial.found, replace(doubtful.found, doubtful=True))
    cell = trial.plan.cell
    return replace(trial, cell=cell, verdict=UNDETERMINED, found=found, doubt=doubtful.words)
