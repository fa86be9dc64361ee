"""The step function: every permitted answer to a request, and the world after it.

A pure function of a world; every decision is looked up in the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain, combinations
from typing import NamedTuple

from ..errors import INVALID_REQUEST
from ..language.evidence import Claim
from ..language.rules import ABSENT, RESPONSE, Error, Mask, RequestRule, Rule
from ..language.spec import Spec
from .answers import (
    ANYTHING,
    OK,
    Answer,
    Excerpt,
    JobDescription,
    Listing,
    Response,
    describe_attempts,
    describe_execution,
    describe_job,
    execution_state,
    list_for_job,
    list_for_thing,
    list_pending,
    masked,
)
from .constraints import Constraint, Fit, Range, judge, malformed_rule
from .pending import Front, fronts, fronts_instead, in_order, instead
from .requests import (
    FULL_REQUESTS,
    PLAIN,
    DescribeJob,
    GetPendingJobExecutions,
    ListJobExecutionsForJob,
    ListJobExecutionsForThing,
    Request,
    is_beyond,
)
from .table import TABLE, Table
from .transitions import (
    deciding_rule,
    distinguished,
    moved_execution,
    moved_job,
    resolved,
    with_addressed,
    with_execution,
    without_execution,
)
from .world import ExecutionRecord, Found, JobRecord, World, new


class Permitted(NamedTuple):
    """One answer that may be given, the world it leads to, and the rule that permits it."""

    answer: Answer
    world: World
    rule: Rule

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims that the rule cites, each once."""
        return tuple(dict.fromkeys(self.rule.cited()))


def step(world: World, request: Request, table: Table = TABLE) -> tuple[Permitted, ...]:
    """Every permitted answer to a request, each with the world after it; the expected one first.

    The consequences of a cancel, a deletion or a creation are not part of the step: they follow as
    `background_steps`. Errors that may answer at any time (`Spec.allowances`) are left out. Raises
    KeyError for an operation or a parameter that the profile does not have.
    """
    beyond, fit, unmet = _looked_at(request)
    if beyond and table.spec.extends is None:
        raise KeyError(f"the profile {table.spec.name} does not have {request}")
    found = _STEPS[type(request)](world, request, table)
    if not unmet:
        return found
    rule = malformed_rule(request.operation, unmet[0])
    invalid = Permitted(_rejection(INVALID_REQUEST.code), world, rule)
    if table.forms and rule.id in table.forms:
        return invalid, *_of_malformed(request, world, found, rule, table.forms[rule.id])
    if fit is Fit.OPEN:
        return *found, invalid
    rejected = [p for p in found if p.answer.error not in (None, INVALID_REQUEST.code)]
    also = dict.fromkeys(error.code for constraint in unmet for error in constraint.also)
    return invalid, *rejected, *(Permitted(_rejection(code), world, rule) for code in also)


@lru_cache(maxsize=4096)
def _looked_at(request: Request) -> tuple[bool, Fit, tuple[Constraint | Range, ...]]:
    """Whether only the profile `full` has the request, and whether it keeps its constraints."""
    return is_beyond(request), *judge(request)


def _of_malformed(
    request: Request,
    world: World,
    found: Iterable[Permitted],
    rule: RequestRule,
    answers: Iterable[str | None],
) -> Iterator[Permitted]:
    """The further answers to a malformed request by a system that deviates.

    For None the request is carried out like any other; for the code of a permitted error it is
    carried out and rejected; any other code answers instead.
    """
    permitted = {outcome.error.code for outcome in rule.outcomes if outcome.error}
    for code in answers:
        if code is not None and code not in permitted:
            yield Permitted(_rejection(code), world, rule)
        elif code is not None:
            yield from (Permitted(_rejection(code), p.world, rule) for p in found)
        elif request.is_read:
            yield Permitted(ANYTHING, world, rule)
        else:
            yield from (p._replace(rule=rule) for p in found)


@lru_cache
def _rejection(code: str) -> Answer:
    return Answer(code)


def _job_step(world: World, request: Request, table: Table) -> tuple[Permitted, ...]:
    job_id = request.job_id or ""
    job = world.jobs.get(job_id)
    kind = type(request)
    machine, event = table.operations[kind.operation]
    rule = deciding_rule(table, machine, event, world, job, None, request)
    assert rule is not None
    found: tuple[Permitted, ...] = ()
    for error, status in rule.outcomes:
        if error is not None and status is None:
            found += (new(Permitted, (_rejection(error.code), world, rule)),)
            continue
        after = None
        if status is not None and status != ABSENT:
            if job is None:
                config = PLAIN if table.spec.extends is None else request.config
                after = JobRecord(status, request.targets, request.document, config=config)
            else:
                after = moved_job(job, rule, status, request)
        changed = world if after is job else world.with_job(job_id, after)
        show = _SHOWN.get(kind)
        answer = Answer(None, show(job_id, job)) if show and job else OK
        found += (new(Permitted, (_deviated(answer, error, rule), changed, rule)),)
        if job and kind is DescribeJob and (job.earlier or job.aborted):
            found = found[:-1] + tuple(
                Permitted(Answer(None, _with_any_reason(shown, job)), changed, rule)
                for shown in dict.fromkeys(
                    (describe_job(job_id, job), describe_attempts(job_id, job))
                )
            )
    return found


def _with_any_reason(shown: JobDescription, job: JobRecord) -> Response:
    """The description; if the service aborted the job, its reason is unknown."""
    if not job.aborted:
        return shown
    return masked(shown, (Mask("reason_code", "any"), Mask("comment", "any")))


def _deviated(answer: Answer, error: Error | None, rule: Rule) -> Answer:
    """The answer with the deviations of the rule: an error although something changed, or a
    response that differs from the records."""
    if error is not None:
        return _rejection(error.code)
    if not rule.shows:
        return answer
    if any(mask.member == RESPONSE for mask in rule.shows):
        return ANYTHING
    response = answer.response
    return Answer(None, masked(response, rule.shows)) if isinstance(response, Response) else answer


def _execution_step(world: World, request: Request, table: Table) -> tuple[Permitted, ...]:
    job_id, thing = request.job_id or "", request.thing_name or ""
    job = world.jobs.get(job_id)
    extends = table.spec.extends is not None
    execution = None if job is None else job.executions.get(thing)
    if extends and job is not None and (execution is None or request.execution_number is not None):
        execution = job.addressed(thing, request.execution_number)
    reads, expected = request.is_read, request.expected_version
    if execution is not None and (reads or expected is not None):
        known = resolved(execution) if expected is None else distinguished(execution, expected)
        if len(known) > 1:
            return _step_from_each(world, known, request, table)
    machine, event = table.operations[request.question if extends else request.operation]
    rule = deciding_rule(table, machine, event, world, job, execution, request)
    assert rule is not None
    found: tuple[Permitted, ...] = ()
    for error, status in rule.outcomes:
        if error is not None and status is None:
            found += (new(Permitted, (_rejection(error.code), world, rule)),)
            continue
        answer = OK
        if reads and execution is not None:
            answer = Answer(None, describe_execution(job_id, thing, execution))
        if error is not None or rule.shows:
            answer = _deviated(answer, error, rule)
        moves = None if status == ABSENT else status
        for after in moved_execution(execution, rule, moves, request):
            changed = world
            if job is not None and after is not execution:
                if after is None and execution is not None:
                    live = table.spec.live
                    changed = without_execution(world, job_id, thing, execution, rule, live)
                else:
                    changed = with_execution(world, job_id, job, thing, after)
            if (
                extends
                and answer is OK
                and after is not None
                and request.include_job_execution_state
            ):
                found += tuple(
                    Permitted(
                        _deviated(Answer(None, execution_state(one)), None, rule), changed, rule
                    )
                    for one in resolved(after)
                )
                continue
            found += (new(Permitted, (answer, changed, rule)),)
    return found


def _step_from_each(
    world: World, known: tuple[ExecutionRecord, ...], request: Request, table: Table
) -> tuple[Permitted, ...]:
    """The steps from each world that this one stands for: one for each possible record."""
    job_id, thing = request.job_id or "", request.thing_name or ""
    job = world.jobs[job_id]
    worlds = [with_addressed(world, job_id, job, thing, record) for record in known]
    return tuple(chain.from_iterable(_execution_step(w, request, table) for w in worlds))


def _start_next(world: World, request: Request, table: Table) -> tuple[Permitted, ...]:
    thing = request.thing_name or ""
    machine, event = table.operations[request.operation]
    found: list[Permitted] = []
    for front in fronts(world.executions_of(thing), table.spec):
        rule = deciding_rule(table, machine, event, world, front[1], front[2], request)
        assert rule is not None
        if rule.does and (how := instead(rule)):
            for other in fronts_instead(world.executions_of(thing), table.spec, how):
                its = deciding_rule(table, machine, event, world, other[1], other[2], request)
                assert its is not None
                started = _started(world, request, table, other, its)
                found += (permitted._replace(rule=rule) for permitted in started)
        else:
            found += _started(world, request, table, front, rule)
    # Compared, not hashed: that would visit every execution of every job.
    return tuple(p for at, p in enumerate(found) if p not in found[:at])


def _started(
    world: World, request: Request, table: Table, front: Front, rule: Rule
) -> Iterator[Permitted]:
    """What may be answered if a device gets this execution next, by its rule."""
    thing = request.thing_name or ""
    job_id, job, execution = front
    for error, status in rule.outcomes:
        if error is not None:
            yield new(Permitted, (_rejection(error.code), world, rule))
            continue
        for after in moved_execution(execution, rule, status, request):
            changed = world
            if job is not None and after is not execution:
                changed = with_execution(world, job_id, job, thing, after)
            shown = after if after is not None and after.status in table.spec.live else None
            answer = Answer(None, describe_execution(job_id, thing, shown)) if shown else OK
            yield new(Permitted, (_deviated(answer, None, rule), changed, rule))


def _list_step(world: World, request: Request, table: Table) -> tuple[Permitted, ...]:
    """The listings of a thing, by the rule for the execution that its device gets next."""
    thing = request.thing_name or ""
    machine, event = table.operations[request.operation]
    executions = tuple(world.executions_of(thing))
    job_id, job, execution = fronts(executions, table.spec)[-1]
    rule = deciding_rule(table, machine, event, world, job, execution, request)
    assert rule is not None
    found = []
    for error, status in rule.outcomes:
        if error is not None:
            found.append(Permitted(_rejection(error.code), world, rule))
            continue
        after = moved_execution(execution, rule, status, request)[0]
        changed = world
        if job is not None and after is not execution:
            changed = with_execution(world, job_id, job, thing, after)
        every = (*executions, *world.earlier_of(thing))
        for listing in _LISTED[type(request)](thing, every, table.spec):
            answer = _deviated(Answer(None, listing), None, rule)
            found.append(Permitted(answer, changed, rule))
    return tuple(found)


def _pending_listings(_thing: str, executions: Iterable[Found], spec: Spec) -> Iterator[Listing]:
    """The permitted listings of pending executions.

    The executions of a job that is being deleted may be left out. Of as many executions as the
    service shows, or more, it may show any (R149), and leave out those that a device has started
    (R150).
    """
    pending = in_order(executions, spec)
    open_ = [p for p in pending if p[1].status == spec.deleting]
    sure = [p for p in pending if p[1].status != spec.deleting]
    shown = spec.pending.shown
    for size in range(len(open_), -1, -1):
        for extra in combinations(open_, size):
            found = in_order([*sure, *extra], spec)
            whole = list_pending(found)
            if len(found) < shown:
                yield whole
            else:
                yield Excerpt.of(
                    whole, list_pending(found[:shown]), shown, spec.pending.statuses[0]
                )


def _all_listings(thing: str, executions: Iterable[Found], _spec: Spec) -> Iterator[Listing]:
    yield list_for_thing(thing, executions)


def _step_of(kind: type[Request]) -> Callable[[World, Request, Table], tuple[Permitted, ...]]:
    """The function that answers a kind of request."""
    if not kind.takes("thing_name"):
        return _job_step
    if kind.takes("job_id"):
        return _execution_step
    return _list_step if kind.is_read else _start_next


_STEPS = {kind: _step_of(kind) for kind in FULL_REQUESTS}
_SHOWN: Mapping[type[Request], Callable[[str, JobRecord], Response]] = {
    DescribeJob: describe_job,
    ListJobExecutionsForJob: list_for_job,
}
_LISTED: Mapping[type[Request], Callable[[str, Iterable[Found], Spec], Iterator[Listing]]] = {
    GetPendingJobExecutions: _pending_listings,
    ListJobExecutionsForThing: _all_listings,
}
