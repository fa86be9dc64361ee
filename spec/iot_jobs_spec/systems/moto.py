"""moto, in this process: no server, no network, a fresh state each time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from .boto import BotoSystem
from .clients import REGION, pair


@contextmanager
def moto() -> Iterator[BotoSystem]:
    """A system that is moto without any job or thing; it ends with the context."""
    from moto import __version__, mock_aws

    with mock_aws():
        # moto answers for the addresses of AWS. A configured endpoint would lead past it.
        iot, jobs_data = pair(
            region_name=REGION, ignore_configured_endpoint_urls=True, keys=("testing", "testing")
        )
        yield BotoSystem(iot, jobs_data, name=f"moto {__version__}")
