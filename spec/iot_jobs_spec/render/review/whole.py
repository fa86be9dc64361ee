"""Which rules stand behind each arrow and each state of the drawing of the whole system."""

from __future__ import annotations

from collections.abc import Mapping

from ...language.rules import Rule
from ...language.spec import EXECUTION, JOB
from ...model.table import TABLE, Table
from ..diagrams.quotient import Arrow, Quotient, State, arrows, deletion_parts
from .hooks import Hook

WHOLE = "Whole"
"""The machine name in ids of the drawing of the whole system."""


def whole_hooks(table: Table = TABLE) -> Mapping[str, Hook]:
    """Every hook, by the id that the drawing gives to it."""
    quotient = Quotient(table=table)
    drawn = arrows(quotient)
    found = {arrow.id: _of_arrow(quotient, arrow) for arrow in drawn}
    parts = [part for arrow in drawn for part in arrow.parts.values()]
    found |= {f"a_{part.id}": Hook("part", "", part.rules) for part in parts}
    for name, part in deletion_parts(quotient).items():
        says = f"{name} while the job is {table.spec.deleting}"
        found[f"a_{part.id}"] = Hook("coupling", says, part.rules)
    for state in quotient.states:
        if state.status is not None:
            name = state_name(state, table)
            says = f"{_words(quotient, state)}: what may come"
            found[name] = Hook("state", says, _asked(quotient, state), WHOLE, name)
    return found


def state_name(state: State, table: Table = TABLE) -> str:
    """The id of a state in the drawing; all states of a job that is being deleted share one."""
    deleting = table.spec.deleting
    return deleting if state.status == deleting else state.id


def _of_arrow(quotient: Quotient, arrow: Arrow) -> Hook:
    names = ", ".join(dict.fromkeys(edge.name for edge in arrow.edges))
    sources = " or ".join(_words(quotient, state) for state in arrow.members)
    by_force = ", by force only" if arrow.forced else ""
    says = f"{names}: {sources} to {_words(quotient, arrow.target)}{by_force}"
    rules = tuple(dict.fromkeys(edge.rule for edge in arrow.edges))
    return Hook("arrow", says, rules, WHOLE, forced=arrow.forced)


def _words(quotient: Quotient, state: State) -> str:
    if state.status is None:
        return "none"
    if state.status == quotient.table.spec.deleting:
        return f"job {state.status}"
    counted = zip(state.counts, quotient.statuses, strict=True)
    counts = [f"{count} {status}" for count, status in counted if count]
    return f"job {state.status} with {' and '.join(counts)}"


def _asked(quotient: Quotient, state: State) -> tuple[Rule, ...]:
    """The rules of the job in its status, and of each execution that there is."""
    counted = zip(state.counts, quotient.statuses, strict=True)
    spec = quotient.table.spec
    deleting = state.status == spec.deleting
    live = [status for count, status in counted if count or deleting]
    return tuple(
        rule
        for rule in quotient.table.rules
        if (rule.machine == JOB and rule.source == state.status)
        or (
            rule.machine == EXECUTION
            and rule.source in live
            and rule.guards.get(spec.deletion_guard, deleting) == deleting
        )
    )
