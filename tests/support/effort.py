"""How many cases the tests try: few by default, all in CI."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

PROFILE = os.environ.get("HYPOTHESIS_PROFILE") or ("thorough" if os.environ.get("CI") else "fast")
"""The profile of Hypothesis."""
THOROUGH = PROFILE == "thorough"
"""Whether the tests also try the larger cases, which are slow."""


def some(items: Sequence[T], every: int) -> Sequence[T]:
    """All cases if `THOROUGH`, else the first and every ``every``-th after it."""
    return items if THOROUGH else items[::every]
