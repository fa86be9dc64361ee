"""What a device may be told, and the iot API may not: a recording does not say who asked."""

from __future__ import annotations

import pytest

from iot_jobs_spec import (
    Answer,
    CancelJob,
    CreateJob,
    DescribeJobExecution,
    ExecutionDescription,
    ListJobExecutionsForJob,
    Request,
    UpdateJobExecution,
)
from iot_jobs_spec.audit.judging import Report, judge
from iot_jobs_spec.audit.recordings import Recording
from iot_jobs_spec.judge.history import Call, read, write
from iot_jobs_spec.model.answers import OK, ListedExecution
from iot_jobs_spec.model.profiles import CORE, FULL

OVER = Answer("TerminalStateException")
CREATED = CreateJob("job", ("thing",)), OK
READ = DescribeJobExecution("job", "thing"), OVER


def audited(seen: list[tuple[Request, Answer]], profile: str) -> Report:
    calls = [Call(*one) for one in seen]
    recording = Recording("calls", read(map(write, calls), "calls", profile), {})
    return judge([recording], profile=profile)


@pytest.mark.parametrize("status", ["SUCCEEDED", "FAILED", "REJECTED"])
def test_a_device_may_be_told_that_an_execution_is_over(status: str) -> None:
    ended = UpdateJobExecution("job", "thing", status=status), OK
    assert not audited([CREATED, ended, READ], FULL).findings


@pytest.mark.parametrize("profile", [CORE, FULL])
def test_a_device_may_be_told_that_its_job_is_over(profile: str) -> None:
    assert not audited([CREATED, (CancelJob("job"), OK), READ], profile).findings


@pytest.mark.parametrize("profile", [CORE, FULL])
def test_no_device_may_be_told_that_a_live_execution_is_over(profile: str) -> None:
    started = UpdateJobExecution("job", "thing"), OK
    [proven] = audited([CREATED, started, READ], profile).findings
    assert proven.finding.seen == OVER


def test_a_listing_without_earlier_tries_breaks_what_is_inferred_only() -> None:
    """No document says that the execution which a retry follows is listed."""
    created = CreateJob("job", ("thing",), retries={"FAILED": 1}), OK
    failed = UpdateJobExecution("job", "thing", status="FAILED"), OK
    shown = ExecutionDescription("job", "thing", "FAILED", 2)
    described = DescribeJobExecution("job", "thing"), Answer(None, shown)
    latest = (ListedExecution("job", "thing", "FAILED"),)
    listed = ListJobExecutionsForJob("job"), Answer(None, latest)
    [proven] = audited([created, failed, failed, described, listed], FULL).findings
    assert proven.finding.verdict == "differs"
    assert [claim.name for claim in proven.finding.claims] == ["RETRY_IS_A_NEW_EXECUTION"]
    none = ListJobExecutionsForJob("job"), Answer(None, ())
    [proven] = audited([created, failed, failed, described, none], FULL).findings
    assert proven.finding.verdict == "violates"
