"""Probes of the form of requests on the wire: what boto3 would not send, and how force is sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from ..model.constraints import (
    BODY,
    EXPECTED_VERSION,
    FORCE,
    JOB_ID,
    STATUS_DETAILS,
    THING_NAME,
    Fit,
    Form,
    forms_of,
    raw_rule,
)
from ..model.divergence import READS
from ..model.requests import CreateJob, DeleteJob, Request
from ..systems.boto import OF_DEVICES, call_of
from ..systems.raw import RawRequest
from .malformed import NAMES
from .probe import Probe, Scene, with_members

VERSIONS = ("true", "1.5", '"99"', "1e400")
"""No whole numbers, as JSON. A new execution has version 1, which the first two may be taken for;
the third may be read as 99, which is rejected too."""
DETAILS = ('["key"]', '"key"', '{"key": {"key": "value"}}')
"""No object of strings, as JSON."""
NO_TEXT = "\udcff"
"""The byte 0xff in a name."""
IN_PATH_OR_QUERY = frozenset({"jobId", "thingName", "force"})


def by_hand(scene: Scene, at_work: tuple[Request, ...] | None) -> Iterator[Probe]:
    """The probes of every form of the scene's operation. ``at_work`` leads to an execution that is
    IN_PROGRESS, where there is a way."""
    for form in forms_of(type(scene.request)):
        if form is FORCE:
            yield from _force(scene, at_work)
        else:
            for there, put in _WRONG[form](scene):
                yield _probe(form, there, put)


def raw_request(request: Request, **members: str) -> RawRequest:
    """The request as it is put, with the body's members that are given as JSON besides."""
    told = {name: json.dumps(value) for name, value in _body(request).items()} | members
    body = ", ".join(f"{json.dumps(name)}: {value}" for name, value in told.items())
    return RawRequest(
        type(request).__name__,
        (request.job_id or ""),
        (request.thing_name or ""),
        "force=true" if request.force else "",
        f"{{{body}}}".encode() if BODY in forms_of(type(request)) else b"",
        isinstance(request, OF_DEVICES),
    )


def _probe(form: Form, scene: Scene, put: RawRequest) -> Probe:
    rule = raw_rule(type(scene.request).__name__, form)
    return Probe(rule, scene, put, Fit.BROKEN, scene)


def _body(request: Request) -> Mapping[str, Any]:
    _, members = call_of(request)
    told = {name: value for name, value in members.items() if name not in IN_PATH_OR_QUERY}
    if isinstance(request, CreateJob):
        told["targets"] = [f"{{arn:{thing}}}" for thing in request.targets]
    return told


def _bodies(scene: Scene) -> Iterator[tuple[Scene, RawRequest]]:
    """No JSON, JSON that is no object, and what is not UTF-8."""
    right = raw_request(scene.request)
    text = right.body.decode()
    undecodable = f"{text[:-1]}{', ' if len(text) > 2 else ''}".encode() + b'"\xff": ""}'
    for body in (text[:-1].encode(), f"[{text}]".encode(), json.dumps(text).encode(), undecodable):
        yield scene, replace(right, body=body)


def _members(
    name: str, values: tuple[str, ...], scene: Scene
) -> Iterator[tuple[Scene, RawRequest]]:
    for value in values:
        yield scene, raw_request(scene.request, **{name: value})


def _names(member: str, scene: Scene) -> Iterator[tuple[Scene, RawRequest]]:
    """One that is not UTF-8, and none. All else boto3 sends as it is: `malformed` asks it."""
    right = raw_request(scene.request)
    yield scene, with_name(right, member, NAMES[member] + NO_TEXT)
    if not isinstance(scene.request, READS):  # a read without a name is a list of all
        yield scene, with_name(right, member, "")


def with_name(request: RawRequest, member: str, name: str) -> RawRequest:
    """The request with another name in the path."""
    changed: RawRequest = replace(request, **{member: name})  # type: ignore[arg-type]
    return changed


def _force(scene: Scene, at_work: tuple[Request, ...] | None) -> Iterator[Probe]:
    """How force is sent, where it matters: for an execution that is IN_PROGRESS, if there is a way,
    or for a job."""
    kind = type(scene.request)
    needs_work = scene.request.thing_name is not None
    if needs_work and at_work is None:
        return
    setup = scene.setup if kind is DeleteJob or at_work is None else at_work
    rule = raw_rule(kind.__name__, FORCE)
    for query, force in (("", False), ("force=false", False), ("force=true", True)):
        means = with_members(scene.request, force=force)
        there = Scene(setup, means)
        put = replace(raw_request(means), query=query)
        yield Probe(rule, there, put, Fit.KEPT, there, means)
    unforced = with_members(scene.request, force=False)
    if kind is DeleteJob or needs_work:  # without force it is rejected
        there = Scene(setup, with_members(scene.request, force=True))
        put = replace(raw_request(unforced), query="force=maybe")
        yield Probe(rule, there, put, Fit.BROKEN, there)


_WRONG: Mapping[Form, Callable[[Scene], Iterator[tuple[Scene, RawRequest]]]] = {
    BODY: _bodies,
    EXPECTED_VERSION: partial(_members, "expectedVersion", VERSIONS),
    STATUS_DETAILS: partial(_members, "statusDetails", DETAILS),
    JOB_ID: partial(_names, "job_id"),
    THING_NAME: partial(_names, "thing_name"),
}
