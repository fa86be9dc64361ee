"""The labels of arrows and states in a picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ...model.table import TABLE, Table
from ..words import Term, anchor, claim_words, claims_of, simplest, terms_words
from . import html_labels as h
from . import palette as p
from .graph import ANY, ENDED, LIVE, LOST, Arrow, Kind, Line, Mark, Part, force_takes

COLORS = {Kind.REQUEST: p.INK, Kind.BACKGROUND: p.BACKGROUND, Kind.OPEN: p.OPEN}
MARKS = {Mark.REJECTED: ("×", p.REJECTED), Mark.KEPT: ("=", p.INK), Mark.OPEN: ("?", p.OPEN)}
SLIM, NARROW, WIDTH, WIDE = 20, 26, 36, 54
"""The `length` of a line of an arrow, where there is little room or enough, under a status, and
beside the drawing."""
CLOSE, LESS, BROAD = 18, 30, 43
"""The same in a drawing from left to right: of an arrow to an end, under a status, and below the
drawing."""
TIGHT = 12
"""The same of what force takes from devices."""
BESIDE = 14
"""How many characters of a name and a guard fit on one line of an arrow."""


def arrow_label(arrow: Arrow, width: int = NARROW, free: tuple[int, int] = (0, 0)) -> str:
    """The names of the requests and background steps, their guards, and what force changes, with
    ``free`` space above and below."""
    if arrow.forced:
        badge = h.cell(h.table([h.tr(h.badge(True))], 1), align="LEFT")
        rows = [h.tr(_GAP, badge)]
        rows += [h.tr(_GAP, cell) for names in arrow.alike for cell in _forced(arrow, names, width)]
    else:
        rows = [row for names in arrow.alike for row in _moves(arrow, names, width)]
    label = h.table(rows, 1, cellspacing=1)
    above, below = (h.tr(h.cell("", width=1, height=high, fixedsize="TRUE")) for high in free)
    return h.label(h.table([above, h.tr(h.cell(label)), below], 0) if any(free) else label)


def state_label(status: str, said: Sequence[Line], table: Table = TABLE, width: int = WIDTH) -> str:
    """The status, and a line for each rejection, kept status or open outcome."""
    return _titled(h.text(status, h.TITLE, style="B"), said, width, table)


def place_label(
    machine: str, place: str | None, said: Sequence[Line], table: Table = TABLE, width: int = WIDE
) -> str:
    """The same for a group of statuses, or for no such job or execution."""
    words = {
        ANY: "in any status",
        LIVE: "in any status that has not ended",
        ENDED: "in any status that has ended",
        None: f"no such {machine.lower()}",
    }
    return _titled(h.text(words[place], h.NAME, style="I"), said, width, table)


def _titled(title: str, said: Sequence[Line], width: int, table: Table) -> str:
    rows = [h.tr(h.cell(title, colspan=2))]
    if said:
        rows.append("<HR/>")
    rows += [_line(line, width, table) for line in said]
    return h.label(h.table(rows))


def asked(names: Iterable[str], table: Table, implied: str | None = None) -> list[str]:
    """The names of requests and background steps as AWS writes them: the questions of an operation
    as one, ``UpdateJobExecution status=FAILED, REJECTED``. The ``implied`` status is left out."""
    statuses: dict[str, list[str]] = {}
    for name in names:
        operation, _, status = name.partition("=")
        statuses.setdefault(operation, []).append(status)
    said = []
    for operation, wanted in statuses.items():
        plain = table.spec.running if len(wanted) > 1 else ""
        shown = [status or plain for status in wanted if status != implied]
        listed = ", ".join("(other)" if status == "OTHER" else status for status in shown if status)
        said.append(f"{operation} status={listed}" if listed else operation)
    return said


def _forced(arrow: Arrow, names: Sequence[str], width: int) -> Iterator[str]:
    """The cells about requests or a background step that need force."""
    force, table = arrow.table.spec.force, arrow.table
    terms = [{g: v for g, v in t.items() if g != force} for t in _terms(arrow, names[0])]
    changes = force_takes(arrow.rules_of(names[0]), table)
    said = _named(arrow, names, terms, width)
    said += [line for change in changes for line in h.filled(change, TIGHT)]
    yield _of_part(arrow.named(names), said)
    yield from _doubts(arrow, names, width)


def _moves(arrow: Arrow, names: Sequence[str], width: int) -> Iterator[str]:
    """The lines about requests or a background step; badges are left of the words about force."""
    force, table, rare = arrow.table.spec.force, arrow.table, arrow.rules[0].rare
    terms = _terms(arrow, names[0])
    by_force = [{g: v for g, v in t.items() if g != force} for t in terms if t.get(force)]
    usual = [term for term in terms if not term.get(force)]
    yield h.tr(_GAP, _of_part(arrow.named(names), _named(arrow, names, usual, width)))
    said = [h.text(terms_words(by_force, rare) or "in any case")] if by_force else []
    for change in force_takes(arrow.rules_of(names[0]), table):
        said += h.filled(change, BESIDE if change == LOST else width - 4)
    if said:
        part = arrow.by_force(names)
        beside = h.table([h.tr(h.badge(False), h.lines_cell(said))], 1)
        yield h.tr(_GAP, h.cell(beside, align="LEFT", id=part.id, tooltip=part.tooltip))
    yield from (h.tr(_GAP, cell) for cell in _doubts(arrow, names, width))


def _doubts(arrow: Arrow, names: Sequence[str], width: int) -> Iterator[str]:
    """A cell for each request that may make the move too, as far as the sources say."""
    for name in names:
        if when := arrow.doubt(name):
            words = " ".join([MARKS[Mark.OPEN][0], *asked([name], arrow.table)])
            said = when if when == "otherwise" else f"[{when}]"
            lines = h.filled(f"{words} {said}", width + 6, h.NAME, p.OPEN)
            yield _of_part(arrow.left_open(name), lines)


def _terms(arrow: Arrow, name: str) -> list[Term]:
    return simplest(rule.guards for rule in arrow.rules_of(name))


_GAP = h.cell(" ", width=3)


def _of_part(part: Part, said: Sequence[str]) -> str:
    """The lines of a part of a label, as one cell."""
    return h.lines_cell(said, id=part.id, tooltip=part.tooltip)


def _named(arrow: Arrow, names: Sequence[str], terms: Sequence[Term], width: int) -> list[str]:
    """The name, with its guards beside or below it."""
    background = arrow.rules_of(names[0])[0].operation is None
    color = p.BACKGROUND if background else p.INK
    words = [*asked(names, arrow.table, implied=arrow.target), *_which(arrow, names)]
    lines = h.filled_lines(" ".join(words).split(" "), width)
    said = [h.text(line, h.NAME, color, "I" if background else "") for line in lines]
    when = terms_words(terms, arrow.rules[0].rare)
    if not when:
        return said
    if len(names[0] + when) <= BESIDE:
        return [f"{said[0]} {h.text(f'[{when}]', color=color)}"]
    return [*said, *h.filled(f"[{when}]", width, color=color)]


def _which(arrow: Arrow, names: Sequence[str]) -> Iterator[str]:
    """The statuses that these come from or lead to, where the arrow does not tell them."""
    rules = [rule for name in names for rule in arrow.rules_of(name)]
    sources = dict.fromkeys(str(rule.source) for rule in rules)
    if arrow.sources == (ENDED,) and len(sources) <= len(arrow.table.spec.terminal) / 2:
        yield f"({', '.join(sources)})"
    if arrow.target == ENDED and not rules[0].requested:
        yield f"→ {' or '.join(dict.fromkeys(str(r.expected.status) for r in rules))}"


def _line(line: Line, width: int, table: Table) -> str:
    """The mark, then names, condition and results."""
    mark, color = MARKS[line.mark]
    name_color, style = (p.BACKGROUND, "I") if line.background else (p.INK, "")
    words = ", ".join(asked(line.names, table)).split(" ")
    words += [f"[{line.condition}]"] * bool(line.condition)
    results = [short(r) for r in line.results if (line.mark, r) != (Mark.KEPT, "no change")]
    if results:
        words[-1] += ":"
    said = [(word, name_color) for word in words]
    said += [(f"or {r}" if at else r, p.QUIET) for at, r in enumerate(results)]
    tooltip = "\n".join([*line.results, *(claim_words(claim) for claim in claims_of(line.rules))])
    return h.tr(
        h.lines_cell([h.text(mark, h.SMALL, color, "B")]),
        h.lines_cell(
            h.filled_colors(said, width, style), id=anchor(line.rules[0].id), tooltip=tooltip
        ),
    )


def short(result: str) -> str:
    """An error as ``409 VersionConflict``; other results as they are."""
    code, _, http = result.partition("Exception (")
    return f"{http.rstrip(')')} {code}" if http else result


def name_label(words: str) -> str:
    return h.label(h.text(words, h.TITLE, style="B"))


def names_label(names: Sequence[str]) -> str:
    """Several statuses in one box, two on a line."""
    cells = [h.cell(h.text(name, h.NAME, style="B")) for name in names]
    rows = [h.tr(*cells[at : at + 2]) for at in range(0, len(cells), 2)]
    return h.label(h.table(rows, 1, cellspacing=2))


def outside_label(statuses: Sequence[str], where: str) -> str:
    """The statuses of AWS that the profile leaves out, and where they are."""
    lines = [
        *h.filled(", ".join(statuses), WIDTH, color=p.QUIET),
        h.text(where, color=p.QUIET, style="I"),
    ]
    return h.label(h.table([h.tr(h.lines_cell(lines))]))
