"""What ends a command early: Ctrl-C, or a signal that asks the process to end."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType
from typing import Any, NoReturn

INTERRUPTED, TERMINATED, HUNG_UP = "interrupted", "terminated", "hung up"
CODES = {INTERRUPTED: 130, TERMINATED: 143, HUNG_UP: 129}
"""The exit code of each, as shells have it: 128 and the number of the signal."""
SIGNALS = {"SIGINT": INTERRUPTED, "SIGTERM": TERMINATED, "SIGHUP": HUNG_UP}


class Stop(KeyboardInterrupt):
    """A signal asks the process to end. The message says which one."""


def why(stop: KeyboardInterrupt) -> str:
    """Why the command ends: one of `CODES`."""
    return str(stop) or INTERRUPTED


@contextmanager
def stopping() -> Iterator[list[str]]:
    """Each signal raises `Stop` here. A signal that is ignored, as after nohup, or that means
    something else, stays so.

    Yields a list of those that came, because a library may raise another exception for them.
    """
    came: list[str] = []

    def stop(reason: str) -> NoReturn:
        came.append(reason)
        raise Stop(reason)

    with calling(stop, lambda usual: usual in (signal.SIG_DFL, signal.default_int_handler)):
        yield came


@contextmanager
def calling(end: Callable[[str], NoReturn], instead_of: Callable[[Any], bool]) -> Iterator[None]:
    """Each signal calls ``end`` with one of `CODES` where ``instead_of`` agrees to its handler."""

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
