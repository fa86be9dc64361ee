"""The options, choices and numbers of `docs/server.md` are right."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from iot_jobs_spec.cli import serve
from iot_jobs_spec.model.choices import OFFERED
from iot_jobs_spec.server.choices import Choices
from iot_jobs_spec.server.lifecycle import DELETION_SECONDS, REJECTIONS, SIGHTS
from iot_jobs_spec.server.service import HANDLERS
from iot_jobs_spec.server.signing import MOST_BODY, MOST_HEAD
from iot_jobs_spec.server.state import REMEMBERED
from iot_jobs_spec.server.status_page import MOST_JOBS

PAGE = (Path(__file__).parents[2] / "docs" / "server.md").read_text(encoding="utf-8")


def test_every_option_is_documented_and_no_other() -> None:
    parser = argparse.ArgumentParser()
    serve.arguments(parser)
    options = {action.option_strings[-1] for action in parser._actions} - {"--help"}
    assert set(re.findall(r"^\| `(--[a-z-]+)", PAGE, re.MULTILINE)) == options


def test_every_operation_is_documented() -> None:
    assert all(operation in PAGE for _, operation in HANDLERS)


def test_documented_choices_can_be_made() -> None:
    documented = re.findall(r"(?:--choose |choose=\[\"|`)'?([A-Za-z_/!]+=[A-Za-z-]+)", PAGE)
    documented.remove("NAME=VALUE")
    assert len(documented) >= 4
    assert Choices(documented).made


def test_choices_that_are_no_rules_are_all_documented() -> None:
    named = [
        name
        for name, choice in OFFERED.items()
        if "/" not in name or set(choice.values) == {"no", "yes"}
    ]
    assert all(f"`{name}`" in PAGE for name in named)


def test_numbers_are_right() -> None:
    assert (SIGHTS, REJECTIONS, DELETION_SECONDS) == (5, 12, 2.0)
    assert f"{MOST_HEAD // 1024} KiB, a body {MOST_BODY // 1024} KiB" in PAGE
    assert f"newest {MOST_JOBS} jobs and the\nlast {REMEMBERED} events" in PAGE
