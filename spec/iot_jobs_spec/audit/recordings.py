"""Recordings: files of records, each the history of one system or of one test."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ..judge.history import Call, History, Skipped, read

TEST = "test"
"""The member that `pytest_recording` adds to a record: the id of the test that ran."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What one file holds. ``tests`` has the id of the test of each line that names one."""

    name: str
    history: History
    tests: Mapping[int, str]

    def by_test(self) -> tuple[History, ...]:
        """The history of each test, for a system that every test starts anew. Lines that name no
        test are a history of their own."""
        groups: dict[str | None, list[Call | Skipped]] = {}
        history = self.history
        for line in (*history.calls, *history.passed_over, *history.unread):
            test = self.tests.get(line.place.line) if line.place else None
            groups.setdefault(test, []).append(line)
        unread = frozenset(history.unread)
        return tuple(_history(lines, unread) for lines in groups.values())


def read_recording(path: Path) -> Recording:
    """The recording in a file. Raises OSError; no line of the file raises an error."""
    tests: dict[int, str] = {}
    with path.open("rb") as file:
        history = read(_noting(file, tests), str(path))
    return Recording(str(path), history, tests)


def _noting(lines: Iterable[bytes], tests: dict[int, str]) -> Iterator[bytes]:
    """The same lines; ``tests`` gets the test of each that names one."""
    for number, line in enumerate(lines, 1):
        if b'"test"' in line:
            try:
                record = json.loads(line)
            except (ValueError, RecursionError):
                record = None
            test = record.get(TEST) if isinstance(record, dict) else None
            if isinstance(test, str):
                tests[number] = test
        yield line


def _history(lines: Iterable[Call | Skipped], unread: frozenset[Skipped]) -> History:
    calls, passed_over, broken = [], [], []
    for line in lines:
        if isinstance(line, Call):
            calls.append(line)
        else:
            (broken if line in unread else passed_over).append(line)
    return replace(
        History(), calls=tuple(calls), passed_over=tuple(passed_over), unread=tuple(broken)
    )
