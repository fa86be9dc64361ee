"""A stage for tests of the reference server: one endpoint, a new world whenever one is asked for.

Clients are slow to make, so they are made once; what answers behind them is exchanged.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Thread
from typing import Any, cast

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from iot_jobs_spec import TABLE, Cell, Execution, Job
from iot_jobs_spec.server.run import listen, server, url_of
from iot_jobs_spec.server.service import Service
from iot_jobs_spec.server.state import Event as StateEvent

KEY, SECRET, REGION = "AKIDEXAMPLE", "secret", "eu-west-1"
LONG = 3600.0
"""Seconds that outlast every test."""
CONTROL, DEVICE = "iot", "iot-jobs-data"
THING, OTHER = "sensor", "other-sensor"
ELSEWHERE = '{"another": "document"}'


class _Current:
    """Stands for whichever service is on the stage."""

    def __init__(self) -> None:
        self.service = Service()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.service, name)


@dataclass(frozen=True)
class Reply:
    """An answer over plain HTTP."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def error(self) -> str:
        return self.headers.get("x-amzn-errortype", "")

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Stage:
    """One endpoint with its clients."""

    def __init__(self, url: str, current: _Current) -> None:
        self.url = url
        self.port = int(url.rpartition(":")[2])
        self._current = current
        self.iot = client(CONTROL, url)
        self.device = client(DEVICE, url)

    @property
    def service(self) -> Service:
        """What answers now."""
        return self._current.service

    def fresh(self, **options: Any) -> Service:
        """A new world, with two things in it; deletions do not end by time."""
        self._current.service = Service(**{"deletion": LONG, **options})
        if "access_key" not in options and not options.get("faults"):
            for thing in (THING, OTHER):
                self.iot.create_thing(thingName=thing)
        return self.service

    def create(self, job_id: str, *things: str, document: str = "{}") -> None:
        """Make a job for these things, or for the one."""
        self.iot.create_job(
            jobId=job_id, targets=[arn(thing) for thing in things or (THING,)], document=document
        )

    def raw(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        plane: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """A request by hand; ``plane`` puts the scope of a signature on it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        given = dict(headers or {})
        if plane is not None:
            given["Authorization"] = scoped(plane)
        try:
            connection.request(method, path, body, given)
            answer = connection.getresponse()
            names = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(answer.status, names, answer.read())
        finally:
            connection.close()

    def status(self, job_id: str, thing: str | None = None) -> str | None:
        """The status of a job or an execution in the world; None where there is none."""
        job = self.service.state.world.jobs.get(job_id)
        if job is None or thing is None:
            return job and job.status
        execution = job.executions.get(thing)
        return execution and execution.status


def asked(service: Service) -> StateEvent:
    """The last request, as the page for browsers tells it."""
    events = reversed(service.state.events)
    return next(e for e in events if e.error or e.rule is None or e.rule.operation is not None)


@contextmanager
def stage() -> Iterator[Stage]:
    """A stage with an empty world."""
    current = _Current()
    sock = listen("127.0.0.1", 0)
    ready = Event()
    running = server(cast(Service, current), ready.set)
    thread = Thread(target=running.run, args=([sock],), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield Stage(url_of(sock), current)
    finally:
        running.should_exit = True
        thread.join(10)


def client(plane: str, url: str, key: str = KEY, secret: str = SECRET) -> Any:
    """A boto3 client that asks once and checks nothing itself."""
    config = Config(
        parameter_validation=False,
        retries={"total_max_attempts": 1, "mode": "standard"},
        max_pool_connections=40,
        proxies={},
    )
    session = boto3.session.Session(key, secret, region_name=REGION)
    return session.client(plane, endpoint_url=url, config=config)  # type: ignore[call-overload]


def scoped(plane: str) -> str:
    """An Authorization header of a plane, with no signature worth the name."""
    scope = f"{KEY}/20260101/{REGION}/{plane}/aws4_request"
    return f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature={'0' * 64}"


def arn(thing: str) -> str:
    return f"arn:aws:iot:{REGION}:123456789012:thing/{thing}"


def code_of(call: Any, **members: Any) -> str | None:
    """The code of the error that a client's call raises; None where it succeeds."""
    try:
        call(**members)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return None


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def with_clock(stage: Stage, **options: Any) -> Clock:
    clock = Clock()
    stage.fresh(**options).background_steps._clock = clock
    return clock


def execution(stage: Stage, job_id: str = "job") -> dict[str, Any]:
    told = stage.iot.describe_job_execution(jobId=job_id, thingName=THING)["execution"]
    return dict(told)


def cells(operation: str) -> list[Cell]:
    """Every cell of an operation's decision table."""
    return [cell for cell in TABLE.cells() if cell.operation == operation]


def expected(cell: Cell) -> str | None:
    """The code of the error that is expected in a cell; None for success."""
    error = cell.rule.expected.error
    return error.code if error else None


def arrange(stage: Stage, cell: Cell, job_id: str = "job") -> dict[str, bool]:
    """Lead the world on the stage into a cell; gives the guards that the request must have."""
    guards = dict(cell.guards)
    crowd = stage.service.state.world.deletion_limit if guards.get("at_limit") else 0
    if cell.machine == Job.__name__:
        _arrange_job(stage, cell.status, guards.get("all_terminal", True), job_id)
        crowd -= cell.status == Job.deletion_in_progress.value
    elif cell.status is not None:
        _arrange_execution(stage, cell.status, job_id)
        if guards.get("job_deleting"):
            stage.iot.delete_job(jobId=job_id, force=True)
    for number in range(crowd):
        stage.create(f"crowd-{number}", OTHER)
        stage.iot.delete_job(jobId=f"crowd-{number}", force=True)
    return guards


def _arrange_job(stage: Stage, status: str | None, settled: bool, job_id: str) -> None:
    if status is None:
        return
    stage.create(job_id)
    if status == Job.canceled.value:
        if not settled:
            stage.device.start_next_pending_job_execution(thingName=THING)
        stage.iot.cancel_job(jobId=job_id)
    elif status == Job.completed.value:
        stage.iot.cancel_job_execution(jobId=job_id, thingName=THING)
    elif status == Job.deletion_in_progress.value:
        stage.iot.delete_job(jobId=job_id, force=True)
    assert stage.status(job_id) == status


def _arrange_execution(stage: Stage, status: str, job_id: str) -> None:
    stage.create(job_id, THING, OTHER)
    if status == Execution.in_progress.value:
        stage.device.start_next_pending_job_execution(thingName=THING)
    elif status == Execution.canceled.value:
        stage.iot.cancel_job_execution(jobId=job_id, thingName=THING)
    assert stage.status(job_id, THING) == status
