"""The pictures in Mermaid, for pages that draw it.

Mermaid draws every arrow of a state diagram alike, so each label begins with its sort: ``force``,
``background``, ``open``.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...language.evidence import Basis, strongest
from ...language.spec import EXECUTION, JOB
from ...model.table import TABLE, Table
from ..words import condition
from .graph import Arrow, Kind, Line, Mark, arrows, force_reaches, force_sets, lines

MARKS = {Mark.REJECTED: "×", Mark.KEPT: "=", Mark.OPEN: "?"}
COUPLING = "stroke:#2da44e,stroke-width:3px"
FORCE = "stroke:#d4581b,stroke-width:4px"


def machine_mermaid(machine: str, table: Table = TABLE) -> str:
    """The state diagram of one machine."""
    said = ["stateDiagram-v2"]
    for status in table.statuses[machine]:
        said.append(f"    {status}: {status}")
        said += [f"    {status}: {_line(line)}" for line in lines(machine, status, table)]
    for arrow in arrows(machine, table):
        for source in arrow.sources:
            said.append(f"    {source or '[*]'} --> {arrow.target or '[*]'}: {_label(arrow)}")
    return "\n".join(said) + "\n"


def system_mermaid(table: Table = TABLE) -> str:
    """The flowchart of both machines and how they are coupled."""
    said, forced = ["flowchart TB"], []
    links = 0
    for machine in (JOB, EXECUTION):
        said.append(f"    subgraph {machine}")
        said += [f'        {machine}.{s}["{s}"]' for s in table.statuses[machine]]
        drawn = [arrow for arrow in arrows(machine, table) if arrow.kind is not Kind.OPEN]
        background_steps = dict.fromkeys(a.names[0] for a in drawn if a.kind is Kind.BACKGROUND)
        said += [f'        {machine}.{name}(["{name}"])' for name in background_steps]
        said.append(f"        {machine}.none(( ))")
        said.append(f"        {machine}.gone((( )))")
        for arrow in drawn:
            for link in _links(arrow):
                said.append(f"        {link}")
                if arrow.forced:
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
    for status in arrow.sources:
        source = f"{arrow.machine}.{status or 'none'}"
        if arrow.kind is Kind.BACKGROUND:
            box = f"{arrow.machine}.{arrow.names[0]}"
            yield f'{source} -. "by force" .-> {box}' if arrow.forced else f"{source} -.-> {box}"
        else:
            line = "==>" if arrow.forced else "-->"
            yield f'{source} {line}|"{_label(arrow)}"| {target}'
    if arrow.kind is Kind.BACKGROUND and not arrow.forced:
        yield f"{arrow.machine}.{arrow.names[0]} -.-> {target}"


def _couplings(table: Table) -> Iterator[str]:
    for coupling in table.spec.couplings:
        sure = strongest(coupling.claims) is not Basis.UNSPECIFIED
        says = "lets" if sure else "may let"
        ends = f"{JOB}.{coupling.status}", f"{EXECUTION}.{coupling.event}"
        yield f'{ends[0]} --o|"{says}"| {ends[1]}'
    for arrow in arrows(JOB, table):
        if arrow.kind is Kind.BACKGROUND:
            end = f"{JOB}.{arrow.names[0]}"
            yield f'{EXECUTION} --o|"{condition(arrow.rules)}"| {end}'


def _label(arrow: Arrow) -> str:
    """Names, guards and what force changes in one line."""
    before = {Kind.REQUEST: "", Kind.BACKGROUND: "background: ", Kind.OPEN: "open: "}[arrow.kind]
    said = []
    for name in arrow.names:
        when = condition(
            arrow.rules_of(name), besides=arrow.table.spec.force if arrow.forced else ""
        )
        rules = arrow.rules_of(name)
        changes = ", ".join((*force_sets(rules, arrow.table), *force_reaches(rules, arrow.table)))
        by_force = f" (force {changes})" if changes else ""
        said.append(name + (f" [{when}]" if when else "") + by_force)
    return before + ("by force: " if arrow.forced else "") + ", ".join(said)


def _line(line: Line) -> str:
    when = f" [{line.condition}]" if line.condition else ""
    return f"{MARKS[line.mark]} {', '.join(line.names)}{when} → {' or '.join(line.results)}"
