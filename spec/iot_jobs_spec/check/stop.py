"""What ends a check early: Ctrl-C, or a signal that asks the process to end."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

INTERRUPTED, TERMINATED, HUNG_UP = "interrupted", "terminated", "hung up"
CODES = {INTERRUPTED: 130, TERMINATED: 143, HUNG_UP: 129}
"""The exit code of each, as shells have it: 128 and the number of the signal."""
_SIGNALS = {"SIGTERM": TERMINATED, "SIGHUP": HUNG_UP}


class Stop(KeyboardInterrupt):
    """A signal asks the process to end. The message says which one."""


def why(stop: KeyboardInterrupt) -> str:
    """Why the check ends: one of `CODES`."""
    return str(stop) or INTERRUPTED


@contextmanager
def stopping() -> Iterator[None]:
    """SIGTERM and SIGHUP raise `Stop` here, where Ctrl-C raises KeyboardInterrupt. A signal that is
    ignored, as after nohup, stays so."""

    def stop(number: int, _frame: FrameType | None) -> NoReturn:
        raise Stop(_SIGNALS[signal.Signals(number).name])

    before = {}
    for name in _SIGNALS:
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            before[number] = signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
