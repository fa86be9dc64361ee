"""Taking a system as it is: worlds that agree with what was read."""

from __future__ import annotations

from dataclasses import replace

from immutables import Map

from ..machines import Execution, Job
from ..model.answers import (
    ExecutionDescription,
    JobDescription,
    ListedExecution,
    Listing,
    PendingExecution,
)
from ..model.requests import Request
from ..model.table import TABLE, Table
from ..model.transitions import with_execution
from ..model.world import World

Description = JobDescription | ExecutionDescription
ADOPTED = ("status", "version", "details", "force_canceled", "reason_code", "comment")
"""The members of descriptions that a world remembers."""


def adopt(world: World, seen: Description, table: Table = TABLE) -> World:
    """The world in which the job, or the execution, is as it was read.

    A status that is not on the page is not adopted: no world has it. What the world does not have
    at all stays away.
    """
    job = world.jobs.get(seen.job_id)
    if job is None:
        return world
    if isinstance(seen, JobDescription):
        status = seen.status if seen.status in table.statuses[Job.__name__] else job.status
        told = job._replace(
            status=status,
            force_canceled=seen.force_canceled,
            reason_code=seen.reason_code,
            comment=seen.comment,
        )
        return world.with_job(seen.job_id, told)
    execution = job.executions.get(seen.thing_name)
    if execution is None:
        return world
    known = table.statuses[Execution.__name__]
    record = execution._replace(
        status=seen.status if seen.status in known else execution.status,
        version=seen.version,
        details=Map(seen.details),
        force_canceled=seen.force_canceled,
        may_be_bumped=False,
    )
    return with_execution(world, seen.job_id, job, seen.thing_name, record)


def is_there(world: World, read: Request) -> bool:
    """Whether there is the job or execution that is read."""
    job = world.jobs.get(read.job_id or "")
    thing = read.thing_name
    return job is not None and (thing is None or thing in job.executions)


def without(world: World, read: Request) -> World:
    """The world without the job or execution that is read."""
    job_id = read.job_id or ""
    job, thing = world.jobs.get(job_id), read.thing_name
    if job is None or not is_there(world, read):
        return world
    if thing is None:
        return world.with_job(job_id, None)
    return with_execution(world, job_id, job, thing, None)


class Dialect:
    """Where a system shows what no world can hold, and what that stands for.

    An unknown status, a counter that does not count: noted once, it does not count again.
    """

    def __init__(self) -> None:
        self._means: dict[tuple[object, ...], object] = {}

    def __bool__(self) -> bool:
        return bool(self._means)

    def __copy__(self) -> Dialect:
        other = Dialect()
        other._means = {**self._means}
        return other

    def learn(self, seen: Description, expected: Description, fields: tuple[str, ...]) -> None:
        """From now on these members of ``seen`` stand for those of ``expected``."""
        for field in fields:
            self._means[self._key(seen, field)] = getattr(expected, field)

    def forget_counters(self, job_id: str) -> None:
        """What the counters of a job stand for was learned before its executions were known."""
        for key in [k for k in self._means if k[1] == "counts" and k[3] == job_id]:
            del self._means[key]

    def translate(self, seen: Description) -> Description:
        """What was read, in the words of the page as far as they are known."""
        changes = {
            field: self._means[key]
            for field in seen.__dataclass_fields__
            if (key := self._key(seen, field)) in self._means
        }
        return replace(seen, **changes) if changes else seen  # type: ignore[arg-type]

    def translate_listing(self, seen: Listing) -> Listing:
        """What was listed, the statuses in the words of the page as far as they are known."""
        return tuple(map(self._entry, seen))  # type: ignore[return-value]

    def _entry(self, entry: PendingExecution | ListedExecution) -> tuple[object, ...]:
        if isinstance(entry, ListedExecution):
            known = self._means.get(_word(entry.status), entry.status)
            return entry._replace(status=str(known))
        return entry

    def _key(self, seen: Description, field: str) -> tuple[object, ...]:
        value = getattr(seen, field)
        if field == "status":  # a word, whichever job or execution it is said of
            return _word(value, type(seen))
        thing = seen.thing_name
        return type(seen), field, value, seen.job_id, thing


def _word(status: object, of: type[Description] = ExecutionDescription) -> tuple[object, ...]:
    return of, "status", status
