"""Names: any spelling, a hint for near misses, and a reason for what the profile leaves out."""

from __future__ import annotations

import json

import botocore.session
import pytest

from iot_jobs_spec.claims.outside import OUTSIDE_NAMES
from iot_jobs_spec.cli.main import main
from iot_jobs_spec.cli.names import a_, named
from iot_jobs_spec.language.spec import EXECUTION, JOB
from iot_jobs_spec.model.parameters import parameters_of
from iot_jobs_spec.model.profiles import CORE, FULL, PROFILES, table_of
from iot_jobs_spec.model.views import VIEWS


def explained(*arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["explain", *arguments]) == 0
    return capsys.readouterr().out


def refused(*arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main([*arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    return printed.err


@pytest.mark.parametrize("operation", ["cancel-job", "cancel_job", "CANCELJOB", "cancelJob"])
@pytest.mark.parametrize("status", ["in_progress", "In-Progress", "INPROGRESS", "in progress"])
def test_a_name_may_have_any_case_and_spelling(
    operation: str, status: str, capsys: pytest.CaptureFixture[str]
) -> None:
    usual = explained("CancelJob", "--status", "IN_PROGRESS", capsys=capsys)
    assert explained(operation, "--status", status, capsys=capsys) == usual


def test_every_option_with_names_takes_any_spelling(capsys: pytest.CaptureFixture[str]) -> None:
    usual = ["UpdateJobExecution", "--requested", "TIMED_OUT", "--profile", "full"]
    other = ["update-job-execution", "--requested", "timed-out", "--profile", "Full"]
    assert explained(*other, capsys=capsys) == explained(*usual, capsys=capsys)
    of_status = explained("updatejobexecution=timed-out", "--profile", "FULL", capsys=capsys)
    assert of_status == explained(*usual, capsys=capsys)
    assert json.loads(explained("CancelJob", "--format", "JSON", capsys=capsys))
    assert main(["diff", "core", "core", "--format", "Text"]) == 0


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["explian"], "unknown command 'explian': did you mean explain?"),
        (["explain", "CancelJobs"], "unknown operation 'CancelJobs': did you mean CancelJob?"),
        (
            ["explain", "CancelJob", "--status", "cancelled"],
            "unknown status of a job 'cancelled': did you mean CANCELED?",
        ),
        (["explain", "CancelJob", "--frce"], "unknown option '--frce': did you mean --force?"),
        (["explain", "CancelJob", "--profile", "cor"], "'cor': did you mean core?"),
        (
            ["explain", "CancelJob", "--parameter", "coment"],
            "unknown parameter of CancelJob 'coment': did you mean comment?",
        ),
        (["explain", "timeot"], "'timeot': did you mean time_out?"),
        (
            ["explain", "step-timer"],
            "'step-timer': did you mean STEP_TIMEOUT or STEP_TIMER_IS_SET?",
        ),
        (["explain", "cascad"], "'cascad': did you mean cascade?"),
        (["explain", "CancelJob", "--force=true"], "--force takes no value (see "),
        (["check", "--moto=1"], "--moto takes no value (see "),
        (["check", "--moto", "--operations", "cancl-job"], "'cancl-job': did you mean CancelJob?"),
        (["check", "--moto", "--without", "rw"], "unknown form 'rw': did you mean raw?"),
        (["render", "--engine", "dott"], "unknown engine 'dott': did you mean dot?"),
    ],
)
def test_a_near_miss_is_answered_with_the_name(
    arguments: list[str], hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert hint in refused(*arguments, capsys=capsys)


def test_a_wrong_name_is_shown_short_and_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    error = refused("explain", "a\n\x1b[31m" * 1000, capsys=capsys)
    assert error.count("\n") == 1
    assert "\x1b" not in error
    assert len(error) < 500


def test_names_that_are_spelled_alike_are_no_two_names() -> None:
    for profile in PROFILES:
        for names in (table_of(profile).operations, *table_of(profile).statuses.values()):
            assert [named(name, "name", names) for name in names] == list(names)


@pytest.mark.parametrize("profile", PROFILES)
def test_every_operation_of_aws_is_in_the_profile_or_outside_with_a_reason(
    profile: str, capsys: pytest.CaptureFixture[str]
) -> None:
    session = botocore.session.get_session()
    jobs = session.get_service_model("iot").operation_names
    of_aws = {name for name in jobs if "Job" in name}
    of_aws |= {*session.get_service_model("iot-jobs-data").operation_names}
    known = {name.partition("=")[0] for name in table_of(profile).operations}
    assert of_aws == known | OUTSIDE_NAMES[""].keys()
    for name in sorted(of_aws - known):
        error = refused("explain", name.lower(), "--profile", profile, capsys=capsys)
        in_full = name in table_of(FULL).operations
        where = (
            f"this profile ({profile})" if in_full else f"this profile ({profile}) and every other"
        )
        assert f"{name} is outside {where}, because " in error
        assert error.count("--profile full has it") == in_full
        known_as_read = {view.operation for view in VIEWS}
        assert ("check compares it as a read" in error) == (name in known_as_read)


@pytest.mark.parametrize(
    ("machine", "shape", "operation"),
    [(JOB, "JobStatus", "CancelJob"), (EXECUTION, "JobExecutionStatus", "CancelJobExecution")],
)
@pytest.mark.parametrize("profile", PROFILES)
def test_every_status_of_aws_is_in_the_profile_or_outside_with_a_reason(
    profile: str,
    machine: str,
    shape: str,
    operation: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    model = botocore.session.get_session().get_service_model("iot")
    of_aws = {*model.shape_for(shape).enum}  # type: ignore[attr-defined]
    known = {*table_of(profile).statuses[machine]}
    assert of_aws == {*table_of(FULL).statuses[machine]} | OUTSIDE_NAMES[machine].keys()
    assert of_aws == {*table_of(CORE).statuses[machine]} | OUTSIDE_NAMES[machine].keys()
    for name in sorted(of_aws - known):
        asked = ("explain", operation, "--profile", profile, "--status", name)
        error = refused(*asked, capsys=capsys)
        in_full = name in table_of(FULL).statuses[machine]
        where = (
            f"this profile ({profile})" if in_full else f"this profile ({profile}) and every other"
        )
        assert f"{name} is outside {where}, because " in error
        assert error.count("--profile full has it") == in_full


def test_a_status_of_the_other_machine_is_named_as_such(
    capsys: pytest.CaptureFixture[str],
) -> None:
    error = refused("explain", "CancelJob", "--status", "queued", capsys=capsys)
    assert "QUEUED is a status of an execution, not of a job: it is one of ABSENT, " in error
    error = refused("explain", "CancelJobExecution", "--status", "scheduled", capsys=capsys)
    assert "SCHEDULED is a status of a job, not of an execution" in error


def test_a_check_names_what_is_outside_the_profile_too(
    capsys: pytest.CaptureFixture[str],
) -> None:
    error = refused("check", "--moto", "--operations", "DeleteJobExecution", capsys=capsys)
    assert "DeleteJobExecution is outside this profile (core), because " in error


def test_every_status_of_aws_is_answered_as_a_status(capsys: pytest.CaptureFixture[str]) -> None:
    for machine in (JOB, EXECUTION):
        for status in (*table_of(FULL).statuses[machine], *OUTSIDE_NAMES[machine]):
            for profile in PROFILES:
                error = refused("explain", status.lower(), "--profile", profile, capsys=capsys)
                assert f"{status} is a status of " in error
                assert a_(machine) in error
                known = any(status in names for names in table_of(profile).statuses.values())
                assert ("outside this profile" in error) != known
                asked = f"explain OPERATION --status {status}"
                assert (asked in error) == (status != "SCHEDULED")
    error = refused("explain", "cancelled", capsys=capsys)
    assert "CANCELED is a status of a job and of an execution: explain OPERATION --sta" in error
    error = refused("explain", "TIMED_OUT", capsys=capsys)
    assert error.endswith("explain OPERATION --status TIMED_OUT --profile full\n")


def test_every_guard_is_answered_with_how_to_ask_about_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in table_of(FULL).spec.guards:
        error = refused("explain", name, capsys=capsys)
        command = error.rpartition(": explain ")[2].split()
        if command[0] == "OPERATION":
            assert command[1] == f"--{name.replace('_', '-')}"
        else:
            assert f"{name} is a guard of background steps: " in error
            assert explained(command[0], "--profile", "full", capsys=capsys)


def test_every_parameter_of_the_api_is_answered_as_a_word_and_as_an_option(
    capsys: pytest.CaptureFixture[str],
) -> None:
    table = table_of(FULL)
    guards = {"expectedVersion": "--version-mismatch", "stepTimeoutInMinutes": "--timer-given"}
    guards |= dict.fromkeys(("targets", "document"), "--identical-repeat")
    for operation in dict.fromkeys(name.partition("=")[0] for name in table.operations):
        for name in parameters_of(operation, table):
            option = "--" + "".join(f"-{c.lower()}" if c.isupper() else c for c in name)
            if name in ("force", "status"):
                continue  # options of explain themselves
            for spelled in (option, f"--{name}"):
                error = refused("explain", operation, spelled, "1", capsys=capsys)
                if name in guards:
                    assert f"did you mean {guards[name]} (" in error, error
                else:
                    assert f"{name} is a parameter: explain {operation} --par" in error, error
    error = refused("explain", "expectedVersion", capsys=capsys)
    assert "expectedVersion is a parameter: explain CancelJobExecution --parameter " in error


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["cancel", "job"], "'job': did you mean cancel-job?"),
        (["Delete", "Job", "Execution"], "did you mean Delete-Job-Execution?"),
        (["CancelJob", "--status", "in", "progress"], "did you mean --status IN_PROGRESS?"),
        (["CancelJob", "--force", "true"], "a guard takes no value: --force, or --no-force"),
        (["CancelJob", "--in-progress"], "did you mean --status IN_PROGRESS?"),
        (["$next"], "$next is what a device gives as jobId"),
        (["may_complete"], "'may_complete' is outside this profile (core); --profile full has it"),
        (["CancelJob", "DeleteJob"], "unexpected argument 'DeleteJob' (see "),
    ],
)
def test_what_is_no_argument_is_answered_with_what_is_meant(
    arguments: list[str], hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert hint in refused("explain", *arguments, capsys=capsys)


@pytest.mark.parametrize(
    ("parameter", "profile", "more"),
    [
        ("scheduling-config", "full", ""),
        ("timeoutConfig", "core", "; --profile full has it"),
        ("tags", "core", ""),
    ],
)
def test_a_parameter_that_the_profile_leaves_out_is_answered_with_the_reason(
    parameter: str, profile: str, more: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("explain", "CreateJob", "--parameter", parameter, "--profile", profile)
    error = refused(*asked, capsys=capsys)
    assert f" of CreateJob is outside this profile ({profile}), because " in error
    assert error.rstrip().endswith(more)
