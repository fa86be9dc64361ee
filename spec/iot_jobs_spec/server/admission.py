"""What is refused before anybody asks which operation it is for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from .problems import Problem, invalid
from .signing import Signatures

MOST_BODY = 512 * 1024
"""Bytes of a body. The largest document that CreateJob takes has 192 KiB if all is escaped."""
MOST_HEAD = 16 * 1024
"""Bytes of path, query and all headers together."""


class HttpRequest(NamedTuple):
    """What came over HTTP, undecoded. Names of headers are in lower case; a body that was too long
    is None."""

    method: str
    path: bytes
    query: bytes
    headers: Iterable[tuple[bytes, bytes]]
    body: bytes | None


class Admission:
    """Lets requests in that are not too large, not from a web page, and signed where they must be.

    A web page that a browser shows could otherwise change the world behind its user's back: what a
    page sends to another site names its origin, which no client of AWS does.
    """

    def __init__(self, access_key: str | None = None) -> None:
        self._signatures = None if access_key is None else Signatures(access_key)

    def check(self, request: HttpRequest) -> bytes:
        """The body of a request that is let in. Raises `Problem` for any other."""
        size = len(request.path) + len(request.query)
        for name, value in request.headers:
            size += len(name) + len(value)
            if name == b"origin":
                raise invalid("Requests from web pages are not answered")
        if size > MOST_HEAD:
            raise invalid(f"Path, query and headers have more than {MOST_HEAD} bytes")
        if request.body is None:
            raise invalid(f"The body has more than {MOST_BODY} bytes")
        if self._signatures is not None:
            self._signatures.check(request, request.body)
        return request.body

    def admits(self, request: HttpRequest) -> bool:
        """Whether a request is let in."""
        try:
            self.check(request)
        except Problem:
            return False
        return True
