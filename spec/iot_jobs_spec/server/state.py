"""The state of the server: the world, the registry of things, and facts that the spec leaves out.

Those facts are ARNs and times of jobs and executions, and a log of the latest requests.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from math import ceil
from typing import NamedTuple

from ..language.rules import Rule
from ..machines import CORE
from ..model.maps import Map
from ..model.table import TABLE, Table
from ..model.texts import printable
from ..model.world import LIVE, ExecutionRecord, JobRecord, World
from .clock import Clock, RealClock

ACCOUNT = "123456789012"
MAX_EVENTS = 50
"""How many events the log keeps."""


@dataclass(slots=True)
class Thing:
    """A thing of the registry."""

    name: str
    arn: str
    attributes: dict[str, str]
    version: int = 1


@dataclass(slots=True)
class ExecutionFacts:
    """The times of an execution, in seconds since 1970.

    ``runs_out`` and ``step_runs_out`` are the times, on the clock's own scale, at which its
    in-progress timer and its step timer run out; None where no such timer runs.
    """

    queued: float
    updated: float
    started: float | None = None
    runs_out: float | None = None
    step_runs_out: float | None = None
    watched: float | None = None
    """The time of a timer that the server last noted to look at."""
    change: int = 0
    """The number of its latest change, among those of all executions."""
    has_details: bool = False
    """Whether statusDetails were ever given, also empty ones."""

    @property
    def timer(self) -> float | None:
        """The time at which the first timer runs out; None if none runs."""
        return min((t for t in (self.runs_out, self.step_runs_out) if t is not None), default=None)


@dataclass(slots=True)
class JobFacts:
    """What the API shows of a job and the world does not hold.

    ``number`` counts jobs in the order of their creation. ``given`` are the members of CreateJob
    that DescribeJob returns unchanged, for example ``description``.
    """

    number: int
    arn: str
    created: float
    updated: float
    given: Mapping[str, object]
    completed: float | None = None
    executions: dict[str, dict[int, ExecutionFacts]] = field(default_factory=dict)
    """By thing, then by executionNumber."""
    queue: dict[int, tuple[str, int]] = field(default_factory=dict)
    """The executions by thing and executionNumber, in the order in which they were queued."""

    @property
    def region(self) -> str:
        """The region in which the job was made."""
        return self.arn.split(":", 4)[3]

    def sibling(self, kind: str, name: str) -> str:
        """The ARN of something in the account and the region of the job."""
        return f"{self.arn.rpartition(':')[0]}:{kind}/{name}"


class Shown(NamedTuple):
    """An execution with its times."""

    record: ExecutionRecord
    times: ExecutionFacts


class _Standing(NamedTuple):
    """The jobs with an execution on one thing, by the status and the order of the latest one."""

    queued: dict[int, str]
    started: dict[int, str]
    over: dict[int, str]

    def of(self, status: str) -> dict[int, str]:
        """The jobs whose execution has this status."""
        if status == CORE.running:
            return self.started
        return self.queued if status in LIVE else self.over


_NOTHING = _Standing({}, {}, {})
_STARTED = frozenset({CORE.running, "SUCCEEDED", "FAILED"})
"""The statuses of an execution that its device has started, also if it never reported so."""


class Event(NamedTuple):
    """One request or one background step, for the log.

    ``name`` is an operation or a background step, ``subject`` its job, thing or execution,
    ``error`` the error code, empty on success.
    """

    at: float
    name: str
    subject: str
    error: str
    rule: Rule | None

    @property
    def is_step(self) -> bool:
        """Whether it is a background step."""
        return self.rule is not None and self.rule.operation is None and not self.error

    @property
    def answer(self) -> str:
        """What became of it."""
        return "background step" if self.is_step else self.error or "ok"

    def line(self) -> str:
        """The event as one line of text, whatever a client put into a name."""
        at = datetime.fromtimestamp(self.at, UTC).strftime("%H:%M:%S.%f")[:-3]
        what = " ".join(part for part in (self.name, self.subject) if part)
        decided = "" if self.rule is None else f" by {self.rule.id}"
        return f"{at} {printable(what)}: {self.answer}{decided}"


class State:
    """The world with its facts. Only `add_job` and `advance` replace the world."""

    def __init__(
        self,
        table: Table = TABLE,
        clock: Clock | None = None,
        log: Callable[[Event], None] | None = None,
    ) -> None:
        self.world = World.of(table.spec, table.limit)
        self.clock = RealClock() if clock is None else clock
        self.late = 0.0
        """How many seconds ago the background step that is being taken was due."""
        self.things: dict[str, Thing] = {}
        self.jobs: dict[str, JobFacts] = {}
        self.events: deque[Event] = deque(maxlen=MAX_EVENTS)
        self._log = log
        self.requests = 0
        """How many requests came so far."""
        self._created = self._changes = 0
        self._unlogged: list[Event] = []
        self._jobs_on: dict[str, list[tuple[int, str]]] = {}
        self._standing: dict[str, _Standing] = {}

    @property
    def now(self) -> float:
        """The time of what is being done, in seconds since 1970."""
        return self.clock.wall() - self.late

    @property
    def instant(self) -> float:
        """The same time on the clock's own scale, which timers use."""
        return self.clock() - self.late

    def add_job(self, job_id: str, arn: str, given: Mapping[str, object], world: World) -> None:
        """Go on to a world with a new job."""
        now = self.now
        self._created += 1
        self.jobs[job_id] = JobFacts(self._created, arn, now, now, given)
        self.world = world

    def advance(self, world: World, job_id: str, thing: str | None = None) -> None:
        """Go on to a world in which the job, or its execution on ``thing``, has changed."""
        before, after = self.world.jobs[job_id], world.jobs.get(job_id)
        self.world = world
        if after is None:
            gone = self.jobs.pop(job_id)
            for name, execution in before.executions.items():
                self._stand(name, job_id, execution, None)
            for name in gone.executions:
                self._unlink(name, gone.number, job_id)
            return
        facts = self.jobs[job_id]
        if after is before:
            return
        facts.updated = self.now
        if before.status != after.status == CORE.completed:
            facts.completed = facts.updated
        if thing is not None:
            self._update_times(facts, job_id, thing, before, after)

    def jobs_on(self, thing: str) -> Sequence[tuple[int, str]]:
        """The jobs with an execution on the thing, each with its number, in the order of these."""
        return self._jobs_on.get(thing, ())

    def as_seen_by(self, thing: str, every: bool = True) -> World:
        """The world with only the jobs that decide a request of one device: those of its pending
        executions, or without ``every`` those of which it may get one next; and one that is over.

        The request takes the same time however many jobs there are for other devices, and however
        many are over.
        """
        world, standing = self.world, self._standing.get(thing, _NOTHING)
        mine = [*standing.started.values(), *islice(standing.over.values(), 1)]
        for job_id in standing.queued.values():
            mine.append(job_id)
            if not every and world.jobs[job_id].status != CORE.deleting:
                break
        jobs: Map[str, JobRecord] = Map({job_id: world.jobs[job_id] for job_id in mine})
        return world._replace(jobs=jobs)

    def busy(self, thing: str) -> bool:
        """Whether the thing has an execution that is neither terminal nor being deleted."""
        standing = self._standing.get(thing, _NOTHING)
        live = (*standing.queued.values(), *standing.started.values())
        return any(self.world.jobs[job_id].status != CORE.deleting for job_id in live)

    def record_step(self, name: str, subject: str, rule: Rule) -> None:
        """Remember a background step. The log shows it below the request that caused it."""
        self._unlogged.append(Event(self.now, name, subject, "", rule))

    def log_request(self, name: str, subject: str, error: str, rule: Rule | None) -> None:
        """Log a request, then the background steps that it caused."""
        self._add(Event(self.now, name, subject, error, rule))
        self.log_steps()

    def log_steps(self) -> None:
        """Log the remembered background steps: the next request did not cause them."""
        for event in self._unlogged:
            self._add(event)
        self._unlogged.clear()

    def _add(self, event: Event) -> None:
        self.events.append(event)
        if self._log is not None:
            self._log(event)

    def execution(self, job_id: str, thing: str, number: int | None = None) -> Shown | None:
        """The execution with this number, the latest one without a number, with its times."""
        job = self.world.jobs.get(job_id)
        record = None if job is None else job.addressed(thing, number)
        if record is None:
            return None
        return Shown(record, self.jobs[job_id].executions[thing][record.number])

    def seconds_left(self, times: ExecutionFacts, record: ExecutionRecord) -> int | None:
        """The seconds before a timer makes the execution TIMED_OUT; None if none runs."""
        if record.status != CORE.running or times.timer is None:
            return None
        return max(0, ceil(times.timer - self.instant))

    def _update_times(
        self, facts: JobFacts, job_id: str, thing: str, before: JobRecord, job: JobRecord
    ) -> None:
        """Keep the times of the thing's executions in step with the job."""
        self._stand(thing, job_id, before.executions.get(thing), job.executions.get(thing))
        held, latest = facts.executions.get(thing, {}), job.executions.get(thing)
        numbers = [*held, *([] if latest is None or latest.number in held else [latest.number])]
        kept = {n: held.get(n) for n in numbers if _holds(job, thing, n)}
        for n in held.keys() - kept.keys():
            gone = before.addressed(thing, n)
            if gone is not None:
                del facts.queue[gone.order]
        if not kept:
            if facts.executions.pop(thing, None) is not None:
                self._unlink(thing, facts.number, job_id)
            return
        if thing not in facts.executions:
            insort(self._jobs_on.setdefault(thing, []), (facts.number, job_id))
        now = facts.updated
        facts.executions[thing] = {
            n: times or ExecutionFacts(now, now) for n, times in kept.items()
        }
        if latest is not None and latest.number not in held:
            facts.queue[latest.order] = thing, latest.number
        if latest is None or latest == before.executions.get(thing):
            return
        times = facts.executions[thing][latest.number]
        times.updated = now
        self._changes += 1
        times.change = self._changes
        if latest.status in _STARTED and times.started is None:
            times.started = now
        if latest.status == CORE.running and times.runs_out is None:
            minutes = job.config.in_progress_timeout
            times.runs_out = None if minutes is None else self.instant + 60 * minutes

    def _stand(
        self,
        thing: str,
        job_id: str,
        before: ExecutionRecord | None,
        after: ExecutionRecord | None,
    ) -> None:
        """Note where the latest execution of the job on the thing stands now."""
        if before == after:
            return
        standing = self._standing.setdefault(thing, _Standing({}, {}, {}))
        if before is not None:
            standing.of(before.status).pop(before.order, None)
        if after is not None:
            place = standing.of(after.status)
            place[after.order] = job_id
            if after.order < next(reversed(place)):  # it was queued before another one
                for order in sorted(place):
                    place[order] = place.pop(order)
        if not any(standing):
            del self._standing[thing]

    def _unlink(self, thing: str, number: int, job_id: str) -> None:
        jobs = self._jobs_on[thing]
        del jobs[bisect_left(jobs, (number, job_id))]
        if not jobs:
            del self._jobs_on[thing]


def _holds(job: JobRecord, thing: str, number: int) -> bool:
    """Whether the job has an execution with this number on the thing."""
    return job.addressed(thing, number) is not None
