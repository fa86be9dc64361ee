"""The service models of the two planes, read from the JSON files that botocore ships.

Reading the files directly keeps the start of the server short: importing botocore's loader takes
longer than everything else that happens at start.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NotRequired, TypeAlias, TypedDict

CONTROL, DEVICE = "iot", "iot-jobs-data"
"""The two planes. botocore and the credential scope of a signature use the same names."""
PLANES = (CONTROL, DEVICE)
Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
"""A JSON value."""


class Member(TypedDict):
    """A reference to a shape. ``location`` says where HTTP carries the value: ``uri`` or
    ``querystring``; without it, the body does."""

    shape: str
    location: NotRequired[str]
    locationName: NotRequired[str]


class _ErrorTrait(TypedDict, total=False):
    httpStatusCode: int


class Shape(TypedDict):
    """The type of a value, with its constraints."""

    type: str
    required: NotRequired[list[str]]
    members: NotRequired[dict[str, Member]]
    """Of a structure."""
    member: NotRequired[Member]
    """Of a list."""
    key: NotRequired[Member]
    value: NotRequired[Member]
    """Of a map."""
    min: NotRequired[int]
    max: NotRequired[int]
    pattern: NotRequired[str]
    enum: NotRequired[list[str]]
    error: NotRequired[_ErrorTrait]


class Http(TypedDict):
    """Method and path of an operation, for example ``PUT /jobs/{jobId}/cancel``."""

    method: str
    requestUri: str
    responseCode: NotRequired[int]


class Operation(TypedDict):
    """One operation: its HTTP binding and the shapes of its input and output."""

    http: Http
    input: NotRequired[Member]
    output: NotRequired[Member]


class _File(TypedDict):
    operations: dict[str, Operation]
    shapes: dict[str, Shape]


@dataclass(frozen=True, slots=True)
class Model:
    """The service model of one plane."""

    plane: str
    operations: Mapping[str, Operation]
    shapes: Mapping[str, Shape]

    def http_status(self, code: str) -> int | None:
        """The HTTP status of an error code, for example 404; None if the plane has no such
        error."""
        shape = self.shapes.get(code)
        return None if shape is None else shape.get("error", {}).get("httpStatusCode")


@cache
def load(plane: str) -> Model:
    """The model of a plane, in the newest API version that botocore ships."""
    data = _read(plane)
    return Model(plane, data["operations"], data["shapes"])


def _read(plane: str) -> _File:
    spec = find_spec("botocore")
    folders = [] if spec is None else spec.submodule_search_locations or []
    for folder in folders:
        versions = sorted(Path(folder, "data", plane).glob("*/service-2.json.gz"))
        if versions:
            model: _File = json.loads(gzip.decompress(versions[-1].read_bytes()))
            return model
    from botocore.loaders import Loader  # for a distribution that keeps the files elsewhere

    found: _File = Loader().load_service_model(plane, "service-2")
    return found
