"""Reads that the model does not have: what each shows follows from other reads, or from CreateJob.

A view is a part of a listing, its pages, a document, or what a device reads of its own execution.
No world decides it: it must show the same as another read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from .. import claims as c
from ..language.evidence import Claim
from ..language.rules import Outcome, RequestRule, Verdict
from .constraints import MALFORMED


@dataclass(frozen=True, slots=True)
class View:
    """Such a read of an operation. ``says`` is what it must show."""

    operation: str
    name: str
    says: str
    claims: tuple[Claim, ...]

    @property
    def rule(self) -> RequestRule:
        """The rule for what the view shows."""
        return _rule(self)


@lru_cache
def _rule(view: View) -> RequestRule:
    return RequestRule(
        Verdict.ACCEPT,
        None,
        {},
        (Outcome(),),
        view.claims,
        machine=MALFORMED.machine,
        event=f"view/{view.name}",
        operation=view.operation,
    )


_FOR_JOB, _FOR_THING = "ListJobExecutionsForJob", "ListJobExecutionsForThing"
_FILTERED = "with a `status`: the entries of the whole listing in that status"
_IN_PAGES = (
    "with `maxResults`: at most that many entries on each page, and on all pages those of the "
    "whole listing"
)
_STATUS, _PAGES = (c.LISTINGS_TAKE_A_STATUS,), (c.LISTINGS_COME_IN_PAGES,)
_NUMBER = (
    "with `executionNumber` 1: the same as without one; with 2: ResourceNotFoundException; on both "
    "planes"
)

ALL_JOBS = View(
    "ListJobs", "ALL", "each job that the check made, as DescribeJob shows it", (c.LISTED_JOBS,)
)
JOBS_OF_STATUS = View("ListJobs", "STATUS", _FILTERED, _STATUS)
JOBS_OF_SELECTION = View(
    "ListJobs",
    "SELECTION",
    "with `targetSelection` SNAPSHOT the whole listing; with CONTINUOUS no job of the check",
    (c.LISTINGS_TAKE_A_SELECTION,),
)
JOBS_IN_PAGES = View("ListJobs", "PAGES", _IN_PAGES, _PAGES)
OF_JOB_OF_STATUS = View(_FOR_JOB, "STATUS", _FILTERED, _STATUS)
OF_JOB_IN_PAGES = View(_FOR_JOB, "PAGES", _IN_PAGES, _PAGES)
OF_THING_OF_STATUS = View(_FOR_THING, "STATUS", _FILTERED, _STATUS)
OF_THING_OF_JOB = View(
    _FOR_THING,
    "JOB_ID",
    "with a `jobId`: the entries of the whole listing for that job",
    (c.LISTINGS_TAKE_A_JOB,),
)
OF_THING_IN_PAGES = View(_FOR_THING, "PAGES", _IN_PAGES, _PAGES)
DOCUMENT = View(
    "GetJobDocument",
    "DOCUMENT",
    "the document given to CreateJob, as a string with the same JSON",
    (c.DOCUMENT_IS_READABLE,),
)
DESCRIPTION = View(
    "DescribeJob",
    "DESCRIPTION",
    "the description given to CreateJob",
    (c.DESCRIPTION_IS_READABLE,),
)
NAMESPACE = View(
    "DescribeJob",
    "NAMESPACE",
    "the namespaceId given to CreateJob",
    (c.NAMESPACE_IS_READABLE,),
)
NUMBER = View("DescribeJobExecution", "NUMBER", _NUMBER, (c.NUMBER_SELECTS_EXECUTION,))
BY_DEVICE = View(
    "DescribeJobExecution",
    "BY_DEVICE",
    "for a device: the status, version and details that the iot API shows; for a CANCELED "
    "execution also TerminalStateException",
    (c.DEVICE_READS_ITS_EXECUTION, c.WHETHER_DEVICE_READS_TERMINAL),
)
NEXT = View(
    "DescribeJobExecution",
    "NEXT",
    "for `$next`: the first IN_PROGRESS execution that GetPendingJobExecutions lists, else the "
    "first QUEUED one, else nothing; as a device reads it",
    (c.IN_PROGRESS_COMES_NEXT, c.TERMINAL_IS_NEVER_PENDING),
)
DEVICE_DOCUMENT = View(
    "DescribeJobExecution",
    "DOCUMENT",
    "for a device: the document of the job, except with `includeJobDocument=false`",
    (c.DEVICE_GETS_THE_DOCUMENT,),
)

VIEWS = (
    ALL_JOBS,
    JOBS_OF_STATUS,
    JOBS_OF_SELECTION,
    JOBS_IN_PAGES,
    OF_JOB_OF_STATUS,
    OF_JOB_IN_PAGES,
    OF_THING_OF_STATUS,
    OF_THING_OF_JOB,
    OF_THING_IN_PAGES,
    DOCUMENT,
    DESCRIPTION,
    NAMESPACE,
    NUMBER,
    BY_DEVICE,
    NEXT,
    DEVICE_DOCUMENT,
)
"""Every view, in the order of reports."""


def view_rules() -> Iterator[RequestRule]:
    """One rule for each view."""
    return (view.rule for view in VIEWS)
