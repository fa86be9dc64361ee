"""The whole system at a readable size: one job, and how many executions have each status.

It is read from the rules and couplings of the spec, not from the oracle; the tests compare the two.
The background steps that a request causes come in the same step as the request: a roll-out, a
cascade, and all removals at the end of a deletion. The limit of deletions is not reached.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from ...language.rules import Rule, Verdict
from ...machines import COUPLINGS, PENDING, Execution, Job
from ...model.table import TABLE, Table
from ..words import rule_name
from .graph import Kind

JOB, EXECUTION = Job.__name__, Execution.__name__
THINGS = 2
DELETING = str(Job.deletion_in_progress.value)
SET_OFF = (Execution.roll_out.id, Execution.cascade.id)
"""These come in the same step as the request that causes them."""
REMOVE = Execution.remove.id


class State(NamedTuple):
    """The status of the job (None: there is none), and how many of its executions have each
    status, in the order of the spec."""

    status: str | None
    counts: tuple[int, ...]


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
        coupled = [k.event for k in COUPLINGS if k.status == state.status]
        asked = [event for machine, event in self.table.operations.values() if machine == EXECUTION]
        steps = [event for event in coupled if event not in (*SET_OFF, REMOVE)]
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
        guards = {
            "all_terminal": not any(state.counts[self.statuses.index(s)] for s in PENDING.statuses),
            "no_executions": not any(state.counts) or self._removing(state.status),
            "job_deleting": state.status == DELETING,
        }
        entry = self.table.entries.get((machine, event, status))
        reads_force = entry is not None and "force" in entry.guards
        for force in (False, True) if reads_force else (False,):
            rule = self.table.rule(machine, event, status, force=force, **guards)
            if rule is not None:
                yield rule, force

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
        for coupling in COUPLINGS:
            if coupling.status == status and coupling.event in SET_OFF:
                missing = self.things - sum(counts)
                before = dict(zip(self.statuses, counts, strict=True))
                for source, number in ((None, missing), *before.items()):
                    rule = self.table.rule(EXECUTION, coupling.event, source, force=forced)
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

    def _removing(self, status: str | None) -> bool:
        """Whether a background step removes the executions of a job in this status."""
        return any(k.status == status and k.event == REMOVE for k in COUPLINGS)


def _edge(source: State, target: State, rule: Rule, forced: bool) -> Edge:
    kind = Kind.REQUEST if rule.operation else Kind.BACKGROUND
    if rule.verdict in (Verdict.EITHER, Verdict.UNSPECIFIED):
        kind = Kind.OPEN
    return Edge(source, target, rule_name(rule), kind, forced, rule)
