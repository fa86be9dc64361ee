"""The spelling of what only the profile `full` describes; the core profile passes it over."""

from __future__ import annotations

from typing import Any

import pytest

from iot_jobs_spec import (
    CreateJob,
    DeleteJobExecution,
    DescribeJobExecution,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
)
from iot_jobs_spec.model.answers import ExecutionState
from iot_jobs_spec.model.requests import AbortCriterion, is_beyond
from iot_jobs_spec.model.wire import (
    Outside,
    read_request,
    read_response,
    request_members,
    response_members,
)

ABORT = (AbortCriterion("ALL", 12.5, 3), AbortCriterion("REJECTED", 40.0, 1))
REQUESTS: tuple[Request, ...] = (
    CreateJob("j", ("t",), target_selection="CONTINUOUS"),
    CreateJob("j", ("t",), in_progress_timeout_in_minutes=5),
    CreateJob("j", ("t",), retries={"FAILED": 3}),
    CreateJob("j", ("t",), abort=ABORT),
    DescribeJobExecution("j", "t", 2),
    UpdateJobExecution("j", "t", 2, {"k": "v"}, "SUCCEEDED", 3, -1, True),
    UpdateJobExecution("j", "t", status="FAILURE"),
    StartNextPendingJobExecution("t", None, 4),
    DeleteJobExecution("j", "t", 2),
    DeleteJobExecution("j", "t", 2, force=True),
)
UPDATE = {"jobId": "j", "thingName": "t"}


@pytest.mark.parametrize("request_", REQUESTS, ids=repr)
def test_a_request_of_full_is_read_from_the_members_that_are_written_of_it(
    request_: Request,
) -> None:
    members = request_members(request_)
    assert read_request(request_.operation, members, "full") == request_


@pytest.mark.parametrize("request_", REQUESTS, ids=repr)
def test_the_core_profile_reads_no_other_meaning_into_it(request_: Request) -> None:
    """It passes the request over, or reads it as the same one without the member."""
    try:
        read = read_request(request_.operation, request_members(request_))
    except Outside:
        return
    assert not is_beyond(read)


def test_a_report_without_a_status_is_malformed_in_full_alone() -> None:
    assert read_request("UpdateJobExecution", UPDATE) == UpdateJobExecution("j", "t")
    missing = UpdateJobExecution("j", "t", status=None)
    assert read_request("UpdateJobExecution", UPDATE, "full") == missing
    assert request_members(missing) == UPDATE


@pytest.mark.parametrize(
    "members",
    [
        {"schedulingConfig": {}},
        {"jobTemplateArn": "arn"},
        {"targetSelection": "OTHER"},
        {"jobExecutionsRetryConfig": {"criteriaList": [{"failureType": "REJECTED"}]}},
        {"abortConfig": {"criteriaList": [{"failureType": "ALL", "action": "STOP"}]}},
    ],
    ids=str,
)
def test_full_passes_over_what_it_does_not_describe(members: dict[str, Any]) -> None:
    with pytest.raises(Outside):
        read_request("CreateJob", {"jobId": "j", "targets": ["t"], **members}, "full")


def test_an_update_shows_its_state_if_it_is_asked_for() -> None:
    asks = UpdateJobExecution("j", "t", include_job_execution_state=True)
    state = ExecutionState("FAILED", 3, {"k": "v"})
    members = response_members(asks, state)
    assert read_response(asks, members) == (state, {})
    assert read_response(UpdateJobExecution("j", "t"), members) == (None, members)
    assert read_response(asks, {}) == (None, {})
