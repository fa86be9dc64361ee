"""Admission: what is rejected before anybody asks which operation it is for.

A request must not be too large, not come from a web page, and be signed (SigV4) where a key is set.

The signature is made again with botocore's own code, from what the request says it signed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Any, NamedTuple

from .problems import Problem, invalid

MISSING = "MissingAuthenticationTokenException"
UNKNOWN_KEY = "UnrecognizedClientException"
WRONG = "InvalidSignatureException"
"""The errors that every AWS service answers before it looks at a request: on no page."""
FORBIDDEN = 403
OLDEST = timedelta(minutes=15)
_HEADER = re.compile(
    r"AWS4-HMAC-SHA256\s+Credential=(?P<key>[^/,\s]+)/(?P<date>\d{8})/(?P<region>[^/,\s]+)"
    r"/(?P<service>[^/,\s]+)/aws4_request\s*,\s*SignedHeaders=(?P<signed>[a-z0-9;_-]+)\s*,"
    r"\s*Signature=(?P<signature>[0-9a-f]{64})"
)
_TIME = "%Y%m%dT%H%M%SZ"


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


class BadKey(Exception):
    """An access key that is not of the form ID:SECRET."""


class Signatures:
    """Checks requests against one key, given as ``ID:SECRET``. Raises `BadKey`."""

    def __init__(self, access_key: str) -> None:
        from botocore.auth import SigV4Auth
        from botocore.awsrequest import AWSRequest
        from botocore.credentials import Credentials

        self._id, _, secret = access_key.partition(":")
        if not self._id or not secret:
            raise BadKey("an access key is ID:SECRET")
        self._credentials = Credentials(self._id, secret)
        self._auth: Any = SigV4Auth
        self._request: Any = AWSRequest

    def check(self, request: HttpRequest, body: bytes) -> None:
        """Raises `Problem` unless the request is signed with the key, now, as it came."""
        headers = _headers(request)
        given = _HEADER.fullmatch(headers.get("authorization", "").strip())
        if "authorization" not in headers:
            raise _rejected(MISSING, "Missing Authentication Token")
        if given is None:
            raise _rejected(WRONG, "The Authorization header is not one of Signature Version 4")
        if not compare_digest(given["key"].encode("latin-1"), self._id.encode()):
            raise _rejected(UNKNOWN_KEY, "The security token included in the request is invalid.")
        at = headers.get("x-amz-date", "")
        _must_be_recent(at, given["date"])
        signed = given["signed"].split(";")
        if "host" not in signed or "x-amz-date" not in signed:
            raise _rejected(WRONG, "'host' and 'x-amz-date' must be signed headers")
        if any(name not in headers for name in signed):
            raise _rejected(WRONG, "A signed header is missing")
        digest = sha256(body).hexdigest()
        if headers.get("x-amz-content-sha256", digest) != digest:
            raise _rejected(WRONG, "x-amz-content-sha256 is not the hash of the body")
        kept = {name: headers[name] for name in signed}
        expected = self._signature(request, body, given["region"], given["service"], kept)
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
        auth = self._auth(self._credentials, service, region)
        query = f"?{request.query.decode('latin-1')}" if request.query else ""
        url = f"http://{signed['host']}{request.path.decode('latin-1')}{query}"
        again = self._request(method=request.method, url=url, headers=signed, data=body)
        again.context["timestamp"] = signed["x-amz-date"]
        # Every header that was signed counts, also those that botocore itself would not sign.
        auth.headers_to_sign = lambda _: again.headers
        canonical = auth.canonical_request(again)
        return str(auth.signature(auth.string_to_sign(again, canonical), again))


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


def _headers(request: HttpRequest) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in request.headers:
        key, text = name.decode("latin-1"), value.decode("latin-1")
        found[key] = f"{found[key]},{text}" if key in found else text
    return found


def _must_be_recent(at: str, date: str) -> None:
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
