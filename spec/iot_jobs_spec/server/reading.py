"""Read requests: from path, query and body to the members of an operation's input.

The readers are made once, from the input shapes of the model, and are strict: they reject a version
that is ``true`` or ``1.5`` and a flag that is ``maybe``. Like the service they ignore members that
the model does not declare, and treat null as absent.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from math import isfinite
from typing import TypeVar

import regex

from ..model.constraints import CONSTRAINTS
from ..model.requests import FULL_REQUESTS
from ..model.wire import member_name
from .problems import Problem, invalid, unmet
from .routes import text
from .service_model import Json, Model, Shape

MAX_PARAMETERS = 64
MAX_DEPTH = 100
"""How deep objects and lists of a body may be nested; AWS's own go four deep."""
Reader = Callable[[Json, str], Json]
"""Checks a JSON value and returns it. Raises `Problem`, with the second argument as the member's
name."""
TextReader = Callable[[str, str], Json]
"""The same for a value in the path or the query."""
_RANGES = {"integer": 2**31, "long": 2**63}
_Sized = TypeVar("_Sized", str, list[Json], dict[str, Json])
_Number = TypeVar("_Number", int, float)


def _constrained_by_the_spec() -> frozenset[str]:
    """The members whose constraints the spec holds, as the API spells them: ``statusDetails``."""
    return frozenset(member_name(c.member.partition(".")[0]) for c in CONSTRAINTS)


CONSTRAINED_BY_THE_SPEC = _constrained_by_the_spec()
OPERATIONS = frozenset(kind.operation for kind in FULL_REQUESTS)


class Inputs:
    """Reads the requests of one operation.

    It leaves the constraints that the spec holds to the spec, and checks the others. ``decided``
    are members of which the spec also decides whether they are there and which words they may be.
    """

    def __init__(self, model: Model, operation: str, decided: frozenset[str] = frozenset()) -> None:
        declared = model.operations[operation]
        shape = model.shapes[declared["input"]["shape"]] if "input" in declared else None
        constrained = operation in OPERATIONS
        unchecked = (CONSTRAINED_BY_THE_SPEC if constrained else frozenset()) | decided
        required = shape.get("required", ()) if shape else ()
        self._required = tuple(name for name in required if name not in decided)
        self._labels: dict[str, tuple[str, TextReader]] = {}
        self._query: dict[str, tuple[str, TextReader]] = {}
        self._body: dict[str, tuple[str, Reader]] = {}
        for name, member in shape.get("members", {}).items() if shape else ():
            read = reader(model, member["shape"], name not in unchecked)
            wire = member.get("locationName", name)
            match member.get("location"):
                case None:
                    self._body[wire] = name, read
                case "uri":
                    self._labels[wire] = name, from_text(model.shapes[member["shape"]], read)
                case "querystring":
                    self._query[wire] = name, from_text(model.shapes[member["shape"]], read)
                case where:
                    raise NotImplementedError(f"{operation}.{name} is in the {where}")

    def read(self, labels: Mapping[str, str], query: bytes, body: bytes) -> dict[str, Json]:
        """The members of a request, by name. Raises `Problem`."""
        found: dict[str, Json] = {}
        for wire, label in labels.items():
            name, read_label = self._labels[wire]
            found[name] = read_label(label, name)
        if query:
            for wire, parameter in parameters(query).items():
                if wire in self._query:
                    name, read_parameter = self._query[wire]
                    found[name] = read_parameter(parameter, name)
        if body:
            for wire, value in json_object(body).items():
                if wire in self._body and value is not None:
                    name, read = self._body[wire]
                    found[name] = read(value, name)
        for name in self._required:
            if name not in found:
                raise unmet(None, name, "not be null")
        return found


def parameters(query: bytes) -> dict[str, str]:
    """The parameters of a query, by name. Raises `Problem`."""
    parts = query.split(b"&")
    if len(parts) > MAX_PARAMETERS:
        raise invalid(f"The query has more than {MAX_PARAMETERS} parameters")
    found: dict[str, str] = {}
    for part in parts:
        name, _, value = (text(half) for half in part.replace(b"+", b"%20").partition(b"="))
        if name in found:
            raise invalid(f"The query gives {name} twice")
        found[name] = value
    return found


def json_object(body: bytes) -> dict[str, Json]:
    """The JSON object that a body is. Raises `Problem`."""
    try:
        decoded = body.decode("utf-8")
        value: Json = _JSON.decode(decoded)
        if "\\u" in decoded:  # half of a surrogate pair, which no response could contain
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeError:
        raise invalid("The body is not UTF-8") from None
    except RecursionError:
        raise _too_deep() from None
    except ValueError as error:
        raise invalid(f"The body is not JSON: {str(error)[:200]}") from None
    if not isinstance(value, dict):
        raise invalid("The body is JSON, but not an object")
    if body.count(b"{") + body.count(b"[") > MAX_DEPTH and _is_deeper(value, MAX_DEPTH):
        raise _too_deep()
    return value


def _too_deep() -> Problem:
    return invalid(f"The body nests objects and lists more than {MAX_DEPTH} deep")


def _is_deeper(value: Json, depth: int) -> bool:
    """Whether objects and lists are nested deeper. How deep Python reads depends on its version."""
    level: list[Json] = [value]
    for _ in range(depth):
        level = [
            part
            for one in level
            if isinstance(one, dict | list)
            for part in (one.values() if isinstance(one, dict) else one)
        ]
    return any(isinstance(one, dict | list) for one in level)


def _pairs(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object has one name twice")
    return found


def reject_constant(constant: str) -> None:
    """Raises ValueError for NaN and Infinity, which Python reads as JSON."""
    raise ValueError(f"{constant} is not a number")


_JSON = json.JSONDecoder(object_pairs_hook=_pairs, parse_constant=reject_constant)


def from_text(shape: Shape, read: Reader) -> TextReader:
    """A reader of a label of the path or a parameter of the query, for example ``force=true``."""
    kind = shape["type"]

    def flag(value: str, where: str) -> Json:
        if value not in ("true", "false"):
            raise unmet(value, where, "be true or false")
        return read(value == "true", where)

    def number(value: str, where: str) -> Json:
        if not regex.fullmatch(r"-?[0-9]{1,19}", value):
            raise unmet(value, where, "be a whole number")
        return read(int(value), where)

    return flag if kind == "boolean" else number if kind in _RANGES else read


def reader(model: Model, name: str, check: bool = True) -> Reader:
    """A reader of a shape; with ``check`` it also holds the model's constraints on the shape."""
    shape = model.shapes[name]
    match shape["type"]:
        case "structure":
            return _structure(model, shape)
        case "list":
            items = _list(reader(model, shape["member"]["shape"], check))
            return _of_length(items, shape) if check else items
        case "map":
            key, value = (reader(model, shape[part]["shape"], check) for part in ("key", "value"))
            pairs = _map(key, value)
            return _of_length(pairs, shape) if check else pairs
        case "string":
            return _spelled(_of_length(_string, shape), shape) if check else _string
        case "boolean":
            return _boolean
        case "integer" | "long" as kind:
            whole = _whole(_RANGES[kind])
            return _in_range(whole, shape) if check else whole
        case "float" | "double":
            return _in_range(_number, shape) if check else _number
        case kind:
            raise NotImplementedError(f"{name} is a {kind}")


def _structure(model: Model, shape: Shape) -> Reader:
    required = tuple(shape.get("required", ()))
    members: dict[str, Reader] = {}  # made on first use, since shapes may contain themselves

    def structure(value: Json, where: str) -> Json:
        if type(value) is not dict:
            raise unmet(value, where, "be an object")
        found: dict[str, Json] = {}
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


def _list(read: Reader) -> Callable[[Json, str], list[Json]]:
    def items(value: Json, where: str) -> list[Json]:
        if type(value) is not list:
            raise unmet(value, where, "be a list")
        return [read(item, f"{where}.member") for item in value]

    return items


def _map(key: Reader, value: Reader) -> Callable[[Json, str], dict[str, Json]]:
    def pairs(given: Json, where: str) -> dict[str, Json]:
        if type(given) is not dict:
            raise unmet(given, where, "be an object")
        return {str(key(k, f"{where}.key")): value(v, f"{where}.value") for k, v in given.items()}

    return pairs


def _string(value: Json, where: str) -> str:
    if type(value) is not str:
        raise unmet(json.dumps(value), where, "be a string")
    return value


def _boolean(value: Json, where: str) -> bool:
    if type(value) is not bool:
        raise unmet(json.dumps(value), where, "be true or false")
    return value


def _whole(beyond: int) -> Callable[[Json, str], int]:
    def whole(value: Json, where: str) -> int:
        if type(value) is not int:
            raise unmet(json.dumps(value), where, "be a whole number")
        if not -beyond <= value < beyond:
            raise unmet(value, where, f"be between {-beyond} and {beyond - 1}")
        return value

    return whole


def _number(value: Json, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise unmet(json.dumps(value), where, "be a number")
    return value


def _of_length(read: Callable[[Json, str], _Sized], shape: Shape) -> Callable[[Json, str], _Sized]:
    """A reader that also holds the model's bounds of a length."""
    least, most = shape.get("min"), shape.get("max")
    if least is None and most is None:
        return read

    def bounded(given: Json, where: str) -> _Sized:
        value = read(given, where)
        if least is not None and len(value) < least:
            raise unmet(given, where, f"have length greater than or equal to {least}")
        if most is not None and len(value) > most:
            raise unmet(given, where, f"have length less than or equal to {most}")
        return value

    return bounded


def _spelled(read: Callable[[Json, str], str], shape: Shape) -> Callable[[Json, str], str]:
    """A reader of a string that also holds the model's enum and pattern."""
    pattern, words = shape.get("pattern"), shape.get("enum")
    if pattern is None and words is None:
        return read

    def spelled(given: Json, where: str) -> str:
        value = read(given, where)
        if words is not None and value not in words:
            raise unmet(given, where, f"satisfy enum value set: {', '.join(words)}")
        if pattern is not None and not regex.fullmatch(pattern, value):
            raise unmet(given, where, f"satisfy regular expression pattern: {pattern}")
        return value

    return spelled


def _in_range(read: Callable[[Json, str], _Number], shape: Shape) -> Callable[[Json, str], _Number]:
    """A reader that also holds the model's bounds of a number."""
    least, most = shape.get("min"), shape.get("max")
    if least is None and most is None:
        return read

    def bounded(given: Json, where: str) -> _Number:
        value = read(given, where)
        if least is not None and value < least:
            raise unmet(given, where, f"have value greater than or equal to {least}")
        if most is not None and value > most:
            raise unmet(given, where, f"have value less than or equal to {most}")
        return value

    return bounded
