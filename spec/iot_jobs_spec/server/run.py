"""Run the server: open a socket, serve it with uvicorn, and stop cleanly on a signal."""

from __future__ import annotations

import asyncio
import errno
import logging
import signal
import socket
from collections.abc import Callable
from types import FrameType
from typing import Any

from starlette.types import ASGIApp
from uvicorn import Config, Server

from .app import application
from .connections import SECONDS, BoundedConnection, Connection, bounds
from .service import Service

SECONDS_TO_FINISH = 1
"""Seconds that unfinished answers get once the server is to stop."""
TICK = 0.02
"""Seconds between two looks at whether the server is to stop."""


class CannotListen(OSError):
    """The server cannot listen on the address. The message is one line that says why."""


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
        for each in sockets or ():
            each.listen(socket.SOMAXCONN)  # the rest waits until the server takes it
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
        in_use = error.errno == errno.EADDRINUSE
        hint = ": give another one with --port N, or --port 0 for a free one" if in_use else ""
        message = f"cannot listen on {host} port {port}: {error.strerror}{hint}"
        raise CannotListen(message) from None
    return sock


def url_of(sock: socket.socket) -> str:
    """The URL of a listening socket, for example ``http://127.0.0.1:4599``."""
    host, port = sock.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def server(service: Service, ready: Callable[[], None], seconds: float = SECONDS) -> Server:
    """A server for the service, not yet started. It calls ``ready`` once it answers, and closes
    connections that send no whole request within some ``seconds``."""
    http = BoundedConnection
    return serving(application(service), ready, http=http, timeout_keep_alive=seconds)


def serving(app: ASGIApp, ready: Callable[[], None], **more: Any) -> Server:
    """A server for an application, not yet started; ``more`` are further options of uvicorn."""
    more = {"http": Connection, "timeout_keep_alive": SECONDS, **more}
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
        backlog=bounds().taken,
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
        **more,
    )
    return _Server(config, ready)


def run(running: Server, sock: socket.socket) -> None:
    """Serve until SIGINT, SIGTERM or SIGHUP, then return normally. A SIGHUP that is ignored, as
    after nohup, stays so."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        running.should_exit = True

    # uvicorn stops on the signal and then raises it again: for `stop`, not for Python's handler.
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, stop)
    running.run(sockets=[sock])
