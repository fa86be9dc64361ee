"""Random scripts, drawn by Hypothesis: longer pasts than the planned scripts have.

The same seed draws the same scripts. Hypothesis is imported only where scripts are drawn.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import product
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from ..model.requests import (
    CONTINUOUS,
    IN_PROGRESS,
    REPORTED,
    AbortCriterion,
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    DeleteJobExecution,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
)
from ..model.step import step
from ..model.table import TABLE, Table
from ..model.world import World
from .scripts import Ask, Script, Wait
from .scripts.scene import (
    COMMENT,
    JOB,
    NEIGHBOUR,
    OTHER_DOCUMENT,
    OTHER_THING,
    REASON,
    RESULT,
    STEP,
    THING,
    expecting,
    is_in,
    with_members,
)
from .scripts.search import cell_at
from .scripts.write import Writer

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

LENGTH = 24
"""Requests of a script, besides the reads."""
MOST_TRIES = 4
"""How often draws are made for each script that is wanted: some have too few requests."""
JOBS = (JOB, NEIGHBOUR, "third")
THINGS = (THING, OTHER_THING)
CONFIGURED: tuple[Mapping[str, Any], ...] = (
    *({},) * 3,
    {"retries": {"FAILED": 1}},
    {"retries": {"ALL": 2}},
    {"abort": (AbortCriterion("FAILED", 50, 1),)},
    {"target_selection": CONTINUOUS},
)
"""How the jobs of the profile `full` are created, besides the usual members."""
_USED = "hypothesis" in sys.modules


class NoHypothesis(Exception):
    """Hypothesis is not installed."""


@dataclass(frozen=True, slots=True)
class Draw:
    """One request of a script, before it is known where it will be sent.

    ``ahead`` as in `Ask`. ``aims``: it is about the first job and thing, from those named on, by
    which it is accepted. ``waits``: a deletion of its job has to end before. ``times``: it is sent
    so often.
    """

    request: Request
    ahead: int | None = None
    aims: bool = False
    waits: bool = False
    times: int = 1


def require_hypothesis() -> None:
    """Raise `NoHypothesis` where nothing can be drawn."""
    with _hypothesis():
        pass


def drawn(
    examples: int,
    seed: int,
    table: Table = TABLE,
    without: frozenset[str] = frozenset(),
) -> Iterator[Script]:
    """So many different scripts, each of `LENGTH` requests on three jobs and two things; they leave
    the operations ``without`` out. Raises `NoHypothesis`."""
    seen: set[tuple[Ask | Wait, ...]] = set()
    for number in range(MOST_TRIES * examples):
        if len(seen) == examples:
            return
        with _hypothesis():
            draws = _drawn(seed + (number << 32), table.spec.extends is not None)
        steps = _steps(draws, table, without)
        if steps is not None and steps not in seen:
            seen.add(steps)
            yield Script(f"random {seed}/{len(seen)}", steps)


def _drawn(at: int, full: bool) -> list[Draw]:
    """One list of draws. Hypothesis makes the next examples of a run from earlier ones, and its
    first is the simplest: so this is the second of a run of its own."""
    from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings

    found: list[list[Draw]] = []

    @seed(at)
    @settings(
        max_examples=2,
        database=None,
        deadline=None,
        derandomize=False,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )
    @given(_draws(full))
    def draw(draws: list[Draw]) -> None:
        found.append(draws)

    draw()
    return found[-1]


def _draws(full: bool) -> SearchStrategy[list[Draw]]:
    from hypothesis import strategies as st

    # Jobs are named with different odds: requests that meet each other are worth more.
    jobs = st.sampled_from((JOB, JOB, JOB, NEIGHBOUR, NEIGHBOUR, JOBS[-1]))
    things, force = st.sampled_from(THINGS), st.booleans()
    details = st.sampled_from((None, None, STEP, RESULT, {}))
    aims = st.sampled_from((True, True, False))
    ahead = st.sampled_from((None, None, 0, 0, 1, -1))
    times = st.sampled_from((1, 1, 1, 1, 2, 3))
    targets = st.sampled_from(((THING,), THINGS, (OTHER_THING,)))
    documents = st.sampled_from(("{}", "{}", OTHER_DOCUMENT))
    creates = st.builds(CreateJob, jobs, targets, documents)
    first_job = st.builds(CreateJob, st.just(JOB), targets)
    if full:
        creates, first_job = (
            st.builds(_configured, one, st.sampled_from(CONFIGURED)) for one in (creates, first_job)
        )
    reasons, comments = st.sampled_from((None, REASON)), st.sampled_from((None, COMMENT))
    removed = st.builds(DeleteJobExecution, jobs, things, st.sampled_from((1, 1, 2)), force)
    of_jobs = st.builds(CancelJob, jobs, force, reasons, comments) | st.builds(
        DeleteJob, jobs, force
    )
    reports = st.sampled_from(
        (*(("IN_PROGRESS",) * 3), *REPORTED, None) if full else (IN_PROGRESS,)
    )
    versioned = st.builds(
        CancelJobExecution, jobs, things, force, status_details=details
    ) | st.builds(UpdateJobExecution, jobs, things, status_details=details, status=reports)
    starts = st.builds(StartNextPendingJobExecution, things, details)
    first = st.builds(Draw, first_job)
    others = st.one_of(
        st.builds(Draw, creates, aims=st.sampled_from((True,) * 5 + (False,)), waits=force),
        st.builds(Draw, of_jobs, aims=aims, times=times),
        st.builds(Draw, versioned, ahead, aims, times=times),
        st.builds(Draw, versioned, ahead, aims, times=times),
        st.builds(Draw, starts, aims=aims, times=times),
        *([st.builds(Draw, removed, aims=aims)] if full else []),
    )
    return st.tuples(first, st.lists(others, min_size=2 * LENGTH, max_size=2 * LENGTH)).map(
        lambda pair: [pair[0], *pair[1]]
    )


def _configured(create: CreateJob, members: Mapping[str, Any]) -> CreateJob:
    return replace(create, **members)


def _steps(
    draws: list[Draw], table: Table, without: frozenset[str]
) -> tuple[Ask | Wait, ...] | None:
    """The steps of a script; None if the draws make too few."""
    writer = Writer(table, without)
    left = LENGTH
    for draw in draws:
        if not is_in(draw.request, table, without):
            continue
        job_id = draw.request.job_id or ""
        if draw.waits:
            writer.wait(Wait(job_id))
        request = _aimed(draw, writer.world, table) if draw.aims else draw.request
        for _ in range(draw.times if request is not None else 0):
            if request is None or not left:
                break
            left -= 1
            sent = expecting(request, draw.ahead, writer.world)
            cell = cell_at(writer.world, sent, table).id
            before = writer.world.jobs
            writer.send(Ask(request, draw.ahead, cell=cell))
            there = [name for name in JOBS if name in before or name in writer.world.jobs]
            writer.read(there, listings=True)
    return None if left else tuple(writer.steps)


def _aimed(draw: Draw, world: World, table: Table) -> Request | None:
    """The request to the first job and thing, from those named on, by which it is accepted; one
    that expects another version, where it meets an execution. None if there is none."""
    asked = draw.request
    choices: Mapping[str, tuple[str, ...]] = {"job_id": JOBS, "thing_name": THINGS}
    members = {
        member: _from(name, names)
        for member, names in choices.items()
        if (name := getattr(asked, member)) is not None
    }
    for named in product(*members.values()):
        request = with_members(asked, **dict(zip(members, named, strict=True)))
        expected = step(world, expecting(request, draw.ahead, world), table)[0]
        meant_to_fail = draw.ahead and expected.rule.source is not None
        if expected.answer.error is None or meant_to_fail:
            return request
    return None


def _from(name: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """The names in their order, beginning with this one."""
    at = names.index(name)
    return names[at:] + names[:at]


@contextmanager
def _hypothesis() -> Iterator[None]:
    """Hypothesis keeps notes in a folder. Where only a check uses it, that folder goes away."""
    try:
        import hypothesis  # noqa: F401
        from hypothesis.configuration import set_hypothesis_home_dir
    except ImportError as error:
        raise NoHypothesis(str(error)) from None
    if _USED:
        yield
        return
    with TemporaryDirectory() as folder:
        set_hypothesis_home_dir(folder)
        try:
            yield
        finally:
            set_hypothesis_home_dir(None)
