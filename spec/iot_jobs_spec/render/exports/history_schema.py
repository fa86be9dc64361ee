"""The JSON Schema of a recorded call: ``diagrams/history.schema.json``.

A recorder has to write such objects, with the members as AWS names them. `judge.history` reads
more: it takes our own names too, and fills in members that are missing in a response. It rejects a
few records that no schema can reject: an end before the start, an object with one name twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...errors import INVALID_STATE_TRANSITION
from ...model.requests import REQUESTS, Request
from ...model.table import TABLE, Table
from ...model.wire import COUNTERS, LONG, PENDING_LISTS, member_name, snake_case
from .spec_json import as_bytes

PATH = Path("diagrams/history.schema.json")
Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_OPTIONAL: Schema = {"type": ["string", "null"]}
_WHOLE: Schema = {"type": ["integer", "null"]}
_FLAG: Schema = {"type": ["boolean", "null"]}
_TEXTS: Schema = {"type": ["object", "null"], "additionalProperties": _OPTIONAL}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _structure(required: tuple[str, ...] = (), **members: Schema) -> Schema:
    """An object with these members and any others."""
    needs = {"required": list(required)} if required else {}
    return {"type": "object", "properties": members, **needs}


def _list(items: Schema) -> Schema:
    return {"type": ["array", "null"], "items": items}


_MEMBERS: Mapping[str, Schema] = {
    "job_id": _TEXT,
    "thing_name": _TEXT,
    "targets": {
        "description": "ARNs or names of things.",
        "type": "array",
        "items": _TEXT,
    },
    "document": _OPTIONAL,
    "force": {"enum": [True, False, "true", "false", None]},
    "expected_version": {**_WHOLE, "minimum": -LONG, "maximum": LONG - 1},
    "status_details": _ref("statusDetails"),
    "reason_code": _OPTIONAL,
    "comment": _OPTIONAL,
}
"""The schema of each parameter of a request."""
_JOB = _structure(
    ("jobId", "status"),
    jobId=_TEXT,
    status=_TEXT,
    forceCanceled=_FLAG,
    reasonCode=_OPTIONAL,
    comment=_OPTIONAL,
    jobProcessDetails={
        "type": ["object", "null"],
        "properties": {counter: _WHOLE for counter in COUNTERS},
    },
)
_EXECUTION = _structure(
    ("jobId", "status", "versionNumber"),
    jobId=_TEXT,
    thingArn={"description": "From iot.", **_OPTIONAL},
    thingName={"description": "From iot-jobs-data.", **_OPTIONAL},
    status=_TEXT,
    forceCanceled=_FLAG,
    versionNumber={"type": "integer"},
    statusDetails=_ref("statusDetails"),
)
_PENDING = _structure(("jobId", "versionNumber"), jobId=_TEXT, versionNumber={"type": "integer"})
_SUMMARY = _structure(
    ("jobExecutionSummary",),
    jobId=_OPTIONAL,
    thingArn=_OPTIONAL,
    thingName=_OPTIONAL,
    jobExecutionSummary=_structure(("status",), status=_TEXT),
)
_PENDING_LISTS: Mapping[str, Schema] = {name: _list(_ref("pending")) for name in PENDING_LISTS}
_LISTING = _structure(executionSummaries=_list(_ref("summary")))
_RESPONSES: Mapping[str, Schema] = {
    "DescribeJob": _structure(("job",), job=_ref("job")),
    "DescribeJobExecution": _structure(("execution",), execution=_ref("execution")),
    "StartNextPendingJobExecution": {
        "description": "No execution: none is pending.",
        **_structure(execution={"anyOf": [{"type": "null"}, _ref("execution")]}),
    },
    "GetPendingJobExecutions": _structure((), **_PENDING_LISTS),
    "ListJobExecutionsForJob": _LISTING,
    "ListJobExecutionsForThing": _LISTING,
}
"""The schema of the response of each operation that shows something."""


def _of_operation(kind: type[Request]) -> Schema:
    """The part for the records of one operation, named as in the API or as boto3's method."""
    operation = kind.operation
    fields = {field.name: field.default for field in kind.parameters()}
    members = {member_name(name): _MEMBERS[name] for name in fields}
    if operation == "UpdateJobExecution":
        members["status"] = _OPTIONAL
    needs = tuple(member_name(name) for name in fields if _MEMBERS[name].get("type") in _NEEDED)
    shows = {"answer": _answer(_RESPONSES[operation])} if operation in _RESPONSES else {}
    return {
        "if": {"properties": {"operation": {"enum": [operation, snake_case(operation)]}}},
        "then": {"properties": {"request": _structure(needs, **members), **shows}},
    }


_NEEDED = ("string", "array")
"""The types of the parameters that must be given."""


def _answer(response: Schema) -> Schema:
    """An answer whose response, where it has one, is as given."""
    return {
        "anyOf": [
            {"type": "null"},
            _ref("rejection"),
            _structure(response=response),
        ]
    }


def _given(member: str, kind: Schema) -> Schema:
    return {"properties": {member: kind}, "required": [member]}


_NUMBER: Schema = {"type": "number"}
_ABOUT: Mapping[str, Schema] = {
    "http": {"description": "The HTTP status.", **_WHOLE, "minimum": 100, "maximum": 599},
    "message": _OPTIONAL,
}
SCHEMA: Schema = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "A recorded call of AWS IoT Jobs",
    "description": "A history has one such object a line. Unknown members are ignored, null is "
    "absent except as the answer, and operations that the specification does not have are passed "
    "over.",
    "examples": [
        {
            "operation": "CancelJobExecution",
            "request": {"jobId": "j", "thingName": "t", "force": True},
            "answer": {"response": {}},
            "start": 12.031,
            "end": 12.044,
            "client": "c1",
        },
        {
            "operation": "DeleteJob",
            "request": {"jobId": "j"},
            "answer": {
                "error": INVALID_STATE_TRANSITION.code,
                "http": INVALID_STATE_TRANSITION.http[0],
            },
        },
        {"operation": "DescribeJob", "request": {"jobId": "j"}, "answer": None},
    ],
    **_structure(
        ("operation", "request", "answer"),
        operation={
            "description": "The name of the API, or that of boto3's method.",
            "type": "string",
            "minLength": 1,
        },
        request={"description": "The members of the request.", "type": "object"},
        answer={
            "description": "Null where nobody knows whether the service carried the request out.",
            "anyOf": [
                {"type": "null"},
                _ref("rejection"),
                _ref("acceptance"),
            ],
        },
        start={"description": "Seconds since any origin.", "type": ["number", "null"]},
        end={
            "description": "In the same seconds, not before the start. If neither is given, the "
            "calls happened in the order of the lines.",
            "type": ["number", "null"],
        },
        client={"description": "Who asked.", "type": ["string", "integer", "null"]},
    ),
    "allOf": [
        {"if": _given("end", _NUMBER), "then": _given("start", _NUMBER)},
        {
            "if": {"allOf": [_given("start", _NUMBER), _given("answer", {"type": "object"})]},
            "then": _given("end", _NUMBER),
        },
        *map(_of_operation, REQUESTS),
    ],
    "$defs": {
        "job": _JOB,
        "execution": _EXECUTION,
        "pending": _PENDING,
        "summary": _SUMMARY,
        "acceptance": {
            "description": "The request was accepted; these are the members of the response.",
            **_structure(
                ("response",),
                response={"type": ["object", "null"]},
                error={"type": "null"},
                **_ABOUT,
            ),
        },
        "rejection": {
            "description": "The request was rejected with the code of an error.",
            **_structure(
                ("error",),
                error={"type": "string", "pattern": "(^|#)[^:#][^#]*$"},
                response={"type": "null"},
                **_ABOUT,
            ),
        },
        "statusDetails": {
            "description": "A map of strings; iot nests it in detailsMap.",
            "anyOf": [
                _TEXTS,
                _structure(("detailsMap",), detailsMap=_TEXTS),
            ],
        },
    },
}


def artefacts(_table: Table = TABLE) -> Mapping[Path, bytes]:
    return {PATH: as_bytes(SCHEMA)}
