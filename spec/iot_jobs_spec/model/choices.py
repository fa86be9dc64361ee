"""Choices: the answers and effects that the spec leaves open, each with its possible values.

A choice among the outcomes of a rule has the id of the rule as its name; another choice has the
name of the effect, the claim or the constraint that leaves it open. The reference server makes
choices, and the checker reports the choices of an implementation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .. import claims as c
from .. import effects as e
from ..errors import INVALID_REQUEST, RESOURCE_NOT_FOUND
from ..language.evidence import Claim
from ..language.rules import ABSENT, Rule
from .constraints import CONSTRAINTS
from .table import TABLE

ACCEPT = "accept"
YES, NO = "yes", "no"
VALIDATION_FIRST = c.WHETHER_VALIDATION_COMES_FIRST.name
CUT_OFF = c.WHEN_DEVICES_ARE_CUT_OFF.name
AT_ONCE, IN_THE_END = "at-once", "in-the-end"
GRADUAL = c.DELETION_IS_GRADUAL.name
BUMP, FLAG, DETAILS = (x.name for x in (e.VERSION_MAY_GROW, e.MAY_BE_FLAGGED, e.DETAILS_TAKEN))
MERGE, REPLACE = "merge", "replace"
TARGET, THING = c.WHICH_BAD_TARGET_ERROR.name, "UNKNOWN_THING"


@dataclass(frozen=True, slots=True)
class Choice:
    """One open question, with its possible values, the usual one first."""

    name: str
    values: tuple[str, ...]
    says: str
    claims: tuple[Claim, ...] = ()


def quota_of(rule: Rule) -> Mapping[str, str]:
    """The choices whether a quota may reject a request that this rule accepts: name and error."""
    return {
        f"{rule.operation}/{limit.source or ABSENT}/{limit.error.code}": limit.error.code
        for limit in TABLE.spec.allowed(rule.machine, rule.event, rule.source)
        if limit.event is not None
    }


def _offered() -> Mapping[str, Choice]:
    found = [
        Choice(rule.id, _values(rule), rule.claims[0].says, (*rule.claims, *rule.which))
        for rule in TABLE.rules
        if len(rule.outcomes) > 1
    ]
    for rule in TABLE.rules:
        for limit in TABLE.spec.allowed(rule.machine, rule.event, rule.source):
            if limit.event is not None:
                found += [
                    Choice(name, (NO, YES), limit.claims[0].says, limit.claims)
                    for name in quota_of(rule)
                ]
    for effect, values in (
        (e.VERSION_MAY_GROW, (YES, NO)),
        (e.MAY_BE_FLAGGED, (YES, NO)),
        (e.DETAILS_TAKEN, (REPLACE, MERGE)),
    ):
        found.append(Choice(effect.name, values, effect.says, effect.claims))
    for claim, values in (
        (c.WHEN_DEVICES_ARE_CUT_OFF, (AT_ONCE, IN_THE_END)),
        (c.DELETION_IS_GRADUAL, (YES, NO)),
        (c.WHETHER_VALIDATION_COMES_FIRST, (YES, NO)),
    ):
        found.append(Choice(claim.name, values, claim.says, (claim,)))
    found += [
        Choice(k.name, (ACCEPT, INVALID_REQUEST.code), k.claims[0].says, k.claims)
        for k in CONSTRAINTS
        if k.sure is not None
    ]
    found += [
        Choice(
            TARGET,
            (RESOURCE_NOT_FOUND.code, INVALID_REQUEST.code),
            c.WHICH_BAD_TARGET_ERROR.says,
            (c.WHICH_BAD_TARGET_ERROR,),
        ),
        Choice(
            THING,
            (ACCEPT, RESOURCE_NOT_FOUND.code),
            "A device whose thing does not exist may get an empty list, or be rejected.",
        ),
    ]
    return {choice.name: choice for choice in found}


def _values(rule: Rule) -> tuple[str, ...]:
    return tuple(o.error.code if o.error else ACCEPT for o in rule.outcomes)


OFFERED = _offered()
"""Every choice by its name."""
