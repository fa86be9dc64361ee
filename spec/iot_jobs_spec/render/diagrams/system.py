"""The picture of both machines and their couplings in DOT."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from ...language.evidence import Basis, Claim, strongest
from ...language.rules import ABSENT, Rule
from ...language.spec import EXECUTION, JOB
from ...model.table import TABLE, Table
from ..words import claim_words, claims_of, condition
from . import html_labels as h
from . import palette as p
from .dot import outside
from .frames import Drawn
from .graph import Arrow, arrows, groups, steps
from .labels import NARROW, arrow_label, name_label, names_label, outside_label
from .legend import system_legend
from .parts import (
    BOX,
    END,
    OUTSIDE,
    START,
    beneath,
    draw_arrow,
    new_graph,
    new_panel,
    profile_words,
    side_by_side,
    start_dot,
    tip,
)

if TYPE_CHECKING:
    from graphviz import Digraph

GATE = {
    "shape": "box",
    "style": "filled",
    "fillcolor": p.CANVAS,
    "color": p.COUPLING,
    "margin": "0.04,0.02",
}


def system_dot(table: Table = TABLE) -> str:
    """The DOT source of the picture of both machines.

    Beside each status of a job, in the frame of the execution, is a box with the steps that the two
    machines make possible for each other.
    """
    graph = new_graph("system", ranksep="0.15", nodesep="0.1", newrank="true")
    job, execution = (Drawn(m, table, f"{m}.", brief=True) for m in (JOB, EXECUTION))
    _machine(graph, job)
    for status in (*table.statuses[JOB], None):
        _gate(graph, status, table)
    _machine(graph, execution)
    live = [name for name in execution.names if name in table.spec.live]
    ended = [name for name in execution.names if name not in live]
    statuses = table.statuses[JOB]
    for status, level in zip(statuses[1:], (live, ended), strict=False):
        # The machines at these heights: the boxes are between them.
        nodes = [execution.node(name) for name in level]
        side_by_side(graph, [job.node(status), *nodes])
        for node in nodes:
            graph.edge(f"gate.{status}", node, style="invis", weight="0")
    for above, below in pairwise(statuses):
        # Each status of a job has its own height, so that nothing is between it and its box.
        graph.edge(job.node(above), job.node(below), style="invis")
    panel = new_panel("Job and execution", profile_words(table))
    for machine in (JOB, EXECUTION):
        statuses, where = outside(machine, table)
        if statuses:
            beneath(panel, f"{machine}-outside", outside_label(statuses, where), **OUTSIDE)
    beneath(panel, "legend", system_legend(table), shape="plain")
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
        draw_arrow(graph, ends, arrow, arrow_label(arrow), **look)


def _gate(graph: Digraph, status: str | None, table: Table) -> None:
    """The box of one status of a job, or of its end: the steps that it makes possible for
    executions, and those that executions together make possible for it."""
    rows = [*_enabled(status, table)]
    job = f"{JOB}.{status}" if status else f"{JOB}.{table.spec.deleting}.{END}"
    gate = f"gate.{status or ABSENT}"
    needs = {
        f"{condition(arrow.rules_of(event))}-{event}": (arrow, event)
        for arrow in arrows(JOB, table)
        if arrow.target == status
        for event in steps(arrow)
    }
    for arrow, event in needs.values():
        rows.append(_row(event, p.BACKGROUND, "I", f"box-{event}", _awaits(arrow, event)))
    if not rows:
        return
    graph.node(gate, label=h.label(h.table(rows, 1)), **GATE)
    side_by_side(graph, [job, gate])
    couplings = [k for k in table.spec.couplings if k.status == status]
    claims = dict.fromkeys(claim for k in couplings for claim in k.claims)
    says = [_awaits(arrow, event) for arrow, event in needs.values()]
    claims |= dict.fromkeys(claim for arrow, _ in needs.values() for claim in arrow.claims)
    if couplings:
        named = " and ".join(k.event for k in couplings)
        says.insert(0, f"While a job is {status}, {named} are possible for its executions.")
    name = f"while-{status}" if couplings else next(iter(needs))
    way = {"dir": "both" if couplings and needs else "back" if needs else "forward"}
    look = {"color": p.COUPLING, "penwidth": "2.4", "arrowhead": "diamond", "arrowtail": "diamond"}
    words = tip("\n".join([*says, *(claim_words(claim) for claim in claims)]))
    graph.edge(job, gate, id=name, tooltip=words, **look, **way)


def _awaits(arrow: Arrow, event: str) -> str:
    when = condition(arrow.rules_of(event))
    return f"When the executions of a job are {when}, {event} is possible for it."


def _enabled(status: str | None, table: Table) -> Iterator[str]:
    """A row for each step that a status of the job makes possible for its executions."""
    for coupling in table.spec.couplings:
        if coupling.status == status:
            sure = strongest(coupling.claims) is not Basis.UNSPECIFIED
            says = f"While a job is {status}, {coupling.event} is possible for its executions."
            name = f"while-{status}-{coupling.event}"
            words = coupling.event if sure else f"perhaps {coupling.event}"
            yield _row(words, p.BACKGROUND, "I", name, _tip(says, coupling.claims))
    rules = _locked(table)
    if rules and status == table.spec.deleting:
        names = dict.fromkeys(str(rule.operation) for rule in rules)
        says = f"While a job is {status}, the sources leave {' and '.join(names)} open."
        for name in names:
            yield _row(
                f"? {name}", p.OPEN, "", f"while-{status}-{name}", _tip(says, claims_of(rules))
            )


def _row(words: str, color: str, style: str, name: str, tooltip: str) -> str:
    lines = [
        h.text(line, h.NAME, color, style) for line in h.filled_lines(words.split(" "), NARROW)
    ]
    return h.tr(h.lines_cell(lines, id=name, tooltip=tooltip or words))


def _locked(table: Table) -> list[Rule]:
    return [
        rule
        for rule in table.rules
        if rule.machine == EXECUTION
        and rule.guards.get(table.spec.deletion_guard, False)
        and rule.basis is Basis.UNSPECIFIED
    ]


def _tip(says: str, claims: Iterable[Claim]) -> str:
    return "\n".join([says, *(claim_words(claim) for claim in claims)])
