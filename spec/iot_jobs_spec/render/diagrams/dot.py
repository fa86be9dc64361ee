"""The picture of one machine in DOT."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ...language.rules import ABSENT
from ...language.spec import EXECUTION
from ...model.profiles import PROFILES, table_of
from ...model.table import TABLE, Table
from ..words import claims_of, condition
from .frames import Drawn
from .graph import ANY, ENDED, Arrow, lines, places
from .labels import arrow_label, outside_label, place_label, state_label
from .legend import machine_legend
from .parts import (
    BOX,
    NOTE,
    OUTSIDE,
    START,
    beneath,
    draw_arrow,
    new_graph,
    new_panel,
    profile_words,
    side_by_side,
    start_dot,
)

if TYPE_CHECKING:
    from graphviz import Digraph

_STATUS = re.compile(r"\b[A-Z]{2,}(?:_[A-Z]+)*\b")


def machine_dot(machine: str, table: Table = TABLE) -> str:
    """The DOT source of the picture of one machine."""
    graph = new_graph(machine.lower(), ranksep="0.4", nodesep="0.1", newrank="true")
    drawn = Drawn(machine, table)
    start_dot(graph, drawn.node(START))

    def status_box(place: Digraph, status: str) -> None:
        about = state_label(status, lines(machine, status, table), table)
        place.node(status, label=about, id=f"{machine}-{status}", **BOX)

    drawn.statuses(graph, status_box)
    if outside_node(graph, machine, table):
        beside = table.spec.stopped if machine == EXECUTION else START
        side_by_side(graph, [beside, f"{machine}.outside"])
    for arrow in drawn.arrows:
        ends, look = drawn.ends(graph, arrow)
        draw_arrow(graph, ends, arrow, arrow_label(arrow), **look)
    guards = _guards(machine, drawn.arrows, table)
    about = new_panel(machine, profile_words(table))
    for place in (ANY, ENDED, None):
        if place in places(machine, table):
            label = place_label(machine, place, lines(machine, place, table), table)
            beneath(about, f"{machine}-{place or ABSENT}", label, **NOTE)
    beneath(about, "legend", machine_legend(machine, guards, table), shape="plain")
    return str(graph.source) + str(about.source)


def _guards(machine: str, found: Iterable[Arrow], table: Table) -> set[str]:
    """The guards that the picture names."""
    said = [condition(arrow.rules_of(name)) for arrow in found for name in arrow.names]
    for place in places(machine, table):
        said += [line.condition for line in lines(machine, place, table)]
    return {*re.findall(r"\w+", " ".join(said))}


def outside(machine: str, table: Table = TABLE) -> tuple[tuple[str, ...], str]:
    """The statuses that AWS documents and the profile leaves out, and where they are."""
    here = table.statuses[machine]
    claims = claims_of(rule for rule in table.rules if rule.machine == machine)
    named = [_STATUS.findall(claim.says) for claim in claims]
    all_ = next((names for names in named if {*here} < {*names}), [])
    left_out = tuple(status for status in all_ if status not in here)
    for profile in PROFILES:
        if {*left_out} & {*table_of(profile).statuses[machine]}:
            return left_out, f"outside this profile: see profile {profile}"
    return left_out, "outside this profile"


def outside_node(graph: Digraph, machine: str, table: Table) -> bool:
    """One grey node for the statuses that the profile leaves out; whether there are any."""
    statuses, where = outside(machine, table)
    if statuses:
        graph.node(f"{machine}.outside", label=outside_label(statuses, where), **OUTSIDE)
    return bool(statuses)
