"""A difference as a drawing: both machines with every addition, removal and change.

A sign and the style of a line mark each change, never the colour alone. Unchanged arrows are thin
and pale.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ...language.rules import ABSENT
from ..diagrams import html_labels as h
from ..diagrams import palette as p
from ..diagrams.dot import BOX, new_graph, tip
from ..diagrams.labels import name_label
from .compare import ADDED, CHANGED, REMOVED, Change, Difference, Rule
from .text import SIGNS, heading, other_lines, outcomes

if TYPE_CHECKING:
    from graphviz import Digraph

COLORS = {ADDED: p.COUPLING, REMOVED: p.REJECTED, CHANGED: p.OPEN}
STYLES = {
    ADDED: {"style": "solid", "penwidth": "3"},
    REMOVED: {"style": "dashed", "penwidth": "2"},
    CHANGED: {"style": "dotted", "penwidth": "3"},
}
MEANS = {
    ADDED: "only in the new version",
    REMOVED: "only in the old version",
    CHANGED: "in both, but different",
}
Move = tuple[str | None, str | None]
WIDTH = 60


def difference_dot(old: Mapping[str, Any], new: Mapping[str, Any], found: Difference) -> str:
    """The DOT source of the drawing."""
    graph = new_graph("difference", ranksep="0.5", nodesep="0.4")
    for machine in dict.fromkeys((*old["machines"], *new["machines"])):
        with graph.subgraph(name=f"cluster_{machine}") as cluster:
            cluster.attr(style="rounded", color=p.BORDER, margin="14")
            cluster.attr(label=name_label(machine), labeljust="l")
            changes = [change for change in found.changes if change.machine == machine]
            _machine(cluster, machine, old, new, changes)
    graph.attr(label=_legend(found), labelloc="b", labeljust="l")
    return str(graph.source)


def _machine(
    graph: Digraph,
    machine: str,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    changes: Sequence[Change],
) -> None:
    before, after = _statuses(old, machine), _statuses(new, machine)
    for status in (None, *dict.fromkeys((*before, *after))):
        kind = None
        if status is not None and (status in before) != (status in after):
            kind = ADDED if status in after else REMOVED
        here = [change for change in changes if change.status == status]
        _status(graph, machine, status, kind, here)
    for (source, target), names in _unchanged(machine, new, changes).items():
        words = h.label(
            h.table([h.tr(h.lines_cell([h.text(name, color=p.QUIET) for name in names]))])
        )
        ends = (_node(machine, source), _node(machine, target))
        graph.edge(*ends, label=words, color=p.BORDER, style="solid", penwidth="0.7")
    for number, change in enumerate(changes):
        for kind, (source, target) in _moved(change):
            name = f"{machine}-change-{number}-{kind}-{target or ABSENT}"
            said = f"{SIGNS[kind]} {change.name}" + (f" [{change.when}]" if change.when else "")
            graph.edge(
                _node(machine, source),
                _node(machine, target),
                id=name,
                label=h.label(h.text(said, h.NAME, COLORS[kind], "B")),
                tooltip=tip("\n".join(change.cells)),
                color=COLORS[kind],
                **STYLES[kind],
            )


def _status(
    graph: Digraph, machine: str, status: str | None, kind: str | None, changes: Sequence[Change]
) -> None:
    """The status, and under it a line for each change of its cells."""
    mark = f"{SIGNS[kind]} " if kind else ""
    color = COLORS[kind] if kind else p.INK
    title = h.text(mark + (status or f"no such {machine.lower()}"), h.TITLE, color, "B")
    rows = [h.tr(h.cell(title))]
    rows += ["<HR/>"] * bool(changes)
    rows += [_line(change) for change in changes]
    look = {**BOX, **STYLES[kind], "color": color, "style": "rounded,filled"} if kind else BOX
    name = f"{machine}-{status or ABSENT}"
    graph.node(_node(machine, status), label=h.label(h.table(rows)), id=name, **look)


def _line(change: Change) -> str:
    color = COLORS[change.kind]
    when = f" [{change.when}]" if change.when else ""
    first = h.text(f"{SIGNS[change.kind]} {change.name}{when}", h.NAME, color, "B")
    said = [h.text(line) for line in h.filled_lines(_what(change).split(" "), WIDTH)]
    return h.tr(h.lines_cell([first, *said], tooltip=heading(change)))


def _what(change: Change) -> str:
    """The old and the new outcomes, then the other fields that changed."""
    if change.old is None or change.new is None:
        return outcomes(change.new or change.old or {})
    said = []
    if "outcomes" in change.fields:
        said.append(f"{outcomes(change.old)} → {outcomes(change.new)}")
    else:
        said.append(outcomes(change.new))
    if "basis" in change.fields:
        said.append(f"basis {change.old['basis']} → {change.new['basis']}")
    rest = [field for field in change.fields if field not in ("outcomes", "basis")]
    if rest:
        said.append(f"different: {', '.join(rest)}")
    return "; ".join(said)


def _moved(change: Change) -> Iterator[tuple[str, Move]]:
    """The arrows of the change: removed, added and kept ones."""
    before, after = _moves(change.old), _moves(change.new)
    yield from ((REMOVED, move) for move in before if move not in after)
    yield from ((CHANGED if move in before else ADDED, move) for move in after)


def _unchanged(
    machine: str, new: Mapping[str, Any], changes: Sequence[Change]
) -> dict[Move, list[str]]:
    """Each move of unchanged rules, with the names of its operations or steps."""
    changed = {change.new["id"] for change in changes if change.new}
    found: dict[Move, list[str]] = {}
    for rule in new["rules"]:
        if rule["machine"] == machine and rule["id"] not in changed:
            for move in _moves(rule):
                names = found.setdefault(move, [])
                name = rule["operation"] or rule["event"]
                if name not in names:
                    names.append(name)
    return found


def _moves(rule: Rule | None) -> list[Move]:
    """The moves of the rule: from its source to each other status."""
    if rule is None:
        return []
    ends = (o["status"] for o in rule["outcomes"] if o["error"] is None)
    return [(rule["source"], end) for end in dict.fromkeys(ends) if end != rule["source"]]


def _statuses(version: Mapping[str, Any], machine: str) -> Sequence[str]:
    known: Sequence[str] = version["machines"].get(machine, {"statuses": []})["statuses"]
    return known


def _node(machine: str, status: str | None) -> str:
    return f"{machine}.{status or ABSENT}"


def _legend(found: Difference) -> str:
    """The meaning of the marks, the number of cells of each, and the other changes."""
    rows = []
    for kind, means in MEANS.items():
        mark = h.text(f"{SIGNS[kind]} {kind}", h.NAME, COLORS[kind], "B")
        said = f"{means} (cells: {found.count(kind)})"
        rows.append(h.tr(h.cell(mark, align="LEFT"), h.cell(h.text(said), align="LEFT")))
    for other in found.others:
        first, *rest = other_lines(other)
        mark = h.text(f"{SIGNS[other.kind]} {other.kind}", h.NAME, COLORS[other.kind], "B")
        lines = [part for line in (first[2:], *rest) for part in _filled(line)]
        said_lines = h.lines_cell([h.text(line) for line in lines])
        rows.append(h.tr(h.cell(mark, align="LEFT", valign="TOP"), said_lines))
    return h.label(h.table(rows, 3))


def _filled(line: str) -> list[str]:
    return h.filled_lines(line.strip().split(" "), WIDTH)
