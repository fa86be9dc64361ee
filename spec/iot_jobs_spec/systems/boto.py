"""A system that boto3 clients, or objects with the same methods, talk to.

It sends an optional member only if the request gives it, and ``force`` only if it is true: most
callers leave ``force`` out for false (R21).
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
from .members import Members, Method, listed
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
"""The counters of jobProcessDetails, with the status that each counts."""
PENDING_LISTS: Mapping[str, str] = {
    "inProgressJobs": Execution.in_progress.value,
    "queuedJobs": Execution.queued.value,
}
"""The lists in the answer of GetPendingJobExecutions, with the status of their executions."""
OF_DEVICES = (UpdateJobExecution, StartNextPendingJobExecution, GetPendingJobExecutions)
"""The requests that go to ``iot-jobs-data``."""
OF_THINGS = (StartNextPendingJobExecution, GetPendingJobExecutions, ListJobExecutionsForThing)
"""The requests that name a thing and no job. The thing may be new, so it is created first."""


def call_of(request: Request) -> tuple[str, dict[str, object]]:
    """The client method of a request, with its members; ``targets`` are names of things.

    >>> call_of(CancelJob("update", force=True))
    ('cancel_job', {'jobId': 'update', 'force': True})
    """
    match request:
        case CreateJob():
            targets = list(request.targets)
            document = request.document
            return "create_job", {"jobId": request.job_id, "targets": targets, "document": document}
        case DescribeJob():
            return "describe_job", {"jobId": request.job_id}
        case CancelJob():
            reason = _given(reasonCode=request.reason_code, comment=request.comment)
            return "cancel_job", {"jobId": request.job_id, **_force(request.force), **reason}
        case DeleteJob():
            return "delete_job", {"jobId": request.job_id, **_force(request.force)}
        case DescribeJobExecution():
            return "describe_job_execution", _execution_of(request)
        case CancelJobExecution():
            optional = {**_force(request.force), **_version_and_details(request)}
            return "cancel_job_execution", {**_execution_of(request), **optional}
        case UpdateJobExecution():
            update = {"status": Execution.in_progress.value, **_version_and_details(request)}
            return "update_job_execution", {**_execution_of(request), **update}
        case StartNextPendingJobExecution():
            details = _given(statusDetails=_plain(request.status_details))
            return "start_next_pending_job_execution", {"thingName": request.thing_name, **details}
        case GetPendingJobExecutions():
            return "get_pending_job_executions", {"thingName": request.thing_name}
        case ListJobExecutionsForJob():
            return "list_job_executions_for_job", {"jobId": request.job_id}
        case ListJobExecutionsForThing():
            return "list_job_executions_for_thing", {"thingName": request.thing_name}
    raise TypeError(f"boto3 has no call for {request}")


class BotoSystem:
    """Sends requests through a client of ``iot`` and one of ``iot-jobs-data``.

    ``BotoSystem(boto3.client("iot"), boto3.client("iot-jobs-data"), "my service")``. It creates a
    thing when a request first needs one, and records in ``made`` what `clean_up` has to delete.
    ``sender`` sends raw requests; without one the system takes none.
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
        """Send one request and read its answer."""
        try:
            answer = self._performed(request)
        except Unanswered:
            self.made.note(request, None)  # the system may have carried it out
            raise
        self.made.note(request, answer.error)
        return answer

    def clean_up(self, patience: float = PATIENCE) -> str:
        """Delete the jobs and things that this system created.

        Returns one line about what is left behind, empty if nothing is.
        """
        return clean_up(self, self.made, self._delete_thing, patience)

    def _delete_thing(self, thing: str) -> str | None:
        """Delete a thing. Returns the error code of a rejection. Raises `Unanswered`."""
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
            # A client or an emulator in this process may raise anything.
            return Answer(outcome_of(error, type(request).__name__, self.name))

    @property
    def raw(self) -> Callable[[RawRequest], RawAnswer] | None:
        """Sends a raw request and raises `Unanswered`; None if the system takes none."""
        sender = self._sender
        if sender is None:
            return None

        def send(request: RawRequest) -> RawAnswer:
            answer = None
            try:
                answer = sender.send(request.with_arns(self._arn))
            finally:  # the system may have carried out an unanswered request too
                if request.operation == CreateJob.__name__:
                    self.made.note(CreateJob(request.job_id, ()), answer and answer.error)
            return answer

        return send

    def _answer(self, request: Request) -> Answer:
        operation = type(request).__name__
        name, members = call_of(request)
        if isinstance(request, CreateJob):
            members["targets"] = [self._arn(thing) for thing in request.targets]
        elif isinstance(request, OF_THINGS):
            self._arn(request.thing_name)
        client = self._data if isinstance(request, OF_DEVICES) else self._iot
        method: Method = getattr(client, name)
        if isinstance(request, ListJobExecutionsForJob | ListJobExecutionsForThing):
            return Answer(None, listed(request, method, members))
        response = Members(operation, method(**members))
        match request:
            case DescribeJob():
                return Answer(None, _job(request, _required(operation, response, "job")))
            case DescribeJobExecution():
                execution = _required(operation, response, "execution")
                return Answer(None, _execution(request, execution))
            case StartNextPendingJobExecution():
                started = response.inner("execution")
                return Answer(None, _started(request, started)) if started else OK
            case GetPendingJobExecutions():
                return Answer(None, _pending(response))
        return OK

    def _arn(self, thing: str) -> str:
        """The ARN of a thing, which is created if this object has not created it yet.

        For a name that no thing can have, it is the ARN of another thing with the name replaced.
        """
        if thing not in self._arns:
            if judge(GetPendingJobExecutions(thing))[0] is not Fit.KEPT:
                return next(iter(self._arns.values()), "").rpartition("/")[0] + f"/{thing}"
            try:
                self._arns[thing] = self._create_thing(thing)
            except Unanswered as failure:
                failure.crash = ""  # the request that needs the thing did not crash
                raise
        return self._arns[thing]

    def _create_thing(self, thing: str) -> str:
        operation = "CreateThing"
        try:
            response = self._iot.create_thing(thingName=thing)
            self.made.things[thing] = None
        except Exception as error:
            code = outcome_of(error, operation, self.name)
            if code in (THROTTLING.code, SERVICE_UNAVAILABLE.code):
                raise  # the answer to the request that needs the thing: nothing has changed
            if code != RESOURCE_ALREADY_EXISTS.code:
                raise Unanswered(f"{operation} was rejected with {code}") from error
            response = self._iot.describe_thing(thingName=thing)
        arn = Members(operation, response).text("thingArn")
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


def _execution(request: DescribeJobExecution, response: Members) -> ExecutionDescription:
    thing = (response.text("thingArn") or "").partition(":thing/")[2]
    return ExecutionDescription(
        response.text("jobId") or request.job_id,
        thing or request.thing_name,
        response.text("status") or "",
        response.number("versionNumber"),
        response.inner("statusDetails").texts("detailsMap"),
        response.flag("forceCanceled"),
    )


def _started(request: StartNextPendingJobExecution, response: Members) -> ExecutionDescription:
    return ExecutionDescription(
        response.text("jobId") or "",
        response.text("thingName") or request.thing_name,
        response.text("status") or "",
        response.number("versionNumber"),
        response.texts("statusDetails"),
    )


def _pending(response: Members) -> tuple[PendingExecution, ...]:
    return tuple(
        sorted(
            PendingExecution(summary.text("jobId") or "", status, summary.number("versionNumber"))
            for member, status in PENDING_LISTS.items()
            for summary in response.each(member)
        )
    )


def _required(operation: str, response: Members, member: str) -> Members:
    found = response.inner(member)
    if not found:
        crash = f"the response has no {member}"
        raise Unanswered(f"{operation}: {crash}", crash=crash)
    return found


def _given(**members: object) -> dict[str, object]:
    return {name: value for name, value in members.items() if value is not None}


def _force(force: bool) -> dict[str, bool]:
    return {"force": True} if force else {}


def _plain(details: Mapping[str, str] | None) -> dict[str, str] | None:
    return None if details is None else dict(details)


def _execution_of(
    request: DescribeJobExecution | CancelJobExecution | UpdateJobExecution,
) -> dict[str, object]:
    return {"jobId": request.job_id, "thingName": request.thing_name}


def _version_and_details(
    request: CancelJobExecution | UpdateJobExecution,
) -> dict[str, object]:
    return _given(
        expectedVersion=request.expected_version, statusDetails=_plain(request.status_details)
    )
