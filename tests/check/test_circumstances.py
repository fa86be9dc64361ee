"""Faults in one circumstance only: at the limit of deletions, by force, for the second thing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from iot_jobs_spec import (
    TABLE,
    Answer,
    CancelJob,
    CancelJobExecution,
    DeleteJob,
    DescribeJobExecution,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
)
from iot_jobs_spec.check import Checker
from iot_jobs_spec.errors import LIMIT_EXCEEDED
from iot_jobs_spec.model.constraints import Fit, judge
from iot_jobs_spec.model.divergence import READS
from iot_jobs_spec.systems import Unanswered
from support import doubles

AT_LIMIT = {cell.id for cell in TABLE.cells() if dict(cell.guards).get("at_limit")}


class WithLimit(doubles.Correct):
    @property
    def is_at_limit(self) -> bool:
        return self.world.deleting >= self.world.deletion_limit


class LooksForRoomFirst(WithLimit):
    """Checks the limit of deletions before it checks whether the job exists."""

    def answer(self, request: Request) -> Answer:
        known = (request.job_id or "") in self.world.jobs
        if isinstance(request, DeleteJob) and self.is_at_limit and not known:
            return Answer(LIMIT_EXCEEDED.code)
        return super().answer(request)


class CancelsOnlyWithRoom(WithLimit):
    """Accepts CancelJob at the limit of deletions, without effect."""

    def answer(self, request: Request) -> Answer:
        before, answer = self.world, super().answer(request)
        if isinstance(request, CancelJob) and self.is_at_limit:
            self.world = before
        return answer


class CancelsWithoutComment(WithLimit):
    """Loses a comment at the limit of deletions."""

    def answer(self, request: Request) -> Answer:
        if isinstance(request, CancelJob) and self.is_at_limit:
            request = replace(request, comment=None)
        return super().answer(request)


class UpdatesOnlyWithRoom(WithLimit):
    """Accepts UpdateJobExecution at the limit of deletions, without effect."""

    def answer(self, request: Request) -> Answer:
        before, answer = self.world, super().answer(request)
        if isinstance(request, UpdateJobExecution) and self.is_at_limit:
            self.world = before
        return answer


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        (LooksForRoomFirst, "DeleteJob/ABSENT"),
        (CancelsOnlyWithRoom, "CancelJob/IN_PROGRESS/!force"),
        (CancelsWithoutComment, "CancelJob/IN_PROGRESS/!force"),
        (UpdatesOnlyWithRoom, "UpdateJobExecution/QUEUED/!version_mismatch/!job_deleting"),
    ],
)
def test_a_fault_only_at_the_limit_is_found_with_the_deletions_and_little_else(
    kind: type[WithLimit], cell: str
) -> None:
    findings = Checker(kind(), run="spec").check().findings
    finding = next(finding for finding in findings if finding.cell == cell)
    assert finding.shown
    filling = 2 * doubles.Correct.limit
    assert filling < len(finding.steps) <= filling + 3


@pytest.mark.slow
def test_without_a_limit_no_request_is_sent_at_the_limit() -> None:
    report = Checker(doubles.DeletesAtOnce(), run="spec").check()
    cancel = next(r for r in report.results if r.cell.id == "CancelJob/IN_PROGRESS/!force")
    assert (cancel.verdict, cancel.reasons) == ("conforms", ())


def has_bad_comment(request: Request) -> bool:
    if not isinstance(request, CancelJob) or judge(request)[0] is not Fit.BROKEN:
        return False
    return judge(replace(request, comment=None))[0] is Fit.KEPT


class ForceExcuses(doubles.Correct):
    """Does not check the comment of a CancelJob with force."""

    def answer(self, request: Request) -> Answer:
        if isinstance(request, CancelJob) and request.force and has_bad_comment(request):
            request = replace(request, comment=None)
        return super().answer(request)


class TurnsWithEachRejection(doubles.Correct):
    """Rejects a bad comment, but stores another one; the next rejection removes it."""

    def answer(self, request: Request) -> Answer:
        job = self.world.jobs.get(request.job_id or "")
        if job is not None and has_bad_comment(request):
            job = job._replace(comment=None if job.comment else "rejected")
            self.world = self.world.with_job((request.job_id or ""), job)
        return super().answer(request)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [ForceExcuses, TurnsWithEachRejection])
def test_the_effect_of_a_malformed_request_is_found_with_force_and_after_a_first_one(
    kind: type[doubles.Correct],
) -> None:
    [finding] = Checker(kind(), run="spec").check().findings
    assert finding.cell == "CancelJob/malformed/COMMENT"
    assert len(finding.steps) <= 3


class ComparesWithTheFirst(doubles.Correct):
    """Compares the expected version with that of the first execution of the job."""

    def answer(self, request: Request) -> Answer:
        asked: Any = request
        if request.expected_version is not None:
            job = self.world.jobs.get(asked.job_id)
            own = self.world.execution(asked.job_id, asked.thing_name)
            if job is not None and own is not None:
                first = job.executions[job.targets[0]]
                ahead = asked.expected_version - first.version
                asked = replace(asked, expected_version=max(1, own.version + ahead))
        return super().answer(asked)


@pytest.mark.slow
def test_a_version_that_is_compared_with_another_execution_is_found() -> None:
    findings = Checker(ComparesWithTheFirst(), run="spec").check().findings
    assert {type(finding.divergence.request) for finding in findings} == {
        CancelJobExecution,
        UpdateJobExecution,
    }
    assert all("/version_mismatch/" in finding.cell for finding in findings)


class SparesTheSecond(doubles.Correct):
    """CancelJob with force cancels only the first IN_PROGRESS execution."""

    spared: Any = None

    def answer(self, request: Request) -> Answer:
        before, answer = self.world, super().answer(request)
        if isinstance(request, CancelJob) and request.force and answer.error is None:
            executions = sorted(before.jobs[request.job_id].executions.items())
            working = [one for one in executions if one[1].status == "IN_PROGRESS"]
            self.spared = (request.job_id, *working[1]) if len(working) > 1 else None
        return answer

    def settle(self, job_id: str) -> None:
        super().settle(job_id)
        if self.spared is not None and self.spared[0] == job_id and job_id in self.world.jobs:
            _, thing, execution = self.spared
            job = self.world.jobs[job_id]
            job = job._replace(executions=job.executions.set(thing, execution))
            self.world = self.world.with_job(job_id, job)


@pytest.mark.slow
def test_a_forced_cancel_that_leaves_one_of_two_running_executions_is_found() -> None:
    [finding] = Checker(SparesTheSecond(), run="spec").check().findings
    assert finding.cell == "Execution.cascade/IN_PROGRESS/force"
    assert finding.verdict == "violates"
    assert len(finding.steps) <= 5


class StartsAgain(doubles.Correct):
    """Increments the version when StartNextPendingJobExecution returns a running execution."""

    def answer(self, request: Request) -> Answer:
        before, answer = self.world, super().answer(request)
        response: Any = answer.response
        if not isinstance(request, StartNextPendingJobExecution) or response is None:
            return answer
        job_id, thing = response.job_id, response.thing_name
        known = before.execution(job_id, thing)
        if known is None or known.status != "IN_PROGRESS":
            return answer
        self.set_execution(job_id, thing, version=known.version + 1)
        return Answer(None, replace(response, version=known.version + 1))


@pytest.mark.slow
def test_a_wrong_answer_is_at_fault_if_a_read_right_before_was_correct() -> None:
    [finding] = Checker(StartsAgain(), run="spec").check().findings
    assert finding.cell == "StartNextPendingJobExecution/IN_PROGRESS"
    assert finding.shortest
    assert len(finding.steps) == 3


class FlagsTheNeighbour(WithLimit):
    """Shows other jobs on the same things as force-canceled after a DeleteJob at the limit."""

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        if isinstance(request, DeleteJob) and answer.error == LIMIT_EXCEEDED.code:
            things = {*self.world.jobs[request.job_id].targets}
            for name, job in self.world.jobs.items():
                if (
                    name != request.job_id
                    and job.status == "IN_PROGRESS"
                    and things & {*job.targets}
                ):
                    self.world = self.world.with_job(name, job._replace(force_canceled=True))
        return answer


@pytest.mark.slow
def test_the_proof_of_a_changed_neighbour_at_the_limit_has_only_the_neighbour() -> None:
    findings = Checker(FlagsTheNeighbour(), run="spec").check().findings
    assert findings
    for finding in findings:
        assert finding.cell in AT_LIMIT
        assert finding.shortest
        assert len(finding.steps) <= 2 * doubles.Correct.limit + 7


class DescribesAsItsJob(doubles.Correct):
    """Describes every execution of a CANCELED job as CANCELED, but lists them correctly."""

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        job = self.world.jobs.get(request.job_id or "")
        response: Any = answer.response
        describes = isinstance(request, DescribeJobExecution) and response is not None
        if describes and job is not None and job.status == "CANCELED":
            return Answer(None, replace(response, status="CANCELED"))
        return answer


@pytest.mark.slow
def test_a_description_is_at_fault_if_the_listing_is_correct() -> None:
    [finding] = Checker(DescribesAsItsJob(), run="spec").check().findings
    assert finding.cell == "DescribeJobExecution/IN_PROGRESS"
    assert finding.shortest


class RejectsAndCascades(doubles.Correct):
    """Rejects a forced CancelJob of a canceled job, but cancels its executions."""

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        if isinstance(request, CancelJob) and request.force and answer.error is not None:
            job = self.world.jobs.get(request.job_id)
            for thing in job.executions if job is not None and job.status == "CANCELED" else ():
                self.set_execution(request.job_id, thing, status="CANCELED")
        return answer


@pytest.mark.slow
def test_a_change_by_a_rejected_request_is_found_in_its_cell() -> None:
    [finding] = Checker(RejectsAndCascades(), run="spec").check().findings
    assert finding.cell == "CancelJob/CANCELED/force"


class CascadesTheNeighbour(doubles.Correct):
    """CancelJob with force also cancels running executions of other jobs."""

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        if isinstance(request, CancelJob) and request.force and answer.error is None:
            for thing in self.world.jobs[request.job_id].targets:
                for name, _, execution in list(self.world.executions_of(thing)):
                    if name != request.job_id and execution.status == "IN_PROGRESS":
                        self.set_execution(name, thing, status="CANCELED")
        return answer


@pytest.mark.slow
def test_a_neighbour_at_work_that_is_canceled_by_force_is_found_in_the_fewest_steps() -> None:
    [finding] = Checker(CascadesTheNeighbour(), run="spec").check().findings
    assert finding.cell == "CancelJob/IN_PROGRESS/force"
    assert finding.shortest
    assert len(finding.steps) <= 6


@pytest.mark.slow
@pytest.mark.parametrize(
    ("request_", "cell"),
    [
        (CancelJobExecution, "CancelJobExecution/CANCELED/!version_mismatch/!job_deleting"),
        (UpdateJobExecution, "UpdateJobExecution/CANCELED/!version_mismatch/!job_deleting"),
    ],
)
def test_executions_that_were_canceled_by_force_are_checked_too(request_: Any, cell: str) -> None:
    class Reopens(doubles.Correct):
        """Accepts requests about an execution that was canceled with force."""

        def answer(self, request: Request) -> Answer:
            asked: Any = request
            if type(request) is request_:
                execution = self.world.execution(asked.job_id, asked.thing_name)
                if execution is not None and execution.force_canceled is True:
                    return Answer()
            return super().answer(request)

    findings = Checker(Reopens(), run="spec").check().findings
    assert [finding.cell for finding in findings] == [cell]


class TwoFaultsAtTheLimit(LooksForRoomFirst, UpdatesOnlyWithRoom):
    """Has two faults, and neither hides the other."""


@pytest.mark.slow
def test_an_inconclusive_answer_at_the_limit_hides_no_other_fault_there() -> None:
    cells = {
        finding.cell for finding in Checker(TwoFaultsAtTheLimit(), run="spec").check().findings
    }
    assert cells >= {
        "DeleteJob/ABSENT",
        "UpdateJobExecution/QUEUED/!version_mismatch/!job_deleting",
    }


class OnlyReads(doubles.Correct):
    """Has no operation that changes anything."""

    def perform(self, request: Request) -> Answer:
        if not isinstance(request, READS):
            raise Unanswered("it only reads", missing=True)
        return super().perform(request)


@pytest.mark.slow
def test_a_system_that_only_reads_is_checked_as_far_as_it_goes() -> None:
    report = Checker(OnlyReads(), run="spec").check()
    assert not report.findings
    assert report.count("conforms") > 0
    assert report.count("unreached") > report.count("conforms")


class LimitsDetails(doubles.Correct):
    """Answers LimitExceededException to more statusDetails than permitted."""

    def answer(self, request: Request) -> Answer:
        details = request.status_details or ()
        if isinstance(request, CancelJobExecution) and len(details) > 10:
            return Answer(LIMIT_EXCEEDED.code)
        return super().answer(request)


@pytest.mark.slow
def test_another_limit_is_not_reported_as_the_limit_of_deletions() -> None:
    findings = Checker(LimitsDetails(), run="spec").check().findings
    assert [finding.cell for finding in findings] == ["CancelJobExecution/malformed/DETAILS_COUNT"]


class CascadesLate(doubles.Correct):
    """Cancels the executions of a canceled job some requests later."""

    late = 4

    def __init__(self) -> None:
        super().__init__()
        self.due: dict[str, int] = {}

    def settle(self, job_id: str) -> None:
        job = self.world.jobs.get(job_id)
        if job is not None and job.status == "CANCELED" and job_id not in self.due:
            self.due[job_id] = self.asked + self.late
        if job is None or job.status != "CANCELED":
            super().settle(job_id)

    def answer(self, request: Request) -> Answer:
        for job_id, when in self.due.items():
            if self.asked >= when and job_id in self.world.jobs:
                super().settle(job_id)
        return super().answer(request)


@pytest.mark.slow
def test_a_late_cascade_is_not_reported_as_a_wrong_description() -> None:
    cells = {finding.cell for finding in Checker(CascadesLate(), run="spec").check().findings}
    assert "Execution.cascade/QUEUED/!force" in cells
    assert not any(cell.startswith("DescribeJobExecution") for cell in cells)


class CancelsByPrefix(doubles.Correct):
    """CancelJob also cancels the executions of every job whose id begins with the given one."""

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        if isinstance(request, CancelJob) and answer.error is None:
            for name, job in self.world.jobs.items():
                for thing in job.executions if name.startswith(request.job_id) else ():
                    if name != request.job_id:
                        self.set_execution(name, thing, status="CANCELED")
        return answer


@pytest.mark.slow
def test_a_job_whose_id_begins_with_another_id_is_a_different_job() -> None:
    findings = Checker(CancelsByPrefix(), run="spec").check().findings
    assert {cell for finding in findings for cell in finding.cells} == {
        "CancelJob/IN_PROGRESS/!force",
        "CancelJob/IN_PROGRESS/force",
    }
