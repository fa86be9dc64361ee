"""Answers: what a caller sees, a response or an error code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from immutables import Map


@dataclass(frozen=True, slots=True)
class JobDescription:
    """What DescribeJob tells of a job. ``counts`` is the number of executions by status, zeros
    left out; any mapping may be given."""

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
class ExecutionDescription:
    """What DescribeJobExecution and StartNextPendingJobExecution tell of an execution.

    ``details`` are its statusDetails; any mapping may be given.
    """

    job_id: str
    thing_name: str
    status: str
    version: int = 1
    details: Mapping[str, str] = Map()
    force_canceled: bool = False

    def __post_init__(self) -> None:
        if type(self.details) is not Map:
            object.__setattr__(self, "details", Map(self.details))


class PendingExecution(NamedTuple):
    """What GetPendingJobExecutions tells of each execution."""

    job_id: str
    status: str
    version: int


class ListedExecution(NamedTuple):
    """What ListJobExecutionsForJob and ListJobExecutionsForThing tell of each execution."""

    job_id: str
    thing_name: str
    status: str


Listing = tuple[PendingExecution, ...] | tuple[ListedExecution, ...]
"""What a request for several executions tells, sorted: an order is nowhere promised."""
Response = JobDescription | ExecutionDescription | Listing


class Answer(NamedTuple):
    """A response, or the code of an error. Operations that tell nothing answer ``Answer()``."""

    error: str | None = None
    response: Response | None = None


OK = Answer()
