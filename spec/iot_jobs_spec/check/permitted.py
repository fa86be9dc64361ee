"""What a view may show, by what the reads beside it showed, and the same in words.

The scripts of findings contain this module, so it imports nothing of the package. Entries are those
of `pages.shown`.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any


def permitted(
    kind: str, given: Any, beside: Sequence[Sequence[Mapping[str, str]]]
) -> list[list[Mapping[str, str]] | str]:
    """What may be shown, entries or the code of an error, from what was shown ``beside`` it.

    ``kind`` is "same" (all entries beside it, or one of the ``given`` errors), "only" (those with
    these members), "given" (one entry, none for nothing), "error" (one of these), or "first":
    ``given`` are jobs, and errors where there is none; beside it are the IN_PROGRESS and the QUEUED
    executions of a device, then what it reads of each of the jobs, of which the first one is due.
    Nothing if nothing follows.
    """
    every: list[Mapping[str, str]] = [entry for entries in beside for entry in entries]
    match kind:
        case "same":
            return [every, *given]
        case "only":
            return [[entry for entry in every if entry.items() >= given.items()]]
        case "given":
            return [[given] if given else []]
        case "error":
            return [*given]
    jobs, errors = given
    for listed in beside[:2]:
        if names := [entry.get("jobId") for entry in listed]:
            pairs = zip(map(json.dumps, jobs), beside[2:], strict=True)
            due = [[*read] for job, read in pairs if job in names]
            return [*due[:1]] if len(due) == len(names) else []
    return [[], *errors]


def words(came: Sequence[Mapping[str, str]] | str, nothing: str = "nothing") -> str:
    """What came, to be read: ``jobId=job, status=QUEUED``; entries are parted by semicolons."""
    if isinstance(came, str):
        return came
    return "; ".join(", ".join(map(_words, entry.items())) for entry in came) or nothing


def _words(member: tuple[str, str]) -> str:
    """A member; a string without its quotes, unless it looks like another value."""
    label, text = member
    if text.startswith('"'):
        value = json.loads(text)
        try:
            json.loads(value)
        except (ValueError, RecursionError):
            text = value
    return f"{label}={text.removeprefix('JSON ')}"
