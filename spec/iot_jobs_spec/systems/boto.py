"""Any implementation that boto3's clients, or objects with their methods, can talk to.

Optional members are sent only where a request gives them. ``force`` is sent only where it is true:
left out it is false (R21), which is how most callers put it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..answers import OK, Answer, ExecutionDescription, JobDescription, PendingExecution
from ..errors import RESOURCE_ALREADY_EXISTS
from ..machines import Execution
from ..requests import (
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    DescribeJob,
    DescribeJobExecution,
    GetPendingJobExecutions,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
)
from . import Unanswered
from .failures import outcome_of

COUNTERS: Mapping[str, str] = {
    "numberOfQueuedThings": "QUEUED",
    "numberOfInProgressThings": "IN_PROGRESS",
    "numberOfSucceededThings": "SUCCEEDED",
    "numberOfFailedThings": "FAILED",
    "numberOfRejectedThings": "REJECTED",
    "numberOfTimedOutThings": "TIMED_OUT",
    "numberOfRemovedThings": "REMOVED",
    "numberOfCanceledThings": "CANCELED",
}
"""The counters of jobProcessDetails, each with the status that it counts."""


class BotoSystem:
    """Puts requests through two clients, of ``iot`` and of ``iot-jobs-data``.

    Things are made when a request first needs them, and never taken away.
    """

    def __init__(self, iot: Any, jobs_data: Any, name: str = "boto3 clients") -> None:
        self.name = name
        self._iot = iot
        self._data = jobs_data
        self._arns: dict[str, str] = {}

    def perform(self, request: Request) -> Answer:
        """Put one request, and read what comes as an answer."""
        try:
            return self._answer(request)
        except Unanswered:
            raise
        except Exception as error:
            # Whatever a client or its emulator raises: an error of the API, or no answer at all.
            code = outcome_of(error, type(request).__name__, self.name)
            return Answer(code)

    def _answer(self, request: Request) -> Answer:
        match request:
            case CreateJob():
                targets = [self._arn(thing) for thing in request.targets]
                self._iot.create_job(
                    jobId=request.job_id, targets=targets, document=request.document
                )
            case DescribeJob():
                job = _told(self._iot.describe_job(jobId=request.job_id), "job")
                return Answer(None, _job(request, job))
            case CancelJob():
                said = _given(reasonCode=request.reason_code, comment=request.comment)
                self._iot.cancel_job(jobId=request.job_id, **_force(request.force), **said)
            case DeleteJob():
                self._iot.delete_job(jobId=request.job_id, **_force(request.force))
            case DescribeJobExecution():
                told = self._iot.describe_job_execution(
                    jobId=request.job_id, thingName=request.thing_name
                )
                return Answer(None, _execution(request, _told(told, "execution")))
            case CancelJobExecution():
                self._iot.cancel_job_execution(
                    jobId=request.job_id,
                    thingName=request.thing_name,
                    **_force(request.force),
                    **_checked(request),
                )
            case UpdateJobExecution():
                self._data.update_job_execution(
                    jobId=request.job_id,
                    thingName=request.thing_name,
                    status=Execution.in_progress.value,
                    **_checked(request),
                )
            case StartNextPendingJobExecution():
                self._arn(request.thing_name)
                told = self._data.start_next_pending_job_execution(
                    thingName=request.thing_name, **_details(request.status_details)
                )
                started = told.get("execution")
                return Answer(None, _started(request, started)) if started else OK
            case GetPendingJobExecutions():
                self._arn(request.thing_name)
                told = self._data.get_pending_job_executions(thingName=request.thing_name)
                return Answer(None, _pending(told))
        return OK

    def _arn(self, thing: str) -> str:
        """The ARN of a thing, which is made where this system has not made it yet."""
        if thing not in self._arns:
            self._arns[thing] = self._made(thing)
        return self._arns[thing]

    def _made(self, thing: str) -> str:
        operation = "CreateThing"
        try:
            told = self._iot.create_thing(thingName=thing)
        except Exception as error:
            code = outcome_of(error, operation, self.name)
            if code != RESOURCE_ALREADY_EXISTS.code:
                raise Unanswered(f"{operation} was refused with {code}") from error
            told = self._iot.describe_thing(thingName=thing)
        return str(_told(told, "thingArn"))


def _job(request: DescribeJob, job: Mapping[str, Any]) -> JobDescription:
    process = job.get("jobProcessDetails") or {}
    return JobDescription(
        str(job.get("jobId", request.job_id)),
        str(job.get("status", "")),
        bool(job.get("forceCanceled")),
        job.get("reasonCode") or None,
        job.get("comment") or None,
        {status: int(process.get(counter) or 0) for counter, status in COUNTERS.items()},
    )


def _execution(request: DescribeJobExecution, told: Mapping[str, Any]) -> ExecutionDescription:
    details = (told.get("statusDetails") or {}).get("detailsMap") or {}
    thing = str(told.get("thingArn", "")).partition(":thing/")[2]
    return ExecutionDescription(
        str(told.get("jobId", request.job_id)),
        thing or request.thing_name,
        str(told.get("status", "")),
        int(told.get("versionNumber") or 0),
        details,
        bool(told.get("forceCanceled")),
    )


def _started(
    request: StartNextPendingJobExecution, told: Mapping[str, Any]
) -> ExecutionDescription:
    return ExecutionDescription(
        str(told.get("jobId", "")),
        str(told.get("thingName") or request.thing_name),
        str(told.get("status", "")),
        int(told.get("versionNumber") or 0),
        told.get("statusDetails") or {},
    )


def _pending(told: Mapping[str, Any]) -> tuple[PendingExecution, ...]:
    lists = (
        ("inProgressJobs", Execution.in_progress.value),
        ("queuedJobs", Execution.queued.value),
    )
    return tuple(
        sorted(
            PendingExecution(str(summary["jobId"]), status, int(summary.get("versionNumber") or 0))
            for member, status in lists
            for summary in told.get(member) or ()
        )
    )


def _told(response: Mapping[str, Any], member: str) -> Any:
    if not response.get(member):
        raise Unanswered(f"the response has no {member}")
    return response[member]


def _given(**members: str | None) -> dict[str, str]:
    return {name: value for name, value in members.items() if value is not None}


def _force(force: bool) -> dict[str, bool]:
    return {"force": True} if force else {}


def _details(details: Mapping[str, str] | None) -> dict[str, dict[str, str]]:
    return {} if details is None else {"statusDetails": dict(details)}


def _checked(request: CancelJobExecution | UpdateJobExecution) -> dict[str, Any]:
    version = request.expected_version
    expected = {} if version is None else {"expectedVersion": version}
    return expected | _details(request.status_details)
