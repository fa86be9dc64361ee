"""Which cell of the table a request falls into."""

from __future__ import annotations

from collections.abc import Iterable

from ..language.rules import Rule
from ..model.background import settled
from ..model.guards import questions
from ..model.requests import Request
from ..model.step import step
from ..model.table import TABLE, Cell, Table
from ..model.world import World


def cell_at(world: World, request: Request, table: Table = TABLE) -> Cell:
    """The question that the request is in this world."""
    machine, event = table.operations[type(request).__name__]
    status = step(world, request, table)[0].rule.source
    guards, rules = table.entries[machine, event, status]
    job = world.jobs.get(request.job_id or "")
    execution = job.executions.get(request.thing_name or "") if job else None
    asks = questions(table.spec)
    values = tuple(asks[guard](world, job, execution, request) for guard in guards)
    signs = tuple(zip(guards, values, strict=True))
    return Cell(machine, event, status, signs, rules[values])


def cell_of(rule: Rule, table: Table = TABLE, asked: Iterable[Request] = ()) -> str:
    """The id of the cell that the rule answers. Where it answers several: of the last one that it
    answers when these requests are put one after the other; else the row's own."""
    cells = [cell.id for cell in table.cells() if cell.rule is rule]
    if len(cells) == 1:
        return cells[0]
    found, world = rule.id, World()
    for request in asked if cells else ():
        if type(request).__name__ not in table.operations:
            break  # put by hand
        cell = cell_at(world, request, table)
        found = cell.id if cell.rule is rule else found
        world = step(world, request, table)[0].world
        world = settled(world, request.job_id, table)
    return found
