"""Choices: what a system does where the sources leave it open, from a history and its explanation.

A value counts only if nothing else explains the history. Most choices are answers: the rule that
decided such a call is certain once later calls contradict every other. An effect shows later: the
judge tests whether each value of the effect in that cell still explains the history. The names and
values are those of `model.choices`, so that a server can do the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from .. import effects as e
from ..errors import RESOURCE_NOT_FOUND
from ..language.rules import Change, Effect, Rule, Verdict
from ..language.spec import JOB
from ..model.answers import Answer, ExecutionDescription, JobDescription
from ..model.background import background_steps
from ..model.choices import (
    ACCEPT,
    AT_ONCE,
    BUMP,
    CUT_OFF,
    DETAILS,
    FLAG,
    GRADUAL,
    IN_THE_END,
    MERGE,
    NO,
    REPLACE,
    TARGET,
    VALIDATION_FIRST,
    YES,
    every_choice,
    quota_of,
    rules_of_cells,
)
from ..model.constraints import MALFORMED, Fit, judge
from ..model.requests import (
    DeleteJob,
    DescribeJob,
    DescribeJobExecution,
    GetPendingJobExecutions,
    StartNextPendingJobExecution,
)
from ..model.step import step
from ..model.table import TABLE, Table
from ..model.transitions import deciding_rule
from ..model.world import JobRecord, World
from .advance import Advance
from .belief import Belief, Known
from .explain import Explanation, before_each, retrace
from .history import Call
from .steps import MOST_STEPS
from .worlds import worlds

_CLOSED: Mapping[str, Mapping[str, tuple[Effect, ...]]] = {
    BUMP: {YES: (e.VERSION_GROWS,), NO: ()},
    FLAG: {YES: (e.FLAGGED,), NO: (e.NOT_FLAGGED,)},
    DETAILS: {
        REPLACE: (e.DETAILS_REPLACED,),
        MERGE: (
            Change(
                DETAILS,
                e.DETAILS_TAKEN.field,
                "given statusDetails are merged into the stored ones",
                e.DETAILS_TAKEN.claims,
                how="merge",
            ),
        ),
    },
}
"""What replaces an open effect, for each value of its choice."""


class Seen(NamedTuple):
    """One value of one choice.

    ``cell`` is the id of the rule that left it open, or of the spec's rule if it is uncertain which
    of its cells it was. For a choice about malformed requests it is the operation.
    """

    name: str
    value: str
    cell: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """One value of one choice, with the cells in which it was seen.

    ``always`` says that the system gave no other value anywhere.
    """

    name: str
    value: str
    cells: tuple[str, ...]
    always: bool

    @property
    def option(self) -> str:
        """``NAME=VALUE``, as `serve --choose` takes it; empty if it does not offer the value."""
        offered = self.value in every_choice()[self.name].values
        return f"{self.name}={self.value}" if offered else ""


class _Explained(NamedTuple):
    """A history with its explanation, and with that of `retrace`."""

    calls: Sequence[Call]
    explanation: Explanation
    advance: Advance
    retraced: Explanation

    def is_refuted(self, other: Advance, differing: Sequence[int]) -> bool:
        """Whether another judge cannot explain the calls, up to the one at which they diverge
        anyway. The judges agree on all calls but ``differing``."""
        diverges = retrace(self.calls, other, self.retraced, differing=differing).diverges
        return diverges is not None and diverges != self.explanation.diverges

    def is_refuted_with(self, more: Call, index: int) -> bool:
        """Whether the calls cannot be explained with one more after the call ``index``, up to the
        one at which they diverge anyway."""
        calls = [*self.calls[: index + 1], more, *self.calls[index + 1 :]]
        diverges = retrace(calls, self.advance, self.retraced, index).diverges
        anyway = self.explanation.diverges
        return diverges is not None and (anyway is None or diverges != anyway + (anyway > index))


def seen(
    calls: Sequence[Call],
    explanation: Explanation,
    advance: Advance,
    retraced: Explanation | None = None,
) -> Iterator[Seen]:
    """What the system chose in this history; a choice may come several times.

    ``explanation`` is the result of `explain` with ``advance``, and ``retraced`` that of `retrace`.
    With a table by cell, choices name cells instead of rules.
    """
    if explanation.exhausted is not None:
        return
    yield from _of_deletions(calls, explanation, advance.spec.deleting)
    found = _Explained(calls, explanation, advance, retraced or retrace(calls, advance))
    yield from _of_effects(found)
    before = before_each(calls, found.retraced)
    for index, (call, rules) in enumerate(zip(calls, explanation.rules, strict=True)):
        if call.form is not None or call.answer is None:
            continue
        fit, _ = judge(call.request)
        if rules and fit is Fit.KEPT:
            yield from _of_rules(call.answer, rules, advance.table)
            yield from _of_cut_off(index, found, before[index])
        elif rules:
            yield from _of_form(call, rules, advance, before[index])
        elif fit is Fit.KEPT and before[index] is not None:
            yield from _of_quota(call, call.answer.error, advance.table)


def chosen(seen: Iterable[Seen], table: Table = TABLE) -> tuple[Chosen, ...]:
    """What a system chose in all of its histories, in the order of `every_choice`; the cells of
    each in the order of the table."""
    cells: dict[tuple[str, str], list[str]] = {}
    for name, value, cell in dict.fromkeys(seen):
        cells.setdefault((name, value), []).append(cell)
    if (GRADUAL, YES) in cells:  # a deletion that was over at the first look may have been gradual
        cells.pop((GRADUAL, NO), None)
    order = {cell.id: position for position, cell in enumerate(table.cells())}
    names = list(every_choice())
    values = [name for name, _ in cells]
    return tuple(
        Chosen(
            name,
            value,
            tuple(sorted(where, key=lambda cell: order.get(cell, -1))),
            values.count(name) == 1,
        )
        for (name, value), where in sorted(cells.items(), key=lambda one: names.index(one[0][0]))
    )


# Choices that the answer shows by the rule that decided it.


def _of_rules(answer: Answer, rules: Sequence[Rule], table: Table) -> Iterator[Seen]:
    """The outcome of a rule that permits several. The rule may answer several cells."""
    rule, value = rules[0], answer.error or ACCEPT
    named = rules_of_cells(table.spec.name)
    name = named.get(rule.id, rule.id)
    choice = every_choice().get(name)
    if choice is None or any(named.get(other.id, other.id) != name for other in rules):
        return
    may_be = value in choice.values or rule.verdict is Verdict.UNSPECIFIED
    allowed = table.spec.allowed(rule.machine, rule.event, rule.source)
    if may_be and all(allowance.error.code != value for allowance in allowed):
        yield Seen(name, value, rule.id if len(rules) == 1 else name)


def _of_quota(call: Call, error: str | None, table: Table) -> Iterator[Seen]:
    """A quota that was exceeded: no rule gives this error. Without the error there may be a quota
    or none."""
    machine, event = table.operations[call.request.operation]
    for status in (None, *table.statuses[machine]) if machine == JOB else ():
        job = None if status is None else JobRecord(status, ())
        rule = deciding_rule(table, machine, event, World(), job, None, call.request)
        for name, code in quota_of(rule).items() if rule else ():
            if rule and code == error:
                yield Seen(name, YES, rule.id)


# Choices about malformed requests.


def _of_form(
    call: Call, rules: Sequence[Rule], advance: Advance, before: Belief | None
) -> Iterator[Seen]:
    """How the system answers a request that is malformed in some reading of a constraint."""
    rejected = {rule.machine == MALFORMED.machine for rule in rules}
    if len(rejected) > 1 or any(rule.id in advance.table.forms for rule in rules):
        return
    (as_malformed,) = rejected
    fit, unmet = judge(call.request)
    error, where = call.answer and call.answer.error, call.request.operation
    if fit is Fit.OPEN:
        if len(unmet) == 1 and (as_malformed or error is None):
            yield Seen(unmet[0].name, error or ACCEPT, where)
        return
    if as_malformed and error and all(constraint.also for constraint in unmet):
        yield Seen(TARGET, error, where)
    if not as_malformed:
        yield Seen(VALIDATION_FIRST, NO, where)
    elif before and all(
        _is_rejected_anyway(world, call, advance.table) for world in _worlds(before, call, advance)
    ):
        yield Seen(VALIDATION_FIRST, YES, where)


def _is_rejected_anyway(world: World, call: Call, table: Table) -> bool:
    """Whether a well-formed request would certainly be rejected there too, with another error."""
    permitted = step(world, call.request, table)
    errors = [
        outcome.error
        for rule in {one.rule for one in permitted if one.rule.machine != MALFORMED.machine}
        for outcome in rule.outcomes
    ]
    seen = call.answer and call.answer.error
    return bool(errors) and all(error and error.code != seen for error in errors)


def _worlds(before: Belief, call: Call, advance: Advance) -> Iterator[World]:
    """The worlds of the system at the call, as far as the job of the request is concerned."""
    spec, request = advance.spec, call.request
    job_id = request.job_id or ""
    found = dict.fromkeys(worlds(before, spec, advance.limit, [job_id], request.thing_name))
    last, events, thing = list(found), advance.steps.may_come, request.thing_name
    for _ in range(MOST_STEPS):  # a deviation may lead in a circle that raises the version
        yield from last
        later = (
            taken.world
            for world in last
            for taken in background_steps(world, job_id, advance.table, events=events, thing=thing)
        )
        last = [world for world in dict.fromkeys(later) if world not in found]
        found.update(dict.fromkeys(last))


# Choices that later calls show.


def _of_effects(found: _Explained) -> Iterator[Seen]:
    """The values of the open effects, such as those of a cancel on an execution."""
    given = any(call.request.status_details for call in found.calls)
    for rule, when in _may_have_happened(found).items():
        for effect in rule.does:
            if effect is e.DETAILS_TAKEN and not given:
                continue
            refuted = {
                value: found.is_refuted(_closed(found.advance, rule, effect, does), when)
                for value, does in _CLOSED.get(effect.name, {}).items()
            }
            for value in refuted:
                if all(refuted[other] for other in refuted if other != value):
                    yield Seen(effect.name, value, rule.id)


def _may_have_happened(found: _Explained) -> Mapping[Rule, Sequence[int]]:
    """The rules that may have decided a call, and those by which a cancel reaches executions, each
    with the calls by or after which it may have happened."""
    when: dict[Rule, list[int]] = {}
    table = found.advance.table
    spec, calls = table.spec, range(len(found.calls))
    known = {rule for rules in found.explanation.rules for rule in rules}
    for index, rules in enumerate(found.retraced.rules):
        for rule in rules:
            if rule not in known:
                continue
            when.setdefault(rule, []).append(index)
            if rule.machine == JOB and rule.expected.status == spec.canceled != rule.source:
                for cascade in _cascades(table, rule.guards.get(spec.force)):
                    late = calls[index + 1 :] if found.advance.lag else ()
                    when.setdefault(cascade, []).extend((index, *late))
    return {rule: sorted({*its}) for rule, its in when.items()}


def _cascades(table: Table, force: bool | None) -> Iterator[Rule]:
    """The rules by which a cancel with that force reaches executions."""
    spec = table.spec
    for rule in table.rules:
        if rule.event == spec.cascade and rule.guards.get(spec.force) == force:
            yield rule


@lru_cache(256)
def _closed(advance: Advance, rule: Rule, effect: Effect, does: tuple[Effect, ...]) -> Advance:
    """The judge of a spec whose rule has these effects instead of the open one."""
    others = tuple(one for one in rule.does if one is not effect)
    table = advance.table.deviating({rule: replace(rule, does=(*others, *does))})
    return Advance(
        table,
        settle=advance.settle,
        limit=advance.limit,
        others_delete=advance.others_delete,
        steady=advance.steady,
        either_service=advance.either_service,
    )


def _of_deletions(calls: Sequence[Call], explanation: Explanation, deleting: str) -> Iterator[Seen]:
    """Whether the first DescribeJob after DeleteJob shows the deletion or no job."""
    deleted: dict[str, str] = {}
    for call, rules in zip(calls, explanation.rules, strict=True):
        request, answer = call.request, call.answer
        if call.form is not None or answer is None or not rules:
            continue
        if isinstance(request, DeleteJob) and answer.error is None:
            if len(rules) == 1 and rules[0].verdict is not Verdict.UNSPECIFIED:
                deleted[request.job_id] = rules[0].id
        elif isinstance(request, DescribeJob) and request.job_id in deleted:
            cell, response = deleted.pop(request.job_id), answer.response
            if isinstance(response, JobDescription) and response.status == deleting:
                yield Seen(GRADUAL, YES, cell)
            elif answer.error is not None:
                yield Seen(GRADUAL, NO, cell)


def _of_cut_off(index: int, found: _Explained, before: Belief | None) -> Iterator[Seen]:
    """Whether the service still gives a device an execution of a job that is being deleted. A no
    counts only if the execution still existed: if nothing explains a read that does not find it."""
    call = found.calls[index]
    request, answer = call.request, call.answer
    if not isinstance(request, GetPendingJobExecutions | StartNextPendingJobExecution):
        return
    if before is None or answer is None or answer.error is not None:
        return
    response = answer.response
    thing, spec = request.thing_name, found.advance.spec
    served = {response.job_id} if isinstance(response, ExecutionDescription) else set()
    if isinstance(response, tuple):
        if len(response) >= spec.pending.shown:
            return
        served = {entry.job_id for entry in response}
    live = {
        job_id
        for job_id in {job_id for joint in before for job_id in joint.on.get(thing, ())}
        if any(known and known.status in spec.live for known in _known(before, job_id, thing))
    }
    cell = found.explanation.rules[index][0].id
    for job_id in sorted(live):
        if not _is_being_deleted(before, job_id, spec.deleting):
            continue
        may_be_over = any(
            known and known.status not in spec.live for known in _known(before, job_id, thing)
        )
        another_may_come_first = isinstance(request, StartNextPendingJobExecution) and len(live) > 1
        gone = call._replace(
            request=DescribeJobExecution(job_id, thing), answer=Answer(RESOURCE_NOT_FOUND.code)
        )
        if job_id in served:
            yield Seen(CUT_OFF, IN_THE_END, cell)
        elif may_be_over or another_may_come_first:
            continue
        elif found.is_refuted_with(gone, index):
            yield Seen(CUT_OFF, AT_ONCE, cell)


def _is_being_deleted(before: Belief, job_id: str, deleting: str) -> bool:
    """Whether the job, if it is still there, is certainly being deleted."""
    for joint in before:
        shares = joint.shares(job_id)
        if shares is None or any(share and share.job.status != deleting for share in shares):
            return False
    return True


def _known(before: Belief, job_id: str, thing: str) -> Iterator[Known]:
    """The possibilities of the execution."""
    for joint in before:
        for share in joint.shares(job_id) or ():
            for possible in share.possible(thing) if share else ():
                yield from possible
