"""Every scenario holds on the spec."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from support.scenarios import SCENARIOS, Scenario


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: str(scenario.__name__))
def test_every_scenario_holds_on_the_spec(scenario: Callable[[Scenario], None]) -> None:
    scenario(Scenario())


@pytest.mark.parametrize("limit", [1, 2])
def test_the_world_sets_the_limit_of_deletions(limit: int) -> None:
    scenario = next(
        s for s in SCENARIOS if s.__name__.startswith("delete_job_is_rejected_at_the_limit")
    )
    scenario(Scenario(deletion_limit=limit))
