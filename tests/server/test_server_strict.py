"""What no client should send: the service's error, never a 5xx, and nothing changed."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator

import pytest

from iot_jobs_spec.server.signing import MAX_BODY, MAX_HEAD
from support.server_kit import DEVICE, THING, Stage, arn, scoped
from support.server_kit import stage as new_stage

INVALID = (400, "InvalidRequestException")
CANCEL = f"/things/{THING}/jobs/job/cancel"


@pytest.fixture(scope="module")
def shared() -> Iterator[Stage]:
    with new_stage() as made:
        yield made


@pytest.fixture
def stage(shared: Stage) -> Stage:
    """A stage with one job; its execution is queued."""
    shared.fresh()
    shared.create("job")
    return shared


def rejected(stage: Stage, method: str, path: str, body: bytes | None = None) -> str:
    """The message of a rejection that changes nothing."""
    before = stage.service.state.world, dict(stage.service.state.things)
    replies = [stage.raw(method, path, body, plane) for plane in (None, "iot")]
    for reply in replies:
        assert (reply.status, reply.error) == INVALID, reply
        assert reply.headers["content-type"] == "application/json"
    assert (stage.service.state.world, stage.service.state.things) == before
    return str(replies[-1].json["message"])


BODIES = {
    "no JSON": b"{",
    "nothing after a value": b'{"expectedVersion": }',
    "two values": b"{} {}",
    "a list": b"[]",
    "a list of it": b'[{"expectedVersion": 1}]',
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
    "one name twice": b'{"expectedVersion": 1, "expectedVersion": 2}',
    "details in a list": b'{"statusDetails": ["a"]}',
    "details of a number": b'{"statusDetails": {"a": 1}}',
    "details of nothing": b'{"statusDetails": {"a": null}}',
    "details of details": b'{"statusDetails": {"a": {"b": "c"}}}',
    "an empty key": b'{"statusDetails": {"": "a"}}',
    "an empty value": b'{"statusDetails": {"a": ""}}',
    "a long key": json.dumps({"statusDetails": {"a" * 129: "b"}}).encode(),
    "a long value": json.dumps({"statusDetails": {"a": "b" * 1025}}).encode(),
    "eleven details": json.dumps({"statusDetails": dict.fromkeys("abcdefghijk", "b")}).encode(),
    "a control character": b'{"statusDetails": {"a": "\\u0007"}}',
    "half a character": b'{"statusDetails": {"a": "\\ud800"}}',
    "half a character unread": b'{"unknown": "\\udfff"}',
    "Latin-1": b'{"statusDetails": {"a": "\xe9"}}',
    "UTF-16": '{"expectedVersion": 1}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"expectedVersion": 1}',
    "a NUL": b'{"expectedVersion": 1}\x00',
    "very deep": b"[" * 100_000,
    "deep in an object": b'{"unknown": ' + b'{"a":' * 50_000 + b"1" + b"}" * 50_001,
    "large": b'{"unknown": "' + b"a" * MAX_BODY + b'"}',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_body_that_is_not_right_is_rejected(stage: Stage, body: bytes) -> None:
    assert rejected(stage, "PUT", f"{CANCEL}?force=true", body)


QUERIES = {
    "maybe": "force=maybe",
    "one": "force=1",
    "upper case": "force=True",
    "empty": "force=",
    "bare": "force",
    "a space": "force=true%20",
    "a newline": "force=true%0A",
    "twice": "force=true&force=false",
    "twice the same": "force=true&force=true",
    "a bad escape": "force=%zz",
    "half an escape": "force=tru%6",
    "not UTF-8": "force=%ff",
    "very many": "&".join(f"a{number}=b" for number in range(100)),
    "very long": "a=" + "b" * (MAX_HEAD + 1),
}


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_a_query_that_is_not_right_is_rejected(stage: Stage, query: str) -> None:
    for path in (CANCEL, "/jobs/job/cancel"):
        assert rejected(stage, "PUT", f"{path}?{query}")
    assert rejected(stage, "DELETE", f"/jobs/job?{query}")


PATHS = {
    "a newline behind": "/jobs/job%0A",
    "a carriage return behind": "/jobs/job%0D",
    "a NUL": "/jobs/job%00",
    "65 characters": f"/jobs/{'x' * 65}",
    "a dot": "/jobs/a.b",
    "a slash": "/jobs/a%2Fb",
    "a space": "/jobs/a%20b",
    "a letter that is not ASCII": "/jobs/%C3%A9",
    "a digit that is not ASCII": "/jobs/%jobs_can_be_created_canceled_deleted%A3",
    "not UTF-8": "/jobs/%ff",
    "a long encoding": "/jobs/%c1%81",
    "a bad escape": "/jobs/%zz",
    "next, on the control plane": f"/things/{THING}/jobs/$next",
    "a thing of 129 characters": f"/things/{'x' * 129}",
    "a thing with a newline": f"/things/{THING}%0A",
    "nothing": "/jobs/",
    "nothing of a thing": "/things//jobs/job",
    "an unknown path": "/unknown",
    "too many parts": "/jobs/job/cancel/now",
    "two slashes": "//jobs/job",
    "very long": "/jobs/" + "x" * MAX_HEAD,
    "another operation": "/policies",
}


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_a_path_that_is_not_right_is_rejected(stage: Stage, path: str) -> None:
    assert rejected(stage, "GET", path)


@pytest.mark.parametrize("method", ["POST", "PATCH", "OPTIONS", "TRACE", "PURGE"])
def test_a_method_that_is_not_right_is_rejected(stage: Stage, method: str) -> None:
    for path in ("/", "/jobs/job", "/jobs", CANCEL):
        assert rejected(stage, method, path)


def test_head_is_rejected_without_a_body(stage: Stage) -> None:
    reply = stage.raw("HEAD", "/jobs/job")
    assert (reply.status, reply.error, reply.body) == (*INVALID, b"")


def test_an_operation_that_is_left_out_is_named(stage: Stage) -> None:
    message = rejected(stage, "DELETE", f"/things/{THING}/jobs/job/executionNumber/1")
    assert message.startswith("DeleteJobExecution is outside")


def test_a_body_counts_where_the_operation_takes_none(stage: Stage) -> None:
    assert rejected(stage, "DELETE", "/jobs/job?force=true", b"{")


def test_members_that_the_model_does_not_know_are_passed_over(stage: Stage) -> None:
    body = b'{"expectedVersion": null, "unknown": {"a": [1.5, null]}}'
    assert stage.raw("PUT", f"{CANCEL}?unknown=1", body).status == 200


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b'{"status": null}', b'{"status": "FAILURE"}', b'{"status": "in_progress"}',
     b'{"status": true}'],
)  # fmt: skip
def test_an_update_needs_a_status(stage: Stage, body: bytes) -> None:
    path = f"/things/{THING}/jobs/job"
    reply = stage.raw("POST", path, body, DEVICE)
    assert (reply.status, reply.error) == INVALID
    assert "'status' failed to satisfy constraint: Member must" in reply.json["message"]


def test_what_a_web_page_sends_is_rejected(stage: Stage) -> None:
    origin = {"Origin": "https://example.com"}
    reply = stage.raw("POST", "/things/another", b"{}", "iot", origin)
    assert (reply.status, reply.error) == INVALID
    assert "another" not in stage.service.state.things


def test_many_headers_are_rejected(stage: Stage) -> None:
    reply = stage.raw("GET", "/jobs/job", headers={"x-long": "a" * MAX_HEAD})
    assert (reply.status, reply.error) == INVALID


def talk(stage: Stage, *pieces: bytes, ends: bool = True) -> bytes:
    """Everything that comes back for bytes that need not be HTTP."""
    received = b""
    with socket.create_connection(("127.0.0.1", stage.port), timeout=10) as connection:
        try:
            for piece in pieces:
                connection.sendall(piece)
            if ends:
                connection.shutdown(socket.SHUT_WR)
            while data := connection.recv(65536):
                received += data
        except (BrokenPipeError, ConnectionResetError):
            pass  # the server had seen enough
    return received


NO_HTTP = {
    "nothing": b"\r\n\r\n\r\n",
    "words": b"hello\r\n\r\n",
    "no version": b"GET /jobs\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "a bad length": b"PUT /jobs/job/cancel HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
    "two lengths": b"PUT / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "a bad chunk": b"PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "letters in the path": "GET /jobs/é HTTP/1.1\r\nHost: a\r\n\r\n".encode(),
    "no path": b"GET http://host HTTP/1.1\r\nHost: host\r\n\r\n",
    "a star": b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
    "a tunnel": b"CONNECT host:443 HTTP/1.1\r\nHost: host\r\n\r\n",
    "an upgrade": b"GET /jobs HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
    "an absolute path": b"PATCH http://host/jobs HTTP/1.1\r\nHost: a\r\n\r\n",
}


@pytest.mark.parametrize("sent", NO_HTTP.values(), ids=NO_HTTP)
def test_what_is_no_http_harms_nobody(
    stage: Stage, sent: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    before = stage.service.state.world
    received = talk(stage, sent)
    assert not received or b"HTTP/1.1 400" in received or b"HTTP/1.1 200" in received
    assert not received.startswith(b"HTTP/1.1 5")
    assert stage.service.state.world is before
    assert stage.raw("GET", "/jobs/job").status == 200
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    "start",
    [
        b"GET /",
        b"GET / HTTP/1.1\r\nHost: a\r\nx-endless: ",
        b"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1;",
        b"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nx-endless: ",
    ],
    ids=["path", "header", "chunk", "trailer"],
)
def test_what_never_ends_is_cut_off(stage: Stage, start: bytes) -> None:
    received = talk(stage, start, *[b"a" * 65536] * 64)
    assert received == b"" or received.startswith(b"HTTP/1.1 400")
    assert stage.raw("GET", "/jobs/job").status == 200


def test_one_connection_takes_many_requests_even_in_one_piece(stage: Stage) -> None:
    one = f"GET /jobs/job HTTP/1.1\r\nHost: a\r\nAuthorization: {scoped('iot')}\r\n"
    last = f"{one}Connection: close\r\n\r\n"
    received = talk(stage, (f"{one}\r\n" * 19 + last).encode(), ends=False)
    assert received.count(b"HTTP/1.1 200") == 20


def test_a_body_in_pieces_is_one_body(stage: Stage) -> None:
    head = (
        f"PUT {CANCEL} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
        "Connection: close\r\n\r\n"
    )
    body = b'{"expectedVersion": 1}'
    pieces = b"".join(b"1\r\n%c\r\n" % byte for byte in body)
    assert b"HTTP/1.1 200" in talk(stage, head.encode(), pieces, b"0\r\n\r\n")
    assert stage.status("job", THING) == "CANCELED"


def test_a_document_as_large_as_allowed_is_taken(stage: Stage) -> None:
    document = "\U0001f600" * 16384 + "é" * 16384
    body = json.dumps({"targets": [arn(THING)], "document": document})
    assert stage.raw("PUT", "/jobs/large", body.encode("ascii")).status == 200
    assert stage.iot.get_job_document(jobId="large")["document"] == document
