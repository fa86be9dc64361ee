"""What a command writes: its report in a file or on standard output, its progress on a terminal."""

from __future__ import annotations

import errno
import json
import os
import stat
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

from . import BadInput

PATIENCE = 2.0
"""Seconds before a progress bar appears."""


def require_writable(path: str | None) -> None:
    """Raise `BadInput` before the work begins if the report cannot be written after it."""
    if path is None or path == "-":
        return
    try:
        target = Path(path).resolve()  # a link stays; its target is written
        exists, kind = _kind(target)
    except (OSError, ValueError, RuntimeError) as error:
        raise _unwritable(path, error) from None
    if stat.S_ISDIR(kind):
        raise BadInput(f"cannot write {_short(path)}: it is a folder; name a file")
    if not target.parent.is_dir():
        raise BadInput(f"cannot write {_short(path)}: there is no folder {target.parent}")
    needed = (target.parent, target) if exists and stat.S_ISREG(kind) else (target,)
    if not all(os.access(one, os.W_OK) for one in (needed if exists else (target.parent,))):
        raise BadInput(f"cannot write {_short(path)}: no permission")


def _kind(target: Path) -> tuple[bool, int]:
    """Whether there is such a file, and of what kind it is or will be."""
    try:
        return True, target.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return False, stat.S_IFREG


def write_output(text: str, path: str | None) -> None:
    """Write a report to a file, or to standard output without a path.

    The report replaces an old file only once it is complete, so a full disk leaves the old one.
    Half of a surrogate pair is written as an escape, because UTF-8 cannot encode it.
    """
    data = text.encode("utf-8", "backslashreplace")
    if path is None or path == "-":
        sys.stdout.write(data.decode())
        return
    require_writable(path)
    try:
        target = Path(path).resolve()
        if target.exists() and not target.is_file():
            _write_into(target, data)
        else:
            replace_file(target, data)
    except OSError as error:
        raise _unwritable(path, error) from None


def json_text(value: object) -> str:
    """The value as JSON text, with every unprintable character escaped."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    return "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text) + "\n"


def write_report(text: str, path: str | None, short: Iterable[str]) -> None:
    """Write a report as `write_output` does. If it goes to a file, print the ``short`` form and the
    path."""
    write_output(text, path)
    if path is not None and path != "-":
        for line in short:
            print(line)
        print(f"The whole report: {_short(path)}")


def replace_file(target: Path, data: bytes) -> None:
    """Write a file beside ``target`` and rename it, so that ``target`` is never half a file."""
    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(prefix=".iot-jobs-spec-", dir=target.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(mode)
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _write_into(target: Path, data: bytes) -> None:
    """Write into a device or a pipe. A pipe without a reader is an error, as it would block."""
    handle = os.open(target, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))
    if stat.S_ISFIFO(os.fstat(handle).st_mode):
        os.set_blocking(handle, True)
    with os.fdopen(handle, "wb") as file:
        file.write(data)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _unwritable(path: str, error: Exception) -> BadInput:
    reason = error.strerror if isinstance(error, OSError) else str(error)
    if isinstance(error, OSError) and error.errno == errno.ENXIO:
        reason = "nobody reads this pipe"
    return BadInput(f"cannot write {_short(path)}: {reason}")


def _short(path: str) -> str:
    """A path that fits a line and a terminal."""
    shown = path if path.isprintable() else ascii(path)
    return shown if len(shown) <= 200 else f"{shown[:100]}…{shown[-50:]}"


def print_in_colour(lines: Iterable[str], more: str, alarming: str = "") -> None:
    """Print the lines of a report, with the verdict at the start of a line in colour. ``more`` is
    another word to colour; the text ``alarming`` is red."""
    from rich.console import Console
    from rich.text import Text

    class Raising(Console):
        def on_broken_pipe(self) -> None:
            raise  # noqa: PLE0704  (rich would end the process with the exit code 1)

    console = Raising(highlight=False)
    styles = {"violates": "bold red", "differs": "yellow", "conforms": "green"}
    styles |= {"unreached": "dim", "undetermined": "magenta", more: "cyan"}
    for line in lines:
        text = Text(line, style="bold red" if alarming and alarming.startswith(line) else "")
        text.highlight_regex(r"^\w+(?=  )", lambda word: styles.get(word, ""))
        console.print(text, soft_wrap=True)


@contextmanager
def progress_bar(first: str, then: str) -> Iterator[Callable[[int, int], None]]:
    """Yield a function to report progress to: how much is done, and of how much.

    On a terminal a bar appears after `PATIENCE`, with the word ``first``, and with ``then`` once
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
        what, total = (first, of) if done < of else (then, None)
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
