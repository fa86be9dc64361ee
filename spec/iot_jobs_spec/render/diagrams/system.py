"""The picture of both machines and their couplings in DOT."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from ...language.evidence import Basis, Claim, strongest
from ...language.rules import Rule
from ...language.spec import EXECUTION, JOB
from ...model.table import TABLE, Table
from ..words import claim_words, claims_of
from . import html_labels as h
from . import palette as p
from .dot import outside
from .frames import Drawn
from .graph import arrows, groups
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


def system_dot(table: Table = TABLE) -> str:
    """The DOT source of the picture of both machines.

    Under them is a box for each status of a job that makes steps possible for its executions.
    """
    graph = new_graph("system", ranksep="0.04", nodesep="0.1", newrank="true")
    job, execution = (Drawn(m, table, f"{m}.", brief=True) for m in (JOB, EXECUTION))
    _machine(graph, job)
    _machine(graph, execution)
    live = [name for name in execution.names if name in table.spec.live]
    ended = [name for name in execution.names if name not in live]
    graph.edge(job.node(table.spec.canceled), execution.node(live[0]), style="invis", weight="0")
    statuses = table.statuses[JOB]
    for status, level in zip(statuses[1:], (live, ended), strict=False):
        side_by_side(graph, [job.node(status), *map(execution.node, level)])
    for above, below in pairwise(statuses):
        # Each status of a job has its own height.
        graph.edge(job.node(above), job.node(below), style="invis")
    boxes = [f"while.{status}" for status in statuses if _while(graph, status, table)]
    side_by_side(graph, boxes)
    for left, right in pairwise(boxes):
        graph.edge(left, right, style="invis")
    graph.edge(job.node(statuses[-1]), boxes[0], style="invis")
    found = (outside(machine, table) for machine in (JOB, EXECUTION))
    left_out = [(where, ", ".join(names)) for names, where in found if names]
    legend = system_legend(table, left_out)
    panel = tall_panel("Job and execution", profile_words(table), {}, legend)
    return str(graph.source) + str(panel.source)


def _machine(whole: Digraph, drawn: Drawn) -> None:
    """The machine in its frame, without what keeps a status."""
    with whole.subgraph(name=f"cluster_{drawn.machine}") as graph:
        graph.attr(style="rounded", color=p.BORDER, margin="18")
        graph.attr(label=name_label(drawn.machine), labelloc="t", labeljust="c")
        start_dot(graph, drawn.node(START))
        _statuses(graph, drawn)


def _statuses(graph: Digraph, drawn: Drawn) -> None:

    def status_box(place: Digraph, status: str) -> None:
        name = drawn.node(status)
        ended = groups(drawn.machine, drawn.table).get(status, ())
        label = names_label(ended) if ended else name_label(status)
        place.node(name, label=label, id=f"{drawn.machine}-{status}", **BOX)

    drawn.statuses(graph, status_box)
    for arrow in drawn.arrows:
        ends, look = drawn.ends(graph, arrow)
        draw_arrow(graph, ends, arrow, drawn.label(arrow), **look)
    if drawn.machine == JOB:
        # Room for a label: a frame holds its statuses, and no more.
        beside = drawn.node(drawn.table.spec.canceled)
        graph.node(f"{beside}.room", label="", style="invis", width="0.4")
        side_by_side(graph, [beside, f"{beside}.room"])
        graph.edge(beside, f"{beside}.room", style="invis")


def _while(graph: Digraph, status: str, table: Table) -> bool:
    """Draw the box of a status of a job: what its executions may do meanwhile. Whether there is
    anything."""
    couplings = [k for k in table.spec.couplings if k.status == status]
    if not couplings:
        return False
    steps = [(k.event, strongest(k.claims) is Basis.UNSPECIFIED, k.claims) for k in couplings]
    rows = [
        _row(event, open_, "I", f"while-{status}-{event}", _tip(_says(status, event), claims))
        for event, open_, claims in steps
    ]
    rows += _requests(status, table)
    claims = dict.fromkeys(claim for k in couplings for claim in k.claims)
    named = " and ".join(k.event for k in couplings)
    title = h.text("While a job is ", h.NAME) + h.text(status, h.NAME, style="B")
    label = h.table([h.tr(h.lines_cell([title, h.text("its executions may:", h.NAME)])), *rows], 1)
    name, tooltip = f"while-{status}", tip(_tip(_says(status, named), claims))
    graph.node(f"while.{status}", label=h.label(label), id=name, tooltip=tooltip, **_BOX)
    return True


def _says(status: str, named: str) -> str:
    return f"While a job is {status}, {named} is possible for its executions."


def _requests(status: str, table: Table) -> Iterator[str]:
    """A row for all requests that change an execution, or one for each, if some are open."""
    rules = _locked(table) if status == table.spec.deleting else []
    if not rules:
        yield h.tr(h.lines_cell([h.text("change by each request", h.NAME)]))
        return
    left_open = dict.fromkeys(str(rule.operation) for rule in rules)
    says = f"While a job is {status}, the sources leave {' and '.join(left_open)} open."
    moved = (rule.operation for arrow in arrows(EXECUTION, table) for rule in arrow.rules)
    for name in dict.fromkeys((*left_open, *filter(None, moved))):
        if name in left_open:
            yield _row(name, True, "", f"while-{status}-{name}", _tip(says, claims_of(rules)))
        else:
            yield h.tr(h.lines_cell([h.text(f"change by {name}", h.NAME)]))


def _row(name: str, open_: bool, style: str, anchor: str, tooltip: str) -> str:
    color = p.BACKGROUND if style else p.OPEN
    said = (h.text("? ", h.NAME, p.OPEN, "B") if open_ else "") + h.text(name, h.NAME, color, style)
    return h.tr(h.lines_cell([said], id=anchor, tooltip=tooltip))


def _locked(table: Table) -> list[Rule]:
    """The rules that leave open what an execution of a job answers that is being deleted."""
    # Also those that laws derive, which `Table.written` leaves out of ``rules``.
    every = (rule for entry in table.entries.values() for rule in entry.rules.values())
    return [
        rule
        for rule in dict.fromkeys(every)
        if rule.machine == EXECUTION
        and rule.guards.get(table.spec.deletion_guard, False)
        and rule.basis is Basis.UNSPECIFIED
    ]


def _tip(says: str, claims: Iterable[Claim]) -> str:
    return "\n".join([says, *(claim_words(claim) for claim in claims)])
