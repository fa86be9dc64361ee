"""Background steps that come to some records only: one deviation of the step, and one finding."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

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
    StartNextPendingJobExecution,
    UpdateJobExecution,
)
from iot_jobs_spec.audit.judging import Report, judge
from iot_jobs_spec.audit.recordings import Recording
from iot_jobs_spec.check import Checker
from iot_jobs_spec.judge.advance import Advance
from iot_jobs_spec.judge.deviations import SKIPS, Deviation, applied, from_json, to_json
from iot_jobs_spec.judge.explain import explain
from iot_jobs_spec.judge.history import Call, read, write
from iot_jobs_spec.model.answers import OK
from iot_jobs_spec.model.background import background_steps
from iot_jobs_spec.model.profiles import CORE, FULL
from support import doubles
from support.effort import THOROUGH

Seen = tuple[Request, Answer]
NOT_FOUND = Answer("ResourceNotFoundException")
THINGS = ("a", "b", "c", "d")
CREATED: Seen = CreateJob("job", THINGS), OK
CANCELED: Seen = CancelJob("job"), OK
FORCED: Seen = CancelJob("job", force=True), OK
STARTED = [(UpdateJobExecution("job", thing), OK) for thing in "ab"]
BY_CELL = TABLE.by_cell()


def job(status: str, force: bool = False, name: str = "job", **counts: int) -> Seen:
    return DescribeJob(name), Answer(None, JobDescription(name, status, force, counts=counts))


def execution(thing: str, status: str, version: int = 1, force: bool = False) -> Seen:
    shown = ExecutionDescription("job", thing, status, version, force_canceled=force)
    return DescribeJobExecution("job", thing), Answer(None, shown)


def report(status: str, thing: str) -> Seen:
    return UpdateJobExecution("job", thing, status=status), OK


SOME = {
    "a cancel reaches the first execution": (
        [
            CREATED,
            CANCELED,
            execution("a", "CANCELED"),
            *(execution(thing, "QUEUED") for thing in "bcd"),
            job("CANCELED", CANCELED=1, QUEUED=3),
        ],
        ("Execution.cascade/QUEUED/!force",),
        "leaves some executions QUEUED",
    ),
    "a cancel reaches the first execution, which the devices of the others see": (
        [
            CREATED,
            CANCELED,
            job("CANCELED", CANCELED=1, QUEUED=3),
            (
                StartNextPendingJobExecution("b"),
                Answer(None, ExecutionDescription("job", "b", "IN_PROGRESS", 2)),
            ),
            (StartNextPendingJobExecution("a"), OK),
            (UpdateJobExecution("job", "c"), OK),
            (CancelJobExecution("job", "d"), OK),
            (
                GetPendingJobExecutions("b"),
                Answer(None, (PendingExecution("job", "IN_PROGRESS", 2),)),
            ),
            (DeleteJob("job"), Answer("InvalidStateTransitionException")),
            job("CANCELED", CANCELED=2, IN_PROGRESS=2),
        ],
        ("Execution.cascade/QUEUED/!force",),
        "leaves some executions QUEUED",
    ),
    "a forced cancel reaches one execution of each status": (
        [
            CREATED,
            *STARTED,
            FORCED,
            job("CANCELED", force=True, CANCELED=2, IN_PROGRESS=1, QUEUED=1),
            execution("a", "CANCELED", 2, force=True),
            execution("b", "IN_PROGRESS", 2),
            execution("c", "CANCELED", 1, force=True),
            execution("d", "QUEUED"),
        ],
        ("Execution.cascade/QUEUED/force", "Execution.cascade/IN_PROGRESS/force"),
        "leaves some executions QUEUED",
    ),
    "a forced cancel reaches the QUEUED executions": (
        [
            CREATED,
            *STARTED,
            FORCED,
            job("CANCELED", force=True, CANCELED=2, IN_PROGRESS=2),
            execution("a", "IN_PROGRESS", 2),
            execution("b", "IN_PROGRESS", 2),
            execution("c", "CANCELED", force=True),
        ],
        ("Execution.cascade/IN_PROGRESS/force",),
        "ignores force",
    ),
    "a roll-out reaches the first thing": (
        [
            CREATED,
            execution("a", "QUEUED"),
            *((DescribeJobExecution("job", thing), NOT_FOUND) for thing in "bcd"),
            job("IN_PROGRESS", QUEUED=1),
        ],
        ("Execution.roll_out/ABSENT",),
        "creates only some executions",
    ),
    "one of three jobs does not complete": (
        [
            *((CreateJob(name, ("a",)), OK) for name in "jkl"),
            *((CancelJobExecution(name, "a"), OK) for name in "jkl"),
            job("COMPLETED", name="j", CANCELED=1),
            job("IN_PROGRESS", name="k", CANCELED=1),
            job("COMPLETED", name="l", CANCELED=1),
            (CancelJob("k"), OK),
        ],
        ("Job.complete/IN_PROGRESS/all_terminal",),
        "leaves some jobs IN_PROGRESS",
    ),
    "a deletion removes the first execution": (
        [
            CREATED,
            (DeleteJob("job", force=True), OK),
            (DescribeJob("job"), NOT_FOUND),
            (DescribeJobExecution("job", "a"), NOT_FOUND),
            execution("b", "QUEUED"),
            (
                ListJobExecutionsForThing("c"),
                Answer(None, (ListedExecution("job", "c", "QUEUED"),)),
            ),
            (
                StartNextPendingJobExecution("d"),
                Answer(None, ExecutionDescription("job", "d", "IN_PROGRESS", 2)),
            ),
            (UpdateJobExecution("job", "c"), OK),
            (CancelJobExecution("job", "b"), OK),
        ],
        ("Execution.remove/QUEUED",),
        "leaves the execution there",
    ),
}
SOME_LIVES = {
    "two of four executions are retried": (
        [
            (CreateJob("job", THINGS, retries={"FAILED": 1}), OK),
            *(report("FAILED", thing) for thing in THINGS),
            job("IN_PROGRESS", QUEUED=2, FAILED=2),
            *(execution(thing, "QUEUED") for thing in "ab"),
            *(execution(thing, "FAILED", 2) for thing in "cd"),
        ],
        ("Execution.retry/FAILED/retries_left",),
        "leaves some executions FAILED",
    ),
}


def audited(seen: Sequence[Seen], profile: str = CORE) -> Report:
    calls = [Call(*one) for one in seen]
    recording = Recording("calls", read(map(write, calls), "calls", profile), {})
    return judge([recording], profile=profile)


@pytest.mark.parametrize(
    ("profile", "case"), [*((CORE, case) for case in SOME), *((FULL, case) for case in SOME_LIVES)]
)
def test_a_step_that_comes_to_some_records_is_one_finding(profile: str, case: str) -> None:
    seen, cells, words = (SOME if profile == CORE else SOME_LIVES)[case]
    [proven] = audited(seen, profile).findings
    assert (proven.finding.cells, proven.says) == (cells, words)
    assert proven.finding.verdict == "violates"


def test_a_second_fault_shows_behind_it() -> None:
    seen, *_ = SOME["a forced cancel reaches one execution of each status"]
    more: list[Seen] = [(CreateJob("other", ("z",)), OK), (DeleteJob("other"), OK)]
    found = audited([*seen, *more]).findings
    assert {one.finding.cell for one in found} == {
        "DeleteJob/IN_PROGRESS/!force/!at_limit",
        "Execution.cascade/QUEUED/force",
    }


class CascadesToTheFirst(doubles.Correct):
    """Cancels the first execution of a job alone."""

    def settle(self, job_id: str) -> None:
        job = self.world.jobs.get(job_id)
        if job is None or job.status != "CANCELED":
            super().settle(job_id)
            return
        first, cascade = job.targets[0], {"cascade"}
        for taken in background_steps(self.world, job_id, events=cascade, thing=first):
            self.world = taken.world


@pytest.mark.slow
def test_a_check_finds_that_a_cancel_reaches_the_first_execution() -> None:
    found = Checker(CascadesToTheFirst(), run="spec").check()
    assert [one.cell.partition("/")[0] for one in found.findings] == ["Execution.cascade"]


READS = (
    DescribeJob("job"),
    ListJobExecutionsForJob("job"),
    *(DescribeJobExecution("job", thing) for thing in THINGS),
    *(GetPendingJobExecutions(thing) for thing in THINGS),
)
CHANGES = (
    CancelJob("job"),
    CancelJob("job", force=True),
    *(UpdateJobExecution("job", thing) for thing in THINGS),
    *(CancelJobExecution("job", thing, force=True) for thing in THINGS),
    StartNextPendingJobExecution("a"),
)
SKIPPED = applied(
    BY_CELL,
    [
        Deviation(rule.id, SKIPS)
        for rule in BY_CELL.rules
        if rule.operation is None and rule.event in TABLE.spec.due
        and rule.expected.status != rule.source
    ],
)  # fmt: skip


class SkipsAtRandom(doubles.Correct):
    """Some due steps never come."""

    def __init__(self, random: Random) -> None:
        super().__init__()
        self.random = random

    def settle(self, job_id: str) -> None:
        for thing in (*THINGS, None):
            every = background_steps(self.world, job_id, events=TABLE.spec.due, thing=thing)
            steps = [step for step in every if step.thing_name == thing]
            if steps and self.random.random() < 0.7:
                self.world = steps[0].world


@pytest.mark.parametrize("seed", range(1000 if THOROUGH else 100))
def test_a_system_that_skips_steps_is_explained_by_that(seed: int) -> None:
    random = Random(seed)
    system = SkipsAtRandom(random)
    asked = [CREATED[0], *random.choices((*READS, *CHANGES), k=14)]
    calls = [Call(one, system.perform(one)) for one in asked]
    assert explain(calls, Advance(SKIPPED)).diverges is None


def test_a_deviation_by_which_steps_are_skipped_is_read_as_it_is_written() -> None:
    deviation = Deviation("Execution.cascade/QUEUED/!force", SKIPS)
    assert from_json(to_json(deviation)) == deviation
    assert not deviation.behaviour.is_definite  # no server knows to which
