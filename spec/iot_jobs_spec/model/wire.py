"""What a request must be on the wire: rules that a client library keeps, and other clients break.

What is broken there must be rejected and change nothing. No document says which error a request that
cannot be read is answered with, so any error of the caller's (4xx) will do.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache

from .. import claims as c
from ..language.evidence import Claim
from ..language.rules import Outcome, RequestRule, Verdict
from .constraints import MALFORMED
from .requests import Request


@dataclass(frozen=True, slots=True)
class Form:
    """What one part of a request must be. ``members`` are the members of requests that make an
    operation have such a part."""

    name: str
    members: tuple[str, ...]
    says: str
    claims: tuple[Claim, ...]


BODY = Form(
    "BODY",
    ("targets", "comment", "expected_version", "status_details"),
    "a JSON object in UTF-8",
    (c.BODY_IS_A_JSON_OBJECT,),
)
EXPECTED_VERSION = Form(
    "EXPECTED_VERSION",
    ("expected_version",),
    "a whole number of 64 bits",
    (c.EXPECTED_VERSION_IS_A_LONG,),
)
STATUS_DETAILS = Form(
    "STATUS_DETAILS", ("status_details",), "a JSON object of strings", (c.DETAILS_ARE_A_MAP,)
)
FORCE = Form(
    "FORCE",
    ("force",),
    "`true` or `false`, in the query",
    (c.FORCE_IS_A_BOOLEAN, c.FORCE_DEFAULTS_TO_FALSE),
)
JOB_ID = Form(
    "JOB_ID", ("job_id",), "a jobId after decoding, to its last character", (c.JOB_ID_FORM,)
)
THING_NAME = Form(
    "THING_NAME",
    ("thing_name",),
    "a thingName after decoding, to its last character",
    (c.THING_NAME_FORM,),
)
FORMS = (BODY, EXPECTED_VERSION, STATUS_DETAILS, FORCE, JOB_ID, THING_NAME)


@lru_cache
def raw_rule(operation: str, form: Form) -> RequestRule:
    """The rule that answers a request of the operation that does not have the form, or tries it."""
    return RequestRule(
        Verdict.REJECT,
        None,
        {},
        (*([Outcome()] if form is FORCE else []), *MALFORMED.outcomes),
        (*form.claims, c.MALFORMED_IS_INVALID_REQUEST),
        which=MALFORMED.claims,
        machine=MALFORMED.machine,
        event=f"raw/{form.name}",
        operation=operation,
    )


def forms_of(kind: type[Request]) -> tuple[Form, ...]:
    """The forms that requests of this operation have."""
    members = {member.name for member in fields(kind)}
    return tuple(form for form in FORMS if members & {*form.members})
