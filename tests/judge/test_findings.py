"""Findings: which cell is at fault for an answer that nothing explains, in one history."""

from __future__ import annotations

import pytest

from iot_jobs_spec import (
    TABLE,
    Answer,
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DescribeJob,
    DescribeJobExecution,
    ExecutionDescription,
    JobDescription,
    ListedExecution,
    ListJobExecutionsForThing,
    Request,
    UpdateJobExecution,
)
from iot_jobs_spec.judge.advance import Advance
from iot_jobs_spec.judge.deviations import COMES_LATE
from iot_jobs_spec.judge.diagnose import diagnose
from iot_jobs_spec.judge.explain import explain
from iot_jobs_spec.judge.findings import Finding, findings
from iot_jobs_spec.judge.history import Call
from iot_jobs_spec.judge.words import says
from support.divergences import DIVERGENT

BY_CELL = TABLE.by_cell()
Seen = tuple[Request, Answer]


@pytest.mark.parametrize("case", DIVERGENT)
def test_a_finding_names_the_cell_at_fault_and_the_verdict(case: str) -> None:
    verdict, rule, seen, blamed = DIVERGENT[case]
    calls = [[Call(request, answer) for request, answer in seen]]
    [found] = findings(diagnose(calls, BY_CELL), calls, BY_CELL)
    assert (found.verdict, found.cells) == (verdict, (blamed or rule,))
    assert found.claims
    assert found.seen == seen[-1][1]


CREATED: Seen = CreateJob("job", ("a",)), Answer()
CANCELED: Seen = CancelJob("job"), Answer()


def job_is(status: str, **counts: int) -> Seen:
    return DescribeJob("job"), Answer(None, JobDescription("job", status, counts=counts))


def found_in(*histories: list[Seen]) -> list[Finding]:
    calls = [[Call(request, answer) for request, answer in seen] for seen in histories]
    return list(findings(diagnose(calls, BY_CELL), calls, BY_CELL))


def test_background_steps_that_come_late_are_one_finding_in_the_cell_of_the_step() -> None:
    late = job_is("CANCELED", QUEUED=1)
    [found] = found_in(
        [CREATED, CANCELED, late, late, job_is("CANCELED", CANCELED=1)],
        [CREATED, CANCELED, late],
    )
    assert found.deviations == (COMES_LATE,)
    assert found.cells == ("Execution.cascade/QUEUED/!force",)
    assert says(found, BY_CELL) == "comes later than it may"


def test_a_background_step_that_is_never_seen_does_not_come_late() -> None:
    left = job_is("CANCELED", QUEUED=1)
    [found] = found_in([CREATED, CANCELED, left, left], [CREATED, CANCELED, left])
    assert found.cells == ("Execution.cascade/QUEUED/!force",)
    assert [one.cell for one in found.deviations] == ["Execution.cascade/QUEUED/!force"]


def test_a_description_is_at_fault_if_the_counters_were_right_just_before() -> None:
    seen = ExecutionDescription("job", "a", "CANCELED", 2)
    wrong: Seen = DescribeJobExecution("job", "a"), Answer(None, seen)
    right = ExecutionDescription("job", "a", "IN_PROGRESS", 2)
    started: Seen = UpdateJobExecution("job", "a"), Answer()
    counted = job_is("CANCELED", IN_PROGRESS=1)
    history = [CREATED, started, CANCELED, counted, wrong, counted]
    before: list[Seen] = [CREATED, started, (DescribeJobExecution("job", "a"), Answer(None, right))]
    found = found_in(history, *[before] * 5)
    assert [one.cells for one in found] == [("DescribeJobExecution/IN_PROGRESS",)]


def test_the_accepted_request_that_left_no_trace_is_at_fault_not_the_one_before() -> None:
    stays = job_is("IN_PROGRESS", QUEUED=1)
    gone = job_is("CANCELED", CANCELED=1)
    crowd: list[Seen] = [(CreateJob(f"other-{n}", ("b",)), Answer()) for n in range(2)]
    [found] = found_in([CREATED, *crowd, CANCELED, stays], *[[CREATED, CANCELED, gone]] * 3)
    assert found.cells[0] == "CancelJob/IN_PROGRESS/!force"


def test_a_request_on_which_the_service_failed_is_over() -> None:
    failed = Call(CancelJob("job"), None, 2.0, 3.0, http=500, over=True)
    calls = [
        Call(*CREATED, 0.0, 1.0),
        failed,
        Call(*job_is("IN_PROGRESS", QUEUED=1), 4.0, 5.0),
        Call(*job_is("CANCELED", CANCELED=1), 6.0, 7.0),
    ]
    assert explain(calls, Advance(BY_CELL)).diverges == 3
    unknown = [calls[0], failed._replace(over=False), *calls[2:]]
    assert explain(unknown, Advance(BY_CELL)).diverges is None


def test_a_listing_may_be_any_tuple_in_any_order() -> None:
    entries = (ListedExecution("two", "a", "QUEUED"), ListedExecution("one", "a", "QUEUED"))
    listed: Seen = ListJobExecutionsForThing("a"), Answer(None, entries)
    made: list[Seen] = [(CreateJob(name, ("a",)), Answer()) for name in ("one", "two")]
    calls = [Call(*one) for one in (*made, listed)]
    assert explain(calls, Advance(BY_CELL)).diverges is None


def test_a_record_that_a_known_fault_hides_is_found_behind_it() -> None:
    """The job is shown as QUEUED for IN_PROGRESS, and so it is when it should be COMPLETED: it
    is IN_PROGRESS then, as it can be canceled."""
    queued = Answer(None, JobDescription("job", "QUEUED", counts={"QUEUED": 1}))
    stays = Answer(None, JobDescription("job", "QUEUED", counts={"CANCELED": 1}))
    found = found_in(
        *[[CREATED, (DescribeJob("job"), queued)]] * 3,
        [
            CREATED,
            (CancelJobExecution("job", "a"), Answer()),
            (DescribeJob("job"), stays),
            CANCELED,
            job_is("CANCELED", CANCELED=1),
        ],
    )
    cells = {cell for one in found for cell in one.cells}
    assert cells == {"DescribeJob/IN_PROGRESS", "Job.complete/IN_PROGRESS/all_terminal"}
