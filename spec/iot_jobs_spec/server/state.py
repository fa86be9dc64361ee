"""All that the server holds: the world, and beside it what the API shows and no machine decides.

That is the registry of things, names and times of jobs and executions, and the last requests.
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from immutables import Map

from ..language.rules import Rule
from ..machines import Execution, Job
from ..model.world import LIVE, ExecutionRecord, World

ACCOUNT = "123456789012"
REMEMBERED = 50


@dataclass(slots=True)
class Thing:
    """A thing of the registry."""

    name: str
    arn: str
    attributes: dict[str, str]
    version: int = 1


@dataclass(slots=True)
class ExecutionFacts:
    """What is shown of an execution: times, in seconds since 1970."""

    queued: float
    updated: float
    started: float | None = None


@dataclass(slots=True)
class JobFacts:
    """What is shown of a job. ``given`` are the members of CreateJob that are shown as they came,
    ``number`` counts jobs as they were created."""

    number: int
    arn: str
    created: float
    updated: float
    given: dict[str, Any]
    completed: float | None = None
    executions: dict[str, ExecutionFacts] = field(default_factory=dict)


class Event(NamedTuple):
    """One request, or one step that nobody asked for. ``error`` is empty where there is none."""

    at: float
    name: str
    subject: str
    error: str
    rule: Rule | None


class State:
    """The world and what is shown of it. ``enter`` is the only way from one world to the next."""

    def __init__(self) -> None:
        self.world = World()
        self.things: dict[str, Thing] = {}
        self.jobs: dict[str, JobFacts] = {}
        self.last: deque[Event] = deque(maxlen=REMEMBERED)
        self.requests = 0
        self._created = 0
        self._aside: list[Event] = []
        self._jobs_on: dict[str, dict[str, None]] = {}

    def created(self, job_id: str, arn: str, given: dict[str, Any], world: World) -> None:
        """A job is there, and the world is as given."""
        now = time.time()
        self._created += 1
        self.jobs[job_id] = JobFacts(self._created, arn, now, now, given)
        self.world = world

    def enter(self, world: World, job_id: str, thing: str | None = None) -> None:
        """The world is as given from now on: the job changed, and its execution on the thing."""
        before, after = self.world.jobs[job_id], world.jobs.get(job_id)
        self.world = world
        if after is None:
            for name in self.jobs.pop(job_id).executions:
                self._leave(name, job_id)
            return
        facts = self.jobs[job_id]
        if after is before:
            return
        facts.updated = time.time()
        if after.status != before.status and after.status == Job.completed.value:
            facts.completed = facts.updated
        if thing is not None:
            self._stamp(facts, job_id, thing, after.executions.get(thing))

    def jobs_on(self, thing: str) -> dict[str, None]:
        """The jobs with an execution on the thing, in the order in which those were queued."""
        return self._jobs_on.get(thing, {})

    def as_seen_by(self, thing: str) -> World:
        """The world as far as a thing is concerned: what a device asks does not get slower with
        every job of other devices."""
        world = self.world
        mine: Map[str, Any] = Map({job_id: world.jobs[job_id] for job_id in self.jobs_on(thing)})
        return world._replace(jobs=mine)

    def busy(self, thing: str) -> bool:
        """Whether an execution on the thing is not terminal and not being deleted."""
        deleting = Job.deletion_in_progress.value
        for job_id in self.jobs_on(thing):
            job = self.world.jobs[job_id]
            if job.status != deleting and job.executions[thing].status in LIVE:
                return True
        return False

    def happened(self, name: str, subject: str, rule: Rule) -> None:
        """Remember what came by itself. It is told after the request that it follows from."""
        self._aside.append(Event(time.time(), name, subject, "", rule))

    def asked(self, name: str, subject: str, error: str, rule: Rule | None) -> None:
        """Remember a request, and then what came of it."""
        self.last.append(Event(time.time(), name, subject, error, rule))
        self.tell()

    def tell(self) -> None:
        """Nothing that is asked from now on has led to what came by itself so far."""
        self.last.extend(self._aside)
        self._aside.clear()

    def _stamp(
        self, facts: JobFacts, job_id: str, thing: str, record: ExecutionRecord | None
    ) -> None:
        if record is None:
            if facts.executions.pop(thing, None) is not None:
                self._leave(thing, job_id)
            return
        known = facts.executions.get(thing)
        if known is None:
            known = facts.executions[thing] = ExecutionFacts(facts.updated, facts.updated)
            self._jobs_on.setdefault(thing, {})[job_id] = None
        known.updated = facts.updated
        if record.status == Execution.in_progress.value and known.started is None:
            known.started = facts.updated

    def _leave(self, thing: str, job_id: str) -> None:
        jobs = self._jobs_on[thing]
        del jobs[job_id]
        if not jobs:
            del self._jobs_on[thing]
