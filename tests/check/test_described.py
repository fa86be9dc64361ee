"""A listing is at fault only for executions that their own descriptions show correctly."""

from __future__ import annotations

from typing import Any

import pytest

from iot_jobs_spec import (
    TABLE,
    Answer,
    CancelJobExecution,
    CreateJob,
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
)
from iot_jobs_spec.judge.diagnose import diagnose
from iot_jobs_spec.judge.findings import findings
from iot_jobs_spec.judge.history import Call
from iot_jobs_spec.model.answers import OK

GONE = Answer("ResourceNotFoundException")
JOB, NONE = Answer(None, JobDescription("job", "IN_PROGRESS")), Answer(None, ())
"""The counters of ``JOB`` are filled in from the description of its execution."""
FOR_JOB, FOR_THING = ListJobExecutionsForJob("job"), ListJobExecutionsForThing("a")
PENDING = GetPendingJobExecutions("a")
PENDS = Answer(None, (PendingExecution("job", "QUEUED", 2),))


def execution(status: str, version: int = 1) -> Answer:
    return Answer(None, ExecutionDescription("job", "a", status, version))


def listing(status: str) -> Answer:
    return Answer(None, (ListedExecution("job", "a", status),))


@pytest.mark.parametrize(
    ("job", "described", "request_", "answer", "agrees"),
    [
        (JOB, execution("QUEUED"), FOR_JOB, listing("QUEUED"), True),
        (JOB, execution("QUEUED"), FOR_THING, listing("QUEUED"), True),
        (JOB, execution("QUEUED"), FOR_THING, listing("CANCELED"), False),
        (JOB, execution("QUEUED"), FOR_THING, NONE, False),
        (JOB, execution("QUEUED"), FOR_THING, GONE, False),
        (JOB, GONE, FOR_THING, NONE, True),
        (JOB, GONE, FOR_THING, listing("QUEUED"), True),  # the roll-out came in between
        (JOB, execution("QUEUED", 2), PENDING, PENDS, True),
        (JOB, execution("QUEUED"), PENDING, PENDS, False),
        (JOB, execution("CANCELED"), PENDING, NONE, True),
        (GONE, GONE, FOR_JOB, GONE, True),
        (GONE, execution("QUEUED"), FOR_JOB, listing("QUEUED"), True),
        (JOB, GONE, FOR_JOB, NONE, True),
        (JOB, None, FOR_THING, NONE, False),
        (JOB, execution("QUEUED"), ListJobExecutionsForThing("other"), NONE, True),
        (JOB, execution("QUEUED"), ListJobExecutionsForJob("job."), listing("QUEUED"), False),
    ],
)
def test_a_listing_agrees_with_the_descriptions_or_does_not(
    job: Answer, described: Answer | None, request_: Any, answer: Answer, agrees: bool
) -> None:
    if job is JOB and described is not GONE:
        response = described.response if described is not None else None
        status = response.status if isinstance(response, ExecutionDescription) else "QUEUED"
        job = Answer(None, JobDescription("job", "IN_PROGRESS", counts={status: 1}))
    cancel: list[tuple[Request, Answer | None]] = []
    if described == execution("CANCELED"):
        cancel = [(CancelJobExecution("job", "a"), OK)]
        job = Answer(None, JobDescription("job", "COMPLETED", counts={"CANCELED": 1}))
    asked: list[tuple[Request, Answer | None]] = [
        (CreateJob("job", ("a",)), OK),
        *cancel,
        (DescribeJob("job"), job),
        (DescribeJobExecution("job", "a"), described),
        (request_, answer),
    ]
    history = [Call(request, came, n, n) for n, (request, came) in enumerate(asked)]
    table = TABLE.by_cell()
    diagnosis = diagnose([history], table)
    found = [cell for one in findings(diagnosis, [history], table) for cell in one.cells]
    blamed = [cell for cell in found if cell.startswith(f"{request_.operation}/")]
    assert (not blamed) is agrees, found
