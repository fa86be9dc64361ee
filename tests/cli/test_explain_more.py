"""explain: what becomes of devices, and what is known of a parameter."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from iot_jobs_spec.cli.main import main
from iot_jobs_spec.errors import ERRORS
from iot_jobs_spec.model.constraints import CONSTRAINTS
from iot_jobs_spec.model.explain import guards_of
from iot_jobs_spec.model.parameters import parameters_of
from iot_jobs_spec.model.profiles import FULL, PROFILES, table_of


def explained(*arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["explain", *arguments]) == 0
    return capsys.readouterr().out


def as_json(*arguments: str, capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(explained(*arguments, "--format", "json", capsys=capsys))


FORCED = ("CancelJob", "--force", "--status", "IN_PROGRESS")


def test_a_forced_cancel_says_what_its_devices_meet(capsys: pytest.CaptureFixture[str]) -> None:
    said = explained(*FORCED, "--sources", capsys=capsys)
    assert "until then UpdateJobExecution of its device is accepted: its reports count" in said
    assert "once it is CANCELED, UpdateJobExecution of its device is rejected:" in said
    assert "the next UpdateJobExecution" not in said, "the cascade comes later"
    shown = "GetPendingJobExecutions and $next no longer show it"
    assert shown in said
    assert "nothing stops the device: plan how it recovers" in said
    claims = ("FORCE_NEEDS_RECOVERY", "NOTHING_STOPS_A_DEVICE", "TERMINAL_IS_NEVER_PENDING")
    assert [said.count(f"({name})") for name in claims] == [1, 1, 1]


@pytest.mark.parametrize("asked", [FORCED, ("CancelJobExecution", *FORCED[1:])])
def test_a_device_that_sends_expected_version_may_meet_a_version_conflict(
    asked: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    said = explained(*asked, "--sources", capsys=capsys)
    update = "rejected: InvalidStateTransitionException (409), or VersionConflictException (409)"
    assert f"{update} if it sends expectedVersion" in " ".join(said.split())
    assert "(WHETHER_CANCEL_BUMPS)" in said
    assert "(VERSION_MISMATCH_REJECTS_UPDATE)" in said


def test_json_has_the_answer_to_an_old_expected_version(
    capsys: pytest.CaptureFixture[str],
) -> None:
    [cell] = as_json(*FORCED, capsys=capsys)
    [device] = [effect["device"] for effect in cell["executions"] if effect["device"]]
    errors = {one["error"] for one in device[0]["version_mismatch"]["outcomes"]}
    assert errors == {"InvalidStateTransitionException", "VersionConflictException"}
    [removed] = as_json(
        "DeleteJob", "--status", "IN_PROGRESS", "--force", "--no-at-limit", capsys=capsys
    )
    assert not any("version_mismatch" in one for e in removed["executions"] for one in e["device"])


@pytest.mark.slow
@pytest.mark.parametrize("profile", PROFILES)
def test_every_cell_is_shown_or_an_option_that_shows_it_is_named(
    profile: str, capsys: pytest.CaptureFixture[str]
) -> None:
    table = table_of(profile)
    for operation in table.operations:
        asked = [operation, "--profile", profile]
        *_, last = explained(*asked, capsys=capsys).splitlines()
        options = []
        if last.startswith("not shown: with "):
            options = last.removeprefix("not shown: with ").split(", ")
        shown = list(as_json(*asked, capsys=capsys))
        for option in options:
            shown += as_json(*asked, option, capsys=capsys)
        held = {
            guard
            for cell in shown
            for guard in cell["guards"]
            if cell[guard] or not table.spec.guards[guard].rare
        }
        assert held == {*guards_of(operation, table)}, operation


def test_what_the_user_leaves_out_is_named_too(capsys: pytest.CaptureFixture[str]) -> None:
    said = explained("CancelJobExecution", "--no-version-mismatch", capsys=capsys)
    assert said.endswith("not shown: with --version-mismatch, --job-deleting\n")
    assert "not shown" not in explained("CancelJob", capsys=capsys)


def test_the_errors_of_any_time_are_named_with_their_status(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = explained("CancelJob", capsys=capsys)
    assert "rejected: ThrottlingException (400 or 429)\n" in said
    assert "rejected: ServiceUnavailableException (503)\n" in said
    assert "rejected: LimitExceededException (410), if IN_PROGRESS\n" in said
    assert said.count("CANCEL_MAY_EXCEED_LIMIT") == said.count("THROTTLING_ANYWHERE") == 1
    assert "LimitExceeded" not in explained("CancelJob", "--status", "CANCELED", capsys=capsys)


@pytest.mark.slow
@pytest.mark.parametrize("profile", PROFILES)
def test_every_guard_that_an_operation_does_not_read_is_rejected(
    profile: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for operation in table_of(profile).operations:
        for guard in ("force", "version_mismatch", "at_limit", "job_deleting", "timer_given"):
            if guard in guards_of(operation, table_of(profile)):
                continue
            for option in (guard.replace("_", "-"), f"no-{guard.replace('_', '-')}"):
                assert main(["explain", operation, "--profile", profile, f"--{option}"]) == 2
                printed = capsys.readouterr()
                assert f"so --{option} does not apply" in printed.err
                assert printed.out == ""


def test_a_delete_over_the_limit_tells_the_pause(capsys: pytest.CaptureFixture[str]) -> None:
    for status in ("COMPLETED", "CANCELED"):
        said = explained("DeleteJob", "--status", status, "--force", "--at-limit", capsys=capsys)
        assert "to pause for a minute or longer." in " ".join(said.split())
        cell, *_ = as_json("DeleteJob", "--status", status, "--force", "--at-limit", capsys=capsys)
        assert "DELETION_LIMIT_ASKS_FOR_A_MINUTE" in {claim["name"] for claim in cell["claims"]}
    assert "minute" not in explained("DeleteJob", "--no-at-limit", capsys=capsys)


def test_the_basis_of_a_rejection_and_that_of_its_error_are_two(
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = ("CancelJob", "--status", "DELETION_IN_PROGRESS")
    said = " ".join(explained(*asked, capsys=capsys).split())
    errors = "rejected: InvalidRequestException (400), or InvalidStateTransitionException (409)"
    assert f"{errors} [DOCUMENTED; which error: INFERRED]" in said
    assert "by DELETING_REJECTS_CANCEL, WHICH_ERROR_CANCEL_WHILE_DELETING " in said
    cell, *_ = as_json(*asked, capsys=capsys)
    assert (cell["basis"], cell["error_basis"]) == ("DOCUMENTED", "INFERRED")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("ABSENT", "accepted: nothing to start  ["),
        ("QUEUED", "accepted: IN_PROGRESS  ["),
        ("IN_PROGRESS", "accepted: stays IN_PROGRESS  ["),
        ("CANCELED", "accepted: nothing to start; stays CANCELED  ["),
    ],
)
def test_a_device_that_starts_nothing_is_not_said_to_start_it(
    status: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = explained("StartNextPendingJobExecution", "--status", status, capsys=capsys)
    assert said.splitlines()[1].strip().startswith(words)


def test_an_unspecified_cell_says_which_answer_is_expected(
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = ("CancelJobExecution", "--status", "QUEUED", "--job-deleting")
    said = " ".join(explained(*asked, capsys=capsys).split())
    assert "expected: accepted: CANCELED; else: rejected: ResourceNotFoundException (404)" in said


def test_an_unforced_cancel_takes_nothing_from_devices(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("CancelJob", "--no-force", "--status", "IN_PROGRESS")
    said = explained(*asked, capsys=capsys)
    assert "plan how it recovers" not in said
    assert (
        "later: each IN_PROGRESS execution stays IN_PROGRESS; its device may still finish" in said
    )


@pytest.mark.parametrize("profile", PROFILES)
def test_every_source_is_printed_once_and_below_every_outcome(
    profile: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for operation in table_of(profile).operations:
        asked = (operation, "--profile", profile)
        brief, whole = (explained(*asked, *more, capsys=capsys) for more in ((), ("--sources",)))
        outcomes, _, places = brief.partition("\nsources (--sources prints the text of each")
        assert whole.startswith(outcomes)
        _, _, texts = whole.partition("\nsources:\n")
        names = re.findall(r"^  ([A-Z_]+): ", places, re.MULTILINE)
        every = re.findall(r"\(([A-Z_]+)\)$", texts, re.MULTILINE)
        assert len(names) == len({*names})
        assert len(every) == len({*every})
        assert {*names} <= {*every}
        cited = {
            claim["name"] for cell in as_json(*asked, capsys=capsys) for claim in cell["claims"]
        }
        assert cited <= {*every}
        by = " ".join(outcomes.split()).split(" by ")
        assert len(by) > 1
        assert max(map(len, whole.splitlines())) <= 100


@pytest.mark.parametrize(
    ("asked", "most"),
    [
        ("CancelJob --force --status IN_PROGRESS", 40),
        ("CancelJobExecution --force --status IN_PROGRESS --no-version-mismatch", 40),
        ("DeleteJob --at-limit", 50),
    ],
)
def test_an_answer_fits_a_screen(asked: str, most: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert len(explained(*asked.split(), capsys=capsys).splitlines()) <= most


def test_a_cancel_points_to_what_becomes_of_the_job(capsys: pytest.CaptureFixture[str]) -> None:
    said = explained("CancelJob", capsys=capsys)
    assert said.count("later: the job stays CANCELED  [INFERRED] (explain complete)") == 2
    said = explained("DeleteJob", "--force", "--status", "IN_PROGRESS", capsys=capsys)
    assert (
        "later: the job is removed, if no_executions  [DOCUMENTED] (explain end_deletion)" in said
    )
    full = explained("CancelJob", "--no-force", "--profile", "full", capsys=capsys)
    assert "later: each terminal execution stays as it is\n" in full


def test_a_rejection_is_said_to_change_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    said = explained("CancelJobExecution", "--version-mismatch", capsys=capsys)
    assert "\na rejected request changes nothing\n" in said
    assert "REJECTION_CHANGES_NOTHING: INFERRED" in said
    assert "changes nothing" not in explained("GetPendingJobExecutions", capsys=capsys)


def test_a_deleted_retry_shows_the_execution_before_it(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("DeleteJobExecution", "--status", "IN_PROGRESS", "--force", "--profile", "full")
    said = " ".join(explained(*asked, capsys=capsys).split())
    assert "the next UpdateJobExecution of its device is rejected: ResourceNotFound" in said
    again = "the execution before it is shown again, and UpdateJobExecution without executionNumber"
    assert again in said
    assert "about that one: rejected: InvalidStateTransitionException (409) its exec" in said
    for claim in ("NUMBER_MAY_BE_REUSED", "RETRIED_EXECUTION_IS_LATEST_AGAIN"):
        assert said.count(claim) == 2
    by_job = explained("DeleteJob", "--force", "--profile", "full", capsys=capsys)
    assert "shown again" not in by_job, "a deletion of the job takes every execution"


def test_both_outcomes_that_no_source_decides_between_are_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for step, other in (("complete", "may_complete"), ("may_complete", "complete")):
        said = " ".join(explained(step, "--profile", "full", capsys=capsys).split())
        stays = {"complete": "stays IN_PROGRESS", "may_complete": "becomes COMPLETED"}
        first, second = stays[step], stays[other]
        assert f"{first} [UNSPECIFIED] or {second}, by {other} [UNSPECIFIED]" in said
        assert "serve completes a job whose last unfinished execution is deleted" in said
        assert "--choose WHETHER_DELETION_COMPLETES=no" in said


def test_the_reading_that_wins_is_named_with_its_reason(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = " ".join(explained("complete", capsys=capsys).split())
    assert (
        "stays CANCELED [INFERRED] WHETHER_CANCELED_COMPLETES leaves it open, and "
        "CANCELED_STAYS_CANCELED (INFERRED) decides, so another outcome differs: A CANCELED job "
        "stays CANCELED when its remaining executions finish, because CANCELED is a terminal status"
    ) in said


@pytest.mark.parametrize("profile", PROFILES)
def test_no_claim_about_an_error_names_one_that_no_rule_permits(profile: str) -> None:
    table = table_of(profile)
    for rule in table.rules:
        alike = [r for r in table.rules if (r.question, r.source) == (rule.question, rule.source)]
        permitted = {o.error.code for one in alike for o in one.outcomes if o.error}
        for claim in rule.which:
            named = {error.code for error in ERRORS if error.code in claim.says}
            assert named <= permitted, (rule.id, claim.name)


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
    asked = ("DeleteJob", "--force", "--status", "IN_PROGRESS", "--sources")
    said = explained(*asked, capsys=capsys)
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
    said = explained(*asked, "--sources", capsys=capsys)
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
    open_ = {claim["name"] for claim in version["open"]}
    assert open_ == {"WHETHER_VERSION_COMES_FIRST", "WHETHER_CANCEL_BUMPS", "WHICH_VERSION_ERROR"}
    details = as_json("CancelJobExecution", "--parameter", "statusDetails", capsys=capsys)
    assert {bound["name"] for bound in details["bounds"]} >= {"DETAILS_COUNT", "DETAILS_VALUE"}
    assert details["presence"] == "optional"


@pytest.mark.slow
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
