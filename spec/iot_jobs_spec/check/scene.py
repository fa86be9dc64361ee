"""The small world that a plan plays in, and what can be asked in it.

One job on two things, a neighbour that shares a thing with it and whose name begins as the job's
does, and fillers that take up the limit on deletions, on a thing of their own. The names are
symbols: each trial gives them a prefix of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..machines import Execution
from ..model.requests import (
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    DescribeJob,
    DescribeJobExecution,
    GetPendingJobExecutions,
    ListJobExecutionsForJob,
    ListJobExecutionsForThing,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
)
from ..model.world import DELETION_IN_PROGRESS, JobRecord, World

JOB, NEIGHBOUR, THIRD = "job", "job-neighbour", "third"
THING, OTHER_THING, THIRD_THING = "thing", "other-thing", "third-thing"
FILLER = "filler-"
FIRST_FILLER = f"{FILLER}1"

STEP, RESULT = {"step": "1", "left": "1"}, {"step": "2", "result": "2"}
"""statusDetails that a device reports, and those that a question gives: merged, these are other
ones than by themselves, and an older value is not a newer one."""
REASON, COMMENT = "CHECK", "asked by a check"


@dataclass(frozen=True, slots=True)
class Question:
    """The request that a plan is about.

    ``ahead`` asks for an expected version: by so much more than the stored one, or than 0 where
    there is no execution. ``once`` says that one situation of a cell is enough to put it in.
    """

    request: Request
    ahead: int | None = None
    once: bool = False

    def at(self, world: World) -> Request | None:
        """The request as it is put in this world; None where it makes no sense there."""
        request: Any = self.request
        if request.thing_name == THIRD_THING and JOB not in world.jobs:
            return None  # asked about elsewhere
        if self.ahead is None:
            return self.request
        execution = world.execution(request.job_id, request.thing_name)
        expected = (0 if execution is None else execution.version) + self.ahead
        if request.thing_name == OTHER_THING and not _is_that_of_the_first(expected, world):
            return None
        if expected < 1:
            return None
        asked: Request = replace(request, expected_version=expected)
        return asked


def _is_that_of_the_first(version: int, world: World) -> bool:
    """Whether a version that is expected of the second thing's execution is that of the first's,
    which it may be compared with. That of what is canceled may have grown."""
    job, second = world.jobs.get(JOB), world.execution(JOB, OTHER_THING)
    first = world.execution(JOB, THING)
    if job is None or first is None or second is None or job.status == DELETION_IN_PROGRESS:
        return False
    return Execution.canceled.value != second.status and first.version == version


def put_into_words(asked: Request | Question, worlds: Sequence[World]) -> Request | None:
    """The request as it is put in these worlds; None where that is not known."""
    if not isinstance(asked, Question):
        return asked
    requests = {asked.at(world) for world in worlds}
    return requests.pop() if len(requests) == 1 else None


def _questions() -> Iterator[Question]:
    """Each operation with what its guards ask about, then once with every optional member."""
    yield Question(CreateJob(JOB, (THING, OTHER_THING)))
    yield Question(CreateJob(JOB, (THING, OTHER_THING), document='{"another": "document"}'))
    yield Question(DescribeJob(JOB))
    yield Question(DescribeJobExecution(JOB, THING))
    for force in (False, True):
        yield Question(CancelJob(JOB, force))
        yield Question(CancelJob(JOB, force, REASON, COMMENT), once=True)
        yield Question(DeleteJob(JOB, force))
        cancel = CancelJobExecution(JOB, THING, force)
        yield Question(cancel)
        yield Question(cancel, ahead=1)
        yield Question(cancel, ahead=-1, once=True)
        for ahead in (0, 1):
            yield Question(replace(cancel, status_details=RESULT), ahead, once=True)
    yield Question(CancelJob(JOB, reason_code=REASON), once=True)
    yield Question(CancelJob(JOB, force=True, comment=COMMENT), once=True)
    yield Question(CancelJobExecution(JOB, OTHER_THING), once=True)
    yield Question(DescribeJobExecution(JOB, THIRD_THING), once=True)
    yield Question(CancelJobExecution(JOB, THIRD_THING), once=True)
    yield Question(UpdateJobExecution(JOB, THIRD_THING), once=True)
    for kind in (CancelJobExecution, UpdateJobExecution):
        yield Question(kind(JOB, OTHER_THING), ahead=1, once=True)
    update = UpdateJobExecution(JOB, THING)
    yield Question(update)
    yield Question(update, ahead=1)
    yield Question(update, ahead=-1, once=True)
    for ahead in (0, 1):
        yield Question(replace(update, status_details=RESULT), ahead, once=True)
    yield Question(StartNextPendingJobExecution(THING))
    yield Question(StartNextPendingJobExecution(THING, RESULT), once=True)
    yield Question(GetPendingJobExecutions(THING))
    yield Question(ListJobExecutionsForJob(JOB))
    yield Question(ListJobExecutionsForThing(THING))


QUESTIONS = tuple(_questions())
IN_A_CROWD = frozenset(
    (
        Question(CreateJob(JOB, (THING, OTHER_THING))),
        Question(CancelJob(JOB, False, REASON, COMMENT), once=True),
        Question(DeleteJob(JOB)),
        Question(DeleteJob(JOB, force=True)),
        Question(CancelJobExecution(JOB, THING, status_details=RESULT), ahead=0, once=True),
        Question(UpdateJobExecution(JOB, THING, status_details=RESULT), ahead=0, once=True),
        Question(StartNextPendingJobExecution(THING, RESULT), once=True),
    )
)
"""Those that are put beside a crowd too, in cells that do not ask for one."""


def moves(world: World) -> Iterator[tuple[Request, ...]]:
    """What a set-up may ask next, one or more requests that belong together."""
    yield (CreateJob(JOB, (THING, OTHER_THING)),)
    yield (CreateJob(NEIGHBOUR, (THING,)),)
    for force in (False, True):
        yield (CancelJob(JOB, force),)
        yield (DeleteJob(JOB, force),)
    for thing in (THING, OTHER_THING):
        yield (UpdateJobExecution(JOB, thing, status_details=STEP),)
        for force in (False, True):
            yield (CancelJobExecution(JOB, thing, force),)
    yield (StartNextPendingJobExecution(THING, STEP),)
    yield crowd(world.deletion_limit - world.deleting)


def crowd(size: int) -> tuple[Request, ...]:
    """The requests that make so many jobs and delete them."""
    return tuple(request for number in range(1, size + 1) for request in filler(number))


def filler(number: int) -> tuple[Request, ...]:
    """The requests that make one of them and delete it."""
    name = f"{FILLER}{number}"
    return CreateJob(name, (THIRD_THING,)), DeleteJob(name, force=True)


def reads_of(job_id: str) -> Iterator[Request]:
    """What shows all there is to know of a job, the job first: what becomes of its executions
    depends on it."""
    yield DescribeJob(job_id)
    things = {JOB: (THING, OTHER_THING), NEIGHBOUR: (THING,)}
    for thing in things.get(job_id, ()):
        yield DescribeJobExecution(job_id, thing)


def jobs_in(requests: tuple[Request, ...]) -> tuple[str, ...]:
    """The jobs that these requests name, in their order."""
    named = (request.job_id for request in requests)
    return tuple(dict.fromkeys(job_id for job_id in named if job_id is not None))


def line(world: World) -> list[tuple[str, JobRecord]]:
    """The jobs with an execution on the thing, in the order in which those were queued."""
    found = sorted(world.executions_of(THING), key=lambda found: found[2].order)
    return [(name, job) for name, job, _ in found]


def likeness(world: World) -> object:
    """What is alike in worlds that need not be told apart: statuses, and the order of a thing's
    executions."""
    order = tuple(name for name, _ in line(world))
    return (
        world.deleting,
        order,
        frozenset(
            (name, job.status, frozenset((thing, x.status) for thing, x in job.executions.items()))
            for name, job in world.jobs.items()
            if not name.startswith(FILLER)
        ),
    )
