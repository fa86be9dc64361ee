"""Shared set-ups and requests hide no fault: faults that others could mask are found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from iot_jobs_spec import (
    Answer,
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    Request,
    UpdateJobExecution,
)
from iot_jobs_spec.check import Checker
from iot_jobs_spec.model.maps import Map
from support import doubles

INVALID = Answer("InvalidRequestException")


class RejectsOneLongKey(doubles.Correct):
    """Rejects a key of 128 characters if it is the only one."""

    def answer(self, request: Request) -> Answer:
        if isinstance(request, CancelJobExecution):
            keys = [*(request.status_details or ())]
            if len(keys) == 1 and len(keys[0]) == 128:
                return INVALID
        return super().answer(request)


class LosesOneLongValue(doubles.Correct):
    """Loses a value of 1024 characters if it is the only one."""

    def answer(self, request: Request) -> Answer:
        if isinstance(request, UpdateJobExecution):
            values = [*(request.status_details or Map()).values()]
            if len(values) == 1 and len(values[0]) == 1024:
                request = replace(request, status_details=Map())
        return super().answer(request)


class LosesTheReasonOfALongComment(doubles.Correct):
    """Loses the reasonCode if it and the comment are both long."""

    def answer(self, request: Request) -> Answer:
        if isinstance(request, CancelJob):
            both = len(request.comment or ""), len(request.reason_code or "")
            if both[0] > 1000 and both[1] > 100:
                request = replace(request, reason_code=None)
        return super().answer(request)


class Toggles(doubles.Correct):
    """Each rejected CancelJobExecution changes the flag; a second one changes it back."""

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        if isinstance(request, CancelJobExecution) and answer.error is not None:
            found = self.world.execution(request.job_id, request.thing_name)
            if found is not None and found.status == "CANCELED":
                flag = not found.force_canceled
                self.set_execution(request.job_id, request.thing_name, force_canceled=flag)
        return answer


class NeedsBoth(doubles.Correct):
    """Keeps a comment only with a reason code, and a reason code only with a comment."""

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        if isinstance(request, CancelJob) and answer.error is None:
            job = self.world.jobs[request.job_id]
            if None in (job.comment, job.reason_code):
                job = job._replace(comment=None, reason_code=None)
                self.world = self.world.with_job(request.job_id, job)
        return answer


class SparesForceOnTheSecond(doubles.Correct):
    """Cancels the execution of a job's second thing without force."""

    def answer(self, request: Request) -> Answer:
        if isinstance(request, CancelJobExecution):
            job = self.world.jobs.get(request.job_id)
            if job is not None and job.targets[1:2] == (request.thing_name,):
                request = replace(request, force=True)
        return super().answer(request)


class KeepsWhatWas(doubles.Correct):
    """Gives a new job the comment of the old job with its id."""

    lingers = 30

    def __init__(self) -> None:
        super().__init__()
        self.before: dict[str, str] = {}

    def answer(self, request: Request) -> Answer:
        job = self.world.jobs.get(request.job_id or "")
        if isinstance(request, DeleteJob) and job is not None and job.comment:
            self.before[request.job_id] = job.comment
        answer = super().answer(request)
        if isinstance(request, CreateJob) and answer.error is None:
            made = self.world.jobs[request.job_id]
            comment = self.before.get(request.job_id, made.comment)
            self.world = self.world.with_job(request.job_id, made._replace(comment=comment))
        return answer


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "cells"),
    [
        (RejectsOneLongKey, {"CancelJobExecution/malformed/DETAILS_KEY"}),
        (LosesOneLongValue, {"UpdateJobExecution/malformed/DETAILS_VALUE"}),
        (LosesTheReasonOfALongComment, {"CancelJob/malformed/REASON_CODE"}),
        (
            Toggles,
            {
                "CancelJobExecution/CANCELED/!version_mismatch/!job_deleting",
                "CancelJobExecution/CANCELED/version_mismatch/!job_deleting",
            },
        ),
        (NeedsBoth, {"CancelJob/IN_PROGRESS/!force", "CancelJob/IN_PROGRESS/force"}),
        (
            SparesForceOnTheSecond,
            {"CancelJobExecution/IN_PROGRESS/!force/!version_mismatch/!job_deleting"},
        ),
        (KeepsWhatWas, {"CreateJob/ABSENT"}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_masked_fault_is_found_in_its_cells(kind: type[doubles.Correct], cells: set[str]) -> None:
    report = Checker(kind(), run="spec").check(
        wanted=lambda cell: not dict(cell.guards).get("at_limit")
    )
    assert {cell for finding in report.findings for cell in finding.cells} == cells
