"""explain: what becomes of devices, and what is known of a parameter."""

from __future__ import annotations

import json
from typing import Any

import pytest

from iot_jobs_spec.cli.main import main
from iot_jobs_spec.model.constraints import CONSTRAINTS
from iot_jobs_spec.model.parameters import parameters_of
from iot_jobs_spec.model.profiles import FULL, PROFILES, table_of


def explained(*arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["explain", *arguments]) == 0
    return capsys.readouterr().out


def as_json(*arguments: str, capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(explained(*arguments, "--format", "json", capsys=capsys))


FORCED = ("CancelJob", "--force", "--status", "IN_PROGRESS")


def test_a_forced_cancel_says_what_its_devices_meet(capsys: pytest.CaptureFixture[str]) -> None:
    said = explained(*FORCED, capsys=capsys)
    assert "until then UpdateJobExecution of its device is accepted: its reports count" in said
    assert "once it is CANCELED, UpdateJobExecution of its device is rejected:" in said
    assert "the next UpdateJobExecution" not in said, "the cascade comes later"
    assert "no longer show it" in said
    assert "nothing stops the device: plan how it recovers" in said
    claims = ("FORCE_NEEDS_RECOVERY", "NOTHING_STOPS_A_DEVICE", "TERMINAL_IS_NEVER_PENDING")
    assert [said.count(f"({name})") for name in claims] == [1, 1, 1]


def test_an_unforced_cancel_takes_nothing_from_devices(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("CancelJob", "--no-force", "--status", "IN_PROGRESS")
    assert "its device" not in explained(*asked, capsys=capsys)


def test_json_has_the_next_requests_of_a_device(capsys: pytest.CaptureFixture[str]) -> None:
    [cell] = as_json(*FORCED, capsys=capsys)
    device = {effect["status"]: effect["device"] for effect in cell["executions"]}
    assert device["QUEUED"] == device["CANCELED"] == []
    until = {effect["status"]: effect["until"] for effect in cell["executions"]}
    assert [one["outcomes"] for one in until["IN_PROGRESS"]] == [
        [{"error": None, "status": "IN_PROGRESS"}]
    ]
    update, *pending = device["IN_PROGRESS"]
    assert update["operation"] == "UpdateJobExecution"
    assert update["outcomes"][0]["error"] == "InvalidStateTransitionException"
    assert {one["operation"] for one in pending} == {
        "StartNextPendingJobExecution",
        "GetPendingJobExecutions",
    }
    assert all(claim["where"] for one in device["IN_PROGRESS"] for claim in one["claims"])


def test_a_device_of_a_deleted_job_finds_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    said = explained("DeleteJob", "--force", "--status", "IN_PROGRESS", capsys=capsys)
    before, _, after = " ".join(said.split()).partition("once it is removed, ")
    assert after.startswith(
        "UpdateJobExecution of its device is rejected: ResourceNotFoundException (404)"
    )
    # During the deletion the sources permit every answer.
    told = before.partition("until then UpdateJobExecution of its device is ")[2]
    for answer in ("(404)", "(409)", "accepted", "[UNSPECIFIED]"):
        assert answer in told
    assert "nothing stops the device: plan how it recovers" in said
    for claim in ("FORCE_NEEDS_RECOVERY", "NOTHING_STOPS_A_DEVICE", "WHEN_DEVICES_ARE_CUT_OFF"):
        assert said.count(f"({claim})") == 1


def test_aws_warns_of_force_alone(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("DeleteJob", "--no-force", "--status", "CANCELED", "--no-all-terminal")
    said = explained(*asked, capsys=capsys)
    assert "plan how it recovers" in said
    assert "FORCE_NEEDS_RECOVERY" not in said


def test_a_forced_cancel_of_one_execution_says_the_same(
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = ("CancelJobExecution", "--status", "IN_PROGRESS", "--no-version-mismatch")
    assert "plan how it recovers" in explained(*asked, "--force", capsys=capsys)
    assert "plan how it recovers" not in explained(*asked, "--no-force", capsys=capsys)


def test_a_parameter_is_explained_with_its_bounds_and_sources(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = explained("CancelJob", "--parameter", "comment", capsys=capsys)
    assert said.startswith("CancelJob: parameter comment, optional\n  must have 1 to 2028 char")
    assert "otherwise rejected: InvalidRequestException (400)" in " ".join(said.split())
    for name in ("COMMENT_FORM", "REASON_AND_COMMENT_ARE_READABLE", "MALFORMED_IS_INVALID"):
        assert name in said


def test_a_parameter_names_the_guard_that_reads_it_and_what_is_open(
    capsys: pytest.CaptureFixture[str],
) -> None:
    version = as_json("CancelJobExecution", "--parameter", "expected_version", capsys=capsys)
    assert version["guards"] == ["version_mismatch"]
    assert [claim["name"] for claim in version["open"]] == ["WHETHER_VERSION_COMES_FIRST"]
    details = as_json("CancelJobExecution", "--parameter", "statusDetails", capsys=capsys)
    assert {bound["name"] for bound in details["bounds"]} >= {"DETAILS_COUNT", "DETAILS_VALUE"}
    assert details["presence"] == "optional"


@pytest.mark.parametrize("profile", PROFILES)
def test_every_parameter_of_every_operation_is_explained(
    profile: str, capsys: pytest.CaptureFixture[str]
) -> None:
    table = table_of(profile)
    for operation in dict.fromkeys(name.partition("=")[0] for name in table.operations):
        for name in parameters_of(operation, table):
            said = explained(operation, "--parameter", name, "--profile", profile, capsys=capsys)
            assert said.startswith(f"{operation}: parameter {name}")
            assert max(map(len, said.splitlines())) <= 100


def test_every_constraint_is_a_bound_of_a_parameter() -> None:
    table = table_of(FULL)
    found = {
        bound.name
        for operation in dict.fromkeys(name.partition("=")[0] for name in table.operations)
        for parameter in parameters_of(operation, table).values()
        for bound in parameter.bounds
    }
    assert {constraint.name for constraint in CONSTRAINTS} <= found
