"""One machine in a drawing: its statuses in frames, and where its arrows begin and end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ...language.spec import EXECUTION, JOB
from ...model.table import Table
from . import palette as p
from .graph import ANY, ENDED, LIVE, Arrow, arrows, groups, lines, overview, places
from .labels import place_label, text_label
from .parts import END, NOTE, START, arrow_style, end_dot, side_by_side

if TYPE_CHECKING:
    from graphviz import Digraph

SOME = "SOME"
"""Those of a group that an arrow leaves together."""
TITLES = {LIVE: "not ended", ENDED: "ended"}


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
        names = [s for s in statuses if s not in ended]
        if self.brief:
            # What is drawn last is at the right, where no arrow of its machine is in its way.
            names.sort(key=lambda status: status == self.table.spec.canceled)
        return (*names, *([ENDED] if ended else []))

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
            # The labels of arrows reach over their statuses; with an end for each, room is short.
            room = "34" if ENDED in self.names else "46"
            margin = room if self.brief else "10"
            frame.attr(style="rounded,dashed", color=p.BORDER, margin=margin, label="")
            for group in (LIVE, ENDED):
                if group in self.frames:
                    self._group(frame, group, box)
                    rest = tuple(s for s in rest if s not in self.frames[group])
                    if group == LIVE:
                        self._note(frame)
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
            frame.attr(style="rounded,dashed", color=p.BORDER, margin="8")
            # An arrow from the right comes to the first of the ended ones.
            frame.attr(labeljust="l" if group == LIVE else "r")
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

    def _note(self, graph: Digraph) -> None:
        """The lines that all live statuses share, above the first of them."""
        said = () if self.brief else lines(self.machine, LIVE, self.table)
        if said:
            with graph.subgraph(name=self.frame(LIVE)) as frame:
                label = place_label(self.machine, LIVE, said, self.table)
                frame.node(self.node(LIVE), label=label, id=f"{self.machine}-{LIVE}", **NOTE)
                frame.edge(self.node(LIVE), self.node(self.frames[LIVE][0]), style="invis")

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
            if arrow.sources == (None,) and self.machine == JOB:
                side_by_side(graph, [source, self.node(arrow.target)])
            above = {"minlen": "2"} if arrow.sources == (None,) and LIVE in self.frames else {}
            return (source, self.node(arrow.target)), leaving | above
        if self.machine == EXECUTION and {*arrow.sources} <= spec.live:
            # Above the statuses, where there is room.
            end_dot(graph, f"{source}.{END}")
            return (f"{source}.{END}", source), back | {"minlen": "1" if self.brief else "2"}
        end = self.node(END) if len(arrow.sources) > 1 else f"{source}.{END}"
        end += ".force" * arrow.forced
        end_dot(graph, end)
        if self.machine == JOB:
            side_by_side(graph, [source, end])
        return (source, end), leaving
