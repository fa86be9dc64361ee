"""Followers of one system, each under names of its own; what one learns is kept for the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from ..model.requests import DescribeJob, Request
from ..model.table import Table
from ..systems import System, Unanswered
from .chosen import Sightings
from .clock import Clock
from .deletions import Deletions, ends, with_deletions
from .follow import Follower
from .scope import Scoped


class Gone(Exception):
    """The system cannot be talked to."""


class Followers:
    """Begins followers of one system. ``run`` is the prefix of every name."""

    def __init__(self, system: System, settle: float, table: Table, clock: Clock, run: str) -> None:
        self.system = system
        self.settle = settle
        self.table = table
        self.sightings = Sightings(table)
        self.left_out: dict[str, str] = {}
        """The operations of listings that are not read back any more, each with the reason."""
        self._clock = clock
        self._run = run
        self._number = 0
        self._known: set[object] = set()
        self._deletions = Deletions(system, settle, clock)

    def greet(self) -> None:
        """Raises `Gone` where the system does not answer."""
        try:
            self._scope().perform(DescribeJob("nobody"))
        except Unanswered as failure:
            if failure.gone:
                raise Gone(f"{self.system.name} does not answer: {failure.reason}") from failure

    def begin(self, requests: Sequence[Request], alone: bool = False) -> Follower:
        """A follower for these requests, under new names; `end` must be told of it.

        Where they are to be put ``alone``, no deletion of before should go on.
        """
        scope = self._scope()
        return Follower(
            scope, self._deletions.world_for(requests, alone), self.settle, self.table,
            self._clock, self._known, self.left_out, self.sightings,
        )  # fmt: skip

    def end(self, follower: Follower) -> None:
        """Take note of the deletions that the follower leaves behind."""
        assert isinstance(follower.system, Scoped)
        self._deletions.note(follower, follower.system)

    def ends(self, follower: Follower, job_id: str, patience: float = 0.0) -> bool:
        """Whether a deletion of the follower has ended, or does within so many seconds."""
        return ends(follower, job_id, self._clock, patience)

    @property
    def deletions_last(self) -> bool:
        """Whether any deletion was seen to go on after it had been accepted."""
        return self._deletions.last

    def tell(self, follower: Follower, other: Follower) -> None:
        """Tell a follower of the jobs that another one is deleting by now."""
        assert isinstance(other.system, Scoped)
        going_on = {other.system.actual(name) for name in other.being_deleted()}
        follower.before |= going_on
        follower.oracle.resume(*(with_deletions(world, going_on) for world in follower.worlds))

    @contextmanager
    def following(self, requests: Sequence[Request]) -> Iterator[Follower]:
        """A follower that is begun and ended. Raises `Gone` where the system does not answer any
        more."""
        follower = self.begin(requests)
        try:
            yield follower
        except Unanswered as failure:
            if failure.gone:
                self.greet()
            raise
        finally:
            self.end(follower)

    def _scope(self) -> Scoped:
        self._number += 1
        return Scoped(self.system, self._run, self._number)
