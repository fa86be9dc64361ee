"""The bounds of an exploration, and its counts."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import Enum
from math import comb

from ...language.spec import Spec
from ...machines import CORE
from ...model.requests import PLAIN, AbortCriterion, Config

CONFIGS = (
    PLAIN,
    Config(continuous=True),
    Config(in_progress_timeout=5),
    Config(abort=(AbortCriterion("FAILED", 100, 1), AbortCriterion("REJECTED", 100, 2))),
)
"""The configurations of the jobs that an exploration creates in a profile that extends the core."""


class Consistency(Enum):
    """When the consequences of a request come: in the same step, or later and one by one."""

    EAGER = "eager"
    EVENTUAL = "eventual"


@dataclass(frozen=True, slots=True)
class Bounds:
    """The number of job ids, of things of each job, and of deletions at a time."""

    jobs: int
    things: int
    deletion_limit: int = CORE.limit.value
    consistency: Consistency = Consistency.EAGER

    @property
    def eager(self) -> bool:
        return self.consistency is Consistency.EAGER

    @property
    def job_ids(self) -> tuple[str, ...]:
        return tuple(f"job-{n}" for n in range(1, self.jobs + 1))

    @property
    def targets(self) -> tuple[str, ...]:
        return tuple(f"thing-{n}" for n in range(1, self.things + 1))

    def most_job_states(self, spec: Spec = CORE) -> int:
        """An upper bound of the states of one job up to symmetry: each status of a job with each
        number of executions in each status, a forced cascade pending or not."""
        jobs, executions = (len(spec.statuses[machine.__name__]) for machine in spec.machines)
        if spec.extends is not None:
            executions += 2  # the kinds of deleted executions
        ways = comb(self.things + executions, executions)
        if self.eager:
            ways = comb(self.things + executions - 1, executions - 1)
        return 1 + (jobs + 1) * ways * (1 if spec.extends is None else len(CONFIGS))


Place = tuple[int, bool]
"""The number of a job state, and whether all deletions of the limit are in use."""
Path = tuple[tuple[int, int], ...]
"""Steps from the empty world: each moves one job from one state to another, by number."""


@dataclass(frozen=True)
class Exhausted:
    """Every reachable world, counted.

    ``worlds`` counts statuses alone; ``states`` also distinguishes whether a forced cascade is
    pending (the same number with eager consistency); ``orbits`` counts states up to symmetry.
    ``depth`` is the number of steps to the farthest world. ``places`` are the reachable states of a
    job, each with and without room for one more deletion. ``path`` finds a shortest path to one of
    several places, None if none is reachable. ``composed`` says that the worlds were composed from
    the states of one job, not visited.
    """

    worlds: int
    states: int
    orbits: int
    depth: int
    places: frozenset[Place]
    path: Callable[[Collection[Place]], Path | None]
    composed: bool = False
