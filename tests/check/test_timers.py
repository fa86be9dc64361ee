"""A check that waits for timers: what has timed out is asked about, and a wrong timer is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from iot_jobs_spec import Answer, ExecutionDescription, JobDescription, Request, Table
from iot_jobs_spec.check import Checker
from iot_jobs_spec.check.report.results import CONFORMS, UNREACHED, Report
from iot_jobs_spec.check.report.script import script
from iot_jobs_spec.check.scripts.scene import NO_TIMER, with_members
from iot_jobs_spec.check.verdicts import NO_TIMERS
from iot_jobs_spec.language.rules import Outcome, Verdict
from iot_jobs_spec.model.background import background_steps
from iot_jobs_spec.model.profiles import FULL, table_of
from support.wrong_systems import ByTable

TABLE = table_of(FULL)
EVERY = {cell.id for cell in TABLE.cells() if cell.status == "TIMED_OUT" and cell.operation}


class Timed(ByTable):
    """Has a clock of its own, and timers that run out after so many seconds."""

    seconds = 61.0

    def __init__(self, table: Table = TABLE) -> None:
        super().__init__(table)
        self.set_at: dict[tuple[str, str], float] = {}

    @property
    def clock(self) -> Timed:
        return self

    def sleep(self, seconds: float, /) -> None:
        super().sleep(seconds)
        self.run_out()

    def answer(self, request: Request) -> Answer:
        answered = super().answer(request)
        on = request.job_id or "", request.thing_name or ""
        if request.step_timeout_in_minutes is not None:
            self.set_at.pop(on, None)  # it is set anew
        return answered

    def settle(self, job_id: str) -> None:
        super().settle(job_id)
        self.run_out()

    def run_out(self) -> None:
        timers = list(background_steps(self.world, None, self.table, events=("time_out",)))
        runs = {(one.job_id, one.thing_name or ""): one for one in timers}
        self.set_at = {on: self.set_at.get(on, self.now) for on in runs}
        for on, at in self.set_at.items():
            if self.now >= at + self.seconds:
                self.time_out(*on)

    def time_out(self, job_id: str, thing: str) -> None:
        events = ("time_out",)
        for one in background_steps(self.world, job_id, self.table, events=events, thing=thing):
            self.world = one.world
            super().settle(job_id)
            return


def check(system: Timed, timers: bool = True, wanted: set[str] | None = None) -> Report:
    checker = Checker(system, table=TABLE, run="spec", timers=timers)
    about = EVERY if wanted is None else wanted
    return checker.check(wanted=lambda cell: cell.id in about)


@pytest.mark.slow
def test_a_right_system_conforms_in_every_cell_of_what_has_timed_out() -> None:
    report = check(Timed())
    assert not report.findings
    unspecified = {cell.id for cell in TABLE.cells() if cell.rule.verdict is Verdict.UNSPECIFIED}
    doubtful = {r.cell.id for r in report.results if r.verdict is not CONFORMS}
    assert doubtful < unspecified
    assert len(report.results) == len(EVERY)


@pytest.mark.slow
def test_without_timers_they_are_unreached_and_the_reason_names_the_option() -> None:
    report = check(Timed(), timers=False)
    assert {r.verdict for r in report.results} == {UNREACHED}
    assert {reason for r in report.results for reason in r.reasons} == {NO_TIMERS}


class Never(Timed):
    seconds = float("inf")


class Early(Timed):
    seconds = 40.0


class Late(Timed):
    seconds = 200.0


class Canceled(Timed):
    """What has timed out is canceled next."""

    def time_out(self, job_id: str, thing: str) -> None:
        super().time_out(job_id, thing)
        self.set_execution(job_id, thing, status="CANCELED")


SOME = {
    "DescribeJobExecution/TIMED_OUT",
    "CancelJobExecution/TIMED_OUT/!version_mismatch/!job_deleting",
}


@pytest.mark.slow
@pytest.mark.parametrize("wrong", [Early, Never, Late, Canceled])
def test_a_timer_that_is_wrong_is_one_finding_in_its_background_step(
    wrong: Callable[[], Timed],
) -> None:
    [finding] = check(wrong(), wanted=SOME).findings
    assert finding.cell == "Execution.time_out/IN_PROGRESS/timer_set"


class KeepsTheTimer(Timed):
    """Takes a step timer that is removed for one that is left as it is."""

    def answer(self, request: Request) -> Answer:
        if request.step_timeout_in_minutes == NO_TIMER:
            request = with_members(request, step_timeout_in_minutes=None)
        return super().answer(request)


class OutlivesCancel(Timed):
    """The timer of an execution goes on when it is canceled by force."""

    def run_out(self) -> None:
        over = [
            on for on, at in self.set_at.items()
            if self.now >= at + self.seconds and (x := self.world.execution(*on))
            and x.status == "CANCELED"
        ]  # fmt: skip
        kept = {on: at for on, at in self.set_at.items() if on not in over}
        super().run_out()
        self.set_at = {**kept, **self.set_at}
        for on in over:
            self.set_execution(*on, status="TIMED_OUT")


@pytest.mark.slow
@pytest.mark.parametrize("wrong", [KeepsTheTimer, OutlivesCancel])
def test_a_timer_that_should_be_over_is_one_finding(wrong: Callable[[], Timed]) -> None:
    asked = {c.id for c in TABLE.cells() if c.question == "UpdateJobExecution=SUCCEEDED"}
    [finding] = check(wrong(), wanted=asked).findings
    assert any(step.later > 0 for step in finding.steps)
    assert "TIMED_OUT" in shown_statuses(finding.steps[-1].answer.response)


def shown_statuses(response: object) -> set[str]:
    if isinstance(response, JobDescription):
        return {*response.counts}
    assert isinstance(response, ExecutionDescription)
    return {response.status}


@pytest.mark.slow
def test_a_wrong_rule_about_what_has_timed_out_is_found_in_its_cell_and_proved() -> None:
    cell = "UpdateJobExecution=SUCCEEDED/TIMED_OUT/!version_mismatch/!job_deleting"
    by_cell = TABLE.by_cell()
    rules = [
        replace(rule, verdict=Verdict.ACCEPT, outcomes=(Outcome(None, "SUCCEEDED"),))
        if rule.id == cell
        else rule
        for rule in by_cell.rules
    ]
    [finding] = check(Timed(by_cell.with_rules(rules)), wanted={cell}).findings
    assert (finding.cell, finding.shown) == (cell, True)
    program = script(finding, "http://127.0.0.1:1")
    assert "TIMED_OUT" in program
    assert program.index("time.sleep") < program.index("status='SUCCEEDED'")


@pytest.mark.slow
def test_a_program_waits_as_long_as_the_check_did() -> None:
    [finding] = check(Never(), wanted=SOME).findings
    assert sum(step.later for step in finding.steps) > 120
    program = script(finding, "http://127.0.0.1:1")
    for step in finding.steps:
        assert not step.later or f"time.sleep({step.later:.1f})" in program
