"""`record`: the calls of boto3 clients become a file that the judge reads and explains."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ParamValidationError
from jsonschema import Draft202012Validator
from moto import mock_aws

from iot_jobs_spec import record
from iot_jobs_spec.judge.advance import Advance
from iot_jobs_spec.judge.explain import explain
from iot_jobs_spec.records import clock
from support.hostile import JSON, Reply, hostile
from support.proxy_kit import history
from support.server_kit import KEY, REGION, SECRET, THING, LiveServer, arn, client, live_server

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "diagrams" / "history.schema.json").read_text("utf-8")
)


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    with live_server() as running:
        yield running


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "calls.jsonl"


def records(file: Path) -> list[Any]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def impatient(url: str, attempts: int = 2) -> Any:
    """A client of iot that waits for a second, and then tries again."""
    config = Config(
        read_timeout=1,
        retries={"total_max_attempts": attempts, "mode": "standard"},
        proxies={},
    )
    session = boto3.session.Session(KEY, SECRET, region_name=REGION)
    return session.client("iot", endpoint_url=url, config=config)


def in_turn(*replies: Reply | None) -> Any:
    """A reply for each request: the next one, at last the last one again and again."""
    left = list(replies)
    return lambda _random: left.pop(0) if len(left) > 1 else left[0]


def life(iot: Any, device: Any, job_id: str) -> None:
    """One job with one thing from its creation to its deletion, with rejections."""
    random = Random(job_id)
    iot.create_job(jobId=job_id, targets=[arn(THING)], document="{}")
    steps: list[Callable[[], object]] = [
        lambda: iot.describe_job(jobId=job_id),
        lambda: iot.cancel_job_execution(jobId=job_id, thingName=THING, expectedVersion=7),
        lambda: iot.list_job_executions_for_job(jobId=job_id),
        lambda: device.update_job_execution(jobId=job_id, thingName=THING, status="IN_PROGRESS"),
        lambda: iot.describe_job_execution(jobId=job_id, thingName=THING),
        lambda: device.describe_job_execution(jobId=job_id, thingName=THING),
        lambda: iot.cancel_job(jobId=job_id, comment="so", force=random.random() < 0.5),
        lambda: iot.delete_job(jobId=job_id),
    ]
    for step in random.sample(steps, len(steps)):
        try:
            step()
        except ClientError:
            continue


@pytest.mark.slow
def test_a_recording_of_a_right_server_is_read_and_explained(
    server: LiveServer, file: Path
) -> None:
    """Clients in threads, so that calls overlap; all of them record into one file."""
    server.fresh()

    def one(number: int) -> None:
        iot, device = (
            record(client(plane, server.url), file) for plane in ("iot", "iot-jobs-data")
        )
        life(iot, device, f"job-{number}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one, range(4)))
    read = history(file)
    assert (len(read.calls), read.passed_over, read.unread) == (4 * 9, (), ())
    assert len({call.client for call in read.calls}) == 8
    found = explain(read.calls, Advance())
    assert (found.diverges, found.exhausted) == (None, None)
    for line in records(file):
        Draft202012Validator(SCHEMA).validate(line)


def test_a_record_has_the_members_of_the_request_and_of_the_answer(
    server: LiveServer, file: Path
) -> None:
    server.fresh()
    iot = record(client("iot", server.url), file)
    iot.create_job(jobId="job", targets=[arn(THING)], document="{}")
    with pytest.raises(ClientError) as rejected:
        iot.cancel_job_execution(jobId="job", thingName=THING, expectedVersion=7)
    seen = iot.describe_job_execution(jobId="job", thingName=THING)["execution"]
    _, rejection, described = records(file)
    assert rejection["operation"] == "CancelJobExecution"
    assert rejection["request"] == {"jobId": "job", "thingName": THING, "expectedVersion": 7}
    assert rejection["answer"] == {
        "error": "VersionConflictException",
        "http": 409,
        "message": rejected.value.response["Error"]["Message"],
    }
    assert described["answer"].keys() == {"response", "http"}
    assert described["answer"]["response"].keys() == {"execution"}
    assert described["answer"]["response"]["execution"]["versionNumber"] == seen["versionNumber"]
    assert described["start"] > rejection["end"] > rejection["start"]


def test_the_service_acts_between_start_and_end(file: Path) -> None:
    times = []

    def reply(_random: Random) -> Reply:
        times.append(clock())
        return 200, JSON, b"{}"

    with hostile(reply) as url:
        record(client("iot", url), file).cancel_job(jobId="job")
    (line,) = records(file)
    assert line["start"] <= times[0] <= line["end"]


def test_a_request_that_the_client_repeats_is_a_record_of_its_own(file: Path) -> None:
    """The one that got no answer in time may have been carried out too."""
    busy = json.dumps({"__type": "ThrottlingException", "message": "slow down"}).encode()
    with hostile(in_turn(None, (400, JSON, busy), (200, JSON, b"{}"))) as url:
        record(impatient(url, attempts=3), file).cancel_job(jobId="job")
    assert [line["answer"] for line in records(file)] == [
        None,
        {"error": "ThrottlingException", "http": 400, "message": "slow down"},
        {"response": {}, "http": 200},
    ]
    assert "end" not in records(file)[0]
    assert history(file).counts == {"calls": 3, "passed_over": 0, "unread": 0}


def test_a_broken_connection_leaves_the_answer_unknown(file: Path) -> None:
    with hostile(in_turn((200, JSON, b"{}"))) as url:
        pass
    iot = record(impatient(url, attempts=1), file)
    with pytest.raises(Exception, match="Could not connect"):
        iot.cancel_job(jobId="job")
    assert [line["answer"] for line in records(file)] == [None]


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_an_interrupted_call_leaves_the_answer_unknown(
    server: LiveServer, file: Path, error: type[BaseException]
) -> None:
    iot = record(client("iot", server.url), file)
    details = {"step": "1"}

    def interrupt(**_: object) -> None:
        details["step"] = "2"
        raise error

    iot.meta.events.register("before-parse", interrupt)
    with pytest.raises(error):
        iot.cancel_job_execution(jobId="job", thingName=THING, statusDetails=details)
    (line,) = records(file)
    assert (line["answer"], line["request"]["statusDetails"]) == (None, {"step": "1"})


def test_an_answer_that_the_client_cannot_read_is_unknown(file: Path) -> None:
    with hostile(in_turn((200, JSON, b"[1, 2]"))) as url:
        iot = record(client("iot", url), file)
        with pytest.raises(Exception, match="list") as raised:
            iot.describe_job(jobId="job")
    assert [line["answer"] for line in records(file)] == [None]
    del raised  # which held the frames of the call
    assert len(records(file)) == 1


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        ((404, "text/html", b"<h1>no</h1>"), {"error": "404", "http": 404}),
        ((500, JSON, b'{"code": 7, "message": 7}'), {"error": "500", "http": 500}),
        (
            (409, JSON, b'{"code": "aws.iot#VersionConflictException:http://x/"}'),
            {"error": "aws.iot#VersionConflictException:http://x/", "http": 409},
        ),
    ],
)
def test_an_error_without_a_code_has_the_http_status_as_its_code(
    file: Path, reply: Reply, answer: dict[str, Any]
) -> None:
    with hostile(in_turn(reply)) as url, pytest.raises(ClientError) as raised:
        record(client("iot", url), file).cancel_job(jobId="job")
    (line,) = records(file)
    assert line["answer"] == answer
    (call,) = history(file).calls
    assert call.answer is not None
    if reply[0] != 500:  # boto3 gives the number
        assert call.answer.error == raised.value.response["Error"]["Code"]


def test_an_answer_with_a_name_twice_is_no_object(file: Path) -> None:
    """Clients differ in which of the two they take."""
    twice = b'{"jobId": "job", "jobId": "other"}'
    with hostile(in_turn((200, JSON, twice))) as url:
        record(client("iot", url), file).cancel_job(jobId="job")
    (skipped,) = history(file).unread
    assert skipped.reason.startswith("response is ")


def test_a_call_that_the_client_itself_rejects_is_not_recorded(file: Path) -> None:
    iot = record(impatient("http://127.0.0.1:9"), file)
    for wrong in (7, threading.Lock()):
        with pytest.raises(ParamValidationError):
            iot.cancel_job(jobId=wrong)
    assert records(file) == []


def test_operations_that_the_spec_does_not_have_are_passed_over(
    server: LiveServer, file: Path
) -> None:
    server.fresh()
    iot = record(client("iot", server.url), file)
    iot.list_jobs()
    iot.describe_thing(thingName=THING)
    assert [skipped.operation for skipped in history(file).passed_over] == [
        "ListJobs",
        "DescribeThing",
    ]


def test_secrets_of_other_operations_stay_out_of_the_file(file: Path) -> None:
    key = {"keyPair": {"PrivateKey": "the key"}}
    with hostile(in_turn((200, JSON, json.dumps(key).encode()))) as url:
        iot = record(client("iot", url), file)
        assert iot.create_keys_and_certificate(setAsActive=True)["keyPair"] == key["keyPair"]
    (line,) = records(file)
    assert (line["request"], line["answer"]) == ({}, {"response": {}, "http": 200})


def test_it_records_moto_in_this_process(file: Path) -> None:
    with mock_aws():
        session = boto3.session.Session(KEY, SECRET, region_name=REGION)
        iot = record(session.client("iot"), file)
        iot.create_job(
            jobId="job", targets=[iot.create_thing(thingName="t")["thingArn"]], document="{}"
        )
        iot.describe_job(jobId="job")
    read = history(file)
    assert [call.request.operation for call in read.calls] == ["CreateJob", "DescribeJob"]


@pytest.mark.slow
def test_threads_write_whole_lines(server: LiveServer, file: Path) -> None:
    server.fresh()
    comment = "c" * 2000

    def one(_: int) -> None:
        iot = record(client("iot", server.url), file)
        for _ in range(25):
            with pytest.raises(ClientError):
                iot.cancel_job(jobId="none", comment=comment)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(8)))
    assert history(file).counts == {"calls": 200, "passed_over": 0, "unread": 0}


def test_a_client_that_is_recorded_twice_writes_each_call_once(
    server: LiveServer, file: Path
) -> None:
    iot = client("iot", server.url)
    assert record(record(iot, file), file) is iot
    iot.list_jobs()
    assert len(records(file)) == 1


def test_a_client_may_be_recorded_into_two_files(server: LiveServer, file: Path) -> None:
    other = file.with_name("other.jsonl")
    iot = record(record(client("iot", server.url), file), other)
    iot.list_jobs()
    assert [len(records(each)) for each in (file, other)] == [1, 1]


def test_the_file_must_be_new(server: LiveServer, file: Path) -> None:
    file.write_text("somebody's")
    with pytest.raises(FileExistsError, match=r"calls\.jsonl"):
        record(client("iot", server.url), file)
    assert file.read_text() == "somebody's"


def test_a_file_that_was_removed_is_made_anew(server: LiveServer, file: Path) -> None:
    record(client("iot", server.url), file)
    file.unlink()
    record(client("iot", server.url), file).list_jobs()
    assert len(records(file)) == 1


def test_a_client_of_another_service_is_rejected(file: Path) -> None:
    with pytest.raises(ValueError, match="iot or iot-jobs-data, not of s3"):
        record(client("s3", "http://127.0.0.1:9"), file)
    assert not file.exists()


def test_a_call_that_cannot_be_recorded_raises(
    server: LiveServer, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise the file would lack a call, and mislead."""
    iot = record(client("iot", server.url), file)
    monkeypatch.setattr(os, "write", lambda _descriptor, _line: 0)
    with pytest.raises(OSError, match="No space left"):
        iot.list_jobs()
