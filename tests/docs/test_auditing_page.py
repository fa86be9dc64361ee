"""`docs/auditing.md`: its example gives its report, and its options and keys are the command's."""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

import pytest

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
