"""boto3 clients without AWS: they pass calls to a system and return its answers as boto3 does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from iot_jobs_spec import (
    Answer,
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    DescribeJob,
    DescribeJobExecution,
    ExecutionDescription,
    GetPendingJobExecutions,
    JobDescription,
    ListedExecution,
    ListJobExecutionsForJob,
    ListJobExecutionsForThing,
    PendingExecution,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
)
from iot_jobs_spec.model.wire import COUNTERS
from iot_jobs_spec.systems import System
from support.doubles import HTTP

PREFIX = "arn:aws:iot:us-east-1:123456789012:thing/"
OF_THINGS = ("create_thing", "describe_thing", "delete_thing")
Members = dict[str, Any]


class Clients:
    """The methods of both clients. ``calls`` records each call: the method and its members."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.calls: list[tuple[str, Members]] = []

    def __getattr__(self, method: str) -> Callable[..., Members]:
        if method not in REQUESTS and method not in OF_THINGS:
            raise AttributeError(method)

        def call(**members: Any) -> Members:
            self.calls.append((method, members))
            if method not in REQUESTS:
                return {"thingArn": PREFIX + members["thingName"], "ResponseMetadata": {}}
            answer = self.system.perform(REQUESTS[method](members))
            if answer.error is not None:
                raise client_error(answer.error, method, HTTP.get(answer.error, 400))
            return {**_output(method, members, answer), "ResponseMetadata": {}}

        call.__name__ = method
        return call


def client_error(code: str, operation: str = "", status: int = 400, says: str = "") -> ClientError:
    """The exception that boto3 raises for an error of the API."""
    return ClientError(
        {
            "Error": {"Code": code, "Message": says},
            "ResponseMetadata": {
                "HTTPStatusCode": status,
                "RequestId": "",
                "HostId": "",
                "HTTPHeaders": {},
                "RetryAttempts": 0,
            },
        },
        operation,
    )


def _create(m: Members) -> Request:
    targets = tuple(arn.removeprefix(PREFIX) for arn in m["targets"])
    return CreateJob(m["jobId"], targets, m["document"])


def _update(m: Members) -> Request:
    assert m["status"] == "IN_PROGRESS"
    details = m.get("statusDetails")
    return UpdateJobExecution(m["jobId"], m["thingName"], m.get("expectedVersion"), details)


def _cancel(m: Members) -> Request:
    force, version, details = (m.get(n) for n in ("force", "expectedVersion", "statusDetails"))
    return CancelJobExecution(m["jobId"], m["thingName"], bool(force), version, details)


REQUESTS: dict[str, Callable[[Members], Request]] = {
    "create_job": _create,
    "describe_job": lambda m: DescribeJob(m["jobId"]),
    "cancel_job": lambda m: CancelJob(
        m["jobId"], m.get("force", False), m.get("reasonCode"), m.get("comment")
    ),
    "delete_job": lambda m: DeleteJob(m["jobId"], m.get("force", False)),
    "describe_job_execution": lambda m: DescribeJobExecution(m["jobId"], m["thingName"]),
    "cancel_job_execution": _cancel,
    "update_job_execution": _update,
    "start_next_pending_job_execution": lambda m: StartNextPendingJobExecution(
        m["thingName"], m.get("statusDetails")
    ),
    "get_pending_job_executions": lambda m: GetPendingJobExecutions(m["thingName"]),
    "list_job_executions_for_job": lambda m: ListJobExecutionsForJob(m["jobId"]),
    "list_job_executions_for_thing": lambda m: ListJobExecutionsForThing(m["thingName"]),
}


def _output(method: str, members: Members, answer: Answer) -> Members:
    """The response as boto3 returns it, without its metadata."""
    response = answer.response
    if isinstance(response, JobDescription):
        counts = {counter: response.counts.get(status, 0) for counter, status in COUNTERS.items()}
        job = {
            "jobId": response.job_id,
            "status": response.status,
            "forceCanceled": response.force_canceled,
            "reasonCode": response.reason_code,
            "comment": response.comment,
            "jobProcessDetails": {"processingTargets": [], **counts},
        }
        return {"job": {name: value for name, value in job.items() if value is not None}}
    if isinstance(response, ExecutionDescription):
        execution = {
            "jobId": response.job_id,
            "status": response.status,
            "versionNumber": response.version,
        }
        if method == "start_next_pending_job_execution":
            of_device = {"thingName": response.thing_name, "statusDetails": dict(response.details)}
            return {"execution": execution | of_device}
        of_control = {
            "thingArn": PREFIX + response.thing_name,
            "statusDetails": {"detailsMap": dict(response.details)},
            "forceCanceled": response.force_canceled,
        }
        return {"execution": execution | of_control}
    if isinstance(response, tuple) and method != "get_pending_job_executions":
        return _page([_summary(e) for e in response if isinstance(e, ListedExecution)], members)
    if isinstance(response, tuple):
        lists: Members = {"inProgressJobs": [], "queuedJobs": []}
        for pending in response:
            assert isinstance(pending, PendingExecution)
            listed = lists["queuedJobs" if pending.status == "QUEUED" else "inProgressJobs"]
            listed.append({"jobId": pending.job_id, "versionNumber": pending.version})
        return lists
    return {}


def _page(summaries: list[Members], members: Members) -> Members:
    """One page of a listing, with one entry."""
    position = int(members.get("nextToken", 0))
    page: Members = {"executionSummaries": summaries[position : position + 1]}
    return page if position + 1 >= len(summaries) else {**page, "nextToken": str(position + 1)}


def _summary(listed: ListedExecution) -> Members:
    """One entry of a listing, with the members of both listings."""
    return {
        "jobId": listed.job_id,
        "thingArn": PREFIX + listed.thing_name,
        "jobExecutionSummary": {"status": listed.status},
    }
