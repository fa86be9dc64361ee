"""Systems: implementations under check, each behind one method that answers a request."""

from __future__ import annotations

from typing import Protocol

from ..model.answers import Answer
from ..model.requests import Request


class System(Protocol):
    """An implementation under check."""

    @property
    def name(self) -> str:
        """What reports call it."""

    def perform(self, request: Request) -> Answer:
        """Put one request. Raises `Unanswered` where nothing came that is an answer of the API."""


class Unanswered(Exception):
    """A request got no answer of the API: nobody listens, a crash, something unreadable.

    That is neither a response nor a rejection, and nothing is known of the world after it.
    ``reason`` says what came instead. ``gone`` means that the system could not be talked to at
    all, ``late`` that it did not answer in time; ``missing`` that it says itself that it does not
    have the operation. ``crash`` says what came where the system is there and has the operation,
    and fell over or answered what cannot be read.
    """

    def __init__(
        self,
        reason: str,
        *,
        gone: bool = False,
        missing: bool = False,
        late: bool = False,
        crash: str = "",
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.gone = gone
        self.missing = missing
        self.crash = crash
        self.late = late
