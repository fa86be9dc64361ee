"""Systems that are wrong in one way, derived from the page, and correct ones that choose otherwise.

`Paged` does what a page says: with one cell of it made wrong, that cell is what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import doubles
from iot_jobs_spec import TABLE, Answer, Cell, Request, Table, settled, step
from iot_jobs_spec.divergence import READS
from iot_jobs_spec.happening import DUE, happenings
from iot_jobs_spec.rows import Outcome, Row
from iot_jobs_spec.world import DELETION_IN_PROGRESS, World
from wrong_rows import wrong


def with_cell(cell: Cell, row: Row) -> Table:
    """The page with another row for one cell alone; the other cells of its row stay as they are."""
    rows: list[Row] = []
    for old in TABLE.rows:
        alike = [one for one in TABLE.cells() if one.row is old] if old is cell.row else []
        rows += [replace(row if c == cell else old, guards=dict(c.guards)) for c in alike] or [old]
    return Table(tuple(rows), TABLE.statuses)


def due(world: World, job_id: str, table: Table) -> World:
    """What is due has come; where a wrong page lets it go on for ever, the first of it."""
    try:
        return settled(world, job_id, table)
    except RuntimeError:
        return next(h.world for h in happenings(world, job_id, table) if h.event in DUE)


class Paged(doubles.Correct):
    """Does what the page says, whichever page."""

    def __init__(self, table: Table = TABLE, lingers: int = 120) -> None:
        super().__init__()
        self.table, self.lingers = table, lingers

    def answer(self, request: Request) -> Answer:
        permitted = step(self.world, request, self.table)[0]
        self.world = permitted.world
        return permitted.answer

    def settle(self, job_id: str) -> None:
        self.world = due(self.world, job_id, self.table)


def wrongs(cell: Cell) -> Iterator[tuple[str, Table]]:
    """Every way to make a cell wrong that can be told.

    Left out: an answer that the page permits there all the same, because a deletion may just have
    ended; a read that changes what it reads, or answers without what it reads; anything but
    CreateJob that makes a job out of nothing.
    """
    reads = {kind.__name__ for kind in READS}
    for how, row in wrong(cell.row):
        [outcome] = row.outcomes
        moves = outcome.error is None and outcome.status not in (cell.status, None)
        makes = cell.operation and cell.status is None and cell.event != "create" and moves
        if makes or (cell.operation in reads and outcome.error is None):
            continue
        if cell.operation and _may_be_over(cell, outcome):
            continue
        yield how, with_cell(cell, row)


def _may_be_over(cell: Cell, outcome: Outcome) -> bool:
    """Whether the outcome is right there if a deletion has just ended, or ends at once."""
    deleting = dict(cell.guards).get("deleting") or cell.status == DELETION_IN_PROGRESS
    ended = TABLE.row(cell.machine, cell.event, None)
    if deleting and ended is not None and outcome in ended.outcomes:
        return True
    if outcome.error is not None or outcome.status is not None:
        return False
    right = {o.status for o in cell.row.outcomes if o.error is None}
    return DELETION_IN_PROGRESS in right or bool(deleting and right)


def chosen(cell: Cell) -> Iterator[Table]:
    """Pages that are as right as ours: of several outcomes of a cell each other one is expected."""
    for outcome in cell.row.outcomes[1:]:
        yield with_cell(cell, replace(cell.row, outcomes=(outcome,)))
