"""Connections: how bodies are framed, how long the server waits, and how many clients it takes."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from threading import Event, Thread
from typing import Any

import pytest
import regex

from iot_jobs_spec.model.constraints import CONSTRAINTS
from iot_jobs_spec.server import control_plane, run
from iot_jobs_spec.server.connections import MAX_CHUNKS, SECONDS
from iot_jobs_spec.server.routes import scope
from iot_jobs_spec.server.service import HANDLERS, OF_FULL, Service
from iot_jobs_spec.server.service_model import Model, load
from iot_jobs_spec.server.signing import MAX_BODY, MAX_HEAD
from support.server_kit import KEY, SECRET, THING, LiveServer, live_server, scoped

CANCEL = f"PUT /things/{THING}/jobs/job/cancel HTTP/1.1\r\nHost: localhost\r\n"
STALE = b'{"expectedVersion": 99}'
LIST = b"GET /jobs HTTP/1.1\r\nHost: localhost\r\n\r\n"
DELETE = b"DELETE /jobs/job?force=true HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture(scope="module")
def shared() -> Iterator[LiveServer]:
    with live_server() as running:
        yield running


@pytest.fixture
def server(shared: LiveServer) -> LiveServer:
    """A server with one job, whose execution is QUEUED and has version 1."""
    shared.fresh()
    shared.create("job")
    return shared


def exchange(port: int, *segments: bytes) -> bytes:
    """Send each segment once the server has taken the one before, and return what comes back."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with suppress(OSError):  # the server has closed the connection
            for segment in segments:
                connection.sendall(segment)
                exchange_as_is(port, LIST)
            connection.shutdown(socket.SHUT_WR)
        with suppress(ConnectionResetError):
            while data := connection.recv(65536):
                received += data
    return received


def exchange_as_is(port: int, request: bytes) -> bytes:
    """Send one request and return what comes back."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        return connection.makefile("rb").read()


def statuses(received: bytes) -> list[int]:
    """The HTTP statuses of answers, without those that only announce another one."""
    found = [int(part[:3]) for part in received.split(b"HTTP/1.1 ")[1:]]
    return [status for status in found if status != 100]


# --- where a body ends

ASKS_FOR_MORE = {
    "curl --http2": "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
    "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n",
    "websocket": "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n",
    "an unknown protocol": "connection: keep-alive, upgrade\r\nupgrade: x/1\r\n",
    "an upgrade without a protocol": "Connection: Upgrade\r\n",
    "a protocol without an upgrade": "Upgrade: h2c\r\n",
    "100-continue": "Expect: 100-continue\r\n",
    "nothing": "",
}


@pytest.mark.parametrize("more", ASKS_FOR_MORE.values(), ids=ASKS_FOR_MORE)
@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunked"])
@pytest.mark.parametrize("pieces", [1, 2, 3])
def test_a_body_is_read_whatever_the_head_asks_for(
    server: LiveServer, more: str, chunked: bool, pieces: int
) -> None:
    if chunked:
        framing = "Transfer-Encoding: chunked\r\n"
        body = b"5\r\n%b\r\n%x\r\n%b\r\n0\r\n\r\n" % (STALE[:5], len(STALE) - 5, STALE[5:])
    else:
        framing, body = f"Content-Length: {len(STALE)}\r\n", STALE
    head = f"{CANCEL}{more}{framing}\r\n".encode()
    cuts = {1: [head + body], 2: [head, body], 3: [head, body[:7], body[7:]]}
    assert statuses(exchange(server.port, *cuts[pieces])) == [409]
    assert server.status("job", THING) == "QUEUED"


@pytest.mark.parametrize("more", ASKS_FOR_MORE.values(), ids=ASKS_FOR_MORE)
def test_a_body_is_not_carried_out_as_a_request(server: LiveServer, more: str) -> None:
    head = f"{CANCEL}{more}Content-Length: {len(DELETE)}\r\n\r\n".encode()
    for segments in ([head + DELETE], [head, DELETE]):
        assert statuses(exchange(server.port, *segments)) == [400]
    assert server.status("job") == "IN_PROGRESS"


@pytest.mark.parametrize("more", ASKS_FOR_MORE.values(), ids=ASKS_FOR_MORE)
def test_a_request_after_such_a_request_is_answered(server: LiveServer, more: str) -> None:
    head = f"{CANCEL}{more}Content-Length: {len(STALE)}\r\n\r\n".encode()
    received = exchange(server.port, head + STALE + head, STALE + DELETE)
    assert statuses(received) == [409, 409, 200]


BAD_FRAMING = {
    "a length and chunks": "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
    "chunks and a length": "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
    "two lengths": "Content-Length: 4\r\nContent-Length: 5\r\n",
    "two lengths in one line": "Content-Length: 4, 5\r\n",
    "a length with a sign": "Content-Length: +4\r\n",
    "a negative length": "Content-Length: -4\r\n",
    "a length in base 16": "Content-Length: 0x4\r\n",
    "an endless length": f"Content-Length: {'9' * 30}\r\n",
    "another coding": "Transfer-Encoding: gzip\r\n",
    "two codings": "Transfer-Encoding: gzip, chunked\r\n",
    "a coding with a space before the colon": "Transfer-Encoding : chunked\r\n",
}


@pytest.mark.parametrize("framing", BAD_FRAMING.values(), ids=BAD_FRAMING)
def test_a_head_that_leaves_the_end_of_the_body_open_is_rejected(
    server: LiveServer, framing: str
) -> None:
    head = f"{CANCEL}{framing}\r\n".encode()
    for segments in ([head + b"0\r\n\r\n" + DELETE], [head, b"0\r\n\r\n" + DELETE]):
        received = exchange(server.port, *segments)
        assert len(statuses(received)) <= 1
        assert all(400 <= status < 600 for status in statuses(received))
    assert (server.status("job"), server.status("job", THING)) == ("IN_PROGRESS", "QUEUED")


def test_a_rejected_head_is_told_what_is_wrong_with_it(server: LiveServer) -> None:
    head = f"{CANCEL}{BAD_FRAMING['a length and chunks']}\r\n".encode()
    assert b"Content-Length and Transfer-Encoding" in exchange(server.port, head)


def test_one_length_may_be_repeated(server: LiveServer) -> None:
    length = f"Content-Length: {len(STALE)}\r\n"
    assert statuses(exchange(server.port, f"{CANCEL}{length * 2}\r\n".encode() + STALE)) == [409]


def test_a_body_of_very_many_chunks_is_rejected(server: LiveServer) -> None:
    head = f"{CANCEL}Transfer-Encoding: chunked\r\n\r\n".encode()
    received = exchange(server.port, head + b"1\r\n \r\n" * (MAX_CHUNKS + 1))
    assert statuses(received) == [400]
    assert b"chunks" in received


# --- heads that are made to hurt

HOSTS = ["[", "[::1", "]", "", ":", "a:b:c", "[v1.x]", "[::1]:x", "127.0.0.1:99999999", "%", "\\"]


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("path", ["/", "/jobs", "/clock", "/reset", "/jobs/job"])
def test_a_host_that_is_none_breaks_nothing(
    server: LiveServer, host: str, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    signed = scoped("iot").replace("=host", "=host;x-amz-date")
    now = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    signed = signed.replace("20260101", now[:8])
    request = (
        f"GET {path} HTTP/1.1\r\nHost: {host}\r\nX-Amz-Date: {now}\r\n"
        f"Authorization: {signed}\r\n\r\n"
    ).encode()
    for options in ({}, {"access_key": f"{KEY}:{SECRET}"}):
        server.fresh(**options)
        answered = statuses(exchange_as_is(server.port, request))
        assert len(answered) == 1
        assert answered[0] < 500
    assert not caplog.records


AUTHORIZATIONS = {
    "many credentials": "Credential=" * 6000,
    "many credentials with slashes": "Credential=a/" * 5000,
    "many commas": "Credential=" + "," * 60_000,
    "many slashes": "Credential=" + "/" * 60_000,
    "many spaces": "AWS4-HMAC-SHA256" + " " * 60_000 + "x",
}


@pytest.mark.parametrize("header", AUTHORIZATIONS.values(), ids=AUTHORIZATIONS)
@pytest.mark.parametrize("access_key", [None, f"{KEY}:{SECRET}"])
def test_a_long_authorization_costs_little(
    server: LiveServer, header: str, access_key: str | None
) -> None:
    server.fresh(access_key=access_key)
    before = time.process_time()
    reply = server.raw("GET", "/jobs", headers={"Authorization": header})
    assert (reply.status, reply.error) == (400, "InvalidRequestException")
    assert f"more than {MAX_HEAD} bytes" in reply.json["message"]
    for text in (header[:MAX_HEAD], header):  # it is not read at all, and would cost little
        scope(text.encode())
    assert time.process_time() - before < 0.3


def patterns() -> set[str]:
    """Every regular expression that the server holds against what a client sends."""
    found: set[str] = {control_plane._TARGET.pattern}

    def walk(model: Model, name: str, seen: set[str]) -> None:
        if name in seen:
            return
        seen.add(name)
        shape = model.shapes[name]
        found.update([shape["pattern"]] if "pattern" in shape else [])
        parts = [shape[key] for key in ("member", "key", "value") if key in shape]
        for part in (*parts, *shape.get("members", {}).values()):
            walk(model, part["shape"], seen)

    for plane, operation in {**HANDLERS, **OF_FULL}:
        model = load(plane)
        walk(model, model.operations[operation]["input"]["shape"], set())
    return found | {c.pattern for c in CONSTRAINTS if c.pattern}


HOSTILE = ("a", "A", "1", " ", ":", "/", "arn:", "a-", "é", "${a:b}", "arn:a:iot:a:a:thing/")


@pytest.mark.parametrize("pattern", sorted(patterns()))
def test_no_pattern_takes_more_than_linear_time(pattern: str) -> None:
    before = time.process_time()
    for text in HOSTILE:
        regex.fullmatch(pattern, (text * MAX_BODY)[:MAX_BODY] + "\0")
    assert time.process_time() - before < 5  # half a second; a quadratic one takes hours


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:4599",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "data.jobs.iot.evil.example",
        "x.data.jobs.iot.eu-west-1.amazonaws.com",
        "[::1].evil.example",
        "[127.0.0.1]x:80",
    ],
)
def test_a_name_of_another_machine_is_refused(server: LiveServer, host: str) -> None:
    for path in ("/", "/jobs", "/jobs/job", "/clock"):
        reply = server.raw("GET", path, headers={"Host": host})
        assert (reply.status, reply.error) == (403, "AccessDeniedException")
        assert "--host" in reply.json["message"]
    assert server.raw("POST", "/reset", headers={"Host": host}).status == 403
    assert server.status("job") == "IN_PROGRESS"


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:1", "app.localhost", "127.0.0.1", "[::1]:80", "192.168.1.7",
             socket.gethostname()],
)  # fmt: skip
def test_a_name_of_this_machine_is_answered(server: LiveServer, host: str) -> None:
    assert server.raw("GET", "/jobs", headers={"Host": host}).status == 200


@pytest.mark.parametrize("host", ["iot.test", "0.0.0.0", "::"])
def test_a_server_answers_to_the_name_that_it_is_given(server: LiveServer, host: str) -> None:
    server.fresh(host=host)
    assert server.raw("GET", "/jobs", headers={"Host": "iot.test:4599"}).status == 200


# --- how long the server waits


@contextmanager
def impatient(seconds: float = 0.2) -> Iterator[int]:
    """The port of a server that waits for its clients for so long."""
    sock, ready = run.listen("127.0.0.1", 0), Event()
    running = run.server(Service(), ready.set, seconds)
    thread = Thread(target=running.run, args=([sock],), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield sock.getsockname()[1]
    finally:
        running.should_exit = True
        thread.join(10)


UNFINISHED = {
    "nothing": (b"", []),
    "half a head": (b"GET /jobs HTTP/1.1\r\nHost: local", [408]),
    "half a body": (b"PUT /jobs/j HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{", [408]),
    "half a chunk": (
        b"PUT /jobs/j HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{",
        [408],
    ),
    "one request": (LIST, [200]),
    "one request and a half": (
        LIST + b"GET /jobs HTTP",
        [200, 408],
    ),
    "one request and half a body": (
        LIST + b"PUT /jobs/j HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{",
        [200, 408],
    ),
}


@pytest.mark.parametrize(("sent", "answered"), UNFINISHED.values(), ids=UNFINISHED)
def test_a_connection_that_completes_no_request_ends(sent: bytes, answered: list[int]) -> None:
    with impatient() as port, socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.sendall(sent)
        try:
            received = connection.makefile("rb").read()
        except ConnectionResetError:
            received = b""
        assert statuses(received) == answered


def test_a_request_that_comes_byte_by_byte_ends(caplog: pytest.LogCaptureFixture) -> None:
    with impatient() as port, socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.settimeout(0.01)
        connection.sendall(b"GET /jobs HTTP/1.1\r\nX: ")
        until, received = time.monotonic() + 10, b""
        while not received and time.monotonic() < until:
            connection.sendall(b"a")
            with suppress(TimeoutError):
                received = connection.recv(1000)
        assert statuses(received) == [408]
    assert not caplog.records


def test_a_client_that_takes_no_answer_is_cut_off() -> None:
    request = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with impatient() as port, socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", port))
        connection.settimeout(10)
        with suppress(ConnectionResetError, BrokenPipeError):
            for _ in range(1000):  # the server stops to read once its answers are not taken
                connection.sendall(request * 1000)
            pytest.fail("the server reads on")


# --- how many clients it takes

FEW = 64
"""Descriptors that a server gets in these tests."""


@contextmanager
def server_with_few_descriptors() -> Iterator[tuple[subprocess.Popen[str], int]]:
    command = (
        f"import sys, resource; resource.setrlimit(resource.RLIMIT_NOFILE, ({FEW}, {FEW}))\n"
        "from iot_jobs_spec.cli.main import main; sys.exit(main())"
    )
    with subprocess.Popen(
        [sys.executable, "-c", command, "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            yield process, int(process.stdout.readline().rpartition(":")[2])
        finally:
            process.kill()


@pytest.mark.slow
def test_connections_beyond_the_most_are_refused_and_the_others_answered() -> None:
    with server_with_few_descriptors() as (process, port), ExitStack() as stack:
        first: Any = stack.enter_context(socket.create_connection(("127.0.0.1", port), 10))
        first.sendall(LIST)
        assert first.recv(1000).startswith(b"HTTP/1.1 200")
        others = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port), 10))
            for _ in range(FEW * 3)
        ]
        refused = others[-1].makefile("rb").read()
        assert statuses(refused) == [503]
        assert b"x-amzn-errortype: ServiceUnavailableException" in refused
        first.sendall(LIST)
        assert first.recv(1000).startswith(b"HTTP/1.1 200")
        for other in others:
            other.close()
        process.terminate()
        assert process.communicate(timeout=10) == ("", "")


def test_the_server_waits_long_enough_for_a_person() -> None:
    assert SECONDS >= 60
