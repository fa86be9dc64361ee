"""Records: calls written to a file, one a line, for `judge.history` to read.

Recording judges nothing: a record has the members as the client or the wire spells them.
"""

from __future__ import annotations

import errno
import gzip
import json
import os
import time
import zlib
from collections.abc import Mapping
from contextlib import suppress
from io import BytesIO
from threading import Lock
from typing import Any, NamedTuple

clock = time.monotonic
"""The clock of records, in seconds. It never goes back. All processes of a machine share its
origin, which changes when the machine restarts."""
ERROR_TYPE = "x-amzn-errortype"
MOST_BYTES = 4 * 2**20
"""The largest body of an answer in bytes, also when unpacked. No answer of AWS IoT Jobs reaches a
tenth of that."""
_CODES = ("code", "Code", "__type")
"""The members of an error's body that may hold its code, in boto3's order."""


class Asked(NamedTuple):
    """A request to record; ``start`` is a time before it was sent.

    ``members`` is an object, or another value if the request cannot be read. ``more`` has members
    of the record that the format does not define.
    """

    operation: str
    members: object
    start: float
    client: str | None
    more: Mapping[str, str] = {}


class Recording:
    """A file of records, to which any thread may add.

    The file must be new, because one file is one recording: after a restart the clock has another
    origin, and a system may have lost its jobs. ``new=False``: another process has just created the
    file, and both add to it. Raises OSError.
    """

    def __init__(self, file: str | os.PathLike[str], *, new: bool = True) -> None:
        flags = os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0)
        self._descriptor = os.open(file, flags | (os.O_CREAT | os.O_EXCL) * new, 0o666)
        self._lock = Lock()
        self.file = os.fspath(file)
        self.calls = 0
        """How many records this process has added."""

    def add(self, asked: Asked, answer: Mapping[str, Any] | None, end: float | None = None) -> None:
        """Append a record to the file, as one line. Raises OSError.

        Without an answer it has no end: nobody knows when the request was carried out, if at all.
        """
        operation = asked.operation
        if answer is not None and "response" in answer:
            answer = {**answer, "response": kept(operation, answer["response"])}
        record: dict[str, Any] = {
            "operation": operation,
            "request": kept(operation, asked.members),
            "answer": answer,
            "start": asked.start,
        }
        if end is not None:
            record["end"] = end
        record |= {"client": asked.client, **asked.more}
        line = json.dumps(record, default=str).encode() + b"\n"
        with self._lock:
            if os.write(self._descriptor, line) < len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), self.file)
            self.calls += 1


def kept(operation: str, members: object) -> object:
    """The members of a request or a response that a record keeps.

    If the operation is not about jobs, these are the names of the job and the thing: others may be
    secrets, such as the private key in the response of CreateKeysAndCertificate.
    """
    if "Job" in operation:
        return members
    given = members if isinstance(members, dict) else {}
    return {name: given[name] for name in ("jobId", "thingName") if name in given}


def answer_of(status: int, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """The answer in an HTTP response; ``headers`` has its names in lower case.

    As in boto3, an error without a code gets the HTTP status as its code. A body that is not JSON
    stays text, so the record counts as unreadable.
    """
    content = _content(body, headers.get("content-encoding"))
    if status < 300:
        return {"response": content, "http": status}
    members = content if isinstance(content, dict) else {}
    codes = (headers.get(ERROR_TYPE), *map(members.get, _CODES), str(status))
    answer = {"error": next(code for code in codes if code and isinstance(code, str))}
    message = members.get("message", members.get("Message"))
    return {**answer, "http": status} | ({"message": message} if isinstance(message, str) else {})


def _content(body: bytes, encoding: str | None) -> object:
    """The value of a body that is JSON, otherwise its text."""
    if encoding == "gzip":
        with suppress(OSError, EOFError, zlib.error):
            with gzip.open(BytesIO(body)) as unpacking:
                unpacked = unpacking.read(MOST_BYTES + 1)
            body = body if len(unpacked) > MOST_BYTES else unpacked
    if not body:
        return {}
    try:
        return json.loads(body, object_pairs_hook=_object)
    except (ValueError, RecursionError):
        return body.decode("utf-8", "backslashreplace")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("an object has one name twice")
    return found
