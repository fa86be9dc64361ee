"""Findings: which cell is at fault for an answer that nothing explains, in one history."""

from __future__ import annotations

from dataclasses import replace

import pytest

from iot_jobs_spec import (
    TABLE,
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
from iot_jobs_spec.judge.advance import Advance
from iot_jobs_spec.judge.deviations import COMES_LATE
from iot_jobs_spec.judge.diagnose import diagnose
from iot_jobs_spec.judge.explain import explain
from iot_jobs_spec.judge.findings import Finding, findings
from iot_jobs_spec.judge.history import Call
from iot_jobs_spec.judge.words import says
from iot_jobs_spec.model.answers import listing
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


NOT_FOUND = Answer("ResourceNotFoundException")
Late = tuple[str, list[Seen], str, str | None, str]
"""The cell of a step, what is asked before, the status of the job, and that of its executions
before and after the step."""


def late_steps(things: tuple[str, ...]) -> list[Late]:
    created: Seen = CreateJob("job", things), Answer()
    started: list[Seen] = [(UpdateJobExecution("job", thing), Answer()) for thing in things]
    canceled: list[Seen] = [(CancelJobExecution("job", thing), Answer()) for thing in things]
    forced: Seen = CancelJob("job", force=True), Answer()
    cascade = "Execution.cascade"
    return [
        ("Execution.roll_out/ABSENT", [created], "IN_PROGRESS", None, "QUEUED"),
        (f"{cascade}/QUEUED/!force", [created, CANCELED], "CANCELED", "QUEUED", "CANCELED"),
        (f"{cascade}/QUEUED/force", [created, forced], "CANCELED", "QUEUED", "CANCELED"),
        (
            f"{cascade}/IN_PROGRESS/force",
            [created, *started, forced],
            "CANCELED",
            "IN_PROGRESS",
            "CANCELED",
        ),
        (
            "Job.complete/IN_PROGRESS/all_terminal",
            [created, *canceled],
            "COMPLETED",
            "CANCELED",
            "CANCELED",
        ),
    ]


def reads(
    operation: str, job: str, statuses: dict[str, str | None], force: bool = False, version: int = 1
) -> list[Seen]:
    """The reads by an operation, of a job or of each of its executions."""
    there = {thing: status for thing, status in statuses.items() if status is not None}
    entries = tuple(ListedExecution("job", thing, there[thing]) for thing in there)
    if operation == "DescribeJob":
        counts = {status: [*there.values()].count(status) for status in there.values()}
        shown = JobDescription("job", job, force, counts=counts)
        return [(DescribeJob("job"), Answer(None, shown))]
    if operation == "ListJobExecutionsForJob":
        return [(ListJobExecutionsForJob("job"), Answer(None, listing(entries)))]
    found: list[Seen] = []
    for thing, status in statuses.items():
        own = tuple(entry for entry in entries if entry.thing_name == thing)
        if operation == "ListJobExecutionsForThing":
            found.append((ListJobExecutionsForThing(thing), Answer(None, listing(own))))
        elif operation == "GetPendingJobExecutions":
            live = [one for one in own if one.status in ("QUEUED", "IN_PROGRESS")]
            pending = tuple(PendingExecution("job", one.status, version) for one in live)
            found.append((GetPendingJobExecutions(thing), Answer(None, listing(pending))))
        elif status is None:
            found.append((DescribeJobExecution("job", thing), NOT_FOUND))
        else:
            described = ExecutionDescription("job", thing, status, version)
            found.append((DescribeJobExecution("job", thing), Answer(None, described)))
    return found


READS = sorted(BY_CELL.reads)
OF_EXECUTIONS = [name for name in READS if name != "DescribeJob"]


@pytest.mark.parametrize("settle", [0.0, 5.0], ids=lambda settle: f"settle {settle}")
@pytest.mark.parametrize("things", [("a",), ("a", "b")], ids=["one execution", "two executions"])
@pytest.mark.parametrize("first", READS)
@pytest.mark.parametrize("at", range(5), ids=[step[0] for step in late_steps(("a",))])
def test_a_step_that_comes_late_is_at_fault_whatever_shows_it_first(
    at: int, first: str, things: tuple[str, ...], settle: float
) -> None:
    cell, before, job, old, new = late_steps(things)[at]
    told = before[-1][0] == CancelJob("job", force=True), 2 if old == "IN_PROGRESS" else 1
    is_of_job = cell.startswith("Job")
    begins = reads(first, job, dict.fromkeys(things, old), *told)
    if is_of_job:
        begins = reads("DescribeJob", "IN_PROGRESS", dict.fromkeys(things, old), *told)
    for later in READS:
        ends = reads(later, job, dict.fromkeys(things, new), *told)
        if is_of_job and later != "DescribeJob":
            continue  # only that shows the status of a job
        seen = [*before, *begins, *ends]
        waits = [*[0] * len(before), *[1] * len(begins), *[2] * len(ends)]
        times = [n + 4 * settle * waited for n, waited in enumerate(waits)]
        calls = [[Call(*one, t, t + 0.5) for one, t in zip(seen, times, strict=True)]]
        diagnosis = diagnose(calls, BY_CELL, lambda table: Advance(table, settle=settle))
        [found] = findings(diagnosis, calls, BY_CELL)
        assert (found.cells, says(found, BY_CELL)) == ((cell,), "comes too late")
        rule = next(rule for rule in BY_CELL.rules if rule.id == cell)
        assert found.claims == rule.claims
        assert found.verdict == "violates"


@pytest.mark.parametrize("operation", OF_EXECUTIONS)
def test_one_of_two_executions_may_be_late(operation: str) -> None:
    created: Seen = CreateJob("job", ("a", "b")), Answer()
    half = reads(operation, "IN_PROGRESS", {"a": "QUEUED", "b": None})
    [found] = found_in([created, *half, *reads(operation, "", {"a": "QUEUED", "b": "QUEUED"})])
    assert found.cells == ("Execution.roll_out/ABSENT",)


@pytest.mark.parametrize("operation", OF_EXECUTIONS)
def test_a_deletion_may_take_any_time(operation: str) -> None:
    deleted: Seen = DeleteJob("job", force=True), Answer()
    there, gone = ({"a": status} for status in ("QUEUED", None))
    ends: Seen = DescribeJob("job"), NOT_FOUND
    late = reads(operation, "", there)
    rest = [] if operation == "ListJobExecutionsForJob" else reads(operation, "", gone)
    assert found_in([CREATED, deleted, *late, *late, ends, *rest]) == []


def test_a_step_that_reached_one_execution_and_never_the_other_is_not_late() -> None:
    created: Seen = CreateJob("job", ("a", "b")), Answer()
    left = reads("DescribeJobExecution", "", {"a": "CANCELED", "b": "QUEUED"})
    found = found_in([created, CANCELED, *left, *left])
    assert COMES_LATE not in [one for finding in found for one in finding.deviations]


def test_a_late_step_is_found_beside_other_faults() -> None:
    late = reads("DescribeJob", "IN_PROGRESS", {"a": None})
    right = reads("DescribeJob", "IN_PROGRESS", {"a": "QUEUED"})
    again: Seen = CancelJob("job"), Answer()
    unforced: Seen = DeleteJob("job"), Answer()
    found = found_in(
        [CREATED, *late, *right],
        [CREATED, CANCELED, again],
        [CREATED, unforced],
        [CREATED, unforced],
    )
    assert {one.cell for one in found} == {
        "DeleteJob/IN_PROGRESS/!force/!at_limit",
        "Execution.roll_out/ABSENT",
        "CancelJob/CANCELED/!force",
    }


def test_background_steps_that_come_late_are_one_finding_in_the_cell_of_the_step() -> None:
    late = job_is("CANCELED", QUEUED=1)
    [found] = found_in(
        [CREATED, CANCELED, late, late, job_is("CANCELED", CANCELED=1)],
        [CREATED, CANCELED, late],
    )
    assert found.deviations == (COMES_LATE,)
    assert found.cells == ("Execution.cascade/QUEUED/!force",)
    assert says(found, BY_CELL) == "comes too late"


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


def updated(given: bool, shown: ExecutionDescription) -> list[Seen]:
    update = UpdateJobExecution("job", "a", status_details={"step": "1"} if given else None)
    return [CREATED, (update, Answer()), (DescribeJobExecution("job", "a"), Answer(None, shown))]


RUNNING = ExecutionDescription("job", "a", "IN_PROGRESS", 2)


def test_an_answer_that_nothing_explains_hides_no_other_one_after_the_same_requests() -> None:
    right = [updated(False, RUNNING)] * 6
    odd = updated(False, replace(RUNNING, status="ODD"))
    lost = updated(True, RUNNING)  # without the statusDetails that were given
    [alone] = found_in(*right, lost)
    assert says(alone, BY_CELL) == "does not change statusDetails"
    both = found_in(*right, odd, lost)
    assert [one.shown for one in both] == [((6, 2),), ((7, 2),)]
    assert [one.deviations for one in both] == [(), alone.deviations]


def test_wrong_statuses_and_wrong_versions_are_two_findings() -> None:
    right = [updated(False, RUNNING)] * 6
    odd = [replace(RUNNING, status=status) for status in ("ODD", "VERY ODD")]
    later = [replace(RUNNING, version=version) for version in (7, 9)]
    found = found_in(*right, *(updated(False, shown) for shown in (*odd, *later)))
    assert [one.shown for one in found] == [((6, 2), (7, 2)), ((8, 2), (9, 2))]


CANCELED_ONE: Seen = CancelJobExecution("job", "a"), Answer()
JOB_CANCELED = reads("DescribeJob", "CANCELED", {"a": "CANCELED"})[0]
COMPLETED = reads("DescribeJob", "COMPLETED", {"a": "CANCELED"})[0]


@pytest.mark.parametrize(
    ("before", "read", "gave", "also"),
    [
        (
            [CREATED, CANCELED_ONE, COMPLETED],
            reads("DescribeJobExecution", "", {"a": "QUEUED"}),
            "CancelJobExecution/QUEUED/!force/!version_mismatch/!job_deleting",
            (),
        ),
        (
            [CREATED, CANCELED, JOB_CANCELED],
            reads("DescribeJobExecution", "", {"a": "QUEUED"}),
            "Execution.cascade/QUEUED/!force",
            (),
        ),
        (
            [CREATED, CANCELED, JOB_CANCELED],
            reads("ListJobExecutionsForThing", "", {"a": "QUEUED"}),
            "Execution.cascade/QUEUED/!force",
            ("LISTED_FOR_THING",),
        ),
        (
            [CREATED, CANCELED_ONE, COMPLETED],
            reads("ListJobExecutionsForJob", "", {"a": "QUEUED"}),
            "CancelJobExecution/QUEUED/!force/!version_mismatch/!job_deleting",
            ("LISTED_FOR_JOB",),
        ),
        (
            [CREATED, CANCELED_ONE, COMPLETED],
            reads("GetPendingJobExecutions", "", {"a": "QUEUED"}),
            "CancelJobExecution/QUEUED/!force/!version_mismatch/!job_deleting",
            ("TERMINAL_IS_NEVER_PENDING",),
        ),
        (
            [CREATED, CANCELED],
            reads("DescribeJob", "IN_PROGRESS", {"a": "CANCELED"}),
            "CancelJob/IN_PROGRESS/!force",
            (),
        ),
        (
            [CREATED, reads("DescribeJob", "IN_PROGRESS", {"a": "QUEUED"})[0]],
            reads("DescribeJobExecution", "", {"a": "CANCELED"}),
            "Execution.roll_out/ABSENT",
            (),
        ),
    ],
)
def test_a_wrong_status_contradicts_the_claims_of_what_gave_the_right_one(
    before: list[Seen], read: list[Seen], gave: str, also: tuple[str, ...]
) -> None:
    [found] = found_in([*before, *read])
    rule = next(rule for rule in BY_CELL.rules if rule.id == gave)
    assert found.cell.split("/")[0] == read[0][0].operation
    names = [claim.name for claim in found.claims]
    assert names == [*(claim.name for claim in rule.claims), *also]


@pytest.mark.parametrize("operation", [name for name in OF_EXECUTIONS if name.startswith("List")])
def test_a_listing_contradicts_no_claim_about_deletions_where_nothing_is_deleted(
    operation: str,
) -> None:
    right, wrong = reads("DescribeJobExecution", "", {"a": "QUEUED"}), reads(operation, "", {})
    if not wrong:
        wrong = reads(operation, "", {"a": None})
    [found] = found_in([CREATED, *right, *wrong, *right])
    listed = "LISTED_FOR_JOB" if operation.endswith("Job") else "LISTED_FOR_THING"
    assert [claim.name for claim in found.claims] == [listed]


@pytest.mark.parametrize(
    ("request_", "error", "read", "words"),
    [
        (
            UpdateJobExecution("job", "a", expected_version=7),
            "VersionConflictException",
            ("DescribeJobExecution", "IN_PROGRESS", 2),
            (
                "rejects the request, but makes the execution IN_PROGRESS, and raises "
                "versionNumber by 1"
            ),
        ),
        (
            CancelJobExecution("job", "a", expected_version=7),
            "InvalidRequestException",
            ("DescribeJobExecution", "CANCELED", 1),
            (
                "answers InvalidRequestException instead of VersionConflictException, and makes "
                "the execution CANCELED although it rejects the request"
            ),
        ),
        (
            CancelJobExecution("job", "a", expected_version=7),
            "VersionConflictException",
            ("ListJobExecutionsForJob", "CANCELED", 1),
            "rejects the request, but makes the execution CANCELED",
        ),
    ],
)
def test_a_rejected_request_that_changes_something_is_said_to_be_rejected(
    request_: Request, error: str, read: tuple[str, str, int], words: str
) -> None:
    operation, status, version = read
    shown = reads(operation, "", {"a": status}, version=version)
    [found] = found_in([CREATED, (request_, Answer(error)), *shown])
    assert says(found, BY_CELL) == words
    assert "REJECTION_CHANGES_NOTHING" in [claim.name for claim in found.claims]
