"""What a client's exception means: an error of the API, or no answer at all."""

from __future__ import annotations

from . import Unanswered

_NOT_ALLOWED = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "ExpiredToken",
        "ExpiredTokenException",
        "ForbiddenException",
        "IncompleteSignature",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "MissingAuthenticationToken",
        "MissingAuthenticationTokenException",
        "SignatureDoesNotMatch",
        "UnauthorizedException",
        "UnrecognizedClientException",
    }
)
"""Codes that say who may ask, and nothing about jobs."""
CRASHED = 500
"""The HTTP status of a server that fell over."""
_NOT_THERE = ("not implemented", "not yet implemented", "not been implemented")


def outcome_of(error: Exception, operation: str, system: str) -> str:
    """The code of the API's error that was raised. Raises `Unanswered` for anything else.

    An error of the API has a code of its own; botocore gives the HTTP status as the code of a
    response without one.
    """
    from botocore import exceptions as b

    if isinstance(error, b.ClientError):
        reported = error.response.get("Error", {})
        code, message = str(reported.get("Code") or ""), str(reported.get("Message") or "")
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        if status == 501 or any(words in message.lower() for words in _NOT_THERE):
            raise _missing(operation, system) from error
        if not code or code.isdigit():
            reason = f"{operation}: HTTP {status or code} without an error code"
            crash = "HTTP 500" if status == CRASHED else ""
            raise Unanswered(reason, crash=crash) from error
        if code in _NOT_ALLOWED:
            raise Unanswered(f"{operation} was not allowed: {code}") from error
        return code
    if isinstance(error, NotImplementedError):
        raise _missing(operation, system) from error
    words = _one_line(error)
    gone = isinstance(error, b.HTTPClientError | b.ConnectionError)
    # What a client raises of itself, or the network, says nothing of who was asked.
    crash = "" if isinstance(error, b.BotoCoreError | OSError) else words
    late = isinstance(error, b.ReadTimeoutError | b.ConnectTimeoutError)
    raise Unanswered(f"{operation}: {words}", gone=gone, late=late, crash=crash) from error


def _missing(operation: str, system: str) -> Unanswered:
    return Unanswered(f"{system} has no {operation}", missing=True)


def _one_line(error: Exception) -> str:
    from botocore import exceptions as b

    words = " ".join(str(error).split())
    if isinstance(error, b.BotoCoreError):
        return words
    return f"{type(error).__name__}: {words}" if words else type(error).__name__
