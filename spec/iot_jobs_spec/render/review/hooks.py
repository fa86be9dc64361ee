"""The rules behind each arrow, state, line and coupling of a drawing.

The drawings carry ids and titles; a hook says what a click on one of them shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ...language.rules import ABSENT, Rule
from ...language.spec import EXECUTION
from ...model.table import TABLE, Table
from ..diagrams.graph import (
    ANY,
    LIVE,
    Arrow,
    Line,
    Mark,
    arrows,
    groups,
    lines,
    overview,
    places,
    requests_while,
)
from ..words import anchor

MARKS = {Mark.REJECTED: "rejected", Mark.KEPT: "kept", Mark.OPEN: "left open"}


@dataclass(frozen=True, slots=True)
class Hook:
    """The meaning of one element of a drawing. ``kind`` is arrow, part, line, state or coupling;
    ``says`` is the text for screen readers; ``couplings`` are indices into `Spec.couplings`.
    A part is some words of an arrow."""

    kind: str
    says: str
    rules: tuple[Rule, ...]
    machine: str = ""
    status: str | None = None
    forced: bool = False
    couplings: tuple[int, ...] = ()


def hooks(table: Table = TABLE) -> Mapping[str, Hook]:
    """Every hook, by the id or the title that the drawings give to it."""
    found: dict[str, Hook] = {}
    for machine in table.statuses:
        for arrow in (*overview(machine, table), *arrows(machine, table)):
            found[arrow.id] = _of_arrow(arrow)
            for part in arrow.parts:
                found[f"a_{part.id}"] = Hook("part", "", part.rules)
        for place in (*places(machine, table), *groups(machine, table)):
            for line in lines(machine, place, table):
                found[f"a_{anchor(line.rules[0].id)}"] = _of_line(line, table)
            found[f"{machine}-{place or ABSENT}"] = _of_state(machine, place, table)
    found.update(_couplings(table))
    return found


def _of_arrow(arrow: Arrow) -> Hook:
    sources = "any status" if arrow.everywhere else " or ".join(s or "none" for s in arrow.sources)
    by_force = ", by force only" if arrow.forced else ""
    says = f"{', '.join(arrow.names)}: {sources} to {arrow.target or 'none'}{by_force}"
    return Hook("arrow", says, arrow.rules, arrow.machine, forced=arrow.forced)


def _of_line(line: Line, table: Table) -> Hook:
    when = f" if {line.condition}" if line.condition else ""
    results = " or ".join(line.results)
    says = f"{', '.join(line.names)}{when} is {MARKS[line.mark]}: {results}"
    forced = all(rule.guards.get(table.spec.force, False) for rule in line.rules)
    return Hook("line", says, line.rules, line.rules[0].machine, forced=forced)


def _of_state(machine: str, place: str | None, table: Table) -> Hook:
    """The rules of a status, or the lines of a group of statuses."""
    if place in groups(machine, table):
        among = {ANY: "any status", LIVE: "any status that has not ended"}
        where = among.get(str(place), "any status that has ended")
        rules = tuple(rule for line in lines(machine, place, table) for rule in line.rules)
        return Hook("state", f"{machine} in {where}: its rules", rules, machine, place)
    rules = tuple(r for r in table.rules if (r.machine, r.source) == (machine, place))
    says = f"{machine} {place}" if place else f"no such {machine.lower()}"
    return Hook("state", f"{says}: its rules", rules, machine, place)


def _couplings(table: Table) -> Iterator[tuple[str, Hook]]:
    """The boxes under the machines, and their rows."""
    enabled: dict[str, list[int]] = {}
    reached: dict[str, list[Rule]] = {}
    for number, coupling in enumerate(table.spec.couplings):
        rules = tuple(r for r in table.rules if (r.machine, r.event) == (EXECUTION, coupling.event))
        enabled.setdefault(coupling.status, []).append(number)
        reached.setdefault(coupling.status, []).extend(rules)
        says = f"while a job is {coupling.status}, {coupling.event} is possible for its executions"
        name = f"a_while-{coupling.status}-{coupling.event}"
        yield name, Hook("coupling", says, rules, couplings=(number,))
    for status, numbers in enabled.items():
        says = f"while a job is {status}, these steps are possible for its executions"
        yield (
            f"while-{status}",
            Hook("coupling", says, tuple(reached[status]), couplings=tuple(numbers)),
        )
        for request, found in requests_while(status, table).items():
            says = f"while a job is {status}, {request} for its executions"
            yield f"a_while-{status}-{request}", Hook("coupling", says, found)
