"""What an implementation chose where the sources leave it open.

The names and values are those of `choices`, so that a server can be told to do the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ..language.rules import Rule
from ..model.choices import GRADUAL, NO, OFFERED, YES
from ..model.table import TABLE, Table
from .cells import cell_of


class Seen(NamedTuple):
    """One value of one choice, in one cell."""

    name: str
    value: str
    cell: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """One value of one choice, with the cells in which it was seen.

    ``always`` says that the implementation gave no other value anywhere.
    """

    name: str
    value: str
    cells: tuple[str, ...]
    always: bool

    @property
    def option(self) -> str:
        """``NAME=VALUE``, as `serve --choose` takes it; empty where it does not offer the value."""
        offered = self.value in OFFERED[self.name].values
        return f"{self.name}={self.value}" if offered else ""


class Sightings:
    """Gathers what is seen in all trials of a check."""

    def __init__(self, table: Table = TABLE) -> None:
        self._table = table
        self._seen: dict[Seen, None] = {}
        self._cells: dict[Rule, str] = {}

    def add(self, seen: Seen) -> None:
        """Take note of a value."""
        self._seen[seen] = None

    def cell_of(self, rule: Rule) -> str:
        """The id of the cell that the rule answers, which is looked for once."""
        if rule not in self._cells:
            self._cells[rule] = cell_of(rule, self._table)
        return self._cells[rule]

    def chosen(self) -> tuple[Chosen, ...]:
        """What was chosen, in the order of the page."""
        cells: dict[tuple[str, str], list[str]] = {}
        for name, value, cell in self._seen:
            cells.setdefault((name, value), []).append(cell)
        if (GRADUAL, YES) in cells:  # what is gone at the first look may have taken a while
            cells.pop((GRADUAL, NO), None)
        order = {cell.id: position for position, cell in enumerate(self._table.cells())}
        names = list(OFFERED)
        found = sorted(cells.items(), key=lambda item: names.index(item[0][0]))
        values = [name for name, _ in cells]
        return tuple(
            Chosen(
                name,
                value,
                tuple(sorted(where, key=lambda cell: order.get(cell, -1))),
                values.count(name) == 1,
            )
            for (name, value), where in found
        )
