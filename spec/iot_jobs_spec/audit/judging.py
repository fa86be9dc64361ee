"""Judging: what is wrong in histories of one system, each fault with its proof.

Each part of a history that shares no job and no thing with the others is explained alone. Where one
diverges, the calls around the divergence go to `judge.diagnose`, together with those of all others.
The deviations that it finds stay in force. After an answer that none explains, nobody knows what
the system has of that job, so that the next fault is still visible.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from ..judge.advance import Advance
from ..judge.deviations import Deviation, applied
from ..judge.diagnose import WAYS, Diagnosis, Shown, diagnose
from ..judge.explain import Explanation, explain, retrace
from ..judge.findings import Finding, findings
from ..judge.history import Call, History, Place, Skipped
from ..judge.words import says
from ..language.rules import Rule
from ..model.constraints import constraints_of, malformed_rule
from ..model.divergence import CellVerdict
from ..model.requests import REQUESTS
from ..model.table import TABLE, Table
from .parts import around, components, skipped
from .proofs import smallest
from .recordings import Recording

MOST_ROUNDS = 12
"""How often the system is diagnosed anew."""
MOST_PARTS = 40
"""How many divergences are diagnosed together."""
MOST_SET_ASIDE = 60
"""How many answers of one part may stay unexplained; then judging it ends."""
TRIES = 1_500
"""The budget of one diagnosis."""
Progress = Callable[[int, int], None]
"""Is told how many calls are judged, and how many there are."""


class Ended(Enum):
    """Why judging a part ended before its last call."""

    TOO_MANY_WAYS = auto()
    TOO_MANY_FAULTS = auto()


@dataclass(frozen=True, slots=True)
class Judged:
    """A call with the rules that may have decided it; none where nothing explains its answer, or
    nobody knows it, or judging ended before it."""

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
    """What was found in some recordings.

    ``calls`` are in the order of their lines. ``ended`` says where judging a part ended early, and
    why. ``exhausted``: fewer deviations might explain the same.
    """

    target: str
    settle: float
    partial: bool
    cells: tuple[CellResult, ...]
    findings: tuple[Proven, ...]
    deviations: tuple[Deviation, ...]
    calls: tuple[Judged, ...]
    passed_over: tuple[Skipped, ...]
    unread: tuple[Skipped, ...]
    ended: tuple[tuple[Place, Ended], ...]
    exhausted: bool

    def count(self, verdict: CellVerdict) -> int:
        """How many cells have the verdict."""
        return sum(result.verdict is verdict for result in self.cells)

    @property
    def exercised(self) -> int:
        """How many cells the calls tell something certain of."""
        unknown = (CellVerdict.UNREACHED, CellVerdict.UNDETERMINED)
        return sum(result.verdict not in unknown for result in self.cells)


def judge(
    recordings: Sequence[Recording],
    *,
    settle: float = 0.0,
    partial: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Judge recordings of one system. ``settle`` and ``partial`` are those of `Advance` and
    `explain`."""
    return _Audit(recordings, settle, partial, progress).report()


@dataclass(slots=True)
class _Part:
    """A part of a history while it is judged."""

    history: History
    explanation: Explanation
    set_aside: int = 0
    tried: Place | None = None
    """The last divergence that was diagnosed."""
    ended: Ended | None = None


class _Audit:
    def __init__(
        self,
        recordings: Sequence[Recording],
        settle: float,
        partial: bool,
        progress: Progress | None,
    ) -> None:
        self.recordings, self.settle, self.partial = recordings, settle, partial
        self.progress = progress
        self.total = sum(len(recording.history.calls) for recording in recordings)
        self.done = 0
        self.table = TABLE.by_cell()
        self.limit = self.table.spec.limit.value
        self.diagnosis = Diagnosis((), (), (), {})
        self.diagnosed: list[History] = []
        """The parts around divergences."""
        self.alone: list[tuple[History, Shown]] = []
        """What diverges in its whole history only, and not in the part around it."""

    def report(self) -> Report:
        parts = [part for recording in self.recordings for part in self._parts_of(recording)]
        for _ in range(MOST_ROUNDS):
            wrong = [part for part in parts if self._diverges(part)]
            if not wrong:
                break
            self._diagnose(wrong)
            self._explain_anew(parts)
        for part in filter(self._diverges, parts):
            part.ended = Ended.TOO_MANY_FAULTS
        found = tuple(self._proven())
        calls = sorted(self._judged(parts), key=lambda judged: judged.call.place or Place("", 0))
        history = [recording.history for recording in self.recordings]
        return Report(
            ", ".join(recording.name for recording in self.recordings),
            self.settle,
            self.partial,
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

    def _advance(self, table: Table) -> Advance:
        return Advance(table, settle=self.settle)

    def _in_force(self) -> Advance:
        return self._advance(applied(self.table, self.diagnosis.deviations))

    def _explained(self, history: History, advance: Advance) -> Explanation:
        return explain(history, advance, partial=self.partial)

    def _parts_of(self, recording: Recording) -> list[_Part]:
        """The parts of a recording: of the whole, or of each test if the whole is not explained."""
        advance = self._in_force()
        parts = [self._part(one, advance) for one in components(recording.history, self.limit)]
        if recording.tests and any(map(self._diverges, parts)):
            histories = [c for test in recording.by_test() for c in components(test, self.limit)]
            parts = [self._part(one, advance) for one in histories]
        self._tell(len(recording.history.calls))
        return parts

    def _part(self, history: History, advance: Advance) -> _Part:
        return _Part(history, self._explained(history, advance))

    def _tell(self, calls: int) -> None:
        self.done += calls
        if self.progress is not None:
            self.progress(self.done, self.total)

    @staticmethod
    def _diverges(part: _Part) -> bool:
        return part.explanation.diverges is not None and part.ended is None

    def _explain_anew(self, parts: Sequence[_Part]) -> None:
        advance = self._in_force()
        for part in parts:
            part.explanation = self._explained(part.history, advance)

    # Diagnosing.

    def _diagnose(self, wrong: Sequence[_Part]) -> None:
        """Diagnose the first divergence of some parts, with all that came before."""
        for part in wrong[:MOST_PARTS]:
            at = part.explanation.diverges
            assert at is not None
            place = part.history.calls[at].place
            if part.tried == place:
                self._leave(part, at)
                continue
            part.tried = place
            self.diagnosed.append(around(part.history, at))
        self.diagnosis = diagnose(
            self.diagnosed, self.table, self._advance, partial=self.partial, tries=TRIES
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
        """Take a divergence for one that no deviation explains."""
        explanation = retrace(part.history, self._in_force(), partial=self.partial)
        explanation = replace(explanation, states=())
        self.alone.append((part.history, Shown(0, at, explanation)))
        self._set_aside(part, at)

    def _set_aside(self, part: _Part, at: int) -> None:
        """Judge no longer the call ``at``: from then on nobody knows what the system has."""
        history = part.history
        line = skipped(history.calls[at], "not explained")
        calls = (*history.calls[:at], *history.calls[at + 1 :])
        part.history = replace(history, calls=calls, passed_over=(*history.passed_over, line))
        part.set_aside += 1
        if part.set_aside >= MOST_SET_ASIDE:
            part.ended = Ended.TOO_MANY_FAULTS

    # What was found.

    def _proven(self) -> Iterator[Proven]:
        histories = [*self.diagnosed, *(history for history, _ in self.alone)]
        first = len(self.diagnosed)
        alone = (replace(s, history=first + i) for i, (_, s) in enumerate(self.alone))
        unexplained = (*self.diagnosis.unexplained, *alone)
        diagnosis = replace(self.diagnosis, unexplained=unexplained)
        for finding in findings(diagnosis, [one.calls for one in histories], self.table):
            records = self._records(finding, histories[finding.history])
            yield Proven(finding, says(finding, self.table), records)

    def _records(self, finding: Finding, history: History) -> tuple[Call, ...]:
        """The smallest set of records that shows the finding."""
        shown = replace(history, calls=history.calls[: finding.call + 1])
        ours, all_of_them = finding.deviations[:1], self.diagnosis.deviations
        others = [one for one in all_of_them if one not in ours]
        spec = self._advance(self.table)
        without_it = self._advance(applied(self.table, others)) if others else spec
        with_it = self._in_force()
        judges = dict.fromkeys((spec, without_it))

        def diverges(history: History, advance: Advance) -> bool:
            found = retrace(history, advance, partial=self.partial, most=WAYS)
            return found.diverges is not None

        def proves(history: History) -> bool:
            return all(diverges(history, advance) for advance in judges) and not (
                ours and diverges(history, with_it)
            )

        if not proves(shown):
            judges = {without_it: None}  # the others together explain less than the spec alone
        return smallest(shown, proves, keep_rejected=not ours) if proves(shown) else shown.calls

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
        certain = Counter(judged.rules[0].id for judged in calls if len(judged.rules) == 1)
        possible = {rule.id for judged in calls for rule in judged.rules}
        for name, rule in _cells(self.table).items():
            verdict = verdicts.get(name)
            if verdict is None and rule.operation is None:
                continue  # nobody asks for a background step
            if verdict is None:
                verdict = CellVerdict.UNREACHED
                if name in possible:
                    verdict = CellVerdict.CONFORMS if certain[name] else CellVerdict.UNDETERMINED
            yield CellResult(rule, verdict, certain[name])

    @staticmethod
    def _ends(parts: Sequence[_Part]) -> Iterator[tuple[Place, Ended]]:
        for part in parts:
            at, why = part.explanation.exhausted, Ended.TOO_MANY_WAYS
            if part.ended is not None:
                at, why = part.explanation.diverges, part.ended
            place = None if at is None else part.history.calls[at].place
            if place is not None:
                yield place, why


def _cells(table: Table) -> Mapping[str, Rule]:
    """The rule of each cell, by its id: those of the table, and those about malformed requests."""
    malformed = (
        malformed_rule(kind.operation, constraint)
        for kind in REQUESTS
        for constraint in constraints_of(kind)
    )
    return {rule.id: rule for rule in (*table.rules, *malformed)}
