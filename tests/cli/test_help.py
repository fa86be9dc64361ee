"""The help: a title, a paragraph and examples for each command, and no line wider than 80."""

from __future__ import annotations

import re
import shlex
from importlib.metadata import version

import pytest

from iot_jobs_spec.cli import COMMANDS, BadInput
from iot_jobs_spec.cli import main as module
from iot_jobs_spec.cli.main import WIDTH, main

EXAMPLE = re.compile(r"^  iot-jobs-spec (.*)$", re.MULTILINE)


def help_of(command: str | None, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as exit_:
        main([*([] if command is None else [command]), "--help"])
    assert exit_.value.code == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("command", [None, *COMMANDS])
@pytest.mark.parametrize("columns", ["60", "80", "200"])
def test_no_line_of_a_help_is_wider_than_80(
    command: str | None,
    columns: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert [line for line in help_of(command, capsys).splitlines() if len(line) > WIDTH] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_a_help_has_a_title_a_paragraph_and_examples(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    usage, title, paragraph, *more = help_of(command, capsys).split("\n\n")
    assert usage.startswith(f"usage: iot-jobs-spec {command} ")
    assert re.fullmatch(r"[A-Z][^\n]*\.", title)
    assert re.match(r"[A-Z]", paragraph)
    assert paragraph.endswith(".")
    examples = next(part for part in more if part.startswith("examples:\n"))
    assert EXAMPLE.findall(examples)


@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_an_example_of_a_help_is_a_command_that_can_be_given(
    command: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    for example in EXAMPLE.findall(help_of(command, capsys)):
        args = module._parser().parse_args(shlex.split(example))
        assert callable(args.run), example


def test_an_example_with_a_wrong_option_would_be_found() -> None:
    with pytest.raises(BadInput):
        module._parser().parse_args(["explain", "CancelJob", "--by-force"])


def test_without_arguments_the_help_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    bare = capsys.readouterr().out
    assert bare == help_of(None, capsys)
    assert all(re.search(rf"^    {command} ", bare, re.MULTILINE) for command in COMMANDS)


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["--version"])
    assert exit_.value.code == 0
    assert capsys.readouterr().out == f"iot-jobs-spec {version('iot-jobs-spec')}\n"
