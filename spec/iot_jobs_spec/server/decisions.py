"""Decisions: ask the spec's `step` for the permitted answers, choose one, and change the world."""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import LIMIT_EXCEEDED
from ..language.rules import Rule
from ..model.answers import (
    Answer,
    ExecutionDescription,
    JobDescription,
    Masked,
    PendingExecution,
)
from ..model.pending import fronts_instead, instead, pending_of
from ..model.requests import (
    CreateJob,
    DescribeJob,
    GetPendingJobExecutions,
    Request,
    StartNextPendingJobExecution,
)
from ..model.step import Permitted, step
from ..model.table import TABLE, Table
from ..model.transitions import with_execution
from ..model.world import DELETION_IN_PROGRESS, World
from .choices import Choices
from .lifecycle import BackgroundSteps
from .problems import Problem, rejection
from .state import State


class Decisions:
    """Decides requests, one at a time.

    ``rule`` is the rule of the spec that decided the latest request, None if none did.
    """

    def __init__(
        self,
        state: State,
        choices: Choices,
        background_steps: BackgroundSteps,
        table: Table = TABLE,
    ) -> None:
        self.state = state
        self.table = table
        self.choices = choices
        self.background_steps = background_steps
        self.rule: Rule | None = None
        self._takes_others = any(map(instead, table.rules))
        """Whether a device may get another execution than the next one."""

    @property
    def full(self) -> bool:
        """Whether the server answers the whole life of an execution, as the profile `full` says."""
        return self.table.spec.extends is not None

    def choose(self, request: Request) -> Permitted:
        """Choose the answer to a request, without changing the world.

        Raises `Problem` if the answer is a rejection.
        """
        job_id, thing = request.job_id, request.thing_name
        world = self.state.world
        seen = world
        if job_id is None:
            every = self._takes_others or isinstance(request, GetPendingJobExecutions)
            seen = self.state.as_seen_by(thing or "", every)
        chosen = self.choices.pick(seen, request, self._permitted(seen, request))
        self.rule = chosen.rule
        error = chosen.answer.error
        if thing is None and job_id is not None:
            job = world.jobs.get(job_id)
            if job is not None and job.status == DELETION_IN_PROGRESS:
                self.background_steps.count_encounter(job_id, request.operation)
            elif error == LIMIT_EXCEEDED.code and world.deleting >= world.deletion_limit:
                self.background_steps.count_limit_rejection()
        if error is not None:
            raise rejection(world, request, chosen.rule, error)
        return chosen

    def apply(self, request: Request) -> Answer:
        """Choose the answer to a request, and change the world as it says.

        Raises `Problem` if the answer is a rejection.
        """
        chosen = self.choose(request)
        job_id, thing = request.job_id, request.thing_name
        before = self.state.world
        if job_id is None:
            started = chosen.answer.response
            if not isinstance(started, ExecutionDescription):
                return chosen.answer
            job_id, thing = started.job_id, started.thing_name
            record = chosen.world.execution(job_id, thing)
            after = before
            if record != before.execution(job_id, thing):
                after = with_execution(before, job_id, before.jobs[job_id], thing, record)
        else:
            after = chosen.world
        sets_timer = thing is not None and request.step_timeout_in_minutes is not None
        if after is not before or sets_timer:
            if thing is not None:
                after = self._concrete(after, job_id, thing)
            self.state.advance(after, job_id, thing)
            shown = None if thing is None else self.state.execution(job_id, thing)
            if shown is not None and request.status_details is not None:
                shown.times.has_details = True
            if thing is not None and sets_timer:
                self.background_steps.set_timer(chosen.rule, request, job_id, thing)
            self.background_steps.follow(job_id, thing)
        return chosen.answer

    def create(
        self, request: CreateJob, chosen: Permitted, arn: str, given: Mapping[str, object]
    ) -> None:
        """Create the job of a CreateJob that `choose` accepted, unless the job exists."""
        if request.job_id not in self.state.world.jobs:
            self.state.add_job(request.job_id, arn, given, chosen.world)
            self.background_steps.follow(request.job_id)

    def describe(self, job_id: str) -> JobDescription:
        """The answer of DescribeJob, which every other operation on a job also uses to find it."""
        description = self.choose(DescribeJob(job_id)).answer.response
        if isinstance(description, Masked):  # the service has given a reason of its own
            description = description.right
        assert isinstance(description, JobDescription)
        return description

    def pending(self, thing: str) -> list[PendingExecution]:
        """The answer of GetPendingJobExecutions, in the order in which a device gets them."""
        pending = self.choose(GetPendingJobExecutions(thing)).answer.response
        assert isinstance(pending, tuple)
        by_job = {p.job_id: p for p in pending if isinstance(p, PendingExecution)}
        order = pending_of(self.state.as_seen_by(thing), thing, self.table.spec)
        return [by_job[job_id] for job_id, _, _ in order if job_id in by_job]

    def next_pending(self, thing: str) -> str | None:
        """The job whose execution a device gets next; None if none is pending. A deviation of
        StartNextPendingJobExecution counts here too."""
        pending = self.pending(thing)
        if not pending:
            return None
        machine, event = self.table.operations[StartNextPendingJobExecution.operation]
        rule = self.table.rule(machine, event, pending[0].status)
        if rule is None or not (how := instead(rule)):
            return pending[0].job_id
        shown = {one.job_id for one in pending}
        executions = self.state.as_seen_by(thing).executions_of(thing)
        its = [found for found in executions if found[0] in shown]
        return fronts_instead(its, self.table.spec, how)[0][0] or None

    def start_next(self, request: StartNextPendingJobExecution) -> ExecutionDescription | None:
        """Start the next pending execution of a device; None if there is none."""
        started = self.apply(request).response
        return started if isinstance(started, ExecutionDescription) else None

    def not_found(self, request: Request) -> Problem:
        """The rejection that the request gets in an empty world."""
        chosen = step(World(), request, self.table)[0]
        self.rule = chosen.rule
        assert chosen.answer.error is not None
        return rejection(World(), request, chosen.rule, chosen.answer.error)

    def _permitted(self, world: World, request: Request) -> tuple[Permitted, ...]:
        """What may be answered. A table that deviates in a malformed request does not reject it as
        the spec does."""
        permitted = step(world, request, self.table)
        if permitted[0].rule.id in self.table.forms:
            return permitted[1:]
        return permitted

    def _concrete(self, world: World, job_id: str, thing: str) -> World:
        """The world with the version and the flag of one execution fixed."""
        record = world.execution(job_id, thing)
        if record is None:
            return world
        concrete = self.choices.concrete(record)
        if concrete is record:
            return world
        return with_execution(world, job_id, world.jobs[job_id], thing, concrete)
