"""Stories: what has happened before a question may matter, though no status tells of it.

Each is a sequence of requests, some of which are rejected. All is read after each of them; the last
one is the question. They bring together what the shortest ways into the cells keep apart: two
devices that work, a thing that works for another job, a cancel by force and what comes after it.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..model.requests import (
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
)
from .scene import COMMENT, JOB, NEIGHBOUR, OTHER_THING, REASON, RESULT, STEP, THING

_CREATE = CreateJob(JOB, (THING, OTHER_THING))
_CREATE_NEIGHBOUR = CreateJob(NEIGHBOUR, (THING,))
_WORK = UpdateJobExecution(JOB, THING, status_details=STEP)
_WORK_TOO = UpdateJobExecution(JOB, OTHER_THING, status_details=STEP)

AFTER_ITS_DELETION = frozenset({"after its deletion", "after all and its deletion"})
"""The stories whose question is put when the deletion in them has ended."""
STORIES: Mapping[str, tuple[Request, ...]] = {
    "after its deletion": (_CREATE, DeleteJob(JOB, force=True), _CREATE),
    # Nothing of a job and its executions may come back with its id.
    "after all and its deletion": (
        _CREATE,
        _CREATE_NEIGHBOUR,
        _WORK,
        CancelJobExecution(JOB, THING, force=True, status_details=RESULT),
        _WORK,  # a device acts on what was canceled by force
        CancelJobExecution(JOB, THING, force=True),
        _WORK_TOO,
        CancelJob(JOB, True, REASON, COMMENT),
        _WORK_TOO,  # and on what was canceled with its job
        CancelJob(JOB, force=True),
        CreateJob(JOB, (THING, OTHER_THING), document='{"another": "document"}'),
        DeleteJob(JOB, force=True),
        _CREATE,
    ),
    # A thing that works for another job, of which no version or status may be taken.
    "beside a neighbour at work": (
        _CREATE_NEIGHBOUR,
        StartNextPendingJobExecution(THING, STEP),
        _CREATE,
        StartNextPendingJobExecution(THING, RESULT),
        CancelJobExecution(JOB, THING, expected_version=2),
        UpdateJobExecution(JOB, THING, expected_version=2),
        CancelJob(JOB, True, REASON),
        DeleteJob(JOB),
    ),
    # The last device is stopped by force.
    "completed by force": (
        _CREATE_NEIGHBOUR,
        _CREATE,
        CancelJobExecution(NEIGHBOUR, THING),
        _WORK,
        CancelJobExecution(JOB, OTHER_THING),
        _WORK_TOO,
        CancelJobExecution(JOB, THING),
        CancelJobExecution(JOB, THING, force=True),
        DeleteJob(JOB),
    ),
    # What was done by force to one of two is not done to the other one.
    "one of two by force": (
        _CREATE,
        _WORK,
        _WORK_TOO,
        _WORK_TOO,
        CancelJobExecution(JOB, THING, force=True),
        CancelJobExecution(JOB, OTHER_THING),
        UpdateJobExecution(JOB, OTHER_THING, status_details=RESULT),
        CancelJob(JOB, comment=COMMENT),
        StartNextPendingJobExecution(OTHER_THING),
        CancelJob(JOB, True, REASON),
        CancelJobExecution(JOB, OTHER_THING, force=True),
    ),
}
