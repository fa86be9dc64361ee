"""The state of the server: the world, the registry of things, and facts that the spec leaves out.

Those facts are ARNs and times of jobs and executions, and a log of the latest requests.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from immutables import Map

from ..language.rules import Rule
from ..machines import CORE
from ..model.table import TABLE, Table
from ..model.world import LIVE, ExecutionRecord, JobRecord, World

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
    """The times of an execution, in seconds since 1970."""

    queued: float
    updated: float
    started: float | None = None


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
    executions: dict[str, ExecutionFacts] = field(default_factory=dict)


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


class State:
    """The world with its facts. Only `add_job` and `advance` replace the world."""

    def __init__(self, table: Table = TABLE) -> None:
        self.world = World.of(table.spec, table.limit)
        self.things: dict[str, Thing] = {}
        self.jobs: dict[str, JobFacts] = {}
        self.events: deque[Event] = deque(maxlen=MAX_EVENTS)
        self.requests = 0
        """How many requests came so far."""
        self._created = 0
        self._unlogged: list[Event] = []
        self._jobs_on: dict[str, dict[str, None]] = {}

    def add_job(self, job_id: str, arn: str, given: Mapping[str, object], world: World) -> None:
        """Go on to a world with a new job."""
        now = time.time()
        self._created += 1
        self.jobs[job_id] = JobFacts(self._created, arn, now, now, given)
        self.world = world

    def advance(self, world: World, job_id: str, thing: str | None = None) -> None:
        """Go on to a world in which the job, or its execution on ``thing``, has changed."""
        before, after = self.world.jobs[job_id], world.jobs.get(job_id)
        self.world = world
        if after is None:
            for name in self.jobs.pop(job_id).executions:
                self._unlink(name, job_id)
            return
        facts = self.jobs[job_id]
        if after is before:
            return
        facts.updated = time.time()
        if before.status != after.status == CORE.completed:
            facts.completed = facts.updated
        if thing is not None:
            self._update_times(facts, job_id, thing, after.executions.get(thing))

    def jobs_on(self, thing: str) -> dict[str, None]:
        """The jobs with an execution on the thing, in the order in which those were queued."""
        return self._jobs_on.get(thing, {})

    def as_seen_by(self, thing: str) -> World:
        """The world with only the jobs of one thing.

        A device's request takes the same time however many jobs other devices have.
        """
        world = self.world
        mine: Map[str, JobRecord] = Map({job: world.jobs[job] for job in self.jobs_on(thing)})
        return world._replace(jobs=mine)

    def busy(self, thing: str) -> bool:
        """Whether the thing has an execution that is neither terminal nor being deleted."""
        for job_id in self.jobs_on(thing):
            job = self.world.jobs[job_id]
            if job.status != CORE.deleting and job.executions[thing].status in LIVE:
                return True
        return False

    def record_step(self, name: str, subject: str, rule: Rule) -> None:
        """Remember a background step. The log shows it below the request that caused it."""
        self._unlogged.append(Event(time.time(), name, subject, "", rule))

    def log_request(self, name: str, subject: str, error: str, rule: Rule | None) -> None:
        """Log a request, then the background steps that it caused."""
        self.events.append(Event(time.time(), name, subject, error, rule))
        self.log_steps()

    def log_steps(self) -> None:
        """Log the remembered background steps: the next request did not cause them."""
        self.events.extend(self._unlogged)
        self._unlogged.clear()

    def _update_times(
        self, facts: JobFacts, job_id: str, thing: str, record: ExecutionRecord | None
    ) -> None:
        if record is None:
            if facts.executions.pop(thing, None) is not None:
                self._unlink(thing, job_id)
            return
        times = facts.executions.get(thing)
        if times is None:
            times = facts.executions[thing] = ExecutionFacts(facts.updated, facts.updated)
            self._jobs_on.setdefault(thing, {})[job_id] = None
        times.updated = facts.updated
        if record.status == CORE.running and times.started is None:
            times.started = facts.updated

    def _unlink(self, thing: str, job_id: str) -> None:
        jobs = self._jobs_on[thing]
        del jobs[job_id]
        if not jobs:
            del self._jobs_on[thing]
