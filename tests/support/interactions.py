"""Doubles with faults that only several requests together show, not the script of a cell."""

from __future__ import annotations

from iot_jobs_spec import Answer, CancelJob, CreateJob, DeleteJob, Request, UpdateJobExecution
from iot_jobs_spec.model.answers import OK
from support.doubles import Correct, DeletesAtOnce


class CountsToFour(Correct):
    """Versions stop growing at 4."""

    def answer(self, request: Request) -> Answer:
        before = self.world
        answer = super().answer(request)
        if isinstance(request, UpdateJobExecution) and answer == OK:
            execution = before.execution(request.job_id, request.thing_name)
            if execution is not None and execution.version >= 4:
                self.set_execution(request.job_id, request.thing_name, version=execution.version)
        return answer


class ForgetsForce(Correct):
    """A forced cancel of a job clears forceCanceled of other jobs on the same thing."""

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        if isinstance(request, CancelJob) and answer == OK:
            things = {*self.world.jobs[request.job_id].targets}
            for name, job in self.world.jobs.items():
                if name != request.job_id and things & {*job.targets}:
                    self.world = self.world.with_job(name, job._replace(force_canceled=False))
        return answer


class Inherits(DeletesAtOnce):
    """A job gets the reasonCode of the previous job with its id, if that one had one thing and was
    canceled with force."""

    def __init__(self, lag: bool = False) -> None:
        super().__init__(lag)
        self.reasons: dict[str, str] = {}

    def answer(self, request: Request) -> Answer:
        before = self.world.jobs.get(request.job_id or "")
        answer = super().answer(request)
        if answer != OK:
            return answer
        forced = before is not None and before.force_canceled and len(before.targets) == 1
        if isinstance(request, DeleteJob) and before is not None and forced:
            self.reasons[request.job_id] = before.reason_code or ""
        if isinstance(request, CreateJob) and before is None:
            reason = self.reasons.pop(request.job_id, "") or None
            job = self.world.jobs[request.job_id]._replace(reason_code=reason)
            self.world = self.world.with_job(request.job_id, job)
        return answer
