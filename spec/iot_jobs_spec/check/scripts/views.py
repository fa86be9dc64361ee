"""What is asked about reads that the model does not have, in one scene of their own.

In the scene a thing has an IN_PROGRESS execution that is newer than its QUEUED one, another has two
QUEUED ones, and a third one has none pending. So each filter and each order shows.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeAlias

from ... import claims as c
from ...errors import RESOURCE_NOT_FOUND
from ...language.evidence import Claim
from ...model import views as v
from ...model.requests import CancelJob, CreateJob, DescribeJob, Request, UpdateJobExecution
from ...model.views import View
from ...model.wire import NEXT, PENDING_LISTS
from ...systems.raw import RawRequest
from ..pages import shown
from .scene import JOB, OTHER_THING, THING, THIRD_THING

OTHER_JOB, CANCELED_JOB = "other-job", "canceled-job"
FOURTH_THING = "fourth-thing"
DESCRIBED_JOB, NAMED_JOB = "described-job", "named-job"
DOCUMENTS = {JOB: '{"do": ["this", 1]}', OTHER_JOB: '{"do": "là"}', CANCELED_JOB: "{}"}
GIVEN = {
    DESCRIBED_JOB: ("description", "described by a check"),
    NAMED_JOB: ("namespaceId", "check"),
}
"""The jobs that are made with one more member, and its value."""


def _with_member(job_id: str, member: str, value: str) -> RawRequest:
    body = {"targets": [f"{{arn:{FOURTH_THING}}}"], "document": "{}", member: value}
    return RawRequest(CreateJob.operation, job_id, body=json.dumps(body).encode())


Setup: TypeAlias = Request | RawRequest
SETUP: tuple[Setup, ...] = (
    CreateJob(JOB, (THING, OTHER_THING), DOCUMENTS[JOB]),
    CreateJob(OTHER_JOB, (THING, OTHER_THING), DOCUMENTS[OTHER_JOB]),
    CreateJob(CANCELED_JOB, (THING, THIRD_THING), DOCUMENTS[CANCELED_JOB]),
    UpdateJobExecution(OTHER_JOB, THING, status_details={"step": "one"}),
    CancelJob(CANCELED_JOB),
    *(_with_member(job_id, *given) for job_id, given in GIVEN.items()),
)
"""The scene: each request is one that a right system accepts."""
STATUSES = ("QUEUED", "IN_PROGRESS", "CANCELED", "SUCCEEDED")
JOB_STATUSES = ("IN_PROGRESS", "CANCELED", "COMPLETED")
"""Those of the scene, and one that nothing has there."""
TERMINAL = "TerminalStateException"
"""The error code of the device plane for what is over."""


class Reading(NamedTuple):
    """A read, and what it is about: the other members are those of `pages.shown`."""

    sent: RawRequest
    fields: Mapping[str, str]
    member: str = ""
    own: tuple[str, ...] = ()
    first: int | None = None
    others: int | None = None

    @property
    def nothing(self) -> str:
        """What came without entries: of a read that is about one member, that it is not there."""
        return "nothing" if self.member or len(self.fields) > 1 else f"no {next(iter(self.fields))}"

    def asking(self, query: str) -> Reading:
        """The same with more of a query."""
        both = "&".join(filter(None, [self.sent.query, query]))
        return self._replace(sent=replace(self.sent, query=both))


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a view. ``kind`` and ``given`` say what it may show, from the reads ``beside``
    it, as `permitted.permitted` takes them.

    ``because`` are the claims that it tries, if it does not try all of the view. Nothing follows
    from it if a view of ``after`` is wrong, and if ``numbered``, where the execution beside it does
    not have the number 1: those are faults of their own.
    """

    view: View
    reading: Reading
    kind: str
    given: Any = ()
    beside: tuple[Reading, ...] = ()
    because: tuple[Claim, ...] = ()
    after: tuple[View, ...] = ()
    numbered: bool = False

    @property
    def request(self) -> RawRequest:
        """The request, for a listing the one for its first page."""
        first = self.reading.first
        return self.reading.asking("" if first is None else f"maxResults={first}").sent

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims that it tries."""
        return self.because or self.view.claims

    @property
    def jobs(self) -> frozenset[str]:
        """The jobs that it reads by their names."""
        readings = (self.reading, *self.beside)
        named = {one.sent.job_id for one in readings} | {n for one in readings for n in one.own}
        return frozenset(named - {"", NEXT})

    @property
    def scene(self) -> frozenset[str]:
        """The jobs that it is about: those, and the ones on the things that it reads."""
        things = {one.sent.thing_name for one in (self.reading, *self.beside)}
        made = (one for one in SETUP if isinstance(one, CreateJob))
        return self.jobs | {one.job_id for one in made if not things.isdisjoint(one.targets)}


_STATUS = "jobExecutionSummary.status"
_JOBS = Reading(
    RawRequest("ListJobs"),
    {"jobId": "jobId", "status": "status"},
    "jobs",
    tuple(DOCUMENTS),
    others=250,
)
_OF_JOB = Reading(
    RawRequest("ListJobExecutionsForJob", OTHER_JOB),
    {"thingName": "thingArn", "status": _STATUS},
    "executionSummaries",
)
_OF_THING = Reading(
    RawRequest("ListJobExecutionsForThing", thing_name=THING),
    {"jobId": "jobId", "status": _STATUS},
    "executionSummaries",
)
PLANNED = (
    _OF_THING,
    [
        {"jobId": f'"{job_id}"', "status": f'"{status}"'}
        for job_id, status in (
            (CANCELED_JOB, "CANCELED"), (JOB, "QUEUED"), (OTHER_JOB, "IN_PROGRESS")
        )
    ],
)  # fmt: skip
"""A reading, and what it shows once the scene is set up."""


def looks() -> Iterator[Look]:
    """Every look, those at the control plane first."""
    yield from _at_jobs()
    yield from _at_listings()
    for job_id in (JOB, OTHER_JOB):
        reading = Reading(RawRequest("GetJobDocument", job_id), {"document": "document"})
        yield Look(v.DOCUMENT, reading, "given", _document(job_id, "document"))
    for job_id, view in ((DESCRIBED_JOB, v.DESCRIPTION), (NAMED_JOB, v.NAMESPACE)):
        member, value = GIVEN[job_id]
        reading = Reading(RawRequest(view.operation, job_id), {member: f"job.{member}"})
        yield Look(view, reading, "given", {member: json.dumps(value)})
    yield from _at_numbers(_described(JOB, OTHER_THING))
    yield from _at_device()
    yield from _at_numbers(_read_by_device(JOB, OTHER_THING))


def looks_of(cells: Collection[str]) -> tuple[Look, ...]:
    """The looks at the views with these cells."""
    return tuple(look for look in looks() if look.view.rule.id in cells)


def look_of(cell: str, request: object) -> Look:
    """The look at the view of the cell that sends this request."""
    return next(look for look in looks_of([cell]) if look.request == request)


def _at_jobs() -> Iterator[Look]:
    fields = {"jobId": "job.jobId", "status": "job.status"}
    described = tuple(
        Reading(RawRequest(DescribeJob.operation, job_id), fields) for job_id in sorted(DOCUMENTS)
    )
    yield Look(v.ALL_JOBS, _JOBS, "same", (), described)
    whole, after = (_JOBS,), (v.ALL_JOBS,)
    for status in JOB_STATUSES:
        reading, given = _JOBS.asking(f"status={status}"), {"status": f'"{status}"'}
        yield Look(v.JOBS_OF_STATUS, reading, "only", given, whole, after=after)
    snapshot, continuous = (
        _JOBS.asking(f"targetSelection={one}") for one in ("SNAPSHOT", "CONTINUOUS")
    )
    yield Look(v.JOBS_OF_SELECTION, snapshot, "same", (), whole, after=after)
    yield Look(v.JOBS_OF_SELECTION, continuous, "given", {}, whole, after=after)
    yield Look(v.JOBS_IN_PAGES, _JOBS._replace(first=2), "same", (), whole, after=after)


def _at_listings() -> Iterator[Look]:
    for whole, of_status, in_pages in (
        (_OF_JOB, v.OF_JOB_OF_STATUS, v.OF_JOB_IN_PAGES),
        (_OF_THING, v.OF_THING_OF_STATUS, v.OF_THING_IN_PAGES),
    ):
        for status in STATUSES:
            reading, given = whole.asking(f"status={status}"), {"status": f'"{status}"'}
            yield Look(of_status, reading, "only", given, (whole,))
        for first in (1, 2):
            yield Look(in_pages, whole._replace(first=first), "same", (), (whole,))
        queued, given = whole.asking("status=QUEUED"), {"status": '"QUEUED"'}
        yield Look(in_pages, queued._replace(first=1), "only", given, (whole,), after=(of_status,))
    for job_id in (JOB, CANCELED_JOB):
        of_job = _OF_THING._replace(sent=replace(_OF_THING.sent, job_id=job_id))
        reading, given = of_job.asking("jobId={jobId}"), {"jobId": f'"{job_id}"'}
        yield Look(v.OF_THING_OF_JOB, reading, "only", given, (_OF_THING,))
        queued = reading.asking("status=QUEUED")
        both, after = {**given, "status": '"QUEUED"'}, (v.OF_THING_OF_JOB, v.OF_THING_OF_STATUS)
        yield Look(v.OF_THING_OF_JOB, queued, "only", both, (_OF_THING,), after=after)


def _at_numbers(plain: Reading) -> Iterator[Look]:
    numbered = plain._replace(fields={**plain.fields, "executionNumber": _NUMBER})
    for number, kind, given in ((1, "same", ()), (2, "error", (RESOURCE_NOT_FOUND.code,))):
        asking = numbered.asking(f"executionNumber={number}")
        yield Look(v.NUMBER, asking, kind, given, (numbered,), numbered=True)


def _at_device() -> Iterator[Look]:
    for job_id, thing in (
        (JOB, THING), (OTHER_JOB, THING), (OTHER_JOB, OTHER_THING), (CANCELED_JOB, THING)
    ):  # fmt: skip
        reading, beside = _read_by_device(job_id, thing), (_described(job_id, thing),)
        if job_id == CANCELED_JOB:
            yield Look(v.BY_DEVICE, reading, "same", (TERMINAL,), beside)
        else:
            because = (c.DEVICE_READS_ITS_EXECUTION,)
            yield Look(v.BY_DEVICE, reading, "same", (), beside, because)
    for thing in (THING, OTHER_THING, THIRD_THING):
        made = [one for one in SETUP if isinstance(one, CreateJob)]
        jobs = [j.job_id for j in made if thing in j.targets and j.job_id != CANCELED_JOB]
        pending = RawRequest("GetPendingJobExecutions", thing_name=thing, of_device=True)
        lists = (Reading(pending, {"jobId": "jobId"}, member) for member in PENDING_LISTS)
        reads = (_read_by_device(job_id, thing) for job_id in jobs)
        tries = c.TERMINAL_IS_NEVER_PENDING if thing == THIRD_THING else c.IN_PROGRESS_COMES_NEXT
        reading, after = _read_by_device(NEXT, thing), (v.BY_DEVICE,)
        due = jobs, [RESOURCE_NOT_FOUND.code]
        yield Look(v.NEXT, reading, "first", due, (*lists, *reads), (tries,), after)
    fields = {"jobDocument": "execution.jobDocument"}
    for query in ("", "includeJobDocument=true", _NO_DOCUMENT):
        for job_id in (JOB, OTHER_JOB, NEXT):
            reading = _read_by_device(job_id, OTHER_THING).asking(query)._replace(fields=fields)
            given = {} if query == _NO_DOCUMENT else _document(job_id, "jobDocument")
            others = v.DOCUMENT, v.BY_DEVICE, *([v.NEXT] if job_id == NEXT else [])
            yield Look(v.DEVICE_DOCUMENT, reading, "given", given, after=others)


_NO_DOCUMENT = "includeJobDocument=false"
_NUMBER = "execution.executionNumber"
_SHOWN = ("jobId", "thingName", "status", "versionNumber", "statusDetails")
_BY_DEVICE = {name: f"execution.{name}" for name in _SHOWN}
_DESCRIBED = _BY_DEVICE | {
    "thingName": "execution.thingArn",
    "statusDetails": "execution.statusDetails.detailsMap",
}


def _described(job_id: str, thing: str) -> Reading:
    return Reading(RawRequest("DescribeJobExecution", job_id, thing), _DESCRIBED)


def _read_by_device(job_id: str, thing: str) -> Reading:
    sent = RawRequest("DescribeJobExecution", job_id, thing, of_device=True)
    return Reading(sent, _BY_DEVICE)


def _document(job_id: str, member: str) -> dict[str, str]:
    """An entry with the document of a job; of what comes next, that is the first job."""
    given = DOCUMENTS[JOB if job_id == NEXT else job_id]
    (entry,) = shown(lambda _: {member: given}, str, {member: member})
    return entry
