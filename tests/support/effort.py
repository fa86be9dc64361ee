"""How hard the tests try: fast by default, and thoroughly in CI."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

PROFILE = os.environ.get("HYPOTHESIS_PROFILE") or ("thorough" if os.environ.get("CI") else "fast")
"""The profile of Hypothesis."""
THOROUGH = PROFILE == "thorough"
"""Whether also larger cases are tried, which take their time."""


def some(items: Sequence[T], every: int) -> Sequence[T]:
    """All of them when thorough, else the first and each so-many-th after it."""
    return items if THOROUGH else items[::every]
