"""Asking again what was only answered with an error that may come at any time."""

from __future__ import annotations

from ..answers import Answer
from ..machines import ALLOWANCES
from ..requests import Request
from ..systems import System
from .follow import FIRST_PAUSE, LONGEST_PAUSE, Clock

ANY_TIME = frozenset(allowance.error.code for allowance in ALLOWANCES if allowance.event is None)
"""The errors that may answer any request, and change nothing."""
TRIES = 8


class Patient:
    """A system that is asked a few times where it says that it is too busy."""

    def __init__(self, system: System, clock: Clock) -> None:
        self.name = system.name
        self.answered = False
        """Whether any request was answered at all."""
        self._system = system
        self._clock = clock

    def perform(self, request: Request) -> Answer:
        """Put the request until it is answered otherwise, or has been put often enough."""
        pause = FIRST_PAUSE
        for _ in range(TRIES - 1):
            answer = self._put(request)
            if answer.error not in ANY_TIME:
                return answer
            self._clock.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        return self._put(request)

    def _put(self, request: Request) -> Answer:
        answer = self._system.perform(request)
        self.answered = True
        return answer
