"""The control plane: create, read, cancel and delete jobs; read and cancel executions."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from ..model.answers import ExecutionDescription
from ..model.choices import TARGET
from ..model.requests import (
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    DescribeJobExecution,
)
from .operation import Call, Members, outside
from .problems import Problem, invalid
from .service_model import CONTROL, load
from .state import JobFacts

SNAPSHOT = "SNAPSHOT"
ONLY = 1
"""The executionNumber of every execution: retries, which would have others, are not on the page."""
_ELSEWHERE = ("schedulingConfig", "jobTemplateArn")
"""Members of CreateJob that would make a job behave as no job on the page does."""
_SHOWN = (
    "description",
    "presignedUrlConfig",
    "jobExecutionsRolloutConfig",
    "abortConfig",
    "timeoutConfig",
    "namespaceId",
    "jobExecutionsRetryConfig",
    "documentParameters",
    "destinationPackageVersions",
)
"""Members of CreateJob that DescribeJob shows as they came."""
_TARGET = re.compile(r"arn:[^:]+:iot:[^:]*:[^:]*:(?P<kind>[a-z]+)/(?P<name>.*)", re.DOTALL)


def create_job(call: Call, given: Members) -> Members:
    """Make a job. Its targets must be things that there are."""
    job_id = given["jobId"]
    names = tuple(dict.fromkeys(_thing_name(arn) for arn in given["targets"]))
    for member in _ELSEWHERE:
        if member in given:
            raise outside(f"CreateJob with {member}")
    if given.get("targetSelection", SNAPSHOT) != SNAPSHOT:
        raise outside(f"CreateJob with targetSelection {given['targetSelection']}")
    if "document" in given and "documentSource" in given:
        raise invalid("Give document or documentSource, not both")
    request = CreateJob(job_id, names, given.get("document", "{}"))
    chosen = call.decisions.look(request)
    if chosen.rule.source is None:
        _must_be_there(call, names)
    arn = call.arn("job", job_id)
    kept = {name: given[name] for name in (*_SHOWN, "documentSource") if name in given}
    call.decisions.create(request, chosen, arn, kept)
    return _brief(job_id, call.state.jobs[job_id])


def describe_job(call: Call, given: Members) -> Members:
    """Tell of a job."""
    job_id = given["jobId"]
    told = call.decisions.describe(job_id)
    facts, record = call.state.jobs[job_id], call.state.world.jobs[job_id]
    job: dict[str, Any] = {
        "jobArn": facts.arn,
        "jobId": job_id,
        "targetSelection": SNAPSHOT,
        "status": told.status,
        "forceCanceled": told.force_canceled,
        "reasonCode": told.reason_code,
        "comment": told.comment,
        "targets": [call.arn("thing", name) for name in record.targets],
        "createdAt": facts.created,
        "lastUpdatedAt": facts.updated,
        "completedAt": facts.completed,
        "jobProcessDetails": {
            counter: told.counts.get(status, 0) for status, counter in _counters()
        },
        "isConcurrent": call.decisions.background_steps.concurrent(job_id),
        **{name: value for name, value in facts.given.items() if name != "documentSource"},
    }
    return {"documentSource": facts.given.get("documentSource"), "job": job}


def get_job_document(call: Call, given: Members) -> Members:
    """The document of a job, if it was given and not only where it is."""
    job_id = given["jobId"]
    call.decisions.describe(job_id)
    if "documentSource" in call.state.jobs[job_id].given:
        raise outside("Fetching a document from documentSource")
    return {"document": call.state.world.jobs[job_id].document}


def cancel_job(call: Call, given: Members) -> Members:
    """Cancel a job."""
    job_id = given["jobId"]
    call.decisions.decide(
        CancelJob(job_id, given.get("force", False), given.get("reasonCode"), given.get("comment"))
    )
    return _brief(job_id, call.state.jobs[job_id])


def delete_job(call: Call, given: Members) -> Members:
    """Delete a job. The namespace is for notifications, of which there are none here."""
    call.decisions.decide(DeleteJob(given["jobId"], given.get("force", False)))
    return {}


def job_summary(call: Call, job_id: str, facts: JobFacts) -> Members:
    """What ListJobs tells of a job."""
    return {
        "jobArn": facts.arn,
        "jobId": job_id,
        "targetSelection": SNAPSHOT,
        "status": call.state.world.jobs[job_id].status,
        "createdAt": facts.created,
        "lastUpdatedAt": facts.updated,
        "completedAt": facts.completed,
        "isConcurrent": call.decisions.background_steps.concurrent(job_id),
    }


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


def _thing_name(arn: str) -> str:
    found = _TARGET.fullmatch(arn)
    if found is None:
        raise invalid(f"Target {arn[:200]} is not the ARN of a thing")
    if found["kind"] != "thing":
        raise outside(f"Target {arn[:200]}, which is no thing,")
    return str(found["name"])


def _must_be_there(call: Call, names: tuple[str, ...]) -> None:
    missing = [name for name in names if name not in call.state.things]
    if missing:
        call.decisions.rule = None
        raise Problem(call.decisions.choices[TARGET], f"Thing {missing[0]} was not found")


def _brief(job_id: str, facts: JobFacts) -> Members:
    return {"jobArn": facts.arn, "jobId": job_id, "description": facts.given.get("description")}


@cache
def _counters() -> tuple[tuple[str, str], ...]:
    """Each status that an execution can have in the API, with its counter."""
    statuses = load(CONTROL).shapes["JobExecutionStatus"]["enum"]
    return tuple((s, f"numberOf{s.title().replace('_', '')}Things") for s in statuses)
