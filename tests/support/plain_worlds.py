"""Worlds, answers and steps of the oracle in the form that the scripts of the review page use."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from iot_jobs_spec.model import requests
from iot_jobs_spec.model.answers import (
    Answer,
    ExecutionDescription,
    JobDescription,
    ListedExecution,
    PendingExecution,
)
from iot_jobs_spec.model.background import BackgroundStep, background_steps
from iot_jobs_spec.model.step import Permitted, step
from iot_jobs_spec.model.wire import member_name
from iot_jobs_spec.model.world import World

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
                "executions": {
                    thing: {
                        "status": x.status,
                        "version": x.version,
                        "details": dict(x.details),
                        "forceCanceled": x.force_canceled,
                        "mayBeBumped": x.may_be_bumped,
                        "order": x.order,
                    }
                    for thing, x in job.executions.items()
                },
            }
            for name, job in world.jobs.items()
        },
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
    """A request as a step of the review page, without members that have their default."""
    members = {
        member_name(f.name): _plain(getattr(request, f.name))
        for f in request.parameters()
        if getattr(request, f.name) != f.default
    }
    return {"operation": type(request).__name__, "input": members}


def request_of(plain: Plain) -> requests.Request:
    """The request of a step of the review page."""
    kind = getattr(requests, plain["operation"])
    fields = {member_name(f.name): f.name for f in dataclasses.fields(kind)}
    members = {
        fields[name]: tuple(value) if isinstance(value, list) else value
        for name, value in plain["input"].items()
    }
    request: requests.Request = kind(**members)
    return request


def ways(world: World, plain: Plain) -> list[tuple[Plain, World]]:
    """The permitted answers to a step of the review page, each with the world after it."""
    if "event" not in plain:
        return [(plain_permitted(p), p.world) for p in step(world, request_of(plain))]
    subject = (plain["event"], plain["jobId"], plain["thingName"])
    return [
        ({"answer": None, "world": plain_world(h.world), "rule": h.rule.id}, h.world)
        for h in background_steps(world)
        if (h.event, h.job_id, h.thing_name) == subject
    ]


def _plain(value: object) -> object:
    if isinstance(value, JobDescription | ExecutionDescription):
        fields = dataclasses.fields(value)
        return {member_name(f.name): _plain(getattr(value, f.name)) for f in fields}
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, PendingExecution | ListedExecution):
        return {member_name(name): member for name, member in value._asdict().items()}
    if isinstance(value, tuple):
        return [*map(_plain, value)]
    return value
