"""Answers: a response or an error code, and the responses that show the records of a world."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from ..language.rules import Mask
from .maps import Map
from .world import ExecutionRecord, Found, JobRecord


class Response:
    """The response to an accepted request.

    ``job_id`` and ``thing_name`` name the job and the thing that it shows, None where it does not
    show exactly one.
    """

    __slots__ = ()

    if TYPE_CHECKING:

        @property
        def job_id(self) -> str | None: ...

        @property
        def thing_name(self) -> str | None: ...

    else:
        # Real properties would become the defaults of the fields of the dataclasses below.
        def __getattr__(self, name: str) -> None:
            if name in ("job_id", "thing_name"):
                return
            raise AttributeError(f"{type(self).__name__} has no {name}")

    def admits(self, seen: Response | Entries | None) -> bool:
        """Whether the seen response conforms to this one, which the spec permits."""
        return self == seen


@dataclass(frozen=True, slots=True)
class JobDescription(Response):
    """The response of DescribeJob. ``counts`` is the number of executions by status, zeros left
    out; any mapping may be given."""

    job_id: str
    status: str
    force_canceled: bool = False
    reason_code: str | None = None
    comment: str | None = None
    counts: Mapping[str, int] = Map()

    def __post_init__(self) -> None:
        counts = Map({status: n for status, n in self.counts.items() if n})
        object.__setattr__(self, "counts", counts)


@dataclass(frozen=True, slots=True)
class ExecutionDescription(Response):
    """The response of DescribeJobExecution and of StartNextPendingJobExecution.

    ``details`` are its statusDetails; any mapping may be given. ``force_canceled`` is None where a
    response does not show the flag: no response of the service iot-jobs-data does.
    """

    job_id: str
    thing_name: str
    status: str
    version: int = 1
    details: Mapping[str, str] = Map()
    force_canceled: bool | None = False

    def __post_init__(self) -> None:
        if type(self.details) is not Map:
            object.__setattr__(self, "details", Map(self.details))

    def admits(self, seen: Response | Entries | None) -> bool:
        """Whether the seen description conforms to this one; it may lack the flag."""
        if isinstance(seen, ExecutionDescription) and seen.force_canceled is None:
            return replace(self, force_canceled=None) == seen
        return self == seen


@dataclass(frozen=True, slots=True)
class ExecutionState(Response):
    """The response of UpdateJobExecution with includeJobExecutionState."""

    status: str
    version: int = 1
    details: Mapping[str, str] = Map()

    def __post_init__(self) -> None:
        if type(self.details) is not Map:
            object.__setattr__(self, "details", Map(self.details))


class PendingExecution(NamedTuple):
    """One execution in the response of GetPendingJobExecutions."""

    job_id: str
    status: str
    version: int


class ListedExecution(NamedTuple):
    """One execution in the response of ListJobExecutionsForJob or ListJobExecutionsForThing."""

    job_id: str
    thing_name: str
    status: str


Entries = tuple[PendingExecution | ListedExecution, ...]


class Listing(Entries, Response):
    """A response that lists executions, sorted, because no document promises an order."""


class Excerpt(Listing):
    """A listing of some of the executions, because there are more than the service lists; no
    document says which ones it lists.

    It holds the expected ones. ``whole`` are all executions, ``shown`` is the most that the service
    lists, and ``optional`` is a status whose executions it may leave out (R150).
    """

    whole: Listing
    shown: int
    optional: str

    @classmethod
    def of(cls, listing: Listing, expected: Listing, shown: int, optional: str) -> Excerpt:
        excerpt = cls(expected)
        excerpt.whole, excerpt.shown, excerpt.optional = listing, shown, optional
        return excerpt

    def admits(self, seen: Response | Entries | None) -> bool:
        if not isinstance(seen, tuple) or len(set(seen)) < len(seen):
            return False
        sure = [entry for entry in self.whole if entry.status != self.optional]
        return any(
            len(seen) == min(self.shown, len(among)) and {*seen} <= {*among}
            for among in (self.whole, sure)
        )


@dataclass(frozen=True, slots=True)
class Masked(Response):
    """A response with some unknown members."""

    right: Response
    members: frozenset[str]

    def admits(self, seen: Response | Entries | None) -> bool:
        """Whether the seen response equals this one in all other members."""
        if isinstance(self.right, tuple):
            return isinstance(seen, tuple)
        if isinstance(seen, tuple) or type(seen) is not type(self.right):
            return False
        hidden = {member: getattr(seen, member) for member in self.members}
        shown: Any = self.right
        return bool(replace(shown, **hidden).admits(seen))


class AnyResponse(Response):
    """A response that may show anything."""

    __slots__ = ()

    def admits(self, _seen: Response | Entries | None) -> bool:
        """Any response conforms, even none."""
        return True


class Words(str):
    """The compared part of an answer, in words. It stands for an error code, but is none."""

    __slots__ = ()


class Answer(NamedTuple):
    """A response, or the code of an error. Operations without a response answer ``Answer()``."""

    error: str | None = None
    response: Response | Entries | None = None

    def admits(self, seen: Answer) -> bool:
        """Whether the seen answer conforms to this one, which the spec permits."""
        if self == seen:
            return True
        shows = self.response
        return seen.error is None and isinstance(shows, Response) and shows.admits(seen.response)


OK = Answer()
ANYTHING = Answer(None, AnyResponse())
"""A success that may show anything."""


def describe_job(job_id: str, job: JobRecord) -> JobDescription:
    """The response of DescribeJob for a job: it counts the latest execution of each thing."""
    return _described(job_id, job, (execution for _, execution in job.latest()))


def describe_undeleted(job_id: str, job: JobRecord) -> JobDescription:
    """The same without the things whose last execution DeleteJobExecution has deleted, although
    they have an earlier one."""
    return _described(job_id, job, job.executions.values())


def describe_attempts(job_id: str, job: JobRecord) -> JobDescription:
    """The response of DescribeJob that also counts retried executions."""
    return _described(job_id, job, (*job.executions.values(), *job.earlier.values()))


def _described(job_id: str, job: JobRecord, counted: Iterable[ExecutionRecord]) -> JobDescription:
    counts = Counter(execution.status for execution in counted)
    return JobDescription(
        job_id,
        job.status,
        job.force_canceled,
        job.reason_code,
        job.comment,
        counts,
    )


def describe_execution(job_id: str, thing: str, execution: ExecutionRecord) -> ExecutionDescription:
    """The response of DescribeJobExecution; an unknown forceCanceled is shown as false."""
    status, version, details, flag, *_ = execution
    return ExecutionDescription(job_id, thing, status, version, details, bool(flag))


def execution_state(execution: ExecutionRecord) -> ExecutionState:
    """The response of UpdateJobExecution with includeJobExecutionState."""
    return ExecutionState(execution.status, execution.version, execution.details)


def list_for_job(job_id: str, job: JobRecord) -> Listing:
    """The response of ListJobExecutionsForJob for a job."""
    earlier = ((thing, x) for (thing, _), x in job.earlier.items())
    every = (*job.executions.items(), *earlier)
    return listing(ListedExecution(job_id, thing, x.status) for thing, x in every)


def list_for_thing(thing: str, executions: Iterable[Found]) -> Listing:
    """The response of ListJobExecutionsForThing for a thing with these executions."""
    return listing(ListedExecution(job_id, thing, x.status) for job_id, _, x in executions)


def list_pending(pending: Iterable[Found]) -> Listing:
    """The response of GetPendingJobExecutions for these pending executions."""
    return listing(PendingExecution(job_id, x.status, x.version) for job_id, _, x in pending)


def masked(response: Response, masks: Iterable[Mask]) -> Response:
    """The response as a deviation shows it."""
    unknown = set()
    for member, how, value in masks:
        if isinstance(response, Listing):
            response = _masked_listing(response, member, how, value)
        elif member in getattr(response, "__dataclass_fields__", ()):
            before = getattr(response, member)
            shown = value
            if how == "plus":
                shown = before + value
            elif how == "without":
                shown = Map({status: n for status, n in before.items() if status != value})
            elif how == "any":
                unknown.add(member)
                continue
            response = replace(response, **{member: shown})  # type: ignore[type-var]
        if how == "any":
            unknown.add(member)
    return Masked(response, frozenset(unknown)) if unknown else response


def _masked_listing(response: Listing, member: str, how: str, value: Any) -> Listing:
    if how == "without":
        return listing(entry for entry in response if value not in (None, entry.status))
    if how in ("is", "plus"):
        return listing(
            entry._replace(**{member: value + getattr(entry, member) if how == "plus" else value})
            for entry in response
            if member in entry._fields
        )
    return response


def listing(entries: Iterable[PendingExecution | ListedExecution]) -> Listing:
    """The entries, sorted."""
    return Listing(sorted(entries))
