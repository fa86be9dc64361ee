"""boto3 clients that send each request once and have short time-outs.

A system that does not answer is a result of a check, so the clients do not retry.
"""

from __future__ import annotations

import os
from ipaddress import ip_address
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlsplit

from ..model.texts import said
from .boto import BotoSystem
from .raw import Sender

if TYPE_CHECKING:
    from boto3.session import Session
    from mypy_boto3_iot.client import IoTClient
    from mypy_boto3_iot_jobs_data.client import IoTJobsDataPlaneClient

_Made: TypeAlias = "tuple[Session, IoTClient, IoTJobsDataPlaneClient]"
REGION = "us-east-1"
"""The region if none is configured; clients need one."""
CONNECT_SECONDS = 2
READ_SECONDS = 5


class Unusable(Exception):
    """boto3 cannot make clients for an endpoint. The message is one line that says why."""


def wrong_url(url: str) -> str:
    """Why a URL is not that of an endpoint; empty if it is. The words do not repeat a password."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return "this is no URL of an endpoint, such as http://127.0.0.1:4599"
    for is_there, what in (
        ("@" in url, "a user name or a password: put keys into the environment"),
        ("\\" in url, "a backslash: clients disagree on its host"),
        ("?" in url, "a query: requests have their own"),
        ("#" in url, "a fragment: no request has one"),
    ):
        if is_there:
            return f"the URL has {what}"
    if not sound or not url.isprintable() or " " in url:
        return f"{said(repr(url))} is no URL of an endpoint, such as http://127.0.0.1:4599"
    return ""


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
        return _system(url, _session(url), seconds, proxies=True)
    configured = "AWS_ACCESS_KEY_ID" in os.environ and "AWS_SECRET_ACCESS_KEY" in os.environ
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or REGION
    keys = None if configured else ("testing", "testing")
    return _system(url, _session(url, region, keys), seconds, proxies=False)


def _system(url: str, made: _Made, seconds: float, *, proxies: bool) -> BotoSystem:
    """The system at ``url``, which also takes raw requests."""
    from botocore.utils import get_environ_proxies

    from .bounded import BoundedSession

    session, iot, data = made
    http = BoundedSession(CONNECT_SECONDS, seconds, get_environ_proxies(url) if proxies else {})
    for client in (iot, data):
        client.meta.events.register("before-send", http.before_send)
    return BotoSystem(iot, data, url, Sender(url, session, (iot, data), http))


def pair(
    *,
    endpoint_url: str | None = None,
    region_name: str | None = None,
    keys: tuple[str, str] | None = None,
    ignore_configured_endpoint_urls: bool | None = None,
) -> tuple[IoTClient, IoTJobsDataPlaneClient]:
    """A client of ``iot`` and one of ``iot-jobs-data``. Raises `Unusable`.

    ``keys`` are an access key id and its secret; boto3 looks for what is not given.
    """
    _, iot, data = _session(
        endpoint_url,
        region_name,
        keys,
        ignore_configured_endpoint_urls=ignore_configured_endpoint_urls,
    )
    return iot, data


def _session(
    endpoint_url: str | None,
    region_name: str | None = None,
    keys: tuple[str, str] | None = None,
    *,
    ignore_configured_endpoint_urls: bool | None = None,
) -> _Made:
    """A session and its two clients."""
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError

    config = Config(  # type: ignore[call-arg]  # the stubs lack the last option
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"mode": "standard", "total_max_attempts": 1},
        # The system under check must validate parameters itself.
        parameter_validation=False,
        # A fixed agent saves a seventh of a call's work: botocore would join 14 parts for each
        # call. To this it adds only its own name and version.
        user_agent=f"Boto3/{boto3.__version__}",
        ignore_configured_endpoint_urls=ignore_configured_endpoint_urls,
    )
    key, secret = keys or (None, None)
    try:
        session = boto3.session.Session(key, secret, region_name=region_name)
        iot = session.client("iot", endpoint_url=endpoint_url, config=config)
        data = session.client("iot-jobs-data", endpoint_url=endpoint_url, config=config)
    except (BotoCoreError, ValueError) as error:
        raise Unusable(" ".join(str(error).split())) from error
    return session, iot, data
