"""What becomes of one request: the questions that a caller can put, and the rule that answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from ..language.machine import GUARDS
from ..language.rules import Error, Rule
from ..machines import ALLOWANCES, COUPLINGS, Execution, Job
from .table import TABLE, Table

CALLERS = ("force", "version_mismatch", "at_limit")
"""The guards that a caller asks about: a question states each that the operation reads at all."""
RARE = ("identical_repeat", "job_deleting")
"""The guards that are taken not to hold unless they are asked for."""


@dataclass(frozen=True, slots=True)
class Question:
    """One request in one status, with the rule that answers it.

    ``guards`` is what the question states; ``read`` are those on which the answer depends.
    """

    operation: str
    machine: str
    status: str | None
    guards: Mapping[str, bool]
    read: tuple[str, ...]
    rule: Rule

    @property
    def any_time(self) -> tuple[Error, ...]:
        """The errors that may answer instead at any time, with no effect."""
        here = ("Job", self.rule.event, self.status)
        return tuple(
            a.error
            for a in ALLOWANCES
            if a.event is None or ("Job", a.event, a.source) == (self.machine, *here[1:])
        )


def guards_of(operation: str, table: Table = TABLE) -> tuple[str, ...]:
    """The guards that any rule of the operation reads."""
    read = {guard for rule in table.rules if rule.operation == operation for guard in rule.guards}
    return tuple(guard for guard in GUARDS if guard in read)


def answers(
    operation: str, asked: Mapping[str, bool] | None = None, table: Table = TABLE
) -> list[Question]:
    """Every question about the operation, narrowed to the guards in ``asked``.

    Raises KeyError for an operation that is not on the page.
    """
    asked = asked or {}
    machine, event = table.operations[operation]
    known = guards_of(operation, table)
    if set(asked) - {*known, "at_limit"}:
        return []
    found = []
    for status in (None, *table.statuses[machine]):
        read = table.entries[machine, event, status].guards
        stated = [
            guard
            for guard in GUARDS
            if guard in asked or (guard in known and guard in CALLERS) or guard in read
        ]
        choices = [_values(guard, asked) for guard in stated]
        for values in product(*choices):
            guards = dict(zip(stated, values, strict=True))
            rule = table.rule(machine, event, status, **guards)
            assert rule is not None
            found.append(Question(operation, machine, status, guards, read, rule))
    return found


def effect_on_executions(question: Question, table: Table = TABLE) -> tuple[Rule, ...]:
    """What an accepted request for a job does to its executions later, a rule a status."""
    status = question.rule.expected.status
    if question.machine != Job.__name__ or status == question.status or status is None:
        return ()
    events = [k.event for k in COUPLINGS if k.status == status]
    caller_made = {Execution.start.id, Execution.roll_out.id}
    rules = []
    for event in events:
        if event not in caller_made:
            for source in table.statuses[Execution.__name__]:
                force = question.guards.get("force", False)
                rule = table.rule(Execution.__name__, event, source, force=force)
                if rule is not None:
                    rules.append(rule)
    return tuple(rules)


def _values(guard: str, asked: Mapping[str, bool]) -> tuple[bool, ...]:
    if guard in asked:
        return (asked[guard],)
    if guard in RARE:
        return (False,)
    return (False, True)
