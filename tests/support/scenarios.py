"""Scenarios that read as sentences, each a function of a `Story` that asks the oracle.

They are plain functions of a table, so that the mutation test can tell each to a wrong page.
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


class Story:
    """A world that requests and background steps change, on a page that may be wrong."""

    def __init__(self, table: Table = TABLE, deletion_limit: int = 10) -> None:
        self.table = table
        self.world = World(deletion_limit=deletion_limit)

    def ask(self, request: Request, *codes: str | None) -> Permitted:
        """Put a request; exactly these answers are permitted (None: success). Go on with the
        first that succeeds, else with the first."""
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
        """Everything that is due has come."""
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

    def job_with(self, *things: str, at_work: tuple[str, ...] = (), job_id: str = "job") -> None:
        """A job rolled out to these things, some of them at work."""
        self.accept(CreateJob(job_id, things))
        self.later()
        for thing in things:
            self.execution_is(job_id, thing, "QUEUED")
        self.accept(*(UpdateJobExecution(job_id, thing) for thing in at_work))


def a_job_is_created_in_progress_and_rolls_out_queued_executions(story: Story) -> None:
    story.accept(CreateJob("job", ("a", "b")))
    story.job_is("job", "IN_PROGRESS")
    story.reject(DescribeJobExecution("job", "a"), NOT_FOUND)
    story.background("roll_out", "job", "a")
    execution = story.execution_is("job", "a", "QUEUED")
    assert execution is not None
    assert (execution.version, execution.force_canceled, len(execution.details)) == (1, False, 0)
    story.execution_is("job", "b", None)
    story.background("roll_out", "job", "b")
    story.execution_is("job", "b", "QUEUED")


def what_does_not_exist_is_not_found(story: Story) -> None:
    story.reject(DescribeJob("job"), NOT_FOUND)
    story.reject(CancelJob("job"), NOT_FOUND)
    story.reject(CancelJob("job", force=True), NOT_FOUND)
    story.reject(DeleteJob("job"), NOT_FOUND)
    story.reject(DeleteJob("job", force=True), NOT_FOUND)
    story.reject(DescribeJobExecution("job", "a"), NOT_FOUND)
    story.reject(CancelJobExecution("job", "a"), NOT_FOUND)
    story.reject(CancelJobExecution("job", "a", force=True, expected_version=1), NOT_FOUND)
    story.reject(UpdateJobExecution("job", "a"), NOT_FOUND)
    story.job_with("a")
    story.reject(CancelJobExecution("job", "b"), NOT_FOUND)


def the_id_of_a_job_is_taken_in_every_status(story: Story) -> None:
    other = CreateJob("job", ("z",))
    story.job_with("a")
    story.reject(other, EXISTS)
    story.accept(CancelJobExecution("job", "a"))
    story.later()
    story.job_is("job", "COMPLETED")
    story.reject(other, EXISTS)
    story.accept(DeleteJob("job"))
    story.reject(other, EXISTS)
    story.background("remove", "job", "a")
    story.background("end_deletion", "job")
    story.accept(other)
    story.execution_is("job", "a", None)
    story.accept(CancelJob("job"))
    story.reject(CreateJob("job", ("a",)), EXISTS)


def an_identical_create_may_succeed_but_changes_nothing(story: Story) -> None:
    story.job_with("a")
    story.job_with("a", job_id="canceled")
    story.accept(CancelJob("canceled"))
    story.job_with("a", job_id="completed")
    story.accept(CancelJobExecution("completed", "a"))
    story.background("complete", "completed")
    before = story.world
    for job_id in ("job", "canceled", "completed"):
        story.ask(CreateJob(job_id, ("a",)), EXISTS, None)
        assert story.world == before
        story.reject(CreateJob(job_id, ("a",), document='{"other": 1}'), EXISTS)


def a_description_tells_status_flags_and_counters(story: Story) -> None:
    def shows(**members: object) -> None:
        answer = story.ask(DescribeJob("job"), None).answer
        expected = JobDescription("job", **members)  # type: ignore[arg-type]
        assert answer.response == expected, (answer.response, expected)

    story.job_with("a", "b", at_work=("b",))
    shows(status="IN_PROGRESS", counts={"QUEUED": 1, "IN_PROGRESS": 1})
    story.accept(CancelJob("job", force=True, reason_code="WHY_1", comment="so"))
    story.later()
    shows(status="CANCELED", force_canceled=True, reason_code="WHY_1", comment="so",
         counts={"CANCELED": 2})  # fmt: skip
    story.job_is("job", "CANCELED")
    story.accept(DeleteJob("job"))
    for _ in range(2):
        shows(status="DELETION_IN_PROGRESS", force_canceled=True, reason_code="WHY_1", comment="so",
             counts={"CANCELED": 2})  # fmt: skip


def a_completed_job_can_be_described(story: Story) -> None:
    story.job_with("a")
    story.accept(CancelJobExecution("job", "a"))
    story.background("complete", "job")
    answer = story.ask(DescribeJob("job"), None).answer
    assert answer.response == JobDescription("job", "COMPLETED", counts={"CANCELED": 1})
    story.job_is("job", "COMPLETED")


def an_execution_can_be_described_in_every_status(story: Story) -> None:
    story.job_with("a")
    read = DescribeJobExecution("job", "a")
    for status, version in (("QUEUED", 1), ("IN_PROGRESS", 2)):
        answer = story.ask(read, None).answer
        assert answer.response == ExecutionDescription("job", "a", status, version)
        story.execution_is("job", "a", status)
        story.accept(UpdateJobExecution("job", "a"))
    story.accept(CancelJobExecution("job", "a", force=True))
    answers = [p.answer.response for p in step(story.world, read, story.table)]
    flagged = [ExecutionDescription("job", "a", "CANCELED", v, {}, True) for v in (3, 4)]
    assert answers == flagged, answers
    story.ask(read, None)
    story.execution_is("job", "a", "CANCELED")


def an_unforced_cancel_leaves_the_device_at_work(story: Story) -> None:
    story.job_with("idle", "busy", at_work=("busy",))
    story.accept(CancelJob("job", reason_code="A", comment="b"))
    story.job_is("job", "CANCELED")
    job = story.world.jobs["job"]
    assert (job.force_canceled, job.reason_code, job.comment) == (False, "A", "b")
    story.background("cascade", "job", "idle")
    idle = story.execution_is("job", "idle", "CANCELED")
    assert idle is not None
    assert (idle.force_canceled, idle.version, idle.may_be_bumped) == (False, 1, True)
    story.later()
    story.execution_is("job", "busy", "IN_PROGRESS")
    story.accept(UpdateJobExecution("job", "busy"))
    story.reject(CancelJobExecution("job", "busy"), INVALID_STATE)
    story.accept(CancelJobExecution("job", "busy", force=True))
    story.later()
    story.execution_is("job", "busy", "CANCELED")
    story.job_is("job", "CANCELED")


def a_forced_cancel_locks_the_device_out(story: Story) -> None:
    story.job_with("idle", "busy", at_work=("busy",))
    story.accept(CancelJob("job", force=True))
    story.job_is("job", "CANCELED")
    assert story.world.jobs["job"].force_canceled
    story.execution_is("job", "busy", "IN_PROGRESS")
    for thing, version in (("idle", 1), ("busy", 2)):
        story.background("cascade", "job", thing)
        reached = story.execution_is("job", thing, "CANCELED")
        assert reached is not None
        assert (reached.force_canceled, reached.version, reached.may_be_bumped) == (
            None,
            version,
            True,
        )
    story.reject(UpdateJobExecution("job", "busy"), INVALID_STATE)


def a_cancel_stops_the_roll_out(story: Story) -> None:
    story.accept(CreateJob("job", ("a", "b")))
    story.background("roll_out", "job", "a")
    story.accept(CancelJob("job"))
    story.cannot("roll_out", "job")
    story.later()
    story.execution_is("job", "a", "CANCELED")
    story.execution_is("job", "b", None)


def a_cancel_of_one_job_spares_its_neighbours(story: Story) -> None:
    story.job_with("a", at_work=("a",))
    story.job_with("a", "b", job_id="other")
    story.accept(CancelJob("job", force=True))
    story.later()
    story.execution_is("job", "a", "CANCELED")
    story.execution_is("other", "a", "QUEUED")
    story.job_is("other", "IN_PROGRESS")
    story.accept(CancelJobExecution("other", "a"))
    story.execution_is("other", "b", "QUEUED")


def a_device_may_start_before_the_cascade_comes(story: Story) -> None:
    story.job_with("a")
    story.accept(CancelJob("job"))
    story.background("start", "job", "a")
    story.later()
    started = story.execution_is("job", "a", "IN_PROGRESS")
    assert started is not None
    assert started.version == 2


def a_canceled_or_completed_job_cannot_be_canceled(story: Story) -> None:
    story.job_with("a", at_work=("a",))
    story.accept(CancelJob("job"))
    for force in (False, True):
        story.reject(CancelJob("job", force=force), INVALID)
    story.execution_is("job", "a", "IN_PROGRESS")
    story.job_with("b", job_id="done")
    story.accept(CancelJobExecution("done", "b"))
    story.later()
    for force in (False, True):
        story.reject(CancelJob("done", force=force), INVALID)


def a_canceled_job_stays_canceled_when_its_leftovers_end(story: Story) -> None:
    story.job_with("a", at_work=("a",))
    story.accept(CancelJob("job"), CancelJobExecution("job", "a", force=True))
    story.cannot("complete", "job")
    story.later()
    story.job_is("job", "CANCELED")


def canceling_every_execution_completes_the_job(story: Story) -> None:
    story.job_with("a", "b")
    story.accept(CancelJobExecution("job", "a"))
    story.cannot("complete", "job")
    story.later()
    story.job_is("job", "IN_PROGRESS")
    story.accept(CancelJobExecution("job", "b", force=True))
    story.job_is("job", "IN_PROGRESS")
    story.background("complete", "job")
    story.job_is("job", "COMPLETED")


def an_execution_in_progress_needs_force(story: Story) -> None:
    story.job_with("a", at_work=("a",))
    story.reject(CancelJobExecution("job", "a"), INVALID_STATE)
    story.accept(CancelJobExecution("job", "a", force=True))
    execution = story.execution_is("job", "a", "CANCELED")
    assert execution is not None
    assert execution.force_canceled is True
    for force in (False, True):
        story.reject(CancelJobExecution("job", "a", force=force), INVALID_STATE)


def a_queued_execution_needs_no_force(story: Story) -> None:
    story.job_with("a", "b")
    story.accept(CancelJobExecution("job", "a"), CancelJobExecution("job", "b", force=True))
    a, b = story.execution_is("job", "a", "CANCELED"), story.execution_is("job", "b", "CANCELED")
    assert a is not None
    assert b is not None
    assert (a.force_canceled, b.force_canceled) == (False, None)
    assert (a.version, a.may_be_bumped) == (1, True) == (b.version, b.may_be_bumped)


def a_stale_version_is_rejected_and_changes_nothing(story: Story) -> None:
    story.job_with("a", "b", at_work=("b",))
    for force in (False, True):
        story.reject(
            CancelJobExecution("job", "a", force, expected_version=9, status_details={"k": "v"}),
            CONFLICT,
        )
    story.reject(CancelJobExecution("job", "b", True, expected_version=1), CONFLICT)
    story.reject(CancelJobExecution("job", "b", expected_version=1), CONFLICT, INVALID_STATE)
    story.reject(UpdateJobExecution("job", "b", expected_version=1), CONFLICT, INVALID_STATE)
    story.reject(UpdateJobExecution("job", "a", expected_version=2), CONFLICT, INVALID_STATE)
    story.accept(CancelJobExecution("job", "a", expected_version=1))
    story.accept(CancelJobExecution("job", "b", True, expected_version=2))
    story.reject(CancelJobExecution("job", "b", expected_version=9), CONFLICT, INVALID_STATE)
    story.reject(UpdateJobExecution("job", "b", expected_version=9), CONFLICT, INVALID_STATE)


def details_are_kept_where_none_are_given(story: Story) -> None:
    story.job_with("a")
    story.accept(UpdateJobExecution("job", "a", status_details={"step": "1"}))
    story.accept(UpdateJobExecution("job", "a"))
    execution = story.execution_is("job", "a", "IN_PROGRESS")
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
        permitted = step(story.world, request, story.table)
        kept = [dict(p.world.jobs["job"].executions["a"].details) for p in permitted]
        assert kept == results
    for force in (False, True):
        story.job_with("b", job_id=f"force-{force}")
        story.accept(CancelJobExecution(f"force-{force}", "b", force, status_details=given))
        execution = story.execution_is(f"force-{force}", "b", "CANCELED")
        assert execution is not None
        assert dict(execution.details) == given


def a_device_takes_the_oldest_first_and_the_one_at_work_before_all(story: Story) -> None:
    story.job_with("a", job_id="first")
    story.job_with("a", job_id="second", at_work=())
    start = StartNextPendingJobExecution("a", {"step": "1"})
    response = story.ask(start, None).answer.response
    assert response == ExecutionDescription("first", "a", "IN_PROGRESS", 2, {"step": "1"})
    story.execution_is("second", "a", "QUEUED")
    response = story.ask(StartNextPendingJobExecution("a", {"step": "2"}), None).answer.response
    assert response == ExecutionDescription("first", "a", "IN_PROGRESS", 2, {"step": "1"})
    for _ in range(2):
        listed = story.ask(GetPendingJobExecutions("a"), None).answer.response
        assert listed == (
            PendingExecution("first", "IN_PROGRESS", 2),
            PendingExecution("second", "QUEUED", 1),
        )
    story.accept(CancelJobExecution("first", "a", force=True))
    response = story.ask(StartNextPendingJobExecution("a"), None).answer.response
    assert response == ExecutionDescription("second", "a", "IN_PROGRESS", 2)


def a_thing_with_nothing_pending_is_told_nothing(story: Story) -> None:
    def nothing() -> None:
        assert story.ask(StartNextPendingJobExecution("a"), None).answer.response is None
        assert story.ask(GetPendingJobExecutions("a"), None).answer.response == ()

    nothing()
    story.job_with("a")
    for _ in range(2):
        response = story.ask(GetPendingJobExecutions("a"), None).answer.response
        assert response == (PendingExecution("job", "QUEUED", 1),)
    story.accept(CancelJobExecution("job", "a"))
    before = story.world
    nothing()
    assert story.world == before


def both_listings_show_every_execution_with_its_status(story: Story) -> None:
    def for_job(**statuses: str) -> None:
        shows(ListJobExecutionsForJob("job"), *(("job", t, s) for t, s in statuses.items()))

    def for_thing(*entries: tuple[str, str]) -> None:
        shows(ListJobExecutionsForThing("a"), *((job_id, "a", s) for job_id, s in entries))

    def shows(request: Request, *entries: tuple[str, str, str]) -> None:
        before = story.world
        response = story.ask(request, None).answer.response
        assert response == tuple(ListedExecution(*entry) for entry in entries)
        assert story.world == before

    for_thing()
    story.reject(ListJobExecutionsForJob("job"), NOT_FOUND)
    story.accept(CreateJob("job", ("a", "b")))
    for_job()
    story.background("roll_out", "job", "a")
    for_job(a="QUEUED")
    for_thing(("job", "QUEUED"))
    story.later()
    story.accept(UpdateJobExecution("job", "a"))
    for_job(a="IN_PROGRESS", b="QUEUED")
    story.job_with("a", job_id="other")
    for_thing(("job", "IN_PROGRESS"), ("other", "QUEUED"))
    story.accept(CancelJobExecution("job", "a", force=True), DeleteJob("other", force=True))
    story.background("remove", "other", "a")
    for_thing(("job", "CANCELED"))
    story.accept(CancelJobExecution("job", "b"))
    story.background("complete", "job")
    for_job(a="CANCELED", b="CANCELED")
    story.accept(DeleteJob("job"))
    for_job(a="CANCELED", b="CANCELED")
    story.background("remove", "job", "a")
    for_job(b="CANCELED")
    for_thing()
    story.background("remove", "job", "b")
    story.background("end_deletion", "job")
    story.reject(ListJobExecutionsForJob("job"), NOT_FOUND)
    story.job_with("b")
    story.accept(CancelJob("job"))
    for_job(b="QUEUED")
    story.later()
    for_job(b="CANCELED")


def a_job_in_progress_is_deleted_only_by_force(story: Story) -> None:
    story.job_with("a", "b", at_work=("b",))
    story.reject(DeleteJob("job"), INVALID_STATE)
    story.accept(DeleteJob("job", force=True))
    story.job_is("job", "DELETION_IN_PROGRESS")
    story.cannot("start", "job")
    story.cannot("end_deletion", "job")
    for thing in ("a", "b"):
        story.background("remove", "job", thing)
        story.reject(DescribeJobExecution("job", thing), NOT_FOUND)
    story.background("end_deletion", "job")
    story.job_is("job", None)
    story.reject(DescribeJob("job"), NOT_FOUND)


def a_terminal_job_is_deleted_without_force(story: Story) -> None:
    story.job_with("a", job_id="canceled")
    story.accept(CancelJob("canceled"))
    story.later()
    story.job_with("b", job_id="completed")
    story.accept(CancelJobExecution("completed", "b"))
    story.later()
    story.job_with("c", job_id="forced")
    story.accept(CancelJobExecution("forced", "c"))
    story.later()
    for job_id, thing in (("canceled", "a"), ("completed", "b"), ("forced", "c")):
        story.accept(DeleteJob(job_id, force=job_id == "forced"))
        story.job_is(job_id, "DELETION_IN_PROGRESS")
        story.background("remove", job_id, thing)
        story.background("end_deletion", job_id)
        story.job_is(job_id, None)


def a_canceled_job_with_a_device_at_work_may_resist_deletion(story: Story) -> None:
    story.job_with("a", at_work=("a",))
    story.accept(CancelJob("job"))
    story.ask(DeleteJob("job"), None, INVALID_STATE)
    story.job_is("job", "DELETION_IN_PROGRESS")


def a_forced_deletion_may_outrun_the_cancel(story: Story) -> None:
    story.job_with("a", at_work=("a",))
    story.accept(CancelJob("job", force=True), DeleteJob("job", force=True))
    story.job_is("job", "DELETION_IN_PROGRESS")
    story.execution_is("job", "a", "IN_PROGRESS")


def a_job_that_is_being_deleted_rejects_cancel_and_delete(story: Story) -> None:
    story.job_with("a", at_work=("a",))
    story.accept(DeleteJob("job", force=True))
    for force in (False, True):
        story.reject(CancelJob("job", force=force), INVALID, INVALID_STATE)
        story.reject(DeleteJob("job", force=force), INVALID_STATE, INVALID)
    story.execution_is("job", "a", "IN_PROGRESS")


def no_more_jobs_are_deleted_at_once_than_the_limit(story: Story) -> None:
    limit = story.world.deletion_limit
    for n in range(limit):
        story.job_with("a", job_id=f"job-{n}")
        story.accept(DeleteJob(f"job-{n}", force=True))
    story.job_with("a", job_id="running")
    story.job_with("a", job_id="canceled")
    story.accept(CancelJob("canceled"))
    story.later()
    story.job_with("b", job_id="completed")
    story.accept(CancelJobExecution("completed", "b"))
    story.later()
    story.job_with("c", at_work=("c",), job_id="leftover")
    story.accept(CancelJob("leftover"))
    for job_id in ("canceled", "completed", "running", "leftover"):
        story.reject(DeleteJob(job_id, force=True), LIMIT)
    for job_id in ("canceled", "completed"):
        story.reject(DeleteJob(job_id), LIMIT)
    story.reject(DeleteJob("running"), INVALID_STATE, LIMIT)
    story.reject(DeleteJob("leftover"), LIMIT, INVALID_STATE)
    story.reject(DeleteJob("job-0", force=True), INVALID_STATE, INVALID, LIMIT)
    story.reject(DeleteJob("none"), NOT_FOUND)
    story.background("remove", "job-0", "a")
    story.background("end_deletion", "job-0")
    story.accept(DeleteJob("completed"))


def a_device_of_a_job_that_is_being_deleted_may_be_cut_off(story: Story) -> None:
    story.job_with("a", "b", "c", at_work=("b",))
    story.accept(CancelJobExecution("job", "c"), DeleteJob("job", force=True))
    for thing in ("a", "b", "c"):
        story.reject(
            UpdateJobExecution("job", thing, expected_version=77),
            NOT_FOUND, INVALID_STATE, CONFLICT,
        )  # fmt: skip
    story.reject(UpdateJobExecution("job", "c"), NOT_FOUND, INVALID_STATE)
    for thing, version in (("a", 2), ("b", 3)):
        update = UpdateJobExecution("job", thing, status_details={"step": "1"})
        story.ask(update, NOT_FOUND, INVALID_STATE, None)
        execution = story.execution_is("job", thing, "IN_PROGRESS")
        assert execution is not None
        assert (execution.version, dict(execution.details)) == (version, {"step": "1"})


def the_sources_say_nothing_of_a_cancel_during_deletion(story: Story) -> None:
    story.job_with("a", "b", "c", at_work=("b",))
    story.accept(CancelJobExecution("job", "c"), DeleteJob("job", force=True))
    for force in (False, True):
        for thing in ("a", "b", "c"):
            permitted = step(story.world, CancelJobExecution("job", thing, force), story.table)
            codes = {p.answer.error for p in permitted}
            assert codes == {None, NOT_FOUND, INVALID_STATE, INVALID}


STORIES: tuple[Callable[[Story], None], ...] = (
    a_job_is_created_in_progress_and_rolls_out_queued_executions,
    what_does_not_exist_is_not_found,
    the_id_of_a_job_is_taken_in_every_status,
    an_identical_create_may_succeed_but_changes_nothing,
    a_description_tells_status_flags_and_counters,
    a_completed_job_can_be_described,
    an_execution_can_be_described_in_every_status,
    an_unforced_cancel_leaves_the_device_at_work,
    a_forced_cancel_locks_the_device_out,
    a_cancel_stops_the_roll_out,
    a_cancel_of_one_job_spares_its_neighbours,
    a_device_may_start_before_the_cascade_comes,
    a_canceled_or_completed_job_cannot_be_canceled,
    a_canceled_job_stays_canceled_when_its_leftovers_end,
    canceling_every_execution_completes_the_job,
    an_execution_in_progress_needs_force,
    a_queued_execution_needs_no_force,
    a_stale_version_is_rejected_and_changes_nothing,
    details_are_kept_where_none_are_given,
    a_device_takes_the_oldest_first_and_the_one_at_work_before_all,
    a_thing_with_nothing_pending_is_told_nothing,
    both_listings_show_every_execution_with_its_status,
    a_job_in_progress_is_deleted_only_by_force,
    a_terminal_job_is_deleted_without_force,
    a_canceled_job_with_a_device_at_work_may_resist_deletion,
    a_forced_deletion_may_outrun_the_cancel,
    a_job_that_is_being_deleted_rejects_cancel_and_delete,
    no_more_jobs_are_deleted_at_once_than_the_limit,
    a_device_of_a_job_that_is_being_deleted_may_be_cut_off,
    the_sources_say_nothing_of_a_cancel_during_deletion,
)
