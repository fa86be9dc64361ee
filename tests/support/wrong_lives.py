"""Systems of the profile `full` that are wrong in one cell, each with a history that reaches it."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from iot_jobs_spec import (
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    DeleteJobExecution,
    DescribeJob,
    DescribeJobExecution,
    ListJobExecutionsForJob,
    Request,
    StartNextPendingJobExecution,
    Table,
    UpdateJobExecution,
    World,
    background_steps,
    step,
)
from iot_jobs_spec.judge.deviations import STAYS, Behaviour, Deviation, EffectChange, applied
from iot_jobs_spec.judge.history import Call
from iot_jobs_spec.language.rules import Rule, Verdict
from iot_jobs_spec.model.profiles import table_of
from support.every_world import ways_to_settle
from support.walks import of_a_life

FULL = table_of("full").by_cell()
SPEC = FULL.spec
REJECTED = "InvalidStateTransitionException"
_ENDS = ("SUCCEEDED", "FAILED", "REJECTED")
_UNREACHED = "REMOVED"
"""No request surely leads there."""


def faults() -> list[Deviation]:
    """Wrong answers, statuses and versions in the cells of reports and of DeleteJobExecution."""
    return [Deviation(rule.id, how) for rule in FULL.rules for how in _wrong(rule)]


def _wrong(rule: Rule) -> Iterator[Behaviour]:
    question, deleting = rule.question or "", rule.guards.get(SPEC.deletion_guard)
    operation, _, wanted = question.partition("=")
    if not (wanted or operation == "DeleteJobExecution") or deleting:
        return
    if rule.verdict is Verdict.UNSPECIFIED or rule.source == _UNREACHED:
        return
    codes = {outcome.error.code if outcome.error else "" for outcome in rule.outcomes}
    if codes == {""}:
        yield Behaviour(answers=REJECTED)
        for status in (SPEC.queued, SPEC.running, *_ENDS, SPEC.stopped):
            if status not in (rule.source, rule.expected.status):
                yield Behaviour(moves=status)
        if wanted:
            yield Behaviour(effects=(EffectChange("version", "none"),))
    elif "" not in codes and rule.source is not None:
        known = wanted in SPEC.statuses[rule.machine] and wanted != rule.source
        yield Behaviour(answers="", moves=wanted if known else STAYS)


class _System:
    """Gives the expected answers of a table, and does at once all that is due."""

    def __init__(self, table: Table) -> None:
        self.table, self.world = table, World.of(SPEC)
        self.calls: list[Call] = []

    def ask(self, *requests: Request) -> None:
        for request in requests:
            permitted = step(self.world, request, self.table)[0]
            self.calls.append(Call(request, permitted.answer))
            self.world = ways_to_settle(permitted.world, self.table)[0]

    def come(self, events: frozenset[str], every: bool = False) -> None:
        while steps := [*background_steps(self.world, table=self.table, events=events)]:
            self.world = ways_to_settle(steps[0].world, self.table)[0]
            if not every:
                return


def history(fault: Deviation) -> list[Call]:
    """What the wrong system answers to requests that reach the cell, and to some others."""
    rule = next(rule for rule in FULL.rules if rule.id == fault.cell)
    system = _System(applied(FULL, [fault]))
    for number in range(3):
        job_id, random = f"job-{number}", Random(number)
        minutes = 1 if rule.source in SPEC.timed_out else None
        system.ask(
            CreateJob(
                job_id,
                ("thing", "other")[: 2 if number else 1],
                in_progress_timeout_in_minutes=minutes,
            )
        )
        _lead_to(system, job_id, rule.source)
        reads = DescribeJobExecution(job_id, "thing"), DescribeJob(job_id)
        system.ask(*reads, _reaching(rule, job_id), *reads, ListJobExecutionsForJob(job_id))
        system.ask(DeleteJob(job_id, force=True))
        others = of_a_life(("reports",))
        for _ in range(25):
            asked = others(random, (f"other-{number}",))
            system.ask(asked)
            if asked.job_id and asked.thing_name and not asked.is_read:
                system.ask(DescribeJobExecution(asked.job_id, asked.thing_name))
        system.come(SPEC.deletions, every=True)
    return system.calls


def _lead_to(system: _System, job_id: str, status: str | None) -> None:
    if status not in (SPEC.queued, None):
        system.ask(StartNextPendingJobExecution("thing"))
    if status in _ENDS:
        system.ask(UpdateJobExecution(job_id, "thing", status=status))
    if status == SPEC.stopped:
        system.ask(CancelJobExecution(job_id, "thing", force=True))
    if status in SPEC.timed_out:
        system.come(SPEC.timers)


def _reaching(rule: Rule, job_id: str) -> Request:
    thing = "thing" if rule.source else "elsewhere"
    if rule.operation == "DeleteJobExecution":
        return DeleteJobExecution(job_id, thing, 1, bool(rule.guards.get(SPEC.force)))
    version = 9 if rule.guards.get("version_mismatch") else None
    status = (rule.question or "").partition("=")[2]
    return UpdateJobExecution(job_id, thing, version, status=status)
