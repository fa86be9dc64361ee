"""A check of the profile full: a right system conforms, and a wrong rule of it is one finding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

import pytest

from iot_jobs_spec import Answer, CreateJob, Request, UpdateJobExecution
from iot_jobs_spec.check import Checker
from iot_jobs_spec.check.report.page import as_html
from iot_jobs_spec.check.report.raw_script import raw_call
from iot_jobs_spec.check.report.results import Report
from iot_jobs_spec.check.report.text import as_json, as_text
from iot_jobs_spec.check.scripts import scripts
from iot_jobs_spec.check.scripts.scene import with_members
from iot_jobs_spec.language.rules import Outcome, Verdict
from iot_jobs_spec.model.constraints import MOST_MINUTES, MOST_RETRIES
from iot_jobs_spec.model.profiles import FULL, table_of
from iot_jobs_spec.model.table import TABLE, Cell, Table
from iot_jobs_spec.server import reading, routes
from iot_jobs_spec.server.testing import reference_server
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
    "UpdateJobExecution=SUCCEEDED/FAILED/!version_mismatch/!job_deleting": (
        Outcome(None, "SUCCEEDED"),
        REPORTS,
    ),
    "UpdateJobExecution=FAILED/IN_PROGRESS/!version_mismatch/!job_deleting": (
        Outcome(None, "IN_PROGRESS"),
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
@pytest.mark.parametrize("table", [TABLE, TABLE_OF_FULL], ids=["core", "full"])
def test_a_system_that_completes_canceled_jobs_differs_in_one_finding(table: Table) -> None:
    """It breaks no documented rule: the step comes there as it comes to jobs in progress."""
    its = {r.id.split("/")[1]: r for r in reversed(table.rules) if r.event == "complete"}
    elsewhere, stays = its["IN_PROGRESS"], its["CANCELED"]
    assert elsewhere.expected.status == "COMPLETED"
    other = replace(stays, outcomes=elsewhere.outcomes, guards=elsewhere.guards)
    wrong = table.with_rules(other if rule is stays else rule for rule in table.rules)
    report = Checker(ByTable(wrong), table=table, run="spec").check(
        wanted=lambda cell: cell.operation in ("CancelJob", "CancelJobExecution", "DescribeJob")
    )
    [finding] = report.findings
    assert (finding.cell, finding.verdict) == ("Job.complete/CANCELED", "differs")
    assert finding.claims[0].name == "CANCELED_STAYS_CANCELED"
    assert len(finding.steps) == 3


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


class LeavesOutTheState(ByTable):
    """Answers UpdateJobExecution with an empty body, also where its state is asked for."""

    def perform(self, request: Request) -> Answer:
        answer = super().perform(request)
        if isinstance(request, UpdateJobExecution) and answer.error is None:
            return Answer(None, None)
        return answer


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


def test_a_number_that_is_ignored_breaks_the_claim_about_numbers_alone() -> None:
    checker = Checker(IgnoresTheNumber(TABLE_OF_FULL), table=TABLE_OF_FULL, run="spec")
    [finding] = checker.check(wanted=asks("UpdateJobExecution")).findings
    assert finding.verdict == "differs"
    assert [claim.name for claim in finding.claims] == ["UNKNOWN_NUMBER_IS_NOT_FOUND"]
