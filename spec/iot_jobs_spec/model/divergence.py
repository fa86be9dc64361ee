"""Divergences: answers that the spec does not permit, each with the rule at fault and a verdict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from .. import claims as c
from ..language.evidence import Basis, Claim, strongest
from ..language.rules import Rule, Verdict
from .answers import Answer, Entries, ExecutionDescription, JobDescription, Response
from .requests import (
    DescribeJob,
    DescribeJobExecution,
    GetPendingJobExecutions,
    ListJobExecutionsForJob,
    ListJobExecutionsForThing,
    Request,
)
from .step import Permitted


class CellVerdict(StrEnum):
    """What was found about a cell. The last two never count as a pass."""

    CONFORMS = "conforms"
    VIOLATES = "violates"
    """A DOCUMENTED claim is broken."""
    DIFFERS = "differs"
    """Only OBSERVED or INFERRED claims are broken."""
    UNDETERMINED = "undetermined"
    """The cell was asked, but the answers do not tell."""
    UNREACHED = "unreached"
    """The cell was not asked."""

    @classmethod
    def of(cls, broken: Basis) -> CellVerdict:
        """The verdict where this is the strongest basis of the claims that are broken."""
        return cls.VIOLATES if broken is Basis.DOCUMENTED else cls.DIFFERS


VIOLATES = CellVerdict.VIOLATES
DIFFERS = CellVerdict.DIFFERS
NO_ANSWER = "no answer of the API"
"""The error code of an answer that is neither a response nor an error of the API."""
LISTINGS = (GetPendingJobExecutions, ListJobExecutionsForJob, ListJobExecutionsForThing)
"""The reads that list executions, each with fewer members than DescribeJobExecution shows."""
READS = (DescribeJob, DescribeJobExecution, *LISTINGS)
"""The requests that change nothing."""
_DESCRIBES = (DescribeJob, DescribeJobExecution)
_DESCRIPTIONS = (JobDescription, ExecutionDescription)
_Shown: TypeAlias = Response | Entries | None


class Cause(NamedTuple):
    """The rule that decided about a job or execution, and the request that it answered, if any."""

    rule: Rule
    request: Request | None = None


AtFault = Callable[[str, str | None, tuple[str, ...]], Cause | None]
"""Finds the cause of wrong members of a job, or of its execution on a thing."""


@dataclass(frozen=True, slots=True)
class Divergence:
    """An answer that no world permits.

    ``verdict`` is "violates" where a DOCUMENTED claim is broken, else "differs". ``rule`` is the
    rule at fault: the one that should have answered, or the rule of an earlier step, if the answer
    shows that its effect was wrong. ``fields`` are the wrong members of the response, empty for
    another kind of answer. ``nearest`` is the expected answer that is most like the seen one.
    ``rivals`` are the other rules that may have answered, where that is uncertain.
    """

    verdict: CellVerdict
    rule: Rule
    claims: tuple[Claim, ...]
    request: Request
    expected: tuple[Answer, ...]
    seen: Answer
    nearest: Answer
    fields: tuple[str, ...] = ()
    rivals: tuple[Rule, ...] = ()


def nobody(_job_id: str, _thing: str | None, _wrong: tuple[str, ...]) -> None:
    """No earlier step is at fault."""


def diverge(
    request: Request, answer: Answer, considered: Sequence[Permitted], at_fault: AtFault
) -> Divergence:
    """The divergence of an answer that none of the considered steps permits."""
    expected = tuple(dict.fromkeys(p.answer for p in considered))
    rivals = [p for p in considered if p.answer.error is None and p.answer.response is not None]
    if answer.error is None and answer.response is not None and rivals:
        return _by_response(request, answer, rivals, expected, at_fault)
    if isinstance(request, _DESCRIBES):
        # A record is missing, or one exists that should not: an earlier step is at fault.
        earlier = at_fault(request.job_id or "", request.thing_name, ())
        same_kind = (answer.error is None) in {e.error is None for e in expected}
        if earlier is not None and not same_kind:
            claims = _why(earlier, ("status",))
            verdict, rule = CellVerdict.of(strongest(claims)), earlier.rule
            return Divergence(verdict, rule, claims, request, expected, answer, expected[0])
    # If several rules could have answered, the one with the mildest verdict is taken.
    rule = max((p.rule for p in considered), key=lambda rule: _rank(rule, answer.error))
    broken = rule.broken_by(answer.error) or Basis.INFERRED
    codes = {outcome.error.code if outcome.error else None for outcome in rule.outcomes}
    same_kind = (answer.error is None) in {code is None for code in codes}
    claims = rule.which or rule.claims if same_kind else rule.claims
    others = tuple(dict.fromkeys(p.rule for p in considered if p.rule is not rule))
    verdict = CellVerdict.of(broken)
    return Divergence(verdict, rule, claims, request, expected, answer, expected[0], rivals=others)


def unanswered(request: Request, what: str, permitted: Sequence[Permitted]) -> Divergence:
    """The divergence of a crash: ``what`` says how the implementation failed to answer.

    The rule that should have answered is at fault.
    """
    rule, expected = permitted[0].rule, tuple(dict.fromkeys(p.answer for p in permitted))
    described = any(answer.response is not None for answer in expected)
    fields = ("status",) if described and isinstance(request, _DESCRIBES) else ()
    seen, verdict = Answer(f"{NO_ANSWER}: {what}"), CellVerdict.of(strongest(rule.claims))
    return Divergence(verdict, rule, rule.claims, request, expected, seen, expected[0], fields)


def _by_response(
    request: Request,
    answer: Answer,
    rivals: Sequence[Permitted],
    expected: tuple[Answer, ...],
    at_fault: AtFault,
) -> Divergence:
    nearest = min(rivals, key=lambda p: _distance(p.answer.response, answer.response))
    wrong = _different(nearest.answer.response, answer.response)
    cause, claims = Cause(nearest.rule, request), nearest.rule.claims
    response = answer.response
    if isinstance(response, JobDescription) and wrong == ("counts",):
        claims = (c.COUNTERS_MATCH_EXECUTIONS,)  # the executions themselves are right
    elif isinstance(response, JobDescription):
        cause = at_fault(response.job_id, None, wrong) or cause
        claims = _why(cause, wrong)
    elif isinstance(response, ExecutionDescription) and _fixes(nearest.rule, request, wrong):
        claims = _why(cause, wrong)
    elif isinstance(response, ExecutionDescription) and "job_id" not in wrong:
        cause = at_fault(response.job_id, response.thing_name, wrong) or cause
        claims = _why(cause, wrong)
    verdict = CellVerdict.of(strongest(claims))
    return Divergence(verdict, cause.rule, claims, request, expected, answer, nearest.answer, wrong)


def _fixes(rule: Rule, request: Request, wrong: tuple[str, ...]) -> bool:
    """Whether one of the wrong members is one that the request itself changes."""
    changes = {effect.field for effect in rule.does}
    if rule.expected.status != rule.source:
        changes.add("status")
    return not request.is_read and not changes.isdisjoint(wrong) and "job_id" not in wrong


def _why(cause: Cause, wrong: tuple[str, ...]) -> tuple[Claim, ...]:
    """The claims about these members after a step by the rule."""
    rule = cause.rule
    if rule.verdict is Verdict.REJECT:
        return (c.REJECTION_CHANGES_NOTHING, *rule.claims)
    if "status" in wrong:
        return rule.claims
    found = [claim for effect in rule.does if effect.field in wrong for claim in effect.claims]
    if cause.request is not None and cause.request.status_details is not None:
        # The claim about omitted statusDetails says nothing about a request that gives them.
        found = [claim for claim in found if claim is not c.OMITTED_DETAILS_ARE_KEPT]
    return tuple(found) or (c.REJECTION_CHANGES_NOTHING,)


def _different(expected: _Shown, seen: _Shown) -> tuple[str, ...]:
    """The names of the members that differ; ("response",) for responses of another shape."""
    if type(expected) is type(seen) and isinstance(expected, _DESCRIPTIONS):
        names = (member.name for member in fields(expected))
        return tuple(name for name in names if getattr(expected, name) != getattr(seen, name))
    return () if expected == seen else ("response",)


def _distance(expected: _Shown, seen: _Shown) -> int:
    """The number of members that differ, or of entries if both are listings."""
    if isinstance(expected, tuple) and isinstance(seen, tuple):
        return len({*expected} ^ {*seen})
    return len(_different(expected, seen))


def _rank(rule: Rule, error: str | None) -> int:
    return (rule.broken_by(error) or Basis.UNSPECIFIED).rank
