"""Divergences: answers that the spec does not permit, each with a rule and a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ..language.evidence import Basis, Claim, strongest
from ..language.rules import Rule
from .answers import Answer
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
    """The result for a cell. The last two never count as a pass."""

    CONFORMS = "conforms"
    VIOLATES = "violates"
    """A DOCUMENTED claim is broken."""
    DIFFERS = "differs"
    """Only OBSERVED or INFERRED claims are broken."""
    UNDETERMINED = "undetermined"
    """A request may have reached the cell, but the result is inconclusive."""
    UNREACHED = "unreached"
    """No request reached the cell."""

    @classmethod
    def of(cls, broken: Basis) -> CellVerdict:
        """The verdict if this is the strongest basis of the broken claims."""
        return cls.VIOLATES if broken is Basis.DOCUMENTED else cls.DIFFERS


NO_ANSWER = "no answer of the API"
"""The error code of an answer that is neither a response nor an error of the API."""
LISTINGS = (GetPendingJobExecutions, ListJobExecutionsForJob, ListJobExecutionsForThing)
"""The reads that list executions, each with fewer members than DescribeJobExecution shows."""
LISTING_OPERATIONS = frozenset(kind.operation for kind in LISTINGS)
READS = (DescribeJob, DescribeJobExecution, *LISTINGS)
"""The requests that change nothing."""
_DESCRIBES = (DescribeJob, DescribeJobExecution)


@dataclass(frozen=True, slots=True)
class Divergence:
    """An answer that no world permits.

    ``verdict`` is "violates" if a DOCUMENTED claim is broken, else "differs". ``rule`` is the one
    that should have answered or, after judging a whole history, the one at fault. ``fields`` are
    the wrong members of the response, empty for another kind of answer. ``nearest`` is the expected
    answer that is most like the seen one. ``rivals`` are other rules that may have answered.
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


def unanswered(request: Request, what: str, permitted: Sequence[Permitted]) -> Divergence:
    """The divergence of a crash: ``what`` says how the implementation failed to answer.

    The rule that should have answered is at fault.
    """
    rule, expected = permitted[0].rule, tuple(dict.fromkeys(p.answer for p in permitted))
    described = any(answer.response is not None for answer in expected)
    fields = ("status",) if described and isinstance(request, _DESCRIBES) else ()
    seen, verdict = Answer(f"{NO_ANSWER}: {what}"), CellVerdict.of(strongest(rule.claims))
    return Divergence(verdict, rule, rule.claims, request, expected, seen, expected[0], fields)
