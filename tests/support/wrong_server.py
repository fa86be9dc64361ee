"""The reference server, with what a wrong implementation does otherwise at the edge of HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from iot_jobs_spec.server import run
from iot_jobs_spec.server.app import application
from iot_jobs_spec.server.service import Service


class Asked(NamedTuple):
    """A request: its method, its path, its query, and whether it is signed for devices."""

    method: str
    path: str
    query: dict[str, str]
    of_device: bool


Ask = Callable[[Asked], Asked]
"""Changes what is asked."""
Tell = Callable[[Asked, int, Any], tuple[int, Any]]
"""Changes an answer, its HTTP status and its body: JSON, or bytes for what is none."""


def same(_asked: Asked, status: int, body: Any) -> tuple[int, Any]:
    return status, body


@contextmanager
def wrong_server(
    tell: Tell = same, ask: Ask = lambda asked: asked, **options: Any
) -> Iterator[str]:
    """The URL of a server that is wrong; ``options`` are those of `Service`."""
    service = Service(**options)
    sock = run.listen("127.0.0.1", 0)
    ready = Event()
    running = run.serving(_wrong(application(service), ask, tell), ready.set)
    thread = Thread(target=running.run, args=([sock],), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield run.url_of(sock)
    finally:
        running.should_exit = True
        thread.join(10)


def _wrong(app: ASGIApp, ask: Ask, tell: Tell) -> ASGIApp:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        signed = dict(scope["headers"]).get(b"authorization", b"")
        query = dict(parse_qsl(scope["query_string"].decode()))
        asked = ask(Asked(scope["method"], scope["path"], query, b"/iot-jobs-data/" in signed))
        changed = {
            **scope,
            "path": asked.path,
            "raw_path": asked.path.encode(),
            "query_string": urlencode(asked.query).encode(),
        }
        came: list[Message] = []

        async def keep(message: Message) -> None:
            came.append(message)

        await app(changed, receive, keep)
        start, body = came
        content = body.get("body", b"")
        right = json.loads(content) if content else None
        status, told = tell(asked, start["status"], right)
        content = told if isinstance(told, bytes) else json.dumps(told).encode()
        content = b"" if told is None else content
        headers = [pair for pair in start["headers"] if pair[0] != b"content-length"]
        if (status, told) != (start["status"], right):
            headers = [pair for pair in headers if pair[0] != b"x-amzn-errortype"]
        headers.append((b"content-length", b"%d" % len(content)))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    return answer
