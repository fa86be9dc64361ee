"""A check: ask a system, judge what it answers, and prove what is wrong.

`Checker.check` tells the whole story. Its steps, and where each lives:

1. Plan. ``scripts`` has, as data, the shortest set-up for each cell and the request about it.
   ``random`` draws longer scripts, and ``concurrent`` rounds of requests that clients send at once.
2. Ask. ``run`` runs the scripts, each as soon as earlier ``deletions`` leave room below the limit.
   ``script_run`` sends the requests of one through the ``client`` and records a history.
   ``glances`` are taken at views, reads that the model does not have; ``pages`` reads listings.
3. Judge. `iot_jobs_spec.judge` explains the histories with the fewest deviations of the spec. Where
   the answers leave something open, ``again`` says what to ask once more. ``views`` judges glances,
   by what is ``permitted``.
4. Prove. ``prove`` sends the fewest requests that show a finding, and ``proved`` says what a
   ``right`` system answers to them. More findings come from ``answers`` (wrong HTTP statuses and
   bodies), ``crashes`` (no answer at all) and ``overlaps`` (answers that no order of simultaneous
   requests explains). ``fewest`` shortens what shows the first two, and wrong views.
5. Report. ``verdicts`` gives each cell its verdict; ``request_cells`` and ``forms`` are about the
   cells of requests alone. ``report`` writes text, JSON, JUnit XML, HTML, scripts and drawings.

Ctrl-C and signals (``stop``) end a check early, with a report. Steps 1 to 3 are apart: modules that
ask do not judge, nor the other way round. A proof needs both: it asks, and judges what came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from math import inf
from typing import ParamSpec, TypeVar

from ..judge.advance import Advance
from ..judge.choices import Chosen, chosen, seen
from ..judge.deviations import Deviation, applied
from ..judge.diagnose import MOST_EFFORT, Diagnosis, diagnose
from ..judge.explain import explain, looked_back, retrace
from ..judge.findings import findings
from ..language.rules import RequestRule
from ..model.table import TABLE, Cell, Table
from ..stop import CODES, why
from ..systems import System
from ..systems.patience import Clock
from . import again
from .answers import answered_wrong
from .client import Client, Gone
from .concurrent import Round, ran_at_once, rounds
from .crashes import crashed
from .fewest import fewest_of_scene
from .glances import Viewed, viewed
from .overlaps import overlapping
from .prove import Prover, at_first
from .proved import merged, proved
from .random import NoHypothesis, drawn, require_hypothesis
from .report.results import AtOnce, CellResult, Drawn, Finding, Report, in_order
from .request_cells import cells
from .run import Plan, Runner
from .script_run import Ran
from .scripts import Script, scripts, split
from .scripts.views import SETUP, Look, Setup, looks_of
from .verdicts import Verdicts
from .views import Seen, forgotten, found_again, found_in, is_right, told_by, wrong_views

__all__ = ["Checker", "Gone", "NoHypothesis"]

WAYS = 64
"""So many possible pasts are kept for one call at most; beyond them the rest of a script is not
judged."""
HURRIED = MOST_EFFORT // 32
"""The effort that a diagnosis takes once somebody has interrupted: a few seconds at most."""
P = ParamSpec("P")
T = TypeVar("T")
Progress = Callable[[int, int], None]
"""Told how many scripts are done, of how many."""


class Checker:
    """Checks one system, under names of its own.

    ``settle`` is how many seconds background steps may take; ``at_limit`` says whether to try the
    limit on simultaneous deletions. ``examples`` are random scripts, which ``seed`` draws.
    ``concurrent`` is how many clients send requests at once, 0 for none. ``timers`` says whether to
    wait for timers of the profile `full` to run out, up to two minutes or as long as the clock of
    the system says. After ``timeout`` seconds nothing more is sent.
    """

    def __init__(
        self,
        system: System,
        settle: float = 0.0,
        table: Table = TABLE,
        clock: Clock | None = None,
        run: str | None = None,
        at_limit: bool = True,
        examples: int = 0,
        seed: int = 0,
        concurrent: int = 0,
        timers: bool = False,
        timeout: float = inf,
    ) -> None:
        self.client = Client(system, table=table, clock=clock, run=run, timeout=timeout)
        self.runner = Runner(self.client, table, settle)
        self.table, self.by_cell = table, table.by_cell()
        self.settle, self.at_limit, self.timers = settle, at_limit, timers
        self.examples, self.seed, self.concurrent = examples, seed, concurrent
        self._hurries = False

    def check(
        self,
        progress: Progress = lambda _done, _of: None,
        wanted: Callable[[Cell], bool] = lambda _: True,
    ) -> Report:
        """Run every script about a ``wanted`` cell, judge what came, and prove what is wrong.

        Raises `Gone` where nobody answers at all, and `NoHypothesis`.
        """
        date = datetime.now(UTC).isoformat(timespec="seconds")
        every = {cell.id: cell for cell in cells(self.table)}
        chosen_cells = {name: cell for name, cell in every.items() if wanted(cell)}
        is_about = _asks_about(chosen_cells) if len(chosen_cells) < len(every) else None
        if self.examples:
            require_hypothesis()
        self.client.greet()
        of_table = partial(
            scripts, self.table, at_limit=self.at_limit, timers=self.timers, wanted=is_about
        )
        at_random = partial(drawn, self.examples, self.seed, self.table)
        total = len(of_table()) + self.examples
        planned = [*self._asked(of_table, progress, 0, total)]
        random = [*self._asked(at_random, progress, len(planned), total)]
        at_once = list(self._at_once())
        views = self._viewed(looks_of(chosen_cells), SETUP)
        ran, diagnosis = self._judged(planned + random, chosen_cells)
        found = merged(self._proved(diagnosis, ran))
        found += self._finish(self._besides, diagnosis, [*ran, *(one for _, one in at_once)])
        seen, wrong = self._finish(self._wrong_views, views, found)
        found += wrong
        found += self._finish(self._overlapping, diagnosis, at_once)
        results = self._finish(self._results, diagnosis, ran, seen, chosen_cells, found)
        chose = self._finish(self._chose, diagnosis, ran)
        return Report(
            self.client.system.name,
            results,
            in_order(found, self.table),
            self.settle,
            self.client.stopped,
            chose,
            Drawn(len(random), sum(len(r.calls) for r in random), self.seed) if random else None,
            diagnosis.deviations,
            date,
            self._rounds(at_once) if at_once else None,
            self.table.spec.name,
        )

    # Asking.

    def _asked(self, plan: Plan, progress: Progress, done: int, total: int) -> Iterator[Ran]:
        """What comes of the scripts of a plan, after others that are ``done``."""
        with self._interruptible():
            for number, one in enumerate(self.runner.run_all(plan), done + 1):
                yield one
                progress(min(number, total), total)

    def _at_once(self) -> Iterator[tuple[Round, Ran]]:
        """Every round of clients at once."""
        without = frozenset(self.client.missing)
        with self._interruptible():
            for one in rounds(self.concurrent, self.seed, self.table, without):
                if self.client.stopped or not self.concurrent:
                    return
                if (ran := ran_at_once(self.runner, one)) is not None:
                    yield one, ran

    def _viewed(self, wanted: Sequence[Look], setup: Sequence[Setup]) -> Viewed:
        """What the views showed after these requests."""
        if not wanted or not self.client.takes_raw or self.client.stopped:
            return Viewed()
        return viewed(self.client, self.settle, wanted, is_right, setup)

    def _one_by_one(self, batches: Mapping[int, Script]) -> Mapping[int, Sequence[Ran]]:
        """What comes of the questions of these batches, each asked alone."""
        without = frozenset(self.client.missing)
        apart = {
            script: number
            for number, batch in batches.items()
            for script in split(batch, self.by_cell, without)
        }
        found: dict[int, list[Ran]] = {number: [] for number in batches}
        with self._interruptible():
            for ran in self.runner.run_each(apart):
                found[apart[ran.script]].append(ran)
        return found

    def _insisting(
        self, explained: Sequence[again.Explained], chosen_cells: Mapping[str, Cell]
    ) -> Iterator[Ran]:
        """Each question whose answers fit several cells a few more times, with ever more reads
        before it. Not those about requests alone: more reads decide nothing about them."""
        judge, without = self._judge(self.by_cell), frozenset(self.client.missing)
        unsure = again.open_cells(explained, self.table.spec.deleting) & chosen_cells.keys()
        unsure &= {rule.id for rule in self.by_cell.rules}
        with self._interruptible():
            for times in range(1, again.TIMES + 1):
                for script in again.more_patient(unsure, self.table, without, self.at_limit, times):
                    if self.client.stopped:
                        return
                    one = self.runner.run(script)
                    yield one
                    rules = explain(one.calls, judge, most=WAYS).rules
                    unsure -= {possible[0].id for possible in rules if len(possible) == 1}

    @contextmanager
    def _interruptible(self) -> Iterator[None]:
        """Ctrl-C ends the check, with a report on what was asked until then."""
        try:
            yield
        except KeyboardInterrupt as stop:
            self.client.stop(why(stop))

    def _finish(self, judging: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the judging comes to. If Ctrl-C comes meanwhile, it is done once more, without
        asking anything; if it comes again, all ends."""
        try:
            return judging(*args, **kwargs)
        except KeyboardInterrupt as stop:
            self._hurry(stop)
            return judging(*args, **kwargs)

    def _hurry(self, stop: KeyboardInterrupt) -> None:
        """Ask nothing more, and judge with less effort. Raises the second interruption."""
        if self._is_interrupted:
            raise stop
        self._hurries = True
        self.client.stop(why(stop))

    @property
    def _is_interrupted(self) -> bool:
        return self._hurries or self.client.stopped in CODES

    # Judging.

    def _judge(self, table: Table, steady: bool = False) -> Advance:
        return Advance(table, settle=self.settle, steady=steady)

    def _retraced(self, ran: Iterable[Ran]) -> list[again.Explained]:
        judge = self._judge(self.by_cell)
        return [(one, retrace(one.calls, judge, most=WAYS)) for one in ran]

    def _looked_back(self, retraced: Iterable[again.Explained]) -> list[again.Explained]:
        judge = self._judge(self.by_cell)
        return [(one, looked_back(one.calls, judge, told, most=WAYS)) for one, told in retraced]

    def _judged(
        self, ran: Sequence[Ran], chosen_cells: Mapping[str, Cell]
    ) -> tuple[Sequence[Ran], Diagnosis]:
        """What is wrong, and the runs that say so: some questions are put once more."""
        retraced = self._finish(self._retraced, ran)
        explained = self._finish(self._looked_back, retraced)
        batches = self._finish(lambda: list(again.astray(explained)))
        asked_alone = self._one_by_one({number: ran[number].script for number in batches})
        alone = {n: self._finish(self._retraced, its) for n, its in asked_alone.items()}
        repeated = [*self._insisting(explained, chosen_cells)]
        insisted = self._finish(self._retraced, repeated)
        runs, diagnosis = self._finish(
            again.weighed, retraced, alone, insisted, self._diagnosis, self._knowing
        )
        return runs, self._finish(
            again.insisted_on, diagnosis, runs, repeated, self.by_cell, self._judge
        )

    def _knowing(self, diagnosis: Diagnosis) -> Advance:
        """The judge who knows these deviations."""
        return self._judge(applied(self.by_cell, diagnosis.deviations))

    def _diagnosis(
        self, retraced: Sequence[again.Explained], known: Sequence[Deviation], effort: int
    ) -> Diagnosis:
        calls, told = [one.calls for one, _ in retraced], [forward for _, forward in retraced]
        found = [tuple(known)]

        def diagnosed(effort: int) -> Diagnosis:
            return diagnose(
                *(calls, self.by_cell, self._judge),
                retraced=told,
                known=found[-1],
                effort=effort,
                note=lambda more: found.append(tuple(more)),
            )

        try:
            return diagnosed(min(effort, HURRIED) if self._is_interrupted else effort)
        except KeyboardInterrupt as stop:
            self._hurry(stop)
            return diagnosed(0)

    def _results(
        self,
        diagnosis: Diagnosis,
        ran: Sequence[Ran],
        views: Sequence[Seen],
        chosen_cells: Mapping[str, Cell],
        found: Sequence[Finding],
    ) -> tuple[CellResult, ...]:
        """The verdict on each cell."""
        verdicts = Verdicts(
            ran,
            views,
            diagnosis.explanations,
            self._knowing(diagnosis),
            self.table,
            self.client.missing,
            stopped=self.client.stopped,
            at_limit=self.at_limit,
            takes_raw=self.client.takes_raw,
            timers=self.timers,
        )
        return tuple(verdicts.results(chosen_cells, found))

    def _chose(self, diagnosis: Diagnosis, ran: Sequence[Ran]) -> tuple[Chosen, ...]:
        """What the system chose where the sources leave it open."""
        judge = self._knowing(diagnosis)
        every = diagnosis.retraced or (None,) * len(ran)
        sights = (
            sight
            for one, told, retraced in zip(ran, diagnosis.explanations, every, strict=True)
            if told.exhausted is None
            for sight in seen(one.calls[: len(told.rules)], told, judge, retraced)
        )
        return chosen(sights, self.table)

    # Proving.

    def _proved(self, diagnosis: Diagnosis, ran: Sequence[Ran]) -> Iterator[Finding]:
        """Each finding with the fewest steps that show it, sent anew; once the check has stopped,
        with those that were sent at first."""
        prover = self._finish(Prover, self.runner, ran, diagnosis, self.by_cell, self._judge)
        for judged in self._finish(findings, diagnosis, [one.calls for one in ran], self.by_cell):
            shown = ran[judged.history]
            proof = at_first(judged, shown)
            takes_long = shown.script.timed and not self.client.is_moved
            with self._interruptible():
                proof = proof if self.client.stopped or takes_long else prover.prove(judged)
            yield self._finish(proved, judged, proof, diagnosis, ran, self.table)

    def _besides(self, diagnosis: Diagnosis, ran: Sequence[Ran]) -> list[Finding]:
        """What failed without an answer, and what is wrong in answers alone, unless nobody is there
        who knows the API."""
        if not self.client.answered:
            return []
        runner = None if self.client.stopped else self.runner
        judge = self._knowing(diagnosis)
        wrong = answered_wrong(ran, self.table, judge, runner)
        return [*wrong, *crashed(ran, self.by_cell, judge, runner)]

    def _wrong_views(
        self, views: Viewed, found: Sequence[Finding]
    ) -> tuple[Sequence[Seen], list[Finding]]:
        """What each look tells, where this was ``found`` in the reads of the model, and what is
        wrong in views."""

        def again(look: Look, setup: Sequence[Setup]) -> Finding | None:
            return found_again(self._viewed([look], setup), views)

        rules = (f.divergence.rule for f in found)
        faulty = {r.operation or "" for r in rules if not isinstance(r, RequestRule)}
        seen, findings = told_by(views, faulty), list[Finding]()
        for view, wrong in wrong_views(seen).items():
            scene = [request for request, _ in views.setup]
            shown = fewest_of_scene(wrong.look, scene, again, once=bool(self.settle))
            if shown is not None:
                findings.append(shown)
            elif self.client.stopped:
                findings.append(found_in(views, wrong, sure=False))
            else:
                seen = forgotten(seen, view)
        return seen, findings

    def _overlapping(
        self, diagnosis: Diagnosis, at_once: Sequence[tuple[Round, Ran]]
    ) -> list[Finding]:
        """What no order of overlapping requests explains, knowing what else is wrong."""

        def rerun(number: int) -> Ran | None:
            ran: list[Ran | None] = []
            with self._interruptible():
                ran += [] if self.client.stopped else [ran_at_once(self.runner, at_once[number][0])]
            return ran[0] if ran else None

        judges = self._judge(self.by_cell), self._knowing(diagnosis)
        return list(overlapping([ran for _, ran in at_once], self.by_cell, judges, rerun))

    def _rounds(self, at_once: Sequence[tuple[Round, Ran]]) -> AtOnce:
        requests = sum(len(ran.calls) for _, ran in at_once)
        return AtOnce(self.concurrent, len(at_once), requests, self.seed)


def _asks_about(chosen_cells: Mapping[str, Cell]) -> Callable[[str], bool]:
    """Whether a question about the cell with this id tells something of the chosen ones. For a cell
    about answers alone, all do that ask the same operation."""
    others = {cell.operation for name, cell in chosen_cells.items() if "/answer/" not in name}
    operations = {
        cell.operation for name, cell in chosen_cells.items() if "/answer/" in name
    } - others
    return lambda name: name in chosen_cells or name.partition("/")[0] in operations
