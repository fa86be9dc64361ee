"""How a step changes a record: its status, and the effects that the page names."""

from __future__ import annotations

from typing import Any

from immutables import Map

from . import effects as e
from .requests import Details
from .rows import Row
from .world import ExecutionRecord, JobRecord


def moved_execution(
    record: ExecutionRecord, row: Row, status: str, request: Any
) -> tuple[ExecutionRecord, ...]:
    """The execution after the row's step; several where the sources leave details open."""
    _, version, details, flag, bump, order = record
    choices: tuple[Details, ...] = (details,)
    for effect in row.does:
        if effect is e.VERSION_GROWS:
            version += 1
        elif effect is e.VERSION_MAY_GROW:
            bump = True
        elif effect is e.DETAILS_TAKEN:
            given = request.status_details
            if given is not None:
                choices = (given,) if not details else _joined(details, given)
        elif effect is e.FLAGGED:
            flag = True
        elif effect is e.MAY_BE_FLAGGED:
            flag = None
    return tuple(
        [ExecutionRecord(status, version, chosen, flag, bump, order) for chosen in choices]
    )


def moved_job(record: JobRecord, row: Row, status: str, request: Any) -> JobRecord:
    """The job after the row's step."""
    _, targets, document, executions, flag, reason, comment = record
    for effect in row.does:
        if effect is e.JOB_FLAGGED:
            flag = True
        elif effect is e.REASON_KEPT:
            reason, comment = request.reason_code, request.comment
    return JobRecord(status, targets, document, executions, flag, reason, comment)


def resolved(record: ExecutionRecord) -> tuple[ExecutionRecord, ...]:
    """The record with everything known that a reader would see: one for each possibility."""
    versions = (record.version, record.version + 1) if record.may_be_bumped else (record.version,)
    flags = (False, True) if record.force_canceled is None else (record.force_canceled,)
    if len(versions) == 1 and len(flags) == 1:
        return (record,)
    return tuple(
        record._replace(version=version, may_be_bumped=False, force_canceled=flag)
        for version in versions
        for flag in flags
    )


def _joined(stored: Details, given: Details) -> tuple[Details, ...]:
    """Replaced or merged: the sources do not say (R23)."""
    merged: Details = Map({**stored, **given})
    return (given,) if merged == given else (given, merged)
