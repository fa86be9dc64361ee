"""Run the reference server inside a test, in a thread of the test's process.

`pytest_plugin` has the same as a fixture. It is a module of its own because a fixture needs pytest,
and `iot-jobs-spec serve` imports this module.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from threading import Event, Thread

from ..model.profiles import FULL
from ..model.table import Table

SECONDS = 10
"""Seconds in which the server must have started, or stopped."""


class Endpoint(str):
    """The endpoint URL of a reference server, which can advance its test clock and empty its
    world."""

    __slots__ = ()

    def advance(self, seconds: float) -> None:
        """Advance the test clock by some seconds: every timer and every deletion that is due by
        then has ended on return. Raises RuntimeError for the real clock."""
        self._post("/clock", {"seconds": seconds})

    def reset(self) -> None:
        """Empty the world: no things, no jobs. The clock goes on."""
        self._post("/reset", {})

    def _post(self, path: str, members: Mapping[str, object]) -> None:
        connection = HTTPConnection(self.removeprefix("http://"), timeout=SECONDS)
        try:
            connection.request("POST", path, json.dumps(members))
            answer = connection.getresponse()
            if answer.status != 200:
                raise RuntimeError(json.loads(answer.read())["message"])
        finally:
            connection.close()


@contextmanager
def reference_server(
    *,
    choose: Iterable[str] = (),
    lag: float = 0.0,
    deletion: float | str | None = None,
    faults: float = 0.0,
    seed: int | None = None,
    access_key: str | None = None,
    port: int = 0,
    profile: str = FULL,
    clock: str = "real",
    table: Table | None = None,
) -> Iterator[Endpoint]:
    """Start a reference server on loopback, yield its endpoint URL, and stop it at the end.

    >>> with reference_server() as endpoint:
    ...     iot = boto3.client("iot", endpoint_url=endpoint)

    Each server has an empty world of its own. The options are those of ``iot-jobs-spec serve``:
    ``reference_server(lag=2.0, choose=["DETAILS_TAKEN=merge"])``. ``table``, instead of a
    ``profile``, is a table that deviates from that of a profile. With ``clock="test"`` time stands
    still until ``endpoint.advance(seconds)``. Raises ValueError for an option that is not valid.
    """
    from .clock import clock_named
    from .lifecycle import POLLED
    from .run import listen, server, url_of
    from .service import Service

    if port not in range(65536):
        raise ValueError(f"port is a number from 0 to 65535, not {port!r}")
    service = Service(
        choose=choose,
        lag=lag,
        deletion=None if deletion == POLLED else deletion,  # type: ignore[arg-type]
        faults=faults,
        seed=seed,
        access_key=access_key,
        profile=profile,
        table=table,
        clock=clock_named(clock),
    )
    ready = Event()
    sock = listen("127.0.0.1", port)
    url = Endpoint(url_of(sock))
    running = server(service, ready.set)
    thread = Thread(target=running.run, args=([sock],), name=f"reference server {url}", daemon=True)
    thread.start()
    try:
        if not ready.wait(SECONDS):
            raise RuntimeError(f"the reference server did not start within {SECONDS} s")
        yield url
    finally:
        running.should_exit = True
        thread.join(SECONDS)
