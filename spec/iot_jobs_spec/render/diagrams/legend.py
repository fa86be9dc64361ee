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
        guards_of(guards, table),
        _steps([machine], table),
    )


def system_legend(table: Table) -> str:
    """The legend of the picture of both machines."""
    coupling = _line("solid", p.COUPLING), "one machine makes these steps of the other possible"
    marks = h.cell(h.text("?", h.NAME, p.OPEN, "B")), "AWS’s documents leave the outcome open"
    named = {*re.findall(r"\w+", " ".join(condition(rules) for rules in _background(table)))}
    return legend(
        [*moves(), coupling, marks], guards_of(named, table), _steps(table.statuses, table), NARROW
    )


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


def quotient_legend(things: int) -> str:
    """The legend of the picture of the whole system with so many things."""
    about = (
        (f"One job, {things} things.", "A box says how many executions have each status."),
        ("An arrow from a frame", "leads from every box in it."),
        ("Background steps", "that a request causes come in the same step as the request."),
        ("No limit", "of deletions is reached."),
    )
    samples = [(cell, says) for cell, says in moves() if "optional" not in says]
    samples.append((_line("dotted", p.OPEN), "? AWS’s documents leave the outcome open"))
    return legend(samples, about, width=NARROW)


def moves() -> Iterator[tuple[str, str]]:
    """The meaning of each sort of arrow."""
    yield _line("solid", p.INK), "a request changes the status"
    yield _line("dashed", p.BACKGROUND), "a step without a request (name in italics)"
    yield _line("bold", p.FORCE), "only with force=true"
    yield h.badge(False), "force is optional, and changes this"


def _marks() -> Iterator[tuple[str, str]]:
    yield (
        h.cell(h.text("×", h.NAME, p.REJECTED, "B")),
        "rejected with this …Exception, the likeliest first",
    )
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
            sure: list[str] = []
            perhaps: list[str] = []
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
    samples: Iterable[tuple[str, str]],
    terms: Iterable[tuple[str, str]],
    steps: Iterable[tuple[str, str]] = (),
    width: int = WIDTH,
) -> str:
    """A row for each sample, with its cell, then a paragraph for each background step and term."""
    rows = [h.tr(cell, h.lines_cell(h.filled(says, width - 8))) for cell, says in samples]
    paragraphs = [_paragraph(*step, p.BACKGROUND, "I", width) for step in steps]
    paragraphs += [_paragraph(*term, p.INK, "B", width) for term in terms]
    rows += [h.tr(h.lines_cell(lines, colspan=2)) for lines in paragraphs]
    return h.label(h.table(rows, 1, cellspacing=2))


def _paragraph(name: str, says: str, color: str, style: str, width: int) -> Sequence[str]:
    """Words after a name in its own style."""
    first, *rest = h.filled_lines([name, *says.split(" ")], width)
    # An ordinary space at the start of a text is lost in browsers.
    after = h.text(first.removeprefix(name).replace(" ", "\u00a0", 1))
    return [h.text(name, color=color, style=style) + after, *(h.text(line) for line in rest)]


def _line(style: str, color: str) -> str:
    """A cell with a short line in the style of an arrow."""
    width = 4 if style == "bold" else 2
    look = {"border": width, "sides": "T", "color": color}
    size = {"width": 34, "height": 2 * width, "fixedsize": "TRUE"}
    line = h.cell("", style="solid" if style == "bold" else style, **look, **size)
    return h.cell(h.table([h.tr(line)], 0, **size))
