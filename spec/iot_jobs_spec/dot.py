"""The pictures of one machine in DOT: what an arrow, a status and a legend look like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from . import html_labels as h
from . import palette as p
from .machine import GUARDS
from .picture import Arrow, Kind, Line, Mark, arrows, force_changes, lines
from .table import TABLE, Table
from .words import condition, terms_words, simplest

if TYPE_CHECKING:
    from graphviz import Digraph

FONT = "Arial"
START, END = "start", "end"
COLORS = {Kind.REQUEST: p.INK, Kind.HAPPENING: p.HAPPENING, Kind.OPEN: p.OPEN}
STYLES = {
    Kind.REQUEST: {"style": "solid", "arrowhead": "normal", "penwidth": "1.4"},
    Kind.HAPPENING: {"style": "dashed", "arrowhead": "vee", "penwidth": "1.4"},
    Kind.OPEN: {"style": "dotted", "arrowhead": "onormal", "penwidth": "2"},
}
MARKS = {Mark.REFUSED: ("×", p.REFUSED), Mark.KEPT: ("=", p.INK), Mark.OPEN: ("?", p.OPEN)}


def machine_dot(machine: str, table: Table = TABLE) -> str:
    """The DOT source of the picture of one machine."""
    graph = new_graph(machine.lower(), ranksep="0.55", nodesep="0.5")
    terminal_dots(graph)
    for status in table.statuses[machine]:
        graph.node(status, label=_state(status, lines(machine, status, table)), **NODE)
    for arrow in arrows(machine, table):
        draw_arrow(graph, arrow, arrow_label(arrow))
    return graph.source


NODE = {"shape": "box", "style": "rounded,filled", "fillcolor": p.CARD, "color": p.BORDER}


def new_graph(name: str, **attributes: str) -> Digraph:
    """An empty graph with our fonts and colours."""
    from graphviz import Digraph

    return Digraph(
        name,
        graph_attr={
            "fontname": FONT,
            "bgcolor": p.CANVAS,
            "fontcolor": p.INK,
            "pad": "0.25",
            **attributes,
        },
        node_attr={"fontname": FONT, "fontcolor": p.INK, "penwidth": "1.2", "margin": "0.12,0.08"},
        edge_attr={"fontname": FONT, "fontcolor": p.INK},
    )


def terminal_dots(graph: Digraph) -> None:
    """Where a machine begins and ends: drawn as UML does."""
    dot = {"label": "", "fixedsize": "true", "style": "filled", "fillcolor": p.INK, "color": p.INK}
    graph.node(START, shape="circle", width="0.2", **dot)
    graph.node(END, shape="doublecircle", width="0.16", **dot)


def draw_arrow(graph: Digraph, arrow: Arrow, label: str, **attributes: str) -> None:
    color = p.FORCE if arrow.forced else COLORS[arrow.kind]
    style = dict(STYLES[arrow.kind])
    if arrow.forced and arrow.kind is not Kind.OPEN:
        style |= {"penwidth": "2", "color": f"{color}:{color}", "arrowsize": "1.3"}
    else:
        style["color"] = color
    graph.edge(
        arrow.source or START,
        arrow.target or END,
        label=label,
        id=arrow.id,
        tooltip=arrow.tooltip,
        labeltooltip=arrow.tooltip,
        **{**style, **attributes},
    )


def arrow_label(arrow: Arrow) -> str:
    color = COLORS[arrow.kind]
    style = "I" if arrow.kind is Kind.HAPPENING else ""
    rows = []
    for name in arrow.names:
        of_name = arrow.rows_of(name)
        mark = "? " if arrow.kind is Kind.OPEN else ""
        when = condition(of_name)
        badge = ""
        if arrow.forced:
            when = ", ".join(w for w in when.split(", ") if w != "force")
            badge = h.cell(h.force_badge(needed=True))
        said = h.text(mark + name, h.NAME, color, style) + (
            h.text(f" [{when}]", h.SMALL, color) if when else ""
        )
        rows.append(h.row(h.cell(h.table([h.row(badge, h.cell(said, align="LEFT"))], 1), align="LEFT")))
        for effect in force_changes(of_name):
            words = [h.text(line) for line in h.wrapped(effect.says, 30)]
            inner = h.row(
                h.cell(h.force_badge(needed=False), valign="TOP"),
                h.cell(h.stacked(words), align="LEFT", balign="LEFT"),
            )
            rows.append(h.row(h.cell(h.table([inner], 1), align="LEFT")))
    return h.label(h.table(rows, 1))


def _state(status: str, said: Sequence[Line]) -> str:
    rows = [h.row(h.cell(h.text(status, h.TITLE, style="B"), colspan=3))]
    if said:
        rows.append("<HR/>")
    rows += [_line(line) for line in said]
    return h.label(h.table(rows))


def _line(line: Line) -> str:
    mark, color = MARKS[line.mark]
    style = "I" if line.by_itself else ""
    name = [h.text(name, style=style, color=p.HAPPENING if line.by_itself else p.INK) for name in line.names]
    when = h.text(f" [{line.condition}]") if line.condition else ""
    results = [
        h.text(result if i == 0 else f"or {result}", color=p.INK if i == 0 else p.QUIET)
        for i, result in enumerate(line.results)
    ]
    return h.row(
        h.cell(h.text(mark, h.NAME, color, "B"), valign="TOP"),
        h.cell(", ".join(name) + when, align="LEFT", valign="TOP"),
        h.cell(h.stacked(results), align="LEFT", balign="LEFT", valign="TOP"),
    )
