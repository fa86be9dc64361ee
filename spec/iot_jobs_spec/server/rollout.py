"""Staged roll-outs: how many things a job may notify in one minute (jobExecutionsRolloutConfig)."""

from __future__ import annotations

from collections.abc import Mapping
from math import floor, inf
from typing import Any, cast

MEMBER = "jobExecutionsRolloutConfig"
_MANY = 400
"""As often as a rate may grow: even the slowest one is then beyond the targets of any job."""


def batch(given: Mapping[str, object], notified: int, succeeded: int) -> float:
    """How many executions the service rolls out in the next minute, of a job that CreateJob made
    with the ``given`` members. So many things were ``notified`` before, and so many ``succeeded``.

    Without a configuration it rolls out all at once. An exponential rate grows by its factor as
    often as its threshold is reached, up to ``maximumPerMinute``.
    """
    config = cast("Mapping[str, Any]", given.get(MEMBER, {}))
    most: float = config.get("maximumPerMinute", inf)
    growth = config.get("exponentialRate")
    if growth is None:
        return most
    criteria = growth["rateIncreaseCriteria"]
    reached = max(
        notified // criteria.get("numberOfNotifiedThings", inf),
        succeeded // criteria.get("numberOfSucceededThings", inf),
    )
    times = min(int(reached), _MANY)
    rate: float = growth["baseRatePerMinute"] * growth["incrementFactor"] ** times
    return min(most, floor(rate))
