"""Which cell of the table a request falls into."""

from __future__ import annotations

from ..guards import ASK
from ..requests import Request
from ..rows import Row
from ..step import step
from ..table import TABLE, Cell, Table
from ..world import World


def cell_at(world: World, request: Request, table: Table = TABLE) -> Cell:
    """The question that the request is in this world."""
    machine, event = table.operations[type(request).__name__]
    status = step(world, request, table)[0].row.source
    guards, rows = table.entries[machine, event, status]
    job = world.jobs.get(getattr(request, "job_id", ""))
    execution = job and job.executions.get(getattr(request, "thing_name", ""))
    values = tuple(ASK[guard](world, job, execution, request) for guard in guards)
    signs = tuple(zip(guards, values, strict=True))
    return Cell(machine, event, status, signs, rows[values])


def cell_of(row: Row, table: Table = TABLE) -> str:
    """The id of the cell that the row answers; the row's own where it answers several."""
    cells = [cell.id for cell in table.cells() if cell.row is row]
    return cells[0] if len(cells) == 1 else row.id
