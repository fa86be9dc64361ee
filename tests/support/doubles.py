"""Doubles: a correct implementation of the spec, and some that are wrong in one way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from iot_jobs_spec import (
    TABLE,
    Answer,
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    ExecutionDescription,
    GetPendingJobExecutions,
    JobDescription,
    ListedExecution,
    ListJobExecutionsForJob,
    ListJobExecutionsForThing,
    PendingExecution,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
    World,
    settled,
    step,
)
from iot_jobs_spec.errors import ERRORS, RESOURCE_NOT_FOUND, VERSION_CONFLICT
from iot_jobs_spec.model.answers import OK
from iot_jobs_spec.model.divergence import READS
from iot_jobs_spec.model.maps import Map
from iot_jobs_spec.model.transitions import with_execution
from iot_jobs_spec.model.wire import PENDING_LISTS
from iot_jobs_spec.model.world import DELETION_IN_PROGRESS
from iot_jobs_spec.systems import Heard, Unanswered

HTTP = {error.code: error.http[0] for error in ERRORS}
LINGERS = 3.0
"""Seconds that a deletion takes with lag."""


class Correct:
    """Gives the expected answer to every request.

    A deleted job stays for ``lingers`` more requests. With ``lag``, due steps come when the caller
    sleeps, and deletions end after `LINGERS` seconds of sleep: the double is its own clock.
    """

    name = "the spec"
    lingers = 120
    limit = World().deletion_limit

    def __init__(self, lag: bool = False) -> None:
        self.lag = lag
        self.world = World(deletion_limit=self.limit)
        self.now = 0.0
        self.asked = 0
        self.deleted: dict[str, tuple[int, float]] = {}

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float, /) -> None:
        self.now += seconds
        for job_id in self.world.jobs:
            self.settle(job_id)
        self._end([j for j, (_, at) in self.deleted.items() if self.now >= at + LINGERS])

    def perform(self, request: Request) -> Answer:
        self.asked += 1
        if not self.lag:
            self._end([j for j, (at, _) in self.deleted.items() if self.asked > at + self.lingers])
        answer = self.answer(request)
        job_id = request.job_id or ""
        if job_id and not self.lag and not isinstance(request, READS):
            self.settle(job_id)
        job = self.world.jobs.get(job_id)
        if job is not None and job.status == DELETION_IN_PROGRESS:
            self.deleted.setdefault(job_id, (self.asked, self.now))
        if not self.lingers:
            self._end(list(self.deleted))
        return answer

    def heard(self, request: Request) -> Heard:
        """What `perform` answers, as AWS sends it."""
        answer = self.perform(request)
        response, others = answer.response, dict[str, Any]()
        if answer.error is not None:
            return Heard(answer, HTTP.get(answer.error))
        if isinstance(request, CancelJob):
            others = {"jobArn": f"arn:aws:iot:x:1:job/{request.job_id}", "jobId": request.job_id}
        elif isinstance(response, ExecutionDescription):
            its = response.job_id, response.thing_name, request.execution_number
            others = {"execution": {"executionNumber": self.number(*its)}}
        elif isinstance(response, JobDescription):
            job = self.world.jobs.get(response.job_id)
            targets = job.targets if job is not None else ()
            others = {"job": {"targets": [f"arn:aws:iot:x:1:thing/{one}" for one in targets]}}
        elif isinstance(request, GetPendingJobExecutions) and isinstance(response, tuple):
            others = {
                member: [
                    {"executionNumber": self.number(entry.job_id, request.thing_name)}
                    for entry in response
                    if entry.status == status
                ]
                for member, status in PENDING_LISTS.items()
            }
        return Heard(answer, 200, others)

    def number(self, job_id: str, thing: str, asked: int | None = None) -> int:
        """The executionNumber of the execution, 1 for what is no longer there."""
        job = self.world.jobs.get(job_id)
        execution = job and job.addressed(thing, asked)
        return execution.number if execution else 1

    def answer(self, request: Request) -> Answer:
        """Give the expected answer and take its step."""
        permitted = step(self.world, request, TABLE)[0]
        self.world = permitted.world
        return permitted.answer

    def settle(self, job_id: str) -> None:
        self.world = settled(self.world, job_id)

    def set_execution(self, job_id: str, thing: str, **changes: Any) -> None:
        job, execution = self.world.jobs.get(job_id), self.world.execution(job_id, thing)
        if job is not None and execution is not None:
            changed = execution._replace(**changes)
            self.world = with_execution(self.world, job_id, job, thing, changed)

    def _end(self, job_ids: list[str]) -> None:
        for job_id in job_ids:
            job = self.world.jobs.get(job_id)
            if job is not None and job.status == DELETION_IN_PROGRESS:
                self.world = self.world.with_job(job_id, None)
            del self.deleted[job_id]


class Mortal(Correct):
    """Stops answering after some requests."""

    name = "mortal"

    def __init__(self, requests: int) -> None:
        super().__init__()
        self.left = requests

    def perform(self, request: Request) -> Answer:
        self.left -= 1
        if self.left < 0:
            raise Unanswered("connection refused", gone=True)
        return super().perform(request)


class DeletesAtOnce(Correct):
    lingers = 0


class CancelsExecutionWithoutForce(Correct):
    def answer(self, request: Request) -> Answer:
        if isinstance(request, CancelJobExecution):
            request = replace(request, force=True)
        return super().answer(request)


def forced(request: Request) -> Request:
    """The request with force if it is a DeleteJob; any other request unchanged."""
    return replace(request, force=True) if isinstance(request, DeleteJob) else request


class DeletesWithoutForce(Correct):
    def answer(self, request: Request) -> Answer:
        return super().answer(forced(request))


class CascadesWithForceAlways(Correct):
    """Sets the flag correctly, but cancels IN_PROGRESS executions without force too."""

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        if isinstance(request, CancelJob) and answer == OK:
            for thing in self.world.jobs[request.job_id].executions:
                self.set_execution(request.job_id, thing, status="CANCELED")
        return answer


class IgnoresForceOfCancel(Correct):
    def answer(self, request: Request) -> Answer:
        if isinstance(request, CancelJob):
            request = replace(request, force=False)
        return super().answer(request)


class IgnoresExpectedVersion(Correct):
    def answer(self, request: Request) -> Answer:
        if isinstance(request, CancelJobExecution | UpdateJobExecution):
            request = replace(request, expected_version=None)
        return super().answer(request)


class AcceptsOlderVersions(Correct):
    """Accepts every version from the expected one on."""

    def answer(self, request: Request) -> Answer:
        if isinstance(request, CancelJobExecution) and request.expected_version is not None:
            execution = self.world.execution(request.job_id, request.thing_name)
            if execution is not None and request.expected_version <= execution.version:
                request = replace(request, expected_version=None)
        return super().answer(request)


class ComparesVersionsFirst(Correct):
    """Answers an expectedVersion of an absent execution with a version conflict."""

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        version_mismatch = (
            isinstance(request, CancelJobExecution) and request.expected_version is not None
        )
        if version_mismatch and answer.error == RESOURCE_NOT_FOUND.code:
            return Answer(VERSION_CONFLICT.code)
        return answer


class CancelsTheNeighbour(Correct):
    """Cancels by thing instead of by job and thing."""

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        if isinstance(request, CancelJob) and answer == OK:
            for thing in self.world.jobs[request.job_id].targets:
                for job_id, _, _ in list(self.world.executions_of(thing)):
                    self.set_execution(job_id, thing, status="CANCELED")
        return answer


class CancelsEveryThing(Correct):
    """Cancels the job's other executions as well as the one named."""

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        if isinstance(request, CancelJobExecution) and answer == OK:
            for thing in self.world.jobs[request.job_id].executions:
                self.set_execution(request.job_id, thing, status="CANCELED")
        return answer


class CancelsAgain(Correct):
    """Accepts a second cancel of a job."""

    def answer(self, request: Request) -> Answer:
        if isinstance(request, CancelJob):
            job = self.world.jobs.get(request.job_id)
            if job is not None and job.status == "CANCELED":
                return OK
        return super().answer(request)


class ReusesIdsEarly(Correct):
    """Accepts a CreateJob with the id of a job that is being deleted."""

    def answer(self, request: Request) -> Answer:
        if isinstance(request, CreateJob):
            job = self.world.jobs.get(request.job_id)
            if job is not None and job.status == DELETION_IN_PROGRESS:
                self.world = self.world.with_job(request.job_id, None)
                self.deleted.pop(request.job_id, None)
        return super().answer(request)


class ForgetsDetails(Correct):
    """Empties statusDetails if a cancel gives none."""

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        if answer != OK or not isinstance(request, CancelJobExecution):
            return answer
        if request.status_details is None:
            self.set_execution(request.job_id, request.thing_name, details=Map())
        return answer


class HasNoLimit(Correct):
    limit = 1000


class CancelsAndRejects(Correct):
    """Cancels the execution, and answers with the error."""

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        if isinstance(request, CancelJobExecution) and answer.error is not None:
            execution = self.world.execution(request.job_id, request.thing_name)
            if execution is not None and execution.status == "IN_PROGRESS":
                self.set_execution(request.job_id, request.thing_name, status="CANCELED")
        return answer


class CancelsNothing(Correct):
    """Accepts a cancel of an execution, and changes nothing."""

    def answer(self, request: Request) -> Answer:
        before = self.world
        answer = super().answer(request)
        if isinstance(request, CancelJobExecution):
            self.world = before
        return answer


class NeverCascades(Correct):
    """Cancels jobs, but not their executions."""

    def settle(self, job_id: str) -> None:
        job = self.world.jobs.get(job_id)
        if job is not None and job.status != "CANCELED":
            super().settle(job_id)


class NeverCompletes(Correct):
    def settle(self, job_id: str) -> None:
        super().settle(job_id)
        job = self.world.jobs.get(job_id)
        if job is not None and job.status == "COMPLETED":
            self.world = self.world.with_job(job_id, job._replace(status="IN_PROGRESS"))


class StartsOldestFirst(Correct):
    """Starts the execution that was queued first, although another one is IN_PROGRESS."""

    def answer(self, request: Request) -> Answer:
        if isinstance(request, StartNextPendingJobExecution):
            thing = request.thing_name
            live = [
                (x.order, job_id, job)
                for job_id, job, x in self.world.executions_of(thing)
                if x.status == "QUEUED" and job.status != DELETION_IN_PROGRESS
            ]
            if live:
                _, job_id, job = min(live, key=lambda found: found[0])
                alone = World().with_job(job_id, job)
                permitted = step(alone, request, TABLE)[0]
                self.world = self.world.with_job(job_id, permitted.world.jobs[job_id])
                return permitted.answer
        return super().answer(request)


class CountsNoUpdates(Correct):
    """Does not increment the version when a device updates."""

    def answer(self, request: Request) -> Answer:
        before = self.world
        answer = super().answer(request)
        if isinstance(request, UpdateJobExecution) and answer == OK:
            execution = before.execution(request.job_id, request.thing_name)
            version = execution.version if execution else 1
            self.set_execution(request.job_id, request.thing_name, version=version)
        return answer


class DropsDetails(Correct):
    """Ignores the statusDetails of a cancel."""

    def answer(self, request: Request) -> Answer:
        if isinstance(request, CancelJobExecution):
            request = replace(request, status_details=None)
        return super().answer(request)


class _Lists(Correct):
    """Lists wrong executions, but describes each execution correctly."""

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        if answer.error is None and isinstance(
            request, ListJobExecutionsForJob | ListJobExecutionsForThing
        ):
            entries: Any = answer.response
            return Answer(None, tuple(sorted(self.listed(request, entries))))
        return answer

    def listed(
        self,
        request: ListJobExecutionsForJob | ListJobExecutionsForThing,
        entries: tuple[ListedExecution, ...],
    ) -> Iterable[ListedExecution]:
        """The wrong listing for a correct one."""
        raise NotImplementedError


class ListsNoCanceled(_Lists):
    def listed(self, _: Any, entries: tuple[ListedExecution, ...]) -> Iterable[ListedExecution]:
        return (entry for entry in entries if entry.status != "CANCELED")


class ListsWhatIsDeleted(DeletesAtOnce, _Lists):
    """Lists the executions of deleted jobs among those of their things."""

    def __init__(self, lag: bool = False) -> None:
        super().__init__(lag)
        self.had: dict[str, set[ListedExecution]] = {}

    def answer(self, request: Request) -> Answer:
        if isinstance(request, DeleteJob) and request.job_id in self.world.jobs:
            for thing, x in self.world.jobs[request.job_id].executions.items():
                entry = ListedExecution(request.job_id, thing, x.status)
                self.had.setdefault(thing, set()).add(entry)
        return super().answer(request)

    def listed(
        self, request: Any, entries: tuple[ListedExecution, ...]
    ) -> Iterable[ListedExecution]:
        had = self.had.get((request.thing_name or ""), set())
        return (*entries, *(entry for entry in had if entry.job_id not in self.world.jobs))


class ListsWhatWasBeforeForce(_Lists):
    """Lists executions that were canceled with force as IN_PROGRESS."""

    def __init__(self, lag: bool = False) -> None:
        super().__init__(lag)
        self.forced: set[tuple[str, str]] = set()

    def answer(self, request: Request) -> Answer:
        if isinstance(request, CancelJob | CancelJobExecution) and request.force:
            job = self.world.jobs.get(request.job_id)
            for thing, x in job.executions.items() if job else ():
                if x.status == "IN_PROGRESS":
                    self.forced.add((request.job_id, thing))
        return super().answer(request)

    def listed(self, _: Any, entries: tuple[ListedExecution, ...]) -> Iterable[ListedExecution]:
        for entry in entries:
            before = entry[:2] in self.forced
            yield entry._replace(status="IN_PROGRESS") if before else entry


class ListsNothingForNobody(Correct):
    """Answers with an empty listing for an absent job, instead of rejecting."""

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        nobody = Answer("ResourceNotFoundException")
        if isinstance(request, ListJobExecutionsForJob) and answer == nobody:
            return Answer(None, ())
        return answer


class KeepsCanceledPending(Correct):
    """Lists executions that CancelJob has canceled as pending."""

    def __init__(self, lag: bool = False) -> None:
        super().__init__(lag)
        self.entries: dict[str, set[PendingExecution]] = {}

    def answer(self, request: Request) -> Answer:
        if isinstance(request, CancelJob) and request.job_id in self.world.jobs:
            for thing, x in self.world.jobs[request.job_id].executions.items():
                if x.status == "QUEUED":
                    entry = PendingExecution(request.job_id, x.status, x.version)
                    self.entries.setdefault(thing, set()).add(entry)
        answer = super().answer(request)
        if not isinstance(request, GetPendingJobExecutions) or answer.error is not None:
            return answer
        entries: Any = answer.response
        return Answer(None, tuple(sorted({*entries, *self.entries.get(request.thing_name, ())})))
