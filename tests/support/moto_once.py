"""Checks moto once for all workers of a test run, because that is slow."""

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

from iot_jobs_spec.check.report.results import Report
from iot_jobs_spec.cli import check

SPEC = Path(check.__file__).parents[2]
LONGEST = 600
"""A test waits so many seconds for the report."""
PROGRAM = """
import pickle, sys
from pathlib import Path
from iot_jobs_spec.cli.main import main
from iot_jobs_spec.cli import check

checked = check._checked

def kept(*asked):
    report = checked(*asked)
    Path("report").write_bytes(pickle.dumps(report))
    return report

check._checked = kept
code = 99
try:
    code = main(sys.argv[1:])
finally:
    Path("code").write_text(str(code))
    Path("code").rename("over")
"""


@dataclass(frozen=True)
class Moto:
    """The report on moto, and the JSON that the command has written."""

    report: Report
    data: dict[str, Any]

    @contextmanager
    def checked(self) -> Iterator[None]:
        """Make the command return this report without another check."""
        with patch.object(check, "_checked", lambda *_: self.report):
            yield


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests of the report last: meanwhile another process makes it. It takes half a
    minute, so these tests are only for CI; `make run` makes one, too."""
    for item in filter(_asks, items):
        item.add_marker("only_ci")
    items.sort(key=_asks)


@pytest.fixture(scope="session", autouse=True)
def checking_moto(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """The folder of the check of moto. The first worker starts the check, if a test needs it."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    folder /= "moto"
    mine = any(map(_asks, request.session.items))
    if mine:
        try:
            folder.mkdir()
        except FileExistsError:
            mine = False
    if not mine:
        yield folder
        return
    options = ["check", "--moto", "--examples", "0", "--format", "json", "--output", "data"]
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *options],
            stdout=subprocess.DEVNULL,
            stderr=said,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(SPEC)},
        )
    yield folder
    process.wait()  # another worker may need it


@pytest.fixture(scope="session")
def moto(checking_moto: Path) -> Moto:
    """The check of moto, once its process has ended."""
    folder = checking_moto
    for _ in range(10 * LONGEST):
        if (folder / "over").exists():
            break
        time.sleep(0.1)
    over, said = ((folder / name).read_text(encoding="utf-8") for name in ("over", "said"))
    assert (over, said) == ("1", "")
    data = json.loads((folder / "data").read_text(encoding="utf-8"))
    return Moto(pickle.loads((folder / "report").read_bytes()), data)


def _asks(item: pytest.Item) -> bool:
    return "moto" in getattr(item, "fixturenames", ())
