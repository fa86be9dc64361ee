"""Choices: the answers and effects that the spec leaves open, each with its possible values.

A choice among the outcomes of a rule has the id of the rule as its name; another choice has the
name of the effect, the claim or the constraint that leaves it open. The reference server makes
choices, and the checker reports the choices of an implementation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from .. import claims as c
from .. import effects as e
from ..errors import INVALID_REQUEST, RESOURCE_NOT_FOUND
from ..language.evidence import Claim
from ..language.rules import ABSENT, Rule
from ..language.spec import Spec
from .constraints import CONSTRAINTS, RANGES
from .profiles import CORE, FULL, table_of
from .table import TABLE, Table

ACCEPT = "accept"
YES, NO = "yes", "no"
VALIDATION_FIRST = c.WHETHER_VALIDATION_COMES_FIRST.name
CUT_OFF = c.WHEN_DEVICES_ARE_CUT_OFF.name
AT_ONCE, IN_THE_END = "at-once", "in-the-end"
GRADUAL = c.DELETION_IS_GRADUAL.name
BUMP, FLAG, DETAILS = (x.name for x in (e.VERSION_MAY_GROW, e.MAY_BE_FLAGGED, e.DETAILS_TAKEN))
MERGE, REPLACE = "merge", "replace"
DEVICE_DOCUMENT, AS_GIVEN, COMPACT = "DEVICE_DOCUMENT", "as-given", "compact"
LIST_ORDER, NEWEST_FIRST, OLDEST_FIRST = "LIST_ORDER", "newest-first", "oldest-first"
SURELY, EARLY = "in-every-reading", "in-any-reading"
TARGET, THING = c.WHICH_BAD_TARGET_ERROR.name, "UNKNOWN_THING"
TIME_OUT_BUMP, START_NEXT_TIMER = e.TIME_OUT_MAY_BUMP.name, e.STEP_TIMER_MAY_BE_SET.name
DELETION_TIMER = c.WHETHER_TIMER_OUTLASTS_DELETION.name
COMPLETES, EMPTY_COMPLETES = (
    x.name for x in (c.WHETHER_DELETION_COMPLETES, c.WHETHER_EMPTY_JOB_COMPLETES)
)
ABORT, TRIES = (x.name for x in (c.WHICH_EXECUTIONS_COUNT_FOR_ABORT, c.COUNTERS_MAY_COUNT_TRIES))
TERMINAL, TERMINAL_STATE = c.WHETHER_DEVICE_READS_TERMINAL.name, "TerminalStateException"


@dataclass(frozen=True, slots=True)
class Choice:
    """One open question, with its possible values, the usual one first."""

    name: str
    values: tuple[str, ...]
    says: str
    claims: tuple[Claim, ...] = ()


def quota_of(rule: Rule, spec: Spec = TABLE.spec) -> Mapping[str, str]:
    """The choice and the error of each quota that may reject a request which the rule accepts."""
    return {
        f"{rule.operation}/{limit.source or ABSENT}/{limit.error.code}": limit.error.code
        for limit in spec.allowed(rule.machine, rule.event, rule.source)
        if limit.event is not None
    }


@cache
def offered(profile: str = CORE) -> Mapping[str, Choice]:
    """Every choice of a profile by its name."""
    table = table_of(profile)
    found = [*_of_rules(table), *_of_effects()]
    if table.spec.extends is not None:
        found += _of_life()
    return {choice.name: choice for choice in found}


def _of_rules(table: Table) -> Iterable[Choice]:
    for rule in table.rules:
        if len(rule.outcomes) > 1:
            yield Choice(rule.id, _values(rule), rule.claims[0].says, (*rule.claims, *rule.which))
    for rule in table.rules:
        for limit in table.spec.allowed(rule.machine, rule.event, rule.source):
            if limit.event is not None:
                for name in quota_of(rule, table.spec):
                    yield Choice(name, (NO, YES), limit.claims[0].says, limit.claims)


def _of_effects() -> Iterable[Choice]:
    for effect, values in (
        (e.VERSION_MAY_GROW, (YES, NO)),
        (e.MAY_BE_FLAGGED, (YES, NO)),
        (e.DETAILS_TAKEN, (REPLACE, MERGE)),
    ):
        yield Choice(effect.name, values, effect.says, effect.claims)
    for claim, values in (
        (c.WHEN_DEVICES_ARE_CUT_OFF, (AT_ONCE, IN_THE_END)),
        (c.DELETION_IS_GRADUAL, (YES, NO)),
        (c.WHETHER_VALIDATION_COMES_FIRST, (YES, NO)),
    ):
        yield Choice(claim.name, values, claim.says, (claim,))
    for constraint in CONSTRAINTS:
        if constraint.sure is not None:
            values = (ACCEPT, INVALID_REQUEST.code)
            claims = constraint.claims
            yield Choice(constraint.name, values, claims[0].says, claims)
    yield Choice(
        TARGET,
        (RESOURCE_NOT_FOUND.code, INVALID_REQUEST.code),
        c.WHICH_BAD_TARGET_ERROR.says,
        (c.WHICH_BAD_TARGET_ERROR,),
    )
    yield Choice(
        THING,
        (ACCEPT, RESOURCE_NOT_FOUND.code),
        "A device whose thing does not exist may get an empty list, or be rejected.",
    )


def _of_life() -> Iterable[Choice]:
    """The choices that only the profile `full` has."""
    for effect in (e.TIME_OUT_MAY_BUMP, e.STEP_TIMER_MAY_BE_SET):
        yield Choice(effect.name, (YES, NO), effect.says, effect.claims)
    for claim, values in (
        (c.WHETHER_TIMER_OUTLASTS_DELETION, (YES, NO)),
        (c.WHETHER_DELETION_COMPLETES, (YES, NO)),
        (c.WHETHER_EMPTY_JOB_COMPLETES, (YES, NO)),
        (c.WHICH_EXECUTIONS_COUNT_FOR_ABORT, (SURELY, EARLY)),
        (c.COUNTERS_MAY_COUNT_TRIES, (NO, YES)),
        (c.WHETHER_DEVICE_READS_TERMINAL, (ACCEPT, TERMINAL_STATE)),
    ):
        yield Choice(claim.name, values, claim.says, (claim,))
    yield Choice(
        LIST_ORDER,
        (NEWEST_FIRST, OLDEST_FIRST),
        "Listings of jobs, and of the executions of a thing, may be in any order: no document "
        "promises one.",
    )
    yield Choice(
        DEVICE_DOCUMENT,
        (AS_GIVEN, COMPACT),
        "A device may get the document of a job as it was given, or as JSON without spaces: no "
        "document says which.",
    )
    for unclear in RANGES:
        if unclear.unclear:
            values = (ACCEPT, INVALID_REQUEST.code)
            yield Choice(unclear.name, values, unclear.claims[0].says, unclear.claims)


def _values(rule: Rule) -> tuple[str, ...]:
    return tuple(o.error.code if o.error else ACCEPT for o in rule.outcomes)


@cache
def rules_of_cells(profile: str) -> Mapping[str, str]:
    """The id of the rule that answers each cell. Choices have the names of these rules, while a
    table with deviations has a rule for each cell."""
    return {cell.id: cell.rule.id for cell in table_of(profile).cells()}


@cache
def every_choice() -> Mapping[str, Choice]:
    """Every choice of any profile by its name: `full` has those of the core too."""
    return offered(FULL)
