"""Retired words: for each thing there is one word, in all that users read.

The list has the words that an earlier version used, each with the word of the glossary in its
place. A word that is also plain English is listed with what made it private.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import iot_jobs_spec
from iot_jobs_spec.cli import COMMANDS
from iot_jobs_spec.cli.main import main

RETIRED = {
    r"silent(?:ly)?|silence": "unspecified, or: the sources say nothing",
    r"(?<!connection )refus(?:e|es|ed|ing|als?)": "reject",
    r"happenings?": "background step",
    r"by (?:itself|themselves)": "background step, alone, automatically, or without a request",
    r"sweeps?|swept": "cascade",
    r"vanish(?:es|ed)?": "remove",
    r"stale": "version_mismatch, or: old",
    r"crowded": "at_limit",
    r"blamed?|blames|culprits?|dialects?": "deviation",
    r"probes?|storyboards?|scenes?|tours?": "script",
    r"followers?|takings?": "judge",
    r"doubtful": "unspecified, open, or undetermined",
    r"the page (?:says|stands|tells|told|answers|is silent)": "the spec says",
    r"rows? of the (?:page|spec)|lines? of the page": "rule",
    r"(?:is|are|was|were) told": "reported, printed, or named",
    r"here stands|stands here|is put anew": "is, or: is repeated",
    r"who is to|what comes by|what led there": "a subject and a verb",
    r"pip install '?iot-jobs-spec": "pip install '.[extra]': the name is not published",
}
"""What is no longer written, as a pattern of whole words, with what is written instead."""
ROOT = Path(__file__).parents[2]
PACKAGE = Path(iot_jobs_spec.__file__).parent
TEXTS = sorted(
    [
        *(ROOT / name for name in ("README.md", "Makefile", "pyproject.toml", ".ci/run")),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "diagrams").rglob("*.svg"),
        *PACKAGE.rglob("*.html"),
    ]
)
MODULES = sorted(PACKAGE.rglob("*.py"))
PATTERN = {re.compile(rf"(?<![\w-])(?:{old})(?![\w-])", re.IGNORECASE): old for old in RETIRED}


def retired(text: str) -> Iterator[str]:
    """Each retired word in the text, with the line and what to write instead."""
    for number, line in enumerate(text.splitlines(), 1):
        for pattern, old in PATTERN.items():
            for found in pattern.finditer(line):
                around = line[max(0, found.start() - 40) : found.end() + 40].strip()
                yield f"line {number}: “{found[0]}”, write: {RETIRED[old]}\n    {around}"


def words_of(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The texts in a module that users may read: its strings but for docstrings and names."""
    statements = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or node in statements:
            continue
        if isinstance(node.value, str) and " " in node.value.strip():
            yield node.lineno, node.value


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_text_has_no_retired_word(path: Path) -> None:
    found = list(retired(path.read_text(encoding="utf-8")))
    assert not found, f"{path.relative_to(ROOT)}\n" + "\n".join(found)


@pytest.mark.slow
def test_the_messages_reports_pages_and_claims_have_no_retired_word() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {words}"
        for path in MODULES
        for line, text in words_of(ast.parse(path.read_text(encoding="utf-8")))
        for words in retired(text)
    ]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_has_no_retired_word(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([command, "--help"])
    found = list(retired(capsys.readouterr().out))
    assert not found, "\n".join(found)


def test_a_retired_word_is_found_with_what_to_write() -> None:
    [found] = retired("ok\nThe sweep reaches the execution.")
    assert found.startswith("line 2: “sweep”, write: cascade\n")
    assert list(retired("sweeping silently-kept")) == []
    assert list(words_of(ast.parse('"""doc string"""\nx = f"a b {y}", "name"'))) == [(2, "a b ")]
