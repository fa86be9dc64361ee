"""Requests: each is one call of the API, with the name of its operation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from .maps import Map

Details = Map[str, str]
"""statusDetails: an immutable map of name to value."""


SNAPSHOT, CONTINUOUS = "SNAPSHOT", "CONTINUOUS"
"""The values of targetSelection."""
IN_PROGRESS = "IN_PROGRESS"
REPORTED = (
    "SUCCEEDED", "FAILED", "REJECTED", "QUEUED", "CANCELED", "REMOVED", "TIMED_OUT",
)  # fmt: skip
"""The statuses, besides IN_PROGRESS, that UpdateJobExecution may ask for."""
OTHER = "OTHER"
"""Stands for a status that is missing or that no execution can have."""


ALL = "ALL"
"""Stands for every type of failure, in the criteria for retries and for an abort."""
RETRYABLE = frozenset({"FAILED", "TIMED_OUT"})
"""The statuses after which the service may retry."""
ABORTING = RETRYABLE | {"REJECTED"}
"""The statuses that count for an abort."""
REMOVED = "REMOVED"
"""The status of an execution whose thing has left the job."""


class AbortCriterion(NamedTuple):
    """Cancel the job once ``percentage`` of at least ``executed`` things ended in ``failure``: in
    FAILED, REJECTED or TIMED_OUT, or in one of them for ALL."""

    failure: str
    percentage: float
    executed: int


class Config(NamedTuple):
    """How a job was created, in the profile `full`.

    ``continuous`` jobs stay open for further things. ``in_progress_timeout`` is the time in minutes
    after which an IN_PROGRESS execution times out, None for no limit. ``retries`` is the number of
    retries after FAILED, TIMED_OUT or, for ALL, either. ``abort`` are the criteria by which the
    service cancels the job.
    """

    continuous: bool = False
    in_progress_timeout: int | None = None
    retries: Map[str, int] = Map()
    abort: tuple[AbortCriterion, ...] = ()


PLAIN = Config()
"""The only configuration in the core profile."""


def beyond(default: Any) -> Any:
    """A parameter that only the profile `full` has."""
    return field(default=default, metadata={"beyond": True})


class Request:
    """One call of the API.

    ``operation`` is its name in the API, ``is_read`` whether it only reads, ``by_device`` whether
    devices send it (to the service iot-jobs-data). ``job_id`` and ``thing_name`` are what it is
    about; None if it names none. ``question`` is the operation, with the requested status if the
    profile `full` has separate rules for it. A subclass has the parameters of its operation;
    parameters of other operations read as not given.
    """

    __slots__ = ()
    operation: ClassVar[str] = ""
    is_read: ClassVar[bool] = False
    by_device: ClassVar[bool] = False

    def __init_subclass__(cls, reads: bool = False, by_device: bool = False) -> None:
        cls.operation = cls.__name__
        cls.is_read = cls.is_read or reads
        cls.by_device = cls.by_device or by_device

    @classmethod
    def takes(cls, parameter: str) -> bool:
        """Whether the operation has this parameter."""
        return parameter in {field.name for field in (*cls.parameters(), *cls.further())}

    @classmethod
    def parameters(cls) -> tuple[Field[Any], ...]:
        """The parameters of the operation in the core profile, as the fields of a dataclass."""
        return _parameters(cls, beyond=False)

    @classmethod
    def further(cls) -> tuple[Field[Any], ...]:
        """The parameters that only the profile `full` has."""
        return _parameters(cls, beyond=True)

    def given(self) -> dict[str, Any]:
        """The parameters of the core profile by name, and those of `full` that are not usual."""
        found = {one.name: getattr(self, one.name) for one in self.parameters()}
        for one in self.further():
            if (value := getattr(self, one.name)) != one.default:
                found[one.name] = value
        return found

    @property
    def question(self) -> str:
        return self.operation

    if TYPE_CHECKING:

        @property
        def job_id(self) -> str | None: ...

        @property
        def thing_name(self) -> str | None: ...

        @property
        def targets(self) -> tuple[str, ...]: ...

        @property
        def document(self) -> str: ...

        @property
        def force(self) -> bool: ...

        @property
        def expected_version(self) -> int | None: ...

        @property
        def status_details(self) -> Mapping[str, str] | None: ...

        @property
        def reason_code(self) -> str | None: ...

        @property
        def comment(self) -> str | None: ...

        @property
        def execution_number(self) -> int | None: ...

        @property
        def step_timeout_in_minutes(self) -> int | None: ...

        @property
        def include_job_execution_state(self) -> bool: ...

        @property
        def config(self) -> Config: ...

    def _freeze(self) -> None:
        """Keep status details as an immutable map, so that requests are values."""
        if self.status_details is not None:
            object.__setattr__(self, "status_details", Map(self.status_details))


_NOT_GIVEN: Mapping[str, object] = {
    "job_id": None,
    "thing_name": None,
    "targets": (),
    "document": "{}",
    "force": False,
    "expected_version": None,
    "status_details": None,
    "reason_code": None,
    "comment": None,
    "execution_number": None,
    "step_timeout_in_minutes": None,
    "include_job_execution_state": False,
    "config": PLAIN,
}


_PARAMETERS: dict[tuple[str, bool], tuple[Field[Any], ...]] = {}


def _parameters(kind: type[Request], beyond: bool) -> tuple[Field[Any], ...]:
    found = _PARAMETERS.get((kind.operation, beyond))
    if found is None:
        every: tuple[Field[Any], ...] = fields(kind)  # type: ignore[arg-type]
        found = tuple(one for one in every if one.metadata.get("beyond", False) is beyond)
        _PARAMETERS[kind.operation, beyond] = found
    return found


@dataclass(frozen=True, slots=True)
class CreateJob(Request):
    """Create a SNAPSHOT job without a schedule for the things that ``targets`` names.

    A thing that is named twice is one target.
    """

    job_id: str
    targets: tuple[str, ...]
    document: str = "{}"
    target_selection: str = beyond(SNAPSHOT)
    in_progress_timeout_in_minutes: int | None = beyond(None)
    retries: Mapping[str, int] = beyond(Map())
    abort: tuple[AbortCriterion, ...] = beyond(())

    def __post_init__(self) -> None:
        object.__setattr__(self, "targets", tuple(dict.fromkeys(self.targets)))
        object.__setattr__(self, "retries", Map(self.retries))

    @property
    def config(self) -> Config:
        if not is_beyond(self):
            return PLAIN
        continuous = self.target_selection == CONTINUOUS
        timeout, retries = self.in_progress_timeout_in_minutes, Map(self.retries)
        return Config(continuous, timeout, retries, self.abort)


@dataclass(frozen=True, slots=True)
class DescribeJob(Request, reads=True):
    """Read a job: its status, flags and how many executions have each status."""

    job_id: str


@dataclass(frozen=True, slots=True)
class CancelJob(Request):
    """Cancel a job, with ``force`` also its IN_PROGRESS executions."""

    job_id: str
    force: bool = False
    reason_code: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class DeleteJob(Request):
    """Delete a job and its executions, with ``force`` also an IN_PROGRESS job."""

    job_id: str
    force: bool = False


@dataclass(frozen=True, slots=True)
class DescribeJobExecution(Request, reads=True):
    """Read one execution: its status, version, details and flag."""

    job_id: str
    thing_name: str
    execution_number: int | None = beyond(None)


@dataclass(frozen=True, slots=True)
class CancelJobExecution(Request):
    """Cancel one execution, with ``force`` also an IN_PROGRESS one.

    ``expected_version`` None asks for no version check; ``status_details`` None keeps the stored
    ones.
    """

    job_id: str
    thing_name: str
    force: bool = False
    expected_version: int | None = None
    status_details: Mapping[str, str] | None = None

    def __post_init__(self) -> None:
        self._freeze()


@dataclass(frozen=True, slots=True)
class UpdateJobExecution(Request, by_device=True):
    """A device reports IN_PROGRESS, the only status that it may report in the core profile.

    In the profile `full` it may ask for any ``status``; None, or another word, is malformed. A
    ``step_timeout_in_minutes`` of -1 removes the step timer.
    """

    job_id: str
    thing_name: str
    expected_version: int | None = None
    status_details: Mapping[str, str] | None = None
    status: str | None = beyond(IN_PROGRESS)
    execution_number: int | None = beyond(None)
    step_timeout_in_minutes: int | None = beyond(None)
    include_job_execution_state: bool = beyond(False)

    def __post_init__(self) -> None:
        self._freeze()

    @property
    def question(self) -> str:
        if self.status == IN_PROGRESS:
            return self.operation
        return f"{self.operation}={self.status if self.status in REPORTED else OTHER}"


@dataclass(frozen=True, slots=True)
class StartNextPendingJobExecution(Request, by_device=True):
    """A device starts the next of its pending executions."""

    thing_name: str
    status_details: Mapping[str, str] | None = None
    step_timeout_in_minutes: int | None = beyond(None)

    def __post_init__(self) -> None:
        self._freeze()


@dataclass(frozen=True, slots=True)
class GetPendingJobExecutions(Request, reads=True, by_device=True):
    """A device reads which of its executions are QUEUED or IN_PROGRESS."""

    thing_name: str


@dataclass(frozen=True, slots=True)
class ListJobExecutionsForJob(Request, reads=True):
    """Read which executions a job has, whatever their status; all pages are one listing."""

    job_id: str


@dataclass(frozen=True, slots=True)
class ListJobExecutionsForThing(Request, reads=True):
    """Read which executions a thing has, whatever their status; all pages are one listing."""

    thing_name: str


@dataclass(frozen=True, slots=True)
class DeleteJobExecution(Request):
    """Delete one execution, with ``force`` also an IN_PROGRESS one. Only in the profile `full`."""

    job_id: str
    thing_name: str
    execution_number: int
    force: bool = False


REQUESTS: tuple[type[Request], ...] = (
    CreateJob,
    DescribeJob,
    CancelJob,
    DeleteJob,
    DescribeJobExecution,
    CancelJobExecution,
    UpdateJobExecution,
    StartNextPendingJobExecution,
    GetPendingJobExecutions,
    ListJobExecutionsForJob,
    ListJobExecutionsForThing,
)
"""Every kind of request of the core profile."""
FULL_REQUESTS: tuple[type[Request], ...] = (*REQUESTS, DeleteJobExecution)
"""Every kind of request of the profile `full`."""
for _kind in FULL_REQUESTS:
    for _name, _value in _NOT_GIVEN.items():
        if not hasattr(_kind, _name):  # earlier, it would be the default of a field
            setattr(_kind, _name, _value)

OF_THINGS = frozenset(kind.operation for kind in REQUESTS if not kind.takes("job_id"))
"""The operations that name a thing but no job."""
_FURTHER: dict[type, tuple[attrgetter[Any], object]] = {
    kind: (
        attrgetter("operation", *(one.name for one in kind.further())),
        (kind.operation, *(one.default for one in kind.further())),
    )
    for kind in REQUESTS
    if kind.further()
}
"""The parameters that only the profile `full` has, and their usual values."""


def is_beyond(request: Request) -> bool:
    """Whether the core profile does not have the request."""
    kind = type(request)
    further = _FURTHER.get(kind)
    if further is None:
        return kind is DeleteJobExecution
    return bool(further[0](request) != further[1])
