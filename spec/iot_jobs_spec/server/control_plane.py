"""The control plane: create, read, cancel and delete jobs; read and cancel executions."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import NotRequired, TypedDict

from ..model.answers import ExecutionDescription
from ..model.choices import TARGET
from ..model.requests import (
    CONTINUOUS,
    SNAPSHOT,
    AbortCriterion,
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    DeleteJobExecution,
    DescribeJobExecution,
)
from ..model.wire import COUNTERS
from ..model.world import JobRecord
from .operation import Call, Members, outside
from .problems import Problem, invalid
from .reading import reject_constant
from .state import JobFacts, Shown

ONLY = 1
"""The executionNumber of every execution in the profile `core`, which has no retries."""
ABORT_REASON = "ABORT_CANCEL"
ABORT_COMMENT = "The service canceled the job because its abort criteria were met."
"""The reason that DescribeJob shows of an abort. No document says what the service gives; another
emulator has the same code."""
_SCHEDULE = ("startTime", "endTime", "maintenanceWindows")
"""Members of schedulingConfig that make a SCHEDULED job. Without them its endBehavior has no
effect."""
_ECHOED = (
    "description",
    "presignedUrlConfig",
    "jobExecutionsRolloutConfig",
    "schedulingConfig",
    "abortConfig",
    "timeoutConfig",
    "namespaceId",
    "jobExecutionsRetryConfig",
    "documentParameters",
    "destinationPackageVersions",
)
"""Members of CreateJob that DescribeJob returns unchanged."""
_SHOWN_EMPTY: Mapping[str, object] = {
    name: {}
    for name in (
        "presignedUrlConfig",
        "jobExecutionsRolloutConfig",
        "timeoutConfig",
        "schedulingConfig",
    )
}
"""Those that DescribeJob shows empty where CreateJob did not get them: all but schedulingConfig as
in AWS's CLI example, that one as in another emulator."""
_TARGET = re.compile(r"arn:[^:]+:iot:[^:]*:[^:]*:(?P<kind>[a-z]+)/(?P<name>.*)", re.DOTALL)


class JobInput(TypedDict):
    """What DescribeJob and GetJobDocument read."""

    jobId: str


class _Timeout(TypedDict, total=False):
    inProgressTimeoutInMinutes: int


class _RetryCriterion(TypedDict):
    failureType: str
    numberOfRetries: int


class _RetryConfig(TypedDict):
    criteriaList: list[_RetryCriterion]


class _AbortCriterion(TypedDict):
    failureType: str
    thresholdPercentage: float
    minNumberOfExecutedThings: int


class _AbortConfig(TypedDict):
    criteriaList: list[_AbortCriterion]


class CreateJobInput(JobInput):
    """What CreateJob reads, beside the members that it keeps for DescribeJob."""

    targets: list[str]
    document: NotRequired[str]
    documentSource: NotRequired[str]
    targetSelection: NotRequired[str]
    schedulingConfig: NotRequired[dict[str, object]]
    timeoutConfig: NotRequired[_Timeout]
    jobExecutionsRetryConfig: NotRequired[_RetryConfig]
    abortConfig: NotRequired[_AbortConfig]


class CancelJobInput(JobInput):
    """What CancelJob reads."""

    force: NotRequired[bool]
    reasonCode: NotRequired[str]
    comment: NotRequired[str]


class DeleteJobInput(JobInput):
    """What DeleteJob reads."""

    force: NotRequired[bool]


class ExecutionInput(JobInput):
    """What DescribeJobExecution reads."""

    thingName: str
    executionNumber: NotRequired[int]


class CancelExecutionInput(JobInput):
    """What CancelJobExecution reads."""

    thingName: str
    force: NotRequired[bool]
    expectedVersion: NotRequired[int]
    statusDetails: NotRequired[dict[str, str]]


class DeleteExecutionInput(JobInput):
    """What DeleteJobExecution reads."""

    thingName: str
    executionNumber: int
    force: NotRequired[bool]


def create_job(call: Call, given: CreateJobInput) -> Members:
    """Create a job. Each target must be the ARN of a thing in the registry."""
    job_id = given["jobId"]
    members: Mapping[str, object] = given
    targets = {_thing_name(arn): arn for arn in given["targets"]}
    names = tuple(targets)
    if "jobTemplateArn" in members:
        raise outside("CreateJob with jobTemplateArn")
    if any(member in given.get("schedulingConfig", {}) for member in _SCHEDULE):
        raise outside("CreateJob with a schedule")
    if given.get("targetSelection", SNAPSHOT) != SNAPSHOT and not call.decisions.full:
        raise outside(f"CreateJob with targetSelection {given['targetSelection']}")
    if "document" in given and "documentSource" in given:
        raise invalid("Give document or documentSource, not both")
    if "document" not in given and "documentSource" not in given:
        raise invalid("Give document or documentSource")
    if call.decisions.choices.requires_json and not _is_json(given.get("document", "{}")):
        raise invalid("The document is not JSON")
    request = _creation(call, given, names)
    chosen = call.decisions.choose(request)
    if chosen.rule.source is None:
        _require_things(call, targets)
    arn = call.arn("job", job_id)
    kept = {name: members[name] for name in (*_ECHOED, "documentSource") if name in members}
    call.decisions.create(request, chosen, arn, kept)
    return _job_reference(job_id, call.state.jobs[job_id])


def _is_json(document: str) -> bool:
    try:
        json.loads(document, parse_constant=reject_constant)
    except (ValueError, RecursionError):
        return False
    return True


def _creation(call: Call, given: CreateJobInput, names: tuple[str, ...]) -> CreateJob:
    """The request to create a job. In the profile `core`, timers, retries and aborts have no
    effect."""
    job_id, document = given["jobId"], given.get("document", "{}")
    if not call.decisions.full:
        return CreateJob(job_id, names, document)
    retries = given.get("jobExecutionsRetryConfig", {"criteriaList": []})["criteriaList"]
    abort = given.get("abortConfig", {"criteriaList": []})["criteriaList"]
    return CreateJob(
        job_id,
        names,
        document,
        given.get("targetSelection", SNAPSHOT),
        given.get("timeoutConfig", {}).get("inProgressTimeoutInMinutes"),
        {criterion["failureType"]: criterion["numberOfRetries"] for criterion in retries},
        tuple(
            AbortCriterion(
                k["failureType"], k["thresholdPercentage"], k["minNumberOfExecutedThings"]
            )
            for k in abort
        ),
    )


def describe_job(call: Call, given: JobInput) -> Members:
    """Describe a job."""
    job_id = given["jobId"]
    described = call.decisions.describe(job_id)
    facts, record = call.state.jobs[job_id], call.state.world.jobs[job_id]
    job = {
        "jobArn": facts.arn,
        "jobId": job_id,
        "targetSelection": selection_of(record),
        "status": described.status,
        "forceCanceled": described.force_canceled,
        "reasonCode": ABORT_REASON if record.aborted else described.reason_code,
        "comment": ABORT_COMMENT if record.aborted else described.comment,
        "targets": [facts.sibling("thing", name) for name in record.targets],
        "createdAt": facts.created,
        "lastUpdatedAt": facts.updated,
        "completedAt": facts.completed,
        "jobProcessDetails": {
            counter: described.counts.get(status, 0) for counter, status in COUNTERS.items()
        },
        "isConcurrent": call.decisions.background_steps.concurrent(job_id),
        **_SHOWN_EMPTY,
        **{name: value for name, value in facts.given.items() if name != "documentSource"},
    }
    return {"documentSource": facts.given.get("documentSource"), "job": job}


def get_job_document(call: Call, given: JobInput) -> Members:
    """The document of a job. The server fetches none from a documentSource."""
    job_id = given["jobId"]
    call.decisions.describe(job_id)
    if "documentSource" in call.state.jobs[job_id].given:
        raise outside("Fetching a document from documentSource")
    return {"document": call.state.world.jobs[job_id].document}


def cancel_job(call: Call, given: CancelJobInput) -> Members:
    """Cancel a job."""
    job_id = given["jobId"]
    call.decisions.apply(
        CancelJob(job_id, given.get("force", False), given.get("reasonCode"), given.get("comment"))
    )
    facts = call.state.jobs.get(job_id)  # a spec that deviates may accept this without a job
    return {} if facts is None else _job_reference(job_id, facts)


def delete_job(call: Call, given: DeleteJobInput) -> Members:
    """Delete a job. The server sends no notifications, so it ignores namespaceId."""
    call.decisions.apply(DeleteJob(given["jobId"], given.get("force", False)))
    return {}


def selection_of(job: JobRecord) -> str:
    """The targetSelection of a job."""
    return CONTINUOUS if job.config.continuous else SNAPSHOT


def job_summary(call: Call, job_id: str, facts: JobFacts) -> Members:
    """The entry of a job in ListJobs."""
    return {
        "jobArn": facts.arn,
        "jobId": job_id,
        "targetSelection": selection_of(call.state.world.jobs[job_id]),
        "status": call.state.world.jobs[job_id].status,
        "createdAt": facts.created,
        "lastUpdatedAt": facts.updated,
        "completedAt": facts.completed,
        "isConcurrent": call.decisions.background_steps.concurrent(job_id),
    }


def describe_job_execution(call: Call, given: ExecutionInput) -> Members:
    """Describe an execution."""
    number = given.get("executionNumber")
    described, shown = described_execution(call, given["jobId"], given["thingName"], number)
    record, facts = shown
    details = dict(described.details)
    return {
        "execution": {
            "jobId": described.job_id,
            "status": described.status,
            "forceCanceled": described.force_canceled,
            "statusDetails": {"detailsMap": details} if details else {},
            "thingArn": call.state.jobs[described.job_id].sibling("thing", described.thing_name),
            "queuedAt": facts.queued,
            "startedAt": facts.started,
            "lastUpdatedAt": facts.updated,
            "executionNumber": record.number,
            "versionNumber": described.version,
            "approximateSecondsBeforeTimedOut": call.state.seconds_left(facts, record),
        }
    }


def cancel_job_execution(call: Call, given: CancelExecutionInput) -> Members:
    """Cancel an execution."""
    call.decisions.apply(
        CancelJobExecution(
            given["jobId"],
            given["thingName"],
            given.get("force", False),
            given.get("expectedVersion"),
            given.get("statusDetails"),
        )
    )
    return {}


def delete_job_execution(call: Call, given: DeleteExecutionInput) -> Members:
    """Delete an execution. The server sends no notifications, so it ignores namespaceId."""
    call.decisions.apply(
        DeleteJobExecution(
            given["jobId"], given["thingName"], given["executionNumber"], given.get("force", False)
        )
    )
    return {}


def described_execution(
    call: Call, job_id: str, thing: str, number: int | None = None
) -> tuple[ExecutionDescription, Shown]:
    """The answer of DescribeJobExecution, for both planes, with the execution that it shows."""
    if call.decisions.full:
        request = DescribeJobExecution(job_id, thing, number)
        described = call.decisions.choose(request).answer.response
    else:
        request = DescribeJobExecution(job_id, thing)
        described = call.decisions.choose(request).answer.response
        if number not in (None, ONLY):
            raise call.decisions.not_found(request)
    shown = call.state.execution(job_id, thing, number)
    assert isinstance(described, ExecutionDescription)
    assert shown is not None
    return described, shown


def _thing_name(arn: str) -> str:
    found = _TARGET.fullmatch(arn)
    if found is None:
        raise invalid(f"Target {arn[:200]} is not the ARN of a thing")
    if found["kind"] != "thing":
        raise outside(f"Target {arn[:200]}, which is not a thing,")
    return found["name"]


def _require_things(call: Call, targets: Mapping[str, str]) -> None:
    """Raises `Problem` unless each target, by name, is the ARN of a thing of this account, in the
    region that the request is signed for."""
    for name, arn in targets.items():
        thing = call.state.things.get(name)
        region = arn.split(":", 4)[3]
        if thing is None or thing.arn != arn or call.signed_for not in (None, region):
            call.decisions.rule = None
            message = f"Thing {name} was not found"
            if thing is not None:
                where = thing.arn if call.signed_for is None else call.arn("thing", name)
                message = f"Target {arn[:200]} is in another account or region than {where}"
            raise Problem(call.decisions.choices[TARGET], message)


def _job_reference(job_id: str, facts: JobFacts) -> Members:
    return {"jobArn": facts.arn, "jobId": job_id, "description": facts.given.get("description")}
