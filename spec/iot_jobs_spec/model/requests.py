"""Requests: one call of the API each, named as its operation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from immutables import Map

Details = Map[str, str]
"""statusDetails: an immutable map of name to value."""


@dataclass(frozen=True, slots=True)
class CreateJob:
    """Make a SNAPSHOT job without a schedule for the things in ``targets``, by thing name.

    A thing that is named twice is one target.
    """

    job_id: str
    targets: tuple[str, ...]
    document: str = "{}"

    def __post_init__(self) -> None:
        object.__setattr__(self, "targets", tuple(dict.fromkeys(self.targets)))


@dataclass(frozen=True, slots=True)
class DescribeJob:
    """Read a job: its status, flags and how many executions have each status."""

    job_id: str


@dataclass(frozen=True, slots=True)
class CancelJob:
    """Cancel a job, with ``force`` also its executions that are IN_PROGRESS."""

    job_id: str
    force: bool = False
    reason_code: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class DeleteJob:
    """Delete a job and its executions, with ``force`` also one that is IN_PROGRESS."""

    job_id: str
    force: bool = False


@dataclass(frozen=True, slots=True)
class DescribeJobExecution:
    """Read one execution: its status, version, details and flag."""

    job_id: str
    thing_name: str


@dataclass(frozen=True, slots=True)
class CancelJobExecution:
    """Cancel one execution, with ``force`` also one that is IN_PROGRESS.

    ``expected_version`` None asks for no version check; ``status_details`` None keeps what is
    stored.
    """

    job_id: str
    thing_name: str
    force: bool = False
    expected_version: int | None = None
    status_details: Mapping[str, str] | None = None

    def __post_init__(self) -> None:
        _freeze(self)


@dataclass(frozen=True, slots=True)
class UpdateJobExecution:
    """A device reports that it is IN_PROGRESS, the one status of a device on this page."""

    job_id: str
    thing_name: str
    expected_version: int | None = None
    status_details: Mapping[str, str] | None = None

    def __post_init__(self) -> None:
        _freeze(self)


@dataclass(frozen=True, slots=True)
class StartNextPendingJobExecution:
    """A device takes up the next of its pending executions."""

    thing_name: str
    status_details: Mapping[str, str] | None = None

    def __post_init__(self) -> None:
        _freeze(self)


@dataclass(frozen=True, slots=True)
class GetPendingJobExecutions:
    """A device reads which of its executions are QUEUED or IN_PROGRESS."""

    thing_name: str


@dataclass(frozen=True, slots=True)
class ListJobExecutionsForJob:
    """Read which executions a job has, whatever their status; all pages are one listing."""

    job_id: str


@dataclass(frozen=True, slots=True)
class ListJobExecutionsForThing:
    """Read which executions a thing has, whatever their status; all pages are one listing."""

    thing_name: str


Request = (
    CreateJob
    | DescribeJob
    | CancelJob
    | DeleteJob
    | DescribeJobExecution
    | CancelJobExecution
    | UpdateJobExecution
    | StartNextPendingJobExecution
    | GetPendingJobExecutions
    | ListJobExecutionsForJob
    | ListJobExecutionsForThing
)
"""Any of the requests."""


def _freeze(
    request: CancelJobExecution | UpdateJobExecution | StartNextPendingJobExecution,
) -> None:
    """Keep status details as an immutable map, so that requests are values."""
    if request.status_details is not None:
        object.__setattr__(request, "status_details", Map(request.status_details))
