"""Background steps: the server takes them at once, or spread over time as the service does.

Without ``lag``, roll-outs, cascades, completions, retries and aborts follow a request at once. With
``lag``, they come one by one within that many seconds. A timer makes its execution TIMED_OUT in the
moment in which it runs out. Every step has the time at which it was due, also where the server
takes it only before the next request.

A job with a roll-out rate gets its first executions with CreateJob, and further ones minute by
minute.

A deletion takes time either way, so that clients can see DELETION_IN_PROGRESS and reach the limit
on deletions. It takes ``deletion`` seconds, whatever is asked meanwhile. Where ``deletion`` is None
it ends at the first of these:

* requests of one operation have found the job DELETION_IN_PROGRESS `ENCOUNTERS` times;
* DeleteJob was rejected at the limit `LIMIT_REJECTIONS` times;
* `DELETION_SECONDS` have passed since a DeleteJob was last accepted.

So a client that polls sees a deletion finish quickly, and one that does not poll need not wait for
it. If the choice DELETION_IS_GRADUAL is ``no``, the deletion is over when DeleteJob returns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from math import inf
from random import Random

from ..language.rules import Rule
from ..language.spec import JOB
from ..model.background import BackgroundStep, background_steps
from ..model.requests import Request
from ..model.table import TABLE, Table
from ..model.transitions import NO_TIMER, with_execution
from ..model.world import DELETION_IN_PROGRESS
from .choices import Choices
from .rollout import MEMBER, batch
from .state import State

ENCOUNTERS = 5
"""Requests of one operation that find a job DELETION_IN_PROGRESS before it is gone."""
LIMIT_REJECTIONS = 12
"""DeleteJobs that are rejected at the limit before a deletion ends."""
DELETION_SECONDS = 2.0
POLLED = "polled"
"""The name of deletions that end sooner for a client that polls."""
_AT_LIMIT = "at the limit"
"""Counts rejections at the limit, beside the operations."""
_MINUTE = 60
_SUCCEEDED = "SUCCEEDED"


@dataclass(slots=True)
class _Deletion:
    """A deletion in progress. It does not end before the time ``earliest``."""

    earliest: float
    due: float = inf
    """When one operation had enough of them."""
    encounters: Counter[str] = field(default_factory=Counter)
    """Requests that found the deletion in progress, by operation."""

    def count(self, operation: str, enough: int, now: float) -> None:
        """Count one request; ``enough`` of one operation make the deletion due."""
        self.encounters[operation] += 1
        if self.encounters[operation] >= enough:
            self.due = min(self.due, now)


class BackgroundSteps:
    """Takes the background steps of a server, each when it is due."""

    def __init__(
        self,
        state: State,
        choices: Choices,
        lag: float = 0.0,
        deletion: float | None = None,
        seed: int | None = None,
        table: Table = TABLE,
    ) -> None:
        self.lag = lag
        self._state = state
        self._choices = choices
        self._table = table
        self._deletion = deletion
        self._random = Random(seed)
        self._scheduled: list[tuple[float, int, str, str | None]] = []
        """A heap of time, sequence number, job, and thing of a step of an execution."""
        self._coming: dict[str, set[str]] = {}
        """The things whose execution waits for a step, by job; only with ``lag``."""
        self._timers: list[tuple[float, int, str, str]] = []
        """A heap of time, sequence number, job and thing of a timer; some no longer run."""
        self._batches: dict[str, float] = {}
        """When the next executions of a job are rolled out, by job."""
        self._sequence = 0
        self._of_jobs = frozenset(table.background[JOB])
        self._deletions: dict[str, _Deletion] = {}
        self._deletions_end = inf
        """When every deletion ends that does not take a fixed time."""

    def catch_up(self) -> None:
        """Take every step that is due by now, in the order of time."""
        if not (self._scheduled or self._deletions or self._timers or self._batches):
            return
        now = self._state.clock()
        while (at := self._next_time()) <= now:
            self._state.late = now - at
            try:
                self._take(at)
            finally:
                self._state.late = 0.0

    def set_timer(self, rule: Rule, request: Request, job_id: str, thing: str) -> None:
        """Set or remove the step timer of an execution, as an accepted request says."""
        minutes, shown = request.step_timeout_in_minutes, self._state.execution(job_id, thing)
        if minutes is None or shown is None:
            return
        record, times = shown
        if not record.step_timer:
            times.step_runs_out = None
        elif self._choices.sets_timer(rule):
            runs_out = self._state.instant + _MINUTE * minutes
            times.step_runs_out = None if minutes == NO_TIMER else runs_out

    def follow(self, job_id: str, thing: str | None = None) -> None:
        """Take or schedule the steps that follow a change of a job, or of its execution on
        ``thing``."""
        job = self._state.world.jobs.get(job_id)
        if job is None:
            return
        if job.status == DELETION_IN_PROGRESS:
            self._batches.pop(job_id, None)
            if job_id not in self._deletions:
                now = self._state.instant
                if self._deletion is None:
                    self._deletions[job_id] = _Deletion(now + self.lag)
                    self._deletions_end = now + DELETION_SECONDS
                else:
                    self._deletions[job_id] = _Deletion(now + max(self.lag, self._deletion), now)
                if not self._choices.gradual:
                    self._end_deletion(job_id)
                elif self.lag:
                    self._spread(job_id, job.targets)
        else:
            self._proceed(job_id, self._next_batch(job_id) if thing is None else (thing,))
        if thing is not None:
            self._watch(job_id, thing)

    def _proceed(self, job_id: str, things: Sequence[str]) -> None:
        """Take or schedule the steps of the executions on these things, then those of the job."""
        if self.lag:
            self._spread(job_id, things)
            return
        for thing in things:
            self._step_execution(job_id, thing)
        self._step_job(job_id)

    def _next_batch(self, job_id: str) -> Sequence[str]:
        """The targets of which a step may be due: all, or those whose executions a roll-out rate
        permits now. Notes when the next ones come."""
        self._batches.pop(job_id, None)
        job, facts = self._state.world.jobs[job_id], self._state.jobs[job_id]
        if MEMBER not in facts.given or job.status != self._table.spec.opened:
            return job.targets
        waiting = [t for t in job.targets if t not in job.executions and t not in job.deleted]
        notified = len(job.targets) - len(waiting)
        succeeded = sum(x.status == _SUCCEEDED for x in job.executions.values())
        size = batch(facts.given, notified, succeeded)
        if size < len(waiting):
            self._batches[job_id] = self._state.instant + _MINUTE
            waiting = waiting[: int(size)]
        return waiting

    def count_encounter(self, job_id: str, operation: str) -> None:
        """Count a request of the operation that found the job DELETION_IN_PROGRESS."""
        if job_id in self._deletions:
            self._deletions[job_id].count(operation, ENCOUNTERS, self._state.instant)

    def count_limit_rejection(self) -> None:
        """Count a DeleteJob that was rejected at the limit, which concerns every deletion."""
        for deletion in self._deletions.values():
            deletion.count(_AT_LIMIT, LIMIT_REJECTIONS, self._state.instant)

    def concurrent(self, job_id: str) -> bool:
        """Whether roll-outs or cascades of the job are still to come (R146)."""
        job = self._state.world.jobs[job_id]
        if job.status == DELETION_IN_PROGRESS:
            return False
        return job_id in self._batches or bool(self.lag and self._coming.get(job_id))

    def _spread(self, job_id: str, things: Sequence[str]) -> None:
        """Schedule the steps of the executions on these things, in random order. If no execution
        waits for a step, schedule the step of the job."""
        steps: list[str | None] = [t for t in things if self._note(job_id, t)]
        self._random.shuffle(steps)
        if not self._coming.get(job_id) and self._next_of_job(job_id) is not None:
            steps = [None]
        now = self._state.instant
        for position, thing in enumerate(steps, 1):
            self._schedule(now + self.lag * position / (len(steps) + 1), job_id, thing)

    def _schedule(self, at: float, job_id: str, thing: str | None) -> None:
        self._sequence += 1
        heappush(self._scheduled, (at, self._sequence, job_id, thing))

    def _note(self, job_id: str, thing: str) -> bool:
        """Note and return whether the execution waits for a step."""
        waits = self._next_of_execution(job_id, thing) is not None
        coming = self._coming.setdefault(job_id, set())
        if waits:
            coming.add(thing)
        else:
            coming.discard(thing)
        return waits

    def _watch(self, job_id: str, thing: str) -> None:
        """Note when a timer of the execution runs out."""
        shown = self._state.execution(job_id, thing)
        at = None if shown is None else shown.times.timer
        if at is not None and shown is not None and shown.times.watched != at:
            shown.times.watched = at
            self._sequence += 1
            heappush(self._timers, (at, self._sequence, job_id, thing))

    def _next_time(self) -> float:
        """When the next step is due; never if there is none."""
        times = [heap[0][0] for heap in (self._scheduled, self._timers) if heap]
        times += [self._end_of(deletion) for deletion in self._deletions.values()]
        times += self._batches.values()
        return min(times, default=inf)

    def _end_of(self, deletion: _Deletion) -> float:
        return max(deletion.earliest, min(self._deletions_end, deletion.due))

    def _take(self, at: float) -> None:
        """Take one of the steps that are due at this time."""
        if self._scheduled and self._scheduled[0][0] <= at:
            _, _, job_id, thing = heappop(self._scheduled)
            if thing is not None:
                self._step_execution(job_id, thing)
                self._watch_job(job_id, thing)
            elif job_id not in self._deletions:
                self._step_job(job_id)
        elif self._timers and self._timers[0][0] <= at:
            _, _, job_id, thing = heappop(self._timers)
            self._time_out(at, job_id, thing)
        elif job_id := next((name for name, due in self._batches.items() if due <= at), ""):
            self._proceed(job_id, self._next_batch(job_id))
        else:
            for job_id, deletion in list(self._deletions.items()):
                if self._end_of(deletion) <= at:
                    self._end_deletion(job_id)

    def _watch_job(self, job_id: str, thing: str) -> None:
        """After the last step of an execution that was due, a step of its job may be due."""
        before = self._coming.get(job_id)
        if not before:  # its steps are over, or the job is gone
            return
        self._note(job_id, thing)
        if self._coming[job_id]:
            return
        if job_id not in self._deletions and self._next_of_job(job_id) is not None:
            self._schedule(self._state.instant + self.lag / 2, job_id, None)

    def _time_out(self, at: float, job_id: str, thing: str) -> None:
        """End the execution whose timer has run out, unless the timer was set anew or removed."""
        shown = self._state.execution(job_id, thing)
        if shown is None or shown.times.timer != at:
            return
        if job_id in self._deletions and not self._choices.timers_outlast_deletion:
            return
        if self._step_execution(job_id, thing, self._table.spec.timed):
            self.follow(job_id, thing)

    def _end_deletion(self, job_id: str) -> None:
        del self._deletions[job_id]
        self._coming.pop(job_id, None)
        for thing in self._state.world.jobs[job_id].executions:
            self._step_execution(job_id, thing)
        self._step_job(job_id)

    def _next_of_execution(
        self, job_id: str, thing: str, events: frozenset[str] | None = None
    ) -> BackgroundStep | None:
        """The next step that the service takes with the execution, if any: one of these events, by
        default one that waits for nothing else."""
        if events is None:
            events = self._table.spec.due | self._table.spec.deletions
        steps = background_steps(self._state.world, job_id, self._table, events=events, thing=thing)
        return next(steps, None)

    def _next_of_job(self, job_id: str) -> BackgroundStep | None:
        """The next step that the service takes with the job itself, if any."""
        return next(self._of_job(job_id), None)

    def _of_job(self, job_id: str) -> Iterator[BackgroundStep]:
        job, events = self._state.world.jobs.get(job_id), self._of_jobs
        if job is None:
            return
        for step in background_steps(self._state.world, job_id, self._table, events=events):
            if step.event not in self._table.spec.uncertain or self._choices.takes(step, job):
                yield step

    def _step_execution(
        self, job_id: str, thing: str, events: frozenset[str] | None = None
    ) -> bool:
        """Take the next step of the execution. Returns whether there was one."""
        step = self._next_of_execution(job_id, thing, events)
        if step is None:
            return False
        world = step.world
        record = world.execution(job_id, thing)
        concrete = None if record is None else self._choices.concrete(record, step.rule)
        if concrete is not None and concrete is not record:
            world = with_execution(world, job_id, world.jobs[job_id], thing, concrete)
        self._state.advance(world, job_id, thing)
        self._record(step)
        return True

    def _step_job(self, job_id: str) -> None:
        """Take the next step of the job, and what it causes for the executions."""
        step = self._next_of_job(job_id)
        if step is None:
            return
        self._state.advance(step.world, job_id)
        self._record(step)
        job = self._state.world.jobs.get(job_id)
        if job is not None and self._table.spec.set_off_by(job.status):
            self.follow(job_id)

    def _record(self, step: BackgroundStep) -> None:
        subject = step.job_id if step.thing_name is None else f"{step.job_id} on {step.thing_name}"
        self._state.record_step(step.event, subject, step.rule)
