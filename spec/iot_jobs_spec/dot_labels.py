"""What stands at an arrow, in a state and in the legend of a picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from . import dot_html as h
from . import palette as p
from .machine import GUARDS
from .picture import Arrow, Kind, Line, Mark, force_changes
from .words import Term, anchor, claim_words, claims_of, simplest, terms_words

COLORS = {Kind.REQUEST: p.INK, Kind.HAPPENING: p.HAPPENING, Kind.OPEN: p.OPEN}
MARKS = {Mark.REFUSED: ("×", p.REFUSED), Mark.KEPT: ("=", p.INK), Mark.OPEN: ("?", p.OPEN)}
WIDTH = 28
"""How many characters of names and guards fit before a result."""


def arrow_label(arrow: Arrow) -> str:
    """The names of the requests or happenings, when they move, and what force changes."""
    rows = [row for name in arrow.names for row in _moves(arrow, name)]
    return h.label(h.table(rows, 1))


def state_label(status: str, said: Sequence[Line]) -> str:
    """The status, and a line for whatever is refused, kept or open in it."""
    return _titled(h.text(status, h.TITLE, style="B"), said)


def absent_label(machine: str, said: Sequence[Line]) -> str:
    """The same of where there is no such job or execution."""
    return _titled(h.text(f"no such {machine.lower()}", h.NAME, style="I"), said)


def _titled(title: str, said: Sequence[Line]) -> str:
    rows = [h.row(h.cell(title, colspan=3))]
    if said:
        rows.append("<HR/>")
    rows += [_line(line) for line in said]
    return h.label(h.table(rows))


def _moves(arrow: Arrow, name: str) -> Iterator[str]:
    """The lines about one request or happening: badges stand left of what is said of force."""
    color = COLORS[arrow.kind]
    mark = "? " if arrow.kind is Kind.OPEN else ""
    said = h.text(mark + name, h.NAME, color, "I" if arrow.kind is Kind.HAPPENING else "")
    terms = simplest(row.guards for row in arrow.rows_of(name))
    by_force = [{g: v for g, v in t.items() if g != "force"} for t in terms if t.get("force")]
    usual = [term for term in terms if not term.get("force")]
    if usual:
        yield h.row(_GAP, h.cell(said + _when(usual, color), colspan=2, align="LEFT"))
        if by_force:
            yield _beside(True, h.text(terms_words(by_force) or "otherwise"))
    else:
        yield _beside(True, said + _when(by_force, color))
    for change in force_changes(arrow.rows_of(name)):
        yield _beside(False, h.text(change))


_GAP = h.cell(" ", width=4)


def _beside(filled: bool, said: str) -> str:
    return h.row(_GAP, h.badge(filled), h.cell(said, align="LEFT"))


def _when(terms: Sequence[Term], color: str) -> str:
    words = terms_words(terms)
    return h.text(f" [{words}]", color=color) if words else ""


def _line(line: Line) -> str:
    mark, color = MARKS[line.mark]
    look = {"style": "I", "color": p.HAPPENING} if line.by_itself else {}
    names = ", ".join(line.names) + (f" [{line.condition}]" if line.condition else "")
    results = [
        h.text(f"or {result}" if position else result, color=p.QUIET if position else p.INK)
        for position, result in enumerate(line.results)
    ]
    tooltip = "\n".join(claim_words(claim) for claim in claims_of(line.rows))
    return h.row(
        h.lines_cell([h.text(mark, color=color, style="B")]),
        h.lines_cell(
            [h.text(part, **look) for part in h.wrapped(names, WIDTH)],
            id=anchor(line.rows[0].id),
            tooltip=tooltip,
        ),
        h.lines_cell(results),
    )


def legend_label(guards: Iterable[str]) -> str:
    """What the lines and marks mean, and what the guards ask."""
    request = h.cell(h.text("Request", h.NAME), align="LEFT")
    happening = h.cell(h.text("happening", h.NAME, p.HAPPENING, "I"), align="LEFT")
    question = h.cell(h.text("? Request", h.NAME, p.OPEN), align="LEFT")
    arrows = [
        (_sample("solid", p.INK), request, "accepted, and the status changes"),
        (_sample("dashed", p.HAPPENING), happening, "nobody asks for it"),
        (_sample("double", p.FORCE), h.badge(True), "by force only"),
        (h.cell(""), h.badge(False), "what force changes where it is not needed"),
        (_sample("dotted", p.OPEN), question, "the sources leave open whether it is accepted"),
    ]
    marks = [
        ("×", p.REFUSED, "refused: the errors, the expected one first"),
        ("=", p.INK, "accepted, or happening, and the status is kept"),
        ("?", p.OPEN, "the sources leave open what comes"),
    ]
    asked = [guard for guard in GUARDS if guard in set(guards)]
    rows = zip_longest(
        (sample + name + _says(says) for sample, name, says in arrows),
        (h.cell(h.text(mark, h.NAME, color, "B")) + _says(says) for mark, color, says in marks),
        (h.cell(h.text(g, style="B"), align="LEFT") + _says(GUARDS[g]) for g in asked),
    )
    empty = (3, 2, 2)
    filled = (
        [cells or h.cell("", colspan=width) for cells, width in zip(row, empty, strict=True)]
        for row in rows
    )
    gap = h.cell(" ", width=14)
    grid = [h.row(gap.join(row)) for row in filled]
    return h.label(h.table(grid, 2, border=1, color=p.BORDER, style="ROUNDED"))


def _says(words: str) -> str:
    return h.cell(h.text(words), align="LEFT")


def _sample(style: str, color: str) -> str:
    """A cell with a short line as arrows have it."""
    double = style == "double"
    look = {"border": 2, "sides": "TB" if double else "T", "color": color}
    line = "solid" if double else style
    inner = h.cell("", style=line, width=34, height=6, fixedsize="TRUE", **look)
    return h.cell(h.table([h.row(inner)], 0, width=34, height=6, fixedsize="TRUE"))
