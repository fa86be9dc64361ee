"""Breadth first through all worlds as they are, without symmetry and without composition.

Slow, and obviously right: what the counts of orbits are compared with on small sizes.
"""

from __future__ import annotations

from ...model.table import TABLE, Table
from ...model.world import World
from .abstraction import JobState, state_of, world_of
from .asking import of_executions, of_job, of_things
from .bounds import Bounds
from .moves import answered, by_itself

Jobs = tuple[JobState, ...]


def count_plainly(bounds: Bounds, table: Table = TABLE) -> tuple[int, int, int]:
    """The number of worlds, of states (a pending forced cascade told apart), and the depth."""
    targets, ids = bounds.targets, bounds.job_ids
    requests = [
        request
        for job_id in ids
        for request in (*of_job(job_id, targets), *of_executions(job_id, targets))
    ]
    requests += of_things(targets)

    def following(jobs: Jobs) -> set[Jobs]:
        named = list(zip(ids, jobs, strict=True))
        world = world_of(named, targets, bounds.deletion_limit)
        after = [move.after for move in answered(world, requests, bounds.eager, table)]
        for job_id in ids:
            after += [move.after for move in by_itself(world, job_id, bounds.eager, table)]
        return {statuses(one) for one in after if one is not world}

    def statuses(world: World) -> Jobs:
        return tuple(state_of(world.jobs.get(job_id), targets) for job_id in ids)

    layer = {(JobState(),) * bounds.jobs}
    seen = set(layer)
    depth = 0
    while layer:
        layer = {after for jobs in layer for after in following(jobs)} - seen
        seen |= layer
        depth += bool(layer)
    worlds = {tuple(job._replace(forced=False) for job in jobs) for jobs in seen}
    return len(worlds), len(seen), depth
