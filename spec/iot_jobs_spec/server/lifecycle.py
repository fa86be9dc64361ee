"""What comes by itself: at once, or spread over time as in the service.

Without ``lag`` roll-outs, cascades and completions follow a request at once. With it they come one
by one within that many seconds. Either way a deletion takes its time, so that a job is seen being
deleted and the limit on deletions can be met: it ends when one operation has met it `SIGHTS` times,
when the limit was met `REFUSALS` times, or ``deletion`` seconds after the last DeleteJob that was
accepted, whichever comes first. Who polls need not wait, and who does not poll need not care. With
``deletion`` 0 it ends when it has been met once, however long that takes. Where it is chosen that
deletions are not gradual, DeleteJob answers when all is gone.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from random import Random

from ..machines import CORE, Job
from ..model.background import BackgroundStep, background_steps
from ..model.table import TABLE
from ..model.transitions import with_execution
from ..model.world import DELETION_IN_PROGRESS
from .choices import Choices
from .state import State

SIGHTS = 5
"""How often one operation meets a job that is being deleted before it is gone."""
REJECTIONS = 12
"""How often DeleteJob is rejected because of the limit before there is room again."""
THE_LIMIT = "the limit"
"""What those are counted under, beside the operations."""
DELETION_SECONDS = 2.0
BY_SERVICE = CORE.due | CORE.deletions
"""What happens to an execution without its device."""
OF_JOBS = frozenset(TABLE.background[Job.__name__])


@dataclass(slots=True)
class _Deletion:
    """A deletion that goes on. It does not end before ``earliest``."""

    earliest: float
    sights: Counter[str] = field(default_factory=Counter)
    """How often each operation has met it."""
    enough: bool = False
    """Whether one operation has met it often enough."""

    def met(self, operation: str, times: int) -> None:
        """A request of the operation met it, of which so many ``times`` are enough."""
        self.sights[operation] += 1
        self.enough = self.enough or self.sights[operation] >= times


class BackgroundSteps:
    """Brings the world up to date, whenever it is looked at."""

    def __init__(
        self,
        state: State,
        choices: Choices,
        lag: float = 0.0,
        deletion: float = DELETION_SECONDS,
        seed: int | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.lag = lag
        self._state = state
        self._choices = choices
        self._deletion = deletion
        self._sights, self._rejections = (SIGHTS, REJECTIONS) if deletion > 0 else (1, 1)
        self._random = Random(seed)
        self._clock = clock
        self._due: list[tuple[float, int, str, str | None]] = []
        self._scheduled = 0
        self._deletions: dict[str, _Deletion] = {}
        self._deletions_end = 0.0

    def catch_up(self) -> None:
        """Let come what is due by now."""
        if not self._due and not self._deletions:
            return
        now = self._clock()
        while self._due and self._due[0][0] <= now:
            _, _, job_id, thing = heappop(self._due)
            if thing is not None:
                self._to_execution(job_id, thing)
            elif job_id not in self._deletions:
                self._to_job(job_id)
        for job_id, deletion in list(self._deletions.items()):
            in_time = self._deletion > 0 and now >= self._deletions_end
            if (in_time or deletion.enough) and now >= deletion.earliest:
                self._end(job_id)

    def set_off(self, job_id: str, thing: str | None = None) -> None:
        """A request changed the job, or its execution on one thing: let come what follows."""
        job = self._state.world.jobs.get(job_id)
        if job is None:
            return
        if job.status == DELETION_IN_PROGRESS:
            if job_id not in self._deletions:
                now = self._clock()
                self._deletions[job_id] = _Deletion(now + self.lag)
                self._deletions_end = now + self._deletion
                if not self._choices.gradual:
                    self._end(job_id)
                elif self.lag:
                    self._spread(job_id)
        elif self.lag:
            self._spread(job_id)
        else:
            for each in job.targets if thing is None else (thing,):
                self._to_execution(job_id, each)
            self._to_job(job_id)

    def met(self, job_id: str, operation: str) -> None:
        """A request of the operation met the deletion of the job."""
        if job_id in self._deletions:
            self._deletions[job_id].met(operation, self._sights)

    def met_limit(self) -> None:
        """A request met the limit on deletions, and so all of them."""
        for deletion in self._deletions.values():
            deletion.met(THE_LIMIT, self._rejections)

    def concurrent(self, job_id: str) -> bool:
        """Whether executions of the job are still to be rolled out or canceled (R146)."""
        job = self._state.world.jobs[job_id]
        if not self.lag or job.status == DELETION_IN_PROGRESS:
            return False
        return any(self._step(job_id, thing) for thing in job.targets)

    def _spread(self, job_id: str) -> None:
        targets = self._state.world.jobs[job_id].targets
        steps: list[tuple[str, str | None]] = [
            (job_id, thing) for thing in targets if self._step(job_id, thing)
        ]
        self._random.shuffle(steps)
        if not steps and self._job_step(job_id) is not None:
            steps = [(job_id, None)]
        self._later(self._clock(), steps)

    def _later(self, now: float, steps: list[tuple[str, str | None]]) -> None:
        for position, (job_id, thing) in enumerate(steps, 1):
            self._scheduled += 1
            at = now + self.lag * position / (len(steps) + 1)
            heappush(self._due, (at, self._scheduled, job_id, thing))

    def _end(self, job_id: str) -> None:
        del self._deletions[job_id]
        for thing in self._state.world.jobs[job_id].executions:
            self._to_execution(job_id, thing)
        self._to_job(job_id)

    def _step(self, job_id: str, thing: str) -> BackgroundStep | None:
        """The step that the service takes with the execution, if any. Devices act by themselves."""
        steps = background_steps(self._state.world, job_id, events=BY_SERVICE, thing=thing)
        return next(steps, None)

    def _job_step(self, job_id: str) -> BackgroundStep | None:
        """The step that the service takes with the job itself, if any."""
        return next(background_steps(self._state.world, job_id, events=OF_JOBS), None)

    def _to_execution(self, job_id: str, thing: str) -> None:
        step = self._step(job_id, thing)
        if step is None:
            return
        world = self._state.world
        record = step.world.execution(job_id, thing)
        concrete = None if record is None else self._choices.concrete(record)
        after = with_execution(world, job_id, world.jobs[job_id], thing, concrete)
        self._state.enter(after, job_id, thing)
        self._note(step)

    def _to_job(self, job_id: str) -> None:
        if job_id in self._state.world.jobs:
            step = self._job_step(job_id)
            if step is not None:
                self._state.enter(step.world, job_id)
                self._note(step)

    def _note(self, step: BackgroundStep) -> None:
        subject = step.job_id if step.thing_name is None else f"{step.job_id} on {step.thing_name}"
        self._state.happened(step.event, subject, step.rule)
