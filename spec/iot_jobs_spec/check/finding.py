"""A finding of a check: what is wrong, and the steps that show it."""

from __future__ import annotations

from dataclasses import dataclass

from ..judge.deviations import Deviation
from ..language.evidence import Claim
from ..model.divergence import CellVerdict, Divergence
from .found import Step


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong in one cell, or in several in the same way, and the steps that show it, the
    last one being wrong."""

    cell: str
    divergence: Divergence
    steps: tuple[Step, ...]
    shortest: bool = False
    """Whether no shorter one of the scripts that were tried shows it; else steps were left out."""
    shown: bool = False
    """Whether these steps, sent anew, have shown it."""
    ended: bool = False
    """Whether a deletion must have ended before the last request that is no read."""
    cells: tuple[str, ...] = ()
    """Every cell that it is in, ``cell`` first."""
    verdicts: tuple[CellVerdict, ...] = ()
    """The verdict on each of ``cells``."""
    shows: tuple[str, ...] = ()
    """Cells of the requests that set off the background step which it is in."""
    deviations: tuple[Deviation, ...] = ()
    """What the system does instead; empty where no change of the spec explains it."""

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
