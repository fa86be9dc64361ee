"""What a check says: a verdict on each cell, and the report with all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..model.answers import Answer
from ..model.divergence import CellVerdict
from ..model.table import Cell, Table
from .chosen import Chosen
from .finding import Finding
from .found import Found
from .random_pass import Drawn
from .trial import CONFORMS, DIFFERS, NOT_JUDGED, UNDETERMINED, UNREACHED, VIOLATES, Trial, worst

INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class CellResult:
    """What a check says of one cell.

    ``trials`` reached it; ``reasons`` say what kept others, or why nothing follows from them.
    """

    cell: Cell
    verdict: CellVerdict
    trials: tuple[Trial, ...]
    reasons: tuple[str, ...]
    worst: Found | None = None
    """The divergence that the verdict comes from."""
    answer: Answer | None = None
    """What was answered, where that was in no trial."""

    @property
    def seen(self) -> Answer | None:
        """What was answered where the cell was reached."""
        return self.trials[0].seen if self.trials else self.answer


@dataclass(frozen=True, slots=True)
class Report:
    """What a check says of a system. ``stopped`` says why it ended early, if it did; ``drawn`` is
    what the random pass put."""

    target: str
    results: tuple[CellResult, ...]
    findings: tuple[Finding, ...]
    settle: float = 0.0
    stopped: str = ""
    chose: tuple[Chosen, ...] = ()
    drawn: Drawn | None = None

    def count(self, verdict: str) -> int:
        """How many cells have the verdict."""
        return sum(1 for result in self.results if result.verdict == verdict)

    @property
    def interrupted(self) -> bool:
        """Whether Ctrl-C ended it."""
        return self.stopped == INTERRUPTED

    @property
    def reached(self) -> int:
        """How many cells were reached, and what was seen there could be judged."""
        return sum(1 for result in self.results if result.verdict not in NOT_JUDGED)

    @property
    def violates(self) -> bool:
        """Whether a documented claim is broken."""
        return any(finding.verdict == VIOLATES for finding in self.findings)

    @property
    def differs(self) -> bool:
        """Whether a claim that is only observed or inferred is broken."""
        return any(finding.verdict == DIFFERS for finding in self.findings)


def by_cell(
    trials: Sequence[Trial],
    findings: Sequence[Finding],
    table: Table,
    left_out: Mapping[str, str],
) -> tuple[CellResult, ...]:
    """The verdict on each cell of an operation. ``left_out`` are the operations that were not read
    after other requests, each with the reason."""
    in_cell: dict[Cell | None, list[Trial]] = {}
    astray: dict[Cell, list[Trial]] = {}
    for trial in trials:
        in_cell.setdefault(trial.cell, []).append(trial)
        if trial.cell != trial.plan.cell and not trial.plan.is_extra:
            astray.setdefault(trial.plan.cell, []).append(trial)
    results = []
    for cell in table.cells():
        if cell.operation is None:
            continue
        there = in_cell.get(cell, [])
        reached = tuple(trial for trial in there if not trial.doubt)
        kept = [trial.doubt for trial in there if trial.doubt]
        kept += [trial.reason for trial in astray.get(cell, [])]
        if reached and cell.operation in left_out:
            kept.append(f"not read after other requests: {left_out[cell.operation]}")
        at_fault = [Found(f.divergence, f.steps) for f in findings if f.cell == cell.id]
        wrong = [*at_fault, *(found for trial in reached for found in trial.own)]
        verdict = worst(
            [UNREACHED, *(t.verdict for t in there), *(f.divergence.verdict for f in wrong)]
        )
        if verdict == CONFORMS and any(f.doubtful for trial in there for f in trial.found):
            verdict = UNDETERMINED
        gravest = next((found for found in wrong if found.divergence.verdict == verdict), None)
        reasons = tuple(dict.fromkeys(kept))
        results.append(CellResult(cell, verdict, reached, reasons, gravest))
    return tuple(results)
