"""Which rule answers a question about a world, and worlds with one record changed."""

from __future__ import annotations

from typing import Any

from ..language.rules import Rule
from .guards import ASK
from .table import Table
from .world import ExecutionRecord, JobRecord, World, new


def deciding_rule(
    table: Table,
    machine: str,
    event: str,
    world: World,
    job: JobRecord | None,
    execution: ExecutionRecord | None,
    request: Any,
) -> Rule | None:
    """The rule that answers; None where the page lets nothing happen. ``request`` None asks for a
    step that nobody asked for."""
    subject = job if machine == "Job" else execution
    found = table.forks.get((machine, event, None if subject is None else subject[0]))
    while isinstance(found, tuple):
        guard, no, yes = found
        found = yes if ASK[guard](world, job, execution, request) else no
    return found


def with_execution(
    world: World, job_id: str, job: JobRecord, thing_name: str, execution: ExecutionRecord | None
) -> World:
    """The world in which the job's execution on the thing is as given; None takes it away."""
    status, targets, document, executions, flag, reason, comment = job
    jobs, limit, deleting, queued = world
    if execution is None:
        executions = executions.delete(thing_name)
    else:
        executions = executions.set(thing_name, execution)
        if execution.order > queued:
            queued = execution.order
    changed = new(JobRecord, (status, targets, document, executions, flag, reason, comment))
    return new(World, (jobs.set(job_id, changed), limit, deleting, queued))
