"""Patience with a system, and its end: it is asked again where it is too busy, and no longer asked
what it does not answer in time."""

from __future__ import annotations

from collections import Counter

from ..machines import CORE
from ..model.answers import Answer
from ..model.requests import Request
from ..systems import System, Unanswered
from .clock import FIRST_PAUSE, LONGEST_PAUSE, Clock
from .words import operation_of

ANY_TIME = frozenset(
    allowance.error.code for allowance in CORE.allowances if allowance.event is None
)
"""The errors that may answer any request, and change nothing."""
TRIES = 8
MOST_LATE = 3
"""How often one operation may not be answered in time until it is not asked any more."""
LATE_IN_ALL = 12
"""How often any operation may not be, until nothing is asked any more."""


class Patient:
    """A system that is asked a few times where it says that it is too busy.

    After `MOST_LATE` consecutive time-outs an operation counts as missing; after `LATE_IN_ALL`
    time-outs the system counts as gone.
    """

    def __init__(self, system: System, clock: Clock) -> None:
        self.name = system.name
        self.answered = False
        """Whether any request was answered at all."""
        self._system = system
        self._clock = clock
        self._late: Counter[str] = Counter()
        self._late_in_all = 0

    def perform(self, request: Request) -> Answer:
        """Put the request until it is answered otherwise, or has been put often enough."""
        pause = FIRST_PAUSE
        for _ in range(TRIES - 1):
            answer = self._in_time(request)
            if answer.error not in ANY_TIME:
                return answer
            self._clock.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        return self._in_time(request)

    def _in_time(self, request: Request) -> Answer:
        operation = operation_of(request)
        if self._late_in_all >= LATE_IN_ALL:
            raise Unanswered(f"{LATE_IN_ALL} requests were not answered in time", gone=True)
        if self._late[operation] >= MOST_LATE:
            reason = f"{operation} was not answered in time, {MOST_LATE} consecutive times"
            raise Unanswered(reason, missing=True)
        try:
            answer = self._system.perform(request)
        except Unanswered as failure:
            if failure.late:
                self._late[operation] += 1
                self._late_in_all += 1
            raise
        self._late[operation] = 0
        self.answered = True
        return answer
