"""Questions about requests alone: values at and beyond each bound, and what boto3 would not send.

Each is asked where a valid request of the operation is accepted, so that a rejection tells of the
form. What must be rejected is asked with the same set-up one after the other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import zip_longest
from typing import Any

from ...language.rules import RequestRule
from ...model.constraints import (
    BODY,
    DOCUMENT,
    EXECUTION_NUMBER,
    EXPECTED_VERSION,
    FORCE,
    INCLUDE_STATE,
    JOB_ID,
    STATUS_DETAILS,
    STEP_TIMEOUT,
    THING_NAME,
    Constraint,
    Fit,
    Form,
    constraints_of,
    final_rule,
    forms_of,
    malformed_rule,
    ranges_of,
    raw_rule,
)
from ...model.requests import (
    CreateJob,
    DescribeJob,
    GetPendingJobExecutions,
    ListJobExecutionsForJob,
    ListJobExecutionsForThing,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
)
from ...model.step import step
from ...model.table import Table
from ...model.wire import FINAL, request_members
from ...model.world import World
from ...systems.raw import RawRequest
from .samples import letter, numbers, ordinary, samples
from .scene import (
    JOB,
    OTHER_THING,
    THING,
    THIRD_THING,
    moves_of,
    questions_of,
    renamed,
    with_members,
)
from .script import Ask, Part
from .search import Setup, cell_at, changes_nothing, reached, worlds

NAMES: Mapping[str, str] = {"job_id": JOB, "thing_name": THING}
"""The members that name a job or a thing, with the name that a set-up gives it."""
LONG = 32
"""A longer name is tried as it is; a shorter one is put behind that of the set-up."""
NUMBERS = ("true", "1.5", '"99"', "1e400")
"""No whole numbers, as JSON. A new execution has version and number 1, which the first two may be
taken for; the third may be read as 99, which is rejected too as either of them."""
NUMBERS_IN_A_PATH = ("one", "1.5")
"""The same in the path, or in the query."""
FLAGS = ("1", '"true"', "[true]")
"""Neither true nor false, as JSON."""
DETAILS = ('["key"]', '"key"', '{"key": {"key": "value"}}')
"""No objects of strings, as JSON."""
NO_FORCE = ("force=maybe", "force=1", "force=yes")
"""Queries in which force is neither true nor false."""
NO_TEXT = "\udcff"
"""The byte 0xff in a name."""
_IN_PATH_OR_QUERY = frozenset({"jobId", "thingName", "force"})
_SHOWN = (DescribeJob, ListJobExecutionsForJob, ListJobExecutionsForThing, GetPendingJobExecutions)


@dataclass(frozen=True, slots=True)
class _Scene:
    """A set-up, and a request that is accepted after it."""

    setup: Setup
    request: Request

    def with_name(self, old: str, new: str) -> _Scene:
        """The scene with another name for a job or a thing."""

        def name(one: str) -> str:
            return new if one == old else one

        return _Scene(
            tuple(renamed(request, name) for request in self.setup), renamed(self.request, name)
        )


@dataclass(frozen=True, slots=True)
class _Try:
    """A question, the set-up before it, and the members in which its request is not ordinary.
    ``whole``: nothing may be added to these members."""

    setup: Setup
    ask: Ask
    fit: Fit
    unusual: Mapping[str, Any]
    whole: bool = False


def form_parts(table: Table, without: frozenset[str]) -> Iterator[Part]:
    """The questions of every operation about its requests alone, as parts of scripts."""
    known = list(worlds(table, without, moves_of(table)))
    by_setup: dict[Setup, list[Ask]] = {}
    scenes = list(_scenes(known, table, without))
    tries = [one for scene in scenes for one in _malformed(scene)]
    if table.spec.extends is not None:
        tries += [one for scene in scenes for one in _out_of_range(scene)]
    rejected = [one for one in tries if one.fit is Fit.BROKEN]
    for setup, ask in (
        *((one.setup, one.ask) for one in rejected),
        *_raw(known, table, without),
        *_final(known, table, without),
        *((one.setup, one.ask) for one in _joined(t for t in tries if t.fit is not Fit.BROKEN)),
    ):
        by_setup.setdefault(setup, []).append(ask)
    for setup, asks in by_setup.items():
        world = reached(setup, table, World.of(table.spec))
        quiet = [a for a in asks if a.form or changes_nothing(world, a.request, table)]
        loud = [ask for ask in asks if ask not in quiet]
        quiet.sort(key=lambda ask: not ask.request.is_read)
        yield Part(setup, (*quiet, *loud[:1]))
        yield from (Part(setup, (ask,)) for ask in loud[1:])


def raw_request(request: Request, without: Container[str] = (), **members: str) -> RawRequest:
    """The request as it goes over the wire, ``without`` some members of the body and with these
    given as JSON."""
    right = {name: json.dumps(value) for name, value in _body(request).items()}
    given = {name: value for name, value in right.items() if name not in without} | members
    body = ", ".join(f"{json.dumps(name)}: {value}" for name, value in given.items())
    return RawRequest(
        request.operation,
        request.job_id or "",
        request.thing_name or "",
        "force=true" if request.force else "",
        f"{{{body}}}".encode() if BODY in forms_of(type(request)) else b"",
        request.by_device,
        request.execution_number or 1,
    )


Known = list[tuple[World, Setup]]


def _scenes(known: Known, table: Table, without: frozenset[str]) -> Iterator[_Scene]:
    """For each operation the shortest scene in which it changes something, or reads what is
    there."""
    left = {name for name in table.operations if "=" not in name and name not in without}
    for world, setup in known:
        for question in questions_of(table):
            request = question.request
            if request.operation not in left or question.ahead is not None:
                continue
            permitted = step(world, request, table)
            sure = all(p.answer.error is None for p in permitted)
            reads = request.is_read and JOB in world.jobs
            if sure and (reads or permitted[0].world != world):
                left.discard(request.operation)
                yield _Scene(setup, request)


def _at_work(known: Known, table: Table) -> Setup | None:
    """The shortest set-up after which an execution is at work."""
    for world, setup in known:
        execution = world.execution(JOB, THING)
        if execution is not None and execution.status == table.spec.running:
            return setup
    return None


# Malformed requests, and well-formed ones close to them.


def _malformed(scene: _Scene) -> Iterator[_Try]:
    """What tries each constraint of the scene's operation. Force excuses nothing."""
    for constraint in constraints_of(type(scene.request)):
        of = _of_a_name if constraint.member in NAMES else _of_a_member
        rule = malformed_rule(scene.request.operation, constraint)
        for one in of(constraint, scene, rule):
            yield one
            request = one.ask.request
            if one.fit is Fit.BROKEN and request.takes("force") and not request.force:
                forced = replace(one.ask, request=with_members(request, force=True))
                yield replace(one, ask=forced)


def _out_of_range(scene: _Scene) -> Iterator[_Try]:
    """What tries each range of the scene's operation."""
    for one in ranges_of(type(scene.request)):
        rule = malformed_rule(scene.request.operation, one)
        for value, fit in numbers(one):
            ask = Ask(with_members(scene.request, **{one.member: value}), cell=rule.id)
            yield _Try(scene.setup, ask, fit, {one.member: value}, whole=True)


def _of_a_member(constraint: Constraint, scene: _Scene, rule: RequestRule) -> Iterator[_Try]:
    plain = _holding(constraint, scene, ordinary(constraint))
    for value, fit in samples(constraint):
        if constraint.member == "targets" and not _can_be_named(constraint, value):
            continue
        request = _holding(constraint, scene, value)
        unusual = {
            name: given
            for name in scene.request.__dataclass_fields__  # type: ignore[attr-defined]
            if (given := getattr(request, name)) != getattr(plain, name)
        }
        ask = Ask(request, cell=rule.id)
        yield _Try(scene.setup, ask, fit, unusual, whole=constraint.counts)


def _holding(constraint: Constraint, scene: _Scene, value: str | int) -> Request:
    """The scene's request with this value, or so many members, where the constraint holds."""
    member, _, part = constraint.member.partition(".")
    held: object = value
    if member == "targets" and constraint.counts:
        held = (THING, OTHER_THING)[: int(value)]
    elif member == "targets":
        held = (THING, _name(constraint, OTHER_THING, str(value)))
    elif constraint.counts:
        held = {f"key-{n}": "value" for n in range(int(value))}
    elif part:
        held = {value: "value"} if part == "keys" else {"key": value}
    return with_members(scene.request, **{member: held})


def _of_a_name(constraint: Constraint, scene: _Scene, rule: RequestRule) -> Iterator[_Try]:
    """A name is another one in the set-up too. What must be rejected is asked where the name that
    it may be taken for is there."""
    base = NAMES[constraint.member]
    for value, fit in samples(constraint):
        if not _can_be_named(constraint, value):
            continue
        name = _name(constraint, base, str(value))
        if fit is not Fit.BROKEN:
            there = scene.with_name(base, name)
            yield _Try(there.setup, Ask(there.request, cell=rule.id), fit, {})
            continue
        longest = constraint.longest or 0
        there = scene.with_name(base, name[:longest]) if len(name) > longest else scene
        ask = Ask(scene.with_name(base, name).request, cell=rule.id)
        yield _Try(there.setup, ask, fit, {})


def _can_be_named(constraint: Constraint, value: str | int) -> bool:
    """Whether a name can be so short and begin as every name of a check does."""
    return not isinstance(value, str) or len(value) > constraint.shortest


def _name(constraint: Constraint, base: str, value: str) -> str:
    """The name with what the value has beside an ordinary character; a long one as it is."""
    return value if len(value) > LONG else base + value.removeprefix(letter(constraint))


def _joined(tries: Iterable[_Try]) -> Iterator[_Try]:
    """Fewer well-formed requests that try the same: one tries values of several members."""
    alike: dict[object, dict[str | None, list[_Try]]] = {}
    for one in tries:
        cells = alike.setdefault((one.setup, one.ask.request.operation), {})
        cells.setdefault(one.ask.cell, []).append(one)
    for cells in alike.values():
        for level in zip_longest(*cells.values()):
            joint: _Try | None = None
            for one in filter(None, level):
                both = joint and _both(joint, one)
                if joint is not None and both is None:
                    yield joint
                joint = both or one
            if joint is not None:
                yield joint


def _both(one: _Try, other: _Try) -> _Try | None:
    """What tries both; None where they are about the same member, but for the key and the value of
    one pair, and where one of them may be rejected."""
    unusual = dict(other.unusual)
    if not one.unusual or not unusual or Fit.OPEN in (one.fit, other.fit):
        return None
    for member in one.unusual.keys() & unusual.keys():
        mine, its = one.unusual[member], unusual[member]
        if one.whole or other.whole or not isinstance(mine, Mapping):
            return None
        keys, values = (mine, its) if "key" not in mine else (its, mine)
        if "key" in keys or "key" not in values or len(keys) != 1:
            return None
        unusual[member] = {next(iter(keys)): next(iter(values.values()))}
    request = with_members(one.ask.request, **unusual)
    also = (*one.ask.also, *filter(None, [other.ask.cell]))
    apart = (*(one.ask.apart or (one.ask,)), other.ask)
    ask = replace(one.ask, request=request, also=also, apart=apart)
    return replace(one, ask=ask, unusual={**one.unusual, **unusual})


# Raw requests.


def _raw(known: Known, table: Table, without: frozenset[str]) -> Iterator[tuple[Setup, Ask]]:
    """What tries each form of each operation, and the right request, to see that it is accepted."""
    working = _at_work(known, table)
    for scene in _scenes(known, table, without):
        kind = type(scene.request)
        forms = forms_of(kind, beyond=table.spec.extends is not None)
        cells = [raw_rule(kind.operation, form).id for form in forms if form is not FORCE]
        for form in forms:
            rule = raw_rule(kind.operation, form)
            if form is FORCE:
                yield from _force(scene, working, rule, cells)
                continue
            for raw in _WRONG[form](scene.request):
                ask = Ask(scene.request, raw=raw, form=rule, cell=rule.id)
                yield scene.setup, ask
        answered = not issubclass(kind, (*_SHOWN, StartNextPendingJobExecution))
        if cells and answered and FORCE not in forms and not scene.request.is_read:
            raw, (cell, *also) = raw_request(scene.request), cells
            yield scene.setup, Ask(scene.request, raw=raw, cell=cell, also=tuple(also))


def _force(
    scene: _Scene, working: Setup | None, rule: RequestRule, others: Sequence[str]
) -> Iterator[tuple[Setup, Ask]]:
    """How force is sent, where it matters: to an execution at work, or to a job. With force the
    request is accepted, which the cells of ``others`` need to know."""
    needs_work = scene.request.thing_name is not None
    if needs_work and working is None:
        return
    setup = working if needs_work and working is not None else scene.setup
    unforced = with_members(scene.request, force=False)
    forced = with_members(scene.request, force=True)
    for query, means in (("", unforced), ("force=false", unforced), ("force=true", forced)):
        also = tuple(others) if means.force else ()
        raw = replace(raw_request(means), query=query)
        yield setup, Ask(means, raw=raw, cell=rule.id, also=also)
    if needs_work or scene.request.force:  # without force it is rejected
        for query in NO_FORCE:
            raw = replace(raw_request(unforced), query=query)
            yield setup, Ask(unforced, raw=raw, form=rule, cell=rule.id)


def _body(request: Request) -> Mapping[str, Any]:
    members = request_members(request)
    given = {name: value for name, value in members.items() if name not in _IN_PATH_OR_QUERY}
    if isinstance(request, CreateJob):
        given["targets"] = [f"{{arn:{thing}}}" for thing in request.targets]
    return given


def _bodies(request: Request) -> Iterator[RawRequest]:
    """No JSON, JSON that is no object, and what is not UTF-8."""
    right = raw_request(request)
    text = right.body.decode()
    undecodable = f"{text[:-1]}{', ' if len(text) > 2 else ''}".encode() + b'"\xff": ""}'
    for body in (text[:-1].encode(), f"[{text}]".encode(), json.dumps(text).encode(), undecodable):
        yield replace(right, body=body)


def _members(name: str, values: tuple[str, ...], request: Request) -> Iterator[RawRequest]:
    for value in values:
        yield raw_request(request, **{name: value})


def _numbers(request: Request) -> Iterator[RawRequest]:
    """In the body if the operation has one, else in the path, or for a read in the query."""
    right = raw_request(request)
    if right.body:
        yield from _members("executionNumber", NUMBERS, request)
        return
    for value in NUMBERS_IN_A_PATH:
        if request.is_read:
            yield replace(right, query=f"executionNumber={value}")
        else:
            yield replace(right, execution_number=value)


def _no_document(request: Request) -> Iterator[RawRequest]:
    yield raw_request(request, without=("document",))


def _names(member: str, request: Request) -> Iterator[RawRequest]:
    """One that is not UTF-8, and none. boto3 sends all others as they are."""
    right = raw_request(request)
    yield _named(right, member, NAMES[member] + NO_TEXT)
    if not request.is_read:  # a read without a name lists all
        yield _named(right, member, "")


def _named(raw: RawRequest, member: str, name: str) -> RawRequest:
    changed: RawRequest = replace(raw, **{member: name})  # type: ignore[arg-type]
    return changed


_WRONG: Mapping[Form, Callable[[Request], Iterator[RawRequest]]] = {
    BODY: _bodies,
    EXPECTED_VERSION: partial(_members, "expectedVersion", NUMBERS),
    EXECUTION_NUMBER: _numbers,
    STEP_TIMEOUT: partial(_members, "stepTimeoutInMinutes", NUMBERS),
    INCLUDE_STATE: partial(_members, "includeJobExecutionState", FLAGS),
    STATUS_DETAILS: partial(_members, "statusDetails", DETAILS),
    DOCUMENT: _no_document,
    JOB_ID: partial(_names, "job_id"),
    THING_NAME: partial(_names, "thing_name"),
}


def _final(known: Known, table: Table, without: frozenset[str]) -> Iterator[tuple[Setup, Ask]]:
    """A device that ends an execution which is over, or which is not there."""
    if UpdateJobExecution.operation not in table.operations or table.spec.extends is not None:
        return
    if UpdateJobExecution.operation in without:
        return
    left = {*table.spec.terminal, None}
    for world, setup in known:
        if JOB not in world.jobs or world.deleting:
            continue
        for thing in (THING, THIRD_THING):
            execution = world.execution(JOB, thing)
            status = None if execution is None else execution.status
            if status in left:
                left.discard(status)
                update = UpdateJobExecution(JOB, thing)
                rule = final_rule(cell_at(world, update, table).rule)
                for final in FINAL:
                    raw = raw_request(update, status=json.dumps(final))
                    yield setup, Ask(update, raw=raw, form=rule, cell=rule.id)
