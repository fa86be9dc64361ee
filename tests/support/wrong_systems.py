"""Systems that are wrong in one way, derived from the spec, and correct systems with other choices.

`ByTable` follows a table: with one wrong cell in the table, the system is wrong in that cell only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from iot_jobs_spec import (
    TABLE,
    Answer,
    Cell,
    CreateJob,
    DeleteJob,
    DescribeJob,
    DescribeJobExecution,
    ExecutionDescription,
    JobDescription,
    JobRecord,
    ListJobExecutionsForJob,
    ListJobExecutionsForThing,
    Request,
    StartNextPendingJobExecution,
    Table,
    UpdateJobExecution,
    settled,
    step,
)
from iot_jobs_spec import effects as e
from iot_jobs_spec.errors import RESOURCE_NOT_FOUND
from iot_jobs_spec.language.rules import Outcome, Rule
from iot_jobs_spec.machines import CORE
from iot_jobs_spec.model.answers import Listing, Masked, Response, describe_execution
from iot_jobs_spec.model.background import background_steps
from iot_jobs_spec.model.divergence import READS
from iot_jobs_spec.model.maps import Map
from iot_jobs_spec.model.transitions import resolved, with_execution
from iot_jobs_spec.model.world import DELETION_IN_PROGRESS, World
from support import doubles
from support.wrong_rules import wrong


def with_cell(cell: Cell, rule: Rule) -> Table:
    """The spec with another rule for one cell; the other cells of the old rule keep it."""
    rules: list[Rule] = []
    for old in TABLE.rules:
        alike = [one for one in TABLE.cells() if one.rule is old] if old is cell.rule else []
        rules += [replace(rule if c == cell else old, guards=dict(c.guards)) for c in alike] or [
            old
        ]
    return TABLE.with_rules(tuple(rules))


def due(world: World, job_id: str, table: Table) -> World:
    """The world after all due steps; after the first one, if a wrong spec makes them endless."""
    try:
        return settled(world, job_id, table)
    except RuntimeError:
        return next(h.world for h in background_steps(world, job_id, table) if h.event in CORE.due)


class ByTable(doubles.Correct):
    """Gives the expected answers of a table."""

    def __init__(self, table: Table = TABLE, lingers: int = 120) -> None:
        super().__init__()
        self.table, self.lingers = table, lingers

    def answer(self, request: Request) -> Answer:
        permitted = step(self.world, request, self.table)[0]
        self.world = permitted.world
        response = permitted.answer.response
        if not isinstance(response, Masked):
            return permitted.answer
        shown: Any = response.right
        return Answer(None, replace(shown, **dict.fromkeys(response.members, "OPEN")))

    def settle(self, job_id: str) -> None:
        self.world = due(self.world, job_id, self.table)


def wrongs(cell: Cell) -> Iterator[tuple[str, Table]]:
    """Every way to make a cell wrong that an answer can show.

    Left out are answers that the spec permits too, because a deletion may just have ended, or
    because a due step undoes at once what they change; reads that change a record, or answer
    without one; and operations except CreateJob that create a job.
    """
    reads = {kind.__name__ for kind in READS}
    for how, rule in wrong(cell.rule):
        [outcome] = rule.outcomes
        moves = outcome.error is None and outcome.status not in (cell.status, None)
        makes = cell.operation and cell.status is None and cell.event != "create" and moves
        if makes or (cell.operation in reads and outcome.error is None):
            continue
        if cell.operation and (_may_be_over(cell, outcome) or _is_undone(cell, outcome)):
            continue
        yield how, with_cell(cell, rule)


def _may_be_over(cell: Cell, outcome: Outcome) -> bool:
    """Whether the outcome is permitted because a deletion has just ended, or ends at once."""
    deleting = dict(cell.guards).get("job_deleting") or cell.status == DELETION_IN_PROGRESS
    ended = TABLE.rule(cell.machine, cell.event, None)
    if deleting and ended is not None and outcome in ended.outcomes:
        return True
    if outcome.error is not None or outcome.status is not None:
        return False
    right = {o.status for o in cell.rule.outcomes if o.error is None}
    return DELETION_IN_PROGRESS in right or bool(deleting and right)


def _is_undone(cell: Cell, outcome: Outcome) -> bool:
    """Whether the request may be accepted without a change, and the job completes again at once."""
    later = TABLE.rule(cell.machine, CORE.complete, outcome.status, all_terminal=True)
    keeps = Outcome(None, cell.status) in cell.rule.outcomes
    return keeps and later is not None and later.expected.status == cell.status != outcome.status


def choosing(position: int) -> Table:
    """A correct table that expects another of several outcomes of a rule: the one at ``position``,
    or the last."""
    rules = []
    for rule in TABLE.rules:
        outcome = rule.outcomes[min(position, len(rule.outcomes) - 1)]
        rules.append(replace(rule, outcomes=(outcome,)))
    return TABLE.with_rules(tuple(rules))


def effects_wrong() -> Iterator[tuple[str, Rule, Table]]:
    """Tables in which one rule lacks an effect, or sets a flag that it should not set."""
    flags = {e.NOT_FLAGGED: e.FLAGGED, e.JOB_NOT_FLAGGED: e.JOB_FLAGGED}
    free = (e.VERSION_MAY_GROW, e.MAY_BE_FLAGGED, e.STARTS_AT_ONE)
    for rule in TABLE.rules:
        for effect in rule.does:
            if effect in free:
                continue
            other = tuple(flags.get(x, x) if x is effect else x for x in rule.does)
            if effect not in flags:
                other = tuple(x for x in rule.does if x is not effect)
            rules = (replace(rule, does=other) if r is rule else r for r in TABLE.rules)
            yield f"{rule.id} {effect.name}", rule, TABLE.with_rules(tuple(rules))


class Generous(ByTable):
    """A correct system with the other choice for each open effect: versions grow, flags are set and
    statusDetails are merged."""

    def answer(self, request: Request) -> Answer:
        permitted = step(self.world, request, self.table)
        best = [p for p in permitted if p.answer == permitted[0].answer][-1]
        self.world = best.world
        return best.answer

    def perform(self, request: Request) -> Answer:
        answer = super().perform(request)
        for job_id, job in self.world.jobs.items():
            for thing, execution in job.executions.items():
                known = resolved(execution)[-1]
                if known != execution:
                    self.set_execution(job_id, thing, **known._asdict())
        return answer


class Invents(ByTable):
    """Answers reads of absent records with an invented job, execution or listing."""

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        if answer.error is None or not isinstance(request, self.kind):
            return answer
        return Answer(None, self.shown(request))

    kind: type[Any]

    def shown(self, request: Any, /) -> Response:
        """The invented response."""
        return JobDescription(request.job_id, "IN_PROGRESS")


class InventsJobs(Invents):
    kind = DescribeJob


class InventsExecutions(Invents):
    kind = DescribeJobExecution

    def shown(self, request: Any, /) -> Response:
        return ExecutionDescription(request.job_id, request.thing_name, "QUEUED")


class ListsNothing(Invents):
    kind = ListJobExecutionsForJob

    def shown(self, _: Any, /) -> Response:
        return Listing()


class ListsForNobody(ByTable):
    """Rejects listing the executions of a thing that has none."""

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        if isinstance(request, ListJobExecutionsForThing) and answer.response == ():
            return Answer(RESOURCE_NOT_FOUND.code)
        return answer


class KeepsExecutions(ByTable):
    """Ends a deletion at once, but still shows the executions of the job."""

    def __init__(self) -> None:
        super().__init__(lingers=0)
        self.kept: dict[tuple[str, str], ExecutionDescription] = {}

    def answer(self, request: Request) -> Answer:
        before = self.world.jobs.get(request.job_id or "")
        answer = super().answer(request)
        if isinstance(request, DeleteJob) and before is not None and answer.error is None:
            for thing, record in before.executions.items():
                described = describe_execution(request.job_id, thing, record)
                self.kept[request.job_id, thing] = described
        if isinstance(request, DescribeJobExecution) and answer.error is not None:
            kept = self.kept.get((request.job_id, request.thing_name))
            return answer if kept is None else Answer(None, kept)
        return answer


class LeavesExecutions(ByTable):
    """Ends a deletion at once, but the executions of the job live on, as if it was IN_PROGRESS.

    They are started only if no other is pending, or ``first``. With ``hides``, no read shows them.
    """

    def __init__(self, first: bool = False, hides: bool = False) -> None:
        super().__init__(lingers=0)
        self.first, self.hides = first, hides
        self.left: dict[str, JobRecord] = {}

    def answer(self, request: Request) -> Answer:
        before = self.world.jobs.get(request.job_id or "")
        if isinstance(request, StartNextPendingJobExecution):
            own, left = super().answer, self._of_left
            one, other = (left, own) if self.first else (own, left)
            return answer if (answer := one(request)).response else other(request)
        answer = super().answer(request)
        if isinstance(request, DeleteJob) and before is not None and answer.error is None:
            self.left[request.job_id] = before._replace(status="IN_PROGRESS")
        if isinstance(request, CreateJob) and answer.error is None:
            self.left.pop(request.job_id, None)
        if self.hides and isinstance(request, READS):
            return answer
        if request.thing_name and answer.error == RESOURCE_NOT_FOUND.code:
            return self._of_left(request)
        if isinstance(answer.response, Listing) and request.thing_name:
            more = self._of_left(request).response
            assert isinstance(more, Listing)
            return Answer(None, Listing((*answer.response, *more)))
        return answer

    def _of_left(self, request: Request) -> Answer:
        world = World(jobs=Map(self.left), queued=99)
        taken = step(world, request)[0]
        self.left = dict(taken.world.jobs.items())
        return taken.answer


class Tight(ByTable):
    """Allows one deletion less than it should."""

    limit = World().deletion_limit - 1


class Loose(ByTable):
    """Allows one deletion more than it should."""

    limit = World().deletion_limit + 1


class CountsWrong(ByTable):
    """Counts every execution as QUEUED."""

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        if isinstance(answer.response, JobDescription):
            total = sum(answer.response.counts.values())
            return Answer(None, replace(answer.response, counts={"QUEUED": total}))
        return answer


class CompletesEarly(ByTable):
    """Completes a job with one terminal execution: no `completed_jobs_are_over`."""

    def settle(self, job_id: str) -> None:
        super().settle(job_id)
        job = self.world.jobs.get(job_id)
        if job is None or job.status != "IN_PROGRESS":
            return
        if any(x.status == "CANCELED" for x in job.executions.values()):
            self.world = self.world.with_job(job_id, job._replace(status="COMPLETED"))


class Inherits(ByTable):
    """Gives a new job the executions of the old one with its id: no `successor_starts_clean`."""

    def __init__(self, table: Table = TABLE, lingers: int = 0) -> None:
        super().__init__(table, lingers)
        self.before: dict[str, JobRecord] = {}

    def perform(self, request: Request) -> Answer:
        known = self.world.jobs.get(request.job_id or "")
        answer = super().perform(request)
        if isinstance(request, DeleteJob) and known is not None and answer.error is None:
            self.before[request.job_id] = known
        if isinstance(request, CreateJob) and answer.error is None and known is None:
            old, job = self.before.get(request.job_id), self.world.jobs[request.job_id]
            if old is not None:
                job = job._replace(executions=old.executions)
                self.world = self.world.with_job(request.job_id, job)
        return answer


class StartsNewestFirst(ByTable):
    """Starts the execution that was queued last."""

    def answer(self, request: Request) -> Answer:
        if isinstance(request, StartNextPendingJobExecution):
            for job_id, job, x in list(self.world.executions_of(request.thing_name)):
                turned = x._replace(order=-x.order)
                self.world = with_execution(self.world, job_id, job, request.thing_name, turned)
            answer = super().answer(request)
            for job_id, job, x in list(self.world.executions_of(request.thing_name)):
                turned = x._replace(order=-x.order)
                self.world = with_execution(self.world, job_id, job, request.thing_name, turned)
            return answer
        return super().answer(request)


class LosesDetails(ByTable):
    """Empties statusDetails if an update gives none: no `omitted_details_are_kept`."""

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        given = request.status_details
        if isinstance(request, UpdateJobExecution) and answer.error is None and given is None:
            self.set_execution(request.job_id, request.thing_name, details=Map())
        return answer
