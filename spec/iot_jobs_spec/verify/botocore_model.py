"""Reads the places of botocore's service models that claims cite."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache

from ..language.evidence import Place


def value_at(pointer: str) -> object:
    """The value at ``pointer``, for example ``iot#/operations/CancelJob/errors``.

    Raises LookupError, which names the pointer, if botocore has no such place.
    """
    service, _, path = pointer.partition("#/")
    value: object = _model(service)
    for step in path.split("/"):
        if not isinstance(value, Mapping) or step not in value:
            raise LookupError(f"botocore has no {pointer}: {step!r} is not there")
        value = value[step]
    return value


def digest_at(pointer: str) -> str:
    """The current digest of the value at ``pointer``, computed as in `Place`."""
    value = value_at(pointer)
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def changed(places: Iterable[Place]) -> tuple[Place, ...]:
    """The ``places`` whose value has changed."""
    return tuple(place for place in places if digest_at(place.pointer) != place.digest)


@cache
def _model(service: str) -> Mapping[str, object]:
    """The service-2 model of ``service`` as botocore ships it; empty for an unknown service."""
    from botocore.exceptions import UnknownServiceError
    from botocore.loaders import Loader

    try:
        model: Mapping[str, object] = Loader().load_service_model(service, "service-2")
    except UnknownServiceError:
        return {}
    return model
