"""The profile `full`: real clients follow executions to their end, delete them, and create jobs
that stay open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from iot_jobs_spec.language.rules import Verdict
from iot_jobs_spec.model.choices import ACCEPT, TERMINAL_STATE, offered
from iot_jobs_spec.model.profiles import FULL, table_of
from iot_jobs_spec.model.requests import OF_THINGS, REPORTED
from iot_jobs_spec.model.table import Cell
from support.server_kit import (
    DEVICE,
    OTHER,
    THING,
    LiveServer,
    arn,
    code_of,
    execution,
    expected,
    last_request,
    live_server,
    with_clock,
)

TABLE = table_of(FULL)
INVALID, NOT_FOUND = "InvalidRequestException", "ResourceNotFoundException"
STATE, CONFLICT = "InvalidStateTransitionException", "VersionConflictException"
ENDS = ("SUCCEEDED", "FAILED", "REJECTED")
COUNTERS = {
    "QUEUED": "numberOfQueuedThings",
    "IN_PROGRESS": "numberOfInProgressThings",
    "SUCCEEDED": "numberOfSucceededThings",
    "FAILED": "numberOfFailedThings",
    "REJECTED": "numberOfRejectedThings",
    "TIMED_OUT": "numberOfTimedOutThings",
    "REMOVED": "numberOfRemovedThings",
    "CANCELED": "numberOfCanceledThings",
}


@pytest.fixture(scope="module")
def running() -> Iterator[LiveServer]:
    with live_server(FULL) as server:
        yield server


@pytest.fixture
def server(running: LiveServer) -> LiveServer:
    running.fresh()
    return running


def report(server: LiveServer, status: str | None, job_id: str = "job", **more: Any) -> Any:
    """Send UpdateJobExecution for the execution on `THING`; None leaves the status out."""
    members = more if status is None else {"status": status, **more}
    return server.device.update_job_execution(jobId=job_id, thingName=THING, **members)


def described(server: LiveServer, job_id: str = "job") -> dict[str, Any]:
    """The answer of DescribeJob."""
    return dict(server.iot.describe_job(jobId=job_id)["job"])


def counts(server: LiveServer, job_id: str = "job") -> dict[str, int]:
    """The counters of a job by status, without zeros."""
    shown = described(server, job_id)["jobProcessDetails"]
    assert shown.keys() == set(COUNTERS.values())
    return {status: shown[name] for status, name in COUNTERS.items() if shown[name]}


def bring_to(server: LiveServer, status: str) -> None:
    """Bring the execution of `THING` to a status, by requests alone; others of the job go on."""
    server.create("job", THING, OTHER)
    if status == "IN_PROGRESS":
        server.device.start_next_pending_job_execution(thingName=THING)
    elif status == "CANCELED":
        server.iot.cancel_job_execution(jobId="job", thingName=THING)
    elif status != "QUEUED":
        report(server, status)
    assert server.status("job", THING) == status


@pytest.fixture
def by_devices(running: LiveServer) -> LiveServer:
    """A server that lets devices set every status."""
    running.fresh(
        choose=["UpdateJobExecution=TIMED_OUT=accept", "UpdateJobExecution=REMOVED=accept"]
    )
    return running


# --- UpdateJobExecution


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("first", ["QUEUED", "IN_PROGRESS"])
def test_a_device_ends_its_execution(server: LiveServer, first: str, end: str) -> None:
    bring_to(server, first)
    version = execution(server)["versionNumber"]
    report(server, end, statusDetails={"step": "last"})
    shown = execution(server)
    assert (shown["status"], shown["versionNumber"]) == (end, version + 1)
    assert shown["statusDetails"]["detailsMap"] == {"step": "last"}
    assert ("startedAt" in shown) == (first == "IN_PROGRESS" or end != "REJECTED")
    if first == "QUEUED" and end != "REJECTED":
        assert shown["startedAt"] == shown["lastUpdatedAt"]
    assert counts(server) == {end: 1, "QUEUED": 1}
    assert server.status("job") == "IN_PROGRESS"
    names = [event.rule.id for event in server.service.state.events if event.rule is not None]
    assert any(name.startswith(f"UpdateJobExecution={end}/{first}") for name in names)


@pytest.mark.parametrize("status", ["IN_PROGRESS", *REPORTED])
@pytest.mark.parametrize("end", [*ENDS, "CANCELED", "TIMED_OUT", "REMOVED"])
def test_an_execution_that_is_over_takes_no_report(
    by_devices: LiveServer, end: str, status: str
) -> None:
    server = by_devices
    bring_to(server, end)
    before = server.service.state.world
    assert code_of(report, server=server, status=status) == STATE
    assert server.service.state.world == before
    assert last_request(server.service).rule.verdict is Verdict.REJECT  # type: ignore[union-attr]


@pytest.mark.parametrize("status", ["QUEUED", "CANCELED", "REMOVED", "TIMED_OUT"])
@pytest.mark.parametrize("first", ["QUEUED", "IN_PROGRESS"])
def test_a_device_may_not_set_the_statuses_of_the_service(
    server: LiveServer, first: str, status: str
) -> None:
    bring_to(server, first)
    assert code_of(report, server=server, status=status) == INVALID
    assert server.status("job", THING) == first


@pytest.mark.parametrize("status", ["FAILURE", "succeeded", "", None])
def test_a_word_that_is_no_status_is_invalid(server: LiveServer, status: str | None) -> None:
    body = b"{}" if status is None else b'{"status": "%s"}' % status.encode()
    path = f"/things/{THING}/jobs/job"
    assert server.raw("POST", path, body, DEVICE).error == INVALID
    bring_to(server, "IN_PROGRESS")
    reply = server.raw("POST", path, body, DEVICE)
    assert (reply.status, reply.error) == (400, INVALID)
    assert reply.headers["x-decided-by"].startswith("UpdateJobExecution=OTHER/IN_PROGRESS")
    shown = "null" if status is None else status
    assert reply.json["message"].startswith(f"Value {shown} at 'status' failed to satisfy")
    assert server.status("job", THING) == "IN_PROGRESS"


def test_a_status_of_the_wrong_type_is_invalid(server: LiveServer) -> None:
    bring_to(server, "IN_PROGRESS")
    reply = server.raw("POST", f"/things/{THING}/jobs/job", b'{"status": 1}', DEVICE)
    assert reply.error == INVALID


def test_a_report_with_a_stale_version_changes_nothing(server: LiveServer) -> None:
    bring_to(server, "IN_PROGRESS")
    assert code_of(report, server=server, status="SUCCEEDED", expectedVersion=1) == CONFLICT
    assert server.status("job", THING) == "IN_PROGRESS"
    assert code_of(report, server=server, status="SUCCEEDED", expectedVersion=2) is None


@pytest.mark.parametrize("end", ["IN_PROGRESS", *ENDS])
def test_a_report_is_answered_with_the_state_and_the_document(server: LiveServer, end: str) -> None:
    server.create("job", document='{"go": 1}')
    server.device.start_next_pending_job_execution(thingName=THING, statusDetails={"a": "1"})
    shown = report(server, end, includeJobExecutionState=True, includeJobDocument=True)
    state = {"status": end, "versionNumber": 3, "statusDetails": {"a": "1"}}
    assert shown["executionState"] == state
    assert shown["jobDocument"] == '{"go": 1}'


def test_a_report_shows_neither_unless_asked(server: LiveServer) -> None:
    server.create("job")
    shown = report(server, "SUCCEEDED")
    assert not {"executionState", "jobDocument"} & shown.keys()


def test_a_report_names_an_execution_by_its_number(server: LiveServer) -> None:
    server.create("job")
    assert code_of(report, server=server, status="SUCCEEDED", executionNumber=2) == NOT_FOUND
    assert code_of(report, server=server, status="SUCCEEDED", executionNumber=1) is None


# --- completion and reads


def test_a_job_completes_once_every_device_has_ended(running: LiveServer) -> None:
    clock = with_clock(running)
    server = running
    server.create("job", THING, OTHER)
    clock.now += 10
    server.device.start_next_pending_job_execution(thingName=THING)
    clock.now += 10
    report(server, "FAILED")
    job = described(server)
    assert job["status"] == "IN_PROGRESS"
    assert "completedAt" not in job
    clock.now += 10
    server.device.update_job_execution(jobId="job", thingName=OTHER, status="SUCCEEDED")
    job = described(server)
    assert job["status"] == "COMPLETED"
    assert counts(server) == {"FAILED": 1, "SUCCEEDED": 1}
    created = job["createdAt"].timestamp()
    assert [job[name].timestamp() - created for name in ("completedAt", "lastUpdatedAt")] == [
        30,
        30,
    ]
    shown = execution(server)
    times = [
        shown[name].timestamp() - created for name in ("queuedAt", "startedAt", "lastUpdatedAt")
    ]
    assert times == [0, 10, 20]


def test_an_execution_that_is_over_is_pending_nowhere(server: LiveServer) -> None:
    server.create("first")
    server.create("second")
    report(server, "IN_PROGRESS", "second")
    report(server, "SUCCEEDED", "second")
    pending = server.device.get_pending_job_executions(thingName=THING)
    assert [one["jobId"] for one in pending["queuedJobs"]] == ["first"]
    assert pending["inProgressJobs"] == []
    shown = server.device.describe_job_execution(jobId="$next", thingName=THING)["execution"]
    assert shown["jobId"] == "first"
    started = server.device.start_next_pending_job_execution(thingName=THING)["execution"]
    assert started["jobId"] == "first"
    report(server, "REJECTED", "first")
    assert "execution" not in server.device.start_next_pending_job_execution(thingName=THING)
    assert "execution" not in server.device.describe_job_execution(jobId="$next", thingName=THING)
    over = server.device.describe_job_execution(jobId="second", thingName=THING)["execution"]
    assert (over["status"], over["versionNumber"]) == ("SUCCEEDED", 3)


def test_listings_are_filtered_by_every_status(by_devices: LiveServer) -> None:
    server = by_devices
    statuses = (*ENDS, "TIMED_OUT", "REMOVED", "QUEUED")
    for status in statuses:
        server.create(f"job-{status}")
        if status != "QUEUED":
            report(server, status, f"job-{status}")
    for status in statuses:
        of_thing = server.iot.list_job_executions_for_thing(thingName=THING, status=status)
        assert [one["jobId"] for one in of_thing["executionSummaries"]] == [f"job-{status}"]
        of_job = server.iot.list_job_executions_for_job(jobId=f"job-{status}", status=status)
        (one,) = of_job["executionSummaries"]
        assert one["jobExecutionSummary"]["status"] == status
        assert one["jobExecutionSummary"]["executionNumber"] == 1
    done = [job["jobId"] for job in server.iot.list_jobs(status="COMPLETED")["jobs"]]
    assert done == [f"job-{status}" for status in reversed(statuses) if status != "QUEUED"]


# --- DeleteJobExecution


def delete(server: LiveServer, **more: Any) -> str | None:
    members = {"jobId": "job", "thingName": THING, "executionNumber": 1, **more}
    return code_of(server.iot.delete_job_execution, **members)


@pytest.mark.parametrize("status", ["QUEUED", *ENDS, "CANCELED", "TIMED_OUT", "REMOVED"])
@pytest.mark.parametrize("force", [{}, {"force": False}, {"force": True}])
def test_an_execution_is_deleted(
    by_devices: LiveServer, status: str, force: dict[str, bool]
) -> None:
    server = by_devices
    bring_to(server, status)
    assert delete(server, **force) is None
    read = {"jobId": "job", "thingName": THING}
    assert code_of(server.iot.describe_job_execution, **read) == NOT_FOUND
    assert code_of(report, server=server, status="IN_PROGRESS") == NOT_FOUND
    assert delete(server, **force) == NOT_FOUND
    assert counts(server) == {"QUEUED": 1}
    listed = server.iot.list_job_executions_for_job(jobId="job")["executionSummaries"]
    assert [one["thingArn"] for one in listed] == [arn(OTHER)]
    assert server.iot.list_job_executions_for_thing(thingName=THING)["executionSummaries"] == []


def test_an_execution_in_progress_is_deleted_by_force_alone(server: LiveServer) -> None:
    bring_to(server, "IN_PROGRESS")
    assert delete(server) == STATE
    assert server.status("job", THING) == "IN_PROGRESS"
    assert delete(server, force=True) is None
    assert server.status("job", THING) is None


def test_only_the_execution_with_the_number_is_deleted(server: LiveServer) -> None:
    bring_to(server, "SUCCEEDED")
    assert delete(server, executionNumber=2) == NOT_FOUND
    assert server.status("job", THING) == "SUCCEEDED"
    path = f"/things/{THING}/jobs/job/executionNumber/one"
    assert server.raw("DELETE", path, None, "iot").error == INVALID


@pytest.mark.parametrize(("value", "status"), [("yes", "COMPLETED"), ("no", "IN_PROGRESS")])
def test_deleting_the_last_live_execution_completes_the_job_as_chosen(
    running: LiveServer, value: str, status: str
) -> None:
    running.fresh(choose=[f"WHETHER_DELETION_COMPLETES={value}"])
    running.create("job", THING, OTHER)
    running.device.update_job_execution(jobId="job", thingName=OTHER, status="SUCCEEDED")
    assert delete(running, force=True) is None
    assert running.status("job") == status


@pytest.mark.parametrize(("value", "status"), [("yes", "COMPLETED"), ("no", "IN_PROGRESS")])
def test_deleting_the_only_execution_completes_the_job_as_chosen(
    running: LiveServer, value: str, status: str
) -> None:
    running.fresh(choose=[f"WHETHER_EMPTY_JOB_COMPLETES={value}"])
    running.create("job")
    assert delete(running) is None
    assert running.status("job") == status


# --- CONTINUOUS jobs


def test_a_continuous_job_never_completes(server: LiveServer) -> None:
    server.iot.create_job(
        jobId="job", targets=[arn(THING)], document="{}", targetSelection="CONTINUOUS"
    )
    server.create("snapshot")
    report(server, "SUCCEEDED")
    job = described(server)
    assert (job["status"], job["targetSelection"]) == ("IN_PROGRESS", "CONTINUOUS")
    assert counts(server) == {"SUCCEEDED": 1}
    for selection, job_id in (("CONTINUOUS", "job"), ("SNAPSHOT", "snapshot")):
        (listed,) = server.iot.list_jobs(targetSelection=selection)["jobs"]
        assert (listed["jobId"], listed["targetSelection"]) == (job_id, selection)
    assert len(server.iot.list_jobs()["jobs"]) == 2
    server.iot.cancel_job(jobId="job")
    assert server.status("job") == "CANCELED"


def test_devices_see_details_once_some_were_given(server: LiveServer) -> None:
    server.create("job")

    def state(**given: Any) -> Any:
        answer = report(server, "IN_PROGRESS", includeJobExecutionState=True, **given)
        return answer["executionState"].get("statusDetails")

    def read() -> Any:
        execution = server.device.describe_job_execution(jobId="job", thingName=THING)["execution"]
        return execution.get("statusDetails")

    assert (read(), state(), read()) == (None, None, None)
    assert execution(server)["statusDetails"] == {}
    assert (state(statusDetails={"step": "1"}), read()) == ({"step": "1"}, {"step": "1"})
    assert state() == {"step": "1"}
    assert (state(statusDetails={}), read(), state()) == ({}, {}, {})


def test_details_of_a_cancel_are_shown_to_the_device_too(server: LiveServer) -> None:
    server.create("job")
    details = {"reason": "superseded"}
    server.iot.cancel_job_execution(jobId="job", thingName=THING, statusDetails=details)
    shown = server.device.describe_job_execution(jobId="job", thingName=THING)["execution"]
    assert shown["statusDetails"] == details


# --- choices


def test_a_terminal_execution_is_read_by_its_device_as_chosen(running: LiveServer) -> None:
    read = {"jobId": "job", "thingName": THING}
    for value, error in ((ACCEPT, None), (TERMINAL_STATE, TERMINAL_STATE)):
        running.fresh(choose=[f"WHETHER_DEVICE_READS_TERMINAL={value}"])
        running.create("job")
        assert code_of(running.device.describe_job_execution, **read) is None
        report(running, "SUCCEEDED")
        assert code_of(running.device.describe_job_execution, **read) == error
        assert code_of(running.iot.describe_job_execution, **read) is None
    reply = running.raw("GET", f"/things/{THING}/jobs/job", None, DEVICE)
    assert (reply.status, reply.error) == (410, TERMINAL_STATE)


@pytest.mark.parametrize("order", ["newest-first", "oldest-first"])
def test_lists_are_in_the_chosen_order(running: LiveServer, order: str) -> None:
    running.fresh(choose=[f"LIST_ORDER={order}"])
    names = ["first", "second", "third"]
    for job_id in names:
        running.create(job_id)
    wanted = names if order == "oldest-first" else names[::-1]
    for call, member, given in (
        (running.iot.list_jobs, "jobs", {}),
        (running.iot.list_job_executions_for_thing, "executionSummaries", {"thingName": THING}),
    ):
        first = call(**given, maxResults=2)
        second = call(**given, maxResults=2, nextToken=first["nextToken"])
        assert "nextToken" not in second
        assert [one["jobId"] for one in first[member] + second[member]] == wanted


@pytest.mark.parametrize(
    ("value", "document"), [("as-given", '{"a": [1, 2]}'), ("compact", '{"a":[1,2]}')]
)
def test_devices_get_the_document_as_chosen(running: LiveServer, value: str, document: str) -> None:
    running.fresh(choose=[f"DEVICE_DOCUMENT={value}"])
    running.create("job", document='{"a": [1, 2]}')
    running.create("text", document="no JSON: {")
    read = running.device.describe_job_execution
    shown = report(running, "IN_PROGRESS", includeJobDocument=True)
    assert shown["jobDocument"] == document
    assert read(jobId="job", thingName=THING)["execution"]["jobDocument"] == document
    assert running.iot.get_job_document(jobId="job")["document"] == '{"a": [1, 2]}'
    assert read(jobId="text", thingName=THING)["execution"]["jobDocument"] == "no JSON: {"


@pytest.mark.parametrize("order", ["queued-first", "latest-update-first"])
def test_executions_of_a_job_are_listed_in_the_chosen_order(
    running: LiveServer, order: str
) -> None:
    running.fresh(choose=[f"EXECUTION_ORDER={order}"])
    names = ["a", "b", "c", "d"]
    for name in names:
        running.iot.create_thing(thingName=name)
    running.create("job", *names)
    for name in ("c", "a"):
        running.device.update_job_execution(jobId="job", thingName=name, status="IN_PROGRESS")

    def page(**given: Any) -> tuple[list[str], str | None]:
        answer = running.iot.list_job_executions_for_job(jobId="job", **given)
        arns = [one["thingArn"] for one in answer["executionSummaries"]]
        return [each.rpartition("/")[2] for each in arns], answer.get("nextToken")

    wanted = names if order == "queued-first" else ["a", "c", "d", "b"]
    first, token = page(maxResults=3)
    assert (first, page(maxResults=3, nextToken=token)) == (wanted[:3], (wanted[3:], None))
    assert page(status="QUEUED")[0] == [name for name in wanted if name in "bd"]


@pytest.mark.parametrize("document", ["no JSON: {", "[NaN]", "[" * 20000, ""])
def test_a_document_that_is_no_json_is_accepted_as_chosen(
    running: LiveServer, document: str
) -> None:
    call = {"jobId": "job", "targets": [arn(THING)], "document": document}
    running.fresh()
    assert code_of(running.iot.create_job, **call) is None
    running.fresh(choose=["JSON_DOCUMENT=InvalidRequestException"])
    assert code_of(running.iot.create_job, **call) == INVALID
    assert code_of(running.iot.create_job, **{**call, "document": '{"a": 1e3}'}) is None


RULES = {rule.id: rule for rule in TABLE.rules if len(rule.outcomes) > 1}
OPEN_REPORTS = [
    (name, value)
    for name, rule in RULES.items()
    for value in offered(FULL)[name].values
    if rule.question
    and rule.question.startswith("UpdateJobExecution=")
    and not rule.guards.get("job_deleting")
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "value"), OPEN_REPORTS, ids=["/".join(c) for c in OPEN_REPORTS])
def test_a_report_gets_every_answer_that_a_rule_permits(
    running: LiveServer, name: str, value: str
) -> None:
    rule = RULES[name]
    running.fresh(choose=[f"{name}={value}"])
    if rule.source is not None:
        _arrange(running, rule.source)
    before = running.service.state.world
    asked = (rule.question or "").partition("=")[2]
    status = "SUCCESS" if asked == "OTHER" else asked
    more = {"expectedVersion": 99} if rule.guards.get("version_mismatch") else {}
    answer = code_of(report, server=running, status=status, **more)
    assert (answer or ACCEPT) == value
    assert last_request(running.service).rule is rule
    assert (running.service.state.world == before) == (value != ACCEPT)


def _arrange(server: LiveServer, status: str) -> None:
    """Bring the execution to a status, whatever a device may report: the world is set."""
    server.create("job", THING, OTHER)
    state = server.service.state
    job = state.world.jobs["job"]
    record = job.executions[THING]._replace(status=status)
    changed = job._replace(executions=job.executions.set(THING, record))
    state.advance(state.world.with_job("job", changed), "job", THING)


ABOUT_EXECUTIONS = [
    cell
    for cell in TABLE.cells()
    if cell.machine == "Execution" and cell.operation and cell.operation not in OF_THINGS
]


@pytest.mark.slow
@pytest.mark.parametrize("cell", ABOUT_EXECUTIONS, ids=lambda cell: cell.id)
def test_a_client_gets_the_expected_answer_in_every_cell(running: LiveServer, cell: Cell) -> None:
    guards = dict(cell.guards)
    running.fresh()
    if cell.status is not None:
        _arrange(running, cell.status)
        if guards.get("job_deleting"):
            running.iot.delete_job(jobId="job", force=True)
    before = running.service.state.world
    assert _send(running, cell, guards) == expected(cell)
    assert last_request(running.service).rule is cell.rule
    if expected(cell):
        assert running.service.state.world == before
        return
    outcome = cell.rule.expected.status
    after = None if outcome == "ABSENT" else outcome
    assert running.status("job", THING) == after


def _send(server: LiveServer, cell: Cell, guards: dict[str, bool]) -> str | None:
    """Send the request of a cell about an execution."""
    members: dict[str, Any] = {"jobId": "job", "thingName": THING}
    if guards.get("version_mismatch"):
        members["expectedVersion"] = 99
    if guards.get("timer_given"):
        members["stepTimeoutInMinutes"] = 5
    if guards.get("force"):
        members["force"] = True
    match cell.operation:
        case "UpdateJobExecution":
            asked = (cell.question or "").partition("=")[2] or "IN_PROGRESS"
            members["status"] = "SUCCESS" if asked == "OTHER" else asked
            return code_of(server.device.update_job_execution, **members)
        case "DeleteJobExecution":
            return code_of(server.iot.delete_job_execution, **members, executionNumber=1)
        case "CancelJobExecution":
            return code_of(server.iot.cancel_job_execution, **members)
        case operation:
            assert operation == "DescribeJobExecution"
            return code_of(server.iot.describe_job_execution, **members)


def test_the_core_profile_takes_no_end_of_a_device(running: LiveServer) -> None:
    running.fresh(profile="core")
    running.create("job")
    reply = running.raw("POST", f"/things/{THING}/jobs/job", b'{"status": "SUCCEEDED"}', DEVICE)
    assert "outside this specification" in reply.json["message"]
    assert (
        "outside this specification"
        in (running.raw("DELETE", f"/things/{THING}/jobs/job/executionNumber/1").json["message"])
    )
    running.fresh(profile=FULL)
