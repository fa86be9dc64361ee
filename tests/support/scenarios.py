"""Scenarios: each name is a sentence about the spec, and each function checks it step by step.

They take the table as a parameter, so that the mutation test can run them with a wrong rule.
"""

from __future__ import annotations

from collections.abc import Callable

from iot_jobs_spec import (
    TABLE,
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    DescribeJob,
    DescribeJobExecution,
    ExecutionDescription,
    ExecutionRecord,
    GetPendingJobExecutions,
    JobDescription,
    ListedExecution,
    ListJobExecutionsForJob,
    ListJobExecutionsForThing,
    PendingExecution,
    Permitted,
    Request,
    StartNextPendingJobExecution,
    Table,
    UpdateJobExecution,
    World,
    background_steps,
    settled,
    step,
)

INVALID = "InvalidRequestException"
NOT_FOUND = "ResourceNotFoundException"
INVALID_STATE = "InvalidStateTransitionException"
CONFLICT = "VersionConflictException"
EXISTS = "ResourceAlreadyExistsException"
LIMIT = "LimitExceededException"


class Scenario:
    """A world that requests and background steps change, by the rules of a table."""

    def __init__(self, table: Table = TABLE, deletion_limit: int = 10) -> None:
        self.table = table
        self.world = World(deletion_limit=deletion_limit)

    def ask(self, request: Request, *codes: str | None) -> Permitted:
        """Assert that the spec permits exactly these answers (None: success), and take the first
        that succeeds, else the first."""
        permitted = step(self.world, request, self.table)
        assert {p.answer.error for p in permitted} == set(codes), (request, permitted)
        chosen = next((p for p in permitted if p.answer.error is None), permitted[0])
        self.world = chosen.world
        return chosen

    def accept(self, *requests: Request) -> None:
        for request in requests:
            self.ask(request, None)

    def reject(self, request: Request, *codes: str) -> None:
        before = self.world
        self.ask(request, *codes)
        assert self.world == before, (request, before, self.world)

    def later(self) -> None:
        """Take all due background steps."""
        self.world = settled(self.world, table=self.table)

    def background(self, event: str, job_id: str, thing: str | None = None) -> None:
        for taken in background_steps(self.world, job_id, self.table):
            if (taken.event, taken.thing_name) == (event, thing):
                self.world = taken.world
                return
        raise AssertionError(f"{event} is not possible for {job_id} {thing or ''}: {self.world}")

    def cannot(self, event: str, job_id: str) -> None:
        events = {h.event for h in background_steps(self.world, job_id, self.table)}
        assert event not in events, events

    def job_is(self, job_id: str, status: str | None) -> None:
        job = self.world.jobs.get(job_id)
        assert (job and job.status) == status, (job_id, job)

    def execution_is(self, job_id: str, thing: str, status: str | None) -> ExecutionRecord | None:
        execution = self.world.execution(job_id, thing)
        assert (execution and execution.status) == status, (job_id, thing, execution)
        return execution

    def job_with(self, *things: str, running: tuple[str, ...] = (), job_id: str = "job") -> None:
        """Create a job, roll it out to these things, and start it on the ``running`` ones."""
        self.accept(CreateJob(job_id, things))
        self.later()
        for thing in things:
            self.execution_is(job_id, thing, "QUEUED")
        self.accept(*(UpdateJobExecution(job_id, thing) for thing in running))


def a_job_is_created_in_progress_and_rolls_out_queued_executions(scenario: Scenario) -> None:
    scenario.accept(CreateJob("job", ("a", "b")))
    scenario.job_is("job", "IN_PROGRESS")
    scenario.reject(DescribeJobExecution("job", "a"), NOT_FOUND)
    scenario.background("roll_out", "job", "a")
    execution = scenario.execution_is("job", "a", "QUEUED")
    assert execution is not None
    assert (execution.version, execution.force_canceled, len(execution.details)) == (1, False, 0)
    scenario.execution_is("job", "b", None)
    scenario.background("roll_out", "job", "b")
    scenario.execution_is("job", "b", "QUEUED")


def an_absent_job_or_execution_is_not_found(scenario: Scenario) -> None:
    scenario.reject(DescribeJob("job"), NOT_FOUND)
    scenario.reject(CancelJob("job"), NOT_FOUND)
    scenario.reject(CancelJob("job", force=True), NOT_FOUND)
    scenario.reject(DeleteJob("job"), NOT_FOUND)
    scenario.reject(DeleteJob("job", force=True), NOT_FOUND)
    scenario.reject(DescribeJobExecution("job", "a"), NOT_FOUND)
    scenario.reject(CancelJobExecution("job", "a"), NOT_FOUND)
    scenario.reject(CancelJobExecution("job", "a", force=True, expected_version=1), NOT_FOUND)
    scenario.reject(UpdateJobExecution("job", "a"), NOT_FOUND)
    scenario.job_with("a")
    scenario.reject(CancelJobExecution("job", "b"), NOT_FOUND)


def create_job_rejects_the_id_of_a_job_in_every_status(scenario: Scenario) -> None:
    other = CreateJob("job", ("z",))
    scenario.job_with("a")
    scenario.reject(other, EXISTS)
    scenario.accept(CancelJobExecution("job", "a"))
    scenario.later()
    scenario.job_is("job", "COMPLETED")
    scenario.reject(other, EXISTS)
    scenario.accept(DeleteJob("job"))
    scenario.reject(other, EXISTS)
    scenario.background("remove", "job", "a")
    scenario.background("end_deletion", "job")
    scenario.accept(other)
    scenario.execution_is("job", "a", None)
    scenario.accept(CancelJob("job"))
    scenario.reject(CreateJob("job", ("a",)), EXISTS)


def an_identical_create_job_may_succeed_but_changes_nothing(scenario: Scenario) -> None:
    scenario.job_with("a")
    scenario.job_with("a", job_id="canceled")
    scenario.accept(CancelJob("canceled"))
    scenario.job_with("a", job_id="completed")
    scenario.accept(CancelJobExecution("completed", "a"))
    scenario.background("complete", "completed")
    before = scenario.world
    for job_id in ("job", "canceled", "completed"):
        scenario.ask(CreateJob(job_id, ("a",)), EXISTS, None)
        assert scenario.world == before
        scenario.reject(CreateJob(job_id, ("a",), document='{"other": 1}'), EXISTS)


def describe_job_shows_status_flags_and_counters(scenario: Scenario) -> None:
    def shows(**members: object) -> None:
        answer = scenario.ask(DescribeJob("job"), None).answer
        expected = JobDescription("job", **members)  # type: ignore[arg-type]
        assert answer.response == expected, (answer.response, expected)

    scenario.job_with("a", "b", running=("b",))
    shows(status="IN_PROGRESS", counts={"QUEUED": 1, "IN_PROGRESS": 1})
    scenario.accept(CancelJob("job", force=True, reason_code="WHY_1", comment="so"))
    scenario.later()
    shows(status="CANCELED", force_canceled=True, reason_code="WHY_1", comment="so",
         counts={"CANCELED": 2})  # fmt: skip
    scenario.job_is("job", "CANCELED")
    scenario.accept(DeleteJob("job"))
    for _ in range(2):
        shows(status="DELETION_IN_PROGRESS", force_canceled=True, reason_code="WHY_1", comment="so",
             counts={"CANCELED": 2})  # fmt: skip


def a_completed_job_can_be_described(scenario: Scenario) -> None:
    scenario.job_with("a")
    scenario.accept(CancelJobExecution("job", "a"))
    scenario.background("complete", "job")
    answer = scenario.ask(DescribeJob("job"), None).answer
    assert answer.response == JobDescription("job", "COMPLETED", counts={"CANCELED": 1})
    scenario.job_is("job", "COMPLETED")


def an_execution_can_be_described_in_every_status(scenario: Scenario) -> None:
    scenario.job_with("a")
    read = DescribeJobExecution("job", "a")
    for status, version in (("QUEUED", 1), ("IN_PROGRESS", 2)):
        answer = scenario.ask(read, None).answer
        assert answer.response == ExecutionDescription("job", "a", status, version)
        scenario.execution_is("job", "a", status)
        scenario.accept(UpdateJobExecution("job", "a"))
    scenario.accept(CancelJobExecution("job", "a", force=True))
    answers = [p.answer.response for p in step(scenario.world, read, scenario.table)]
    flagged = [ExecutionDescription("job", "a", "CANCELED", v, {}, True) for v in (3, 4)]
    assert answers == flagged, answers
    scenario.ask(read, None)
    scenario.execution_is("job", "a", "CANCELED")


def an_unforced_cancel_leaves_executions_in_progress(scenario: Scenario) -> None:
    scenario.job_with("idle", "busy", running=("busy",))
    scenario.accept(CancelJob("job", reason_code="A", comment="b"))
    scenario.job_is("job", "CANCELED")
    job = scenario.world.jobs["job"]
    assert (job.force_canceled, job.reason_code, job.comment) == (False, "A", "b")
    scenario.background("cascade", "job", "idle")
    idle = scenario.execution_is("job", "idle", "CANCELED")
    assert idle is not None
    assert (idle.force_canceled, idle.version, idle.may_be_bumped) == (False, 1, True)
    scenario.later()
    scenario.execution_is("job", "busy", "IN_PROGRESS")
    scenario.accept(UpdateJobExecution("job", "busy"))
    scenario.reject(CancelJobExecution("job", "busy"), INVALID_STATE)
    scenario.accept(CancelJobExecution("job", "busy", force=True))
    scenario.later()
    scenario.execution_is("job", "busy", "CANCELED")
    scenario.job_is("job", "CANCELED")


def a_forced_cancel_rejects_later_updates_of_the_device(scenario: Scenario) -> None:
    scenario.job_with("idle", "busy", running=("busy",))
    scenario.accept(CancelJob("job", force=True))
    scenario.job_is("job", "CANCELED")
    assert scenario.world.jobs["job"].force_canceled
    scenario.execution_is("job", "busy", "IN_PROGRESS")
    for thing, version in (("idle", 1), ("busy", 2)):
        scenario.background("cascade", "job", thing)
        reached = scenario.execution_is("job", thing, "CANCELED")
        assert reached is not None
        assert (reached.force_canceled, reached.version, reached.may_be_bumped) == (
            None,
            version,
            True,
        )
    scenario.reject(UpdateJobExecution("job", "busy"), INVALID_STATE)


def a_cancel_stops_the_roll_out(scenario: Scenario) -> None:
    scenario.accept(CreateJob("job", ("a", "b")))
    scenario.background("roll_out", "job", "a")
    scenario.accept(CancelJob("job"))
    scenario.cannot("roll_out", "job")
    scenario.later()
    scenario.execution_is("job", "a", "CANCELED")
    scenario.execution_is("job", "b", None)


def a_cancel_of_one_job_leaves_other_jobs_as_they_are(scenario: Scenario) -> None:
    scenario.job_with("a", running=("a",))
    scenario.job_with("a", "b", job_id="other")
    scenario.accept(CancelJob("job", force=True))
    scenario.later()
    scenario.execution_is("job", "a", "CANCELED")
    scenario.execution_is("other", "a", "QUEUED")
    scenario.job_is("other", "IN_PROGRESS")
    scenario.accept(CancelJobExecution("other", "a"))
    scenario.execution_is("other", "b", "QUEUED")


def a_device_may_start_an_execution_before_the_cascade_reaches_it(scenario: Scenario) -> None:
    scenario.job_with("a")
    scenario.accept(CancelJob("job"))
    scenario.background("start", "job", "a")
    scenario.later()
    started = scenario.execution_is("job", "a", "IN_PROGRESS")
    assert started is not None
    assert started.version == 2


def a_canceled_or_completed_job_cannot_be_canceled(scenario: Scenario) -> None:
    scenario.job_with("a", running=("a",))
    scenario.accept(CancelJob("job"))
    for force in (False, True):
        scenario.reject(CancelJob("job", force=force), INVALID)
    scenario.execution_is("job", "a", "IN_PROGRESS")
    scenario.job_with("b", job_id="done")
    scenario.accept(CancelJobExecution("done", "b"))
    scenario.later()
    for force in (False, True):
        scenario.reject(CancelJob("done", force=force), INVALID)


def a_canceled_job_stays_canceled_when_all_executions_are_terminal(scenario: Scenario) -> None:
    scenario.job_with("a", running=("a",))
    scenario.accept(CancelJob("job"), CancelJobExecution("job", "a", force=True))
    scenario.cannot("complete", "job")
    scenario.later()
    scenario.job_is("job", "CANCELED")


def canceling_every_execution_completes_the_job(scenario: Scenario) -> None:
    scenario.job_with("a", "b")
    scenario.accept(CancelJobExecution("job", "a"))
    scenario.cannot("complete", "job")
    scenario.later()
    scenario.job_is("job", "IN_PROGRESS")
    scenario.accept(CancelJobExecution("job", "b", force=True))
    scenario.job_is("job", "IN_PROGRESS")
    scenario.background("complete", "job")
    scenario.job_is("job", "COMPLETED")


def canceling_an_execution_in_progress_needs_force(scenario: Scenario) -> None:
    scenario.job_with("a", running=("a",))
    scenario.reject(CancelJobExecution("job", "a"), INVALID_STATE)
    scenario.accept(CancelJobExecution("job", "a", force=True))
    execution = scenario.execution_is("job", "a", "CANCELED")
    assert execution is not None
    assert execution.force_canceled is True
    for force in (False, True):
        scenario.reject(CancelJobExecution("job", "a", force=force), INVALID_STATE)


def canceling_a_queued_execution_needs_no_force(scenario: Scenario) -> None:
    scenario.job_with("a", "b")
    scenario.accept(CancelJobExecution("job", "a"), CancelJobExecution("job", "b", force=True))
    a, b = (
        scenario.execution_is("job", "a", "CANCELED"),
        scenario.execution_is("job", "b", "CANCELED"),
    )
    assert a is not None
    assert b is not None
    assert (a.force_canceled, b.force_canceled) == (False, None)
    assert (a.version, a.may_be_bumped) == (1, True) == (b.version, b.may_be_bumped)


def a_version_mismatch_is_rejected_and_changes_nothing(scenario: Scenario) -> None:
    scenario.job_with("a", "b", running=("b",))
    for force in (False, True):
        scenario.reject(
            CancelJobExecution("job", "a", force, expected_version=9, status_details={"k": "v"}),
            CONFLICT,
        )
    scenario.reject(CancelJobExecution("job", "b", True, expected_version=1), CONFLICT)
    scenario.reject(CancelJobExecution("job", "b", expected_version=1), CONFLICT, INVALID_STATE)
    scenario.reject(UpdateJobExecution("job", "b", expected_version=1), CONFLICT, INVALID_STATE)
    scenario.reject(UpdateJobExecution("job", "a", expected_version=2), CONFLICT, INVALID_STATE)
    scenario.accept(CancelJobExecution("job", "a", expected_version=1))
    scenario.accept(CancelJobExecution("job", "b", True, expected_version=2))
    scenario.reject(CancelJobExecution("job", "b", expected_version=9), CONFLICT, INVALID_STATE)
    scenario.reject(UpdateJobExecution("job", "b", expected_version=9), CONFLICT, INVALID_STATE)


def a_request_without_details_keeps_the_stored_details(scenario: Scenario) -> None:
    scenario.job_with("a")
    scenario.accept(UpdateJobExecution("job", "a", status_details={"step": "1"}))
    scenario.accept(UpdateJobExecution("job", "a"))
    execution = scenario.execution_is("job", "a", "IN_PROGRESS")
    assert execution is not None
    assert dict(execution.details) == {"step": "1"}
    assert execution.version == 3
    given = {"why": "x"}
    for request, results in (
        (
            CancelJobExecution("job", "a", force=True, status_details=given),
            [given, {"step": "1", "why": "x"}],
        ),
        (UpdateJobExecution("job", "a", status_details=given), [given]),
    ):
        permitted = step(scenario.world, request, scenario.table)
        kept = [dict(p.world.jobs["job"].executions["a"].details) for p in permitted]
        assert kept == results
    for force in (False, True):
        scenario.job_with("b", job_id=f"force-{force}")
        scenario.accept(CancelJobExecution(f"force-{force}", "b", force, status_details=given))
        execution = scenario.execution_is(f"force-{force}", "b", "CANCELED")
        assert execution is not None
        assert dict(execution.details) == given


def a_device_gets_its_running_execution_first_then_the_oldest_queued_one(
    scenario: Scenario,
) -> None:
    scenario.job_with("a", job_id="first")
    scenario.job_with("a", job_id="second", running=())
    start = StartNextPendingJobExecution("a", {"step": "1"})
    response = scenario.ask(start, None).answer.response
    assert response == ExecutionDescription("first", "a", "IN_PROGRESS", 2, {"step": "1"})
    scenario.execution_is("second", "a", "QUEUED")
    response = scenario.ask(StartNextPendingJobExecution("a", {"step": "2"}), None).answer.response
    assert response == ExecutionDescription("first", "a", "IN_PROGRESS", 2, {"step": "1"})
    for _ in range(2):
        listed = scenario.ask(GetPendingJobExecutions("a"), None).answer.response
        assert listed == (
            PendingExecution("first", "IN_PROGRESS", 2),
            PendingExecution("second", "QUEUED", 1),
        )
    scenario.accept(CancelJobExecution("first", "a", force=True))
    response = scenario.ask(StartNextPendingJobExecution("a"), None).answer.response
    assert response == ExecutionDescription("second", "a", "IN_PROGRESS", 2)


def a_thing_without_pending_executions_gets_empty_answers(scenario: Scenario) -> None:
    def nothing() -> None:
        assert scenario.ask(StartNextPendingJobExecution("a"), None).answer.response is None
        assert scenario.ask(GetPendingJobExecutions("a"), None).answer.response == ()

    nothing()
    scenario.job_with("a")
    for _ in range(2):
        response = scenario.ask(GetPendingJobExecutions("a"), None).answer.response
        assert response == (PendingExecution("job", "QUEUED", 1),)
    scenario.accept(CancelJobExecution("job", "a"))
    before = scenario.world
    nothing()
    assert scenario.world == before


def both_listings_show_every_execution_with_its_status(scenario: Scenario) -> None:
    def for_job(**statuses: str) -> None:
        shows(ListJobExecutionsForJob("job"), *(("job", t, s) for t, s in statuses.items()))

    def for_thing(*entries: tuple[str, str]) -> None:
        shows(ListJobExecutionsForThing("a"), *((job_id, "a", s) for job_id, s in entries))

    def shows(request: Request, *entries: tuple[str, str, str]) -> None:
        before = scenario.world
        response = scenario.ask(request, None).answer.response
        assert response == tuple(ListedExecution(*entry) for entry in entries)
        assert scenario.world == before

    for_thing()
    scenario.reject(ListJobExecutionsForJob("job"), NOT_FOUND)
    scenario.accept(CreateJob("job", ("a", "b")))
    for_job()
    scenario.background("roll_out", "job", "a")
    for_job(a="QUEUED")
    for_thing(("job", "QUEUED"))
    scenario.later()
    scenario.accept(UpdateJobExecution("job", "a"))
    for_job(a="IN_PROGRESS", b="QUEUED")
    scenario.job_with("a", job_id="other")
    for_thing(("job", "IN_PROGRESS"), ("other", "QUEUED"))
    scenario.accept(CancelJobExecution("job", "a", force=True), DeleteJob("other", force=True))
    scenario.background("remove", "other", "a")
    for_thing(("job", "CANCELED"))
    scenario.accept(CancelJobExecution("job", "b"))
    scenario.background("complete", "job")
    for_job(a="CANCELED", b="CANCELED")
    scenario.accept(DeleteJob("job"))
    for_job(a="CANCELED", b="CANCELED")
    scenario.background("remove", "job", "a")
    for_job(b="CANCELED")
    for_thing()
    scenario.background("remove", "job", "b")
    scenario.background("end_deletion", "job")
    scenario.reject(ListJobExecutionsForJob("job"), NOT_FOUND)
    scenario.job_with("b")
    scenario.accept(CancelJob("job"))
    for_job(b="QUEUED")
    scenario.later()
    for_job(b="CANCELED")


def a_job_in_progress_is_deleted_only_by_force(scenario: Scenario) -> None:
    scenario.job_with("a", "b", running=("b",))
    scenario.reject(DeleteJob("job"), INVALID_STATE)
    scenario.accept(DeleteJob("job", force=True))
    scenario.job_is("job", "DELETION_IN_PROGRESS")
    scenario.cannot("start", "job")
    scenario.cannot("end_deletion", "job")
    for thing in ("a", "b"):
        scenario.background("remove", "job", thing)
        scenario.reject(DescribeJobExecution("job", thing), NOT_FOUND)
    scenario.background("end_deletion", "job")
    scenario.job_is("job", None)
    scenario.reject(DescribeJob("job"), NOT_FOUND)


def a_terminal_job_is_deleted_without_force(scenario: Scenario) -> None:
    scenario.job_with("a", job_id="canceled")
    scenario.accept(CancelJob("canceled"))
    scenario.later()
    scenario.job_with("b", job_id="completed")
    scenario.accept(CancelJobExecution("completed", "b"))
    scenario.later()
    scenario.job_with("c", job_id="forced")
    scenario.accept(CancelJobExecution("forced", "c"))
    scenario.later()
    for job_id, thing in (("canceled", "a"), ("completed", "b"), ("forced", "c")):
        scenario.accept(DeleteJob(job_id, force=job_id == "forced"))
        scenario.job_is(job_id, "DELETION_IN_PROGRESS")
        scenario.background("remove", job_id, thing)
        scenario.background("end_deletion", job_id)
        scenario.job_is(job_id, None)


def delete_job_may_reject_a_canceled_job_with_a_running_execution(scenario: Scenario) -> None:
    scenario.job_with("a", running=("a",))
    scenario.accept(CancelJob("job"))
    scenario.ask(DeleteJob("job"), None, INVALID_STATE)
    scenario.job_is("job", "DELETION_IN_PROGRESS")


def a_forced_deletion_may_begin_before_the_cascade(scenario: Scenario) -> None:
    scenario.job_with("a", running=("a",))
    scenario.accept(CancelJob("job", force=True), DeleteJob("job", force=True))
    scenario.job_is("job", "DELETION_IN_PROGRESS")
    scenario.execution_is("job", "a", "IN_PROGRESS")


def a_job_that_is_being_deleted_rejects_cancel_and_delete(scenario: Scenario) -> None:
    scenario.job_with("a", running=("a",))
    scenario.accept(DeleteJob("job", force=True))
    for force in (False, True):
        scenario.reject(CancelJob("job", force=force), INVALID, INVALID_STATE)
        scenario.reject(DeleteJob("job", force=force), INVALID_STATE, INVALID)
    scenario.execution_is("job", "a", "IN_PROGRESS")


def delete_job_is_rejected_at_the_limit_of_deletions(scenario: Scenario) -> None:
    limit = scenario.world.deletion_limit
    for n in range(limit):
        scenario.job_with("a", job_id=f"job-{n}")
        scenario.accept(DeleteJob(f"job-{n}", force=True))
    scenario.job_with("a", job_id="running")
    scenario.job_with("a", job_id="canceled")
    scenario.accept(CancelJob("canceled"))
    scenario.later()
    scenario.job_with("b", job_id="completed")
    scenario.accept(CancelJobExecution("completed", "b"))
    scenario.later()
    scenario.job_with("c", running=("c",), job_id="leftover")
    scenario.accept(CancelJob("leftover"))
    for job_id in ("canceled", "completed", "running", "leftover"):
        scenario.reject(DeleteJob(job_id, force=True), LIMIT)
    for job_id in ("canceled", "completed"):
        scenario.reject(DeleteJob(job_id), LIMIT)
    scenario.reject(DeleteJob("running"), INVALID_STATE, LIMIT)
    scenario.reject(DeleteJob("leftover"), LIMIT, INVALID_STATE)
    scenario.reject(DeleteJob("job-0", force=True), INVALID_STATE, INVALID, LIMIT)
    scenario.reject(DeleteJob("none"), NOT_FOUND)
    scenario.background("remove", "job-0", "a")
    scenario.background("end_deletion", "job-0")
    scenario.accept(DeleteJob("completed"))


def the_service_may_cut_a_device_off_from_a_job_that_is_being_deleted(scenario: Scenario) -> None:
    scenario.job_with("a", "b", "c", running=("b",))
    scenario.accept(CancelJobExecution("job", "c"), DeleteJob("job", force=True))
    for thing in ("a", "b", "c"):
        scenario.reject(
            UpdateJobExecution("job", thing, expected_version=77),
            NOT_FOUND, INVALID_STATE, CONFLICT,
        )  # fmt: skip
    scenario.reject(UpdateJobExecution("job", "c"), NOT_FOUND, INVALID_STATE)
    for thing, version in (("a", 2), ("b", 3)):
        update = UpdateJobExecution("job", thing, status_details={"step": "1"})
        scenario.ask(update, NOT_FOUND, INVALID_STATE, None)
        execution = scenario.execution_is("job", thing, "IN_PROGRESS")
        assert execution is not None
        assert (execution.version, dict(execution.details)) == (version, {"step": "1"})


def canceling_an_execution_during_deletion_is_unspecified(scenario: Scenario) -> None:
    scenario.job_with("a", "b", "c", running=("b",))
    scenario.accept(CancelJobExecution("job", "c"), DeleteJob("job", force=True))
    for force in (False, True):
        for thing in ("a", "b", "c"):
            permitted = step(
                scenario.world, CancelJobExecution("job", thing, force), scenario.table
            )
            codes = {p.answer.error for p in permitted}
            assert codes == {None, NOT_FOUND, INVALID_STATE, INVALID}


SCENARIOS: tuple[Callable[[Scenario], None], ...] = (
    a_job_is_created_in_progress_and_rolls_out_queued_executions,
    an_absent_job_or_execution_is_not_found,
    create_job_rejects_the_id_of_a_job_in_every_status,
    an_identical_create_job_may_succeed_but_changes_nothing,
    describe_job_shows_status_flags_and_counters,
    a_completed_job_can_be_described,
    an_execution_can_be_described_in_every_status,
    an_unforced_cancel_leaves_executions_in_progress,
    a_forced_cancel_rejects_later_updates_of_the_device,
    a_cancel_stops_the_roll_out,
    a_cancel_of_one_job_leaves_other_jobs_as_they_are,
    a_device_may_start_an_execution_before_the_cascade_reaches_it,
    a_canceled_or_completed_job_cannot_be_canceled,
    a_canceled_job_stays_canceled_when_all_executions_are_terminal,
    canceling_every_execution_completes_the_job,
    canceling_an_execution_in_progress_needs_force,
    canceling_a_queued_execution_needs_no_force,
    a_version_mismatch_is_rejected_and_changes_nothing,
    a_request_without_details_keeps_the_stored_details,
    a_device_gets_its_running_execution_first_then_the_oldest_queued_one,
    a_thing_without_pending_executions_gets_empty_answers,
    both_listings_show_every_execution_with_its_status,
    a_job_in_progress_is_deleted_only_by_force,
    a_terminal_job_is_deleted_without_force,
    delete_job_may_reject_a_canceled_job_with_a_running_execution,
    a_forced_deletion_may_begin_before_the_cascade,
    a_job_that_is_being_deleted_rejects_cancel_and_delete,
    delete_job_is_rejected_at_the_limit_of_deletions,
    the_service_may_cut_a_device_off_from_a_job_that_is_being_deleted,
    canceling_an_execution_during_deletion_is_unspecified,
)
