"""The duration of a check of a server that answers in 2 ms: ``make bench``."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any, TypeVar

from serving import Client

from iot_jobs_spec import Answer, Request
from iot_jobs_spec.check import Checker
from iot_jobs_spec.model.profiles import CORE, FULL, table_of
from iot_jobs_spec.systems import Heard
from iot_jobs_spec.systems.boto import BotoSystem
from iot_jobs_spec.systems.clients import endpoint
from iot_jobs_spec.systems.raw import RawAnswer, RawRequest

T = TypeVar("T")

ANSWERS_IN = 0.002
"""The server answers after so many seconds, never earlier and hardly later."""
SPINS = 0.0003
"""The server stops sleeping so many seconds earlier, because a sleep ends late."""
ASKED = 300
"""The number of requests that measure the server itself."""
MOST = {CORE: (4_000, 20.0), FULL: (7_000, 35.0)}
"""The most calls of a check, and the most seconds, of each profile."""
SHARE = 0.2
"""The largest share of these seconds in which a check waits for no answer."""


class Timed:
    """A system that measures the time of its calls, and of this process during them."""

    def __init__(self, system: BotoSystem) -> None:
        self.name = system.name
        self.calls, self.seconds, self.busy = 0, 0.0, 0.0
        self._system = system

    def perform(self, request: Request) -> Answer:
        return self.heard(request).answer

    def heard(self, request: Request) -> Heard:
        return self._timed(lambda: self._system.heard(request))

    def raw(self, request: RawRequest) -> RawAnswer:
        send = self._system.raw
        assert send is not None
        return self._timed(lambda: send(request))

    def _timed(self, ask: Callable[[], T]) -> T:
        start, busy = time.perf_counter(), time.process_time()
        try:
            return ask()
        finally:
            self.calls += 1
            self.busy += time.process_time() - busy
            self.seconds += time.perf_counter() - start


def latencies(url: str) -> list[float]:
    """The seconds that a bare client waits for each answer over one connection, sorted."""
    client, waited = Client(int(url.rpartition(":")[2])), []
    for _ in range(ASKED):
        start = time.perf_counter()
        client.ask("GET", "/jobs/none")
        waited.append(time.perf_counter() - start)
    return sorted(waited)


def main(say: Callable[[str], None] = print) -> bool:
    """Print the times, and return whether the checks are fast enough."""
    command = [sys.executable, __file__, "serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().split()[-1]
            waited = latencies(url)
            assert waited[0] >= ANSWERS_IN, "an answer came too soon"
            least, middle = waited[0] * 1e3, median(waited) * 1e3
            say(f"checks of a server on loopback that answers in {ANSWERS_IN * 1e3:g} ms")
            say(f"  a bare client waits {middle:.2f} ms (the median; the least is {least:.2f})")
            fast = [_is_fast(profile, url, say) for profile in MOST]
            return all(fast)
        finally:
            process.terminate()


def _is_fast(profile: str, url: str, say: Callable[[str], None]) -> bool:
    system = Timed(endpoint(url))
    start = time.perf_counter()
    report = Checker(system, table=table_of(profile)).check()
    seconds = time.perf_counter() - start
    share = 1 - system.seconds / seconds
    most_calls, most_seconds = MOST[profile]
    reached = f"{report.reached} of {len(report.results)} cells"
    say(f"  profile {profile}: {reached}, {len(report.findings)} findings")
    wanted = f"wanted: {most_seconds:g} s, {most_calls:,} calls"
    say(f"    {seconds:.1f} s for {system.calls:,} calls ({wanted})")
    call, busy = (total / system.calls * 1e3 for total in (system.seconds, system.busy))
    say(f"    a call takes {call:.2f} ms, of which our CPU works for {busy:.2f}")
    say(f"    {share:.1%} of it in the judge and all else that is ours")
    few = system.calls <= most_calls and seconds < most_seconds
    return few and share < SHARE and not report.findings


def wait_until(then: float) -> None:
    """Block until then, to some microseconds. The only client waits as well.

    The sleep of asyncio has a resolution of milliseconds.
    """
    time.sleep(max(0.0, then - SPINS - time.perf_counter()))
    while time.perf_counter() < then:
        pass


def serve() -> int:
    """Run the reference server with the delay."""
    from iot_jobs_spec.server import run
    from iot_jobs_spec.server.connections import BoundedConnection
    from iot_jobs_spec.server.service import Service

    application: Any = vars(run)["application"]
    came = 0.0

    class Recording(BoundedConnection):
        """Records when the last bytes of a request arrived."""

        def data_received(self, data: bytes) -> None:
            nonlocal came
            came = time.perf_counter()
            super().data_received(data)

    def slow(*given: Any, **options: Any) -> Any:
        answer = application(*given, **options)

        async def answer_later(scope: Any, receive: Any, send: Any) -> None:
            async def send_later(message: Any) -> None:
                if message["type"] == "http.response.start":
                    wait_until(came + ANSWERS_IN)
                await send(message)

            await answer(scope, receive, send_later)

        return answer_later

    vars(run).update(application=slow, BoundedConnection=Recording)
    sock = run.listen("127.0.0.1", 0)
    run.server(Service(), lambda: print(run.url_of(sock), flush=True)).run([sock])
    return 0


if __name__ == "__main__":
    sys.exit(serve() if sys.argv[1:] == ["serve"] else not main())
