"""Explain a history by brute force: every order, every background step, every choice of the spec.

It shares nothing with the judge but `step` and `background_steps`, and holds whole worlds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from math import inf

from iot_jobs_spec import TABLE, Answer, Request, Table, World, background_steps, step
from iot_jobs_spec.judge.history import Call
from iot_jobs_spec.language.rules import Rule, Verdict
from iot_jobs_spec.model.maps import Map
from iot_jobs_spec.model.requests import Details
from iot_jobs_spec.model.world import JobRecord

MOST = 6000
"""Pairs of calls and world, before this gives up."""
_POOL: tuple[Details, ...] = tuple(
    Map(details)
    for details in (
        {}, {"k": "1"}, {"k": "2"}, {"l": "1"}, {"k": "1", "l": "1"}, {"k": "2", "l": "1"},
    )
)  # fmt: skip
"""All details that the requests of `walks` can leave."""


Key = tuple[str, bool]
"""A job and False: the job itself. And True: its executions."""
Times = Map[Key, float]
"""Until when what is due there may be late."""


class TooMany(Exception):
    """There are more worlds than `MOST`."""


def opened(world: World, request: Request, table: Table = TABLE) -> list[World]:
    """The worlds in which status, version, details and flag of the execution may be anything."""
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
                        status=status,
                        version=version,
                        details=details,
                        force_canceled=None,
                        may_be_bumped=False,
                    ),
                )
            ),
        )
        for status, version, details in product(_statuses(table), range(1, 7), _POOL)
    ]


def ways_to_settle(world: World, table: Table) -> list[World]:
    """The worlds after all due steps, in whatever order these come."""
    found, queue = dict[World, None](), {world: None}
    while queue:
        one = next(iter(queue))
        del queue[one]
        following = [x.world for x in background_steps(one, table=table, events=table.spec.due)]
        if not following:
            found[one] = None
        queue.update(dict.fromkeys(following if table.spec.extends else following[:1]))
    return list(found)


def explained(
    calls: Sequence[Call],
    *,
    settle: float,
    limit: int,
    others_delete: bool = False,
    table: Table = TABLE,
) -> tuple[bool, tuple[frozenset[Rule], ...]]:
    """Whether anything explains the calls, and the rules that decide each call in the explanations.
    Raises `TooMany`.

    What is due to a job may come until ``settle`` seconds after the latest moment of the last call
    that made something due to it, and so for its executions together. In the core profile no due
    step makes another one due.
    """
    every = frozenset(range(len(calls)))
    known = frozenset(index for index in every if calls[index].answer is not None)
    before = {
        index: frozenset(other for other in every if _comes_before(calls, other, index))
        for index in every
    }
    rules: list[set[Rule]] = [set() for _ in calls]
    judged: dict[tuple[frozenset[int], World, Times], bool] = {}

    def can_go_on(happened: frozenset[int], world: World, due: Times) -> bool:
        key = (happened, world, due)
        if key not in judged:
            judged[key] = known <= happened
            for index in every - happened:
                if before[index] <= happened:
                    latest = min(_end(calls[i]) for i in (known - happened) | {index})
                    for rule, after, changed in _outcomes(
                        world, calls[index], settle, others_delete, due, table
                    ):
                        later = Map({**due, **dict.fromkeys(changed, latest + settle)})
                        if can_go_on(happened | {index}, after, later):
                            judged[key] = True
                            if rule and index in known:
                                rules[index].add(rule)
            if len(judged) > MOST:
                raise TooMany
        return judged[key]

    good = can_go_on(frozenset(), World(deletion_limit=limit), Map())
    return good, tuple(map(frozenset, rules))


def _comes_before(calls: Sequence[Call], index: int, other: int) -> bool:
    """Calls without times come in the order of their lines."""
    one, two = calls[index], calls[other]
    if one.start is None or two.start is None:
        return index < other
    return one.answer is not None and one.end is not None and one.end < two.start


def _end(call: Call) -> float:
    return inf if call.end is None or call.answer is None else call.end


def _outcomes(
    world: World, call: Call, settle: float, others_delete: bool, due: Times, table: Table
) -> dict[tuple[Rule | None, World, frozenset[Key]], None]:
    """Each rule that may give the answer, with the world after it, and the jobs for which the call
    makes something due; no rule where it may come at any time."""
    limit = world.deletion_limit
    spec = table.spec
    events = spec.deletions | spec.unbidden | (spec.due if settle else frozenset())
    found: dict[tuple[Rule | None, World, frozenset[Key]], None] = {}
    for now in _later(world, events, table, bool(settle)):
        if any(_overdue(now, job_id, call, due, table) for job_id in now.jobs):
            continue
        for one in (now, now._replace(deletion_limit=0)) if others_delete else (now,):
            for rule, left in _answered(one, call, table):
                after = left._replace(deletion_limit=limit)
                changed = frozenset(_made_due(now, after, call, table))
                for end in [after] if settle else ways_to_settle(after, table):
                    found[rule, end, changed] = None
    if call.answer is not None and _may_come_at_any_time(world, call.request, call.answer, table):
        found[None, world, frozenset()] = None
    return found


def _overdue(world: World, job_id: str, call: Call, due: Times, table: Table) -> bool:
    """Whether the call looks at something of the job that should have come before."""
    request, start = call.request, call.start
    if start is None or request.job_id not in (None, job_id):
        return False
    events = table.spec.due
    steps = background_steps(world, job_id, table, events=events, thing=request.thing_name)
    return any(start > due.get((job_id, step.thing_name is not None), inf) for step in steps)


def _made_due(before: World, after: World, call: Call, table: Table) -> Iterator[Key]:
    """Where the call makes something due: to a job that it changes and its executions, and to a job
    of which it ends an execution, or may have done so without an answer."""
    thing = call.request.thing_name
    for job_id, job in after.jobs.items():
        was = before.jobs.get(job_id)
        if was is None or was._replace(executions=Map()) != job._replace(executions=Map()):
            yield from ((job_id, False), (job_id, True))
            continue
        live = table.spec.live
        ended = [t for t in job.executions if _lives(was, t, live) and not _lives(job, t, live)]
        unknown = call.answer is None and call.request.job_id in (None, job_id)
        if ended or (unknown and thing in job.targets):
            yield job_id, False


def _lives(job: JobRecord, thing: str, live: frozenset[str]) -> bool:
    execution = job.executions.get(thing)
    return execution is not None and execution.status in live


def _answered(world: World, call: Call, table: Table) -> Iterator[tuple[Rule, World]]:
    for permitted in step(world, call.request, table):
        rule, after = permitted.rule, [permitted.world]
        fits = call.answer is None or permitted.answer.admits(call.answer)
        if rule.verdict is Verdict.UNSPECIFIED:
            after = opened(permitted.world, call.request, table)
            if not fits:
                fits, after = True, [*after, *opened(world, call.request, table)]
        if fits:
            yield from ((rule, one) for one in after)


def _later(world: World, events: frozenset[str], table: Table, lag: bool) -> list[World]:
    found = {world: None}
    queue = [world]
    for one in queue:
        for taken in background_steps(one, table=table, events=events):
            for end in [taken.world] if lag else ways_to_settle(taken.world, table):
                if end not in found:
                    found[end] = None
                    queue.append(end)
    return queue


def _statuses(table: Table) -> tuple[str, ...]:
    return table.statuses[table.spec.execution.__name__]


def _may_come_at_any_time(world: World, request: Request, answer: Answer, table: Table) -> bool:
    job = world.jobs.get(request.job_id or "")
    _, event = table.operations[request.operation]
    return any(
        allowance.error.code == answer.error
        and (
            allowance.event is None
            or (allowance.event == event and (job and job.status) == allowance.source)
        )
        for allowance in table.spec.allowances
    )
