"""Correct systems that choose differently among the answers that the spec leaves open."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from iot_jobs_spec import Answer, Request, step
from iot_jobs_spec.machines import CORE, Execution
from iot_jobs_spec.model.background import background_steps
from iot_jobs_spec.model.choices import offered
from iot_jobs_spec.model.world import DELETION_IN_PROGRESS
from iot_jobs_spec.server.choices import Choices
from support.doubles import Correct

OFFERED = offered()

QUOTAS = [name for name, choice in OFFERED.items() if choice.values == ("no", "yes")]
ANY_TIME = [allowance.error.code for allowance in CORE.allowances if allowance.event is None]


def assignments(position: int) -> list[str]:
    """Every choice with its value at this position, or its last one. Left out are the quotas, and
    whether deletions are gradual."""
    return [
        f"{name}={choice.values[min(position, len(choice.values) - 1)]}"
        for name, choice in OFFERED.items()
        if name not in QUOTAS and name != "DELETION_IS_GRADUAL"
    ]


class Free(Correct):
    """A correct system with given choices, which it makes like the reference server."""

    def __init__(self, choose: Iterable[str] = (), lag: bool = False) -> None:
        super().__init__(lag)
        self.choices = Choices(choose)
        if not self.choices.gradual:
            self.lingers = 0

    def answer(self, request: Request) -> Answer:
        chosen = self.choices.pick(self.world, request, step(self.world, request))
        self.world = chosen.world
        self._make_concrete()
        return chosen.answer

    def settle(self, job_id: str) -> None:
        super().settle(job_id)
        self._make_concrete()

    def _make_concrete(self) -> None:
        for job_id, job in self.world.jobs.items():
            for thing, record in job.executions.items():
                known = self.choices.concrete(record)
                if known is not record:
                    self.set_execution(job_id, thing, **known._asdict())


class RemovesOneByOne(Free):
    """A deletion removes an execution at every ``every``-th request, then the job."""

    def __init__(self, every: int, choose: Iterable[str] = ()) -> None:
        super().__init__(choose)
        self.every = every
        self.lingers = 10**9

    def perform(self, request: Request) -> Answer:
        if self.asked % self.every == 0:
            for job_id, job in list(self.world.jobs.items()):
                if job.status == DELETION_IN_PROGRESS:
                    self.world = next(iter(background_steps(self.world, job_id))).world
        return super().perform(request)


class ComesLate(Free):
    """Takes up to three due steps or removals, in random order, whenever the caller sleeps."""

    def __init__(self, seed: int, choose: Iterable[str] = ()) -> None:
        super().__init__(choose, lag=True)
        self.random = Random(seed)

    def sleep(self, seconds: float, /) -> None:
        self.now += seconds
        for _ in range(3):
            due = [
                h
                for h in background_steps(self.world)
                if h.event in CORE.due or h.event == Execution.remove.id
            ]
            if due:
                self.world = self.random.choice(due).world
        self._make_concrete()
        self._end([j for j, (_, at) in self.deleted.items() if self.now >= at + 1])


class Throttles(Free):
    """Rejects a share of the requests as a busy service does, without effect."""

    def __init__(self, share: float, seed: int = 1) -> None:
        super().__init__()
        self.share = share
        self.random = Random(seed)

    def perform(self, request: Request) -> Answer:
        if self.random.random() < self.share:
            return Answer(self.random.choice(ANY_TIME))
        return super().perform(request)
