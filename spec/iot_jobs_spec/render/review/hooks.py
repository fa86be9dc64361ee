"""The rules behind each arrow, state, line and coupling of a drawing.

The drawings carry ids and titles; a hook says what a click on one of them shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ...language.evidence import Basis
from ...language.rules import ABSENT, Rule
from ...language.spec import EXECUTION, JOB
from ...model.table import TABLE, Table
from ..diagrams.graph import Arrow, Kind, Line, Mark, arrows, lines
from ..words import anchor, condition

MARKS = {Mark.REJECTED: "rejected", Mark.KEPT: "kept", Mark.OPEN: "left open"}


@dataclass(frozen=True, slots=True)
class Hook:
    """The meaning of one element of a drawing. ``kind`` is arrow, line, state or coupling;
    ``says`` is the text for screen readers; ``coupling`` is an index into `Spec.couplings`."""

    kind: str
    says: str
    rules: tuple[Rule, ...]
    machine: str = ""
    status: str | None = None
    forced: bool = False
    coupling: int | None = None


def hooks(table: Table = TABLE) -> Mapping[str, Hook]:
    """Every hook, by the id or the title that the drawings give to it."""
    found: dict[str, Hook] = {}
    for machine in table.statuses:
        for arrow in arrows(machine, table):
            hook = _of_arrow(arrow)
            for name in (arrow.id, f"{arrow.id}-end", f"{arrow.id}.name"):
                found[name] = hook
        for status in (None, *table.statuses[machine]):
            for line in lines(machine, status, table):
                found[f"a_{anchor(line.rules[0].id)}"] = _of_line(line, table)
            found[f"{machine}-{status or ABSENT}"] = _of_state(machine, status, table)
    found.update(_background(table))
    found.update(_couplings(table))
    return found


def _of_arrow(arrow: Arrow) -> Hook:
    sources = "any status" if arrow.everywhere else arrow.sources[0] or "none"
    by_force = ", by force only" if arrow.forced else ""
    says = f"{', '.join(arrow.names)}: {sources} to {arrow.target or 'none'}{by_force}"
    return Hook("arrow", says, arrow.rules, arrow.machine, forced=arrow.forced)


def _of_line(line: Line, table: Table) -> Hook:
    when = f" if {line.condition}" if line.condition else ""
    results = " or ".join(line.results)
    says = f"{', '.join(line.names)}{when} is {MARKS[line.mark]}: {results}"
    forced = all(rule.guards.get(table.spec.force, False) for rule in line.rules)
    return Hook("line", says, line.rules, line.rules[0].machine, forced=forced)


def _of_state(machine: str, status: str | None, table: Table) -> Hook:
    rules = tuple(r for r in table.rules if (r.machine, r.source) == (machine, status))
    says = f"{machine} {status}" if status else f"no such {machine.lower()}"
    return Hook("state", f"{says}: its rules", rules, machine, status)


def _background(table: Table) -> Iterator[tuple[str, Hook]]:
    """The boxes of background steps in the drawing of both machines."""
    for machine, events in table.background.items():
        for event in events:
            rules = tuple(r for r in table.rules if (r.machine, r.event) == (machine, event))
            yield f"{machine}.{event}", Hook("arrow", f"{event}, a background step", rules, machine)


def _couplings(table: Table) -> Iterator[tuple[str, Hook]]:
    job, execution = JOB, EXECUTION
    for number, coupling in enumerate(table.spec.couplings):
        rules = tuple(r for r in table.rules if (r.machine, r.event) == (execution, coupling.event))
        says = f"while a job is {coupling.status}, {coupling.event} is possible for its executions"
        name = f"while-{coupling.status}-{coupling.event}"
        yield name, Hook("coupling", says, rules, coupling=number)
    for arrow in arrows(job, table):
        if arrow.kind is Kind.BACKGROUND:
            when, event = condition(arrow.rules), arrow.names[0]
            says = f"when the executions of a job are {when}, {event} is possible for it"
            yield f"{when}-{event}", Hook("coupling", says, arrow.rules)
    deleting = table.spec.deleting
    left_open = tuple(
        r
        for r in table.rules
        if r.machine == execution
        and r.guards.get(table.spec.deletion_guard, False)
        and r.basis is Basis.UNSPECIFIED
    )
    says = f"while a job is {deleting}, requests about its executions are left open"
    yield f"while-{deleting}-requests", Hook("coupling", says, left_open)
