"""The bounds of an exploration, and what is known once everything within them has been reached."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import Enum
from math import comb

from ...language.spec import Spec
from ...machines import CORE


class Consistency(Enum):
    """When the consequences of a request come: in the same step, or later and one by one."""

    EAGER = "eager"
    EVENTUAL = "eventual"


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many job ids there are, each for as many things, and how many deletions at a time."""

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
        """No job can be in more states than this, up to symmetry: each status of a job with each
        number of executions in each status, a forced cascade pending or not."""
        jobs, executions = (len(spec.statuses[machine.__name__]) for machine in spec.machines)
        ways = comb(self.things + executions, executions)
        if self.eager:
            ways = comb(self.things + executions - 1, executions - 1)
        return 1 + (jobs + 1) * ways


Place = tuple[int, bool]
"""The state of some job, by number, and whether all deletions of the limit are in use."""
Path = tuple[tuple[int, int], ...]
"""Steps from the empty world: each takes some job from one state to another."""


@dataclass(frozen=True)
class Exhausted:
    """Every reachable world, counted.

    ``worlds`` counts statuses alone, ``states`` also tells apart whether a forced cascade is
    pending (the same number where consistency is eager), ``orbits`` counts states up to symmetry,
    ``depth`` is the number of steps to the farthest. ``places`` are where a job can be. ``path``
    finds a shortest way to one of several places, None where none can be reached. ``composed``
    says that the worlds were composed from the states of one job, not visited.
    """

    worlds: int
    states: int
    orbits: int
    depth: int
    places: frozenset[Place]
    path: Callable[[Collection[Place]], Path | None]
    composed: bool = False
