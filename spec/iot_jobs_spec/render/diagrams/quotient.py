"""One job at a readable size, and how many executions have each status.

It is read from the rules and couplings of the spec, not from the oracle; the tests compare the two.
The background steps that a request causes come in the same step as the request: a roll-out, a
cascade, and all removals at the end of a deletion. The limit of deletions is not reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from ...language.guards import AllTerminal, Guard, JobDeleting, NoExecutions
from ...language.rules import ABSENT, Rule, Verdict
from ...language.spec import EXECUTION, JOB
from ...model.table import TABLE, Table
from ..words import rule_name
from .graph import Kind, Part

THINGS = 2


class State(NamedTuple):
    """The status of the job (None: there is none), and how many of its executions have each
    status, in the order of the spec."""

    status: str | None
    counts: tuple[int, ...]

    @property
    def id(self) -> str:
        """A stable name. Example: ``IN_PROGRESS-1-0-2``."""
        return "-".join(map(str, (self.status or ABSENT, *self.counts)))


class Edge(NamedTuple):
    """One step. ``name`` is the operation or background step, ``forced`` a request with force."""

    source: State
    target: State
    name: str
    kind: Kind
    forced: bool
    rule: Rule


@dataclass(frozen=True)
class Quotient:
    """All states that are reachable from no job, and the steps between them."""

    things: int = THINGS
    table: Table = TABLE

    @property
    def statuses(self) -> tuple[str, ...]:
        return self.table.statuses[EXECUTION]

    @property
    def start(self) -> State:
        return State(None, (0,) * len(self.statuses))

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """Every step, in the order in which states are reached."""
        found: dict[Edge, None] = {}
        seen = {self.start}
        waiting = [self.start]
        while waiting:
            for edge in self._steps(waiting.pop(0)):
                if edge.source != edge.target:
                    found[edge] = None
                if edge.target not in seen:
                    seen.add(edge.target)
                    waiting.append(edge.target)
        return tuple(found)

    @property
    def states(self) -> tuple[State, ...]:
        """The states in the order in which they are reached."""
        return tuple(dict.fromkeys([self.start, *(edge.target for edge in self.edges)]))

    def _steps(self, state: State) -> Iterator[Edge]:
        for event in dict.fromkeys(r.event for r in self.table.rules if r.machine == JOB):
            for rule, forced in self._rules(JOB, event, state.status, state):
                for target in self._after_job(state, rule, forced):
                    yield _edge(state, target, rule, forced)
        spec = self.table.spec
        coupled = [k.event for k in spec.couplings if k.status == state.status]
        asked = [event for machine, event in self.table.operations.values() if machine == EXECUTION]
        steps = [event for event in coupled if event in spec.by_devices]
        for position, status in enumerate(self.statuses):
            if state.counts[position]:
                for event in (*asked, *steps):
                    for rule, forced in self._rules(EXECUTION, event, status, state):
                        for target in self._after_execution(state, rule):
                            yield _edge(state, target, rule, forced)

    def _rules(
        self, machine: str, event: str, status: str | None, state: State
    ) -> Iterator[tuple[Rule, bool]]:
        """The rules that answer without force and, if the event reads force, with it."""
        force = self.table.spec.force
        guards = {name: self._holds(guard, state) for name, guard in self.table.spec.guards.items()}
        entry = self.table.entries.get((machine, event, status))
        reads_force = entry is not None and force in entry.guards
        for forced in (False, True) if reads_force else (False,):
            rule = self.table.rule(machine, event, status, **{**guards, force: forced})
            if rule is not None:
                yield rule, forced

    def _holds(self, guard: Guard, state: State) -> bool:
        spec = self.table.spec
        match guard:
            case AllTerminal():
                return not any(state.counts[self.statuses.index(s)] for s in spec.pending.statuses)
            case NoExecutions():
                return not any(state.counts) or state.status == spec.deleting
            case JobDeleting():
                return state.status == spec.deleting
            case _:
                return False

    def _after_job(self, state: State, rule: Rule, forced: bool) -> Iterator[State]:
        for error, status in rule.outcomes:
            if error is not None or status == state.status:
                continue
            yield self.start if status is None else self._cascaded(status, state.counts, forced)

    def _after_execution(self, state: State, rule: Rule) -> Iterator[State]:
        for error, status in rule.outcomes:
            if error is None:
                counts = self._moved(state.counts, rule.source, status, 1)
                yield State(state.status, counts)

    def _cascaded(self, status: str, counts: tuple[int, ...], forced: bool) -> State:
        """The job in its new status, after the background steps that this causes."""
        for event in self.table.spec.set_off_by(status):
            missing = self.things - sum(counts)
            before = dict(zip(self.statuses, counts, strict=True))
            for source, number in ((None, missing), *before.items()):
                given = {self.table.spec.force: forced}
                rule = self.table.rule(EXECUTION, event, source, **given)
                if rule is not None:
                    counts = self._moved(counts, source, rule.expected.status, number)
        return State(status, counts)

    def _moved(
        self, counts: tuple[int, ...], source: str | None, target: str | None, number: int
    ) -> tuple[int, ...]:
        """The counts when so many executions go from one status to another."""
        return tuple(
            count + number * ((status == target) - (status == source))
            for status, count in zip(self.statuses, counts, strict=True)
        )


def _edge(source: State, target: State, rule: Rule, forced: bool) -> Edge:
    kind = Kind.REQUEST if rule.operation else Kind.BACKGROUND
    if rule.verdict in (Verdict.EITHER, Verdict.UNSPECIFIED):
        kind = Kind.OPEN
    return Edge(source, target, rule_name(rule), kind, forced, rule)


class Arrow(NamedTuple):
    """One arrow of the drawing: steps with the same ends are one. Steps that lead from several
    states of one status out of it to one place leave a frame around those states.

    ``frame`` names what it leaves: the job status for all of its states, a frame
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
        tail = self.frame or self.source.id
        kind = [self.edges[0].kind.value] if self.edges[0].kind is Kind.OPEN else []
        return "-".join([*names, tail, "to", self.target.id, *["force"] * self.forced, *kind])

    @property
    def parts(self) -> Mapping[str, Part]:
        """The parts of its label, by the name of the step."""
        return _parts(self.id, self.edges)


def _parts(place: str, edges: Iterable[Edge]) -> Mapping[str, Part]:
    rules: dict[str, dict[Rule, None]] = {}
    for edge in edges:
        rules.setdefault(edge.name, {})[edge.rule] = None
    return {name: Part(f"{place}.{name}", tuple(found)) for name, found in rules.items()}


def deletion_parts(quotient: Quotient) -> Mapping[str, Part]:
    """What the executions of a job may do that is being deleted, by the name of the step."""
    deleting = quotient.table.spec.deleting
    inside = (e for e in quotient.edges if e.source.status == e.target.status == deleting)
    return _parts(deleting, inside)


def arrows(quotient: Quotient) -> tuple[Arrow, ...]:
    """The arrows of the drawing."""
    deleting = quotient.table.spec.deleting
    edges = [e for e in quotient.edges if not e.source.status == e.target.status == deleting]
    plain = {_ends(e): e for e in edges if not e.forced and e.kind is not Kind.OPEN}
    together: dict[tuple[object, ...], list[Edge]] = {}
    for edge in edges:
        place = deleting if edge.target.status == deleting else edge.target
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
