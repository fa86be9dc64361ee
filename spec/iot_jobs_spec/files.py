"""Read files that a user names, within limits of size and time: one may be a pipe or a device."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

MOST_BYTES = 16_000_000
"""The most bytes of a file that is read whole."""
MOST_OF_A_LINE = 64 * 2**20
"""The most bytes of a line."""


class NoFile(ValueError):
    """The file cannot be read. The message says why."""


@contextmanager
def opened(path: str | os.PathLike[str], *, wait: bool) -> Iterator[BinaryIO]:
    """Open a file or a pipe to read bytes. A pipe without a writer counts as empty, or with
    ``wait`` is waited for. Raises OSError, and `NoFile` for a device, which may have no end."""
    handle = os.open(path, os.O_RDONLY | (0 if wait else getattr(os, "O_NONBLOCK", 0)))
    with os.fdopen(handle, "rb") as file:
        mode = os.fstat(handle).st_mode
        if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
            raise NoFile("it is a device")
        if stat.S_ISFIFO(mode):
            os.set_blocking(handle, True)
        yield file


def read_bounded(path: str | os.PathLike[str]) -> bytes:
    """The bytes of a file. Raises OSError, and `NoFile` also if it has more than `MOST_BYTES`."""
    with opened(path, wait=False) as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise NoFile(f"it has more than {MOST_BYTES:,} bytes")
    return data


def lines_of(file: BinaryIO) -> Iterator[bytes]:
    """The lines of a file; of a line longer than `MOST_OF_A_LINE` only the beginning, so that no
    line fills the memory."""
    while line := file.readline(MOST_OF_A_LINE):
        yield line
        while len(line) == MOST_OF_A_LINE and not line.endswith(b"\n"):
            line = file.readline(MOST_OF_A_LINE)
