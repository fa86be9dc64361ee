"""Every way to make one rule wrong that the statuses can show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from iot_jobs_spec import TABLE, Table
from iot_jobs_spec.errors import INVALID_REQUEST
from iot_jobs_spec.language.rules import Outcome, Rule, Verdict


def wrong(rule: Rule) -> Iterator[tuple[str, Rule]]:
    """The rule with every other status as its outcome; and as a rejection, if it accepts."""
    for status in (*TABLE.statuses[rule.machine], None):
        other = Outcome(None, status)
        if other not in rule.outcomes:
            verdict = Verdict.ACCEPT if rule.operation else Verdict.BACKGROUND
            yield f"leads to {status}", replace(rule, verdict=verdict, outcomes=(other,), does=())
    if rule.operation and rule.expected.error is None:
        errors = [o.error for r in TABLE.rules if r.operation == rule.operation for o in r.outcomes]
        error = next((error for error in errors if error is not None), INVALID_REQUEST)
        yield (
            "is rejected",
            replace(rule, verdict=Verdict.REJECT, outcomes=(Outcome(error),), does=()),
        )


def with_rule(rule: Rule, other: Rule) -> Table:
    """The spec with one rule replaced by another."""
    return TABLE.with_rules(tuple(other if r is rule else r for r in TABLE.rules))


def rule_of(rule_id: str) -> Rule:
    return next(rule for rule in TABLE.rules if rule.id == rule_id)
