"""Malformed requests: the server rejects each as the service does, never with a 5xx, and changes
nothing."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator

import pytest

from iot_jobs_spec.server.reading import MAX_DEPTH
from iot_jobs_spec.server.signing import MAX_BODY, MAX_HEAD
from support.server_kit import DEVICE, THING, LiveServer, arn, live_server, scoped

INVALID = (400, "InvalidRequestException")
NOT_IMPLEMENTED = (501, "NotImplementedException")
CANCEL = f"/things/{THING}/jobs/job/cancel"


@pytest.fixture(scope="module")
def shared() -> Iterator[LiveServer]:
    with live_server() as running:
        yield running


@pytest.fixture
def server(shared: LiveServer) -> LiveServer:
    """A server with one job, whose execution is QUEUED."""
    shared.fresh()
    shared.create("job")
    return shared


def rejected(
    server: LiveServer,
    method: str,
    path: str,
    body: bytes | None = None,
    answer: tuple[int, str] = INVALID,
) -> str:
    """Send a request that must be rejected without any effect, and return the message."""
    before = server.service.state.world, dict(server.service.state.things)
    replies = [server.raw(method, path, body, plane) for plane in (None, "iot")]
    for reply in replies:
        assert (reply.status, reply.error) == answer, reply
        assert reply.headers["content-type"] == "application/json"
        assert reply.json["__type"] == reply.error
    assert (server.service.state.world, server.service.state.things) == before
    return str(replies[-1].json["message"])


BODIES = {
    "not JSON": b"{",
    "a name without a value": b'{"expectedVersion": }',
    "two values": b"{} {}",
    "a list": b"[]",
    "a list of an object": b'[{"expectedVersion": 1}]',
    "a string": b'"force"',
    "null": b"null",
    "a number": b"1",
    "true": b'{"expectedVersion": true}',
    "a fraction": b'{"expectedVersion": 1.5}',
    "a whole fraction": b'{"expectedVersion": 1.0}',
    "an exponent": b'{"expectedVersion": 1e0}',
    "a string version": b'{"expectedVersion": "1"}',
    "a list of versions": b'{"expectedVersion": [1]}',
    "a long version": b'{"expectedVersion": 9223372036854775808}',
    "a very long version": b'{"expectedVersion": ' + b"9" * 5000 + b"}",
    "NaN": b'{"expectedVersion": NaN}',
    "Infinity": b'{"expectedVersion": Infinity}',
    "a repeated name": b'{"expectedVersion": 1, "expectedVersion": 2}',
    "details in a list": b'{"statusDetails": ["a"]}',
    "details of a number": b'{"statusDetails": {"a": 1}}',
    "details of null": b'{"statusDetails": {"a": null}}',
    "details of details": b'{"statusDetails": {"a": {"b": "c"}}}',
    "an empty key": b'{"statusDetails": {"": "a"}}',
    "an empty value": b'{"statusDetails": {"a": ""}}',
    "a long key": json.dumps({"statusDetails": {"a" * 129: "b"}}).encode(),
    "a long value": json.dumps({"statusDetails": {"a": "b" * 1025}}).encode(),
    "eleven details": json.dumps({"statusDetails": dict.fromkeys("abcdefghijk", "b")}).encode(),
    "a control character": b'{"statusDetails": {"a": "\\u0007"}}',
    "half a surrogate pair": b'{"statusDetails": {"a": "\\ud800"}}',
    "half a surrogate pair in an unknown member": b'{"unknown": "\\udfff"}',
    "Latin-1": b'{"statusDetails": {"a": "\xe9"}}',
    "UTF-16": '{"expectedVersion": 1}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"expectedVersion": 1}',
    "a NUL": b'{"expectedVersion": 1}\x00',
    "deep lists": b"[" * 100_000,
    "objects that are just too deep": b'{"a":' * (MAX_DEPTH + 1) + b"1" + b"}" * (MAX_DEPTH + 1),
    "lists that are just too deep": b'{"a":' + b"[" * MAX_DEPTH + b"1" + b"]" * MAX_DEPTH + b"}",
    "deep objects": b'{"unknown": ' + b'{"a":' * 50_000 + b"1" + b"}" * 50_001,
    "large": b'{"unknown": "' + b"a" * MAX_BODY + b'"}',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_malformed_body_is_rejected(server: LiveServer, body: bytes) -> None:
    assert rejected(server, "PUT", f"{CANCEL}?force=true", body)


def test_a_body_may_be_nested_as_deep_as_the_limit(server: LiveServer) -> None:
    body = b'{"a":' * MAX_DEPTH + b"1" + b"}" * MAX_DEPTH
    assert server.raw("POST", "/things/deep", body, "iot").status == 200


QUERIES = {
    "another word": "force=maybe",
    "a number": "force=1",
    "upper case": "force=True",
    "empty": "force=",
    "no value": "force",
    "a space": "force=true%20",
    "a newline": "force=true%0A",
    "two values": "force=true&force=false",
    "one value twice": "force=true&force=true",
    "a bad escape": "force=%zz",
    "half an escape": "force=tru%6",
    "not UTF-8": "force=%ff",
    "too many parameters": "&".join(f"a{number}=b" for number in range(100)),
    "very long": "a=" + "b" * (MAX_HEAD + 1),
}


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_a_malformed_query_is_rejected(server: LiveServer, query: str) -> None:
    for path in (CANCEL, "/jobs/job/cancel"):
        assert rejected(server, "PUT", f"{path}?{query}")
    assert rejected(server, "DELETE", f"/jobs/job?{query}")


PATHS = {
    "a trailing newline": "/jobs/job%0A",
    "a trailing carriage return": "/jobs/job%0D",
    "a trailing NUL": "/jobs/job%00",
    "65 characters": f"/jobs/{'x' * 65}",
    "a dot": "/jobs/a.b",
    "a slash": "/jobs/a%2Fb",
    "a space": "/jobs/a%20b",
    "a letter outside ASCII": "/jobs/%C3%A9",
    "a digit outside ASCII": "/jobs/%D9%A3",
    "not UTF-8": "/jobs/%ff",
    "an overlong encoding": "/jobs/%c1%81",
    "a bad escape": "/jobs/%zz",
    "a thing of 129 characters": f"/things/{'x' * 129}",
    "a thing with a newline": f"/things/{THING}%0A",
    "an empty job id": "/jobs/",
    "an empty thing name": "/things//jobs/job",
    "an unknown path": "/unknown",
    "too many segments": "/jobs/job/cancel/now",
    "two slashes": "//jobs/job",
    "very long": "/jobs/" + "x" * MAX_HEAD,
}


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_a_malformed_or_unknown_path_is_rejected(server: LiveServer, path: str) -> None:
    assert rejected(server, "GET", path)


@pytest.mark.parametrize("method", ["POST", "OPTIONS", "TRACE", "PURGE"])
def test_an_unknown_method_is_rejected(server: LiveServer, method: str) -> None:
    for path in ("/", "/jobs/job", "/jobs", CANCEL):
        assert rejected(server, method, path)


def test_the_rejection_of_a_head_request_has_no_body(server: LiveServer) -> None:
    reply = server.raw("HEAD", "/jobs/job")
    assert (reply.status, reply.error, reply.body) == (*INVALID, b"")


@pytest.mark.parametrize(
    ("operation", "method", "path"),
    [
        ("DeleteJobExecution", "DELETE", f"/things/{THING}/jobs/job/executionNumber/1"),
        ("ListPolicies", "GET", "/policies"),
        ("UpdateJob", "PATCH", "/jobs/job"),
        ("AssociateTargetsWithJob", "POST", "/jobs/job/targets"),
    ],
)
def test_an_operation_that_is_not_emulated_answers_501_with_its_name(
    server: LiveServer, operation: str, method: str, path: str
) -> None:
    message = rejected(server, method, path, answer=NOT_IMPLEMENTED)
    assert message.startswith(f"{operation} is outside")


def test_an_operation_of_another_service_answers_501(server: LiveServer) -> None:
    reply = server.raw("POST", "/things", b"{}", "s3")
    assert (reply.status, reply.error) == NOT_IMPLEMENTED
    assert "not s3" in reply.json["message"]


SDK = {"amz-sdk-invocation-id": "1", "User-Agent": "aws-cli/1.46.3"}
SIGNED = {"Authorization": scoped("s3")}
PRESIGNED = "X-Amz-Credential=KEY%2F20260101%2Fus-east-1%2Fs3%2Faws4_request"
DYNAMO = {"X-Amz-Target": "DynamoDB_20120810.ListTables"}


@pytest.mark.parametrize(
    ("method", "path", "headers", "service"),
    [
        ("GET", "/", SIGNED, "s3"),
        ("HEAD", "/", SIGNED, ""),
        ("GET", "/?" + PRESIGNED, {}, "s3"),
        ("GET", "/jobs?" + PRESIGNED, {}, "s3"),
        ("GET", "/", SDK, "a service with operations at the path /"),
        ("POST", "/", SDK, "a service with operations at the path /"),
        ("POST", "/", DYNAMO, "DynamoDB_20120810"),
        ("PUT", "/bucket", SIGNED, "s3"),
        ("PUT", "/reset", SIGNED, "s3"),
        ("GET", "/clock", SIGNED, "s3"),
    ],
)
def test_a_request_for_another_service_answers_501_on_every_path(
    server: LiveServer, method: str, path: str, headers: dict[str, str], service: str
) -> None:
    reply = server.raw(method, path, None, headers=headers)
    assert (reply.status, reply.error) == NOT_IMPLEMENTED
    if method != "HEAD":
        told = f"This server has iot and iot-jobs-data, not {service}"
        assert reply.json["message"] == told


def test_the_status_page_is_shown_to_browsers_and_to_signed_requests(server: LiveServer) -> None:
    for headers in ({}, {"Authorization": scoped("iot"), "X-Amz-Date": "20260101T000000Z"}):
        reply = server.raw("GET", "/", headers=headers)
        assert (reply.status, reply.headers["content-type"]) == (200, "text/html; charset=utf-8")


def test_a_malformed_body_is_rejected_even_if_the_operation_takes_none(server: LiveServer) -> None:
    assert rejected(server, "DELETE", "/jobs/job?force=true", b"{")


def test_unknown_members_are_ignored(server: LiveServer) -> None:
    body = b'{"expectedVersion": null, "unknown": {"a": [1.5, null]}}'
    assert server.raw("PUT", f"{CANCEL}?unknown=1", body).status == 200


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b'{"status": null}', b'{"status": "FAILURE"}', b'{"status": "in_progress"}',
     b'{"status": true}'],
)  # fmt: skip
def test_an_update_needs_a_status(server: LiveServer, body: bytes) -> None:
    path = f"/things/{THING}/jobs/job"
    reply = server.raw("POST", path, body, DEVICE)
    assert (reply.status, reply.error) == INVALID
    assert "'status' failed to satisfy constraint: Member must" in reply.json["message"]


def test_a_request_from_a_web_page_is_rejected(server: LiveServer) -> None:
    origin = {"Origin": "https://example.com"}
    reply = server.raw("POST", "/things/another", b"{}", "iot", origin)
    assert (reply.status, reply.error) == INVALID
    assert "another" not in server.service.state.things


def test_headers_above_the_limit_are_rejected(server: LiveServer) -> None:
    reply = server.raw("GET", "/jobs/job", headers={"x-long": "a" * MAX_HEAD})
    assert (reply.status, reply.error) == INVALID


def exchange(server: LiveServer, *pieces: bytes, ends: bool = True) -> bytes:
    """Send bytes over a socket, HTTP or not, and return everything that comes back."""
    received = b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        try:
            for piece in pieces:
                connection.sendall(piece)
            if ends:
                connection.shutdown(socket.SHUT_WR)
            while data := connection.recv(65536):
                received += data
        except (BrokenPipeError, ConnectionResetError):
            pass  # the server has closed the connection
    return received


NOT_HTTP = {
    "empty lines": b"\r\n\r\n\r\n",
    "words": b"hello\r\n\r\n",
    "no version": b"GET /jobs\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "a bad length": b"PUT /jobs/job/cancel HTTP/1.1\r\nHost: [::1]\r\nContent-Length: x\r\n\r\n",
    "two lengths": b"PUT / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "a bad chunk": b"PUT / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "letters in the path": "GET /jobs/é HTTP/1.1\r\nHost: localhost\r\n\r\n".encode(),
    "no path": b"GET http://host HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a star": b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a tunnel": b"CONNECT host:443 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "an upgrade": b"GET /jobs HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
    "an absolute path": b"PATCH http://host/jobs HTTP/1.1\r\nHost: localhost\r\n\r\n",
}


@pytest.mark.parametrize("sent", NOT_HTTP.values(), ids=NOT_HTTP)
def test_input_that_is_not_http_changes_nothing(
    server: LiveServer, sent: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    before = server.service.state.world
    received = exchange(server, sent)
    assert not received or b"HTTP/1.1 400" in received or b"HTTP/1.1 200" in received
    assert not received.startswith(b"HTTP/1.1 5")
    assert server.service.state.world is before
    assert server.raw("GET", "/jobs/job").status == 200
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    "start",
    [
        b"GET /",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nx-endless: ",
        b"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1;",
        b"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nx-endless: ",
    ],
    ids=["path", "header", "chunk", "trailer"],
)
def test_a_request_that_never_ends_is_cut_off(server: LiveServer, start: bytes) -> None:
    received = exchange(server, start, *[b"a" * 65536] * 64)
    assert received == b"" or received.startswith(b"HTTP/1.1 400")
    assert server.raw("GET", "/jobs/job").status == 200


def test_one_connection_answers_many_pipelined_requests(server: LiveServer) -> None:
    one = f"GET /jobs/job HTTP/1.1\r\nHost: localhost\r\nAuthorization: {scoped('iot')}\r\n"
    last = f"{one}Connection: close\r\n\r\n"
    received = exchange(server, (f"{one}\r\n" * 19 + last).encode(), ends=False)
    assert received.count(b"HTTP/1.1 200") == 20


def test_a_chunked_body_is_read_as_one_body(server: LiveServer) -> None:
    head = (
        f"PUT {CANCEL} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
        "Connection: close\r\n\r\n"
    )
    body = b'{"expectedVersion": 1}'
    pieces = b"".join(b"1\r\n%c\r\n" % byte for byte in body)
    assert b"HTTP/1.1 200" in exchange(server, head.encode(), pieces, b"0\r\n\r\n")
    assert server.status("job", THING) == "CANCELED"


def test_the_largest_allowed_document_is_accepted(server: LiveServer) -> None:
    document = "\U0001f600" * 16384 + "é" * 16384
    body = json.dumps({"targets": [arn(THING)], "document": document})
    assert server.raw("PUT", "/jobs/large", body.encode("ascii")).status == 200
    assert server.iot.get_job_document(jobId="large")["document"] == document


def test_a_document_need_not_be_json(server: LiveServer) -> None:
    body = json.dumps({"targets": [arn(THING)], "document": "no JSON"}).encode()
    assert server.raw("PUT", "/jobs/plain", body).status == 200
    assert server.iot.get_job_document(jobId="plain")["document"] == "no JSON"


def test_a_message_names_the_member_and_its_constraint(server: LiveServer) -> None:
    server.fresh()
    server.create("job")
    reply = server.raw("PUT", "/jobs/job/cancel", b'{"reasonCode": "too bad"}')
    assert reply.error == "InvalidRequestException"
    message = reply.json["message"]
    assert message.startswith("Value too bad at 'reasonCode' failed to satisfy constraint: Member")


def cancel_with(**members: object) -> bytes:
    return json.dumps(members).encode()


MESSAGES: dict[str, tuple[str, str, bytes, tuple[str, ...]]] = {
    "an id": ("GET", "/jobs/bad%20id!", b"", ("Value bad id! at 'jobId'", "1 to 64 characters")),
    "an execution's job": (
        "GET", f"/things/{THING}/jobs/bad%20id!", b"",
        ("Value bad id! at 'jobId'", "1 to 64 characters of [a-zA-Z0-9_-]+"),
    ),
    "an empty thing": (
        "GET", "/things//jobs/job", b"", ("Value  at 'thingName'", "1 to 128 characters"),
    ),
    "a listing's thing": (
        "GET", "/things/bad%20name/jobs", b"", ("bad name at 'thingName'", "1 to 128 characters"),
    ),
    "a long comment": (
        "PUT", "/jobs/job/cancel", cancel_with(comment="x" * 2029),
        ("x… (2029 characters) at 'comment'", "1 to 2028 characters"),
    ),
    "a control character": (
        "PUT", "/jobs/job/cancel", cancel_with(comment="a\x1b[2J\n"),
        (r"Value a\x1b[2J\n at 'comment'",),
    ),
    "eleven details": (
        "PUT", CANCEL, cancel_with(statusDetails=dict.fromkeys("abcdefghijk", "b")),
        ("Value with 11 entries at 'statusDetails'", "have at most 10 entries"),
    ),
    "no targets": (
        "PUT", "/jobs/other", cancel_with(targets=[], document="{}"),
        ("Value with 0 entries at 'targets'", "have at least 1 entry"),
    ),
    "a page": ("GET", "/jobs?maxResults=251", b"", ("Value 251 at 'maxResults'", "equal to 250")),
    "a flag": ("DELETE", "/jobs/job?force=yes", b"", ("Value yes at 'force'", "true or false")),
}  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body", "words"), MESSAGES.values(), ids=MESSAGES)
def test_a_message_names_member_value_and_bound(
    server: LiveServer, method: str, path: str, body: bytes, words: tuple[str, ...]
) -> None:
    message = rejected(server, method, path, body)
    assert all(word in message for word in words), message
    assert "malformed" not in message
