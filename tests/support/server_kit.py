"""A live reference server for tests: one endpoint with its clients, and a new world on demand.

Clients take long to create, so a server keeps them and replaces the service behind its endpoint.
"""

from __future__ import annotations

import http.client
import json
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Thread
from typing import Any, cast

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from iot_jobs_spec import TABLE, Cell, Execution, Job
from iot_jobs_spec.errors import INVALID_STATE_TRANSITION
from iot_jobs_spec.language.rules import Verdict
from iot_jobs_spec.model.profiles import CORE
from iot_jobs_spec.server import run
from iot_jobs_spec.server.service import Service
from iot_jobs_spec.server.state import Event as StateEvent

KEY, SECRET, REGION = "AKIDEXAMPLE", "secret", "eu-west-1"
LONG = 3600.0
"""Longer than any test runs, in seconds."""
CONTROL, DEVICE = "iot", "iot-jobs-data"
THING, OTHER = "sensor", "other-sensor"
OTHER_DOCUMENT = '{"another": "document"}'


class _Current:
    """Forwards everything to the current service, which `LiveServer.fresh` replaces."""

    def __init__(self, profile: str) -> None:
        self.service = Service(profile=profile)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.service, name)


@dataclass(frozen=True)
class Reply:
    """The answer to a plain HTTP request."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def error(self) -> str:
        return self.headers.get("x-amzn-errortype", "")

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class LiveServer:
    """One endpoint with a client of each plane."""

    def __init__(self, url: str, current: _Current) -> None:
        self.url = url
        self.port = int(url.rpartition(":")[2])
        self._current = current
        self.iot = client(CONTROL, url)
        self.device = client(DEVICE, url)

    @property
    def service(self) -> Service:
        """The current service."""
        return self._current.service

    def fresh(self, **options: Any) -> Service:
        """Start a new world with two things, in which deletions have no time limit.

        ``options`` are those of `Service`, for example ``fresh(lag=10.0, seed=3)``.
        """
        profile = self.service.profile
        self._current.service = Service(**{"deletion": LONG, "profile": profile, **options})
        if "access_key" not in options and not options.get("faults"):
            for thing in (THING, OTHER):
                self.iot.create_thing(thingName=thing)
        return self.service

    def create(self, job_id: str, *things: str, document: str = "{}") -> None:
        """Create a job for these things, by default for `THING`."""
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
        """Send a plain HTTP request; ``plane`` adds the credential scope of a signature."""
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
        """The status of a job or of its execution on ``thing``; None if there is none."""
        job = self.service.state.world.jobs.get(job_id)
        if job is None or thing is None:
            return job and job.status
        execution = job.executions.get(thing)
        return execution and execution.status


def last_request(service: Service) -> StateEvent:
    """The last request in the log of the service."""
    events = reversed(service.state.events)
    return next(e for e in events if e.error or e.rule is None or e.rule.operation is not None)


@contextmanager
def live_server(profile: str = CORE) -> Iterator[LiveServer]:
    """Run a server of a profile with an empty world, for as long as the context lasts."""
    current = _Current(profile)
    sock = run.listen("127.0.0.1", 0)
    ready = Event()
    running = run.server(cast(Service, current), ready.set)
    thread = Thread(target=running.run, args=([sock],), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield LiveServer(run.url_of(sock), current)
    finally:
        running.should_exit = True
        thread.join(10)


def client(plane: str, url: str, key: str = KEY, secret: str = SECRET) -> Any:
    """A boto3 client that sends each request once and validates no parameters."""
    config = Config(
        parameter_validation=False,
        retries={"total_max_attempts": 1, "mode": "standard"},
        max_pool_connections=40,
        proxies={},
    )
    session = boto3.session.Session(key, secret, region_name=REGION)
    made = session.client(plane, endpoint_url=url, config=config)  # type: ignore[call-overload]
    # Otherwise Python complains of its open connections, in whichever test it collects the client.
    weakref.finalize(made, made._endpoint.http_session.close)
    return made


def scoped(plane: str) -> str:
    """An Authorization header with the scope of a plane and an invalid signature."""
    scope = f"{KEY}/20260101/{REGION}/{plane}/aws4_request"
    return f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature={'0' * 64}"


def arn(thing: str) -> str:
    """The ARN of a thing."""
    return f"arn:aws:iot:{REGION}:123456789012:thing/{thing}"


def code_of(call: Any, **members: Any) -> str | None:
    """The error code that a call of a client raises; None on success."""
    try:
        call(**members)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return None


class Clock:
    """A clock that moves only when a test sets ``now``."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def wall(self) -> float:
        return self.now


def with_clock(server: LiveServer, **options: Any) -> Clock:
    """Start a new world whose background steps follow the returned clock."""
    clock = Clock()
    server.fresh(**options, clock=clock)
    return clock


def execution(server: LiveServer, job_id: str = "job") -> dict[str, Any]:
    """The answer of DescribeJobExecution for the execution on `THING`."""
    described = server.iot.describe_job_execution(jobId=job_id, thingName=THING)["execution"]
    return dict(described)


def cells(operation: str) -> list[Cell]:
    """Every cell of an operation's decision table."""
    return [cell for cell in TABLE.cells() if cell.operation == operation]


def expected(cell: Cell) -> str | None:
    """The error code that the server gives in a cell; None for success. It is what the spec
    expects, but never a success that nobody promises and that changes nothing."""
    outcome = cell.rule.expected
    if cell.rule.verdict is Verdict.UNSPECIFIED and outcome.status == cell.status:
        return INVALID_STATE_TRANSITION.code
    return outcome.error.code if outcome.error else None


def arrange(server: LiveServer, cell: Cell, job_id: str = "job") -> dict[str, bool]:
    """Create the world of a cell; returns the guards that the request must have."""
    guards = dict(cell.guards)
    others = server.service.state.world.deletion_limit if guards.get("at_limit") else 0
    if cell.machine == Job.__name__:
        _arrange_job(server, cell.status, guards.get("all_terminal", True), job_id)
        others -= cell.status == Job.deletion_in_progress.value
    elif cell.status is not None:
        _arrange_execution(server, cell.status, job_id)
        if guards.get("job_deleting"):
            server.iot.delete_job(jobId=job_id, force=True)
    for number in range(others):
        server.create(f"other-{number}", OTHER)
        server.iot.delete_job(jobId=f"other-{number}", force=True)
    return guards


def _arrange_job(server: LiveServer, status: str | None, all_terminal: bool, job_id: str) -> None:
    if status is None:
        return
    server.create(job_id)
    if status == Job.canceled.value:
        if not all_terminal:
            server.device.start_next_pending_job_execution(thingName=THING)
        server.iot.cancel_job(jobId=job_id)
    elif status == Job.completed.value:
        server.iot.cancel_job_execution(jobId=job_id, thingName=THING)
    elif status == Job.deletion_in_progress.value:
        server.iot.delete_job(jobId=job_id, force=True)
    assert server.status(job_id) == status


def _arrange_execution(server: LiveServer, status: str, job_id: str) -> None:
    server.create(job_id, THING, OTHER)
    if status == Execution.in_progress.value:
        server.device.start_next_pending_job_execution(thingName=THING)
    elif status == Execution.canceled.value:
        server.iot.cancel_job_execution(jobId=job_id, thingName=THING)
    assert server.status(job_id, THING) == status
