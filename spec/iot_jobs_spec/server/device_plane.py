"""The device plane: what a device asks about its own executions. Times are in whole seconds."""

from __future__ import annotations

from typing import Any

from ..errors import RESOURCE_NOT_FOUND
from ..machines import Execution
from ..model.answers import ExecutionDescription
from ..model.choices import ACCEPT, THING
from ..model.requests import StartNextPendingJobExecution, UpdateJobExecution
from .control_plane import ONLY, described
from .operation import Call, Members, outside
from .problems import Problem

NEXT = "$next"
"""In place of a job id: the execution that StartNextPendingJobExecution would give."""
IN_PROGRESS: str = Execution.in_progress.value
QUEUED: str = Execution.queued.value


def get_pending_job_executions(call: Call, given: Members) -> Members:
    """List the executions that are not terminal, each kind in the order in which they come."""
    thing = given["thingName"]
    pending = call.decisions.pending(thing)
    _must_be_known(call, thing)
    return {
        member: [
            {"jobId": p.job_id, "versionNumber": p.version, **_times(call, p.job_id, thing)}
            for p in pending
            if p.status == status
        ]
        for member, status in (("inProgressJobs", IN_PROGRESS), ("queuedJobs", QUEUED))
    }


def start_next_pending_job_execution(call: Call, given: Members) -> Members:
    """Start the next execution, or tell of the one that is in progress."""
    thing = given["thingName"]
    request = StartNextPendingJobExecution(thing, given.get("statusDetails"))
    call.decisions.look(request)
    _must_be_known(call, thing)
    told = call.decisions.start_next(request)
    return {} if told is None else {"execution": _execution(call, told, document=True)}


def describe_job_execution(call: Call, given: Members) -> Members:
    """Tell of an execution; of the next one where the job id is `NEXT`, if there is one."""
    thing, job_id = given["thingName"], given["jobId"]
    if job_id == NEXT:
        pending = call.decisions.pending(thing)
        _must_be_known(call, thing)
        if not pending:
            return {}
        job_id = pending[0].job_id
    told = described(call, job_id, thing, given.get("executionNumber"))
    document = given.get("includeJobDocument", True)
    return {"execution": _execution(call, told, document)}


def update_job_execution(call: Call, given: Members) -> Members:
    """Report that an execution is in progress; other reports are not on the page."""
    job_id, thing, status = given["jobId"], given["thingName"], given["status"]
    request = UpdateJobExecution(
        job_id, thing, given.get("expectedVersion"), given.get("statusDetails")
    )
    if status != IN_PROGRESS:
        raise outside(f"UpdateJobExecution to {status}")
    if given.get("executionNumber") not in (None, ONLY):
        raise call.decisions.absent(request)
    call.decisions.decide(request)
    record = call.state.world.jobs[job_id].executions[thing]
    told: dict[str, Any] = {}
    if given.get("includeJobExecutionState"):
        told["executionState"] = {
            "status": record.status,
            "statusDetails": dict(record.details),
            "versionNumber": record.version,
        }
    if given.get("includeJobDocument"):
        told["jobDocument"] = _document(call, job_id)
    return told


def _execution(call: Call, told: ExecutionDescription, document: bool) -> dict[str, Any]:
    return {
        "jobId": told.job_id,
        "thingName": told.thing_name,
        "status": told.status,
        "statusDetails": dict(told.details),
        "versionNumber": told.version,
        **_times(call, told.job_id, told.thing_name),
        "jobDocument": _document(call, told.job_id) if document else None,
    }


def _times(call: Call, job_id: str, thing: str) -> dict[str, Any]:
    facts = call.state.jobs[job_id].executions[thing]
    return {
        "queuedAt": facts.queued,
        "startedAt": facts.started,
        "lastUpdatedAt": facts.updated,
        "executionNumber": ONLY,
    }


def _document(call: Call, job_id: str) -> str | None:
    """The document; nothing where CreateJob said only where it is."""
    given = call.state.jobs[job_id].given
    return None if "documentSource" in given else call.state.world.jobs[job_id].document


def _must_be_known(call: Call, thing: str) -> None:
    if call.decisions.choices[THING] != ACCEPT and thing not in call.state.things:
        call.decisions.rule = None
        raise Problem(RESOURCE_NOT_FOUND.code, f"Thing {thing} was not found")
