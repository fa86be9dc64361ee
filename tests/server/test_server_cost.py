"""What a request costs, in calls of functions: as much in a job of many targets, and on a thing of
many jobs. ``make bench`` measures the time."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable
from cProfile import Profile
from pstats import Stats

import pytest

from iot_jobs_spec.server.service import Service
from iot_jobs_spec.server.signing import HttpRequest
from support.server_kit import scoped

FEW, MANY = 40, 800
ARN = "arn:aws:iot:eu-west-1:123456789012:thing/"
SUCCEEDED = {"status": "SUCCEEDED"}
DEVICE = "iot-jobs-data"


def ask(
    service: Service, method: str, path: str, members: object = None, plane: str = "iot"
) -> None:
    head, _, query = path.encode().partition(b"?")
    body = b"" if members is None else json.dumps(members).encode()
    headers = [(b"authorization", scoped(plane).encode())]
    answer = service.answer(HttpRequest(method, head, query, headers, body))
    assert answer.status == 200, answer


def calls(act: Callable[[], None]) -> int:
    """How many calls of functions it takes to act."""
    profile = Profile()
    gc.collect()
    gc.disable()  # collecting what other tests left would count too
    try:
        profile.runcall(act)
    finally:
        gc.enable()
    return int(Stats(profile).total_calls)  # type: ignore[attr-defined]


def job_of(targets: int, lag: float) -> Service:
    """A server with a job of so many targets, and another job."""
    service = Service(lag=lag, seed=1)
    names = [f"t{number}" for number in range(targets)]
    for name in names:
        ask(service, "POST", f"/things/{name}")
    members = {"targets": [ARN + name for name in names], "document": "{}"}
    ask(service, "PUT", "/jobs/large", members)
    ask(service, "PUT", "/jobs/other", {**members, "targets": members["targets"][:1]})
    if lag:  # every roll-out is due at once
        service.background_steps.catch_up()
    return service


def life_of_one(targets: int, lag: float) -> int:
    """The calls that the life of one execution takes, and reads beside it."""
    service = job_of(targets, lag)

    def act() -> None:
        ask(service, "PUT", "/things/t1/jobs/$next", {}, DEVICE)
        ask(service, "GET", "/jobs/other")
        ask(service, "POST", "/things/t1/jobs/large", SUCCEEDED, DEVICE)
        ask(service, "GET", "/things/t1/jobs/large")
        ask(service, "PUT", "/things/t2/jobs/large/cancel", {})
        ask(service, "GET", "/things/t3/jobs", plane=DEVICE)
        ask(service, "GET", "/jobs?maxResults=2")

    act_once = calls(act)
    assert service.state.world.jobs["large"].executions["t1"].status == "SUCCEEDED"
    return act_once


@pytest.mark.parametrize("lag", [0.0, 1e-9])
def test_the_life_of_one_execution_costs_the_same_in_a_job_of_any_size(lag: float) -> None:
    life_of_one(FEW, lag)  # what is made once is made
    few, many = life_of_one(FEW, lag), life_of_one(MANY, lag)
    assert many < 1.5 * few


def test_a_read_costs_the_same_while_many_steps_are_still_to_come() -> None:
    def read(targets: int) -> int:
        service = job_of(targets, lag=3600.0)
        return calls(lambda: ask(service, "GET", "/jobs?maxResults=2"))

    read(FEW)
    assert read(MANY) < 1.5 * read(FEW)


@pytest.mark.parametrize("order", ["newest-first", "oldest-first"])
def test_requests_of_a_thing_cost_the_same_for_any_number_of_jobs(order: str) -> None:
    def requests(jobs: int) -> int:
        service = Service(choose=[f"LIST_ORDER={order}"])
        ask(service, "POST", "/things/t")
        for number in range(jobs):
            ask(service, "PUT", f"/jobs/j{number}", {"targets": [f"{ARN}t"], "document": "{}"})

        def act() -> None:
            ask(service, "GET", "/things/t/jobs?maxResults=5")
            ask(service, "PUT", "/things/t/jobs/$next", {}, DEVICE)
            ask(service, "POST", "/things/t/jobs/j0", SUCCEEDED, DEVICE)
            ask(service, "PUT", "/things/t/jobs/$next", {}, DEVICE)

        return calls(act)

    requests(FEW)
    assert requests(MANY) < 1.5 * requests(FEW)
