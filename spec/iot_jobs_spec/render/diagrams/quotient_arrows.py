"""The arrows of the quotient: which steps are drawn as one.

Steps with the same ends become one arrow. Steps from several states of one status to one state of
another leave a frame around those states. A step with force that leads to the same state as the one
without force has no arrow of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .graph import Kind
from .quotient import DELETING, Edge, Quotient, State


class Arrow(NamedTuple):
    """One arrow. ``frame`` names what it leaves: the job status for all of its states, a frame
    within it for some, nothing for the one ``source``. ``members`` are all that it leaves."""

    frame: str
    members: tuple[State, ...]
    source: State
    target: State
    forced: bool
    edges: tuple[Edge, ...]

    @property
    def id(self) -> str:
        """A name of its own, also an anchor."""
        names = dict.fromkeys(edge.name for edge in self.edges)
        tail = self.frame or _name(self.source)
        kind = [self.edges[0].kind.value] if self.edges[0].kind is Kind.OPEN else []
        return "-".join([*names, tail, "to", _name(self.target), *["force"] * self.forced, *kind])


def arrows(quotient: Quotient) -> tuple[Arrow, ...]:
    """The arrows of the drawing."""
    edges = [e for e in quotient.edges if not e.source.status == e.target.status == DELETING]
    plain = {_ends(e): e for e in edges if not e.forced and e.kind is not Kind.OPEN}
    together: dict[tuple[object, ...], list[Edge]] = {}
    for edge in edges:
        place = DELETING if edge.target.status == DELETING else edge.target
        key = (edge.source.status, place, edge.name, edge.forced, edge.kind)
        together.setdefault(key, []).append(edge)
    found: list[Arrow] = []
    groups: dict[tuple[State, ...], str] = {}
    single: list[Edge] = []
    for alike in together.values():
        members = tuple(sorted({edge.source for edge in alike}))
        frame = _frame(quotient, members, groups) if _leaves(alike) else ""
        if alike[0].forced and all(_ends(edge) in plain for edge in alike):
            frame = ""
        if not frame:
            single += alike
            continue
        groups[members] = frame
        # From the state that is furthest: the arrow then crosses no other.
        nearest = next(edge for edge in alike if edge.source == members[0])
        ends = (nearest.source, nearest.target)
        found.append(Arrow(frame, members, *ends, alike[0].forced, tuple(alike)))
    return (*found, *_single(single, plain))


def _ends(edge: Edge) -> tuple[State, State, str]:
    return edge.source, edge.target, edge.name


def _leaves(alike: list[Edge]) -> bool:
    """Whether they lead out of their status, from more than one state."""
    return len(alike) > 1 and alike[0].source.status != alike[0].target.status


def _frame(
    quotient: Quotient, members: tuple[State, ...], groups: dict[tuple[State, ...], str]
) -> str:
    """The name of the frame around these states; empty where it would cut through another."""
    status = str(members[0].status)
    if set(members) == {state for state in quotient.states if state.status == status}:
        return status
    if members in groups:
        return groups[members]
    inside = (set(other) for other, name in groups.items() if name != other[0].status)
    if any(other & set(members) for other in inside):
        return ""
    return f"{status}-{len(groups)}"


def _single(edges: list[Edge], plain: dict[tuple[State, State, str], Edge]) -> Iterator[Arrow]:
    """Arrows from one state; a step that force does not change belongs to the one without it."""
    by_ends: dict[tuple[State, State, bool, bool], list[Edge]] = {}
    for edge in edges:
        forced = edge.forced and _ends(edge) not in plain
        key = (edge.source, edge.target, forced, edge.kind is Kind.OPEN)
        by_ends.setdefault(key, []).append(edge)
    for (source, target, forced, _), alike in by_ends.items():
        yield Arrow("", (source,), source, target, forced, tuple(alike))


def _name(state: State) -> str:
    return "-".join(map(str, (state.status or "ABSENT", *state.counts)))
