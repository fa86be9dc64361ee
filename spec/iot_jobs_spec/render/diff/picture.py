"""A difference as a drawing: both machines with every addition, removal and change.

A sign and the style of a line mark each change, never the colour alone. Unchanged arrows are thin
and pale. Changes from one status to another are one arrow with a line for each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ...language.rules import ABSENT
from ..diagrams import html_labels as h
from ..diagrams import palette as p
from ..diagrams.labels import name_label, short
from ..diagrams.parts import BOX, beneath, new_graph, new_panel, tip
from ..words import simplest, terms_words
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
    ADDED: "only in the {new}",
    REMOVED: "only in the {old}",
    CHANGED: "in both, but different",
}
Move = tuple[str | None, str | None]
NARROW, WIDTH, WIDE = 28, 36, 36
"""The `length` of a line of an arrow, under a status, and beside the drawing."""
MOST = 8
"""How many lines of one kind are said; the text of the difference has all."""


def difference_dot(
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    found: Difference,
    sides: tuple[str, str] = ("old version", "new version"),
) -> str:
    """The DOT source of the drawing. ``sides`` names what is compared."""
    graph = new_graph("difference", ranksep="0.3", nodesep="0.1")
    for machine in dict.fromkeys((*old["machines"], *new["machines"])):
        with graph.subgraph(name=f"cluster_{machine}") as cluster:
            cluster.attr(style="rounded", color=p.BORDER, margin="14")
            cluster.attr(label=name_label(machine), labeljust="l")
            changes = [change for change in found.changes if change.machine == machine]
            _machine(cluster, machine, old, new, changes)
    panel = new_panel("What differs", " → ".join(sides))
    beneath(panel, "legend", _legend(found, *sides), shape="plain")
    return str(graph.source) + str(panel.source)


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
    moved: dict[tuple[str, Move], list[tuple[int, Change]]] = {}
    for number, change in enumerate(changes):
        for kind, move in _moved(change):
            moved.setdefault((kind, move), []).append((number, change))
    for (kind, (source, target)), alike in moved.items():
        named = _named([change for _, change in alike])
        said = [
            h.text(line, h.NAME, COLORS[kind], "B")
            for name, when in named[:MOST]
            for line in h.filled_lines([f"{SIGNS[kind]} {name}", *when.split(" ")[1:]], NARROW)
        ]
        said += _more(len(named))
        cells = [cell for _, change in alike for cell in change.cells]
        graph.edge(
            _node(machine, source),
            _node(machine, target),
            id=f"{machine}-change-{alike[0][0]}-{kind}-{target or ABSENT}",
            label=h.label(h.table([h.tr(h.lines_cell(said))], 1)),
            tooltip=tip("\n".join(cells)),
            color=COLORS[kind],
            **STYLES[kind],
        )


def _more(lines: int) -> list[str]:
    """The line in the place of those that are too many."""
    return [h.text(f"… and {lines - MOST} more", color=p.QUIET)] if lines > MOST else []


def _named(changes: Sequence[Change]) -> list[tuple[str, str]]:
    """Each name of the changes, with the shortest condition in brackets that holds for all."""
    whens: dict[str, list[str]] = {}
    for change in changes:
        whens.setdefault(change.name, []).append(change.when)
    return [(name, _shortest(found)) for name, found in whens.items()]


def _shortest(whens: Sequence[str]) -> str:
    if len(whens) > 1 and not any(" or " in when for when in whens):
        said = [[sign for sign in when.split(", ") if sign] for when in whens]
        terms = [{s.removeprefix("not "): not s.startswith("not ") for s in one} for one in said]
        whens = [terms_words(simplest(terms), ())]
    return "".join(f" [{when}]" for when in whens if when)


def _status(
    graph: Digraph, machine: str, status: str | None, kind: str | None, changes: Sequence[Change]
) -> None:
    """The status, and under it a line for each change of its cells."""
    mark = f"{SIGNS[kind]} " if kind else ""
    color = COLORS[kind] if kind else p.INK
    title = h.text(mark + (status or f"no such {machine.lower()}"), h.TITLE, color, "B")
    rows = [h.tr(h.cell(title))]
    if kind:
        changes = ()  # with its status, each of its cells came or went
    rows += ["<HR/>"] * bool(changes)
    alike: dict[tuple[str, str, str], list[Change]] = {}
    for change in changes:
        alike.setdefault((change.kind, change.name, _what(change)), []).append(change)
    rows += [_line(group) for group in [*alike.values()][:MOST]]
    rows += [h.tr(h.lines_cell([more])) for more in _more(len(alike))]
    look = {**BOX, **STYLES[kind], "color": color, "style": "rounded,filled"} if kind else BOX
    name = f"{machine}-{status or ABSENT}"
    graph.node(_node(machine, status), label=h.label(h.table(rows)), id=name, **look)


def _line(changes: Sequence[Change]) -> str:
    """Changes of one event that are alike."""
    first = changes[0]
    color = COLORS[first.kind]
    ((name, when),) = _named(changes)
    heads = h.filled_lines([SIGNS[first.kind], name, *when.strip().split(" ")], WIDTH)
    said = [h.text(line, h.NAME, color, "B") for line in heads]
    said += h.filled(_what(first), WIDTH)
    tooltip = "\n".join(heading(change) for change in changes)
    return h.tr(h.lines_cell(said, tooltip=tooltip))


def _what(change: Change) -> str:
    """The old and the new outcomes, then the other fields that changed."""
    if change.old is None or change.new is None:
        return _short(change.new or change.old or {})
    said = []
    if "outcomes" in change.fields:
        said.append(f"{_short(change.old)} → {_short(change.new)}")
    else:
        said.append(_short(change.new))
    if "basis" in change.fields:
        said.append(f"basis {change.old['basis']} → {change.new['basis']}")
    told = {"outcomes", "basis"} | ({"verdict"} if "outcomes" in change.fields else set())
    rest = [field for field in change.fields if field not in told]
    if rest:
        said.append(f"different: {', '.join(rest)}")
    return "; ".join(said)


def _short(rule: Rule) -> str:
    """The outcomes of a rule, an error as ``409 VersionConflict``."""
    return " or ".join(map(short, outcomes(rule).split(" or ")))


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


def _legend(found: Difference, old: str, new: str) -> str:
    """The meaning of the marks, the number of cells of each, and the other changes."""
    rows = []
    for kind, means in MEANS.items():
        mark = h.text(f"{SIGNS[kind]} {kind}", h.NAME, COLORS[kind], "B")
        said = f"{means.format(old=old, new=new)} (cells: {found.count(kind)})"
        rows.append(h.tr(h.cell(mark, align="LEFT"), h.cell(h.text(said), align="LEFT")))
    for other in found.others[:MOST]:
        first, *rest = other_lines(other)
        mark = h.text(f"{SIGNS[other.kind]} {other.kind}", h.NAME, COLORS[other.kind], "B")
        lines = [part for line in (first[2:], *rest) for part in _filled(line)]
        said_lines = h.lines_cell([h.text(line) for line in lines])
        rows.append(h.tr(h.cell(mark, align="LEFT", valign="TOP"), said_lines))
    rows += [h.tr(h.cell(""), h.lines_cell([more])) for more in _more(len(found.others))]
    return h.label(h.table(rows, 3))


def _filled(line: str) -> list[str]:
    return h.filled_lines(line.strip().split(" "), WIDE)
