"""The table: every question that the page answers, read from the machines once.

A cell is one question: a machine, an event, a status and what its guards say. Exactly one row
answers it; `TableError` says where a page leaves a gap or answers twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple

from ..language.evidence import Basis
from ..language.machine import GUARDS, Machine
from ..language.rules import Error, Row, Verdict
from ..machines import Execution, Job


class TableError(Exception):
    """The page does not answer each cell exactly once."""


class Entry(NamedTuple):
    """The rows of one machine, event and status: ``rows`` by the values of ``guards``."""

    guards: tuple[str, ...]
    rows: Mapping[tuple[bool, ...], Row]


Fork = tuple[str, "Decision", "Decision"]
"""Where the answer hangs on a guard: what follows if it does not hold, and if it does."""
Decision = Row | Fork | None
"""None: nothing is said to happen."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One question. ``status`` None: there is no such job or execution."""

    machine: str
    event: str
    status: str | None
    guards: tuple[tuple[str, bool], ...]
    row: Row = field(compare=False)

    @property
    def operation(self) -> str | None:
        """The API's name of the event, None for a happening."""
        return self.row.operation

    @property
    def id(self) -> str:
        """A stable name: operation or event, status, then each guard, ``!`` before one that does
        not hold. Example: ``CancelJobExecution/IN_PROGRESS/!force/!stale/!deleting``."""
        name = self.operation or f"{self.machine}.{self.event}"
        signs = [guard if holds else f"!{guard}" for guard, holds in self.guards]
        return "/".join([name, self.status or "ABSENT", *signs])

    @property
    def basis(self) -> Basis:
        return self.row.basis


@dataclass(frozen=True)
class Table:
    """Every row of a page, and how to find the one that answers."""

    rows: tuple[Row, ...]
    statuses: Mapping[str, tuple[str, ...]]
    entries: Mapping[tuple[str, str, str | None], Entry] = field(init=False, repr=False)
    forks: Mapping[tuple[str, str, str | None], Decision] = field(init=False, repr=False)
    """The same as ``entries``, to be asked guard by guard, and no guard for nothing."""
    operations: Mapping[str, tuple[str, str]] = field(init=False, repr=False)
    """Machine and event of each operation of the API."""
    happening: Mapping[str, tuple[str, ...]] = field(init=False, repr=False)
    """The events of each machine that nobody asks for."""

    def __post_init__(self) -> None:
        grouped: dict[tuple[str, str, str | None], list[Row]] = {}
        for row in self.rows:
            grouped.setdefault((row.machine, row.event, row.source), []).append(row)
        entries = {key: _entry(key, rows) for key, rows in grouped.items()}
        operations = {r.operation: (r.machine, r.event) for r in self.rows if r.operation}
        object.__setattr__(self, "entries", entries)
        object.__setattr__(self, "forks", {key: _fork(entry) for key, entry in entries.items()})
        object.__setattr__(self, "operations", operations)
        happening = {
            machine: tuple(
                dict.fromkeys(
                    r.event for r in self.rows if r.machine == machine and not r.operation
                )
            )
            for machine in self.statuses
        }
        object.__setattr__(self, "happening", happening)
        for operation, (machine, event) in operations.items():
            for status in (None, *self.statuses[machine]):
                if (machine, event, status) not in entries:
                    raise TableError(f"no row answers {operation} in {status or 'ABSENT'}")

    def cells(self) -> Iterator[Cell]:
        """Every cell, in the order of the page."""
        for (machine, event, status), entry in self.entries.items():
            for values, row in entry.rows.items():
                guards = tuple(zip(entry.guards, values, strict=True))
                yield Cell(machine, event, status, guards, row)

    def row(self, machine: str, event: str, status: str | None, **guards: bool) -> Row | None:
        """The row that answers; None where nothing is said to happen. Guards left out are false."""
        entry = self.entries.get((machine, event, status))
        if entry is None:
            return None
        return entry.rows.get(tuple(guards.get(name, False) for name in entry.guards))

    def silences(self) -> Iterator[Cell]:
        """The cells on which the sources say nothing."""
        return (cell for cell in self.cells() if cell.row.verdict is Verdict.SILENT)

    def contradictions(self) -> Iterator[Cell]:
        """The cells of which the sources permit several answers."""
        return (
            cell
            for cell in self.cells()
            if len(cell.row.outcomes) > 1 and cell.row.verdict is not Verdict.SILENT
        )

    def errors_of(self, operation: str) -> tuple[Error, ...]:
        """Each error that the page has for the operation, once."""
        found = [
            outcome.error
            for row in self.rows
            if row.operation == operation
            for outcome in row.outcomes
            if outcome.error
        ]
        return tuple(dict.fromkeys(found))


def read(machines: Iterable[type[Machine]] = (Job, Execution)) -> Table:
    """The table of these machines."""
    machines = tuple(machines)
    statuses = {m.__name__: tuple(str(state.value) for state in m.states) for m in machines}
    return Table(tuple(row for machine in machines for row in machine.rows), statuses)


def _entry(key: tuple[str, str, str | None], rows: list[Row]) -> Entry:
    """Answer each value of the guards that these rows read by exactly one row.

    A happening may leave values open: there, nothing happens.
    """
    read_by_rows = {name for row in rows for name in row.guards}
    guards = tuple(name for name in GUARDS if name in read_by_rows)
    answers: dict[tuple[bool, ...], Row] = {}
    for values in product((False, True), repeat=len(guards)):
        holds = dict(zip(guards, values, strict=True))
        fit = [row for row in rows if all(holds[name] == want for name, want in row.guards.items())]
        if len(fit) == 1:
            answers[values] = fit[0]
        elif fit or rows[0].operation:
            machine, event, status = key
            raise TableError(
                f"{len(fit)} rows answer {machine}.{event} in {status or 'ABSENT'} under {holds}"
            )
    return Entry(guards, answers)


def _fork(entry: Entry, values: tuple[bool, ...] = ()) -> Decision:
    if len(values) == len(entry.guards):
        return entry.rows.get(values)
    no, yes = _fork(entry, (*values, False)), _fork(entry, (*values, True))
    return no if no is yes else (entry.guards[len(values)], no, yes)


TABLE = read()
"""The table of the page as it stands."""
