"""The restriction theorem for any number of jobs and things.

A profile that extends another says the same about what both have: in every situation with statuses
of the extended profile, each of its requests gets the same answers, each leads to the same
situation, and no other background step is possible. Both profiles share the variables of the
solver, so that both take their steps from the same situation, with the same request.

Assumed: that the guards which the profile adds do not hold for the requests and the worlds of the
extended one. The tests evaluate each of these guards in such worlds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ...language.spec import Spec
from ...model.table import Table, read
from .steps import Step, steps
from .symbolic import Situation, any_situation, solver
from .theorems import numbers

IMPLIES, PERMITS = "full_does_what_the_core_does", "full_permits_what_the_core_permits"
SAYS = {
    IMPLIES: "In worlds of the extended profile, its requests and background steps get no other "
    "answer and no other change, and lead to worlds of that profile only.",
    PERMITS: "In worlds of the extended profile, its requests and background steps get every "
    "answer and every change that it permits.",
}
"""The two halves of the theorem, by name."""
Refute = Callable[..., Any]
Question = tuple[str, str]


def refuted(full: Table, eager: bool, refute: Refute) -> Iterator[tuple[str, Step, Any, Situation]]:
    """The half of the theorem that each step of one profile breaks, with the step, a model of the
    situation, and the situation. ``refute`` gives a model of facts, or None if they contradict
    each other."""
    z3 = solver()
    base = full.spec.extends
    assert base is not None
    here, there = any_situation(base), any_situation(full.spec)
    core_steps = _by_question(steps(read(base), here, eager))
    full_steps = _by_question(_shared(full, steps(full, there, eager)))
    no_flag = z3.Implies(here.is_execution(None), z3.Not(here.execution_flag))
    premises = z3.And(numbers(here), no_flag, _is_of(base, there, here), *_unheld(full.spec))
    for question in core_steps.keys() | full_steps.keys():
        ours, theirs = full_steps.get(question, []), core_steps.get(question, [])
        for step in ours:
            if found := refute(premises, step.when, z3.Not(_done(step, theirs, base))):
                yield IMPLIES, step, found, there
        for step in theirs:
            if found := refute(premises, step.when, z3.Not(_done(step, ours, base))):
                yield PERMITS, step, found, here


def _shared(full: Table, of_full: Iterator[Step]) -> Iterator[Step]:
    """The steps that answer a request of the extended profile, and the background steps."""
    base = full.spec.extends
    assert base is not None
    questions = {rule.question for machine in base.machines for rule in machine.rules}
    return (step for step in of_full if step.rule.question in questions)


def _by_question(of_profile: Iterator[Step]) -> dict[Question, list[Step]]:
    found: dict[Question, list[Step]] = {}
    for step in of_profile:
        rule = step.rule
        name = rule.question or f"{rule.machine}.{rule.event}"
        found.setdefault((name, step.part), []).append(step)
    return found


def _unheld(spec: Spec) -> list[Any]:
    """No guard holds that the extended profile does not have."""
    z3 = solver()
    return [z3.Not(z3.Bool(name)) for name in spec.beyond]


def _done(step: Step, others: list[Step], base: Spec) -> Any:
    """Whether the other profile permits the same step."""
    z3 = solver()
    return z3.Or(
        [
            z3.And(other.when, _is_of(base, step.after, other.after))
            for other in others
            if _code(other) == _code(step)
        ]
    )


def _code(step: Step) -> str | None:
    return step.outcome.error.code if step.outcome.error else None


def _is_of(base: Spec, one: Situation, other: Situation) -> Any:
    """Whether both are the same situation, with statuses of the extended profile only."""
    z3 = solver()
    known = (None, *base.statuses[base.execution.__name__])
    more = [
        count
        for situation in (one, other)
        for status, count in situation.counts.items()
        if status not in known
    ]
    return z3.And(
        one.job == other.job,
        one.job_flag == other.job_flag,
        z3.Or([z3.And(one.is_execution(s), other.is_execution(s)) for s in known]),
        one.execution_flag == other.execution_flag,
        one.deletions == other.deletions,
        *(one.counts[status] == other.counts[status] for status in known),
        *(count == 0 for count in more),
    )
