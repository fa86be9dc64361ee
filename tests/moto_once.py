"""What the command says of moto, found once for all workers of a test run: it takes its time."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from iot_jobs_spec.check.results import Report
from iot_jobs_spec.commands import check

SPEC = Path(check.__file__).parents[2]
LONGEST = 600
"""Seconds that one worker waits for another."""
PROGRAM = """
import pickle, sys
from pathlib import Path
from iot_jobs_spec.cli import main
from iot_jobs_spec.commands import check

checked = check._checked

def kept(*asked):
    report = checked(*asked)
    Path(sys.argv[1]).write_bytes(pickle.dumps(report))
    return report

check._checked = kept
sys.exit(main(sys.argv[2:]))
"""


@dataclass(frozen=True)
class Moto:
    """The report on moto, and what the command wrote of it as JSON."""

    report: Report
    told: dict[str, Any]

    @contextmanager
    def checked(self) -> Iterator[None]:
        """Let the command find this report, whatever its options, without another check."""
        with patch.object(check, "_checked", lambda *_: self.report):
            yield


@pytest.fixture(scope="session")
def moto(tmp_path_factory: pytest.TempPathFactory) -> Moto:
    """A check of moto by the command, in a process of its own."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    folder /= "moto"
    try:
        folder.mkdir()
    except FileExistsError:
        _wait_for(folder / "over")
    else:
        try:
            _ask(folder)
        finally:
            (folder / "over").touch()
    told = json.loads((folder / "told").read_text(encoding="utf-8"))
    return Moto(pickle.loads((folder / "report").read_bytes()), told)


def _wait_for(path: Path) -> None:
    for _ in range(10 * LONGEST):
        if path.exists():
            return
        time.sleep(0.1)


def _ask(folder: Path) -> None:
    options = ["check", "--moto", "--seed", "1", "--format", "json", "--output", "told"]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "report", *options],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(SPEC)},
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
