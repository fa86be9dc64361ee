"""Questions that share a set-up: fewer requests, and the same findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from iot_jobs_spec import TABLE, Answer, Cell, DeleteJob, JobDescription, Request
from iot_jobs_spec.check import Checker
from iot_jobs_spec.check.client import Client
from iot_jobs_spec.check.report.results import Report
from iot_jobs_spec.check.request_cells import RequestCell
from iot_jobs_spec.check.run import Runner
from iot_jobs_spec.check.scripts import Script, narrowed, scripts, split
from iot_jobs_spec.errors import LIMIT_EXCEEDED, RESOURCE_NOT_FOUND, VERSION_CONFLICT
from iot_jobs_spec.judge.diagnose import diagnose
from iot_jobs_spec.judge.findings import findings
from support import doubles
from support.effort import THOROUGH, some

BY_CELL = TABLE.by_cell()
NAMED = {cell.id: cell for cell in TABLE.cells()}


def wanted(cell: Cell) -> bool:
    return not isinstance(cell, RequestCell) and not dict(cell.guards).get("at_limit")


def at_limit(cell: Cell) -> bool:
    return bool(dict(cell.guards).get("at_limit"))


def check(system: Any) -> Report:
    return Checker(system, run="spec").check(wanted=wanted)


def planned() -> list[Script]:
    return list(narrowed(scripts(), lambda name: name in NAMED and wanted(NAMED[name])))


def found(system: doubles.Correct, planned: Sequence[Script]) -> set[str]:
    """The cells at fault, judged by what came of these scripts alone."""
    runner = Runner(Client(system, run="spec"))
    calls = [runner.run(script).calls for script in planned]
    told = findings(diagnose(calls, BY_CELL), calls, BY_CELL)
    return {cell for finding in told for cell in finding.cells}


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    some(["Correct", "CancelsAndRejects", "IgnoresExpectedVersion", "ListsNoCanceled"], 2),
)
def test_sharing_set_ups_saves_requests_and_finds_the_same(name: str) -> None:
    sharing, other = getattr(doubles, name)(), getattr(doubles, name)()
    batches = planned()
    alone = [piece for script in batches for piece in split(script)]
    shared, apart = found(sharing, batches), found(other, alone)
    assert shared == apart or (shared and shared <= apart)
    assert sharing.asked < 0.65 * other.asked


class Notes(doubles.Correct):
    """Rejects DeleteJob at the limit, but marks a job that was named with force."""

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        if isinstance(request, DeleteJob) and request.force and answer.error == LIMIT_EXCEEDED.code:
            job = self.world.jobs[request.job_id]
            self.world = self.world.with_job(request.job_id, job._replace(comment="force"))
        return answer


def every_deletion(cell: Cell) -> bool:
    """Every cell of DeleteJob, also away from the limit; of all operations if `THOROUGH`."""
    return THOROUGH or cell.operation == DeleteJob.operation


@pytest.mark.slow
@pytest.mark.parametrize("kind", [doubles.Correct, doubles.HasNoLimit, Notes])
def test_the_questions_at_the_limit_share_its_deletions(kind: type[doubles.Correct]) -> None:
    system = kind()
    few = at_limit if kind is not Notes else every_deletion
    report = Checker(system, run="spec").check(wanted=few)
    at_fault = {cell for finding in report.findings for cell in finding.cells}
    if kind is doubles.Correct:
        assert not at_fault
        assert report.count("conforms") == len(report.results)
        planned = narrowed(scripts(), lambda name: name in NAMED and at_limit(NAMED[name]))
        pieces = [piece for script in planned for piece in split(script)]
        assert system.asked < 0.6 * sum(len(piece.steps) for piece in pieces)
    elif kind is Notes:
        assert at_fault == {
            "DeleteJob/IN_PROGRESS/force/at_limit",
            "DeleteJob/COMPLETED/force/at_limit",
            "DeleteJob/CANCELED/force/at_limit/!all_terminal",
            "DeleteJob/CANCELED/force/at_limit/all_terminal",
        }
    else:
        assert at_fault >= {"DeleteJob/COMPLETED/!force/at_limit"}


class FourthTime(doubles.Correct):
    """Forgets a job after the limit has rejected three requests."""

    rejected = 0

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        if isinstance(request, DeleteJob):
            self.rejected = self.rejected + 1 if answer.error == LIMIT_EXCEEDED.code else 0
            if self.rejected == 4:
                return Answer(RESOURCE_NOT_FOUND.code)
        return answer


class NotesTheFourth(doubles.Correct):
    """Rejects correctly, but marks the job at the fourth rejection."""

    rejected = 0

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        if isinstance(request, DeleteJob):
            self.rejected = self.rejected + 1 if answer.error == LIMIT_EXCEEDED.code else 0
            if self.rejected == 4:
                job = self.world.jobs[request.job_id]._replace(comment="four")
                self.world = self.world.with_job(request.job_id, job)
        return answer


@pytest.mark.slow
@pytest.mark.parametrize("kind", [FourthTime, NotesTheFourth])
def test_a_fault_only_among_shared_deletions_is_found(kind: type[doubles.Correct]) -> None:
    [finding] = Checker(kind(), run="spec").check(wanted=at_limit).findings
    assert all("/at_limit" in cell for cell in finding.cells)
    assert finding.shown
    at_the_limit = [s for s in finding.steps if s.answer.error == LIMIT_EXCEEDED.code]
    assert len(at_the_limit) >= 3


class Tires(doubles.Correct):
    """Ends a job's execution when it has rejected two requests about it."""

    def __init__(self) -> None:
        super().__init__()
        self.rejected: dict[tuple[str, str], int] = {}

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        job_id, thing = (request.job_id or ""), (request.thing_name or "")
        if thing and job_id and answer.error == VERSION_CONFLICT.code:
            self.rejected[job_id, thing] = self.rejected.get((job_id, thing), 0) + 1
            if self.rejected[job_id, thing] == 2:
                self.set_execution(job_id, thing, status="CANCELED")
        return answer


@pytest.mark.slow
def test_a_fault_after_several_requests_in_one_set_up_is_found() -> None:
    report = check(Tires())
    assert report.findings
    for finding in report.findings:
        assert all("/version_mismatch/" in cell for cell in finding.cells)
        rejected = [s for s in finding.steps if s.answer.error == VERSION_CONFLICT.code]
        assert len(rejected) == 2


class TiresAndFlags(Tires):
    """Also shows every job as canceled by force, which each set-up shows."""

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        if isinstance(answer.response, JobDescription):
            return Answer(None, replace(answer.response, force_canceled=True))
        return answer


@pytest.mark.slow
def test_a_fault_in_every_set_up_does_not_hide_another() -> None:
    cells = [finding.cells for finding in check(TiresAndFlags()).findings]
    flags = {f"DescribeJob/{status}" for status in TABLE.statuses["Job"]}
    assert flags in [{*its} for its in cells]
    assert sum("/version_mismatch/" in its[0] for its in cells) == len(cells) - 1 > 0
