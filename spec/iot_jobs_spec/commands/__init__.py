"""The commands, a module each with ``arguments(parser)`` and ``run(args) -> exit code``.

A module's docstring is its help. Heavy imports belong into ``run``.
"""

from __future__ import annotations

import sys
from pathlib import Path

COMMANDS = ("explain", "verify", "explore", "prove", "render", "diff", "check")


class BadInput(Exception):
    """What the user asked for cannot be done: one line that says what would be right."""


def write_output(text: str, path: str | None) -> None:
    """Write a report to a file, or to standard output where no path is given."""
    if path is None or path == "-":
        sys.stdout.write(text)
        return
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"cannot write {path}: {error.strerror}") from None
