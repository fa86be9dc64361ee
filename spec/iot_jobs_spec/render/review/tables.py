"""Decision tables as HTML: for each machine, the outcome of each request in each status."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape

from ...language.rules import Outcome, Rule, Verdict
from ...model.table import TABLE, Table
from ..words import outcome_words, rule_name, terms_words
from .data import BASIS_WORDS

SIGNS: Mapping[Verdict, str] = {
    Verdict.ACCEPT: "✓",
    Verdict.REJECT: "×",
    Verdict.BACKGROUND: "»",
    Verdict.EITHER: "?",
    Verdict.UNSPECIFIED: "?",
}


def tables(rules: Mapping[str, int], table: Table = TABLE) -> str:
    """Every decision table. ``rules`` gives each rule its number in the embedded data."""
    return "\n".join(_of_machine(machine, rules, table) for machine in table.statuses)


def _of_machine(machine: str, rules: Mapping[str, int], table: Table) -> str:
    own = [rule for rule in table.rules if rule.machine == machine]
    names = dict.fromkeys(rule_name(rule) for rule in own)
    columns: tuple[str | None, ...] = (None, *table.statuses[machine])
    heads = "".join(f'<th scope="col">{_breakable(name or "none")}</th>' for name in columns)
    lines = (_line(name, columns, own, rules) for name in names)
    return (
        f'<table class="decisions" style="--columns:{len(columns) + 1}">'
        f"<caption>{machine}: outcome of each request and background step, by status</caption>"
        f'<thead><tr><th scope="col">{machine}</th>{heads}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table>"
    )


def _line(
    name: str, columns: tuple[str | None, ...], own: list[Rule], rules: Mapping[str, int]
) -> str:
    named = [rule for rule in own if rule_name(rule) == name]
    said = f"<em>{escape(name)}</em>" if named[0].operation is None else _breakable(name)
    cells = "".join(f"<td>{''.join(_entries(named, status, rules))}</td>" for status in columns)
    return f'<tr><th scope="row">{said}</th>{cells}</tr>'


def _entries(named: list[Rule], status: str | None, rules: Mapping[str, int]) -> Iterator[str]:
    for rule in named:
        if rule.source == status:
            yield _entry(rule, rules[rule.id])


def _entry(rule: Rule, number: int) -> str:
    when = terms_words([rule.guards], rule.rare)
    condition = f'<span class="when">[{_breakable(when)}]</span> ' if when else ""
    results = "<br>or ".join(_result(outcome, rule.source) for outcome in rule.outcomes)
    word = BASIS_WORDS[rule.basis]
    return (
        f'<button type="button" class="hook entry {rule.verdict.value}" data-rules="{number}">'
        f'<span class="sign">{SIGNS[rule.verdict]}</span><span>{condition}{results} '
        f'<span class="chip basis-{rule.basis.value.lower()}" title="{word}">{word[0]}'
        f'<span class="rest">{word[1:]}</span></span></span></button>'
    )


def _result(outcome: Outcome, source: str | None) -> str:
    return _breakable(outcome_words(outcome, source))


def _breakable(name: str) -> str:
    """A long name that may break before a capital or the status it asks for, or after a line."""
    return re.sub(r"(?<=[a-z])(?=[A-Z=])|(?<=_)", "<wbr>", escape(name))
