"""Histories: records are read in every spelling, written, and each bad line has one reason."""

from __future__ import annotations

import json
import pickle
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError
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
    ListJobExecutionsForJob,
    ListJobExecutionsForThing,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
)
from iot_jobs_spec.judge.history import Call, History, Place, Skipped, read, write
from iot_jobs_spec.model.answers import OK
from iot_jobs_spec.server.testing import reference_server
from iot_jobs_spec.systems.boto import BotoSystem
from iot_jobs_spec.systems.clients import pair
from support.histories import answers_to, json_values, requests, texts

FILE = "recorded.jsonl"
CANCEL: dict[str, Any] = {
    "operation": "CancelJob",
    "request": {"jobId": "j"},
    "answer": {"response": {}},
}


def one(record: Any) -> Call:
    """The call of a record that can be read."""
    history = read([json.dumps(record)], FILE)
    assert history.counts == {"calls": 1, "passed_over": 0, "unread": 0}
    return history.calls[0]


def unread(record: Any) -> str:
    """The reason why a record cannot be read."""
    history = read([json.dumps(record)], FILE)
    assert history.counts == {"calls": 0, "passed_over": 0, "unread": 1}
    return history.unread[0].reason


def passed_over(record: Any) -> Skipped:
    history = read([json.dumps(record)], FILE)
    assert history.counts == {"calls": 0, "passed_over": 1, "unread": 0}
    return history.passed_over[0]


def test_the_record_of_the_design_is_a_call() -> None:
    line = (
        '{"operation": "CancelJobExecution", "request": {"jobId": "j", "thingName": "t", '
        '"force": true}, "answer": {"response": {}}, "start": 12.031, "end": 12.044, '
        '"client": "c1"}'
    )
    request = CancelJobExecution("j", "t", force=True)
    expected = Call(request, OK, 12.031, 12.044, "c1", Place(FILE, 1))
    assert read([line], FILE) == History((expected,))
    assert json.loads(write(expected)) == json.loads(line)


seconds = st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def calls(draw: st.DrawFn) -> Call:
    """Any call that a line can hold, without extra members."""
    request = draw(requests)
    answer = draw(st.none() | answers_to(request))
    start, end = sorted((draw(seconds), draw(seconds)))
    times = draw(st.sampled_from([(None, None), (start, end)]))
    if answer is None:
        times = draw(st.sampled_from([times, (start, None)]))
    known = answer is not None
    http = draw(st.none() | st.integers(100, 599)) if known else None
    message = draw(st.none() | texts) if known else None
    client = draw(st.none() | texts)
    return Call(request, answer, *times, client, Place(FILE, 1), http, message)


@given(calls())
def test_a_call_is_read_from_the_line_that_is_written_of_it(call: Call) -> None:
    line = write(call)
    assert line.isascii()
    assert "\n" not in line
    assert read([line], FILE) == History((call,))
    assert read([line.encode()], FILE).calls == (call,)
    assert {call: 1} == {read([line], FILE).calls[0]: 1}
    assert pickle.loads(pickle.dumps(call)) == call


extras = st.dictionaries(
    st.sampled_from(["jobArn", "queuedAt", "x"]), json_values.filter(bool), max_size=2
)


def shows_something(call: Call) -> bool:
    return call.answer is not None and call.answer.error is None


@given(st.data(), calls().filter(shows_something))
def test_the_members_that_the_model_does_not_have_are_kept_and_written(
    data: st.DataObject, call: Call
) -> None:
    """In the response, in what it describes, and in each entry of its lists."""
    record = json.loads(write(call))
    members = record["answer"]["response"]
    for holder in [members, *members.values()]:
        for structure in holder if isinstance(holder, list) else [holder]:
            structure.update(data.draw(extras))
    (before,) = read([json.dumps(record)], FILE).calls
    assert before.answer == call.answer
    assert read([write(before)], FILE).calls == (before,)


def test_extra_members_are_nested_as_in_the_response() -> None:
    arn = "arn:aws:iot:eu-west-1:123456789012:thing/t"
    members = {"jobId": "j", "thingArn": arn, "status": "QUEUED", "versionNumber": 1}
    response = {"execution": {**members, "queuedAt": 1.5}, "more": [1]}
    call = one(
        {
            "operation": "DescribeJobExecution",
            "request": {"jobId": "j", "thingName": "t"},
            "answer": {"response": response},
        }
    )
    assert call.answer == Answer(None, ExecutionDescription("j", "t", "QUEUED"))
    assert call.extra == {"execution": {"thingArn": arn, "queuedAt": 1.5}, "more": [1]}
    written = json.loads(write(call))["answer"]["response"]
    assert written == {
        "execution": {
            **members,
            "queuedAt": 1.5,
            "statusDetails": {"detailsMap": {}},
            "forceCanceled": False,
        },
        "more": [1],
    }


def test_the_metadata_of_boto3_gives_the_http_status() -> None:
    metadata = {"HTTPStatusCode": 200, "RequestId": "r"}
    call = one({**CANCEL, "answer": {"response": {"jobArn": "a", "ResponseMetadata": metadata}}})
    assert call.http == 200
    assert call.extra == {"jobArn": "a"}


def test_an_error_keeps_its_http_status_and_message() -> None:
    answer = {
        "error": "aws.iot#InvalidStateTransitionException:http://x",
        "http": 409,
        "message": "no",
    }
    call = one({**CANCEL, "answer": answer})
    assert call.answer == Answer("InvalidStateTransitionException")
    assert (call.http, call.message) == (409, "no")


def test_an_answer_is_read_in_our_spelling() -> None:
    described = {"job_id": "j", "thing_name": "t", "status": "IN_PROGRESS", "version": 2}
    call = one(
        {
            "operation": "start_next_pending_job_execution",
            "request": {"thing_name": "t"},
            "answer": {"error": None, "response": described},
        }
    )
    assert call.request == StartNextPendingJobExecution("t")
    assert call.answer == Answer(None, ExecutionDescription("j", "t", "IN_PROGRESS", 2))
    assert one({**CANCEL, "answer": {"error": None, "response": None}}).answer == OK


def test_null_is_an_answer_that_nobody_knows() -> None:
    call = one({**CANCEL, "answer": None, "start": 3})
    assert (call.answer, call.start, call.end) == (None, 3.0, None)


def test_members_that_are_unknown_and_null_do_not_count() -> None:
    record = {**CANCEL, "id": 7, "note": {"x": []}, "start": None, "end": None, "client": None}
    assert one(record) == one(CANCEL)
    assert one({**CANCEL, "client": 7}).client == "7"


def test_what_breaks_a_constraint_is_an_ordinary_request() -> None:
    assert one({**CANCEL, "request": {"jobId": ""}}).request == CancelJob("")
    assert one({**CANCEL, "request": {"jobId": "\ud800"}}).request == CancelJob("\ud800")
    create = {"operation": "CreateJob", "request": {"jobId": "j", "targets": []}, "answer": None}
    assert one(create).request == CreateJob("j", ())


def test_lines_are_text_or_utf8_with_any_line_break_and_may_be_empty() -> None:
    line = json.dumps(CANCEL)
    call = one(CANCEL)
    for lines in (
        [f"\ufeff{line}\r\n", "", "  \n", f" {line}\n"],
        [b"\xef\xbb\xbf" + line.encode() + b"\r\n", b"", b"\t\n", line.encode()],
    ):
        assert read(lines, FILE) == History((call, call._replace(place=Place(FILE, 4))))


def test_lines_are_read_one_after_the_other() -> None:
    taken = []

    def lines() -> Any:
        for number in range(3):
            taken.append(number)
            yield json.dumps(CANCEL)

    history = read(lines(), FILE)
    assert taken == [0, 1, 2]
    assert [str(call.place) for call in history.calls] == [f"{FILE}:{n}" for n in (1, 2, 3)]


def without(member: str) -> dict[str, Any]:
    return {name: value for name, value in CANCEL.items() if name != member}


def answered(answer: Any) -> dict[str, Any]:
    return {**CANCEL, "answer": answer}


def timed(start: Any, end: Any) -> dict[str, Any]:
    return {**CANCEL, "start": start, "end": end}


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (None, "the record is not an object"),
        ([CANCEL], "the record is not an object"),
        ("x", "the record is not an object"),
        (without("operation"), "the record has no operation"),
        ({**CANCEL, "operation": 5}, "operation is 5, no name of an operation"),
        ({**CANCEL, "operation": ""}, "operation is '', no name of an operation"),
        ({**CANCEL, "operation": ["x"]}, "operation is ['x'], no name of an operation"),
        (without("request"), "the record has no request"),
        ({**CANCEL, "request": []}, "request is [], no object"),
        (
            {**answered("ok"), "request": {"jobId": "j", "force": "maybe"}},
            "answer is 'ok', no object or null",
        ),
        (
            {**answered({}), "request": {"jobId": "j", "force": "maybe"}},
            "the answer has neither a response nor an error",
        ),
        (without("answer"), "the record has no answer (null if it is unknown)"),
        (answered("ok"), "answer is 'ok', no object or null"),
        (answered({}), "the answer has neither a response nor an error"),
        (answered({"http": 200}), "the answer has neither a response nor an error"),
        (
            answered({"response": {}, "error": "X"}),
            "the answer has both a response and an error",
        ),
        (answered({"error": ""}), "error is '', no error code"),
        (answered({"error": {"Code": "X"}}), "error is {'Code': 'X'}, no error code"),
        (answered({"error": "X", "http": "409"}), "http is '409', no HTTP status"),
        (answered({"error": "X", "http": 99}), "http is 99, no HTTP status"),
        (answered({"error": "X", "message": 1}), "message is 1, no string"),
        (answered({"response": []}), "response is [], no structure"),
        ({**answered({"response": {}}), "operation": "DescribeJob"}, "the response has no job"),
        (timed("1", 2), "start is '1', no number of seconds"),
        (timed(True, 2), "start is True, no number of seconds"),
        (timed(1, [2]), "end is [2], no number of seconds"),
        (timed(10**400, None), f"start is 1{'0' * 39}…, no number of seconds"),
        (timed(2, 1.5), "the end 1.5 is before the start 2.0"),
        (timed(None, 1), "the record has an end and no start"),
        (timed(1, None), "the record has a start and an answer, and no end"),
        ({**CANCEL, "client": []}, "client is [], no string or whole number"),
        ({**CANCEL, "client": True}, "client is True, no string or whole number"),
    ],
)
def test_a_bad_record_is_unread_for_one_reason(record: Any, reason: str) -> None:
    assert unread(record) == reason


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "the line is not JSON: Expecting property name enclosed in double quotes"),
        ("CancelJob j", "the line is not JSON: Expecting value at character 1"),
        ('{"a', "the line is not JSON: Unterminated string starting at character 2"),
        ('{"a\t": 1}', "the line is not JSON: Invalid control character at character 4"),
        ('{"a": NaN}', "the line is not JSON: NaN is not a number"),
        ('{"a": -Infinity}', "the line is not JSON: -Infinity is not a number"),
        ('{"a": 1e999}', "the number '1e999' is too large"),
        ('{"a": 1, "a": 2}', "an object has the name 'a' twice"),
        ('{"\\ud800": 1, "\\ud800": 2}', "an object has the name '\\ud800' twice"),
        ("[" * 100_000, "the line nests its values too deep"),
        ('{"a": ' * 100_000, "the line nests its values too deep"),
        (b"\xff\xfe{\x00}\x00", "the line is not UTF-8"),
        (b'{"a": "\xed\xa0\x80"}', "the line is not UTF-8"),
    ],
)
def test_a_bad_line_is_unread_for_one_reason(line: str | bytes, reason: str) -> None:
    history = read([line, json.dumps(CANCEL)], FILE)
    assert history.counts == {"calls": 1, "passed_over": 0, "unread": 1}
    assert history.unread[0].reason.startswith(reason)
    assert str(history.unread[0]).startswith(f"{FILE}:1: {reason}")
    assert history.unread[0].may_change


@pytest.mark.usefixtures("digits_limited")
def test_a_number_of_more_digits_than_python_reads_is_unread() -> None:
    history = read([f'{{"a": {"9" * 5000}}}'], FILE)
    assert [skipped.reason for skipped in history.unread] == [
        "the line has a number with too many digits"
    ]


@pytest.mark.parametrize(
    ("operation", "request_", "answer", "expected"),
    [
        (
            "ListJobs",
            {},
            {"response": {}},
            ("the spec has no operation ListJobs", "ListJobs", None, None, False),
        ),
        (
            "update_job",
            {"job_id": "j"},
            None,
            ("the spec has no operation update_job", "update_job", "j", None, True),
        ),
        (
            "DeleteThing",
            {"thingName": "t"},
            {"error": "InvalidRequestException", "http": 400},
            ("the spec has no operation DeleteThing", "DeleteThing", None, "t", False),
        ),
        (
            "DeleteThing",
            {"thingName": "t"},
            {"error": "InternalFailureException", "http": 500},
            ("the spec has no operation DeleteThing", "DeleteThing", None, "t", True),
        ),
        (
            "UpdateJobExecution",
            {"jobId": "j", "thingName": "t", "status": "SUCCEEDED"},
            {"response": {}},
            (
                "UpdateJobExecution to SUCCEEDED (--profile full judges it)",
                "UpdateJobExecution",
                "j",
                "t",
                True,
            ),
        ),
        (
            "ListJobExecutionsForJob",
            {"jobId": "j"},
            {"response": {"executionSummaries": [], "nextToken": "x"}},
            ("one page of ListJobExecutionsForJob", "ListJobExecutionsForJob", "j", None, False),
        ),
        (
            "CreateJob",
            {"jobId": "j", "targets": ["t"], "description": "\x00"},
            {"error": "InvalidRequestException"},
            (
                "CreateJob with description, which may be why it was rejected",
                "CreateJob",
                "j",
                None,
                False,
            ),
        ),
        (
            "create_job",
            {"job_id": "j", "targets": ["t"], "document_source": None},
            {"error": "InvalidRequestException"},
            (
                "CreateJob without a document, which may be why it was rejected",
                "create_job",
                "j",
                None,
                False,
            ),
        ),
        (
            "CancelJob",
            {"jobId": "j"},
            {"error": "AccessDeniedException", "http": 403},
            (
                "rejected for the caller's keys or permissions: AccessDeniedException",
                "CancelJob",
                "j",
                None,
                False,
            ),
        ),
    ],
)
def test_what_the_spec_does_not_describe_is_passed_over(
    operation: str, request_: Any, answer: Any, expected: tuple[Any, ...]
) -> None:
    found = passed_over({"operation": operation, "request": request_, "answer": answer})
    assert found[:6] == (Place(FILE, 1), *expected)


def test_a_member_that_the_model_leaves_out_matters_only_for_a_rejection_it_may_cause() -> None:
    members = {"jobId": "j", "targets": ["t"], "description": "x"}
    create = {"operation": "CreateJob", "request": members}
    answers: list[Any] = [{"response": {}}, {"error": "ResourceAlreadyExistsException"}, None]
    for answer in answers:
        assert one({**create, "answer": answer}).request == CreateJob("j", ("t",))


def test_a_job_without_a_document_is_passed_over_only_where_the_request_is_invalid() -> None:
    create = {"operation": "CreateJob", "request": {"jobId": "j", "targets": ["t"]}}
    for error in "ResourceAlreadyExistsException", "LimitExceededException":
        assert one({**create, "answer": {"error": error}}).request == CreateJob("j", ("t",))
    create["request"]["document"] = "{}"  # type: ignore[index]
    invalid = {"error": "InvalidRequestException"}
    assert one({**create, "answer": invalid}).request == CreateJob("j", ("t",))


@pytest.mark.parametrize(
    ("members", "job_id", "reason"),
    [
        ({"jobId": "j", "force": "maybe"}, "j", "force is 'maybe', no boolean"),
        ({"jobId": "j", "comment": 5}, "j", "comment is 5, no string"),
        ({}, None, "the request has no jobId"),
        ("PUT /jobs/j/cancel {", None, "request is 'PUT /jobs/j/cancel {', no structure"),
    ],
)
def test_a_rejected_request_that_nobody_can_read_is_passed_over(
    members: Any, job_id: str | None, reason: str
) -> None:
    """It has changed nothing. Of one that was not rejected nobody knows what it changed."""
    told = f"CancelJob was malformed and rejected: {reason}"
    record: dict[str, Any] = {"operation": "CancelJob", "request": members}
    record["answer"] = {"error": "X"}
    assert passed_over(record)[:6] == (Place(FILE, 1), told, "CancelJob", job_id, None, False)
    for record["answer"] in ({"response": {}}, None):
        (line,) = read([json.dumps(record)], FILE).unread
        assert line[:6] == (Place(FILE, 1), reason, "CancelJob", job_id, None, True)


def history_of(*times: tuple[float, float] | None, unknown: int | None = None) -> History:
    """The history of calls with these times; the answer to one of them may be unknown."""
    lines = []
    for number, known in enumerate(times):
        record = CANCEL if known is None else timed(*known)
        lines.append(json.dumps({**record, "answer": None} if number == unknown else record))
    return read(lines, FILE)


def test_calls_may_overlap_and_come_in_any_order_of_lines() -> None:
    assert len(history_of((5, 9), (1, 7), (8, 8), (0, 1)).calls) == 4


def test_a_call_without_times_fits_between_the_calls_around_it() -> None:
    assert history_of((5, 6), None, None, (1, 5), None).counts["unread"] == 0
    impossible = history_of((5, 6), None, (1, 4), (1, 9))
    assert [place.line for place, *_ in impossible.unread] == [3]
    assert impossible.unread[0].reason == (
        "the end 4.0 is before the start 5.0 of an earlier line, and a call without times is "
        "between them"
    )
    assert len(impossible.calls) == 3


@pytest.mark.parametrize("unknown", [0, 1, 2])
def test_a_call_whose_answer_nobody_knows_may_come_later(unknown: int) -> None:
    assert history_of((5, 6), None, (1, 4), unknown=unknown).counts["unread"] == 0


def test_what_boto3_takes_and_gives_is_a_record_as_it_is() -> None:
    records: list[str] = []

    class Recording:
        """A client that records each call of a method, with dates as text."""

        def __init__(self, client: Any) -> None:
            self._client = client

        def __getattr__(self, method: str) -> Any:
            def call(**members: Any) -> Any:
                try:
                    response = getattr(self._client, method)(**members)
                except ClientError as error:
                    answer = {"error": error.response["Error"]["Code"]}
                    raise
                else:
                    answer = {"response": response}
                    return response
                finally:
                    record = {"operation": method, "request": members, "answer": answer}
                    records.append(json.dumps(record, default=str))

            return call

    asked: list[Request] = [
        CreateJob("j", ("t", "u")),
        DescribeJob("j"),
        GetPendingJobExecutions("t"),
        UpdateJobExecution("j", "t", status_details={"step": "1"}),
        StartNextPendingJobExecution("t"),
        CancelJobExecution("j", "t"),
        CancelJobExecution("j", "t", force=True, expected_version=2),
        DescribeJobExecution("j", "t"),
        ListJobExecutionsForJob("j"),
        ListJobExecutionsForThing("t"),
        CancelJob("j", reason_code="WHY", comment="so"),
        DescribeJob("j"),
        DeleteJob("j", force=True),
        DescribeJob("other"),
    ]
    with reference_server() as url:
        iot, device = pair(endpoint_url=url, region_name="us-east-1", keys=("k", "s"))
        system = BotoSystem(Recording(iot), Recording(device))
        answers = [system.perform(request) for request in asked]
    history = read(records, FILE)
    assert [(call.request, call.answer) for call in history.calls] == list(
        zip(asked, answers, strict=True)
    )
    assert {answer.error is None for answer in answers} == {True, False}
    assert {skipped.operation for skipped in history.passed_over} == {"create_thing"}
    assert history.unread == ()
    described = history.calls[1]
    assert described.http == 200
    assert {"jobArn", "targets", "createdAt"} <= described.extra["job"].keys()
    assert [read([write(call)], FILE).calls for call in history.calls] == [
        (call._replace(place=Place(FILE, 1)),) for call in history.calls
    ]


RECORDS = [
    CANCEL,
    {**timed(1, 2), "client": "c", "answer": {"error": "X", "http": 409, "message": "m"}},
    {
        "operation": "DescribeJobExecution",
        "request": {"jobId": "j", "thingName": "t"},
        "answer": {
            "response": {
                "execution": {
                    "jobId": "j",
                    "thingArn": "arn:thing/t",
                    "status": "QUEUED",
                    "statusDetails": {"detailsMap": {"a": "b"}},
                    "versionNumber": 1,
                }
            }
        },
    },
    {
        "operation": "GetPendingJobExecutions",
        "request": {"thingName": "t"},
        "answer": {"response": {"queuedJobs": [{"jobId": "j", "versionNumber": 1}]}},
    },
]


def places(value: Any) -> list[tuple[Any, Any]]:
    """Each member and each item in a JSON value: its holder, and its name or index."""
    if not isinstance(value, dict | list):
        return []
    inner = list(value) if isinstance(value, dict) else list(range(len(value)))
    return [(value, name) for name in inner] + [p for name in inner for p in places(value[name])]


@given(st.data(), st.sampled_from(RECORDS), json_values)
def test_no_record_raises_and_every_line_counts_once(
    data: st.DataObject, record: Any, value: Any
) -> None:
    changed = json.loads(json.dumps(record))
    holder, name = data.draw(st.sampled_from(places(changed)))
    holder[name] = value
    counts_once([json.dumps(changed), json.dumps(changed)])


def counts_once(lines: list[str]) -> None:
    history = read(lines, FILE)
    assert sum(history.counts.values()) == sum(bool(line.strip()) for line in lines)
    for skipped in (*history.passed_over, *history.unread):
        assert skipped.reason.replace("…", "").isascii()
        assert skipped.reason.isprintable()
        assert len(skipped.reason) < 300
    for call in history.calls:
        assert read([write(call)], FILE).calls == (call._replace(place=Place(FILE, 1)),)


@given(st.lists(json_values.map(json.dumps), max_size=3))
def test_no_json_raises(lines: list[str]) -> None:
    counts_once(lines)


@given(st.lists(st.binary(max_size=30) | st.just(json.dumps(CANCEL).encode()), max_size=3))
def test_no_bytes_raise(lines: list[bytes]) -> None:
    history = read(lines, FILE)
    assert sum(history.counts.values()) <= len(lines)


@given(st.binary(max_size=3), st.integers(0, len(json.dumps(RECORDS[2]))))
def test_no_damaged_record_raises(noise: bytes, at: int) -> None:
    line = json.dumps(RECORDS[2]).encode()
    read([line[:at] + noise + line[at:], line[:at] + noise, line[at:]], FILE)


@given(requests)
def test_each_request_without_an_answer_is_a_call(request: Request) -> None:
    call = Call(request, None, place=Place(FILE, 1))
    assert read([write(call)], FILE).calls == (call,)


def test_nesting_within_bounds_is_kept() -> None:
    deep: Any = []
    for _ in range(100):
        deep = [deep]
    call = one({**CANCEL, "answer": {"response": {"x": deep}}})
    assert call.extra == {"x": deep}
    assert read([write(call)], FILE).calls == (call,)


def test_each_call_has_the_place_of_its_line() -> None:
    history = read([json.dumps(CANCEL), "", "{", json.dumps(CANCEL)], FILE)
    assert [call.place for call in history.calls] == [(FILE, 1), (FILE, 4)]
    assert [skipped.place for skipped in history.unread] == [(FILE, 3)]


def test_a_name_that_comes_twice_among_very_many_costs_little() -> None:
    names = ", ".join(f'"x{number}": 1' for number in range(100_000))
    before = time.process_time()
    history = read([f'{{{names}, "z": 1, "z": 2}}'], "calls.jsonl")
    assert "the name 'z' twice" in history.unread[0].reason
    assert time.process_time() - before < 5  # a fifth of a second; a quadratic one takes minutes
