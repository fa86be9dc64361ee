"""The picture of one machine in DOT, and the parts that all pictures share.

A source holds two graphs: the drawing, and the panel that `svg` puts beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ...language.rules import ABSENT
from ...language.spec import EXECUTION
from ...model.profiles import PROFILES, table_of
from ...model.table import TABLE, Table
from ..words import claims_of, condition
from . import html_labels as h
from . import palette as p
from .graph import ANY, ENDED, LIVE, Arrow, Kind, arrows, groups, lines, overview, places
from .labels import COLORS, arrow_label, outside_label, place_label, state_label, text_label
from .legend import machine_legend

if TYPE_CHECKING:
    from graphviz import Digraph

FONT = "Arial"
"""A font whose widths every layout program knows; `svg` names the fonts that readers get."""
START, END = "start", "end"
SOME = "SOME"
"""Those of a group that an arrow leaves together."""
STYLES = {
    Kind.REQUEST: {"style": "solid", "arrowhead": "normal", "penwidth": "1.4"},
    Kind.BACKGROUND: {"style": "dashed", "arrowhead": "vee", "penwidth": "1.4"},
    Kind.OPEN: {"style": "dotted", "arrowhead": "onormal", "penwidth": "2"},
}
BOX = {"shape": "box", "style": "rounded,filled", "fillcolor": p.CARD, "color": p.BORDER}
NOTE = {"shape": "box", "style": "rounded,dashed", "color": p.BORDER}
TITLES = {LIVE: "not ended", ENDED: "ended"}
OUTSIDE = {"shape": "box", "style": "rounded,dashed", "color": p.QUIET}
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


@dataclass(frozen=True)
class Drawn:
    """One machine in a drawing: its statuses in frames, and where its arrows begin and end.

    ``prefix`` is before the names of its nodes. In a ``brief`` drawing the statuses of an ended
    execution are one, and nothing keeps a status.
    """

    machine: str
    table: Table
    prefix: str = ""
    brief: bool = False

    @cached_property
    def arrows(self) -> tuple[Arrow, ...]:
        return (overview if self.brief else arrows)(self.machine, self.table)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The statuses that are drawn."""
        statuses = self.table.statuses[self.machine]
        ended = groups(self.machine, self.table).get(ENDED, ()) if self.brief else ()
        return (*(s for s in statuses if s not in ended), *([ENDED] if ended else []))

    @cached_property
    def frames(self) -> Mapping[str, tuple[str, ...]]:
        """The groups of statuses that an arrow leaves together or that have lines of their own; at
        last, some of a group that an arrow leaves."""
        parts = groups(self.machine, self.table)
        several = [arrow.sources for arrow in self.arrows if len(arrow.sources) > 1]
        left = [tuple(map(str, sources)) for sources in several]
        noted = set() if self.brief else {*places(self.machine, self.table)} - {ANY}
        part = next((sources for sources in left if sources not in parts.values()), ())
        some = {SOME: part} if part else {}
        kept = noted | {name for name, members in parts.items() if members in left}
        if part:
            kept |= {name for name, members in parts.items() if {*part} < {*members}} - {ANY}
        return {**{name: parts[name] for name in parts if name in kept}, **some}

    def node(self, name: str) -> str:
        return self.prefix + name

    def frame(self, group: str) -> str:
        """The name of the frame around a group."""
        return f"cluster_{self.prefix}{group}"

    def statuses(self, graph: Digraph, box: Callable[[Digraph, str], None]) -> None:
        """Draw each status with ``box``, in its frames."""
        rest = self.names
        with graph.subgraph(name=self.frame(ANY) if ANY in self.frames else None) as frame:
            frame.attr(style="rounded,dashed", color=p.BORDER, margin="10", label="")
            for group in (LIVE, ENDED):
                if group in self.frames:
                    self._group(frame, group, box)
                    rest = tuple(s for s in rest if s not in self.frames[group])
                    if (
                        LIVE in places(self.machine, self.table)
                        and group == LIVE
                        and not self.brief
                    ):
                        self._note(frame, group)
            for status in rest:
                box(frame, status)
            if self.machine == EXECUTION:
                live = [s for s in self.table.statuses[EXECUTION] if s in self.table.spec.live]
                side_by_side(frame, [self.node(status) for status in live])

    def _group(self, graph: Digraph, group: str, box: Callable[[Digraph, str], None]) -> None:
        """The statuses of a group side by side in their frame."""
        members = self.frames[group]
        some = {*self.frames.get(SOME, ())} & {*members}
        with graph.subgraph(name=self.frame(group)) as frame:
            frame.attr(style="rounded,dashed", color=p.BORDER, margin="8", labeljust="l")
            frame.attr(label=text_label(TITLES[group]))
            with frame.subgraph(name=self.frame(SOME) if some else None) as inner:
                inner.attr(style="rounded,dashed", color=p.BORDER, margin="8", label="")
                for status in members:
                    if status in some:
                        box(inner, status)
            for status in members:
                if status not in some:
                    box(frame, status)
            side_by_side(frame, [self.node(status) for status in members])

    def _note(self, graph: Digraph, group: str) -> None:
        """The lines that all statuses of the group share, above the last of them."""
        said = lines(self.machine, group, self.table)
        with graph.subgraph(name=self.frame(group)) as frame:
            label = place_label(self.machine, group, said, self.table)
            frame.node(self.node(group), label=label, id=f"{self.machine}-{group}", **NOTE)
            frame.edge(self.node(group), self.node(self.frames[group][-1]), style="invis")

    def ends(self, graph: Digraph, arrow: Arrow) -> tuple[tuple[str, str], dict[str, str]]:
        """The nodes at the ends of the arrow, and how it is drawn between them. An arrow leaves
        the frame around its statuses, if it has several."""
        spec = self.table.spec
        middle = arrow.sources[len(arrow.sources) // 2] or START
        source = self.node(self.names[-1] if arrow.everywhere else middle)
        around = {sources: self.frame(group) for group, sources in self.frames.items()}
        tail = around.get(tuple(map(str, arrow.sources)))
        leaving = {"ltail": tail} if tail else {}
        back = {"dir": "back", "arrowtail": arrow_style(arrow.kind, arrow.forced)["arrowhead"]}
        if arrow.target in spec.live and {*arrow.sources} <= {*spec.terminal, ENDED}:
            # Up the drawing, so that its order stays as it is.
            return (self.node(arrow.target), source), back
        if arrow.target:
            above = {"minlen": "2"} if arrow.sources == (None,) and LIVE in self.frames else {}
            return (source, self.node(arrow.target)), leaving | above
        if self.machine == EXECUTION and {*arrow.sources} <= spec.live:
            # Above the statuses, where there is room.
            end_dot(graph, f"{source}.{END}")
            heading = {"lhead": tail} if tail else {}
            return (f"{source}.{END}", source), {**back, "minlen": "2", **heading}
        end = self.node(END) if len(arrow.sources) > 1 else f"{source}.{END}"
        end += ".force" * arrow.forced
        end_dot(graph, end)
        return (source, end), leaving


def side_by_side(graph: Digraph, nodes: Sequence[str]) -> None:
    """Nodes at one height."""
    with graph.subgraph() as level:
        level.attr(rank="same")
        for node in nodes:
            level.node(node)


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


def new_panel(title: str, about: str) -> Digraph:
    """The graph that `svg` puts beside the drawing, with its title and what that is about."""
    panel = new_graph("panel", ranksep="0.1")
    words = h.text(title, 20, style="B") + h.text(f"\u00a0\u00a0{about}", h.NAME, p.QUIET)
    beneath(panel, "title", h.label(words), shape="plain")
    return panel


def beneath(panel: Digraph, name: str, label: str, **look: str) -> None:
    """Add a node to a panel, under those that it has."""
    above = re.findall(r"^\t\"?([\w-]+)\"? \[", str(panel.source), re.MULTILINE)
    panel.node(name, label=label, id=name, **look)
    last = [known for known in above if known not in ("graph", "node", "edge")]
    if last:
        panel.edge(last[-1], name, style="invis")


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
