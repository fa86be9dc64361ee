"""The steps from a situation: every rule, applied to this job or execution and to others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ... import effects as e
from ...language.guards import Flag
from ...language.rules import Outcome, Rule
from ...model.table import Table
from .symbolic import DELETED, Situation, Term, solver

OWN, OTHER = "own", "other"


@dataclass(frozen=True)
class Step:
    """One outcome of one rule: ``when`` it may come, and the situation ``after``.

    ``part`` says whether it is about this job or execution, or about another one. ``force`` is the
    force of the request, or of the cancel that causes a cascade.
    """

    rule: Rule
    outcome: Outcome
    part: str
    when: Term
    after: Situation
    force: Term

    def asks(self, operation: str) -> bool:
        """Whether the step answers this operation on this job or execution."""
        return self.part == OWN and self.rule.operation == operation

    def __str__(self) -> str:
        return f"{self.rule.id} of {'this' if self.part == OWN else 'another'} {self.rule.machine}"


def steps(table: Table, here: Situation, eager: bool) -> Iterator[Step]:
    """Every step from a situation; a rejection is a step too."""
    spec = table.spec
    for rule in table.rules:
        if e.RETRIED in rule.does:
            continue
        for outcome in rule.outcomes:
            if rule.machine == spec.job.__name__:
                if eager and rule.event in spec.deletions:
                    yield _eager_end(table, rule, outcome, here)
                else:
                    yield _of_job(table, rule, outcome, here, eager)
                yield _of_other_job(rule, outcome, here)
            elif not (eager and rule.event in (*spec.consequences, *spec.deletions)):
                yield _of_execution(rule, outcome, here)
                yield _of_other_execution(rule, outcome, here)


def _holds(rule: Rule, asked: Mapping[str, Term]) -> Term:
    z3 = solver()
    return z3.And([asked[g] if want else z3.Not(asked[g]) for g, want in rule.guards.items()])


def _of_job(table: Table, rule: Rule, outcome: Outcome, here: Situation, eager: bool) -> Step:
    z3 = solver()
    deleting = table.spec.deleting
    when = z3.And(here.is_job(rule.source), _holds(rule, here.guards))
    after = here
    if outcome.error is None:
        flag = z3.BoolVal(True) if e.JOB_FLAGGED in rule.does else here.job_flag
        if rule.source is None or outcome.status is None:
            flag = z3.BoolVal(False)
        change = (outcome.status == deleting) - (rule.source == deleting)
        after = replace(
            _forgotten(here) if outcome.status is None else here,
            job=z3.IntVal(here.job_codes[outcome.status]),
            job_flag=flag,
            deletions=here.deletions + change,
        )
        if eager and outcome.status != rule.source:
            after = _cascaded(table, after, outcome.status)
    return Step(rule, outcome, OWN, when, after, _flag(here))


def _forgotten(here: Situation) -> Situation:
    """The situation in which no execution counts as deleted any more, because the job is gone."""
    if DELETED not in here.counts:
        return here
    return here.mapped({status: None if status == DELETED else status for status in here.counts},
                       ())  # fmt: skip


def _eager_end(table: Table, rule: Rule, outcome: Outcome, here: Situation) -> Step:
    """The end of a deletion together with the removal of all executions."""
    z3 = solver()
    reached = here.mapped(
        *_map(table, tuple(table.spec.deletions & {*table.spec.execution.paces}), force=False)
    )
    step = _of_job(table, rule, outcome, reached, eager=False)
    return replace(step, when=z3.And(here.is_job(rule.source), step.when))


def _of_other_job(rule: Rule, outcome: Outcome, here: Situation) -> Step:
    z3 = solver()
    deleting = here.spec.deleting
    was, becomes = rule.source == deleting, outcome.status == deleting
    # If this job is being deleted too, there must be a second one.
    there = here.deletions >= z3.If(here.is_job(deleting), 2, 1)
    when = z3.And(_holds(rule, here.elsewhere), there if was else z3.BoolVal(True))
    change = 0 if outcome.error is not None else becomes - was
    after = replace(here, deletions=here.deletions + change) if change else here
    return Step(rule, outcome, OTHER, when, after, _flag(here))


def _of_execution(rule: Rule, outcome: Outcome, here: Situation) -> Step:
    z3 = solver()
    when, force = _asked_of_execution(rule, here)
    when = z3.And(when, here.is_execution(rule.source))
    after = here
    outcome = _kept_apart(rule, outcome)
    if outcome.error is None:
        flag = here.execution_flag
        if e.FLAGGED in rule.does:
            flag = z3.BoolVal(True)
        elif e.MAY_BE_FLAGGED in rule.does:
            flag = z3.Bool("flagged")
        if outcome.status in (None, DELETED):
            flag = z3.BoolVal(False)
        after = replace(
            here.moved(rule.source, outcome.status),
            execution=z3.IntVal(here.execution_codes[outcome.status]),
            execution_flag=flag,
        )
    return Step(rule, outcome, OWN, when, after, force)


def _of_other_execution(rule: Rule, outcome: Outcome, here: Situation) -> Step:
    z3 = solver()
    when, force = _asked_of_execution(rule, here)
    there = here.counts[rule.source] >= z3.If(here.is_execution(rule.source), 2, 1)
    outcome = _kept_apart(rule, outcome)
    after = here if outcome.error is not None else here.moved(rule.source, outcome.status)
    return Step(rule, outcome, OTHER, z3.And(when, there), after, force)


def _kept_apart(rule: Rule, outcome: Outcome) -> Outcome:
    """The outcome, with a kind of its own for an execution that the rule deletes for good."""
    gone = outcome.error is None and outcome.status is None
    return Outcome(None, DELETED) if gone and e.STAYS_DELETED in rule.does else outcome


def _asked_of_execution(rule: Rule, here: Situation) -> tuple[Term, Term]:
    z3 = solver()
    if rule.operation is not None:
        return _holds(rule, here.guards), _flag(here)
    # The force of a cascade is that of the cancel that causes it.
    when = _holds(rule, {**here.guards, **dict.fromkeys(_flags(here), here.job_flag)})
    coupled = [here.is_job(k.status) for k in here.spec.couplings if k.event == rule.event]
    return z3.And(when, z3.Or(coupled)), here.job_flag


def _cascaded(table: Table, here: Situation, status: str | None) -> Situation:
    """The situation after the whole cascade that the new status of the job causes."""
    z3 = solver()
    events = table.spec.set_off_by(status)
    forced, unforced = (here.mapped(*_map(table, events, force)) for force in (True, False))
    flag = here.job_flag
    return replace(
        here,
        counts={s: z3.If(flag, forced.counts[s], unforced.counts[s]) for s in here.counts},
        execution=z3.If(flag, forced.execution, unforced.execution),
        execution_flag=z3.If(flag, forced.execution_flag, unforced.execution_flag),
    )


def _map(
    table: Table, events: tuple[str, ...], force: bool
) -> tuple[dict[str | None, str | None], set[str | None]]:
    """The status in which an execution of each status ends after all these background steps, and
    the statuses from which its flag may be set on the way."""
    to: dict[str | None, str | None] = {}
    may_be_flagged = set()
    flags = [n for n, guard in table.spec.guards.items() if isinstance(guard, Flag)]
    machine = table.spec.execution.__name__
    statuses = (None, *table.statuses[machine])
    if table.spec.extends is not None:
        to[DELETED] = DELETED
    for source in statuses:
        status = source
        for event in events * len(statuses):
            rule = table.rule(machine, event, status, **dict.fromkeys(flags, force))
            if rule is not None and rule.expected.status != status:
                status = rule.expected.status
                if e.MAY_BE_FLAGGED in rule.does or e.FLAGGED in rule.does:
                    may_be_flagged.add(source)
        to[source] = status
    return to, may_be_flagged


def _flags(here: Situation) -> list[str]:
    """The guards that read a flag of the request."""
    return [name for name, guard in here.spec.guards.items() if isinstance(guard, Flag)]


def _flag(here: Situation) -> Term:
    return solver().Or([here.guards[name] for name in _flags(here)])
