"""Hostile endpoints: they answer with wrong shapes, with garbage, or not at all."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain, count, repeat
from random import Random
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any

Reply = tuple[int, str, bytes]
"""Status, content type and body."""
JSON = "application/json"

_WRONG: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 10**30, "", "x", "1", "\ud800", "\x1b[31m", [], ["x"], [[]], [None], {},
    {"x": 1}, {"": None},
)  # fmt: skip
_TREE: dict[str, Any] = {
    "job": {
        "jobId": "job",
        "status": "IN_PROGRESS",
        "forceCanceled": False,
        "reasonCode": "WHY",
        "comment": "so",
        "jobProcessDetails": {"numberOfQueuedThings": 1, "numberOfCanceledThings": 0},
    },
    "execution": {
        "jobId": "job",
        "thingName": "thing",
        "thingArn": "arn:aws:iot:us-east-1:123456789012:thing/thing",
        "status": "QUEUED",
        "versionNumber": 1,
        "forceCanceled": False,
        "statusDetails": {"detailsMap": {"step": "1"}},
    },
    "queuedJobs": [{"jobId": "job", "versionNumber": 1}],
    "inProgressJobs": [],
    "thingArn": "arn:aws:iot:us-east-1:123456789012:thing/thing",
    "jobArn": "arn:aws:iot:us-east-1:123456789012:job/job",
}
"""Every member that a response may have."""


def shapes(random: Random) -> Reply:
    """JSON with the members of the API, some of them missing or of another type."""
    return 200, JSON, json.dumps(_distorted(_TREE, random)).encode()


def _distorted(value: Any, random: Random) -> Any:
    if random.random() < 0.12:
        return random.choice(_WRONG)
    if isinstance(value, dict):
        kept = ((k, v) for k, v in value.items() if random.random() > 0.05)
        return {key: _distorted(member, random) for key, member in kept}
    if isinstance(value, list):
        return [_distorted(member, random) for member in value]
    return value


def garbage(random: Random) -> Reply:
    """Answers like those of proxies, crashes and other services."""
    return random.choice(
        [
            (200, "text/html", b"<html><body>It works!</body></html>"),
            (200, JSON, b'{"job": {"jobId": "jo'),
            (200, JSON, b"[" * 10_000),
            (200, JSON, b"[1, 2]"),
            (200, JSON, b"null"),
            (200, JSON, b'"ok"'),
            (200, JSON, b""),
            (200, JSON, b"\xff\xfe\x00"),
            (200, JSON, b'{"__type": "ResourceNotFoundException", "message": "no"}'),
            (204, JSON, b""),
            (301, "text/html", b"moved"),
            (400, JSON, b'{"__type": ["x"], "message": {"x": 1}}'),
            (400, JSON, b'{"code": 7}'),
            (404, "text/html", b"<h1>no such page</h1>"),
            (500, "text/plain", b"oops"),
            (500, JSON, b'{"message": null}'),
            (502, "text/html", b"bad gateway"),
        ]
    )


def mixed(random: Random) -> Reply:
    """A random one of the other answers, or a plain success or error."""
    return random.choice([shapes, garbage, _plain])(random)


def _plain(random: Random) -> Reply:
    error = {"message": "x"}
    code = random.choice(["ResourceNotFoundException", "InvalidRequestException", "\x1b]0;x\x07"])
    return random.choice(
        [(200, JSON, b"{}"), (404, JSON, json.dumps({**error, "__type": code}).encode())]
    )


@contextmanager
def hostile(reply: Callable[[Random], Reply | None], seed: int = 0) -> Iterator[str]:
    """The URL of an endpoint that answers each request with ``reply(random)``.

    If that is None, the request gets no answer before the context ends.
    """
    random, over = Random(seed), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # otherwise each body would wait 40 ms

        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("content-length") or 0))
            answer = reply(random)
            if answer is None:
                over.wait()
                self.close_connection = True
                return
            status, kind, body = answer
            self.send_response(status)
            self.send_header("content-type", kind)
            if status != 204:
                self.send_header("content-length", str(len(body)))
            self.end_headers()
            if status != 204:
                self.wfile.write(body)

        do_GET = do_PUT = do_POST = do_DELETE = do_PATCH = answer  # noqa: N815

        def log_message(self, format: str, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join()


OK = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
BLOCK = b"x" * 2**16
ENDLESS: dict[str, tuple[Callable[[], Iterator[bytes]], float]] = {
    "one byte at a time of a head": (lambda: (bytes([sign]) for sign in OK), 0.05),
    "one byte at a time of a body": (
        lambda: chain([OK + b"content-length: 99999\r\n\r\n"], repeat(b" ")),
        0.05,
    ),
    "an endless line in a head": (lambda: chain([OK, b"x-long: "], repeat(BLOCK)), 0.0),
    "endless heads": (lambda: chain([OK], (b"x-%d: x\r\n" % n for n in count())), 0.0),
    "endless 100 Continue": (lambda: repeat(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000), 0.0),
    "endless chunks": (
        lambda: chain(
            [OK + b"transfer-encoding: chunked\r\n\r\n"], repeat(b"10000\r\n" + BLOCK + b"\r\n")
        ),
        0.0,
    ),
    "an endless body": (lambda: chain([OK + b"\r\n"], repeat(BLOCK)), 0.0),
    "a body that is longer than it says": (
        lambda: chain([OK + b"content-length: 4000000000\r\n\r\n"], repeat(BLOCK)),
        0.0,
    ),
}
"""Answers that do not end: their bytes, and the pause between two of them."""


def endless(name: str) -> AbstractContextManager[str]:
    """The URL of an endpoint that gives each request one of the answers that do not end."""
    return sending(*ENDLESS[name])


@contextmanager
def sending(answer: Callable[[], Iterator[bytes]], pause: float = 0.0) -> Iterator[str]:
    """The URL of an endpoint that sends these bytes to each request, whatever they are."""
    over = threading.Event()

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            while self.rfile.readline().strip():
                pass
            with suppress(OSError):
                for some in answer():
                    self.wfile.write(some)
                    if over.wait(pause) if pause else over.is_set():
                        return
            over.wait()

    class Server(ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join()
