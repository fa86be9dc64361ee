"""`docs/recording.md`: its three ways to record do so, and its options are those of the command."""

from __future__ import annotations

import argparse
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from iot_jobs_spec.cli import record
from iot_jobs_spec.judge.history import read
from iot_jobs_spec.server.proxy import SECONDS
from support.server_kit import KEY, REGION, SECRET, client

pytest_plugins = ["iot_jobs_spec.server.pytest_plugin"]
ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "recording.md").read_text(encoding="utf-8")
COMMAND = "import sys; from iot_jobs_spec.cli.main import main; sys.exit(main())"


def console(program: str) -> tuple[list[str], str]:
    """The arguments of a program in the page, and the output that it shows."""
    block = re.search(rf"```console\n\$ {program} (.*)\n((?:.*\n)*?)```", PAGE)
    assert block is not None
    return shlex.split(block[1]), block[2]


def test_the_lines_for_boto3_record(
    iot_jobs_endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "AWS_ENDPOINT_URL": iot_jobs_endpoint,
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_DEFAULT_REGION": REGION,
    }.items():
        monkeypatch.setenv(name, value)
    (block,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    names: dict[str, object] = {}
    exec(block, names)
    names["iot"].list_jobs()  # type: ignore[attr-defined]
    assert len(Path("calls.jsonl").read_text().splitlines()) == 1


@pytest.mark.slow
def test_the_line_for_pytest_records(tmp_path: Path) -> None:
    options, _ = console("pytest")
    (tmp_path / "test_nothing.py").write_text("def test_nothing(): pass\n")
    subprocess.run([sys.executable, "-m", "pytest", *options], check=True, cwd=tmp_path)
    assert (tmp_path / "calls.jsonl").read_text() == ""


def test_the_command_for_any_language_records(iot_jobs_endpoint: str, tmp_path: Path) -> None:
    arguments, output = console("iot-jobs-spec")
    port = arguments[arguments.index("--port") + 1]
    arguments[arguments.index("--to") + 1] = iot_jobs_endpoint
    arguments[arguments.index("--port") + 1] = "0"
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, *arguments], stdout=subprocess.PIPE, text=True, cwd=tmp_path
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        url = line.removeprefix("recording on ").strip()
        assert line.replace(url.rpartition(":")[2], port) == output
        client("iot", url).list_jobs()
    finally:
        process.terminate()
        process.communicate()
    assert len((tmp_path / "calls.jsonl").read_text().splitlines()) == 1


def test_the_example_is_a_record() -> None:
    (line,) = re.findall(r"```json\n(.*)\n```", PAGE)
    assert len(read([line], "page").calls) == 1
    schema = json.loads((ROOT / "diagrams" / "history.schema.json").read_text("utf-8"))
    Draft202012Validator(schema).validate(json.loads(line))


def test_it_lists_every_option_and_the_numbers_of_the_proxy() -> None:
    parser = argparse.ArgumentParser(add_help=False)
    record.arguments(parser)
    options = {action.option_strings[-1] for action in parser._actions}
    assert set(re.findall(r"^\| `(--[a-z-]+)", PAGE, re.MULTILINE)) == options
    assert f"504 after {SECONDS:g} seconds" in PAGE
    assert f"the default is {record.PORT}, and 0" in PAGE
