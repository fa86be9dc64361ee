"""Time in the profile `full`: timers, retries and aborts, on a clock that a test advances."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from iot_jobs_spec.model.profiles import FULL
from iot_jobs_spec.server import reference_server
from iot_jobs_spec.server.clock import LAST, MOST_SECONDS, ManualClock
from iot_jobs_spec.server.testing import Endpoint
from support.server_kit import (
    DEVICE,
    KEY,
    OTHER,
    SECRET,
    THING,
    LiveServer,
    arn,
    client,
    code_of,
    execution,
    live_server,
)

MINUTE = 60


@pytest.fixture(scope="module")
def running() -> Iterator[LiveServer]:
    with live_server(FULL) as server:
        yield server


@pytest.fixture
def server(running: LiveServer) -> LiveServer:
    running.fresh(clock=ManualClock())
    return running


def advance(server: LiveServer, seconds: float) -> None:
    """Advance the clock by a request, as a client does."""
    reply = server.raw("POST", "/clock", json.dumps({"seconds": seconds}).encode())
    assert reply.status == 200, reply.body


def create(server: LiveServer, *things: str, **config: Any) -> None:
    """Create a job; ``timeout`` is in minutes, ``retries`` are by type of failure, ``abort`` is a
    percentage of all failures, ``rollout`` the configuration of the roll-out."""
    members: dict[str, Any] = {}
    if "timeout" in config:
        members["timeoutConfig"] = {"inProgressTimeoutInMinutes": config["timeout"]}
    if "retries" in config:
        members["jobExecutionsRetryConfig"] = {
            "criteriaList": [
                {"failureType": failure, "numberOfRetries": number}
                for failure, number in config["retries"].items()
            ]
        }
    if "abort" in config:
        members["abortConfig"] = {
            "criteriaList": [
                {
                    "failureType": "ALL",
                    "action": "CANCEL",
                    "thresholdPercentage": config["abort"],
                    "minNumberOfExecutedThings": config.get("executed", 1),
                }
            ]
        }
    if "rollout" in config:
        members["jobExecutionsRolloutConfig"] = config["rollout"]
    server.iot.create_job(
        jobId="job", targets=[arn(thing) for thing in things or (THING,)], document="{}", **members
    )


def start(server: LiveServer, **more: Any) -> dict[str, Any]:
    started = server.device.start_next_pending_job_execution(thingName=THING, **more)
    return dict(started["execution"])


def report(server: LiveServer, status: str, thing: str = THING, **more: Any) -> None:
    server.device.update_job_execution(jobId="job", thingName=thing, status=status, **more)


def seconds_left(server: LiveServer) -> int | None:
    """The approximateSecondsBeforeTimedOut, of which both planes must show the same."""
    shown = execution(server).get("approximateSecondsBeforeTimedOut")
    other = server.device.describe_job_execution(jobId="job", thingName=THING)["execution"]
    assert shown == other.get("approximateSecondsBeforeTimedOut")
    return None if shown is None else int(shown)


# --- the clock


def test_the_test_clock_stands_still(server: LiveServer) -> None:
    create(server, timeout=1)
    start(server)
    shown = [execution(server) for _ in range(2)]
    assert shown[0]["queuedAt"] == shown[1]["lastUpdatedAt"]
    now = server.raw("GET", "/clock").json
    advance(server, 2.5)
    assert server.raw("GET", "/clock").json == {"now": now["now"] + 2.5, "clock": "test"}


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b'{"seconds": "1"}', b'{"seconds": -1}', b'{"seconds": true}',
             b'{"seconds": %d}' % (MOST_SECONDS + 1), b'{"seconds": null}', b"{"],
)  # fmt: skip
def test_a_bad_request_does_not_advance_the_clock(server: LiveServer, body: bytes) -> None:
    before = server.service.clock.wall()
    reply = server.raw("POST", "/clock", body)
    assert (reply.status, reply.error) == (400, "InvalidRequestException")
    assert server.service.clock.wall() == before


def test_the_clock_ends_where_dates_still_have_four_digits(server: LiveServer) -> None:
    service = server.service
    service.advance(LAST - service.clock() - 1)
    before = service.clock()
    reply = server.raw("POST", "/clock", b'{"seconds": 2}')
    assert (reply.status, service.clock()) == (400, before)
    server.create("job")
    for path in ("/", "/jobs", "/jobs/job"):
        assert server.raw("GET", path).status == 200


def test_a_web_page_does_not_advance_the_clock(server: LiveServer) -> None:
    before = server.service.clock.wall()
    reply = server.raw("POST", "/clock", b'{"seconds": 1}', headers={"Origin": "http://x.example"})
    assert reply.status == 400
    assert server.service.clock.wall() == before


def test_another_machine_does_not_advance_the_clock(server: LiveServer) -> None:
    from iot_jobs_spec.server.signing import HttpRequest

    request = HttpRequest("POST", b"/clock", b"", [], b'{"seconds": 1}')
    answers = [server.service.serve(request, host) for host in ("10.0.0.1", None, "::2")]
    assert {answer.status for answer in answers} == {403}
    assert server.service.serve(request, "::1").status == 200


def test_a_real_clock_is_not_advanced(running: LiveServer) -> None:
    running.fresh()
    reply = running.raw("POST", "/clock", b'{"seconds": 1}')
    assert (reply.status, reply.error) == (400, "InvalidRequestException")
    assert "--clock test" in reply.json["message"]
    assert running.raw("DELETE", "/clock").status == 400
    assert running.raw("GET", "/clock").json["clock"] == "real"


def test_an_endpoint_advances_its_clock() -> None:
    with reference_server(clock="test", access_key=f"{KEY}:{SECRET}") as endpoint:
        iot = client("iot", endpoint)
        iot.create_thing(thingName=THING)
        iot.create_job(
            jobId="job",
            targets=[arn(THING)],
            document="{}",
            timeoutConfig={"inProgressTimeoutInMinutes": 5},
        )
        client(DEVICE, endpoint).start_next_pending_job_execution(thingName=THING)
        endpoint.advance(5 * MINUTE)
        assert iot.describe_job(jobId="job")["job"]["status"] == "COMPLETED"
    with reference_server() as endpoint, pytest.raises(RuntimeError, match="--clock test"):
        endpoint.advance(1)


@pytest.mark.iot_jobs_server(clock="test", profile="core")
def test_a_mark_gives_the_fixture_its_options(iot_jobs_endpoint: Endpoint) -> None:
    iot_jobs_endpoint.advance(1)
    iot = client("iot", iot_jobs_endpoint)
    iot.create_thing(thingName=THING)
    made = {"jobId": "job", "targets": [arn(THING)], "document": "{}"}
    assert code_of(iot.create_job, **made, targetSelection="CONTINUOUS") is not None


def test_deletions_and_lag_follow_the_test_clock(running: LiveServer) -> None:
    running.fresh(clock=ManualClock(), lag=10.0, deletion=20.0)
    create(running)
    assert running.status("job", THING) is None
    advance(running, 5)
    assert running.status("job", THING) == "QUEUED"
    running.iot.delete_job(jobId="job", force=True)
    advance(running, 19.9)
    assert running.status("job") == "DELETION_IN_PROGRESS"
    advance(running, 0.1)
    assert running.status("job") is None


# --- timers


@pytest.mark.parametrize("by_update", [False, True])
def test_an_execution_times_out_when_its_in_progress_timer_runs_out(
    server: LiveServer, by_update: bool
) -> None:
    create(server, timeout=5)
    advance(server, 10 * MINUTE)
    assert seconds_left(server) is None
    assert server.status("job", THING) == "QUEUED"
    if by_update:
        report(server, "IN_PROGRESS")
    else:
        assert start(server)["approximateSecondsBeforeTimedOut"] == 5 * MINUTE
    advance(server, 4 * MINUTE + 59.5)
    assert seconds_left(server) == 1
    report(server, "IN_PROGRESS")  # does not set the timer anew
    assert server.status("job", THING) == "IN_PROGRESS"
    advance(server, 60 * MINUTE)
    shown = execution(server)
    assert shown["status"] == "TIMED_OUT"
    assert "approximateSecondsBeforeTimedOut" not in shown
    lasted = shown["lastUpdatedAt"] - shown["startedAt"]
    assert lasted.total_seconds() == 5 * MINUTE
    job = server.iot.describe_job(jobId="job")["job"]
    assert job["status"] == "COMPLETED"
    assert job["completedAt"] == shown["lastUpdatedAt"]
    assert job["jobProcessDetails"]["numberOfTimedOutThings"] == 1


def test_a_timed_out_execution_is_over(server: LiveServer) -> None:
    create(server, THING, OTHER, timeout=1)
    start(server)
    advance(server, MINUTE)
    members = {"jobId": "job", "thingName": THING, "status": "SUCCEEDED"}
    state = "InvalidStateTransitionException"
    assert code_of(server.device.update_job_execution, **members) == state
    assert server.device.get_pending_job_executions(thingName=THING)["inProgressJobs"] == []
    deleted = {"jobId": "job", "thingName": THING, "executionNumber": 1}
    assert code_of(server.iot.delete_job_execution, **deleted) is None


def test_an_execution_that_ended_in_time_does_not_time_out(server: LiveServer) -> None:
    create(server, THING, OTHER, timeout=1)
    start(server)
    advance(server, MINUTE - 1)
    report(server, "SUCCEEDED")
    advance(server, 10 * MINUTE)
    assert server.status("job", THING) == "SUCCEEDED"


def test_a_step_timer_is_set_replaced_and_removed(server: LiveServer) -> None:
    create(server)
    assert start(server, stepTimeoutInMinutes=2)["approximateSecondsBeforeTimedOut"] == 2 * MINUTE
    advance(server, MINUTE)
    report(server, "IN_PROGRESS")  # leaves it
    assert seconds_left(server) == MINUTE
    report(server, "IN_PROGRESS", stepTimeoutInMinutes=3)
    assert seconds_left(server) == 3 * MINUTE
    advance(server, 2 * MINUTE)
    assert server.status("job", THING) == "IN_PROGRESS"
    report(server, "IN_PROGRESS", stepTimeoutInMinutes=-1)
    assert seconds_left(server) is None
    advance(server, 10_000 * MINUTE)
    assert server.status("job", THING) == "IN_PROGRESS"
    report(server, "IN_PROGRESS", stepTimeoutInMinutes=1)
    advance(server, MINUTE)
    assert server.status("job", THING) == "TIMED_OUT"


@pytest.mark.parametrize(("job", "step", "first"), [(5, 60, 5), (60, 5, 5)])
def test_the_timer_that_runs_out_first_counts(
    server: LiveServer, job: int, step: int, first: int
) -> None:
    create(server, timeout=job)
    start(server, stepTimeoutInMinutes=step)
    assert seconds_left(server) == first * MINUTE
    advance(server, first * MINUTE)
    assert server.status("job", THING) == "TIMED_OUT"


def test_removing_the_step_timer_leaves_the_in_progress_timer(server: LiveServer) -> None:
    create(server, timeout=5)
    start(server, stepTimeoutInMinutes=1)
    report(server, "IN_PROGRESS", stepTimeoutInMinutes=-1)
    assert seconds_left(server) == 5 * MINUTE
    advance(server, 5 * MINUTE)
    assert server.status("job", THING) == "TIMED_OUT"


def test_a_message_names_the_member_that_is_out_of_range(server: LiveServer) -> None:
    members: dict[str, Any] = {"jobId": "job", "targets": [arn(THING)], "document": "{}"}
    criterion = {"failureType": "ALL", "action": "CANCEL", "minNumberOfExecutedThings": 1}
    abort = {"criteriaList": [criterion | {"thresholdPercentage": -1.5}]}
    fine = {"criteriaList": [criterion | {"thresholdPercentage": 10.999}]}
    for name, value, shown in (
        ("timeoutConfig", {"inProgressTimeoutInMinutes": 0}, "0 at 'inProgressTimeoutInMinutes'"),
        ("abortConfig", abort, "-1.5 at 'abortConfig'"),
        ("abortConfig", fine, "10.999 at 'abortConfig'"),
    ):
        with pytest.raises(ClientError) as failure:
            server.iot.create_job(**members, **{name: value})
        assert f"Value {shown} failed to satisfy" in failure.value.response["Error"]["Message"]


@pytest.mark.parametrize("minutes", [0, -2, 10_081])
def test_a_step_timer_out_of_range_is_invalid(server: LiveServer, minutes: int) -> None:
    create(server)
    start(server)
    invalid = "InvalidRequestException"
    call = server.device.update_job_execution
    members = {"jobId": "job", "thingName": THING, "status": "IN_PROGRESS"}
    assert code_of(call, **members, stepTimeoutInMinutes=minutes) == invalid
    assert seconds_left(server) is None
    with pytest.raises(Exception, match=invalid):
        create(server, timeout=minutes)


def test_a_timer_of_a_deleted_job_does_not_end_its_successor(server: LiveServer) -> None:
    server.fresh(clock=ManualClock(), deletion=MINUTE)
    create(server, timeout=2)
    start(server)
    server.iot.delete_job(jobId="job", force=True)
    advance(server, MINUTE)
    assert server.status("job") is None
    create(server, timeout=2)
    start(server)
    advance(server, MINUTE)
    assert seconds_left(server) == MINUTE
    advance(server, MINUTE)
    assert server.status("job", THING) == "TIMED_OUT"


def test_the_real_clock_runs(running: LiveServer) -> None:
    running.fresh()
    create(running, timeout=1)
    start(running)
    assert 50 <= (seconds_left(running) or 0) <= MINUTE


def test_a_timer_outlasts_an_unforced_cancel(server: LiveServer) -> None:
    create(server, timeout=1)
    start(server)
    server.iot.cancel_job(jobId="job")
    advance(server, MINUTE)
    assert server.status("job", THING) == "TIMED_OUT"
    assert server.status("job") == "CANCELED"


@pytest.mark.parametrize(("value", "version"), [("yes", 3), ("no", 2)])
def test_a_time_out_increments_the_version_as_chosen(
    running: LiveServer, value: str, version: int
) -> None:
    running.fresh(clock=ManualClock(), choose=[f"TIME_OUT_MAY_BUMP={value}"])
    create(running, timeout=1)
    start(running)
    advance(running, MINUTE)
    assert execution(running)["versionNumber"] == version


@pytest.mark.parametrize(("value", "left"), [("yes", 2 * MINUTE), ("no", None)])
def test_starting_a_running_execution_sets_its_timer_as_chosen(
    running: LiveServer, value: str, left: int | None
) -> None:
    running.fresh(clock=ManualClock(), choose=[f"STEP_TIMER_MAY_BE_SET={value}"])
    create(running)
    start(running)
    start(running, stepTimeoutInMinutes=2)
    assert seconds_left(running) == left
    assert execution(running)["versionNumber"] == 2
    advance(running, 2 * MINUTE)
    assert running.status("job", THING) == ("IN_PROGRESS" if left is None else "TIMED_OUT")


@pytest.mark.parametrize(("value", "status"), [("yes", "IN_PROGRESS"), ("no", "TIMED_OUT")])
def test_starting_a_running_execution_removes_its_timer_as_chosen(
    running: LiveServer, value: str, status: str
) -> None:
    running.fresh(clock=ManualClock(), choose=[f"STEP_TIMER_MAY_BE_SET={value}"])
    create(running)
    start(running, stepTimeoutInMinutes=2)
    start(running, stepTimeoutInMinutes=-1)
    advance(running, 2 * MINUTE)
    assert running.status("job", THING) == status


@pytest.mark.parametrize(("value", "status"), [("yes", "TIMED_OUT"), ("no", "IN_PROGRESS")])
def test_a_timer_outlasts_a_deletion_as_chosen(
    running: LiveServer, value: str, status: str
) -> None:
    running.fresh(clock=ManualClock(), choose=[f"WHETHER_TIMER_OUTLASTS_DELETION={value}"])
    create(running, timeout=1)
    start(running)
    running.iot.delete_job(jobId="job", force=True)
    advance(running, MINUTE)
    assert running.status("job") == "DELETION_IN_PROGRESS"
    assert running.status("job", THING) == status


# --- retries


def summaries(server: LiveServer) -> list[tuple[int, str, int]]:
    """The number, the status and the retryAttempt of each execution, by both listings."""
    of_job = server.iot.list_job_executions_for_job(jobId="job")["executionSummaries"]
    of_thing = server.iot.list_job_executions_for_thing(thingName=THING)["executionSummaries"]
    shown = [one["jobExecutionSummary"] for one in of_job]
    assert [one["jobExecutionSummary"] for one in reversed(of_thing)] == shown
    return [(x["executionNumber"], x["status"], x["retryAttempt"]) for x in shown]


def test_a_failed_execution_is_tried_again(server: LiveServer) -> None:
    create(server, retries={"FAILED": 2})
    for number in (1, 2, 3):
        shown = execution(server)
        assert (shown["executionNumber"], shown["versionNumber"]) == (number, 1)
        started = start(server, statusDetails={"try": str(number)})
        assert started["executionNumber"] == number
        advance(server, 10)
        answer = server.device.update_job_execution(
            jobId="job", thingName=THING, status="FAILED", includeJobExecutionState=True
        )
        assert answer["executionState"]["status"] == "FAILED"
    assert summaries(server) == [(1, "FAILED", 0), (2, "FAILED", 1), (3, "FAILED", 2)]
    job = server.iot.describe_job(jobId="job")["job"]
    assert job["status"] == "COMPLETED"
    assert job["jobProcessDetails"]["numberOfFailedThings"] == 1
    for number in (1, 2, 3):
        for read in (server.iot.describe_job_execution, server.device.describe_job_execution):
            shown = read(jobId="job", thingName=THING, executionNumber=number)["execution"]
            assert shown["executionNumber"] == number
            details = shown["statusDetails"]
            assert details.get("detailsMap", details) == {"try": str(number)}
    queued = [
        server.iot.describe_job_execution(jobId="job", thingName=THING, executionNumber=number)[
            "execution"
        ]["queuedAt"].timestamp()
        for number in (1, 2, 3)
    ]
    assert [at - queued[0] for at in queued] == [0, 10, 20]


def test_pages_of_listings_hold_each_try_once(server: LiveServer) -> None:
    create(server, THING, OTHER, retries={"FAILED": 3})
    for _ in range(4):
        report(server, "FAILED")
    for call, given, count in (
        (server.iot.list_job_executions_for_job, {"jobId": "job"}, 5),
        (server.iot.list_job_executions_for_thing, {"thingName": THING}, 4),
    ):
        found: list[str] = []
        token: dict[str, str] = {}
        while len(found) <= count:
            page = call(**given, maxResults=1, **token)
            found += [json.dumps(one, default=str) for one in page["executionSummaries"]]
            if "nextToken" not in page:
                break
            token = {"nextToken": page["nextToken"]}
        assert len(found) == len({*found}) == count


def test_a_rejected_execution_is_not_tried_again(server: LiveServer) -> None:
    create(server, retries={"ALL": 5})
    report(server, "REJECTED")
    assert summaries(server) == [(1, "REJECTED", 0)]
    assert server.status("job") == "COMPLETED"


def test_an_execution_that_timed_out_is_tried_again_in_the_same_moment(server: LiveServer) -> None:
    create(server, timeout=1, retries={"TIMED_OUT": 1, "FAILED": 0})
    start(server, stepTimeoutInMinutes=1)
    advance(server, 60 * MINUTE)
    assert summaries(server) == [(1, "TIMED_OUT", 0), (2, "QUEUED", 1)]
    shown = execution(server)
    first = server.iot.describe_job_execution(jobId="job", thingName=THING, executionNumber=1)
    assert shown["queuedAt"] == first["execution"]["lastUpdatedAt"]
    assert start(server)["approximateSecondsBeforeTimedOut"] == MINUTE
    advance(server, MINUTE)
    assert summaries(server) == [(1, "TIMED_OUT", 0), (2, "TIMED_OUT", 1)]
    assert server.status("job") == "COMPLETED"


def test_a_canceled_job_makes_no_retry(server: LiveServer) -> None:
    create(server, retries={"FAILED": 1})
    start(server)
    server.iot.cancel_job(jobId="job")
    report(server, "FAILED")
    assert summaries(server) == [(1, "FAILED", 0)]


@pytest.mark.parametrize(("value", "failed"), [("no", 0), ("yes", 1)])
def test_counters_count_tries_as_chosen(running: LiveServer, value: str, failed: int) -> None:
    running.fresh(choose=[f"COUNTERS_MAY_COUNT_TRIES={value}"])
    create(running, retries={"FAILED": 1})
    report(running, "FAILED")
    shown = running.iot.describe_job(jobId="job")["job"]["jobProcessDetails"]
    assert (shown["numberOfFailedThings"], shown["numberOfQueuedThings"]) == (failed, 1)


@pytest.mark.parametrize("value", ["no", "yes"])
def test_after_a_retry_is_deleted_every_read_shows_the_execution_before_it(
    running: LiveServer, value: str
) -> None:
    running.fresh(choose=[f"COUNTERS_MAY_COUNT_TRIES={value}"])
    create(running, THING, OTHER, retries={"FAILED": 1})
    report(running, "FAILED")
    start(running)
    running.iot.delete_job_execution(jobId="job", thingName=THING, executionNumber=2, force=True)
    report(running, "SUCCEEDED", OTHER)
    assert running.status("job") == "COMPLETED"
    assert execution(running)["status"] == "FAILED"
    [listed] = running.iot.list_job_executions_for_thing(thingName=THING)["executionSummaries"]
    assert listed["jobExecutionSummary"]["status"] == "FAILED"
    shown = running.iot.describe_job(jobId="job")["job"]["jobProcessDetails"]
    assert (shown["numberOfFailedThings"], shown["numberOfSucceededThings"]) == (1, 1)
    page = running.raw("GET", "/").body.decode()
    assert "<td>FAILED" in page
    with pytest.raises(ClientError) as rejected:
        report(running, "SUCCEEDED")
    assert rejected.value.response["ResponseMetadata"]["HTTPStatusCode"] == 409
    with pytest.raises(ClientError) as rejected:
        running.iot.cancel_job_execution(jobId="job", thingName=THING, expectedVersion=9)
    assert rejected.value.response["Error"]["Message"].endswith(" has version 2, not 9")


def test_an_earlier_try_is_deleted_by_its_number(server: LiveServer) -> None:
    create(server, retries={"FAILED": 1})
    report(server, "FAILED")
    before = execution(server)
    advance(server, 10)
    server.iot.delete_job_execution(jobId="job", thingName=THING, executionNumber=1)
    assert execution(server) == before
    assert summaries(server) == [(2, "QUEUED", 1)]
    report(server, "SUCCEEDED", executionNumber=2)
    assert server.status("job") == "COMPLETED"


def test_with_lag_a_retry_comes_later(running: LiveServer) -> None:
    running.fresh(clock=ManualClock(), lag=10.0)
    create(running, retries={"FAILED": 1})
    advance(running, 10)
    report(running, "FAILED")
    assert running.status("job", THING) == "FAILED"
    advance(running, 10)
    assert running.status("job", THING) == "QUEUED"
    assert running.status("job") == "IN_PROGRESS"


# --- abort


def things(server: LiveServer, count: int) -> list[str]:
    names = [f"thing-{number}" for number in range(count)]
    for name in names:
        server.iot.create_thing(thingName=name)
    return names


def test_a_job_is_aborted_once_its_criteria_are_met(server: LiveServer) -> None:
    names = things(server, 8)
    create(server, *names, abort=25, executed=4)
    report(server, "IN_PROGRESS", names[7])
    for name in names[:3]:
        report(server, "FAILED", name)
        assert server.status("job") == "IN_PROGRESS"
    report(server, "FAILED", names[3])
    job = server.iot.describe_job(jobId="job")["job"]
    assert (job["status"], job["forceCanceled"]) == ("CANCELED", False)
    assert job["reasonCode"]
    assert job["comment"]
    counts = {name: n for name, n in job["jobProcessDetails"].items() if n}
    assert counts == {
        "numberOfFailedThings": 4,
        "numberOfCanceledThings": 3,
        "numberOfInProgressThings": 1,
    }
    report(server, "SUCCEEDED", names[7])
    assert server.status("job") == "CANCELED"


@pytest.mark.parametrize(
    ("value", "status"), [("in-every-reading", "IN_PROGRESS"), ("in-any-reading", "CANCELED")]
)
def test_a_job_is_aborted_as_chosen(running: LiveServer, value: str, status: str) -> None:
    running.fresh(choose=[f"WHICH_EXECUTIONS_COUNT_FOR_ABORT={value}"])
    names = things(running, 8)
    create(running, *names, abort=25, executed=4)
    report(running, "FAILED", names[0])  # four got the job, and one has finished it
    assert running.status("job") == status


@pytest.mark.parametrize(
    ("value", "third", "fourth"),
    [
        ("in-every-reading", "IN_PROGRESS", "CANCELED"),
        ("of-ended-executions", "CANCELED", "CANCELED"),
    ],
)
def test_ended_executions_count_for_an_abort_as_chosen(
    running: LiveServer, value: str, third: str, fourth: str
) -> None:
    running.fresh(choose=[f"WHICH_EXECUTIONS_COUNT_FOR_ABORT={value}"])
    names = things(running, 8)
    create(running, *names, abort=33.33, executed=3)
    report(running, "SUCCEEDED", names[0])
    running.iot.cancel_job_execution(jobId="job", thingName=names[1])
    assert running.status("job") == "IN_PROGRESS"
    report(running, "FAILED", names[2])  # a third of those that have ended, one of them canceled
    assert running.status("job") == third
    if third != fourth:
        report(running, "FAILED", names[3])
        assert running.status("job") == fourth


def test_successes_do_not_abort_a_job(server: LiveServer) -> None:
    names = things(server, 4)
    create(server, *names, abort=50)
    for name in names[:3]:
        report(server, "SUCCEEDED", name)
    report(server, "FAILED", names[3])
    assert server.status("job") == "COMPLETED"


# --- roll-out rates

SLOW = {"maximumPerMinute": 2}


def rolled_out(server: LiveServer) -> int:
    """How many executions the job has."""
    listed = server.iot.list_job_executions_for_job(jobId="job")["executionSummaries"]
    return len(listed)


def is_concurrent(server: LiveServer) -> bool:
    return bool(server.iot.describe_job(jobId="job")["job"]["isConcurrent"])


def test_a_job_rolls_out_at_its_rate(server: LiveServer) -> None:
    names = things(server, 5)
    create(server, *names, rollout=SLOW)
    assert rolled_out(server) == 2
    read = {"jobId": "job", "thingName": names[2]}
    assert code_of(server.iot.describe_job_execution, **read) == "ResourceNotFoundException"
    for name in names[:2]:
        report(server, "SUCCEEDED", name)
    assert server.status("job") == "IN_PROGRESS"  # three things still wait for it
    assert is_concurrent(server)
    advance(server, MINUTE - 1)
    assert rolled_out(server) == 2
    for number in (4, 5):
        advance(server, 1 if number == 4 else MINUTE)
        assert rolled_out(server) == number
    assert not is_concurrent(server)
    for name in names[2:]:
        report(server, "SUCCEEDED", name)
    assert server.status("job") == "COMPLETED"


@pytest.mark.parametrize("end", ["cancel", "delete"])
def test_a_job_that_ends_rolls_out_no_further(server: LiveServer, end: str) -> None:
    names = things(server, 5)
    create(server, *names, rollout=SLOW)
    if end == "cancel":
        server.iot.cancel_job(jobId="job")
    else:
        server.iot.delete_job(jobId="job", force=True)
    assert not is_concurrent(server)
    advance(server, MINUTE)
    job = server.service.state.world.jobs["job"]  # a deletion takes an hour here
    assert [*job.executions] == names[:2]
    assert not is_concurrent(server)


def test_an_aborted_job_rolls_out_no_further(server: LiveServer) -> None:
    names = things(server, 6)
    create(server, *names, rollout=SLOW, abort=50, executed=1)
    report(server, "FAILED", names[0])
    assert server.status("job") == "CANCELED"
    advance(server, 5 * MINUTE)
    assert rolled_out(server) == 2


GROWTH = {
    "notified": ({"numberOfNotifiedThings": 2}, [1, 2, 4, 8, 12]),
    "succeeded": ({"numberOfSucceededThings": 1}, [1, 3, 5, 7, 9]),
}


@pytest.mark.parametrize(("criteria", "counts"), GROWTH.values(), ids=GROWTH)
def test_a_rate_grows_at_its_threshold_up_to_the_maximum(
    server: LiveServer, criteria: dict[str, int], counts: list[int]
) -> None:
    names = things(server, 20)
    growth = {"baseRatePerMinute": 1, "incrementFactor": 2.0, "rateIncreaseCriteria": criteria}
    create(server, *names, rollout={"maximumPerMinute": 4, "exponentialRate": growth})
    report(server, "SUCCEEDED", names[0])
    found = [rolled_out(server)]
    for _ in counts[1:]:
        advance(server, MINUTE)
        found.append(rolled_out(server))
    assert found == counts


def test_with_lag_each_batch_is_spread(running: LiveServer) -> None:
    running.fresh(clock=ManualClock(), lag=10.0)
    create(running, *things(running, 5), rollout=SLOW)
    assert (rolled_out(running), is_concurrent(running)) == (0, True)
    for seconds, number in ((10, 2), (MINUTE - 10, 2), (10, 4), (MINUTE, 5)):
        advance(running, seconds)
        assert rolled_out(running) == number
    assert not is_concurrent(running)
