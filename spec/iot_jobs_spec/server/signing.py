"""Admission: reject a request at the door, before the server looks for its operation.

A request must not be too large, must not come from a web page, and must be signed (SigV4) if the
server has an access key. To check a signature the server computes it anew with botocore's signer,
from the headers that the request names as signed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from hmac import compare_digest
from typing import TYPE_CHECKING, NamedTuple

from .problems import Problem, invalid

if TYPE_CHECKING:
    from http.client import HTTPMessage

    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest

MISSING = "MissingAuthenticationTokenException"
UNKNOWN_KEY = "UnrecognizedClientException"
WRONG = "InvalidSignatureException"
"""Errors that every AWS service gives before it looks at a request. The spec leaves them out."""
FORBIDDEN = 403
OLDEST = timedelta(minutes=15)
_HEADER = re.compile(
    r"AWS4-HMAC-SHA256\s+Credential=(?P<key>[^/,\s]+)/(?P<date>\d{8})/(?P<region>[^/,\s]+)"
    r"/(?P<service>[^/,\s]+)/aws4_request\s*,\s*SignedHeaders=(?P<signed>[a-z0-9;_-]+)\s*,"
    r"\s*Signature=(?P<signature>[0-9a-f]{64})"
)
_TIME = "%Y%m%dT%H%M%SZ"


MAX_BODY = 512 * 1024
"""Bytes of a body. The largest document that CreateJob takes has 192 KiB with every character
escaped."""
MAX_HEAD = 16 * 1024
"""Bytes of path, query and all headers together."""


class HttpRequest(NamedTuple):
    """A request as it came over HTTP, not decoded.

    Header names are in lower case. ``body`` is None if it was larger than `MAX_BODY`.
    """

    method: str
    path: bytes
    query: bytes
    headers: Iterable[tuple[bytes, bytes]]
    body: bytes | None


class BadKey(Exception):
    """An access key does not have the form ID:SECRET."""


class Signatures:
    """Checks that requests are signed with one key, given as ``ID:SECRET``. Raises `BadKey`."""

    def __init__(self, access_key: str) -> None:
        from botocore.credentials import Credentials

        self._id, _, secret = access_key.partition(":")
        if not self._id or not secret:
            raise BadKey("an access key is ID:SECRET")
        self._credentials = Credentials(self._id, secret)
        self._signer = _signer()

    def check(self, request: HttpRequest, body: bytes) -> None:
        """Raise `Problem` unless the key has signed exactly this request within 15 minutes."""
        headers = _headers(request)
        given = _HEADER.fullmatch(headers.get("authorization", "").strip())
        if "authorization" not in headers:
            raise _rejected(MISSING, "Missing Authentication Token")
        if given is None:
            raise _rejected(WRONG, "The Authorization header is not one of Signature Version 4")
        if not compare_digest(given["key"].encode("latin-1"), self._id.encode()):
            raise _rejected(UNKNOWN_KEY, "The security token included in the request is invalid.")
        at = headers.get("x-amz-date", "")
        _require_recent(at, given["date"])
        names = given["signed"].split(";")
        if "host" not in names or "x-amz-date" not in names:
            raise _rejected(WRONG, "'host' and 'x-amz-date' must be signed headers")
        if any(name not in headers for name in names):
            raise _rejected(WRONG, "A signed header is missing")
        digest = sha256(body).hexdigest()
        if headers.get("x-amz-content-sha256", digest) != digest:
            raise _rejected(WRONG, "x-amz-content-sha256 is not the hash of the body")
        signed = {name: headers[name] for name in names}
        expected = self._signature(request, body, given["region"], given["service"], signed)
        if not compare_digest(expected, given["signature"]):
            raise _rejected(
                WRONG,
                "The request signature we calculated does not match the signature you provided.",
            )

    def _signature(
        self,
        request: HttpRequest,
        body: bytes,
        region: str,
        service: str,
        signed: dict[str, str],
    ) -> str:
        from botocore.awsrequest import AWSRequest

        auth = self._signer(self._credentials, service, region)
        query = f"?{request.query.decode('latin-1')}" if request.query else ""
        url = f"http://{signed['host']}{request.path.decode('latin-1')}{query}"
        again = AWSRequest(method=request.method, url=url, headers=signed, data=body)
        again.context["timestamp"] = signed["x-amz-date"]
        canonical = auth.canonical_request(again)
        return auth.signature(auth.string_to_sign(again, canonical), again)


@cache
def _signer() -> type[SigV4Auth]:
    """botocore's signer, made to sign every header that it gets.

    Other clients may sign headers that botocore leaves out.
    """
    from botocore.auth import SigV4Auth

    class SignsEveryHeader(SigV4Auth):
        def headers_to_sign(self, request: AWSRequest) -> HTTPMessage:
            return request.headers

    return SignsEveryHeader


class Admission:
    """Admits requests that are small enough, not from a web page, and signed with the key if any.

    Without the second rule a web page could change the world of a server on its user's machine. A
    browser names the origin of such a request, and no AWS client sends one.
    """

    def __init__(self, access_key: str | None = None) -> None:
        self._signatures = None if access_key is None else Signatures(access_key)

    def check(self, request: HttpRequest) -> bytes:
        """The body of an admitted request. Raises `Problem` for any other."""
        size = len(request.path) + len(request.query)
        for name, value in request.headers:
            size += len(name) + len(value)
            if name == b"origin":
                raise invalid("Requests from web pages are not answered")
        if size > MAX_HEAD:
            raise invalid(f"Path, query and headers have more than {MAX_HEAD} bytes")
        if request.body is None:
            raise invalid(f"The body has more than {MAX_BODY} bytes")
        if self._signatures is not None:
            self._signatures.check(request, request.body)
        return request.body

    def admits(self, request: HttpRequest) -> bool:
        """Whether `check` admits a request."""
        try:
            self.check(request)
        except Problem:
            return False
        return True


def _headers(request: HttpRequest) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in request.headers:
        key, text = name.decode("latin-1"), value.decode("latin-1")
        found[key] = f"{found[key]},{text}" if key in found else text
    return found


def _require_recent(at: str, date: str) -> None:
    try:
        when = datetime.strptime(at, _TIME).replace(tzinfo=UTC)
    except ValueError:
        raise _rejected(WRONG, "X-Amz-Date is missing or not a time") from None
    if not at.startswith(date):
        raise _rejected(WRONG, "The credential scope and X-Amz-Date are not of one day")
    if abs(datetime.now(UTC) - when) > OLDEST:
        raise _rejected(WRONG, f"Signature expired: {at} is more than 15 minutes from now")


def _rejected(code: str, message: str) -> Problem:
    return Problem(code, message, None, FORBIDDEN)
