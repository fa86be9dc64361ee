"""The panel beside a picture: its title, and the meaning of its lines, marks, guards and steps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ...language.evidence import Basis, strongest
from ...language.machine import Pace
from ...language.rules import Rule
from ...language.spec import EXECUTION
from ...model.table import TABLE, Table
from ..words import condition
from . import html_labels as h
from . import palette as p

NARROW, BROADER, WIDTH, COLUMNS = 31, 36, 60, (54, 58)
"""The `length` of a line: beside both machines with a few steps or with `MANY`, beside one machine,
and in two columns below one."""
MANY = 8
BY = {
    Pace.DUE: "by the service",
    Pace.DEVICE: "by a device",
    Pace.DELETION: "by the service, during a deletion",
    Pace.TIMER: "when a timer runs out",
    Pace.OPEN: "by the service, or never",
}
"""Who takes a background step that has no words of its own."""
STEPS = {
    "complete": "the service completes the job, soon after its last execution ends",
    "end_deletion": "the service deletes the job, after its executions",
    "may_complete": "perhaps the same as complete, for a job that lost an execution",
    "abort": "the service cancels the job, as its abort criteria ask",
    "may_abort": "perhaps the same, where one reading of the criteria asks for it",
    "roll_out": "the service makes the execution for a thing of the job",
    "start": "a device starts its execution, with a request that is not yours",
    "cascade": "CancelJob reaches an execution, some time after its answer; what the device "
    "reported before counts",
    "remove": "DeleteJob reaches an execution",
    "time_out": "a timer of the execution runs out",
    "retry": "the service tries the execution again, as the job asks",
}
"""What a background step does, in the words of those who run a fleet."""
GUARDS = {
    "all_terminal": "every execution has ended, and no other is to come",
    "timer_set": "a timer of the job or the execution runs",
    "execution_lost": "a deletion took a live execution of the job, or its last one",
    "retries_left": "the job allows another retry",
}
"""The same for the guards whose own words need the glossary."""
PROFILES = {
    "core": "an execution ends only by a cancel or a deletion",
    "full": "devices report results, and timers run out",
}
OPEN = "AWS’s documents leave this open"
REJECTED = "rejected; of several errors, AWS leaves open which"
FIRST = ": the first is expected. Names are without “Exception”"
LATER = "are drawn as if they came at once; in reality they come later, one by one"


def machine_legend(machine: str, guards: Iterable[str], table: Table) -> str:
    """The legend of the picture of one machine."""
    terms = [*terms_of(guards, table), *_left_out(machine, table)]
    return legend([*moves(), *_marks()], terms, _steps([machine], table))


def wide_legend(machine: str, guards: Iterable[str], table: Table) -> str:
    """The same in two columns, with the title of the picture."""
    samples, terms = [*moves(), *_marks("")], terms_of(guards, table)
    title = h.tr(h.cell(h.title(machine, f"profile {table.spec.name}"), align="LEFT", colspan=2))
    left = [title, *_rows(samples, terms, (), COLUMNS[0])]
    right = _rows((), _left_out(machine, table), _steps([machine], table), COLUMNS[1])
    columns = (h.table(rows, 1, cellspacing=2) for rows in (left, right))
    return h.label(h.table([h.tr(*(h.cell(column, valign="TOP") for column in columns))], 0))


def system_legend(table: Table, left_out: Iterable[tuple[str, str]]) -> str:
    """The legend of the picture of both machines; ``left_out`` are its last paragraphs."""
    named = {*re.findall(r"\w+", " ".join(condition(rules) for rules in _background(table)))}
    steps = [
        (event, _does(table, event)) for events in table.background.values() for event in events
    ]
    width = NARROW if len(steps) < MANY else BROADER
    return legend([*moves(), _open_mark()], [*terms_of(named, table), *left_out], steps, width)


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
    """The legend of the picture of one job with so many things."""
    about = (
        ("A box", f"says how many of the {things} executions have each status."),
        ("An arrow from a frame", "leads from every box in it."),
        ("Background steps", f"that a request causes {LATER}."),
        ("No limit", "of deletions is reached."),
    )
    samples = [(cell, says) for cell, says in moves() if "optional" not in says]
    samples.append((sample("dotted", p.OPEN), f"? {OPEN}"))
    return legend(samples, about, width=NARROW)


def moves() -> Iterator[tuple[str, str]]:
    """The meaning of each sort of arrow."""
    yield sample("solid", p.INK), "a request changes the status"
    yield sample("dashed", p.BACKGROUND), "a step without a request (its name is in italics)"
    yield sample("bold", p.FORCE), "only with force=true"
    yield h.badge(False), "force is optional, and changes this"


def _marks(more: str = FIRST) -> Iterator[tuple[str, str]]:
    yield (
        h.cell(h.text("×", h.NAME, p.REJECTED, "B")),
        REJECTED + more,
    )
    yield h.cell(h.text("=", h.NAME, p.INK, "B")), "no change of the status"
    yield _open_mark()


def _open_mark() -> tuple[str, str]:
    return h.cell(h.text("?", h.NAME, p.OPEN, "B")), OPEN


def terms_of(guards: Iterable[str], table: Table) -> Iterator[tuple[str, str]]:
    """The meaning of each guard that these name, but of force, which has a badge; at last of the
    profile."""
    wanted = set(guards)
    for name, guard in table.spec.guards.items():
        if name in wanted and name != table.spec.force:
            yield f"[{name}]", GUARDS.get(name, guard.says)
    if table.spec.name in PROFILES:
        yield f"profile {table.spec.name}", PROFILES[table.spec.name]


def _left_out(machine: str, table: Table) -> Iterator[tuple[str, str]]:
    """The laws that the picture of a machine leaves out, where another picture has them."""
    if table.spec.extends is not TABLE.spec:
        return
    laws = dict.fromkeys(rule.law for rule in TABLE.rules if rule.machine == machine and rule.law)
    drawn = {rule.law for rule in table.rules}
    if names := [f"[{law}]" for law in laws if law not in drawn]:
        yield "left out:", f"{', '.join(names)} (see profile core)"


def _steps(machines: Iterable[str], table: Table) -> Iterator[tuple[str, str]]:
    """What each background step does, and the statuses of the job that make it possible."""
    for machine in machines:
        for event in table.background[machine]:
            said = []
            for coupling in table.spec.couplings:
                if machine == EXECUTION and coupling.event == event:
                    mark = "? " if strongest(coupling.claims) is Basis.UNSPECIFIED else ""
                    said.append(f"{mark}{coupling.status}")
            during = f", while the job is {' or '.join(said)}" if said else ""
            yield event, _does(table, event) + during


def _does(table: Table, event: str) -> str:
    paces = {e: pace for m in table.spec.machines for e, pace in m.paces.items()}
    return STEPS.get(event, BY[paces[event]])


def legend(
    samples: Iterable[tuple[str, str]],
    terms: Iterable[tuple[str, str]],
    steps: Iterable[tuple[str, str]] = (),
    width: int = WIDTH,
) -> str:
    return h.label(h.table(_rows(samples, terms, steps, width), 1, cellspacing=2))


def _rows(
    samples: Iterable[tuple[str, str]],
    terms: Iterable[tuple[str, str]],
    steps: Iterable[tuple[str, str]],
    width: int,
) -> list[str]:
    """A row for each sample, with its cell, then a paragraph for each background step and term."""
    rows = [h.tr(cell, h.lines_cell(h.filled(says, width - 8))) for cell, says in samples]
    paragraphs = [_paragraph(*step, p.BACKGROUND, "I", width) for step in steps]
    paragraphs += [_paragraph(*term, p.INK, "B", width) for term in terms]
    return [*rows, *(h.tr(h.lines_cell(lines, colspan=2)) for lines in paragraphs)]


def _paragraph(name: str, says: str, color: str, style: str, width: int) -> Sequence[str]:
    """Words after a name in its own style."""
    first, *rest = h.filled_lines([name, *says.split(" ")], width)
    # An ordinary space at the start of a text is lost in browsers.
    words = first.removeprefix(name).replace(" ", "\u00a0", 1)
    after = h.text(words) if words else ""
    return [h.text(name, color=color, style=style) + after, *(h.text(line) for line in rest)]


def sample(style: str, color: str) -> str:
    """A cell with a short line in the style of an arrow."""
    width = 4 if style == "bold" else 2
    look = {"border": width, "sides": "T", "color": color}
    size = {"width": 34, "height": 2 * width, "fixedsize": "TRUE"}
    line = h.cell("", style="solid" if style == "bold" else style, **look, **size)
    return h.cell(h.table([h.tr(line)], 0, **size))
