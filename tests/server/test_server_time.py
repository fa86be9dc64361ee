"""What takes time: cascades with a lag, and deletions; and faults, which take a share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from iot_jobs_spec.model.world import DELETION_IN_PROGRESS
from iot_jobs_spec.server.lifecycle import ENCOUNTERS, LIMIT_REJECTIONS
from support.server_kit import DEVICE, OTHER, THING, Stage, arn, code_of, execution, with_clock
from support.server_kit import stage as new_stage

NOT_FOUND = "ResourceNotFoundException"
LIMIT = "LimitExceededException"


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with new_stage() as made:
        yield made


def test_with_lag_executions_come_and_go_one_by_one(stage: Stage) -> None:
    clock = with_clock(stage, lag=10.0, seed=3)
    stage.create("job", THING, OTHER)
    counts = stage.iot.describe_job(jobId="job")["job"]["jobProcessDetails"]
    assert counts["numberOfQueuedThings"] == 0
    seen = []
    for _ in range(11):
        job = stage.iot.describe_job(jobId="job")["job"]
        seen.append((job["jobProcessDetails"]["numberOfQueuedThings"], job["isConcurrent"]))
        clock.now += 1
    assert sorted(set(seen)) == [(0, True), (1, True), (2, False)]
    assert seen == sorted(seen, key=lambda pair: pair[0])
    stage.iot.cancel_job(jobId="job", force=True)
    assert stage.status("job", THING) == stage.status("job", OTHER) == "QUEUED"
    clock.now += 10
    job = stage.iot.describe_job(jobId="job")["job"]
    assert job["jobProcessDetails"]["numberOfCanceledThings"] == 2


def test_with_lag_a_job_is_completed_a_while_later(stage: Stage) -> None:
    clock = with_clock(stage, lag=10.0)
    stage.create("job")
    clock.now += 10
    stage.iot.cancel_job_execution(jobId="job", thingName=THING)
    assert stage.iot.describe_job(jobId="job")["job"]["status"] == "IN_PROGRESS"
    clock.now += 10
    assert stage.iot.describe_job(jobId="job")["job"]["status"] == "COMPLETED"


def test_with_lag_a_deletion_takes_the_executions_one_by_one(stage: Stage) -> None:
    clock = with_clock(stage, lag=9.0, deletion=2.0)
    stage.create("job", THING, OTHER)
    clock.now += 9
    stage.iot.delete_job(jobId="job", force=True)
    left = []
    for _ in range(9):
        job = stage.iot.describe_job(jobId="job")["job"]
        assert job["status"] == DELETION_IN_PROGRESS
        left.append(job["jobProcessDetails"]["numberOfQueuedThings"])
        clock.now += 1
    assert left == sorted(left, reverse=True)
    assert set(left) == {0, 1, 2}
    assert code_of(stage.iot.describe_job, jobId="job") == NOT_FOUND


def test_a_deletion_ends_when_it_has_been_met_a_few_times(stage: Stage) -> None:
    stage.fresh()
    stage.create("job")
    stage.iot.delete_job(jobId="job", force=True)
    for _ in range(ENCOUNTERS):
        told = stage.iot.describe_job(jobId="job")["job"]
        assert told["status"] == DELETION_IN_PROGRESS
    assert code_of(stage.iot.describe_job, jobId="job") == NOT_FOUND
    stage.create("job")
    assert execution(stage)["versionNumber"] == 1


def test_a_deletion_that_nobody_looks_at_ends_in_time(stage: Stage) -> None:
    clock = with_clock(stage, deletion=2.0)
    stage.create("job")
    stage.iot.delete_job(jobId="job", force=True)
    clock.now += 1.9
    assert stage.iot.describe_job(jobId="job")["job"]["status"] == DELETION_IN_PROGRESS
    clock.now += 0.1
    assert code_of(stage.iot.describe_job, jobId="job") == NOT_FOUND


def test_while_it_is_deleted_the_id_is_taken(stage: Stage) -> None:
    stage.fresh(deletion=0)
    stage.create("job")
    stage.iot.delete_job(jobId="job", force=True)
    made = {"jobId": "job", "targets": [arn(THING)], "document": "{}"}
    assert code_of(stage.iot.create_job, **made) == "ResourceAlreadyExistsException"
    assert code_of(stage.iot.create_job, **made) is None


def test_the_eleventh_deletion_is_rejected_and_soon_accepted(stage: Stage) -> None:
    stage.fresh()
    limit = stage.service.state.world.deletion_limit
    for number in range(limit + 1):
        stage.create(f"job-{number}")
    for number in range(limit):
        stage.iot.delete_job(jobId=f"job-{number}", force=True)
    last = {"jobId": f"job-{limit}", "force": True}
    answers = [code_of(stage.iot.delete_job, **last) for _ in range(LIMIT_REJECTIONS + 1)]
    assert answers == [LIMIT] * LIMIT_REJECTIONS + [None]
    assert stage.service.state.world.deleting == 1


def test_faults_strike_a_share_of_requests_and_do_nothing(stage: Stage) -> None:
    outcomes = []
    for seed in (7, 7, 8):
        stage.fresh(faults=0.5, seed=seed)
        names = [f"thing-{number}" for number in range(60)]
        codes = [code_of(stage.iot.create_thing, thingName=name) for name in names]
        made = [name for name, code in zip(names, codes, strict=True) if code is None]
        assert sorted(stage.service.state.things) == sorted(made)
        outcomes.append(codes)
    assert outcomes[0] == outcomes[1] != outcomes[2]
    assert set(outcomes[0]) == {None, "ThrottlingException", "ServiceUnavailableException"}
    assert 15 <= outcomes[0].count(None) <= 45


@pytest.mark.parametrize(("plane", "throttled"), [("iot", 400), (DEVICE, 429)])
def test_faults_have_the_http_status_of_their_plane(
    stage: Stage, plane: str, throttled: int
) -> None:
    stage.fresh(faults=1.0, seed=1)
    replies = [stage.raw("GET", f"/things/{THING}/jobs", None, plane) for _ in range(40)]
    assert {(reply.error, reply.status) for reply in replies} == {
        ("ThrottlingException", throttled),
        ("ServiceUnavailableException", 503),
    }
