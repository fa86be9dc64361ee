"""Guards: the named conditions of rules, and what each asks of a world and a request.

A guard is declared once, in the spec. Its class says what it asks; the step function, the explorer,
the solver, TLA+ and the review page each read it from there.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Guard:
    """A named condition. ``says`` is what is true when it holds.

    A ``rare`` guard usually does not hold, so pictures say it only where a rule wants it to hold.
    """

    name: str
    says: str
    rare: bool = False


@dataclass(frozen=True, slots=True)
class Flag(Guard):
    """The request sets a flag. ``stored`` is the job's field that keeps it: a background step asks
    that field, as the request which set it off is long over."""

    member: str = ""
    stored: str = ""


@dataclass(frozen=True, slots=True)
class Mismatch(Guard):
    """The request gives ``member``, and the execution's ``field`` has another value."""

    member: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Repeats(Guard):
    """The request has the values of these ``members`` that the job was made with."""

    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LimitReached(Guard):
    """As many jobs have the limited status as the limit allows."""


@dataclass(frozen=True, slots=True)
class AllTerminal(Guard):
    """Each target of the job has an execution, or gets none any more, and all are terminal."""


@dataclass(frozen=True, slots=True)
class NoExecutions(Guard):
    """The job has no execution."""


@dataclass(frozen=True, slots=True)
class JobDeleting(Guard):
    """The job of the execution is being deleted."""
