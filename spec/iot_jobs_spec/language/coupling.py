"""What holds between the machines, or for many rules at once."""

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
    """While a job has ``status``, the background step ``event`` may come to its executions."""

    status: str
    event: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Allowance:
    """An error that may come instead of a rule's answer, without any effect.

    ``event`` None means any request, else the event of the job where its status is ``source``.
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
    """The statuses of an execution that is not terminal, in the order in which a device gets
    them; of several with one status, the one queued first comes first.

    ``shown`` is how many of a thing's pending executions are listed at most.
    """

    statuses: tuple[str, ...]
    shown: int
    claims: tuple[Claim, ...]


def at_most(value: int, state: State, *, why: Claims) -> Limit:
    """At most so many jobs are in the state at a time."""
    return Limit(value, state.value, _tuple(why))


def during(state: State, event: Event, *, why: Claims) -> Coupling:
    """While the job is in the state, the background step may come to its executions."""
    return Coupling(state.value, event.id, _tuple(why))


def may_answer(
    error: Error, *, why: Claims, event: Event | None = None, state: State | Absent | None = None
) -> Allowance:
    """The error may answer any request, or the event in the state, and nothing changes."""
    source = None if state is None else state.value
    return Allowance(error, _tuple(why), None if event is None else event.id, source)


def pending(*states: State, shown: int, why: Claims) -> Pending:
    """The pending statuses, first come first."""
    return Pending(tuple(state.value for state in states), shown, _tuple(why))


def undeclared(event: Event, error: Error, *, why: Claims) -> Undeclared:
    """The spec has the error for the event although the operation does not declare it."""
    return Undeclared(event.name, error, _tuple(why))


def _tuple(claims: Claims) -> tuple[Claim, ...]:
    return claims if isinstance(claims, tuple) else (claims,)
