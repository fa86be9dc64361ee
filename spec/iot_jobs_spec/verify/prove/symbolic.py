"""A situation: one arbitrary job, one of its executions, and the numbers that guards read.

A profile that extends the core has one more kind of execution, `DELETED`: the thing gets no other
one. Guards that read something outside a situation are free variables: the theorems hold for either
value. Retries are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib import import_module
from typing import Any, TypeAlias

from ...language.guards import AllTerminal, Guard, JobDeleting, LimitReached, NoExecutions
from ...language.rules import ABSENT
from ...language.spec import Spec
from ...machines import CORE

DELETED = "DELETED"
"""The kind of an execution that DeleteJobExecution has deleted."""
Term: TypeAlias = Any
"""A term of the solver, whose module has no types."""


@cache
def solver() -> Any:
    """The module z3, imported only when a proof needs it."""
    return import_module("z3")


@dataclass(frozen=True)
class Situation:
    """A situation as terms of the solver.

    ``counts`` is the number of the job's things with an execution of each status, or without one;
    ``execution`` is the status of one of them. ``deletions`` counts the jobs that are being
    deleted, this one included.
    """

    spec: Spec
    job: Term
    job_flag: Term
    counts: Mapping[str | None, Term]
    execution: Term
    execution_flag: Term
    deletions: Term
    limit: Term

    @cached_property
    def job_codes(self) -> Mapping[str | None, int]:
        """The number that the solver has for each status of a job; 0 for an absent job."""
        return _codes(self.spec, self.spec.job.__name__)

    @cached_property
    def execution_codes(self) -> Mapping[str | None, int]:
        """The number that the solver has for each status of an execution; 0 for an absent one."""
        return _codes(self.spec, self.spec.execution.__name__)

    @cached_property
    def is_job(self) -> Callable[[str | None], Term]:
        """Whether the job has a status. Terms are slow to make, so each is made once."""
        return cache(lambda status: self.job == self.job_codes[status])

    @cached_property
    def is_execution(self) -> Callable[[str | None], Term]:
        """Whether the execution has a status."""
        return cache(lambda status: self.execution == self.execution_codes[status])

    @cached_property
    def live(self) -> Term:
        """The number of executions that are not terminal."""
        return solver().Sum([self.counts[status] for status in sorted(self.spec.live)])

    @cached_property
    def existing(self) -> Term:
        """The number of executions."""
        gone = (None, DELETED)
        return solver().Sum([n for status, n in self.counts.items() if status not in gone])

    @cached_property
    def guards(self) -> Mapping[str, Term]:
        """Each guard as a term of the situation. Guards about the request are free variables."""
        return {name: self._question(guard) for name, guard in self.spec.guards.items()}

    def _question(self, guard: Guard) -> Term:
        z3 = solver()
        match guard:
            case LimitReached():
                return self.deletions >= self.limit
            case AllTerminal():
                rolled_out = z3.Implies(self.is_job(self.spec.opened), self.counts[None] == 0)
                return z3.And(self.live == 0, rolled_out)
            case NoExecutions():
                return self.existing == 0
            case JobDeleting():
                return self.is_job(self.spec.deleting)
            case _:
                return z3.Bool(guard.name)

    @cached_property
    def elsewhere(self) -> Mapping[str, Term]:
        """The guards for another job. Those about its executions are free variables."""
        z3 = solver()
        own = (AllTerminal, NoExecutions)
        return {
            name: z3.Bool(name) if isinstance(guard, own) else self.guards[name]
            for name, guard in self.spec.guards.items()
        }

    def moved(self, source: str | None, target: str | None) -> Situation:
        """The situation in which one execution went from one status to another."""
        counts = dict(self.counts)
        counts[source] -= 1
        counts[target] += 1
        return replace(self, counts=counts)

    def mapped(
        self, to: Mapping[str | None, str | None], may_be_flagged: Collection[str | None]
    ) -> Situation:
        """The situation in which every execution went from its status to another at once. Whether
        those with a status in ``may_be_flagged`` have their flag set is open."""
        z3 = solver()
        counts: dict[str | None, Term] = {
            status: z3.Sum([n for source, n in self.counts.items() if to[source] == status] or [0])
            for status in self.counts
        }
        execution, flag = self.execution, self.execution_flag
        for source, target in to.items():
            execution = z3.If(self.is_execution(source), self.execution_codes[target], execution)
            if source in may_be_flagged:
                flag = z3.If(self.is_execution(source), z3.Bool("flagged"), flag)
        flag = z3.And(flag, execution != self.execution_codes[None])
        return replace(self, counts=counts, execution=execution, execution_flag=flag)


def any_situation(spec: Spec = CORE) -> Situation:
    """A situation that consists of free variables."""
    z3 = solver()
    return Situation(
        spec,
        z3.Int("job"),
        z3.Bool("job_flag"),
        {
            status: z3.Int(f"executions_{status or ABSENT}")
            for status in _codes(spec, spec.execution.__name__)
        },
        z3.Int("execution"),
        z3.Bool("execution_flag"),
        z3.Int("deletions"),
        z3.Int("limit"),
    )


def _codes(spec: Spec, machine: str) -> Mapping[str | None, int]:
    statuses = spec.statuses[machine]
    if spec.extends is not None and machine == spec.execution.__name__:
        statuses = (*statuses, DELETED)
    return {status: code for code, status in enumerate((None, *statuses))}
