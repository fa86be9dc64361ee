"""history.schema.json permits every record that we write, and no record that we cannot read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from iot_jobs_spec.judge.history import Call, read, write
from iot_jobs_spec.model.requests import REQUESTS
from iot_jobs_spec.render.exports.history_schema import SCHEMA
from support.histories import answers_to, json_values, requests

VALIDATOR = Draft202012Validator(SCHEMA)
NO_SCHEMA_SAYS = ("is before the start", "number of seconds", "the line has a number")
"""Reasons why a record cannot be read although the schema permits it."""


def is_valid(record: Any) -> bool:
    return VALIDATOR.is_valid(record)


def reasons(record: Any) -> list[str]:
    """Why a record cannot be read."""
    return [skipped.reason for skipped in read([json.dumps(record)], "file").unread]


def test_the_schema_is_a_schema_and_its_examples_keep_it() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert len(SCHEMA["examples"]) == 3
    for example in SCHEMA["examples"]:
        VALIDATOR.validate(example)
        assert read([json.dumps(example)], "file").counts["calls"] == 1


@st.composite
def records(draw: st.DrawFn) -> Any:
    """The record of any call without times."""
    request = draw(requests)
    answer = draw(st.none() | answers_to(request))
    return json.loads(write(Call(request, answer)))


@given(records())
def test_the_schema_permits_every_record_that_is_written(record: Any) -> None:
    VALIDATOR.validate(record)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Each member and each item in a JSON value: its holder, and its name or index."""
    if isinstance(value, dict | list):
        for name in value if isinstance(value, dict) else range(len(value)):
            yield value, name
            yield from places(value[name])


@given(st.data(), records(), json_values, st.booleans())
def test_every_record_that_the_schema_permits_can_be_read(
    data: st.DataObject, record: Any, value: Any, gone: bool
) -> None:
    record |= {"start": 1.0, "end": 2.0, "client": "c"}
    holder, name = data.draw(st.sampled_from([*places(record)]))
    if gone:
        del holder[name]
    else:
        holder[name] = value
    if is_valid(record):
        found = reasons(record)
        assert not found or any(words in found[0] for words in NO_SCHEMA_SAYS), found


CANCEL: dict[str, Any] = {
    "operation": "CancelJob",
    "request": {"jobId": "j"},
    "answer": {"response": {}},
}
EXECUTION = {"jobId": "j", "status": "QUEUED", "versionNumber": 1}


@pytest.mark.parametrize(
    "record",
    [
        CANCEL,
        {**CANCEL, "operation": "cancel_job", "more": [1]},
        {**CANCEL, "operation": "ListThings", "request": {}},
        {**CANCEL, "request": {"jobId": "", "force": "true", "comment": None, "more": 1}},
        {**CANCEL, "answer": None, "start": 1},
        {**CANCEL, "answer": {"error": "X", "response": None, "http": 400, "message": None}},
        {**CANCEL, "answer": {"error": None, "response": None}},
        {**CANCEL, "start": None, "end": None, "client": 7},
        {
            "operation": "DescribeJobExecution",
            "request": {"jobId": "j", "thingName": "t"},
            "answer": {
                "response": {"execution": {**EXECUTION, "statusDetails": {"detailsMap": {}}}}
            },
        },
        {
            "operation": "StartNextPendingJobExecution",
            "request": {"thingName": "t", "statusDetails": {"a": "b"}},
            "answer": {"response": {"execution": {**EXECUTION, "statusDetails": {"a": "b"}}}},
        },
        {
            "operation": "UpdateJobExecution",
            "request": {"jobId": "j", "thingName": "t", "status": "SUCCEEDED"},
            "answer": {"error": "aws#InvalidRequestException:http://x"},
        },
    ],
)
def test_a_good_record_is_permitted_and_read(record: Any) -> None:
    VALIDATOR.validate(record)
    assert reasons(record) == []


def answered(operation: str, members: Any, response: Any) -> Any:
    return {"operation": operation, "request": members, "answer": {"response": response}}


NAMES = {"jobId": "j", "thingName": "t"}


@pytest.mark.parametrize(
    "record",
    [
        None,
        [CANCEL],
        {},
        {**CANCEL, "operation": ""},
        {**CANCEL, "request": {}},
        {**CANCEL, "request": {"jobId": 1}},
        {**CANCEL, "request": {"jobId": "j", "force": "maybe"}},
        {**CANCEL, "answer": {}},
        {**CANCEL, "answer": {"error": ""}},
        {**CANCEL, "answer": {"error": "X", "response": {}}},
        {**CANCEL, "answer": {"error": "X", "http": 42}},
        {**CANCEL, "answer": {"response": []}},
        {**CANCEL, "start": "1", "end": 2},
        {**CANCEL, "end": 2},
        {**CANCEL, "start": 1},
        {**CANCEL, "client": True},
        answered("CreateJob", {"jobId": "j"}, {}),
        answered("CreateJob", {"jobId": "j", "targets": "t"}, {}),
        answered("CancelJobExecution", {**NAMES, "expectedVersion": "1"}, {}),
        answered("CancelJobExecution", {**NAMES, "expectedVersion": 2**63}, {}),
        answered("CancelJobExecution", {**NAMES, "statusDetails": {"a": 1}}, {}),
        answered("DescribeJob", {"jobId": "j"}, {}),
        answered("describe_job", {"jobId": "j"}, {"job": {}}),
        answered("DescribeJob", {"jobId": "j"}, None),
        answered("DescribeJobExecution", NAMES, {"execution": {**EXECUTION, "status": 1}}),
        answered("GetPendingJobExecutions", {"thingName": "t"}, {"queuedJobs": [1]}),
        answered("ListJobExecutionsForJob", {"jobId": "j"}, {"executionSummaries": {}}),
    ],
)
def test_a_bad_record_is_neither_permitted_nor_read(record: Any) -> None:
    assert not is_valid(record)
    assert len(reasons(record)) == 1


def test_the_schema_says_something_of_each_operation() -> None:
    told = {rule["if"]["properties"]["operation"]["enum"][0] for rule in SCHEMA["allOf"][2:]}
    assert told == {kind.operation for kind in REQUESTS}
