"""What a script is: requests with symbolic names, as data, with an id."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ...language.rules import RequestRule
from ...model.answers import Answer
from ...model.requests import Request
from ...systems.raw import RawRequest


@dataclass(frozen=True, slots=True)
class Ask:
    """One request of a script, with symbolic names for jobs and things.

    ``ahead`` asks for an expected version: by so much more than the last read of the execution
    showed, or than 0 where none did. ``raw`` goes over the wire instead of ``request``, which is
    what it means or is derived from; ``form`` is the rule that a raw request breaks, None if it
    means ``request``. ``cell`` is the id of the cell that is asked about, None for set-ups and for
    reads of what came; ``also`` are more of them. ``expected`` is the answer of a right system in
    which everything due has come, among those that are permitted the usual one; None for a raw
    request that must be rejected, and for a read while a deletion goes on. ``apart`` are questions
    that each ask a part of what this one asks at once. ``known`` says that an
    earlier script has the same read after the same requests: it is sent only to wait for what is
    due.
    """

    request: Request
    ahead: int | None = None
    raw: RawRequest | None = None
    form: RequestRule | None = None
    cell: str | None = None
    also: tuple[str, ...] = ()
    expected: Answer | None = None
    apart: tuple[Ask, ...] = ()
    known: bool = False

    @property
    def cells(self) -> tuple[str, ...]:
        """Every cell that is asked about."""
        return self.also if self.cell is None else (self.cell, *self.also)


@dataclass(frozen=True, slots=True)
class Wait:
    """Wait until the deletion of a job has ended, or, with a thing, until a timer of the job's
    execution on it has run out."""

    job_id: str
    thing_name: str | None = None
    cells: ClassVar[tuple[str, ...]] = ()
    """It is about no cell."""


@dataclass(frozen=True, slots=True)
class Part:
    """Questions that are asked one after the other on one set-up: all but the last should change
    nothing.

    The set-up of an earlier script begins with the first ``known`` requests of this one. ``story``
    is the name of a set-up that is longer than it need be.
    """

    setup: tuple[Request | Wait, ...]
    questions: tuple[Ask, ...]
    known: int = 0
    story: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """Requests that are sent one after the other, under names that no other script has.

    ``parts`` are the questions that it was written from. No deletion of an earlier script may go
    on while one runs that is ``alone``: it reaches the limit on deletions.
    """

    id: str
    steps: tuple[Ask | Wait, ...]
    alone: bool = False
    parts: tuple[Part, ...] = ()

    @property
    def timed(self) -> bool:
        """Whether it waits for a timer: that takes a minute, in which others can be run."""
        return any(isinstance(one, Wait) and one.thing_name is not None for one in self.steps)
