"""Transitions: the rule that answers, and the record after it."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TypeVar

from .. import effects as e
from ..language.rules import Change, Rule
from ..language.spec import JOB
from .maps import Map
from .requests import Details, Request
from .table import Table
from .world import ExecutionRecord, JobRecord, World, new

R = TypeVar("R", JobRecord, ExecutionRecord)
NO_TIMER = -1
"""The stepTimeoutInMinutes that removes the step timer."""
_REMEMBERED = 4096
"""How many rules have cached effects; a spec has some hundred, and a diagnosis tries others."""


def deciding_rule(
    table: Table,
    machine: str,
    event: str,
    world: World,
    job: JobRecord | None,
    execution: ExecutionRecord | None,
    request: Request | None,
) -> Rule | None:
    """The rule that answers a request, or by which a background step is possible (``request``
    None); None if no such step is possible."""
    subject = job if machine == JOB else execution
    found = table.forks.get((machine, event, None if subject is None else subject[0]))
    while isinstance(found, tuple):
        guard, no, yes = found
        found = yes if table.asks[guard](world, job, execution, request) else no
    return found


def with_execution(
    world: World, job_id: str, job: JobRecord, thing_name: str, execution: ExecutionRecord | None
) -> World:
    """The world with this execution of the job on the thing; None removes it."""
    executions = job[3]
    jobs, limit, deleting, queued, limited = world
    if execution is None:
        executions = executions.delete(thing_name)
    else:
        executions = executions.set(thing_name, execution)
        if execution.order > queued:
            queued = execution.order
    changed = new(JobRecord, job[:3] + (executions,) + job[4:])  # noqa: RUF005 (it is faster)
    return new(World, (jobs.set(job_id, changed), limit, deleting, queued, limited))


def with_addressed(
    world: World, job_id: str, job: JobRecord, thing_name: str, execution: ExecutionRecord
) -> World:
    """The world with this execution in place of that with the same number on the thing."""
    key = thing_name, execution.number
    if key in job.earlier:
        return world.with_job(job_id, job._replace(earlier=job.earlier.set(key, execution)))
    return with_execution(world, job_id, job, thing_name, execution)


def without_execution(
    world: World, job_id: str, thing_name: str, execution: ExecutionRecord, rule: Rule,
    live: frozenset[str],
) -> World:  # fmt: skip
    """The world after a request has deleted the execution by the rule."""
    job = world.jobs[job_id]
    if (thing_name, execution.number) in job.earlier:
        earlier = job.earlier.delete((thing_name, execution.number))
        return world.with_job(job_id, job._replace(earlier=earlier))
    if e.STAYS_DELETED in rule.does:
        job = job._replace(deleted=job.deleted.set(thing_name, execution.status in live))
    return with_execution(world, job_id, job, thing_name, None)


def with_retry(
    world: World, job_id: str, job: JobRecord, thing_name: str, execution: ExecutionRecord,
    rule: Rule, status: str,
) -> World:  # fmt: skip
    """The world in which a new execution with this status retries a terminal one."""
    earlier = job.earlier.set((thing_name, execution.number), execution)
    retried = (*execution.retried, execution.status)
    again = ExecutionRecord(status, order=world.queued + 1, retried=retried)
    again = changed(again, rule)
    return with_execution(world, job_id, job._replace(earlier=earlier), thing_name, again)


def moved_execution(
    record: ExecutionRecord | None, rule: Rule, status: str | None, request: Request | None
) -> tuple[ExecutionRecord | None, ...]:
    """The execution after a step by the rule: the same record if nothing changes, several records
    if the sources leave its details open."""
    if record is None or status is None:
        return (None,)
    if not rule.does and status == record.status:
        return (record,)
    grows, may_grow, takes_details, may_merge, flags, sets_timer, changes = _effects(rule)
    if changes:
        return _changed_otherwise(record, rule, status, request)
    _, version, details, flag, bump, order, retried, timer = record
    version += grows
    bump = bump or may_grow
    if flags is not False:
        flag = flags
    if sets_timer is not False and request is not None:
        minutes = request.step_timeout_in_minutes
        if minutes is not None:
            timer = minutes != NO_TIMER or (sets_timer is None and timer)
    given = request.status_details if takes_details and request is not None else None
    if given is None:
        members = (status, version, details, flag, bump, order, retried, timer)
        return (new(ExecutionRecord, members),)
    joined = _joined(details, Map(given)) if may_merge else (given,)
    return tuple(
        new(ExecutionRecord, (status, version, x, flag, bump, order, retried, timer))
        for x in joined
    )


def _changed_otherwise(
    record: ExecutionRecord, rule: Rule, status: str, request: Request | None
) -> tuple[ExecutionRecord | None, ...]:
    """The execution after a step by a deviating rule with effects that no spec declares."""
    plain = replace(rule, does=tuple(e for e in rule.does if not isinstance(e, Change)))
    found = moved_execution(record, plain, status, request)
    return tuple(one and changed(one, rule, request) for one in found)


def changed(record: R, rule: Rule, request: Request | None = None) -> R:
    """The record with the effects of the rule that no spec declares."""
    for effect in rule.does:
        if not isinstance(effect, Change) or effect.field not in record._fields:
            continue
        before, value = getattr(record, effect.field), effect.value
        if effect.how == "plus":
            value += before
        elif effect.how in ("merge", "set"):
            given = (request.status_details if request is not None else None) or Map()
            value = Map({**before, **given}) if effect.how == "merge" else given
        record = record._replace(**{effect.field: value})
        if effect.field == "version" and isinstance(record, ExecutionRecord):
            record = record._replace(may_be_bumped=False)
    return record


def moved_job(record: JobRecord, rule: Rule, status: str, request: Request | None) -> JobRecord:
    """The job after a step by the rule, the same record if nothing changes."""
    if not rule.does and status == record.status:
        return record
    _, targets, document, executions, flag, reason, comment = record[:7]
    flags, keeps_reason, aborts, changes = _job_effects(rule)
    if keeps_reason and request is not None:
        reason, comment = request.reason_code, request.comment
    flag = flag or flags
    members = status, targets, document, executions, flag, reason, comment
    moved = new(JobRecord, members + record[7:])
    if aborts:
        moved = moved._replace(aborted=True)
    return changed(moved, rule, request) if changes else moved


def resolved(record: ExecutionRecord) -> tuple[ExecutionRecord, ...]:
    """The records that this one may stand for, with a known version and a known flag."""
    versions = (record.version, record.version + 1) if record.may_be_bumped else (record.version,)
    flags = (False, True) if record.force_canceled is None else (record.force_canceled,)
    if len(versions) == 1 and len(flags) == 1:
        return (record,)
    return tuple(
        record._replace(version=version, may_be_bumped=False, force_canceled=flag)
        for version in versions
        for flag in flags
    )


def distinguished(record: ExecutionRecord, expected_version: int) -> tuple[ExecutionRecord, ...]:
    """The records that a version check distinguishes: two, each with a known version, if
    ``expected_version`` is one of the two possible versions."""
    version = record.version
    if not record.may_be_bumped or expected_version not in (version, version + 1):
        return (record,)
    return tuple(
        record._replace(version=known, may_be_bumped=False) for known in (version, version + 1)
    )


@lru_cache(_REMEMBERED)
def _effects(rule: Rule) -> tuple[int, bool, bool, bool, bool | None, bool | None, bool]:
    """The effects of the rule on an execution: by how much the version grows, whether it may grow,
    whether given details are stored, whether they may be merged, the flag that is set (False sets
    none, None leaves it open), whether a given step timer is set (None leaves it open), and whether
    there are effects that no spec declares."""
    does = frozenset(rule.does)
    flag = None if e.MAY_BE_FLAGGED in does else e.FLAGGED in does
    merges = e.DETAILS_TAKEN in does
    takes = merges or e.DETAILS_REPLACED in does
    grows = int(e.VERSION_GROWS in does)
    may_grow = not does.isdisjoint((e.VERSION_MAY_GROW, e.TIME_OUT_MAY_BUMP))
    sets_timer = None if e.STEP_TIMER_MAY_BE_SET in does else e.STEP_TIMER_SET in does
    return grows, may_grow, takes, merges, flag, sets_timer, _changes(rule)


@lru_cache(_REMEMBERED)
def _job_effects(rule: Rule) -> tuple[bool, bool, bool, bool]:
    """The effects of the rule on a job: whether it sets the flag, whether it stores the reason of
    the request, whether the service gives a reason of its own, and whether there are effects that
    no spec declares."""
    does = rule.does
    return e.JOB_FLAGGED in does, e.REASON_KEPT in does, e.REASON_GIVEN in does, _changes(rule)


def _changes(rule: Rule) -> bool:
    return any(isinstance(effect, Change) for effect in rule.does)


def _joined(stored: Details, given: Details) -> tuple[Details, ...]:
    """The given details, and the merged ones: the sources do not say which are stored (R23)."""
    merged: Details = Map({**stored, **given})
    return (given,) if merged == given else (given, merged)
