"""What is put to a system to try one form of an operation's requests, and the scene of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..language.rules import RequestRule
from ..machines import Execution
from ..model.constraints import Fit
from ..model.divergence import READS
from ..model.requests import (
    CreateJob,
    DescribeJob,
    DescribeJobExecution,
    GetPendingJobExecutions,
    Request,
)
from ..model.step import step
from ..systems.raw import RawRequest
from .plan import Planner
from .request_cells import RequestCell, request_cell
from .scene import JOB, QUESTIONS, THING
from .scope import named


@dataclass(frozen=True, slots=True)
class Scene:
    """A set-up, and a request of the operation that is accepted after it."""

    setup: tuple[Request, ...]
    request: Request

    def renamed(self, old: str, new: str) -> Scene:
        """The scene with another name for a job or thing."""
        rename = renaming(old, new)
        setup = tuple(named(request, rename) for request in self.setup)
        return Scene(setup, named(self.request, rename))


@dataclass(frozen=True, slots=True)
class Probe:
    """A request that tries a form, put after the set-up of a scene.

    BROKEN must be rejected; where KEPT or OPEN the oracle judges it, as what it ``means`` where it
    is raw. ``plain`` is the same with nothing to try: what is wrong there too is another fault.
    Where a member is tried as a ``whole``, nothing may be added to it.
    """

    rule: RequestRule
    scene: Scene
    put: Request | RawRequest
    fit: Fit
    plain: Scene
    means: Request | None = None
    whole: bool = False

    @property
    def cell(self) -> RequestCell:
        """The cell that the probe is about."""
        return request_cell(self.rule)


def renaming(old: str, new: str) -> Callable[[str], str]:
    """What changes one name and no other."""
    return lambda name: new if name == old else name


def with_members(request: Request | RawRequest, **members: Any) -> Request:
    """The request with other members."""
    asked: Any = request
    changed: Request = replace(asked, **members)
    return changed


def scenes(planner: Planner, without: frozenset[str]) -> Mapping[str, Scene]:
    """For each operation the shortest scene in which it changes something, or reads what is
    there; none for an operation that no way leads to without those left out."""
    table = planner.table
    left = {operation for operation in table.operations if operation not in without}
    found: dict[str, Scene] = {}
    for world, setup in planner.worlds(without):
        for question in QUESTIONS:
            operation = type(question.request).__name__
            if operation not in left or question.ahead is not None:
                continue
            permitted = step(world, question.request, table)
            sure = all(p.answer.error is None for p in permitted)
            reads = isinstance(question.request, READS) and JOB in world.jobs
            if sure and (reads or permitted[0].world != world):
                found[operation] = Scene(setup, question.request)
                left.discard(operation)
        if not left:
            break
    return found


def at_work(planner: Planner, without: frozenset[str]) -> tuple[Request, ...] | None:
    """The shortest set-up after which an execution is IN_PROGRESS, if there is one."""
    for world, setup in planner.worlds(without):
        execution = world.execution(JOB, THING)
        if execution is not None and execution.status == Execution.in_progress.value:
            return setup
    return None


def reads(requests: Iterable[Request | RawRequest | None]) -> Iterator[Request]:
    """What shows all that the requests may have made or touched."""
    made = dict.fromkeys(request for request in requests if isinstance(request, CreateJob))
    things = [thing for request in made for thing in request.targets]
    for request in made:
        for thing in request.targets:
            yield DescribeJobExecution(request.job_id, thing)
        yield DescribeJob(request.job_id)
    for thing in dict.fromkeys(things[:1]):
        yield GetPendingJobExecutions(thing)
