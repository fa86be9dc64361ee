"""Diagnose: wrong systems are the spec with few deviations, and these are the right ones."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

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
    Request,
    StartNextPendingJobExecution,
    Table,
    UpdateJobExecution,
    World,
    settled,
    step,
)
from iot_jobs_spec.audit.judging import judge
from iot_jobs_spec.audit.recordings import Recording
from iot_jobs_spec.check.client import Client
from iot_jobs_spec.check.run import Runner
from iot_jobs_spec.judge.deviations import (
    LIMIT,
    NEIGHBOURS,
    STAYS,
    Behaviour,
    Deviation,
    EffectChange,
    applied,
    from_json,
    to_json,
)
from iot_jobs_spec.judge.diagnose import Diagnosis, diagnose
from iot_jobs_spec.judge.findings import Finding, findings
from iot_jobs_spec.judge.history import Call, read, write
from iot_jobs_spec.judge.words import says
from iot_jobs_spec.language.rules import RESPONSE, Mask
from iot_jobs_spec.model.answers import OK
from iot_jobs_spec.model.maps import Map
from iot_jobs_spec.model.pending import ANY, INSTEAD, NEXT
from iot_jobs_spec.systems import System
from support import doubles
from support import wrong_systems as wrong
from support.effort import some

BY_CELL = TABLE.by_cell()
CANCEL = "CancelJobExecution/IN_PROGRESS/!force/!version_mismatch/!job_deleting"
UPDATE = "UpdateJobExecution/IN_PROGRESS/!version_mismatch/!job_deleting"
ANY_RESPONSE = (Mask(RESPONSE, "any"),)


def histories(system: System, operations: Iterable[str]) -> list[tuple[Call, ...]]:
    """What comes of the scripts about these operations, but for the limit on deletions."""
    asked = {*operations}
    runner = Runner(Client(system, run="spec"))
    ran = runner.run_all(
        at_limit=False,
        wanted=lambda cell: cell.split("/")[0] in asked and "/malformed/" not in cell,
    )
    return [one.calls for one in ran]


def diagnosed(system: System, *operations: str) -> tuple[Diagnosis, tuple[Finding, ...]]:
    calls = histories(system, operations)
    diagnosis = diagnose(calls, BY_CELL)
    return diagnosis, findings(diagnosis, calls, BY_CELL)


FAULTS: dict[type[doubles.Correct], tuple[str, dict[str, Behaviour]]] = {
    doubles.DeletesWithoutForce: (
        "DeleteJob",
        {"DeleteJob/IN_PROGRESS/!force/!at_limit": Behaviour(ignores="force")},
    ),
    doubles.CancelsExecutionWithoutForce: (
        "CancelJobExecution",
        {CANCEL: Behaviour(ignores="force")},
    ),
    doubles.NeverCompletes: (
        "CancelJobExecution",
        {"Job.complete/IN_PROGRESS/all_terminal": Behaviour(moves=STAYS)},
    ),
    doubles.CountsNoUpdates: (
        "UpdateJobExecution",
        {
            cell: Behaviour(effects=(EffectChange("version", "none"),))
            for cell in (UPDATE, UPDATE.replace("IN_PROGRESS", "QUEUED"))
        },
    ),
    wrong.LosesDetails: (
        "UpdateJobExecution",
        {UPDATE: Behaviour(effects=(EffectChange("details", "set"),))},
    ),
    wrong.InventsJobs: (
        "DescribeJob",
        {"DescribeJob/ABSENT": Behaviour(answers="", moves=STAYS, shows=ANY_RESPONSE)},
    ),
    wrong.ListsForNobody: (
        "ListJobExecutionsForThing",
        {"ListJobExecutionsForThing/ABSENT": Behaviour(answers="ResourceNotFoundException")},
    ),
}


@pytest.mark.parametrize("system", some([*FAULTS], 2), ids=lambda kind: kind.__name__)
def test_a_fault_is_the_deviation_of_its_cells(system: type[doubles.Correct]) -> None:
    operation, expected = FAULTS[system]
    diagnosis, found = diagnosed(system(), operation)
    assert dict(diagnosis.deviations) == expected
    assert not diagnosis.unexplained
    assert [{*one.cells} for one in found] == [{*expected}]


def test_a_right_system_has_none() -> None:
    diagnosis, found = diagnosed(doubles.Correct(), "CancelJob", "DeleteJob")
    assert (diagnosis.deviations, diagnosis.unexplained, found) == ((), (), ())


def test_what_no_deviation_explains_is_a_finding_and_not_dropped() -> None:
    class Forgetful(doubles.Correct):
        """Answers the third read of a job with another one."""

        reads = 0

        def answer(self, request: object) -> Answer:
            answer = super().answer(request)  # type: ignore[arg-type]
            if isinstance(request, DescribeJob) and answer.error is None:
                self.reads += 1
                if self.reads == 3:
                    return Answer("ResourceNotFoundException")
            return answer

    _, found = diagnosed(Forgetful(), "CancelJob")
    assert len(found) == 1
    assert found[0].seen == Answer("ResourceNotFoundException")


def takes(how: str) -> Behaviour:
    """A device gets another execution than the next one."""
    return Behaviour(effects=(EffectChange(NEXT, "is", how),))


@cache
def deviating(*deviations: Deviation) -> Table:
    return applied(BY_CELL, deviations)


def test_a_table_with_deviations_is_one_as_any_other() -> None:
    """A system that follows it deviates so."""
    found = Deviation(CANCEL, Behaviour(ignores="force"))
    diagnosis, _ = diagnosed(wrong.ByTable(deviating(found)), "CancelJobExecution")
    assert diagnosis.deviations == (found,)


SHOWS_MORE = Behaviour(shows=(Mask("version", "plus", 2),))
LOSES = Behaviour(effects=(EffectChange("details", "is", Map()),))


def test_what_a_deviation_shows_is_not_what_is_stored() -> None:
    table = deviating(Deviation("DescribeJobExecution/QUEUED", SHOWS_MORE))
    world = settled(step(World(), CreateJob("job", ("thing",)), table)[0].world, "job", table)
    answer = step(world, DescribeJobExecution("job", "thing"), table)[0].answer
    assert isinstance(answer.response, ExecutionDescription)
    assert answer.response.version == 3
    execution = world.execution("job", "thing")
    assert execution is not None
    assert execution.version == 1


def test_a_deviation_may_reject_and_change_something_all_the_same() -> None:
    cell = "CancelJob/COMPLETED/!force"
    otherwise = Behaviour(answers="InvalidRequestException", moves="CANCELED")
    table = deviating(Deviation(cell, otherwise))
    world = step(World(), CreateJob("job", ("thing",)))[0].world
    job = world.jobs["job"]._replace(status="COMPLETED")
    [permitted] = step(world.with_job("job", job), CancelJob("job"), table)
    assert permitted.answer == Answer("InvalidRequestException")
    assert permitted.world.jobs["job"].status == "CANCELED"


def test_given_details_may_be_lost() -> None:
    table = deviating(Deviation(UPDATE, LOSES))
    world = settled(step(World(), CreateJob("job", ("thing",)))[0].world, "job")
    for _ in range(2):
        update = UpdateJobExecution("job", "thing", status_details={"step": "1"})
        [permitted] = step(world, update, table)
        assert permitted.answer == OK
        world = permitted.world
    execution = world.execution("job", "thing")
    assert execution is not None
    assert (execution.version, execution.details) == (3, Map())


@pytest.mark.parametrize(
    "deviation",
    [
        Deviation(CANCEL, Behaviour(ignores="force", sometimes=True)),
        Deviation(CANCEL, Behaviour(answers="", moves="CANCELED")),
        Deviation(CANCEL, Behaviour(also=NEIGHBOURS)),
        Deviation(UPDATE, LOSES),
        Deviation("StartNextPendingJobExecution/IN_PROGRESS", takes("oldest")),
        Deviation(UPDATE, SHOWS_MORE),
        Deviation("CancelJob/malformed/COMMENT", Behaviour(answers="", form=True)),
        Deviation(LIMIT, Behaviour(limit=9)),
    ],
    ids=lambda deviation: str(deviation.behaviour)[:40],
)
def test_deviations_survive_json(deviation: Deviation) -> None:
    assert from_json(to_json(deviation)) == deviation
    applied(BY_CELL, [deviation])


START_NEXT = StartNextPendingJobExecution("a")
IN_TURN = (
    *(CreateJob(job, ("a",)) for job in ("one", "two", "three", "four")),
    UpdateJobExecution("two", "a"),
    UpdateJobExecution("three", "a"),
)
"""The device has started two of the executions, neither the oldest nor the newest."""
RUNNING, WAITING = (f"StartNextPendingJobExecution/{s}" for s in ("IN_PROGRESS", "QUEUED"))
TAKEN = [
    (RUNNING, "oldest", IN_TURN, "one", "IN_PROGRESS_COMES_NEXT"),
    (RUNNING, "newest of its status", IN_TURN, "three", "EARLIEST_IN_PROGRESS_COMES_NEXT"),
    (RUNNING, "newest", IN_TURN, "four", "IN_PROGRESS_COMES_NEXT"),
    (WAITING, "newest of its status", IN_TURN[:4], "four", "IN_PROGRESS_COMES_NEXT"),
    (RUNNING, "other status only", (IN_TURN[0], UpdateJobExecution("one", "a")), None,
     "START_NEXT_RETURNS_IN_PROGRESS"),
    (WAITING, "none", IN_TURN[:1], None, "START_NEXT_STARTS_QUEUED"),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "how", "before", "job", "claim"), TAKEN)
def test_a_device_may_get_another_execution_than_the_next_one(
    cell: str, how: str, before: tuple[Request, ...], job: str | None, claim: str
) -> None:
    deviation = Deviation(cell, takes(how))
    system = wrong.ByTable(deviating(deviation))
    reads = [GetPendingJobExecutions("a"), *(DescribeJobExecution(j, "a") for j in ("one", "four"))]
    calls = [Call(one, system.perform(one)) for one in (*before, START_NEXT, *reads, *IN_TURN[4:])]
    response = calls[len(before)].answer.response  # type: ignore[union-attr]
    assert getattr(response, "job_id", None) == job
    diagnosis = diagnose([calls], BY_CELL)
    assert [one.cell for one in diagnosis.deviations] == [cell]
    assert not diagnosis.unexplained
    [found] = findings(diagnosis, [calls], BY_CELL)
    assert (found.cells, found.claims[0].name) == ((cell,), claim)
    assert "takes" in says(found, BY_CELL)
    report = judge([Recording("calls", read(map(write, calls), "calls"), {})])
    assert [one.finding.cells for one in report.findings] == [(cell,)]
    assert report.deviations == diagnosis.deviations


@pytest.mark.parametrize("how", [how for how in INSTEAD if how != ANY])
def test_a_check_finds_a_system_that_takes_another_execution(how: str) -> None:
    system = wrong.ByTable(deviating(Deviation(RUNNING, takes(how))))
    diagnosis, found = diagnosed(system, "StartNextPendingJobExecution")
    assert [one.cell for one in diagnosis.deviations] == [RUNNING]
    assert [one.cells for one in found] == [(RUNNING,)]


def test_a_device_that_gets_one_execution_and_another_may_get_any() -> None:
    def started(job: str, version: int) -> tuple[Request, Answer]:
        return START_NEXT, Answer(None, ExecutionDescription(job, "a", "IN_PROGRESS", version))

    before = [(one, OK) for one in IN_TURN]
    history = [*before, started("one", 2), started("four", 2), started("three", 2)]
    assert cells_for(history) == [RUNNING]
    calls = [Call(*one) for one in history]
    [deviation] = diagnose([calls], BY_CELL).deviations
    assert deviation.behaviour == takes("any")
    assert not deviation.behaviour.is_definite


def cells_for(*histories: list[tuple[Request, Answer]]) -> list[str]:
    """The cells of the deviations that explain the histories, with nothing left unexplained."""
    calls = [tuple(Call(*one) for one in history) for history in histories]
    diagnosis = diagnose(calls, TABLE.by_cell())
    assert not diagnosis.unexplained
    return sorted(one.cell for one in diagnosis.deviations)


NOT_FOUND = Answer("ResourceNotFoundException")


def test_a_read_that_is_wrong_while_a_deletion_goes_on_accuses_no_request_after_it() -> None:
    start = [
        (CreateJob("job", ("a",)), OK),
        (
            StartNextPendingJobExecution("a"),
            Answer(None, ExecutionDescription("job", "a", "IN_PROGRESS", 2)),
        ),
    ]
    read = (DescribeJobExecution("job", "a"), NOT_FOUND)
    deleting = [
        *start,
        (DeleteJob("job", force=True), OK),
        read,
        (UpdateJobExecution("job", "a"), OK),
    ]
    once = [*start, read]
    assert cells_for(once, once, once, deleting) == ["DescribeJobExecution/IN_PROGRESS"]


def test_two_faults_that_lead_to_statuses_of_one_name_are_told_apart() -> None:
    updated = [
        (CreateJob("a", ("x", "y")), OK),
        (CancelJobExecution("a", "x"), OK),
        (UpdateJobExecution("a", "x"), OK),
        (
            DescribeJobExecution("a", "x"),
            Answer(None, ExecutionDescription("a", "x", "IN_PROGRESS", 2)),
        ),
    ]
    shown = [
        *((CreateJob(job, ("x",)), OK) for job in "bcd"),
        (DescribeJob("b"), Answer(None, JobDescription("b", "COMPLETED", counts={"QUEUED": 1}))),
        (CancelJob("b"), OK),
    ]
    found = cells_for(updated, updated, updated, shown, shown, shown)
    assert "Job.complete/IN_PROGRESS/all_terminal" not in found
    assert "DescribeJob/IN_PROGRESS" in found
