"""Every scenario holds on the spec."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from support.stories import STORIES, Story


@pytest.mark.parametrize("tell", STORIES, ids=lambda tell: str(tell.__name__))
def test_scenario(tell: Callable[[Story], None]) -> None:
    tell(Story())


@pytest.mark.parametrize("limit", [1, 2])
def test_the_limit_of_deletions_is_a_parameter_of_the_world(limit: int) -> None:
    tell = next(s for s in STORIES if s.__name__.startswith("no_more_jobs_are_deleted"))
    tell(Story(deletion_limit=limit))
