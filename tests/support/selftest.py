"""A check of one system in the suite's process: which cells it covers can be narrowed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from iot_jobs_spec import TABLE, Cell, Table
from iot_jobs_spec.check.request_cells import RequestCell
from iot_jobs_spec.check.results import Report
from iot_jobs_spec.check.run import Checker
from iot_jobs_spec.systems import System
from support.wrong_systems import Paged

Key = tuple[str, str, str | None]
"""Machine, event and status."""


class Noting(dict[Any, Any]):
    """A table's forks; what is looked up is written down."""

    def __init__(self, table: Table) -> None:
        super().__init__(table.forks)
        self.asked: set[Key] = set()

    def get(self, key: Any, default: Any = None, /) -> Any:
        self.asked.add(key)
        return super().get(key, default)


@cache
def asked_for() -> Mapping[str, frozenset[Key]]:
    """For each cell, all rules that a correct system looks up while that cell is tried."""
    table = TABLE.with_rules(TABLE.rules)
    noting = Noting(table)
    object.__setattr__(table, "forks", noting)
    found = {}
    for cell in TABLE.cells():
        noting.asked.clear()
        checker = Checker(Paged(table), run="spec")
        checker.check(wanted=lambda one, cell=cell: one == cell)  # type: ignore[misc]
        found[cell.id] = frozenset(noting.asked)
    return found


def check(
    system: System, at_limit: bool = False, forms: bool = False, wrong: Key | None = None
) -> Report:
    """``forms`` asks about malformed requests too, which takes as long as all the rest.

    Where ``wrong`` is all that the system has wrong, cells are left out in which a correct system
    does not look that up: there this one does the same.
    """

    def wanted(cell: Cell) -> bool:
        if isinstance(cell, RequestCell):
            return forms
        if wrong is not None and wrong not in asked_for()[cell.id]:
            return False
        return at_limit or not dict(cell.guards).get("at_limit")

    return Checker(system, run="spec").check(wanted=wanted)
