"""The command line: clear answers, and one clear line for bad input."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

import iot_jobs_spec
from iot_jobs_spec import TABLE
from iot_jobs_spec.cli import notice
from iot_jobs_spec.cli.main import main
from iot_jobs_spec.machines import CORE
from iot_jobs_spec.model.table import read

PROGRAM = [
    sys.executable,
    "-c",
    "import sys; from iot_jobs_spec.cli.main import main; sys.exit(main())",
]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PROGRAM, *arguments], capture_output=True, text=True, check=False)


BAD = {
    "an unknown command": ["explode"],
    "no operation": ["explain"],
    "an unknown operation": ["explain", "ExplodeJob"],
    "an operation that only AWS has": ["explain", "ListJobs"],
    "an unknown parameter": ["explain", "CancelJob", "--parameter", "reason"],
    "a parameter in one status": [
        *["explain", "CancelJob", "--parameter", "comment", "--status", "CANCELED"],
    ],
    "a parameter with a guard": ["explain", "CancelJob", "--parameter", "comment", "--no-force"],
    "an exploration that cannot be written": [
        *["explore", "--jobs", "1", "--things", "1", "--output", "/no/such/folder/report"],
    ],
    "an unknown status": ["explain", "CancelJob", "--status", "BROKEN"],
    "the status of another machine": ["explain", "CancelJob", "--status", "QUEUED"],
    "a status that is out of scope": ["explain", "CancelJob", "--status", "SCHEDULED"],
    "an unknown option": ["explain", "CancelJob", "--frce"],
    "an unknown profile": ["explain", "CancelJob", "--profile", "most"],
    "an unknown requested status": [
        "explain",
        "UpdateJobExecution",
        "--requested",
        "GONE",
        "--profile",
        "full",
    ],
    "a requested status where none is asked for": [
        "explain",
        "CancelJob",
        "--requested",
        "FAILED",
        "--profile",
        "full",
    ],
    "a guard that the operation does not read": ["explain", "DeleteJob", "--version-mismatch"],
    "an unknown format": ["explain", "CancelJob", "--format", "yaml"],
    "an option without its value": ["explain", "CancelJob", "--status"],
    "too many arguments": ["explain", "CancelJob", "DeleteJob"],
    "an exploration of nothing": ["explore", "--jobs", "0", "--things", "1"],
    "an exploration of words": ["explore", "--jobs", "two", "--things", "1"],
    "an exploration without bounds": ["explore"],
    "a check of nothing": ["check"],
    "a check of two targets": ["check", "--moto", "--endpoint-url", "http://127.0.0.1:1"],
    "a check of no valid address": ["check", "--endpoint-url", "nowhere"],
    "a check of an unknown operation": ["check", "--moto", "--operations", "ExplodeJob"],
    "a check without what there is not": ["check", "--moto", "--without", "everything"],
    "a check that requires too much": ["check", "--moto", "--require", "101"],
    "a report that cannot be written": ["check", "--moto", "--output", "/no/such/folder/report"],
    "a folder that is no project": ["render", "--check", "--root", "/"],
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_gets_one_clear_line_and_exit_code_2(
    case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(BAD[case]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("iot-jobs-spec: ")
    assert err.count("\n") == 1, err


def test_a_process_prints_one_line_for_bad_input() -> None:
    done = run(*BAD["a guard that the operation does not read"])
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("iot-jobs-spec: ")
    assert done.stderr.count("\n") == 1, done.stderr


def test_a_wrong_word_is_answered_with_the_right_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "ExplodeJob"]) == 2
    assert "CancelJobExecution" in capsys.readouterr().err
    assert main(["explain", "CancelJob", "--status", "BROKEN"]) == 2
    assert "DELETION_IN_PROGRESS" in capsys.readouterr().err


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    command = " ".join(f"'{word}'" for word in [*PROGRAM, "explain", "DeleteJob"])
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command} | head -n 1"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.count("\n") == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("operation", TABLE.operations)
def test_explain_lists_every_status_of_an_operation(
    operation: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", operation, "--format", "json"]) == 0
    cells = json.loads(capsys.readouterr().out)
    machine, _ = TABLE.operations[operation]
    assert {cell["status"] for cell in cells} == {None, *TABLE.statuses[machine]}
    for cell in cells:
        assert {
            "operation",
            "status",
            "force",
            "version_mismatch",
            "at_limit",
            "outcomes",
            "basis",
            "claims",
        } <= set(cell)
        assert all(
            isinstance(cell[guard], bool) for guard in ("force", "version_mismatch", "at_limit")
        )


@pytest.mark.parametrize(
    "asked",
    [
        ["DeleteJobExecution"],
        ["DescribeJobExecution", "--status", "SUCCEEDED"],
        ["UpdateJobExecution", "--requested", "FAILED"],
        ["UpdateJobExecution=FAILED"],
    ],
)
def test_explain_names_the_profile_that_has_what_the_core_does_not(
    asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", *asked]) == 2
    error = capsys.readouterr().err
    assert "outside this profile (core), because " in error or "requests only IN_PROGRESS" in error
    assert error.rstrip().endswith("; --profile full has it")
    assert main(["explain", *asked, "--profile", "full"]) == 0


def test_the_core_answers_for_the_status_that_it_asks_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["explain", "UpdateJobExecution", "--requested", "in-progress"]) == 0
    asked = capsys.readouterr().out
    assert main(["explain", "UpdateJobExecution"]) == 0
    assert capsys.readouterr().out == asked


def test_explain_joins_the_statuses_of_which_it_says_the_same(
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = ["explain", "UpdateJobExecution", "--requested", "FAILED", "--no-version-mismatch"]
    assert main([*asked, "--profile", "full"]) == 0
    said = capsys.readouterr().out
    assert said.count("by TERMINAL_REJECTS_UPDATE") == 1
    assert "UpdateJobExecution=FAILED: CANCELED or SUCCEEDED or FAILED or REJECTED" in said


def test_explain_says_the_verdict_first(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    arguments = ["explain", "CancelJobExecution", "--status", "IN_PROGRESS", "--no-force"]
    assert main([*arguments, "--no-version-mismatch"]) == 0
    lines = capsys.readouterr().out.splitlines()
    guards = "not force, not version_mismatch, not job_deleting"
    assert lines[0] == f"CancelJobExecution: IN_PROGRESS, {guards}"
    assert lines[1] == "  rejected: InvalidStateTransitionException (409)  [DOCUMENTED]"
    assert "CANCEL_NEEDS_FORCE" in "".join(lines[2:])


def test_explain_says_that_a_cell_is_unspecified(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "CancelJobExecution", "--status", "QUEUED", "--job-deleting"]) == 0
    assert "the sources say nothing" in capsys.readouterr().out


def test_explain_shows_what_force_does_to_executions(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def later(flag: str) -> dict[str, str]:
        arguments = ["explain", "CancelJob", "--status", "IN_PROGRESS", flag, "--format", "json"]
        assert main(arguments) == 0
        [cell] = json.loads(capsys.readouterr().out)
        return {effect["status"]: effect["becomes"] for effect in cell["executions"]}

    everything = {"QUEUED": "CANCELED", "IN_PROGRESS": "CANCELED", "CANCELED": "CANCELED"}
    assert later("--force") == everything
    assert later("--no-force") == everything | {"IN_PROGRESS": "IN_PROGRESS"}


@pytest.mark.parametrize(
    ("options", "affected"),
    [
        (("--status", "IN_PROGRESS", "--force"), {"QUEUED", "IN_PROGRESS", "CANCELED"}),
        (("--status", "CANCELED", "--no-all-terminal"), {"QUEUED", "IN_PROGRESS", "CANCELED"}),
        (("--status", "CANCELED", "--all-terminal"), {"CANCELED"}),
        (("--status", "COMPLETED"), {"CANCELED"}),
    ],
)
def test_explain_shows_no_effect_on_executions_that_the_job_cannot_have(
    options: tuple[str, ...], affected: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", "DeleteJob", *options, "--format", "json"]) == 0
    accepted = [cell for cell in json.loads(capsys.readouterr().out) if cell["executions"]]
    assert accepted
    for cell in accepted:
        assert {effect["status"] for effect in cell["executions"]} == affected


def test_verify_counts_rules_cells_and_claims(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify"]) == 0
    assert capsys.readouterr().out.startswith("OK: ")


def test_verify_fails_on_an_undeclared_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    table = read(replace(CORE, undeclared=()))
    monkeypatch.setattr("iot_jobs_spec.cli.verify.table_of", lambda _profile: table)
    assert main(["verify"]) == 1
    assert "CancelJob does not declare InvalidStateTransitionException" in capsys.readouterr().out


def test_output_that_cannot_be_written_is_said_before_the_work(tmp_path: Path) -> None:
    done = run("check", "--moto", "--output", str(tmp_path))
    assert done.returncode == 2
    assert str(tmp_path) in done.stderr


A_SYSTEM = """
from contextlib import contextmanager
from support.doubles import CancelsExecutionWithoutForce, Correct

NUMBER = 1

class Mine(Correct):
    def perform(self, request):
        if request.operation == "CancelJob":
            raise ValueError(f"no job {request.job_id}")
        if request.operation == "DeleteJob":
            raise NotImplementedError
        return super().perform(request)

    heard = None

@contextmanager
def returns_none():
    class Wrong(Mine):
        def perform(self, request):
            answer = super().perform(request)
            return None if request.operation == "DescribeJobExecution" else answer

    try:
        yield Wrong()
    finally:
        print("ended")

def make():
    return CancelsExecutionWithoutForce()

def fails():
    raise OSError("no such database")

def exits():
    raise SystemExit(0)
"""
OF_EXECUTIONS = ["--operations", "CancelJobExecution", "--without", "raw", "--examples", "0"]


@pytest.fixture
def in_house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """MODULE of a system in the folder of the user."""
    (tmp_path / "in_house.py").write_text(A_SYSTEM, encoding="utf-8")
    (tmp_path / "broken.py").write_text("import", encoding="utf-8")
    (tmp_path / "ends.py").write_text("raise SystemExit('done')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return "in_house"


@pytest.mark.slow
def test_check_judges_any_system_in_some_cells(
    in_house: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["check", "--system", f"{in_house}:make", *OF_EXECUTIONS]
    assert main([*command, "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert {cell["cell"].split("/")[0] for cell in report["cells"]} == {"CancelJobExecution"}
    assert not any("/raw/" in cell["cell"] for cell in report["cells"])
    (finding,) = report["findings"]
    assert finding["cell"] in finding["cells"]
    assert finding["says"] == "acts as if force were given"
    assert [one["cell"] for one in report["deviations"]] == finding["cells"]
    assert "give the URL" in finding["script"]


@pytest.mark.slow
def test_a_text_report_begins_with_the_summary_and_no_line_is_too_wide(
    in_house: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["check", "--system", f"{in_house}:make", *OF_EXECUTIONS, "--exit-zero"]
    assert main([*command, "--require", "100"]) == 0
    short = capsys.readouterr().out.splitlines()
    assert short[3].startswith("28 of 28 cells exercised: 1 violate")
    assert short[5].startswith("violates   finding 1: CancelJobExecution/IN_PROGRESS")
    assert main([*command, "--verbose"]) == 0
    whole = capsys.readouterr().out.splitlines()
    assert len(whole) > len(short) + 28
    wide = [line.split() for line in whole if len(line) > 100]
    assert all(len(words) == 2 for words in wide)  # a name, whole, behind "chose"
    assert {word for word, _ in wide} <= {"chose"}


@pytest.mark.slow
def test_a_report_in_a_file_leaves_its_result_on_the_screen(
    in_house: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    command = ["check", "--system", f"{in_house}:make", *OF_EXECUTIONS, "--exit-zero"]
    assert main([*command, "--format", "json", "--output", "report.json"]) == 0
    first, *_, result, where = capsys.readouterr().out.splitlines()
    assert first.startswith("violates   CancelJobExecution/IN_PROGRESS")
    assert "28 of 28 cells exercised: 1 violate" in result
    assert where == "The whole report: report.json"
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["findings"]


@pytest.mark.slow
def test_check_exits_2_where_fewer_cells_were_exercised_than_required(
    in_house: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["check", "--system", f"{in_house}:make", "--operations", "CancelJobExecution"]
    command += ["--examples", "0", "--exit-zero"]
    assert main([*command, "--require", "50"]) == 0
    assert main([*command, "--require", "99.5"]) == 2  # raw requests need an endpoint
    assert "cells exercised, less than 99.5 %" in capsys.readouterr().err
    command.remove("--exit-zero")
    assert main([*command, "--require", "99.5"]) == 1, "a violation comes first"
    assert "cells exercised, less than 99.5 %" in capsys.readouterr().err


def test_a_notice_that_cannot_be_written_raises_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    lines = os.fdopen(full, "w", 1)
    monkeypatch.setattr(sys, "stderr", lines)
    notice("nobody reads this")
    with suppress(OSError):
        lines.close()


def test_a_notice_that_cannot_be_written_changes_no_exit_code(in_house: str) -> None:
    command = [*PROGRAM, "check", "--system", f"{in_house}:make", "--examples", "0"]
    command += ["--operations", "CancelJobExecution", "--require", "100"]
    paths = [str(Path(__file__).parents[1]), str(Path(iot_jobs_spec.__file__).parents[1])]
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=full,
            check=False,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        )
    assert done.returncode == 1
    assert b"cells exercised" in done.stdout


@pytest.mark.parametrize(
    ("system", "says"),
    [
        ("in_house:fails", "OSError: no such database"),
        ("in_house:exits", "SystemExit: 0"),
        ("in_house:none", "no attribute 'none'; give MODULE:FACTORY"),
        ("in_house:NUMBER", "FACTORY is of the type int, which is no function"),
        ("no_such_module:make", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("broken:make", "(broken.py, line 1)"),
        ("ends:make", "SystemExit: done"),
        ("in_house:A_SYSTEM", "'A_SYSTEM'"),
    ],
)
@pytest.mark.usefixtures("in_house")
def test_a_system_that_cannot_be_made_is_said_in_one_line(
    system: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--system", system]) == 2
    error = capsys.readouterr().err
    assert says in error
    assert error.count("\n") == 1


@pytest.mark.slow
def test_what_a_system_raises_is_a_finding_or_a_missing_operation(
    in_house: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["check", "--system", f"{in_house}:Mine", "--operations", "CancelJob,DeleteJob"]
    assert main([*command, "--examples", "0", "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    (finding,) = report["findings"]
    assert finding["seen"] == {"error": "no answer of the API: ValueError: no job job"}
    assert {cell.split("/")[0] for cell in finding["cells"]} == {"CancelJob"}
    reasons = {
        c["reason"] for c in report["cells"] if c["cell"].startswith("DeleteJob/IN_PROGRESS")
    }
    assert reasons == {"the spec has no DeleteJob"}


def test_a_system_that_returns_no_answer_is_said_in_one_line_and_ended(
    in_house: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["check", "--system", f"{in_house}:returns_none", *OF_EXECUTIONS]
    assert main(command) == 2
    printed = capsys.readouterr()
    assert printed.out == "ended\n"
    wrong = "perform(DescribeJobExecution) returned None, no Answer: give Answer(None, response)"
    assert (
        printed.err
        == f"iot-jobs-spec: --system {in_house}:returns_none: {wrong} or Answer(error_code)\n"
    )
