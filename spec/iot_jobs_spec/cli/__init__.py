"""The commands: one module each, with ``arguments(parser)`` and ``run(args) -> exit code``.

The docstring of a module is the help of its command. Heavy imports belong into ``run``.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

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

PATIENCE = 2.0
"""After so many seconds a bar shows the progress."""


class BadInput(Exception):
    """Bad input of the user. The message is one line that says how to correct it."""


def port(text: str) -> int:
    """The port that an option gives; 0 is any free one."""
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: give 0 to 65535")
    return int(text)


def require_writable(path: str | None) -> None:
    """Raise `BadInput` before the work begins if the report cannot be written after it."""
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

    Half of a surrogate pair is written as an escape, because no file can hold it.
    """
    text = text.encode("utf-8", "backslashreplace").decode()
    if path is None or path == "-":
        sys.stdout.write(text)
        return
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"cannot write {path}: {error.strerror}") from None


def print_in_colour(lines: Iterable[str], more: str, alarming: str = "") -> None:
    """Print the lines of a report, each with its first word in the colour of what it says.
    ``more`` is one more word that has a colour; the text ``alarming`` is red."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    styles = {"violates": "bold red", "differs": "yellow", "conforms": "green"}
    styles |= {"unreached": "dim", "undetermined": "magenta", more: "cyan"}
    for line in lines:
        text = Text(line, style="bold red" if alarming and alarming.startswith(line) else "")
        text.highlight_regex(r"^\w+(?=  )", lambda word: styles.get(word, ""))
        console.print(text, soft_wrap=True)


@contextmanager
def progress_bar(first: str, then: str) -> Iterator[Callable[[int, int], None]]:
    """Yield a function that is told how much is done, and of how much.

    On a terminal a bar shows it after `PATIENCE`, with the word ``first``, and with ``then`` once
    everything that can be counted is done.
    """
    if not sys.stderr.isatty():
        yield lambda _done, _of: None
        return
    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(console=Console(stderr=True), transient=True)
    task = bar.add_task(first, total=None)

    def progress(done: int, of: int) -> None:
        goes_on = done < of
        what, total = (first, of) if goes_on else (then, None)
        bar.update(task, description=what, completed=done, total=total)

    timer = Timer(PATIENCE, bar.start)
    timer.daemon = True
    timer.start()
    try:
        yield progress
    finally:
        timer.cancel()
        timer.join()
        bar.stop()


def percent(text: str) -> float:
    """The percentage, for argparse."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 100:
        raise argparse.ArgumentTypeError(f"{text!r} is no percentage from 0 to 100")
    return number
