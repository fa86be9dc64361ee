"""A check: every plan carried out, its trials gathered by cell."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from secrets import token_hex

from ..divergence import Divergence
from ..requests import DeleteJob, DescribeJob, Request
from ..systems import System, Unanswered
from ..table import TABLE, Cell, Table
from ..world import World
from .chosen import Sightings
from .clock import Clock
from .deletions import Deletions
from .findings import Finding, gather
from .follow import Follower
from .found import Found
from .memory import Memory
from .patient import Patient
from .plan import Plan, Planner
from .prober import Prober
from .random_pass import Drawn, RandomPass, require_hypothesis
from .request_cells import request_cells
from .results import INTERRUPTED, CellResult, Report, by_cell
from .scene import Question, put_into_words
from .scope import Scoped
from .trial import CONFORMS, REPEATS, UNREACHED, Trial, carry_out
from .tries import Tried, tried, unreached, without_known_crashes
from .words import operation_of

Progress = Callable[[int, int], None]
"""Told how many plans and random examples are done, of how many."""
NOT_CROWDED = "it takes 11 jobs that are deleted: add --crowded"


class Gone(Exception):
    """The system cannot be talked to."""


class Checker:
    """Carries out plans against a system, each under names of its own, then random examples.

    ``crowded`` says whether to delete as many jobs at a time as may be. The same ``seed`` draws the
    same examples.
    """

    def __init__(
        self,
        system: System,
        settle: float = 0.0,
        table: Table = TABLE,
        clock: Clock = time,
        run: str | None = None,
        crowded: bool = True,
        examples: int = 0,
        seed: int = 0,
        planner: Planner | None = None,
    ) -> None:
        self.system = Patient(system, clock)
        self.planner = planner or Planner(table)
        self._raw = getattr(system, "raw", None)
        self._settle = settle
        self._table = table
        self._clock = clock
        self._run = run or f"spec-{token_hex(3)}"
        self._crowded = crowded
        self._examples = examples
        self._seed = seed
        self._number = 0
        self._known: set[object] = set()
        self._left_out: dict[str, str] = {}
        self._sightings = Sightings(table)
        self._missing: dict[str, str] = {}
        """The operations that the system says it does not have, with its words."""
        self._failed: dict[tuple[Request, ...], str] = {}
        """The set-ups that ended before the question, with the reason: they will do so again."""
        self._memory = Memory()
        self._stage: tuple[tuple[Request, ...], Follower, Scoped] | None = None
        """A set-up with a crowd that may be used again, and who has followed it."""
        self._deletions = Deletions(self.system, settle, clock)

    def check(
        self,
        progress: Progress | None = None,
        wanted: Callable[[Cell], bool] = lambda _: True,
    ) -> Report:
        """Carry out every plan. Raises `Gone` where nobody answers at all, and `NoHypothesis`.

        ``wanted`` leaves out plans for other cells.
        """
        if self._examples:
            require_hypothesis()
        self._greet()
        # Jobs that are slow to disappear count for the limit on deletions: those plans come last.
        plans = [plan for plan in self.planner.plans() if wanted(plan.cell)]
        plans.sort(key=lambda plan: (plan.crowds, repr(plan.setup) if plan.crowds else ""))
        total = len(plans) + self._examples
        trials: list[Trial] = []
        stopped = ""
        for plan in plans:
            if not stopped:
                try:
                    trials.append(self._carry_out(plan))
                except (Gone, KeyboardInterrupt) as ended:
                    stopped = str(ended) or INTERRUPTED
            if stopped:
                trials.append(_unreached(plan, stopped))
            if progress is not None:
                progress(len(trials), total)
        forms = [cell for cell in request_cells(self._table) if wanted(cell)]
        drawn: Drawn | None = None
        if self.system.answered or not trials:
            asked, stopped = self._try_requests(forms, stopped)
            asked = list(without_known_crashes(asked, trials))
            drawn, stopped = self._draw(trials, stopped, progress, total)
        else:  # nobody is there who knows the API
            asked = list(unreached(forms, _silence(trials[0])))
            trials = [_unreached(trial.plan, _silence(trial)) for trial in trials]
        found = drawn.found if drawn else ()
        try:
            again = None if stopped else self.again
            findings = gather(trials, again, self._table, found, self.planner.graph)
        except KeyboardInterrupt:
            stopped = INTERRUPTED
            findings = gather(trials, None, self._table, found)
        results = tuple(
            result
            for result in by_cell(trials, findings, self._table, self._left_out)
            if wanted(result.cell)
        )
        results += tuple(
            CellResult(t.cell, t.verdict, (), t.reasons, t.worst, t.seen) for t in asked
        )
        own = {t.cell.id: t.worst for t in asked if t.worst is not None}
        kept = [finding for finding in findings if finding.cell not in own]
        kept += [Finding(cell, found.divergence, found.steps) for cell, found in own.items()]
        chose = self._sightings.chosen()
        name = self.system.name
        return Report(name, results, tuple(kept), self._settle, stopped, chose, drawn)

    def _try_requests(self, cells: Sequence[Cell], stopped: str) -> tuple[list[Tried], str]:
        """What the probes of requests say of these cells, and why it ends early, if it does."""
        if not stopped:
            prober = Prober(self._following, self._raw, self._missing, self._settle)
            try:
                return list(tried(cells, self.planner, prober)), ""
            except (Gone, KeyboardInterrupt) as ended:
                stopped = str(ended) or INTERRUPTED
        return list(unreached(cells, stopped)), stopped

    def _draw(
        self, trials: Sequence[Trial], stopped: str, progress: Progress | None, total: int
    ) -> tuple[Drawn | None, str]:
        """What the random pass found, and why it ended early."""
        if stopped or not self._examples:
            return None, stopped
        done = len(trials)
        search = RandomPass(
            self._following,
            self._greet,
            gather(trials, None, self._table),
            self._examples,
            self._seed,
            progress and (lambda examples: progress(done + examples, total)),
        )
        try:
            return search.run(), ""
        except (Gone, KeyboardInterrupt) as ended:
            return search.drawn, str(ended) or INTERRUPTED

    def again(
        self, walk: Sequence[Request | Question], insist: bool, alone: bool = False
    ) -> Found | None:
        """Ask all of this anew; the divergence that the last request shows, if any.

        ``alone`` asks it only where no deletion of a trial before goes on.
        """
        requests = [asked.request if isinstance(asked, Question) else asked for asked in walk]
        world = self._deletions.world_for(requests, alone)
        if alone and world.deleting:
            return None
        follower, scope = self._follower(world)
        divergence: Divergence | None = None
        try:
            for number, asked in enumerate(walk, 1):
                request = put_into_words(asked, follower.worlds)
                if request is None or follower.lost:
                    return None
                if isinstance(request, DeleteJob):
                    follower.look_around()
                worlds = follower.worlds
                divergence = follower.ask(request)
                if divergence is None and insist and number == len(walk):
                    divergence = follower.insist(worlds)
        except Unanswered:
            return None
        finally:
            self._deletions.note(follower, scope)
        return None if divergence is None else follower.found[-1]

    def _greet(self) -> None:
        try:
            self._scope().perform(DescribeJob("nobody"))
        except Unanswered as failure:
            if failure.gone:
                raise Gone(f"{self.system.name} does not answer: {failure.reason}") from failure

    def _carry_out(self, plan: Plan) -> Trial:
        """The trial of the plan, or of another plan for the same that does without operations that
        the system does not have."""
        if plan.crowds and not self._crowded:
            return _unreached(plan, NOT_CROWDED)
        asks = operation_of(plan.question.request)
        while True:
            doing = self.planner.instead(plan, frozenset(self._missing)) if self._missing else plan
            if doing is None or asks in self._missing:
                needs = (asks, *map(operation_of, plan.setup))
                return _unreached(plan, next(self._missing[o] for o in needs if o in self._missing))
            if (reason := self._failed.get(doing.setup)) is not None:
                return _unreached(plan, reason)
            trial = self._try(doing)
            for repeat in range(1, 2 if doing.crowds else REPEATS + 1):
                if trial.overtaken:
                    trial = self._try(doing, repeat)
            if trial.missing and trial.missing not in self._missing:
                self._missing[trial.missing] = trial.reason
                continue
            if trial.failed and not self._settle:
                self._failed[doing.setup] = trial.reason
            return trial

    def _try(self, plan: Plan, repeat: int = 0) -> Trial:
        stage, self._stage = self._stage, None
        if stage is not None and not repeat and stage[0] == plan.setup:
            trial = self._on(plan, *stage[1:], repeat, ready=True)
            if trial.cell == plan.cell:
                return trial
        requests = (*plan.setup, plan.question.request)
        follower, scope = self._follower(self._deletions.world_for(requests))
        follower.memory = None if self._settle else self._memory
        trial = self._on(plan, follower, scope, repeat)
        if not trial.found or self._settle:
            return trial
        # What was shown before need not be so again: what looks wrong is read anew.
        return self._on(plan, *self._follower(self._deletions.world_for(requests)), repeat)

    def _on(
        self, plan: Plan, follower: Follower, scope: Scoped, repeat: int, ready: bool = False
    ) -> Trial:
        try:
            trial = carry_out(plan, follower, self._greet, repeat, ready)
        finally:
            self._deletions.note(follower, scope)
        refused = trial.seen is not None and trial.seen.error is not None
        if plan.crowds and refused and trial.verdict == CONFORMS:
            self._stage = plan.setup, follower, scope  # nothing has changed
        return trial

    @contextmanager
    def _following(self, requests: Sequence[Request]) -> Iterator[Follower]:
        """A follower under new names. Raises `Gone` where the system does not answer any more."""
        follower, scope = self._follower(self._deletions.world_for(requests))
        try:
            yield follower
        except Unanswered as failure:
            if failure.gone:
                self._greet()
            raise
        finally:
            self._deletions.note(follower, scope)

    def _scope(self) -> Scoped:
        self._number += 1
        return Scoped(self.system, self._run, self._number)

    def _follower(self, world: World) -> tuple[Follower, Scoped]:
        """A follower under new names."""
        scope = self._scope()
        follower = Follower(
            scope, world, self._settle, self._table, self._clock,
            self._known, self._left_out, self._sightings,
        )  # fmt: skip
        return follower, scope


def _unreached(plan: Plan, reason: str) -> Trial:
    return Trial(plan, None, UNREACHED, None, reason, ())


def _silence(trial: Trial) -> str:
    """What came in this trial instead of an answer."""
    crashes = [found.divergence.seen.error or "" for found in trial.found]
    return next(iter(crashes), trial.reason or trial.doubt)
