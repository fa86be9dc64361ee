"""Send a request again as long as the system says that it is too busy."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Protocol, TypeVar

from ..errors import SERVICE_UNAVAILABLE, THROTTLING

T = TypeVar("T")
BUSY = frozenset({THROTTLING.code, SERVICE_UNAVAILABLE.code})
"""The error codes of a service that is too busy: nothing has changed, ask again."""
FIRST_PAUSE, LONGEST_PAUSE = 0.02, 0.5
"""Seconds before a request is repeated: the first pause, and the longest one."""
TRIES = 8
"""How often a request is sent to a system that says each time that it is busy."""


class Clock(Protocol):
    """The time and a way to wait: the module `time`, or a double of it."""

    def monotonic(self) -> float: ...

    def sleep(self, seconds: float, /) -> None: ...


def pauses(first: float = FIRST_PAUSE, longest: float = LONGEST_PAUSE) -> Iterator[float]:
    """Seconds to wait before each look at what may take a while: each pause is twice the one
    before, up to the longest."""
    pause = first
    while True:
        yield pause
        pause = min(2 * pause, longest)


def patiently(
    send: Callable[[], T],
    error: Callable[[T], str | None],
    clock: Clock,
    busy: Collection[str] = BUSY,
    tries: int = TRIES,
) -> T:
    """What ``send()`` returns, the last time it was called: again while its error is a ``busy``
    one, up to so many times."""
    for _, pause in zip(range(tries - 1), pauses(), strict=False):
        answer = send()
        if error(answer) not in busy:
            return answer
        clock.sleep(pause)
    return send()
