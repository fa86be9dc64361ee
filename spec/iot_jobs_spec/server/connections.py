"""Connections: requests as HTTP/1.1 frames them, within bounds of size, time and number.

The body of a request is what its head says (RFC 9112, section 6), whatever else the head asks for:
``Connection: Upgrade``, which Java's HttpClient and ``curl --http2`` send, changes nothing. A head
that leaves the end of the body open to two readings is rejected before anything is carried out.
"""

from __future__ import annotations

import asyncio
from functools import cache
from http import HTTPStatus
from typing import Any, NamedTuple, cast

import h11
from uvicorn import Config
from uvicorn.protocols.http.h11_impl import H11Protocol

from ..errors import SERVICE_UNAVAILABLE
from .problems import Problem, invalid
from .signing import MAX_BODY, MAX_HEAD

MAX_MESSAGE = MAX_HEAD + 4 * MAX_BODY
"""Bytes of one request on the wire, chunk sizes and trailers included."""
MAX_CHUNKS = 4096
"""Chunks of one body. A client that sends a byte per chunk would keep the server busy."""
MAX_CONNECTIONS = 1000
SECONDS = 75.0
"""Seconds in which a client must have sent a whole request, or must take its answer."""
CONTINUE = b"HTTP/1.1 100"


class Bounds(NamedTuple):
    """How many connections a server keeps, and how many it takes at a time before it counts them.

    The rest of the descriptors that its process may have is for those that it takes and refuses, so
    that it never runs out of them.
    """

    kept: int
    taken: int


@cache
def bounds() -> Bounds:
    """The bounds of this process."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return Bounds(MAX_CONNECTIONS, MAX_CONNECTIONS // 8)
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    half = MAX_CONNECTIONS if soft == resource.RLIM_INFINITY else soft // 2
    return Bounds(min(MAX_CONNECTIONS, half), max(1, min(MAX_CONNECTIONS, half) // 8))


class OneWriteTransport:
    """A transport that sends head and body of an answer in one write.

    uvicorn writes them one after the other, and each write wakes the client up. `flush`
    and `close` send a head without a body, such as the answer to a HEAD request.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._head = b""

    def write(self, data: bytes) -> None:
        is_head = data.endswith(b"\r\n\r\n") and not data.startswith(CONTINUE)
        if is_head and not self._head:
            self._head = data
        else:
            head, self._head = self._head, b""
            if head or data:
                self._transport.write(head + data)

    def flush(self) -> None:
        """Send a head that has no body."""
        if self._head:
            self.write(b"")

    def close(self) -> None:
        self.flush()
        self._transport.close()

    def __getattr__(self, name: str) -> object:
        return getattr(self._transport, name)


class Framing(h11.Connection):
    """h11's parser of requests, with bounds, which rejects heads with more than one reading.

    ``problem`` says what was wrong once `next_event` has raised `h11.RemoteProtocolError`.
    """

    def __init__(self, most_head: int, most: int) -> None:
        super().__init__(h11.SERVER, most_head)
        self.problem = ""
        self._most_head = most_head
        self._most = most
        self._size = 0
        self._chunks = 0

    @property
    def waits(self) -> bool:
        """Whether a request has begun, and its last byte has not come."""
        if self.their_state is h11.IDLE:
            return bool(self.trailing_data[0])
        return self.their_state is h11.SEND_BODY

    def receive_data(self, data: bytes) -> None:
        self._size += len(data)
        super().receive_data(data)

    def next_event(self) -> Any:
        try:
            event = super().next_event()
            self._check(event)
        except h11.RemoteProtocolError as error:
            if error.error_status_hint == 431:
                self.problem = f"Path, query and headers have more than {self._most_head} bytes"
            else:
                self.problem = f"The request is not HTTP/1.1: {error}"
            raise
        return event

    def _check(self, event: object) -> None:
        if isinstance(event, h11.Request):
            self._chunks = 0
            names = [name for name, _ in event.headers]
            if b"transfer-encoding" in names and b"content-length" in names:
                raise h11.RemoteProtocolError("it has Content-Length and Transfer-Encoding")
            if event.method == b"CONNECT":
                raise h11.RemoteProtocolError("this server opens no tunnel for CONNECT")
        elif isinstance(event, h11.Data):
            self._chunks += event.chunk_start
        elif isinstance(event, h11.EndOfMessage):
            self._size = len(self.trailing_data[0])
        if self._chunks > MAX_CHUNKS:
            raise h11.RemoteProtocolError(f"its body has more than {MAX_CHUNKS} chunks")
        if self._size > self._most:
            raise h11.RemoteProtocolError(f"it has more than {self._most} bytes")


class Connection(H11Protocol):
    """uvicorn's connection of a client, with `Framing`, a deadline, and errors in the API's form.

    ``most_head`` bounds the head of a request, ``most_bytes`` all of it.
    """

    most_head = 64 * 1024
    most_bytes = 16 * 2**20

    def __init__(self, config: Config, *more: Any, **named: Any) -> None:
        super().__init__(config, *more, **named)
        self.conn = self._framing = Framing(self.most_head, self.most_bytes)
        self._is_new = True
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._one_write = OneWriteTransport(transport)
        super().connection_made(cast(asyncio.Transport, self._one_write))
        if len(self.connections) > bounds().kept:
            self._reject(Problem(SERVICE_UNAVAILABLE.code, "Too many connections", None, 503))
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._is_new = False
        if not self.transport.is_closing():
            super().data_received(data)

    def handle_events(self) -> None:
        super().handle_events()
        self._watch()

    def on_response_complete(self) -> None:
        self._one_write.flush()
        super().on_response_complete()
        self._watch()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._watch()

    def send_400_response(self, msg: str) -> None:
        self._reject(invalid(self._framing.problem or msg))

    def timeout_keep_alive_handler(self) -> None:
        if not self._framing.waits:  # `_expire` tells a client that has begun another request
            super().timeout_keep_alive_handler()

    def _watch(self) -> None:
        """Start the deadline if the server now waits for its client, end it otherwise."""
        waits = self._is_new or self._framing.waits or self.flow.write_paused
        waits = waits or self.transport.is_closing()
        if not waits and self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        elif waits and self._deadline is None:
            self._deadline = self.loop.call_later(self.timeout_keep_alive, self._expire)

    def _expire(self) -> None:
        self._deadline = None
        if self._framing.waits and not self.transport.is_closing():
            seconds = f"{self.timeout_keep_alive:g} s"
            message = f"The request was not complete within {seconds}"
            self._reject(Problem("RequestTimeoutException", message, None, 408))
        else:
            self.transport.abort()

    def _reject(self, problem: Problem) -> None:
        """Answer with an error that concerns the connection, and close it."""
        body, status = problem.body(), HTTPStatus(problem.status or 400)
        head = (
            f"HTTP/1.1 {status.value} {status.phrase}\r\ncontent-type: application/json\r\n"
            f"x-amzn-errortype: {problem.code}\r\ncontent-length: {len(body)}\r\n"
            "connection: close\r\n\r\n"
        )
        self.transport.write(head.encode("ascii") + body)
        self.transport.close()
        self._watch()


class BoundedConnection(Connection):
    """A connection to the server itself, whose requests have a bound."""

    most_head = MAX_HEAD
    most_bytes = MAX_MESSAGE
