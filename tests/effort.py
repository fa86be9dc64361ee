"""How hard the tests try: fast by default, and thoroughly in CI."""

from __future__ import annotations

import os

PROFILE = os.environ.get("HYPOTHESIS_PROFILE") or ("thorough" if os.environ.get("CI") else "fast")
"""The profile of Hypothesis."""
THOROUGH = PROFILE == "thorough"
"""Whether also larger cases are tried, which take their time."""
