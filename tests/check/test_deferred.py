"""The cells of a job id after its deletion has ended, however long that took."""

from __future__ import annotations

import sys
import time
import types

import pytest

from iot_jobs_spec import Answer, CreateJob, DeleteJob, Request, UpdateJobExecution
from iot_jobs_spec.check import Checker
from iot_jobs_spec.check.report.results import Report
from iot_jobs_spec.check.report.script import script
from iot_jobs_spec.systems import System, Unanswered
from support import doubles
from support.clients import Clients
from support.wrong_systems import ByTable, Inherits

ASKED = ("CreateJob/ABSENT", "CreateJob/DELETION_IN_PROGRESS", "ListJobExecutionsForThing/CANCELED")


def check(system: System) -> Report:
    return Checker(system, run="spec").check(wanted=lambda cell: cell.id in ASKED)


@pytest.mark.slow
def test_remains_of_a_deleted_job_with_the_same_id_are_found() -> None:
    report = check(Inherits(lingers=30))
    [finding] = report.findings
    assert finding.cell == "Execution.roll_out/ABSENT"
    assert finding.ended
    assert len(finding.steps) <= 8


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that a script sleeps, without the sleep."""
    found: list[float] = []
    monkeypatch.setattr(time, "sleep", found.append)
    return found


@pytest.mark.slow
def test_its_script_waits_for_the_end_as_well(
    naps: list[float], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    [finding] = check(Inherits(lingers=30)).findings
    program = compile(script(finding, None), finding.cell, "exec")
    monkeypatch.setattr(sys, "argv", ["finding.py", "http://127.0.0.1:1"])
    for wrong in (False, True):
        clients = Clients(Inherits(lingers=30) if wrong else Slow())
        fake = types.SimpleNamespace(client=lambda *_, clients=clients, **__: clients)
        monkeypatch.setitem(sys.modules, "boto3", fake)
        naps.clear()
        if wrong:
            with pytest.raises(SystemExit, match=rf"{finding.verdict}: "):
                exec(program, {})
        else:
            exec(program, {})
        assert naps
        assert "expected:" in capsys.readouterr().out


class Slow(doubles.Correct):
    lingers = 30


class Endless(doubles.Correct):
    lingers = 1_000_000


class WithoutUpdates(doubles.Correct):
    lingers = 30

    def answer(self, request: Request) -> Answer:
        if isinstance(request, UpdateJobExecution):
            raise Unanswered("there are no updates", missing=True)
        return super().answer(request)


class Counted:
    """A system that counts how often a CreateJob reuses the id of a deleted job."""

    name = "counted"

    def __init__(self, system: System) -> None:
        self.system, self.reused = system, 0
        self.deleted: set[str] = set()

    def perform(self, request: Request) -> Answer:
        answer = self.system.perform(request)
        if isinstance(request, DeleteJob) and answer.error is None:
            self.deleted.add(request.job_id)
        elif isinstance(request, CreateJob) and answer.error is None:
            self.reused += request.job_id in self.deleted
        return answer


@pytest.mark.slow
@pytest.mark.parametrize("kind", [Slow, WithoutUpdates, doubles.DeletesAtOnce])
def test_the_id_is_reused_once_the_job_is_gone(kind: type[doubles.Correct]) -> None:
    system = Counted(kind())
    assert not check(system).findings
    assert system.reused


def test_the_report_says_that_deletions_did_not_end() -> None:
    report = check(Endless())
    assert not report.findings
    [result] = [r for r in report.results if r.cell.id == "CreateJob/ABSENT"]
    assert result.verdict == "conforms"
    assert any("did not end" in reason for reason in result.reasons)


def test_where_deletions_end_at_once_no_question_about_them_is_put_again() -> None:
    sent = {}
    for lingers in (0, 120):
        checker = Checker(ByTable(lingers=lingers), run="spec")
        checker.check(wanted=lambda cell: cell.operation == "CancelJobExecution")
        sent[lingers] = checker.client.sent
    assert sent[0] < sent[120]
