"""One machine in a drawing: its statuses in a frame, and where its arrows begin and end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ...language.spec import EXECUTION, JOB
from ...model.table import Table
from . import palette as p
from .graph import ANY, ENDED, Arrow, arrows, groups, lines, overview
from .labels import NARROW, SLIM, WIDTH, arrow_label, state_label
from .parts import BOX, END, START, arrow_style, end_dot, side_by_side

if TYPE_CHECKING:
    from graphviz import Digraph

Box = Callable[["Digraph", str], None]
"""Draws a status into a graph."""


@dataclass(frozen=True)
class Drawn:
    """One machine in a drawing, from the top down.

    In a ``brief`` drawing the statuses of an ended execution are one, and nothing keeps a status.
    """

    machine: str
    table: Table
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
    def live(self) -> tuple[str, ...]:
        """The statuses of an execution that has not ended, in the order of the spec."""
        spec = self.table.spec
        return tuple(s for s in self.table.statuses[EXECUTION] if s in spec.live)

    def frame(self, group: str) -> str:
        """The name of the frame around a group."""
        return f"cluster_{group}"

    def label(self, arrow: Arrow) -> str:
        if self.machine == JOB and not self.brief:
            return arrow_label(arrow, WIDTH)
        slim = ENDED in self.names and arrow.target
        return arrow_label(arrow, SLIM if slim else NARROW)

    def state(self, status: str) -> str:
        return state_label(status, lines(self.machine, status, self.table), self.table)

    def status_box(self, graph: Digraph, status: str) -> None:
        """The status with its lines."""
        graph.node(status, label=self.state(status), id=f"{self.machine}-{status}", **BOX)

    def statuses(self, graph: Digraph, box: Box) -> None:
        """Draw each status with ``box``, in a frame if an arrow leaves all of them."""
        framed = any(arrow.everywhere for arrow in self.arrows)
        with graph.subgraph(name=self.frame(ANY) if framed else None) as frame:
            margin = "16" if self.brief else "10"
            frame.attr(style="rounded,dashed", color=p.BORDER, margin=margin, label="")
            for status in self.names:
                box(frame, status)
            if self.machine == EXECUTION:
                side_by_side(frame, self.live)
                if self.brief and ENDED not in self.names:
                    _room_above(frame, self.live[0])
                    _room_beside(frame, self.live[-1])

    def ends(self, graph: Digraph, arrow: Arrow) -> tuple[tuple[str, str], dict[str, str]]:
        """The nodes at the ends of the arrow, and how it is drawn between them. An arrow from every
        status leaves their frame."""
        spec = self.table.spec
        source = self.names[-1] if arrow.everywhere else arrow.sources[0] or START
        leaving = {"ltail": self.frame(ANY)} if arrow.everywhere else {}
        if arrow.target in spec.live and {*arrow.sources} <= {*spec.terminal, ENDED}:
            # Up the drawing, so that its order stays as it is.
            return (arrow.target, source), backwards(arrow)
        if arrow.target:
            if arrow.sources == (None,) and self.machine == JOB:
                side_by_side(graph, [source, arrow.target])
            alone = self.brief and self.machine == EXECUTION and ENDED not in self.names
            above = {"minlen": "2"} if alone and source == START else {}
            return (source, arrow.target), leaving | above
        if self.machine == EXECUTION and {*arrow.sources} <= spec.live:
            # Above the statuses, where there is room.
            end_dot(graph, f"{source}.{END}")
            # A label between two statuses of one height is above them.
            return (f"{source}.{END}", source), backwards(arrow) | {"minlen": "2"}
        end = END if arrow.everywhere else f"{source}.{END}"
        end += ".force" * arrow.forced
        end_dot(graph, end)
        if self.machine == JOB:
            side_by_side(graph, [source, end])
        return (source, end), leaving


def _room_beside(graph: Digraph, status: str) -> None:
    """Room for the label of an arrow that leaves the status: a frame holds its statuses, and no
    more."""
    graph.node(f"{status}.room", label="", style="invis", width="0.3")
    side_by_side(graph, [status, f"{status}.room"])
    graph.edge(status, f"{status}.room", style="invis")


def _room_above(graph: Digraph, status: str) -> None:
    """Room for the label of an arrow between two statuses of one height, which is above them."""
    graph.node(f"{status}.above", label="", style="invis", width="0.1", height="0.1")
    graph.edge(f"{status}.above", status, style="invis")


def backwards(arrow: Arrow) -> dict[str, str]:
    """The look of an arrow from the second of its nodes to the first."""
    return {"dir": "back", "arrowtail": arrow_style(arrow.kind, arrow.forced)["arrowhead"]}
