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
from iot_jobs_spec.model.profiles import CORE, FULL, PROFILES
from iot_jobs_spec.model.requests import FULL_REQUESTS, REQUESTS
from iot_jobs_spec.render.exports.history_schema import FULL_SCHEMA, SCHEMA
from support.histories import answers_to, json_values, requests
from support.life import of_full

SCHEMAS = {CORE: SCHEMA, FULL: FULL_SCHEMA}
REQUESTS_OF = {CORE: requests, FULL: requests | of_full}
VALIDATORS = {profile: Draft202012Validator(schema) for profile, schema in SCHEMAS.items()}
IN_BOTH = pytest.mark.parametrize("profile", PROFILES)
NO_SCHEMA_SAYS = ("is before the start", "number of seconds", "the line has a number")
"""Reasons why a record cannot be read although the schema permits it."""


def is_valid(record: Any, profile: str = CORE) -> bool:
    return VALIDATORS[profile].is_valid(record)


def reasons(record: Any, profile: str = CORE) -> list[str]:
    """Why a record cannot be read."""
    return [skipped.reason for skipped in read([json.dumps(record)], "file", profile).unread]


@IN_BOTH
def test_the_schema_is_a_schema_and_its_examples_keep_it(profile: str) -> None:
    schema = SCHEMAS[profile]
    Draft202012Validator.check_schema(schema)
    assert len(schema["examples"]) == 3
    for example in schema["examples"]:
        VALIDATORS[profile].validate(example)
        assert read([json.dumps(example)], "file", profile).counts["calls"] == 1


@st.composite
def records(draw: st.DrawFn, profile: str) -> Any:
    """The record of any call without times."""
    request = draw(REQUESTS_OF[profile])
    answer = draw(st.none() | answers_to(request))
    return json.loads(write(Call(request, answer)))


@IN_BOTH
@given(st.data())
def test_the_schema_permits_every_record_that_is_written(profile: str, data: st.DataObject) -> None:
    VALIDATORS[profile].validate(data.draw(records(profile)))


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Each member and each item in a JSON value: its holder, and its name or index."""
    if isinstance(value, dict | list):
        for name in value if isinstance(value, dict) else range(len(value)):
            yield value, name
            yield from places(value[name])


@IN_BOTH
@given(st.data(), json_values, st.booleans())
def test_every_record_that_the_schema_permits_can_be_read(
    profile: str, data: st.DataObject, value: Any, gone: bool
) -> None:
    record = data.draw(records(profile))
    record |= {"start": 1.0, "end": 2.0, "client": "c"}
    holder, name = data.draw(st.sampled_from([*places(record)]))
    if gone:
        del holder[name]
    else:
        holder[name] = value
    if is_valid(record, profile):
        found = reasons(record, profile)
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
    for profile in PROFILES:
        VALIDATORS[profile].validate(record)
        assert reasons(record, profile) == []


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


REPORT = {**NAMES, "status": "FAILED", "includeJobExecutionState": True}
JOB = {"jobId": "j", "targets": ["t"]}
RETRIES = {"failureType": "FAILED", "numberOfRetries": 2}


@pytest.mark.parametrize(
    ("operation", "right", "wrong"),
    [
        ("UpdateJobExecution", {"executionNumber": 2}, {"executionNumber": "two"}),
        ("UpdateJobExecution", {"stepTimeoutInMinutes": -1}, {"stepTimeoutInMinutes": "1"}),
        ("UpdateJobExecution", {"includeJobExecutionState": "true"},
         {"includeJobExecutionState": 1}),
        ("UpdateJobExecution", {"status": "TIMED_OUT"}, {"status": 1}),
        ("StartNextPendingJobExecution", {"stepTimeoutInMinutes": 5},
         {"stepTimeoutInMinutes": 1.5}),
        ("DescribeJobExecution", {"executionNumber": "2"}, {"executionNumber": True}),
        ("DeleteJobExecution", {"executionNumber": "2", "force": "true"}, {"force": "yes"}),
        ("DeleteJobExecution", {}, {"executionNumber": None}),
        ("CreateJob", {"targetSelection": "CONTINUOUS"}, {"targetSelection": 1}),
        ("CreateJob", {"timeoutConfig": {"inProgressTimeoutInMinutes": 1}},
         {"timeoutConfig": {"inProgressTimeoutInMinutes": "1"}}),
        ("CreateJob", {"jobExecutionsRetryConfig": {"criteriaList": [RETRIES]}},
         {"jobExecutionsRetryConfig": {"criteriaList": [{**RETRIES, "numberOfRetries": "2"}]}}),
        ("CreateJob", {"abortConfig": {"criteriaList": []}},
         {"abortConfig": {"criteriaList": [{"failureType": "ALL", "action": "CANCEL",
                                            "minNumberOfExecutedThings": 1}]}}),
    ],
)  # fmt: skip
def test_the_schema_of_full_knows_what_only_full_has(
    operation: str, right: dict[str, Any], wrong: dict[str, Any]
) -> None:
    of_operations: dict[str, dict[str, Any]] = {
        "CreateJob": JOB,
        "DeleteJobExecution": {**NAMES, "executionNumber": 1},
        "UpdateJobExecution": REPORT,
    }
    usual = of_operations.get(operation, NAMES)
    execution = {"execution": EXECUTION, "executionState": {"status": "FAILED"}}
    good, bad = (answered(operation, {**usual, **members}, execution) for members in (right, wrong))
    assert is_valid(good, FULL)
    assert reasons(good, FULL) == []
    assert not is_valid(bad, FULL)
    assert len(reasons(bad, FULL)) == 1


def test_the_state_that_an_update_shows_has_a_schema() -> None:
    bad = answered("UpdateJobExecution", REPORT, {"executionState": {"versionNumber": "2"}})
    assert not is_valid(bad, FULL)
    assert len(reasons(bad, FULL)) == 1
    assert is_valid({**bad, "request": {**NAMES}})


@pytest.mark.parametrize(("profile", "kinds"), [(CORE, REQUESTS), (FULL, FULL_REQUESTS)])
def test_the_schema_says_something_of_each_operation(profile: str, kinds: Any) -> None:
    of_operations = SCHEMAS[profile]["allOf"][2:]
    told = {rule["if"]["properties"]["operation"]["enum"][0] for rule in of_operations}
    assert told == {kind.operation for kind in kinds}
