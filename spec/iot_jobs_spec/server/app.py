"""The ASGI application: it answers HTTP requests, shows browsers a status page at ``/``, and lets
tests advance its clock at ``/clock``.

It answers in one thread and awaits nothing while it does, so it applies requests one at a time, in
the order in which their last byte came.
"""

from __future__ import annotations

import logging

from starlette.responses import HTMLResponse
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from .clock import PATH as CLOCK
from .service import HttpAnswer, Service
from .signing import MAX_BODY, HttpRequest
from .status_page import page

_PAGE_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}
_log = logging.getLogger(__name__)


def application(service: Service) -> ASGIApp:
    """The application of a service."""
    api = _Api(service)
    return Router([Route("/", _Root(service, api))], redirect_slashes=False, default=api)


class _Root:
    """Shows the status page at ``/``, a path that no operation of the API has."""

    def __init__(self, service: Service, api: ASGIApp) -> None:
        self._service = service
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        reads = scope["method"] in ("GET", "HEAD")
        if reads and self._service.admission.admits(_request(scope, b"")):
            self._service.background_steps.catch_up()
            self._service.state.log_steps()
            answer = HTMLResponse(page(self._service), headers=_PAGE_HEADERS)
            await answer(scope, receive, send)
        else:
            await self._api(scope, receive, send)


class _Api:
    """Answers every other request, as the operation says or with an error of the API."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body: bytes | None = b""
        while body is not None:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            if len(body) > MAX_BODY:
                body = None
            if not message.get("more_body"):
                break
        answer = self._answer(_request(scope, body), scope.get("client"))
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
            headers.append((b"connection", b"close"))  # the server does not read the rest
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})

    def _answer(self, request: HttpRequest, client: tuple[str, int] | None) -> HttpAnswer:
        try:
            if request.path == CLOCK:
                return self._service.answer_clock(request, None if client is None else client[0])
            return self._service.answer(request)
        except Exception:
            # A bug of the server: the log gets the details, the client does not.
            _log.exception("%s %r", request.method, request.path)
            body = b'{"message": "Internal failure"}'
            return HttpAnswer(500, body, "InternalFailureException", None)


def _request(scope: Scope, body: bytes | None) -> HttpRequest:
    return HttpRequest(
        scope["method"], scope["raw_path"], scope["query_string"], scope["headers"], body
    )
