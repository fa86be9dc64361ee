"""Choices: where the sources permit several answers, which of them the server gives.

Their names come from the page. A row that permits several answers is a choice of that row's name;
what the page leaves open besides is named after the effect, the claim or the constraint that says
so. The first value is what the server does unless it is told otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .. import claims as c
from .. import effects as e
from ..answers import Answer
from ..constraints import CONSTRAINTS, Fit, judge
from ..errors import INVALID_REQUEST, RESOURCE_NOT_FOUND
from ..machines import ALLOWANCES
from ..requests import GetPendingJobExecutions, StartNextPendingJobExecution
from ..rows import RequestRow, Row
from ..step import Permitted
from ..table import TABLE
from ..world import ExecutionRecord, World

ACCEPT = "accept"
YES, NO = "yes", "no"
VALIDATION_FIRST = c.WHETHER_VALIDATION_COMES_FIRST.name
CUT_OFF = c.WHEN_DEVICES_ARE_CUT_OFF.name
BUMP, FLAG, DETAILS = (x.name for x in (e.VERSION_MAY_GROW, e.MAY_BE_FLAGGED, e.DETAILS_TAKEN))
MERGE, REPLACE = "merge", "replace"
TARGET, THING = c.BAD_TARGET_ERROR_OPEN.name, "UNKNOWN_THING"


class BadChoice(Exception):
    """A choice that there is not: one line that says what would be right."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that is left open, with the values that it may have, the usual one first."""

    name: str
    values: tuple[str, ...]
    says: str


def _offered() -> Mapping[str, Choice]:
    found = [
        Choice(row.id, _values(row), row.claims[0].says)
        for row in TABLE.rows
        if len(row.outcomes) > 1
    ]
    for limit in ALLOWANCES:
        for operation, (machine, event) in TABLE.operations.items():
            if machine == "Job" and event == limit.event:
                name = f"{operation}/{limit.source or 'ABSENT'}/{limit.error.code}"
                found.append(Choice(name, (NO, YES), limit.claims[0].says))
    found += [
        Choice(BUMP, (YES, NO), e.VERSION_MAY_GROW.says),
        Choice(FLAG, (YES, NO), e.MAY_BE_FLAGGED.says),
        Choice(DETAILS, (REPLACE, MERGE), e.DETAILS_TAKEN.says),
        Choice(CUT_OFF, ("at-once", "in-the-end"), c.WHEN_DEVICES_ARE_CUT_OFF.says),
        Choice(VALIDATION_FIRST, (YES, NO), c.WHETHER_VALIDATION_COMES_FIRST.says),
    ]
    found += [
        Choice(k.name, (ACCEPT, INVALID_REQUEST.code), k.claims[0].says)
        for k in CONSTRAINTS
        if k.sure is not None
    ]
    found += [
        Choice(
            TARGET,
            (RESOURCE_NOT_FOUND.code, INVALID_REQUEST.code),
            c.BAD_TARGET_ERROR_OPEN.says,
        ),
        Choice(
            THING,
            (ACCEPT, RESOURCE_NOT_FOUND.code),
            "A device that is no thing may be told that nothing is pending, or refused.",
        ),
    ]
    return {choice.name: choice for choice in found}


def _values(row: Row) -> tuple[str, ...]:
    return tuple(o.error.code if o.error else ACCEPT for o in row.outcomes)


OFFERED = _offered()
"""Every choice by its name."""


class Choices:
    """What was chosen: ``NAME=VALUE`` each. Raises `BadChoice`.

    A name may be cut short before a slash, and then stands for every choice that begins so and has
    the value.
    """

    def __init__(self, assignments: Iterable[str] = ()) -> None:
        self._values = {name: choice.values[0] for name, choice in OFFERED.items()}
        for assignment in assignments:
            name, _, value = assignment.rpartition("=")
            meant = [k for k in OFFERED.values() if f"{k.name}/".startswith(f"{name}/")]
            if not name or not meant:
                raise BadChoice(
                    f"no choice {name or assignment!r}: NAME=VALUE with one of these names, "
                    f"or the beginning of one: {', '.join(OFFERED)}"
                )
            fitting = [choice for choice in meant if value in choice.values]
            if not fitting:
                right = dict.fromkeys(value for choice in meant for value in choice.values)
                raise BadChoice(f"{name} cannot be {value!r}: it is one of {', '.join(right)}")
            self._values.update({choice.name: value for choice in fitting})
        usual = {name: choice.values[0] for name, choice in OFFERED.items()}
        self.made = {name: v for name, v in self._values.items() if v != usual[name]}
        """The choices that are not the usual ones."""
        self._bump, self._flag = self[BUMP] == YES, self[FLAG] == YES

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def pick(self, world: World, request: Any, permitted: tuple[Permitted, ...]) -> Permitted:
        """The answer to give, of those that are permitted."""
        if len(permitted) == 1:
            return self._limited(world, permitted[0])
        left = _as_cut_off(request, permitted, self[CUT_OFF] == "at-once")
        malformed = [p for p in left if isinstance(p.row, RequestRow)]
        if malformed:
            left = [p for p in left if p not in malformed]
            if not left or self._refuses(request):
                return malformed[0]
        row = left[0].row
        if len(row.outcomes) > 1:
            chosen = [p for p in left if (p.answer.error or ACCEPT) == self[row.id]]
            left = chosen or left  # what was chosen may be out of the question: malformed
        return self._limited(world, left[-1 if self[DETAILS] == MERGE else 0])

    def concrete(self, record: ExecutionRecord) -> ExecutionRecord:
        """The record with nothing left open: its version, and whether it is flagged."""
        if record.force_canceled is not None and not record.may_be_bumped:
            return record
        version = record.version + (1 if record.may_be_bumped and self._bump else 0)
        flag = self._flag if record.force_canceled is None else record.force_canceled
        return record._replace(version=version, may_be_bumped=False, force_canceled=flag)

    def _refuses(self, request: Any) -> bool:
        """Whether a malformed request, or one that may be taken for one, is refused as such."""
        fit, unmet = judge(request)
        if fit is Fit.BROKEN:
            return self[VALIDATION_FIRST] == YES
        return any(self[constraint.name] == INVALID_REQUEST.code for constraint in unmet)

    def _limited(self, world: World, chosen: Permitted) -> Permitted:
        row = chosen.row
        if chosen.answer.error is None and row.machine == "Job":
            for limit in ALLOWANCES:
                name = f"{row.operation}/{row.source or 'ABSENT'}/{limit.error.code}"
                if self._values.get(name) == YES:
                    return Permitted(Answer(limit.error.code), world, row)
        return chosen


def _as_cut_off(request: Any, permitted: tuple[Permitted, ...], at_once: bool) -> list[Permitted]:
    """The answers that agree on whether a device still gets what is being deleted (A21)."""
    if isinstance(request, GetPendingJobExecutions):
        listed = [p for p in permitted if p.answer.error is None]
        size = (min if at_once else max)(
            (len(p.answer.response or ()) for p in listed),  # type: ignore[arg-type]
            default=0,
        )
        kept = [p for p in listed if len(p.answer.response or ()) == size]  # type: ignore[arg-type]
        return [*kept, *(p for p in permitted if p.answer.error is not None)]
    if isinstance(request, StartNextPendingJobExecution):
        got = [p for p in permitted if p.answer.error is None]
        jobs = [getattr(p.answer.response, "job_id", None) for p in got]
        # The step function names the execution that a cut-off device gets first.
        kept = [p for p, job in zip(got, jobs, strict=True) if job == jobs[0 if at_once else -1]]
        return [*kept, *(p for p in permitted if p.answer.error is not None)]
    return list(permitted)
