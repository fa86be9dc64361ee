"""How the API spells requests and responses: from members to values of the model, and back.

`read_request` turns an operation and its members into a `Request`, `read_response` the members of a
response into a `Response`; `request_members` and `response_members` do the reverse. All are pure
functions of JSON values, so they serve clients and recordings alike.

The readers take three spellings, which differ only in the case and in the nesting:

* boto3's: ``{"jobId": "j", "thingName": "t", "force": True}``;
* that of HTTP, where ``force`` may be ``"true"``;
* our own, with the names of the dataclasses: ``{"job_id": "j", "thing_name": "t"}``.

The writers use boto3's. What only the profile `full` describes, such as DeleteJobExecution, is read
for that profile alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING
from operator import itemgetter
from typing import Any, TypeAlias

from ..errors import INVALID_REQUEST, RESOURCE_NOT_FOUND
from ..machines import CORE
from .answers import (
    Entries,
    ExecutionDescription,
    ExecutionState,
    JobDescription,
    ListedExecution,
    Listing,
    PendingExecution,
    Response,
)
from .profiles import CORE as CORE_PROFILE
from .profiles import FULL
from .requests import (
    ALL,
    CONTINUOUS,
    FULL_REQUESTS,
    REQUESTS,
    AbortCriterion,
    CreateJob,
    DescribeJob,
    DescribeJobExecution,
    GetPendingJobExecutions,
    ListJobExecutionsForJob,
    ListJobExecutionsForThing,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
    is_beyond,
)
from .texts import MAX_SHOWN, shown

Members: TypeAlias = Mapping[str, object]
"""The members of a structure by name, as JSON values."""

METADATA = "ResponseMetadata"
"""A member that boto3 adds to each response, such as the HTTP status."""
IN_PROGRESS = CORE.running
FINAL = ("SUCCEEDED", "FAILED", "REJECTED")
"""The statuses in which a device ends an execution; the core profile has none of them."""
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
PENDING_LISTS: Mapping[str, str] = {"inProgressJobs": IN_PROGRESS, "queuedJobs": CORE.queued}
"""The lists in the response of GetPendingJobExecutions, with the status of their executions."""
_NEVER: frozenset[str] = frozenset()
_IF_INVALID = frozenset({INVALID_REQUEST.code})
_IF_MISSING = frozenset({INVALID_REQUEST.code, RESOURCE_NOT_FOUND.code})
LEFT_OUT: Mapping[str, Mapping[str, frozenset[str]]] = {
    "CreateJob": {
        "documentSource": _IF_MISSING,
        "description": _IF_INVALID,
        "presignedUrlConfig": _IF_MISSING,
        "targetSelection": _IF_INVALID,
        "jobExecutionsRolloutConfig": _IF_INVALID,
        "abortConfig": _IF_INVALID,
        "tags": _IF_INVALID,
        "namespaceId": _IF_INVALID,
        "jobExecutionsRetryConfig": _IF_INVALID,
        "documentParameters": _IF_INVALID,
        "destinationPackageVersions": _IF_MISSING,
    },
    "DescribeJob": {"beforeSubstitution": _NEVER},
    "DeleteJob": {"namespaceId": _IF_MISSING},
    "DescribeJobExecution": {"executionNumber": _IF_MISSING, "includeJobDocument": _NEVER},
    "UpdateJobExecution": {
        "executionNumber": _IF_MISSING,
        "includeJobExecutionState": _NEVER,
        "includeJobDocument": _NEVER,
    },
    "ListJobExecutionsForJob": {"maxResults": _IF_INVALID},
    "ListJobExecutionsForThing": {"maxResults": _IF_INVALID},
}
"""Members of requests that the model leaves out, by operation, with the errors that they may cause.
An accepted request means the same without them."""
OUTSIDE: Mapping[str, tuple[str, ...]] = {
    "CreateJob": ("timeoutConfig", "jobTemplateArn", "schedulingConfig"),
    "UpdateJobExecution": ("stepTimeoutInMinutes",),
    "StartNextPendingJobExecution": ("stepTimeoutInMinutes",),
    "ListJobExecutionsForJob": ("status", "nextToken"),
    "ListJobExecutionsForThing": ("status", "nextToken", "jobId", "namespaceId"),
}
"""Members that give a request a meaning which the spec does not describe, by operation: time-outs,
templates and schedules of jobs, and filters and pages of listings."""
SNAPSHOT = "SNAPSHOT"
"""The targetSelection of the jobs that the core profile describes."""
DESCRIBED: Mapping[str, tuple[str, ...]] = {
    "CreateJob": (
        "targetSelection", "timeoutConfig", "jobExecutionsRetryConfig", "abortConfig",
    ),
    "DescribeJobExecution": ("executionNumber",),
    "UpdateJobExecution": ("executionNumber", "stepTimeoutInMinutes", "includeJobExecutionState"),
    "StartNextPendingJobExecution": ("stepTimeoutInMinutes",),
}  # fmt: skip
"""The members among these that the profile `full` describes, by operation."""
NEXT = "$next"
"""A jobId with which a device describes the execution that it gets next."""
NOT_ALLOWED = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "ExpiredToken",
        "ExpiredTokenException",
        "ForbiddenException",
        "IncompleteSignature",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "MissingAuthenticationToken",
        "MissingAuthenticationTokenException",
        "SignatureDoesNotMatch",
        "UnauthorizedException",
        "UnrecognizedClientException",
    }
)
"""Error codes about the caller's keys and permissions, which say nothing about jobs."""
LONG = 2**63
"""An expectedVersion is less than this, and at least its negative."""


class Unreadable(ValueError):
    """Members that the model has no value for.

    The message names the member, its value and the type that it should have, for example
    ``versionNumber is 'x', no whole number``.
    """


class Outside(Exception):
    """A request that the spec does not describe. The message names it, for example ``CreateJob with
    schedulingConfig``."""


# Names and plain values. Every reader takes a value and the name of its member, and raises
# `Unreadable`. Null is absent.


def member_name(name: str) -> str:
    """A member as the API spells it: ``expectedVersion`` of ``expected_version``."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def snake_case(name: str) -> str:
    """A name of the API as Python spells it: ``cancel_job`` of ``CancelJob``, as boto3's method."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def text(value: object, member: str) -> str | None:
    """A string; None if it is absent."""
    if value is None or isinstance(value, str):
        return value
    raise _unreadable(value, member, "string")


def structure(value: object, member: str) -> Members:
    """A structure; without members if it is absent."""
    if isinstance(value, dict):
        return value
    if value is None:
        return {}
    if isinstance(value, Mapping):
        return value
    raise _unreadable(value, member, "structure")


def thing_of(arn: str) -> str:
    """The name of the thing in an ARN, ``NAME`` of ``arn:…:thing/NAME``; empty if it has none."""
    return arn.partition(":thing/")[2]


def error_code(spelled: str) -> str:
    """The code of an error, without the namespace and the address that HTTP may give with it:
    ``ThrottlingException`` of ``aws.iot#ThrottlingException:http://…``."""
    return spelled.rpartition("#")[2].partition(":")[0]


def _unreadable(value: object, member: str, wanted: str) -> Unreadable:
    return Unreadable(f"{member} is {shown(value)}, no {wanted}")


def _string(value: object, member: str) -> str:
    if isinstance(value, str):
        return value
    raise _unreadable(value, member, "string")


def _number(value: object, member: str) -> int:
    """A whole number, 0 if it is absent; ``2.0`` is one."""
    if value is None:
        return 0
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    raise _unreadable(value, member, "whole number")


def _version(value: object, member: str) -> int:
    number = _number(value, member)
    if not -LONG <= number < LONG:
        raise _unreadable(value, member, "whole number of 64 bits")
    return number


def _flag(value: object, member: str) -> bool:
    if value is None or isinstance(value, bool):
        return bool(value)
    raise _unreadable(value, member, "boolean")


def _force(value: object, member: str) -> bool:
    """True or false, in HTTP's query as a word."""
    return value == "true" if value in ("true", "false") else _flag(value, member)


def _items(value: object, member: str) -> list[object] | tuple[object, ...]:
    if value is None or isinstance(value, list | tuple):
        return value or ()
    raise _unreadable(value, member, "list")


def _details(value: object, member: str) -> dict[str, str]:
    """The statusDetails: a map of strings, which the control plane nests in ``detailsMap``."""
    details = structure(value, member)
    for name in _DETAILS_MAP:
        if name in details and not isinstance(details[name], str):
            details = structure(details[name], name)
            break
    found: dict[str, str] = {}
    for key, held in details.items():
        if held is not None and not isinstance(held, str):
            raise _unreadable(held, f"{member}[{shown(key)}]", "string")
        found[str(key)] = held or ""
    return found


def _targets(value: object, member: str) -> tuple[str, ...]:
    """The targets by name of their things. Raises `Outside` for a group of things."""
    found: list[str] = []
    for target in _items(value, member):
        name = _string(target, f"{member}[{len(found)}]")
        if name.startswith("arn:"):
            if ":thinggroup/" in name:
                raise Outside("CreateJob for a thing group")
            name = thing_of(name) if ":thing/" in name else name
        found.append(name)
    return tuple(found)


def _execution_number(value: object, member: str) -> int:
    """The number, which HTTP has in the path or in the query as digits."""
    digits = isinstance(value, str) and value.isascii() and value.isdigit()
    return _version(int(str(value)) if digits else value, member)


def _selection(value: object, member: str) -> str:
    selection = _string(value, member)
    if selection not in (SNAPSHOT, CONTINUOUS):
        raise Outside(f"CreateJob with {member} {_bare(selection)}")
    return selection


def _timeout(value: object, member: str) -> int | None:
    """The minutes of a timeoutConfig."""
    minutes = _of(structure(value, member), "inProgressTimeoutInMinutes")
    return None if minutes is None else _number(minutes, "inProgressTimeoutInMinutes")


def _retries(value: object, member: str) -> dict[str, int]:
    """How often each failure is tried again, by a jobExecutionsRetryConfig."""
    found: dict[str, int] = {}
    for criterion in _criteria(value, member):
        failure = _failure(criterion, member, ("FAILED", "TIMED_OUT", ALL))
        if failure in found:
            raise Outside(f"CreateJob with {member} that has {failure} twice")
        found[failure] = _number(_of(criterion, "numberOfRetries"), "numberOfRetries")
    return found


def _abort(value: object, member: str) -> tuple[AbortCriterion, ...]:
    """The criteria of an abortConfig."""
    found: list[AbortCriterion] = []
    for criterion in _criteria(value, member):
        failure = _failure(criterion, member, ("FAILED", "REJECTED", "TIMED_OUT", ALL))
        action = text(_of(criterion, "action"), "action") or ""
        if action != "CANCEL":
            raise Outside(f"CreateJob with {member} that has the action {_bare(action)}")
        share = _of(criterion, "thresholdPercentage")
        if not isinstance(share, int | float) or isinstance(share, bool):
            raise _unreadable(share, "thresholdPercentage", "number")
        executed = _of(criterion, "minNumberOfExecutedThings")
        executed = _number(executed, "minNumberOfExecutedThings")
        found.append(AbortCriterion(failure, float(share), executed))
    return tuple(found)


def _criteria(value: object, member: str) -> list[Members]:
    config = structure(value, member)
    return [structure(one, member) for one in _items(_of(config, "criteriaList"), "criteriaList")]


def _failure(criterion: Members, member: str, known: tuple[str, ...]) -> str:
    failure = text(_of(criterion, "failureType"), "failureType") or ""
    if failure not in known:
        raise Outside(f"CreateJob with {member} for {_bare(failure)}")
    return failure


def _of(members: Members, name: str) -> object:
    """A member by either spelling; None if it is absent."""
    return next((members[s] for s in (name, snake_case(name)) if members.get(s) is not None), None)


_FURTHER: Mapping[str, tuple[str, Callable[[Any, str], Any]]] = {
    "target_selection": ("targetSelection", _selection),
    "in_progress_timeout_in_minutes": ("timeoutConfig", _timeout),
    "retries": ("jobExecutionsRetryConfig", _retries),
    "abort": ("abortConfig", _abort),
    "status": ("status", _string),
    "execution_number": ("executionNumber", _execution_number),
    "step_timeout_in_minutes": ("stepTimeoutInMinutes", _version),
    "include_job_execution_state": ("includeJobExecutionState", _force),
}
"""The API's name of each parameter that only the profile `full` has, and how it is read."""


def spelled(parameter: str) -> str:
    """The member of the API that has the parameter of a request: ``timeoutConfig`` has
    ``in_progress_timeout_in_minutes``."""
    return _FURTHER[parameter][0] if parameter in _FURTHER else member_name(parameter)


_VALUES: Mapping[str, Callable[[Any, str], Any]] = {
    "job_id": _string,
    "thing_name": _string,
    "targets": _targets,
    "document": _string,
    "force": _force,
    "expected_version": _version,
    "status_details": _details,
    "reason_code": _string,
    "comment": _string,
    **{name: read for name, (_, read) in _FURTHER.items()},
}
"""How each parameter of a request is read, where it is given."""


def _spellings(*names: str, **ours: str) -> dict[str, str]:
    """The API's name of each member by its spellings; ``ours`` gives our name where it differs."""
    found = {spelling: name for name in (*names, *ours) for spelling in (name, snake_case(name))}
    return found | {our: name for name, our in ours.items()}


_DETAILS_MAP = tuple(_spellings("detailsMap"))
_DOCUMENT = tuple(_spellings("document", "documentSource"))


# Requests.

KINDS: Mapping[str, type[Request]] = {
    spelling: kind for kind in REQUESTS for spelling in _spellings(kind.operation)
}
"""The kind of request by each spelling of its operation."""
FULL_KINDS: Mapping[str, type[Request]] = {
    spelling: kind for kind in FULL_REQUESTS for spelling in _spellings(kind.operation)
}
"""The same in the profile `full`."""
_PARAMETERS: Mapping[type[Request], tuple[tuple[str, str], ...]] = {
    kind: tuple((field.name, member_name(field.name)) for field in kind.parameters())
    for kind in FULL_REQUESTS
}
"""The parameters of each kind of request: our name and that of the API."""
_SPELLED = {
    kind: {spelling: names for names in parameters for spelling in names}
    for kind, parameters in _PARAMETERS.items()
}
"""The same by each spelling."""
_SPELLED_IN_FULL = {
    kind: known | {
        spelling: (one.name, _FURTHER[one.name][0])
        for one in kind.further()
        for spelling in _spellings(_FURTHER[one.name][0])
    }
    for kind, known in _SPELLED.items()
}  # fmt: skip


def members_of(kind: type[Request], profile: str) -> dict[str, str]:
    """Our name of each member of such requests in the profile, by the API's name."""
    spelled = (_SPELLED_IN_FULL if profile == FULL else _SPELLED)[kind]
    return {name: ours for ours, name in spelled.values()}


_REQUIRED = {
    kind: tuple(field.name for field in kind.parameters() if field.default is MISSING)
    for kind in FULL_REQUESTS
}


def _left(names: Mapping[str, Iterable[str]], full: bool) -> dict[type[Request], dict[str, str]]:
    """The spellings of these names that the profile does not describe, for each kind of request."""
    return {
        kind: _spellings(
            *(
                name
                for name in names.get(kind.operation, ())
                if not (full and name in DESCRIBED.get(kind.operation, ()))
            )
        )
        for kind in FULL_REQUESTS
    }


_OUTSIDE = {CORE_PROFILE: _left(OUTSIDE, full=False), FULL: _left(OUTSIDE, full=True)}
_LEFT_OUT = {CORE_PROFILE: _left(LEFT_OUT, full=False), FULL: _left(LEFT_OUT, full=True)}


def request_members(request: Request) -> dict[str, Any]:
    """The members of a request as boto3 takes them; targets are names of things.

    It gives an optional member only if the request does, and ``force`` only if it is true.

    >>> from iot_jobs_spec import CancelJob
    >>> request_members(CancelJob("update", force=True))
    {'jobId': 'update', 'force': True}
    """
    found: dict[str, Any] = {}
    for field, member in _PARAMETERS[type(request)]:
        value = getattr(request, field)
        if value is not None and value is not False:
            found[member] = _plain(value)
        if member == "thingName" and isinstance(request, UpdateJobExecution):
            found["status"] = IN_PROGRESS
    if isinstance(request, UpdateJobExecution) and request.status is None:
        del found["status"]
    if is_beyond(request):
        found.update(_further_members(request))
    return found


def _further_members(request: Request) -> dict[str, Any]:
    """The members that only the profile `full` has, where the request gives them."""
    found = {
        member_name(one.name): value
        for one in request.further()
        if (value := getattr(request, one.name)) != one.default and value is not None
    }
    timeout = "inProgressTimeoutInMinutes"
    if timeout in found:
        found["timeoutConfig"] = {timeout: found.pop(timeout)}
    if "retries" in found:
        found["jobExecutionsRetryConfig"] = {
            "criteriaList": [
                {"failureType": failure, "numberOfRetries": times}
                for failure, times in sorted(found.pop("retries").items())
            ]
        }
    if "abort" in found:
        found["abortConfig"] = {
            "criteriaList": [
                {
                    "failureType": criterion.failure,
                    "action": "CANCEL",
                    "thresholdPercentage": criterion.percentage,
                    "minNumberOfExecutedThings": criterion.executed,
                }
                for criterion in found.pop("abort")
            ]
        }
    return found


def read_request(operation: str, members: object, profile: str = CORE_PROFILE) -> Request:
    """The request of an operation with these members.

    Members that the model does not have are ignored, and an ARN among the targets is the thing that
    it names. A value of the right type that breaks a constraint is kept, for `constraints.judge`.

    Raises `Unreadable` for a member that is missing or has another type, and `Outside` for requests
    that the profile does not describe: another operation, a job with a schedule, a part of a
    listing; in the core profile also a device that reports another status than IN_PROGRESS.
    """
    full = profile == FULL
    kind = (FULL_KINDS if full else KINDS).get(operation)
    if kind is None:
        if all(name in FULL_KINDS for name in operation.split(" or ")) and " or " in operation:
            raise Outside(f"{operation}: unsigned, so its service is unknown")
        raise Outside(f"the spec has no operation {_bare(operation)}")
    members = structure(members, "request")
    parameters = (_SPELLED_IN_FULL if full else _SPELLED)[kind]
    if not members.keys() <= parameters.keys():
        _require_inside(kind, members, profile)
    found: dict[str, Any] = {}
    for spelling, value in members.items():
        names = parameters.get(spelling)
        if names is not None and value is not None:
            field, member = names
            if field in found:
                raise Unreadable(f"the request has {member} twice")
            found[field] = _VALUES[field](value, member)
    for field in _REQUIRED[kind]:
        if field not in found:
            raise Unreadable(f"the request has no {member_name(field)}")
    if kind is DescribeJobExecution and found["job_id"] == NEXT:
        raise Outside(f"{kind.operation} of {NEXT}")
    if full and kind is UpdateJobExecution:
        found.setdefault("status", None)
    return kind(**found)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value


def left_out_cause(
    request: Request, members: Members, error: str, profile: str = CORE_PROFILE
) -> str | None:
    """A member that the model leaves out (`LEFT_OUT`) and that may have caused the error."""
    causes = LEFT_OUT.get(request.operation, {})
    for spelling, member in _LEFT_OUT[profile][type(request)].items():
        if error in causes[member] and members.get(spelling) is not None:
            return member
    return None


def lacking(request: Request, members: Members, error: str) -> str | None:
    """A member that the request lacks and the model always has, if that may have caused the error:
    the document of a job, or the status that a device reports."""
    if error not in _IF_INVALID:
        return None
    if isinstance(request, CreateJob) and _has_none(members, _DOCUMENT):
        return "document"
    reports = isinstance(request, UpdateJobExecution) and request.status is not None
    return "status" if reports and _has_none(members, ("status",)) else None


def _has_none(members: Members, spellings: Iterable[str]) -> bool:
    return all(members.get(spelling) is None for spelling in spellings)


def _require_inside(kind: type[Request], members: Members, profile: str) -> None:
    """Raise `Outside` for a member with which the profile does not describe the request."""
    for spelling, member in _OUTSIDE[profile][kind].items():
        if members.get(spelling) is not None:
            raise Outside(f"{kind.operation} with {member}")
    if profile == FULL:
        return
    if kind is CreateJob:
        for spelling in _SELECTION:
            selection = text(members.get(spelling), spelling)
            if selection not in (None, SNAPSHOT):
                raise Outside(f"{kind.operation} with targetSelection {_bare(selection)}")
    elif kind is UpdateJobExecution:
        status = text(members.get("status"), "status")
        if status not in (None, IN_PROGRESS):
            raise Outside(f"{kind.operation} to {_bare(status)}")


_SELECTION = tuple(_spellings("targetSelection"))


def _bare(name: str) -> str:
    """A name as a message shows it: without quotes where it needs none."""
    return name if name.isascii() and name.isidentifier() and len(name) < MAX_SHOWN else shown(name)


# Responses. A reader splits the members of each structure into those that the model has, by the
# API's names, and the others.

_JOB = _spellings(
    "jobId", "status", "forceCanceled", "reasonCode", "comment", jobProcessDetails="counts"
)
_COUNTERS = _spellings(**COUNTERS)
_EXECUTION = _spellings(
    "jobId",
    "thingArn",
    "thingName",
    "status",
    "forceCanceled",
    versionNumber="version",
    statusDetails="details",
)
_SUMMARIES = _spellings("executionSummaries")
_SUMMARY = _spellings("jobId", "thingArn", "thingName", "status", "jobExecutionSummary")
_STATUS = _spellings("status")
_PENDING_LISTS = _spellings(*PENDING_LISTS)
_PENDING = _spellings("jobId", "status", versionNumber="version")
_STATE = _spellings("status", versionNumber="version", statusDetails="details")
_Read: TypeAlias = tuple[Response | None, dict[str, Any]]


def read_response(request: Request, members: object) -> _Read:
    """The response to a request with these members, and the members that the model does not have.

    An absent member reads as empty: an empty string, 0, False, no entries. The response is None for
    an operation that shows nothing, and for StartNextPendingJobExecution if nothing is pending.

    The other members are nested as in the API, ``{"job": {"createdAt": …}}``. Among them is each
    ``thingArn``, as the model keeps only the name in it. A list among them follows the order of the
    `Listing`.

    Raises `Unreadable` if a member has another type, or if the description of a job or an execution
    is missing.
    """
    return _RESPONSES[type(request)](request, members)


def response_members(request: Request, response: Response | Entries | None) -> dict[str, Any]:
    """The members of the response to a request, as boto3 gives them.

    An execution has ``thingName`` instead of ``thingArn``, as the model knows no account.
    """
    if isinstance(response, JobDescription):
        counts = {counter: response.counts.get(of, 0) for counter, of in COUNTERS.items()}
        job = {
            "jobId": response.job_id,
            "status": response.status,
            "forceCanceled": response.force_canceled,
            "reasonCode": response.reason_code,
            "comment": response.comment,
            "jobProcessDetails": counts,
        }
        return {"job": {name: value for name, value in job.items() if value is not None}}
    if isinstance(response, ExecutionDescription):
        return {"execution": _execution_members(request, response)}
    if isinstance(response, ExecutionState):
        shows = {"status": response.status, "versionNumber": response.version}
        return {"executionState": {**shows, "statusDetails": dict(response.details)}}
    entries = response if isinstance(response, tuple) else ()
    if isinstance(request, GetPendingJobExecutions):
        lists: dict[str, Any] = {member: [] for member in PENDING_LISTS}
        for entry in entries:
            assert isinstance(entry, PendingExecution)
            shows = {"jobId": entry.job_id, "versionNumber": entry.version}
            lists[_LIST_OF[entry.status]].append(shows)
        return lists
    if isinstance(request, PAGED):
        return {"executionSummaries": [_summary_members(request, entry) for entry in entries]}
    return {}


PAGED = (ListJobExecutionsForJob, ListJobExecutionsForThing)
"""The requests whose responses come in pages."""
_LIST_OF = {status: member for member, status in PENDING_LISTS.items()}


def _execution_members(request: Request, execution: ExecutionDescription) -> dict[str, Any]:
    details: dict[str, Any] = dict(execution.details)
    flag = execution.force_canceled
    if isinstance(request, DescribeJobExecution) and flag is not None:
        shows = {"statusDetails": {"detailsMap": details}, "forceCanceled": flag}
    else:
        shows = {"statusDetails": details} | ({"forceCanceled": True} if flag else {})
    return {
        "jobId": execution.job_id,
        "thingName": execution.thing_name,
        "status": execution.status,
        "versionNumber": execution.version,
        **shows,
    }


def _summary_members(request: Request, entry: PendingExecution | ListedExecution) -> dict[str, Any]:
    """An entry of a listing, which does not repeat the name that the request gives."""
    assert isinstance(entry, ListedExecution)
    of_thing = request.job_id is None
    name = {"jobId": entry.job_id} if of_thing else {"thingName": entry.thing_name}
    return {**name, "jobExecutionSummary": {"status": entry.status}}


def _split(members: Members, names: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The members that the model has, by the API's names, and the others."""
    known: dict[str, Any] = {}
    others: dict[str, Any] = {}
    for spelling, value in members.items():
        name = names.get(spelling)
        if name is None:
            others[spelling] = value
        elif value is not None:
            if name in known:
                raise Unreadable(f"the response has {name} twice")
            known[name] = value
    return known, others


def _description(
    members: object, member: str, names: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """A description, which the API nests in ``member`` and we do not: its members that the model
    has, its other members, and the other members of the response."""
    response = structure(members, "response")
    nested = response.get(member)
    if nested is None and not names.keys().isdisjoint(response):
        return *_split(response, names), {}
    others = {name: value for name, value in response.items() if name != member}
    return *_split(structure(nested, member), names), others


def _read_job(request: Request, members: object) -> _Read:
    job, within, others = _description(members, "job", _JOB)
    if not job and not within:
        raise Unreadable("the response has no job")
    details = structure(job.get("jobProcessDetails"), "jobProcessDetails")
    counters, more = _split(details, _COUNTERS)
    if more:
        within["jobProcessDetails"] = more
    if within:
        others["job"] = within
    description = JobDescription(
        text(job.get("jobId"), "jobId") or request.job_id or "",
        text(job.get("status"), "status") or "",
        _flag(job.get("forceCanceled"), "forceCanceled"),
        text(job.get("reasonCode"), "reasonCode") or None,
        text(job.get("comment"), "comment") or None,
        {COUNTERS[counter]: _number(number, counter) for counter, number in counters.items()},
    )
    return description, others


def _read_execution(request: Request, members: object) -> _Read:
    execution, within, others = _description(members, "execution", _EXECUTION)
    if not execution and not within:
        if isinstance(request, StartNextPendingJobExecution):
            return None, others
        raise Unreadable("the response has no execution")
    thing = _thing(execution, within)
    flag: bool | None = _flag(execution.get("forceCanceled"), "forceCanceled")
    if isinstance(request, DescribeJobExecution) and "thingName" in execution:
        # A response of iot-jobs-data, which has no flag. One of iot has an ARN.
        flag = flag if {"forceCanceled", "thingArn"} & execution.keys() else None
    if within:
        others["execution"] = within
    description = ExecutionDescription(
        text(execution.get("jobId"), "jobId") or request.job_id or "",
        thing or request.thing_name or "",
        text(execution.get("status"), "status") or "",
        _number(execution.get("versionNumber"), "versionNumber"),
        _details(execution.get("statusDetails"), "statusDetails"),
        flag,
    )
    return description, others


def _thing(known: dict[str, Any], others: dict[str, Any]) -> str | None:
    """The name of the thing; an ARN is one of the other members too, as the model has the name."""
    arn = text(known.get("thingArn"), "thingArn")
    if arn is None:
        return text(known.get("thingName"), "thingName")
    others["thingArn"] = arn
    return thing_of(arn)


def _read_listing(request: Request, members: object) -> _Read:
    found: list[tuple[ListedExecution, dict[str, Any]]] = []
    entries, others = _entries(members, _SUMMARIES)
    for _, entry in entries:
        known, more = _split(structure(entry, "executionSummaries"), _SUMMARY)
        nested = known.get("jobExecutionSummary")
        if nested is None:
            summary = known
        else:
            summary, within = _split(structure(nested, "jobExecutionSummary"), _STATUS)
            if within:
                more["jobExecutionSummary"] = within
        job_id = request.job_id
        if job_id is None:
            job_id = text(known.get("jobId"), "jobId") or ""
        thing = request.thing_name
        if thing is None:
            thing = _thing(known, more) or ""
        status = text(summary.get("status"), "status") or ""
        found.append((ListedExecution(job_id, thing, status), more))
    found.sort(key=itemgetter(0))
    if any(more for _, more in found):
        others["executionSummaries"] = [more for _, more in found]
    return Listing(listed for listed, _ in found), others


def _read_pending(_request: Request, members: object) -> _Read:
    found: list[tuple[PendingExecution, dict[str, Any]]] = []
    entries, others = _entries(members, _PENDING_LISTS)
    for member, entry in entries:
        known, more = _split(structure(entry, member), _PENDING)
        status = PENDING_LISTS.get(member) or text(known.get("status"), "status")
        if status not in _LIST_OF:
            raise _unreadable(status, "status", " or ".join(sorted(_LIST_OF)))
        version = _number(known.get("versionNumber"), "versionNumber")
        job_id = text(known.get("jobId"), "jobId") or ""
        found.append((PendingExecution(job_id, status, version), more))
    found.sort(key=itemgetter(0))
    if any(more for _, more in found):
        for member, status in PENDING_LISTS.items():
            others[member] = [more for entry, more in found if entry.status == status]
    return Listing(entry for entry, _ in found), others


def _entries(
    members: object, names: Mapping[str, str]
) -> tuple[list[tuple[str, object]], dict[str, Any]]:
    """Each entry of a response with the list that has it, and the other members.

    Our own spelling has the entries alone, without a list.
    """
    if isinstance(members, list | tuple):
        return [("", entry) for entry in members], {}
    lists, others = _split(structure(members, "response"), names)
    return [(name, entry) for name, held in lists.items() for entry in _items(held, name)], others


def _read_nothing(_request: Request, members: object) -> _Read:
    return None, dict(structure(members, "response"))


def _read_state(request: Request, members: object) -> _Read:
    """The state that an update shows if it was asked for; nothing if the response has none."""
    if not request.include_job_execution_state:
        return _read_nothing(request, members)
    state, within, others = _description(members, "executionState", _STATE)
    if not state and not within:
        return None, others
    if within:
        others["executionState"] = within
    shown = ExecutionState(
        text(state.get("status"), "status") or "",
        _number(state.get("versionNumber"), "versionNumber"),
        _details(state.get("statusDetails"), "statusDetails"),
    )
    return shown, others


_RESPONSES: Mapping[type[Request], Callable[[Request, object], _Read]] = {
    **{kind: _read_nothing for kind in FULL_REQUESTS},
    UpdateJobExecution: _read_state,
    DescribeJob: _read_job,
    DescribeJobExecution: _read_execution,
    StartNextPendingJobExecution: _read_execution,
    GetPendingJobExecutions: _read_pending,
    ListJobExecutionsForJob: _read_listing,
    ListJobExecutionsForThing: _read_listing,
}
