"""moto as a system: in this process, without a server or a network, empty each time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from .boto import BotoSystem
from .clients import REGION, pair


@contextmanager
def moto() -> Iterator[BotoSystem]:
    """A moto without any job or thing, for as long as the context lasts."""
    from moto import __version__, mock_aws

    with mock_aws():
        # moto intercepts the addresses of AWS, which a configured endpoint would replace.
        iot, jobs_data = pair(
            region_name=REGION, ignore_configured_endpoint_urls=True, keys=("testing", "testing")
        )
        yield BotoSystem(iot, jobs_data, name=f"moto {__version__}")
