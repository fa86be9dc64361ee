"""The small world that scripts play in, what can be asked in it, and what has happened before.

One job on two things, a neighbour that shares a thing with it and whose name begins as the job's
does, and fillers that take up the limit on deletions, on a thing of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ...model.requests import (
    CONTINUOUS,
    REPORTED,
    AbortCriterion,
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    DeleteJobExecution,
    DescribeJob,
    DescribeJobExecution,
    GetPendingJobExecutions,
    ListJobExecutionsForJob,
    ListJobExecutionsForThing,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
    is_beyond,
)
from ...model.table import Table
from ...model.world import World
from .script import Wait

JOB, NEIGHBOUR = "job", "job-neighbour"
THING, OTHER_THING, THIRD_THING = "thing", "other-thing", "third-thing"
FURTHER_THINGS = "fourth-thing", "fifth-thing"
FILLER = "filler-"
STEP, RESULT = {"step": "1", "left": "1"}, {"step": "2", "result": "2"}
"""statusDetails that a device reports, and those of a question: merged they are other ones than by
themselves, and an older value is not a newer one."""
REASON, COMMENT = "CHECK", "asked by a check"
OTHER_DOCUMENT = '{"another": "document"}'


_CREATE = CreateJob(JOB, (THING, OTHER_THING))


@dataclass(frozen=True, slots=True)
class Question:
    """What can be asked in any world.

    ``ahead`` as in `Ask`. ``once``: one situation of a cell is enough, and ``deleting``: it is then
    asked about a job that is being deleted too. ``crowded``: it is also asked at the limit on
    deletions, where that should make no difference.
    """

    request: Request
    ahead: int | None = None
    once: bool = False
    crowded: bool = False
    deleting: bool = False


def _questions() -> Iterator[Question]:
    """Each operation with what its guards ask about, then once with every optional member."""
    yield Question(CreateJob(JOB, (THING, OTHER_THING)), crowded=True)
    yield Question(CreateJob(JOB, (THING, OTHER_THING), OTHER_DOCUMENT))
    yield Question(DescribeJob(JOB))
    yield Question(DescribeJobExecution(JOB, THING))
    for force in (False, True):
        yield Question(CancelJob(JOB, force))
        yield Question(CancelJob(JOB, force, REASON, COMMENT), once=True, crowded=not force)
        yield Question(DeleteJob(JOB, force), crowded=True)
        cancel = CancelJobExecution(JOB, THING, force)
        yield Question(cancel)
        yield Question(cancel, ahead=1)
        yield Question(cancel, ahead=-1, once=True)
        detailed = replace(cancel, status_details=RESULT)
        yield Question(detailed, 0, once=True, crowded=not force)
        yield Question(detailed, 1, once=True)
    yield Question(CancelJob(JOB, reason_code=REASON), once=True)
    yield Question(CancelJob(JOB, force=True, comment=COMMENT), once=True)
    yield Question(CancelJobExecution(JOB, OTHER_THING), once=True)
    yield Question(DescribeJobExecution(JOB, THIRD_THING), once=True)
    yield Question(CancelJobExecution(JOB, THIRD_THING), once=True)
    yield Question(UpdateJobExecution(JOB, THIRD_THING), once=True)
    yield Question(CancelJobExecution(JOB, OTHER_THING), 1, once=True)
    yield Question(UpdateJobExecution(JOB, OTHER_THING), 1, once=True)
    update = UpdateJobExecution(JOB, THING)
    yield Question(update)
    yield Question(update, ahead=1)
    yield Question(update, ahead=-1, once=True)
    detailed_update = replace(update, status_details=RESULT)
    yield Question(detailed_update, 0, once=True, crowded=True)
    yield Question(detailed_update, 1, once=True)
    yield Question(StartNextPendingJobExecution(THING))
    yield Question(StartNextPendingJobExecution(THING, RESULT), once=True, crowded=True)
    yield Question(GetPendingJobExecutions(THING))
    yield Question(ListJobExecutionsForJob(JOB))
    yield Question(ListJobExecutionsForThing(THING))


QUESTIONS = tuple(_questions())
MOVES: tuple[Request, ...] = (
    CreateJob(JOB, (THING, OTHER_THING)),
    CreateJob(NEIGHBOUR, (THING,)),
    *(kind(JOB, force) for force in (False, True) for kind in (CancelJob, DeleteJob)),
    *(
        request
        for thing in (THING, OTHER_THING)
        for request in (
            UpdateJobExecution(JOB, thing, status_details=STEP),
            CancelJobExecution(JOB, thing),
            CancelJobExecution(JOB, thing, force=True),
        )
    ),
    StartNextPendingJobExecution(THING, STEP),
)
"""What a set-up may ask."""


def _further_questions() -> Iterator[Question]:
    """Those that only the profile `full` has, each once in a cell: they are many."""
    updates = [UpdateJobExecution(JOB, THING, status=status) for status in (*REPORTED, None)]
    updates.append(UpdateJobExecution(JOB, THING, step_timeout_in_minutes=LONG_TIMER))
    for update in updates:
        yield Question(update, once=True, deleting=True)
        yield Question(update, ahead=1, once=True, deleting=True)
        if update.status in ("SUCCEEDED", "FAILED", "REJECTED"):
            yield Question(replace(update, status_details=RESULT), 0, once=True)
    yield Question(UpdateJobExecution(JOB, THING, status="DONE"), once=True)
    yield Question(UpdateJobExecution(JOB, OTHER_THING, status="SUCCEEDED"), once=True)
    yield Question(UpdateJobExecution(JOB, THING, step_timeout_in_minutes=NO_TIMER), once=True)
    yield Question(
        StartNextPendingJobExecution(THING, step_timeout_in_minutes=LONG_TIMER), once=True
    )
    for status in ("IN_PROGRESS", "FAILED"):
        shown = UpdateJobExecution(JOB, THING, status=status, include_job_execution_state=True)
        yield Question(shown, once=True)
        yield Question(replace(shown, execution_number=1), once=True)
        yield Question(replace(shown, execution_number=2), once=True)
    for force in (False, True):
        yield Question(DeleteJobExecution(JOB, THING, 1, force), once=True, deleting=True)
        yield Question(DeleteJobExecution(JOB, THING, 2, force), once=True)
    yield Question(DeleteJobExecution(JOB, OTHER_THING, 1), once=True)
    yield Question(DeleteJobExecution(JOB, THIRD_THING, 1), once=True)
    yield Question(replace(_CREATE, target_selection=CONTINUOUS), once=True)


LONG_TIMER = 10_000
"""Minutes of a timer that does not run out during a check."""
SHORT_TIMER = 1
"""Minutes of one that does, the fewest that there can be."""
NO_TIMER = -1
"""What removes a step timer."""
FURTHER_QUESTIONS = tuple(_further_questions())
FURTHER_MOVES = tuple(
    UpdateJobExecution(JOB, thing, status=status, status_details=STEP)
    for thing, statuses in (
        (THING, ("SUCCEEDED", "FAILED", "REJECTED")),
        (OTHER_THING, ("SUCCEEDED",)),
    )
    for status in statuses
)


TIMED_MOVES: tuple[Request | Wait, ...] = (
    UpdateJobExecution(JOB, THING, status_details=STEP, step_timeout_in_minutes=SHORT_TIMER),
    Wait(JOB, THING),
)
"""What a set-up may ask besides where timers are waited for."""


def questions_of(table: Table) -> Iterator[Question]:
    """What can be asked of a profile."""
    return (
        question for question in (*QUESTIONS, *FURTHER_QUESTIONS) if is_in(question.request, table)
    )


def moves_of(table: Table, moves: Iterable[Request] = MOVES) -> tuple[Request, ...]:
    """What a set-up may ask of a profile: these, and the reports that only `full` has."""
    return tuple(one for one in (*moves, *FURTHER_MOVES) if is_in(one, table))


def is_in(request: Request, table: Table, without: Container[str] = ()) -> bool:
    """Whether the profile has the request, and the system, which lacks the operations
    ``without``."""
    return (
        request.question in table.operations
        and request.operation not in without
        and (not is_beyond(request) or table.spec.extends is not None)
    )


def fillers(size: int) -> tuple[Request, ...]:
    """The requests that make so many jobs and delete them."""
    return tuple(
        request
        for number in range(1, size + 1)
        for request in (
            CreateJob(f"{FILLER}{number}", (THIRD_THING,)),
            DeleteJob(f"{FILLER}{number}", force=True),
        )
    )


def is_filler(request: Request) -> bool:
    """Whether the request is about one of these jobs."""
    return (request.job_id or "").startswith(FILLER)


def renamed(request: Request, rename: Callable[[str], str]) -> Request:
    """The request with each name of a job or a thing changed."""
    changes: dict[str, Any] = {
        member: rename(name)
        for member in ("job_id", "thing_name")
        if (name := getattr(request, member)) is not None
    }
    if request.targets:
        changes["targets"] = tuple(map(rename, request.targets))
    return with_members(request, **changes)


def with_members(request: Request, **members: Any) -> Request:
    """The request with other members."""
    asked: Any = request
    changed: Request = replace(asked, **members)
    return changed


def expecting(request: Request, ahead: int | None, world: World) -> Request:
    """The request as it is sent in this world: with the version that it expects, by so much ahead
    of that of its execution, or of 0 where there is none."""
    if ahead is None:
        return request
    execution = world.execution(request.job_id or "", request.thing_name or "")
    version = 0 if execution is None else execution.version
    return with_members(request, expected_version=version + ahead)


_CREATE_THREE = CreateJob(JOB, (THING, OTHER_THING, THIRD_THING))
_CREATE_FIVE = replace(_CREATE_THREE, targets=(*_CREATE_THREE.targets, *FURTHER_THINGS))
_CREATE_NEIGHBOUR = CreateJob(NEIGHBOUR, (THING,))
_WORK = UpdateJobExecution(JOB, THING, status_details=STEP)
_WORK_TOO = UpdateJobExecution(JOB, OTHER_THING, status_details=STEP)

STORIES: Mapping[str, tuple[Request | Wait, ...]] = {
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
    # A thing that waits for another job before, of which nothing may be taken either.
    "behind a neighbour": (_CREATE_NEIGHBOUR, _CREATE, CancelJobExecution(JOB, THING)),
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
    # Nothing of a job and its executions may come back with its id.
    "after its deletion": (_CREATE, DeleteJob(JOB, force=True), Wait(JOB), _CREATE),
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
        CreateJob(JOB, (THING, OTHER_THING), OTHER_DOCUMENT),
        DeleteJob(JOB, force=True),
        Wait(JOB),
        _CREATE,
    ),
}
"""Longer pasts than the shortest ways into the cells have, by name. Each brings together what those
keep apart; the last request is the question."""


def _reported(status: str, thing: str = THING) -> UpdateJobExecution:
    return UpdateJobExecution(JOB, thing, status=status, status_details=RESULT)


FURTHER_STORIES: Mapping[str, tuple[Request | Wait, ...]] = {
    # What a device has ended nobody changes, and the job completes with the last of them.
    "ended by its devices": (
        _CREATE,
        _CREATE_NEIGHBOUR,
        _WORK,
        _reported("SUCCEEDED"),
        _reported("FAILED"),
        CancelJobExecution(JOB, THING, force=True, expected_version=3),
        StartNextPendingJobExecution(THING, STEP),
        _WORK_TOO,
        _reported("REJECTED", OTHER_THING),
        CancelJob(JOB, True, REASON),
        DeleteJobExecution(JOB, THING, 1),
        DeleteJob(JOB),
    ),
    # Each try is an execution of its own, with a version of its own, and each thing has its tries.
    "tried again": (
        replace(_CREATE, retries={"FAILED": 2}),
        _WORK,
        _reported("FAILED"),
        _WORK_TOO,
        _reported("FAILED", OTHER_THING),
        replace(_WORK, expected_version=1),
        _reported("FAILED"),
        StartNextPendingJobExecution(THING, STEP),
        _reported("FAILED"),
        _reported("REJECTED", OTHER_THING),
        DescribeJobExecution(JOB, THING, 1),
        DeleteJobExecution(JOB, THING, 1),
        DescribeJobExecution(JOB, THING, 1),
    ),
    # A canceled job tries nothing again.
    "canceled before it is tried again": (
        replace(_CREATE, retries={"FAILED": 1}),
        _WORK,
        CancelJob(JOB),
        _reported("FAILED"),
    ),
    # Failures cancel what is QUEUED and nothing else.
    "aborted": (
        replace(_CREATE_FIVE, abort=(AbortCriterion("FAILED", 50, 1),)),
        _WORK_TOO,
        _reported("REJECTED", THIRD_THING),
        _WORK,
        _reported("FAILED"),
        _reported("SUCCEEDED", OTHER_THING),
    ),
    # Failures of another type, too small a share of them, or too few things abort nothing.
    "not aborted": (
        replace(
            _CREATE_THREE, abort=(AbortCriterion("FAILED", 60, 1), AbortCriterion("ALL", 10, 4))
        ),
        _reported("REJECTED"),
        _WORK_TOO,
        _reported("FAILED", OTHER_THING),
    ),
    # A job that takes further things never completes.
    "continuous": (
        replace(_CREATE, target_selection=CONTINUOUS),
        _WORK,
        _reported("SUCCEEDED"),
        _reported("FAILED", OTHER_THING),
        DeleteJob(JOB),
        CancelJob(JOB),
    ),
}
"""Those that only the profile `full` can tell."""
TIMED_STORIES: Mapping[str, tuple[Request | Wait, ...]] = {
    # What has timed out stays so, whatever its device reports and whoever cancels it.
    "past the timer of its job": (
        replace(_CREATE, in_progress_timeout_in_minutes=SHORT_TIMER),
        _WORK,
        Wait(JOB, THING),
        _reported("SUCCEEDED"),
        CancelJobExecution(JOB, THING, force=True),
        StartNextPendingJobExecution(THING),
        _WORK_TOO,
        CancelJob(JOB, True, REASON),
    ),
    # A timer that was removed runs out for nobody, nor does that of what was canceled: both would
    # have, before that of the third thing.
    "past timers that are over": (
        _CREATE_THREE,
        replace(_WORK, step_timeout_in_minutes=SHORT_TIMER),
        replace(_WORK, step_timeout_in_minutes=NO_TIMER),
        replace(_WORK_TOO, step_timeout_in_minutes=SHORT_TIMER),
        CancelJobExecution(JOB, OTHER_THING, force=True),
        UpdateJobExecution(JOB, THIRD_THING, step_timeout_in_minutes=SHORT_TIMER),
        Wait(JOB, THIRD_THING),
        _reported("SUCCEEDED"),
    ),
    # Each try has a timer of its own.
    "tried again after a timer": (
        replace(_CREATE, in_progress_timeout_in_minutes=SHORT_TIMER, retries={"TIMED_OUT": 1}),
        _WORK,
        Wait(JOB, THING),
        StartNextPendingJobExecution(THING, STEP),
        DescribeJobExecution(JOB, THING, 1),
        _reported("SUCCEEDED"),
        CancelJobExecution(JOB, OTHER_THING),
        DeleteJob(JOB),
    ),
}
"""Those that wait for a timer."""


def stories_of(table: Table, timers: bool) -> Mapping[str, tuple[Request | Wait, ...]]:
    """The stories of a profile; those that wait for a timer if ``timers``."""
    if table.spec.extends is None:
        return STORIES
    return {**STORIES, **FURTHER_STORIES, **(TIMED_STORIES if timers else {})}
