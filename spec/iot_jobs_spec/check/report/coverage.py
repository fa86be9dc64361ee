"""Coverage: which cells were not exercised, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ...model.divergence import CellVerdict
from ...model.table import Cell
from .results import NOT_JUDGED, CellResult, Report

NOT_ASKED = "no question was put in it"


@dataclass(frozen=True, slots=True)
class Gap:
    """The cells that were not exercised for one reason. ``verdict`` is ``unreached``, or
    ``undetermined`` where a question was put and nothing follows from what came."""

    verdict: CellVerdict
    reason: str
    cells: tuple[Cell, ...]

    @property
    def operations(self) -> str:
        """``CancelJob 2, DeleteJob 5``."""
        counts = Counter(cell.operation for cell in self.cells)
        return ", ".join(f"{operation} {count}" for operation, count in counts.items())


def gaps(report: Report) -> tuple[Gap, ...]:
    """The cells that were not exercised by verdict and reason, those that miss the most first."""
    found: dict[tuple[CellVerdict, str], list[Cell]] = {}
    for result in report.results:
        if result.verdict in NOT_JUDGED:
            found.setdefault((result.verdict, why(result)), []).append(result.cell)
    missed = [Gap(verdict, reason, tuple(cells)) for (verdict, reason), cells in found.items()]
    return tuple(sorted(missed, key=lambda gap: -len(gap.cells)))


def why(result: CellResult) -> str:
    """What kept the first question from its cell, or from a conclusion."""
    return result.reasons[0] if result.reasons else NOT_ASKED
