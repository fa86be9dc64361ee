"""The profiles of Hypothesis, and a guard that keeps every test on this machine."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from functools import cache
from ipaddress import ip_address
from typing import Any

import pytest
from botocore.loaders import create_loader
from hypothesis import settings

from support.effort import PROFILE, THOROUGH

pytest_plugins = ["support.moto_once", "iot_jobs_spec.server.pytest_plugin"]

settings.register_profile("fast", max_examples=25, deadline=None)
settings.register_profile(
    "thorough", max_examples=200, deadline=None, derandomize=True, print_blob=True
)
settings.load_profile(PROFILE)

# Lines break at the same places wherever the tests run.
os.environ["COLUMNS"] = "100"


SLOW = 10
"""In the profile `fast`, one case in so many of a slow test is run."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out most of the slow tests unless all are to be tried, or the file or the test is
    asked for by its name.

    Of a slow test with several cases the first is run and every tenth after it; of those with a
    single one, every tenth test; of those that are only for CI, none.
    """
    asked = any(".py" in str(argument) for argument in config.args)
    if THOROUGH or asked or config.option.keyword:
        return
    cases: dict[str, list[pytest.Item]] = {}
    for item in items:
        if item.get_closest_marker("slow"):
            cases.setdefault(item.nodeid.partition("[")[0], []).append(item)
    several = [found for found in cases.values() if len(found) > 1]
    single = [found[0] for found in cases.values() if len(found) == 1]
    kept = {item for found in (*several, single) for item in found[::SLOW]}
    left_out = {
        item
        for item in items
        if item.get_closest_marker("only_ci")
        or (item.get_closest_marker("slow") and item not in kept)
    }
    config.hook.pytest_deselected(items=[item for item in items if item in left_out])
    items[:] = [item for item in items if item not in left_out]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With -n, one worker runs a file; a worker without work takes half of the rest of another.

    So most fixtures of a file are set up once, and no core waits for long.
    """
    if config.getoption("dist") != "load":
        return None
    from xdist.scheduler import WorkStealingScheduling  # type: ignore[import-untyped]

    return WorkStealingScheduling(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Collect garbage less often, and never look for it among modules and tests, which stay: with
    the thresholds of Python that takes a tenth of the time of all tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(30_000)


@pytest.fixture(scope="session", autouse=True)
def files_of_botocore_read_once() -> Iterator[None]:
    """All sessions share one loader, as all clients of one session do: another one reads all files
    again for each client, which takes longer than most tests that have one."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("botocore.session.create_loader", cache(create_loader))
        yield


@pytest.fixture
def digits_limited() -> Iterator[None]:
    """Python's own limit of the digits of a number, which a command may have lifted."""
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(sys.int_info.default_max_str_digits)
    yield
    sys.set_int_max_str_digits(before)


# The argument of each audit event that holds the address or the host name.
_ADDRESS_AT = {
    "socket.connect": 1,
    "socket.sendto": 1,
    "socket.sendmsg": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
}


def _is_here(host: str) -> bool:
    if host in ("", "localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _stay_here(event: str, args: tuple[Any, ...]) -> None:
    if event not in _ADDRESS_AT:
        return
    address = args[_ADDRESS_AT[event]]
    host = address[0] if isinstance(address, tuple) else address
    is_path = event == "socket.connect" and not isinstance(address, tuple)
    if host is None or is_path or isinstance(host, int):
        return
    host = host if isinstance(host, str) else bytes(host).decode()
    if not _is_here(host):
        # Not an Exception, so that no retry or fallback of a client hides it.
        pytest.fail(f"a test may reach only this machine, and asked {event} for {host!r}")


@pytest.fixture(scope="session", autouse=True)
def stay_on_this_machine() -> None:
    """Fail a test that looks up or connects to anything but a loopback address.

    An audit hook sees the connections of every library. It cannot be removed, and need not be.
    """
    sys.addaudithook(_stay_here)
