"""The checker's clients: their user agent and the options of their sockets."""

from __future__ import annotations

import gc
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import boto3
import botocore
import pytest

from iot_jobs_spec import DescribeJob, UpdateJobExecution
from iot_jobs_spec.systems.clients import endpoint
from iot_jobs_spec.systems.raw import RawRequest

REQUESTS = (DescribeJob("job"), UpdateJobExecution("job", "thing"))
"""One request for each client."""


class Recorder(BaseHTTPRequestHandler):
    """Records the user agent of each request, on connections that stay open."""

    protocol_version = "HTTP/1.1"
    agents: list[str | None]

    def answer(self) -> None:
        self.agents.append(self.headers.get("user-agent"))
        self.rfile.read(int(self.headers.get("content-length") or 0))
        body = b'{"job": {"status": "IN_PROGRESS"}}'
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_PUT = do_POST = answer  # noqa: N815

    def log_message(self, format: str, *args: object) -> None: ...


@pytest.fixture
def recorder() -> Iterator[tuple[str, list[str | None]]]:
    """The URL of a server that records user agents, and its records."""
    agents: list[str | None] = []
    handler = type("Handler", (Recorder,), {"agents": agents})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", agents
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_the_user_agent_is_boto3(recorder: tuple[str, list[str | None]]) -> None:
    url, agents = recorder
    system = endpoint(url)
    for request in REQUESTS:
        system.perform(request)
    agent = f"Boto3/{boto3.__version__} Botocore/{botocore.__version__}"
    assert agents == [agent, agent]


def connected_to(url: str) -> list[socket.socket]:
    """The open sockets of this process that are connected to the URL."""
    port, found = int(url.rpartition(":")[2]), []
    for each in gc.get_objects():
        if type(each) is socket.socket and each.fileno() >= 0:
            try:
                peer = each.getpeername()
            except OSError:  # a listening socket
                continue
            if peer[1:] == (port,):
                found.append(each)
    return found


def test_every_connection_sends_a_body_without_waiting(
    recorder: tuple[str, list[str | None]],
) -> None:
    url, _ = recorder
    system = endpoint(url)
    for request in REQUESTS:
        system.perform(request)
    assert system.raw is not None
    system.raw(RawRequest("CancelJobExecution", "job", "thing", body=b"{}"))
    sockets = connected_to(url)
    assert len(sockets) == 1  # of the two clients and the sender of raw requests together
    for each in sockets:
        assert each.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
