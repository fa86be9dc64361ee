"""The proof by induction: the invariants hold at the beginning, and every step keeps them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import Any

from ...language.rules import ABSENT
from ...model.table import TABLE, Table
from ..explore.bounds import Consistency
from . import restriction
from .liveness import LIVENESS, TERMINATE, TERMINATE_SAYS, changes, smaller
from .steps import Step, steps
from .symbolic import Situation, any_situation, solver
from .theorems import OF_STATES, OF_STEPS


@dataclass(frozen=True, slots=True)
class Theorem:
    """One theorem and its result. ``about`` says whether it is about every ``state`` or every
    ``step``, a ``liveness`` property, or about the extended ``profile``.

    ``counterexample`` is a step that breaks it. The step begins in a situation in which every state
    invariant holds, which may be one that no world reaches.
    """

    about: str
    name: str
    says: str
    proved: bool
    counterexample: str | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """All theorems for one consistency, with the number of steps that the solver has checked."""

    consistency: Consistency
    theorems: tuple[Theorem, ...]
    steps: int
    seconds: float

    @property
    def ok(self) -> bool:
        return all(theorem.proved for theorem in self.theorems)


def prove(
    consistency: Consistency, table: Table = TABLE, rules: Collection[str] | None = None
) -> Proof:
    """Prove every theorem for all steps, or only for the steps of some ``rules``, by id.

    For a profile that extends another they include that both say the same about what both have.

    Raises ImportError if z3 is not installed.
    """
    z3 = solver()
    start = perf_counter()
    eager = consistency is Consistency.EAGER
    here = any_situation(table.spec)
    invariants = [i for i in OF_STATES if eager or not i.eager_only]
    # One solver for all theorems: it keeps the premises.
    engine = z3.SimpleSolver()
    broken: dict[str, str] = {}
    for invariant in invariants:
        found = _refute(engine, _beginning(here), z3.Not(invariant.holds(here)))
        if found is not None:
            broken[invariant.name] = f"at the beginning: {_described(found, here)}"
    engine.add([invariant.holds(here) for invariant in invariants])
    moving = []
    for step in steps(table, here, eager):
        moving.append(changes(here, step))
        if rules is not None and step.rule.id not in rules:
            continue
        goals = []
        if step.after is not here:  # otherwise they are the premises
            goals += [(i.name, i.holds(step.after)) for i in invariants]
        goals += [(p.name, p.holds(here, step)) for p in OF_STEPS]
        goals.append((TERMINATE, smaller(here, step)))
        if _refute(engine, step.when, z3.Not(z3.And([goal for _, goal in goals]))) is None:
            continue
        for name, goal in goals:
            found = _refute(engine, step.when, z3.Not(goal))
            if found is not None:
                broken.setdefault(name, f"{step}: {_described(found, here, step)}")
    unmoving = z3.Not(z3.Or(moving))
    for liveness in LIVENESS:
        found = _refute(engine, unmoving, z3.Not(liveness.holds(here)))
        if found is not None:
            broken[liveness.name] = f"no background step is possible: {_described(found, here)}"
    stated = [
        *(("state", i.name, i.says) for i in invariants),
        *(("step", p.name, p.says) for p in OF_STEPS),
        ("step", TERMINATE, TERMINATE_SAYS),
        *(("liveness", p.name, p.says) for p in LIVENESS),
    ]
    theorems = [Theorem(*words, words[1] not in broken, broken.get(words[1])) for words in stated]
    if rules is None:
        theorems += restrict(consistency, table)
    return Proof(consistency, tuple(theorems), len(moving), perf_counter() - start)


def restrict(consistency: Consistency, table: Table) -> Iterator[Theorem]:
    """Prove that a profile says the same as the one that it extends, about what both have.

    Raises ImportError if z3 is not installed.
    """
    if table.spec.extends is None:
        return
    refute = partial(_refute, solver().SimpleSolver())
    broken: dict[str, str] = {}
    for name, step, found, here in restriction.refuted(
        table, consistency is Consistency.EAGER, refute
    ):
        broken.setdefault(name, f"{step}: {_described(found, here, step)}")
    for name, says in restriction.SAYS.items():
        yield Theorem("profile", name, says, name not in broken, broken.get(name))


def _beginning(here: Situation) -> Any:
    """No job yet: this one is absent, its things have no executions, and none is deleted."""
    z3 = solver()
    return z3.And(
        here.is_job(None), z3.Not(here.job_flag), here.is_execution(None),
        z3.Not(here.execution_flag), here.deletions == 0, here.limit >= 1,
        here.counts[None] >= 1,
        *(count == 0 for status, count in here.counts.items() if status is not None),
    )  # fmt: skip


def _refute(engine: Any, *facts: Any) -> Any | None:
    """A model of the facts and of the premises in the engine; None if they contradict each other.

    The engine forgets the facts afterwards. Raises RuntimeError if z3 cannot decide.
    """
    z3 = solver()
    engine.push()
    engine.add(*facts)
    answer = engine.check()
    if answer == z3.unknown and engine.reason_unknown() == "canceled":
        raise KeyboardInterrupt  # z3 takes Ctrl-C for itself
    if answer == z3.unknown:
        raise RuntimeError(f"z3 cannot decide: {engine.reason_unknown()}")
    model = engine.model() if answer == z3.sat else None
    engine.pop()
    return model


def _described(model: Any, here: Situation, step: Step | None = None) -> str:
    """The situation as text, and the situation after the step."""

    def value(term: Any) -> Any:
        # After a cascade some counts are numbers of Python.
        return model.eval(term, model_completion=True) if hasattr(term, "sort") else term

    def words(at: Situation) -> str:
        jobs, executions = list(at.job_codes), list(at.execution_codes)
        counts = ", ".join(f"{value(n)} {s or ABSENT}" for s, n in at.counts.items())
        job = jobs[value(at.job).as_long()] or ABSENT
        execution = executions[value(at.execution).as_long()] or ABSENT
        return (
            f"job {job}{' (flagged)' * bool(value(at.job_flag))}, execution {execution}"
            f"{' (flagged)' * bool(value(at.execution_flag))}, of all executions {counts}, "
            f"{value(at.deletions)} deletions of {value(at.limit)}"
        )

    return words(here) + (f"; then {words(step.after)}" if step is not None else "")
