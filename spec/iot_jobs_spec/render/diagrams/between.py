"""A machine with several ended statuses in a drawing, from left to right.

The ended statuses stand between the first status, at the left, and the last one, at the right. So
arrows come to them from both sides, and none crosses another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from . import palette as p
from .frames import Box, Drawn, backwards
from .graph import ANY, LIVE, Arrow, lines
from .labels import CLOSE, LESS, NARROW, arrow_label, place_label, state_label
from .parts import END, NOTE, START, end_dot, side_by_side

if TYPE_CHECKING:
    from graphviz import Digraph

SOME = "SOME"
"""The ended statuses that an arrow leaves together."""


@dataclass(frozen=True)
class Between(Drawn):
    """One machine in a drawing, from left to right. Ends are inside the frame, as in UML."""

    @cached_property
    def some(self) -> tuple[str, ...]:
        """The ended statuses that an arrow leaves together."""
        several = (a.sources for a in self.arrows if len(a.sources) > 1 and not a.everywhere)
        return tuple(map(str, next(several, ())))

    def state(self, status: str) -> str:
        said = lines(self.machine, status, self.table)
        return state_label(status, said, self.table, LESS)

    def label(self, arrow: Arrow) -> str:
        if arrow.target:
            return arrow_label(arrow, NARROW)
        # The label of an upright arrow is on its line, and leaves both ends of that to be seen.
        upright = arrow.sources in (self.some, (self.live[-1],))
        return arrow_label(arrow, CLOSE, (6, 10) if upright else (3, 3))

    def statuses(self, graph: Digraph, box: Box) -> None:
        first, last = self.live
        others = [s for s in self.names if s not in (first, last, *self.some)]
        with graph.subgraph(name=self.frame(ANY)) as frame:
            frame.attr(style="rounded,dashed", color=p.BORDER, margin="10", label="")
            box(frame, first)
            with frame.subgraph(name=self.frame(SOME)) as inner:
                inner.attr(style="rounded,dashed", color=p.BORDER, margin="8", label="")
                for status in self.some:
                    box(inner, status)
                _one_above_another(inner, self.some)
            for status in (*others, last):
                box(frame, status)
            for end in (f"{SOME}.{END}", f"{last}.{END}", *(f"{s}.{END}" for s in others)):
                end_dot(frame, end)
            said = lines(self.machine, LIVE, self.table)
            label = place_label(self.machine, LIVE, said, self.table, LESS)
            frame.node(LIVE, label=label, id=f"{self.machine}-{LIVE}", **NOTE)
            _one_above_another(frame, [first, LIVE])
            side_by_side(frame, [*self.some, f"{SOME}.{END}"])
            _one_above_another(frame, [f"{SOME}.{END}", *others])
            ends = [f"{status}.{END}" for status in (last, *others)]
            _one_above_another(frame, [last, *ends])

    def ends(self, graph: Digraph, arrow: Arrow) -> tuple[tuple[str, str], dict[str, str]]:
        first = self.live[0]
        source = arrow.sources[0]
        if arrow.everywhere:
            end_dot(graph, END)
            return (END, first), backwards(arrow) | {"lhead": self.frame(ANY)}
        if source is None:
            return (START, str(arrow.target)), {}
        if arrow.target:
            # Each status is to the right of those before it, whatever the direction of an arrow.
            back = source != first
            ends = (arrow.target, source) if back else (source, arrow.target)
            return ends, backwards(arrow) if back else {}
        if arrow.sources == self.some:
            ends = f"{SOME}.{END}", self.some[-1]
            return ends, backwards(arrow) | {"lhead": self.frame(SOME)}
        if source == first:
            end_dot(graph, f"{first}.{END}")
        if source in self.live:
            return (f"{source}.{END}", source), backwards(arrow)
        return (source, f"{source}.{END}"), {}


def _one_above_another(graph: Digraph, nodes: Sequence[str]) -> None:
    """Nodes in one column, the first at the top."""
    side_by_side(graph, nodes)
    for above, below in pairwise(nodes):
        graph.edge(below, above, style="invis")
