"""Find the faults in histories of one system, each with its proof.

Parts of a history that share no job and no thing are explained separately. If some parts diverge,
the calls around all divergences go to `judge.diagnose` together. The deviations that it finds stay
in force. After an answer that no deviation explains, the state of that job counts as unknown, so
the next fault is still visible.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ..judge.advance import Advance
from ..judge.answers import told_by, wrong_answers
from ..judge.deviations import Behaviour, Deviation, applied
from ..judge.diagnose import Diagnosis, Shown, diagnose
from ..judge.explain import Explanation, explain, retrace
from ..judge.findings import Finding, findings
from ..judge.history import Call, History, Place, Skipped
from ..judge.parts import around, components, deleted_jobs, skipped, up_to
from ..judge.proofs import smallest
from ..judge.words import says
from ..language.rules import RESPONSE, Mask, Rule
from ..model.answer_forms import answer_rules
from ..model.constraints import constraints_of, malformed_rule, ranges_of
from ..model.divergence import CellVerdict
from ..model.profiles import CORE, table_of
from ..model.requests import FULL_REQUESTS
from ..model.table import Table
from .recordings import Recording

MOST_ROUNDS = 12
"""How many diagnoses an audit makes."""
MOST_PARTS = 40
"""How many divergences one diagnosis takes."""
MOST_SET_ASIDE = 60
"""How many answers of one part may stay unexplained; then judging it ends."""
MOST_GIVEN_UP = 8
"""How many calls of one part may have too many explanations; then judging it ends."""
EFFORT = 40_000
"""The budget of one diagnosis."""
_OPERATIONS = {kind.operation for kind in FULL_REQUESTS}
Progress = Callable[[int, int], None]
"""Takes how many calls are judged so far, and how many there are."""


TOO_MANY_WAYS = "too many ways in which the calls may have happened"
TOO_MANY_FAULTS = "too many faults"


class End(NamedTuple):
    """Where judging a job ended before its last call, why, and how many calls were not judged."""

    place: Place
    reason: str
    calls: int


@dataclass(frozen=True, slots=True)
class Judged:
    """A call with the rules that may have decided it: none if no world explains its answer, if the
    answer is unknown, or if judging ended before it."""

    call: Call
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Proven:
    """A finding, what the system does instead in one sentence, and the records that prove it."""

    finding: Finding
    says: str
    records: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class CellResult:
    """The verdict of a cell, and how many calls it certainly decided."""

    rule: Rule
    verdict: CellVerdict
    calls: int

    @property
    def cell(self) -> str:
        return self.rule.id


@dataclass(frozen=True, slots=True)
class Report:
    """The result of an audit.

    ``calls`` are in the order of their lines. ``ended`` says where judging a job ended early, and
    why. ``exhausted``: fewer deviations might explain the same.
    """

    target: str
    settle: float
    partial: bool
    profile: str
    cells: tuple[CellResult, ...]
    findings: tuple[Proven, ...]
    deviations: tuple[Deviation, ...]
    calls: tuple[Judged, ...]
    passed_over: tuple[Skipped, ...]
    unread: tuple[Skipped, ...]
    ended: tuple[End, ...]
    exhausted: bool

    @property
    def judged(self) -> int:
        """How many calls were judged."""
        return len(self.calls) - sum(end.calls for end in self.ended)

    def count(self, verdict: CellVerdict) -> int:
        """How many cells have the verdict."""
        return sum(result.verdict is verdict for result in self.cells)

    @property
    def exercised(self) -> int:
        """How many cells conform, violate or differ."""
        unknown = (CellVerdict.UNREACHED, CellVerdict.UNDETERMINED)
        return sum(result.verdict not in unknown for result in self.cells)


def judge(
    recordings: Sequence[Recording],
    *,
    settle: float = 0.0,
    partial: bool = False,
    profile: str = CORE,
    progress: Progress | None = None,
) -> Report:
    """Judge recordings of one system. ``settle`` and ``partial`` are as in `Advance` and `explain`;
    ``profile`` must be that of `read_recording`."""
    return _Audit(recordings, settle, partial, profile, progress).report()


@dataclass(slots=True)
class _Part:
    """A part of a history while it is judged."""

    history: History
    others_delete: bool
    """Whether jobs of other parts count for the limit of deletions."""
    explanation: Explanation = Explanation(())  # noqa: RUF009
    set_aside: int = 0
    given_up: list[Place] = field(default_factory=list)
    """The calls that stay unjudged, because they have too many explanations."""
    tried: Place | None = None
    """The last divergence that was diagnosed."""
    ended: bool = False
    """Whether the part has too many faults to continue."""


class _Audit:
    def __init__(
        self,
        recordings: Sequence[Recording],
        settle: float,
        partial: bool,
        profile: str,
        progress: Progress | None,
    ) -> None:
        self.recordings, self.settle, self.partial = recordings, settle, partial
        self.progress = progress
        self.total = sum(len(recording.history.calls) for recording in recordings)
        self.done = 0
        self.profile = profile
        self.table = table_of(profile).by_cell()
        self.limit = self.table.spec.limit.value
        self.diagnosis = Diagnosis((), (), (), {})
        self.judges: dict[tuple[tuple[Deviation, ...], bool], Advance] = {}
        self.others_delete = False
        """Whether jobs that a diagnosed part does not have count for the limit of deletions."""
        self.diagnosed: list[History] = []
        """The parts around divergences."""
        self.alone: list[tuple[History, Shown]] = []
        """Divergences that show only in a whole history, not in the calls around them."""

    def report(self) -> Report:
        parts = [part for recording in self.recordings for part in self._parts_of(recording)]
        for _ in range(MOST_ROUNDS):
            wrong = [part for part in parts if self._diverges(part)]
            if not wrong:
                break
            self._diagnose(wrong)
            for part in parts:
                self._explain(part)
        found = (*self._proven(), *self._wrong_answers())
        calls = sorted(self._judged(parts), key=lambda judged: judged.call.place or Place("", 0))
        history = [recording.history for recording in self.recordings]
        return Report(
            ", ".join(recording.name for recording in self.recordings),
            self.settle,
            self.partial,
            self.profile,
            tuple(self._cells([proven.finding for proven in found], calls)),
            found,
            self.diagnosis.deviations,
            tuple(calls),
            tuple(line for one in history for line in one.passed_over),
            tuple(line for one in history for line in one.unread),
            tuple(self._ends(parts)),
            self.diagnosis.exhausted,
        )

    # Explaining.

    def _judge(self, deviations: Iterable[Deviation], others_delete: bool) -> Advance:
        key = tuple(deviations), others_delete
        if key not in self.judges:
            self.judges[key] = self._judge_of(applied(self.table, key[0]), others_delete)
        return self.judges[key]

    def _judge_of(self, table: Table, others_delete: bool) -> Advance:
        """The judge of a table. A record does not say which service a read was sent to."""
        settle = self.settle
        return Advance(table, settle=settle, others_delete=others_delete, either_service=True)

    def _explain(self, part: _Part, gives_up: bool = True) -> bool:
        """Explain the part with the deviations in force. A call with too many explanations is given
        up, and its job from then on, if ``gives_up``. True if no such call remains."""
        advance = self._judge(self.diagnosis.deviations, part.others_delete)
        while True:
            part.explanation = explain(part.history, advance, partial=self.partial)
            at = part.explanation.exhausted
            if at is None or not gives_up or len(part.given_up) == MOST_GIVEN_UP:
                return at is None
            place = part.history.calls[at].place
            assert place is not None
            part.given_up.append(place)
            self._without(part, at)

    def _parts_of(self, recording: Recording) -> list[_Part]:
        """The parts of a recording: of the whole, or of each test if the whole is not explained."""
        parts = self._explained(recording.history)
        if recording.tests and any(map(self._diverges, parts)):
            parts = [part for test in recording.by_test() for part in self._explained(test)]
        self.done += len(recording.history.calls)
        if self.progress is not None:
            self.progress(self.done, self.total)
        return parts

    def _explained(self, history: History) -> list[_Part]:
        """The parts of a history. If it deletes more jobs than the limit allows at a time, judge
        these together, unless that has too many explanations or another part diverges."""
        deleted = deleted_jobs(history)
        many = len(deleted) > self.limit
        parts = [_Part(one, many) for one in components(history)]
        for part in parts:
            self._explain(part)
        if many and not any(map(self._diverges, parts)):
            together = [_Part(one, False) for one in components(history, deleted)]
            if all(self._explain(part, gives_up=False) for part in together):
                return together
        return parts

    @staticmethod
    def _diverges(part: _Part) -> bool:
        return part.explanation.diverges is not None and not part.ended

    # Diagnosing.

    def _diagnose(self, wrong: Sequence[_Part]) -> None:
        """Diagnose the first divergence of each part, together with all earlier ones."""
        for part in wrong[:MOST_PARTS]:
            at = part.explanation.diverges
            assert at is not None
            place = part.history.calls[at].place
            if part.tried == place:
                self._leave(part, at)
                continue
            part.tried = place
            self.diagnosed.append(around(part.history, at))
        self.others_delete = self.others_delete or any(part.others_delete for part in wrong)
        self.diagnosis = diagnose(
            self.diagnosed,
            self.table,
            lambda table: self._judge_of(table, self.others_delete),
            partial=self.partial,
            effort=EFFORT,
        )
        unexplained = {
            self.diagnosed[shown.history].calls[shown.call].place
            for shown in self.diagnosis.unexplained
        }
        for part in wrong:
            for at in reversed(range(len(part.history.calls))):
                if part.history.calls[at].place in unexplained:
                    self._set_aside(part, at)

    def _leave(self, part: _Part, at: int) -> None:
        """Treat a divergence as one that no deviation explains."""
        advance = self._judge(self.diagnosis.deviations, part.others_delete)
        explanation = retrace(part.history, advance, partial=self.partial)
        explanation = replace(explanation, states=())
        self.alone.append((part.history, Shown(0, at, explanation)))
        self._set_aside(part, at)

    def _set_aside(self, part: _Part, at: int) -> None:
        self._without(part, at)
        part.set_aside += 1
        if part.set_aside >= MOST_SET_ASIDE:
            part.ended = True

    @staticmethod
    def _without(part: _Part, at: int) -> None:
        """Leave out the call ``at``; from then on the state of its job is unknown."""
        history = part.history
        line = skipped(history.calls[at])
        calls = (*history.calls[:at], *history.calls[at + 1 :])
        part.history = replace(history, calls=calls, passed_over=(*history.passed_over, line))

    # Reporting.

    def _proven(self) -> Iterator[Proven]:
        histories = [*self.diagnosed, *(history for history, _ in self.alone)]
        first = len(self.diagnosed)
        alone = (replace(s, history=first + i) for i, (_, s) in enumerate(self.alone))
        unexplained = (*self.diagnosis.unexplained, *alone)
        explained = (*self.diagnosis.explanations, *(shown.explanation for _, shown in self.alone))
        diagnosis = replace(self.diagnosis, unexplained=unexplained, explanations=explained)
        for finding in findings(diagnosis, [one.calls for one in histories], self.table):
            records = self._records(finding, histories[finding.history])
            yield Proven(finding, says(finding, self.table), records)

    def _wrong_answers(self) -> Iterator[Proven]:
        """The faults in answers alone, each with the first record that shows it."""
        histories = [recording.history.calls for recording in self.recordings]
        retries = [i for i, one in enumerate(self.recordings) if self._may_retry(one.history)]
        judge = self._judge(self.diagnosis.deviations, self.others_delete)
        for finding in wrong_answers(histories, judge, retries):
            record = histories[finding.history][finding.call]
            yield Proven(finding, says(finding, self.table), (record,))

    def _may_retry(self, history: History) -> bool:
        """Whether executions may have been tried again after calls that were not judged."""
        lines = (*history.passed_over, *history.unread)
        return self.partial or any(
            line.may_change and (line.operation is None or line.operation in _OPERATIONS)
            for line in lines
        )

    def _records(self, finding: Finding, history: History) -> tuple[Call, ...]:
        """The smallest set of records that shows the finding."""
        shown = up_to(history, finding.call)
        ours, all_of_them = finding.deviations[:1], self.diagnosis.deviations
        others = [one for one in all_of_them if one not in ours]
        any_shown = self._shows_anything(finding)
        spec = self._judge(any_shown, self.others_delete)
        without_it = self._judge((*others, *any_shown), self.others_delete)
        with_it = self._judge((*all_of_them, *any_shown), self.others_delete)
        judges = dict.fromkeys((spec, without_it))

        def diverges(history: History, advance: Advance) -> bool:
            found = retrace(history, advance, partial=self.partial)
            return found.diverges is not None

        def proves(history: History) -> bool:
            return all(diverges(history, advance) for advance in judges) and not (
                ours and diverges(history, with_it)
            )

        if not proves(shown):
            judges = {without_it: None}  # the others together explain less than the spec alone
        return smallest(shown, proves, keep_rejected=not ours) if proves(shown) else shown.calls

    def _shows_anything(self, finding: Finding) -> list[Deviation]:
        """If the finding is that a deletion leaves an execution: deviations by which reads may show
        anything of an existing execution, so that a second fault in a read proves nothing."""
        by_id = {rule.id: rule for rule in self.table.rules}
        rule = by_id.get(finding.cell)
        if rule is None or rule.operation or rule.event not in self.table.spec.deletions:
            return []
        anything = Behaviour(shows=(Mask(RESPONSE, "any"),))
        operation = finding.request.operation
        reads = (r for r in self.table.rules if r.operation == operation and r.source is not None)
        return [Deviation(read.id, anything) for read in reads]

    def _judged(self, parts: Sequence[_Part]) -> Iterator[Judged]:
        seen: set[Place | None] = set()
        for part in parts:
            for call, rules in zip(part.history.calls, part.explanation.rules, strict=True):
                seen.add(call.place)
                yield Judged(call, rules)
        for recording in self.recordings:
            yield from (Judged(c, ()) for c in recording.history.calls if c.place not in seen)

    def _cells(self, found: Sequence[Finding], calls: Sequence[Judged]) -> Iterator[CellResult]:
        verdicts: dict[str, CellVerdict] = {}
        for finding in found:
            for cell in finding.cells:
                if verdicts.get(cell) is not CellVerdict.VIOLATES:
                    verdicts[cell] = finding.verdict
        judge = self._judge(self.diagnosis.deviations, self.others_delete)
        certain = Counter(judged.rules[0].id for judged in calls if len(judged.rules) == 1)
        for recording in self.recordings:
            history = recording.history
            answers = told_by(history.calls, judge, self._may_retry(history))
            certain.update(answer.rule.id for answer in answers)
        possible = {rule.id for judged in calls for rule in judged.rules} | certain.keys()
        for name, rule in _cells(self.table).items():
            verdict = verdicts.get(name)
            if verdict is None and rule.operation is None:
                continue  # no request asks for a background step
            if verdict is None:
                verdict = CellVerdict.UNREACHED
                if name in possible:
                    verdict = CellVerdict.CONFORMS if certain[name] else CellVerdict.UNDETERMINED
            yield CellResult(rule, verdict, certain[name])

    @staticmethod
    def _ends(parts: Sequence[_Part]) -> Iterator[End]:
        for part in parts:
            yield from (End(place, TOO_MANY_WAYS, 1) for place in part.given_up)
            calls, found = part.history.calls, part.explanation
            at, why = found.exhausted, TOO_MANY_WAYS
            if found.diverges is not None:
                at, why = found.diverges, TOO_MANY_FAULTS
            if at is not None and (place := calls[at].place) is not None:
                yield End(place, why, len(calls) - at)


def _cells(table: Table) -> Mapping[str, Rule]:
    """The rule of each cell by its id: the rules of the table, those for malformed requests, and
    those for answers alone."""
    kinds = [kind for kind in FULL_REQUESTS if kind.operation in table.operations]
    malformed = [
        malformed_rule(kind.operation, one)
        for kind in kinds
        for one in (*constraints_of(kind), *(ranges_of(kind) if table.spec.extends else ()))
    ]
    return {rule.id: rule for rule in (*table.rules, *malformed, *answer_rules(table))}
