"""`docs/auditing.md`: its example gives its report, and its options and keys are the command's."""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

import pytest

from iot_jobs_spec.audit.judging import judge
from iot_jobs_spec.audit.recordings import read_recording
from iot_jobs_spec.cli import audit
from iot_jobs_spec.cli.main import main

PAGE = (Path(__file__).parents[2] / "docs" / "auditing.md").read_text(encoding="utf-8")


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The file of the example, in the current folder."""
    monkeypatch.chdir(tmp_path)
    (block,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    Path("calls.jsonl").write_text(block, encoding="utf-8")
    return "calls.jsonl"


def test_the_example_gives_the_report(example: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", example]) == 1
    (shown,) = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
    assert capsys.readouterr().out == shown


def test_it_lists_every_key_of_the_json(example: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["audit", example, "--format", "json"])
    keys = set(json.loads(capsys.readouterr().out))
    table = PAGE.partition("## JSON")[2].partition("## ")[0]
    rows = re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
    assert {key for row in rows for key in re.findall(r"`(\w+)`", row)} == keys


def test_it_lists_every_option() -> None:
    parser = argparse.ArgumentParser(add_help=False)
    audit.arguments(parser)
    options = {a.option_strings[-1] for a in parser._actions if a.option_strings}
    assert set(re.findall(r"^\| `(--[a-z-]+)", PAGE, re.MULTILINE)) == options


def findings(path: Path, *lines: dict[str, Any] | str) -> list[str]:
    """The cells of the findings in a recording of these lines."""
    written = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_text("".join(f"{line}\n" for line in written), encoding="utf-8")
    return [proven.finding.cell for proven in judge([read_recording(path)]).findings]


def line(operation: str, answer: str = "", times: Any = (), **request: Any) -> dict[str, Any]:
    """A record with an error code or, without one, a success."""
    told: dict[str, Any] = {"error": answer} if answer else {"response": {}}
    span = dict(zip(("start", "end"), times, strict=False))
    return {"operation": operation, "request": request, "answer": told, **span}


def create(job_id: str, thing: str, times: Any = ()) -> dict[str, Any]:
    return line("CreateJob", times=times, jobId=job_id, targets=[thing], document="{}")


NO_JOB, NO_STRING = "ResourceNotFoundException", 5
UNREAD = "## What cannot be read"


@pytest.mark.parametrize(
    ("row", "unread", "known"),
    [
        ("an operation that only reads", line("DescribeJob", jobId=NO_STRING), "jk"),
        ("or an error as its answer", line("DeleteJob", NO_JOB, jobId="j", force=5), "jk"),
        ("a jobId", line("DeleteJob", jobId="j", force=NO_STRING), "k"),
        ("only a thing", line("UpdateJobExecution", thingName="t"), "k"),
        ("every line that is not JSON", "oops", ""),
    ],
)
def test_an_unread_line_makes_unknown_what_the_page_says(
    row: str, unread: dict[str, Any] | str, known: str, tmp_path: Path
) -> None:
    assert row in PAGE.partition(UNREAD)[2].partition("## ")[0]
    gone = [line("CancelJobExecution", NO_JOB, jobId=j, thingName=t) for j, t in ("jt", "ku")]
    jobs = create("j", "t"), create("k", "u")
    for job_id, read in zip("jk", gone, strict=True):
        assert bool(findings(tmp_path / "calls", *jobs, unread, read)) is (job_id in known)


@pytest.mark.parametrize(
    ("second", "accepted", "right"),
    [((1.2, 1.3), 1, True), ((1.2, 1.3), 2, True), ((1.5, 1.6), 1, True), ((1.5, 1.6), 2, False)],
)
def test_the_order_of_two_calls_is_what_the_page_says(
    second: tuple[float, float], accepted: int, right: bool, tmp_path: Path
) -> None:
    assert "takes from 1.0 to 1.4" in PAGE
    assert f"from {second[0]} to {second[1]}" in PAGE
    error = "InvalidStateTransitionException"
    cancels = (
        line("CancelJobExecution", "" if n == accepted else error, span, jobId="j", thingName="t")
        for n, span in enumerate(((1.0, 1.4), second), 1)
    )
    found = findings(tmp_path / "calls", create("j", "t", (0.0, 0.5)), *cancels)
    assert (found == []) is right


def test_a_device_that_is_cut_off_by_a_deletion_is_no_finding(tmp_path: Path) -> None:
    """The operator may still see the execution that its device does not find any more."""
    assert "A DescribeJobExecution that finds nothing while its job is being deleted" in PAGE
    started = line("UpdateJobExecution", jobId="j", thingName="t", status="IN_PROGRESS")
    shown = {"jobId": "j", "status": "IN_PROGRESS", "versionNumber": 2}
    shown["thingArn"] = "arn:aws:iot:us-east-1:1:thing/t"
    read = line("DescribeJobExecution", jobId="j", thingName="t")
    seen = read | {"answer": {"response": {"execution": shown}}}
    lost = line("DescribeJobExecution", "ResourceNotFoundException", jobId="j", thingName="t")
    delete = line("DeleteJob", jobId="j", force=True)
    before = create("j", "t"), started
    assert findings(tmp_path / "calls", *before, delete, lost, seen) == []
    assert findings(tmp_path / "calls", *before, lost, seen, delete) != []
