"""The picture of both machines and their couplings in DOT."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from ...language.evidence import Basis, Claim, strongest
from ...language.spec import EXECUTION, JOB
from ...model.table import TABLE, Table
from ..words import claim_words, claims_of
from . import html_labels as h
from . import palette as p
from .dot import outside
from .frames import Drawn
from .graph import REQUESTS, groups, requests_while
from .labels import name_label, names_label
from .legend import system_legend
from .parts import (
    BOX,
    START,
    draw_arrow,
    new_graph,
    profile_words,
    side_by_side,
    start_dot,
    tall_panel,
    tip,
)

if TYPE_CHECKING:
    from graphviz import Digraph

_BOX = {**BOX, "fillcolor": p.CANVAS, "color": p.COUPLING}
_ROOM = 44
"""The `length` of a row of a box."""


def system_dot(table: Table = TABLE) -> str:
    """The DOT source of the picture of both machines: a graph for each, and one with a box for each
    status of a job that makes steps possible for its executions."""
    boxes = new_graph("meanwhile", nodesep="0.1")
    names = [status for status in table.statuses[JOB] if _while(boxes, status, table)]
    side_by_side(boxes, names)
    for left, right in pairwise(names):
        boxes.edge(left, right, style="invis")
    found = (outside(machine, table) for machine in (JOB, EXECUTION))
    left_out = [(where, ", ".join(names)) for names, where in found if names]
    legend = system_legend(table, left_out)
    panel = tall_panel("Job and execution", profile_words(table), {}, legend)
    graphs = [_machine(JOB, table), _machine(EXECUTION, table), boxes, panel]
    return "".join(str(graph.source) for graph in graphs)


def _machine(machine: str, table: Table) -> Digraph:
    """The machine without what keeps a status."""
    graph = new_graph(machine.lower(), ranksep="0.07", nodesep="0.1", newrank="true")
    graph.attr(label=name_label(machine), labelloc="t", labeljust="l")
    drawn = Drawn(machine, table, brief=True)
    start_dot(graph, START)
    _statuses(graph, drawn)
    if machine == JOB:
        _levels(graph, table)
    return graph


def _statuses(graph: Digraph, drawn: Drawn) -> None:

    def status_box(place: Digraph, status: str) -> None:
        ended = groups(drawn.machine, drawn.table).get(status, ())
        label = names_label(ended) if ended else name_label(status)
        place.node(status, label=label, id=f"{drawn.machine}-{status}", **BOX)

    drawn.statuses(graph, status_box)
    for arrow in drawn.arrows:
        ends, look = drawn.ends(graph, arrow)
        draw_arrow(graph, ends, arrow, drawn.label(arrow), **look)


def _levels(graph: Digraph, table: Table) -> None:
    """Each status of a job at a height of its own."""
    for above, below in pairwise(table.statuses[JOB]):
        graph.edge(above, below, style="invis")


def _while(graph: Digraph, status: str, table: Table) -> bool:
    """Draw the box of a status of a job: what its executions may do meanwhile. Whether there is
    anything."""
    couplings = [k for k in table.spec.couplings if k.status == status]
    if not couplings:
        return False
    steps = [(k.event, strongest(k.claims) is Basis.UNSPECIFIED, k.claims) for k in couplings]
    cells = [
        _Cell(event, open_, True, f"while-{status}-{event}", _tip(_says(status, event), claims))
        for event, open_, claims in steps
    ]
    claims = dict.fromkeys(claim for k in couplings for claim in k.claims)
    named = " and ".join(k.event for k in couplings)
    title = h.text("While a job is ", h.NAME) + h.text(status, h.NAME, style="B")
    title_cell = h.lines_cell([title, h.text("possible for its executions:", h.NAME)])
    rows = [[title_cell], *_rows([*cells, *_requests(status, table)])]
    label = h.table([h.tr(h.cell(h.table([h.tr(*row)], 1), align="LEFT")) for row in rows], 0)
    name, tooltip = f"while-{status}", tip(_tip(_says(status, named), claims))
    graph.node(status, label=h.label(label), id=name, tooltip=tooltip, **_BOX)
    return True


def _says(status: str, named: str) -> str:
    return f"While a job is {status}, {named} is possible for its executions."


class _Cell(NamedTuple):
    """A background step or request in a box."""

    name: str
    open: bool
    background: bool
    anchor: str
    tooltip: str

    def drawn(self, comma: bool) -> str:
        color = p.BACKGROUND if self.background else p.OPEN if self.open else p.INK
        mark = h.text("? ", h.NAME, p.OPEN, "B") if self.open else ""
        name = h.text(self.name, h.NAME, color, "I" * self.background)
        said = mark + name + h.text("," if comma else "\u00a0", h.NAME)
        return h.lines_cell([said], id=self.anchor, tooltip=self.tooltip)


def _rows(cells: Sequence[_Cell]) -> Iterator[list[str]]:
    """The cells of a box in rows, with a comma after each but the last."""
    width, row = 0.0, list[str]()
    for cell in cells:
        width += h.length(cell.name)
        if row and width > _ROOM:
            yield row
            width, row = h.length(cell.name), []
        row.append(cell.drawn(cell is not cells[-1]))
    yield row


def _requests(status: str, table: Table) -> Iterator[_Cell]:
    """One cell for all requests that change an execution; while its job is being deleted, one for
    each."""
    for name, rules in requests_while(status, table).items():
        open_ = any(rule.basis is Basis.UNSPECIFIED for rule in rules) and name != REQUESTS
        says = (
            f"While a job is {status}, the sources leave {name} open."
            if open_
            else f"While a job is {status}, {name} is possible for its executions."
        )
        tooltip = _tip(says, claims_of(rules))
        yield _Cell(name, open_, False, f"while-{status}-{name}", tooltip)


def _tip(says: str, claims: Iterable[Claim]) -> str:
    return "\n".join([says, *(claim_words(claim) for claim in claims)])
