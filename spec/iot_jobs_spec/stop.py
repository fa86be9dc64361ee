"""End a command early: on Ctrl-C, or on a signal that asks the process to end."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType
from typing import Any, NoReturn

INTERRUPTED, TERMINATED, HUNG_UP = "interrupted", "terminated", "hung up"
CODES = {INTERRUPTED: 130, TERMINATED: 143, HUNG_UP: 129}
"""The exit code for each, as in shells: 128 plus the number of the signal."""
SIGNALS = {"SIGINT": INTERRUPTED, "SIGTERM": TERMINATED, "SIGHUP": HUNG_UP}


class Stop(KeyboardInterrupt):
    """A signal asks the process to end. The message says which one."""


def why(stop: KeyboardInterrupt) -> str:
    """Why the command ends: one of `CODES`."""
    return str(stop) or INTERRUPTED


@contextmanager
def stopping() -> Iterator[list[str]]:
    """Raise `Stop` for each signal in this context, except signals that are ignored (as after
    nohup) or have a handler.

    Yields a list to which each such signal is added, because a library may replace the exception.
    """
    received: list[str] = []

    def stop(reason: str) -> NoReturn:
        received.append(reason)
        raise Stop(reason)

    with calling(stop, lambda usual: usual in (signal.SIG_DFL, signal.default_int_handler)):
        yield received


@contextmanager
def calling(end: Callable[[str], NoReturn], instead_of: Callable[[Any], bool]) -> Iterator[None]:
    """Call ``end`` with one of `CODES` for each signal if ``instead_of`` accepts its handler."""

    def handle(number: int, _frame: FrameType | None) -> NoReturn:
        end(SIGNALS[signal.Signals(number).name])

    before = {}
    for name in SIGNALS if current_thread() is main_thread() else ():
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and instead_of(signal.getsignal(number)):
            before[number] = signal.signal(number, handle)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
