"""The profiles of the spec by name, each with its table."""

from __future__ import annotations

from functools import lru_cache

from .table import TABLE, Table, read

CORE, FULL = "core", "full"
PROFILES = (CORE, FULL)
"""The names of the profiles, the default first."""


@lru_cache
def table_of(profile: str) -> Table:
    """The table of a profile. That of `full` is read at the first call."""
    if profile == CORE:
        return TABLE
    if profile != FULL:
        raise KeyError(profile)
    from .. import life

    return read(life.FULL)
