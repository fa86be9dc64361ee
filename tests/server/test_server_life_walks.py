"""Random requests of the profile `full`: the table permits every answer, and every change of the
world is a step of the spec."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from random import Random
from typing import Any, TypeVar

import pytest
from botocore.exceptions import ClientError

from iot_jobs_spec import (
    Answer,
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    DescribeJob,
    DescribeJobExecution,
    GetPendingJobExecutions,
    ListJobExecutionsForJob,
    ListJobExecutionsForThing,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
    World,
)
from iot_jobs_spec.model.answers import ExecutionState, Response
from iot_jobs_spec.model.background import background_steps
from iot_jobs_spec.model.choices import GRADUAL, offered
from iot_jobs_spec.model.maps import Map
from iot_jobs_spec.model.profiles import FULL, table_of
from iot_jobs_spec.model.requests import (
    CONTINUOUS,
    REPORTED,
    SNAPSHOT,
    AbortCriterion,
    DeleteJobExecution,
)
from iot_jobs_spec.model.step import step
from iot_jobs_spec.model.transitions import resolved
from iot_jobs_spec.model.wire import read_response
from iot_jobs_spec.systems.boto import OF_DEVICES, call_of
from support.effort import THOROUGH
from support.server_kit import OTHER, THING, LiveServer, arn, live_server, with_clock

TABLE = table_of(FULL)
JOBS, THINGS = ("alpha", "beta"), (THING, OTHER)
T = TypeVar("T")

WALKS, LENGTH = (100 if THOROUGH else 25), 40
WAITS = (0.0, 0.0, 0.1, 1.0, 45.0, 60.0)


class Walk:
    """Draws requests: most of them can be accepted, and some break a constraint."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.kinds: dict[Callable[[], Request], int] = {
            self.creation: 6,
            lambda: DescribeJob(self.job): 3,
            lambda: CancelJob(self.job, self.flag, self.one_of(None, "WHY")): 1,
            lambda: DeleteJob(self.job, self.flag): 1,
            lambda: DescribeJobExecution(self.job, self.thing, self.number): 3,
            lambda: CancelJobExecution(
                self.job, self.thing, self.flag, self.version, self.details
            ): 2,
            self.report: 16,
            lambda: StartNextPendingJobExecution(self.thing, self.details, self.minutes): 6,
            lambda: GetPendingJobExecutions(self.thing): 2,
            lambda: ListJobExecutionsForJob(self.job): 2,
            lambda: ListJobExecutionsForThing(self.thing): 2,
            lambda: DeleteJobExecution(self.job, self.thing, self.number or 1, self.flag): 3,
        }

    def __iter__(self) -> Iterator[tuple[float, Request]]:
        for draw in self.random.choices([*self.kinds], [*self.kinds.values()], k=LENGTH):
            yield self.one_of(*WAITS), draw()

    def one_of(self, *values: T) -> T:
        return self.random.choice(values)

    @property
    def job(self) -> str:
        return self.one_of(*JOBS)

    @property
    def thing(self) -> str:
        return self.one_of(*THINGS)

    @property
    def flag(self) -> bool:
        return self.one_of(True, False)

    @property
    def version(self) -> int | None:
        return self.one_of(None, None, None, None, 1, 2, 3)

    @property
    def number(self) -> int | None:
        return self.one_of(None, None, None, None, 1, 2, 3)

    @property
    def minutes(self) -> int | None:
        return self.one_of(None, None, None, None, 1, 5, -1, 0)

    @property
    def details(self) -> dict[str, str] | None:
        return self.one_of(None, {}, {"a": "1"}, {"a": "2", "b": "1"})

    def creation(self) -> Request:
        return CreateJob(
            self.job,
            self.one_of(THINGS, THINGS, THINGS[:1]),
            target_selection=self.one_of(SNAPSHOT, SNAPSHOT, CONTINUOUS),
            in_progress_timeout_in_minutes=self.one_of(None, None, None, 1, 3, 0),
            retries=self.one_of(
                {}, {}, {}, {"FAILED": 1}, {"ALL": 2}, {"TIMED_OUT": 1, "FAILED": 2}
            ),
            abort=self.one_of(
                (), (), (AbortCriterion("ALL", 50.0, 1),), (AbortCriterion("FAILED", 100.0, 2),)
            ),
        )

    def report(self) -> Request:
        often = ("IN_PROGRESS", "IN_PROGRESS", "SUCCEEDED", "FAILED", "FAILED", "REJECTED")
        return UpdateJobExecution(
            self.job,
            self.thing,
            self.version,
            self.details,
            self.one_of(*often, *often, *often, *REPORTED, None, "SUCCESS"),
            self.number,
            self.minutes,
            self.flag,
        )


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    with live_server(FULL) as running:
        yield running


def ask(server: LiveServer, request: Request) -> Answer:
    """Send a request with a real client, and read its answer."""
    name, members = call_of(request)
    if "targets" in members:
        members["targets"] = [arn(thing) for thing in members["targets"]]
    client = server.device if isinstance(request, OF_DEVICES) else server.iot
    given = {member: value for member, value in members.items() if value is not None}
    try:
        came = getattr(client, name)(**given)
    except ClientError as error:
        return Answer(error.response["Error"]["Code"])
    if isinstance(request, DeleteJobExecution):
        return Answer()
    response: Response | None
    if "executionState" in came:
        state = came["executionState"]
        response = ExecutionState(
            state["status"], state["versionNumber"], state.get("statusDetails", {})
        )
    else:
        response, _ = read_response(request, came)
    return Answer(None, response)


def is_like(seen: World, permitted: World) -> bool:
    """Whether the world of the server is one that a world of the spec stands for."""
    if seen._replace(jobs=Map()) != permitted._replace(jobs=Map()):
        return False
    if {*seen.jobs} != {*permitted.jobs}:
        return False
    for job_id, job in seen.jobs.items():
        other = permitted.jobs[job_id]
        if job._replace(executions=Map()) != other._replace(executions=Map()):
            return False
        if {*job.executions} != {*other.executions}:
            return False
        if any(x not in resolved(other.executions[thing]) for thing, x in job.executions.items()):
            return False
    return True


class Worlds:
    """Every world of a server, one after the other."""

    def __init__(self, server: LiveServer, **options: Any) -> None:
        self.server = server
        self.clock = with_clock(server, **options)
        self.seen = Counter[str]()
        state = server.service.state
        self._worlds = [state.world]
        advance, add = state.advance, state.add_job

        def advanced(world: World, job_id: str, thing: str | None = None) -> None:
            advance(world, job_id, thing)
            self._worlds.append(world)

        def added(job_id: str, arn: str, given: Any, world: World) -> None:
            add(job_id, arn, given, world)
            self._worlds.append(world)

        state.advance, state.add_job = advanced, added  # type: ignore[method-assign]

    def passed(self) -> list[World]:
        """The worlds since the last call, the one of that time first."""
        found = [world for n, world in enumerate(self._worlds) if n == 0 or self._changed(n)]
        self._worlds = self._worlds[-1:]
        return found

    def _changed(self, n: int) -> bool:
        return self._worlds[n] != self._worlds[n - 1]

    def wait(self, seconds: float) -> None:
        """Time passes: only background steps may come."""
        self.clock.now += seconds
        self.server.service.background_steps.catch_up()
        self.require_background(self.passed())

    def send(self, request: Request) -> None:
        """The spec must permit the answer, and what it did to the world."""
        seen = ask(self.server, request)
        before, *after = self.passed()
        permitted = [p for p in step(before, request, TABLE) if p.answer.admits(seen)]
        assert permitted, (before, request, seen, step(before, request, TABLE))
        stays = any(is_like(before, p.world) for p in permitted)
        if after and any(is_like(after[0], p.world) for p in permitted):
            self.require_background(after)
        else:
            assert stays, (before, request, seen, after[:1])
            self.require_background([before, *after])
        self.seen[f"{request.question} {seen.error or ''}".strip()] += 1

    def require_background(self, worlds: list[World]) -> None:
        """Each world must follow from the one before by one background step."""
        for before, after in pairwise(worlds):
            steps = [s for s in background_steps(before, table=TABLE) if is_like(after, s.world)]
            assert steps, (before, after)
            assert all(s.event not in TABLE.spec.by_devices for s in steps)
            self.seen[steps[0].event] += 1


def chosen(position: int) -> list[str]:
    """Every choice with its value at this position, or its last one, but for exhausted quotas and
    for deletions that leave no time."""
    return [
        f"{name}={choice.values[min(position, len(choice.values) - 1)]}"
        for name, choice in offered(FULL).items()
        if not name.endswith("LimitExceededException") and name != GRADUAL
    ]


REACHED = (
    *("CreateJob", "DescribeJob", "CancelJob", "DeleteJob", "DescribeJobExecution"),
    *("CancelJobExecution", "DeleteJobExecution", "StartNextPendingJobExecution"),
    *(f"UpdateJobExecution={status}" for status in ("SUCCEEDED", "FAILED", "REJECTED")),
    *("UpdateJobExecution", "UpdateJobExecution=OTHER InvalidRequestException"),
    *("UpdateJobExecution InvalidRequestException",),
    *("roll_out", "cascade", "complete", "retry", "abort", "time_out", "remove", "end_deletion"),
)
"""What every set of walks has to reach: accepted requests, rejections and background steps."""


@pytest.mark.slow
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"lag": 2.0, "seed": 1},
        {"deletion": 0},
        *({"choose": chosen(position)} for position in (1, 2, 3)),
    ],
    ids=["plain", "lag", "deletion", "second", "third", "fourth"],
)
def test_the_table_permits_every_answer_and_every_change(
    server: LiveServer, options: dict[str, Any]
) -> None:
    seen: Counter[str] = Counter()
    for seed in range(WALKS):
        worlds = Worlds(server, **{"deletion": 30.0, **options})
        worlds.send(CreateJob(JOBS[0], THINGS, retries={"ALL": 1}))
        for seconds, request in Walk(seed):
            worlds.wait(seconds)
            worlds.send(request)
        seen.update(worlds.seen)
    missing = {*REACHED} - {*seen}
    assert not missing, sorted(seen.items())


def test_a_change_that_the_spec_does_not_permit_is_seen(server: LiveServer) -> None:
    worlds = Worlds(server)
    worlds.send(CreateJob("alpha", (THING,)))
    service = server.service
    record = service.state.world.jobs["alpha"].executions[THING]
    job = service.state.world.jobs["alpha"]
    wrong = job._replace(executions=Map({THING: record._replace(status="TIMED_OUT")}))
    service.state.advance(service.state.world.with_job("alpha", wrong), "alpha", THING)
    with pytest.raises(AssertionError):
        worlds.require_background(worlds.passed())
