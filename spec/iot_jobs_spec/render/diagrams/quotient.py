"""The whole system as a person can read it: one job, and how many executions have each status.

Read from the rows and couplings of the page, not from the oracle, which the tests compare it with.
What a request sets off comes in the same step (a roll-out, a sweep, and at the end of a deletion
all that vanishes), and the limit of deletions is not reached.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from ...language.rules import Row, Verdict
from ...machines import COUPLINGS, PENDING, Execution, Job
from ...model.table import TABLE, Table
from ..words import row_name
from .graph import Kind

JOB, EXECUTION = Job.__name__, Execution.__name__
THINGS = 2
DELETING = str(Job.deletion_in_progress.value)
CASCADES = (Execution.roll_out.id, Execution.sweep.id)
"""What comes in the same step as the request that sets it off."""
VANISH = Execution.vanish.id


class State(NamedTuple):
    """The status of the job (None: there is none), and how many of its executions have each
    status, in the order of the page."""

    status: str | None
    counts: tuple[int, ...]


class Edge(NamedTuple):
    """One step. ``name`` is the operation or happening, ``forced`` says that force was given."""

    source: State
    target: State
    name: str
    kind: Kind
    forced: bool
    row: Row


@dataclass(frozen=True)
class Quotient:
    """All states that are reached from where there is no job, and the steps that change them."""

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
        """The states as they are reached."""
        return tuple(dict.fromkeys([self.start, *(edge.target for edge in self.edges)]))

    def _steps(self, state: State) -> Iterator[Edge]:
        for event in dict.fromkeys(r.event for r in self.table.rows if r.machine == JOB):
            for row, forced in self._rows(JOB, event, state.status, state):
                for target in self._after_job(state, row, forced):
                    yield _edge(state, target, row, forced)
        by_itself = [k.event for k in COUPLINGS if k.status == state.status]
        asked = [event for machine, event in self.table.operations.values() if machine == EXECUTION]
        steps = [event for event in by_itself if event not in (*CASCADES, VANISH)]
        for position, status in enumerate(self.statuses):
            if state.counts[position]:
                for event in (*asked, *steps):
                    for row, forced in self._rows(EXECUTION, event, status, state):
                        for target in self._after_execution(state, row):
                            yield _edge(state, target, row, forced)

    def _rows(
        self, machine: str, event: str, status: str | None, state: State
    ) -> Iterator[tuple[Row, bool]]:
        """The rows that answer without force and, where it is asked for, with it."""
        guards = {
            "settled": not any(state.counts[self.statuses.index(s)] for s in PENDING.statuses),
            "empty": not any(state.counts) or self._vanishing(state.status),
            "deleting": state.status == DELETING,
        }
        entry = self.table.entries.get((machine, event, status))
        reads_force = entry is not None and "force" in entry.guards
        for force in (False, True) if reads_force else (False,):
            row = self.table.row(machine, event, status, force=force, **guards)
            if row is not None:
                yield row, force

    def _after_job(self, state: State, row: Row, forced: bool) -> Iterator[State]:
        for error, status in row.outcomes:
            if error is not None or status == state.status:
                continue
            yield self.start if status is None else self._cascaded(status, state.counts, forced)

    def _after_execution(self, state: State, row: Row) -> Iterator[State]:
        for error, status in row.outcomes:
            if error is None:
                counts = self._moved(state.counts, row.source, status, 1)
                yield State(state.status, counts)

    def _cascaded(self, status: str, counts: tuple[int, ...], forced: bool) -> State:
        """The job in its new status, with all that this sets off."""
        for coupling in COUPLINGS:
            if coupling.status == status and coupling.event in CASCADES:
                missing = self.things - sum(counts)
                before = dict(zip(self.statuses, counts, strict=True))
                for source, number in ((None, missing), *before.items()):
                    row = self.table.row(EXECUTION, coupling.event, source, force=forced)
                    if row is not None:
                        counts = self._moved(counts, source, row.expected.status, number)
        return State(status, counts)

    def _moved(
        self, counts: tuple[int, ...], source: str | None, target: str | None, number: int
    ) -> tuple[int, ...]:
        """The counts when so many executions go from one status to another."""
        return tuple(
            count + number * ((status == target) - (status == source))
            for status, count in zip(self.statuses, counts, strict=True)
        )

    def _vanishing(self, status: str | None) -> bool:
        """Whether the executions of a job in this status vanish by themselves."""
        return any(k.status == status and k.event == VANISH for k in COUPLINGS)


def _edge(source: State, target: State, row: Row, forced: bool) -> Edge:
    kind = Kind.REQUEST if row.operation else Kind.HAPPENING
    if row.verdict in (Verdict.EITHER, Verdict.SILENT):
        kind = Kind.OPEN
    return Edge(source, target, row_name(row), kind, forced, row)
