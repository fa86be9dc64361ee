"""The service models of the two planes, read straight from the files that botocore ships.

Importing botocore's loader takes longer than all the rest of a start; its files are plain JSON.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

CONTROL, DEVICE = "iot", "iot-jobs-data"
"""The two planes, by their names in botocore, which are the names that requests are signed for."""
PLANES = (CONTROL, DEVICE)
Shape = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Model:
    """The service model of one plane."""

    plane: str
    operations: Mapping[str, Shape]
    shapes: Mapping[str, Shape]

    def http_status(self, code: str) -> int | None:
        """The HTTP status that the model gives an error; None for one that it does not have."""
        status = self.shapes.get(code, {}).get("error", {}).get("httpStatusCode")
        return None if status is None else int(status)


@cache
def load(plane: str) -> Model:
    """The model of a plane, in the newest version of the API that botocore has."""
    data = _read(plane)
    return Model(plane, data["operations"], data["shapes"])


def _read(plane: str) -> Mapping[str, Any]:
    spec = find_spec("botocore")
    folders = [] if spec is None else spec.submodule_search_locations or []
    for folder in folders:
        versions = sorted(Path(folder, "data", plane).glob("*/service-2.json.gz"))
        if versions:
            model: Mapping[str, Any] = json.loads(gzip.decompress(versions[-1].read_bytes()))
            return model
    from botocore.loaders import Loader  # a distribution that keeps them elsewhere

    found: Mapping[str, Any] = Loader().load_service_model(plane, "service-2")
    return found
