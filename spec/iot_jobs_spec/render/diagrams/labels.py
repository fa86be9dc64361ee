"""The labels of arrows and states in a picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..words import Term, anchor, claim_words, claims_of, simplest, terms_words
from . import html_labels as h
from . import palette as p
from .graph import Arrow, Kind, Line, Mark, force_reaches, force_sets

COLORS = {Kind.REQUEST: p.INK, Kind.BACKGROUND: p.BACKGROUND, Kind.OPEN: p.OPEN}
MARKS = {Mark.REJECTED: ("×", p.REJECTED), Mark.KEPT: ("=", p.INK), Mark.OPEN: ("?", p.OPEN)}
WIDTH = 30
"""How many characters of names and guards fit before a result."""


def arrow_label(arrow: Arrow, brief: bool = False) -> str:
    """The names of the requests or background steps, their guards, and what force changes.

    A brief label names only those changes by force that concern other machines.
    """
    rows = [row for name in arrow.names for row in _moves(arrow, name, brief)]
    return h.label(h.table(rows, 1, cellspacing=2))


def state_label(status: str, said: Sequence[Line]) -> str:
    """The status, and a line for each rejection, kept status or open outcome."""
    return _titled(h.text(status, h.TITLE, style="B"), said)


def absent_label(machine: str, said: Sequence[Line]) -> str:
    """The same for no such job or execution."""
    return _titled(h.text(f"no such {machine.lower()}", h.NAME, style="I"), said)


def _titled(title: str, said: Sequence[Line]) -> str:
    rows = [h.tr(h.cell(title, colspan=3))]
    if said:
        rows.append("<HR/>")
    rows += [_line(line) for line in said]
    return h.label(h.table(rows))


def _moves(arrow: Arrow, name: str, brief: bool) -> Iterator[str]:
    """The lines about one request or background step; badges are left of the words about force."""
    force, rare = arrow.table.spec.force, arrow.rules[0].rare
    terms = simplest(rule.guards for rule in arrow.rules_of(name))
    by_force = [{g: v for g, v in t.items() if g != force} for t in terms if t.get(force)]
    usual = [term for term in terms if not term.get(force)]
    if usual:
        yield h.tr(_GAP, h.lines_cell(_named(arrow, name, usual), colspan=2))
        if by_force:
            yield _beside(True, [h.text(terms_words(by_force, rare) or "otherwise")])
    else:
        yield _beside(True, _named(arrow, name, by_force))
    rules, table = arrow.rules_of(name), arrow.table
    for change in (*(() if brief else force_sets(rules, table)), *force_reaches(rules, table)):
        yield _beside(False, [h.text(change)])


_GAP = h.cell(" ", width=3)


def _beside(filled: bool, said: Sequence[str]) -> str:
    return h.tr(_GAP, h.badge(filled), h.lines_cell(said))


def _named(arrow: Arrow, name: str, terms: Sequence[Term]) -> list[str]:
    """The name, with its guards beside or below it."""
    kind = arrow.kind
    color = COLORS[kind]
    mark = "? " if kind is Kind.OPEN else ""
    said = h.text(mark + name, h.NAME, color, "I" if kind is Kind.BACKGROUND else "")
    when = terms_words(terms, arrow.rules[0].rare)
    if not when:
        return [said]
    below = h.text(f"[{when}]", color=color)
    return [said, below] if len(name + when) > WIDTH - 8 else [f"{said} {below}"]


def _line(line: Line) -> str:
    mark, color = MARKS[line.mark]
    name_color, style = (p.BACKGROUND, "I") if line.background else (p.INK, "")
    words = ", ".join(line.names).split(" ") + [f"[{line.condition}]"] * bool(line.condition)
    results = [
        h.text(
            f"or {result}" if position else result, h.SMALL, p.QUIET if position else p.INK, style
        )
        for position, result in enumerate(line.results)
    ]
    tooltip = "\n".join(claim_words(claim) for claim in claims_of(line.rules))
    return h.tr(
        h.lines_cell([h.text(mark, h.SMALL, color, style)]),
        h.lines_cell(
            [h.text(part, h.SMALL, name_color, style) for part in h.filled_lines(words, WIDTH)],
            id=anchor(line.rules[0].id),
            tooltip=tooltip,
        ),
        h.lines_cell(results),
    )


def text_label(words: str, color: str = p.QUIET) -> str:
    """Plain words as a label."""
    return h.label(h.text(words, color=color))


def name_label(words: str) -> str:
    return h.label(h.text(words, h.TITLE, style="B"))


def background_label(name: str, when: str) -> str:
    """A background step in its box."""
    said = h.text(name, h.NAME, p.BACKGROUND, "I")
    # The space must not be an ordinary one: browsers drop that at the start of a text.
    return h.label(said + (h.text(f"\u00a0[{when}]", color=p.BACKGROUND) if when else ""))


def open_label(names: Iterable[str], when: str) -> str:
    """Requests that the sources leave open."""
    said = ", ".join(f"? {name}" for name in names)
    return h.label(h.text(f"{said} [{when}]", color=p.OPEN)) if said else ""
