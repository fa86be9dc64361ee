"""The device plane: a device reads, starts and updates its own executions.

Its times are whole seconds, as the model declares.
"""

from __future__ import annotations

from typing import NotRequired, TypedDict

from ..errors import RESOURCE_NOT_FOUND
from ..model.answers import ExecutionDescription
from ..model.choices import ACCEPT, THING
from ..model.requests import StartNextPendingJobExecution, UpdateJobExecution
from ..model.wire import FINAL, IN_PROGRESS, NEXT, PENDING_LISTS
from .control_plane import ONLY, described_execution
from .operation import Call, Members, outside
from .problems import Problem


class ThingInput(TypedDict):
    """What GetPendingJobExecutions reads."""

    thingName: str


class StartNextInput(ThingInput):
    """What StartNextPendingJobExecution reads."""

    statusDetails: NotRequired[dict[str, str]]


class DescribeInput(ThingInput):
    """What DescribeJobExecution reads."""

    jobId: str
    executionNumber: NotRequired[int]
    includeJobDocument: NotRequired[bool]


class UpdateInput(ThingInput):
    """What UpdateJobExecution reads."""

    jobId: str
    status: str
    expectedVersion: NotRequired[int]
    statusDetails: NotRequired[dict[str, str]]
    executionNumber: NotRequired[int]
    includeJobExecutionState: NotRequired[bool]
    includeJobDocument: NotRequired[bool]


def get_pending_job_executions(call: Call, given: ThingInput) -> Members:
    """List the pending executions by status, the next one first."""
    thing = given["thingName"]
    pending = call.decisions.pending(thing)
    _require_thing(call, thing)
    return {
        member: [
            {"jobId": p.job_id, "versionNumber": p.version, **_times(call, p.job_id, thing)}
            for p in pending
            if p.status == status
        ]
        for member, status in PENDING_LISTS.items()
    }


def start_next_pending_job_execution(call: Call, given: StartNextInput) -> Members:
    """Start the next execution, or return the one that is IN_PROGRESS."""
    thing = given["thingName"]
    request = StartNextPendingJobExecution(thing, given.get("statusDetails"))
    call.decisions.choose(request)
    _require_thing(call, thing)
    started = call.decisions.start_next(request)
    return {} if started is None else {"execution": _execution(call, started, document=True)}


def describe_job_execution(call: Call, given: DescribeInput) -> Members:
    """Describe an execution, or the next one if the job id is `NEXT`."""
    thing, job_id = given["thingName"], given["jobId"]
    if job_id == NEXT:
        pending = call.decisions.pending(thing)
        _require_thing(call, thing)
        if not pending:
            return {}
        job_id = pending[0].job_id
    described = described_execution(call, job_id, thing, given.get("executionNumber"))
    document = given.get("includeJobDocument", True)
    return {"execution": _execution(call, described, document)}


def update_job_execution(call: Call, given: UpdateInput) -> Members:
    """Report that an execution is IN_PROGRESS.

    The spec describes no other report, but says that an execution which is over or not there takes
    none.
    """
    job_id, thing, status = given["jobId"], given["thingName"], given["status"]
    request = UpdateJobExecution(
        job_id, thing, given.get("expectedVersion"), given.get("statusDetails")
    )
    if status in FINAL:
        call.decisions.choose(request)
        call.decisions.rule = None
    if status != IN_PROGRESS:
        raise outside(f"UpdateJobExecution to {status}")
    if given.get("executionNumber") not in (None, ONLY):
        raise call.decisions.not_found(request)
    call.decisions.apply(request)
    record = call.state.world.jobs[job_id].executions[thing]
    output: dict[str, object] = {}
    if given.get("includeJobExecutionState"):
        output["executionState"] = {
            "status": record.status,
            "statusDetails": dict(record.details),
            "versionNumber": record.version,
        }
    if given.get("includeJobDocument"):
        output["jobDocument"] = _document(call, job_id)
    return output


def _execution(call: Call, described: ExecutionDescription, document: bool) -> Members:
    return {
        "jobId": described.job_id,
        "thingName": described.thing_name,
        "status": described.status,
        "statusDetails": dict(described.details),
        "versionNumber": described.version,
        **_times(call, described.job_id, described.thing_name),
        "jobDocument": _document(call, described.job_id) if document else None,
    }


def _times(call: Call, job_id: str, thing: str) -> Members:
    facts = call.state.jobs[job_id].executions[thing]
    return {
        "queuedAt": facts.queued,
        "startedAt": facts.started,
        "lastUpdatedAt": facts.updated,
        "executionNumber": ONLY,
    }


def _document(call: Call, job_id: str) -> str | None:
    """The document; None if CreateJob gave a documentSource instead."""
    given = call.state.jobs[job_id].given
    return None if "documentSource" in given else call.state.world.jobs[job_id].document


def _require_thing(call: Call, thing: str) -> None:
    if call.decisions.choices[THING] != ACCEPT and thing not in call.state.things:
        call.decisions.rule = None
        raise Problem(RESOURCE_NOT_FOUND.code, f"Thing {thing} was not found")
