"""Executions as the control plane shows them: read and cancel one."""

from __future__ import annotations

from ..model.answers import ExecutionDescription
from ..model.requests import CancelJobExecution, DescribeJobExecution
from .operation import Call, Members

ONLY = 1
"""The executionNumber of every execution: retries, which would have others, are not on the page."""


def describe_job_execution(call: Call, given: Members) -> Members:
    """Tell of an execution."""
    told = described(call, given["jobId"], given["thingName"], given.get("executionNumber"))
    facts = call.state.jobs[told.job_id].executions[told.thing_name]
    details = dict(told.details)
    return {
        "execution": {
            "jobId": told.job_id,
            "status": told.status,
            "forceCanceled": told.force_canceled,
            "statusDetails": {"detailsMap": details} if details else {},
            "thingArn": call.arn("thing", told.thing_name),
            "queuedAt": facts.queued,
            "startedAt": facts.started,
            "lastUpdatedAt": facts.updated,
            "executionNumber": ONLY,
            "versionNumber": told.version,
        }
    }


def cancel_job_execution(call: Call, given: Members) -> Members:
    """Cancel an execution."""
    call.decisions.decide(
        CancelJobExecution(
            given["jobId"],
            given["thingName"],
            given.get("force", False),
            given.get("expectedVersion"),
            given.get("statusDetails"),
        )
    )
    return {}


def described(
    call: Call, job_id: str, thing: str, number: int | None = None
) -> ExecutionDescription:
    """What DescribeJobExecution tells, for both planes."""
    request = DescribeJobExecution(job_id, thing)
    told = call.decisions.look(request).answer.response
    if number not in (None, ONLY):
        raise call.decisions.absent(request)
    assert isinstance(told, ExecutionDescription)
    return told
