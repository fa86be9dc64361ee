"""Requests and responses of the profile `full` on the wire: what is written reads back the same."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from iot_jobs_spec import CreateJob, DeleteJobExecution, Request, UpdateJobExecution
from iot_jobs_spec.model.answers import ExecutionState
from iot_jobs_spec.model.profiles import FULL
from iot_jobs_spec.model.requests import AbortCriterion
from iot_jobs_spec.model.wire import (
    Outside,
    Unreadable,
    read_request,
    read_response,
    request_members,
    response_members,
)
from support.life import of_full


@given(of_full)
def test_a_request_that_is_written_reads_back_the_same(request_: Request) -> None:
    members = request_members(request_)
    assert read_request(request_.operation, members, profile=FULL) == request_


def test_a_configuration_is_nested_as_in_the_api() -> None:
    criterion = AbortCriterion("FAILED", 12.5, 3)
    job = CreateJob("j", ("t",), "{}", "CONTINUOUS", 5, {"ALL": 2}, (criterion,))
    assert request_members(job) == {
        "jobId": "j",
        "targets": ["t"],
        "document": "{}",
        "targetSelection": "CONTINUOUS",
        "timeoutConfig": {"inProgressTimeoutInMinutes": 5},
        "jobExecutionsRetryConfig": {
            "criteriaList": [{"failureType": "ALL", "numberOfRetries": 2}]
        },
        "abortConfig": {
            "criteriaList": [
                {
                    "failureType": "FAILED",
                    "action": "CANCEL",
                    "thresholdPercentage": 12.5,
                    "minNumberOfExecutedThings": 3,
                }
            ]
        },
    }


@pytest.mark.parametrize(
    ("members", "status"),
    [({}, None), ({"status": None}, None), ({"status": "FAILURE"}, "FAILURE")],
)
def test_a_report_without_a_status_is_no_start(members: dict[str, Any], status: str | None) -> None:
    names = {"jobId": "j", "thingName": "t"}
    found = read_request("UpdateJobExecution", {**names, **members}, profile=FULL)
    assert found == UpdateJobExecution("j", "t", status=status)


def test_the_core_does_not_read_what_only_full_has() -> None:
    names = {"jobId": "j", "thingName": "t"}
    with pytest.raises(Outside):
        read_request("DeleteJobExecution", {**names, "executionNumber": 1})
    with pytest.raises(Outside):
        read_request("UpdateJobExecution", {**names, "status": "FAILED"})
    with pytest.raises(Outside):
        read_request("CreateJob", {"jobId": "j", "targets": ["t"], "timeoutConfig": {}})


@pytest.mark.parametrize("member", ["schedulingConfig", "jobTemplateArn"])
def test_full_does_not_read_what_it_does_not_describe(member: str) -> None:
    with pytest.raises(Outside):
        read_request("CreateJob", {"jobId": "j", "targets": ["t"], member: "x"}, profile=FULL)


@pytest.mark.parametrize("number", [3, "3", 3.0])
def test_an_execution_number_may_be_digits(number: object) -> None:
    members = {"jobId": "j", "thingName": "t", "executionNumber": number, "force": "true"}
    found = read_request("DeleteJobExecution", members, profile=FULL)
    assert found == DeleteJobExecution("j", "t", 3, force=True)


@pytest.mark.parametrize(
    ("operation", "members"),
    [
        ("DeleteJobExecution", {"jobId": "j", "thingName": "t"}),
        ("DeleteJobExecution", {"jobId": "j", "thingName": "t", "executionNumber": "x"}),
        ("CreateJob", {"jobId": "j", "targets": ["t"], "abortConfig": {"criteriaList": 5}}),
        ("CreateJob", {"jobId": "j", "targets": ["t"], "timeoutConfig": 5}),
    ],
)
def test_a_member_of_another_type_is_unreadable(operation: str, members: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        read_request(operation, members, profile=FULL)


def test_the_state_of_an_execution_reads_back_the_same() -> None:
    request_ = UpdateJobExecution("j", "t", status="FAILED", include_job_execution_state=True)
    state = ExecutionState("FAILED", 3, {"k": "v"})
    members = response_members(request_, state)
    assert members == {
        "executionState": {"status": "FAILED", "versionNumber": 3, "statusDetails": {"k": "v"}}
    }
    assert read_response(request_, members) == (state, {})
    assert read_response(request_, {}) == (None, {})  # it is not shown, though it was asked for
