"""Fixtures for pytest. To use them: ``pytest_plugins = ["iot_jobs_spec.server.pytest_plugin"]``."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .testing import reference_server


@pytest.fixture
def iot_jobs_endpoint() -> Iterator[str]:
    """The URL of a reference server with an empty world, of this test alone."""
    with reference_server() as endpoint:
        yield endpoint
