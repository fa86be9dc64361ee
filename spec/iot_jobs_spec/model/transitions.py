"""How a step changes a record: its status, and the effects that the page names."""

from __future__ import annotations

from functools import cache
from typing import Any

from immutables import Map

from .. import effects as e
from ..language.rules import Rule
from .requests import Details
from .world import ExecutionRecord, JobRecord, new


@cache
def _plan(rule: Rule) -> tuple[int, bool, bool, bool | None]:
    """What the rule does to an execution: by how much the version grows, whether it may grow,
    whether details are taken, and the flag that is set; False sets none, None leaves it open."""
    does = frozenset(rule.does)
    flag = None if e.MAY_BE_FLAGGED in does else e.FLAGGED in does
    return int(e.VERSION_GROWS in does), e.VERSION_MAY_GROW in does, e.DETAILS_TAKEN in does, flag


@cache
def _job_plan(rule: Rule) -> tuple[bool, bool]:
    """What the rule does to a job: whether it is flagged, and the request's reason is kept."""
    return e.JOB_FLAGGED in rule.does, e.REASON_KEPT in rule.does


def moved_execution(
    record: ExecutionRecord | None, rule: Rule, status: str | None, request: Any
) -> tuple[ExecutionRecord | None, ...]:
    """The execution after the row's step, the same record where nothing changes; several where the
    sources leave details open."""
    if record is None or status is None:
        return (None,)
    if not rule.does and status == record.status:
        return (record,)
    grows, may_grow, takes_details, flags = _plan(rule)
    _, version, details, flag, bump, order = record
    version += grows
    bump = bump or may_grow
    if flags is not False:
        flag = flags
    given = request.status_details if takes_details else None
    found: tuple[ExecutionRecord, ...] = ()
    for chosen in (details,) if given is None else _joined(details, given):
        found += (new(ExecutionRecord, (status, version, chosen, flag, bump, order)),)
    return found


def moved_job(record: JobRecord, rule: Rule, status: str, request: Any) -> JobRecord:
    """The job after the row's step, the same record where nothing changes."""
    if not rule.does and status == record.status:
        return record
    _, targets, document, executions, flag, reason, comment = record
    flags, keeps_reason = _job_plan(rule)
    if keeps_reason:
        reason, comment = request.reason_code, request.comment
    flag = flag or flags
    return new(JobRecord, (status, targets, document, executions, flag, reason, comment))


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


def told_apart(record: ExecutionRecord, expected_version: int) -> tuple[ExecutionRecord, ...]:
    """The record with its version known, as far as a version check tells: two where the expected
    version is one of two possible ones."""
    version = record.version
    if not record.may_be_bumped or expected_version not in (version, version + 1):
        return (record,)
    return tuple(
        record._replace(version=known, may_be_bumped=False) for known in (version, version + 1)
    )


def _joined(stored: Details, given: Details) -> tuple[Details, ...]:
    """Replaced or merged: the sources do not say (R23)."""
    merged: Details = Map({**stored, **given})
    return (given,) if merged == given else (given, merged)
