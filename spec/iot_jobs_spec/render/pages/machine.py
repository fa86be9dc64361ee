"""The reference page of one machine: its pictures and its decision table."""

from __future__ import annotations

from collections.abc import Iterator

from ...language.evidence import strongest
from ...language.rules import ABSENT, Effect, Rule, Verdict
from ...language.spec import EXECUTION
from ...model.table import TABLE, Cell, Table
from ..diagrams.mermaid import machine_mermaid, system_mermaid
from ..words import anchor, condition
from . import common as m


def machine_page(machine: str, table: Table = TABLE) -> str:
    """Pictures, the outcome of each request and background step in each status, effects, guards."""
    name = m.cell_page(machine)
    cells = [cell for cell in table.cells() if cell.machine == machine]
    requests = dict.fromkeys(cell.operation for cell in cells if cell.operation)
    background_steps = dict.fromkeys(cell.event for cell in cells if not cell.operation)
    parts = [
        m.paragraph(
            f"What each request and background step does to the {machine.lower()} in each status,",
            "with its guards, errors and sources.",
            table.spec.machine(machine).summary,
        ),
        m.picture(machine.lower(), f"The {machine.lower()} machine"),
        _folded("The same in Mermaid", machine_mermaid(machine, table)),
        "## At a glance",
        m.paragraph(
            "`×` rejected with this HTTP status, `→` the status changes, `=` the status stays the",
            f"same, `?` the sources leave the outcome open. {_rare(table)} do not hold unless an",
            "entry names them; any other guard that is not named may hold or not. Each entry links",
            "to its line below.",
        ),
        _glance(machine, table),
        "## Requests",
        "A line for each cell: a status and the value of each guard. The expected outcome is bold.",
    ]
    for operation in requests:
        parts += [f"### {operation}", _cells([c for c in cells if c.operation == operation])]
    parts += ["## Background steps", "Done by the service or by a device, not by a request."]
    for event in background_steps:
        parts += [
            f"### {event}",
            _cells([c for c in cells if not c.operation and c.event == event]),
        ]
    parts += [
        "## Couplings",
        _couplings(table),
        _folded("Both machines in Mermaid", system_mermaid(table)),
    ]
    effects = list(dict.fromkeys(effect for cell in cells for effect in cell.rule.does))
    if effects:
        parts += ["## Effects", "What a step changes besides the status.", _effects(effects)]
    read = {guard for cell in cells for guard, _ in cell.guards}
    parts += ["## Guards", _guards(read, table)]
    return m.page(m.PAGES[name], *parts, name=name)


def _rare(table: Table) -> str:
    """The guards that usually do not hold: ``a``, ``b`` and ``c``."""
    *most, last = (f"`{name}`" for name, guard in table.spec.guards.items() if guard.rare)
    return f"{', '.join(most)} and {last}"


def _folded(summary: str, mermaid: str) -> str:
    return f"<details>\n<summary>{summary}</summary>\n\n```mermaid\n{mermaid}```\n\n</details>"


def _glance(machine: str, table: Table) -> str:
    """A line for each request and background step, a column for each status."""
    statuses = (None, *table.statuses[machine])
    events = dict.fromkeys(
        (rule.event, rule.operation) for rule in table.rules if rule.machine == machine
    )
    rows = []
    for event, operation in events:
        name = operation or event
        line = [f"[{name}](#{name.lower()})" if operation else f"[*{name}*](#{name.lower()})"]
        line += ("<br>".join(_entries(machine, event, status, table)) for status in statuses)
        rows.append(line)
    return m.table(["", *(status or ABSENT for status in statuses)], rows)


def _entries(machine: str, event: str, status: str | None, table: Table) -> Iterator[str]:
    """The results of one event in one status, each once with its condition."""
    entry = table.entries.get((machine, event, status))
    if entry is None:
        return
    first: dict[str, str] = {}
    rules: dict[str, list[Rule]] = {}
    for cell in table.cells():
        if (cell.machine, cell.event, cell.status) == (machine, event, status):
            said = _short(cell.rule)
            first.setdefault(said, anchor(cell.id))
            rules.setdefault(said, []).append(cell.rule)
    for said, link in first.items():
        when = condition(rules[said])
        # No line break between the mark and its word.
        words = said.replace(" ", "&nbsp;", 1)
        yield f"[{words}](#{link})" + (f" {when}" if when else "")


def _short(rule: Rule) -> str:
    results = []
    for outcome in rule.outcomes:
        if outcome.error is not None:
            results.append("/".join(str(code) for code in outcome.error.http))
        elif outcome.status == rule.source:
            results.append("kept")
        else:
            results.append(outcome.status or "gone")
    results = list(dict.fromkeys(results))
    if rule.verdict in (Verdict.EITHER, Verdict.UNSPECIFIED):
        return "? " + " or ".join(results)
    if rule.verdict is Verdict.REJECT:
        return "× " + " or ".join(results)
    return "=" if results == ["kept"] else "→ " + " or ".join(results)


def _cells(cells: list[Cell]) -> str:
    effects = any(cell.rule.does for cell in cells)
    head = ["Status", "Guards", "Outcome", *["Effects"] * effects, "Basis", "Claims"]
    rows = []
    for cell in cells:
        does = "<br>".join(f"[{e.name}](#{e.name.lower()})" for e in dict.fromkeys(cell.rule.does))
        rows.append(
            [
                f'<a id="{anchor(cell.id)}"></a>{cell.status or ABSENT}',
                m.guards_words(cell.guards),
                m.outcomes_words(cell.rule),
                *[does] * effects,
                cell.basis.value,
                m.claims_words(cell.rule),
            ]
        )
    return m.table(head, rows)


def _couplings(table: Table) -> str:
    """The background steps that each status of a job enables for its executions."""
    rows = [
        [
            coupling.status,
            f"[{coupling.event}]({m.cell_page(EXECUTION)}#{coupling.event})",
            strongest(coupling.claims).value,
            m.claim_links(coupling.claims),
        ]
        for coupling in table.spec.couplings
    ]
    said = [
        (
            "While a job has the status, its executions can take the background step; where the "
            "basis is UNSPECIFIED, perhaps. "
            "[system.svg](../../diagrams/system.svg) shows both machines and their couplings."
        ),
        m.table(["Job", "Execution", "Basis", "Claims"], rows),
    ]
    return "\n\n".join(said)


def _effects(effects: list[Effect]) -> str:
    return m.table(
        ["Effect", "Says", "Claims"],
        (
            [f'<a id="{e.name.lower()}"></a>{e.name}', m.plain(e.says), m.claim_links(e.claims)]
            for e in effects
        ),
    )


def _guards(read: set[str], table: Table) -> str:
    rows = [[name, guard.says] for name, guard in table.spec.guards.items() if name in read]
    return m.table(["Guard", "Holds if"], rows)
