"""What a probe shows to be wrong, said of the rule that it tries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ..claims import REJECTION_CHANGES_NOTHING
from ..language.evidence import Basis, Claim, strongest
from ..model.answers import Answer
from ..model.constraints import Fit
from ..model.divergence import DIFFERS, VIOLATES, CellVerdict, Divergence
from ..model.table import Table
from ..systems.raw import RawAnswer
from .found import Found
from .probe import Probe
from .words import operation_of


def judged(probe: Probe, answer: RawAnswer) -> Divergence | None:
    """What is wrong where a raw request is not rejected, by any error of the caller's (4xx)."""
    if 300 <= answer.status < 500:
        return None
    rule = probe.rule
    claims = rule.claims if answer.error is None else rule.which
    expected = tuple(Answer(o.error.code) for o in rule.outcomes if o.error)
    asked: Any = probe.put
    return Divergence(
        _verdict(claims), rule, claims, asked, expected, Answer(answer.error), expected[0]
    )


def blamed(probe: Probe, divergence: Divergence) -> Divergence:
    """The divergence as one of the rule that the probe tries."""
    rule = probe.rule
    if divergence.rule is rule:
        return divergence
    rejected = probe.fit is Fit.BROKEN
    others = (REJECTION_CHANGES_NOTHING,) if rejected else divergence.claims
    form = (claim for claim in rule.claims if claim not in rule.which)
    claims = tuple(dict.fromkeys((*form, *others)))
    return replace(divergence, rule=rule, claims=claims, verdict=_verdict(claims))


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
    for rule in table.rules:
        if rule.operation == operation and "at_limit" in rule.guards:
            codes = {outcome.error.code for outcome in rule.outcomes if outcome.error}
            errors[rule.guards["at_limit"]] |= codes
    return found.deleting > 0 and found.divergence.seen.error in errors[True] - errors[False]


def _verdict(claims: tuple[Claim, ...]) -> CellVerdict:
    return VIOLATES if strongest(claims) is Basis.DOCUMENTED else DIFFERS
