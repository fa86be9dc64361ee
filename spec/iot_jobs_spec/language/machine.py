"""What the machines of the page are: events with rows, states, and the questions of guards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from statemachine import Event as _Event
from statemachine import StateMachine

from .rules import Row
from .verbs import Rows


class Event(_Event):
    """What can be asked of a machine. ``name`` is its name as an operation of the API."""

    rows: tuple[Row, ...]
    operation: str | None

    def __new__(cls, rows: Rows, name: str | None = None) -> Event:
        event: Event = super().__new__(cls, rows, name=name)
        event.rows = rows.rows
        event.operation = name
        return event


class Machine(StateMachine):
    """A machine of the page: its rows, and the questions that its guards ask.

    A guard's docstring says what is true when it holds. ``start_value`` puts an instance into a
    status; an event is sent with its guards: ``Job(start_value="CANCELED").send("cancel",
    force=True)``.
    """

    rows: ClassVar[tuple[Row, ...]] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        events = [(key, value) for key, value in vars(cls).items() if isinstance(value, Event)]
        cls.rows = tuple(
            replace(row, machine=cls.__name__, event=key, operation=event.operation)
            for key, event in events
            for row in event.rows
        )

    def force(self, force: bool = False) -> bool:
        """the request says force=true"""
        return force

    def stale(self, stale: bool = False) -> bool:
        """expectedVersion is given and is not the stored version"""
        return stale

    def crowded(self, crowded: bool = False) -> bool:
        """as many jobs are DELETION_IN_PROGRESS as the limit allows"""
        return crowded

    def settled(self, settled: bool = False) -> bool:
        """no execution is QUEUED or IN_PROGRESS, and none is still to be rolled out"""
        return settled

    def empty(self, empty: bool = False) -> bool:
        """no execution is left"""
        return empty

    def identical(self, identical: bool = False) -> bool:
        """the request repeats the CreateJob that made the job"""
        return identical

    def deleting(self, deleting: bool = False) -> bool:
        """the job of the execution is DELETION_IN_PROGRESS"""
        return deleting


GUARDS: Mapping[str, str] = {
    name: (getattr(Machine, name).__doc__ or "")
    for name in ("force", "stale", "crowded", "settled", "empty", "identical", "deleting")
}
"""Every guard with what is true when it holds."""
