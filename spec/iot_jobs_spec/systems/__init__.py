"""Systems: implementations under check, each behind one method that answers a request."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from ..model.answers import Answer
from ..model.requests import Request
from ..model.texts import said


class System(Protocol):
    """An implementation under check: one method that answers a request.

    Requests and answers are values of `iot_jobs_spec`, so the implementation may speak any
    protocol. Two examples: an in-house service that has names of its own, and a simulator of
    devices, which has no control plane.

    >>> from iot_jobs_spec import Answer, CreateJob, DescribeJob, JobDescription, Request
    >>> class InHouse:
    ...     "Jobs in a dictionary; a job is open or stopped there."
    ...
    ...     name = "in-house jobs"
    ...
    ...     def __init__(self):
    ...         self.jobs = {}
    ...
    ...     def perform(self, request: Request) -> Answer:
    ...         match request:
    ...             case CreateJob(job_id=job_id, targets=things):
    ...                 if job_id in self.jobs:
    ...                     return Answer("ResourceAlreadyExistsException")
    ...                 self.jobs[job_id] = {"state": "open", "things": things}
    ...                 return Answer()
    ...             case DescribeJob(job_id=job_id):
    ...                 if job_id not in self.jobs:
    ...                     return Answer("ResourceNotFoundException")
    ...                 status = {"open": "IN_PROGRESS", "stopped": "CANCELED"}
    ...                 job = self.jobs[job_id]
    ...                 told = status[job["state"]], {"QUEUED": len(job["things"])}
    ...                 return Answer(None, JobDescription(job_id, told[0], counts=told[1]))
    ...         raise Unanswered(f"{self.name} has no {request.operation}", missing=True)
    >>> system = InHouse()
    >>> system.perform(CreateJob("update", ("lamp",)))
    Answer(error=None, response=None)
    >>> system.perform(DescribeJob("update")).response.status
    'IN_PROGRESS'

    A simulator of devices answers what a device asks, and takes jobs as its set-up:

    >>> from iot_jobs_spec import ExecutionDescription, StartNextPendingJobExecution
    >>> class Devices:
    ...     name = "device simulator"
    ...
    ...     def __init__(self):
    ...         self.waiting = {}  # jobs by thing, the oldest first
    ...
    ...     def perform(self, request: Request) -> Answer:
    ...         match request:
    ...             case CreateJob(job_id=job_id, targets=things):
    ...                 for thing in things:
    ...                     self.waiting.setdefault(thing, []).append(job_id)
    ...                 return Answer()
    ...             case StartNextPendingJobExecution(thing_name=thing):
    ...                 waiting = self.waiting.get(thing)
    ...                 if not waiting:
    ...                     return Answer()
    ...                 described = ExecutionDescription(waiting[0], thing, "IN_PROGRESS", 2)
    ...                 return Answer(None, described)
    ...         raise Unanswered(f"{self.name} has no {request.operation}", missing=True)

    `iot-jobs-spec check --system MODULE:FACTORY` judges what ``FACTORY()`` returns, and so does
    `iot_jobs_spec.pytest_cells.cells_of`. Four more members are optional: ``raw`` sends requests
    that no client library sends, as `iot_jobs_spec.systems.raw.RawRequest` describes. ``heard``
    does what ``perform`` does, but returns a `Heard`: then the check judges also what comes with
    the answer. ``list_jobs`` returns the status of each job by its id, those of other callers too,
    or an error code: then deletions of others are no fault of the system. A system with a clock
    that can be moved offers it as ``clock``, with the methods ``monotonic()`` and
    ``sleep(seconds)``: then a check that waits for timers takes no time.
    """

    @property
    def name(self) -> str:
        """The name in reports, for example ``moto 5.2.0``."""

    def perform(self, request: Request) -> Answer:
        """Send one request and return its answer.

        Raises `Unanswered` if the system gives neither a response nor an error of the API. In a
        check, any other exception is a crash of the system, and NotImplementedError says that it
        does not have the operation.
        """


class Heard(NamedTuple):
    """An answer as it came: with the HTTP status, None if there was none, and the members of the
    response that the model leaves out, nested as in the API."""

    answer: Answer
    http: int | None = None
    others: Mapping[str, Any] = MappingProxyType({})


class Unanswered(Exception):
    """A request got neither a response nor an error of the API.

    Nobody knows whether the system carried the request out. ``reason`` is one line for reports;
    the others say what is known of the cause:

    * ``gone``: the client could not connect, or the connection broke;
    * ``late``: the system did not answer in time;
    * ``missing``: the system answers as one that does not have the operation. If it has the
      operation, another request for it shows that;
    * ``crash``: the system has the operation, and failed (``HTTP 500``) or answered something that
      cannot be read. This text says what came; it is empty for every other cause.
    """

    def __init__(
        self,
        reason: str,
        *,
        gone: bool = False,
        missing: bool = False,
        late: bool = False,
        crash: str = "",
    ) -> None:
        reason, crash = said(reason), said(crash)
        super().__init__(reason)
        self.reason = reason
        self.gone = gone
        self.missing = missing
        self.crash = crash
        self.late = late
