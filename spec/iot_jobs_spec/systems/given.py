"""Systems that users give: their own `System`, or clients with the methods of boto3's."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from . import System
from .boto import BotoSystem


@contextmanager
def opened(given: Any, name: str) -> Iterator[System]:
    """The system that is given, and what it made removed afterwards.

    ``given`` is a `System`, a client of ``iot`` with one of ``iot-jobs-data``, or a context manager
    around either. None, or a client without a method, does not have these operations. ``name`` is
    for reports, if the system has none. Raises TypeError for anything else.
    """
    if isinstance(given, AbstractContextManager):
        with given as inner, opened(inner, name) as system:
            yield system
        return
    found = _system(given, name)
    try:
        yield found
    finally:
        if isinstance(found, BotoSystem) and (left := found.clean_up()):
            print(f"iot-jobs-spec: {left}", file=sys.stderr)


def _system(given: Any, name: str) -> System:
    if isinstance(given, tuple) and len(given) == 2:
        iot, jobs_data = given
        return BotoSystem(_Partial(iot), _Partial(jobs_data), name)
    if hasattr(given, "perform"):
        system: System = given
        return system
    raise TypeError(f"clients() gave {given!r}, not a client of iot and one of iot-jobs-data")


class _Partial:
    """A client that raises NotImplementedError for a method that it does not have."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __getattr__(self, method: str) -> Any:
        found = getattr(self._client, method, None)
        if found is None:
            raise NotImplementedError(method)
        return found
