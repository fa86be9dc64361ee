"""What a follower writes down: steps, and the divergences that they show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ..model.answers import Answer
from ..model.divergence import Divergence
from ..model.requests import Request


class Step(NamedTuple):
    """A request with its answer."""

    request: Request
    answer: Answer


@dataclass(frozen=True, slots=True)
class Found:
    """A divergence, with every step up to the one that shows it.

    ``insisted`` says that it is one only as nothing happened since the reads before its last step.
    """

    divergence: Divergence
    steps: tuple[Step, ...]
    insisted: bool = False
    unless: Divergence | None = None
    """What it is instead if the job or execution that a read does not find is there."""
    deleting: int = 0
    """How many jobs were being deleted, those of trials before too."""
    ended: bool = False
    """Whether a deletion must have ended before the last request that is no read."""
    doubtful: bool = False
    """Whether it is one only if it can be shown again: others were asked in the same crowd."""
    shown: bool = False
    """Whether the same steps were put anew, and have shown it."""


def trait(divergence: Divergence) -> object:
    """What makes two divergences the same, whichever job shows them."""
    seen = divergence.seen.response
    if isinstance(seen, tuple):
        return divergence.rule.id, divergence.nearest.response, seen
    values = tuple(getattr(seen, field, None) for field in divergence.fields)
    return divergence.rule.id, divergence.seen.error, divergence.fields, values
