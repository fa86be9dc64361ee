"""Find the operation of a request from its method and path, by the models of both planes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from ..model.wire import NEXT
from .problems import Problem, invalid, unknown
from .service_model import DEVICE, PLANES, Http, load
from .signing import HttpRequest, credential, plane_of_host

_PRESIGNED = re.compile(rb"X-Amz-Credential=[^&]*%2F([a-z0-9-]+)%2Faws4_request", re.IGNORECASE)
_OF_SDKS = b"x-amz-", b"amz-sdk-"
"""How the headers begin that clients of AWS send, and browsers do not."""
_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Route:
    """The method and path of one operation, for example ``PUT /jobs/{jobId}/cancel``.

    ``size`` counts the segments of the path, ``literals`` and ``labels`` have their positions: here
    (0, "jobs") and (2, "cancel"), and (1, "jobId").
    """

    plane: str
    operation: str
    method: str
    size: int
    literals: tuple[tuple[int, str], ...]
    labels: tuple[tuple[int, str], ...]

    def match(self, segments: list[str]) -> bool:
        """Whether a path with ``size`` segments belongs to this operation."""
        return all(segments[position] == literal for position, literal in self.literals)


Found = tuple[Route, dict[str, str]]
"""The route of a request, with the values of its labels."""


class Routes:
    """The routes of every operation of both planes, including those that the server rejects."""

    def __init__(self) -> None:
        self._routes: dict[tuple[str, str, int, str], list[Route]] = {}
        for plane in PLANES:
            for name, operation in load(plane).operations.items():
                route = _route(plane, name, operation["http"])
                first = route.literals[0][1]
                key = (plane, route.method, route.size, first)
                self._routes.setdefault(key, []).append(route)
        self._methods = sorted({method for _, method, _, _ in self._routes})
        for routes in self._routes.values():
            # A literal comes before a label: `$next` is a literal of one path, not a job id.
            routes.sort(key=lambda route: len(route.labels))

    def find(self, plane: str | None, method: str, path: bytes) -> Found:
        """The route of a request, with the values of its labels. Raises `Problem`.

        ``plane`` is None where nothing names one: then the first of `candidates` is the route.
        """
        segments = [text(segment) for segment in path[1:].split(b"/")]
        for name in _planes_of(segments) if plane is None else (plane,):
            found = self._match(name, method, segments)
            if found is not None:
                return found
        raise self._unknown(plane, method, segments)

    def candidates(self, method: str, path: bytes) -> list[Found]:
        """The routes that a request may have of which nothing names the plane. Raises `Problem`."""
        segments = [text(segment) for segment in path[1:].split(b"/")]
        routes = (self._match(plane, method, segments) for plane in _planes_of(segments))
        return [found for found in routes if found is not None]

    def _match(self, plane: str, method: str, segments: list[str]) -> Found | None:
        for route in self._routes.get((plane, method, len(segments), segments[0]), ()):
            if route.match(segments):
                return route, {label: segments[position] for position, label in route.labels}
        return None

    def _unknown(self, plane: str | None, method: str, segments: list[str]) -> Problem:
        planes = PLANES if plane is None else (plane,)
        others = [
            f"{route.method} for {route.operation}"
            for name in planes
            for other in self._methods
            for route in self._routes.get((name, other, len(segments), segments[0]), ())
            if route.match(segments)
        ]
        if others:
            here = ", ".join(others)
            return unknown(f"No operation has the method {method} on this path, only {here}")
        return unknown(f"No operation of {' or '.join(planes)} has this path")


def _planes_of(segments: list[str]) -> tuple[str, ...]:
    """The planes that may have a path, the first one first: only a device has a `NEXT` job."""
    return (DEVICE,) if NEXT in segments else PLANES


def scope(authorization: bytes) -> tuple[str | None, str | None]:
    """The region and the service that a request is signed for; None for what the header lacks.

    The planes share paths, so only the credential scope tells them apart.
    """
    head = authorization.partition(b",")[0]  # the same in every request of a client
    signed = credential(head if b"Credential=" in head else authorization)
    return (None, None) if signed is None else (signed.region, signed.service)


class Naming(NamedTuple):
    """How a request names its region and its service; None for what it does not name.

    ``service`` is any service of AWS: that of the credential scope, also in a presigned URL, or
    that of an operation in X-Amz-Target. ``host`` is the plane that the Host names.
    """

    region: str | None
    service: str | None
    host: str | None

    @property
    def is_elsewhere(self) -> bool:
        """Whether the request is for another service of AWS than this server has."""
        return self.service is not None and self.service not in PLANES


def naming(request: HttpRequest) -> Naming:
    """What the request names. No operation of the two services is at the path ``/``, so a client of
    AWS that asks for it means another service, also where it does not sign."""
    region = service = host = None
    target, sdk = b"", False
    for name, value in request.headers:
        if name == b"authorization":
            region, service = scope(value)
        elif name == b"host":
            host = plane_of_host(value)
        elif name == b"x-amz-target":
            target = value
        sdk = sdk or name.startswith(_OF_SDKS)
    if service is None:
        if presigned := _PRESIGNED.search(request.query):
            service = presigned[1].decode("ascii")
        elif target:
            service = target.partition(b".")[0].decode("latin-1")
        elif request.path == b"/" and sdk:
            service = "a service with operations at the path /"
    return Naming(region, service, host)


def text(encoded: bytes) -> str:
    """Decode the percent escapes of a part of a path or query. Raises `Problem`."""
    if b"%" not in encoded and encoded.isascii():
        return encoded.decode("ascii")
    if _ESCAPE.search(encoded.decode("latin-1")):
        raise invalid("The path or the query has a % that begins no escape")
    try:
        return unquote_to_bytes(encoded).decode("utf-8")
    except UnicodeDecodeError:
        raise invalid("The path or the query is not UTF-8") from None


def _route(plane: str, operation: str, http: Http) -> Route:
    path = http["requestUri"].partition("?")[0]
    parts = list(enumerate(path.strip("/").split("/")))
    literals = tuple((at, part) for at, part in parts if not part.startswith("{"))
    labels = tuple((at, part.strip("{}+")) for at, part in parts if part.startswith("{"))
    return Route(plane, operation, http["method"], len(parts), literals, labels)
