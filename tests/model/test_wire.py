"""The spelling of requests and responses: round trips, three spellings, and errors."""

from __future__ import annotations

import doctest
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_jobs_spec import (
    Answer,
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    DescribeJob,
    DescribeJobExecution,
    ExecutionDescription,
    GetPendingJobExecutions,
    JobDescription,
    ListedExecution,
    ListJobExecutionsForJob,
    ListJobExecutionsForThing,
    PendingExecution,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
)
from iot_jobs_spec.model import wire
from iot_jobs_spec.model.answers import listing
from iot_jobs_spec.model.requests import REQUESTS
from iot_jobs_spec.model.wire import (
    LEFT_OUT,
    OUTSIDE,
    Outside,
    Unreadable,
    read_request,
    read_response,
    request_members,
    response_members,
    snake_case,
)
from iot_jobs_spec.server.service_model import PLANES, load
from support.histories import json_values, requests, responses_to

ARN = "arn:aws:iot:eu-west-1:123456789012:thing/"


def ours(value: Any) -> Any:
    """A value of the model as JSON, by the names of its dataclass."""
    if is_dataclass(value):
        return {field.name: ours(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, PendingExecution | ListedExecution):
        return value._asdict()
    if isinstance(value, tuple):
        return [ours(one) for one in value]
    return dict(value) if hasattr(value, "items") else value


@given(requests)
def test_a_request_is_read_from_the_members_that_are_written_of_it(request: Request) -> None:
    assert read_request(request.operation, request_members(request)) == request


@given(requests)
def test_a_request_is_read_by_the_names_of_its_dataclass(request: Request) -> None:
    assert read_request(snake_case(request.operation), ours(request)) == request


@given(st.data(), requests)
def test_a_response_is_read_from_the_members_that_are_written_of_it(
    data: st.DataObject, request: Request
) -> None:
    response = data.draw(responses_to(request))
    assert read_response(request, response_members(request, response)) == (response, {})


@given(st.data(), requests)
def test_a_response_is_read_by_the_names_of_its_dataclass(
    data: st.DataObject, request: Request
) -> None:
    response = data.draw(responses_to(request))
    assert read_response(request, ours(response)) == (response, {})


SPELLED: list[tuple[Request, dict[str, Any], dict[str, Any]]] = [
    # The request, then its members as boto3 and as HTTP have them.
    (
        CreateJob("j", ("t", "u"), "{}"),
        {"jobId": "j", "targets": [f"{ARN}t", f"{ARN}u"], "document": "{}"},
        {"jobId": "j", "targets": ["t", f"{ARN}u"], "targetSelection": "SNAPSHOT"},
    ),
    (DescribeJob("j"), {"jobId": "j"}, {"jobId": "j", "beforeSubstitution": "true"}),
    (
        CancelJob("j", True, "WHY", "so"),
        {"jobId": "j", "force": True, "reasonCode": "WHY", "comment": "so"},
        {"jobId": "j", "force": "true", "reasonCode": "WHY", "comment": "so"},
    ),
    (DeleteJob("j"), {"jobId": "j", "force": False}, {"jobId": "j", "force": "false"}),
    (
        DescribeJobExecution("j", "t"),
        {"jobId": "j", "thingName": "t"},
        {"jobId": "j", "thingName": "t", "executionNumber": None},
    ),
    (
        CancelJobExecution("j", "t", True, 2, {"a": "b"}),
        {
            "jobId": "j",
            "thingName": "t",
            "force": True,
            "expectedVersion": 2,
            "statusDetails": {"a": "b"},
        },
        {
            "jobId": "j",
            "thingName": "t",
            "force": "true",
            "expectedVersion": 2.0,
            "statusDetails": {"detailsMap": {"a": "b"}},
        },
    ),
    (
        UpdateJobExecution("j", "t", 0, {}),
        {
            "jobId": "j",
            "thingName": "t",
            "status": "IN_PROGRESS",
            "expectedVersion": 0,
            "statusDetails": {},
        },
        {"jobId": "j", "thingName": "t", "expectedVersion": 0, "statusDetails": {}},
    ),
    (
        StartNextPendingJobExecution("t", {"detailsMap": "x"}),
        {"thingName": "t", "statusDetails": {"detailsMap": "x"}},
        {"thingName": "t", "statusDetails": {"detailsMap": "x"}, "unheard of": 1},
    ),
    (GetPendingJobExecutions("t"), {"thingName": "t"}, {"thingName": "t", "jobId": None}),
    (ListJobExecutionsForJob("j"), {"jobId": "j"}, {"jobId": "j", "maxResults": "5"}),
    (ListJobExecutionsForThing("t"), {"thingName": "t"}, {"thingName": "t", "maxResults": 5}),
]


@pytest.mark.parametrize(("request_", "boto3", "http"), SPELLED)
def test_three_spellings_of_a_request_read_the_same(
    request_: Request, boto3: dict[str, Any], http: dict[str, Any]
) -> None:
    assert read_request(request_.operation, boto3) == request_
    assert read_request(request_.operation, http) == request_
    assert read_request(snake_case(request_.operation), ours(request_)) == request_


def test_every_operation_is_among_the_spelled() -> None:
    assert {type(request) for request, *_ in SPELLED} == {*REQUESTS}
    assert {type(request) for request, *_ in ANSWERED} == {*REQUESTS}


REFERENCE = {"jobArn": "arn", "description": None}
EXTRA = {"queuedAt": 1.5, "executionNumber": 1}
ANSWERED: list[tuple[Request, Any, dict[str, Any], dict[str, Any]]] = [
    # A request, its response, the members of that as boto3 has them, and those that are extra.
    *(
        (request, None, REFERENCE, REFERENCE)
        for request in (
            CreateJob("j", ("t",)),
            CancelJob("j"),
            DeleteJob("j"),
            CancelJobExecution("j", "t"),
            UpdateJobExecution("j", "t"),
        )
    ),
    (
        DescribeJob("j"),
        JobDescription("j", "CANCELED", True, "WHY", None, {"QUEUED": 2}),
        {
            "documentSource": "https://s3/x",
            "job": {
                "jobId": "j",
                "jobArn": "arn",
                "status": "CANCELED",
                "forceCanceled": True,
                "reasonCode": "WHY",
                "jobProcessDetails": {
                    "processingTargets": ["t"],
                    "numberOfQueuedThings": 2,
                    "numberOfFailedThings": 0,
                },
            },
        },
        {
            "documentSource": "https://s3/x",
            "job": {"jobArn": "arn", "jobProcessDetails": {"processingTargets": ["t"]}},
        },
    ),
    (
        DescribeJobExecution("j", "t"),
        ExecutionDescription("j", "t", "QUEUED", 1, {"a": "b"}, False),
        {
            "execution": {
                "jobId": "j",
                "thingArn": f"{ARN}t",
                "status": "QUEUED",
                "statusDetails": {"detailsMap": {"a": "b"}},
                "versionNumber": 1,
                **EXTRA,
            }
        },
        {"execution": {"thingArn": f"{ARN}t", **EXTRA}},
    ),
    (
        StartNextPendingJobExecution("t"),
        ExecutionDescription("j", "t", "IN_PROGRESS", 2, {"a": "b"}),
        {
            "execution": {
                "jobId": "j",
                "thingName": "t",
                "status": "IN_PROGRESS",
                "statusDetails": {"a": "b"},
                "versionNumber": 2,
                **EXTRA,
            }
        },
        {"execution": EXTRA},
    ),
    (
        GetPendingJobExecutions("t"),
        listing([PendingExecution("a", "QUEUED", 1), PendingExecution("b", "IN_PROGRESS", 2)]),
        {
            "inProgressJobs": [{"jobId": "b", "versionNumber": 2}],
            "queuedJobs": [{"jobId": "a", "versionNumber": 1, **EXTRA}],
        },
        {"inProgressJobs": [{}], "queuedJobs": [EXTRA]},
    ),
    (
        ListJobExecutionsForJob("j"),
        listing([ListedExecution("j", "t", "QUEUED"), ListedExecution("j", "u", "CANCELED")]),
        {
            "executionSummaries": [
                {"thingArn": f"{ARN}u", "jobExecutionSummary": {"status": "CANCELED"}},
                {"thingArn": f"{ARN}t", "jobExecutionSummary": {"status": "QUEUED", **EXTRA}},
            ],
            "nextToken": None,
        },
        {
            "executionSummaries": [
                {"thingArn": f"{ARN}t", "jobExecutionSummary": EXTRA},
                {"thingArn": f"{ARN}u"},
            ],
            "nextToken": None,
        },
    ),
    (
        ListJobExecutionsForThing("t"),
        listing([ListedExecution("j", "t", "QUEUED"), ListedExecution("k", "t", "CANCELED")]),
        {
            "executionSummaries": [
                {"jobId": "k", "jobExecutionSummary": {"status": "CANCELED"}},
                {"jobId": "j", "jobExecutionSummary": {"status": "QUEUED"}},
            ]
        },
        {},
    ),
]


@pytest.mark.parametrize(("request_", "response", "boto3", "extra"), ANSWERED)
def test_a_response_is_read_in_both_spellings_and_keeps_its_extra_members(
    request_: Request, response: Any, boto3: dict[str, Any], extra: dict[str, Any]
) -> None:
    assert read_response(request_, boto3) == (response, extra)
    snaked = snake(boto3)
    assert read_response(request_, snaked)[0] == response
    assert read_response(request_, ours(response)) == (response, {})


def snake(value: Any) -> Any:
    if isinstance(value, dict):
        return {snake_case(name): snake(member) for name, member in value.items()}
    return [snake(one) for one in value] if isinstance(value, list) else value


def test_an_empty_response_reads_as_nothing() -> None:
    assert read_response(StartNextPendingJobExecution("t"), {}) == (None, {})
    assert read_response(StartNextPendingJobExecution("t"), None) == (None, {})
    assert read_response(StartNextPendingJobExecution("t"), {"execution": None}) == (None, {})
    for request in (GetPendingJobExecutions("t"), ListJobExecutionsForJob("j")):
        assert read_response(request, {}) == (listing([]), {})


def test_a_description_without_force_canceled_matches_either_flag() -> None:
    shown = {"jobId": "j", "thingName": "t", "status": "CANCELED", "versionNumber": 2}
    request = DescribeJobExecution("j", "t")
    seen, _ = read_response(request, {"execution": {**shown, "statusDetails": {"a": "b"}}})
    assert seen == ExecutionDescription("j", "t", "CANCELED", 2, {"a": "b"}, None)
    for flag in (True, False):
        expected = ExecutionDescription("j", "t", "CANCELED", 2, {"a": "b"}, flag)
        assert Answer(None, expected).admits(Answer(None, seen))
        assert not Answer(None, expected).admits(Answer("ThrottlingException"))
    other = ExecutionDescription("j", "t", "QUEUED", 2, {"a": "b"}, True)
    assert not Answer(None, other).admits(Answer(None, seen))
    described, _ = read_response(request, {"execution": {"thingArn": f"{ARN}t", **shown}})
    assert described == ExecutionDescription("j", "t", "CANCELED", 2, {}, False)


NAMES = {"jobId": "j", "thingName": "t"}


@pytest.mark.parametrize(
    ("operation", "members", "reason"),
    [
        ("CancelJob", None, "the request has no jobId"),
        ("CancelJob", 5, "request is 5, no structure"),
        ("CancelJob", {}, "the request has no jobId"),
        ("CancelJob", {"jobId": None}, "the request has no jobId"),
        ("CancelJob", {"jobId": 7}, "jobId is 7, no string"),
        ("CancelJob", {"jobId": "j", "job_id": "j"}, "the request has jobId twice"),
        ("CancelJob", {"jobId": "j", "force": "maybe"}, "force is 'maybe', no boolean"),
        ("CancelJob", {"jobId": "j", "comment": []}, "comment is [], no string"),
        ("CreateJob", {"jobId": "j"}, "the request has no targets"),
        ("CreateJob", {"jobId": "j", "targets": "t"}, "targets is 't', no list"),
        ("CreateJob", {"jobId": "j", "targets": ["t", None]}, "targets[1] is None, no string"),
        (
            "CancelJobExecution",
            {**NAMES, "expectedVersion": True},
            "expectedVersion is True, no whole number",
        ),
        (
            "CancelJobExecution",
            {**NAMES, "expectedVersion": 1.5},
            "expectedVersion is 1.5, no whole number",
        ),
        (
            "CancelJobExecution",
            {**NAMES, "expectedVersion": 2**63},
            "expectedVersion is 9223372036854775808, no whole number of 64 bits",
        ),
        (
            "UpdateJobExecution",
            {**NAMES, "statusDetails": {"\n": 1}},
            r"statusDetails['\n'] is 1, no string",
        ),
        (
            "UpdateJobExecution",
            {**NAMES, "statusDetails": {"detailsMap": ["x"]}},
            "detailsMap is ['x'], no structure",
        ),
        ("UpdateJobExecution", {**NAMES, "status": 1}, "status is 1, no string"),
    ],
)
def test_a_malformed_request_is_unreadable_for_one_reason(
    operation: str, members: Any, reason: str
) -> None:
    with pytest.raises(Unreadable) as raised:
        read_request(operation, members)
    assert str(raised.value) == reason


@pytest.mark.parametrize(
    ("operation", "members", "reason"),
    [
        ("ListJobs", {}, "the spec has no operation ListJobs"),
        ("\x1b[31m", {}, r"the spec has no operation '\x1b[31m'"),
        (
            "UpdateJobExecution",
            {**NAMES, "status": "SUCCEEDED"},
            "UpdateJobExecution to SUCCEEDED",
        ),
        (
            "CreateJob",
            {"jobId": "j", "targets": ["t"], "targetSelection": "CONTINUOUS"},
            "CreateJob with targetSelection CONTINUOUS",
        ),
        (
            "create_job",
            {"job_id": "j", "targets": ["t"], "timeout_config": {}},
            "CreateJob with timeoutConfig",
        ),
        (
            "CreateJob",
            {"jobId": "j", "targets": [ARN.replace("thing/", "thinggroup/g")]},
            "CreateJob for a thing group",
        ),
        ("DescribeJobExecution", {**NAMES, "jobId": "$next"}, "DescribeJobExecution of $next"),
        (
            "ListJobExecutionsForThing",
            {"thingName": "t", "jobId": "j"},
            "ListJobExecutionsForThing with jobId",
        ),
        (
            "ListJobExecutionsForJob",
            {"jobId": "j", "nextToken": "x"},
            "ListJobExecutionsForJob with nextToken",
        ),
    ],
)
def test_a_request_that_the_spec_does_not_describe_is_outside(
    operation: str, members: Any, reason: str
) -> None:
    with pytest.raises(Outside) as raised:
        read_request(operation, members)
    assert str(raised.value) == reason


@pytest.mark.parametrize(
    ("request_", "members", "reason"),
    [
        (CancelJob("j"), 5, "response is 5, no structure"),
        (DescribeJob("j"), {}, "the response has no job"),
        (DescribeJob("j"), {"job": {}}, "the response has no job"),
        (DescribeJob("j"), {"job": []}, "job is [], no structure"),
        (DescribeJob("j"), {"job": {"status": 1}}, "status is 1, no string"),
        (
            DescribeJob("j"),
            {"job": {"jobProcessDetails": {"numberOfQueuedThings": "1"}}},
            "numberOfQueuedThings is '1', no whole number",
        ),
        (DescribeJob("j"), {"jobId": "j", "job_id": "j"}, "the response has jobId twice"),
        (DescribeJobExecution("j", "t"), None, "the response has no execution"),
        (
            DescribeJobExecution("j", "t"),
            {"execution": {"forceCanceled": "true"}},
            "forceCanceled is 'true', no boolean",
        ),
        (GetPendingJobExecutions("t"), {"queuedJobs": {}}, "queuedJobs is {}, no list"),
        (GetPendingJobExecutions("t"), {"queuedJobs": [1]}, "queuedJobs is 1, no structure"),
        (
            GetPendingJobExecutions("t"),
            [{"job_id": "j", "status": "CANCELED", "version": 1}],
            "status is 'CANCELED', no IN_PROGRESS or QUEUED",
        ),
        (
            ListJobExecutionsForJob("j"),
            {"executionSummaries": [{"jobExecutionSummary": "QUEUED"}]},
            "jobExecutionSummary is 'QUEUED', no structure",
        ),
    ],
)
def test_a_malformed_response_is_unreadable_for_one_reason(
    request_: Request, members: Any, reason: str
) -> None:
    with pytest.raises(Unreadable) as raised:
        read_response(request_, members)
    assert str(raised.value) == reason


def one_line(read: Callable[[], object]) -> bool:
    """Whether the reading succeeds, or fails with a message that any terminal can show."""
    try:
        read()
    except (Unreadable, Outside) as error:
        return str(error).replace("…", "").isascii() and str(error).isprintable()
    return True


@given(st.sampled_from([*wire.KINDS]), json_values)
def test_no_members_raise_anything_else(operation: str, members: Any) -> None:
    assert one_line(lambda: read_request(operation, members))


@given(st.data(), requests, json_values)
def test_no_response_raises_anything_else(
    data: st.DataObject, request: Request, value: Any
) -> None:
    members = response_members(request, data.draw(responses_to(request)))
    places = [(members, name) for name in members]
    for inner in members.values():
        places += [(inner, name) for name in inner] if isinstance(inner, dict) else []
    if places:
        holder, name = data.draw(st.sampled_from(places))
        holder[name] = value
    assert one_line(lambda: read_response(request, members if places else value))


@pytest.mark.usefixtures("digits_limited")
def test_a_message_shows_a_value_that_cannot_be_shown_by_its_type() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    for value, shown in ((deep, "list"), (10**5000, "int")):
        with pytest.raises(Unreadable, match=f"jobId is {shown}, no string"):
            read_request("CancelJob", {"jobId": value})
    with pytest.raises(Unreadable, match=f"comment is \\['{'x' * 38}…, no string"):
        read_request("CancelJob", {"jobId": "j", "comment": ["x" * 1000]})


def test_the_members_of_each_request_are_those_of_botocore() -> None:
    for kind in REQUESTS:
        of_api = set()
        for model in map(load, PLANES):
            if kind.operation in model.operations:
                shape = model.operations[kind.operation]["input"]["shape"]
                of_api |= {*model.shapes[shape]["members"]}
        known = {wire.member_name(field.name) for field in kind.parameters()}
        reported = {"status"} if kind is UpdateJobExecution else set()
        left_out = (*LEFT_OUT.get(kind.operation, ()), *OUTSIDE.get(kind.operation, ()))
        assert len({*left_out}) == len(left_out)
        assert not known & {*left_out}
        assert known | reported | {*left_out} == of_api


def test_each_status_of_an_execution_has_a_counter_in_botocore() -> None:
    shapes = load("iot").shapes
    assert {*wire.COUNTERS.values()} == {*shapes["JobExecutionStatus"]["enum"]}
    assert {*wire.COUNTERS} == {*shapes["JobProcessDetails"]["members"]} - {"processingTargets"}


@pytest.mark.parametrize(
    ("members", "error", "cause"),
    [
        ({"executionNumber": 2}, "ResourceNotFoundException", "executionNumber"),
        ({"execution_number": 2, "other": 1}, "InvalidRequestException", "executionNumber"),
        ({"executionNumber": 2}, "ThrottlingException", None),
        ({"executionNumber": None}, "ResourceNotFoundException", None),
        ({"includeJobDocument": True}, "ResourceNotFoundException", None),
        ({"other": 1}, "InvalidRequestException", None),
    ],
)
def test_a_member_that_the_model_leaves_out_may_cause_some_errors(
    members: Any, error: str, cause: str | None
) -> None:
    assert wire.left_out_cause(DescribeJobExecution("j", "t"), members, error) == cause
    assert wire.left_out_cause(DescribeJob("j"), members, error) is None


@pytest.mark.parametrize(
    ("spelled", "code"),
    [
        ("ThrottlingException", "ThrottlingException"),
        ("ThrottlingException:http://internal/coral/", "ThrottlingException"),
        ("com.amazon.iot#ThrottlingException", "ThrottlingException"),
        ("HTTP 500", "HTTP 500"),
    ],
)
def test_an_error_code_is_read_as_botocore_reads_it(spelled: str, code: str) -> None:
    assert wire.error_code(spelled) == code


def test_the_examples_hold() -> None:
    assert doctest.testmod(wire).failed == 0
    assert doctest.testmod(wire).attempted > 0
