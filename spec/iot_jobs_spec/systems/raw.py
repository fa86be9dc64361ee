"""Requests by hand: signed as boto3 signs them, otherwise as no client library would put them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from urllib.parse import quote

from .failures import outcome_of

_LABEL = re.compile(r"\{(\w+)\}")
_ARN = re.compile(rb"\{arn:([^}]*)\}")


@dataclass(frozen=True, slots=True)
class RawRequest:
    """One call of an operation, as bytes.

    The names stand in the path; one that the operation does not take is empty, and what is no text
    in one is written as `os.fsdecode` does. ``query`` and
    ``body`` are sent as they are, except that ``{arn:thing}`` in a body is the ARN of that thing.
    """

    operation: str
    job_id: str = ""
    thing_name: str = ""
    query: str = ""
    body: bytes = b""
    of_device: bool = False

    def named(self, rename: Callable[[str], str]) -> RawRequest:
        """The request with each name changed; an empty one stays empty."""
        job_id, thing_name = (name and rename(name) for name in (self.job_id, self.thing_name))
        body = self.with_arns(lambda thing: f"{{arn:{rename(thing)}}}").body
        return replace(self, job_id=job_id, thing_name=thing_name, body=body)

    def with_arns(self, arn: Callable[[str], str]) -> RawRequest:
        """The request with what stands for ARNs replaced."""
        return replace(self, body=_ARN.sub(lambda m: arn(m[1].decode()).encode(), self.body))

    def path(self, template: str) -> str:
        """The path, from one with labels such as ``/jobs/{jobId}``."""
        names = {"jobId": self.job_id, "thingName": self.thing_name}
        return _LABEL.sub(
            lambda label: quote(names[label[1]], safe="", errors="surrogateescape"), template
        )


class RawAnswer(NamedTuple):
    """The HTTP status, and the code of the error if there is one; ``HTTP 500`` where it has no
    code."""

    status: int
    error: str | None

    @property
    def has_code(self) -> bool:
        """Whether it is a success, or an error of the API."""
        return self.error is None or not self.error.startswith("HTTP ")


class Sender:
    """Sends raw requests to an endpoint, with the keys and timeouts of a client.

    ``clients`` are those of iot and of iot-jobs-data: where an operation is found, and how it is
    signed, is read from their models.
    """

    def __init__(
        self, url: str, session: Any, clients: tuple[Any, Any], *, proxies: bool, name: str
    ) -> None:
        from socket import IPPROTO_TCP, TCP_NODELAY

        from botocore.httpsession import URLLib3Session
        from botocore.utils import get_environ_proxies

        iot = clients[0]
        self._url = url.rstrip("/")
        self._name = name
        self._credentials = session.get_credentials()
        self._region = iot.meta.region_name
        self._models = [client.meta.service_model for client in clients]
        config = iot.meta.config
        self._http = URLLib3Session(
            timeout=(config.connect_timeout, config.read_timeout),  # type: ignore[arg-type]
            proxies=get_environ_proxies(url) if proxies else {},
            # As a client's: a body goes out behind its head, which else holds it back for 40 ms.
            socket_options=[(IPPROTO_TCP, TCP_NODELAY, 1)],  # type: ignore[list-item]
        )

    def send(self, request: RawRequest) -> RawAnswer:
        """Send one request. Raises `systems.Unanswered` where nothing came, or who asks was
        rejected."""
        from botocore.auth import SigV4Auth
        from botocore.awsrequest import AWSRequest
        from botocore.exceptions import ClientError
        from botocore.parsers import create_parser

        model = self._models[request.of_device]
        http = model.operation_model(request.operation).http
        query = f"?{request.query}" if request.query else ""
        signed = AWSRequest(
            http["method"],
            f"{self._url}{request.path(http['requestUri'])}{query}",
            {"Content-Type": "application/json"},
            request.body,
        )
        try:
            SigV4Auth(self._credentials, model.signing_name, self._region).add_auth(signed)
            response = self._http.send(signed.prepare())
            status, content = response.status_code, response.content
        except Exception as error:
            outcome_of(error, request.operation, self._name)
            raise
        if status < 300:
            return RawAnswer(status, None)
        parser: Any = create_parser("rest-json")
        parts = {"status_code": status, "headers": response.headers, "body": content}
        try:
            parsed = parser.parse(parts, None)
        except AttributeError:  # JSON, but no object
            return RawAnswer(status, f"HTTP {status}")
        code = str(parsed["Error"].get("Code") or "")
        if not code or code.isdigit():
            return RawAnswer(status, f"HTTP {status}")
        rejection = ClientError(parsed, request.operation)
        return RawAnswer(status, outcome_of(rejection, request.operation, self._name))
