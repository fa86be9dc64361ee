"""Divergences: an answer that the page does not permit, and how certain that is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, NamedTuple

from .. import claims as c
from ..language.evidence import Basis, Claim, strongest
from ..language.rules import Rule, Verdict
from .answers import Answer, ExecutionDescription, JobDescription
from .requests import (
    DescribeJob,
    DescribeJobExecution,
    GetPendingJobExecutions,
    ListJobExecutionsForJob,
    ListJobExecutionsForThing,
    Request,
)
from .step import Permitted

VIOLATES = "violates"
DIFFERS = "differs"
NO_ANSWER = "no answer of the API"
"""Stands for an error code where neither a response nor an error of the API came."""
LISTINGS = (GetPendingJobExecutions, ListJobExecutionsForJob, ListJobExecutionsForThing)
"""The reads that show several executions, and of each less than a read of its own."""
READS = (DescribeJob, DescribeJobExecution, *LISTINGS)
"""The requests that change nothing."""
_DESCRIBES = (DescribeJob, DescribeJobExecution)


class Cause(NamedTuple):
    """The rule that decided about a job or execution, and the request that it answered, if any."""

    rule: Rule
    request: Request | None = None


AtFault = Callable[[str, str | None, tuple[str, ...]], Cause | None]
"""What is at fault where these members of a job, or of its execution on a thing, are not as they
should be."""


@dataclass(frozen=True, slots=True)
class Divergence:
    """An answer that no world permits.

    ``verdict`` is "violates" where a DOCUMENTED claim is broken, else "differs". ``row`` is the
    rule at fault: the one that should have answered, or, where the answer shows the effect of an
    earlier step to be wrong, the rule of that step. ``fields`` are the members of the response that
    are not as expected, empty where it is another kind of answer. ``nearest`` is the answer
    among those expected that is most like what was seen. ``rivals`` are the other rules that may
    have answered, where that is uncertain.
    """

    verdict: str
    rule: Rule
    claims: tuple[Claim, ...]
    request: Request
    expected: tuple[Answer, ...]
    seen: Answer
    nearest: Answer
    fields: tuple[str, ...] = ()
    rivals: tuple[Rule, ...] = ()


def nobody(_job_id: str, _thing: str | None, _wrong: tuple[str, ...]) -> None:
    """Nothing that came before is at fault."""


def diverge(
    request: Request, answer: Answer, considered: Sequence[Permitted], at_fault: AtFault
) -> Divergence:
    """The divergence of an answer from everything that was considered possible."""
    expected = tuple(dict.fromkeys(p.answer for p in considered))
    rivals = [p for p in considered if p.answer.error is None and p.answer.response is not None]
    if answer.error is None and answer.response is not None and rivals:
        return _by_response(request, answer, rivals, expected, at_fault)
    if isinstance(request, _DESCRIBES):
        # What should be there is not, or the other way round: an earlier step is to blame.
        earlier = at_fault(request.job_id or "", request.thing_name, ())
        same_kind = (answer.error is None) in {e.error is None for e in expected}
        if earlier is not None and not same_kind:
            claims = _why(earlier, ("status",))
            verdict, rule = _verdict(strongest(claims)), earlier.rule
            return Divergence(verdict, rule, claims, request, expected, answer, expected[0])
    # Where it is uncertain which rule should have answered, the mildest verdict holds.
    rule = max((p.rule for p in considered), key=lambda rule: _rank(rule, answer.error))
    broken = rule.broken_by(answer.error) or Basis.INFERRED
    codes = {outcome.error.code if outcome.error else None for outcome in rule.outcomes}
    same_kind = (answer.error is None) in {code is None for code in codes}
    claims = rule.which or rule.claims if same_kind else rule.claims
    others = tuple(dict.fromkeys(p.rule for p in considered if p.rule is not rule))
    verdict = _verdict(broken)
    return Divergence(verdict, rule, claims, request, expected, answer, expected[0], rivals=others)


def unanswered(request: Request, what: str, permitted: Sequence[Permitted]) -> Divergence:
    """The divergence of a crash: ``what`` came is neither a response nor a rejection.

    The rule that should have answered is at fault, whatever it says.
    """
    rule, expected = permitted[0].rule, tuple(dict.fromkeys(p.answer for p in permitted))
    described = any(answer.response is not None for answer in expected)
    fields = ("status",) if described and isinstance(request, _DESCRIBES) else ()
    seen, verdict = Answer(f"{NO_ANSWER}: {what}"), _verdict(strongest(rule.claims))
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
        claims = (c.COUNTERS_MATCH_EXECUTIONS,)  # what is counted is as it should be
    elif isinstance(response, JobDescription):
        cause = at_fault(response.job_id, None, wrong) or cause
        claims = _why(cause, wrong)
    elif isinstance(response, ExecutionDescription) and _fixes(nearest.rule, request, wrong):
        claims = _why(cause, wrong)
    elif isinstance(response, ExecutionDescription) and "job_id" not in wrong:
        cause = at_fault(response.job_id, response.thing_name, wrong) or cause
        claims = _why(cause, wrong)
    verdict = _verdict(strongest(claims))
    return Divergence(verdict, cause.rule, claims, request, expected, answer, nearest.answer, wrong)


def _fixes(rule: Rule, request: Request, wrong: tuple[str, ...]) -> bool:
    """Whether what is wrong in the answer to a request is what the request itself changes."""
    changes = {effect.field for effect in rule.does}
    if rule.expected.status != rule.source:
        changes.add("status")
    return not request.is_read and not changes.isdisjoint(wrong) and "job_id" not in wrong


def _why(cause: Cause, wrong: tuple[str, ...]) -> tuple[Claim, ...]:
    """The claims that fix these fields after the row's step."""
    rule = cause.rule
    if rule.verdict is Verdict.REJECT:
        return (c.REJECTION_CHANGES_NOTHING, *rule.claims)
    if "status" in wrong:
        return rule.claims
    found = [claim for effect in rule.does if effect.field in wrong for claim in effect.claims]
    if cause.request is not None and cause.request.status_details is not None:
        # Of statusDetails that are given, nothing follows from what becomes of omitted ones.
        found = [claim for claim in found if claim is not c.OMITTED_DETAILS_ARE_KEPT]
    return tuple(found) or (c.REJECTION_CHANGES_NOTHING,)


def _different(expected: Any, seen: Any) -> tuple[str, ...]:
    """The names of the members that differ; ("response",) for responses of another shape."""
    if type(expected) is not type(seen) or not is_dataclass(expected):
        return () if expected == seen else ("response",)
    names = (member.name for member in fields(expected))
    return tuple(name for name in names if getattr(expected, name) != getattr(seen, name))


def _distance(expected: Any, seen: Any) -> int:
    """How many members differ, or, of listings, how many entries."""
    if isinstance(expected, tuple) and isinstance(seen, tuple):
        return len({*expected} ^ {*seen})
    return len(_different(expected, seen))


def _rank(rule: Rule, error: str | None) -> int:
    return (rule.broken_by(error) or Basis.UNSPECIFIED).rank


def _verdict(basis: Basis) -> str:
    return VIOLATES if basis is Basis.DOCUMENTED else DIFFERS
