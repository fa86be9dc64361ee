"""The pytest option ``--record-iot-jobs FILE``: record what every boto3 client does in a test run.

pytest -p iot_jobs_spec.pytest_recording --record-iot-jobs calls.jsonl
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import pytest

if TYPE_CHECKING:
    from .records import Recording

METHOD = "_make_api_call"
"""The method of botocore's clients that every call goes through."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option."""
    parser.getgroup("iot-jobs-spec").addoption(
        "--record-iot-jobs",
        metavar="FILE",
        help="record the calls of every boto3 client of iot and iot-jobs-data into a new FILE",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Create the file, and record from now on."""
    given = config.getoption("record_iot_jobs")
    if given is None:
        return
    if find_spec("botocore") is None:
        raise pytest.UsageError("--record-iot-jobs needs botocore: pip install boto3")
    from .records import Recording

    file = Path(given).absolute()
    config.option.record_iot_jobs = str(file)  # for the workers of xdist, in whatever folder
    try:
        recording = Recording(file, new=not hasattr(config, "workerinput"))
    except OSError as error:
        raise pytest.UsageError(
            f"--record-iot-jobs: cannot create {given}: {error.strerror}"
        ) from None
    _record_every_client(config, recording)


def _record_every_client(config: pytest.Config, recording: Recording) -> None:
    """Record each client from its first call on, as conftest.py may have made it long before."""
    from botocore.client import BaseClient

    from .systems.recording import SERVICES, attach, service_of

    seen: WeakSet[BaseClient] = WeakSet()
    lock = Lock()
    original = getattr(BaseClient, METHOD)

    def recorded(client: BaseClient, *call: Any) -> Any:
        if service_of(client) in SERVICES:
            with lock:
                if client not in seen:
                    seen.add(client)
                    attach(client, recording, _test)
        return original(client, *call)

    setattr(BaseClient, METHOD, recorded)
    config.add_cleanup(lambda: setattr(BaseClient, METHOD, original))


def _test() -> dict[str, str]:
    """The id of the test that runs, without its phase; nothing between two tests."""
    running = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]
    return {"test": running} if running else {}
