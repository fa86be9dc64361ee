"""Reading requests: from path, query and body to the members of an operation's input.

Where each member stands, and what it may hold, is taken from the model's input shapes, once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any

import regex

from ..model.constraints import CONSTRAINTS
from ..model.table import TABLE
from .problems import invalid, unmet
from .routes import text
from .service_model import Model, Shape

MAX_PARAMETERS = 64
Reader = Callable[[Any, str], Any]
"""Takes what JSON or a query says, and the member's name; gives the value or raises `Problem`."""
_RANGES = {"integer": 2**31, "long": 2**63}


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


def from_text(shape: Shape, read: Reader) -> Reader:
    """A reader of what a query says of a member."""
    kind = shape["type"]

    def flag(value: Any, where: str) -> Any:
        if value not in ("true", "false"):
            raise unmet(value, where, "be true or false")
        return read(value == "true", where)

    def number(value: Any, where: str) -> Any:
        if not regex.fullmatch(r"-?[0-9]{1,19}", value):
            raise unmet(value, where, "be a whole number")
        return read(int(value), where)

    return flag if kind == "boolean" else number if kind in _RANGES else read


def reader(model: Model, name: str, check: bool = True) -> Reader:
    shape = model.shapes[name]
    match shape["type"]:
        case "structure":
            return _structure(model, shape)
        case "list":
            read = _list(reader(model, shape["member"]["shape"], check))
        case "map":
            key, value = (reader(model, shape[part]["shape"], check) for part in ("key", "value"))
            read = _map(key, value)
        case "string":
            read = _string
        case "boolean":
            read = _boolean
        case "integer" | "long" as kind:
            read = _whole(_RANGES[kind])
        case "float" | "double":
            read = _number
        case kind:
            raise NotImplementedError(f"{name} is a {kind}")
    return _checked(read, shape) if check else read


def _structure(model: Model, shape: Shape) -> Reader:
    required = tuple(shape.get("required", ()))
    members: dict[str, Reader] = {}  # made when first used: shapes may hold themselves

    def structure(value: Any, where: str) -> Any:
        if type(value) is not dict:
            raise unmet(value, where, "be an object")
        found = {}
        for name, member in shape["members"].items():
            given = value.get(member.get("locationName", name))
            if given is not None:
                if name not in members:
                    members[name] = reader(model, member["shape"])
                found[name] = members[name](given, f"{where}.{name}")
            elif name in required:
                raise unmet(None, f"{where}.{name}", "not be null")
        return found

    return structure


def _list(read: Reader) -> Reader:
    def items(value: Any, where: str) -> Any:
        if type(value) is not list:
            raise unmet(value, where, "be a list")
        return [read(item, f"{where}.member") for item in value]

    return items


def _map(key: Reader, value: Reader) -> Reader:
    def pairs(given: Any, where: str) -> Any:
        if type(given) is not dict:
            raise unmet(given, where, "be an object")
        return {key(k, f"{where}.key"): value(v, f"{where}.value") for k, v in given.items()}

    return pairs


def _string(value: Any, where: str) -> Any:
    if type(value) is not str:
        raise unmet(json.dumps(value), where, "be a string")
    return value


def _boolean(value: Any, where: str) -> Any:
    if type(value) is not bool:
        raise unmet(json.dumps(value), where, "be true or false")
    return value


def _whole(beyond: int) -> Reader:
    def whole(value: Any, where: str) -> Any:
        if type(value) is not int:
            raise unmet(json.dumps(value), where, "be a whole number")
        if not -beyond <= value < beyond:
            raise unmet(value, where, f"be between {-beyond} and {beyond - 1}")
        return value

    return whole


def _number(value: Any, where: str) -> Any:
    if type(value) not in (int, float) or not isfinite(value):
        raise unmet(json.dumps(value), where, "be a number")
    return value


def _checked(read: Reader, shape: Shape) -> Reader:
    """A reader that also holds the model's own constraints: length or size, pattern, enum."""
    least, most = shape.get("min"), shape.get("max")
    pattern, words = shape.get("pattern"), shape.get("enum")
    sized = shape["type"] in ("string", "list", "map")
    what = "length" if sized else "value"
    if (least, most, pattern, words) == (None, None, None, None):
        return read

    def checked(given: Any, where: str) -> Any:
        value = read(given, where)
        size = len(value) if sized else value
        if least is not None and size < least:
            raise unmet(given, where, f"have {what} greater than or equal to {least}")
        if most is not None and size > most:
            raise unmet(given, where, f"have {what} less than or equal to {most}")
        if words is not None and value not in words:
            raise unmet(given, where, f"satisfy enum value set: {', '.join(words)}")
        if pattern is not None and not regex.fullmatch(pattern, value):
            raise unmet(given, where, f"satisfy regular expression pattern: {pattern}")
        return value

    return checked
