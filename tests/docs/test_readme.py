"""The commands and examples of the README and the docs do what they say."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import iot_jobs_spec.judge.oracle
from iot_jobs_spec.check.report.text import summary
from iot_jobs_spec.cli.main import main
from support.moto_once import Moto

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
CHECKER = doctest.OutputChecker()


def consoles() -> list[tuple[str, str, str]]:
    """Each command of a console block with the output that the file shows."""
    found = []
    for page in PAGES:
        for block in re.findall(
            r"```console\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL
        ):
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, _, output = part.partition("\n")
                runs_on = {"serve", "record"} & {*command.split()}
                if command.startswith("iot-jobs-spec ") and not runs_on:
                    found.append((page.name, command.partition("  #")[0].strip(), output))
    return found


OF_MOTO = "iot-jobs-spec check --moto "
OTHERS = [shown[1:] for shown in consoles() if not shown[1].startswith(OF_MOTO)]


@pytest.mark.slow
@pytest.mark.parametrize(("command", "output"), OTHERS)
def test_a_command_prints_what_the_docs_show(command: str, output: str) -> None:
    script = "import sys; from iot_jobs_spec.cli.main import main; sys.exit(main())"
    program = f"{sys.executable} -c '{script}'"
    done = subprocess.run(
        ["bash", "-c", command.replace("iot-jobs-spec", program, 1)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=os.environ | {"COLUMNS": "100"},
    )
    assert done.returncode == 0, done.stderr
    assert_shown(output, done.stdout)


def test_a_check_of_moto_prints_what_the_docs_show(
    moto: Moto, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command in this process, with what it found of moto in another one."""
    shown = [(command, output) for _, command, output in consoles() if command.startswith(OF_MOTO)]
    assert shown
    for command, output in shown:
        with moto.checked():
            assert main(shlex.split(command)[1:]) == 0
        said, error = capsys.readouterr()
        assert error == ""
        assert said.splitlines()[-1] == summary(moto.report)
        assert_shown(output, said)


def assert_shown(output: str, said: str) -> None:
    if output.strip():
        assert CHECKER.check_output(output, said, doctest.ELLIPSIS), said


def test_the_readme_shows_commands() -> None:
    assert {page for page, _, _ in consoles()} >= {"README.md"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_python_of_the_docs_works(page: Path) -> None:
    failed, _ = doctest.testfile(str(page), module_relative=False)
    assert failed == 0


def test_the_readme_has_an_example_in_python() -> None:
    assert doctest.testfile(str(ROOT / "README.md"), module_relative=False).attempted >= 8


def test_the_examples_of_the_oracle_work() -> None:
    names = {name: getattr(iot_jobs_spec, name) for name in iot_jobs_spec.__all__}
    failed, attempted = doctest.testmod(iot_jobs_spec.judge.oracle, extraglobs=names)
    assert (failed, attempted > 0) == (0, True)


def test_every_make_target_that_the_readme_names_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"make ([a-z]+)", (ROOT / "README.md").read_text("utf-8"))):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
