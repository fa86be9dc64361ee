"""The picture of both machines and their couplings in DOT."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from ...language.evidence import Basis, Claim, strongest
from ...language.rules import Rule
from ...language.spec import EXECUTION, JOB
from ...model.table import TABLE, Table
from ..words import claim_words, claims_of, condition
from . import palette as p
from .dot import BOX, arrow_style, draw_arrow, end_dot, new_graph, start_dot, tip
from .graph import Arrow, Kind, arrows
from .labels import arrow_label, background_label, name_label, open_label
from .legend import system_legend

if TYPE_CHECKING:
    from graphviz import Digraph

FRAME = "cluster_statuses"
PILL = {"shape": "box", "margin": "0.08,0.03", "height": "0.3"}


def system_dot(table: Table = TABLE) -> str:
    """The DOT source of the picture of both machines.

    Each arrow carries a node with its name, so that a coupling can point at it.
    """
    graph = new_graph("system", ranksep="0.3", nodesep="0.3", newrank="true")
    for machine in (JOB, EXECUTION):
        with graph.subgraph(name=f"cluster_{machine}") as cluster:
            cluster.attr(style="rounded", color=p.BORDER, margin="14")
            cluster.attr(label=name_label(machine), labelloc="t", labeljust="c")
            _machine(cluster, machine, table)
    _background_of_executions(graph, table)
    _background_of_jobs(graph, table)
    _locks(graph, table)
    graph.attr(label=system_legend(table), labelloc="b", labeljust="c")
    return str(graph.source)


def _machine(graph: Digraph, machine: str, table: Table) -> None:
    drawn = [arrow for arrow in arrows(machine, table) if arrow.kind is not Kind.OPEN]
    inside = [arrow for arrow in drawn if not arrow.everywhere and None not in _ends(arrow)]
    start_dot(graph, f"{machine}.none")
    with graph.subgraph(name=FRAME if any(arrow.everywhere for arrow in drawn) else None) as frame:
        frame.attr(style="rounded,dashed", color=p.BORDER, margin="10")
        names = dict.fromkeys(str(rule.operation) for rule in _locked(table))
        frame.attr(label=open_label(names, table.spec.deletion_guard), labelloc="b", labeljust="r")
        for status in table.statuses[machine]:
            node = f"{machine}.{status}"
            frame.node(node, label=name_label(status), id=f"{machine}-{status}", **BOX)
        for arrow in inside:
            _arrow(frame, arrow)
    for status in table.statuses[machine]:
        _side_by_side(graph, _in_order(arrow for arrow in inside if arrow.target == status))
    end_dot(graph, f"{machine}.gone")
    for arrow in drawn:
        if arrow not in inside:
            _arrow(graph, arrow)


def _in_order(leading: Iterable[Arrow]) -> tuple[str, ...]:
    """The nodes of arrows to one status, left to right, so that couplings cross few of them."""
    nearest = tuple(leading)[::-1]
    by_look = sorted(nearest, key=lambda arrow: (arrow.kind is Kind.REQUEST, not arrow.forced))
    return tuple(dict.fromkeys(_node(arrow) for arrow in by_look))


def _node(arrow: Arrow) -> str:
    """The node on an arrow; the arrows of one background step share it."""
    if arrow.kind is Kind.BACKGROUND:
        return f"{arrow.machine}.{arrow.names[0]}"
    return f"{arrow.id}.name"


def _ends(arrow: Arrow) -> tuple[str | None, ...]:
    return (*arrow.sources, arrow.target)


def _arrow(graph: Digraph, arrow: Arrow) -> None:
    """The node with the name of the arrow, and the two halves of the arrow."""
    node = _node(arrow)
    source = f"{arrow.machine}.{arrow.sources[-1] or 'none'}"
    target = f"{arrow.machine}.{arrow.target or 'gone'}"
    tail = {"ltail": FRAME, "minlen": "2"} if arrow.everywhere else {}
    if arrow.kind is Kind.BACKGROUND:
        if not arrow.forced:
            label = background_label(arrow.names[0], condition(arrow.rules))
            graph.node(node, label=label, style="rounded,dashed", color=p.BACKGROUND, **PILL)
        draw_arrow(graph, (source, node), arrow, "", **tail)
    else:
        graph.node(node, label=arrow_label(arrow, brief=True), shape="plain")
        draw_arrow(graph, (source, node), arrow, "", arrowhead="none", **tail)
    style = arrow_style(arrow.kind, arrow.forced)
    graph.edge(node, target, id=f"{arrow.id}-end", tooltip=tip(arrow.tooltip), **style)


def _background_of_executions(graph: Digraph, table: Table) -> None:
    """The steps of executions that a status of the job enables; the first is level with it."""
    level: set[str] = set()
    for coupling in table.spec.couplings:
        ends = (f"{JOB}.{coupling.status}", f"{EXECUTION}.{coupling.event}")
        if coupling.status not in level:
            _side_by_side(graph, ends)
        level.add(coupling.status)
        says = f"While a job is {coupling.status}, {coupling.event} is possible for its executions."
        name = f"while-{coupling.status}-{coupling.event}"
        _coupling(graph, ends, name, says, coupling.claims)


def _background_of_jobs(graph: Digraph, table: Table) -> None:
    """The steps of a job that its executions together enable."""
    for arrow in arrows(JOB, table):
        if arrow.kind is Kind.BACKGROUND:
            when, event = condition(arrow.rules), arrow.names[0]
            # The end of executions enables the end of a deletion; their statuses enable the rest.
            source, tail = f"{EXECUTION}.gone", {}
            if arrow.target is not None:
                source, tail = f"{EXECUTION}.{table.statuses[EXECUTION][0]}", {"ltail": FRAME}
            says = f"When the executions of a job are {when}, {event} is possible for it."
            ends = (source, f"{JOB}.{event}")
            _coupling(graph, ends, f"{when}-{event}", says, arrow.claims, **tail)


def _locks(graph: Digraph, table: Table) -> None:
    """The requests for executions that the sources leave open while their job is deleted."""
    rules = _locked(table)
    if not rules:
        return
    names = dict.fromkeys(str(rule.operation) for rule in rules)
    deleting = table.spec.deleting
    ends = (f"{JOB}.{deleting}", f"{EXECUTION}.{table.statuses[EXECUTION][-1]}")
    says = f"While a job is {deleting}, the sources leave {' and '.join(names)} open."
    look = {"lhead": FRAME, "style": "dotted"}
    _coupling(graph, ends, f"while-{deleting}-requests", says, claims_of(rules), **look)


def _locked(table: Table) -> list[Rule]:
    return [
        rule
        for rule in table.rules
        if rule.machine == EXECUTION
        and rule.guards.get(table.spec.deletion_guard, False)
        and rule.basis is Basis.UNSPECIFIED
    ]


def _coupling(
    graph: Digraph,
    ends: tuple[str, str],
    name: str,
    says: str,
    claims: Iterable[Claim],
    **attributes: str,
) -> None:
    claims = tuple(claims)
    words = tip("\n".join([says, *(claim_words(claim) for claim in claims)]))
    sure = strongest(claims) is not Basis.UNSPECIFIED
    style = {"style": "solid" if sure else "dotted", "arrowhead": "diamond", "penwidth": "3"}
    look = {"color": p.COUPLING, "constraint": "false", **style, **attributes}
    graph.edge(*ends, id=name, tooltip=words, **look)


def _side_by_side(graph: Digraph, nodes: Sequence[str]) -> None:
    """Nodes at one height, from left to right."""
    with graph.subgraph() as level:
        level.attr(rank="same")
        for left, right in pairwise(nodes):
            level.edge(left, right, style="invis")
