"""Time and chance: background steps with a lag, the end of deletions, and injected faults."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from iot_jobs_spec.model.world import DELETION_IN_PROGRESS
from iot_jobs_spec.server.lifecycle import ENCOUNTERS, LIMIT_REJECTIONS
from support.server_kit import (
    DEVICE,
    OTHER,
    THING,
    LiveServer,
    arn,
    code_of,
    execution,
    live_server,
    with_clock,
)

NOT_FOUND = "ResourceNotFoundException"
LIMIT = "LimitExceededException"


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    with live_server() as running:
        yield running


def test_with_lag_executions_are_rolled_out_and_canceled_one_by_one(server: LiveServer) -> None:
    clock = with_clock(server, lag=10.0, seed=3)
    server.create("job", THING, OTHER)
    counts = server.iot.describe_job(jobId="job")["job"]["jobProcessDetails"]
    assert counts["numberOfQueuedThings"] == 0
    seen = []
    for _ in range(11):
        job = server.iot.describe_job(jobId="job")["job"]
        seen.append((job["jobProcessDetails"]["numberOfQueuedThings"], job["isConcurrent"]))
        clock.now += 1
    assert sorted(set(seen)) == [(0, True), (1, True), (2, False)]
    assert seen == sorted(seen, key=lambda pair: pair[0])
    server.iot.cancel_job(jobId="job", force=True)
    assert server.status("job", THING) == server.status("job", OTHER) == "QUEUED"
    clock.now += 10
    job = server.iot.describe_job(jobId="job")["job"]
    assert job["jobProcessDetails"]["numberOfCanceledThings"] == 2


def test_with_lag_a_job_completes_later(server: LiveServer) -> None:
    clock = with_clock(server, lag=10.0)
    server.create("job")
    clock.now += 10
    server.iot.cancel_job_execution(jobId="job", thingName=THING)
    assert server.iot.describe_job(jobId="job")["job"]["status"] == "IN_PROGRESS"
    clock.now += 10
    assert server.iot.describe_job(jobId="job")["job"]["status"] == "COMPLETED"


def test_with_lag_a_deletion_removes_the_executions_one_by_one(server: LiveServer) -> None:
    clock = with_clock(server, lag=9.0, deletion=2.0)
    server.create("job", THING, OTHER)
    clock.now += 9
    server.iot.delete_job(jobId="job", force=True)
    left = []
    for _ in range(9):
        job = server.iot.describe_job(jobId="job")["job"]
        assert job["status"] == DELETION_IN_PROGRESS
        left.append(job["jobProcessDetails"]["numberOfQueuedThings"])
        clock.now += 1
    assert left == sorted(left, reverse=True)
    assert set(left) == {0, 1, 2}
    assert code_of(server.iot.describe_job, jobId="job") == NOT_FOUND


def test_a_polled_deletion_ends_after_a_few_requests_for_its_job(server: LiveServer) -> None:
    server.fresh(deletion=None)
    server.create("job")
    server.iot.delete_job(jobId="job", force=True)
    for _ in range(ENCOUNTERS):
        response = server.iot.describe_job(jobId="job")["job"]
        assert response["status"] == DELETION_IN_PROGRESS
    assert code_of(server.iot.describe_job, jobId="job") == NOT_FOUND
    server.create("job")
    assert execution(server)["versionNumber"] == 1


def test_a_deletion_ends_in_time_without_any_request(server: LiveServer) -> None:
    clock = with_clock(server, deletion=2.0)
    server.create("job")
    server.iot.delete_job(jobId="job", force=True)
    clock.now += 1.9
    assert server.iot.describe_job(jobId="job")["job"]["status"] == DELETION_IN_PROGRESS
    clock.now += 0.1
    assert code_of(server.iot.describe_job, jobId="job") == NOT_FOUND


def test_the_id_of_a_job_in_deletion_is_taken(server: LiveServer) -> None:
    clock = with_clock(server, deletion=3.0)
    server.create("job")
    server.iot.delete_job(jobId="job", force=True)
    members = {"jobId": "job", "targets": [arn(THING)], "document": "{}"}
    assert code_of(server.iot.create_job, **members) == "ResourceAlreadyExistsException"
    clock.now += 3
    assert code_of(server.iot.create_job, **members) is None


def at_the_limit(server: LiveServer) -> dict[str, Any]:
    """Delete as many jobs at a time as may be; returns the members of one deletion more."""
    limit = server.service.state.world.deletion_limit
    for number in range(limit + 1):
        server.create(f"job-{number}")
    for number in range(limit):
        server.iot.delete_job(jobId=f"job-{number}", force=True)
    return {"jobId": f"job-{limit}", "force": True}


def test_a_deletion_takes_its_seconds_whatever_is_asked_meanwhile(server: LiveServer) -> None:
    clock = with_clock(server, deletion=5.0)
    last = at_the_limit(server)
    for seconds in range(5):
        assert {code_of(server.iot.delete_job, **last) for _ in range(20)} == {LIMIT}
        assert code_of(server.iot.describe_job, jobId="job-0") is None
        clock.now += 1
        assert clock.now == 1001 + seconds
    assert code_of(server.iot.describe_job, jobId="job-0") == NOT_FOUND
    assert code_of(server.iot.delete_job, **last) is None


def test_each_deletion_takes_its_own_seconds(server: LiveServer) -> None:
    clock = with_clock(server, deletion=5.0)
    for job_id in ("early", "late"):
        server.create(job_id)
        server.iot.delete_job(jobId=job_id, force=True)
        clock.now += 3
    assert code_of(server.iot.describe_job, jobId="early") == NOT_FOUND
    assert code_of(server.iot.describe_job, jobId="late") is None


def test_a_polled_deletion_ends_for_a_client_that_tries_again(server: LiveServer) -> None:
    server.fresh(deletion=None)
    last = at_the_limit(server)
    answers = [code_of(server.iot.delete_job, **last) for _ in range(LIMIT_REJECTIONS + 1)]
    assert answers == [LIMIT] * LIMIT_REJECTIONS + [None]
    assert server.service.state.world.deleting == 1


def test_faults_reject_a_share_of_requests_without_effect(server: LiveServer) -> None:
    outcomes = []
    for seed in (7, 7, 8):
        server.fresh(faults=0.5, seed=seed)
        names = [f"thing-{number}" for number in range(60)]
        codes = [code_of(server.iot.create_thing, thingName=name) for name in names]
        created = [name for name, code in zip(names, codes, strict=True) if code is None]
        assert sorted(server.service.state.things) == sorted(created)
        outcomes.append(codes)
    assert outcomes[0] == outcomes[1] != outcomes[2]
    assert set(outcomes[0]) == {None, "ThrottlingException", "ServiceUnavailableException"}
    assert 15 <= outcomes[0].count(None) <= 45


@pytest.mark.parametrize(("plane", "throttled"), [("iot", 400), (DEVICE, 429)])
def test_faults_have_the_http_status_of_their_plane(
    server: LiveServer, plane: str, throttled: int
) -> None:
    server.fresh(faults=1.0, seed=1)
    replies = [server.raw("GET", f"/things/{THING}/jobs", None, plane) for _ in range(40)]
    assert {(reply.error, reply.status) for reply in replies} == {
        ("ThrottlingException", throttled),
        ("ServiceUnavailableException", 503),
    }
