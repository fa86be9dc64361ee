"""The ASGI application: HTTP in, the service's answers out, and a page for browsers at ``/``.

Requests are answered in one thread with nothing awaited in between, so they are applied one at a
time, in the order in which their last byte came.
"""

from __future__ import annotations

import logging

from starlette.responses import HTMLResponse
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from .service import HttpAnswer, Service
from .signing import MOST_BODY, HttpRequest
from .status_page import page

_PAGE_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}
_log = logging.getLogger(__name__)


def application(service: Service) -> ASGIApp:
    """The application that answers for a service."""
    api = _Api(service)
    return Router([Route("/", _Front(service, api))], redirect_slashes=False, default=api)


class _Front:
    """The page, for browsers; no operation of the API has this path."""

    def __init__(self, service: Service, api: ASGIApp) -> None:
        self._service = service
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        reads = scope["method"] in ("GET", "HEAD")
        if reads and self._service.admission.admits(_request(scope, b"")):
            self._service.background_steps.catch_up()
            self._service.state.tell()
            answer = HTMLResponse(page(self._service), headers=_PAGE_HEADERS)
            await answer(scope, receive, send)
        else:
            await self._api(scope, receive, send)


class _Api:
    """Everything else: whatever comes gets the answer of an operation or the service's error."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body: bytes | None = b""
        while body is not None:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            if len(body) > MOST_BODY:
                body = None
            if not message.get("more_body"):
                break
        answer = self._answer(_request(scope, body))
        headers = [
            (b"content-length", b"%d" % len(answer.body)),
            (b"x-amzn-requestid", b"%032d" % self._service.state.requests),
        ]
        if answer.body:
            headers.append((b"content-type", b"application/json"))
        if answer.error:
            headers.append((b"x-amzn-errortype", answer.error.encode("ascii")))
        if answer.rule is not None:
            headers.append((b"x-decided-by", answer.rule.id.encode("ascii")))
        if body is None:
            headers.append((b"connection", b"close"))  # the rest of it is not read
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})

    def _answer(self, request: HttpRequest) -> HttpAnswer:
        try:
            return self._service.answer(request)
        except Exception:
            # A mistake of ours: nobody but the log is told more.
            _log.exception("%s %r", request.method, request.path)
            body = b'{"message": "Internal failure"}'
            return HttpAnswer(500, body, "InternalFailureException", None)


def _request(scope: Scope, body: bytes | None) -> HttpRequest:
    return HttpRequest(
        scope["method"], scope["raw_path"], scope["query_string"], scope["headers"], body
    )
