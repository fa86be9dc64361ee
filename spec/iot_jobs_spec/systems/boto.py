"""A system that boto3 clients, or objects with the same methods, talk to.

It sends an optional member only if the request gives it, and ``force`` only if it is true: most
callers leave ``force`` out for false (R21).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from ..errors import RESOURCE_ALREADY_EXISTS
from ..model.answers import Answer
from ..model.constraints import Fit, judge
from ..model.requests import (
    CreateJob,
    GetPendingJobExecutions,
    ListJobExecutionsForThing,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
)
from ..model.wire import (
    METADATA,
    PAGED,
    Unreadable,
    read_response,
    request_members,
    snake_case,
    structure,
    text,
)
from . import Heard, Unanswered
from .clean import PATIENCE, Made, clean_up
from .failures import outcome_of
from .members import Method, listed, pages, require_few
from .patience import BUSY
from .raw import RawAnswer, RawRequest, Sender

OF_DEVICES = (UpdateJobExecution, StartNextPendingJobExecution, GetPendingJobExecutions)
"""The requests that go to ``iot-jobs-data``."""
OF_THINGS = (StartNextPendingJobExecution, GetPendingJobExecutions, ListJobExecutionsForThing)
"""The requests that name a thing and no job. The thing may be new, so it is created first."""


def call_of(request: Request) -> tuple[str, dict[str, Any]]:
    """The client method of a request, with its members; ``targets`` are names of things.

    >>> call_of(CancelJob("update", force=True))
    ('cancel_job', {'jobId': 'update', 'force': True})
    """
    return snake_case(request.operation), request_members(request)


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
        return self.heard(request).answer

    def heard(self, request: Request) -> Heard:
        """The same, with what comes beside the answer."""
        try:
            heard = self._performed(request)
        except Unanswered as failure:
            # Perhaps it has been carried out, unless the system has no such operation.
            self.made.note(request, failure.reason if failure.missing else None)
            raise
        self.made.note(request, heard.answer.error)
        return heard

    def list_jobs(self) -> Mapping[str, str] | str:
        """The status of each job, of every caller; or the error code that came instead."""
        found: list[Any] = []
        try:
            for page in pages("ListJobs", self._iot.list_jobs, {"maxResults": 250}):
                found += cast("Sequence[Any]", page.get("jobs") or ())
                require_few("ListJobs", found)
            return {str(job["jobId"]): str(job["status"]) for job in found}
        except Unanswered:
            raise
        except Exception as error:  # a client may raise anything, and a response be no listing
            return outcome_of(error, "ListJobs", self.name)

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

    def _performed(self, request: Request) -> Heard:
        try:
            return self._answer(request)
        except Unanswered:
            raise
        except Exception as error:
            # A client or an emulator in this process may raise anything.
            code = outcome_of(error, type(request).__name__, self.name)
            return Heard(Answer(code), http_of(getattr(error, "response", None)))

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
            except Unanswered:
                raise
            except Exception as error:  # the rejection of a thing that it needs
                code = outcome_of(error, "CreateThing", self.name)
                answer = RawAnswer(http_of(getattr(error, "response", None)) or 0, code)
            finally:  # the system may have carried out an unanswered request too
                if request.operation == CreateJob.__name__:
                    self.made.note(CreateJob(request.job_id, ()), answer and answer.error)
            return answer

        return send

    def _answer(self, request: Request) -> Heard:
        name, members = call_of(request)
        if isinstance(request, CreateJob):
            members["targets"] = [self._arn(thing) for thing in request.targets]
        elif isinstance(request, OF_THINGS):
            self._arn(request.thing_name)
        client = self._data if isinstance(request, OF_DEVICES) else self._iot
        method: Method = getattr(client, name)
        try:
            if isinstance(request, PAGED):
                return Heard(Answer(None, listed(request, method, members)))
            came = method(**members)
            response, others = read_response(request, came)
            others.pop(METADATA, None)
            return Heard(Answer(None, response), http_of(came), others)
        except Unreadable as error:
            crash = str(error)
            raise Unanswered(f"{request.operation}: {crash}", crash=crash) from error

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
            if code in BUSY:
                raise  # the answer to the request that needs the thing: nothing has changed
            if code != RESOURCE_ALREADY_EXISTS.code:
                raise Unanswered(f"{operation} was rejected with {code}") from error
            response = self._described(thing)
        try:
            arn = text(structure(response, "response").get("thingArn"), "thingArn")
        except Unreadable as error:
            raise Unanswered(f"{operation}: {error}", crash=str(error)) from error
        if not arn:
            raise Unanswered(f"{operation}: the response has no thingArn")
        return arn

    def _described(self, thing: str) -> object:
        """The description of a thing that somebody else created."""
        operation = "DescribeThing"
        try:
            return self._iot.describe_thing(thingName=thing)
        except Exception as error:
            code = outcome_of(error, operation, self.name)
            if code in BUSY:
                raise
            raise Unanswered(f"{operation} was rejected with {code}") from error


def http_of(response: object) -> int | None:
    """The HTTP status of a response of boto3, or of one within an error."""
    metadata = response.get(METADATA) if isinstance(response, Mapping) else None
    status = metadata.get("HTTPStatusCode") if isinstance(metadata, Mapping) else None
    return status if isinstance(status, int) else None
