"""A finding: what is wrong in one cell."""

from __future__ import annotations

from dataclasses import dataclass

from ..language.evidence import Claim
from ..model.divergence import CellVerdict, Divergence
from .found import Step


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong in one cell, and the steps that show it, the last one being wrong."""

    cell: str
    divergence: Divergence
    steps: tuple[Step, ...]
    insisted: bool = False
    shortest: bool = False
    """Whether no shorter one of the walks that were tried shows it; else steps were left out."""
    shown: bool = False
    """Whether these steps, put anew, have shown it."""
    deleting: int = 0
    """How many jobs were being deleted when it was met, where it may be about their number."""
    ended: bool = False
    """Whether a deletion must have ended before the last request that is no read."""
    doubtful: bool = False
    """Whether it is one only where it is ``shown``."""

    def is_part_of(self, other: Finding) -> bool:
        """Whether this one, which nothing has shown again, may come of what the other one shows: on
        what is wrong with deletions depends how many go on."""
        same = self.divergence.rule.operation == other.divergence.rule.operation
        return other.shown and same and self.deleting > 0

    @property
    def verdict(self) -> CellVerdict:
        """``violates`` or ``differs``."""
        return self.divergence.verdict

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims that are broken."""
        return self.divergence.claims
