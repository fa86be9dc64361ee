"""The bounds of an exploration."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from math import comb

from ...machines import DELETION_LIMIT
from ...model.table import TABLE


class Consistency(Enum):
    """When a cascade comes: in the same step as the request, or later and bit by bit."""

    EAGER = "eager"
    EVENTUAL = "eventual"


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many job ids there are, each for as many things, and how many deletions at a time."""

    jobs: int
    things: int
    deletion_limit: int = DELETION_LIMIT.value
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

    @property
    def most_job_states(self) -> int:
        """No job can be in more states than this, up to symmetry: each status of a job with each
        number of executions in each status, a forced cascade pending or not."""
        statuses = len(TABLE.statuses["Execution"])
        ways = comb(self.things + statuses, statuses)
        if self.eager:
            ways = comb(self.things + statuses - 1, statuses - 1)
        return 1 + (len(TABLE.statuses["Job"]) + 1) * ways
