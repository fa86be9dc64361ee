"""A check: scripts are run, their histories judged, and what is wrong is proved.

`Checker.check` tells it in this order. Running asks and does not judge; judging reads what was
recorded and does not ask.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from ..asking.client import Client, Gone
from ..asking.prove import Proof, Prover, at_first, raw_of
from ..asking.random import NoHypothesis, drawn, require_hypothesis
from ..asking.run import INTERRUPTED, Ran, Runner
from ..asking.scripts import Ask, Script, delayed, narrowed, scripts, split
from ..judge.advance import Advance
from ..judge.candidates import Asked, permitted_before
from ..judge.choices import chosen, seen
from ..judge.deviations import applied
from ..judge.diagnose import Diagnosis, diagnose
from ..judge.explain import Explanation, explain, looked_back, retrace
from ..judge.findings import Finding as Judged
from ..judge.findings import findings
from ..judge.history import Call
from ..language.rules import Rule, Verdict
from ..model.answers import Answer
from ..model.divergence import READS, Divergence, unanswered
from ..model.requests import DeleteJob, DescribeJob
from ..model.table import TABLE, Cell, Table
from ..systems import System
from ..systems.raw import RawRequest
from .clock import Clock
from .finding import Finding
from .forms import blamed_on_form
from .found import Step
from .request_cells import cells
from .results import Drawn, Report
from .verdicts import Verdicts

__all__ = ["Checker", "Gone", "NoHypothesis"]

Progress = Callable[[int, int], None]
"""Told how many scripts are done, of how many."""
AGAIN = 4
"""How often a question is put again to which the answers may have been in several cells."""


class Checker:
    """Checks one system, under names of its own.

    ``settle`` is how many seconds background steps may take; ``at_limit`` says whether to delete as
    many jobs at a time as may be. ``examples`` are random scripts, which ``seed`` draws.
    """

    def __init__(
        self,
        system: System,
        settle: float = 0.0,
        table: Table = TABLE,
        clock: Clock = time,
        run: str | None = None,
        at_limit: bool = True,
        examples: int = 0,
        seed: int = 0,
    ) -> None:
        self.client = Client(system, table=table, clock=clock, run=run)
        self.runner = Runner(self.client, table, settle)
        self.table = table
        self.by_cell = table.by_cell()
        self.settle = settle
        self.at_limit = at_limit
        self.examples, self.seed = examples, seed
        self.stopped = ""
        self.drawn: list[Ran] = []
        """The random scripts."""
        self.insisted: list[Ran] = []
        """Scripts that were run once more, each time with more reads before the question."""

    def check(
        self,
        progress: Progress | None = None,
        wanted: Callable[[Cell], bool] = lambda _: True,
    ) -> Report:
        """Run every script about a ``wanted`` cell, judge what came, and prove what is wrong.

        Raises `Gone` where nobody answers at all, and `NoHypothesis`.
        """
        its = {cell.id: cell for cell in cells(self.table) if wanted(cell)}
        date = datetime.now(UTC).isoformat(timespec="seconds")
        if self.examples:
            require_hypothesis()
        self.client.greet()
        everything = len(its) == len(tuple(cells(self.table)))
        ran = list(
            self._ran(None if everything else its.__contains__, progress or (lambda *_: None))
        )
        try:
            diagnosis = self._diagnosed(ran, its)
        except KeyboardInterrupt:
            self.stopped = INTERRUPTED
            diagnosis = diagnose([one.calls for one in ran], self.by_cell, self._judge, tries=0)
        found = [*self._proved(diagnosis, ran), *self._crashed(ran)]
        applied_ = self._judge(applied(self.by_cell, diagnosis.deviations))
        chose = chosen(
            one
            for ran_, explanation in zip(ran, diagnosis.explanations, strict=True)
            for one in seen(ran_.calls[: len(explanation.rules)], explanation, applied_)
        )
        verdicts = Verdicts(
            ran,
            diagnosis.explanations,
            self.table,
            self.client.missing,
            stopped=self.stopped,
            at_limit=self.at_limit,
            takes_raw=self.client.takes_raw,
        )
        requests = sum(len(one.calls) for one in self.drawn)
        return Report(
            self.client.system.name,
            tuple(verdicts.results(its, found)),
            tuple(found),
            self.settle,
            self.stopped,
            chose,
            Drawn(len(self.drawn), requests, self.seed) if self.drawn else None,
            diagnosis.deviations,
            date,
        )

    def _judge(self, table: Table) -> Advance:
        return Advance(table, settle=self.settle)

    # Asking.

    def _ran(self, wanted: Callable[[str], bool] | None, progress: Progress) -> Iterator[Ran]:
        """Every script, once; then the random ones."""
        planned = scripts(self.table, at_limit=self.at_limit)
        if wanted is not None:
            planned = narrowed(planned, wanted, self.table)
        total = len(planned) + self.examples
        try:
            for done, one in enumerate(self.runner.run_all(at_limit=self.at_limit, wanted=wanted)):
                yield one
                if one.gone:
                    self.stopped = one.reason
                    return
                progress(done + 1, total)
            for one in self._random():
                self.drawn.append(one)
                yield one
                if one.gone:
                    self.stopped = one.reason
                    return
                progress(len(planned) + len(self.drawn), total)
        except KeyboardInterrupt:
            self.stopped = INTERRUPTED

    def _random(self) -> Iterator[Ran]:
        """The random scripts, without operations that turn out to be missing."""
        done = 0
        while done < self.examples:
            without = frozenset(self.client.missing)
            for script in islice(drawn(self.examples, self.seed, self.table, without), done, None):
                done += 1
                yield self.runner.run(script)
                if frozenset(self.client.missing) != without:
                    break
            else:
                return

    def _once_more(
        self, ran: Sequence[Ran], told: Sequence[Explanation], its: Mapping[str, Cell]
    ) -> Iterator[Ran]:
        """Questions that are asked alone: those of a batch after which something is wrong, and
        those whose answers leave open in which cell they were asked, a few times."""
        if self.stopped:
            return
        judge = self._judge(self.by_cell)
        explained = [
            looked_back(one.calls, judge, explanation)
            for one, explanation in zip(ran, told, strict=True)
        ]
        suspicious = [
            one.script
            for one, explanation in zip(ran, explained, strict=True)
            if _goes_astray(one, explanation)
        ]
        without = frozenset(self.client.missing)
        certain = {rules[0].id for e in explained for rules in e.rules if len(rules) == 1}
        unsure = {rule.id for e in explained for rules in e.rules for rule in rules} - certain
        unsure |= self._overtaken(ran, explained)
        unsure &= its.keys()
        try:
            for script in suspicious:
                for part in split(script, self.table, without):
                    yield self.runner.run(part)
            planned = [s for s in scripts(self.table, without, self.at_limit) if not s.alone]
            for repeat in range(1, AGAIN + 1):
                for script in narrowed(planned, unsure.__contains__, self.table, without):
                    one = self.runner.run(delayed(script, repeat))
                    self.insisted.append(one)
                    yield one
                    for rules in explain(one.calls, judge).rules:
                        if len(rules) == 1:
                            unsure.discard(rules[0].id)
                if not unsure:
                    break
        except KeyboardInterrupt:
            self.stopped = INTERRUPTED

    def _overtaken(self, ran: Sequence[Ran], explained: Sequence[Explanation]) -> set[str]:
        """The cells that were asked about, but only with an answer that another cell explains, as a
        deletion may have ended."""
        found: set[str] = set()
        reached: set[str] = set()
        for one, explanation in zip(ran, explained, strict=True):
            for number, rules in enumerate(explanation.rules):
                ids = {rule.id for rule in rules}
                reached |= ids
                step = one.script.steps[one.steps[number]]
                if ids and isinstance(step, Ask) and step.cell is not None:
                    found.add(step.cell)
        return found - reached

    # Judging.

    def _diagnosed(self, ran: list[Ran], its: Mapping[str, Cell]) -> Diagnosis:
        """What is wrong, after some questions were asked once more, which are added to ``ran``."""
        judge = self._judge(self.by_cell)
        told = [retrace(one.calls, judge) for one in ran]
        ran += self._once_more(ran, told, its)
        diagnosis = diagnose([one.calls for one in ran], self.by_cell, self._judge, told=told)
        if diagnosis.deviations or diagnosis.unexplained:
            return diagnosis
        return self._insisting(ran, diagnosis)

    def _insisting(self, ran: Sequence[Ran], diagnosis: Diagnosis) -> Diagnosis:
        """The diagnosis if no deletion ends between a read and the next question. That is believed
        only where each repetition of a question shows the same."""
        if len(self.insisted) < AGAIN:
            return diagnosis
        histories = [one.calls for one in ran]
        steady = diagnose(
            histories, self.by_cell, lambda t: Advance(t, settle=self.settle, steady=True)
        )
        wrong = {shown.history for one in steady.deviations for shown in steady.shown[one]}
        wrong |= {shown.history for shown in steady.unexplained}
        again = {number for number, one in enumerate(ran) if any(one is x for x in self.insisted)}
        return steady if len(wrong & again) >= AGAIN else diagnosis

    def _proved(self, diagnosis: Diagnosis, ran: Sequence[Ran]) -> Iterator[Finding]:
        """Each finding with the fewest steps that show it, run anew."""
        histories = [one.calls for one in ran]
        rules = {cell.id: cell.rule for cell in (*self.table.cells(), *cells(self.table))}
        prover = Prover(self.runner, ran, diagnosis, self.by_cell, self._judge)
        for judged in findings(diagnosis, histories, self.by_cell):
            proof = self._proof(prover, judged, ran[judged.history])
            told, blamed = proof.finding, blamed_on_form(judged, ran, self.table)
            if blamed is not judged:
                told = replace(told, cells=blamed.cells, claims=blamed.claims)
            steps = _steps(proof.calls, proof.raw)
            yield replace(
                _finding(told, steps, rules[told.cell]),
                cell=blamed.cell,
                cells=blamed.cells,
                verdicts=tuple(map(blamed.verdict_in, blamed.cells)),
                deviations=judged.deviations,
                shortest=proof.shortest,
                shown=proof.shown,
                ended=_needs_an_end(steps),
                shows=_set_off(judged, diagnosis, histories),
            )

    def _proof(self, prover: Prover, judged: Judged, one: Ran) -> Proof:
        """The proof of a finding that ``one`` showed first; without one, once the check ended."""
        try:
            if not self.stopped:
                return prover.prove(judged)
        except KeyboardInterrupt:
            self.stopped = INTERRUPTED
        return at_first(judged, one)

    def _crashed(self, ran: Sequence[Ran]) -> Iterator[Finding]:
        """A finding for each operation that failed in one way, in the cells in which it did."""
        if not self.client.answered:
            return  # nobody is there who knows the API
        found: dict[tuple[str, str], list[tuple[Divergence, str, tuple[Step, ...]]]] = {}
        judge = self._judge(self.by_cell)
        for one in ran:
            for call, what in one.crashes.items():
                told = retrace(one.calls[:call], judge)
                if told.diverges is not None or told.exhausted is not None:
                    continue
                request = one.calls[call].request
                before = tuple(state.belief for state in told.states[-1])
                asked = Asked(request, Answer(what), before)
                permitted = [p for _, p in permitted_before(asked, self.by_cell)]
                if not permitted or any(p.rule.verdict is Verdict.UNSPECIFIED for p in permitted):
                    continue
                divergence = unanswered(request, what, permitted)
                asked_before = _steps(one.calls[:call], raw_of(one, call - 1))
                steps = (*asked_before, Step(request, divergence.seen))
                key = request.operation, what.split("(")[0]
                found.setdefault(key, []).append((divergence, divergence.rule.id, steps))
        for (_, what), alike in found.items():
            alike.sort(key=lambda one: len(one[2]))
            divergence, cell, steps = alike[0]
            ids = tuple(dict.fromkeys(cell for _, cell, _ in alike))
            fewer = self._fewer(steps, what)
            yield Finding(cell, divergence, fewer or steps, bool(fewer), bool(fewer), cells=ids)

    def _fewer(self, steps: tuple[Step, ...], what: str) -> tuple[Step, ...]:
        """The fewest of some steps, sent anew, after which the system fails in the same way."""
        *before, last = steps
        changing = [step for step in before if not step.request.is_read]
        for kept in ([], changing, before):
            asks = tuple(Ask(step.request) for step in (*kept, last))
            try:
                ran = Ran(Script("", ())) if self.stopped else self.runner.run(Script(what, asks))
            except KeyboardInterrupt:
                self.stopped = INTERRUPTED
                return ()
            if ran.crashes.get(len(asks) - 1, "").startswith(what):
                return (*_steps(ran.calls[:-1], [None] * len(kept)), last)
        return ()


def _goes_astray(one: Ran, explanation: Explanation) -> bool:
    """Whether something is wrong in a batch: several requests may have caused it, and those after
    it were asked elsewhere than planned."""
    asked = [ask for part in one.script.parts for ask in part.questions]
    several = len(asked) > 1 or any(ask.apart for ask in asked)
    return several and not one.script.alone and explanation.diverges is not None


def _steps(calls: Sequence[Call], raw: Sequence[RawRequest | None]) -> tuple[Step, ...]:
    """The steps as they were sent: ``raw`` or by a client."""
    found = []
    for call, sent in zip(calls, raw, strict=True):
        request: Any = sent or call.request
        found.append(Step(request, call.answer or Answer(call.message)))
    return tuple(found)


def _needs_an_end(steps: Sequence[Step]) -> bool:
    """Whether a job that was deleted must be gone before the last request that is no read."""
    last = max((n for n, s in enumerate(steps) if not isinstance(s.request, READS)), default=0)
    deleted: set[str | None] = set()
    for request, answer in steps[:last]:
        if isinstance(request, DeleteJob) and answer.error is None:
            deleted.add(request.job_id)
        elif isinstance(request, DescribeJob) and answer.error and request.job_id in deleted:
            return True
    return False


def _finding(judged: Judged, steps: tuple[Step, ...], rule: Rule) -> Finding:
    expected = judged.expected or (Answer(),)
    divergence = Divergence(
        judged.verdict,
        rule,
        judged.claims,
        steps[-1].request,
        expected,
        judged.seen,
        expected[0],
        judged.members,
    )
    return Finding(judged.cell, divergence, steps, cells=judged.cells, deviations=judged.deviations)


def _set_off(
    judged: Judged, diagnosis: Diagnosis, histories: Sequence[Sequence[Call]]
) -> tuple[str, ...]:
    """The cells of the requests that set off the background step of a finding, if it is in one."""
    if "." not in judged.cell.partition("/")[0]:
        return ()
    found: dict[str, None] = {}
    for history, call in judged.shown:
        rules = diagnosis.explanations[history].rules
        for number in range(min(call, len(rules)) - 1, -1, -1):
            if not histories[history][number].request.is_read:
                found.update((rule.id, None) for rule in rules[number][:1])
                break
    return tuple(found)
