"""Machines: events with their rules, run by python-statemachine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from enum import Enum
from itertools import chain
from typing import Any, ClassVar

from statemachine import Event as _Event
from statemachine import State, StateMachine
from statemachine.factory import StateMachineMetaclass
from statemachine.transition_list import TransitionList

from .docstrings import docstring
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
    """During a deletion: at once or at any later time."""
    TIMER = "timer"
    """When a timer runs out. A world has no clock: at any time after the timer was set."""
    OPEN = "open"
    """At any time or never, because the sources do not say whether it comes."""


class Rejected(Exception):
    """A machine was sent an event that its rules reject."""

    def __init__(self, error: Error) -> None:
        super().__init__(error.code)
        self.error = error


class Event(_Event):
    """An `operation` or a `background_step` of a machine, with its lines.

    ``written`` are the lines that are written out, ``laws`` derive the others, and ``lines`` are
    all. ``requested`` is the status that the requests of this event ask for, if requests of the
    operation for another status are another event; else it is empty.
    """

    written: Lines
    laws: tuple[Law, ...]
    pace: Pace | None
    operation: str | None
    requested: str

    @classmethod
    def of(
        cls,
        written: Lines,
        laws: tuple[Law, ...] = (),
        *,
        operation: str | None = None,
        pace: Pace | None = None,
        requested: str = "",
    ) -> Event:
        """An event that no machine has yet."""
        event = cls(name=operation)
        event.written, event.laws, event.pace = written, laws, pace
        event.operation, event.requested = operation, requested
        return event

    @property
    def lines(self) -> Lines:
        lines = self.written
        for law in self.laws:
            lines = law.applied(lines)
        return lines

    def of_machine(self, key: str, states: Mapping[str, State]) -> Event:
        """The event as ``key`` of the machine with these states, by value."""
        written = Lines(line.among(states) for line in self.written)
        event = type(self)(id=key, name=self.operation)
        event.written, event.laws, event.pace = written, self.laws, self.pace
        event.operation, event.requested = self.operation, self.requested
        event._transitions = TransitionList(t for line in event.lines for t in _transitions(line))
        return event


def operation(
    name: str, lines: Lines, *, law: Law | tuple[Law, ...] = (), requested: str = ""
) -> Event:
    """Declare an operation by its name in the API. Several laws are applied in turn.

    With ``requested`` the event has only the requests for this status.
    """
    return Event.of(lines, _tuple(law), operation=name, requested=requested)


def background_step(pace: Pace, lines: Lines) -> Event:
    """Declare a step that the service or a device takes without a request."""
    return Event.of(lines, pace=pace)


def extended(event: Event, *lines: Lines, law: Law | tuple[Law, ...] = ()) -> Event:
    """Declare an event of the extended machine again, with more lines.

    The laws of the event apply to them too, and then ``law``.
    """
    return Event.of(
        Lines((*event.written, *chain.from_iterable(lines))),
        (*event.laws, *_tuple(law)),
        operation=event.operation,
        pace=event.pace,
        requested=event.requested,
    )


def states_of(machine: type[Machine]) -> tuple[State, ...]:
    """Declare the states of the extended machine again, in its order.

    The states are copies, because python-statemachine keeps the transitions of a machine in them.
    """
    return tuple(State(value=state.value, initial=state.initial) for state in machine.states)


def _tuple(law: Law | tuple[Law, ...]) -> tuple[Law, ...]:
    return law if isinstance(law, tuple) else (law,)


class _MachineType(StateMachineMetaclass):
    """Permits the keywords ``guards`` and ``extends`` in the declaration of a machine."""

    def __init__(
        self, name: str, bases: tuple[type], attrs: dict[str, Any], **_given: object
    ) -> None:
        events = {key: value for key, value in vars(self).items() if isinstance(value, Event)}
        super().__init__(name, bases, {**attrs, **events})
        for key, event in events.items():
            setattr(self, key, event)  # python-statemachine puts an event without lines there


class Machine(StateMachine, metaclass=_MachineType):
    """A machine of the spec: ``class Job(Machine, guards=GUARDS)``.

    ``rules`` are those of its events. ``start_value`` puts an instance into a status; an event is
    sent with the guards that hold: ``Job(start_value="CANCELED").send("cancel", force=True)``.

    ``class Job(Machine, extends=core.Job)`` also has all events and guards of the other machine. It
    declares `states_of` the other machine first, and an `extended` event of it again. A guard
    replaces one of the same name.
    """

    rules: ClassVar[tuple[Rule, ...]] = ()
    guards: ClassVar[Mapping[str, Guard]] = {}
    paces: ClassVar[Mapping[str, Pace]] = {}
    """The pace of each background step."""
    summary: ClassVar[str] = ""
    """What the machine is: its docstring, or that of the machine that it extends."""
    extends: ClassVar[type[Machine] | None] = None
    """The machine that this one extends."""

    def __init_subclass__(
        cls, guards: tuple[Guard, ...] = (), extends: type[Machine] | None = None, **kwargs: Any
    ) -> None:
        super().__init_subclass__(**kwargs)
        inherited = extends.guards if extends else {}
        cls.extends = extends
        cls.guards = {**inherited, **{guard.name: guard for guard in guards}}
        cls.summary = extends.summary if extends else docstring(cls)
        states = {v.value: v for v in vars(cls).values() if isinstance(v, State)}
        events = {
            key: event.of_machine(key, states)
            for key, event in {**_events(extends), **_events(cls)}.items()
        }
        beyond = frozenset(cls.guards.keys() - inherited.keys() if extends else ())
        rare = frozenset(name for name, guard in cls.guards.items() if guard.rare)
        cls.rules = tuple(
            replace(
                line.rule,
                guards=cls._in_order(line.rule),
                machine=cls.__name__,
                event=key,
                operation=event.operation,
                requested=event.requested,
                rare=rare,
                beyond=beyond,
            )
            for key, event in events.items()
            for line in event.lines
        )
        cls.paces = {key: event.pace for key, event in events.items() if event.pace is not None}
        for key, event in events.items():
            setattr(cls, key, event)
        for guard in cls.guards.values():
            setattr(cls, guard.name, _asked(guard))

    @classmethod
    def _in_order(cls, rule: Rule) -> Mapping[str, bool]:
        """The guards of a rule, in the order in which the spec declares them."""
        unknown = set(rule.guards) - set(cls.guards)
        if unknown:
            raise TypeError(f"{cls.__name__} declares no guard {', '.join(sorted(unknown))}")
        return {name: rule.guards[name] for name in cls.guards if name in rule.guards}


def _events(machine: type[Machine] | None) -> dict[str, Event]:
    """The events that the machine declares or inherits from the one that it extends."""
    return (
        {k: event for k, event in vars(machine).items() if isinstance(event, Event)}
        if machine
        else {}
    )


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
