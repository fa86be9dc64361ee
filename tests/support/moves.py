"""Every move of one job, as the exploration takes it."""

from __future__ import annotations

from iot_jobs_spec.model.table import TABLE
from iot_jobs_spec.verify.explore import Bounds, JobGraph, exhaust
from iot_jobs_spec.verify.explore.moves import (
    Move,
    answered,
    background,
    of_executions,
    of_job,
    of_things,
)


def local_moves(bounds: Bounds) -> list[tuple[int, Move]]:
    """Every move of one job from each of its states."""
    graph = JobGraph(bounds)
    exhaust(graph)
    found = []
    targets = bounds.targets
    requests = [*of_job("job-1", targets), *of_executions("job-1", targets), *of_things(targets)]
    for number, orbit in enumerate(graph.orbits):
        world = graph.abstract.world_of(
            [("job-1", graph.abstract.one_of(orbit, bounds.things))], targets, bounds.deletion_limit
        )
        found += [(number, m) for m in answered(world, requests, bounds.eager, TABLE)]
        found += [(number, m) for m in background(world, "job-1", bounds.eager, TABLE)]
    return found
