"""The legend below a picture: the meaning of its lines, marks and guards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest

from ...language.guards import AllTerminal, JobDeleting, NoExecutions
from ...model.table import Table
from . import html_labels as h
from . import palette as p


def machine_legend(guards: Iterable[str], table: Table) -> str:
    """The legend of the picture of one machine."""
    left_open = _line("dotted", p.OPEN), _name("? Request", p.OPEN)
    return _legend(
        [*_moves(), (*left_open, "the sources leave the answer open")],
        [
            ("×", p.REJECTED, "rejected; the expected error comes first"),
            ("=", p.INK, "the status stays the same"),
            ("?", p.OPEN, "the sources leave the outcome open"),
        ],
        guards,
        table,
    )


def system_legend(table: Table) -> str:
    """The legend of the picture of both machines."""
    couplings = [
        (
            _line("solid", p.COUPLING, 3),
            h.cell(""),
            "a status of one machine enables this step in the other",
        ),
        (_line("dotted", p.COUPLING, 3), h.cell(""), "the sources leave it open"),
    ]
    drawn = AllTerminal | NoExecutions | JobDeleting
    guards = [name for name, guard in table.spec.guards.items() if isinstance(guard, drawn)]
    return _legend([*_moves(), *couplings], [], guards, table)


def _moves() -> Iterator[tuple[str, str, str]]:
    yield _line("solid", p.INK), _name("Request", p.INK), "accepted, and the status changes"
    step = _name("background", p.BACKGROUND, "I")
    yield _line("dashed", p.BACKGROUND), step, "a step by the service or a device"
    yield _line("double", p.FORCE), h.badge(True), "by force only"
    yield h.cell(""), h.badge(False), "optional; force changes this as well"


def _legend(
    arrows: Iterable[tuple[str, str, str]],
    marks: Iterable[tuple[str, str, str]],
    guards: Iterable[str],
    table: Table,
) -> str:
    """Three columns: arrows, marks, guards."""
    wanted = set(guards)
    asked = [guard for name, guard in table.spec.guards.items() if name in wanted]
    columns = (
        [line + name + _says(says) for line, name, says in arrows],
        [_name(mark, color, "B") + _says(says) for mark, color, says in marks],
        [_says(guard.name, "B") + _says(guard.says) for guard in asked],
    )
    empty = (h.cell("", colspan=3), h.cell("", colspan=2), h.cell("", colspan=2))
    gap = h.cell(" ", width=12)
    rows = [
        h.tr(gap.join(cells or none for cells, none in zip(row, empty, strict=True)))
        for row in zip_longest(*columns)
    ]
    inner = h.cell(h.table(rows, 1, cellspacing=2))
    return h.label(h.table([h.tr(inner)], 6, border=1, color=p.BORDER, style="ROUNDED"))


def _name(words: str, color: str, style: str = "") -> str:
    return h.cell(h.text(words, h.NAME, color, style), align="LEFT")


def _says(words: str, style: str = "") -> str:
    return h.cell(h.text(words, style=style), align="LEFT")


def _line(style: str, color: str, width: int = 2) -> str:
    """A cell with a short line in the style of an arrow."""
    double = style == "double"
    look = {"border": width, "sides": "TB" if double else "T", "color": color}
    size = {"width": 34, "height": 6 if double else 2 * width, "fixedsize": "TRUE"}
    line = h.cell("", style="solid" if double else style, **look, **size)
    return h.cell(h.table([h.tr(line)], 0, **size))
