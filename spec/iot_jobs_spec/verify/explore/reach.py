"""Which rules of the page an exploration can exercise at all."""

from __future__ import annotations

from collections.abc import Mapping

from ...language.rules import Rule
from ...model.background import CASCADE
from ...model.table import Table
from ...model.world import DELETION_IN_PROGRESS
from .bounds import Bounds


def out_of_reach(table: Table, bounds: Bounds) -> Mapping[str, str]:
    """The rules that no world within these bounds asks, each with the reason."""
    found = {}
    for rule in table.rules:
        why = _why(rule, bounds)
        if why is not None:
            found[rule.id] = why
    return found


def _why(rule: Rule, bounds: Bounds) -> str | None:
    at_limit = rule.guards.get("at_limit")
    deleting = rule.source == DELETION_IN_PROGRESS
    if at_limit:
        # A job that is being deleted is one of those that use up the limit.
        needed = bounds.deletion_limit + (not deleting)
        if bounds.jobs < needed:
            return f"needs {needed} jobs or a lower deletion limit"
    if at_limit is False and deleting and bounds.deletion_limit == 1:
        return "needs a deletion limit of 2: one that is being deleted uses up a limit of 1"
    if bounds.eager and (rule.event, rule.source) == (CASCADE, None):
        return "needs eventual consistency: eagerly, roll-out is over before a job is canceled"
    return None
