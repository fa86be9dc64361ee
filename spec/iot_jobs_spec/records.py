"""Records: a call as one line of a file, which `judge.history` reads.

Whoever records makes no judgement: a record has the members as the client or the wire spells them.
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
"""The time of records, in seconds. It never goes back, and all processes of a machine have the same
origin, but another one after it restarts."""
ERROR_TYPE = "x-amzn-errortype"
MOST_BYTES = 4 * 2**20
"""How many bytes the body of an answer has at most, also once it is unpacked. No answer of AWS IoT
Jobs has a tenth of that."""
_CODES = ("code", "Code", "__type")
"""Where the body of an error may have its code, as boto3 looks for it."""


class Asked(NamedTuple):
    """A request as a record has it; ``start`` is not after it was sent.

    ``members`` are an object, or another value if they cannot be read. ``more`` are members of the
    record that the format does not have.
    """

    operation: str
    members: object
    start: float
    client: str | None
    more: Mapping[str, str] = {}


class Recording:
    """A file of records, to which any thread may add.

    The file must be new, because one file is one recording: times of another day may have another
    origin, and a system may have forgotten its jobs since then. With ``new=False`` another process
    has just created it, and both add to it. Raises OSError.
    """

    def __init__(self, file: str | os.PathLike[str], *, new: bool = True) -> None:
        flags = os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0)
        self._descriptor = os.open(file, flags | (os.O_CREAT | os.O_EXCL) * new, 0o666)
        self._lock = Lock()
        self.file = os.fspath(file)
        self.calls = 0
        """How many records this process has added."""

    def add(self, asked: Asked, answer: Mapping[str, Any] | None, end: float | None = None) -> None:
        """Write a record as one line at the end of the file. Raises OSError.

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
    """The members that a record keeps of a request or a response.

    Of an operation that is not about jobs it keeps only names, because others may be secrets: the
    response of CreateKeysAndCertificate has a private key.
    """
    if "Job" in operation:
        return members
    given = members if isinstance(members, dict) else {}
    return {name: given[name] for name in ("jobId", "thingName") if name in given}


def answer_of(status: int, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """The answer in an HTTP response; ``headers`` has its names in lower case.

    Like boto3 it takes the HTTP status as the code of an error that has none. A body that is not
    JSON stays text, which the reader of the record finds unreadable.
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
    """What a body says: JSON where it is JSON, otherwise its text."""
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
