"""The commands: one module each, with ``arguments(parser)`` and ``run(args) -> exit code``.

The docstring of a module is the help of its command: a title line, paragraphs, and indented lines
as examples. Heavy imports belong in ``run``.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import suppress

COMMANDS = (
    "explain",
    "verify",
    "explore",
    "prove",
    "render",
    "diff",
    "check",
    "audit",
    "serve",
    "record",
)


PROGRAM = "iot-jobs-spec"


def notice(message: str) -> None:
    """Print one line about the run on standard error. No command fails because it cannot be
    written."""
    with suppress(OSError):
        print(f"{PROGRAM}: {message}", file=sys.stderr, flush=True)


class BadInput(Exception):
    """Bad input of the user. The message is one line that says how to correct it."""


def missing(what: str, extra: str) -> BadInput:
    """The error for a library that is not installed: ``what`` says which command needs which
    library, and ``extra`` installs it. This package is not published, so pip gets its folder."""
    return BadInput(f"{what}: pip install '.[{extra}]' in the folder of iot-jobs-spec")


def port(text: str) -> int:
    """The port that an option gives; 0 is any free one."""
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: give 0 to 65535")
    return int(text)


def percent(text: str) -> float:
    """The percentage, for argparse."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 100:
        raise argparse.ArgumentTypeError(f"{text!r} is not a percentage from 0 to 100")
    return number
