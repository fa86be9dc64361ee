"""The picture of one machine in DOT, and the parts that all pictures share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...language.rules import ABSENT
from ...language.spec import EXECUTION
from ...model.table import TABLE, Table
from . import palette as p
from .graph import Arrow, Kind, arrows, lines
from .labels import COLORS, absent_label, arrow_label, state_label, text_label
from .legend import machine_legend

if TYPE_CHECKING:
    from graphviz import Digraph

FONT = "Arial"
"""A font whose widths every layout program knows; `svg` names the fonts that readers get."""
START, END, NONE = "start", "end", "absent"
ANY = "cluster_any"
"""The frame around every status, where an arrow leads away from each."""
STYLES = {
    Kind.REQUEST: {"style": "solid", "arrowhead": "normal", "penwidth": "1.4"},
    Kind.BACKGROUND: {"style": "dashed", "arrowhead": "vee", "penwidth": "1.4"},
    Kind.OPEN: {"style": "dotted", "arrowhead": "onormal", "penwidth": "2"},
}
BOX = {"shape": "box", "style": "rounded,filled", "fillcolor": p.CARD, "color": p.BORDER}


def machine_dot(machine: str, table: Table = TABLE) -> str:
    """The DOT source of the picture of one machine."""
    graph = new_graph(machine.lower(), ranksep="0.5", nodesep="0.2")
    found = arrows(machine, table)
    with graph.subgraph() as top:
        top.attr(rank="same")
        start_dot(top, START)
        about_none = absent_label(machine, lines(machine, None, table))
        top.node(NONE, label=about_none, id=f"{machine}-{ABSENT}", shape="plain", color=p.BORDER)
    with graph.subgraph(name=ANY if any(arrow.everywhere for arrow in found) else None) as frame:
        frame.attr(style="rounded,dashed", color=p.BORDER, margin="10")
        frame.attr(label=text_label("any status"), labeljust="r")
        for status in table.statuses[machine]:
            about = state_label(status, lines(machine, status, table))
            frame.node(status, label=about, id=f"{machine}-{status}", **BOX)
        with frame.subgraph() as pending:
            # Side by side, so that the arrows from each to what is terminal are short.
            pending.attr(rank="same")
            for status in table.statuses[machine]:
                if machine == EXECUTION and status in table.spec.live:
                    pending.node(status)
    end_dot(graph, END)
    for arrow in found:
        ends = (arrow.sources[-1] or START, arrow.target or END)
        tail = {"ltail": ANY} if arrow.everywhere else {}
        draw_arrow(graph, ends, arrow, arrow_label(arrow), **tail)
    guards = {guard for rule in table.rules if rule.machine == machine for guard in rule.guards}
    graph.attr(label=machine_legend(guards, table), labelloc="b")
    return str(graph.source)


def new_graph(name: str, **attributes: str) -> Digraph:
    """An empty graph with our fonts and colours."""
    from graphviz import Digraph

    graph: Digraph = Digraph(
        name,
        graph_attr={
            "fontname": FONT,
            "bgcolor": p.CANVAS,
            "pad": "0.2",
            "compound": "true",
            **attributes,
        },
        node_attr={"fontname": FONT, "fontcolor": p.INK, "penwidth": "1.2", "margin": "0.12,0.08"},
        edge_attr={"fontname": FONT, "fontcolor": p.INK},
    )
    return graph


_DOT = {"label": "", "fixedsize": "true", "style": "filled", "fillcolor": p.INK, "color": p.INK}


def start_dot(graph: Digraph, name: str) -> None:
    """The start of a machine, as UML draws it."""
    graph.node(name, shape="circle", width="0.2", **_DOT)


def end_dot(graph: Digraph, name: str) -> None:
    """The end of a machine, as UML draws it."""
    graph.node(name, shape="doublecircle", width="0.16", **_DOT)


def arrow_style(kind: Kind, forced: bool) -> dict[str, str]:
    """The look of an arrow's line: double for a move by force only."""
    color = p.FORCE if forced else COLORS[kind]
    style = {**STYLES[kind], "color": color}
    if forced and kind is not Kind.OPEN:
        style |= {"penwidth": "2", "color": f"{color}:{p.CANVAS}:{color}", "arrowsize": "1.3"}
    return style


def draw_arrow(
    graph: Digraph, ends: tuple[str, str], arrow: Arrow, label: str, **attributes: str
) -> None:
    """Draw the arrow from one node to another, with its id, and its claims as the tooltip."""
    tips = {"tooltip": tip(arrow.tooltip), "labeltooltip": tip(arrow.tooltip)}
    style = {**arrow_style(arrow.kind, arrow.forced), **attributes}
    graph.edge(*ends, label=label, id=arrow.id, **tips, **style)


def tip(words: str) -> str:
    """Words as Graphviz wants a tooltip, on one line."""
    return words.replace("\\", r"\\").replace("\n", r"\n")
