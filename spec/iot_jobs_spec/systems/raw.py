"""Raw requests: bytes that no client library would send, signed as boto3 signs them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from ..model.wire import NEXT
from .failures import outcome_of

if TYPE_CHECKING:
    from boto3.session import Session
    from botocore.client import BaseClient

    from .bounded import BoundedSession

_LABEL = re.compile(r"\{(\w+)\}")
_ARN = re.compile(rb"\{arn:([^}]*)\}")


@dataclass(frozen=True, slots=True)
class RawRequest:
    """One call of an operation, with query and body as they go over the wire.

    ``RawRequest("CancelJob", "update", query="force=maybe")`` has a flag that boto3 would not send.
    ``job_id`` and ``thing_name`` go into the path and are empty if the operation does not take
    them; a byte that is not UTF-8 is written as `os.fsdecode` does, 0xff as ``"\\udcff"``.
    ``execution_number`` goes into the path of DeleteJobExecution. In the query, ``{jobId}`` stands
    for ``job_id``, and in the body ``{arn:sensor}`` for the ARN of the thing ``sensor``.
    ``of_device`` sends the request to ``iot-jobs-data``.
    """

    operation: str
    job_id: str = ""
    thing_name: str = ""
    query: str = ""
    body: bytes = b""
    of_device: bool = False
    execution_number: int | str = 1

    def named(self, rename: Callable[[str], str]) -> RawRequest:
        """The request with every name replaced by ``rename(name)``; an empty one stays empty, and
        so does ``$next``, which names no job. The query stays as it is."""
        job_id, thing_name = (
            name if name in ("", NEXT) else rename(name) for name in (self.job_id, self.thing_name)
        )
        body = self.with_arns(lambda thing: f"{{arn:{rename(thing)}}}").body
        return replace(self, job_id=job_id, thing_name=thing_name, body=body)

    def with_arns(self, arn: Callable[[str], str]) -> RawRequest:
        """The request with each ``{arn:thing}`` in its body replaced by ``arn(thing)``."""
        return replace(self, body=_ARN.sub(lambda m: arn(m[1].decode()).encode(), self.body))

    def url(self, template: str) -> str:
        """Path and query, from a template of the path such as ``/jobs/{jobId}``."""
        if self.query:
            template = f"{template}?{self.query}"
        number = str(self.execution_number)
        names = {"jobId": self.job_id, "thingName": self.thing_name, "executionNumber": number}
        return _LABEL.sub(
            lambda label: quote(names[label[1]], safe="", errors="surrogateescape"), template
        )


class RawAnswer(NamedTuple):
    """The HTTP status and the error code: None on success, ``HTTP 500`` for an error without a
    code. ``content`` is the body of a success, None if it is not known."""

    status: int
    error: str | None
    content: bytes | None = None

    @property
    def has_code(self) -> bool:
        """Whether this is a success or an error of the API."""
        return self.error is None or not self.error.startswith("HTTP ")


class Sender:
    """Sends raw requests to an endpoint, with the keys of a session.

    ``clients`` are one of ``iot`` and one of ``iot-jobs-data``. Their models give the path of an
    operation and the service that it is signed for. ``http`` sends the requests.
    """

    def __init__(
        self,
        url: str,
        session: Session,
        clients: tuple[BaseClient, BaseClient],
        http: BoundedSession,
    ) -> None:
        iot = clients[0]
        self._url = url.rstrip("/")
        self._credentials = session.get_credentials()
        self._region = iot.meta.region_name
        self._models = [client.meta.service_model for client in clients]
        self._http = http

    def send(self, request: RawRequest) -> RawAnswer:
        """Send one request.

        Raises `systems.Unanswered` if no answer comes, or one that rejects the caller's keys.
        """
        from botocore.auth import SigV4Auth
        from botocore.awsrequest import AWSRequest
        from botocore.exceptions import ClientError, NoCredentialsError
        from botocore.parsers import create_parser

        model = self._models[request.of_device]
        http = model.operation_model(request.operation).http
        signed = AWSRequest(
            http["method"],
            f"{self._url}{request.url(http['requestUri'])}",
            {"Content-Type": "application/json"},
            request.body,
        )
        try:
            if self._credentials is None:
                raise NoCredentialsError
            SigV4Auth(self._credentials, model.signing_name, self._region).add_auth(signed)
            response = self._http.send(signed.prepare())
            status, content = response.status_code, response.content
        except Exception as error:
            outcome_of(error, request.operation, self._url)
            raise
        if status < 300:
            return RawAnswer(status, None, content)
        answer = {"status_code": status, "headers": response.headers, "body": content}
        try:
            # An error is read without the shape of the response.
            parsed = create_parser("rest-json").parse(answer, None)  # type: ignore[arg-type]
        except AttributeError:  # the body is JSON, but not an object
            return RawAnswer(status, f"HTTP {status}")
        code = str(parsed["Error"].get("Code") or "")
        if not code or code.isdigit():
            return RawAnswer(status, f"HTTP {status}")
        rejection = ClientError(parsed, request.operation)
        return RawAnswer(status, outcome_of(rejection, request.operation, self._url))
