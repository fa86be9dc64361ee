"""Where the time comes from, and how long to wait between two reads."""

from __future__ import annotations

from typing import Protocol

FIRST_PAUSE, LONGEST_PAUSE = 0.02, 0.5
"""Seconds between two reads of what is not yet as it should become."""


class Clock(Protocol):
    """Where the time comes from."""

    def monotonic(self) -> float: ...

    def sleep(self, seconds: float, /) -> None: ...
