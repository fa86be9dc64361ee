"""Clocks: the real one, and one that stands still until a test advances it.

Everything that takes time in the server follows one clock: timers, deletions, the lag of background
steps, and the timestamps in responses. Signatures do not: a client signs by its own clock.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Protocol

from .problems import forbidden, invalid, unknown

PATH = b"/clock"
"""The path of requests about the clock. No operation of the API has it."""
REAL, TEST = "real", "test"
CLOCKS = (REAL, TEST)
"""The names of the clocks, the default first."""
MOST_SECONDS = 10 * 365 * 24 * 3600
"""The longest step of the test clock: ten years."""


LAST = datetime(9000, 1, 1, tzinfo=UTC).timestamp()
"""The test clock goes no further: dates end with the year 9999."""


class Clock(Protocol):
    """A clock. Calling it gives the seconds on a scale that never goes back."""

    def __call__(self) -> float: ...

    def wall(self) -> float:
        """The seconds since 1970."""


class RealClock:
    """The clock of the machine."""

    def __call__(self) -> float:
        return time.monotonic()

    def wall(self) -> float:
        return time.time()


class ManualClock:
    """A clock that stands still, from the second of its start, until `advance` moves it."""

    def __init__(self) -> None:
        self.now = float(int(time.time()))

    def __call__(self) -> float:
        return self.now

    def wall(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        """Raises `Problem` where time ends."""
        if self.now + seconds > LAST:
            raise invalid("The test clock ends with the year 8999")
        self.now += seconds


def clock_named(name: str) -> Clock:
    """The clock of this name. Raises ValueError unless it is one of `CLOCKS`."""
    if name not in CLOCKS:
        raise ValueError(f"clock is {REAL!r} or {TEST!r}, not {name!r}")
    return ManualClock() if name == TEST else RealClock()


def name_of(clock: Clock) -> str:
    """The name of a clock."""
    return TEST if isinstance(clock, ManualClock) else REAL


def seconds_of(members: Mapping[str, object]) -> float:
    """The seconds by which a request advances the clock. Raises `Problem`."""
    seconds = members.get("seconds")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise invalid('Give the seconds by which to advance the clock: {"seconds": 90}')
    if not 0 <= seconds <= MOST_SECONDS:
        raise invalid(f"seconds must be from 0 to {MOST_SECONDS}")
    return float(seconds)


def manual(clock: Clock) -> ManualClock:
    """The clock, if it can be advanced. Raises `Problem` for the real one."""
    if not isinstance(clock, ManualClock):
        raise unknown("The clock of this server is real: start it with --clock test")
    return clock


def require_local(host: str | None) -> None:
    """Raises `Problem` for a client on another machine."""
    if host is None or not (host == "::1" or host.startswith(("127.", "::ffff:127."))):
        raise forbidden("Only this machine may advance the clock or reset the world")
