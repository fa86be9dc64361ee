"""The abstraction: jobs reduced to their statuses, and to orbits (job states up to symmetry).

Versions, details, reasons, flags and the order of executions are left out: only the guards
`version_mismatch` and `identical_repeat` read them, and the exploration sends every request with
both values of these. One bit is added: whether the cascade of a forced cancel is still pending. The
status of a job does not show it, but it decides whether an IN_PROGRESS execution is canceled. In
*eager* worlds the bit is never set, because no cascade is ever pending.

In a profile that extends the core, a job also has its configuration, and a thing whose execution
was deleted has a kind of its own. Step timers are left out, because an in-progress timer permits
the same steps; retries are left out too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import factorial, prod
from typing import NamedTuple

from ...language.guards import Flag
from ...language.rules import ABSENT
from ...language.spec import Spec
from ...machines import CORE
from ...model.maps import Map
from ...model.requests import PLAIN, Config
from ...model.world import ExecutionRecord, JobRecord, World

LOST, DELETED = "deleted before its end", "deleted"
"""The kinds of a thing whose execution was deleted."""


class JobState(NamedTuple):
    """One job: its status (None: absent), whether a forced cascade is pending, the status of the
    execution of each thing (None: absent), and how the job was created."""

    status: str | None = None
    forced: bool = False
    executions: tuple[str | None, ...] = ()
    config: Config = PLAIN


class JobOrbit(NamedTuple):
    """All job states that differ only in which thing has which execution. ``counts`` is the number
    of executions of each kind, in the order of `Abstraction.kinds`."""

    status: str | None
    forced: bool
    counts: tuple[int, ...]
    config: Config = PLAIN

    def plain(self) -> JobOrbit:
        """The orbit without the bit for a pending forced cascade."""
        return self._replace(forced=False)

    def size(self, things: int) -> int:
        """The number of job states in the orbit."""
        absent = things - sum(self.counts)
        return factorial(things) // prod(map(factorial, (*self.counts, absent)))


@dataclass(frozen=True)
class Abstraction:
    """Converts jobs to their statuses and back, for the statuses of one spec."""

    spec: Spec = CORE

    @cached_property
    def statuses(self) -> tuple[str, ...]:
        """The statuses of executions, in the order of the spec."""
        return self.spec.statuses[self.spec.execution.__name__]

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The statuses of executions, and the kinds of deleted ones."""
        return self.statuses if self.spec.extends is None else (*self.statuses, LOST, DELETED)

    @cached_property
    def absent(self) -> JobOrbit:
        """The job that does not exist."""
        return JobOrbit(None, False, (0,) * len(self.kinds))

    @cached_property
    def _live(self) -> tuple[int, ...]:
        return tuple(at for at, status in enumerate(self.statuses) if status in self.spec.live)

    @cached_property
    def _remembering(self) -> frozenset[str]:
        """The job statuses in which a consequence depends on a flag of the causing request."""
        flags = {name for name, guard in self.spec.guards.items() if isinstance(guard, Flag)}
        events = {
            rule.event
            for rule in self.spec.execution.rules
            if rule.event in self.spec.consequences and flags & {*rule.guards}
        }
        return frozenset(k.status for k in self.spec.couplings if k.event in events)

    def is_live(self, orbit: JobOrbit) -> bool:
        """Whether an execution is not terminal."""
        return any(orbit.counts[at] for at in self._live)

    def count(self, orbit: JobOrbit, kind: str) -> int:
        """The number of executions of the kind."""
        return orbit.counts[self.kinds.index(kind)]

    def must_complete(self, orbit: JobOrbit) -> bool:
        """Whether the job completes once all its executions are terminal."""
        if self.spec.extends is None:
            return True
        left = sum(orbit.counts) - self.count(orbit, DELETED)
        return bool(left) and not self.count(orbit, LOST) and not orbit.config.continuous

    def words(self, orbit: JobOrbit) -> str:
        """The orbit as text. Example: ``CANCELED (1 QUEUED, 2 CANCELED)``."""
        if orbit.status is None:
            return ABSENT
        named = zip(self.kinds, orbit.counts, strict=True)
        executions = ", ".join(f"{n} {status}" for status, n in named if n)
        forced = ", a forced cascade pending" if orbit.forced else ""
        return f"{orbit.status} ({executions or 'no executions'}{forced})"

    def state_of(self, job: JobRecord | None, targets: Iterable[str]) -> JobState:
        """The statuses of a job."""
        if job is None:
            return JobState()
        executions = tuple(self._kind_of(job, thing) for thing in targets)
        return JobState(job.status, self._cascades_by_force(job), executions, job.config)

    def orbit_of(self, job: JobRecord | None) -> JobOrbit:
        """The statuses of a job up to symmetry."""
        if job is None:
            return self.absent
        found = [execution.status for execution in job.executions.values()]
        found += [LOST if lost else DELETED for lost in job.deleted.values()]
        counts = tuple(found.count(kind) for kind in self.kinds)
        return JobOrbit(job.status, self._cascades_by_force(job), counts, job.config)

    def one_of(self, orbit: JobOrbit, things: int) -> JobState:
        """One job state of the orbit."""
        if orbit.status is None:
            return JobState()
        found: list[str | None] = []
        for kind, count in zip(self.kinds, orbit.counts, strict=True):
            found += [kind] * count
        found += [None] * (things - len(found))
        return JobState(orbit.status, orbit.forced, tuple(found), orbit.config)

    def world_of(
        self,
        jobs: Sequence[tuple[str, JobState]],
        targets: Sequence[str],
        deletion_limit: int | None = None,
    ) -> World:
        """A world with these statuses. The executions were queued in the order of the arguments."""
        world = World.of(self.spec, deletion_limit)
        queued = 0
        for job_id, (job_status, forced, kinds, config) in jobs:
            if job_status is None:
                continue
            executions, deleted = {}, {}
            for thing, kind in zip(targets, kinds, strict=True):
                if kind in (LOST, DELETED):
                    deleted[thing] = kind == LOST
                elif kind is not None:
                    queued += 1
                    executions[thing] = ExecutionRecord(kind, order=queued)
            record = JobRecord(
                job_status, tuple(targets), executions=Map(executions), force_canceled=forced,
                config=config, deleted=Map(deleted),
            )  # fmt: skip
            world = world.with_job(job_id, record)
        return world._replace(queued=queued)

    def _kind_of(self, job: JobRecord, thing: str) -> str | None:
        if thing in job.executions:
            return job.executions[thing].status
        lost = job.deleted.get(thing)
        return None if lost is None else LOST if lost else DELETED

    def _cascades_by_force(self, job: JobRecord) -> bool:
        return (
            job.force_canceled and job.status in self._remembering and job.is_live(self.spec.live)
        )
