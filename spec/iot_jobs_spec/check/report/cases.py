"""What a report says of each cell, as the cases of a test suite: for JUnit, pytest and the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...language.rules import Rule
from ...model.divergence import CellVerdict, Divergence
from .coverage import NOT_ASKED
from .results import NOT_JUDGED, CellResult, Finding, Report
from .words import (
    answer_words,
    claim_words,
    due_words,
    expected_words,
    operation_of,
    saw_words,
    says,
    steps_words,
)

_UNPRINTABLE = re.compile(
    "[^\t\n\\x20-\\x7e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
    "|[\u200e\u200f\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef]"
)


@dataclass(frozen=True, slots=True)
class Case:
    """One cell, or what happens by itself and was found wrong.

    ``group`` is the operation, or machine and event of a background step. ``rule`` answers it.
    ``reasons`` say what kept questions from reaching it. ``proof`` has the steps that show what is
    wrong in it. ``finding`` is the same as in the report; where the fault lies in another cell that
    is the finding of the other one.
    """

    group: str
    name: str
    verdict: CellVerdict
    rule: Rule
    expected: str
    saw: str
    reasons: tuple[str, ...] = ()
    proof: Finding | None = None
    finding: Finding | None = None

    @property
    def divergence(self) -> Divergence | None:
        """What is wrong in it, if anything is."""
        return None if self.proof is None else self.proof.divergence

    @property
    def message(self) -> str:
        """One line: what was expected and seen, or why nothing was."""
        if self.verdict in NOT_JUDGED:
            return self.reasons[0] if self.reasons else NOT_ASKED
        return f"expected {self.expected}; saw {self.saw}"

    @property
    def at_fault(self) -> str:
        """The cell in which the fault lies, if it is another one."""
        finding = self.finding
        own = finding is None or self.name in finding.cells
        return "" if finding is None or own else finding.cell

    def lines(self) -> Iterator[str]:
        """All there is to say, in the words of the report: first what is wrong, and where."""
        says_what = "" if self.finding is None else f": it {says(self.finding)}"
        yield f"{self.verdict} {self.at_fault or self.name}{says_what}"
        if self.at_fault:
            yield f"so {self.name} shows it"
        elif self.proof is not None and self.proof.cell != self.name:
            yield f"as in {self.proof.cell}:"
        if self.proof is None:
            yield self.message
        else:
            divergence = self.proof.divergence
            yield from steps_words(self.proof)
            yield f"expected {expected_words(divergence)}; saw {saw_words(divergence)}"
            yield from (f"{claim_words(claim)}: {claim.says}" for claim in divergence.claims)
        for reason in self.reasons:
            if reason != self.message:
                yield f"another question: {reason}"


def cases(report: Report) -> tuple[Case, ...]:
    """A case a cell, then one for each finding that lies in what happens by itself."""
    found = [_of_result(result, report) for result in report.results]
    named = {case.name for case in found}
    elsewhere = (f for f in report.findings if named.isdisjoint(f.cells))
    found += map(_of_finding, elsewhere)
    return tuple(found)


def shown_in(finding: Finding, found: Iterable[Case]) -> list[Case]:
    """The cells in which the finding shows, although the fault lies in another cell."""
    return [case for case in found if case.finding is finding and case.at_fault]


def printable(text: str) -> str:
    """The text with everything that XML forbids, or that hides or turns what is read, spelt out."""
    return _UNPRINTABLE.sub(lambda sign: sign.group().encode("unicode_escape").decode(), text)


def _of_result(result: CellResult, report: Report) -> Case:
    cell, worst = result.cell, result.worst
    group = str(cell.operation)
    if worst is None:
        saw = "" if result.seen is None else answer_words(result.seen)
        expected = due_words(cell)
        return Case(group, cell.id, result.verdict, cell.rule, expected, saw, result.reasons)
    finding = _finding_of(cell.id, worst.divergence, report)
    proof = worst if finding is None or worst.divergence.rule.id == cell.id else finding
    expected, saw = _wrong_words(cell.operation, proof.divergence)
    if finding is not None and proof is finding and cell.id in finding.cells[1:]:
        expected, saw = due_words(cell), f"the fault of {finding.cell}"
    rule, reasons = cell.rule, result.reasons
    return Case(group, cell.id, result.verdict, rule, expected, saw, reasons, proof, finding)


def _wrong_words(operation: str | None, divergence: Divergence) -> tuple[str, str]:
    """What was expected and seen, with the operation that shows it unless it is this one."""
    its, expected = operation_of(divergence.request), expected_words(divergence)
    return (expected if its == operation else f"{its} {expected}"), saw_words(divergence)


def _of_finding(finding: Finding) -> Case:
    rule = finding.divergence.rule
    group = rule.operation or f"{rule.machine}.{rule.event}"
    expected, saw = _wrong_words(None, finding.divergence)
    return Case(group, finding.cell, finding.verdict, rule, expected, saw, (), finding, finding)


def _finding_of(cell_id: str, worst: Divergence, report: Report) -> Finding | None:
    """The finding in this cell, else the one whose fault shows in it."""
    alike = [f for f in report.findings if f.verdict == worst.verdict]
    own = [f for f in alike if cell_id in f.cells]
    same = [f for f in alike if f.divergence.rule is worst.rule]
    exact = [f for f in same if f.divergence.claims == worst.claims]
    return next(iter([*own, *exact, *same]), None)
