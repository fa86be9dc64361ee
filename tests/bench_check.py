"""How long the systematic pass takes against a server that answers in 2 ms: ``make bench``."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from iot_jobs_spec import Answer, Request
from iot_jobs_spec.check.run import Checker
from iot_jobs_spec.systems import System
from iot_jobs_spec.systems.clients import endpoint

ANSWERS_IN = 0.002
"""Seconds until the server answers."""
SECONDS, SHARE = 15.0, 0.1
"""What a check may take, and which share of it may be spent on anything but asking."""


class Timed:
    """A system, and how long it was asked."""

    def __init__(self, system: System) -> None:
        self.name = system.name
        self.calls, self.seconds = 0, 0.0
        self._system = system

    def perform(self, request: Request) -> Answer:
        start = time.perf_counter()
        try:
            return self._system.perform(request)
        finally:
            self.calls += 1
            self.seconds += time.perf_counter() - start


def main(say: Callable[[str], None] = print) -> bool:
    """Print the times; whether a check is as quick as it should be."""
    command = [sys.executable, __file__, "serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            system = Timed(endpoint(process.stdout.readline().split()[-1]))
            start = time.perf_counter()
            report = Checker(system).check()
            seconds = time.perf_counter() - start
        finally:
            process.terminate()
    share = 1 - system.seconds / seconds
    say(f"the systematic pass against a server on loopback that answers in {ANSWERS_IN * 1e3:g} ms")
    say(f"  {report.reached} of {len(report.results)} cells, {len(report.findings)} findings")
    say(f"  {seconds:.1f} s for {system.calls:,} calls (wanted: less than {SECONDS:g} s)")
    say(f"  {share:.1%} of it in the oracle and all else that is ours (wanted: {SHARE:.0%})")
    return seconds < SECONDS and share < SHARE and not report.findings


def serve() -> int:
    """The reference server, as slow as it is to be."""
    from iot_jobs_spec.server import run
    from iot_jobs_spec.server.service import Service

    application: Any = vars(run)["application"]

    def slow(*given: Any, **options: Any) -> Any:
        answer = application(*given, **options)

        async def answer_later(scope: Any, receive: Any, send: Any) -> None:
            until = time.perf_counter() + ANSWERS_IN

            async def send_later(message: Any) -> None:
                if message["type"] == "http.response.start":
                    await asyncio.sleep(max(0.0, until - time.perf_counter()))
                await send(message)

            await answer(scope, receive, send_later)

        return answer_later

    vars(run)["application"] = slow
    sock = run.listen("127.0.0.1", 0)
    run.server(Service(), lambda: print(run.url_of(sock), flush=True)).run([sock])
    return 0


if __name__ == "__main__":
    sys.exit(serve() if sys.argv[1:] == ["serve"] else not main())
