"""Systems: implementations under check, each behind one method that answers a request."""

from __future__ import annotations

from typing import Protocol

from ..model.answers import Answer
from ..model.requests import Request


class System(Protocol):
    """An implementation under check."""

    @property
    def name(self) -> str:
        """The name in reports, for example ``moto 5.2.0``."""

    def perform(self, request: Request) -> Answer:
        """Send one request and return its answer.

        Raises `Unanswered` if the system gives neither a response nor an error of the API.
        """


class Unanswered(Exception):
    """A request got neither a response nor an error of the API.

    Nobody knows whether the system carried the request out. ``reason`` is one line for reports;
    the others say what is known of the cause:

    * ``gone``: the client could not connect, or the connection broke;
    * ``late``: the system did not answer in time;
    * ``missing``: the system answers as one that does not have the operation. If it has the
      operation, another request for it shows that;
    * ``crash``: the system has the operation, and failed (``HTTP 500``) or answered something that
      cannot be read. This text says what came; it is empty for every other cause.
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
