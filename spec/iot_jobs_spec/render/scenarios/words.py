"""The words of scenarios: one short function for each sort of step."""

from __future__ import annotations

from ...language.rules import Error
from ...machines import Execution, Job
from ...model.requests import CreateJob, Request, UpdateJobExecution
from .model import DEVICE, OPERATOR, SERVICE, Background, Now, Step

QUEUED, WORKING, CANCELED = (
    str(state.value) for state in (Execution.queued, Execution.in_progress, Execution.canceled)
)
RUNNING, STOPPED, DONE, DELETING = (
    str(state.value)
    for state in (Job.in_progress, Job.canceled, Job.completed, Job.deletion_in_progress)
)
ROLL_OUT, CASCADE, REMOVE = (
    event.id for event in (Execution.roll_out, Execution.cascade, Execution.remove)
)
COMPLETE, END_DELETION = Job.complete.id, Job.end_deletion.id
JOB, ONE, TWO = "firmware-7", "pump-1", "pump-2"


def asks(
    who: str, request: Request, rule: str, says: str, *now: Now, cannot: tuple[Background, ...] = ()
) -> Step:
    """The request is accepted, and nothing else is permitted."""
    return Step(who, request, rule, says, (None,), None, now, cannot)


def fails(
    who: str,
    request: Request,
    rule: str,
    says: str,
    *errors: Error,
    now: tuple[Now, ...] = (),
    also_accepted: bool = False,
) -> Step:
    """The request is rejected with the first of ``errors``; each of them is permitted."""
    codes = tuple(error.code for error in errors)
    answers = (None, *codes) if also_accepted else codes
    return Step(who, request, rule, says, answers, codes[0], now)


def background(
    event: str, rule: str, says: str, *now: Now, job: str = JOB, thing: str | None = None
) -> Step:
    return Step(SERVICE, Background(event, job, thing), rule, says, now=now)


def job(status: str | None, job: str = JOB) -> Now:
    return Now(job, None, status)


def on(thing: str, status: str | None, version: int | None = None) -> Now:
    return Now(JOB, thing, status, version)


def rolled_out(*things: str, job: str = JOB) -> tuple[Step, ...]:
    """A job for the things, with an execution QUEUED on each."""
    made = asks(OPERATOR, CreateJob(job, things), "CreateJob/ABSENT", "makes the job")
    return made, *(
        background(ROLL_OUT, "Execution.roll_out/ABSENT", "the execution waits for its device",
                Now(job, thing, QUEUED, 1), job=job, thing=thing)
        for thing in things
    )  # fmt: skip


def starts(thing: str) -> Step:
    return asks(DEVICE, UpdateJobExecution(JOB, thing),
                "UpdateJobExecution/QUEUED/!version_mismatch/!job_deleting", "begins its update",
                on(thing, WORKING, 2))  # fmt: skip
