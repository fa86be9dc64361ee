"""What a request is rejected with, and why: an error of the API with the rule that decided."""

from __future__ import annotations

import json

from ..errors import ERRORS, INVALID_REQUEST
from ..language.rules import Rule
from ..model.constraints import MALFORMED
from .service_model import Model

_HTTP = {error.code: error.http[0] for error in ERRORS}


class Problem(Exception):
    """A request is rejected and changes nothing. ``row`` is the rule of the page that says so."""

    def __init__(
        self, code: str, message: str, rule: Rule | None = None, status: int | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.rule = rule
        self.status = status
        """The HTTP status, where it is not that of the model or of the page."""

    def body(self) -> bytes:
        """The body of the answer, in ASCII whatever the message quotes."""
        return json.dumps({"message": self.message}).encode("ascii")

    def http_status(self, model: Model) -> int:
        """The HTTP status: the plane's model decides, and the page where that has no such error."""
        return self.status or model.http_status(self.code) or _HTTP[self.code]


def invalid(message: str) -> Problem:
    """The request is malformed."""
    return Problem(INVALID_REQUEST.code, message, MALFORMED)


def unknown(message: str) -> Problem:
    """The request is for nothing that this specification holds."""
    return Problem(INVALID_REQUEST.code, message)


def unmet(value: object, member: str, must: str) -> Problem:
    """A member breaks a constraint. The message has the form that the service gives it (R20)."""
    shown = "null" if value is None else str(value)
    if len(shown) > 200:
        shown = shown[:200] + "…"
    return invalid(f"Value {shown} at '{member}' failed to satisfy constraint: Member must {must}")
