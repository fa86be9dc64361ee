"""What a check says: a verdict on each cell, and the report with all of them."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from ...judge.choices import Chosen
from ...judge.deviations import Deviation
from ...language.evidence import Claim
from ...model.answers import Answer
from ...model.divergence import CellVerdict, Divergence
from ...model.profiles import CORE, table_of
from ...model.requests import Request
from ...model.table import Cell, Table
from ...stop import CODES
from ..request_cells import cells

CONFORMS, DIFFERS, VIOLATES = CellVerdict.CONFORMS, CellVerdict.DIFFERS, CellVerdict.VIOLATES
UNREACHED, UNDETERMINED = CellVerdict.UNREACHED, CellVerdict.UNDETERMINED
SEVERITY = (UNREACHED, UNDETERMINED, CONFORMS, DIFFERS, VIOLATES)
NOT_JUDGED = (UNREACHED, UNDETERMINED)
"""The verdicts that say nothing of the system, and are never a pass."""


def worst(verdicts: Iterable[CellVerdict]) -> CellVerdict:
    """The gravest verdict."""
    return max(verdicts, key=SEVERITY.index)


class Step(NamedTuple):
    """A request with its answer. ``later``: so many seconds after the step before it, where the
    check has waited for a timer, else 0."""

    request: Request
    answer: Answer
    later: float = 0.0


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong in one cell, or in several ``cells`` in the same way, and the steps that show
    it, the last one being wrong."""

    cells: tuple[str, ...]
    divergence: Divergence
    steps: tuple[Step, ...]
    shortest: bool = False
    """Whether no shorter one of the scripts that were tried shows it; else steps were left out."""
    shown: bool = False
    """Whether these steps, sent anew, have shown it."""
    ended: bool = False
    """Whether a deletion must have ended before the last request that is no read."""
    verdicts: tuple[CellVerdict, ...] = ()
    """The verdict on each of ``cells``."""
    shows: tuple[str, ...] = ()
    """Cells of the requests that set off the background step which it is in."""
    deviations: tuple[Deviation, ...] = ()
    """What the system does instead; empty where no change of the spec explains it."""
    clients: tuple[str, ...] = ()
    """Who sent each of the steps, where several clients did at once; "" for set-ups and reads."""

    @property
    def cell(self) -> str:
        """The first of its cells."""
        return self.cells[0]

    @property
    def verdict(self) -> CellVerdict:
        """``violates`` or ``differs``."""
        return self.divergence.verdict

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims that are broken."""
        return self.divergence.claims

    def verdict_in(self, cell: str) -> CellVerdict:
        """The verdict on one of the cells."""
        return dict(zip(self.cells, self.verdicts, strict=False)).get(cell, self.verdict)


@dataclass(frozen=True, slots=True)
class CellResult:
    """What a check says of one cell. ``reasons`` say what kept questions from it, or why nothing
    follows from their answers."""

    cell: Cell
    verdict: CellVerdict
    reasons: tuple[str, ...] = ()
    worst: Finding | None = None
    """The finding that the verdict comes from."""
    seen: Answer | None = None
    """What was answered where the cell was reached."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The random examples of a check: how many, their requests, and the seed."""

    examples: int
    requests: int
    seed: int


@dataclass(frozen=True, slots=True)
class AtOnce:
    """The rounds of clients at once: how many of each, their requests, and the seed."""

    clients: int
    rounds: int
    requests: int
    seed: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a check says of a system. ``stopped`` says why it ended early, if it did."""

    target: str
    results: tuple[CellResult, ...]
    findings: tuple[Finding, ...]
    settle: float = 0.0
    stopped: str = ""
    chose: tuple[Chosen, ...] = ()
    drawn: Drawn | None = None
    deviations: tuple[Deviation, ...] = ()
    """What the system does otherwise than the spec, cell by cell."""
    date: str = ""
    """When the check began, in UTC."""
    at_once: AtOnce | None = None
    profile: str = CORE

    @property
    def table(self) -> Table:
        """The spec that it was judged by."""
        return table_of(self.profile)

    def count(self, verdict: str) -> int:
        """How many cells have the verdict."""
        return sum(1 for result in self.results if result.verdict == verdict)

    @property
    def interrupted(self) -> int:
        """The exit code if Ctrl-C or a signal ended it; else 0."""
        return CODES.get(self.stopped, 0)

    @property
    def reached(self) -> int:
        """How many cells were reached, and what was seen there could be judged."""
        return sum(1 for result in self.results if result.verdict not in NOT_JUDGED)

    @property
    def exercised(self) -> float:
        """How many percent of the cells were reached."""
        return 100 * self.reached / len(self.results) if self.results else 0.0

    @property
    def violates(self) -> bool:
        """Whether a documented claim is broken."""
        return any(finding.verdict == VIOLATES for finding in self.findings)

    @property
    def differs(self) -> bool:
        """Whether a claim that is only observed or inferred is broken."""
        return any(finding.verdict == DIFFERS for finding in self.findings)

    def about(self, cells: Container[str]) -> Report:
        """The report with only those findings that are in one of these cells, or in a background
        step that a request in one of them set off."""

        def concerns(finding: Finding) -> bool:
            if finding.divergence.rule.operation is None and not finding.shows:
                return True
            return any(cell in cells for cell in (*finding.cells, *finding.shows))

        return replace(self, findings=tuple(filter(concerns, self.findings)))


def in_order(findings: Iterable[Finding], table: Table) -> tuple[Finding, ...]:
    """The findings in the order of every report: the worst verdicts first, then by operation and
    by cell, as the table has them; background steps come last."""
    names = [*(cell.id for cell in cells(table)), *(rule.id for rule in table.rules)]
    places = {name: place for place, name in reversed([*enumerate(names)])}
    operations = list(dict.fromkeys(map(_operation_of, names)))

    def key(finding: Finding) -> tuple[int, int, int]:
        operation = operations.index(_operation_of(finding.cell))
        return -SEVERITY.index(finding.verdict), operation, places[finding.cell]

    return tuple(sorted(findings, key=key))


def _operation_of(cell: str) -> str:
    """The operation, or the machine and event, without the status that a request asks for."""
    return cell.partition("/")[0].partition("=")[0]
