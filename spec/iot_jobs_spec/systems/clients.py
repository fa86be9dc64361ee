"""boto3 clients that send each request once and have short time-outs.

A system that does not answer is a result of a check, so the clients do not retry.
"""

from __future__ import annotations

import os
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .boto import BotoSystem
from .raw import Sender

if TYPE_CHECKING:
    from boto3.session import Session
    from mypy_boto3_iot.client import IoTClient
    from mypy_boto3_iot_jobs_data.client import IoTJobsDataPlaneClient

REGION = "us-east-1"
"""The region if none is configured; clients need one."""
CONNECT_SECONDS = 2
READ_SECONDS = 5


class Unusable(Exception):
    """boto3 cannot make clients for an endpoint. The message is one line that says why."""


def is_loopback(url: str) -> bool:
    """Whether the host of the URL is this machine, without asking a name server."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def endpoint(url: str, seconds: float = READ_SECONDS) -> BotoSystem:
    """The system at ``url``, for both services; each request must be answered within ``seconds``.

    On loopback the keys come from the environment or are made up, never from a profile, whose keys
    are for AWS. Elsewhere boto3 looks for keys and region in its usual places.
    """
    if not is_loopback(url):
        return _system(url, seconds)
    configured = "AWS_ACCESS_KEY_ID" in os.environ and "AWS_SECRET_ACCESS_KEY" in os.environ
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or REGION
    keys = None if configured else ("testing", "testing")
    return _system(url, seconds, region_name=region, keys=keys, proxies={})


def _system(url: str, seconds: float, **options: Any) -> BotoSystem:
    """The system at ``url``, which also takes raw requests."""
    session, iot, data = _session(endpoint_url=url, read_timeout=seconds, **options)
    timeouts, proxies = (CONNECT_SECONDS, seconds), "proxies" not in options
    sender = Sender(url, session, (iot, data), timeouts=timeouts, proxies=proxies, name=url)
    return BotoSystem(iot, data, url, sender)


def pair(
    *,
    endpoint_url: str | None = None,
    region_name: str | None = None,
    keys: tuple[str, str] | None = None,
    **options: Any,
) -> tuple[IoTClient, IoTJobsDataPlaneClient]:
    """A client of ``iot`` and one of ``iot-jobs-data``. Raises `Unusable`.

    ``keys`` are an access key id and its secret; ``options`` go to botocore's Config.
    """
    _, iot, data = _session(
        endpoint_url=endpoint_url, region_name=region_name, keys=keys, **options
    )
    return iot, data


def _session(
    *,
    endpoint_url: str | None = None,
    region_name: str | None = None,
    keys: tuple[str, str] | None = None,
    read_timeout: float = READ_SECONDS,
    **options: Any,
) -> tuple[Session, IoTClient, IoTJobsDataPlaneClient]:
    """A session and its two clients."""
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError

    config = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=read_timeout,
        retries={"mode": "standard", "total_max_attempts": 1},
        # The system under check must validate parameters itself.
        parameter_validation=False,
        # A fixed agent saves a seventh of a call's work: botocore would join 14 parts for each
        # call. To this it adds only its own name and version.
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
