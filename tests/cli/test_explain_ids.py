"""explain: every id that answers, reports and the reference name can be asked about."""

from __future__ import annotations

import json
from typing import Any

import pytest

from iot_jobs_spec.check.request_cells import request_cells
from iot_jobs_spec.claims import claims_of, outside_of
from iot_jobs_spec.cli.main import main
from iot_jobs_spec.cli.subjects import subject_named
from iot_jobs_spec.model.choices import offered
from iot_jobs_spec.model.citations import citations
from iot_jobs_spec.model.profiles import FULL, PROFILES, table_of

FORCED = "CancelJobExecution/IN_PROGRESS/force/!version_mismatch/!job_deleting"


def explained(*arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["explain", *arguments]) == 0
    return capsys.readouterr().out


def as_json(*arguments: str, capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(explained(*arguments, "--format", "json", capsys=capsys))


def refused(*arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["explain", *arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    return printed.err


def test_the_id_of_a_rule_is_answered_as_its_operation(capsys: pytest.CaptureFixture[str]) -> None:
    said = explained(FORCED, capsys=capsys)
    whole = explained("CancelJobExecution", "--status", "IN_PROGRESS", "--force", capsys=capsys)
    cell, _, sources = said.partition("\n\n")
    assert cell in whole
    assert "sources:\n    - " in sources
    assert said.startswith("CancelJobExecution: IN_PROGRESS, force, not version_mismatch, ")
    assert explained(FORCED.lower(), capsys=capsys) == said
    [cell] = as_json(FORCED, capsys=capsys)
    assert cell["rule"] == FORCED


def test_an_id_with_a_guard_is_not_the_one_without_it(capsys: pytest.CaptureFixture[str]) -> None:
    other = explained(FORCED.replace("/force", "/!force"), capsys=capsys)
    assert "rejected: InvalidStateTransitionException (409)  [DOCUMENTED]" in other


@pytest.mark.slow
@pytest.mark.parametrize("profile", PROFILES)
def test_every_id_that_cites_a_claim_is_known(profile: str) -> None:
    table = table_of(profile)
    ids = {rule.id for rule in table.rules} | {cell.id for cell in table.cells()}
    sample = sorted(ids)[:: max(1, len(ids) // 40)]
    cited = sorted({name for names in citations(table).values() for name in names} - ids)
    for name in (*sample, *cited[::5]):
        subject = subject_named(name, profile)
        assert subject is not None, name
        assert subject.questions or subject.claims, name


@pytest.mark.slow
@pytest.mark.parametrize("profile", PROFILES)
def test_every_claim_and_fact_is_answered(profile: str) -> None:
    for name, claim in claims_of(profile).items():
        subject = subject_named(name, profile)
        assert subject is not None
        assert subject.claims[0] is claim
        for fact in claim.facts:
            known = subject_named(fact, profile)
            assert known is not None
            assert claim in known.claims
    for fact in outside_of(FULL):
        assert subject_named(fact, FULL) is not None


@pytest.mark.slow
@pytest.mark.parametrize("profile", PROFILES)
def test_every_choice_of_a_report_is_explained_with_its_values(
    profile: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, choice in offered(profile).items():
        subject = subject_named(f"{name}={choice.values[-1]}", profile)
        assert subject is not None
        assert subject.choice is choice
        assert {f"{value}: {does}" for value, does in choice.does.items()} <= {*subject.also}
        cited = {claim for q in subject.questions for claim in q.rule.cited()} | {*subject.claims}
        assert cited >= {*choice.claims}
        said = explained(name, "--profile", profile, capsys=capsys)
        assert name in said.split("\n", 1)[0]
        for words in (choice.says, f" as {name}=VALUE; each"):
            assert words in " ".join(said.split())


def test_a_choice_says_what_is_chosen_and_by_which_claims(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = explained("MAY_BE_FLAGGED", capsys=capsys)
    assert said.startswith("MAY_BE_FLAGGED: the execution's forceCanceled becomes true or stays ")
    assert "\n  yes: sets forceCanceled to true\n  no: leaves forceCanceled false\n" in said
    assert "(WHICH_CANCELS_SET_FORCE_FLAG)" in said
    assert explained("may-be-flagged=no", capsys=capsys) == said
    (told,) = as_json("MAY_BE_FLAGGED", capsys=capsys)
    assert told["values"]["no"] == "leaves forceCanceled false"
    assert [claim["name"] for claim in told["claims"]] == ["WHICH_CANCELS_SET_FORCE_FLAG"]
    rule = explained("CancelJob/DELETION_IN_PROGRESS", capsys=capsys)
    assert "\n  InvalidRequestException: answers InvalidRequestException to CancelJob\n" in rule
    assert "\nCancelJob: DELETION_IN_PROGRESS\n  rejected: " in rule


def test_a_choice_of_the_full_profile_is_said_to_be_there(
    capsys: pytest.CaptureFixture[str],
) -> None:
    error = refused("LIST_ORDER", capsys=capsys)
    assert "'LIST_ORDER' is outside this profile (core); --profile full has it" in error


@pytest.mark.slow
@pytest.mark.parametrize("profile", PROFILES)
def test_every_cell_of_a_report_and_every_background_step_without_a_status_is_known(
    profile: str,
) -> None:
    table = table_of(profile)
    steps = [f"{m}.{event}" for m, events in table.background.items() for event in events]
    for name in (*(cell.id for cell in request_cells(table)), *steps):
        subject = subject_named(name, profile)
        assert subject is not None
        assert subject.claims or subject.questions


def test_a_name_that_is_unknown_is_answered_with_the_kinds_of_names(
    capsys: pytest.CaptureFixture[str],
) -> None:
    error = refused("FOO", capsys=capsys)
    assert "unknown operation 'FOO': it is one of CreateJob, " in error
    for kind in ("rule or cell", "background step", "choice", "claim", "number of a fact"):
        assert kind in error
    assert main(["check", "--moto", "--operations", "FOO"]) == 2
    assert "background step" not in capsys.readouterr().err
    assert "did you mean MAY_BE_FLAGGED?" in refused("MAY_BE_FLAGED", capsys=capsys)


def test_a_claim_names_its_premises_and_what_cites_it(capsys: pytest.CaptureFixture[str]) -> None:
    said = explained("FORCE_CANNOT_UPGRADE_CANCEL", capsys=capsys)
    assert "cited by CancelJob/COMPLETED/force, CancelJob/CANCELED/force" in said
    assert "(FORCED_CANCEL_OF_TERMINAL_FAILS)" in said  # R53
    assert "(CANCEL_BY_FORCE)" in said  # R63


def test_what_a_claim_follows_from_can_be_asked_about(capsys: pytest.CaptureFixture[str]) -> None:
    names = {claim["name"] for claim in as_json("R53", capsys=capsys)}
    assert names == {"FORCED_CANCEL_OF_TERMINAL_FAILS", "UNFORCED_CANCEL_OF_TERMINAL_FAILS"}
    assert "no claim states it. The checker compares" in explained("r20", capsys=capsys)


def test_a_background_step_says_when_it_comes_and_what_it_changes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = explained("cascade", capsys=capsys)
    assert said.startswith("cascade: a background step, which comes soon after its cause\n")
    assert "while the job is CANCELED  [DOCUMENTED]" in said
    assert "cascade: IN_PROGRESS, not force\n  stays IN_PROGRESS" in said
    assert "cascade: IN_PROGRESS, force\n  becomes CANCELED" in said
    assert "roll_out: no execution\n  becomes QUEUED" in explained("roll-out", capsys=capsys)
    only = explained("Execution.roll_out/ABSENT", capsys=capsys)
    assert only.startswith("roll_out: no execution\n")


@pytest.mark.parametrize("profile", PROFILES)
def test_every_background_step_is_explained(
    profile: str, capsys: pytest.CaptureFixture[str]
) -> None:
    table = table_of(profile)
    for machine, events in table.background.items():
        for event in events:
            said = explained(event, "--profile", profile, capsys=capsys)
            assert max(map(len, said.splitlines())) <= 100
            cells = as_json(event, "--profile", profile, capsys=capsys)
            wanted = [r.id for r in table.rules if (r.machine, r.event) == (machine, event)]
            assert [cell["rule"] for cell in cells] == wanted


def test_a_time_out_says_how_late_it_is_and_whether_a_retry_follows(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = " ".join(explained("time_out", "--profile", "full", capsys=capsys).split())
    assert "at most 60 seconds late" in said
    assert "then retry: TIMED_OUT becomes QUEUED, if retries_left" in said
    assert "the next UpdateJobExecution of its device is rejected" in said
    assert explained("timeout", "--profile", "full", capsys=capsys).split() == said.split()
    asked = ("UpdateJobExecution", "--parameter", "step_timeout_in_minutes", "--profile", "full")
    parameter = explained(*asked, capsys=capsys)
    assert "iot-jobs-spec explain time_out --profile full" in parameter
    assert "(TIMER_ENDS_EXECUTION)" in parameter


def test_what_only_the_full_profile_has_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("time_out", "TIMER_ENDS_EXECUTION", "R140", "UpdateJobExecution=FAILED/ABSENT"):
        error = refused(name, capsys=capsys)
        assert f"'{name}' is outside this profile (core)" in error
        assert error.rstrip().endswith("; --profile full has it")


def test_a_wrong_id_is_answered_with_the_right_ones(capsys: pytest.CaptureFixture[str]) -> None:
    error = refused("CancelJobExecution/QUEUED/forced", capsys=capsys)
    assert ": it is one of CancelJobExecution/QUEUED/" in error
    assert "CancelJobExecution/IN_PROGRESS" not in error
    assert "give OPERATION/STATUS/GUARDS" in refused("Explode/QUEUED", capsys=capsys)


@pytest.mark.parametrize("option", [["--force"], ["--status", "QUEUED"], ["--parameter", "force"]])
def test_an_id_leaves_no_choice_to_options(
    option: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert f"leave out {option[0]}" in refused(FORCED, *option, capsys=capsys)
    assert "is not an operation" in refused("cascade", *option, capsys=capsys)
