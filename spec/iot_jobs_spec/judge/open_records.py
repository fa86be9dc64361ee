"""Open records: what an unspecified rule leaves, of which only the status is known.

The version, details and flag may be anything. They become known when the service accepts a request
with an expectedVersion, or when an answer shows them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import TypeVar

from ..model.answers import (
    Answer,
    ExecutionDescription,
    ExecutionState,
    Listing,
    PendingExecution,
)
from ..model.maps import Map
from ..model.requests import Details, Request
from ..model.world import ExecutionRecord
from .belief import Kept, Known, Possible

R = TypeVar("R", ExecutionRecord, Kept)
_VERSION = -(10**9)
"""Stands for any version; no request raises it to one that the API has."""
_NAME = "\0"
_DETAILS: Details = Map({_NAME: ""})
"""Stands for any details: no request can give this name."""


def opened(record: R) -> R:
    """The record with its version, details and flag open."""
    return record._replace(
        version=_VERSION, details=_DETAILS, force_canceled=None, may_be_bumped=False
    )


def instances(
    possible: Possible, job_id: str, request: Request, answer: Answer | None
) -> Iterator[Known]:
    """The possibilities for an execution of the job; of open ones also each with what the request
    or the answer says of it."""
    for known in possible:
        yield known
        if known is not None and _is_open(known):
            versions = {known.version, *_versions(job_id, request, answer, known)}
            details = {known.details, *_details(answer, known)}
            for version, one in product(versions, details):
                yield known._replace(version=version, details=one)


def filled(
    possible: Possible, job_id: str, request: Request, answer: Answer | None
) -> frozenset[Known]:
    """The possibilities; an open one as what the request or the answer says of it, if they do."""
    found: set[Known] = set()
    for known in possible:
        its = {*instances(frozenset({known}), job_id, request, answer)}
        found |= {one for one in its if not _is_open(one)} or its
    return frozenset(found)


def _is_open(known: Known) -> bool:
    return known is not None and (known.version < 0 or _NAME in known.details)


def _versions(
    job_id: str, request: Request, answer: Answer | None, known: ExecutionRecord | Kept
) -> Iterator[int]:
    if known.version >= 0:
        return
    if request.expected_version is not None:
        yield request.expected_version
    response = answer.response if answer else None
    for shown in response if isinstance(response, Listing) else (response,):
        if isinstance(shown, ExecutionState) or (
            isinstance(shown, ExecutionDescription | PendingExecution) and shown.job_id == job_id
        ):
            yield from (version for version in (shown.version, shown.version - 1) if version > 0)


def _details(answer: Answer | None, known: ExecutionRecord | Kept) -> Iterator[Details]:
    shown = answer.response if answer else None
    if isinstance(shown, ExecutionDescription | ExecutionState) and _NAME in known.details:
        yield Map(shown.details)
