"""`docs/server.md` is right about options, operations, choices and numbers."""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from iot_jobs_spec.cli import serve
from iot_jobs_spec.model.choices import offered
from iot_jobs_spec.model.profiles import FULL
from iot_jobs_spec.server import reference_server
from iot_jobs_spec.server.choices import Choices
from iot_jobs_spec.server.connections import MAX_CONNECTIONS, SECONDS
from iot_jobs_spec.server.lifecycle import DELETION_SECONDS, ENCOUNTERS, LIMIT_REJECTIONS
from iot_jobs_spec.server.operation import REGION
from iot_jobs_spec.server.service import HANDLERS, OF_FULL, Service
from iot_jobs_spec.server.service_model import PLANES, load
from iot_jobs_spec.server.signing import MAX_BODY, MAX_HEAD, HttpRequest
from iot_jobs_spec.server.state import MAX_EVENTS
from iot_jobs_spec.server.status_page import MAX_JOBS
from support.server_kit import THING, client, code_of

pytest_plugins = ["iot_jobs_spec.server.pytest_plugin"]
PAGE = (Path(__file__).parents[2] / "docs" / "server.md").read_text(encoding="utf-8")


def test_the_docs_list_every_option_and_no_other() -> None:
    parser = argparse.ArgumentParser()
    serve.arguments(parser)
    options = {action.option_strings[-1] for action in parser._actions} - {"--help"}
    assert set(re.findall(r"^\| `(--[a-z-]+)", PAGE, re.MULTILINE)) == options


def test_help_and_docs_name_the_same_background_steps() -> None:
    parser = argparse.ArgumentParser()
    serve.arguments(parser)
    (lag,) = (action for action in parser._actions if action.dest == "lag")
    steps = "roll-outs, cascades, completions, retries and aborts"
    assert steps in str(lag.help)
    assert f"| `--lag S` | spread {steps} over" in PAGE


def test_the_docs_name_every_operation() -> None:
    assert all(operation in PAGE for _, operation in {**HANDLERS, **OF_FULL})


def test_the_choices_in_the_docs_exist() -> None:
    named = re.findall(r"(?:--choose |choose=\[\"|`)'?([A-Za-z_/!=]+=[A-Za-z-]+)", PAGE)
    named.remove("NAME=VALUE")
    assert len(named) >= 4
    assert Choices(named, FULL).made


def test_the_docs_name_every_choice_that_is_not_a_rule() -> None:
    others = [
        name
        for name, choice in offered(FULL).items()
        if "/" not in name or set(choice.values) == {"no", "yes"}
    ]
    assert all(f"`{name}`" in PAGE for name in others)


def test_the_numbers_in_the_docs_are_right() -> None:
    assert (ENCOUNTERS, LIMIT_REJECTIONS, DELETION_SECONDS) == (5, 12, 2.0)
    assert f"{MAX_HEAD // 1024} KiB, a body {MAX_BODY // 1024} KiB" in PAGE
    assert f"newest {MAX_JOBS} jobs and the last {MAX_EVENTS} events" in PAGE
    assert f"within\n{SECONDS:g} seconds ends" in PAGE
    assert f"default is {SECONDS:g} |" in PAGE
    assert f"At most {MAX_CONNECTIONS} connections" in PAGE


def commands(section: str) -> list[tuple[str, str]]:
    """The commands of a section of the page, each with the output that it shows."""
    text = PAGE.partition(f"## {section}\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    parts = [part for block in blocks for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    found = []
    for part in parts:
        command = re.match(r"(?:.*\\\n)*.*\n", part)
        assert command is not None
        found.append((command[0], part[command.end() :]))
    return found


def outputs(section: str, url: str) -> list[tuple[str, str]]:
    """What the commands of a section print, against a server at this URL, and what it shows."""
    shell = [f"export PATH={Path(sys.executable).parent}:$PATH", "set -e"]
    wanted = commands(section)
    for command, _ in wanted:
        shell += [command.replace("http://127.0.0.1:4599", url), "echo ---"]
    done = subprocess.run(
        ["bash", "-c", "\n".join(shell)], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    printed = done.stdout.split("---\n")[:-1]
    return list(zip(printed, [output for _, output in wanted], strict=True))


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_first_commands_do_what_the_page_shows(iot_jobs_endpoint: str) -> None:
    pairs = outputs("Try it", iot_jobs_endpoint)
    assert len(pairs) == 6
    for printed, shown in pairs[:-1]:
        assert printed.strip() == shown.strip()
    assert "CancelJobExecution" in pairs[-1][0]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_message_that_the_page_shows_is_the_one_that_comes(iot_jobs_endpoint: str) -> None:
    outputs("Try it", iot_jobs_endpoint)
    ((printed, shown),) = outputs("What it answers", iot_jobs_endpoint)
    assert printed.strip() == shown.strip()


@pytest.mark.slow
def test_the_commands_of_the_aws_cli_work(iot_jobs_endpoint: str) -> None:
    export, *calls = outputs("Clients", iot_jobs_endpoint)
    assert export == ("", "")
    ids = [json.loads(printed).get("jobId") for printed, _ in calls[:3]]
    assert ids == [None, "repair", "repair"]
    assert len(calls) == 5
    for printed, shown in calls[3:]:
        assert printed.strip() == shown.strip()


def test_all_commands_and_programs_use_the_region_of_requests_without_a_signature() -> None:
    assert set(re.findall(r"\b[a-z]{2}-[a-z]+-\d\b", PAGE)) == {REGION}


def test_the_services_share_the_paths_that_the_page_names() -> None:
    by_plane = [
        {(route["method"], re.sub(r"{\w+}", "{}", route["requestUri"])) for route in routes}
        for routes in ([o["http"] for o in load(plane).operations.values()] for plane in PLANES)
    ]
    shared = [
        f"`{method} {path}`" for method, path in set.intersection(*by_plane) if "jobs" in path
    ]
    assert sorted(path.replace("{}", "NAME", 1).replace("{}", "JOB") for path in shared) == [
        "`GET /things/NAME/jobs/JOB`",
        "`GET /things/NAME/jobs`",
    ]
    assert "share two paths of jobs" in PAGE


@pytest.mark.parametrize("deletion", [None, 60])
def test_a_loop_without_a_pause_passes_only_where_deletions_end_sooner_for_it(
    deletion: float | None,
) -> None:
    with reference_server(clock="test", deletion=deletion) as endpoint:
        iot = client("iot", endpoint)
        thing = iot.create_thing(thingName=THING)["thingArn"]
        for number in range(11):
            iot.create_job(jobId=f"job-{number}", targets=[thing], document="{}")
        for number in range(10):
            iot.delete_job(jobId=f"job-{number}", force=True)
        for _ in range(LIMIT_REJECTIONS):
            assert code_of(iot.delete_job, jobId="job-10", force=True) == "LimitExceededException"
        passes = code_of(iot.delete_job, jobId="job-10", force=True) is None
        assert passes == (deletion is None)


@pytest.mark.iot_jobs_server(clock="test")
def test_the_requests_of_tests_work(iot_jobs_endpoint: str) -> None:
    (reset, shown), (clock, _) = outputs("In your tests", iot_jobs_endpoint)
    assert (reset, shown) == ("{}", "{}\n")
    assert json.loads(clock)["clock"] == "test"


def test_the_lines_of_the_log_are_as_shown() -> None:
    lines: list[str] = []
    service = Service(log=lambda event: lines.append(event.line()))
    target = "arn:aws:iot:us-east-1:123456789012:thing/sensor"
    for method, path, members in (
        ("POST", b"/things/sensor", {}),
        ("PUT", b"/jobs/update", {"targets": [target], "document": "{}"}),
        ("PUT", b"/jobs/update/cancel", {}),
    ):
        service.answer(HttpRequest(method, path, b"", [], json.dumps(members).encode()))
    logged = [line.partition(" ")[2] for line in lines]
    block = re.search(r"```\n(\d\d:\d\d.*?)```", PAGE, re.DOTALL)
    assert block is not None
    shown = [line.partition(" ")[2] for line in block[1].splitlines()]
    assert [line for line in logged if line in shown] == shown
