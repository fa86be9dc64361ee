"""docs/dependencies.md names each dependency once in its section, with the licence it has."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
PAGE = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
LICENCE = "License :: OSI Approved :: "


def name_of(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9_.-]+", requirement)
    assert found
    return found[0]


SECTIONS = {"use": PROJECT["dependencies"], **PROJECT["optional-dependencies"]}
del SECTIONS["all"]
NAMED = {part: {name_of(one) for one in requirements} for part, requirements in SECTIONS.items()}


def rows() -> dict[str, dict[str, list[str]]]:
    """The cells of each row by section and package. A section ends with its extra in brackets."""
    found: dict[str, dict[str, list[str]]] = {}
    for section in PAGE.split("\n## ")[1:]:
        title, _, text = section.partition("\n")
        extra = re.search(r"\[(\w+)\]", title)
        lines = [line for line in text.splitlines() if line.startswith("| ")][2:]
        cells = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]
        found[extra[1] if extra else "use"] = {cell[0]: cell for cell in cells}
        assert len(lines) == len(found[extra[1] if extra else "use"])
    return found


def licence_of(package: str) -> str:
    """The licence by the expression, else by the classifier, else by the words of the metadata."""

    def values(member: str) -> list[str]:
        return [str(one) for one in metadata(package).get_all(member) or ()]

    named = [c.removeprefix(LICENCE) for c in values("Classifier") if LICENCE in c]
    words = [one for one in values("License") if one not in ("", "UNKNOWN")]
    return (values("License-Expression") + words + named)[0]


def test_the_page_names_the_dependencies_of_the_project() -> None:
    assert {part: set(named) for part, named in rows().items()} == NAMED


@pytest.mark.parametrize("part", NAMED)
def test_each_dependency_has_its_licence_a_use_and_a_replacement(part: str) -> None:
    for package, cells in rows()[part].items():
        _, use, licence, replaced = cells
        assert use
        assert replaced
        assert licence == licence_of(package), package


def test_each_dependency_is_pinned() -> None:
    text = (ROOT / "constraints.txt").read_text("utf-8")
    pinned = {line.partition("==")[0].lower() for line in text.splitlines() if "==" in line}
    named = {name.lower() for names in NAMED.values() for name in names}
    assert named <= pinned
