"""`docs/server.md` is right about options, operations, choices and numbers."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from iot_jobs_spec.cli import serve
from iot_jobs_spec.model.choices import offered
from iot_jobs_spec.model.profiles import FULL
from iot_jobs_spec.server.choices import Choices
from iot_jobs_spec.server.lifecycle import DELETION_SECONDS, ENCOUNTERS, LIMIT_REJECTIONS
from iot_jobs_spec.server.service import HANDLERS, OF_FULL
from iot_jobs_spec.server.signing import MAX_BODY, MAX_HEAD
from iot_jobs_spec.server.state import MAX_EVENTS
from iot_jobs_spec.server.status_page import MAX_JOBS

PAGE = (Path(__file__).parents[2] / "docs" / "server.md").read_text(encoding="utf-8")


def test_the_docs_list_every_option_and_no_other() -> None:
    parser = argparse.ArgumentParser()
    serve.arguments(parser)
    options = {action.option_strings[-1] for action in parser._actions} - {"--help"}
    assert set(re.findall(r"^\| `(--[a-z-]+)", PAGE, re.MULTILINE)) == options


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
    assert f"newest {MAX_JOBS} jobs and the\nlast {MAX_EVENTS} events" in PAGE
