"""What the server tells the real clients: shapes, listings with filters and pages, devices."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NotRequired, get_origin, get_type_hints

import pytest

from iot_jobs_spec.server.service import HANDLERS
from iot_jobs_spec.server.service_model import CONTROL, load
from iot_jobs_spec.server.writing import Outputs
from support.server_kit import DEVICE, OTHER, THING, Stage, arn, code_of
from support.server_kit import stage as new_stage


@pytest.fixture(scope="module")
def shared() -> Iterator[Stage]:
    with new_stage() as made:
        yield made


@pytest.fixture
def stage(shared: Stage) -> Stage:
    shared.fresh()
    return shared


def pages(call: Any, member: str, **given: Any) -> list[list[Any]]:
    found: list[list[Any]] = []
    token: dict[str, str] = {}
    while True:
        told = call(**given, **token)
        found.append(told[member])
        if "nextToken" not in told:
            return found
        token = {"nextToken": told["nextToken"]}


def jobs_of(listed: list[list[Any]]) -> list[str]:
    return [one["jobId"] for page in listed for one in page]


def test_a_thing_is_made_told_of_and_taken_away(stage: Stage) -> None:
    made = stage.iot.create_thing(thingName="t", attributePayload={"attributes": {"a": "b"}})
    told = stage.iot.describe_thing(thingName="t")
    assert (told["thingArn"], told["thingId"]) == (made["thingArn"], made["thingId"])
    assert (told["attributes"], told["version"]) == ({"a": "b"}, 1)
    assert code_of(stage.iot.create_thing, thingName="t") == "ResourceAlreadyExistsException"
    version = {"thingName": "t", "expectedVersion": 7}
    assert code_of(stage.iot.delete_thing, **version) == "VersionConflictException"
    stage.iot.delete_thing(thingName="t", expectedVersion=1)
    for call in (stage.iot.describe_thing, stage.iot.delete_thing):
        assert code_of(call, thingName="t") == "ResourceNotFoundException"


def test_the_same_thing_again_is_no_error(stage: Stage) -> None:
    assert code_of(stage.iot.create_thing, thingName=THING) is None


def test_a_thing_with_work_to_do_is_not_taken_away(stage: Stage) -> None:
    stage.create("job")
    assert code_of(stage.iot.delete_thing, thingName=THING) == "InvalidRequestException"
    stage.iot.delete_job(jobId="job", force=True)
    assert code_of(stage.iot.delete_thing, thingName=THING) is None
    assert stage.iot.describe_job_execution(jobId="job", thingName=THING)["execution"]


def test_a_job_is_told_with_all_that_was_given(stage: Stage) -> None:
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
    made = stage.iot.create_job(jobId="job", targets=[arn(THING)], document="{}", **given)
    assert made["description"] == given["description"]
    stage.iot.cancel_job(jobId="job", reasonCode="WHY_NOT", comment="because")
    job = stage.iot.describe_job(jobId="job")["job"]
    assert {name: job[name] for name in given} == given
    assert job["jobArn"] == made["jobArn"]
    assert (job["reasonCode"], job["comment"]) == ("WHY_NOT", "because")
    assert (job["targets"], job["targetSelection"]) == ([arn(THING)], "SNAPSHOT")
    assert job["forceCanceled"] is job["isConcurrent"] is False
    assert job["jobProcessDetails"]["numberOfCanceledThings"] == 1
    assert len(job["jobProcessDetails"]) == 8
    assert before - 1 <= job["createdAt"].timestamp() <= job["lastUpdatedAt"].timestamp()
    assert "completedAt" not in job


def test_a_completed_job_says_when(stage: Stage) -> None:
    stage.create("job")
    stage.iot.cancel_job_execution(jobId="job", thingName=THING)
    job = stage.iot.describe_job(jobId="job")["job"]
    assert (job["status"], job["completedAt"]) == ("COMPLETED", job["lastUpdatedAt"])


def test_the_document_comes_back_as_it_was_given(stage: Stage) -> None:
    stage.create("job", document='{"ü": "\\u00e9"}')
    assert stage.iot.get_job_document(jobId="job")["document"] == '{"ü": "\\u00e9"}'
    assert code_of(stage.iot.get_job_document, jobId="none") == "ResourceNotFoundException"


def test_a_document_elsewhere_is_shown_and_not_fetched(stage: Stage) -> None:
    source = "https://s3.example.com/bucket/job.json"
    stage.iot.create_job(jobId="job", targets=[arn(THING)], documentSource=source)
    assert stage.iot.describe_job(jobId="job")["documentSource"] == source
    assert code_of(stage.iot.get_job_document, jobId="job") == "InvalidRequestException"
    started = stage.device.start_next_pending_job_execution(thingName=THING)["execution"]
    assert "jobDocument" not in started


@pytest.mark.parametrize(
    "given",
    [
        {"targets": [arn(THING).replace("thing/", "thinggroup/")]},
        {"targets": ["sensor"]},
        {"targets": ["arn:aws:s3:::bucket"]},
        {"targets": []},
        {"targetSelection": "CONTINUOUS"},
        {"schedulingConfig": {"startTime": "2030-01-01 00:00"}},
        {"jobTemplateArn": "arn:aws:iot:eu-west-1:123456789012:jobtemplate/t"},
        {"document": "{}", "documentSource": "https://s3.example.com/b/k"},
        {"document": "x" * 32769},
        {"description": ""},
        {"targetSelection": "SOMETIMES"},
        {"jobId": "x" * 65},
    ],
    ids=str,
)
def test_a_job_that_is_not_on_the_page_is_rejected(stage: Stage, given: dict[str, Any]) -> None:
    call = {"jobId": "job", "targets": [arn(THING)], **given}
    assert code_of(stage.iot.create_job, **call) == "InvalidRequestException"
    assert not stage.service.state.jobs


def test_a_target_that_is_named_twice_counts_once(stage: Stage) -> None:
    stage.create("job", THING, OTHER, THING)
    assert stage.iot.describe_job(jobId="job")["job"]["targets"] == [arn(THING), arn(OTHER)]


def test_jobs_are_listed_the_newest_first_in_pages(stage: Stage) -> None:
    for number in range(7):
        stage.create(f"job-{number}")
    stage.iot.cancel_job(jobId="job-3")
    stage.iot.create_job(jobId="green", targets=[arn(THING)], namespaceId="green", document="{}")
    call = stage.iot.list_jobs
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


def test_what_is_made_or_deleted_meanwhile_moves_no_other_job_to_another_page(
    stage: Stage,
) -> None:
    service = stage.fresh(deletion=0)
    for number in range(6):
        stage.create(f"job-{number}")
    first = stage.iot.list_jobs(maxResults=2)
    stage.create("late")
    stage.iot.delete_job(jobId="job-4", force=True)
    assert code_of(stage.iot.describe_job, jobId="job-4") is None
    assert code_of(stage.iot.describe_job, jobId="job-4") == "ResourceNotFoundException"
    assert "job-4" not in service.state.jobs
    rest = pages(stage.iot.list_jobs, "jobs", nextToken=first["nextToken"], maxResults=250)
    assert jobs_of(rest) == ["job-3", "job-2", "job-1", "job-0"]


@pytest.mark.parametrize("token", ["", "?", "am9icw==", "dGhpbmdzIDE=", "é", "am9icyDCsg=="])
def test_a_token_of_no_page_is_rejected(stage: Stage, token: str) -> None:
    assert code_of(stage.iot.list_jobs, nextToken=token) == "InvalidRequestException"


def test_executions_are_listed_by_job(stage: Stage) -> None:
    names = [f"thing-{number}" for number in range(5)]
    for name in names:
        stage.iot.create_thing(thingName=name)
    stage.create("job", *names)
    stage.iot.cancel_job_execution(jobId="job", thingName="thing-2")
    call = stage.iot.list_job_executions_for_job
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


def test_executions_are_listed_by_thing(stage: Stage) -> None:
    for number in range(3):
        stage.create(f"job-{number}")
    stage.device.start_next_pending_job_execution(thingName=THING)
    call = stage.iot.list_job_executions_for_thing
    listed = pages(call, "executionSummaries", thingName=THING, maxResults=2)
    assert jobs_of(listed) == ["job-2", "job-1", "job-0"]
    (busy,) = call(thingName=THING, status="IN_PROGRESS")["executionSummaries"]
    assert busy["jobId"] == "job-0"
    assert busy["jobExecutionSummary"]["startedAt"]
    assert jobs_of([call(thingName=THING, jobId="job-1")["executionSummaries"]]) == ["job-1"]
    assert call(thingName=OTHER)["executionSummaries"] == []
    assert code_of(call, thingName="nobody") == "ResourceNotFoundException"


def test_a_device_takes_up_its_work_in_order(stage: Stage) -> None:
    for number in range(2):
        stage.create(f"job-{number}", document=f'{{"step": {number}}}')
    waiting = stage.device.get_pending_job_executions(thingName=THING)
    assert jobs_of([waiting["queuedJobs"]]) == ["job-0", "job-1"]
    assert waiting["inProgressJobs"] == []
    described = stage.device.describe_job_execution(jobId="$next", thingName=THING)["execution"]
    assert (described["jobId"], described["status"]) == ("job-0", "QUEUED")
    started = stage.device.start_next_pending_job_execution(
        thingName=THING, statusDetails={"step": "1"}
    )["execution"]
    assert (started["jobId"], started["status"], started["versionNumber"]) == (
        "job-0",
        "IN_PROGRESS",
        2,
    )
    assert (started["statusDetails"], started["jobDocument"]) == ({"step": "1"}, '{"step": 0}')
    assert isinstance(started["queuedAt"], int)
    told = stage.device.update_job_execution(
        jobId="job-0",
        thingName=THING,
        status="IN_PROGRESS",
        expectedVersion=2,
        statusDetails={"step": "2"},
        includeJobExecutionState=True,
        includeJobDocument=True,
    )
    state = {"status": "IN_PROGRESS", "versionNumber": 3, "statusDetails": {"step": "2"}}
    assert (told["executionState"], told["jobDocument"]) == (state, '{"step": 0}')
    stage.iot.cancel_job_execution(jobId="job-0", thingName=THING, force=True)
    following = stage.device.describe_job_execution(jobId="$next", thingName=THING)["execution"]
    assert following["jobId"] == "job-1"


def test_a_device_without_work_gets_nothing(stage: Stage) -> None:
    assert "execution" not in stage.device.start_next_pending_job_execution(thingName=THING)
    told = stage.device.describe_job_execution(jobId="$next", thingName=THING)
    assert "execution" not in told
    waiting = stage.device.get_pending_job_executions(thingName=THING)
    assert (waiting["inProgressJobs"], waiting["queuedJobs"]) == ([], [])


def test_a_device_leaves_the_document_out_when_asked(stage: Stage) -> None:
    stage.create("job")
    call = stage.device.describe_job_execution
    told = call(jobId="job", thingName=THING, includeJobDocument=False)["execution"]
    assert "jobDocument" not in told


@pytest.mark.parametrize("status", ["SUCCEEDED", "FAILED", "REJECTED", "QUEUED", "CANCELED"])
def test_another_status_of_a_device_is_said_to_be_outside(stage: Stage, status: str) -> None:
    stage.create("job")
    path = f"/things/{THING}/jobs/job"
    reply = stage.raw("POST", path, b'{"status": "%s"}' % status.encode(), DEVICE)
    assert (reply.status, reply.error) == (400, "InvalidRequestException")
    assert "outside this specification" in reply.json["message"]
    assert stage.status("job", THING) == "QUEUED"


def test_an_execution_number_that_there_is_not_is_not_found(stage: Stage) -> None:
    stage.create("job")
    both = {"jobId": "job", "thingName": THING}
    for call in (stage.iot.describe_job_execution, stage.device.describe_job_execution):
        assert code_of(call, **both, executionNumber=1) is None
        assert code_of(call, **both, executionNumber=2) == "ResourceNotFoundException"
    update = {**both, "status": "IN_PROGRESS", "executionNumber": 2}
    call = stage.device.update_job_execution
    assert code_of(call, **update) == "ResourceNotFoundException"
    assert stage.status("job", THING) == "QUEUED"


def test_the_planes_are_told_apart_by_the_scope_of_the_signature(stage: Stage) -> None:
    stage.create("job")
    path = f"/things/{THING}/jobs"
    control, device, unsigned = (stage.raw("GET", path, None, p) for p in ("iot", DEVICE, None))
    assert "executionSummaries" in control.json
    assert "queuedJobs" in device.json
    assert unsigned.json == control.json


def test_every_handler_is_an_operation_of_the_model() -> None:
    for plane, operation in HANDLERS:
        assert operation in load(plane).operations


@pytest.mark.parametrize(("plane", "operation"), HANDLERS)
def test_a_handler_reads_only_members_that_the_model_declares(plane: str, operation: str) -> None:
    model = load(plane)
    shape = model.shapes[model.operations[operation]["input"]["shape"]]
    given = get_type_hints(HANDLERS[plane, operation])["given"]
    hints = get_type_hints(given, include_extras=True)
    assert hints.keys() <= shape["members"].keys()
    optional = {name for name, hint in hints.items() if get_origin(hint) is NotRequired}
    assert given.__required_keys__ - optional == hints.keys() & {*shape.get("required", ())}


def test_a_member_that_the_model_does_not_declare_cannot_be_written() -> None:
    with pytest.raises(KeyError):
        Outputs(load(CONTROL), "DescribeJob").write({"job": {"colour": "green"}})


def test_messages_name_the_status_as_the_service_does(stage: Stage) -> None:
    stage.create("job")
    stage.iot.cancel_job(jobId="job")
    reply = stage.raw("PUT", "/jobs/job/cancel?force=true")
    assert "in status CANCELED cannot be" in reply.json["message"]


def test_an_answer_says_which_rule_decided(stage: Stage) -> None:
    assert stage.raw("GET", "/jobs/none").headers["x-decided-by"] == "DescribeJob/ABSENT"
