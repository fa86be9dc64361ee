"""Guards: the named conditions of rules, and what each reads of a world and a request.

The spec declares each guard once. The class of a guard says what it reads; the step function, the
solver, TLA+ and the review page each implement it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Guard:
    """A named condition, which ``says`` states.

    A ``rare`` guard usually does not hold, so pictures show it only for rules that require it.
    """

    name: str
    says: str
    rare: bool = False


@dataclass(frozen=True, slots=True)
class Flag(Guard):
    """The request sets the flag ``member``. ``stored`` is the field of the job that keeps it: a
    background step has no request, so it reads that field."""

    member: str = ""
    stored: str = ""


@dataclass(frozen=True, slots=True)
class Mismatch(Guard):
    """The request gives ``member``, and ``field`` of the execution has another value."""

    member: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Repeats(Guard):
    """The request has the same ``members`` as the CreateJob that made the job."""

    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LimitReached(Guard):
    """As many jobs have the limited status as the limit allows."""


@dataclass(frozen=True, slots=True)
class AllTerminal(Guard):
    """Every execution of the job is terminal, and the roll-out of the job is over."""


@dataclass(frozen=True, slots=True)
class NoExecutions(Guard):
    """The job has no execution."""


@dataclass(frozen=True, slots=True)
class Gives(Guard):
    """The request gives ``member``."""

    member: str = ""


@dataclass(frozen=True, slots=True)
class Continuous(Guard):
    """The job is CONTINUOUS: it stays open for further things."""


@dataclass(frozen=True, slots=True)
class LostExecution(Guard):
    """DeleteJobExecution deleted an execution of the job that was not terminal, or the last one."""


@dataclass(frozen=True, slots=True)
class TimerSet(Guard):
    """The job has an in-progress timer, or the execution a step timer."""


@dataclass(frozen=True, slots=True)
class RetriesLeft(Guard):
    """The job retries executions with the status of this one, and has retries left."""


@dataclass(frozen=True, slots=True)
class AbortReached(Guard):
    """Enough executions of the job have failed for its abort criteria: in every reading of the
    criteria if ``surely``, else in at least one."""

    surely: bool = True


@dataclass(frozen=True, slots=True)
class JobDeleting(Guard):
    """The job of the execution is being deleted."""
