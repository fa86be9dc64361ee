"""What is asked about reads that the model does not have, in one scene of their own.

In the scene a thing has an IN_PROGRESS execution that is newer than its QUEUED one, another has two
QUEUED ones, and a third one has none pending. So each filter and each order shows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from ... import claims as c
from ...errors import RESOURCE_NOT_FOUND
from ...language.evidence import Claim
from ...model import views as v
from ...model.requests import CancelJob, CreateJob, DescribeJob, Request, UpdateJobExecution
from ...model.views import View
from ...model.wire import NEXT, PENDING_LISTS
from ...systems.raw import RawRequest
from ..pages import told
from .scene import JOB, OTHER_THING, THING, THIRD_THING

OTHER_JOB, CANCELED_JOB = "other-job", "canceled-job"
FOURTH_THING = "fourth-thing"
DESCRIBED_JOB, NAMED_JOB = "described-job", "named-job"
DOCUMENTS = {JOB: '{"do": ["this", 1]}', OTHER_JOB: '{"do": "that"}', CANCELED_JOB: "{}"}
GIVEN = {
    DESCRIBED_JOB: ("description", "described by a check"),
    NAMED_JOB: ("namespaceId", "check"),
}
"""The jobs that are made with one more member, and its value."""


def _with_member(job_id: str, member: str, value: str) -> RawRequest:
    body = {"targets": [f"{{arn:{FOURTH_THING}}}"], "document": "{}", member: value}
    return RawRequest(CreateJob.operation, job_id, body=json.dumps(body).encode())


SETUP: tuple[Request | RawRequest, ...] = (
    CreateJob(JOB, (THING, OTHER_THING), DOCUMENTS[JOB]),
    CreateJob(OTHER_JOB, (THING, OTHER_THING), DOCUMENTS[OTHER_JOB]),
    CreateJob(CANCELED_JOB, (THING, THIRD_THING), DOCUMENTS[CANCELED_JOB]),
    UpdateJobExecution(OTHER_JOB, THING, status_details={"step": "one"}),
    CancelJob(CANCELED_JOB),
    *(_with_member(job_id, *given) for job_id, given in GIVEN.items()),
)
"""The scene: each request is one that a right system accepts."""
STATUSES, JOB_STATUSES = ("QUEUED", "IN_PROGRESS", "CANCELED"), ("IN_PROGRESS", "CANCELED")
TERMINAL = "TerminalStateException"
"""The error code of the device plane for what is over."""
NOTHING = "nothing"
"""What is shown where there is nothing to show."""
BETWEEN = "; "
"""What stands between the entries of a listing in words."""
Permits: TypeAlias = Callable[[Sequence[str]], tuple[str, ...]]
"""Tells what may be shown, in words, from what was shown beside it; nothing if nothing follows."""


class Reading(NamedTuple):
    """A read, and how its response is put into words: by ``fields`` as `pages.told` takes them, of
    each entry of the list ``member``, or of the whole response where that is empty.

    A listing is read to its last page: ``first`` is the maxResults of the first page, ``others``
    that of the other ones. Of a listing of all jobs the ``own`` ones count.
    """

    sent: RawRequest
    fields: Mapping[str, str]
    member: str = ""
    own: tuple[str, ...] = ()
    first: int | None = None
    others: int | None = None

    def asking(self, query: str) -> Reading:
        """The same with more of a query."""
        both = "&".join(filter(None, [self.sent.query, query]))
        return self._replace(sent=replace(self.sent, query=both))


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a view, and the reads ``beside`` it that tell what it may show."""

    view: View
    reading: Reading
    permits: Permits
    beside: tuple[Reading, ...] = ()
    because: tuple[Claim, ...] = ()

    @property
    def request(self) -> RawRequest:
        """The request, for a listing the one for its first page."""
        first = self.reading.first
        return self.reading.asking("" if first is None else f"maxResults={first}").sent

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What the look tries: all claims of the view, or those that it is there ``because`` of."""
        return self.because or self.view.claims

    @property
    def names(self) -> frozenset[str]:
        """The jobs that it is about."""
        readings = (self.reading, *self.beside)
        named = {reading.sent.job_id for reading in readings}
        named.update(name for reading in readings for name in reading.own)
        things = {reading.sent.thing_name for reading in readings} - {""}
        on = {
            job.job_id
            for job in SETUP
            if isinstance(job, CreateJob) and not things.isdisjoint(job.targets)
        }
        return frozenset(named | on) - {"", NEXT}


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
    BETWEEN.join(
        f"jobId={job_id}, status={status}"
        for job_id, status in (
            (CANCELED_JOB, "CANCELED"), (JOB, "QUEUED"), (OTHER_JOB, "IN_PROGRESS")
        )
    ),
)  # fmt: skip
"""A reading, and what it shows once the scene is set up."""


def looks() -> Iterator[Look]:
    """Every look, those at the control plane first."""
    yield from _at_jobs()
    yield from _at_listings()
    for job_id in (JOB, OTHER_JOB):
        reading = Reading(RawRequest("GetJobDocument", job_id), {"document": "document"})
        yield Look(v.DOCUMENT, reading, _always(_document(job_id, "document")))
    for job_id, view in ((DESCRIBED_JOB, v.DESCRIPTION), (NAMED_JOB, v.NAMESPACE)):
        member, value = GIVEN[job_id]
        reading = Reading(RawRequest(view.operation, job_id), {member: f"job.{member}"})
        yield Look(view, reading, _always(f"{member}={value}"))
    yield from _at_numbers(_described(JOB, OTHER_THING))
    yield from _at_device()
    yield from _at_numbers(_read_by_device(JOB, OTHER_THING))


def _at_jobs() -> Iterator[Look]:
    described = tuple(
        Reading(
            RawRequest(DescribeJob.operation, job_id),
            {"jobId": "job.jobId", "status": "job.status"},
        )
        for job_id in sorted(DOCUMENTS)
    )
    yield Look(v.ALL_JOBS, _JOBS, _all, described)
    for status in JOB_STATUSES:
        reading, words = _JOBS.asking(f"status={status}"), f"status={status}"
        yield Look(v.JOBS_OF_STATUS, reading, _only(words), (_JOBS,))
    for selection, permits in (("SNAPSHOT", _all), ("CONTINUOUS", _always(NOTHING))):
        reading = _JOBS.asking(f"targetSelection={selection}")
        yield Look(v.JOBS_OF_SELECTION, reading, permits, (_JOBS,))
    yield Look(v.JOBS_IN_PAGES, _JOBS._replace(first=2), _all, (_JOBS,))


def _at_listings() -> Iterator[Look]:
    for whole, of_status, in_pages in (
        (_OF_JOB, v.OF_JOB_OF_STATUS, v.OF_JOB_IN_PAGES),
        (_OF_THING, v.OF_THING_OF_STATUS, v.OF_THING_IN_PAGES),
    ):
        for status in STATUSES:
            words = f"status={status}"
            yield Look(of_status, whole.asking(words), _only(words), (whole,))
        yield Look(in_pages, whole._replace(first=1), _all, (whole,))
    for job_id in (JOB, CANCELED_JOB):
        of_job = _OF_THING._replace(sent=replace(_OF_THING.sent, job_id=job_id))
        reading = of_job.asking("jobId={jobId}")
        yield Look(v.OF_THING_OF_JOB, reading, _only(f"jobId={job_id}"), (_OF_THING,))


def _at_numbers(plain: Reading) -> Iterator[Look]:
    numbered = plain._replace(fields={**plain.fields, "executionNumber": _NUMBER})
    for number, permits in ((1, _all), (2, _always(RESOURCE_NOT_FOUND.code))):
        asking = numbered.asking(f"executionNumber={number}")
        yield Look(v.NUMBER, asking, _if_first(permits), (numbered,))


def _at_device() -> Iterator[Look]:
    for job_id in (JOB, OTHER_JOB, CANCELED_JOB):
        reading, beside = _read_by_device(job_id, THING), _described(job_id, THING)
        yield Look(v.BY_DEVICE, reading, _as_described, (beside,))
    for thing in (THING, OTHER_THING, THIRD_THING):
        made = [one for one in SETUP if isinstance(one, CreateJob)]
        jobs = [j.job_id for j in made if thing in j.targets and j.job_id != CANCELED_JOB]
        pending = RawRequest("GetPendingJobExecutions", thing_name=thing, of_device=True)
        lists = (Reading(pending, {"jobId": "jobId"}, member) for member in PENDING_LISTS)
        reads = (_read_by_device(job_id, thing) for job_id in jobs)
        because = c.TERMINAL_IS_NEVER_PENDING if thing == THIRD_THING else c.IN_PROGRESS_COMES_NEXT
        reading = _read_by_device(NEXT, thing)
        yield Look(v.NEXT, reading, _first(jobs), (*lists, *reads), (because,))
    for query in ("", "includeJobDocument=true", _NO_DOCUMENT):
        for job_id in (JOB, OTHER_JOB):
            reading = _read_by_device(job_id, OTHER_THING).asking(query)
            fields = {"jobDocument": "execution.jobDocument"}
            words = NOTHING if query == _NO_DOCUMENT else _document(job_id, "jobDocument")
            yield Look(v.DEVICE_DOCUMENT, reading._replace(fields=fields), _always(words))


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


def _document(job_id: str, member: str) -> str:
    return told({member: DOCUMENTS[job_id]}, {member: member})


# What may be shown, from what was shown beside it.


def _always(words: str) -> Permits:
    return lambda _: (words,)


def _all(shown: Sequence[str]) -> tuple[str, ...]:
    """All that was shown beside it."""
    return (BETWEEN.join(shown),)


def _only(words: str) -> Permits:
    """Those entries of the listing beside it that have these words."""

    def permits(shown: Sequence[str]) -> tuple[str, ...]:
        entries = [entry for entry in shown[0].split(BETWEEN) if words in entry.split(", ")]
        return (BETWEEN.join(entries) or NOTHING,)

    return permits


def _if_first(permits: Permits) -> Permits:
    """The same, where the execution beside it has the number 1 or none: a wrong number is a fault
    of its own."""

    def found(shown: Sequence[str]) -> tuple[str, ...]:
        number = [word for word in shown[0].split(", ") if word.startswith("executionNumber")]
        return permits(shown) if number in ([], ["executionNumber=1"]) else ()

    return found


def _as_described(shown: Sequence[str]) -> tuple[str, ...]:
    """What the iot API describes; of an execution that is over, perhaps nothing."""
    is_over = not any(f"status={status}" in shown[0] for status in PENDING_LISTS.values())
    return (shown[0], *([TERMINAL] if is_over else []))


def _first(jobs: Sequence[str]) -> Permits:
    """What a device reads of the first pending execution, of the one that is listed as IN_PROGRESS
    or else of the QUEUED one whose job was created first. ``jobs`` are in that order."""

    def permits(shown: Sequence[str]) -> tuple[str, ...]:
        number = len(PENDING_LISTS)
        read = {
            f"jobId={job_id}": words for job_id, words in zip(jobs, shown[number:], strict=True)
        }
        for listed in (listed.split(BETWEEN) for listed in shown[:number]):
            if listed != [NOTHING]:
                first = [words for name, words in read.items() if name in listed]
                return tuple(first[:1]) if read.keys() >= {*listed} else ()
        return (NOTHING,)

    return permits
