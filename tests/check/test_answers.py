"""Answers alone: the HTTP status of an error, and the members that no machine decides."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from iot_jobs_spec.check import Checker
from iot_jobs_spec.check.answers import UNSAID
from iot_jobs_spec.check.report.results import Report
from iot_jobs_spec.check.report.script import script
from iot_jobs_spec.check.report.text import as_text
from iot_jobs_spec.judge.advance import Advance
from iot_jobs_spec.judge.answers import told_by
from iot_jobs_spec.judge.history import Call
from iot_jobs_spec.model.answer_forms import answer_rules
from iot_jobs_spec.model.answers import OK, Answer
from iot_jobs_spec.model.requests import CancelJob, DeleteJob, DescribeJob
from iot_jobs_spec.model.table import TABLE
from iot_jobs_spec.systems.boto import BotoSystem
from support import doubles
from support.clients import PREFIX, Clients

Members = dict[str, Any]
Change = Callable[[str, Members, int], int]
"""What changes an answer, and its HTTP status: given the method, the response and the status."""
ARN = "arn:aws:iot:us-east-1:123456789012:job/"


class Wire(Clients):
    """Clients whose answers tell how they came; ``wrong`` changes them."""

    def __init__(self, wrong: Change) -> None:
        self.right = doubles.Correct()
        super().__init__(self.right)
        self.wrong = wrong

    def __getattr__(self, method: str) -> Callable[..., Members]:
        call = super().__getattr__(method)

        def told(**members: Any) -> Members:
            try:
                came = call(**members)
            except ClientError as error:
                metadata = error.response["ResponseMetadata"]
                metadata["HTTPStatusCode"] = self.wrong(method, {}, metadata["HTTPStatusCode"])
                raise
            if method == "cancel_job":
                came |= {"jobArn": f"{ARN}{members['jobId']}", "jobId": members["jobId"]}
            if method == "describe_job_execution":
                came["execution"]["executionNumber"] = 1
            if method == "describe_job":
                job = self.right.world.jobs[members["jobId"]]
                came["job"]["targets"] = [PREFIX + thing for thing in job.targets]
            came["ResponseMetadata"] = {"HTTPStatusCode": self.wrong(method, came, 200)}
            return came

        told.__name__ = method
        return told


def right(_method: str, _came: Members, status: int) -> int:
    return status


def conflicts_are_400(_method: str, _came: Members, status: int) -> int:
    return 400 if status == 409 else status


def no_cancel_is_told(method: str, came: Members, status: int) -> int:
    if method == "cancel_job":
        came.clear()
    return status


def deletions_are_told(method: str, came: Members, status: int) -> int:
    if method == "delete_job" and status == 200:
        came["jobId"] = "deleted"
    return status


def numbers_begin_with_2(_method: str, came: Members, status: int) -> int:
    if "execution" in came:
        came["execution"]["executionNumber"] = 2
    return status


def queued_ones_have_started(_method: str, came: Members, status: int) -> int:
    if came.get("execution", {}).get("status") == "QUEUED":
        came["execution"]["startedAt"] = datetime(2026, 1, 1, tzinfo=UTC)
    return status


def pending_ones_have_started(_method: str, came: Members, status: int) -> int:
    for entry in came.get("queuedJobs", ()):
        entry["startedAt"] = 1767225600
    return status


def no_targets_are_told(_method: str, came: Members, status: int) -> int:
    came.get("job", {}).pop("targets", None)
    return status


def targets_are_names(_method: str, came: Members, status: int) -> int:
    if "job" in came:
        came["job"]["targets"] = [one.removeprefix(PREFIX) for one in came["job"]["targets"]]
    return status


def started_in_1970(_method: str, came: Members, status: int) -> int:
    if "execution" in came:
        came["execution"]["startedAt"] = datetime(1970, 1, 1, tzinfo=UTC)
    return status


WRONG: dict[Change, tuple[str, set[str], str, str]] = {
    conflicts_are_400: ("violates", {"HTTP_STATUS"}, "HTTP 409", "HTTP 400"),
    no_cancel_is_told: ("violates", {"BODY"}, "jobArn, jobId", "nothing"),
    deletions_are_told: ("violates", {"BODY"}, "nothing", "jobId"),
    numbers_begin_with_2: (
        "differs",
        {"EXECUTION_NUMBER"},
        "executionNumber 1",
        "executionNumber 2",
    ),
    queued_ones_have_started: ("differs", {"STARTED_AT"}, "no startedAt", "a startedAt"),
    pending_ones_have_started: ("differs", {"STARTED_AT"}, "no startedAt", "a startedAt"),
    no_targets_are_told: ("violates", {"TARGETS"}, "all targets", "not all targets"),
    targets_are_names: ("violates", {"TARGETS"}, "all targets", "not all targets"),
}


def checked(wrong: Change) -> Report:
    clients = Wire(wrong)
    return Checker(BotoSystem(clients, clients), run="spec").check()


@pytest.mark.slow
def test_right_answers_conform_and_what_was_not_said_has_a_reason() -> None:
    report = checked(right)
    assert not report.findings
    names = [rule.id for rule in answer_rules(TABLE)]
    results = {r.cell.id: r for r in report.results if r.cell.id in names}
    assert set(results) == set(names)
    assert results["CancelJob/answer/BODY"].verdict == "conforms"
    assert results["DeleteJob/answer/HTTP_STATUS"].verdict == "conforms"
    assert results["GetPendingJobExecutions/answer/EXECUTION_NUMBER"].verdict == "unreached"
    assert all(r.reasons for r in results.values() if r.verdict == "unreached")


@pytest.mark.slow
@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.__name__)
def test_a_wrong_answer_is_one_finding_with_a_short_script(
    wrong: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    verdict, forms, expected, seen = WRONG[wrong]
    report = checked(wrong)
    [finding] = report.findings
    assert finding.verdict == verdict
    assert {cell.rpartition("/")[2] for cell in finding.cells} == forms
    assert len(finding.steps) <= 3
    assert any(f"expected {expected}; saw {seen}" in line for line in as_text(report))
    program = compile(script(finding, "http://127.0.0.1:1"), "finding.py", "exec")
    for how, fails in ((wrong, True), (right, False)):
        clients = Wire(how)
        monkeypatch.setattr(boto3, "client", lambda *_, clients=clients, **__: clients)
        with pytest.raises(SystemExit) if fails else nullcontext():
            exec(program, {})


@pytest.mark.slow
def test_the_beginning_of_1970_is_no_time() -> None:
    assert not checked(started_in_1970).findings


@pytest.mark.slow
def test_an_operation_that_answers_all_conflicts_so_is_named_once_for_each_status() -> None:
    [finding] = checked(conflicts_are_400).findings
    operations = {cell.partition("/")[0] for cell in finding.cells}
    assert {"CancelJobExecution", "DeleteJob", "CreateJob", "UpdateJobExecution"} <= operations


def test_of_a_call_of_which_only_the_answer_is_known_nothing_is_said() -> None:
    conflict = Answer("InvalidStateTransitionException")
    assert not [*told_by([Call(DeleteJob("job"), conflict), Call(CancelJob("job"), OK)], Advance())]
    told = [*told_by([Call(DeleteJob("job"), conflict, http=400)], Advance())]
    assert [(one.seen, one.permitted, one.is_wrong) for one in told] == [
        ("HTTP 400", ("HTTP 409",), True)
    ]
    unknown = Call(DescribeJob("job"), Answer("SomethingElse"), http=418)
    assert not [*told_by([unknown], Advance())]


@pytest.mark.slow
def test_cells_about_answers_are_reached_also_where_nothing_else_is_asked_for() -> None:
    wire = Wire(right)
    report = Checker(BotoSystem(wire, wire)).check(wanted=lambda cell: "/answer/" in cell.id)
    assert report.reached > len(report.results) / 2
    assert {reason for one in report.results for reason in one.reasons} == {UNSAID}
