"""What each guard asks of a world and a request. `machine.Machine` says it in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .world import DELETION_IN_PROGRESS, ExecutionRecord, JobRecord, World

Guard = Callable[[World, JobRecord | None, ExecutionRecord | None, Any], bool]


def _force(_w: World, job: JobRecord | None, _x: ExecutionRecord | None, request: Any) -> bool:
    """The request's force; of a cascade, the force of the cancel that it carries out."""
    if request is None:
        return job is not None and job.force_canceled
    force: bool = request.force
    return force


def _version_mismatch(
    _w: World, _j: JobRecord | None, execution: ExecutionRecord | None, r: Any
) -> bool:
    expected = r.expected_version
    return expected is not None and execution is not None and execution.version != expected


def _at_limit(world: World, _j: JobRecord | None, _x: ExecutionRecord | None, _r: Any) -> bool:
    return world.deleting >= world.deletion_limit


def _settled(_w: World, job: JobRecord | None, _x: ExecutionRecord | None, _r: Any) -> bool:
    return job is not None and not job.rolling_out() and not job.live()


def _no_executions(_w: World, job: JobRecord | None, _x: ExecutionRecord | None, _r: Any) -> bool:
    return job is not None and not job.executions


def _identical_repeat(_w: World, job: JobRecord | None, _x: ExecutionRecord | None, r: Any) -> bool:
    return job is not None and (r.targets, r.document) == (job.targets, job.document)


def _job_deleting(_w: World, job: JobRecord | None, _x: ExecutionRecord | None, _r: Any) -> bool:
    return job is not None and job.status == DELETION_IN_PROGRESS


ASK: Mapping[str, Guard] = {
    "force": _force,
    "version_mismatch": _version_mismatch,
    "at_limit": _at_limit,
    "all_terminal": _settled,
    "no_executions": _no_executions,
    "identical_repeat": _identical_repeat,
    "job_deleting": _job_deleting,
}
