"""Following a system: each request is put to it, and its answer to the oracle."""

from __future__ import annotations

import time
from copy import copy
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

from ..answers import Answer, JobDescription
from ..divergence import READS, Divergence
from ..happening import settled
from ..machines import Execution, Job
from ..oracle import Oracle
from ..requests import Request
from ..rows import Verdict
from ..systems import System
from ..table import TABLE, Table
from ..world import World
from .adopt import ADOPTED, Description, Dialect, adopt

FIRST_PAUSE, LONGEST_PAUSE = 0.02, 0.5
"""Seconds between two reads of what is not yet as it should become."""


class Clock(Protocol):
    """Where the time comes from."""

    def monotonic(self) -> float: ...

    def sleep(self, seconds: float, /) -> None: ...


class Step(NamedTuple):
    """A request with its answer."""

    request: Request
    answer: Answer


@dataclass(frozen=True, slots=True)
class Found:
    """A divergence, with every step up to the one that shows it."""

    divergence: Divergence
    steps: tuple[Step, ...]


class Follower:
    """Asks a system and goes on from what it shows, also where that is not as it should be.

    With ``settle`` seconds, reads are repeated until they show that all that is due has come, or
    until that time is up since the last request that was no read. What did not come before, as
    ``known`` remembers, is not waited for again.
    """

    def __init__(
        self,
        system: System,
        world: World,
        settle: float = 0.0,
        table: Table = TABLE,
        clock: Clock = time,
        known: set[object] | None = None,
    ) -> None:
        self.system = system
        self.oracle = Oracle(world, lag=settle > 0, table=table)
        self.steps: list[Step] = []
        self.found: list[Found] = []
        self.asked: Request | None = None
        """The last request, answered or not."""
        self.fresh: set[Request] = set()
        """What was read since the last request that was no read."""
        self.lost = False
        """Whether no world is known to agree with what was seen."""
        self._dialect = Dialect()
        self._settle = settle
        self._known = set() if known is None else known
        self._clock = clock
        self._until = clock.monotonic() + settle

    @property
    def worlds(self) -> tuple[World, ...]:
        """Every world that the system may be in."""
        return self.oracle.worlds

    def ask(self, request: Request, literally: bool = False) -> Divergence | None:
        """Put a request. Raises `systems.Unanswered`.

        ``literally`` takes offence again at what a read showed before and no world can hold.
        """
        self.asked = request
        if isinstance(request, READS):
            answer = self._read(request)
            self.fresh.add(request)
            return self._judge(request, answer, literally)
        self.fresh.clear()
        answer = self.system.perform(request)
        self._until = self._clock.monotonic() + self._settle
        return self._judge(request, answer)

    def _read(self, request: Request) -> Answer:
        pause = FIRST_PAUSE
        while True:
            answer = self.system.perform(request)
            if not self._settle:
                return answer
            divergence = self._once_settled(request, answer)
            if divergence is None:
                return answer
            left = self._until - self._clock.monotonic()
            if left <= 0 or _trait(divergence) in self._known:
                self._known.add(_trait(divergence))
                self.oracle.settle()
                return answer
            self._clock.sleep(min(pause, left))
            pause = min(2 * pause, LONGEST_PAUSE)

    def _once_settled(self, request: Request, answer: Answer) -> Divergence | None:
        """The divergence of the answer if all that is due has come."""
        later = Oracle(table=self.oracle.table)
        worlds = (settled(world, table=self.oracle.table) for world in self.worlds)
        later.resume(*dict.fromkeys(worlds))
        return later.observe(request, self._translated(answer))

    def _judge(
        self, request: Request, answer: Answer, literally: bool = False
    ) -> Divergence | None:
        self.steps.append(Step(request, answer))
        as_it_is = copy(self.oracle).observe(request, answer) if literally else None
        divergence = self.oracle.observe(request, self._translated(answer))
        if divergence is not None:
            self._go_on(divergence, answer)
        elif as_it_is is not None:
            divergence = as_it_is
        else:
            return None
        if divergence.row.verdict is Verdict.SILENT:
            return None  # what follows from a silent row is nobody's fault
        divergence = replace(divergence, seen=answer)
        self.found.append(Found(divergence, tuple(self.steps)))
        return divergence

    def _go_on(self, divergence: Divergence, answer: Answer) -> None:
        """Take the system as it is, as far as a world can hold it."""
        seen, told = answer.response, divergence.seen.response
        expected, table = divergence.nearest.response, self.oracle.table
        if not isinstance(seen, Description) or not isinstance(told, Description):
            self.lost = True
            return
        if not isinstance(expected, Description):
            self.lost = True
            return
        machine = Job if isinstance(seen, JobDescription) else Execution
        known = told.status in table.statuses[machine.__name__]
        words = () if known else ("status",)
        strange = tuple(f for f in divergence.fields if f not in ADOPTED or f in words)
        self._dialect.learn(seen, expected, strange)
        if "status" in divergence.fields and known:
            # What is due to this job and did not come may still come.
            self.oracle.late.add(seen.job_id)
        told = self._dialect.translate(seen)
        self.oracle.resume(*dict.fromkeys(adopt(world, told, table) for world in self.worlds))
        again = self.oracle.observe(divergence.request, Answer(None, told))
        self.lost = again is not None

    def _translated(self, answer: Answer) -> Answer:
        if isinstance(answer.response, Description):
            return Answer(None, self._dialect.translate(answer.response))
        return answer


def _trait(divergence: Divergence) -> object:
    """What makes two divergences the same, whichever job shows them."""
    seen = divergence.seen.response
    values = tuple(getattr(seen, field, None) for field in divergence.fields)
    return divergence.row.id, divergence.seen.error, divergence.fields, values
