"""The graph of one job: its states up to symmetry, and its steps.

The graph is explored with the oracle's own `step` and `background_steps`, in a world of this job
alone. The deletion limit of that world leaves room for one more deletion or for none, as other jobs
may do. Each step is checked against the invariants and against the properties to be found.

Why one job is enough: a rule reads its own job, its own execution and, through the guard
`at_limit`, the number of jobs that are DELETION_IN_PROGRESS; an invariant is about each job, each
execution and that number. Only StartNextPendingJobExecution, GetPendingJobExecutions and
ListJobExecutionsForThing read all jobs of a thing. The first may start one QUEUED execution, which
the background step `start` does in any world; the other two change nothing. The tests send all
three in worlds of several jobs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from typing import NamedTuple

from ...language.rules import Rule
from ...language.spec import Spec
from ...model.background import rules_asked
from ...model.invariants import INVARIANTS, Invariant
from ...model.life_invariants import FURTHER_INVARIANTS
from ...model.requests import Request, is_beyond
from ...model.table import TABLE, Table
from ...model.world import World
from .abstraction import Abstraction, JobOrbit, JobState
from .bounds import Bounds
from .moves import Move, answered, background, requests_about
from .obligations import OBLIGATIONS
from .sometimes import FALSE_CLAIMS, SOMETIMES

NOT_ASKED = {"omitted_details_are_kept": "no world here has statusDetails"}
"""The invariants that statuses alone cannot break, and why."""
ASKED = (*(i for i in INVARIANTS if i.name not in NOT_ASKED), *OBLIGATIONS)
FURTHER_NOT_ASKED = {
    "retries_are_bounded": "no job here has retries",
    "numbers_are_unique": "no job here has retries",
    "only_failures_are_retried": "no job here has retries",
    "earlier_tries_are_kept": "no job here has retries",
}
"""The same for the invariants that only a profile beyond the core has."""


def asked_of(spec: Spec) -> tuple[Invariant, ...]:
    """The invariants that an exploration checks."""
    if spec.extends is None:
        return ASKED
    further = (i for i in FURTHER_INVARIANTS if i.name not in FURTHER_NOT_ASKED)
    return *ASKED, *further


def not_asked_of(spec: Spec) -> Mapping[str, str]:
    """The invariants that an exploration does not check, and why."""
    return NOT_ASKED if spec.extends is None else NOT_ASKED | FURTHER_NOT_ASKED


OF_CHANGES = frozenset(
    (
        "terminal_is_forever",
        "rejection_changes_nothing",
        "running_is_canceled_by_force_only",
        "force_canceled_means_canceled",
        "completed_jobs_are_over",
        "jobs_follow_their_edges",
        "executions_follow_their_edges",
        "deletions_are_limited",
        "only_delete_begins_deletion",
        "only_open_jobs_roll_out",
        "successor_starts_clean",
        "start_next_keeps_the_running_one",
        "reads_change_nothing",
        "only_devices_start",
        "continuous_jobs_never_complete",
        "only_devices_report_ends",
        "only_timers_time_out",
        "deleted_executions_stay_deleted",
    )
)
"""The invariants that no step can break without changing the world."""
SOMETIMES_OF_STEPS = tuple(each for each in (*SOMETIMES, *FALSE_CLAIMS) if each.found)
"""Those that are found by a predicate of one step."""


class Steps(NamedTuple):
    """The steps from one state of a job.

    ``targets`` are all other states that they lead to, ``background`` those by background steps,
    ``without_device`` those by background steps that come for sure. ``rules`` are the ids of the
    rules exercised, ``broken`` the invariants broken, ``found`` the properties found, and
    ``accepted`` the states to which accepted requests lead.
    """

    targets: tuple[int, ...]
    background: tuple[int, ...]
    without_device: tuple[int, ...]
    rules: frozenset[str]
    broken: frozenset[str]
    found: frozenset[str]
    accepted: frozenset[tuple[str, bool, int]]
    """Operation, force, target."""


class JobGraph:
    """The states of one job up to symmetry, by number; 0 is the job that does not exist.

    With ``looks`` false it only counts, without checking invariants or looking for properties.
    """

    def __init__(
        self,
        bounds: Bounds,
        table: Table = TABLE,
        looks: bool = True,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        self.bounds = bounds
        self.table = table
        self.looks = looks
        self.progress = progress
        self.abstract = Abstraction(table.spec)
        self._ids: dict[Rule, str] = {}
        self._asked = asked_of(table.spec)
        self._about: dict[tuple[type[Request] | None, bool], tuple[Invariant, ...]] = {}
        self.orbits: list[JobOrbit] = [self.abstract.absent]
        self.deleting: list[bool] = [False]
        self.sizes: list[int] = [1]
        self._numbers = {self.abstract.absent: 0}
        self._steps: dict[tuple[int, bool], Steps] = {}

    def within(self, bounds: Bounds) -> JobGraph:
        """The same graph for other numbers of jobs and deletions, which do not affect the steps of
        one job. Both graphs share the steps that either has explored."""
        own = self.bounds
        assert (bounds.things, bounds.consistency) == (own.things, own.consistency)
        graph = copy(self)
        graph.bounds = bounds
        return graph

    def number(self, orbit: JobOrbit) -> int:
        """The number of an orbit; a new orbit gets the next number."""
        found = self._numbers.get(orbit)
        if found is None:
            found = self._numbers[orbit] = len(self.orbits)
            self.orbits.append(orbit)
            self.deleting.append(orbit.status == self.table.spec.deleting)
            self.sizes.append(orbit.size(self.bounds.things))
        return found

    def steps(self, number: int, at_limit: bool) -> Steps:
        """The steps of a job in this state, with all deletions of the limit in use or not."""
        found = self._steps.get((number, at_limit))
        if found is None:
            found = self._steps[number, at_limit] = self._explored(number, at_limit)
            if self.progress is not None:
                self.progress(len(self._steps))
        return found

    def _explored(self, number: int, at_limit: bool) -> Steps:
        job_id = self.bounds.job_ids[0]
        world = self._world(
            job_id, self.abstract.one_of(self.orbits[number], self.bounds.things), at_limit
        )
        targets: dict[int, None] = {}
        background_: dict[int, bool] = {}
        broken: set[str] = set()
        found: set[str] = set()
        accepted: set[tuple[str, bool, int]] = set()
        rules = {rule.id for rule in rules_asked(world, job_id, self.table)}
        same = set()
        uncertain = self.table.spec.uncertain
        for move in self._moves(job_id, world, self.orbits[number]):
            target = number
            if move.after is not world:
                target = self.number(self.abstract.orbit_of(move.after.jobs.get(job_id)))
            if move.request is None:
                # Things with the same status are interchangeable: one of them is enough.
                if (move.event, target) in same:
                    continue
                same.add((move.event, target))
                background_[target] = background_.get(target, False) or move.event not in uncertain
            elif move.answer.error is None:
                operation = move.request.operation
                accepted.add((operation, move.request.force, target))
            targets[target] = None
            rules.update(map(self._id_of, move.rules))
            if self.looks:
                change = move.change
                asked = self._asked_of(move.request, move.after is not world)
                broken.update([i.name for i in asked if not i.holds(change)])
                if move.after is world and move.request is not None and is_beyond(move.request):
                    continue  # a read of the core finds as much in this world
                found.update(
                    s.name for s in SOMETIMES_OF_STEPS if s.found and s.found(move, job_id)
                )
        targets.pop(number, None)
        return Steps(
            tuple(targets), tuple(background_), tuple(n for n, due in background_.items() if due),
            frozenset(rules), frozenset(broken), frozenset(found), frozenset(accepted),
        )  # fmt: skip

    def _asked_of(self, request: Request | None, changes: bool) -> tuple[Invariant, ...]:
        """The invariants that a step by the request may break; fewer if it changes nothing."""
        kind = None if request is None else type(request)
        found = self._about.get((kind, changes))
        if found is None:
            found = self._about[kind, changes] = tuple(
                i for i in self._asked
                if i.is_about(request) and (changes or i.name not in OF_CHANGES)
            )  # fmt: skip
        return found

    def _id_of(self, rule: Rule) -> str:
        found = self._ids.get(rule)
        if found is None:
            found = self._ids[rule] = rule.id
        return found

    def _world(self, job_id: str, state: JobState, at_limit: bool) -> World:
        world = self.abstract.world_of([(job_id, state)], self.bounds.targets)
        # The limit leaves no room for one more deletion, or for exactly one.
        return world._replace(deletion_limit=world.deleting + (not at_limit))

    def _moves(self, job_id: str, world: World, orbit: JobOrbit) -> Iterable[Move]:
        eager, targets = self.bounds.eager, self.bounds.targets
        # Things with the same status are interchangeable: one of each status is enough.
        things: list[str] = []
        at = 0
        for count in (*orbit.counts, self.bounds.things - sum(orbit.counts)):
            things += targets[at : at + min(count, 1)]
            at += count
        extends = self.table.spec.extends is not None
        requests = requests_about(job_id, targets, tuple(things), extends)
        yield from answered(world, requests, eager, self.table)
        yield from background(world, job_id, eager, self.table)
