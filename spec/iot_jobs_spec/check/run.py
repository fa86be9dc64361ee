"""A check: every plan carried out, its trials gathered by cell."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from secrets import token_hex

from ..divergence import Divergence
from ..requests import DeleteJob, DescribeJob, Request
from ..systems import System, Unanswered
from ..table import TABLE, Cell, Table
from ..world import World
from .deletions import Deletions
from .findings import Finding, gather
from .follow import Clock, Follower
from .found import Found
from .memory import Memory
from .patient import Patient
from .plan import Plan, Planner
from .scene import Question
from .scope import Scoped
from .trial import CONFORMS, DIFFERS, REPEATS, UNREACHED, VIOLATES, Trial, carry_out, worst
from .words import operation_of

Progress = Callable[[int, int], None]
"""Told how many plans are done, of how many."""


@dataclass(frozen=True, slots=True)
class CellResult:
    """What a check says of one cell. ``trials`` reached it; ``reasons`` say what kept others."""

    cell: Cell
    verdict: str
    trials: tuple[Trial, ...]
    reasons: tuple[str, ...]
    worst: Found | None = None
    """The divergence that the verdict comes from."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a check says of a system. ``stopped`` says why it ended early, if it did."""

    target: str
    results: tuple[CellResult, ...]
    findings: tuple[Finding, ...]
    settle: float = 0.0
    stopped: str = ""

    def count(self, verdict: str) -> int:
        """How many cells have the verdict."""
        return sum(1 for result in self.results if result.verdict == verdict)

    @property
    def reached(self) -> int:
        """How many cells were reached."""
        return len(self.results) - self.count(UNREACHED)

    @property
    def violates(self) -> bool:
        """Whether a documented claim is broken."""
        return any(finding.verdict == VIOLATES for finding in self.findings)

    @property
    def differs(self) -> bool:
        """Whether a claim that is only observed or inferred is broken."""
        return any(finding.verdict == DIFFERS for finding in self.findings)


class Gone(Exception):
    """The system cannot be talked to."""


class Checker:
    """Carries out plans against a system, each under names of its own."""

    def __init__(
        self,
        system: System,
        settle: float = 0.0,
        table: Table = TABLE,
        clock: Clock = time,
        run: str | None = None,
        planner: Planner | None = None,
    ) -> None:
        self.system = Patient(system, clock)
        self.planner = planner or Planner(table)
        self._settle = settle
        self._table = table
        self._clock = clock
        self._run = run or f"spec-{token_hex(3)}"
        self._number = 0
        self._known: set[object] = set()
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
        """Carry out every plan. Raises `Gone` where nobody answers at all.

        ``wanted`` leaves out plans for other cells.
        """
        self._greet()
        # Jobs that are slow to disappear count for the limit on deletions: those plans come last.
        plans = [plan for plan in self.planner.plans() if wanted(plan.cell)]
        plans.sort(key=lambda plan: (plan.crowds, repr(plan.setup) if plan.crowds else ""))
        trials: list[Trial] = []
        stopped = ""
        for plan in plans:
            if not stopped:
                try:
                    trials.append(self._carry_out(plan))
                except Gone as gone:
                    stopped = str(gone)
            if stopped:
                trials.append(_unreached(plan, stopped))
            if progress is not None:
                progress(len(trials), len(plans))
        again = None if stopped else self.again
        findings = gather(trials, again, self._table, self.planner.graph)
        results = tuple(r for r in _by_cell(trials, findings, self._table) if wanted(r.cell))
        return Report(self.system.name, results, findings, self._settle, stopped)

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
                request = _put_into_words(asked, follower.worlds)
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
        return self._on(plan, follower, scope, repeat)

    def _on(
        self, plan: Plan, follower: Follower, scope: Scoped, repeat: int, ready: bool = False
    ) -> Trial:
        try:
            trial = carry_out(plan, follower, repeat, ready)
        except Unanswered as failure:
            self._greet()
            return Trial(plan, None, UNREACHED, None, failure.reason, tuple(follower.found))
        finally:
            self._deletions.note(follower, scope)
        refused = trial.seen is not None and trial.seen.error is not None
        if plan.crowds and refused and trial.verdict == CONFORMS:
            self._stage = plan.setup, follower, scope  # nothing has changed
        return trial

    def _scope(self) -> Scoped:
        self._number += 1
        return Scoped(self.system, self._run, self._number)

    def _follower(self, world: World) -> tuple[Follower, Scoped]:
        """A follower under new names."""
        scope = self._scope()
        follower = Follower(scope, world, self._settle, self._table, self._clock, self._known)
        return follower, scope


def _put_into_words(asked: Request | Question, worlds: Sequence[World]) -> Request | None:
    """The request as it is put in these worlds; None where that is not known."""
    if not isinstance(asked, Question):
        return asked
    requests = {asked.at(world) for world in worlds}
    return requests.pop() if len(requests) == 1 else None


def _unreached(plan: Plan, reason: str) -> Trial:
    return Trial(plan, None, UNREACHED, None, reason, ())


def _by_cell(
    trials: Sequence[Trial], findings: Sequence[Finding], table: Table
) -> tuple[CellResult, ...]:
    results = []
    for cell in table.cells():
        if cell.operation is None:
            continue
        reached = tuple(trial for trial in trials if trial.cell == cell)
        kept = (t.reason for t in trials if t.plan.cell == cell and t.cell != cell)
        at_fault = [Found(f.divergence, f.steps) for f in findings if f.cell == cell.id]
        wrong = [*at_fault, *(found for trial in reached for found in trial.own)]
        verdict = worst(
            [UNREACHED, *(t.verdict for t in reached), *(f.divergence.verdict for f in wrong)]
        )
        gravest = next((found for found in wrong if found.divergence.verdict == verdict), None)
        reasons = tuple(dict.fromkeys(kept))
        results.append(CellResult(cell, verdict, reached, reasons, gravest))
    return tuple(results)
