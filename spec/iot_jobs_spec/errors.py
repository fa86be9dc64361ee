"""The errors of the API that the spec uses: code, HTTP status and claims."""

from __future__ import annotations

from .claims import ERROR_HTTP_CODES, THROTTLING_HTTP_CODES, WHICH_THROTTLING_CODE
from .language.rules import Error

INVALID_REQUEST = Error("InvalidRequestException", (400,), (ERROR_HTTP_CODES,))
RESOURCE_NOT_FOUND = Error("ResourceNotFoundException", (404,), (ERROR_HTTP_CODES,))
INVALID_STATE_TRANSITION = Error("InvalidStateTransitionException", (409,), (ERROR_HTTP_CODES,))
VERSION_CONFLICT = Error("VersionConflictException", (409,), (ERROR_HTTP_CODES,))
RESOURCE_ALREADY_EXISTS = Error("ResourceAlreadyExistsException", (409,), (ERROR_HTTP_CODES,))
LIMIT_EXCEEDED = Error("LimitExceededException", (410,), (ERROR_HTTP_CODES,))
SERVICE_UNAVAILABLE = Error("ServiceUnavailableException", (503,), (ERROR_HTTP_CODES,))
THROTTLING = Error(
    "ThrottlingException", (400, 429), (THROTTLING_HTTP_CODES, WHICH_THROTTLING_CODE)
)

ERRORS = (
    INVALID_REQUEST,
    RESOURCE_NOT_FOUND,
    INVALID_STATE_TRANSITION,
    VERSION_CONFLICT,
    RESOURCE_ALREADY_EXISTS,
    LIMIT_EXCEEDED,
    SERVICE_UNAVAILABLE,
    THROTTLING,
)
