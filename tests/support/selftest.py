"""Checks one system within the process of the tests, in all cells or in some."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from iot_jobs_spec import TABLE, Cell, Table
from iot_jobs_spec.check import Checker
from iot_jobs_spec.check.report.results import Report
from iot_jobs_spec.check.request_cells import RequestCell
from iot_jobs_spec.systems import System
from support.effort import THOROUGH
from support.wrong_systems import ByTable

Key = tuple[str, str, str | None]
"""Machine, event and status."""


class Recording(dict[Any, Any]):
    """The decision trees of a table; records which of them are read."""

    def __init__(self, table: Table) -> None:
        super().__init__(table.forks)
        self.asked: set[Key] = set()

    def get(self, key: Any, default: Any = None, /) -> Any:
        self.asked.add(key)
        return super().get(key, default)


@cache
def asked_for() -> Mapping[str, frozenset[Key]]:
    """For each cell, the decision trees that a correct system reads while that cell is checked."""
    table = TABLE.with_rules(TABLE.rules)
    recording = Recording(table)
    object.__setattr__(table, "forks", recording)
    found = {}
    for cell in TABLE.cells():
        recording.asked.clear()
        checker = Checker(ByTable(table), run="spec")
        checker.check(wanted=lambda one, cell=cell: one == cell)  # type: ignore[misc]
        found[cell.id] = frozenset(recording.asked)
    return found


def check(
    system: System, at_limit: bool = False, forms: bool = False, wrong: Key | None = None
) -> Report:
    """Check a system. ``forms`` adds malformed requests, which double the time.

    ``wrong`` is the only decision tree that the system has wrong: if many systems are checked, the
    check leaves out the cells in which a correct system does not read it, because there both
    systems are equal. To find them takes longer than a few whole checks.
    """

    def wanted(cell: Cell) -> bool:
        if isinstance(cell, RequestCell):
            return forms
        if THOROUGH and wrong is not None and wrong not in asked_for()[cell.id]:
            return False
        return at_limit or not dict(cell.guards).get("at_limit")

    return Checker(system, run="spec").check(wanted=wanted)
