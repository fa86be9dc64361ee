"""``pytest --record-iot-jobs FILE``: what the clients of a suite do, each call with its test."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from support.proxy_kit import history

pytest_plugins = ["pytester"]
PLUGIN = ("-p", "iot_jobs_spec.pytest_recording", "-p", "no:cacheprovider", "-W", "error")
CONFTEST = """
from contextlib import ExitStack
import boto3
import pytest
from iot_jobs_spec.server import reference_server

running = ExitStack()
session = boto3.Session("testing", "testing", region_name="us-east-1")
endpoint = running.enter_context(reference_server())
early = session.client("iot", endpoint_url=endpoint)  # before pytest has read its options

@pytest.fixture
def client():
    return lambda service: session.client(service, endpoint_url=endpoint)

def pytest_unconfigure():
    running.close()
"""
SUITE = """
import pytest
from conftest import early

@pytest.mark.parametrize("job", ["one", "other"])
def test_create(client, job):
    thing = early.create_thing(thingName="thing")["thingArn"]
    early.create_job(jobId=job, targets=[thing], document="{}")
    client("iot-jobs-data").get_pending_job_executions(thingName="thing")
    with pytest.raises(Exception, match="not iotdata"):
        client("iot-data").list_named_shadows_for_thing(thingName="thing")
    early.describe_job(jobId=job)
"""
OPERATIONS = ["CreateThing", "CreateJob", "GetPendingJobExecutions", "DescribeJob"]


def run(pytester: pytest.Pytester, *options: str, plugin: tuple[str, ...] = PLUGIN) -> Any:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(test_jobs=SUITE)
    return pytester.runpytest_subprocess(*plugin, *options)


def records(file: Path) -> list[Any]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


@pytest.mark.slow
def test_every_call_of_every_client_is_recorded_with_its_test(pytester: pytest.Pytester) -> None:
    run(pytester, "--record-iot-jobs", "calls.jsonl").assert_outcomes(passed=2)
    file = pytester.path / "calls.jsonl"
    assert [(line["test"], line["operation"]) for line in records(file)] == [
        (f"test_jobs.py::test_create[{job}]", operation)
        for job in ("one", "other")
        for operation in OPERATIONS
    ]
    assert history(file).counts == {"calls": 6, "passed_over": 2, "unread": 0}


@pytest.mark.only_ci
def test_the_workers_of_xdist_record_into_one_file(pytester: pytest.Pytester) -> None:
    result = run(pytester, "--record-iot-jobs", "calls.jsonl", "-n", "2")
    result.assert_outcomes(passed=2)
    file = pytester.path / "calls.jsonl"
    lines = records(file)
    for job in ("one", "other"):
        test = f"test_jobs.py::test_create[{job}]"
        assert [line["operation"] for line in lines if line["test"] == test] == OPERATIONS
    assert history(file).unread == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "words"),
    [("conftest.py", "File exists"), ("no/such/folder", "No such file or directory")],
)
def test_a_file_that_cannot_be_created_gets_a_message_of_one_line(
    pytester: pytest.Pytester, file: str, words: str
) -> None:
    result = run(pytester, "--record-iot-jobs", file)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    message = f"ERROR: --record-iot-jobs: cannot create {file}: {words}"
    assert [line for line in result.errlines if line] == [message]
    assert (pytester.path / "conftest.py").read_text() == CONFTEST.strip()
    result.stdout.no_fnmatch_line("*Traceback*")


def test_without_botocore_it_says_what_to_install(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "botocore", None)
    result = pytester.runpytest_inprocess(*PLUGIN[:4], "--record-iot-jobs", "calls.jsonl")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "ERROR: --record-iot-jobs needs botocore: pip install boto3" in result.errlines


def test_clients_are_patched_only_with_the_option_and_only_in_the_run(
    pytester: pytest.Pytester,
) -> None:
    from botocore.client import BaseClient

    before = vars(BaseClient)["_make_api_call"]
    pytester.makepyfile(
        test_patch="""
        from botocore.client import BaseClient

        def test_patch(request):
            name = vars(BaseClient)["_make_api_call"].__name__
            assert (name == "recorded") == bool(request.config.option.record_iot_jobs)
        """
    )
    for options in (), ("--record-iot-jobs", "calls.jsonl"):
        result = pytester.runpytest_inprocess(*PLUGIN[:4], *options)
        result.assert_outcomes(passed=1)
        assert vars(BaseClient)["_make_api_call"] is before
    assert (pytester.path / "calls.jsonl").read_text() == ""
