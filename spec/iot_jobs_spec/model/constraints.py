"""Constraints on the members of requests, and on the form of requests on the wire.

The service rejects a request that breaks a constraint (a length, a count, a pattern) with
InvalidRequestException, and changes nothing. A pattern that names a Unicode property can be read
broadly or narrowly; a value on which the readings differ is open, and either answer is permitted.

Client libraries keep the form. Other clients can break it, for example with a body that is not
JSON or a string instead of a number. The service must reject such a request and change nothing. No
document says which error answers a request that cannot be read, so every error with a status 4xx
is permitted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sized
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any

import regex

from .. import claims as c
from ..errors import INVALID_REQUEST, RESOURCE_NOT_FOUND
from ..language.evidence import Claim
from ..language.rules import ABSENT, Error, Outcome, RequestRule, Rule, Verdict
from .requests import ALL, FULL_REQUESTS, Request, is_beyond


class Fit(Enum):
    """Whether a value keeps its constraint; OPEN where readings of the constraint differ."""

    KEPT = "kept"
    OPEN = "open"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True, eq=False)
class Constraint:
    """The permitted values of one member of requests.

    ``shortest`` and ``longest`` count characters (Unicode code points), or members where
    ``counts`` is set. ``pattern`` must match the whole value in its broadest reading; ``sure``,
    where it is given, is the narrow reading on which everybody agrees. ``operations`` empty means
    every operation with such a member. ``also`` are errors that may come instead.
    """

    name: str
    member: str
    shortest: int
    longest: int | None
    claims: tuple[Claim, ...]
    pattern: str = ".*"
    sure: str | None = None
    counts: bool = False
    operations: tuple[str, ...] = ()
    also: tuple[Error, ...] = ()

    def values(self, request: Request) -> Iterable[Sized]:
        """The values in the request that must keep the constraint."""
        member, _, part = self.member.partition(".")
        value = getattr(request, member)
        if value is None:
            return ()
        if self.counts:
            return (value,)
        if isinstance(value, Mapping):
            return value.keys() if part == "keys" else value.values()
        return value if isinstance(value, tuple) else (value,)

    def judge(self, value: Sized) -> Fit:
        """Whether one value keeps the constraint: a string, or a collection if it counts."""
        size = len(value)
        if size < self.shortest or (self.longest is not None and size > self.longest):
            return Fit.BROKEN
        if self.counts:
            return Fit.KEPT
        return _form(str(value), self.pattern, self.sure)


@dataclass(frozen=True, slots=True, eq=False)
class Range:
    """The permitted numbers in one member of requests of an operation, in the profile `full`.

    ``besides`` are permitted too; for ``unclear`` ones the sources do not say. ``parts`` finds the
    numbers in a member that is more than a number; ``where`` says where the API has them, and
    ``counts`` that the range limits their sum. Each has at most so many ``digits`` after the
    decimal point, if that is limited.
    """

    name: str
    operation: str
    member: str
    lowest: int
    highest: int | None
    claims: tuple[Claim, ...]
    besides: tuple[int, ...] = ()
    unclear: tuple[int, ...] = ()
    parts: Callable[[Any], Iterable[float]] | None = None
    where: str = ""
    counts: bool = False
    digits: int | None = None
    also: tuple[Error, ...] = ()

    def judge(self, request: Request) -> Fit:
        """Whether the request keeps the range."""
        return self.fit(getattr(request, self.member))

    def fit(self, value: Any) -> Fit:
        """Whether a value of the member keeps the range."""
        found = () if value is None else (value,) if self.parts is None else self.parts(value)
        fits = [self._fit(number) for number in found]
        return next((fit for fit in (Fit.BROKEN, Fit.OPEN) if fit in fits), Fit.KEPT)

    def _fit(self, number: float) -> Fit:
        if number in self.unclear:
            return Fit.OPEN
        below = self.highest is None or number <= self.highest
        kept = number in self.besides or (number >= self.lowest and below)
        if self.digits is not None and round(number, self.digits) != number:
            return Fit.BROKEN
        return Fit.KEPT if kept else Fit.BROKEN


MOST_MINUTES = 10_080
"""The longest timer: seven days."""
MOST_RETRIES = 10
"""The most retries for one thing."""
_RETRIES = "jobExecutionsRetryConfig.criteriaList.numberOfRetries"
_ABORT = "abortConfig.criteriaList"


def _all_retries(retries: Mapping[str, int]) -> Iterable[int]:
    """The retries for both types of failure together; none where ALL is given too."""
    return () if ALL in retries else (sum(retries.values()),)


def _retries_with_all(retries: Mapping[str, int]) -> Iterable[int]:
    """The retries together where ALL is given beside a type of failure."""
    return (sum(retries.values()),) if ALL in retries and len(retries) > 1 else ()


RANGES = (
    Range("STEP_TIMEOUT", "UpdateJobExecution", "step_timeout_in_minutes", 1, MOST_MINUTES,
          (c.TIMERS_LAST_A_WEEK, c.STEP_TIMER_IS_REMOVED), besides=(-1,)),
    Range("STEP_TIMEOUT", "StartNextPendingJobExecution", "step_timeout_in_minutes", 1,
          MOST_MINUTES, (c.TIMERS_LAST_A_WEEK,), unclear=(-1,)),
    Range("IN_PROGRESS_TIMEOUT", "CreateJob", "in_progress_timeout_in_minutes", 1, MOST_MINUTES,
          (c.TIMERS_LAST_A_WEEK,), where="timeoutConfig.inProgressTimeoutInMinutes"),
    Range("RETRIES", "CreateJob", "retries", 0, MOST_RETRIES, (c.TEN_RETRIES_AT_MOST,),
          parts=lambda retries: retries.values(), where=_RETRIES),
    Range("RETRIES_TOGETHER", "CreateJob", "retries", 0, MOST_RETRIES, (c.TEN_RETRIES_AT_MOST,),
          parts=_all_retries, where=_RETRIES, counts=True),
    Range("RETRIES_WITH_ALL", "CreateJob", "retries", 0, MOST_RETRIES,
          (c.WHETHER_ALL_ADDS_RETRIES, c.TEN_RETRIES_AT_MOST), parts=_retries_with_all,
          where=_RETRIES, counts=True,
          unclear=tuple(range(MOST_RETRIES + 1, 3 * MOST_RETRIES + 1))),
    Range("ABORT_PERCENTAGE", "CreateJob", "abort", 0, 100,
          (c.ABORT_CRITERIA_BOUNDS, c.ABORT_PERCENTAGE_DIGITS),
          parts=lambda abort: [criterion.percentage for criterion in abort],
          where=f"{_ABORT}.thresholdPercentage", digits=2),
    Range("ABORT_EXECUTED", "CreateJob", "abort", 1, None, (c.ABORT_CRITERIA_BOUNDS,),
          parts=lambda abort: [criterion.executed for criterion in abort],
          where=f"{_ABORT}.minNumberOfExecutedThings"),
)  # fmt: skip
"""The ranges of the parameters that only the profile `full` has."""

_PRINTABLE = r"[^\p{Cc}\p{Cf}\p{Co}\p{Cs}]+"
"""Characters outside category C in every version of Unicode, also those not assigned yet."""

CONSTRAINTS = (
    Constraint("JOB_ID", "job_id", 1, 64, (c.JOB_ID_FORM,), r"[a-zA-Z0-9_-]+"),
    Constraint("THING_NAME", "thing_name", 1, 128, (c.THING_NAME_FORM,), r"[a-zA-Z0-9:_-]+"),
    Constraint("TARGETS", "targets", 1, None, (c.CREATE_NEEDS_A_TARGET,), counts=True),
    Constraint(
        "TARGET", "targets", 1, 128, (c.THING_NAME_FORM, c.WHICH_BAD_TARGET_ERROR),
        r"[a-zA-Z0-9:_-]+", also=(RESOURCE_NOT_FOUND,),
    ),
    Constraint(
        "REASON_CODE", "reason_code", 1, 128, (c.REASON_CODE_FORM,),
        r"[\p{Upper}\p{Digit}_]+", sure="[A-Z0-9_]+",
    ),
    Constraint("COMMENT", "comment", 1, 2028, (c.COMMENT_FORM,), _PRINTABLE, sure=r"[^\p{C}]+"),
    Constraint(
        "DETAILS_COUNT", "status_details", 0, 10,
        (c.CANCEL_ALLOWS_TEN_DETAILS, c.WHICH_DETAILS_LIMITS),
        counts=True, operations=("CancelJobExecution",),
    ),
    Constraint(
        "DETAILS_KEY", "status_details.keys", 1, 128, (c.DETAILS_KEY_FORM,), r"[a-zA-Z0-9:_-]+"
    ),
    Constraint(
        "DETAILS_VALUE", "status_details.values", 1, 1024,
        (c.DETAILS_VALUE_FORM, c.WHICH_DETAILS_LIMITS), _PRINTABLE, sure=r"[^\p{C}]+",
    ),
)  # fmt: skip

MALFORMED = Rule(
    Verdict.REJECT,
    None,
    {},
    (Outcome(INVALID_REQUEST),),
    (
        c.MALFORMED_IS_INVALID_REQUEST,
        c.WHETHER_VALIDATION_COMES_FIRST,
        c.BOTO3_SENDS_MALFORMED,
    ),
    machine="Request",
    event="malformed",
)
"""The rule for requests that break a constraint; `malformed_rule` is that for one constraint."""


@lru_cache
def malformed_rule(operation: str, constraint: Constraint | Range) -> RequestRule:
    """The rule for a request of the operation that breaks the constraint.

    Accepting the request breaks the claims of the constraint; rejecting it with another error than
    the expected one breaks only the claims about the error.
    """
    return RequestRule(
        Verdict.REJECT,
        None,
        {},
        (*MALFORMED.outcomes, *(Outcome(error) for error in constraint.also)),
        (*constraint.claims, c.MALFORMED_IS_INVALID_REQUEST),
        which=MALFORMED.claims,
        machine=MALFORMED.machine,
        event=f"{MALFORMED.event}/{constraint.name}",
        operation=operation,
    )


def constraints_of(kind: type[Request]) -> tuple[Constraint, ...]:
    """The constraints on requests of this operation."""
    return _CONSTRAINTS_OF[kind]


def ranges_of(kind: type[Request]) -> tuple[Range, ...]:
    """The ranges of requests of this operation, in the profile `full`."""
    return tuple(one for one in RANGES if one.operation == kind.operation)


def _holds(kind: type[Request], constraint: Constraint) -> bool:
    """Whether requests of this operation have the member of the constraint."""
    applies = not constraint.operations or kind.operation in constraint.operations
    return applies and kind.takes(constraint.member.partition(".")[0])


_CONSTRAINTS_OF: Mapping[type, tuple[Constraint, ...]] = {
    kind: tuple(constraint for constraint in CONSTRAINTS if _holds(kind, constraint))
    for kind in FULL_REQUESTS
}


@lru_cache(maxsize=4096)
def judge(request: Request) -> tuple[Fit, tuple[Constraint | Range, ...]]:
    """The worst fit of any member of the request, and the constraints that are not kept, the broken
    ones first."""
    unkept: list[tuple[Fit, Constraint | Range]] = [
        (fit, constraint)
        for constraint in constraints_of(type(request))
        for value in constraint.values(request)
        if (fit := constraint.judge(value)) is not Fit.KEPT
    ]
    if is_beyond(request):
        unkept += [
            (fit, one)
            for one in ranges_of(type(request))
            if (fit := one.judge(request)) is not Fit.KEPT
        ]
    if not unkept:
        return Fit.KEPT, ()
    broken = dict.fromkeys(constraint for fit, constraint in unkept if fit is Fit.BROKEN)
    open_ = dict.fromkeys(constraint for _, constraint in unkept if constraint not in broken)
    return Fit.BROKEN if broken else Fit.OPEN, (*broken, *open_)


@lru_cache(maxsize=4096)
def _form(text: str, pattern: str, sure: str | None) -> Fit:
    """Whether the text matches the patterns. Cached, because many requests repeat a name."""
    if not _compiled(pattern).fullmatch(text):
        return Fit.BROKEN
    return Fit.KEPT if sure is None or _compiled(sure).fullmatch(text) else Fit.OPEN


@lru_cache
def _compiled(pattern: str) -> regex.Pattern[str]:
    return regex.compile(pattern)


@dataclass(frozen=True, slots=True)
class Form:
    """The required form of one part of a request. An operation has this part if its requests have
    one of ``members``."""

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
JOB_ID = Form("JOB_ID", ("job_id",), "a valid jobId as a whole, once decoded", (c.JOB_ID_FORM,))
THING_NAME = Form(
    "THING_NAME",
    ("thing_name",),
    "a valid thingName as a whole, once decoded",
    (c.THING_NAME_FORM,),
)
DOCUMENT = Form(
    "DOCUMENT",
    ("targets",),
    "present, unless there is a documentSource",
    (c.CREATE_NEEDS_A_DOCUMENT,),
)
EXECUTION_NUMBER = Form(
    "EXECUTION_NUMBER",
    ("execution_number",),
    "a whole number of 64 bits",
    (c.EXECUTION_NUMBER_IS_A_LONG,),
)
STEP_TIMEOUT = Form(
    "STEP_TIMEOUT_IN_MINUTES",
    ("step_timeout_in_minutes",),
    "a whole number of 64 bits",
    (c.STEP_TIMEOUT_IS_A_LONG,),
)
INCLUDE_STATE = Form(
    "INCLUDE_JOB_EXECUTION_STATE",
    ("include_job_execution_state",),
    "`true` or `false`",
    (c.INCLUDE_STATE_IS_A_BOOLEAN,),
)
FORMS = (BODY, EXPECTED_VERSION, STATUS_DETAILS, FORCE, JOB_ID, THING_NAME, DOCUMENT)
FURTHER_FORMS = (EXECUTION_NUMBER, STEP_TIMEOUT, INCLUDE_STATE)
"""The forms of the parameters that only the profile `full` has."""


@lru_cache
def raw_rule(operation: str, form: Form) -> RequestRule:
    """The rule for a request of the operation that breaks the form."""
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
        any_rejection=True,
    )


@lru_cache
def final_rule(rule: Rule) -> RequestRule:
    """The rule for a device that reports a final status, such as SUCCEEDED, if ``rule`` rejects
    even IN_PROGRESS: the service rejects the report in the same way."""
    return RequestRule(
        Verdict.REJECT,
        None,
        {},
        rule.outcomes,
        rule.claims,
        which=rule.which,
        machine=MALFORMED.machine,
        event=f"raw/FINAL_STATUS/{rule.source or ABSENT}",
        operation=rule.operation,
    )


def forms_of(kind: type[Request], beyond: bool = False) -> tuple[Form, ...]:
    """The forms that requests of this operation have, ``beyond`` also those of the profile
    `full`."""
    every = (*FORMS, *(FURTHER_FORMS if beyond else ()))
    return tuple(form for form in every if any(map(kind.takes, form.members)))
