"""Why a set-up did not lead where it should have."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ..model.world import DELETION_IN_PROGRESS, World
from .plan import Plan
from .scene import JOB, NEIGHBOUR, OTHER_THING, THING
from .words import operation_of

AT_ONCE = "deletions end at once"


def astray(plan: Plan, worlds: tuple[World, ...], deleting: Collection[str] = ()) -> str:
    """How the worlds differ from the one that the set-up should have led to; ``deleting`` are the
    jobs that have been seen being deleted."""
    after = f" after {operation_of(plan.setup[-1])}" if plan.setup else ""
    for name in (JOB, NEIGHBOUR):
        planned = plan.world.jobs.get(name)
        if planned is None:
            continue
        statuses = {(job := world.jobs.get(name)) and job.status for world in worlds}
        if statuses == {None} and planned.status == DELETION_IN_PROGRESS:
            if name in deleting:
                return f"the deletion of the {name} had ended by then"
            return f"the {name} never was {DELETION_IN_PROGRESS}: {AT_ONCE}"
        if statuses != {planned.status}:
            return f"the {name} was {_any(statuses)}, not {planned.status},{after}"
        for thing in (THING, OTHER_THING):
            wanted = planned.executions.get(thing)
            seen = {(x := world.execution(name, thing)) and x.status for world in worlds}
            if wanted is not None and seen != {wanted.status}:
                what = f"the execution of the {name} on the {thing}"
                if wanted.status in seen:
                    return f"it is not known whether {what} was {_any(seen)}{after}"
                return f"{what} was {_any(seen)}, not {wanted.status},{after}"
    most = max(world.deleting for world in worlds)
    if most > plan.world.deleting:
        return f"{most} jobs were {DELETION_IN_PROGRESS}, some of them from trials before"
    if most < plan.world.deleting:
        return f"{most} jobs were {DELETION_IN_PROGRESS}, not {plan.world.deleting}"
    return f"it is not known in which cell the set-up ended{after}"


def _any(statuses: Iterable[str | None]) -> str:
    return " or ".join(sorted(status or "gone" for status in statuses))
