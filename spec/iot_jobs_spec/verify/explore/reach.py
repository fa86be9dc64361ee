"""Which rows of the page an exploration can exercise at all."""

from __future__ import annotations

from collections.abc import Mapping

from ...language.rules import Row
from ...model.background import SWEEP
from ...model.table import Table
from ...model.world import DELETION_IN_PROGRESS
from .bounds import Bounds


def out_of_reach(table: Table, bounds: Bounds) -> Mapping[str, str]:
    """The rows that no world within these bounds asks, each with the reason."""
    found = {}
    for row in table.rows:
        why = _why(row, bounds)
        if why is not None:
            found[row.id] = why
    return found


def _why(row: Row, bounds: Bounds) -> str | None:
    crowded = row.guards.get("crowded")
    deleting = row.source == DELETION_IN_PROGRESS
    if crowded:
        # A job that is being deleted is one of those that use up the limit.
        needed = bounds.deletion_limit + (not deleting)
        if bounds.jobs < needed:
            return f"needs {needed} jobs or a lower deletion limit"
    if crowded is False and deleting and bounds.deletion_limit == 1:
        return "needs a deletion limit of 2: one that is being deleted uses up a limit of 1"
    if bounds.eager and (row.event, row.source) == (SWEEP, None):
        return "needs eventual consistency: eagerly, roll-out is over before a job is canceled"
    return None
