"""Declarations beside the rules: couplings of the machines, the limit, errors of many rules."""

from __future__ import annotations

from dataclasses import dataclass

from statemachine import State

from .evidence import Claim
from .machine import Event
from .rules import Error
from .verbs import Absent

Claims = Claim | tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``value`` jobs have ``status`` at a time."""

    value: int
    status: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Coupling:
    """While a job has ``status``, its executions may take the background step ``event``."""

    status: str
    event: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Allowance:
    """An error that may answer a request instead of its rule, without any effect.

    With ``event`` None it may answer any request, else only this event of a job with status
    ``source``.
    """

    error: Error
    claims: tuple[Claim, ...]
    event: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Undeclared:
    """An error of the spec that the operation does not declare in botocore's model."""

    operation: str
    error: Error
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Pending:
    """The statuses of pending executions, in the order in which a device gets them.

    Among executions with the same status, the one queued first comes first. ``shown`` is the most
    pending executions of a thing that one response lists.
    """

    statuses: tuple[str, ...]
    shown: int
    claims: tuple[Claim, ...]


def at_most(value: int, state: State, *, why: Claims) -> Limit:
    """Limit how many jobs may be in the state at a time."""
    return Limit(value, state.value, _tuple(why))


def during(state: State, event: Event, *, why: Claims) -> Coupling:
    """Let the executions of a job in the state take the background step."""
    return Coupling(state.value, event.id, _tuple(why))


def may_answer(
    error: Error, *, why: Claims, event: Event | None = None, state: State | Absent | None = None
) -> Allowance:
    """Let the error answer any request, or the event in the state; nothing changes then."""
    source = None if state is None else state.value
    return Allowance(error, _tuple(why), None if event is None else event.id, source)


def pending(*states: State, shown: int, why: Claims) -> Pending:
    """Declare the pending statuses, in the order in which a device gets them."""
    return Pending(tuple(state.value for state in states), shown, _tuple(why))


def undeclared(event: Event, error: Error, *, why: Claims) -> Undeclared:
    """Declare an error that the spec has for the event and botocore's model does not."""
    return Undeclared(event.name, error, _tuple(why))


def _tuple(claims: Claims) -> tuple[Claim, ...]:
    return claims if isinstance(claims, tuple) else (claims,)
