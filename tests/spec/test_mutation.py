"""The scenarios can fail: every documented rule, made wrong, breaks one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from iot_jobs_spec import TABLE, Basis, Table
from iot_jobs_spec.errors import ERRORS, SERVICE_UNAVAILABLE, THROTTLING
from iot_jobs_spec.language.rules import Outcome, Rule, Verdict
from support.scenarios import SCENARIOS, Scenario

DOCUMENTED = [
    rule
    for rule in TABLE.rules
    if any(claim.basis is Basis.DOCUMENTED for claim in (*rule.claims, *rule.which))
]
CODES = [error for error in ERRORS if error not in (THROTTLING, SERVICE_UNAVAILABLE)]


def wrong(rule: Rule) -> Iterator[tuple[str, Rule]]:
    """Every way to make a rule wrong in its verdict, its errors or its status."""
    statuses: list[str | None] = [*TABLE.statuses[rule.machine]]
    if rule.operation is None and rule.source is not None:
        statuses.append(None)
    permitted = set(rule.outcomes)
    for status in statuses:
        other = Outcome(None, status)
        creates = (rule.machine, rule.event) == ("Job", "create") or rule.operation is None
        if other not in permitted and (rule.source is not None or creates):
            yield f"accepted: {status}", replace(rule, verdict=Verdict.ACCEPT, outcomes=(other,))
    if rule.operation is None:
        return
    for error in CODES:
        other = Outcome(error)
        if other not in permitted:
            yield error.code, replace(rule, verdict=Verdict.REJECT, outcomes=(other,))
            yield f"also {error.code}", replace(rule, outcomes=(*rule.outcomes, other))
    if len(permitted) > 1:
        for outcome in rule.outcomes:
            yield f"only {outcome}", replace(rule, outcomes=(outcome,))


def noticed(table: Table) -> str | None:
    """The name of the first scenario that this table breaks."""
    for scenario in SCENARIOS:
        try:
            scenario(Scenario(table))
        except Exception:
            return scenario.__name__
    return None


def with_rule(rule: Rule, other: Rule | None) -> Table:
    rules = [r if r is not rule else other for r in TABLE.rules]
    return TABLE.with_rules(tuple(r for r in rules if r is not None))


def test_no_scenario_breaks_on_the_spec() -> None:
    assert noticed(TABLE) is None


@pytest.mark.slow
@pytest.mark.parametrize("rule", DOCUMENTED, ids=lambda rule: str(rule.id))
def test_a_documented_rule_made_wrong_breaks_a_scenario(rule: Rule) -> None:
    mutants = dict(wrong(rule))
    assert mutants
    survivors = [how for how, mutant in mutants.items() if noticed(with_rule(rule, mutant)) is None]
    assert not survivors


@pytest.mark.parametrize(
    "rule",
    [r for r in DOCUMENTED if r.operation is None and r.expected.status != r.source],
    ids=lambda rule: str(rule.id),
)
def test_a_missing_documented_background_step_breaks_a_scenario(rule: Rule) -> None:
    assert noticed(with_rule(rule, None)) is not None


@pytest.mark.parametrize("rule", [r for r in TABLE.rules if r.does], ids=lambda rule: str(rule.id))
def test_a_missing_effect_breaks_a_scenario(rule: Rule) -> None:
    without_change = {"JOB_NOT_FLAGGED", "NOT_FLAGGED", "STARTS_AT_ONE"}
    for effect in rule.does:
        if effect.name in without_change:
            continue
        rest = tuple(other for other in rule.does if other is not effect)
        assert noticed(with_rule(rule, replace(rule, does=rest))) is not None, effect.name
