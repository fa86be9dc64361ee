"""The drawing of the quotient: ``diagrams/quotient.dot`` and ``.svg``.

A job that is being deleted is one node, whatever the statuses of its executions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ...language.rules import Verdict
from ...model.table import TABLE, Table
from ..words import claim_words, claims_of
from . import html_labels as h
from . import palette as p
from .graph import Kind
from .labels import COLORS, name_label
from .legend import quotient_legend
from .parts import (
    BOX,
    arrow_style,
    end_dot,
    new_graph,
    profile_words,
    side_by_side,
    start_dot,
    tall_panel,
    tip,
)
from .quotient import Arrow, Edge, Quotient, State, arrows, deletion_parts
from .svg import ENGINES, svg

if TYPE_CHECKING:
    from graphviz import Digraph

FOLDER = Path("diagrams")
START, END = "start", "end"
_NUMBERS = {2: "two", 3: "three"}


def artefacts(table: Table = TABLE, engine: str = ENGINES[0]) -> Mapping[Path, bytes]:
    source = quotient_dot(table)
    return {
        FOLDER / "quotient.dot": source.encode(),
        FOLDER / "quotient.svg": svg(source, engine),
    }


def quotient_dot(table: Table = TABLE) -> str:
    """The DOT source of the drawing."""
    quotient = Quotient(table=table)
    graph = new_graph("quotient", ranksep="0.04", nodesep="0.36", newrank="true")
    start_dot(graph, START)
    end_dot(graph, END)
    drawn = arrows(quotient)
    for status in dict.fromkeys(s.status for s in quotient.states if s.status):
        if status == table.spec.deleting:
            _deletion(graph, quotient)
            continue
        with graph.subgraph(name=f"cluster_{status}") as cluster:
            cluster.attr(style="rounded", color=p.BORDER, margin="8")
            cluster.attr(label=name_label(status), labeljust="r")
            _states(cluster, quotient, status, drawn)
    for arrow in drawn:
        _arrow(graph, arrow, table.spec.deleting)
        if arrow.source.status is None:
            side_by_side(graph, [START, arrow.target.id])
        if arrow.target.status is None:
            side_by_side(graph, [table.spec.deleting, END])
    legend = quotient_legend(quotient.things)
    things = _NUMBERS.get(quotient.things, str(quotient.things))
    panel = tall_panel(f"One job, {things} things", profile_words(table), {}, legend)
    return str(graph.source) + str(panel.source)


def _states(graph: Digraph, quotient: Quotient, status: str, drawn: Sequence[Arrow]) -> None:
    """The states of one status; a frame holds those that one arrow leaves together."""
    groups = {arrow.frame: arrow.members for arrow in drawn if arrow.source.status == status}
    for state in quotient.states:
        if state.status == status:
            frames = [
                f for f, members in groups.items() if f not in ("", status) and state in members
            ]
            with graph.subgraph(name=f"cluster_{frames[0]}" if frames else None) as place:
                if frames:
                    place.attr(style="rounded,dashed", color=p.BORDER, margin="5", label="")
                said = h.text(", ".join(_words(quotient, state)))
                place.node(state.id, label=h.label(said), id=state.id, height="0.3", **BOX)


def _words(quotient: Quotient, state: State) -> list[str]:
    """The number of executions in each status that any has, such as ``2 QUEUED``."""
    counted = zip(quotient.statuses, state.counts, strict=True)
    return [f"{count} {status}" for status, count in counted if count]


def _deletion(graph: Digraph, quotient: Quotient) -> None:
    """One node for a job that is being deleted, with the steps that its executions may take."""
    deleting = quotient.table.spec.deleting
    rows = [h.tr(h.cell(h.text(deleting, h.TITLE, style="B"))), "<HR/>"]
    rows.append(h.tr(h.cell(h.text("with its executions, until they are removed"))))
    parts = deletion_parts(quotient)
    cells = []
    for name, part in parts.items():
        open_ = any(rule.verdict in (Verdict.EITHER, Verdict.UNSPECIFIED) for rule in part.rules)
        said = h.text(f"{'? ' * open_}{name}", h.SMALL, p.OPEN if open_ else p.INK)
        comma = h.text("," if name != [*parts][-1] else "\u00a0")
        cells.append(h.lines_cell([said + comma], id=part.id, tooltip=part.tooltip))
    rows.append(h.tr(h.cell(h.table([h.tr(*cells)], 1))))
    graph.node(deleting, label=h.label(h.table(rows)), id=deleting, **BOX)


def _arrow(graph: Digraph, arrow: Arrow, deleting: str) -> None:
    first = arrow.edges[0]
    look = arrow_style(first.kind, arrow.forced)
    look |= {"ltail": f"cluster_{arrow.frame}"} if arrow.frame else {}
    edges = {edge.name: edge for edge in arrow.edges}
    said = h.table(
        (
            h.tr(h.lines_cell([_name_words(edges[name])], id=part.id, tooltip=part.tooltip))
            for name, part in arrow.parts.items()
        ),
        padding=0,
    )
    room = h.cell("", width=2, height=1, fixedsize="TRUE", cellpadding=0)
    badge = [h.badge(True), room] if arrow.forced else []
    graph.edge(
        START if arrow.source.status is None else _node(arrow.source, deleting),
        END if arrow.target.status is None else _node(arrow.target, deleting),
        label=h.label(h.table([h.tr(*badge, h.cell(said, cellpadding=0))], 1)),
        id=arrow.id,
        tooltip=_tooltip(arrow.edges),
        labeltooltip=_tooltip(arrow.edges),
        **look,
    )


def _name_words(edge: Edge) -> str:
    mark = "? " if edge.kind is Kind.OPEN else ""
    style = "I" if edge.kind is Kind.BACKGROUND else ""
    return h.text(mark + edge.name, h.SMALL, COLORS[edge.kind], style)


def _tooltip(edges: Iterable[Edge]) -> str:
    """The rules of the arrow, and their claims."""
    rules = list(dict.fromkeys(edge.rule for edge in edges))
    lines = [rule.id for rule in rules] + [claim_words(claim) for claim in claims_of(rules)]
    return tip("\n".join(lines))


def _node(state: State, deleting: str) -> str:
    return deleting if state.status == deleting else state.id
