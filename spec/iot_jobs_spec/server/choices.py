"""What the server answers where the spec permits several answers: its choices, and its faults.

The first value of a choice is what the server does unless it is told otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import Any

from ..errors import INVALID_REQUEST
from ..language.rules import RequestRule
from ..machines import ALLOWANCES
from ..model.answers import Answer
from ..model.choices import (
    ACCEPT,
    AT_ONCE,
    BUMP,
    CUT_OFF,
    DETAILS,
    FLAG,
    GRADUAL,
    MERGE,
    OFFERED,
    VALIDATION_FIRST,
    YES,
    quota_of,
)
from ..model.constraints import Fit, judge
from ..model.requests import GetPendingJobExecutions, StartNextPendingJobExecution
from ..model.step import Permitted
from ..model.world import ExecutionRecord, World
from .problems import Problem


class BadChoice(Exception):
    """A choice that there is not: one line that says what would be right."""


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
        self.gradual = self[GRADUAL] == YES
        """Whether deletions take their time."""

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def pick(self, world: World, request: Any, permitted: tuple[Permitted, ...]) -> Permitted:
        """The answer to give, of those that are permitted."""
        if len(permitted) == 1:
            return self._limited(world, permitted[0])
        left = _as_cut_off(request, permitted, self[CUT_OFF] == AT_ONCE)
        malformed = [p for p in left if isinstance(p.rule, RequestRule)]
        if malformed:
            left = [p for p in left if p not in malformed]
            if not left or self._rejects(request):
                return malformed[0]
        rule = left[0].rule
        if len(rule.outcomes) > 1:
            chosen = [p for p in left if (p.answer.error or ACCEPT) == self[rule.id]]
            left = chosen or left  # what was chosen may be out of the question: malformed
        return self._limited(world, left[-1 if self[DETAILS] == MERGE else 0])

    def concrete(self, record: ExecutionRecord) -> ExecutionRecord:
        """The record with nothing left open: its version, and whether it is flagged."""
        if record.force_canceled is not None and not record.may_be_bumped:
            return record
        version = record.version + (1 if record.may_be_bumped and self._bump else 0)
        flag = self._flag if record.force_canceled is None else record.force_canceled
        return record._replace(version=version, may_be_bumped=False, force_canceled=flag)

    def _rejects(self, request: Any) -> bool:
        """Whether a malformed request, or one that may be taken for one, is rejected as such."""
        fit, unmet = judge(request)
        if fit is Fit.BROKEN:
            return self[VALIDATION_FIRST] == YES
        return any(self[constraint.name] == INVALID_REQUEST.code for constraint in unmet)

    def _limited(self, world: World, chosen: Permitted) -> Permitted:
        rule = chosen.rule
        if chosen.answer.error is None:
            for name, code in quota_of(rule).items():
                if self[name] == YES:
                    return Permitted(Answer(code), world, rule)
        return chosen


class Faults:
    """Refuses a ``share`` of requests, from 0 to 1, with an error that may come at any time."""

    def __init__(self, share: float = 0.0, seed: int | None = None) -> None:
        self.share = share
        self._random = Random(seed)
        self._codes = [limit.error.code for limit in ALLOWANCES if limit.event is None]

    def strike(self) -> None:
        """Raises `Problem` where it is this request's turn. Nothing has been done by then."""
        if self.share and self._random.random() < self.share:
            code = self._random.choice(self._codes)
            raise Problem(code, "A fault was asked for: try again")


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
