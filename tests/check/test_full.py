"""A check of the profile full: a right system conforms, and a wrong rule of it is one finding."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import pytest

from iot_jobs_spec import (
    Answer,
    CreateJob,
    GetPendingJobExecutions,
    Request,
    UpdateJobExecution,
)
from iot_jobs_spec.check import Checker
from iot_jobs_spec.check.report.page import as_html
from iot_jobs_spec.check.report.raw_script import raw_call
from iot_jobs_spec.check.report.results import Report
from iot_jobs_spec.check.report.text import as_json, as_text
from iot_jobs_spec.check.report.words import says
from iot_jobs_spec.check.scripts import scripts
from iot_jobs_spec.check.scripts.scene import with_members
from iot_jobs_spec.language.rules import Outcome, Verdict
from iot_jobs_spec.model.answers import JobDescription
from iot_jobs_spec.model.background import background_steps
from iot_jobs_spec.model.constraints import MOST_MINUTES, MOST_RETRIES
from iot_jobs_spec.model.maps import Map
from iot_jobs_spec.model.profiles import FULL, table_of
from iot_jobs_spec.model.requests import AbortCriterion
from iot_jobs_spec.model.table import TABLE, Cell, Table
from iot_jobs_spec.model.wire import PAGED
from iot_jobs_spec.server import reading, routes
from iot_jobs_spec.server.testing import reference_server
from iot_jobs_spec.systems import Heard
from iot_jobs_spec.systems.clients import endpoint
from iot_jobs_spec.systems.raw import RawRequest
from support.effort import THOROUGH
from support.wrong_systems import ByTable

TABLE_OF_FULL = table_of(FULL)
CELLS = {cell.id: cell for cell in TABLE_OF_FULL.cells()}


def check(table: Table, wanted: Callable[[Cell], bool]) -> Report:
    system = ByTable(table)
    return Checker(system, table=TABLE_OF_FULL, run="spec").check(wanted=wanted)


def asks(*questions: str) -> Callable[[Cell], bool]:
    return lambda cell: cell.question in questions and "/" not in cell.event


def wrong(name: str, *outcomes: Outcome) -> Table:
    """The profile with other outcomes for one cell."""
    rule = CELLS[name].rule
    verdict = Verdict.REJECT if outcomes[0].error else Verdict.ACCEPT
    other = replace(rule, outcomes=outcomes, verdict=verdict, guards=dict(CELLS[name].guards))
    return by_cell().with_rules(other if rule.id == name else rule for rule in by_cell().rules)


@lru_cache
def by_cell() -> Table:
    return TABLE_OF_FULL.by_cell()


REPORTS = ("UpdateJobExecution=SUCCEEDED", "UpdateJobExecution=FAILED")


@pytest.mark.slow
def test_a_right_system_conforms_in_all_that_requests_lead_to() -> None:
    wanted = (lambda _: True) if THOROUGH else asks(*REPORTS, "DeleteJobExecution", "CancelJob")
    report = check(TABLE_OF_FULL, wanted)
    assert not report.findings
    statuses = {
        r.cell.status for r in report.results if r.reasons and "no sequence" in r.reasons[0]
    }
    assert statuses <= {"TIMED_OUT", "REMOVED"}
    assert as_json(report, None)["profile"] == FULL


WRONG: dict[str, tuple[Outcome, tuple[str, ...]]] = {
    "UpdateJobExecution=FAILED/IN_PROGRESS/!version_mismatch/!job_deleting": (
        Outcome(None, "IN_PROGRESS"),
        REPORTS,
    ),
    "UpdateJobExecution=SUCCEEDED/FAILED/!version_mismatch/!job_deleting": (
        Outcome(None, "SUCCEEDED"),
        REPORTS,
    ),
    "DeleteJobExecution/IN_PROGRESS/!force/!job_deleting": (Outcome(), ("DeleteJobExecution",)),
    "CancelJobExecution/SUCCEEDED/!version_mismatch/!job_deleting": (
        Outcome(None, "CANCELED"),
        ("CancelJobExecution",),
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_rule_is_one_finding_in_its_cell(name: str) -> None:
    outcome, questions = WRONG[name]
    [finding] = check(wrong(name, outcome), asks(*questions)).findings
    assert finding.cell == name
    assert finding.verdict == "violates"


def test_the_core_is_asked_as_before() -> None:
    """What only the profile full has is in no script of the core."""
    asked = {
        step.request.question for s in scripts() for step in s.steps if hasattr(step, "request")
    }
    assert asked <= set(TABLE.operations)


@pytest.mark.slow
@pytest.mark.parametrize("continuous", [False, True])
@pytest.mark.parametrize("table", [TABLE, TABLE_OF_FULL], ids=["core", "full"])
def test_a_system_that_completes_canceled_jobs_differs_in_one_finding(
    table: Table, continuous: bool
) -> None:
    """It breaks no documented rule: the step comes there as it comes to jobs in progress; to all
    that are ``continuous`` too, or to none of them."""
    its = {r.id.split("/")[1]: r for r in reversed(table.rules) if r.event == "complete"}
    elsewhere, stays = its["IN_PROGRESS"], its["CANCELED"]
    assert elsewhere.expected.status == "COMPLETED"
    guards = {"all_terminal": True} if continuous else elsewhere.guards
    other = replace(stays, outcomes=elsewhere.outcomes, guards=guards)
    wrong = table.with_rules(other if rule is stays else rule for rule in table.rules)
    report = Checker(ByTable(wrong), table=table, run="spec").check(
        wanted=lambda cell: cell.operation in ("CancelJob", "CancelJobExecution", "DescribeJob")
    )
    [finding] = report.findings
    assert (finding.cell, finding.verdict) == ("Job.complete/CANCELED", "differs")
    assert finding.claims[0].name == "CANCELED_STAYS_CANCELED"
    assert len(finding.steps) == 3


@pytest.mark.slow
@pytest.mark.parametrize("status", ["IN_PROGRESS", "CANCELED"])
def test_a_retry_that_begins_in_another_status_is_one_finding(status: str) -> None:
    report = check(
        wrong("Execution.retry/FAILED/retries_left", Outcome(None, status)),
        asks("DescribeJobExecution"),
    )
    assert [finding.cell for finding in report.findings] == ["Execution.retry/FAILED/retries_left"]


class Misreads(ByTable):
    """Takes how a job is to be retried or aborted for something else."""

    def __init__(self, **members: Any) -> None:
        super().__init__(TABLE_OF_FULL)
        self.members = members

    def answer(self, request: Request) -> Answer:
        if isinstance(request, CreateJob):
            members = {
                name: change(given) for name, change in self.members.items()
                if (given := getattr(request, name))
            }  # fmt: skip
            request = with_members(request, **members)
        return super().answer(request)


Criteria = tuple[AbortCriterion, ...]


def criteria(**members: Any) -> Callable[[Criteria], Criteria]:
    return lambda given: tuple(one._replace(**members) for one in given)


RETRY, ABORT = "Execution.retry/FAILED/retries_left", "Job.abort/IN_PROGRESS/abort_due"
TOO_SOON = "acts as if the abort criteria were met"
MISREAD: Mapping[str, tuple[Mapping[str, Any], str, str]] = {
    "one retry too many": (
        {"retries": lambda given: {failure: n + 1 for failure, n in given.items()}},
        RETRY,
        "retries although no retry is left",
    ),
    "no retry": ({"retries": lambda _: {}}, RETRY, "leaves the execution FAILED"),
    "no abort": ({"abort": lambda _: ()}, ABORT, "leaves the job IN_PROGRESS"),
    "any failure aborts": ({"abort": criteria(failure="ALL")}, ABORT, TOO_SOON),
    "the first thing aborts": ({"abort": criteria(executed=1)}, ABORT, TOO_SOON),
    "any share aborts": ({"abort": criteria(percentage=1)}, ABORT, TOO_SOON),
    "all must fail": ({"abort": criteria(percentage=100)}, ABORT, "leaves the job IN_PROGRESS"),
}


@pytest.mark.parametrize("name", MISREAD)
def test_a_misread_retry_or_abort_is_one_finding_in_its_background_step(name: str) -> None:
    members, cell, words = MISREAD[name]
    checker = Checker(Misreads(**members), table=TABLE_OF_FULL, run="spec")
    report = checker.check(wanted=asks(*REPORTS, "DescribeJobExecution"))
    [finding] = report.findings
    assert (finding.cell, finding.verdict, says(finding)) == (cell, "violates", words)
    assert len(finding.steps) <= 5


class RetriesTheFirst(ByTable):
    """Retries what fails on the first thing of a job alone."""

    def settle(self, job_id: str) -> None:
        while job := self.world.jobs.get(job_id):
            steps = background_steps(self.world, job_id, self.table, events=self.table.spec.due)
            mine = (s for s in steps if s.event != "retry" or s.thing_name == job.targets[0])
            taken = next(mine, None)
            if taken is None:
                break
            self.world = taken.world
        if job and job.status == "IN_PROGRESS" and not job.is_live(self.table.spec.live):
            self.world = self.world.with_job(job_id, job._replace(status="COMPLETED"))


class AbortsTheFirst(ByTable):
    """An abort reaches the first QUEUED execution alone, whatever is asked later."""

    def settle(self, job_id: str) -> None:
        before = self.world.jobs.get(job_id)
        super().settle(job_id)
        job = self.world.jobs.get(job_id)
        if before is None or job is None or not before.config.abort or job.status != "CANCELED":
            return
        left = [t for t, x in before.executions.items() if x.status == "QUEUED"]
        for thing in left if before.status == "CANCELED" else left[1:]:
            self.set_execution(job_id, thing, **before.executions[thing]._asdict())


@pytest.mark.parametrize(
    ("wrong", "cell", "words"),
    [
        (RetriesTheFirst, RETRY, "leaves some executions FAILED"),
        (AbortsTheFirst, "Execution.cascade/QUEUED/!force", "leaves some executions QUEUED"),
    ],
)
def test_a_retry_or_abort_that_reaches_the_first_execution_alone_is_one_finding(
    wrong: type[ByTable], cell: str, words: str
) -> None:
    checker = Checker(wrong(TABLE_OF_FULL), table=TABLE_OF_FULL, run="spec")
    report = checker.check(wanted=asks(*REPORTS, "DescribeJobExecution"))
    [finding] = report.findings
    assert (finding.cell, finding.verdict, says(finding)) == (cell, "violates", words)


class CompletesLater(ByTable):
    """Completes a canceled job with the report of its last device, and never with the cancel."""

    def perform(self, request: Request) -> Answer:
        answer = super().perform(request)
        job = self.world.jobs.get(request.job_id or "")
        reported = isinstance(request, UpdateJobExecution) and answer.error is None
        if job and reported and job.status == "CANCELED" and not job.is_live(self.table.spec.live):
            completed = job._replace(status="COMPLETED")
            self.world = self.world.with_job(request.job_id or "", completed)
        return answer


@pytest.mark.slow
def test_a_canceled_job_that_a_report_completes_is_one_finding() -> None:
    checker = Checker(CompletesLater(TABLE_OF_FULL), table=TABLE_OF_FULL, run="spec")
    [finding] = checker.check(wanted=asks(*REPORTS, "CancelJob")).findings
    assert (finding.cell, finding.verdict) == ("Job.complete/CANCELED", "differs")


class InheritsDetails(ByTable):
    """Shows the statusDetails of another job's execution in a new one on the same thing."""

    def settle(self, job_id: str) -> None:
        before = self.world.jobs.get(job_id)
        super().settle(job_id)
        job = self.world.jobs.get(job_id)
        for thing in set(job.executions if job else ()) - set(before.executions if before else ()):
            its = [x for name, _, x in self.world.executions_of(thing) if name != job_id]
            if its:
                self.set_execution(job_id, thing, details=its[-1].details)


@pytest.mark.slow
def test_a_new_execution_with_the_details_of_another_is_one_finding() -> None:
    checker = Checker(InheritsDetails(TABLE_OF_FULL), table=TABLE_OF_FULL, run="spec")
    questions = "CreateJob", "UpdateJobExecution", "StartNextPendingJobExecution", "DeleteJob"
    [finding] = checker.check(wanted=asks(*questions)).findings
    assert finding.cell == "CreateJob/ABSENT"


class CountsLate(ByTable):
    """Every fifth DescribeJob has the counters of the one before, whatever its job."""

    described = 0
    counts: Mapping[str, int] = Map()

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        if not isinstance(answer.response, JobDescription):
            return answer
        self.described += 1
        before, self.counts = self.counts, answer.response.counts
        if self.described % 5:
            return answer
        return Answer(None, replace(answer.response, counts=before))


@pytest.mark.slow
def test_a_system_that_is_wrong_now_and_then_gets_a_report() -> None:
    report = Checker(CountsLate(TABLE_OF_FULL), table=TABLE_OF_FULL, run="spec").check()
    assert any(finding.divergence.fields == ("counts",) for finding in report.findings)


class Lax(ByTable):
    """Takes a step timer that is longer than a week for one of a week."""

    def answer(self, request: Request) -> Answer:
        if request.step_timeout_in_minutes == MOST_MINUTES + 1:
            request = with_members(request, step_timeout_in_minutes=MOST_MINUTES)
        return super().answer(request)


class Strict(ByTable):
    """Rejects ten retries, the most that there may be."""

    def answer(self, request: Request) -> Answer:
        retries = request.retries if isinstance(request, CreateJob) else {}
        if sum(retries.values()) == MOST_RETRIES:
            return Answer("InvalidRequestException")
        return super().answer(request)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("wrong", "cells"),
    [
        (Lax, {"UpdateJobExecution/malformed/STEP_TIMEOUT",
               "StartNextPendingJobExecution/malformed/STEP_TIMEOUT"}),
        (Strict, {"CreateJob/malformed/RETRIES", "CreateJob/malformed/RETRIES_TOGETHER",
                  "CreateJob/malformed/RETRIES_WITH_ALL"}),
    ],
)  # fmt: skip
def test_a_wrong_bound_of_a_number_is_found(wrong: type[ByTable], cells: set[str]) -> None:
    checker = Checker(wrong(TABLE_OF_FULL), table=TABLE_OF_FULL, run="spec")
    report = checker.check(wanted=lambda cell: "/malformed/" in cell.id)
    found = {cell for finding in report.findings for cell in finding.cells}
    assert found == cells
    assert all(finding.verdict == "violates" for finding in report.findings)


class Counts(ByTable):
    """Counts how often a job was to have retries whose number is open."""

    tried = 0

    def answer(self, request: Request) -> Answer:
        self.tried += dict(request.config.retries) == {"ALL": 5, "FAILED": 6}
        return super().answer(request)


def test_a_question_about_its_form_alone_is_put_once() -> None:
    system = Counts(TABLE_OF_FULL)
    checker = Checker(system, table=TABLE_OF_FULL, run="spec")
    checker.check(wanted=lambda cell: cell.id == "CreateJob/malformed/RETRIES_WITH_ALL")
    assert system.tried == 1


READ, READ_QUERY, TEXT = reading.json_object, reading.parameters, routes.text


def guessed(member: str, kind: type, instead: Any) -> Callable[[bytes], Any]:
    """Takes another value for one of the wrong type."""

    def read(body: bytes) -> Any:
        given = READ(body)
        if type(given.get(member, instead)) is not kind:
            given[member] = instead
        return given

    return read


def first(segment: bytes) -> str:
    """Takes execution 1 for what is no number."""
    return "1" if segment in (b"one", b"1.5") else TEXT(segment)


def latest(query: bytes) -> Any:
    """Ignores what is no number."""
    given = READ_QUERY(query)
    return given if given.get("executionNumber", "1").isdigit() else {}


UPDATE, START = "UpdateJobExecution/raw/", "StartNextPendingJobExecution/raw/"
NUMBER, MINUTES = "EXECUTION_NUMBER", "STEP_TIMEOUT_IN_MINUTES"
FLAG = "INCLUDE_JOB_EXECUTION_STATE"
CARELESS: list[tuple[Any, str, Any, set[str]]] = [
    (reading, "json_object", guessed("executionNumber", int, 1), {UPDATE + NUMBER}),
    (reading, "json_object", guessed("stepTimeoutInMinutes", int, 9),
     {UPDATE + MINUTES, START + MINUTES}),
    (reading, "json_object", guessed("includeJobExecutionState", bool, True), {UPDATE + FLAG}),
    (routes, "text", first, {f"DeleteJobExecution/raw/{NUMBER}"}),
    (reading, "parameters", latest, {f"DescribeJobExecution/raw/{NUMBER}"}),
]  # fmt: skip
FORMS_OF_FULL = {cell for *_, cells in CARELESS for cell in cells}


def checked_for_forms(url: str) -> Report:
    checker = Checker(endpoint(url), table=TABLE_OF_FULL)
    return checker.check(wanted=lambda cell: cell.id in FORMS_OF_FULL)


def test_the_reference_server_keeps_the_forms_of_the_parameters_of_full() -> None:
    with reference_server() as url:
        report = checked_for_forms(url)
    assert {r.cell.id for r in report.results if r.verdict == "conforms"} == FORMS_OF_FULL
    assert not report.findings


@pytest.mark.slow
@pytest.mark.parametrize(("module", "name", "wrong", "cells"), CARELESS)
def test_a_server_that_takes_another_type_is_found(
    module: Any, name: str, wrong: Any, cells: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, name, wrong)
    with reference_server() as url:
        report = checked_for_forms(url)
    assert {r.cell.id for r in report.results if r.verdict == "violates"} == cells
    assert len(report.findings) == 1


def test_a_raw_request_names_an_execution_by_its_number() -> None:
    request = RawRequest("DeleteJobExecution", "job", "thing", execution_number=2)
    path = "/things/{thingName}/jobs/{jobId}/executionNumber/{executionNumber}"
    assert request.url(path) == "/things/thing/jobs/job/executionNumber/2"
    assert "executionNumber='2'" in raw_call(request)


class Renumbers:
    """Shows another executionNumber where ``wrong`` says so, by the request and the right one."""

    def __init__(self, url: str, wrong: Callable[[Request, int], int]) -> None:
        self._right, self._wrong = endpoint(url), wrong
        self.name = self._right.name

    def perform(self, request: Request) -> Answer:
        return self.heard(request).answer

    def heard(self, request: Request) -> Heard:
        came = self._right.heard(request)
        return came._replace(others=self._changed(request, came.others))

    def _changed(self, request: Request, shown: Any) -> Any:
        if isinstance(shown, list):
            return [self._changed(request, one) for one in shown]
        if not isinstance(shown, Mapping):
            return shown
        return {
            name: self._wrong(request, held)
            if name == "executionNumber"
            else self._changed(request, held)
            for name, held in shown.items()
        }


DESCRIBED = "DescribeJobExecution/answer/EXECUTION_NUMBER"
LISTED = {f"{kind.operation}/answer/EXECUTION_NUMBER" for kind in PAGED}
WAITING = "GetPendingJobExecutions/answer/EXECUTION_NUMBER"
RENUMBERED: dict[str, tuple[Callable[[Request, int], int], set[str]]] = {
    "right": (lambda _, number: number, set()),
    "1 after a retry": (lambda *_: 1, {DESCRIBED, *LISTED}),
    "2 at first": (lambda _, number: number + 1, {DESCRIBED, WAITING, *LISTED}),
    "another one in listings": (lambda r, n: n + isinstance(r, PAGED), LISTED),
    "another one in what is pending": (
        lambda r, n: n + isinstance(r, GetPendingJobExecutions),
        {WAITING},
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", RENUMBERED)
def test_another_execution_number_than_that_of_the_try_differs_in_one_finding(name: str) -> None:
    wrong, cells = RENUMBERED[name]
    with reference_server() as url:
        checker = Checker(Renumbers(url, wrong), table=TABLE_OF_FULL)
        report = checker.check(wanted=lambda cell: cell.id == DESCRIBED)
    assert len(report.findings) == bool(cells)
    for finding in report.findings:
        assert cells <= {*finding.cells}
        assert (finding.verdict, finding.shown) == ("differs", True)
    assert [r.verdict for r in report.results] == ["differs" if DESCRIBED in cells else "conforms"]


class LeavesOutTheState(ByTable):
    """Answers UpdateJobExecution with an empty body, also where its state is asked for."""

    def perform(self, request: Request) -> Answer:
        answer = super().perform(request)
        if isinstance(request, UpdateJobExecution) and answer.error is None:
            return Answer(None, None)
        return answer


@pytest.mark.slow
def test_a_state_that_is_left_out_is_one_finding_in_every_form_of_report() -> None:
    system = LeavesOutTheState(TABLE_OF_FULL)
    wanted = asks("UpdateJobExecution", "UpdateJobExecution=FAILED")
    report = Checker(system, table=TABLE_OF_FULL, run="spec").check(
        wanted=lambda cell: wanted(cell) and cell.id.endswith("/!version_mismatch/!job_deleting")
    )
    [finding] = report.findings
    assert [claim.name for claim in finding.claims] == ["UPDATE_SHOWS_STATE"]
    text = "\n".join(as_text(report))
    assert "includeJobExecutionState=True) -> ok" in text
    assert "expected status=IN_PROGRESS, versionNumber=2; saw ok" in text
    [told] = as_json(report, None)["findings"]
    assert told["seen"] == {"error": None}
    assert 'answer.get("executionState", {})' in told["script"]
    assert "includeJobExecutionState" in as_html(report)


class IgnoresTheNumber(ByTable):
    """Lets UpdateJobExecution act on the latest execution, whatever its executionNumber."""

    def answer(self, request: Request) -> Answer:
        if isinstance(request, UpdateJobExecution):
            request = replace(request, execution_number=None)
        return super().answer(request)


@pytest.mark.slow
def test_a_number_that_is_ignored_breaks_the_claim_about_numbers_alone() -> None:
    checker = Checker(IgnoresTheNumber(TABLE_OF_FULL), table=TABLE_OF_FULL, run="spec")
    [finding] = checker.check(wanted=asks("UpdateJobExecution")).findings
    assert finding.verdict == "differs"
    assert [claim.name for claim in finding.claims] == ["UNKNOWN_NUMBER_IS_NOT_FOUND"]
