"""An HTTP session of botocore that bounds each answer: its time as a whole, and its bytes.

The time-outs of botocore are those of single reads, so an endpoint that sends one byte a second, or
heads without an end, would keep a client for ever.
"""

from __future__ import annotations

import time
from io import BufferedReader, RawIOBase
from math import inf
from socket import IPPROTO_TCP, TCP_NODELAY
from typing import Any

from botocore.awsrequest import (
    AWSHTTPConnection,
    AWSHTTPConnectionPool,
    AWSHTTPSConnection,
    AWSHTTPSConnectionPool,
    AWSPreparedRequest,
)
from botocore.httpsession import URLLib3Session

MOST_BYTES = 4 * 2**20
"""How many bytes of one answer are read, its head included. A page of a listing has less than a
tenth of that."""
CLIENTS = 16
"""How many requests may go on at once over connections that are kept."""


class TooLong(Exception):
    """An answer has more than `MOST_BYTES` bytes."""


class _Reading(RawIOBase):
    """The bytes that come over a socket, within the bounds of its connection."""

    def __init__(self, sock: Any, bounds: _Bounds) -> None:
        self._sock, self._bounds = sock, bounds
        self._file = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._bounds.until - time.monotonic()
        if left <= 0:
            raise TimeoutError("the answer took too long")
        self._sock.settimeout(left)
        count: int | None = self._file.readinto(buffer)
        self._bounds.bytes_left -= count or 0
        if self._bounds.bytes_left < 0:
            raise TooLong(f"the answer has more than {MOST_BYTES} bytes")
        return count

    def close(self) -> None:
        self._file.close()
        super().close()


class _Socket:
    """A socket of which answers are read within the bounds of its connection."""

    def __init__(self, sock: Any, bounds: _Bounds) -> None:
        self._sock, self._bounds = sock, bounds

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)

    def makefile(self, *_: object, **__: object) -> BufferedReader:
        return BufferedReader(_Reading(self._sock, self._bounds))


class _Bounds:
    """Mixed into a connection of botocore: the end of the time for an answer, and its bytes."""

    seconds = inf
    until = inf
    bytes_left = MOST_BYTES

    def connect(self) -> None:
        super().connect()  # type: ignore[misc]
        self.sock = _Socket(self.sock, self)  # type: ignore[has-type]

    def request(self, *args: Any, **members: Any) -> Any:
        self.until = time.monotonic() + self.seconds
        self.bytes_left = MOST_BYTES
        return super().request(*args, **members)  # type: ignore[misc]


class BoundedSession(URLLib3Session):
    """Sends requests of botocore. A connection must be there after ``connect`` seconds, and an
    answer be read ``seconds`` later. ``proxies`` are those by scheme."""

    def __init__(self, connect: float, seconds: float, proxies: dict[str, str]) -> None:
        # The stubs of botocore know neither a pair of time-outs nor a list of socket options.
        super().__init__(
            timeout=(connect, seconds),  # type: ignore[arg-type]
            proxies=proxies,
            max_pool_connections=CLIENTS,
            # As clients do: otherwise the system waits 40 ms for the body behind a head.
            socket_options=[(IPPROTO_TCP, TCP_NODELAY, 1)],  # type: ignore[list-item]
        )
        pools = self._pool_classes_by_scheme  # type: ignore[attr-defined]
        pools["http"] = _pool(AWSHTTPConnectionPool, AWSHTTPConnection, seconds)
        pools["https"] = _pool(AWSHTTPSConnectionPool, AWSHTTPSConnection, seconds)

    def before_send(self, request: AWSPreparedRequest, **_: object) -> Any:
        """Answer a request for a client of botocore: a handler of its event ``before-send``."""
        return self.send(request)


def _pool(pool: type, connection: type, seconds: float) -> type:
    bounded = type(connection.__name__, (_Bounds, connection), {"seconds": seconds})
    return type(pool.__name__, (pool,), {"ConnectionCls": bounded})
