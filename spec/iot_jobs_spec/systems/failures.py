"""Classify the exception of a client: an error of the API, or no answer at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..model.texts import said
from ..model.wire import METADATA, NOT_ALLOWED
from . import Unanswered

CRASHED = 500
"""The HTTP status of a server that crashed."""
NO_ROUTE = frozenset({404, 405})
"""The HTTP statuses with which a web framework answers what it has no route for."""
NOT_IMPLEMENTED = 501
"""The HTTP status of a service that says itself that it lacks an operation."""
UNKNOWN_OPERATION = "UnknownOperationException"
"""The error code of AWS for an operation that a service does not have."""
_NOT_IMPLEMENTED = ("not implemented", "not yet implemented", "not been implemented")
_GONE = ("HTTPClientError", "ConnectionError")
_LATE = ("ReadTimeoutError", "ConnectTimeoutError")


def outcome_of(error: BaseException, operation: str, system: str) -> str:
    """The error code of the API that an exception carries, for example ResourceNotFoundException.

    Raises `Unanswered` for every other exception. For a response without an error code botocore
    uses the HTTP status as the code.
    """
    if _is_of_botocore(error, "ClientError"):
        response: Mapping[str, Any] = getattr(error, "response", {})
        given = response.get("Error", {})
        code, message = said(str(given.get("Code") or "")), str(given.get("Message") or "")
        status = response.get(METADATA, {}).get("HTTPStatusCode")
        not_there = status == NOT_IMPLEMENTED or code == UNKNOWN_OPERATION
        if not_there or any(words in message.lower() for words in _NOT_IMPLEMENTED):
            raise _missing(operation, system) from error
        if not code or code.isdigit():
            reason = f"{operation}: HTTP {status or code} without an error code"
            crash = "HTTP 500" if status == CRASHED else ""
            raise Unanswered(reason, missing=status in NO_ROUTE, crash=crash) from error
        if code in NOT_ALLOWED:
            raise Unanswered(f"{operation} was not allowed: {code}") from error
        return code
    if isinstance(error, NotImplementedError):
        raise _missing(operation, system) from error
    words = one_line(error)
    gone = isinstance(error, ConnectionError) or _is_of_botocore(error, *_GONE)
    # An exception of botocore or of the network is no evidence that the system crashed.
    outside = isinstance(error, OSError) or _is_of_botocore(error, "BotoCoreError")
    late = isinstance(error, TimeoutError) or _is_of_botocore(error, *_LATE)
    crash = "" if outside else words
    raise Unanswered(f"{operation}: {words}", gone=gone, late=late, crash=crash) from error


def one_line(error: BaseException) -> str:
    """An exception as a message names it: ``KeyError: 'job'``."""
    words = said(str(error))
    if words and _is_of_botocore(error, "BotoCoreError"):
        return words
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def _missing(operation: str, system: str) -> Unanswered:
    return Unanswered(f"{system} has no {operation}", missing=True)


def _is_of_botocore(error: BaseException, *names: str) -> bool:
    """Whether it is one of these exceptions of botocore, which need not be installed."""
    return any(
        kind.__module__ == "botocore.exceptions" and kind.__name__ in names
        for kind in type(error).__mro__
    )
