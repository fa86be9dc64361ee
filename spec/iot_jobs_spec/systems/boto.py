"""Any implementation that boto3's clients, or objects with their methods, can talk to.

Optional members are sent only where a request gives them. ``force`` is sent only where it is true:
left out it is false (R21), which is how most callers put it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..errors import RESOURCE_ALREADY_EXISTS, SERVICE_UNAVAILABLE, THROTTLING
from ..machines import Execution
from ..model.answers import OK, Answer, ExecutionDescription, JobDescription, PendingExecution
from ..model.constraints import Fit, judge
from ..model.requests import (
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
from . import Unanswered
from .clean import PATIENCE, Made, clean_up
from .failures import outcome_of
from .members import Members, listed
from .raw import RawAnswer, RawRequest, Sender

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
PENDING_LISTS: Mapping[str, str] = {
    "inProgressJobs": Execution.in_progress.value,
    "queuedJobs": Execution.queued.value,
}
"""The lists that GetPendingJobExecutions answers, each with the status of its members."""
OF_DEVICES = (UpdateJobExecution, StartNextPendingJobExecution, GetPendingJobExecutions)
"""The requests that go to ``iot-jobs-data``."""
OF_THINGS = (StartNextPendingJobExecution, GetPendingJobExecutions, ListJobExecutionsForThing)
"""The requests about a thing that no job need have made known."""


def call_of(request: Request) -> tuple[str, dict[str, Any]]:
    """The client's method that puts the request, and its members; targets by name."""
    match request:
        case CreateJob():
            members = {"targets": list(request.targets), "document": request.document}
            return "create_job", {"jobId": request.job_id, **members}
        case DescribeJob():
            return "describe_job", {"jobId": request.job_id}
        case CancelJob():
            said = _given(reasonCode=request.reason_code, comment=request.comment)
            return "cancel_job", {"jobId": request.job_id, **_force(request.force), **said}
        case DeleteJob():
            return "delete_job", {"jobId": request.job_id, **_force(request.force)}
        case DescribeJobExecution():
            return "describe_job_execution", _execution_of(request)
        case CancelJobExecution():
            optional = {**_force(request.force), **_checked(request)}
            return "cancel_job_execution", {**_execution_of(request), **optional}
        case UpdateJobExecution():
            members = {"status": Execution.in_progress.value, **_checked(request)}
            return "update_job_execution", {**_execution_of(request), **members}
        case StartNextPendingJobExecution():
            details = _given(statusDetails=_plain(request.status_details))
            return "start_next_pending_job_execution", {"thingName": request.thing_name, **details}
        case GetPendingJobExecutions():
            return "get_pending_job_executions", {"thingName": request.thing_name}
        case ListJobExecutionsForJob():
            return "list_job_executions_for_job", {"jobId": request.job_id}
        case ListJobExecutionsForThing():
            return "list_job_executions_for_thing", {"thingName": request.thing_name}


class BotoSystem:
    """Puts requests through two clients, of ``iot`` and of ``iot-jobs-data``.

    Things are made when a request first needs them. `clean_up` takes away what was ``made``.
    """

    def __init__(
        self,
        iot: Any,
        jobs_data: Any,
        name: str = "boto3 clients",
        sender: Sender | None = None,
    ) -> None:
        self.name = name
        self._sender = sender
        self._iot = iot
        self._data = jobs_data
        self._arns: dict[str, str] = {}
        self.made = Made()

    def perform(self, request: Request) -> Answer:
        """Put one request, and read what comes as an answer."""
        try:
            answer = self._performed(request)
        except Unanswered:
            self.made.note(request, None)  # it may have been carried out
            raise
        self.made.note(request, answer.error)
        return answer

    def clean_up(self, patience: float = PATIENCE) -> str:
        """Take away the jobs and things that were made here; one line that says what stays."""
        return clean_up(self, self.made, self._delete_thing, patience)

    def _delete_thing(self, thing: str) -> str | None:
        """The code of the error with which it was rejected. Raises `Unanswered`."""
        try:
            self._iot.delete_thing(thingName=thing)
        except Exception as error:
            return outcome_of(error, "DeleteThing", self.name)
        self._arns.pop(thing, None)
        return None

    def _performed(self, request: Request) -> Answer:
        try:
            return self._answer(request)
        except Unanswered:
            raise
        except Exception as error:
            # Whatever a client or its emulator raises: an error of the API, or no answer at all.
            return Answer(outcome_of(error, type(request).__name__, self.name))

    @property
    def raw(self) -> Callable[[RawRequest], RawAnswer] | None:
        """Puts raw requests, where the clients ask an endpoint. Raises `Unanswered`."""
        sender = self._sender
        if sender is None:
            return None

        def send(request: RawRequest) -> RawAnswer:
            answer = None
            try:
                answer = sender.send(request.with_arns(self._arn))
            finally:  # what is not answered may have been carried out
                if request.operation == CreateJob.__name__:
                    self.made.note(CreateJob(request.job_id, ()), answer and answer.error)
            return answer

        return send

    def _answer(self, request: Request) -> Answer:
        operation = type(request).__name__
        method, members = call_of(request)
        if isinstance(request, CreateJob):
            members["targets"] = [self._arn(thing) for thing in request.targets]
        elif isinstance(request, OF_THINGS):
            self._arn(request.thing_name)
        call = getattr(self._data if isinstance(request, OF_DEVICES) else self._iot, method)
        if isinstance(request, ListJobExecutionsForJob | ListJobExecutionsForThing):
            return Answer(None, listed(request, call, members))
        told = Members(operation, call(**members))
        match request:
            case DescribeJob():
                return Answer(None, _job(request, _there(operation, told, "job")))
            case DescribeJobExecution():
                return Answer(None, _execution(request, _there(operation, told, "execution")))
            case StartNextPendingJobExecution():
                started = told.inner("execution")
                return Answer(None, _started(request, started)) if started else OK
            case GetPendingJobExecutions():
                return Answer(None, _pending(told))
        return OK

    def _arn(self, thing: str) -> str:
        """The ARN of a thing, which is made where this system has not made it yet.

        A name that no thing can have is written into the ARN of another one.
        """
        if thing not in self._arns:
            if judge(GetPendingJobExecutions(thing))[0] is not Fit.KEPT:
                return next(iter(self._arns.values()), "").rpartition("/")[0] + f"/{thing}"
            try:
                self._arns[thing] = self._made(thing)
            except Unanswered as failure:
                failure.crash = ""  # not of the request that needs the thing
                raise
        return self._arns[thing]

    def _made(self, thing: str) -> str:
        operation = "CreateThing"
        try:
            told = self._iot.create_thing(thingName=thing)
            self.made.things[thing] = None
        except Exception as error:
            code = outcome_of(error, operation, self.name)
            if code in (THROTTLING.code, SERVICE_UNAVAILABLE.code):
                raise  # which answers the request as well: nothing has happened
            if code != RESOURCE_ALREADY_EXISTS.code:
                raise Unanswered(f"{operation} was rejected with {code}") from error
            told = self._iot.describe_thing(thingName=thing)
        arn = Members(operation, told).text("thingArn")
        if not arn:
            raise Unanswered(f"{operation}: the response has no thingArn")
        return arn


def _job(request: DescribeJob, job: Members) -> JobDescription:
    process = job.inner("jobProcessDetails")
    return JobDescription(
        job.text("jobId") or request.job_id,
        job.text("status") or "",
        job.flag("forceCanceled"),
        job.text("reasonCode") or None,
        job.text("comment") or None,
        {status: process.number(counter) for counter, status in COUNTERS.items()},
    )


def _execution(request: DescribeJobExecution, told: Members) -> ExecutionDescription:
    thing = (told.text("thingArn") or "").partition(":thing/")[2]
    return ExecutionDescription(
        told.text("jobId") or request.job_id,
        thing or request.thing_name,
        told.text("status") or "",
        told.number("versionNumber"),
        told.inner("statusDetails").texts("detailsMap"),
        told.flag("forceCanceled"),
    )


def _started(request: StartNextPendingJobExecution, told: Members) -> ExecutionDescription:
    return ExecutionDescription(
        told.text("jobId") or "",
        told.text("thingName") or request.thing_name,
        told.text("status") or "",
        told.number("versionNumber"),
        told.texts("statusDetails"),
    )


def _pending(told: Members) -> tuple[PendingExecution, ...]:
    return tuple(
        sorted(
            PendingExecution(summary.text("jobId") or "", status, summary.number("versionNumber"))
            for member, status in PENDING_LISTS.items()
            for summary in told.each(member)
        )
    )


def _there(operation: str, told: Members, member: str) -> Members:
    found = told.inner(member)
    if not found:
        crash = f"the response has no {member}"
        raise Unanswered(f"{operation}: {crash}", crash=crash)
    return found


def _given(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}


def _force(force: bool) -> dict[str, bool]:
    return {"force": True} if force else {}


def _plain(details: Mapping[str, str] | None) -> dict[str, str] | None:
    return None if details is None else dict(details)


def _execution_of(
    request: DescribeJobExecution | CancelJobExecution | UpdateJobExecution,
) -> dict[str, str]:
    return {"jobId": request.job_id, "thingName": request.thing_name}


def _checked(request: CancelJobExecution | UpdateJobExecution) -> dict[str, Any]:
    return _given(
        expectedVersion=request.expected_version, statusDetails=_plain(request.status_details)
    )
