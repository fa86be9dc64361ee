"""What a probe shows to be wrong, said of the row that it tries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ..claims import REFUSED_CALL_CHANGES_NOTHING
from ..language.evidence import Basis, Claim, strongest
from ..model.answers import Answer
from ..model.constraints import Fit
from ..model.divergence import DIFFERS, VIOLATES, Divergence
from ..model.table import Table
from ..systems.raw import RawAnswer
from .found import Found
from .probe import Probe
from .words import operation_of


def judged(probe: Probe, answer: RawAnswer) -> Divergence | None:
    """What is wrong where a raw request is not refused, by any error of the caller's (4xx)."""
    if 300 <= answer.status < 500:
        return None
    row = probe.row
    claims = row.claims if answer.error is None else row.which
    expected = tuple(Answer(o.error.code) for o in row.outcomes if o.error)
    asked: Any = probe.put
    return Divergence(
        _verdict(claims), row, claims, asked, expected, Answer(answer.error), expected[0]
    )


def blamed(probe: Probe, divergence: Divergence) -> Divergence:
    """The divergence as one of the row that the probe tries."""
    row = probe.row
    if divergence.row is row:
        return divergence
    refused = probe.fit is Fit.BROKEN
    others = (REFUSED_CALL_CHANGES_NOTHING,) if refused else divergence.claims
    form = (claim for claim in row.claims if claim not in row.which)
    claims = tuple(dict.fromkeys((*form, *others)))
    return replace(divergence, row=row, claims=claims, verdict=_verdict(claims))


def shows_too(divergence: Divergence, others: Iterable[Divergence]) -> bool:
    """Whether another one is the same, or more, where only a value is another one."""
    return any(
        type(divergence.request) is type(other.request)
        and divergence.seen.error == other.seen.error
        and {*divergence.fields} <= {*other.fields}
        for other in others
    )


def is_about_others(found: Found, table: Table) -> bool:
    """Whether it is an error that the operation answers where as many jobs are being deleted as may
    be, and some were: perhaps more than is known."""
    operation = operation_of(found.divergence.request)
    errors: dict[bool, set[str]] = {True: set(), False: set()}
    for row in table.rows:
        if row.operation == operation and "crowded" in row.guards:
            codes = {outcome.error.code for outcome in row.outcomes if outcome.error}
            errors[row.guards["crowded"]] |= codes
    return found.deleting > 0 and found.divergence.seen.error in errors[True] - errors[False]


def _verdict(claims: tuple[Claim, ...]) -> str:
    return VIOLATES if strongest(claims) is Basis.DOCUMENTED else DIFFERS
