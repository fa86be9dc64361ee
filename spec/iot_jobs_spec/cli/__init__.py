"""The commands, a module each with ``arguments(parser)`` and ``run(args) -> exit code``.

A module's docstring is its help. Heavy imports belong into ``run``.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

COMMANDS = ("explain", "verify", "explore", "prove", "render", "diff", "check", "serve")


class BadInput(Exception):
    """Bad input of the user, in one line that names the right one."""


def require_writable(path: str | None) -> None:
    """Fail before the work, not after it, if a report cannot be written."""
    if path is None or path == "-":
        return
    target = Path(path)
    if target.is_dir():
        raise BadInput(f"cannot write {path}: it is a folder; name a file")
    if not target.parent.is_dir():
        raise BadInput(f"cannot write {path}: there is no folder {target.parent}")
    if not os.access(target if target.exists() else target.parent, os.W_OK):
        raise BadInput(f"cannot write {path}: no permission")


def write_output(text: str, path: str | None) -> None:
    """Write a report to a file, or to standard output without a path.

    Half a surrogate pair, which no file can hold, is written as an escape.
    """
    text = text.encode("utf-8", "backslashreplace").decode()
    if path is None or path == "-":
        sys.stdout.write(text)
        return
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"cannot write {path}: {error.strerror}") from None
