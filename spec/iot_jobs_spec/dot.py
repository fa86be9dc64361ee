"""The pictures of one machine in DOT: what an arrow, a status and a legend look like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import palette as p
from .dot_labels import absent_label, arrow_label, legend_label, state_label
from .picture import Arrow, Kind, arrows, lines
from .table import TABLE, Table

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
BOX = {"shape": "box", "style": "rounded,filled", "fillcolor": p.CARD, "color": p.BORDER}


def machine_dot(machine: str, table: Table = TABLE) -> str:
    """The DOT source of the picture of one machine."""
    graph = new_graph(machine.lower(), ranksep="0.5", nodesep="0.25", compound="true")
    found = arrows(machine, table)
    statuses = table.statuses[machine]
    terminal_dots(graph)
    graph.node("absent", label=absent_label(machine, lines(machine, None, table)), shape="plain", color=p.BORDER)
    with graph.subgraph(name="cluster_any" if any(a.everywhere for a in found) else "all") as frame:
        frame.attr(style="rounded,dashed", color=p.BORDER, margin="14")
        for status in statuses:
            frame.node(status, label=state_label(status, lines(machine, status, table)), **BOX)
        if machine == "Execution":
            with frame.subgraph(name="same") as same:
                same.attr(rank="same")
                same.node("QUEUED")
                same.node("IN_PROGRESS")
    for arrow in found:
        draw_arrow(graph, arrow, arrow_label(arrow))
    with graph.subgraph(name="same2") as same:
        same.attr(rank="same")
        same.node(START)
        same.node("absent")
    guards = {guard for row in table.rows if row.machine == machine for guard in row.guards}
    graph.attr(label=legend_label(guards), labelloc="b")
    return graph.source


def new_graph(name: str, **attributes: str) -> Digraph:
    """An empty graph with our fonts and colours."""
    from graphviz import Digraph

    return Digraph(
        name,
        graph_attr={"fontname": FONT, "bgcolor": p.CANVAS, "pad": "0.25", **attributes},
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
        style |= {"penwidth": "2", "color": f"{color}:{p.CANVAS}:{color}", "arrowsize": "1.3"}
    else:
        style["color"] = color
    if arrow.everywhere:
        style["ltail"] = "cluster_any"
    source = arrow.sources[-1]
    graph.edge(
        source or START,
        arrow.target or END,
        label=label,
        id=arrow.id,
        tooltip=arrow.tooltip,
        labeltooltip=arrow.tooltip,
        **{**style, **attributes},
    )
