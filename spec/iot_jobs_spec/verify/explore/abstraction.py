"""What is kept of a job when only statuses count, and what is kept up to symmetry.

Versions, details, reasons, flags and the order of executions are projected away: no guard of the
page reads them but ``stale`` and ``identical``, which ask about the request, and so are varied
there. One bit is added to the statuses: whether a cascade of a forced cancel is still pending. A
CANCELED job does not tell it by its status, and it decides what comes of an execution that is
IN_PROGRESS. *Eager* worlds never have it, as no cascade is ever pending.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import factorial, prod
from typing import NamedTuple

from immutables import Map

from ...machines import DELETION_LIMIT, Execution, Job
from ...model.table import TABLE
from ...model.world import LIVE, ExecutionRecord, JobRecord, World

EXECUTION_STATUSES = TABLE.statuses["Execution"]
_LIVE = tuple(EXECUTION_STATUSES.index(status) for status in LIVE)


class JobState(NamedTuple):
    """One job: its status (None: absent), whether a forced cascade is pending, and the status of the
    execution of each thing (None: absent)."""

    status: str | None = None
    forced: bool = False
    executions: tuple[str | None, ...] = ()


class JobOrbit(NamedTuple):
    """All job states that differ only in which thing has which execution: ``counts`` says how many
    have each status, in the order of the page."""

    status: str | None = None
    forced: bool = False
    counts: tuple[int, ...] = (0,) * len(EXECUTION_STATUSES)

    @property
    def live(self) -> bool:
        """Whether an execution is not terminal."""
        return any(self.counts[at] for at in _LIVE)

    def count(self, status: str) -> int:
        """How many executions have the status."""
        return self.counts[EXECUTION_STATUSES.index(status)]

    def plain(self) -> JobOrbit:
        """The statuses alone."""
        return self._replace(forced=False)

    def size(self, things: int) -> int:
        """How many job states it stands for."""
        absent = things - sum(self.counts)
        return factorial(things) // prod(map(factorial, (*self.counts, absent)))

    def __str__(self) -> str:
        if self.status is None:
            return "ABSENT"
        named = zip(EXECUTION_STATUSES, self.counts, strict=True)
        executions = ", ".join(f"{n} {status}" for status, n in named if n)
        forced = ", a forced cascade pending" if self.forced else ""
        return f"{self.status} ({executions or 'no executions'}{forced})"


ABSENT = JobOrbit()


def state_of(job: JobRecord | None, targets: Iterable[str]) -> JobState:
    """The statuses of a job."""
    if job is None:
        return JobState()
    executions = tuple(
        execution.status if (execution := job.executions.get(thing)) else None for thing in targets
    )
    return JobState(job.status, _cascades_by_force(job), executions)


def orbit_of(job: JobRecord | None) -> JobOrbit:
    """The statuses of a job up to symmetry."""
    if job is None:
        return ABSENT
    statuses = [execution.status for execution in job.executions.values()]
    counts = tuple(statuses.count(status) for status in EXECUTION_STATUSES)
    return JobOrbit(job.status, _cascades_by_force(job), counts)


def one_of(orbit: JobOrbit, things: int) -> JobState:
    """A job state of the orbit."""
    if orbit.status is None:
        return JobState()
    statuses: list[str | None] = []
    for status, count in zip(EXECUTION_STATUSES, orbit.counts, strict=True):
        statuses += [status] * count
    statuses += [None] * (things - len(statuses))
    return JobState(orbit.status, orbit.forced, tuple(statuses))


def world_of(
    jobs: Sequence[tuple[str, JobState]],
    targets: Sequence[str],
    deletion_limit: int = DELETION_LIMIT.value,
) -> World:
    """A world with these statuses; executions were queued in the order in which they stand."""
    world = World(deletion_limit=deletion_limit)
    queued = 0
    for job_id, (job_status, forced, statuses) in jobs:
        if job_status is None:
            continue
        executions = {}
        for thing, status in zip(targets, statuses, strict=True):
            if status is not None:
                queued += 1
                executions[thing] = ExecutionRecord(status, order=queued)
        record = JobRecord(
            job_status, tuple(targets), executions=Map(executions), force_canceled=forced
        )
        world = world.with_job(job_id, record)
    return world._replace(queued=queued)


def _cascades_by_force(job: JobRecord) -> bool:
    return job.force_canceled and job.status == Job.canceled.value and job.live()


QUEUED: str = Execution.queued.value
IN_PROGRESS: str = Execution.in_progress.value
CANCELED: str = Execution.canceled.value
