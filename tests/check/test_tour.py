"""Scripts that share a set-up: fewer requests, and the same findings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from iot_jobs_spec import Answer, Cell, DeleteJob, JobDescription, Request
from iot_jobs_spec.check import Checker, tour
from iot_jobs_spec.check.report.results import Report
from iot_jobs_spec.check.request_cells import RequestCell
from iot_jobs_spec.errors import LIMIT_EXCEEDED, RESOURCE_NOT_FOUND, VERSION_CONFLICT
from support import doubles
from support.effort import some


def wanted(cell: Cell) -> bool:
    return not isinstance(cell, RequestCell) and not dict(cell.guards).get("at_limit")


def check(system: Any) -> Report:
    return Checker(system, run="spec").check(wanted=wanted)


def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each script its own set-up."""
    monkeypatch.setattr(tour, "is_steady", lambda *_: False)


def verdicts_of(report: Report) -> object:
    verdicts = {result.cell.id: result.verdict for result in report.results}
    return verdicts, [(f.cell, f.verdict, len(f.steps)) for f in report.findings]


@pytest.mark.parametrize(
    "name",
    some(["Correct", "CancelsAndRejects", "IgnoresExpectedVersion", "ListsNoCanceled"], 2),
)
def test_sharing_set_ups_saves_requests_and_changes_no_verdict(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sharing, other = getattr(doubles, name)(), getattr(doubles, name)()
    shared = check(sharing)
    alone(monkeypatch)
    assert verdicts_of(shared) == verdicts_of(check(other))
    assert sharing.asked < (0.65 if name == "Correct" else 1) * other.asked


def at_limit(cell: Cell) -> bool:
    return bool(dict(cell.guards).get("at_limit"))


class Notes(doubles.Correct):
    """Rejects DeleteJob at the limit, but marks a job that was named with force."""

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        if isinstance(request, DeleteJob) and request.force and answer.error == LIMIT_EXCEEDED.code:
            job = self.world.jobs[request.job_id]
            self.world = self.world.with_job(request.job_id, job._replace(comment="force"))
        return answer


@pytest.mark.parametrize("kind", [doubles.Correct, doubles.HasNoLimit, Notes])
def test_sharing_the_deletions_at_the_limit_saves_requests_and_changes_no_verdict(
    kind: type[doubles.Correct], monkeypatch: pytest.MonkeyPatch
) -> None:
    sharing, other = kind(), kind()
    shared = Checker(sharing, run="spec").check(wanted=at_limit)
    monkeypatch.setattr(tour, "can_share_a_crowd", lambda _: False)
    assert verdicts_of(shared) == verdicts_of(Checker(other, run="spec").check(wanted=at_limit))
    assert bool(shared.findings) == (kind is not doubles.Correct)
    if kind is doubles.Correct:
        assert sharing.asked < 0.6 * other.asked


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


@pytest.mark.parametrize("kind", [FourthTime, NotesTheFourth])
def test_a_fault_only_among_shared_deletions_is_no_pass(
    kind: type[doubles.Correct],
) -> None:
    report = Checker(kind(), run="spec").check(wanted=at_limit)
    assert not report.findings
    doubtful = [result for result in report.results if result.verdict == "undetermined"]
    assert doubtful
    for result in doubtful:
        assert "when asked together with others at the limit of deletions" in result.reasons[0]


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


def test_a_fault_after_several_requests_in_one_set_up_is_found() -> None:
    report = check(Tires())
    assert report.findings
    for finding in report.findings:
        rejected = [s for s in finding.steps if s.answer.error == VERSION_CONFLICT.code]
        assert len(rejected) == 2


class TiresAndFlags(Tires):
    """Also shows every job as canceled by force, which each set-up shows."""

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        if isinstance(answer.response, JobDescription):
            return Answer(None, replace(answer.response, force_canceled=True))
        return answer


def test_a_fault_in_every_set_up_does_not_hide_another() -> None:
    cells = {finding.cell for finding in check(TiresAndFlags()).findings}
    assert cells >= {finding.cell for finding in check(Tires()).findings}
