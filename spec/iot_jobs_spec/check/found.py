"""What findings are made of: steps, each a request with its answer."""

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
    """A divergence, with every step up to the one that shows it."""

    divergence: Divergence
    steps: tuple[Step, ...] = ()
