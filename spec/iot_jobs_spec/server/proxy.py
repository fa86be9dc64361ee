"""A proxy that records: it stands between clients in any language and an implementation.

It forwards each request as it came, but for the headers that belong to the connection, and answers
as it was answered. Of each operation of the two services it records one line. ``start`` is when the
last byte of the request came, ``end`` is before the first byte of the answer goes out: so the
implementation carried the request out in between.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import h11
from starlette.types import Receive, Scope, Send
from uvicorn import Server

from ..records import MOST_BYTES, Asked, Recording, answer_of, clock
from .problems import Problem
from .reading import json_object, parameters
from .routes import Found, Route, Routes, scope
from .run import serving
from .service_model import PLANES, load
from .signing import HttpRequest, plane_of_host

SECONDS = 60.0
"""Seconds that the implementation gets for an answer: as many as boto3 gives."""
CHUNK = 64 * 1024
WITHOUT_BODY = (204, 304)
"""The statuses of responses that have no body."""
OF_A_CONNECTION = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
"""Headers that a proxy does not forward."""
Headers = list[tuple[bytes, bytes]]


class BadUrl(Exception):
    """A proxy cannot forward to the URL. The message is one line that says what would be valid."""


class Response(NamedTuple):
    """A response of HTTP; names of headers are in lower case."""

    status: int
    headers: Headers
    body: bytes


class Upstream:
    """The implementation behind the proxy, by its URL. Raises `BadUrl`.

    It gets each request on a connection of its own, so that no request is ever sent twice.
    """

    def __init__(self, url: str, seconds: float = SECONDS) -> None:
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
            raise BadUrl(f"{url!r} is not a URL such as http://127.0.0.1:4599")
        self.url = url
        self._seconds = seconds
        self._host = parts.hostname
        self._port = port or (443 if parts.scheme == "https" else 80)
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None
        self._name = parts.netloc.rpartition("@")[2].encode()
        self._path = parts.path.rstrip("/").encode()

    async def answer(self, request: HttpRequest) -> Response:
        """The response to a request. Raises TimeoutError, or OSError or `h11.ProtocolError`."""
        body = request.body or b""
        async with asyncio.timeout(self._seconds):
            reader, writer = await asyncio.open_connection(self._host, self._port, ssl=self._tls)
            try:
                wire = h11.Connection(h11.CLIENT)
                for event in (self._head(request), h11.Data(data=body), h11.EndOfMessage()):
                    writer.write(wire.send(event) or b"")
                return await _response(wire, reader)
            finally:
                writer.close()

    def _head(self, request: HttpRequest) -> h11.Request:
        query = b"?" + request.query if request.query else b""
        headers = _forwarded(request.headers)
        names = {name for name, _ in request.headers}
        if b"transfer-encoding" in names:
            headers.append((b"content-length", b"%d" % len(request.body or b"")))
        if b"host" not in names:
            headers.append((b"host", self._name))
        headers.append((b"connection", b"close"))
        return h11.Request(
            method=request.method, target=self._path + request.path + query, headers=headers
        )


async def _response(wire: h11.Connection, reader: asyncio.StreamReader) -> Response:
    """The response that comes over a connection."""
    head: h11.Response | None = None
    body = bytearray()
    while True:
        event = wire.next_event()
        if event is h11.NEED_DATA:
            wire.receive_data(await reader.read(CHUNK))
        elif isinstance(event, h11.Response):
            head = event
        elif isinstance(event, h11.Data):
            body += event.data
            if len(body) > MOST_BYTES:
                raise h11.RemoteProtocolError(f"the answer has more than {MOST_BYTES} bytes")
        elif isinstance(event, h11.EndOfMessage):
            break
    assert head is not None
    if head.status_code > 599:
        raise h11.RemoteProtocolError(f"{head.status_code} is no status of HTTP")
    return Response(head.status_code, _forwarded(head.headers), bytes(body))


def _forwarded(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """The headers without those of a connection. Their names are in lower case."""
    given = list(headers)
    named = [value for name, value in given if name == b"connection"]
    dropped = {part.strip().lower() for value in named for part in value.split(b",")}
    return [(name, value) for name, value in given if name not in OF_A_CONNECTION | dropped]


class Operations:
    """Knows the operations of both services by method and path."""

    def __init__(self) -> None:
        self._routes = Routes()

    def called(self, request: HttpRequest) -> tuple[str, object] | None:
        """The operation that a request calls, with its members; None if it calls none.

        The services share paths. The signature or the Host tells them apart; without them, a
        request may call ``ListJobExecutionsForThing or GetPendingJobExecutions``, which is judged
        as neither.
        A query or body that servers may read in different ways is no object: the members are the
        text of the whole request.
        """
        routes = self._found(request)
        if not routes:
            return None
        name = " or ".join(dict.fromkeys(route.operation for route, _ in routes))
        route, labels = routes[0]
        try:
            query = parameters(request.query) if request.query else {}
            body = json_object(request.body) if request.body else {}
        except Problem:
            target = request.path + (b"?" + request.query if request.query else b"")
            text = b" ".join((request.method.encode(), target, request.body or b""))
            return name, text.decode("utf-8", "backslashreplace")
        places = _places(route)
        return name, {
            **{key: value for key, value in body.items() if places.get(key, "") == ""},
            **{
                key: value
                for key, value in query.items()
                if places.get(key) in (None, "querystring")
            },
            **labels,
        }

    def _found(self, request: HttpRequest) -> list[Found]:
        """The route of the service that the request is signed for, or that its Host names, or else
        those of both services."""
        headers = list(request.headers)
        signed = [scope(value)[1] for name, value in headers if name == b"authorization"]
        hosts = [plane_of_host(value) for name, value in headers if name == b"host"]
        for plane in next((planes for planes in (signed, hosts) if any(planes)), []):
            if plane in PLANES:
                with suppress(Problem):
                    return [self._routes.find(plane, request.method, request.path)]
        with suppress(Problem):
            return self._routes.candidates(request.method, request.path)
        return []


def _places(route: Route) -> dict[str, str]:
    """Where HTTP carries each member of an operation; empty for the body."""
    model = load(route.plane)
    declared = model.operations[route.operation]
    shape = model.shapes[declared["input"]["shape"]] if "input" in declared else None
    members = shape.get("members", {}) if shape else {}
    return {m.get("locationName", name): m.get("location", "") for name, m in members.items()}


class Proxy:
    """The ASGI application: it forwards every request, and records those of the two services.

    If the file cannot be written any more, ``failure`` says why, and it calls ``stop``.
    """

    def __init__(self, upstream: Upstream, recording: Recording) -> None:
        self._upstream = upstream
        self._recording = recording
        self._operations = Operations()
        self.failure: OSError | None = None
        self.stop: Callable[[], None] = lambda: None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await _body(receive)
        if body is None:
            return
        request = HttpRequest(
            scope["method"], scope["raw_path"], scope["query_string"], scope["headers"], body
        )
        start = clock()
        response = None
        try:
            response = await self._upstream.answer(request)
            shown = response
        except TimeoutError:
            shown = self._failed(504, "no answer in time")
        except (OSError, h11.ProtocolError) as error:
            shown = self._failed(502, str(error))
        except asyncio.CancelledError:  # the proxy stops, and has closed the client's connection
            return
        finally:
            self._record(request, start, response, scope["client"])
        await _send(request.method, shown, send)

    def _failed(self, status: int, reason: str) -> Response:
        text = f"iot-jobs-spec record: {self._upstream.url}: {' '.join(reason.split())}\n"
        return Response(status, [(b"content-type", b"text/plain; charset=utf-8")], text.encode())

    def _record(
        self,
        request: HttpRequest,
        start: float,
        response: Response | None,
        address: tuple[str, int] | None,
    ) -> None:
        end = clock()
        called = self._operations.called(request)
        if called is None:
            return
        asked = Asked(*called, start, "{}:{}".format(*address) if address else None)
        try:
            if response is None:
                self._recording.add(asked, None)
            else:
                self._recording.add(asked, _answer(response), end)
        except OSError as error:
            self.failure = error
            self.stop()


def _answer(response: Response) -> dict[str, Any]:
    headers = {name.decode(): value.decode("latin-1") for name, value in response.headers}
    return answer_of(response.status, headers, response.body)


def server(proxy: Proxy, ready: Callable[[], None]) -> Server:
    """A server for the proxy, not yet started. It calls ``ready`` once it answers."""
    running = serving(proxy, ready, date_header=False)

    def stop() -> None:
        running.should_exit = True

    proxy.stop = stop
    return running


async def _body(receive: Receive) -> bytes | None:
    """The body of a request; None if the client goes away before its end."""
    parts = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


async def _send(method: str, response: Response, send: Send) -> None:
    headers = response.headers
    if response.status in WITHOUT_BODY:
        headers = [(name, value) for name, value in headers if name != b"content-length"]
    elif method != "HEAD" and b"content-length" not in dict(headers):
        headers = [*headers, (b"content-length", b"%d" % len(response.body))]
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": response.body})
