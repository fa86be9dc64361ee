"""Histories that end with an answer which the spec does not permit, and what is wrong with each."""

from __future__ import annotations

from typing import NamedTuple

from iot_jobs_spec import (
    Answer,
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    DescribeJob,
    DescribeJobExecution,
    ExecutionDescription,
    GetPendingJobExecutions,
    JobDescription,
    ListedExecution,
    ListJobExecutionsForJob,
    ListJobExecutionsForThing,
    PendingExecution,
    Request,
    UpdateJobExecution,
)
from iot_jobs_spec.model.answers import Entries, Response, listing
from support.scenarios import CONFLICT, INVALID, INVALID_STATE, NOT_FOUND

OK = Answer()
READ_JOB, READ = DescribeJob("job"), DescribeJobExecution("job", "a")
Seen = tuple[Request, Answer]


def answered(response: Response | Entries) -> Answer:
    return Answer(None, listing(response) if isinstance(response, tuple) else response)


def job_is(status: str, force: bool = False, **counts: int) -> Seen:
    return READ_JOB, answered(JobDescription("job", status, force, counts=counts))


def execution_is(
    status: str, version: int = 1, force: bool = False, details: dict[str, str] | None = None
) -> Seen:
    return READ, answered(ExecutionDescription("job", "a", status, version, details or {}, force))


def listed(job_id: str, **statuses: str) -> Seen:
    entries = (ListedExecution(job_id, thing, status) for thing, status in statuses.items())
    return ListJobExecutionsForJob(job_id), answered(tuple(entries))


def rejected(request: Request, code: str) -> Seen:
    return request, Answer(code)


def done(request: Request) -> Seen:
    return request, OK


CREATED = done(CreateJob("job", ("a",)))
STARTED = done(UpdateJobExecution("job", "a"))


class Case(NamedTuple):
    """``rule`` is the one that should have answered last, ``blamed`` the cell at fault where that
    is another one. ``verdict`` holds for both."""

    verdict: str
    rule: str
    seen: list[Seen]
    blamed: str = ""


DIVERGENT: dict[str, Case] = {
    "a delete without force of a running job": Case(
        "violates", "DeleteJob/IN_PROGRESS/!force/!at_limit",
        [CREATED, done(DeleteJob("job"))]),
    "a cancel without force of a running execution": Case(
        "violates", "CancelJobExecution/IN_PROGRESS/!force/!version_mismatch/!job_deleting",
        [CREATED, STARTED, done(CancelJobExecution("job", "a"))]),
    "a cancel that ignores the version": Case(
        "violates", "CancelJobExecution/QUEUED/version_mismatch/!job_deleting",
        [CREATED, done(CancelJobExecution("job", "a", expected_version=5))],
        "CancelJobExecution/QUEUED/!force/version_mismatch/!job_deleting"),
    "another error than the documented one": Case(
        "violates", "CancelJobExecution/IN_PROGRESS/!force/!version_mismatch/!job_deleting",
        [CREATED, STARTED, rejected(CancelJobExecution("job", "a"), INVALID)]),
    "a cancel that is idempotent": Case(
        "differs", "CancelJob/CANCELED/!force",
        [CREATED, done(CancelJob("job")), done(CancelJob("job"))]),
    "a cancel of a job that is being deleted": Case(
        "violates", "CancelJob/DELETION_IN_PROGRESS",
        [CREATED, done(DeleteJob("job", True)), job_is("DELETION_IN_PROGRESS", QUEUED=1),
         done(CancelJob("job"))]),
    "an odd error for a job that is being deleted": Case(
        "differs", "CancelJob/DELETION_IN_PROGRESS",
        [CREATED, done(DeleteJob("job", True)), job_is("DELETION_IN_PROGRESS", QUEUED=1),
         rejected(CancelJob("job"), CONFLICT)]),
    "an id that is given away twice": Case(
        "violates", "CreateJob/IN_PROGRESS/!identical_repeat",
        [CREATED, done(CreateJob("job", ("b",)))]),
    "a forced cancel that spares a device": Case(
        "violates", "DescribeJobExecution/CANCELED",
        [CREATED, STARTED, done(CancelJob("job", True)), execution_is("IN_PROGRESS", 2)],
        "Execution.cascade/IN_PROGRESS/force"),
    "an unforced cancel that stops a device": Case(
        "violates", "DescribeJobExecution/IN_PROGRESS",
        [CREATED, STARTED, execution_is("IN_PROGRESS", 2), done(CancelJob("job")),
         execution_is("CANCELED", 2)],
        "Execution.cascade/IN_PROGRESS/!force"),
    "a version that an update does not bump": Case(
        "differs", "DescribeJobExecution/IN_PROGRESS",
        [CREATED, STARTED, execution_is("IN_PROGRESS", 1)],
        "UpdateJobExecution/QUEUED/!version_mismatch/!job_deleting"),
    "details that are lost": Case(
        "violates", "DescribeJobExecution/IN_PROGRESS",
        [CREATED, done(UpdateJobExecution("job", "a", status_details={"k": "1"})), STARTED,
         execution_is("IN_PROGRESS", 3)],
        "UpdateJobExecution/IN_PROGRESS/!version_mismatch/!job_deleting"),
    "a rejection that changes something": Case(
        "violates", "DescribeJobExecution/IN_PROGRESS",
        [CREATED, STARTED, rejected(CancelJobExecution("job", "a"), INVALID_STATE),
         execution_is("CANCELED", 2)],
        "CancelJobExecution/IN_PROGRESS/!force/!version_mismatch/!job_deleting"),
    "a job that never completes": Case(
        "violates", "DescribeJob/COMPLETED",
        [CREATED, done(CancelJobExecution("job", "a")), job_is("IN_PROGRESS", CANCELED=1)],
        "Job.complete/IN_PROGRESS/all_terminal"),
    "a flag that is not set": Case(
        "violates", "DescribeJob/CANCELED",
        [CREATED, done(CancelJob("job", True)), job_is("CANCELED", False, CANCELED=1)],
        "CancelJob/IN_PROGRESS/force"),
    "a wrong counter": Case(
        "differs", "DescribeJob/IN_PROGRESS",
        [CREATED, job_is("IN_PROGRESS", QUEUED=2)]),
    "a terminal execution in the pending list": Case(
        "violates", "GetPendingJobExecutions/CANCELED",
        [CREATED, done(CancelJobExecution("job", "a")),
         (GetPendingJobExecutions("a"), answered((PendingExecution("job", "CANCELED", 1),)))]),
    "a listing that leaves one out": Case(
        "violates", "ListJobExecutionsForJob/IN_PROGRESS",
        [done(CreateJob("job", ("a", "b"))), listed("job", b="QUEUED")]),
    "a listing that shows a removed execution": Case(
        "violates", "ListJobExecutionsForJob/DELETION_IN_PROGRESS",
        [done(CreateJob("job", ("a", "b"))), done(DeleteJob("job", True)),
         listed("job", b="QUEUED"), listed("job", a="QUEUED", b="QUEUED")]),
    "a listing of a job that is not there": Case(
        "violates", "ListJobExecutionsForJob/ABSENT",
        [listed("job")]),
    "a listing that rejects a thing without executions": Case(
        "differs", "ListJobExecutionsForThing/ABSENT",
        [rejected(ListJobExecutionsForThing("a"), NOT_FOUND)]),
    "a listing with the status of before": Case(
        "violates", "ListJobExecutionsForThing/CANCELED",
        [CREATED, done(CancelJobExecution("job", "a")), execution_is("CANCELED", 1),
         (ListJobExecutionsForThing("a"), answered((ListedExecution("job", "a", "QUEUED"),)))]),
    "a listing that is no excuse for what an earlier request did": Case(
        "violates", "DescribeJobExecution/CANCELED",
        [CREATED, execution_is("QUEUED"), done(CancelJob("job")), listed("job", a="CANCELED"),
         execution_is("QUEUED")]),
    "a malformed request that is accepted": Case(
        "violates", "CancelJob/malformed/REASON_CODE",
        [CREATED, done(CancelJob("job", reason_code="lower"))]),
}  # fmt: skip
