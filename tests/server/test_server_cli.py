"""The real AWS CLI, as a process of its own, in every cell of CancelJob's decision table."""

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
from support.server_kit import KEY, REGION, SECRET, Stage, arrange, cells, expected
from support.server_kit import stage as new_stage

AWS = Path(sys.executable).with_name("aws")
AT_ONCE = 3
"""How many processes run at a time: each needs most of a second of processor."""


@dataclass(frozen=True)
class Ending:
    """What became of one call of the CLI."""

    code: int
    output: str
    said: str


def aws(url: str, home: Path, *arguments: str) -> Ending:
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
    }
    done = subprocess.run(
        [str(AWS), "iot", "cancel-job", "--endpoint-url", url, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=environment,
    )
    return Ending(done.returncode, done.stdout, done.stderr)


def ways(force: bool | None, job_id: str) -> list[list[str]]:
    """The ways of saying it: force, no force, or nothing; on the command line or in JSON."""
    if force is None:
        return [["--job-id", job_id]]
    if force:
        said = json.dumps({"jobId": job_id, "force": True})
        return [["--job-id", job_id, "--force"], ["--cli-input-json", said]]
    said = json.dumps({"jobId": job_id, "comment": "said in JSON"})
    return [
        ["--job-id", job_id, "--no-force", "--comment", "said on the line"],
        ["--cli-input-json", said],
    ]


def _cases() -> Sequence[tuple[Cell, int]]:
    """Every cell in one way, by turns; in every way where the job is canceled."""
    found = []
    for number, cell in enumerate(cells("CancelJob")):
        every = range(len(ways(dict(cell.guards).get("force"), "")))
        found += [(cell, way) for way in every if not expected(cell) or way == number % len(every)]
    return some(found, 2)


CASES = _cases()
IDS = [f"{cell.id}-{way}" for cell, way in CASES]


@pytest.fixture(scope="module")
def endings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stage, list[Ending]]]:
    """What became of every call: made at once, each for a job of its own."""
    home = tmp_path_factory.mktemp("home")
    with new_stage() as made, ThreadPoolExecutor(AT_ONCE) as pool:
        made.fresh()
        calls = []
        for number, (cell, way) in enumerate(CASES):
            job_id = f"job-{number}"
            guards = arrange(made, cell, job_id)
            calls.append(ways(guards.get("force"), job_id)[way])
        running = [pool.submit(aws, made.url, home, *arguments) for arguments in calls]
        yield made, [each.result() for each in running]


@pytest.mark.parametrize(("number", "cell"), list(enumerate(c for c, _ in CASES)), ids=IDS)
def test_the_cli_cancels_jobs_in_every_cell(
    endings: tuple[Stage, list[Ending]], number: int, cell: Cell
) -> None:
    stage, ended = endings
    ending = ended[number]
    job_id, error = f"job-{number}", expected(cell)
    if error is None:
        assert ending.code == 0, ending.said
        output = json.loads(ending.output)
        assert output["jobId"] == job_id
        assert output["jobArn"].endswith(f":job/{job_id}")
        job = stage.service.state.world.jobs[job_id]
        assert job.status == cell.rule.expected.status
        assert job.force_canceled == dict(cell.guards)["force"]
        assert (job.comment or "said").startswith("said")
    else:
        assert ending.code != 0
        assert f"({error})" in ending.said
        assert stage.status(job_id) == cell.status
