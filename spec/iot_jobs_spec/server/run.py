"""Running the server: a socket, uvicorn, and a clean end."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from collections.abc import Callable
from types import FrameType
from typing import Any, cast

from uvicorn import Config, Server
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from .app import application
from .problems import invalid
from .service import Service
from .signing import MOST_BODY, MOST_HEAD

SECONDS_TO_FINISH = 1
"""How long answers under way may take once the server is told to stop."""
KEEP_ALIVE_SECONDS = 75
TICK = 0.02
MOST_MESSAGE = MOST_HEAD + 4 * MOST_BODY
CONTINUE = b"HTTP/1.1 100"


class CannotListen(Exception):
    """The address cannot be listened on: one line that says why."""


class Whole:
    """A transport that sends an answer in one piece, although uvicorn writes its head and its body
    apart: each piece costs the client a wake-up."""

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
        """Send a head that no body follows."""
        if self._head:
            self.write(b"")

    def close(self) -> None:
        self.flush()
        self._transport.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's protocol, with a bound on what one request may send, and errors as the service's.

    The application has bounds too, but is not asked before the headers have ended, and not told of
    what surrounds the pieces of a body.
    """

    _size = 0
    _in_head = True

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._whole = Whole(transport)
        super().connection_made(cast(asyncio.Transport, self._whole))

    def on_response_complete(self) -> None:
        self._whole.flush()
        super().on_response_complete()

    def data_received(self, data: bytes) -> None:
        self._size += len(data)
        super().data_received(data)
        most = MOST_HEAD if self._in_head else MOST_MESSAGE
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
    """uvicorn's server, which says when it answers, and is quicker to see that it should stop."""

    def __init__(self, config: Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def main_loop(self) -> None:
        ticks = 0
        while not await self.on_tick(ticks):
            ticks += 1
            await asyncio.sleep(TICK)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # What has come in full has been answered: nothing is worth waiting for.
        for connection in list(self.server_state.connections):
            connection.transport.close()
        await super().shutdown(sockets)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 takes a free one. Raises `CannotListen`."""
    try:
        address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        # asyncio sends small answers at once (TCP_NODELAY) only where the protocol is named.
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
    """The URL at which a listening socket is reached."""
    host, port = sock.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def server(service: Service, ready: Callable[[], None]) -> Server:
    """A server for the service, not yet started. ``ready`` is called once it answers."""
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)  # a bad request is the client's
    config = Config(
        application(service),
        http=BoundedProtocol,
        ws="none",
        lifespan="off",
        loop="auto",  # uvloop where it is installed: a third less work for a request
        interface="asgi3",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
    )
    return _Server(config, ready)


def run(service: Service, sock: socket.socket, ready: Callable[[], None]) -> None:
    """Serve until a signal says to stop, and return as if nothing had happened."""
    running = server(service, ready)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        running.should_exit = True

    # uvicorn raises a signal that stopped it once more, for whoever handled it before.
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, stop)
    running.run(sockets=[sock])
