"""Decision tables as HTML: for each machine, what comes of each request in each status."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape

from ...language.rules import Outcome, Row, Verdict
from ...model.table import TABLE, Table
from ..words import error_words, outcome_words, row_name, terms_words
from .data import BASIS_WORDS

SIGNS: Mapping[Verdict, str] = {
    Verdict.ACCEPT: "✓",
    Verdict.REFUSE: "×",
    Verdict.HAPPENS: "»",
    Verdict.EITHER: "?",
    Verdict.SILENT: "?",
}


def tables(rows: Mapping[str, int], table: Table = TABLE) -> str:
    """Every decision table. ``rows`` numbers the rows as the page's data does."""
    return "\n".join(_of_machine(machine, rows, table) for machine in table.statuses)


def _of_machine(machine: str, rows: Mapping[str, int], table: Table) -> str:
    own = [row for row in table.rows if row.machine == machine]
    names = dict.fromkeys(row_name(row) for row in own)
    columns: tuple[str | None, ...] = (None, *table.statuses[machine])
    names_of = ((status or "none").replace("_", "_<wbr>") for status in columns)
    heads = "".join(f'<th scope="col">{name}</th>' for name in names_of)
    lines = (_line(name, columns, own, rows) for name in names)
    return (
        f'<table class="decisions"><caption>{machine}: what comes of each request and happening, '
        f'by status</caption><thead><tr><th scope="col">{machine}</th>{heads}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table>"
    )


def _line(
    name: str, columns: tuple[str | None, ...], own: list[Row], rows: Mapping[str, int]
) -> str:
    named = [row for row in own if row_name(row) == name]
    said = f"<em>{name}</em>" if named[0].operation is None else _breakable(name)
    cells = "".join(f"<td>{''.join(_entries(named, status, rows))}</td>" for status in columns)
    return f'<tr><th scope="row">{said}</th>{cells}</tr>'


def _entries(named: list[Row], status: str | None, rows: Mapping[str, int]) -> Iterator[str]:
    for row in named:
        if row.source == status:
            yield _entry(row, rows[row.id])


def _entry(row: Row, number: int) -> str:
    when = terms_words([row.guards])
    condition = f'<span class="when">[{escape(when)}]</span> ' if when else ""
    results = "<br>or ".join(_result(outcome, row.source) for outcome in row.outcomes)
    word = BASIS_WORDS[row.basis]
    return (
        f'<button type="button" class="hook entry {row.verdict.value}" data-rows="{number}">'
        f'<span class="sign">{SIGNS[row.verdict]}</span><span>{condition}{results} '
        f'<span class="chip basis-{row.basis.value.lower()}" title="{word}">{word[0]}'
        f'<span class="rest">{word[1:]}</span></span></span></button>'
    )


def _result(outcome: Outcome, source: str | None) -> str:
    if outcome.error is not None:
        return _breakable(error_words(outcome.error))
    return escape(outcome_words(outcome, source)).replace("_", "_<wbr>")


def _breakable(name: str) -> str:
    """A long name that may break before each capital letter."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "<wbr>", escape(name))
