"""Divergences: an answer that the page does not permit, and how certain that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from . import claims as c
from .answers import Answer, ExecutionDescription, JobDescription
from .evidence import Basis, Claim, strongest
from .requests import Request
from .rows import Row, Verdict
from .step import Permitted

VIOLATES = "violates"
DIFFERS = "differs"
Causes = Mapping[tuple[str, str | None], Row]


@dataclass(frozen=True, slots=True)
class Divergence:
    """An answer that no world permits.

    ``verdict`` is "violates" where a DOCUMENTED claim is broken, else "differs". ``row`` is the
    row at fault: the one that should have answered, or, where the answer shows the effect of an
    earlier step to be wrong, the row of that step. ``fields`` are the members of the response that
    are not as expected, empty where it is another kind of answer.
    """

    verdict: str
    row: Row
    claims: tuple[Claim, ...]
    request: Request
    expected: tuple[Answer, ...]
    seen: Answer
    fields: tuple[str, ...] = ()


def diverge(
    request: Request, answer: Answer, considered: Sequence[Permitted], causes: Causes
) -> Divergence:
    """The divergence of an answer from everything that was considered possible."""
    expected = tuple(dict.fromkeys(p.answer for p in considered))
    rivals = [p for p in considered if p.answer.error is None and p.answer.response is not None]
    if answer.error is None and answer.response is not None and rivals:
        return _by_response(request, answer, rivals, expected, causes)
    # Where it is uncertain which row should have answered, the mildest verdict holds.
    row = max((p.row for p in considered), key=lambda row: _rank(row, answer.error))
    broken = row.broken_by(answer.error) or Basis.INFERRED
    codes = {outcome.error.code if outcome.error else None for outcome in row.outcomes}
    same_kind = (answer.error is None) in {code is None for code in codes}
    claims = row.which or row.claims if same_kind else row.claims
    return Divergence(_verdict(broken), row, claims, request, expected, answer)


def _by_response(
    request: Request,
    answer: Answer,
    rivals: Sequence[Permitted],
    expected: tuple[Answer, ...],
    causes: Causes,
) -> Divergence:
    nearest = min(rivals, key=lambda p: len(_different(p.answer.response, answer.response)))
    wrong = _different(nearest.answer.response, answer.response)
    row, claims = nearest.row, nearest.row.claims
    response = answer.response
    if isinstance(response, JobDescription):
        row = causes.get((response.job_id, None), row)
        claims = (c.COUNTERS_MATCH_EXECUTIONS,) if wrong == ("counts",) else _why(row, wrong)
    elif isinstance(response, ExecutionDescription):
        row = causes.get((response.job_id, response.thing_name), row)
        claims = _why(row, wrong)
    return Divergence(_verdict(strongest(claims)), row, claims, request, expected, answer, wrong)


def _why(row: Row, wrong: tuple[str, ...]) -> tuple[Claim, ...]:
    """The claims that fix these fields after the row's step."""
    if row.verdict is Verdict.REFUSE:
        return (c.REFUSED_CALL_CHANGES_NOTHING, *row.claims)
    if "status" in wrong:
        return row.claims
    found = [claim for effect in row.does if effect.field in wrong for claim in effect.claims]
    return tuple(found) or (c.REFUSED_CALL_CHANGES_NOTHING,)


def _different(expected: Any, seen: Any) -> tuple[str, ...]:
    """The names of the members that differ; ("response",) for responses of another shape."""
    if type(expected) is not type(seen) or not is_dataclass(expected):
        return () if expected == seen else ("response",)
    names = (member.name for member in fields(expected))
    return tuple(name for name in names if getattr(expected, name) != getattr(seen, name))


def _rank(row: Row, error: str | None) -> int:
    return (row.broken_by(error) or Basis.UNSPECIFIED).rank


def _verdict(basis: Basis) -> str:
    return VIOLATES if basis is Basis.DOCUMENTED else DIFFERS
