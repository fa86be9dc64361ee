"""Watching what a system chooses where the sources leave it open, while it is followed.

A value counts only where nothing else explains the answer: where an execution may have vanished by
then, it counts once a later read shows that it had not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..effects import DETAILS_TAKEN, MAY_BE_FLAGGED, VERSION_MAY_GROW
from ..errors import INVALID_REQUEST
from ..language.rules import Rule, Verdict
from ..model.answers import Answer, ExecutionDescription, JobDescription
from ..model.choices import (
    ACCEPT,
    AT_ONCE,
    BUMP,
    CUT_OFF,
    DETAILS,
    FLAG,
    GRADUAL,
    IN_THE_END,
    MERGE,
    NO,
    REPLACE,
    TARGET,
    VALIDATION_FIRST,
    YES,
    quota_of,
)
from ..model.constraints import MALFORMED, Fit, judge
from ..model.divergence import READS
from ..model.oracle import Oracle
from ..model.requests import (
    DeleteJob,
    DescribeJob,
    DescribeJobExecution,
    GetPendingJobExecutions,
    Request,
    StartNextPendingJobExecution,
)
from ..model.step import Permitted, pending_of, step
from ..model.table import TABLE, Table
from ..model.world import DELETION_IN_PROGRESS, ExecutionRecord, World
from .cells import cell_at
from .chosen import Seen, Sightings

_OPEN = {VERSION_MAY_GROW, MAY_BE_FLAGGED, DETAILS_TAKEN}
"""The effects that leave something open."""


class Watch:
    """Watches one system that an oracle follows, and adds what it sees to the sightings."""

    def __init__(self, sightings: Sightings, table: Table = TABLE) -> None:
        self._sightings = sightings
        self._table = table
        self._unsure: dict[tuple[str, str], list[Seen]] = {}
        """What was seen if the execution had not vanished by then."""
        self._held: list[Seen] = []
        """The same, of requests before the last one."""
        self._deleted: dict[str, str] = {}
        """The jobs that have not been looked at since DeleteJob accepted them, with its cell."""

    def see(
        self, before: tuple[World, ...], request: Request, answer: Answer, oracle: Oracle
    ) -> None:
        """Look at an answer that the page permits; ``before`` are the worlds before it."""
        if not isinstance(request, READS):
            self._unsure.clear()
        rules = oracle.answered
        if any(rule.machine == MALFORMED.machine for rule in rules) or not _is_sound(request):
            self._add(_of_form(before, request, answer, rules, self._table))
            return
        self._add(_of_quota(before, request, answer, rules, self._table))
        self._of_rule(before, request, answer, rules)
        if isinstance(request, DescribeJobExecution):
            self._of_effects(before, request, answer, oracle)
            unsure = self._unsure.pop((request.job_id, request.thing_name), [])
            self._add(unsure if answer.error is None else ())
        elif isinstance(request, GetPendingJobExecutions | StartNextPendingJobExecution):
            self._of_cut_off(before, request, answer, rules)
        elif isinstance(request, DeleteJob) and answer.error is None:
            if rules and rules[0].verdict is not Verdict.UNSPECIFIED:
                self._deleted[request.job_id] = self._sightings.cell_of(rules[0])
        elif isinstance(request, DescribeJob) and request.job_id in self._deleted:
            self._of_deletion(answer, self._deleted.pop(request.job_id))

    def hold(self) -> None:
        """What was seen last stays unsure also beyond the next request."""
        for unsure in self._unsure.values():
            self._held += unsure
        self._unsure.clear()

    def confirm(self) -> None:
        """What was unsure is sure: nothing has ended since."""
        self.hold()
        self._add(self._held)
        self._held.clear()

    def _add(self, found: Iterable[Seen]) -> None:
        for seen in found:
            self._sightings.add(seen)

    def _of_rule(
        self, before: tuple[World, ...], request: Request, answer: Answer, rules: tuple[Rule, ...]
    ) -> None:
        """The outcome of a rule that permits several."""
        for rule in rules:
            if len(rule.outcomes) > 1:
                cells = {cell_at(world, request, self._table) for world in before}
                cell = cells.pop().id if len(cells) == 1 else self._sightings.cell_of(rule)
                seen = Seen(rule.id, answer.error or ACCEPT, cell)
                if len(rules) == 1:
                    self._sightings.add(seen)
                else:
                    self._later(request, seen)

    def _of_effects(
        self,
        before: tuple[World, ...],
        request: DescribeJobExecution,
        answer: Answer,
        oracle: Oracle,
    ) -> None:
        """What a cancel or an update has done to an execution, as far as that was open."""
        rule = oracle.causes.get((request.job_id, request.thing_name))
        told = answer.response
        if rule is None or not isinstance(told, ExecutionDescription) or not _OPEN & {*rule.does}:
            return
        cell = self._sightings.cell_of(rule)
        pairs = {
            (_record(world, request), _record(permitted.world, request))
            for world, permitted in oracle.explained
        }
        bumps = {a and b and a.may_be_bumped and b.version - a.version for a, b in pairs}
        if bumps in ({0}, {1}) and all(a and a.may_be_bumped for a, _ in pairs):
            self._sightings.add(Seen(BUMP, YES if bumps == {1} else NO, cell))
        if all(a is not None and a.force_canceled is None for a, _ in pairs):
            self._sightings.add(Seen(FLAG, YES if told.force_canceled else NO, cell))
        records = (_record(world, request) for world in before)
        possible = sorted({record.details for record in records if record is not None}, key=len)
        if len(possible) == 2 and DETAILS_TAKEN in rule.does:
            merged = told.details == possible[1]
            self._sightings.add(Seen(DETAILS, MERGE if merged else REPLACE, cell))

    def _of_cut_off(
        self,
        before: tuple[World, ...],
        request: GetPendingJobExecutions | StartNextPendingJobExecution,
        answer: Answer,
        rules: tuple[Rule, ...],
    ) -> None:
        """Whether a device is served what is being deleted."""
        thing, response = request.thing_name, answer.response
        if answer.error is not None or len(before) != 1:
            return
        pending = pending_of(before[0], thing)
        if isinstance(request, StartNextPendingJobExecution):
            pending = pending[:1]  # the others are not served either way
        served = {response.job_id} if isinstance(response, ExecutionDescription) else set()
        if isinstance(response, tuple):
            served = {entry.job_id for entry in response}
        for job_id, job, _ in pending:
            if job.status != DELETION_IN_PROGRESS:
                continue
            cell = self._sightings.cell_of(rules[0])
            if job_id in served:
                self._sightings.add(Seen(CUT_OFF, IN_THE_END, cell))
            else:
                self._unsure.setdefault((job_id, thing), []).append(Seen(CUT_OFF, AT_ONCE, cell))

    def _of_deletion(self, answer: Answer, cell: str) -> None:
        """Whether a deletion is seen, or the job is gone when DeleteJob has answered."""
        told = answer.response
        goes_on = isinstance(told, JobDescription) and told.status == DELETION_IN_PROGRESS
        if goes_on or answer.error is not None:
            self._sightings.add(Seen(GRADUAL, YES if goes_on else NO, cell))

    def _later(self, request: Request, seen: Seen) -> None:
        key = ((request.job_id or ""), (request.thing_name or ""))
        self._unsure.setdefault(key, []).append(seen)


def _of_quota(
    before: tuple[World, ...],
    request: Request,
    answer: Answer,
    rules: tuple[Rule, ...],
    table: Table,
) -> Iterator[Seen]:
    """A quota that was met. That one was not met says nothing of whether there is one."""
    if rules or answer.error is None:
        return
    cell = cell_at(before[0], request, table)
    for name, code in quota_of(cell.rule).items():
        if code == answer.error:
            yield Seen(name, YES, cell.id)


def _of_form(
    before: tuple[World, ...],
    request: Request,
    answer: Answer,
    rules: tuple[Rule, ...],
    table: Table,
) -> Iterator[Seen]:
    """How a request is taken that is malformed, or that readings of a constraint differ on."""
    fit, unmet = judge(request)
    rejected = {rule.machine == MALFORMED.machine for rule in rules}
    if len(rejected) != 1:
        return
    as_malformed = rejected.pop()
    where = type(request).__name__
    if fit is Fit.OPEN and len(unmet) == 1:
        yield Seen(unmet[0].name, INVALID_REQUEST.code if as_malformed else ACCEPT, where)
    if fit is not Fit.BROKEN:
        return
    if as_malformed and any(constraint.also for constraint in unmet):
        yield Seen(TARGET, str(answer.error), where)
    others = (p for world in before for p in step(world, request, table))
    if any(_rejects_otherwise(p) for p in others):
        yield Seen(VALIDATION_FIRST, YES if as_malformed else NO, where)


def _rejects_otherwise(permitted: Permitted) -> bool:
    return permitted.rule.machine != MALFORMED.machine


def _is_sound(request: Request) -> bool:
    return judge(request)[0] is Fit.KEPT


def _record(world: World, request: Any) -> ExecutionRecord | None:
    return world.execution(request.job_id, request.thing_name)
