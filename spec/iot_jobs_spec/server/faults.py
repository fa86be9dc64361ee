"""Faults on demand: a share of requests is answered that the service is too busy (R27)."""

from __future__ import annotations

from random import Random

from ..machines import CORE
from .problems import Problem


class Faults:
    """Refuses a ``share`` of requests, from 0 to 1, with an error that may come at any time."""

    def __init__(self, share: float = 0.0, seed: int | None = None) -> None:
        self.share = share
        self._random = Random(seed)
        self._codes = [limit.error.code for limit in CORE.allowances if limit.event is None]

    def strike(self) -> None:
        """Raises `Problem` where it is this request's turn. Nothing has been done by then."""
        if self.share and self._random.random() < self.share:
            code = self._random.choice(self._codes)
            raise Problem(code, "A fault was asked for: try again")
