"""The rules that an exploration cannot exercise within its bounds, and why."""

from __future__ import annotations

from collections.abc import Mapping

from ...language.guards import AbortReached, LimitReached, RetriesLeft
from ...language.rules import Rule
from ...language.spec import Spec
from ...model.table import Table
from .bounds import Bounds


def out_of_reach(table: Table, bounds: Bounds) -> Mapping[str, str]:
    """The ids of the rules that no world within these bounds exercises, each with the reason."""
    found = {}
    for rule in table.rules:
        why = _why(rule, bounds, table.spec)
        if why is not None:
            found[rule.id] = why
    return found


def _why(rule: Rule, bounds: Bounds, spec: Spec) -> str | None:
    limits = {name for name, guard in spec.guards.items() if isinstance(guard, LimitReached)}
    at_limit = next((rule.guards[name] for name in limits if name in rule.guards), None)
    deleting = rule.source == spec.deleting and rule.machine == spec.job.__name__
    if at_limit:
        # A job that is being deleted is one of those that use up the limit.
        needed = bounds.deletion_limit + (not deleting)
        if bounds.jobs < needed:
            return f"needs {needed} jobs or a lower deletion limit"
    if at_limit is False and deleting and bounds.deletion_limit == 1:
        return "needs a deletion limit of 2: a job that is being deleted uses up a limit of 1"
    needed_guards = {name for name, holds in rule.guards.items() if holds}
    kinds = {name: type(spec.guards[name]) for name in needed_guards}
    if RetriesLeft in kinds.values():
        return "needs a job with retries, which no exploration creates"
    open_ = any(
        isinstance(guard, AbortReached) and not guard.surely and name in needed_guards
        for name, guard in spec.guards.items()
    )
    if open_ and bounds.things < 2:
        return "needs two things"
    late = rule.event in spec.consequences and rule.event not in spec.set_off_by(spec.opened)
    if bounds.eager and late and rule.source is None:
        return "needs eventual consistency: with eager, a roll-out ends before the job is canceled"
    return None
