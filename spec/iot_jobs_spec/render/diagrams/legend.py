"""The panel beside a picture: its title, and the meaning of its lines, marks, guards and steps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ...language.evidence import Basis, strongest
from ...language.machine import Pace
from ...language.rules import Rule
from ...language.spec import EXECUTION
from ...model.table import Table
from ..words import condition
from . import html_labels as h
from . import palette as p

NARROW, WIDTH = 40, 56
"""The `length` of a line: beside both machines, and beside one."""
BY = {
    Pace.DUE: "by the service",
    Pace.DEVICE: "by a device",
    Pace.DELETION: "by the service, during a deletion",
    Pace.TIMER: "when a timer runs out",
    Pace.OPEN: "by the service, or never",
}
"""Who takes a background step."""


def machine_legend(machine: str, guards: Iterable[str], table: Table) -> str:
    """The legend of the picture of one machine."""
    return legend(
        [*moves(), *_marks()],
        [*_steps([machine], table), *guards_of(guards, table)],
    )


def system_legend(table: Table) -> str:
    """The legend of the picture of both machines."""
    coupling = _line("solid", p.COUPLING), "one machine makes these steps of the other possible"
    marks = h.cell(h.text("?", h.NAME, p.OPEN, "B")), "AWS’s documents leave the outcome open"
    named = {*re.findall(r"\w+", " ".join(condition(rules) for rules in _background(table)))}
    return legend([*moves(), coupling, marks], [*_steps(table.statuses, table), *guards_of(named, table)], NARROW)


def _background(table: Table) -> Iterator[list[Rule]]:
    """The rules of each background step that changes a status."""
    for machine, events in table.background.items():
        for event in events:
            yield [
                rule
                for rule in table.rules
                if (rule.machine, rule.event) == (machine, event)
                and rule.expected.status != rule.source
                and not rule.law
            ]


def moves() -> Iterator[tuple[str, str]]:
    """The meaning of each sort of arrow."""
    yield _line("solid", p.INK), "a request changes the status"
    yield _line("dashed", p.BACKGROUND), "a step without a request (name in italics)"
    yield _line("bold", p.FORCE), "only with force=true"
    yield h.badge(False), "force is optional, and changes this"


def _marks() -> Iterator[tuple[str, str]]:
    yield h.cell(h.text("×", h.NAME, p.REJECTED, "B")), "rejected with this …Exception, the likeliest first"
    yield h.cell(h.text("=", h.NAME, p.INK, "B")), "accepted; the status stays the same"
    yield h.cell(h.text("?", h.NAME, p.OPEN, "B")), "AWS’s documents leave the outcome open"


def guards_of(guards: Iterable[str], table: Table) -> Iterator[tuple[str, str]]:
    """The meaning of each guard that these name, but of force, which has a badge."""
    wanted = set(guards)
    for name, guard in table.spec.guards.items():
        if name in wanted and name != table.spec.force:
            yield f"[{name}]", guard.says


def _steps(machines: Iterable[str], table: Table) -> Iterator[tuple[str, str]]:
    """Who takes each background step, and when."""
    for machine in machines:
        for event, pace in table.spec.machine(machine).paces.items():
            sure, perhaps = [], []
            for coupling in table.spec.couplings:
                if machine == EXECUTION and coupling.event == event:
                    open_ = strongest(coupling.claims) is Basis.UNSPECIFIED
                    (perhaps if open_ else sure).append(coupling.status)
            said = [BY[pace]]
            if sure:
                said.append(f"while the job is {' or '.join(sure)}")
            if perhaps:
                said.append(f"perhaps {' or '.join(perhaps)}")
            yield event, ", ".join(said)


def legend(
    samples: Iterable[tuple[str, str]], terms: Iterable[tuple[str, str]], width: int = WIDTH
) -> str:
    """A row for each sample, with its cell, then a paragraph for each term."""
    rows = [h.tr(cell, h.lines_cell(h.filled(says, width - 8))) for cell, says in samples]
    for name, says in terms:
        rows.append(h.tr(h.lines_cell(_paragraph(name, says, width), colspan=2)))
    return h.label(h.table(rows, 1, cellspacing=2))


def _paragraph(name: str, says: str, width: int) -> Sequence[str]:
    """Words after a name in bold or, for a background step, in its own style."""
    words = says.split(" ")
    first, *rest = h.filled_lines([name, *words], width)
    guard = name.startswith("[")
    shown = h.text(name, color=p.INK if guard else p.BACKGROUND, style="B" if guard else "I")
    return [shown + h.text(first[len(name) :].replace(" ", "\u00a0", 1)), *(h.text(line) for line in rest)]


def _line(style: str, color: str) -> str:
    """A cell with a short line in the style of an arrow."""
    width = 4 if style == "bold" else 2
    look = {"border": width, "sides": "T", "color": color}
    size = {"width": 34, "height": 2 * width, "fixedsize": "TRUE"}
    line = h.cell("", style="solid" if style == "bold" else style, **look, **size)
    return h.cell(h.table([h.tr(line)], 0, **size))
