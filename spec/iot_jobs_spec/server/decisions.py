"""Decisions: a request is put to the oracle's step, an answer chosen, and the world moves on."""

from __future__ import annotations

from typing import Any

from ..errors import LIMIT_EXCEEDED
from ..language.rules import Rule
from ..model.answers import Answer, ExecutionDescription, JobDescription, PendingExecution
from ..model.decide import with_execution
from ..model.requests import (
    CreateJob,
    DescribeJob,
    GetPendingJobExecutions,
    Request,
    StartNextPendingJobExecution,
)
from ..model.step import Permitted, pending_of, step
from ..model.world import DELETION_IN_PROGRESS, World
from .choices import Choices
from .lifecycle import BackgroundSteps
from .problems import Problem, rejection
from .state import State


class Decisions:
    """Puts requests to the page, one at a time. ``row`` is the rule that decided the last one."""

    def __init__(self, state: State, choices: Choices, background_steps: BackgroundSteps) -> None:
        self.state = state
        self.choices = choices
        self.background_steps = background_steps
        self.rule: Rule | None = None

    def decide(self, request: Request) -> Answer:
        """Answer a request and carry it out. Raises `Problem` where it is rejected."""
        chosen = self.look(request)
        job_id: str | None = getattr(request, "job_id", None)
        thing: str | None = getattr(request, "thing_name", None)
        before = self.state.world
        if job_id is None:
            started = chosen.answer.response
            if not isinstance(started, ExecutionDescription):
                return chosen.answer
            job_id, thing = started.job_id, started.thing_name
            record = chosen.world.execution(job_id, thing)
            if record == before.execution(job_id, thing):
                return chosen.answer
            after = with_execution(before, job_id, before.jobs[job_id], thing, record)
        else:
            after = chosen.world
        if after is not before:
            if thing is not None:
                after = self._concrete(after, job_id, thing)
            self.state.enter(after, job_id, thing)
            self.background_steps.set_off(job_id, thing)
        return chosen.answer

    def create(
        self, request: CreateJob, chosen: Permitted, arn: str, given: dict[str, Any]
    ) -> None:
        """Carry out a CreateJob that `look` found to be accepted."""
        if request.job_id not in self.state.world.jobs:
            self.state.created(request.job_id, arn, given, chosen.world)
            self.background_steps.set_off(request.job_id)

    def look(self, request: Request) -> Permitted:
        """The answer that a request would get, with nothing done. Raises `Problem` where it is
        rejected."""
        thing: str | None = getattr(request, "thing_name", None)
        job_id: str | None = getattr(request, "job_id", None)
        world = self.state.world
        seen = self.state.as_seen_by(thing or "") if job_id is None else world
        chosen = self.choices.pick(seen, request, step(seen, request))
        self.rule = chosen.rule
        error = chosen.answer.error
        if thing is None and job_id is not None:
            job = world.jobs.get(job_id)
            if job is not None and job.status == DELETION_IN_PROGRESS:
                self.background_steps.met(job_id, type(request).__name__)
            elif error == LIMIT_EXCEEDED.code and world.deleting >= world.deletion_limit:
                self.background_steps.met_limit()
        if error is not None:
            raise rejection(world, request, chosen.rule, error)
        return chosen

    def describe(self, job_id: str) -> JobDescription:
        """What DescribeJob tells; also how any other operation finds a job, or that it is not
        there."""
        told = self.look(DescribeJob(job_id)).answer.response
        assert isinstance(told, JobDescription)
        return told

    def pending(self, thing: str) -> list[PendingExecution]:
        """What GetPendingJobExecutions tells, in the order in which a device gets them."""
        told = self.look(GetPendingJobExecutions(thing)).answer.response
        listed = {p.job_id: p for p in told or () if isinstance(p, PendingExecution)}  # type: ignore[union-attr]
        order = pending_of(self.state.as_seen_by(thing), thing)
        return [listed[job_id] for job_id, _, _ in order if job_id in listed]

    def start_next(self, request: StartNextPendingJobExecution) -> ExecutionDescription | None:
        """What a device gets and starts; None where nothing is pending."""
        told = self.decide(request).response
        return told if isinstance(told, ExecutionDescription) else None

    def absent(self, request: Request) -> Problem:
        """What the page says of a request for something that there is not."""
        chosen = step(World(), request)[0]
        self.rule = chosen.rule
        assert chosen.answer.error is not None
        return rejection(World(), request, chosen.rule, chosen.answer.error)

    def _concrete(self, world: World, job_id: str, thing: str) -> World:
        """The world with nothing left open about the execution that a step changed."""
        record = world.execution(job_id, thing)
        if record is None:
            return world
        known = self.choices.concrete(record)
        if known is record:
            return world
        return with_execution(world, job_id, world.jobs[job_id], thing, known)
