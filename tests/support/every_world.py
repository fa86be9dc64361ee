"""Explain a history by brute force: every order, every background step, every choice of the spec.

It shares nothing with the judge but `step` and `background_steps`, and holds whole worlds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from immutables import Map

from iot_jobs_spec import TABLE, Answer, Request, World, background_steps, settled, step
from iot_jobs_spec.judge.history import Call
from iot_jobs_spec.language.rules import Rule, Verdict
from iot_jobs_spec.model.requests import Details

SPEC = TABLE.spec
MOST = 6000
"""Pairs of calls and world, before this gives up."""
_POOL: tuple[Details, ...] = tuple(
    Map(details)
    for details in (
        {}, {"k": "1"}, {"k": "2"}, {"l": "1"}, {"k": "1", "l": "1"}, {"k": "2", "l": "1"},
    )
)  # fmt: skip
"""All details that the requests of `walks` can leave."""


class TooMany(Exception):
    """There are more worlds than `MOST`."""


def opened(world: World, request: Request) -> list[World]:
    """The worlds in which version, details and flag of the execution may be anything."""
    job_id, thing = request.job_id or "", request.thing_name or ""
    record = world.execution(job_id, thing)
    if record is None:
        return [world]
    job = world.jobs[job_id]
    return [
        world.with_job(
            job_id,
            job._replace(
                executions=job.executions.set(
                    thing,
                    record._replace(
                        version=version, details=details, force_canceled=None, may_be_bumped=False
                    ),
                )
            ),
        )
        for version, details in product(range(7), _POOL)
    ]


def explained(
    calls: Sequence[Call], *, lag: bool, limit: int, others_delete: bool = False
) -> tuple[bool, tuple[frozenset[Rule], ...]]:
    """Whether anything explains the calls, and the rules that decide each call in the explanations.
    Raises `TooMany`."""
    every = frozenset(range(len(calls)))
    known = frozenset(index for index in every if calls[index].answer is not None)
    before = {
        index: frozenset(other for other in every if _comes_before(calls, other, index))
        for index in every
    }
    rules: list[set[Rule]] = [set() for _ in calls]
    judged: dict[tuple[frozenset[int], World], bool] = {}

    def can_go_on(happened: frozenset[int], world: World) -> bool:
        key = (happened, world)
        if key not in judged:
            judged[key] = known <= happened
            for index in every - happened:
                if before[index] <= happened:
                    for rule, after in _outcomes(world, calls[index], lag, others_delete):
                        if can_go_on(happened | {index}, after):
                            judged[key] = True
                            if rule and index in known:
                                rules[index].add(rule)
            if len(judged) > MOST:
                raise TooMany
        return judged[key]

    good = can_go_on(frozenset(), World(deletion_limit=limit))
    return good, tuple(map(frozenset, rules))


def _comes_before(calls: Sequence[Call], index: int, other: int) -> bool:
    """Calls without times come in the order of their lines."""
    one, two = calls[index], calls[other]
    if one.start is None or two.start is None:
        return index < other
    return one.answer is not None and one.end is not None and one.end < two.start


def _outcomes(
    world: World, call: Call, lag: bool, others_delete: bool
) -> dict[tuple[Rule | None, World], None]:
    """Each rule that may give the answer, with the world after it; no rule where it may come at any
    time."""
    limit = world.deletion_limit
    worlds = [world, world._replace(deletion_limit=0)] if others_delete else [world]
    return {
        (rule, after._replace(deletion_limit=limit)): None
        for one in worlds
        for rule, after in _answered(one, call, lag)
    }


def _answered(world: World, call: Call, lag: bool) -> Iterator[tuple[Rule | None, World]]:
    events = SPEC.due | SPEC.deletions if lag else SPEC.deletions
    for now in _later(world, events):
        for permitted in step(now, call.request):
            rule, after = permitted.rule, [permitted.world]
            fits = call.answer is None or permitted.answer.admits(call.answer)
            if rule.verdict is Verdict.UNSPECIFIED:
                after = opened(permitted.world, call.request)
                if not fits and call.answer and call.answer.error:
                    fits, after = True, [*after, *opened(now, call.request)]
            if fits:
                yield from ((rule, one if lag else settled(one)) for one in after)
    if call.answer is not None and _may_come_at_any_time(world, call.request, call.answer):
        yield None, world


def _later(world: World, events: frozenset[str]) -> list[World]:
    found = {world: None}
    queue = [world]
    for one in queue:
        for taken in background_steps(one, events=events):
            if taken.world not in found:
                found[taken.world] = None
                queue.append(taken.world)
    return queue


def _may_come_at_any_time(world: World, request: Request, answer: Answer) -> bool:
    job = world.jobs.get(request.job_id or "")
    _, event = TABLE.operations[request.operation]
    return any(
        allowance.error.code == answer.error
        and (
            allowance.event is None
            or (allowance.event == event and (job and job.status) == allowance.source)
        )
        for allowance in SPEC.allowances
    )
