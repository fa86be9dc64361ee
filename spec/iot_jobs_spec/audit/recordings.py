"""Recordings: files of records, each the history of one system or of one test."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..files import lines_of, opened
from ..judge.history import Call, History, Skipped, read
from ..model.profiles import CORE

TEST = "test"
"""The member that `pytest_recording` adds to a record: the id of the test that ran."""


@dataclass(frozen=True, slots=True)
class Recording:
    """The contents of one file. ``tests`` has the id of the test of each line that names one."""

    name: str
    history: History
    tests: Mapping[int, str]

    def by_test(self) -> tuple[History, ...]:
        """The history of each test, if every test starts with an empty system. Lines that name no
        test are a history of their own."""
        history = self.history
        found: dict[str | None, tuple[list[Call], list[Skipped], list[Skipped]]] = {}
        for call in history.calls:
            found.setdefault(self._test(call), ([], [], []))[0].append(call)
        for line in history.passed_over:
            found.setdefault(self._test(line), ([], [], []))[1].append(line)
        for line in history.unread:
            found.setdefault(self._test(line), ([], [], []))[2].append(line)
        return tuple(
            History(tuple(calls), tuple(passed_over), tuple(unread))
            for calls, passed_over, unread in found.values()
        )

    def _test(self, line: Call | Skipped) -> str | None:
        return self.tests.get(line.place.line) if line.place else None


def read_recording(path: Path, profile: str = CORE) -> Recording:
    """The recording in a file, as far as the profile describes it. Raise OSError or `files.NoFile`
    if the file cannot be read; a bad line raises nothing."""
    tests: dict[int, str] = {}
    with opened(path, wait=True) as file:
        history = read(_noting(lines_of(file), tests), str(path), profile)
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
