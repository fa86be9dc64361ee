"""A cell with an inconclusive result is undetermined in every report format, never a pass."""

from __future__ import annotations

import sys
import types
from functools import cache
from xml.etree import ElementTree as ET

import pytest

from iot_jobs_spec import (
    Answer,
    CancelJob,
    CancelJobExecution,
    DescribeJob,
    Request,
    UpdateJobExecution,
)
from iot_jobs_spec.check import Checker, client
from iot_jobs_spec.check.report.coverage import gaps
from iot_jobs_spec.check.report.junit import as_junit
from iot_jobs_spec.check.report.page import as_html
from iot_jobs_spec.check.report.results import Report
from iot_jobs_spec.check.report.script import script
from iot_jobs_spec.check.report.text import as_json, as_text, summary
from iot_jobs_spec.check.verdicts import AT_ONCE
from iot_jobs_spec.cli.main import main
from iot_jobs_spec.model.background import background_steps
from iot_jobs_spec.model.world import DELETION_IN_PROGRESS
from iot_jobs_spec.systems import System, Unanswered
from iot_jobs_spec.systems.boto import BotoSystem
from support.clients import Clients
from support.doubles import Correct, DeletesAtOnce
from support.fixed_reply import serving
from support.freedoms import RemovesOneByOne

pytest_plugins = ["pytester"]


def check(system: System, *operations: str) -> Report:
    clock = Correct()
    return Checker(system, clock=clock, run="spec").check(
        wanted=lambda c: c.operation in operations
    )


def verdicts(report: Report) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {result.cell.id: (result.verdict, result.reasons) for result in report.results}


class NeverHasTime(Correct):
    """Rejects every CancelJob with force with a throttling error."""

    def answer(self, request: Request) -> Answer:
        if isinstance(request, CancelJob) and request.force:
            return Answer("ThrottlingException")
        return super().answer(request)


@cache
def busy() -> Report:
    return check(NeverHasTime(), "CancelJob")


REASON = "CancelJob answered ThrottlingException, which may come at any time"


def test_a_request_that_is_always_throttled_is_undetermined() -> None:
    data = verdicts(busy())
    assert data["CancelJob/IN_PROGRESS/force"] == ("undetermined", (REASON,))
    assert data["CancelJob/IN_PROGRESS/!force"][0] == "conforms"
    assert busy().findings == ()


def test_undetermined_cells_are_not_counted_as_exercised() -> None:
    report = busy()
    missed = report.count("undetermined")
    assert missed > 0
    assert report.reached == len(report.results) - missed - report.count("unreached")
    assert f"; {missed} undetermined, {report.count('unreached')} unreached" in summary(report)


def test_text_and_json_say_which_cells_were_not_exercised_and_why() -> None:
    report = busy()
    lines = list(as_text(report))
    missed = len(report.results) - report.reached
    at = lines.index(f"{missed} cells not exercised:")
    assert (
        sum(int(line.split()[0]) for line in lines[at + 1 : at + 1 + len(gaps(report))]) == missed
    )
    assert any(f"undetermined: {REASON} (CancelJob " in line for line in lines[at:])
    data = as_json(report, None)
    assert data["summary"]["undetermined"] == report.count("undetermined")
    [gap] = [gap for gap in data["coverage"]["not_exercised"] if gap["reason"] == REASON]
    assert gap["verdict"] == "undetermined"
    assert "CancelJob/IN_PROGRESS/force" in gap["cells"]
    [cell] = [c for c in data["cells"] if c["cell"] == "CancelJob/IN_PROGRESS/force"]
    assert (cell["verdict"], cell["reason"], cell["seen"]) == ("undetermined", REASON, None)


def test_junit_skips_an_undetermined_cell_with_the_reason() -> None:
    root = ET.fromstring(as_junit(busy()).encode())
    [case] = [c for c in root.iter("testcase") if c.get("name") == "CancelJob/IN_PROGRESS/force"]
    skipped = case.find("skipped")
    assert skipped is not None
    assert skipped.get("message") == REASON


def test_the_html_report_has_a_sign_for_undetermined_and_lists_the_gaps() -> None:
    page = as_html(busy())
    assert '<tr id="cell-CancelJob-IN_PROGRESS-force" class="undetermined">' in page
    assert 'class="badge undetermined ' in page
    gaps_of = page.partition('<section id="gaps">')[2].partition("</section>")[0]
    assert REASON in gaps_of


@pytest.mark.slow
def test_pytest_skips_an_undetermined_cell_with_the_reason(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytester.makepyfile(
        "from iot_jobs_spec.pytest_cells import cells_of\n"
        "from test_check_undetermined import NeverHasTime\n"
        "test_cell = cells_of(NeverHasTime, operations=['CancelJob'])\n"
    )
    monkeypatch.setattr(client, "TRIES", 1)
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider", "-rs")
    result.stdout.fnmatch_lines([f"SKIPPED *{REASON}"])


class CannotBeRead(Correct):
    """Does not answer reads of a canceled job."""

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        job = self.world.jobs.get(request.job_id or "")
        if isinstance(request, DescribeJob) and job is not None and job.status == "CANCELED":
            raise Unanswered("DescribeJob: it took too long")
        return answer


@pytest.mark.slow
def test_an_answer_that_cannot_be_read_back_is_no_pass() -> None:
    data = verdicts(check(CannotBeRead(), "CancelJob"))
    assert data["CancelJob/IN_PROGRESS/force"] == (
        "undetermined",
        ("could not be read back: DescribeJob: it took too long",),
    )


class RemovedJustBefore(Correct):
    """Removes an execution during deletion right before a device updates it."""

    def answer(self, request: Request) -> Answer:
        if isinstance(request, UpdateJobExecution):
            for job_id, job in list(self.world.jobs.items()):
                while self.world.jobs[job_id].executions and job.status == DELETION_IN_PROGRESS:
                    self.world = next(iter(background_steps(self.world, job_id))).world
        return super().answer(request)


@pytest.mark.slow
def test_a_rejection_that_may_come_from_the_end_of_a_deletion_is_undetermined() -> None:
    report = check(RemovedJustBefore(), "UpdateJobExecution")
    rejected = "UpdateJobExecution answered ResourceNotFoundException"
    assert report.findings == ()
    assert verdicts(report)["UpdateJobExecution/QUEUED/!version_mismatch/job_deleting"] == (
        "undetermined",
        (f"{rejected}, and by then it may have been UpdateJobExecution/ABSENT",),
    )


@pytest.mark.slow
def test_a_deletion_that_was_observed_is_not_reported_as_immediate() -> None:
    data = verdicts(check(RemovesOneByOne(3), "CancelJob", "CreateJob", "DeleteJob"))
    reasons = [reason for _, why in data.values() for reason in why]
    assert any("may have ended" in reason for reason in reasons)
    assert not any(AT_ONCE in reason for reason in reasons)


class Crashes(DeletesAtOnce):
    """Crashes on a request about an absent job or execution."""

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        if isinstance(request, CancelJob) and answer.error == "ResourceNotFoundException":
            raise KeyError(request.job_id)
        return answer


@pytest.mark.slow
def test_an_exception_of_a_client_is_no_answer_and_its_script_shows_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clients = Clients(Crashes())
    report = check(BotoSystem(clients, clients, "fragile"), "CancelJob")
    [finding] = report.findings
    assert (finding.verdict, finding.cell) == ("violates", "CancelJob/ABSENT")
    code = script(finding, "http://127.0.0.1:1")
    monkeypatch.setattr(sys, "argv", ["finding.py", "http://127.0.0.1:1"])
    fake = types.SimpleNamespace(client=lambda *_, **__: clients)
    monkeypatch.setitem(sys.modules, "boto3", fake)
    with pytest.raises(SystemExit, match="violates: The service rejects a request about a job"):
        exec(compile(code, "finding", "exec"), {})
    assert "seen:     no answer of the API: KeyError" in capsys.readouterr().out


class CrashesDuringDeletion(Correct):
    def answer(self, request: Request) -> Answer:
        job = self.world.jobs.get(request.job_id or "")
        if isinstance(request, CancelJobExecution) and job and job.status == DELETION_IN_PROGRESS:
            raise Unanswered("CancelJobExecution: it fell over", crash="it fell over")
        return super().answer(request)


@pytest.mark.slow
def test_a_crash_in_an_unspecified_cell_is_no_finding_and_no_pass() -> None:
    report = check(CrashesDuringDeletion(), "CancelJobExecution")
    assert report.findings == ()
    assert verdicts(report)["CancelJobExecution/QUEUED/force/!version_mismatch/job_deleting"] == (
        "undetermined",
        ("CancelJobExecution: it fell over",),
    )


@pytest.mark.slow
def test_an_endpoint_that_answers_500_to_everything_cannot_be_checked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with serving(500, b"") as url:
        assert main(["check", "--endpoint-url", url]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert f"iot-jobs-spec: {url}: no cell could be checked: " in err
    assert "HTTP 500" in err
    assert err.count("\n") == 2  # the second line names jobs that may be left behind
