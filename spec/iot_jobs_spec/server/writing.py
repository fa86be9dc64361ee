"""Write responses: from the members of an operation's output to JSON, in the model's shapes.

A handler that returns a member which the model does not declare has a bug and raises KeyError.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from .service_model import Json, Member, Model

Writer = Callable[[Any], Json]
"""Takes a value of the type that the model declares for it."""
_JSON = json.JSONEncoder(separators=(",", ":"))


class Outputs:
    """Writes the responses of one operation. ``status`` is their HTTP status."""

    def __init__(self, model: Model, operation: str) -> None:
        declared = model.operations[operation]
        self.status = declared["http"].get("responseCode", 200)
        self._write = _writer(model, declared["output"]["shape"]) if "output" in declared else None

    def write(self, members: Mapping[str, object]) -> bytes:
        """The body of a response. It is empty if the model declares no output (R72)."""
        if self._write is None:
            return b""
        return _JSON.encode(self._write(members)).encode("ascii")


def _writer(model: Model, name: str) -> Writer:
    shape = model.shapes[name]
    match shape["type"]:
        case "structure":
            return _structure(model, shape["members"])
        case "list":
            write = _writer(model, shape["member"]["shape"])
            return lambda items: [write(item) for item in items]
        case "map":
            write_value = _writer(model, shape["value"]["shape"])
            return lambda pairs: {key: write_value(value) for key, value in pairs.items()}
        case "string":
            return str
        case "boolean":
            return bool
        case "integer" | "long":
            return int
        case "timestamp":  # in JSON: seconds since 1970, with milliseconds
            return lambda seconds: round(seconds, 3)
        case kind:
            return {"float": float, "double": float}[kind]


def _structure(model: Model, members: Mapping[str, Member]) -> Writer:
    wires = {name: member.get("locationName", name) for name, member in members.items()}
    writers: dict[str, Writer] = {}  # made on first use, since shapes may contain themselves

    def structure(value: Mapping[str, object]) -> dict[str, Json]:
        found = {}
        for name, given in value.items():
            if given is None:
                continue
            if name not in writers:
                writers[name] = _writer(model, members[name]["shape"])
            found[wires[name]] = writers[name](given)
        return found

    return structure
