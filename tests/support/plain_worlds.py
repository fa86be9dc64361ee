"""Worlds, answers and steps of the oracle in the form that the scripts of the review page use."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from iot_jobs_spec.model import requests
from iot_jobs_spec.model.answers import (
    Answer,
    ExecutionDescription,
    ExecutionState,
    JobDescription,
    ListedExecution,
    Masked,
    PendingExecution,
)
from iot_jobs_spec.model.background import BackgroundStep, background_steps
from iot_jobs_spec.model.step import Permitted, step
from iot_jobs_spec.model.table import TABLE, Table
from iot_jobs_spec.model.wire import member_name, read_request, request_members
from iot_jobs_spec.model.world import ExecutionRecord, World

Plain = dict[str, Any]


def plain_world(world: World) -> Plain:
    return {
        "limit": world.deletion_limit,
        "queued": world.queued,
        "jobs": {
            name: {
                "status": job.status,
                "targets": list(job.targets),
                "document": job.document,
                "forceCanceled": job.force_canceled,
                "reasonCode": job.reason_code,
                "comment": job.comment,
                "config": _config(job.config),
                "executions": {thing: _execution(x) for thing, x in job.executions.items()},
                "deleted": dict(job.deleted),
                "earlier": {
                    thing: {
                        str(number): _execution(x)
                        for (on, number), x in job.earlier.items()
                        if on == thing
                    }
                    for thing in {thing for thing, _ in job.earlier}
                },
                "aborted": job.aborted,
            }
            for name, job in world.jobs.items()
        },
    }


def _execution(x: ExecutionRecord) -> Plain:
    return {
        "status": x.status,
        "version": x.version,
        "details": dict(x.details),
        "forceCanceled": x.force_canceled,
        "mayBeBumped": x.may_be_bumped,
        "order": x.order,
        "retried": list(x.retried),
        "stepTimer": x.step_timer,
    }


def _config(config: requests.Config) -> Plain:
    return {
        "continuous": config.continuous,
        "inProgressTimeout": config.in_progress_timeout,
        "retries": dict(config.retries),
        "abort": [one._asdict() for one in config.abort],
    }


def plain_answer(answer: Answer) -> Plain:
    return {"error": answer.error, "response": _plain(answer.response)}


def plain_permitted(permitted: Permitted) -> Plain:
    return {
        "answer": plain_answer(permitted.answer),
        "world": plain_world(permitted.world),
        "rule": permitted.rule.id,
    }


def plain_background(taken: BackgroundStep) -> Plain:
    return {
        "event": taken.event,
        "jobId": taken.job_id,
        "thingName": taken.thing_name,
        "world": plain_world(taken.world),
        "rule": taken.rule.id,
    }


def plain_request(request: requests.Request) -> Plain:
    """A request as a step of the review page."""
    return {"operation": request.operation, "input": request_members(request)}


def ways(world: World, plain: Plain, table: Table = TABLE) -> list[tuple[Plain, World]]:
    """The permitted answers to a step of the review page, each with the world after it."""
    if "event" not in plain:
        request = read_request(plain["operation"], plain["input"], table.spec.name)
        return [(plain_permitted(p), p.world) for p in step(world, request, table)]
    subject = (plain["event"], plain["jobId"], plain["thingName"])
    return [
        ({"answer": None, "world": plain_world(h.world), "rule": h.rule.id}, h.world)
        for h in background_steps(world, table=table)
        if (h.event, h.job_id, h.thing_name) == subject
    ]


def _plain(value: object) -> object:
    if isinstance(value, Masked):
        return {**_shown(value.right), "open": sorted(map(member_name, value.members))}
    if isinstance(value, JobDescription | ExecutionDescription | ExecutionState):
        return _shown(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, PendingExecution | ListedExecution):
        return {member_name(name): member for name, member in value._asdict().items()}
    if isinstance(value, tuple):
        return [*map(_plain, value)]
    return value


def _shown(value: Any) -> Plain:
    return {member_name(f.name): _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
