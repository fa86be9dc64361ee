"""What a caller is shown of a world."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from .answers import ExecutionDescription, JobDescription, ListedExecution
from .world import ExecutionRecord, Found, JobRecord


def describe_job(job_id: str, job: JobRecord) -> JobDescription:
    """What DescribeJob tells of the job."""
    counts = Counter(execution.status for execution in job.executions.values())
    return JobDescription(
        job_id,
        job.status,
        job.force_canceled,
        job.reason_code,
        job.comment,
        counts,
    )


def describe_execution(job_id: str, thing: str, execution: ExecutionRecord) -> ExecutionDescription:
    """What DescribeJobExecution tells of the execution; a flag that is open counts as not set."""
    _, version, details, flag, _, _ = execution
    return ExecutionDescription(job_id, thing, execution.status, version, details, bool(flag))


def list_for_job(job_id: str, job: JobRecord) -> tuple[ListedExecution, ...]:
    """What ListJobExecutionsForJob tells of the job."""
    found = (ListedExecution(job_id, thing, x.status) for thing, x in job.executions.items())
    return tuple(sorted(found))


def list_for_thing(thing: str, executions: Iterable[Found]) -> tuple[ListedExecution, ...]:
    """What ListJobExecutionsForThing tells of the thing that has these executions."""
    return tuple(sorted(ListedExecution(job_id, thing, x.status) for job_id, _, x in executions))
