"""The matrix at the top of `machines` and of `life`: what each operation does in each status.

`render` writes it into the docstring, after the first paragraph. Where a profile extends another,
the matrix has only the machines to which it adds operations or statuses. There, statuses that never
differ share a column, and a line below its operation has the requests for other statuses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from inspect import getfile
from pathlib import Path

from ..language.rules import Rule
from ..model.table import TABLE, Table

FOLDER = Path("spec/iot_jobs_spec")
"""The package, from the root of the project."""
WIDTH = 100
"""The longest line of a module."""
PARAGRAPHS = 3
"""The paragraphs of a docstring behind the matrix."""


def artefacts(table: Table = TABLE) -> dict[Path, bytes]:
    """The module of the profile, with the matrix of this table."""
    path = Path(getfile(table.spec.job))
    source = path.read_text(encoding="utf-8")
    before, opening, rest = source.partition('"""')
    docstring, closing, code = rest.partition('"""')
    paragraphs = docstring.split("\n\n")
    paragraphs[1:-PARAGRAPHS] = matrices(table)
    written = "\n\n".join(paragraphs)
    return {FOLDER / path.name: f"{before}{opening}{written}{closing}{code}".encode()}


def matrices(table: Table) -> list[str]:
    """The matrix of each machine that has operations or statuses of its own."""
    return [
        _matrix(machine.__name__, table)
        for machine in table.spec.machines
        if machine.extends is None or _asked(machine.rules) != _asked(machine.extends.rules)
    ]


def _asked(rules: Sequence[Rule]) -> set[tuple[str | None, str | None]]:
    return {(rule.question, rule.source) for rule in rules if rule.operation}


def _matrix(machine: str, table: Table) -> str:
    """A line for each operation, a column for each status."""
    statuses = (None, *table.statuses[machine])
    every = [q for q, (its, _) in table.operations.items() if its == machine]
    operations = dict.fromkeys(question.partition("=")[0] for question in every)
    questions = [q for name in operations for q in every if q.partition("=")[0] == name]
    rows = {
        question: [_cell(*table.operations[question], status, table) for status in statuses]
        for question in questions
    }
    found: dict[tuple[str, ...], list[str]] = {}
    for at, status in enumerate(statuses):
        column = tuple(row[at] for row in rows.values())
        apart = (str(status),) if table.spec.extends is None else ()
        found.setdefault(column + apart, []).append(status or "absent")
    columns = dict(sorted(found.items(), key=lambda column: len(column[1]) > 1))
    lines: dict[tuple[str, ...], list[str]] = {}
    for at, question in enumerate(questions):
        operation, _, requested = question.partition("=")
        cells = tuple(column[at] for column in columns)
        lines.setdefault((operation if requested else question, *cells), []).append(question)
    written = [[machine, *(_heading(names) for names in columns.values())]]
    written += [[_name(together, table), *cells] for (_, *cells), together in lines.items()]
    widths = [max(len(line[at]) for line in written) for at in range(len(written[0]))]
    gap = "  " if sum(widths) + 2 * (len(widths) - 1) <= WIDTH else " "
    return "\n".join(
        gap.join(word.ljust(width) for word, width in zip(line, widths, strict=True)).rstrip()
        for line in written
    )


def _heading(statuses: list[str]) -> str:
    """The status of a column, which is the last one where it has several."""
    return statuses[0] if len(statuses) == 1 else "others"


def _name(questions: list[str], table: Table) -> str:
    """The operation, and the statuses to which it moves; or the statuses that are requested."""
    requested = [question.partition("=")[2] for question in questions]
    if all(requested):
        return f"  to {', '.join(requested)}"
    (operation,) = questions
    moves = {
        outcome.status or "gone"
        for rule in table.rules
        for outcome in rule.outcomes
        if rule.question == operation and not outcome.error and outcome.status != rule.source
    }
    return f"{operation} → {', '.join(sorted(moves))}" if moves else operation


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
