"""Reading requests: from path, query and body to the members of an operation's input.

Where each member stands, and what it may hold, is taken from the model's input shapes, once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..model.constraints import CONSTRAINTS
from ..model.table import TABLE
from .problems import invalid, unmet
from .readers import Reader, from_text, reader
from .routes import text
from .service_model import Model, Shape

MAX_PARAMETERS = 64


def _on_the_page() -> frozenset[str]:
    """The members whose constraints the page holds, in the API's spelling."""
    words = (constraint.member.partition(".")[0].split("_") for constraint in CONSTRAINTS)
    return frozenset(first + "".join(map(str.capitalize, rest)) for first, *rest in words)


ON_THE_PAGE = _on_the_page()


class Inputs:
    """Reads the requests of one operation."""

    def __init__(self, model: Model, operation: str) -> None:
        declared = model.operations[operation]
        shape: Shape = model.shapes[declared["input"]["shape"]] if "input" in declared else {}
        # What the page says about a member is for the oracle to judge.
        judged = ON_THE_PAGE if operation in TABLE.operations else frozenset()
        self._required: tuple[str, ...] = tuple(shape.get("required", ()))
        self._labels: dict[str, tuple[str, Reader]] = {}
        self._query: dict[str, tuple[str, Reader]] = {}
        self._body: dict[str, tuple[str, Reader]] = {}
        for name, member in shape.get("members", {}).items():
            read = reader(model, member["shape"], name not in judged)
            wire = member.get("locationName", name)
            match member.get("location"):
                case None:
                    self._body[wire] = name, read
                case "uri":
                    self._labels[wire] = name, read
                case "querystring":
                    self._query[wire] = name, from_text(model.shapes[member["shape"]], read)
                case where:
                    raise NotImplementedError(f"{operation}.{name} is in the {where}")

    def read(self, labels: Mapping[str, str], query: bytes, body: bytes) -> dict[str, Any]:
        """The members that a request gives, by name. Raises `Problem`."""
        found = {}
        for wire, value in labels.items():
            name, read = self._labels[wire]
            found[name] = read(value, name)
        if query:
            for wire, value in _parameters(query).items():
                if wire in self._query:
                    name, read = self._query[wire]
                    found[name] = read(value, name)
        if body:
            for wire, value in _object(body).items():
                if wire in self._body and value is not None:
                    name, read = self._body[wire]
                    found[name] = read(value, name)
        for name in self._required:
            if name not in found:
                raise unmet(None, name, "not be null")
        return found


def _parameters(query: bytes) -> dict[str, str]:
    parts = query.split(b"&")
    if len(parts) > MAX_PARAMETERS:
        raise invalid(f"The query has more than {MAX_PARAMETERS} parameters")
    found: dict[str, str] = {}
    for part in parts:
        name, _, value = (text(half) for half in part.replace(b"+", b"%20").partition(b"="))
        if name in found:
            raise invalid(f"The query says {name} twice")
        found[name] = value
    return found


def _object(body: bytes) -> dict[str, Any]:
    try:
        decoded = body.decode("utf-8")
        value = _JSON.decode(decoded)
        if "\\u" in decoded:  # half of a character, which nothing could write again
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeError:
        raise invalid("The body is not UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise invalid(f"The body is not JSON: {str(error)[:200]}") from None
    if not isinstance(value, dict):
        raise invalid("The body is JSON, but not an object")
    return value


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object says one name twice")
    return found


def _no_number(constant: str) -> None:
    raise ValueError(f"{constant} is not a number")


_JSON = json.JSONDecoder(object_pairs_hook=_pairs, parse_constant=_no_number)
