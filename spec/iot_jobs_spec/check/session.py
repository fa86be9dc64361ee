"""What random examples are put through: the contract between the search and its rules."""

from __future__ import annotations

from typing import Protocol

from .scene import Question


class Diverged(Exception):
    """An example has shown what is looked for."""


class Ended(BaseException):
    """The search is over. No `Exception`: Hypothesis must not take it for a failed example."""


class Session(Protocol):
    """What examples are put through, one after the other."""

    def begin(self) -> None:
        """Begin an example. Raises `Ended`."""

    def put(self, question: Question | None, aim: bool = False) -> None:
        """Put one request of it, see `Walk.put`. Raises `Diverged` or `Ended`."""

    def end(self) -> None:
        """Nothing more comes."""
