"""The pictures in Mermaid, for pages that draw it.

Mermaid draws every arrow of a state diagram alike, so labels name the sort: ``by force``,
``background``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...language.evidence import Basis, strongest
from ...language.spec import EXECUTION, JOB
from ...model.table import TABLE, Table
from ..words import condition
from .graph import Arrow, Line, Mark, arrows, force_reaches, force_sets, groups, lines, steps

MARKS = {Mark.REJECTED: "×", Mark.KEPT: "=", Mark.OPEN: "?"}
COUPLING = "stroke:#2da44e,stroke-width:3px"
FORCE = "stroke:#d4581b,stroke-width:4px"


def machine_mermaid(machine: str, table: Table = TABLE) -> str:
    """The state diagram of one machine."""
    said = ["stateDiagram-v2"]
    for status in table.statuses[machine]:
        said.append(f"    {status}: {status}")
        said += [f"    {status}: {_line(line)}" for line in _lines(machine, status, table)]
    for arrow in arrows(machine, table):
        for source in arrow.sources:
            said.append(f"    {source or '[*]'} --> {arrow.target or '[*]'}: {_label(arrow)}")
    return "\n".join(said) + "\n"


def _lines(machine: str, status: str, table: Table) -> Iterator[Line]:
    """The lines of the status, and those of the groups that it is in."""
    yield from lines(machine, status, table)
    for group, members in groups(machine, table).items():
        if status in members:
            yield from lines(machine, group, table)


def system_mermaid(table: Table = TABLE) -> str:
    """The flowchart of both machines and how they are coupled."""
    said, forced = ["flowchart TB"], []
    links = 0
    for machine in (JOB, EXECUTION):
        said.append(f"    subgraph {machine}")
        said += [f'        {machine}.{s}["{s}"]' for s in table.statuses[machine]]
        drawn = arrows(machine, table)
        background_steps = dict.fromkeys(name for arrow in drawn for name in steps(arrow))
        said += [f'        {machine}.{name}(["{name}"])' for name in background_steps]
        said.append(f"        {machine}.none(( ))")
        said.append(f"        {machine}.gone((( )))")
        for arrow in drawn:
            for link in _links(arrow):
                said.append(f"        {link}")
                if "by force" in link:
                    forced.append(links)
                links += 1
        said.append("    end")
    couplings = list(_couplings(table))
    said += [f"    {link}" for link in couplings]
    numbers = ",".join(str(links + position) for position in range(len(couplings)))
    said.append(f"    linkStyle {numbers} {COUPLING}")
    if forced:
        said.append(f"    linkStyle {','.join(map(str, forced))} {FORCE}")
    return "\n".join(said) + "\n"


def _links(arrow: Arrow) -> Iterator[str]:
    target = f"{arrow.machine}.{arrow.target or 'gone'}"
    taken = steps(arrow)
    requests = tuple(rule for rule in arrow.rules if rule.operation)
    for status in arrow.sources:
        source = f"{arrow.machine}.{status or 'none'}"
        if requests:
            line = "==>" if arrow.forced else "-->"
            yield f'{source} {line}|"{_label(replace(arrow, rules=requests))}"| {target}'
        for step in taken:
            box = f"{arrow.machine}.{step}"
            yield f'{source} -. "by force" .-> {box}' if arrow.forced else f"{source} -.-> {box}"
    if not arrow.forced:
        yield from (f"{arrow.machine}.{step} -.-> {target}" for step in taken)


def _couplings(table: Table) -> Iterator[str]:
    for coupling in table.spec.couplings:
        sure = strongest(coupling.claims) is not Basis.UNSPECIFIED
        says = "lets" if sure else "may let"
        ends = f"{JOB}.{coupling.status}", f"{EXECUTION}.{coupling.event}"
        yield f'{ends[0]} --o|"{says}"| {ends[1]}'
    for arrow in arrows(JOB, table):
        for step in steps(arrow):
            when = condition(arrow.rules_of(step))
            yield f'{EXECUTION} --o|"{when}"| {JOB}.{step}'


def _label(arrow: Arrow) -> str:
    """Names, guards and what force changes in one line."""
    said = []
    for name in arrow.names:
        rules, table = arrow.rules_of(name), arrow.table
        when = condition(rules, besides=table.spec.force if arrow.forced else "")
        changes = ", ".join((*force_sets(rules, table), *force_reaches(rules, table)))
        by_force = f" (force: {changes})" if changes else ""
        before = "background: " if rules[0].operation is None else ""
        said.append(before + name + (f" [{when}]" if when else "") + by_force)
        if doubt := arrow.doubt(name):
            said.append(f"? {name} {doubt}")
    return ("by force: " if arrow.forced else "") + ", ".join(said)


def _line(line: Line) -> str:
    when = f" [{line.condition}]" if line.condition else ""
    return f"{MARKS[line.mark]} {', '.join(line.names)}{when} → {' or '.join(line.results)}"
