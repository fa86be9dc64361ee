"""The fixture ``iot_jobs_endpoint``. To use it, write into ``conftest.py``:
``pytest_plugins = ["iot_jobs_spec.server.pytest_plugin"]``."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .testing import reference_server


@pytest.fixture
def iot_jobs_endpoint() -> Iterator[str]:
    """The endpoint URL of a reference server with an empty world, for one test alone."""
    with reference_server() as endpoint:
        yield endpoint
