"""Readers of values, made from the model's shapes: what JSON or a query says, taken strictly.

A version that is true or 1.5, or a flag that says maybe, is rejected and nothing is guessed. As in
the service, members that the model does not know are passed over, and null is the same as nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from math import isfinite
from typing import Any

import regex

from .problems import unmet
from .service_model import Model, Shape

Reader = Callable[[Any, str], Any]
"""Takes what JSON or a query says, and the member's name; gives the value or raises `Problem`."""
_RANGES = {"integer": 2**31, "long": 2**63}


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
