"""Run the server: open a socket, serve it with uvicorn, and stop cleanly on a signal."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from collections.abc import Callable
from types import FrameType
from typing import Any, cast

from starlette.types import ASGIApp
from uvicorn import Config, Server
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from .app import application
from .problems import invalid
from .service import Service
from .signing import MAX_BODY, MAX_HEAD

SECONDS_TO_FINISH = 1
"""Seconds that unfinished answers get once the server is to stop."""
KEEP_ALIVE_SECONDS = 75
TICK = 0.02
"""Seconds between two looks at whether the server is to stop."""
MAX_MESSAGE = MAX_HEAD + 4 * MAX_BODY
"""Bytes of one request on the wire, chunk sizes and trailers included."""
CONTINUE = b"HTTP/1.1 100"


class CannotListen(Exception):
    """The server cannot listen on the address. The message is one line that says why."""


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


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol, with bounds on the size of a request, and errors in the API's form.

    The application has bounds of its own, but it gets no header before the last one has come, and
    no chunk sizes or trailers of a body at all.
    """

    _size = 0
    _in_head = True

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._one_write = OneWriteTransport(transport)
        super().connection_made(cast(asyncio.Transport, self._one_write))

    def on_response_complete(self) -> None:
        self._one_write.flush()
        super().on_response_complete()

    def data_received(self, data: bytes) -> None:
        self._size += len(data)
        super().data_received(data)
        most = MAX_HEAD if self._in_head else MAX_MESSAGE
        if self._size > most and not self.transport.is_closing():
            self.send_400_response(f"The request has more than {most} bytes")

    def on_headers_complete(self) -> None:
        self._in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._size, self._in_head = 0, True
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        problem = invalid(msg)
        body = problem.body()
        head = (
            "HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\n"
            f"x-amzn-errortype: {problem.code}\r\ncontent-length: {len(body)}\r\n"
            "connection: close\r\n\r\n"
        )
        self.transport.write(head.encode("ascii") + body)
        self.transport.close()


class _Server(Server):
    """uvicorn's server, which calls ``ready`` once it answers, and stops within a `TICK`."""

    def __init__(self, config: Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def main_loop(self) -> None:
        ticks = 0
        while not await self.on_tick(ticks):
            ticks += 1
            await asyncio.sleep(TICK)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # The reference server has answered every complete request by now; a proxy may not.
        for connection in list(self.server_state.connections):
            connection.transport.close()
        for listening in self.servers:
            listening.close()
        if self.server_state.tasks:
            _, late = await asyncio.wait(self.server_state.tasks, timeout=SECONDS_TO_FINISH)
            for task in late:
                task.cancel()
        await super().shutdown(sockets)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()


def listen(host: str, port: int) -> socket.socket:
    """Open a listening socket. Port 0 takes a free port. Raises `CannotListen`."""
    try:
        address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        # asyncio sets TCP_NODELAY, which sends small answers at once, only if the socket names its
        # protocol.
        sock = socket.socket(*address[:3])
        try:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.bind(address[4])
            sock.listen(socket.SOMAXCONN)
        except OSError:
            sock.close()
            raise
    except OSError as error:
        raise CannotListen(f"cannot listen on {host} port {port}: {error.strerror}") from None
    return sock


def url_of(sock: socket.socket) -> str:
    """The URL of a listening socket, for example ``http://127.0.0.1:4599``."""
    host, port = sock.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def server(service: Service, ready: Callable[[], None]) -> Server:
    """A server for the service, not yet started. It calls ``ready`` once it answers."""
    return serving(application(service), ready, http=BoundedProtocol)


def serving(app: ASGIApp, ready: Callable[[], None], **more: Any) -> Server:
    """A server for an application, not yet started; ``more`` are further options of uvicorn."""
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)  # no warning for a malformed request
    config = Config(
        app,
        ws="none",
        lifespan="off",
        loop="auto",  # uvloop if installed, which saves a third of the work
        interface="asgi3",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
        **more,
    )
    return _Server(config, ready)


def run(running: Server, sock: socket.socket) -> None:
    """Serve until SIGINT or SIGTERM, then return normally."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        running.should_exit = True

    # uvicorn stops on the signal and then raises it again: for `stop`, not for Python's handler.
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, stop)
    running.run(sockets=[sock])
