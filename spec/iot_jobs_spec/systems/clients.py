"""boto3 clients that ask once and give up soon.

An emulator that does not answer is a result, not something to wait for.
"""

from __future__ import annotations

import os
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from .boto import BotoSystem
from .raw import Sender

REGION = "us-east-1"
"""Where nothing is configured: some region must be named."""
CONNECT_SECONDS = 2
READ_SECONDS = 5


class Unusable(Exception):
    """An endpoint that no client can be made for: one line that says why."""


def is_loopback(url: str) -> bool:
    """Whether the URL's host is this machine whatever a name server says."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def endpoint(url: str, seconds: float = READ_SECONDS) -> BotoSystem:
    """The system that answers at ``url``, for both services, each request within ``seconds``.

    On loopback the keys are those of the environment, if any, else made up: keys from a profile
    are for AWS. Elsewhere boto3 finds keys and region where it always does.
    """
    if not is_loopback(url):
        return _reached(url, read_timeout=seconds)
    configured = "AWS_ACCESS_KEY_ID" in os.environ and "AWS_SECRET_ACCESS_KEY" in os.environ
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or REGION
    keys = None if configured else ("testing", "testing")
    return _reached(url, region_name=region, keys=keys, proxies={}, read_timeout=seconds)


def _reached(url: str, **options: Any) -> BotoSystem:
    """The system at ``url``, with what sends raw requests there."""
    session, iot, data = _made(endpoint_url=url, **options)
    proxies = "proxies" not in options
    sender = Sender(url, session, (iot, data), proxies=proxies, name=url)
    return BotoSystem(iot, data, url, sender)


def pair(
    *,
    endpoint_url: str | None = None,
    region_name: str | None = None,
    keys: tuple[str, str] | None = None,
    **options: Any,
) -> tuple[Any, Any]:
    """A client of iot and one of iot-jobs-data. Raises `Unusable` where boto3 cannot make them."""
    _, iot, data = _made(endpoint_url=endpoint_url, region_name=region_name, keys=keys, **options)
    return iot, data


def _made(
    *,
    endpoint_url: str | None = None,
    region_name: str | None = None,
    keys: tuple[str, str] | None = None,
    read_timeout: float = READ_SECONDS,
    **options: Any,
) -> tuple[Any, Any, Any]:
    """A session and its two clients."""
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError

    config = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=read_timeout,
        retries={"mode": "standard", "total_max_attempts": 1},
        # What a request may hold is the service's to judge.
        parameter_validation=False,
        # Else it is put together twice for each call, from 14 parts: a seventh of a call's work.
        # boto3 adds botocore's name and version.
        user_agent=f"Boto3/{boto3.__version__}",
        **options,
    )
    key, secret = keys or (None, None)
    try:
        session = boto3.session.Session(key, secret, region_name=region_name)
        iot = session.client("iot", endpoint_url=endpoint_url, config=config)
        data = session.client("iot-jobs-data", endpoint_url=endpoint_url, config=config)
    except (BotoCoreError, ValueError) as error:
        raise Unusable(" ".join(str(error).split())) from error
    return session, iot, data
