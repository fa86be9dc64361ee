"""A recording proxy in a thread of the test's process, and what its file says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from iot_jobs_spec.judge.history import History, read
from iot_jobs_spec.records import Recording
from iot_jobs_spec.server import run
from iot_jobs_spec.server.proxy import Proxy, Upstream, server


@contextmanager
def recording_proxy(url: str, file: Path, seconds: float = 10) -> Iterator[str]:
    """The URL of a proxy before ``url``, which gets that many seconds for an answer."""
    sock = run.listen("127.0.0.1", 0)
    ready = Event()
    running = server(Proxy(Upstream(url, seconds), Recording(file)), ready.set)
    thread = Thread(target=running.run, args=([sock],), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield run.url_of(sock)
    finally:
        running.should_exit = True
        thread.join(10)


def history(file: Path) -> History:
    """What the judge reads in a file."""
    with file.open("rb") as lines:
        return read(lines, file.name)
