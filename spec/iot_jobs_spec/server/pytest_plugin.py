"""The fixture ``iot_jobs_endpoint``. To use it, write into ``conftest.py``:
``pytest_plugins = ["iot_jobs_spec.server.pytest_plugin"]``.

The mark ``iot_jobs_server`` gives the server of a test options:
``@pytest.mark.iot_jobs_server(clock="test", profile="core")``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from .testing import Endpoint, reference_server

MARK = "iot_jobs_server"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", f"{MARK}(**options): options of the server behind iot_jobs_endpoint"
    )


@pytest.fixture
def iot_jobs_endpoint(request: pytest.FixtureRequest) -> Iterator[Endpoint]:
    """The endpoint URL of a reference server with an empty world, for one test alone.

    With the test clock, ``iot_jobs_endpoint.advance(seconds)`` advances it.
    """
    mark = request.node.get_closest_marker(MARK)
    if mark is not None and mark.args:
        pytest.fail(f'{MARK} takes options by name, such as clock="test"', pytrace=False)
    with ExitStack() as stack:
        try:
            endpoint = stack.enter_context(
                reference_server(**({} if mark is None else mark.kwargs))
            )
        except (OSError, TypeError, ValueError) as error:
            pytest.fail(f"{MARK}: {error}", pytrace=False)
        yield endpoint
