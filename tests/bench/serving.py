"""The requests per second of the reference server, compared with moto, and the life cycle of a job
of many targets: ``make bench``."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from statistics import median

from iot_jobs_spec.server.service import Service
from iot_jobs_spec.server.signing import HttpRequest

FEW, MANY = 10, 10_000
"""The number of jobs while the server is measured."""
ROUNDS, REQUESTS, REQUESTS_TO_MOTO = 5, 300, 30
TIMES_FASTER, KEPT = 4, 0.7
"""h11 reads requests in Python: slower than a parser in C which stops at an upgrade, and right."""
SMALL, LARGE = 1_000, 10_000
"""The number of targets of a job whose life cycle is measured."""
TIMES_SLOWER, BESIDE = 15, 2
"""How much more the life cycle of the large job may take, and a DescribeJob of another job."""
THING = "sensor"
SERVE = "import sys; from iot_jobs_spec.cli.main import main; sys.exit(main())"
TARGET = f"arn:aws:iot:us-east-1:123456789012:thing/{THING}"
JOB = json.dumps({"targets": [TARGET], "document": "{}"}).encode()
DEVICE = "iot-jobs-data"
KINDS = ("DescribeJob", "CancelJobExecution", "create-cancel-delete")


class Client:
    """One connection, kept open until the server closes it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None
        self._names = count()

    def ask(self, method: str, path: str, body: bytes = b"") -> int:
        """Send a request and return the HTTP status of the answer."""
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=60)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        scope = "AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/iot/aws4_request"
        self._socket.sendall(
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n"
            f"Authorization: {scope}, SignedHeaders=host, Signature=0\r\n"
            f"Content-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        received = b""
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self._socket.recv(65536)
        head = received[:end].lower()
        length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
        while len(received) < end + 4 + length:
            received += self._socket.recv(65536)
        if b"connection: close" in head:
            self._socket.close()
            self._socket = None
        return int(head.split(b" ", 2)[1])

    def create(self, job_id: str) -> None:
        assert self.ask("PUT", f"/jobs/{job_id}", JOB) == 200

    def delete(self, job_id: str) -> None:
        """Delete a job; repeat while the limit of deletions is reached."""
        while self.ask("DELETE", f"/jobs/{job_id}?force=true") != 200:
            pass

    def populate(self, jobs: int) -> None:
        """Create one thing, and jobs for it."""
        assert self.ask("POST", f"/things/{THING}", b"{}") == 200
        for number in range(jobs):
            self.create(f"job-{number}")

    def rate(self, kind: str, requests: int) -> float:
        """The requests per second of one kind, without their preparation."""
        spent = 0.0
        for _ in range(requests):
            job_id = f"timed-{next(self._names)}"
            if kind == "CancelJobExecution":
                self.create(job_id)
            start = time.perf_counter()
            if kind == "DescribeJob":
                assert self.ask("GET", "/jobs/job-5") == 200
            elif kind == "CancelJobExecution":
                assert self.ask("PUT", f"/things/{THING}/jobs/{job_id}/cancel") == 200
            else:
                self.create(job_id)
                assert self.ask("PUT", f"/jobs/{job_id}/cancel") == 200
                self.delete(job_id)
            spent += time.perf_counter() - start
            if kind == "CancelJobExecution":
                self.delete(job_id)
        return requests * (3 if kind == "create-cancel-delete" else 1) / spent


def life(targets: int) -> tuple[float, float]:
    """The seconds of processor time of a job of so many targets, from its creation to its deletion,
    and of a DescribeJob of another job beside it. No connection is measured."""
    names = [f"t{number}" for number in range(targets)]
    service = Service(deletion=0.0)

    def ask(method: str, path: str, members: object = None, plane: str = "iot") -> float:
        scope = f"Credential=testing/20260101/us-east-1/{plane}/aws4_request"
        body = b"" if members is None else json.dumps(members, separators=(",", ":")).encode()
        headers = [(b"authorization", f"AWS4-HMAC-SHA256 {scope}".encode())]
        asked = time.process_time()
        answer = service.answer(HttpRequest(method, path.encode(), b"", headers, body))
        assert answer.status == 200, answer
        return time.process_time() - asked

    for name in (THING, *names):
        ask("POST", f"/things/{name}")
    ask("PUT", "/jobs/other", {"targets": [TARGET], "document": "{}"})
    arns = [TARGET.replace(THING, name) for name in names]
    spent = ask("PUT", "/jobs/large", {"targets": arns, "document": "{}"})
    beside = []
    for name in names:
        spent += ask("PUT", f"/things/{name}/jobs/$next", {}, DEVICE)
        spent += ask("POST", f"/things/{name}/jobs/large", {"status": "SUCCEEDED"}, DEVICE)
        beside.append(ask("GET", "/jobs/other"))
    spent += ask("DELETE", "/jobs/large")
    return spent + ask("GET", "/jobs"), median(beside)


def main(say: Callable[[str], None] = print) -> bool:
    """Print the rates, and return whether the server is fast enough, with many jobs too."""
    with ExitStack() as stack:
        # As in moto, a deletion ends when a client reads the job.
        few, many = (Client(stack.enter_context(_serving("--deletion", "0"))) for _ in range(2))
        moto = Client(stack.enter_context(_moto()))
        for client, jobs in ((few, FEW), (many, MANY), (moto, FEW)):
            client.populate(jobs)
        best: dict[tuple[str, Client], float] = {}
        for _ in range(ROUNDS):
            for kind in KINDS:
                for client in (few, moto, many):
                    asked = REQUESTS_TO_MOTO if client is moto else REQUESTS
                    rate = client.rate(kind, asked)
                    best[kind, client] = max(rate, best.get((kind, client), 0.0))
    good = True
    say(
        f"requests a second over one connection, the best of {ROUNDS} rounds, with {FEW} jobs alive"
    )
    for kind in KINDS:
        own, with_many, other = (best[kind, client] for client in (few, many, moto))
        faster, kept = own / other, with_many / own
        good &= faster >= TIMES_FASTER and kept >= KEPT
        say(
            f"  {kind:22} {own:7,.0f}   moto {other:5,.0f}   {faster:5.1f} times as many "
            f"(wanted: {TIMES_FASTER});   with {MANY:,} jobs {kept:4.0%} (wanted: {KEPT:.0%})"
        )
    (small, by_small), (large, by_large) = life(SMALL), life(LARGE)
    slower, beside = large / small, by_large / by_small
    good &= slower <= TIMES_SLOWER and beside <= BESIDE
    say(
        f"life cycle of a job of {LARGE:,} targets: {large:.1f} s of processor time, {slower:.1f} "
        f"times that of {SMALL:,} (wanted: {TIMES_SLOWER}); DescribeJob of another job beside it: "
        f"{1000 * by_large:.2f} ms, {beside:.1f} times (wanted: {BESIDE})"
    )
    return good


@contextmanager
def _serving(*options: str) -> Iterator[int]:
    command = [sys.executable, "-c", SERVE, "serve", "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline().rpartition(":")[2])
        finally:
            process.terminate()


@contextmanager
def _moto() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    command = [str(Path(sys.executable).with_name("moto_server")), "-p", str(port)]
    environment = os.environ | {"MOTO_ACCOUNT_ID": "123456789012"}
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
    ) as process:
        try:
            until = time.monotonic() + 60
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    if process.poll() is not None or time.monotonic() > until:
                        raise RuntimeError("moto_server did not start") from None
                    time.sleep(0.1)
            yield port
        finally:
            process.terminate()


if __name__ == "__main__":
    sys.exit(not main())
