"""Background steps: the server takes them at once, or spread over time as the service does.

Without ``lag``, roll-outs, cascades and completions follow a request at once. With ``lag``, they
come one by one within that many seconds.

A deletion takes time either way, so that clients can see DELETION_IN_PROGRESS and reach the limit
on deletions. It ends at the first of these:

* requests of one operation have found the job DELETION_IN_PROGRESS `ENCOUNTERS` times;
* DeleteJob was rejected at the limit `LIMIT_REJECTIONS` times;
* ``deletion`` seconds have passed since a DeleteJob was last accepted.

A client that polls sees a deletion finish quickly, and one that does not poll need not wait for it.
With ``deletion`` 0 a deletion has no time limit, and the first such request ends it. If the choice
DELETION_IS_GRADUAL is ``no``, the deletion is over when DeleteJob returns.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from random import Random

from ..language.spec import JOB
from ..machines import CORE
from ..model.background import BackgroundStep, background_steps
from ..model.table import TABLE, Table
from ..model.transitions import with_execution
from ..model.world import DELETION_IN_PROGRESS
from .choices import Choices
from .state import State

ENCOUNTERS = 5
"""Requests of one operation that find a job DELETION_IN_PROGRESS before it is gone."""
LIMIT_REJECTIONS = 12
"""DeleteJobs that are rejected at the limit before a deletion ends."""
DELETION_SECONDS = 2.0
_AT_LIMIT = "at the limit"
"""Counts rejections at the limit, beside the operations."""
_BY_SERVICE = CORE.due | CORE.deletions
"""The background steps of executions that the service takes; a device takes the others."""
_OF_JOBS = frozenset(TABLE.background[JOB])


@dataclass(slots=True)
class _Deletion:
    """A deletion in progress. It does not end before the time ``earliest``."""

    earliest: float
    encounters: Counter[str] = field(default_factory=Counter)
    """Requests that found the deletion in progress, by operation."""
    due: bool = False
    """Whether one operation has enough of them."""

    def count(self, operation: str, enough: int) -> None:
        """Count one request; ``enough`` of one operation make the deletion due."""
        self.encounters[operation] += 1
        self.due = self.due or self.encounters[operation] >= enough


class BackgroundSteps:
    """Takes the background steps of a server, each when it is due."""

    def __init__(
        self,
        state: State,
        choices: Choices,
        lag: float = 0.0,
        deletion: float = DELETION_SECONDS,
        seed: int | None = None,
        clock: Callable[[], float] = time.monotonic,
        table: Table = TABLE,
    ) -> None:
        self.lag = lag
        self._state = state
        self._choices = choices
        self._table = table
        self._deletion = deletion
        timed = deletion > 0
        self._encounters, self._rejections = (ENCOUNTERS, LIMIT_REJECTIONS) if timed else (1, 1)
        self._random = Random(seed)
        self._clock = clock
        self._scheduled: list[tuple[float, int, str, str | None]] = []
        """A heap of time, sequence number, job, and thing of a step of an execution."""
        self._sequence = 0
        self._deletions: dict[str, _Deletion] = {}
        self._deletions_end = 0.0

    def catch_up(self) -> None:
        """Take every step that is due by now."""
        if not self._scheduled and not self._deletions:
            return
        now = self._clock()
        while self._scheduled and self._scheduled[0][0] <= now:
            _, _, job_id, thing = heappop(self._scheduled)
            if thing is not None:
                self._step_execution(job_id, thing)
            elif job_id not in self._deletions:
                self._step_job(job_id)
        for job_id, deletion in list(self._deletions.items()):
            timed_out = self._deletion > 0 and now >= self._deletions_end
            if (timed_out or deletion.due) and now >= deletion.earliest:
                self._end_deletion(job_id)

    def follow(self, job_id: str, thing: str | None = None) -> None:
        """Take or schedule the steps that follow a change of a job, or of its execution on
        ``thing``."""
        job = self._state.world.jobs.get(job_id)
        if job is None:
            return
        if job.status == DELETION_IN_PROGRESS:
            if job_id not in self._deletions:
                now = self._clock()
                self._deletions[job_id] = _Deletion(now + self.lag)
                self._deletions_end = now + self._deletion
                if not self._choices.gradual:
                    self._end_deletion(job_id)
                elif self.lag:
                    self._spread(job_id)
        elif self.lag:
            self._spread(job_id)
        else:
            for each in job.targets if thing is None else (thing,):
                self._step_execution(job_id, each)
            self._step_job(job_id)

    def count_encounter(self, job_id: str, operation: str) -> None:
        """Count a request of the operation that found the job DELETION_IN_PROGRESS."""
        if job_id in self._deletions:
            self._deletions[job_id].count(operation, self._encounters)

    def count_limit_rejection(self) -> None:
        """Count a DeleteJob that was rejected at the limit, which concerns every deletion."""
        for deletion in self._deletions.values():
            deletion.count(_AT_LIMIT, self._rejections)

    def concurrent(self, job_id: str) -> bool:
        """Whether roll-outs or cascades of the job are still to come (R146)."""
        job = self._state.world.jobs[job_id]
        if not self.lag or job.status == DELETION_IN_PROGRESS:
            return False
        return any(self._next_of_execution(job_id, thing) for thing in job.targets)

    def _spread(self, job_id: str) -> None:
        """Schedule the steps of the executions in random order, or else the step of the job."""
        targets = self._state.world.jobs[job_id].targets
        steps: list[str | None] = [t for t in targets if self._next_of_execution(job_id, t)]
        self._random.shuffle(steps)
        if not steps and self._next_of_job(job_id) is not None:
            steps = [None]
        now = self._clock()
        for position, thing in enumerate(steps, 1):
            self._sequence += 1
            at = now + self.lag * position / (len(steps) + 1)
            heappush(self._scheduled, (at, self._sequence, job_id, thing))

    def _end_deletion(self, job_id: str) -> None:
        del self._deletions[job_id]
        for thing in self._state.world.jobs[job_id].executions:
            self._step_execution(job_id, thing)
        self._step_job(job_id)

    def _next_of_execution(self, job_id: str, thing: str) -> BackgroundStep | None:
        """The next step that the service takes with the execution, if any."""
        steps = background_steps(
            self._state.world, job_id, self._table, events=_BY_SERVICE, thing=thing
        )
        return next(steps, None)

    def _next_of_job(self, job_id: str) -> BackgroundStep | None:
        """The next step that the service takes with the job itself, if any."""
        return next(background_steps(self._state.world, job_id, self._table, events=_OF_JOBS), None)

    def _step_execution(self, job_id: str, thing: str) -> None:
        step = self._next_of_execution(job_id, thing)
        if step is None:
            return
        world = self._state.world
        record = step.world.execution(job_id, thing)
        concrete = None if record is None else self._choices.concrete(record)
        after = with_execution(world, job_id, world.jobs[job_id], thing, concrete)
        self._state.advance(after, job_id, thing)
        self._record(step)

    def _step_job(self, job_id: str) -> None:
        if job_id in self._state.world.jobs:
            step = self._next_of_job(job_id)
            if step is not None:
                self._state.advance(step.world, job_id)
                self._record(step)

    def _record(self, step: BackgroundStep) -> None:
        subject = step.job_id if step.thing_name is None else f"{step.job_id} on {step.thing_name}"
        self._state.record_step(step.event, subject, step.rule)
