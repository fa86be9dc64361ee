"""Explains one request: the cells that a caller can ask about, each with the rule that answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from .. import claims as c
from ..effects import RETRIED, STAYS_DELETED
from ..language.coupling import Allowance
from ..language.evidence import Claim
from ..language.guards import AllTerminal, Flag, LimitReached, Mismatch, NoExecutions
from ..language.machine import Pace
from ..language.rules import Rule
from .requests import REQUESTS
from .table import TABLE, Table


@dataclass(frozen=True, slots=True)
class Question:
    """One request in one status, with the rule that answers it.

    ``guards`` are the guards that the question states, with their values; ``read`` are those that
    the rules of this status read. ``any_time`` are the errors that may answer instead, without
    effect, each with its claims.
    """

    operation: str
    machine: str
    status: str | None
    guards: Mapping[str, bool]
    read: tuple[str, ...]
    rule: Rule
    any_time: tuple[Allowance, ...]


@dataclass(frozen=True, slots=True)
class Loss:
    """How a device loses the execution that it works on, and how the service answers the device.

    ``effect`` is the rule that takes the execution away: that of the request itself, or that of a
    later background step. ``until`` are the rules for the device's reports before that step,
    ``then`` those for its requests after it. ``claims`` are the warnings. ``again`` are the rules
    for its reports if the lost execution was a retry: they are then about the one before it.
    """

    effect: Rule
    until: tuple[Rule, ...]
    then: tuple[Rule, ...]
    claims: tuple[Claim, ...]
    again: tuple[Rule, ...] = ()


def questions_of(operation: str, table: Table = TABLE) -> tuple[str, ...]:
    """The questions that requests of the operation ask: one, or one for each requested status."""
    found = dict.fromkeys(rule.question for rule in table.rules if rule.operation == operation)
    return tuple(question for question in found if question is not None)


def guards_of(operation: str, table: Table = TABLE) -> tuple[str, ...]:
    """The guards that any rule of the operation reads."""
    read = {guard for rule in table.rules if rule.question == operation for guard in rule.guards}
    return tuple(guard for guard in table.spec.guards if guard in read)


def answers(
    operation: str, asked: Mapping[str, bool] | None = None, table: Table = TABLE
) -> list[Question]:
    """Every question about the operation, narrowed to the guards in ``asked``.

    A question states each guard that a caller decides or notices (a flag of the request, a version
    mismatch, the limit), even if the answer does not depend on it. Other rare guards do not hold,
    unless they are in ``asked``. ``operation`` is a key of `Table.operations`. Raises KeyError for
    an operation that the spec does not have.
    """
    asked = asked or {}
    machine, event = table.operations[operation]
    declared = table.spec.guards
    known = guards_of(operation, table)
    if set(asked) - {*known}:
        return []
    callers = {n for n, g in declared.items() if isinstance(g, Flag | Mismatch | LimitReached)}
    found = []
    for status in (None, *table.statuses[machine]):
        read = table.entries[machine, event, status].guards
        stated = [
            guard
            for guard in declared
            if guard in asked or (guard in known and guard in callers) or guard in read
        ]
        values_of = [
            (asked[guard],)
            if guard in asked
            else (False,)
            if declared[guard].rare and guard not in callers
            else (False, True)
            for guard in stated
        ]
        anyway = table.spec.allowed(machine, event, status)
        for values in product(*values_of):
            guards = dict(zip(stated, values, strict=True))
            rule = table.rule(machine, event, status, **guards)
            assert rule is not None
            found.append(Question(operation, machine, status, guards, read, rule, anyway))
    return found


def effect_on_executions(question: Question, table: Table = TABLE) -> tuple[Rule, ...]:
    """The rules by which an accepted request about a job later changes its executions, one for each
    status that an execution of the job can have."""
    spec, status = table.spec, question.rule.expected.status
    if question.machine != spec.job.__name__ or status == question.status or status is None:
        return ()
    execution = spec.execution.__name__
    events = [coupling.event for coupling in spec.couplings if coupling.status == status]
    rules = (
        table.rule(execution, event, source, **question.guards)
        for event in events
        if spec.execution.paces[event] in (Pace.DUE, Pace.DELETION)
        for source in table.statuses[execution]
        if source not in spec.live or not _all_terminal(question, table)
    )
    return tuple(rule for rule in rules if rule is not None)


def _all_terminal(question: Question, table: Table) -> bool:
    """Whether the status of the job, or a guard, says that all its executions are terminal."""
    declared = table.spec.guards
    return question.status == table.spec.completed or any(
        holds and isinstance(declared[name], AllTerminal | NoExecutions)
        for name, holds in question.guards.items()
    )


def next_of_device(effect: Rule, table: Table = TABLE) -> tuple[Rule, ...]:
    """The rules for the next requests of a device that has lost its execution: one for each request
    that devices send. Empty if the device may continue as before."""
    spec, status = table.spec, effect.expected.status
    devices = (kind.operation for kind in REQUESTS if kind.by_device)
    of_device = [operation for operation in devices if operation in table.operations]
    if effect.source != spec.running or status == effect.source or effect.operation in of_device:
        return ()
    rules = (table.rule(*table.operations[operation], status) for operation in of_device)
    return tuple(rule for rule in rules if rule is not None)


def outdated(effect: Rule, rule: Rule, table: Table = TABLE) -> Rule | None:
    """The rule that answers instead of ``rule`` if the request gives the version that the execution
    had before the effect; None if the effect keeps the version, or the answer is the same."""
    grown = {change.field for change in effect.does}
    for name, guard in table.spec.guards.items():
        if isinstance(guard, Mismatch) and guard.field in grown:
            guards = {**rule.guards, name: True}
            other = table.rule(rule.machine, rule.event, rule.source, **guards)
            return other if other and other.outcomes != rule.outcomes else None
    return None


def question_of(rule: Rule) -> Question:
    """The question that a rule answers, with the guards that it names."""
    asked, guards = rule.question or rule.event, rule.guards
    return Question(asked, rule.machine, rule.source, guards, tuple(guards), rule, ())


def losses(question: Question, table: Table = TABLE) -> tuple[Loss, ...]:
    """How devices lose their work by the accepted request or by the step, at once or later."""
    rule, spec = question.rule, table.spec
    if rule.expected.error is not None or rule.event in spec.by_devices:
        return ()
    at_once = question.machine == spec.execution.__name__
    warned = question.guards.get(spec.force, False)
    claims = (c.NOTHING_STOPS_A_DEVICE, *((c.FORCE_NEEDS_RECOVERY,) if warned else ()))
    found = []
    for effect in (rule,) if at_once else effect_on_executions(question, table):
        then = next_of_device(effect, table)
        reports = () if at_once else tuple(one for one in then if one.expected.error)
        deleting = {spec.deletion_guard: rule.expected.status == spec.deleting}
        until = (table.rule(r.machine, r.event, effect.source, **deleting) for r in reports)
        if then:
            again = _of_the_retried(effect, then, table)
            told = (c.RETRIED_EXECUTION_IS_LATEST_AGAIN, c.NUMBER_MAY_BE_REUSED) if again else ()
            until_ = tuple(one for one in until if one)
            found.append(Loss(effect, until_, then, (*told, *claims), again))
    return tuple(found)


def _of_the_retried(effect: Rule, then: tuple[Rule, ...], table: Table) -> tuple[Rule, ...]:
    """The rules for the reports in ``then`` that reach the execution before a deleted retry, in any
    status that is retried."""
    if STAYS_DELETED not in effect.does:
        return ()
    retried = [rule.source for rule in table.rules if RETRIED in rule.does]
    found = (
        table.rule(rule.machine, rule.event, status)
        for rule in then
        if rule.expected.error
        for status in retried
    )
    by_answer = {rule.outcomes: rule for rule in found if rule is not None}
    return tuple(by_answer.values())


def otherwise(rule: Rule, table: Table = TABLE) -> tuple[Rule, ...]:
    """The rules of other background steps that may decide instead of this one, because no source
    says which: ``may_complete`` beside ``complete``."""
    spec = table.spec
    maybe = spec.uncertain - spec.by_devices
    return tuple(
        other
        for other in table.rules
        if (other.machine, other.source) == (rule.machine, rule.source)
        and rule.operation is None is other.operation
        and other.event != rule.event
        and (rule.event in maybe) != (other.event in maybe)
        and other.expected != rule.expected
        and _holds_with(other.guards, rule.guards)
    )


def _holds_with(one: Mapping[str, bool], other: Mapping[str, bool]) -> bool:
    """Whether the guards of one rule say all that those of the other say, or the reverse."""
    small, large = sorted((one, other), key=len)
    return small.items() <= large.items()


def then_the_job(question: Question, table: Table = TABLE) -> tuple[Rule, ...]:
    """The due background steps of a job after an accepted request that has changed its status: one
    rule for each, with no rare guard."""
    spec, status = table.spec, question.rule.expected.status
    if question.machine != spec.job.__name__ or status in (None, question.status):
        return ()
    found = {
        rule.event: rule
        for rule in reversed(table.rules)
        if (rule.machine, rule.source, rule.operation) == (question.machine, status, None)
        and rule.event in spec.due | spec.deletions
        and not any(holds and spec.guards[name].rare for name, holds in rule.guards.items())
    }
    return tuple(reversed(found.values()))
