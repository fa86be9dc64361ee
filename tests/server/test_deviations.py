"""`serve --deviations`: the server behaves like the implementation of a report."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from iot_jobs_spec import (
    TABLE,
    Answer,
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    DescribeJob,
    DescribeJobExecution,
    ExecutionDescription,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
)
from iot_jobs_spec.cli.main import main
from iot_jobs_spec.files import MOST_BYTES
from iot_jobs_spec.judge.deviations import applied, from_json, is_served
from iot_jobs_spec.language.rules import ABSENT
from iot_jobs_spec.model.profiles import FULL, table_of
from iot_jobs_spec.server.testing import reference_server
from iot_jobs_spec.systems.clients import endpoint
from support.server_kit import client, code_of, live_server

CREATE = CreateJob("spec-job", ("spec-thing",))
CANCEL = "CancelJobExecution/QUEUED"
INVALID = "InvalidRequestException"


def answers(told: list[dict[str, Any]], *requests: Request) -> list[Answer]:
    """What the server with these deviations answers to requests after CreateJob."""
    table = applied(TABLE.by_cell(), map(from_json, told))
    with reference_server(table=table) as url:
        system = endpoint(url)
        assert system.perform(CREATE) == Answer()
        return [system.perform(request) for request in requests]


def test_a_background_step_that_does_not_come() -> None:
    cell = "Execution.cascade/QUEUED/!force"
    cancel, read = CancelJob("spec-job"), DescribeJobExecution("spec-job", "spec-thing")
    canceled, told = answers([{"cell": cell, "moves": "="}], cancel, read)
    assert canceled == Answer()
    assert getattr(told.response, "status", None) == "QUEUED"
    _, told = answers([], cancel, read)
    assert getattr(told.response, "status", None) == "CANCELED"


def test_another_error_and_another_status() -> None:
    (told,) = answers(
        [{"cell": "DeleteJob/IN_PROGRESS/!force/!at_limit", "answers": "ValidationException"}],
        DeleteJob("spec-job"),
    )
    assert told == Answer("ValidationException")


def test_a_guard_that_is_ignored() -> None:
    cell = f"{CANCEL}/!force/version_mismatch/!job_deleting"
    cancel = CancelJobExecution("spec-job", "spec-thing", expected_version=7)
    assert answers([], cancel) == [Answer("VersionConflictException")]
    assert answers([{"cell": cell, "ignores": "version_mismatch"}], cancel) == [Answer()]


def test_another_effect_and_a_response_that_shows_something_else() -> None:
    cancel = CancelJob("spec-job", comment="why")
    read = DescribeJob("spec-job")
    effects = [{"field": "comment", "how": "none", "value": None}]
    lost = {"cell": "CancelJob/IN_PROGRESS/!force", "effects": effects}
    _, told = answers([lost], cancel, read)
    assert getattr(told.response, "comment", "") is None
    shows = [{"member": "status", "how": "is", "value": "IN_PROGRESS"}]
    _, told = answers([{"cell": "DescribeJob/CANCELED", "shows": shows}], cancel, read)
    assert getattr(told.response, "status", None) == "IN_PROGRESS"


@pytest.mark.parametrize(
    ("how", "job"),
    [("oldest", "spec-job"), ("newest", "third"), ("other status only", "spec-job"), ("none", "")],
)
def test_a_device_gets_another_execution_than_the_next_one(how: str, job: str) -> None:
    effects = [{"field": "next", "how": "is", "value": how}]
    told = {"cell": "StartNextPendingJobExecution/IN_PROGRESS", "effects": effects}
    requests = [CreateJob(name, ("spec-thing",)) for name in ("other", "third")]
    update = UpdateJobExecution("other", "spec-thing")
    table = applied(TABLE.by_cell(), [from_json(told)])
    with reference_server(table=table) as url:
        system, device = endpoint(url), client("iot-jobs-data", url)
        for request in (CREATE, *requests, update):
            assert system.perform(request) == Answer()
        read = device.describe_job_execution(jobId="$next", thingName="spec-thing")
        assert read.get("execution", {}).get("jobId", "") == job
        started = system.perform(StartNextPendingJobExecution("spec-thing")).response
        assert getattr(started, "job_id", None) == (job or None)


@pytest.mark.parametrize("value", ["something", None, {"a": 1}])
def test_no_device_gets_what_no_deviation_says(value: object) -> None:
    effects = [{"field": "next", "how": "is", "value": value}]
    told = [{"cell": "StartNextPendingJobExecution/QUEUED", "effects": effects}]
    [started] = answers(told, StartNextPendingJobExecution("spec-thing"))
    assert isinstance(started.response, ExecutionDescription)


def test_a_malformed_request_that_is_accepted() -> None:
    cancel = CancelJob("spec-job", comment="")
    cell = "CancelJob/malformed/COMMENT"
    assert answers([], cancel) == [Answer(INVALID)]
    assert answers([{"cell": cell, "form": True, "answers": ""}], cancel) == [Answer()]


def test_a_report_of_the_full_profile_is_followed() -> None:
    told = {"cell": "UpdateJobExecution=REJECTED/QUEUED/!version_mismatch/!job_deleting",
            "answers": "InvalidRequestException"}  # fmt: skip
    table = applied(table_of(FULL).by_cell(), [from_json(told)])
    reject = {"jobId": "spec-job", "thingName": "spec-thing", "status": "REJECTED"}
    with reference_server(table=table) as url:
        assert endpoint(url).perform(CREATE) == Answer()
        assert code_of(client("iot-jobs-data", url).update_job_execution, **reject) == INVALID


def test_another_limit_of_deletions() -> None:
    jobs = [f"spec-{n}" for n in range(3)]
    requests: list[Request] = [CreateJob(job, ("spec-thing",)) for job in jobs]
    requests += [DeleteJob(job, force=True) for job in jobs]
    found = answers([{"cell": "limit", "limit": 2}], *requests)
    assert [answer.error for answer in found[-3:]] == [None, None, "LimitExceededException"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "[" * 100_000,
        '{"deviations": [{}]}',
        '{"deviations": [null]}',
        '{"deviations": [{"cell": "DeleteJob/NOWHERE"}]}',
        '{"deviations": [{"cell": "limit", "limit": 1e999}]}',
        '{"deviations": [{"cell": "DescribeJob/ABSENT", "form": true}]}',
        '{"deviations": [{"cell": "x", "shows": [{"member": "x", "how": "is", "value": [1]}]}]}',
    ],
)
def test_a_report_that_has_no_deviations_is_named(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "report.json"
    path.write_text(text, encoding="utf-8")
    assert main(["serve", "--deviations", str(path)]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "report.json is not a JSON report with deviations" in error


@pytest.mark.parametrize(
    ("deviation", "why"),
    [
        ({"cell": "CancelJob/ABSENT", "answers": "", "sometimes": True}, "only sometimes"),
        ({"cell": "CancelJob/CANCELED/!force", "also": "neighbours"}, "changes other jobs"),
        (
            {"cell": "DescribeJob/CANCELED", "shows": [{"member": "status", "how": "any"}]},
            "does not say what is shown",
        ),
        ({"cell": "DescribeJob/ABSENT", "answers": ""}, "has nothing to show"),
    ],
)
def test_a_deviation_that_no_server_can_have_is_named_with_the_reason(
    deviation: dict[str, object], why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "report.json"
    path.write_text(json.dumps({"deviations": [deviation]}), encoding="utf-8")
    options = ("--deviations", str(path), "--choose", "NOTHING=no")  # ends before it listens
    assert main(["serve", *options]) == 2
    first, _ = capsys.readouterr().err.splitlines()
    assert first.startswith(f"iot-jobs-spec: deviation left out: {deviation['cell']}: ")
    assert why in first


def test_a_report_that_cannot_be_read_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--deviations", "/nowhere/report.json"]) == 2
    assert "cannot read /nowhere/report.json" in capsys.readouterr().err


def test_what_is_no_file_is_not_waited_for_and_not_read_without_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pipe = str(tmp_path / "pipe")
    os.mkfifo(pipe)
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    for option, name, says in (
        (
            "--deviations",
            "/dev/zero",
            "/dev/zero is not a JSON report with deviations: it is a device",
        ),
        ("--deviations", pipe, "pipe is not a JSON report with deviations"),
        ("--deviations", str(large), "it has more than 16,000,000 bytes"),
        ("--access-key", "@/dev/zero", "cannot read the access key in /dev/zero: it is a device"),
        ("--access-key", f"@{pipe}", "an access key is ID:SECRET"),
    ):
        assert main(["serve", "--port", "0", option, name]) == 2
        error = capsys.readouterr().err
        assert error.count("\n") == 1
        assert says in error


@pytest.mark.parametrize(
    ("cell", "behaviour"),
    [
        ("CreateJob/ABSENT", {"moves": "="}),
        ("CreateJob/ABSENT", {"moves": ABSENT}),
        ("DescribeJob/ABSENT", {"answers": ""}),
        ("DescribeJobExecution/ABSENT", {"answers": ""}),
        ("ListJobExecutionsForJob/ABSENT", {"answers": ""}),
        ("CancelJob/ABSENT", {"answers": "", "moves": "IN_PROGRESS"}),
    ],
)
def test_no_server_shows_a_job_that_it_never_made(cell: str, behaviour: dict[str, str]) -> None:
    assert not is_served(from_json({"cell": cell, **behaviour}), TABLE.by_cell())


@pytest.mark.parametrize("code", ["é\r\nx: y", "\ud800", "x" * 70_000])
def test_an_error_that_no_header_can_have_is_in_the_body(code: str) -> None:
    told = [{"cell": "CancelJob/ABSENT", "answers": code}]
    table = applied(TABLE.by_cell(), map(from_json, told))
    with live_server() as server:
        server.fresh(table=table)
        reply = server.raw("PUT", "/jobs/job/cancel", b"{}")
        assert (reply.status, reply.json["__type"]) == (400, code)


def test_a_job_that_is_absent_may_be_canceled() -> None:
    assert is_served(from_json({"cell": "CancelJob/ABSENT", "answers": ""}), TABLE.by_cell())
    told = [{"cell": "CancelJob/ABSENT", "answers": ""}]
    assert answers(told, CancelJob("other-job")) == [Answer()]


def test_json_of_a_deviation_is_read_as_it_was_written() -> None:
    from iot_jobs_spec.judge.deviations import to_json

    told = {
        "cell": "DescribeJob/CANCELED",
        "shows": [{"member": "status", "how": "is", "value": "X"}],
    }
    assert to_json(from_json(json.loads(json.dumps(told)))) == told
