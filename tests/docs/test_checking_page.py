"""The pages about checks: their examples are real checks of moto, their options the command's."""

from __future__ import annotations

import argparse
import os
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import botocore.session
import pytest

from iot_jobs_spec import CancelJob, Request, Unanswered, pytest_cells
from iot_jobs_spec.check.report.painted import SVG, machine_of
from iot_jobs_spec.check.report.results import Report
from iot_jobs_spec.check.report.text import VERDICTS, as_json, as_text
from iot_jobs_spec.check.request_cells import cells
from iot_jobs_spec.cli import check
from iot_jobs_spec.model.profiles import FULL, table_of
from iot_jobs_spec.systems.failures import outcome_of
from iot_jobs_spec.systems.given import WrongReturn, opened
from support.moto_once import Moto

DOCS = Path(__file__).parents[2] / "docs"
PAGE, REPORT, SYSTEMS = (
    (DOCS / name).read_text(encoding="utf-8") for name in ("checking.md", "report.md", "systems.md")
)
EXAMPLE = PAGE.partition("## Example: moto")[2].partition("## Example: ministack")[0]
PICTURE = DOCS / "moto.svg"


@pytest.fixture
def report(moto: Moto) -> Report:
    return moto.report


def test_every_line_of_the_example_is_in_the_report_on_moto(report: Report) -> None:
    excerpts = re.findall(
        r"```text\n(.*?)```", PAGE.partition("## Example: ministack")[0], re.DOTALL
    )
    lines = set(as_text(report))
    assert len(excerpts) == 2
    assert [line for text in excerpts for line in text.splitlines() if line not in lines] == []


def test_the_example_explains_every_finding_on_moto_and_no_other(report: Report) -> None:
    explained = [
        cell
        for line in EXAMPLE.splitlines()
        if line.startswith("| `")
        for cell in re.findall(r"`([^`]+)`", line.split("|")[1])
    ]
    assert sorted(explained) == sorted({cell for f in report.findings for cell in f.cells})


def test_the_picture_shows_the_machine_that_moto_has(report: Report) -> None:
    drawn = machine_of(report.deviations)
    if os.environ.get("WRITE_PICTURES"):  # as a change of the spec or of moto needs
        PICTURE.write_bytes(drawn)
    assert words_of(PICTURE.read_bytes()) == words_of(drawn)


def words_of(picture: bytes) -> list[str]:
    """The words, which are the same in any version of the layout program."""
    root = ET.fromstring(picture)
    return sorted("".join(text.itertext()) for text in root.iter(f"{SVG}text"))


def test_its_paths_are_those_of_botocore_for_every_operation_that_is_checked() -> None:
    rows = re.findall(r"^\| `(iot\S*)` \| (\w+) \| `(\w+) (\S+)` \|$", PAGE, re.MULTILINE)
    session = botocore.session.get_session()
    services = {name: session.get_service_model(name) for name in ("iot", "iot-jobs-data")}
    for service, operation, method, path in rows:
        http = services[service].operation_model(operation).http
        assert (method, path) == (http["method"], http["requestUri"])
    checked = {*(cell.operation for cell in cells(table_of(FULL))), "CreateThing", "DeleteThing"}
    there = {
        (service, operation)
        for service, model in services.items()
        for operation in {*model.operation_names} & checked
    }
    assert {(service, operation) for service, operation, _, _ in rows} == there
    assert len(rows) == len(there)


def test_it_names_every_option_of_the_command() -> None:
    parser = argparse.ArgumentParser(add_help=False)
    check.arguments(parser)
    there = {option for action in parser._actions for option in action.option_strings}
    named = set(re.findall(r"^\| `(--[a-z-]+)", PAGE, re.MULTILINE))
    assert there == named


def test_it_names_every_format() -> None:
    parser = argparse.ArgumentParser(add_help=False)
    check.arguments(parser)
    (formats,) = [set(a.choices or ()) for a in parser._actions if a.dest == "format"]
    assert formats <= set(re.findall(r"^\| `--format ([a-z]+)`", PAGE, re.MULTILINE))


def test_the_lines_for_pytest_are_those_of_the_module() -> None:
    (block,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert block.split() == (pytest_cells.__doc__ or "").partition("\n\n")[2].split()
    compile(block, "docs/checking.md", "exec")


def keys_of(value: object) -> set[str]:
    """Every key in the report, without the members of requests and answers."""
    if isinstance(value, list):
        return {key for member in value for key in keys_of(member)}
    if not isinstance(value, dict):
        return set()
    opaque = {"request", "answer", "seen"}
    return {*value} | {key for name in value.keys() - opaque for key in keys_of(value[name])}


def test_it_names_every_verdict_and_every_key_of_the_json_report(report: Report) -> None:
    plain = as_json(report, None)
    for cell in plain["cells"]:
        cell.get("wrong", {}).pop("expected", None)  # answers, whose members are the API's
    for finding in plain["findings"]:
        finding.pop("expected")
    table = REPORT.partition("## JSON")[2].partition("\n## ")[0]
    named = set(re.findall(r"`([a-z_]+)`", table))
    assert keys_of(plain) <= named
    verdicts = re.findall(r"^\| ([a-z]+) \|", REPORT, re.MULTILINE)
    assert set(VERDICTS) <= set(verdicts)


def test_the_choices_in_the_example_are_those_of_moto(report: Report) -> None:
    shown = re.findall(r"^chose .*$", REPORT, re.MULTILINE)
    assert shown
    assert set(shown) <= set(as_text(report))


@pytest.mark.parametrize(
    ("row", "error", "what"),
    [
        ("NotImplementedError", NotImplementedError(), "missing"),
        ("ConnectionError", ConnectionResetError(), "gone"),
        ("TimeoutError", TimeoutError(), "late"),
        ("OSError", PermissionError(), ""),
        ("SystemExit", SystemExit(1), "crash"),
        ("ValueError", ValueError("x"), "crash"),
    ],
)
def test_an_exception_of_a_system_means_what_the_page_says(
    row: str, error: BaseException, what: str
) -> None:
    table = SYSTEMS.partition("## Exceptions")[2].partition("\n## ")[0]
    assert row in table
    with pytest.raises(Unanswered) as failure:
        outcome_of(error, "CancelJob", "mine")
    found = {cause for cause in ("missing", "gone", "late", "crash") if vars(failure.value)[cause]}
    assert found == {*filter(None, [what])}


def test_the_line_about_a_wrong_return_value_is_that_of_the_command() -> None:
    class Mine:
        def perform(self, _request: Request) -> None: ...

    with opened(Mine(), "mine") as system, pytest.raises(WrongReturn) as wrong:
        system.perform(CancelJob("job"))
    line = f"iot-jobs-spec: --system my_package.jobs:make_system: {wrong.value}"
    assert line in SYSTEMS.splitlines()
