"""Runs one exploration and reports its results."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter

from ...model.invariants import Invariant
from ...model.table import TABLE, Table
from .bounds import Bounds, Exhausted, Place
from .composition import compose
from .job_graph import JobGraph, asked_of, not_asked_of
from .liveness import failing, liveness_of
from .moves import Move
from .obligations import OBLIGATIONS
from .reach import out_of_reach
from .search import MOST_ORBITS, TooLarge, exhaust
from .sometimes import FALSE_CLAIMS, SOMETIMES, Sometimes
from .traces import Trace, trace_to

Progress = Callable[[str, int, int | None], None]
MOST_JOB_STATES = 20_000
"""More states of one job take too long, whatever the number of jobs."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one property. ``trace`` shows how an invariant is broken, how a `sometimes`
    property is reached, or how a false claim is refuted."""

    name: str
    says: str
    holds: bool
    trace: Trace | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules exercised: every rule that the bounds permit must be ``reached``."""

    reached: frozenset[str]
    missing: tuple[str, ...]
    out_of_reach: Mapping[str, str]

    @property
    def total(self) -> int:
        return len(self.reached) + len(self.missing)


@dataclass(frozen=True, slots=True)
class Report:
    """The results of an exploration."""

    bounds: Bounds
    exhausted: Exhausted
    job_states: int
    seconds: float
    invariants: tuple[Finding, ...]
    obligations: tuple[Finding, ...]
    liveness: tuple[Finding, ...]
    sometimes: tuple[Finding, ...]
    refuted: tuple[Finding, ...]
    rules: Rules
    not_asked: Mapping[str, str]
    """The invariants that it does not check, and why."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The results of all properties."""
        return (*self.invariants, *self.obligations, *self.liveness, *self.sometimes, *self.refuted)

    @property
    def ok(self) -> bool:
        """Whether every property holds and every rule was reached."""
        return not self.rules.missing and all(finding.holds for finding in self.findings)


def explore(
    bounds: Bounds,
    table: Table = TABLE,
    progress: Progress | None = None,
) -> Report:
    """Explore every world within the bounds. Raises `TooLarge` if that would take too long.

    Up to a million worlds up to symmetry are visited one by one; more are composed. ``progress``
    takes what is counted, the count so far, and the final count if it is known.
    """
    if bounds.most_job_states(table.spec) > MOST_JOB_STATES:
        raise TooLarge(f"more than {MOST_JOB_STATES:,} states of one job")
    start = perf_counter()
    graph = JobGraph(bounds, table, progress=_count(progress, "states of one job", None))
    exhausted = compose(graph)
    if exhausted is None or exhausted.orbits <= MOST_ORBITS:
        total = None if exhausted is None else exhausted.orbits
        exhausted = exhaust(graph, progress=_count(progress, "worlds up to symmetry", total))
    places = exhausted.places
    reached = frozenset(rule for place in places for rule in graph.steps(*place).rules)
    beyond = out_of_reach(table, bounds)
    missing = [rule.id for rule in table.rules if rule.id not in reached and rule.id not in beyond]
    return Report(
        bounds,
        exhausted,
        len({number for number, _ in places}),
        perf_counter() - start,
        tuple(
            _invariant(graph, exhausted, i) for i in asked_of(table.spec) if i not in OBLIGATIONS
        ),
        tuple(_invariant(graph, exhausted, i) for i in OBLIGATIONS),
        tuple(_liveness(graph, exhausted)),
        tuple(_sometimes(graph, exhausted, s) for s in SOMETIMES if s.within(bounds)),
        tuple(_sometimes(graph, exhausted, s) for s in FALSE_CLAIMS if s.within(bounds)),
        Rules(reached, tuple(missing), beyond),
        not_asked_of(table.spec),
    )


def _count(progress: Progress | None, what: str, total: int | None) -> Callable[[int], None] | None:
    return None if progress is None else lambda done: progress(what, done, total)


def _invariant(graph: JobGraph, exhausted: Exhausted, invariant: Invariant) -> Finding:
    def breaks(move: Move, _job_id: str) -> bool:
        return not invariant.holds(move.change)

    goals = {p for p in exhausted.places if invariant.name in graph.steps(*p).broken}
    trace = trace_to(graph, exhausted, goals, breaks) if goals else None
    return Finding(invariant.name, invariant.says, not goals, trace)


def _liveness(graph: JobGraph, exhausted: Exhausted) -> list[Finding]:
    found = []
    for liveness in liveness_of(graph.table.spec):
        numbers = set(failing(graph, exhausted.places, liveness))
        goals: set[Place] = {place for place in exhausted.places if place[0] in numbers}
        trace = trace_to(graph, exhausted, goals, None) if goals else None
        found.append(Finding(liveness.name, liveness.says, not goals, trace))
    return found


def _sometimes(graph: JobGraph, exhausted: Exhausted, sometimes: Sometimes) -> Finding:
    if sometimes.world_at_limit:
        goals = {place for place in exhausted.places if place[1]}
    else:
        goals = {p for p in exhausted.places if sometimes.name in graph.steps(*p).found}
    trace = trace_to(graph, exhausted, goals, sometimes.found) if goals else None
    return Finding(sometimes.name, sometimes.says, bool(goals), trace)
