"""The limit of deletions: a wrong limit, and deletions that never end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from iot_jobs_spec import Answer, DeleteJob, Request, World
from iot_jobs_spec.check import Checker
from iot_jobs_spec.check.report.script import script
from iot_jobs_spec.server.testing import reference_server
from support import doubles, wrong_systems
from support.effort import some

LIMIT = World().deletion_limit
ENDLESS = 10**9


@pytest.mark.slow
@pytest.mark.parametrize("limit", some(list(range(1, LIMIT)), 3))
def test_a_limit_that_is_too_low_is_one_finding_with_few_steps(limit: int) -> None:
    class Tight(doubles.Correct): ...

    Tight.limit = limit
    [finding] = Checker(Tight(), run="spec").check().findings
    assert finding.cell == "DeleteJob/IN_PROGRESS/force/!at_limit"
    assert finding.shown
    made_and_deleted = 2 * (limit + 1)
    assert len(finding.steps) <= made_and_deleted + 1


@pytest.mark.slow
def test_a_program_about_the_limit_says_nothing_of_a_service_whose_deletions_end_sooner(
    tmp_path: Path,
) -> None:
    """Its last read is wrong only while the other jobs are being deleted."""
    findings = (
        Checker(wrong_systems.Loose(), run="spec")
        .check(wanted=lambda cell: cell.operation in ("DeleteJob", "DescribeJob"))
        .findings
    )
    [finding] = findings
    assert "/at_limit" in finding.cell
    program = tmp_path / "finding.py"
    program.write_text(script(finding, "http://127.0.0.1:1"), encoding="utf-8")
    for deletion in (0.0, 60.0):
        with reference_server(deletion=deletion) as url:
            done = subprocess.run(
                [sys.executable, program, url], capture_output=True, text=True, check=False
            )
            assert (done.returncode, done.stderr) == (0, "")
            assert "not repeated" in done.stdout


class NoTime:
    """A clock without real waiting."""

    now = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float, /) -> None:
        self.now += seconds


@pytest.mark.slow
def test_a_check_ends_although_no_deletion_ever_ends() -> None:
    class Endless(doubles.HasNoLimit):
        lingers = ENDLESS

    correct, system = doubles.Correct(), Endless()
    Checker(correct, run="spec").check()
    report = Checker(system, run="spec", clock=NoTime()).check()
    assert report.findings
    assert not any(
        finding.shown for finding in report.findings
    )  # the full limit prevents every proof
    assert system.asked < 3 * correct.asked


class OneEndsEarly(doubles.Correct):
    """One deletion ends just before the first request at the limit, as on a busy machine."""

    early = False

    def answer(self, request: Request) -> Answer:
        if isinstance(request, DeleteJob) and len(self.deleted) >= LIMIT and not self.early:
            self.early = True
            self._end([next(iter(self.deleted))])
        return super().answer(request)


@pytest.mark.slow
def test_what_was_asked_at_the_limit_while_a_deletion_ended_is_asked_again() -> None:
    correct, system = doubles.Correct(), OneEndsEarly()
    right = Checker(correct, run="spec").check()
    report = Checker(system, run="spec").check()
    assert system.early
    assert report.findings == ()
    assert [r.verdict for r in report.results] == [r.verdict for r in right.results]
    assert system.asked < 1.1 * correct.asked


class EndsEarlyAlways(doubles.Correct):
    """One deletion always ends just before a request at the limit."""

    which = 0

    def answer(self, request: Request) -> Answer:
        if isinstance(request, DeleteJob) and len(self.deleted) >= LIMIT:
            self._end([list(self.deleted)[self.which]])
        return super().answer(request)


@pytest.mark.slow
@pytest.mark.parametrize("which", [-1, 0])
def test_a_limit_that_is_never_met_because_deletions_end_makes_no_finding(which: int) -> None:
    correct, system = doubles.Correct(), EndsEarlyAlways()
    system.which = which
    Checker(correct, run="spec").check()
    report = Checker(system, run="spec").check()
    assert report.findings == ()
    at_limit = [r.verdict for r in report.results if dict(r.cell.guards).get("at_limit")]
    assert set(at_limit) <= {"undetermined", "unreached"}
    assert system.asked < 1.5 * correct.asked
