"""Reading a response: each member has the type that the API gives it, or nothing was answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import Unanswered

LONGEST = 40
"""Characters of a value that are shown."""


class Members:
    """The members of a response of ``operation``, or of a structure in it.

    A member that is not there, or null, is empty. Every method raises `Unanswered` for a value of
    another type.
    """

    def __init__(self, operation: str, record: Any, name: str = "response") -> None:
        self._operation = operation
        self._record: Mapping[str, Any] = {} if record is None else record
        if not isinstance(self._record, Mapping):
            raise self._unreadable(name, record, "structure")

    def text(self, member: str) -> str | None:
        """A string."""
        value = self._record.get(member)
        if value is not None and not isinstance(value, str):
            raise self._unreadable(member, value, "string")
        return value

    def number(self, member: str) -> int:
        """A whole number, 0 for none."""
        value = self._record.get(member)
        whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        if value is not None and (not whole or isinstance(value, bool)):
            raise self._unreadable(member, value, "whole number")
        return int(value or 0)

    def flag(self, member: str) -> bool:
        """True or false, false for none."""
        value = self._record.get(member)
        if value is not None and not isinstance(value, bool):
            raise self._unreadable(member, value, "boolean")
        return bool(value)

    def inner(self, member: str) -> Members:
        """A structure."""
        return Members(self._operation, self._record.get(member), member)

    def each(self, member: str) -> list[Members]:
        """A list of structures."""
        value = self._record.get(member)
        if value is not None and not isinstance(value, list | tuple):
            raise self._unreadable(member, value, "list")
        return [Members(self._operation, one, member) for one in value or ()]

    def texts(self, member: str) -> dict[str, str]:
        """A map of strings."""
        within = self.inner(member)
        return {str(name): within.text(name) or "" for name in within._record}

    def __bool__(self) -> bool:
        return bool(self._record)

    def _unreadable(self, member: str, value: object, wanted: str) -> Unanswered:
        shown = ascii(value)
        shown = shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…"
        crash = f"{member} is {shown}, no {wanted}"
        return Unanswered(f"{self._operation}: {crash}", crash=crash)
