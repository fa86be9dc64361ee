"""What each guard asks of a world and a request. `machine.Machine` says it in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .world import DELETION_IN_PROGRESS, ExecutionRecord, JobRecord, World

Guard = Callable[[World, JobRecord | None, ExecutionRecord | None, Any], bool]


def _force(_w: World, job: JobRecord | None, _x: ExecutionRecord | None, request: Any) -> bool:
    """The request's force; of a sweep, the force of the cancel that it carries out."""
    if request is None:
        return job is not None and job.force_canceled
    force: bool = request.force
    return force


def _stale(_w: World, _j: JobRecord | None, execution: ExecutionRecord | None, r: Any) -> bool:
    expected = r.expected_version
    return expected is not None and execution is not None and execution.version != expected


def _crowded(world: World, _j: JobRecord | None, _x: ExecutionRecord | None, _r: Any) -> bool:
    return world.deleting >= world.deletion_limit


def _settled(_w: World, job: JobRecord | None, _x: ExecutionRecord | None, _r: Any) -> bool:
    return job is not None and not job.rolling_out() and not job.live()


def _empty(_w: World, job: JobRecord | None, _x: ExecutionRecord | None, _r: Any) -> bool:
    return job is not None and not job.executions


def _identical(_w: World, job: JobRecord | None, _x: ExecutionRecord | None, r: Any) -> bool:
    return job is not None and (r.targets, r.document) == (job.targets, job.document)


def _deleting(_w: World, job: JobRecord | None, _x: ExecutionRecord | None, _r: Any) -> bool:
    return job is not None and job.status == DELETION_IN_PROGRESS


ASK: Mapping[str, Guard] = {
    "force": _force,
    "stale": _stale,
    "crowded": _crowded,
    "settled": _settled,
    "empty": _empty,
    "identical": _identical,
    "deleting": _deleting,
}
