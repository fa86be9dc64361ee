"""A difference as a drawing: both machines with every addition, removal and change.

A sign and the style of a line mark each change, never the colour alone. Unchanged arrows are thin
and pale, and dashed for background steps. Changes from one status to another are one arrow with a
line for each. Statuses that only one version has are one box. Where there are many changes, a line
for each operation counts their cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ...language.rules import ABSENT
from ..diagrams import html_labels as h
from ..diagrams import palette as p
from ..diagrams.labels import name_label, short
from ..diagrams.legend import OPEN, sample
from ..diagrams.parts import BOX, end_dot, new_graph, tall_panel, tip
from ..words import simplest, terms_words
from .compare import ADDED, CHANGED, RARE, REMOVED, Change, Difference, Other, Rule
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
ARROWS = {
    ADDED: "+ a move that is new",
    REMOVED: "– a move that is gone",
    CHANGED: "≠ a move in both, of which something else differs",
}
IMPLEMENTATION = "implementation"
"""The name of a side that is a system, not a version of the spec."""
MEMBERS = {"details": "statusDetails", "reason": "reasonCode or comment"}
"""The members that an effect sets, where its field is called otherwise."""
Move = tuple[str | None, str | None]
NARROW, WIDTH, WIDE = 15, 30, 28
"""The `length` of a line of an arrow, under a status, and beside the drawing."""
FEW, MOST = 3, 6
"""How many lines an arrow has, and a status or the panel; of more, a summary. The text of the
difference has all."""


def difference_dot(
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    found: Difference,
    sides: tuple[str, str] = ("old version", "new version"),
) -> str:
    """The DOT source of the drawing, a graph for each machine. ``sides`` names what is compared."""
    graphs = []
    told = _Told({**old.get("effects", {}), **new.get("effects", {})}, sides[1] == IMPLEMENTATION)
    for machine in dict.fromkeys((*old["machines"], *new["machines"])):
        graph = new_graph(machine.lower(), ranksep="0.02", nodesep="0.05")
        graph.attr(label=name_label(machine), labelloc="t", labeljust="l")
        changes = [change for change in found.changes if change.machine == machine]
        _machine(graph, machine, old, new, changes, told)
        graphs.append(graph)
    panel = tall_panel("What differs", " → ".join(sides), {}, _legend(found, *sides))
    return "".join(str(graph.source) for graph in (*graphs, panel))


def _machine(
    graph: Digraph,
    machine: str,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    changes: Sequence[Change],
    told: _Told,
) -> None:
    before, after = _statuses(old, machine), _statuses(new, machine)
    boxes: dict[tuple[str | None, str], list[str | None]] = {}
    for status in (None, *dict.fromkeys((*before, *after))):
        kind = None
        if status is not None and (status in before) != (status in after):
            kind = ADDED if status in after else REMOVED
        boxes.setdefault((kind, "" if kind else _node(machine, status)), []).append(status)
    node = {status: _node(machine, box[0]) for box in boxes.values() for status in box}
    for (kind, _), box in boxes.items():
        here = [change for change in changes if change.status in box]
        _status(graph, machine, box, kind, here, told)
    steps = {*_steps(old, machine), *_steps(new, machine)}

    def ends(move: Move) -> tuple[str, str]:
        source, target = move
        if target is None:
            end_dot(graph, f"{machine}.end")
        return node[source], node[target] if target else f"{machine}.end"

    kept: dict[tuple[tuple[tuple[str, bool], ...], Move], list[Move]] = {}
    for move, rules in _unchanged(machine, new, changes).items():
        names = tuple(_unchanged_names(rules))
        # An end that is the same from several statuses is one arrow, from the last of them.
        kept.setdefault((names, move if move[1] else (None, None)), []).append(move)
    for (names, _), moves in kept.items():
        words = [
            h.text(line, color=p.QUIET, style="I" if step else "")
            for said, step in names
            for line in h.filled_lines(_together(said).split(" "), NARROW)
        ]
        if len(moves) > 1:
            sources = f"from {' or '.join(str(source) for source, _ in moves)}"
            words += h.filled(sources, NARROW, color=p.QUIET)
        graph.edge(
            *ends(moves[-1]),
            label=h.label(h.table([h.tr(h.lines_cell(words))])),
            color=p.BORDER,
            style="dashed" if all(step for _, step in names) else "solid",
            penwidth="0.7",
        )
    moved: dict[tuple[str, tuple[str, str]], list[tuple[int, Change, str | None]]] = {}
    for number, change in enumerate(changes):
        for kind, move in _moved(change):
            if node[move[0]] != node.get(move[1]):
                moved.setdefault((kind, ends(move)), []).append((number, change, move[1]))
    for (kind, (tail, head)), alike in moved.items():
        named = _summary(_marked([change for _, change, _ in alike]))
        said = [
            h.text(line, h.NAME, COLORS[kind], "BI" if name in steps else "B")
            for name, when in named
            for line in h.filled_lines(
                [f"{SIGNS[kind]} {name}", *_together(when).split(" ")[1:]], NARROW
            )
        ]
        cells = [cell for _, change, _ in alike for cell in change.cells]
        first, _, target = alike[0]
        graph.edge(
            tail,
            head,
            id=f"{machine}-change-{first}-{kind}-{target or ABSENT}",
            label=h.label(h.table([h.tr(h.lines_cell(said))], 1)),
            tooltip=tip("\n".join(cells)),
            color=COLORS[kind],
            **STYLES[kind],
        )


def _together(condition: str) -> str:
    """The condition, of which no line ends after ``not``."""
    return condition.replace("not ", "not\u00a0")


def _steps(version: Mapping[str, Any], machine: str) -> Sequence[str]:
    known: Sequence[str] = version["machines"].get(machine, {}).get("background", ())
    return known


def _marked(changes: Sequence[Change]) -> list[Change]:
    """The changes of a move, with a question mark where the sources leave it open; without those
    where a rare guard holds, if the same request makes the move without it."""
    rare = {id(change) for change in changes if not RARE.isdisjoint(change.when.split(", "))}
    usual = {change.name for change in changes if id(change) not in rare}
    return [
        replace(change, name=f"? {change.name}") if _open(change.new or change.old) else change
        for change in changes
        if id(change) not in rare or change.name not in usual
    ]


def _open(rule: Rule | None) -> bool:
    return rule is not None and rule["verdict"] in ("either", "unspecified")


def _summary(changes: Sequence[Change]) -> list[tuple[str, str]]:
    """The names with their conditions; if they are many, the operations with their cells."""
    named = _named(changes)
    if len(named) <= FEW:
        return named
    cells: dict[str, int] = {}
    for change in changes:
        operation = change.name.partition("=")[0]
        cells[operation] = cells.get(operation, 0) + len(change.cells)
    return [(operation, f" (cells:\u00a0{count})") for operation, count in cells.items()]


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
    graph: Digraph,
    machine: str,
    statuses: Sequence[str | None],
    kind: str | None,
    changes: Sequence[Change],
    told: _Told,
) -> None:
    """The status, or statuses that one version has alone; below it a line for each change."""
    mark = f"{SIGNS[kind]} " if kind else ""
    color = COLORS[kind] if kind else p.INK
    titles = [mark + (status or f"no such {machine.lower()}") for status in statuses]
    rows = [h.tr(h.cell(h.text(title, h.TITLE, color, "B"))) for title in titles]
    if kind:
        changes = ()  # with its status, each of its cells came or went
    rows += ["<HR/>"] * bool(changes)
    alike: dict[tuple[str, str, str], list[Change]] = {}
    for change in changes:
        alike.setdefault((change.kind, change.name, told.what(change)), []).append(change)
    if len(alike) > MOST:
        rows += [h.tr(h.lines_cell([line])) for line in _counted(changes)]
    else:
        rows += [_line(group, what) for (*_, what), group in alike.items()]
    look = {**BOX, **STYLES[kind], "color": color, "style": "rounded,filled"} if kind else BOX
    name = f"{machine}-{statuses[0] or ABSENT}"
    graph.node(_node(machine, statuses[0]), label=h.label(h.table(rows)), id=name, **look)


def _counted(changes: Sequence[Change]) -> Iterator[str]:
    """A line for each kind of change and operation."""
    for kind in MEANS:
        alike = [change for change in changes if change.kind == kind]
        for name, count in _summary(alike) if alike else ():
            yield h.text(f"{SIGNS[kind]} {name}{count}", h.NAME, COLORS[kind], "B")


def _line(changes: Sequence[Change], what: str) -> str:
    """Changes of one event that are alike."""
    first = changes[0]
    color = COLORS[first.kind]
    ((name, when),) = _named(changes)
    heads = h.filled_lines([SIGNS[first.kind], name, *_together(when.strip()).split(" ")], WIDTH)
    said = [h.text(line, h.NAME, color, "B") for line in heads]
    said += h.filled(what, WIDTH)
    tooltip = "\n".join(heading(change) for change in changes)
    return h.tr(h.lines_cell(said, tooltip=tooltip))


@dataclass(frozen=True)
class _Told:
    """The words for a change. ``effects`` are those of both versions; ``implementation``: the new
    side is a system, which gives one answer at a time."""

    effects: Mapping[str, Mapping[str, Any]]
    implementation: bool

    def what(self, change: Change) -> str:
        """The old and the new outcomes, then the other fields that changed."""
        old, new = change.old, change.new
        if old is None or new is None:
            return " or ".join(_short(new or old or {}))
        said = [self._outcomes(old, new)]
        if "basis" in change.fields:
            said.append(f"basis {old['basis']} → {new['basis']}")
        known = {"outcomes", "basis", "effects", "verdict" if "outcomes" in change.fields else ""}
        rest = [field for field in change.fields if field not in known]
        # Another outcome has other effects.
        if "effects" in change.fields and "outcomes" not in change.fields:
            names = {*old["effects"]} ^ {*new["effects"]}
            rest += sorted({self.effects[name]["field"] for name in names} or {"effects"})
        if rest:
            said.append(f"another {', '.join(MEMBERS.get(field, field) for field in rest)}")
        return "; ".join(said)

    def _outcomes(self, old: Rule, new: Rule) -> str:
        before, after = _short(old), _short(new)
        if before == after:
            return " or ".join(after)
        more = [one for one in after if one not in before]
        if len(more) + len(before) == len(after):
            also = "sometimes" if self.implementation else "now also"
            return f"{' or '.join(before)}, {also} {' or '.join(more)}"
        return f"{' or '.join(before)} → {' or '.join(after)}"


def _short(rule: Rule) -> list[str]:
    """The outcomes of a rule, an error as ``409 VersionConflict``."""
    return [short(one) for one in outcomes(rule).split(" or ")]


def _moved(change: Change) -> Iterator[tuple[str, Move]]:
    """The arrows of the change: removed, added and kept ones."""
    before, after = _moves(change.old), _moves(change.new)
    yield from ((REMOVED, move) for move in before if move not in after)
    yield from ((CHANGED if move in before else ADDED, move) for move in after)


def _unchanged(
    machine: str, new: Mapping[str, Any], changes: Sequence[Change]
) -> dict[Move, list[Rule]]:
    """Each move of unchanged rules, with the rules; without those where a rare guard holds."""
    changed = {change.new["id"] for change in changes if change.new}
    found: dict[Move, list[Rule]] = {}
    for rule in new["rules"]:
        rare = any(rule["guards"].get(guard) for guard in RARE)
        if rule["machine"] == machine and rule["id"] not in changed and not rare:
            for move in _moves(rule):
                found.setdefault(move, []).append(rule)
    return found


def _unchanged_names(rules: Sequence[Rule]) -> list[tuple[str, bool]]:
    """Each operation or step with its condition, after a question mark if the sources leave the
    move open; and whether it is a background step."""
    alike: dict[tuple[str, bool, bool], list[Rule]] = {}
    for rule in rules:
        name = rule["operation"] or rule["event"]
        alike.setdefault((name, _open(rule), rule["operation"] is None), []).append(rule)
    said = []
    for (name, open_, step), found in alike.items():
        terms = [{g: v for g, v in rule["guards"].items() if g not in RARE} for rule in found]
        when = terms_words(simplest(terms), ())
        said.append((("? " if open_ else "") + name + (f" [{when}]" if when else ""), step))
    return said


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
    if not found:
        return h.label(h.table([h.tr(h.cell(h.text("Nothing changed.", h.TITLE)))], 3))
    moves = {kind for change in found.changes for kind, _ in _moved(change)}
    rows = [
        h.tr(sample(STYLES[kind]["style"], COLORS[kind]), h.lines_cell(h.filled(says, WIDE)))
        for kind, says in ARROWS.items()
        if kind in moves
    ]
    grey = "a move that is the same in both"
    rows.append(h.tr(sample("solid", p.BORDER), h.lines_cell(h.filled(grey, WIDE))))
    for kind, means in MEANS.items():
        if not found.count(kind):
            continue
        mark = h.text(f"{SIGNS[kind]} {kind}", h.NAME, COLORS[kind], "B")
        said = f"{means.format(old=old, new=new)} (cells: {found.count(kind)})"
        rows.append(h.tr(h.cell(mark, align="LEFT"), h.lines_cell(h.filled(said, WIDE))))
    rows.append(h.tr(h.cell(h.text("?", style="B"), align="LEFT"), h.lines_cell([h.text(OPEN)])))
    for mark, lines in _others(found):
        said_lines = h.lines_cell([h.text(line) for line in lines])
        rows.append(h.tr(h.cell(mark, align="LEFT", valign="TOP"), said_lines))
    return h.label(h.table(rows, 3))


def _others(found: Difference) -> Iterator[tuple[str, list[str]]]:
    """The mark and the lines of each change of another part than the cells; if they are many, of
    each such part."""
    parts: dict[tuple[str, str], list[Other]] = {}
    for other in found.others:
        parts.setdefault((other.kind, other.part.replace("_", " ")), []).append(other)
    for (kind, part), alike in parts.items():
        mark = h.text(f"{SIGNS[kind]} {kind}", h.NAME, COLORS[kind], "B")
        if len(found.others) > MOST:
            named = ", ".join(other.name for other in alike)
            few = f"{part}: {len(alike)}" if len(alike) > FEW else f"{part}: {named}"
            yield mark, _filled(few)
            continue
        for other in alike:
            if part == "effects" and None in (other.old, other.new):
                effect = other.new or other.old
                yield mark, _filled(f"effect: {effect['says'] or 'another ' + effect['field']}")
                continue
            first, *rest = other_lines(other)
            yield mark, [part for line in (first[2:], *rest) for part in _filled(line)]


def _filled(line: str) -> list[str]:
    return h.filled_lines(line.strip().split(" "), WIDE)
