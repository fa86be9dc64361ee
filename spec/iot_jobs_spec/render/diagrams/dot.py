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
from .between import Between
from .frames import Drawn
from .graph import ANY, ENDED, Arrow, groups, lines, places
from .labels import BROAD, WIDE, outside_label, place_label
from .legend import machine_legend, wide_legend
from .parts import (
    OUTSIDE,
    START,
    draw_arrow,
    new_graph,
    profile_words,
    side_by_side,
    start_dot,
    tall_panel,
    wide_panel,
)

if TYPE_CHECKING:
    from graphviz import Digraph

_DOWN = {"ranksep": "0.4", "nodesep": "0.1"}
_ACROSS = {"rankdir": "LR", "ranksep": "0.01", "nodesep": "0.03"}
_STATUS = re.compile(r"\b[A-Z]{2,}(?:_[A-Z]+)*\b")


def machine_dot(machine: str, table: Table = TABLE, apart: bool = False) -> str:
    """The DOT source of the picture of one machine. The panel is tall if it is to be shown
    ``apart`` from the drawing."""
    wide = ENDED in groups(machine, table)
    drawn = Between(machine, table) if wide else Drawn(machine, table)
    graph = new_graph(machine.lower(), newrank="true", **(_ACROSS if wide else _DOWN))
    start_dot(graph, START)
    drawn.statuses(graph, drawn.status_box)
    if outside_node(graph, machine, table):
        beside = table.spec.stopped if machine == EXECUTION else START
        side_by_side(graph, [beside, f"{machine}.outside"])
    for arrow in drawn.arrows:
        ends, look = drawn.ends(graph, arrow)
        draw_arrow(graph, ends, arrow, drawn.label(arrow), **look)
    guards = _guards(machine, drawn.arrows, table)
    panel = (_wide if wide and not apart else _tall)(machine, guards, table)
    return str(graph.source) + str(panel.source)


def _wide(machine: str, guards: Iterable[str], table: Table) -> Digraph:
    return wide_panel(_notes(machine, table, BROAD), wide_legend(machine, guards, table))


def _tall(machine: str, guards: Iterable[str], table: Table) -> Digraph:
    notes, legend = _notes(machine, table, WIDE), machine_legend(machine, guards, table)
    return tall_panel(machine, profile_words(table), notes, legend)


def _notes(machine: str, table: Table, width: int) -> dict[str, str]:
    """What holds in any status, in any that has ended, and for none."""
    return {
        f"{machine}-{place or ABSENT}": place_label(
            machine, place, lines(machine, place, table), table, width
        )
        for place in (ANY, ENDED, None)
        if place in places(machine, table)
    }


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
