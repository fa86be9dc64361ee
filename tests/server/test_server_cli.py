"""The real AWS CLI sends CancelJob in every cell of its decision table, each in its own process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from iot_jobs_spec import Cell
from support.effort import some
from support.server_kit import (
    KEY,
    REGION,
    SECRET,
    LiveServer,
    arrange,
    cells,
    expected,
    live_server,
)

AWS = Path(sys.executable).with_name("aws")
AT_A_TIME = 3
"""How many processes run at a time. Each needs most of a second of processor time."""


@dataclass(frozen=True)
class Ending:
    """The result of one call of the CLI."""

    code: int
    stdout: str
    stderr: str


def aws(
    url: str, home: Path, *arguments: str, operation: str = "cancel-job", **more: str
) -> Ending:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_MAX_ATTEMPTS": "1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_PAGER": "",
        "NO_PROXY": "*",
        **more,
    }
    done = subprocess.run(
        [str(AWS), "iot", operation, "--endpoint-url", url, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=environment,
    )
    return Ending(done.returncode, done.stdout, done.stderr)


def ways(force: bool | None, job_id: str) -> list[list[str]]:
    """The ways to give force, no force, or nothing: on the command line or in JSON."""
    if force is None:
        return [["--job-id", job_id]]
    if force:
        forced = json.dumps({"jobId": job_id, "force": True})
        return [["--job-id", job_id, "--force"], ["--cli-input-json", forced]]
    unforced = json.dumps({"jobId": job_id, "comment": "given in JSON"})
    return [
        ["--job-id", job_id, "--no-force", "--comment", "given as an option"],
        ["--cli-input-json", unforced],
    ]


def _cases() -> Sequence[tuple[Cell, int]]:
    """Every cell in one of its ways, by turns; a cell that cancels the job in all of them."""
    found = []
    for number, cell in enumerate(cells("CancelJob")):
        every = range(len(ways(dict(cell.guards).get("force"), "")))
        found += [(cell, way) for way in every if not expected(cell) or way == number % len(every)]
    return some(found, 2)


CASES = _cases()
IDS = [f"{cell.id}-{way}" for cell, way in CASES]


@pytest.fixture(scope="module")
def endings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LiveServer, list[Ending]]]:
    """The results of all calls, which run concurrently, each for a job of its own."""
    home = tmp_path_factory.mktemp("home")
    with live_server() as server, ThreadPoolExecutor(AT_A_TIME) as pool:
        server.fresh()
        calls = []
        for number, (cell, way) in enumerate(CASES):
            job_id = f"job-{number}"
            guards = arrange(server, cell, job_id)
            calls.append(ways(guards.get("force"), job_id)[way])
        running = [pool.submit(aws, server.url, home, *arguments) for arguments in calls]
        yield server, [each.result() for each in running]


@pytest.mark.slow
@pytest.mark.parametrize(("number", "cell"), list(enumerate(c for c, _ in CASES)), ids=IDS)
def test_the_cli_cancels_jobs_in_every_cell(
    endings: tuple[LiveServer, list[Ending]], number: int, cell: Cell
) -> None:
    server, results = endings
    ending = results[number]
    job_id, error = f"job-{number}", expected(cell)
    if error is None:
        assert ending.code == 0, ending.stderr
        output = json.loads(ending.stdout)
        assert output["jobId"] == job_id
        assert output["jobArn"].endswith(f":job/{job_id}")
        job = server.service.state.world.jobs[job_id]
        assert job.status == cell.rule.expected.status
        assert job.force_canceled == dict(cell.guards)["force"]
        assert (job.comment or "given").startswith("given")
    else:
        assert ending.code != 0
        assert f"({error})" in ending.stderr
        assert server.status(job_id) == cell.status


@pytest.mark.slow
@pytest.mark.parametrize(("attempts", "requests"), [("1", 1), ("3", 3)])
def test_the_cli_retries_at_the_limit_in_the_mode_standard(
    tmp_path: Path, attempts: str, requests: int
) -> None:
    """What docs/server.md says of the AWS CLI."""
    with live_server() as server:
        server.fresh()
        for number in range(11):
            server.create(f"job-{number}")
        for number in range(10):
            server.iot.delete_job(jobId=f"job-{number}", force=True)
        mode = {"AWS_RETRY_MODE": "standard", "AWS_MAX_ATTEMPTS": attempts}
        asked = ("--job-id", "job-10", "--force")
        ending = aws(server.url, tmp_path, *asked, operation="delete-job", **mode)
        assert "(LimitExceededException)" in ending.stderr
        events = [e for e in server.service.state.events if e.error == "LimitExceededException"]
        assert len(events) == requests


def test_the_cli_of_another_service_is_told_so(tmp_path: Path) -> None:
    with live_server() as server:
        listed = subprocess.run(
            [str(AWS), "s3", "ls", "--endpoint-url", server.url],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(tmp_path),
                "AWS_ACCESS_KEY_ID": KEY,
                "AWS_SECRET_ACCESS_KEY": SECRET,
                "AWS_DEFAULT_REGION": REGION,
                "AWS_MAX_ATTEMPTS": "1",
                "NO_PROXY": "*",
            },
        )
    assert listed.returncode != 0
    assert "501" in listed.stderr
