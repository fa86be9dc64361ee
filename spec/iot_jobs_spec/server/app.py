"""The ASGI application: it answers HTTP requests, shows browsers a status page at ``/``, and has
two paths for tests: ``/clock`` advances its clock, ``/reset`` empties its world.

It answers in one thread and awaits nothing while it does, so it applies requests one at a time, in
the order in which their last byte came.
"""

from __future__ import annotations

import logging

from starlette.types import ASGIApp, Receive, Scope, Send

from .problems import FAILURE
from .routes import naming
from .service import HttpAnswer, Service
from .signing import MAX_BODY, HttpRequest
from .status_page import page

_PAGE_HEADERS = [
    (b"content-type", b"text/html; charset=utf-8"),
    (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'"),
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
]
LONGEST = 200
"""Characters of an error code in a header. A spec that deviates may have any code; the body has
it as it is."""
_log = logging.getLogger(__name__)


class _Page(HttpAnswer):
    """An answer whose body is the status page."""


def application(service: Service) -> ASGIApp:
    """The application of a service."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
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
        told = _answer(service, scope, body)
        headers = [
            (b"content-length", b"%d" % len(told.body)),
            (b"x-amzn-requestid", b"%032d" % service.state.requests),
        ]
        if isinstance(told, _Page):
            headers += _PAGE_HEADERS
        elif told.body:
            headers.append((b"content-type", b"application/json"))
        if told.error.isascii() and told.error.isprintable() and 0 < len(told.error) <= LONGEST:
            headers.append((b"x-amzn-errortype", told.error.encode("ascii")))
        if told.rule is not None:
            headers.append((b"x-decided-by", told.rule.id.encode("ascii")))
        if body is None:
            headers.append((b"connection", b"close"))  # the server does not read the rest
        await send({"type": "http.response.start", "status": told.status, "headers": headers})
        await send({"type": "http.response.body", "body": told.body})

    return answer


def _answer(service: Service, scope: Scope, body: bytes | None) -> HttpAnswer:
    """The answer to a request, whatever happens."""
    request = HttpRequest(
        scope["method"], scope["raw_path"], scope["query_string"], scope["headers"], body
    )
    client = scope.get("client")
    try:
        reads = request.path == b"/" and request.method in ("GET", "HEAD")
        if reads and not naming(request).is_elsewhere and service.admission.admits(request):
            service.background_steps.catch_up()
            service.state.log_steps()
            return _Page(200, page(service).encode(), "", None)
        return service.serve(request, None if client is None else client[0])
    except Exception:
        # A bug of the server: the log gets the details, the client does not.
        _log.exception("%s %r", request.method, request.path[:200])
        return HttpAnswer(500, FAILURE.body(), FAILURE.code, None)
