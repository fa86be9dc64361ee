"""The device plane: a device reads, starts and updates its own executions.

Its times are whole seconds, as the model declares. It shows statusDetails once some were given,
also empty ones.
"""

from __future__ import annotations

import json
from typing import NotRequired, TypedDict

from ..errors import RESOURCE_NOT_FOUND
from ..model.answers import ExecutionDescription, ExecutionState, execution_state
from ..model.choices import ACCEPT, TERMINAL, THING
from ..model.requests import StartNextPendingJobExecution, UpdateJobExecution
from ..model.wire import FINAL, IN_PROGRESS, NEXT, PENDING_LISTS
from ..model.world import DELETION_IN_PROGRESS
from .control_plane import ONLY, described_execution
from .operation import Call, Members, outside
from .problems import DEVICE_STATUSES, Problem, unmet
from .state import Shown


class ThingInput(TypedDict):
    """What GetPendingJobExecutions reads."""

    thingName: str


class StartNextInput(ThingInput):
    """What StartNextPendingJobExecution reads."""

    statusDetails: NotRequired[dict[str, str]]
    stepTimeoutInMinutes: NotRequired[int]


class DescribeInput(ThingInput):
    """What DescribeJobExecution reads."""

    jobId: str
    executionNumber: NotRequired[int]
    includeJobDocument: NotRequired[bool]


class UpdateInput(ThingInput):
    """What UpdateJobExecution reads."""

    jobId: str
    status: NotRequired[str]
    """In the profile `core`, `reading` rejects a request without it."""
    expectedVersion: NotRequired[int]
    statusDetails: NotRequired[dict[str, str]]
    executionNumber: NotRequired[int]
    includeJobExecutionState: NotRequired[bool]
    includeJobDocument: NotRequired[bool]
    stepTimeoutInMinutes: NotRequired[int]


def get_pending_job_executions(call: Call, given: ThingInput) -> Members:
    """List the pending executions by status, the next one first."""
    thing = given["thingName"]
    pending = call.decisions.pending(thing)
    _require_thing(call, thing)
    return {
        member: [
            {
                "jobId": p.job_id,
                "versionNumber": p.version,
                **_times(_latest(call, p.job_id, thing)),
            }
            for p in pending
            if p.status == status
        ]
        for member, status in PENDING_LISTS.items()
    }


def start_next_pending_job_execution(call: Call, given: StartNextInput) -> Members:
    """Start the next execution, or return the one that is IN_PROGRESS."""
    thing = given["thingName"]
    timeout = given.get("stepTimeoutInMinutes") if call.decisions.full else None
    request = StartNextPendingJobExecution(thing, given.get("statusDetails"), timeout)
    call.decisions.choose(request)
    _require_thing(call, thing)
    started = call.decisions.start_next(request)
    if started is None:
        return {}
    shown = _latest(call, started.job_id, thing)
    return {"execution": _execution(call, started, shown, document=True)}


def describe_job_execution(call: Call, given: DescribeInput) -> Members:
    """Describe an execution, or the next one if the job id is `NEXT`."""
    thing, job_id = given["thingName"], given["jobId"]
    if job_id == NEXT:
        front = call.decisions.next_pending(thing)
        _require_thing(call, thing)
        if front is None:
            return {}
        job_id = front
    described, shown = described_execution(call, job_id, thing, given.get("executionNumber"))
    _require_uncut(call, job_id, thing)
    if call.decisions.full and call.decisions.choices[TERMINAL] != ACCEPT:
        _require_live(call, described)
    document = given.get("includeJobDocument", True)
    return {"execution": _execution(call, described, shown, document)}


def update_job_execution(call: Call, given: UpdateInput) -> Members:
    """Report the status of an execution."""
    job_id, thing, number = given["jobId"], given["thingName"], given.get("executionNumber")
    if call.decisions.full:
        request = UpdateJobExecution(
            job_id,
            thing,
            given.get("expectedVersion"),
            given.get("statusDetails"),
            given.get("status"),
            number,
            given.get("stepTimeoutInMinutes"),
            given.get("includeJobExecutionState", False),
        )
    else:
        request = _core_update(call, given)
    # Before it is carried out: a retry, or the end of a deletion, may follow at once.
    document = _document(call, job_id) if job_id in call.state.jobs else None
    before = call.state.execution(job_id, thing)
    has_details = "statusDetails" in given or (before is not None and before.times.has_details)
    state = call.decisions.apply(request).response
    output: dict[str, object] = {}
    if given.get("includeJobExecutionState"):
        if not isinstance(state, ExecutionState):  # the profile `core` has none
            state = execution_state(_latest(call, job_id, thing).record)
        output["executionState"] = {
            "status": state.status,
            "statusDetails": dict(state.details) if has_details else None,
            "versionNumber": state.version,
        }
    if given.get("includeJobDocument"):
        output["jobDocument"] = document
    return output


def _core_update(call: Call, given: UpdateInput) -> UpdateJobExecution:
    """The request in the profile `core`, which has no other report than IN_PROGRESS.

    But it says that an execution which is over or not there takes no report.
    """
    status = given.get("status")
    request = UpdateJobExecution(
        given["jobId"],
        given["thingName"],
        given.get("expectedVersion"),
        given.get("statusDetails"),
    )
    if status in FINAL:
        call.decisions.choose(request)
        call.decisions.rule = None
        raise outside(f"UpdateJobExecution to {status}")
    if status != IN_PROGRESS:
        raise unmet(status, "status", f"satisfy enum value set: {', '.join(DEVICE_STATUSES)}")
    if given.get("executionNumber") not in (None, ONLY):
        raise call.decisions.not_found(request)
    return request


def _execution(
    call: Call, described: ExecutionDescription, shown: Shown, document: bool
) -> Members:
    return {
        "jobId": described.job_id,
        "thingName": described.thing_name,
        "status": described.status,
        "statusDetails": dict(described.details) if shown.times.has_details else None,
        "versionNumber": described.version,
        **_times(shown),
        "approximateSecondsBeforeTimedOut": call.state.seconds_left(shown.times, shown.record),
        "jobDocument": _document(call, described.job_id) if document else None,
    }


def _times(shown: Shown) -> Members:
    record, times = shown
    return {
        "queuedAt": times.queued,
        "startedAt": times.started,
        "lastUpdatedAt": times.updated,
        "executionNumber": record.number,
    }


def _latest(call: Call, job_id: str, thing: str) -> Shown:
    shown = call.state.execution(job_id, thing)
    assert shown is not None
    return shown


def _require_uncut(call: Call, job_id: str, thing: str) -> None:
    """Raises `Problem` if the deletion of the job hides its executions from devices (R97, A21)."""
    deleting = call.state.world.jobs[job_id].status == DELETION_IN_PROGRESS
    if deleting and call.decisions.choices.cuts_off_at_once:
        call.decisions.rule = None
        what = f"The execution of job {job_id} on thing {thing}"
        message = f"{what} was not found: the job is {DELETION_IN_PROGRESS}"
        raise Problem(RESOURCE_NOT_FOUND.code, message)


def _require_live(call: Call, described: ExecutionDescription) -> None:
    """Raises `Problem` for an execution that is over, of which a device may not read (A16)."""
    if described.status not in call.decisions.table.spec.live:
        code = call.decisions.choices[TERMINAL]
        call.decisions.rule = None
        raise Problem(code, f"The execution is over: it is {described.status}")


def _document(call: Call, job_id: str) -> str | None:
    """The document; None if CreateJob gave a documentSource instead."""
    if "documentSource" in call.state.jobs[job_id].given:
        return None
    document = call.state.world.jobs[job_id].document
    return _compact(document) if call.decisions.choices.compacts_documents else document


def _compact(document: str) -> str:
    """The document as JSON without spaces; as it is if it is no JSON."""
    try:
        return json.dumps(json.loads(document), ensure_ascii=False, separators=(",", ":"))
    except (ValueError, RecursionError):
        return document


def _require_thing(call: Call, thing: str) -> None:
    if call.decisions.choices[THING] != ACCEPT and thing not in call.state.things:
        call.decisions.rule = None
        raise Problem(RESOURCE_NOT_FOUND.code, f"Thing {thing} was not found")
