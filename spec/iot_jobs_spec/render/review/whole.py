"""The rules behind each arrow and each state of the drawing of the whole system."""

from __future__ import annotations

from collections.abc import Mapping

from ...language.rules import Rule
from ...machines import Execution, Job
from ...model.table import TABLE, Table
from ..diagrams.quotient import DELETING, Quotient, State
from ..diagrams.quotient_arrows import Arrow, arrows
from .hooks import Hook

WHOLE = "Whole"
"""In the place of a machine's name, for a state of the whole system."""


def whole_hooks(table: Table = TABLE) -> Mapping[str, Hook]:
    """Every hook, by the id that the drawing gives to it."""
    quotient = Quotient(table=table)
    found = {arrow.id: _of_arrow(quotient, arrow) for arrow in arrows(quotient)}
    for state in quotient.states:
        if state.status is not None:
            name = state_name(state)
            says = f"{_words(quotient, state)}: its rules"
            found[name] = Hook("state", says, _asked(quotient, state), WHOLE, name)
    return found


def state_name(state: State) -> str:
    """The id of a state in the drawing; of a job that is being deleted there is one."""
    if state.status == DELETING:
        return DELETING
    return "-".join(map(str, (state.status or "ABSENT", *state.counts)))


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
    if state.status == DELETING:
        return f"job {state.status}"
    counted = zip(state.counts, quotient.statuses, strict=True)
    counts = [f"{count} {status}" for count, status in counted if count]
    return f"job {state.status} with {' and '.join(counts)}"


def _asked(quotient: Quotient, state: State) -> tuple[Rule, ...]:
    """The rules of the job in its status, and of each execution that there is."""
    counted = zip(state.counts, quotient.statuses, strict=True)
    live = [status for count, status in counted if count or state.status == DELETING]
    return tuple(
        rule
        for rule in quotient.table.rules
        if (rule.machine == Job.__name__ and rule.source == state.status)
        or (
            rule.machine == Execution.__name__
            and rule.source in live
            and rule.guards.get("job_deleting", state.status == DELETING)
            == (state.status == DELETING)
        )
    )
