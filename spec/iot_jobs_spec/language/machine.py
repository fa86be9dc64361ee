"""Machines: events with their rules, run by python-statemachine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from enum import Enum
from typing import Any, ClassVar

from statemachine import Event as _Event
from statemachine import State, StateMachine
from statemachine.factory import StateMachineMetaclass
from statemachine.transition_list import TransitionList

from .guards import Guard
from .laws import Law
from .rules import Error, Rule
from .verbs import Line, Lines


class Pace(Enum):
    """When a background step comes."""

    DUE = "due"
    """Soon after its cause: a caller may wait for it."""
    DEVICE = "device"
    """When a device acts, if it does."""
    DELETION = "deletion"
    """During a deletion: at once, or as late as the service likes."""


class Rejected(Exception):
    """A machine was sent an event that its rules reject."""

    def __init__(self, error: Error) -> None:
        super().__init__(error.code)
        self.error = error


class Event(_Event):
    """An `operation` or a `background_step` of a machine, with its lines."""

    lines: Lines
    pace: Pace | None
    operation: str | None

    @classmethod
    def of(cls, lines: Lines, name: str | None, pace: Pace | None) -> Event:
        transitions = TransitionList(t for line in lines for t in _transitions(line))
        event = cls(transitions, name=name)
        event.lines, event.pace, event.operation = lines, pace, name
        return event


def operation(name: str, lines: Lines, *, law: Law | tuple[Law, ...] = ()) -> Event:
    """Declare an operation by its name in the API. Several laws are applied in turn."""
    for one in law if isinstance(law, tuple) else (law,):
        lines = one.applied(lines)
    return Event.of(lines, name, None)


def background_step(pace: Pace, lines: Lines) -> Event:
    """Declare a step that the service or a device takes without a request."""
    return Event.of(lines, None, pace)


class _WithGuards(StateMachineMetaclass):
    """Permits the keyword ``guards`` in the declaration of a machine."""

    def __init__(
        self, name: str, bases: tuple[type], attrs: dict[str, Any], **_given: object
    ) -> None:
        super().__init__(name, bases, attrs)


class Machine(StateMachine, metaclass=_WithGuards):
    """A machine of the spec: ``class Job(Machine, guards=GUARDS)``.

    ``rules`` are those of its events. ``start_value`` puts an instance into a status; an event is
    sent with the guards that hold: ``Job(start_value="CANCELED").send("cancel", force=True)``.
    """

    rules: ClassVar[tuple[Rule, ...]] = ()
    guards: ClassVar[Mapping[str, Guard]] = {}
    paces: ClassVar[Mapping[str, Pace]] = {}
    """The pace of each background step."""
    summary: ClassVar[str] = ""
    """The docstring of the machine."""

    def __init_subclass__(cls, guards: tuple[Guard, ...] = (), **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.guards = {guard.name: guard for guard in guards}
        cls.summary = (cls.__doc__ or "").strip()
        rare = frozenset(guard.name for guard in guards if guard.rare)
        events = [(key, value) for key, value in vars(cls).items() if isinstance(value, Event)]
        cls.rules = tuple(
            replace(
                line.rule,
                guards=cls._in_order(line.rule),
                machine=cls.__name__,
                event=key,
                operation=event.operation,
                rare=rare,
            )
            for key, event in events
            for line in event.lines
        )
        cls.paces = {key: event.pace for key, event in events if event.pace is not None}
        for guard in guards:
            setattr(cls, guard.name, _asked(guard))

    @classmethod
    def _in_order(cls, rule: Rule) -> Mapping[str, bool]:
        """The guards of a rule, in the order in which the spec declares them."""
        unknown = set(rule.guards) - set(cls.guards)
        if unknown:
            raise TypeError(f"{cls.__name__} declares no guard {', '.join(sorted(unknown))}")
        return {name: rule.guards[name] for name in cls.guards if name in rule.guards}


def _asked(guard: Guard) -> Callable[..., bool]:
    """The method by which python-statemachine asks whether an event was sent with the guard."""

    def asked(_machine: Machine, **sent: Any) -> bool:
        return bool(sent.get(guard.name, False))

    asked.__doc__ = guard.says
    return asked


def _transitions(line: Line) -> Iterator[Any]:
    """The transition that carries out the expected outcome of the rule; none if the record is
    absent before or afterwards."""
    if line.source is None:
        return
    wanted = tuple(name for name, holds in line.rule.guards.items() if holds)
    unwanted = tuple(name for name, holds in line.rule.guards.items() if not holds)
    error = line.rule.expected.error
    target: State | None = line.source if error else line.target
    if target is None:
        return
    yield from line.source.to(
        target,
        internal=target is line.source,
        cond=wanted,
        unless=unwanted,
        on=[_raising(error)] if error else None,  # not a validator: those run before the guards
    ).transitions


def _raising(error: Error) -> Callable[[], None]:
    def raises() -> None:
        raise Rejected(error)

    return raises
