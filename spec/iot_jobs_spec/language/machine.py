"""What the machines of the page are: events with rules, states, and the questions of guards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from statemachine import Event as _Event
from statemachine import StateMachine

from .rules import Rule
from .verbs import Rules


class Event(_Event):
    """What can be asked of a machine. ``name`` is its name as an operation of the API."""

    rules: tuple[Rule, ...]
    operation: str | None

    def __new__(cls, rules: Rules, name: str | None = None) -> Event:
        event: Event = super().__new__(cls, rules, name=name)
        event.rules = rules.rules
        event.operation = name
        return event


class Machine(StateMachine):
    """A machine of the page: its rules, and the questions that its guards ask.

    A guard's docstring says what is true when it holds. ``start_value`` puts an instance into a
    status; an event is sent with its guards: ``Job(start_value="CANCELED").send("cancel",
    force=True)``.
    """

    rules: ClassVar[tuple[Rule, ...]] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        events = [(key, value) for key, value in vars(cls).items() if isinstance(value, Event)]
        cls.rules = tuple(
            replace(rule, machine=cls.__name__, event=key, operation=event.operation)
            for key, event in events
            for rule in event.rules
        )

    def force(self, force: bool = False) -> bool:
        """the request says force=true"""
        return force

    def version_mismatch(self, version_mismatch: bool = False) -> bool:
        """expectedVersion is given and is not the stored version"""
        return version_mismatch

    def at_limit(self, at_limit: bool = False) -> bool:
        """as many jobs are DELETION_IN_PROGRESS as the limit allows"""
        return at_limit

    def all_terminal(self, all_terminal: bool = False) -> bool:
        """no execution is QUEUED or IN_PROGRESS, and none is still to be rolled out"""
        return all_terminal

    def no_executions(self, no_executions: bool = False) -> bool:
        """no execution is left"""
        return no_executions

    def identical_repeat(self, identical_repeat: bool = False) -> bool:
        """the request repeats the CreateJob that made the job"""
        return identical_repeat

    def job_deleting(self, job_deleting: bool = False) -> bool:
        """the job of the execution is DELETION_IN_PROGRESS"""
        return job_deleting


GUARDS: Mapping[str, str] = {
    name: (getattr(Machine, name).__doc__ or "")
    for name in (
        "force",
        "version_mismatch",
        "at_limit",
        "all_terminal",
        "no_executions",
        "identical_repeat",
        "job_deleting",
    )
}
"""Every guard with what is true when it holds."""
