"""The parts that all pictures share: graphs, ends, arrows, and the panel beside a drawing.

A source holds two graphs: the drawing, and the panel that `svg` puts beside it.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from ...model.table import Table
from . import html_labels as h
from . import palette as p
from .graph import Arrow, Kind
from .labels import COLORS

if TYPE_CHECKING:
    from graphviz import Digraph

FONT = "Arial"
"""A font whose widths every layout program knows; `svg` names the fonts that readers get."""
START, END = "start", "end"
STYLES = {
    Kind.REQUEST: {"style": "solid", "arrowhead": "normal", "penwidth": "1.4"},
    Kind.BACKGROUND: {"style": "dashed", "arrowhead": "vee", "penwidth": "1.4"},
    Kind.OPEN: {"style": "dotted", "arrowhead": "onormal", "penwidth": "2"},
}
BOX = {"shape": "box", "style": "rounded,filled", "fillcolor": p.CARD, "color": p.BORDER}
NOTE = {"shape": "box", "style": "rounded,dashed", "color": p.BORDER}
OUTSIDE = {"shape": "box", "style": "rounded,dashed", "color": p.QUIET}


def new_graph(name: str, **attributes: str) -> Digraph:
    """An empty graph with our fonts and colours."""
    from graphviz import Digraph

    graph: Digraph = Digraph(
        name,
        graph_attr={
            "fontname": FONT,
            "bgcolor": p.CANVAS,
            "pad": "0.1",
            "compound": "true",
            **attributes,
        },
        node_attr={"fontname": FONT, "fontcolor": p.INK, "penwidth": "1.2", "margin": "0.1,0.06"},
        edge_attr={"fontname": FONT, "fontcolor": p.INK},
    )
    return graph


def profile_words(table: Table) -> str:
    return f"profile {table.spec.name}"


def tall_panel(title: str, about: str, notes: Mapping[str, str], legend: str) -> Digraph:
    """The graph that `svg` puts beside the drawing: one under the other, its title with what that
    is about, notes by their names, and the legend."""
    panel = new_graph("panel", ranksep="0.1")
    label = h.label(h.title(title, about))
    return _filled(panel, {"title": label, **notes, "legend": legend}, notes)


def wide_panel(notes: Mapping[str, str], legend: str) -> Digraph:
    """The same for below a drawing, side by side: the legend, which has the title, and the
    notes."""
    panel = new_graph("panel", ranksep="0.1", rankdir="LR")
    return _filled(panel, {"legend": legend, **notes}, notes)


def _filled(panel: Digraph, labels: Mapping[str, str], notes: Container[str]) -> Digraph:
    """The panel with these nodes, one after the other."""
    for name, label in labels.items():
        panel.node(name, label=label, id=name, **(NOTE if name in notes else {"shape": "plain"}))
    for one, other in pairwise(labels):
        panel.edge(one, other, style="invis")
    return panel


_DOT = {"label": "", "fixedsize": "true", "style": "filled", "fillcolor": p.INK, "color": p.INK}


def start_dot(graph: Digraph, name: str) -> None:
    """The start of a machine, as UML draws it."""
    graph.node(name, shape="circle", width="0.2", **_DOT)


def end_dot(graph: Digraph, name: str) -> None:
    """The end of a machine, as UML draws it."""
    graph.node(name, shape="doublecircle", width="0.16", **_DOT)


def arrow_style(kind: Kind, forced: bool) -> dict[str, str]:
    """The look of an arrow's line: thick for a move by force only."""
    style = {**STYLES[kind], "color": p.FORCE if forced else COLORS[kind]}
    if forced and kind is not Kind.OPEN:
        style |= {"penwidth": "4"}
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


def side_by_side(graph: Digraph, nodes: Sequence[str]) -> None:
    """Nodes at one height."""
    with graph.subgraph() as level:
        level.attr(rank="same")
        for node in nodes:
            level.node(node)
