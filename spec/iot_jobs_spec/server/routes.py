"""Which operation a request is for: method and path of every operation, from the models."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from .model import PLANES, Model, load
from .problems import invalid

_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SCOPE = re.compile(rb"Credential=[^/,\s]*/[^/,\s]*/([^/,\s]*)/([^/,\s]*)/aws4_request")


@dataclass(frozen=True, slots=True)
class Route:
    """Where one operation is found. A segment of the path is a literal, or None for a label."""

    plane: str
    operation: str
    method: str
    segments: tuple[str | None, ...]
    labels: tuple[str, ...]

    def match(self, segments: list[str]) -> bool:
        """Whether a path of as many segments is of this operation."""
        pairs = zip(self.segments, segments, strict=True)
        return all(literal is None or literal == segment for literal, segment in pairs)


class Routes:
    """Every operation of both planes, also those that the server does not carry out."""

    def __init__(self, models: Iterable[Model] | None = None) -> None:
        self._routes: dict[tuple[str, int, str], list[Route]] = {}
        for model in models or [load(plane) for plane in PLANES]:
            for name, operation in model.operations.items():
                route = _route(model.plane, name, operation["http"])
                key = (route.plane, len(route.segments), route.segments[0] or "")
                self._routes.setdefault(key, []).append(route)
        for routes in self._routes.values():
            # What is written out comes before a label: `$next` is no job id there.
            routes.sort(key=lambda route: route.segments.count(None))

    def find(self, plane: str | None, method: str, path: bytes) -> tuple[Route, dict[str, str]]:
        """The route of a request with the values of its labels. Raises `Problem`.

        Without a signature (``plane`` None) the first plane that has such a route is taken.
        """
        segments = [text(segment) for segment in path[1:].split(b"/")]
        others: list[str] = []
        for name in PLANES if plane is None else (plane,):
            for route in self._routes.get((name, len(segments), segments[0]), ()):
                if route.match(segments):
                    if route.method == method:
                        pairs = zip(route.segments, segments, strict=True)
                        values = [value for literal, value in pairs if literal is None]
                        return route, dict(zip(route.labels, values, strict=True))
                    others.append(f"{route.method} for {route.operation}")
        if others:
            raise invalid(f"No operation has the method {method} here, only {', '.join(others)}")
        raise invalid(f"No operation of {plane or ' or '.join(PLANES)} has this path")


def scope(authorization: bytes) -> tuple[str | None, str | None]:
    """Region and plane that a request is signed for; None where that cannot be told.

    The planes share paths: only the credential scope tells them apart.
    """
    found = _SCOPE.search(authorization)
    if found is None:
        return None, None
    region, plane = (part.decode("latin-1") for part in found.groups())
    return region, plane if plane in PLANES else None


def text(encoded: bytes) -> str:
    """A part of a path or query, percent-decoded. Raises `Problem` for what no client sends."""
    if b"%" not in encoded and encoded.isascii():
        return encoded.decode("ascii")
    if _ESCAPE.search(encoded.decode("latin-1")):
        raise invalid("The path or the query has a % that begins no escape")
    try:
        return unquote_to_bytes(encoded).decode("utf-8")
    except UnicodeDecodeError:
        raise invalid("The path or the query is not UTF-8") from None


def _route(plane: str, operation: str, http: Mapping[str, str]) -> Route:
    path = http["requestUri"].partition("?")[0]
    parts = path.strip("/").split("/")
    labels = tuple(part.strip("{}+") for part in parts if part.startswith("{"))
    segments = tuple(None if part.startswith("{") else part for part in parts)
    return Route(plane, operation, http["method"], segments, labels)
