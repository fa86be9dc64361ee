"""Real clients read from the server: things, jobs, listings with filters and pages, devices."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NotRequired, get_origin, get_type_hints

import pytest

from iot_jobs_spec.model.profiles import FULL
from iot_jobs_spec.server.lifecycle import ENCOUNTERS
from iot_jobs_spec.server.service import DECIDED, HANDLERS, OF_FULL
from iot_jobs_spec.server.service_model import CONTROL, load
from iot_jobs_spec.server.writing import Outputs
from support.server_kit import (
    DEVICE,
    OTHER,
    REGION,
    THING,
    LiveServer,
    arn,
    code_of,
    live_server,
    scoped,
)

NOT_IMPLEMENTED = "NotImplementedException"
EVERY_HANDLER = {**HANDLERS, **OF_FULL}


@pytest.fixture(scope="module")
def shared() -> Iterator[LiveServer]:
    with live_server() as running:
        yield running


@pytest.fixture
def server(shared: LiveServer) -> LiveServer:
    shared.fresh()
    return shared


def pages(call: Any, member: str, **given: Any) -> list[list[Any]]:
    found: list[list[Any]] = []
    token: dict[str, str] = {}
    while True:
        response = call(**given, **token)
        found.append(response[member])
        if "nextToken" not in response:
            return found
        token = {"nextToken": response["nextToken"]}


def jobs_of(listed: list[list[Any]]) -> list[str]:
    return [one["jobId"] for page in listed for one in page]


def test_a_thing_can_be_created_described_and_deleted(server: LiveServer) -> None:
    created = server.iot.create_thing(thingName="t", attributePayload={"attributes": {"a": "b"}})
    response = server.iot.describe_thing(thingName="t")
    assert (response["thingArn"], response["thingId"]) == (created["thingArn"], created["thingId"])
    assert (response["attributes"], response["version"]) == ({"a": "b"}, 1)
    assert code_of(server.iot.create_thing, thingName="t") == "ResourceAlreadyExistsException"
    version = {"thingName": "t", "expectedVersion": 7}
    assert code_of(server.iot.delete_thing, **version) == "VersionConflictException"
    server.iot.delete_thing(thingName="t", expectedVersion=1)
    for call in (server.iot.describe_thing, server.iot.delete_thing):
        assert code_of(call, thingName="t") == "ResourceNotFoundException"


def test_creating_the_same_thing_again_succeeds(server: LiveServer) -> None:
    assert code_of(server.iot.create_thing, thingName=THING) is None


def test_a_thing_with_a_pending_execution_cannot_be_deleted(server: LiveServer) -> None:
    server.create("job")
    assert code_of(server.iot.delete_thing, thingName=THING) == NOT_IMPLEMENTED
    server.iot.delete_job(jobId="job", force=True)
    assert code_of(server.iot.delete_thing, thingName=THING) is None
    assert server.iot.describe_job_execution(jobId="job", thingName=THING)["execution"]


def test_describe_job_returns_what_create_job_was_given(server: LiveServer) -> None:
    before = datetime.now(UTC).timestamp()
    given: dict[str, Any] = {
        "description": "ein größeres Update",
        "jobExecutionsRolloutConfig": {"maximumPerMinute": 5},
        "abortConfig": {
            "criteriaList": [
                {
                    "failureType": "FAILED",
                    "action": "CANCEL",
                    "thresholdPercentage": 12.5,
                    "minNumberOfExecutedThings": 2,
                }
            ]
        },
        "timeoutConfig": {"inProgressTimeoutInMinutes": 5},
        "namespaceId": "green",
    }
    created = server.iot.create_job(jobId="job", targets=[arn(THING)], document="{}", **given)
    assert created["description"] == given["description"]
    server.iot.cancel_job(jobId="job", reasonCode="WHY_NOT", comment="because")
    job = server.iot.describe_job(jobId="job")["job"]
    assert {name: job[name] for name in given} == given
    assert job["jobArn"] == created["jobArn"]
    assert (job["reasonCode"], job["comment"]) == ("WHY_NOT", "because")
    assert (job["targets"], job["targetSelection"]) == ([arn(THING)], "SNAPSHOT")
    assert job["forceCanceled"] is job["isConcurrent"] is False
    assert job["jobProcessDetails"]["numberOfCanceledThings"] == 1
    assert len(job["jobProcessDetails"]) == 8
    assert before - 1 <= job["createdAt"].timestamp() <= job["lastUpdatedAt"].timestamp()
    assert "completedAt" not in job


def test_describe_job_shows_some_configurations_empty(server: LiveServer) -> None:
    server.create("job")
    job = server.iot.describe_job(jobId="job")["job"]
    for name in ("presignedUrlConfig", "jobExecutionsRolloutConfig", "timeoutConfig"):
        assert job[name] == {}
    assert job["schedulingConfig"] == {}
    assert not job.keys() & {"abortConfig", "jobExecutionsRetryConfig", "description"}


def test_an_end_behavior_without_an_end_makes_no_schedule(server: LiveServer) -> None:
    schedule = {"endBehavior": "FORCE_CANCEL"}
    server.iot.create_job(
        jobId="job", targets=[arn(THING)], document="{}", schedulingConfig=schedule
    )
    job = server.iot.describe_job(jobId="job")["job"]
    assert (job["status"], job["schedulingConfig"]) == ("IN_PROGRESS", schedule)


def test_summaries_count_the_retries(server: LiveServer) -> None:
    server.create("job")
    (of_job,) = server.iot.list_job_executions_for_job(jobId="job")["executionSummaries"]
    (of_thing,) = server.iot.list_job_executions_for_thing(thingName=THING)["executionSummaries"]
    for entry in (of_job, of_thing):
        assert entry["jobExecutionSummary"]["retryAttempt"] == 0


def test_a_completed_job_has_a_time_of_completion(server: LiveServer) -> None:
    server.create("job")
    server.iot.cancel_job_execution(jobId="job", thingName=THING)
    job = server.iot.describe_job(jobId="job")["job"]
    assert (job["status"], job["completedAt"]) == ("COMPLETED", job["lastUpdatedAt"])


def test_get_job_document_returns_the_document_unchanged(server: LiveServer) -> None:
    server.create("job", document='{"ü": "\\u00e9"}')
    assert server.iot.get_job_document(jobId="job")["document"] == '{"ü": "\\u00e9"}'
    assert code_of(server.iot.get_job_document, jobId="none") == "ResourceNotFoundException"


def test_a_document_source_is_shown_and_not_fetched(server: LiveServer) -> None:
    source = "https://s3.example.com/bucket/job.json"
    server.iot.create_job(jobId="job", targets=[arn(THING)], documentSource=source)
    assert server.iot.describe_job(jobId="job")["documentSource"] == source
    assert code_of(server.iot.get_job_document, jobId="job") == NOT_IMPLEMENTED
    started = server.device.start_next_pending_job_execution(thingName=THING)["execution"]
    assert "jobDocument" not in started


@pytest.mark.parametrize(
    "given",
    [
        {"targets": [arn(THING).replace("thing/", "thinggroup/")]},
        {"targetSelection": "CONTINUOUS"},
        {"schedulingConfig": {"startTime": "2030-01-01 00:00"}},
        {"schedulingConfig": {"endTime": "2030-01-01 00:00", "endBehavior": "CANCEL"}},
        {
            "schedulingConfig": {
                "maintenanceWindows": [{"startTime": "cron(0 0 * * ? *)", "durationInMinutes": 60}]
            }
        },
        {"jobTemplateArn": "arn:aws:iot:eu-west-1:123456789012:jobtemplate/t"},
    ],
    ids=str,
)
def test_a_job_that_only_aws_can_make_is_not_implemented(
    server: LiveServer, given: dict[str, Any]
) -> None:
    call = {"jobId": "job", "targets": [arn(THING)], "document": "{}", **given}
    assert code_of(server.iot.create_job, **call) == NOT_IMPLEMENTED
    assert not server.service.state.jobs


@pytest.mark.parametrize(
    "given",
    [
        {"targets": ["sensor"]},
        {"targets": ["arn:aws:s3:::bucket"]},
        {"targets": []},
        {"document": None},
        {"document": "{}", "documentSource": "https://s3.example.com/b/k"},
        {"document": "x" * 32769},
        {"description": ""},
        {"targetSelection": "SOMETIMES"},
        {"jobId": "x" * 65},
    ],
    ids=str,
)
def test_a_malformed_job_is_rejected(server: LiveServer, given: dict[str, Any]) -> None:
    members = {"jobId": "job", "targets": [arn(THING)], "document": "{}", **given}
    call = {name: value for name, value in members.items() if value is not None}
    assert code_of(server.iot.create_job, **call) == "InvalidRequestException"
    assert not server.service.state.jobs


@pytest.mark.parametrize(
    "target",
    [
        arn(THING).replace(REGION, "us-east-1"),
        arn(THING).replace("123456789012", "210987654321"),
        arn(THING).replace("arn:aws:", "arn:aws-cn:"),
    ],
)
def test_a_target_of_another_account_or_region_is_rejected(server: LiveServer, target: str) -> None:
    body = json.dumps({"targets": [target], "document": "{}"}).encode()
    for plane in ("iot", None):
        reply = server.raw("PUT", "/jobs/job", body, plane)
        assert reply.error == "ResourceNotFoundException"
        assert arn(THING) in reply.json["message"]
    assert not server.service.state.jobs


def test_a_target_in_a_region_that_the_request_is_not_signed_for_is_rejected(
    server: LiveServer,
) -> None:
    body = json.dumps({"targets": [arn(THING)], "document": "{}"}).encode()
    elsewhere = {"Authorization": scoped("iot").replace(REGION, "us-east-1")}
    assert server.raw("PUT", "/jobs/job", body, headers=elsewhere).status == 404
    assert server.raw("PUT", "/jobs/job", body).status == 200


def test_a_job_is_shown_in_the_region_in_which_it_was_made(server: LiveServer) -> None:
    server.create("job")
    elsewhere = {"Authorization": scoped("iot").replace(REGION, "us-east-1")}
    job = server.raw("GET", "/jobs/job", headers=elsewhere).json["job"]
    assert job["jobArn"] == arn(THING).replace("thing/sensor", "job/job")
    assert job["targets"] == [arn(THING)]
    path = f"/things/{THING}/jobs/job"
    assert server.raw("GET", path, headers=elsewhere).json["execution"]["thingArn"] == arn(THING)
    listed = server.raw("GET", "/jobs/job/things", headers=elsewhere).json["executionSummaries"]
    assert [one["thingArn"] for one in listed] == [arn(THING)]


def test_a_repeated_target_counts_once(server: LiveServer) -> None:
    server.create("job", THING, OTHER, THING)
    assert server.iot.describe_job(jobId="job")["job"]["targets"] == [arn(THING), arn(OTHER)]


def test_list_jobs_returns_the_newest_first_in_pages(server: LiveServer) -> None:
    for number in range(7):
        server.create(f"job-{number}")
    server.iot.cancel_job(jobId="job-3")
    server.iot.create_job(jobId="green", targets=[arn(THING)], namespaceId="green", document="{}")
    call = server.iot.list_jobs
    everything = ["green", *(f"job-{number}" for number in range(6, -1, -1))]
    assert jobs_of(pages(call, "jobs")) == everything
    listed = pages(call, "jobs", maxResults=3)
    assert [len(page) for page in listed] == [3, 3, 2]
    assert jobs_of(listed) == everything
    assert jobs_of(pages(call, "jobs", status="CANCELED")) == ["job-3"]
    assert jobs_of(pages(call, "jobs", status="IN_PROGRESS", maxResults=6))[-1] == "job-0"
    assert jobs_of(pages(call, "jobs", namespaceId="green")) == ["green"]
    assert jobs_of(pages(call, "jobs", targetSelection="CONTINUOUS")) == []
    assert code_of(call, thingGroupName="group") == "ResourceNotFoundException"


def test_creating_or_deleting_jobs_between_pages_moves_no_other_job(
    server: LiveServer,
) -> None:
    service = server.fresh(deletion=None)
    for number in range(6):
        server.create(f"job-{number}")
    first = server.iot.list_jobs(maxResults=2)
    server.create("late")
    server.iot.delete_job(jobId="job-4", force=True)
    for _ in range(ENCOUNTERS):
        assert code_of(server.iot.describe_job, jobId="job-4") is None
    assert code_of(server.iot.describe_job, jobId="job-4") == "ResourceNotFoundException"
    assert "job-4" not in service.state.jobs
    rest = pages(server.iot.list_jobs, "jobs", nextToken=first["nextToken"], maxResults=250)
    assert jobs_of(rest) == ["job-3", "job-2", "job-1", "job-0"]


@pytest.mark.parametrize("token", ["", "?", "am9icw==", "dGhpbmdzIDE=", "é", "am9icyDCsg=="])
def test_an_invalid_page_token_is_rejected(server: LiveServer, token: str) -> None:
    assert code_of(server.iot.list_jobs, nextToken=token) == "InvalidRequestException"


def test_executions_of_a_job_are_listed_with_filters_and_pages(server: LiveServer) -> None:
    names = [f"thing-{number}" for number in range(5)]
    for name in names:
        server.iot.create_thing(thingName=name)
    server.create("job", *names)
    server.iot.cancel_job_execution(jobId="job", thingName="thing-2")
    call = server.iot.list_job_executions_for_job
    listed = pages(call, "executionSummaries", jobId="job", maxResults=2)
    assert [len(page) for page in listed] == [2, 2, 1]
    assert [one["thingArn"] for page in listed for one in page] == [arn(name) for name in names]
    (canceled,) = call(jobId="job", status="CANCELED")["executionSummaries"]
    assert canceled["thingArn"] == arn("thing-2")
    assert canceled["jobExecutionSummary"]["executionNumber"] == 1
    assert code_of(call, jobId="none") == "ResourceNotFoundException"
    assert code_of(call, jobId="job", maxResults=0) == "InvalidRequestException"
    assert code_of(call, jobId="job", maxResults=251) == "InvalidRequestException"
    assert code_of(call, jobId="job", status="SLEEPING") == "InvalidRequestException"


def test_executions_of_a_thing_are_listed_with_filters_and_pages(server: LiveServer) -> None:
    for number in range(3):
        server.create(f"job-{number}")
    server.device.start_next_pending_job_execution(thingName=THING)
    call = server.iot.list_job_executions_for_thing
    listed = pages(call, "executionSummaries", thingName=THING, maxResults=2)
    assert jobs_of(listed) == ["job-2", "job-1", "job-0"]
    (busy,) = call(thingName=THING, status="IN_PROGRESS")["executionSummaries"]
    assert busy["jobId"] == "job-0"
    assert busy["jobExecutionSummary"]["startedAt"]
    assert jobs_of([call(thingName=THING, jobId="job-1")["executionSummaries"]]) == ["job-1"]
    assert call(thingName=OTHER)["executionSummaries"] == []
    assert code_of(call, thingName="nobody") == "ResourceNotFoundException"


def test_a_device_starts_its_executions_in_order(server: LiveServer) -> None:
    for number in range(2):
        server.create(f"job-{number}", document=f'{{"step": {number}}}')
    waiting = server.device.get_pending_job_executions(thingName=THING)
    assert jobs_of([waiting["queuedJobs"]]) == ["job-0", "job-1"]
    assert waiting["inProgressJobs"] == []
    described = server.device.describe_job_execution(jobId="$next", thingName=THING)["execution"]
    assert (described["jobId"], described["status"]) == ("job-0", "QUEUED")
    started = server.device.start_next_pending_job_execution(
        thingName=THING, statusDetails={"step": "1"}
    )["execution"]
    assert (started["jobId"], started["status"], started["versionNumber"]) == (
        "job-0",
        "IN_PROGRESS",
        2,
    )
    assert (started["statusDetails"], started["jobDocument"]) == ({"step": "1"}, '{"step": 0}')
    assert isinstance(started["queuedAt"], int)
    response = server.device.update_job_execution(
        jobId="job-0",
        thingName=THING,
        status="IN_PROGRESS",
        expectedVersion=2,
        statusDetails={"step": "2"},
        includeJobExecutionState=True,
        includeJobDocument=True,
    )
    state = {"status": "IN_PROGRESS", "versionNumber": 3, "statusDetails": {"step": "2"}}
    assert (response["executionState"], response["jobDocument"]) == (state, '{"step": 0}')
    server.iot.cancel_job_execution(jobId="job-0", thingName=THING, force=True)
    following = server.device.describe_job_execution(jobId="$next", thingName=THING)["execution"]
    assert following["jobId"] == "job-1"


def test_a_device_without_pending_executions_gets_none(server: LiveServer) -> None:
    assert "execution" not in server.device.start_next_pending_job_execution(thingName=THING)
    response = server.device.describe_job_execution(jobId="$next", thingName=THING)
    assert "execution" not in response
    waiting = server.device.get_pending_job_executions(thingName=THING)
    assert (waiting["inProgressJobs"], waiting["queuedJobs"]) == ([], [])


def test_a_device_without_a_signature_reads_its_next_execution(server: LiveServer) -> None:
    path = f"/things/{THING}/jobs/$next"
    assert server.raw("GET", path).json == {}
    server.create("job")
    for escaped in (path, path.replace("$", "%24")):
        assert server.raw("GET", escaped).json["execution"]["jobId"] == "job"
    refused = server.raw("GET", path, plane="iot")
    assert refused.status == 400
    assert "only DescribeJobExecution of iot-jobs-data takes $next" in refused.json["message"]


HOSTS_OF_DEVICES = [
    "data.jobs.iot.eu-west-1.amazonaws.com",
    "Data.Jobs.IoT.cn-north-1.amazonaws.com.cn:443",
    "abc123.jobs.iot.us-east-1.amazonaws.com",
    "data.jobs.iot.localhost:4599",
]


@pytest.mark.parametrize("host", HOSTS_OF_DEVICES)
def test_the_host_of_devices_says_that_a_request_is_one_of_a_device(
    server: LiveServer, host: str
) -> None:
    server.create("job")
    named, path = {"Host": host}, f"/things/{THING}/jobs"
    assert "queuedJobs" in server.raw("GET", path, headers=named).json
    assert "jobDocument" in server.raw("GET", f"{path}/job", headers=named).json["execution"]
    assert "executionSummaries" in server.raw("GET", path).json
    assert "executionSummaries" in server.raw("GET", path, plane="iot", headers=named).json
    assert server.raw("GET", "/jobs", headers=named).status == 400


def test_describe_without_the_document_leaves_it_out(server: LiveServer) -> None:
    server.create("job")
    call = server.device.describe_job_execution
    response = call(jobId="job", thingName=THING, includeJobDocument=False)["execution"]
    assert "jobDocument" not in response


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        *((status, (501, NOT_IMPLEMENTED)) for status in ("SUCCEEDED", "FAILED", "REJECTED")),
        *((status, (400, "InvalidRequestException")) for status in ("QUEUED", "CANCELED")),
    ],
)
def test_an_update_to_another_status_is_outside_the_core(
    server: LiveServer, status: str, answer: tuple[int, str]
) -> None:
    server.create("job")
    path = f"/things/{THING}/jobs/job"
    reply = server.raw("POST", path, b'{"status": "%s"}' % status.encode(), DEVICE)
    assert (reply.status, reply.error) == answer
    assert status in reply.json["message"]
    assert server.status("job", THING) == "QUEUED"


@pytest.mark.parametrize("status", ["SUCCEEDED", "FAILED", "REJECTED"])
def test_no_device_ends_an_execution_that_is_over_or_not_there(
    server: LiveServer, status: str
) -> None:
    server.create("job")
    server.iot.cancel_job(jobId="job")
    body = b'{"status": "%s"}' % status.encode()
    for job_id, error in (
        ("job", (409, "InvalidStateTransitionException")),
        ("none", (404, "ResourceNotFoundException")),
    ):
        reply = server.raw("POST", f"/things/{THING}/jobs/{job_id}", body, DEVICE)
        assert (reply.status, reply.error) == error
    assert server.status("job", THING) == "CANCELED"


def test_an_unknown_execution_number_is_not_found(server: LiveServer) -> None:
    server.create("job")
    both = {"jobId": "job", "thingName": THING}
    for call in (server.iot.describe_job_execution, server.device.describe_job_execution):
        assert code_of(call, **both, executionNumber=1) is None
        assert code_of(call, **both, executionNumber=2) == "ResourceNotFoundException"
    update = {**both, "status": "IN_PROGRESS", "executionNumber": 2}
    call = server.device.update_job_execution
    assert code_of(call, **update) == "ResourceNotFoundException"
    assert server.status("job", THING) == "QUEUED"


def test_the_credential_scope_selects_the_plane(server: LiveServer) -> None:
    server.create("job")
    path = f"/things/{THING}/jobs"
    control, device, unsigned = (server.raw("GET", path, None, p) for p in ("iot", DEVICE, None))
    assert "executionSummaries" in control.json
    assert "queuedJobs" in device.json
    assert unsigned.json == control.json


def test_every_handler_is_an_operation_of_the_model() -> None:
    for plane, operation in EVERY_HANDLER:
        assert operation in load(plane).operations


@pytest.mark.parametrize(("plane", "operation"), EVERY_HANDLER)
def test_a_handler_reads_only_members_that_the_model_declares(plane: str, operation: str) -> None:
    model = load(plane)
    shape = model.shapes[model.operations[operation]["input"]["shape"]]
    given = get_type_hints(EVERY_HANDLER[plane, operation])["given"]
    hints = get_type_hints(given, include_extras=True)
    assert hints.keys() <= shape["members"].keys()
    optional = {name for name, hint in hints.items() if get_origin(hint) is NotRequired}
    required = {*shape.get("required", ())} - DECIDED.get((FULL, operation), frozenset())
    assert given.__required_keys__ - optional == hints.keys() & required


def test_writing_an_undeclared_member_raises_key_error() -> None:
    with pytest.raises(KeyError):
        Outputs(load(CONTROL), "DescribeJob").write({"job": {"colour": "green"}})


def test_a_rejection_names_the_status(server: LiveServer) -> None:
    server.create("job")
    server.iot.cancel_job(jobId="job")
    reply = server.raw("PUT", "/jobs/job/cancel?force=true")
    assert "in status CANCELED cannot be" in reply.json["message"]


def test_a_header_names_the_rule_that_decided(server: LiveServer) -> None:
    assert server.raw("GET", "/jobs/none").headers["x-decided-by"] == "DescribeJob/ABSENT"
