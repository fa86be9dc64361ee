"""How the machines hang together, and what holds for many rules at once."""

from __future__ import annotations

from dataclasses import dataclass

from statemachine import State

from .evidence import Claim
from .machine import Event
from .rules import Error
from .verbs import Absent


@dataclass(frozen=True, slots=True)
class Limit:
    """A number that the service does not exceed."""

    value: int
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Coupling:
    """While a job has ``status``, ``event`` may happen to its executions."""

    status: str
    event: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Allowance:
    """An error that may come instead of a row's answer, with no effect.

    ``event`` None means any request, else the event of the job that begins in ``source``.
    """

    error: Error
    claims: tuple[Claim, ...]
    event: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Undeclared:
    """An error of the page that the operation does not declare in botocore's model."""

    operation: str
    error: Error
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Pending:
    """The statuses of an execution that is not terminal, in the order in which a device gets
    them; of several with one status, the one queued first comes first."""

    statuses: tuple[str, ...]
    claims: tuple[Claim, ...]


def during(state: State, event: Event, *claims: Claim) -> Coupling:
    """While the job is in ``state``, ``event`` may happen to its executions."""
    return Coupling(state.value, event.id, claims)


def may_answer(
    error: Error, *claims: Claim, event: Event | None = None, state: State | Absent | None = None
) -> Allowance:
    """``error`` may answer any request, or ``event`` in ``state``, and nothing changes."""
    source = None if state is None else state.value
    return Allowance(error, claims, None if event is None else event.id, source)


def pending(*states: State, claims: tuple[Claim, ...]) -> Pending:
    """The pending statuses, first come first."""
    return Pending(tuple(state.value for state in states), claims)


def undeclared(event: Event, error: Error, *claims: Claim) -> Undeclared:
    """The page has ``error`` for ``event`` although the operation does not declare it."""
    return Undeclared(event.name, error, claims)
