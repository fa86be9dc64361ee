"""Moves: the requests sent in every world with their permitted answers, and the background steps.

With eager consistency a move includes the cascade that it causes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from ...language.rules import Rule
from ...language.spec import Spec
from ...model.answers import OK, Answer
from ...model.background import background_steps
from ...model.properties import Change
from ...model.requests import (
    CONTINUOUS,
    PLAIN,
    REPORTED,
    SNAPSHOT,
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
)
from ...model.step import step
from ...model.table import Table
from ...model.world import World
from .bounds import CONFIGS

BOTH = (False, True)
OTHER_DOCUMENT = '{"other": true}'
WRONG_VERSION = -1
"""No execution has this version."""
VERSIONS = (None, WRONG_VERSION)
WRONG_NUMBER = 9
"""No execution has this number."""
TIMER = 5
"""The minutes of a step timer."""


@lru_cache
def requests_about(
    job_id: str, targets: tuple[str, ...], things: tuple[str, ...], extends: bool
) -> tuple[Request, ...]:
    """The requests about a job, its executions on the things, and the things; with ``extends`` also
    those that only a profile beyond the core has."""
    found = [*of_job(job_id, targets), *of_executions(job_id, things), *of_things(things)]
    return *found, *(_further(job_id, targets, things) if extends else ())


def _further(job_id: str, targets: Sequence[str], things: Iterable[str]) -> Iterator[Request]:
    """The requests that only a profile beyond the core has."""
    for config in CONFIGS:
        if config != PLAIN:
            yield CreateJob(
                job_id,
                tuple(targets),
                target_selection=CONTINUOUS if config.continuous else SNAPSHOT,
                in_progress_timeout_in_minutes=config.in_progress_timeout,
                abort=config.abort,
            )
    for thing in things:
        for version in VERSIONS:
            for status in (*REPORTED, None):
                yield UpdateJobExecution(job_id, thing, version, status=status)
            yield UpdateJobExecution(job_id, thing, version, step_timeout_in_minutes=TIMER)
        yield StartNextPendingJobExecution(thing, step_timeout_in_minutes=TIMER)
        yield DescribeJobExecution(job_id, thing, execution_number=WRONG_NUMBER)
        for number in (1, WRONG_NUMBER):
            for force in BOTH:
                yield DeleteJobExecution(job_id, thing, number, force)


def of_job(job_id: str, targets: Sequence[str]) -> Iterator[Request]:
    """The requests about a job. The first CreateJob repeats the one that made the job."""
    yield CreateJob(job_id, tuple(targets))
    yield CreateJob(job_id, tuple(targets), OTHER_DOCUMENT)
    yield DescribeJob(job_id)
    yield ListJobExecutionsForJob(job_id)
    yield from (CancelJob(job_id, force=force) for force in BOTH)
    yield from (DeleteJob(job_id, force=force) for force in BOTH)


def of_executions(job_id: str, things: Iterable[str]) -> Iterator[Request]:
    """The requests about a job's execution on each of the things."""
    for thing in things:
        yield DescribeJobExecution(job_id, thing)
        for version in VERSIONS:
            yield UpdateJobExecution(job_id, thing, expected_version=version)
            for force in BOTH:
                yield CancelJobExecution(job_id, thing, force=force, expected_version=version)


def of_things(things: Iterable[str]) -> Iterator[Request]:
    """The requests that name a thing but no job."""
    for thing in things:
        yield StartNextPendingJobExecution(thing)
        yield GetPendingJobExecutions(thing)
        yield ListJobExecutionsForThing(thing)


class Endless(Exception):
    """A cascade that never ends."""


class Move(NamedTuple):
    """One step. For a background step ``request`` is None, ``event`` is its name, and ``thing`` is
    the thing whose execution it moves, if any. ``rules`` permit the step and its cascade."""

    request: Request | None
    event: str | None
    thing: str | None
    answer: Answer
    before: World
    after: World
    rules: tuple[Rule, ...]
    spec: Spec

    @property
    def change(self) -> Change:
        return Change(self.before, self.after, self.request, self.answer, self.spec)


def answered(
    world: World, requests: Iterable[Request], eager: bool, table: Table
) -> Iterator[Move]:
    """A move for each permitted answer to each request."""
    consequences = frozenset(table.spec.consequences)
    for request in requests:
        if request.question not in table.operations:
            continue
        for answer, after, rule in step(world, request, table):
            end = after
            rules: tuple[Rule, ...] = (rule,)
            if eager and after is not world:
                end, cascade = cascaded(after, consequences, None, table)
                rules = (rule, *cascade)
            yield Move(request, None, None, answer, world, end, rules, table.spec)


def background(world: World, job_id: str, eager: bool, table: Table) -> Iterator[Move]:
    """A move for each possible background step of a job."""
    spec, deletion_over = table.spec, False
    consequences = frozenset(spec.consequences)
    removing = spec.deletions & {*spec.execution.paces}
    for event, _, thing, after, rule in background_steps(world, job_id, table):
        if not eager:
            yield Move(None, event, thing, OK, world, after, (rule,), spec)
        elif event in consequences:
            continue  # part of the move that caused it
        elif event not in spec.deletions:
            end, cascade = cascaded(after, consequences, None, table)
            yield Move(None, event, thing, OK, world, end, (rule, *cascade), spec)
        elif not deletion_over:
            deletion_over = True
            reached, cascade = cascaded(world, removing, job_id, table)
            for last in background_steps(reached, job_id, table):
                if last.event in spec.deletions:
                    rules = (*cascade, last.rule)
                    yield Move(None, last.event, None, OK, world, last.world, rules, spec)


def cascaded(
    world: World, due: frozenset[str], job_id: str | None, table: Table
) -> tuple[World, tuple[Rule, ...]]:
    """The world after all possible steps of ``due``, and the rules of these steps."""
    rules: list[Rule] = []
    executions = sum(len(job.targets) for job in world.jobs.values())
    statuses = 1 + len(table.statuses[table.spec.execution.__name__])
    for _ in range(executions * statuses + 1):
        nearest = next(background_steps(world, job_id, table, events=due), None)
        if nearest is None:
            return world, tuple(rules)
        world = nearest.world
        rules.append(nearest.rule)
    # After so many steps, some execution has had the same status twice.
    raise Endless(f"{rules[-1].id} never ends")
