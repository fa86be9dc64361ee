"""The deletions that trials leave behind: they count for the limit until they end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import count

from ..model.answers import JobDescription
from ..model.requests import DeleteJob, DescribeJob, Request
from ..model.world import DELETION_IN_PROGRESS, JobRecord, World
from ..systems import System, Unanswered
from .clock import FIRST_PAUSE, LONGEST_PAUSE, Clock
from .follow import Follower
from .scope import Scoped

WAITS = 3
"""How often to wait once more for the end of all of them."""
LOOKS, FEW_LOOKS, MANY_LOOKS = 60, 6, 300
"""How often to look for the end of one at least, when there is no time to wait; where it was looked
for so often before that it seems to have none; and where a finding depends on it."""


class Deletions:
    """The jobs of trials before that may still be being deleted."""

    def __init__(self, system: System, settle: float, clock: Clock) -> None:
        self._system = system
        self._settle = settle
        self._clock = clock
        self._looks: Counter[str] = Counter()
        """How often the end of each was looked for."""
        self._going_on: list[str] = []
        self.last = False
        """Whether any was seen to go on."""

    def world_for(self, requests: Sequence[Request], alone: bool = False) -> World:
        """The world to begin in, once there is room for what these requests delete, if that may be
        waited for; or none goes on where they are to be ``alone``."""
        world = World()
        deletions = sum(1 for request in requests if isinstance(request, DeleteJob))
        allowed = 0 if alone else max(0, world.deletion_limit - 1 - deletions)
        if deletions or alone:
            self._wait(allowed)
        for _ in range(WAITS if alone else 0):
            if self._going_on and not self._seems_endless(self._going_on[0]):
                self._wait(allowed)
        return with_deletions(world, self._going_on)

    def note(self, follower: Follower, scope: Scoped) -> None:
        """Remember what may go on being deleted, also where that should not have been accepted."""
        names = {*follower.being_deleted()}
        self.last = self.last or bool(follower.seen_deleting)
        deleted = {r.job_id for r, _ in follower.steps if isinstance(r, DeleteJob)}
        if follower.lost:
            names |= deleted
        else:  # what only seems to have ended may go on all the same
            gone = set[str]()
            for request, answer in follower.steps:
                if isinstance(request, DescribeJob) and answer.error is not None:
                    gone.add(request.job_id)
                elif isinstance(request, DeleteJob):
                    gone.discard(request.job_id)  # what was read before says nothing of its end
            names |= {n for n in deleted - names - gone if self._goes_on(scope.actual(n))}
        self._going_on += sorted({scope.actual(name) for name in names} - {*self._going_on})

    def _wait(self, allowed: int) -> None:
        """Wait until no more than so many go on. The oldest is likely to end first."""
        until, pause = self._clock.monotonic() + self._settle, FIRST_PAUSE
        for looks in count(1):
            while len(self._going_on) > allowed and not self._goes_on(self._going_on[0]):
                del self._going_on[0]
            if len(self._going_on) <= allowed:
                return
            oldest = self._going_on[0]
            self._looks[oldest] += 1
            if self._clock.monotonic() < until:
                self._clock.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
            elif looks >= (FEW_LOOKS if self._seems_endless(oldest) else LOOKS):
                self._going_on = [job_id for job_id in self._going_on if self._goes_on(job_id)]
                return

    def _seems_endless(self, job_id: str) -> bool:
        return self._looks[job_id] > 3 * LOOKS

    def _goes_on(self, job_id: str) -> bool:
        try:
            response = self._system.perform(DescribeJob(job_id)).response
        except Unanswered:
            return True
        return isinstance(response, JobDescription) and response.status == DELETION_IN_PROGRESS


def ends(follower: Follower, job_id: str, clock: Clock, patience: float = 0.0) -> bool:
    """Whether the deletion of the job has ended, or ends soon: it is looked for some times, and for
    as many seconds."""
    until, pause, looks = clock.monotonic() + patience, FIRST_PAUSE, 0
    while follower.is_deleting(job_id):
        looks += 1
        if looks > MANY_LOOKS:
            if clock.monotonic() >= until:
                return False
            clock.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
    return True


def with_deletions(world: World, job_ids: Iterable[str]) -> World:
    """The world in which these jobs of others are being deleted."""
    for job_id in job_ids:
        world = world.with_job(job_id, JobRecord(DELETION_IN_PROGRESS, ()))
    return world
