"""What follows a system through deletions: they may end at any time, by themselves."""

from __future__ import annotations

from ..model.answers import JobDescription
from ..model.divergence import Divergence, diverge, nobody
from ..model.oracle import Oracle
from ..model.requests import DescribeJob, Request
from ..model.step import step
from ..model.world import DELETION_IN_PROGRESS, World
from ..systems import System
from .found import Found, Step


class Deleting:
    """Sees which deletions go on, and judges what was answered by that."""

    system: System
    oracle: Oracle
    steps: list[Step]
    found: list[Found]
    fresh: set[Request]
    lost: bool
    _accepted: tuple[int, tuple[World, ...]] | None

    @property
    def worlds(self) -> tuple[World, ...]:
        """Every world that the system may be in."""
        return self.oracle.worlds

    def insist(self, worlds: tuple[World, ...]) -> Divergence | None:
        """Judge the last answer as if nothing had happened by itself since these worlds."""
        return self._insist(len(self.steps) - 1, worlds)

    def _insist(self, position: int, worlds: tuple[World, ...]) -> Divergence | None:
        request, answer = self.steps[position]
        permitted = [p for world in worlds for p in step(world, request, self.oracle.table)]
        if any(p.answer == answer for p in permitted):
            return None
        divergence = diverge(request, answer, permitted, nobody)
        self.found.append(Found(divergence, tuple(self.steps[: position + 1]), insisted=True))
        self.lost = True
        return divergence

    def is_deleting(self, job_id: str) -> bool:
        """Whether a job is shown as being deleted."""
        response = self.system.perform(DescribeJob(job_id)).response
        return isinstance(response, JobDescription) and response.status == DELETION_IN_PROGRESS

    @property
    def seen_deleting(self) -> set[str]:
        """The jobs that were shown as being deleted."""
        told = (step.answer.response for step in self.steps)
        jobs = (response for response in told if isinstance(response, JobDescription))
        return {job.job_id for job in jobs if job.status == DELETION_IN_PROGRESS}

    def being_deleted(self) -> list[str]:
        """The jobs that are being deleted in some world."""
        jobs = (found for world in self.worlds for found in world.jobs.items())
        return sorted({name for name, job in jobs if job.status == DELETION_IN_PROGRESS})

    def look_around(self) -> None:
        """Where deletions may be as many as the limit allows, see which of them go on.

        That keeps the worlds few: each deletion may have ended or not. It is not judged.
        """
        if any(world.deleting >= world.deletion_limit for world in self.worlds):
            self.look_at_deletions()

    def look_at_deletions(self) -> None:
        """See which deletions go on. It is not judged."""
        was_lost = self.lost
        for name in self.being_deleted():
            if DescribeJob(name) not in self.fresh:
                self._look_at(name)
        if self.lost and not was_lost and self._accepted is not None:
            # None has ended that seemed to have made room: it should not have been accepted.
            self._insist(*self._accepted)

    def _look_at(self, job_id: str) -> None:
        there = [world for world in self.worlds if job_id in world.jobs]
        self.fresh.add(DescribeJob(job_id))
        if not self.is_deleting(job_id):
            gone = [world for world in self.worlds if job_id not in world.jobs]
            there = [*(world.with_job(job_id, None) for world in there), *gone]
        self.lost = self.lost or not there
        self.oracle.resume(*dict.fromkeys(there or self.worlds))
