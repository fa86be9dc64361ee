"""The world: an immutable value with every job and every execution.

Records are named tuples: comparing, hashing and replacing them is most of the oracle's work.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..language.spec import Spec
from ..machines import CORE
from .maps import Map
from .requests import PLAIN, Config, Details

DELETION_IN_PROGRESS: str = CORE.deleting
LIVE = CORE.live
"""The statuses of an execution that is not terminal, in the core profile."""


new = tuple.__new__
"""Makes a record from a tuple of all its members, in a third of the time of its constructor."""


class ExecutionRecord(NamedTuple):
    """One thing's share of a job.

    ``force_canceled`` is None where the sources do not say whether the flag is set (A13), and
    ``may_be_bumped`` says that the version may be one higher, because the sources do not say
    whether a cancel counts (A11). ``order`` numbers executions as they were queued. Two members
    have a meaning in the profile `full` only: ``retried`` are the statuses of the earlier
    executions that this one retries, and ``step_timer`` says whether a step timer may run.
    """

    status: str
    version: int = 1
    details: Details = Map()
    force_canceled: bool | None = False
    may_be_bumped: bool = False
    order: int = 0
    retried: tuple[str, ...] = ()
    step_timer: bool = False

    @property
    def number(self) -> int:
        """The executionNumber."""
        return len(self.retried) + 1


class JobRecord(NamedTuple):
    """A job. ``targets`` are thing names; ``executions`` are by thing, one each once rolled out.

    Four members have a meaning in the profile `full` only: ``config`` says how the job was created,
    ``deleted`` are the things whose latest execution DeleteJobExecution deleted, with whether that
    was not terminal, ``earlier`` are the retried executions, by thing and executionNumber, and
    ``aborted`` says whether the service has canceled the job by its abort criteria.
    """

    status: str
    targets: tuple[str, ...]
    document: str = "{}"
    executions: Map[str, ExecutionRecord] = Map()
    force_canceled: bool = False
    reason_code: str | None = None
    comment: str | None = None
    config: Config = PLAIN
    deleted: Map[str, bool] = Map()
    earlier: Map[tuple[str, int], ExecutionRecord] = Map()
    aborted: bool = False

    def __repr__(self) -> str:
        executions = [f"{t}: {x.status} v{x.version}" for t, x in sorted(self.executions.items())]
        force = " by force" if self.force_canceled else ""
        return f"{self.status}{force} [{', '.join(executions)}]"

    def addressed(self, thing_name: str, number: int | None = None) -> ExecutionRecord | None:
        """The execution on the thing with this number, the latest one without a number."""
        latest = self.executions.get(thing_name)
        if number is None and latest is None and self.earlier:
            numbers = [number for thing, number in self.earlier if thing == thing_name]
            number = max(numbers, default=None)
        if number is None or (latest is not None and latest.number == number):
            return latest
        return self.earlier.get((thing_name, number))

    def latest(self) -> Iterator[tuple[str, ExecutionRecord]]:
        """The latest execution of each thing that has one, as `addressed` finds it: if that one was
        deleted, the one that it retried."""
        yield from self.executions.items()
        for thing in dict.fromkeys(thing for thing, _ in self.earlier):
            if thing not in self.executions and (found := self.addressed(thing)):
                yield thing, found

    def is_live(self, live: frozenset[str] = LIVE) -> bool:
        """Whether an execution has one of the ``live`` statuses."""
        return any(execution.status in live for execution in self.executions.values())


Found = tuple[str, JobRecord, ExecutionRecord]
"""An execution of a thing, with its job and the job's id."""


class World(NamedTuple):
    """Jobs by id. ``deleting`` counts those with the ``limited`` status, of which there may be
    ``deletion_limit`` at a time; ``queued`` counts the executions rolled out so far."""

    jobs: Map[str, JobRecord] = Map()
    deletion_limit: int = CORE.limit.value
    deleting: int = 0
    queued: int = 0
    limited: str = CORE.limit.status

    @classmethod
    def of(cls, spec: Spec, deletion_limit: int | None = None) -> World:
        """The world of a spec before the first request."""
        limit = spec.limit.value if deletion_limit is None else deletion_limit
        return cls(deletion_limit=limit, limited=spec.limit.status)

    def execution(self, job_id: str, thing_name: str) -> ExecutionRecord | None:
        """The execution of the job on the thing, or None."""
        job = self.jobs.get(job_id)
        return None if job is None else job.executions.get(thing_name)

    def __repr__(self) -> str:
        jobs = ", ".join(f"{name}: {job!r}" for name, job in sorted(self.jobs.items()))
        return f"<World {{{jobs}}}, {self.deleting} of {self.deletion_limit} deletions>"

    def with_job(self, job_id: str, job: JobRecord | None) -> World:
        """The world with this job; None removes it."""
        jobs, limit, deleting, queued, limited = self
        before = jobs.get(job_id)
        if before is not None and before.status == limited:
            deleting -= 1
        if job is None:
            return new(World, (jobs.delete(job_id), limit, deleting, queued, limited))
        if job.status == limited:
            deleting += 1
        return new(World, (jobs.set(job_id, job), limit, deleting, queued, limited))

    def earlier_of(self, thing_name: str) -> Iterator[Found]:
        """Each retried execution of the thing, with its job."""
        for job_id, job in self.jobs.items():
            for (thing, _), execution in job.earlier.items():
                if thing == thing_name:
                    yield job_id, job, execution

    def executions_of(self, thing_name: str) -> Iterator[Found]:
        """Each execution of the thing with its job."""
        for job_id, job in self.jobs.items():
            execution = job.executions.get(thing_name)
            if execution is not None:
                yield job_id, job, execution
