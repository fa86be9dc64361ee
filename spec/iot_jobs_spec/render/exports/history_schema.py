"""The JSON Schema of a recorded call: ``diagrams/history.schema.json``.

The profile `full` has a schema of its own, ``diagrams/full/history.schema.json``, with more members
and one more operation.

A recorder has to write such objects, with the members as AWS names them. `judge.history` reads
more: it takes our own names too, and fills in members that are missing in a response. It rejects a
few records that no schema can reject: an end before the start, an object with one name twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING
from pathlib import Path
from typing import Any

from ...errors import INVALID_STATE_TRANSITION
from ...model.requests import FULL_REQUESTS, REQUESTS, Request
from ...model.table import TABLE, Table
from ...model.wire import COUNTERS, LONG, PENDING_LISTS, snake_case, spelled
from .spec_json import as_bytes

PATH = Path("diagrams/history.schema.json")
FULL_PATH = Path("diagrams/full/history.schema.json")
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


def _nested(**members: Schema) -> Schema:
    return {"type": ["object", "null"], "properties": members}


def _criteria(**members: Schema) -> Schema:
    """The configuration that a list of such criteria is."""
    return _nested(criteriaList=_list(_structure(tuple(members), **members)))


_FLAG_OR_WORD: Schema = {"enum": [True, False, "true", "false", None]}
_LONG: Schema = {**_WHOLE, "minimum": -LONG, "maximum": LONG - 1}

_MEMBERS: Mapping[str, Schema] = {
    "job_id": _TEXT,
    "thing_name": _TEXT,
    "targets": {
        "description": "ARNs or names of things.",
        "type": "array",
        "items": _TEXT,
    },
    "document": _OPTIONAL,
    "force": _FLAG_OR_WORD,
    "expected_version": _LONG,
    "status_details": _ref("statusDetails"),
    "reason_code": _OPTIONAL,
    "comment": _OPTIONAL,
    # In the profile full:
    "target_selection": _OPTIONAL,
    "in_progress_timeout_in_minutes": _nested(inProgressTimeoutInMinutes=_WHOLE),
    "retries": _criteria(failureType=_TEXT, numberOfRetries={"type": "integer"}),
    "abort": _criteria(
        failureType=_TEXT,
        action=_TEXT,
        thresholdPercentage={"type": "number"},
        minNumberOfExecutedThings={"type": "integer"},
    ),
    "status": _OPTIONAL,
    "execution_number": {
        "description": "Digits in the path or the query of HTTP.",
        "anyOf": [_LONG, {"type": "string", "pattern": "^[0-9]{1,18}$"}],
    },
    "step_timeout_in_minutes": _LONG,
    "include_job_execution_state": _FLAG_OR_WORD,
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
_STATE = _nested(
    status=_OPTIONAL,
    versionNumber=_WHOLE,
    statusDetails={"anyOf": [{"type": "null"}, _ref("statusDetails")]},
)
_RESPONSES_OF_FULL = {
    **_RESPONSES,
    "UpdateJobExecution": {
        "description": "The state, where the request has asked for it.",
        **_structure(executionState=_STATE),
    },
}


_GIVEN: Schema = {"not": {"type": "null"}}


def _of_operation(kind: type[Request], full: bool) -> Schema:
    """The part for the records of one operation, named as in the API or as boto3's method."""
    operation = kind.operation
    names = [field.name for field in kind.parameters()]
    if full:
        names += [field.name for field in kind.further()]
    elif operation == "UpdateJobExecution":
        names.append("status")
    members = {spelled(name): _MEMBERS[name] for name in names}
    needs = [spelled(field.name) for field in kind.parameters() if field.default is MISSING]
    members |= {name: {**members[name], **_GIVEN} for name in needs if "type" not in members[name]}
    responses = _RESPONSES_OF_FULL if full else _RESPONSES
    shows = {"answer": _answer(responses[operation])} if operation in responses else {}
    return {
        "if": {"properties": {"operation": {"enum": [operation, snake_case(operation)]}}},
        "then": {"properties": {"request": _structure(tuple(needs), **members), **shows}},
    }


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


def _rules(full: bool) -> list[Schema]:
    """What holds for every record, and for those of each operation."""
    return [
        {"if": _given("end", _NUMBER), "then": _given("start", _NUMBER)},
        {
            "if": {"allOf": [_given("start", _NUMBER), _given("answer", {"type": "object"})]},
            "then": _given("end", _NUMBER),
        },
        *(_of_operation(kind, full) for kind in (FULL_REQUESTS if full else REQUESTS)),
    ]


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
    "allOf": _rules(full=False),
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
FULL_SCHEMA: Schema = {**SCHEMA, "allOf": _rules(full=True)}


def artefacts(_table: Table = TABLE) -> Mapping[Path, bytes]:
    return {PATH: as_bytes(SCHEMA), FULL_PATH: as_bytes(FULL_SCHEMA)}
