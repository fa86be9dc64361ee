"""Admission: reject a request at the door, before the server looks for its operation.

A request must not be too large, must be for a name of this machine, must not come from a web page,
and must be signed (SigV4) if the server has an access key. To check a signature the server computes
it anew, from the headers that the request names as signed. It builds no URL from what came.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from hmac import compare_digest, digest
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import quote

from .problems import Problem, forbidden, invalid
from .service_model import DEVICE, PLANES

MISSING = "MissingAuthenticationTokenException"
UNKNOWN_KEY = "UnrecognizedClientException"
WRONG = "InvalidSignatureException"
"""Errors that every AWS service gives before it looks at a request. The spec leaves them out."""
INVALID_TOKEN = "The security token included in the request is invalid."
FORBIDDEN = 403
_HOST_OF_DEVICES = re.compile(
    r"[a-z0-9-]+\.jobs\.iot\.(?:[a-z0-9-]+\.amazonaws\.com(?:\.cn)?|(?:[a-z0-9-]+\.)?localhost)"
)
EVERYWHERE = ("0.0.0.0", "::")
"""The addresses to listen on for every interface."""
_PARTS = ["Credential", "SignedHeaders", "Signature"]
OLDEST = timedelta(minutes=15)
ALGORITHM = "AWS4-HMAC-SHA256"
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


class BadKey(ValueError):
    """An access key does not have the form ID:SECRET."""


class Credential(NamedTuple):
    """The key of a signature and its scope: day, region and service."""

    key: str
    date: str
    region: str
    service: str

    @property
    def scope(self) -> str:
        return f"{self.date}/{self.region}/{self.service}/aws4_request"


@lru_cache(maxsize=64)
def credential(authorization: bytes) -> Credential | None:
    """The credential that an Authorization header names; None if it names none.

    The part before the first comma is the same in every request of a client, which the caller cuts
    off for the cache.
    """
    _, found, rest = authorization.partition(b"Credential=")
    parts = rest.partition(b",")[0].strip().split(b"/", 5)
    if not found or len(parts) != 5 or parts[4] != b"aws4_request" or not all(parts):
        return None
    key, date, region, service = (part.decode("latin-1") for part in parts[:4])
    return Credential(key, date, region, service)


class Signatures:
    """Checks that requests are signed with one key, given as ``ID:SECRET``. Raises `BadKey`."""

    def __init__(self, access_key: str) -> None:
        self._id, _, self._secret = access_key.partition(":")
        if not self._id or not self._secret:
            raise BadKey("an access key is ID:SECRET")

    def check(self, request: HttpRequest, body: bytes) -> None:
        """Raise `Problem` unless the key has signed exactly this request within 15 minutes."""
        headers = _headers(request)
        if "authorization" not in headers:
            if b"X-Amz-Signature=" in request.query:
                raise _rejected(MISSING, "This server supports no presigned URLs")
            raise _rejected(MISSING, "Missing Authentication Token")
        given, names, signature = _authorization(headers["authorization"])
        if not compare_digest(given.key.encode("latin-1"), self._id.encode()):
            raise _rejected(UNKNOWN_KEY, INVALID_TOKEN)
        if given.service not in PLANES:
            services = " or ".join(PLANES)
            raise _rejected(WRONG, f"The credential must be scoped to {services}")
        _require_recent(headers.get("x-amz-date", ""), given.date)
        if names != sorted(set(names)):
            raise _rejected(WRONG, "SignedHeaders must be sorted, each once")
        if "host" not in names or "x-amz-date" not in names:
            raise _rejected(WRONG, "'host' and 'x-amz-date' must be signed headers")
        if any(name not in headers for name in names):
            raise _rejected(WRONG, "A signed header is missing")
        if "x-amz-security-token" in headers:
            if "x-amz-security-token" not in names:
                raise _rejected(WRONG, "'x-amz-security-token' must be a signed header")
            raise _rejected(UNKNOWN_KEY, INVALID_TOKEN)  # the key of the server has no token
        content = sha256(body).hexdigest()
        if headers.get("x-amz-content-sha256", content) != content:
            raise _rejected(WRONG, "x-amz-content-sha256 is not the hash of the body")
        signed = {name: headers[name] for name in names}
        expected = self._signature(_canonical(request, signed, content), given, signed)
        if not compare_digest(expected.encode(), signature.encode("latin-1")):
            raise _rejected(
                WRONG,
                "The request signature we calculated does not match the signature you provided.",
            )

    def _signature(self, canonical: str, given: Credential, signed: dict[str, str]) -> str:
        hashed = sha256(canonical.encode("latin-1")).hexdigest()
        text = "\n".join((ALGORITHM, signed["x-amz-date"], given.scope, hashed))
        key = f"AWS4{self._secret}".encode()
        for part in given.scope.split("/"):
            key = digest(key, part.encode("latin-1"), "sha256")
        return digest(key, text.encode("latin-1"), "sha256").hex()


def _authorization(header: str) -> tuple[Credential, list[str], str]:
    """Credential, names of signed headers, and signature. Raises `Problem`."""
    algorithm, _, rest = header.strip().partition(" ")
    parts = [part.strip() for part in rest.split(",", 3)]
    values = dict(part.partition("=")[::2] for part in parts)
    given = credential(parts[0].encode("latin-1"))
    if algorithm != ALGORITHM or given is None or list(values) != _PARTS:
        raise _rejected(WRONG, "The Authorization header is not one of Signature Version 4")
    return given, values["SignedHeaders"].split(";"), values["Signature"]


def _canonical(request: HttpRequest, signed: dict[str, str], content: str) -> str:
    """The canonical form of a request, as Signature Version 4 defines it."""
    path = quote(_without_dots(request.path.decode("latin-1")), safe="/~", encoding="latin-1")
    pairs = sorted(part.partition(b"=")[::2] for part in request.query.split(b"&") if part)
    query = b"&".join(name + b"=" + value for name, value in pairs).decode("latin-1")
    headers = "".join(f"{name}:{' '.join(signed[name].split())}\n" for name in signed)
    return "\n".join((request.method, path, query, headers, ";".join(signed), content))


def _without_dots(path: str) -> str:
    """The path without its segments ``.`` and ``..``, and without empty ones."""
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment not in ("", "."):
            kept.append(segment)
    return "/" + "/".join(kept) + ("/" if kept and path.endswith("/") else "")


def names_of(host: str) -> frozenset[str] | None:
    """The names under which clients may reach a server that listens on ``host``; None for any.

    A web page can give this machine's address to a name of its own, and then read what the server
    answers. The browser sends that name as Host. A server for every address is told any name.
    """
    if host in EVERYWHERE:
        return None
    return frozenset({"localhost", socket.gethostname().lower(), host.lower()})


class Admission:
    """Admits requests that are small enough, for this machine, not from a web page, and signed with
    the key if any.

    Without the second and the third rule a web page could read or change the world of a server on
    its user's machine. A browser names the origin of such a request, and no AWS client sends one.
    ``host`` is the address or name that the server listens on.
    """

    def __init__(self, access_key: str | None = None, host: str = "127.0.0.1") -> None:
        self._signatures = None if access_key is None else Signatures(access_key)
        self._names = names_of(host)

    def check(self, request: HttpRequest) -> bytes:
        """The body of an admitted request. Raises `Problem` for any other."""
        self.check_sizes(request)
        assert request.body is not None
        for name, value in request.headers:
            if name == b"origin":
                raise invalid("Requests from web pages are not answered")
            if name == b"host" and self._names is not None:
                self._require_name(value)
        if self._signatures is not None:
            self._signatures.check(request, request.body)
        return request.body

    def check_sizes(self, request: HttpRequest) -> None:
        """Raise `Problem` for a request that is too large to look at."""
        size = len(request.path) + len(request.query)
        for name, value in request.headers:
            size += len(name) + len(value)
        if size > MAX_HEAD:
            raise invalid(f"Path, query and headers have more than {MAX_HEAD} bytes")
        if request.body is None:
            raise invalid(f"The body has more than {MAX_BODY} bytes")

    def _require_name(self, host: bytes) -> None:
        name = _name_in(host)
        assert self._names is not None
        if name is None or name in self._names or name.endswith(".localhost"):
            return
        if plane_of_host(host) is None:
            raise forbidden(
                f"{name[:200]} is no name of this machine: start the server with --host and the "
                "name, or use the address"
            )

    def admits(self, request: HttpRequest) -> bool:
        """Whether `check` admits a request."""
        try:
            self.check(request)
        except Problem:
            return False
        return True


def plane_of_host(host: bytes) -> str | None:
    """`DEVICE` for a Host as AWS names the endpoint of devices, ``data.jobs.iot.REGION.…`` or
    ``data.jobs.iot.localhost``; None for any other. No web page can have such a name of AWS."""
    name = _name_in(host)
    return DEVICE if name is not None and _HOST_OF_DEVICES.fullmatch(name) else None


@lru_cache(maxsize=64)
def _name_in(host: bytes) -> str | None:
    """The name in a Host header, in lower case; None for an address, which no web page can choose
    and which stands for itself."""
    text = host.decode("latin-1").lower()
    if text.startswith("["):
        name, _, port = text[1:].partition("]")
        name = name if port[:1] in ("", ":") else text
    else:
        name = text.partition(":")[0]
    try:
        ip_address(name)
    except ValueError:
        return name.rstrip(".")
    return None


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
