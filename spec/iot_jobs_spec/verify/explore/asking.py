"""The requests that are made of every world: each operation, and each way its guards can turn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ...model.requests import (
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    DescribeJob,
    DescribeJobExecution,
    GetPendingJobExecutions,
    ListJobExecutionsForJob,
    ListJobExecutionsForThing,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
)

BOTH = (False, True)
OTHER_DOCUMENT = '{"other": true}'
WRONG_VERSION = -1
"""No execution has this version."""
VERSIONS = (None, WRONG_VERSION)


def of_job(job_id: str, targets: Sequence[str]) -> Iterator[Request]:
    """The requests about a job as a whole; the first CreateJob is an identical repeat of itself."""
    yield CreateJob(job_id, tuple(targets))
    yield CreateJob(job_id, tuple(targets), OTHER_DOCUMENT)
    yield DescribeJob(job_id)
    yield ListJobExecutionsForJob(job_id)
    yield from (CancelJob(job_id, force=force) for force in BOTH)
    yield from (DeleteJob(job_id, force=force) for force in BOTH)


def of_executions(job_id: str, things: Iterable[str]) -> Iterator[Request]:
    """The requests about a job's execution on each of the things."""
    for thing in things:
        yield DescribeJobExecution(job_id, thing)
        for version in VERSIONS:
            yield UpdateJobExecution(job_id, thing, expected_version=version)
            for force in BOTH:
                yield CancelJobExecution(job_id, thing, force=force, expected_version=version)


def of_things(things: Iterable[str]) -> Iterator[Request]:
    """The requests about whatever a thing has to do, most of them by its device."""
    for thing in things:
        yield StartNextPendingJobExecution(thing)
        yield GetPendingJobExecutions(thing)
        yield ListJobExecutionsForThing(thing)
