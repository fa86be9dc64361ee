"""Read all pages of a listing, take from them what a view is about, and say what it may show.

The scripts of findings contain this module, so of the package it imports plain values alone. An
entry is a dictionary of some members by name, each as JSON, so that 1 and "1" differ.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from ..systems.members import MOST_ENTRIES, MOST_PAGES


class NotShown(Exception):
    """No entries came. The message says what came instead: the code of an error, for example."""


class Unknown(Exception):
    """Nobody knows what there is to show. The message says why."""


def shown(
    read: Callable[[str], Any],
    name: Callable[[str], str],
    fields: Mapping[str, str],
    member: str = "",
    own: Sequence[str] = (),
    first: int | None = None,
    others: int | None = None,
) -> list[dict[str, str]]:
    """The ``fields`` of each entry of the list ``member``, or of the whole response where that is
    empty: each name with its path, ``a.b`` for a member of a member.

    ``read`` sends the request with more of a query, and returns the response as JSON. ``name``
    replaces the names of jobs and things in a text. A listing is read to its last page; ``first``
    is the maxResults of the first page, ``others`` that of the other ones. If ``own`` jobs are
    named, entries of others are left out. Raises what ``read`` raises, `NotShown` and `Unknown`.
    """
    entries: list[dict[str, str]] = []
    tokens, count = [""], 0
    while len(tokens) <= MOST_PAGES:
        size = first if first is not None and len(tokens) == 1 else others
        query = [] if size is None else [f"maxResults={size}"]
        query += [f"nextToken={quote(tokens[-1], '', errors='surrogatepass')}"] * bool(tokens[-1])
        page = read("&".join(query))
        if not isinstance(page, dict):
            raise NotShown("a response that is no structure")
        listed = page.get(member) if member else page
        listed = [] if listed is None else listed if isinstance(listed, list) else [listed]
        if size is not None and len(listed) > size:
            raise NotShown(f"{len(listed)} entries on a page of {size}")
        entries += _entries(listed, name, fields, own)
        count += len(listed)
        if count > MOST_ENTRIES:
            raise Unknown(f"more than {MOST_ENTRIES} entries")
        token = page.get("nextToken") if member else None
        if not token:
            return sorted(entries, key=json.dumps)
        if token in tokens:
            raise NotShown("pages that do not end: a nextToken came twice")
        tokens.append(token if isinstance(token, str) else json.dumps(token))
    raise Unknown(f"more than {MOST_PAGES} pages")


def _entries(
    listed: Sequence[Any],
    name: Callable[[str], str],
    fields: Mapping[str, str],
    own: Sequence[str],
) -> list[dict[str, str]]:
    """What is kept of the entries on one page."""
    found = []
    for one in listed:
        job_id = one.get("jobId") if isinstance(one, dict) else None
        if own and isinstance(job_id, str) and job_id not in own:
            continue
        entry = {label: _as_json(one, path, name) for label, path in fields.items()}
        if entry := {label: text for label, text in entry.items() if text}:
            found.append(entry)
    return found


def _as_json(value: Any, path: str, name: Callable[[str], str]) -> str:
    """The member at the path; empty for what is null or empty. The ARN of a thing is its name, and
    a document is the JSON in it."""
    *parents, last = path.split(".")
    for parent in parents:
        value = value.get(parent) if isinstance(value, dict) else None
    value = value.get(last) if isinstance(value, dict) else value
    if value is None or value in ("", {}):
        return ""
    if isinstance(value, str) and last == "thingArn":
        value = value.partition(":thing/")[2] or value
    if isinstance(value, str) and last in ("document", "jobDocument"):
        try:
            return f"JSON {json.dumps(json.loads(value), sort_keys=True)}"
        except (ValueError, RecursionError):
            pass
    return name(json.dumps(value, sort_keys=True))


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
