"""The matrix at the top of `machines`: what each operation does in each status, at a glance.

`render` writes it into that docstring, after the first paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .. import machines
from ..language.rules import Rule
from ..model.table import TABLE, Table

PATH = Path("spec/iot_jobs_spec/machines.py")
"""The module with the matrix, from the root of the project."""


def artefacts(table: Table = TABLE) -> dict[Path, bytes]:
    """The module, with the matrix of this table."""
    source = Path(machines.__file__).read_text(encoding="utf-8")
    before, opening, rest = source.partition('"""')
    docstring, closing, code = rest.partition('"""')
    paragraphs = docstring.split("\n\n")
    paragraphs[1:-3] = [_matrix(machine.__name__, table) for machine in table.spec.machines]
    written = "\n\n".join(paragraphs)
    return {PATH: f"{before}{opening}{written}{closing}{code}".encode()}


def _matrix(machine: str, table: Table) -> str:
    """A line for each operation, a column for each status."""
    statuses = (None, *table.statuses[machine])
    lines = [[machine, *(status or "absent" for status in statuses)]]
    for operation, (its, event) in table.operations.items():
        if its == machine:
            cells = [_cell(machine, event, status, table) for status in statuses]
            lines.append([_name(operation, table), *cells])
    widths = [max(len(line[at]) for line in lines) for at in range(len(lines[0]))]
    return "\n".join(
        "  ".join(word.ljust(width) for word, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _name(operation: str, table: Table) -> str:
    """The operation, and the status to which it moves."""
    moves = {
        outcome.status
        for rule in table.rules
        for outcome in rule.outcomes
        if rule.operation == operation and not outcome.error and outcome.status != rule.source
    }
    return f"{operation} → {', '.join(map(str, sorted(moves, key=str)))}" if moves else operation


def _cell(machine: str, event: str, status: str | None, table: Table) -> str:
    """What may come in one status while no rare guard holds; with force where that matters."""
    by_force: dict[bool, dict[str, None]] = {False: {}, True: {}}
    for cell in table.cells():
        if (cell.machine, cell.event, cell.status) == (machine, event, status):
            holds = dict(cell.guards)
            if not any(holds.get(name) for name in cell.rule.rare):
                forced = holds.get(table.spec.force)
                for force in (False, True) if forced is None else (forced,):
                    by_force[force].update(dict.fromkeys(_results(cell.rule)))
    plain, forced_ = ("/".join(results) for results in by_force.values())
    return plain if plain == forced_ else f"{plain},{table.spec.force}{forced_}"


def _results(rule: Rule) -> Iterator[str]:
    for error, status in rule.outcomes:
        if error is not None:
            yield from map(str, error.http)
        else:
            yield "=" if status == rule.source else "→"
