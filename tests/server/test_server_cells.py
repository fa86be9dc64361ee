"""Real clients send a request to the server in every cell of every decision table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from iot_jobs_spec import TABLE, Cell, Execution, World
from iot_jobs_spec.errors import ERRORS
from iot_jobs_spec.language.rules import Verdict
from iot_jobs_spec.model.choices import ACCEPT, offered
from support.server_kit import (
    CONTROL,
    OTHER,
    OTHER_DOCUMENT,
    THING,
    LiveServer,
    arn,
    arrange,
    cells,
    code_of,
    last_request,
    live_server,
)
from support.server_kit import expected as expected_in

OFFERED = offered()

MISMATCH = 99
HTTP = {error.code: error.http[0] for error in ERRORS}


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    with live_server() as running:
        yield running


def by_cell(*operations: str) -> pytest.MarkDecorator:
    found = [cell for operation in operations for cell in cells(operation)]
    return pytest.mark.parametrize("cell", found, ids=lambda cell: cell.id)


def flag(guards: dict[str, bool]) -> dict[str, bool]:
    return {"force": guards["force"]} if "force" in guards else {}


def check(server: LiveServer, cell: Cell, send: Callable[[dict[str, bool]], str | None]) -> None:
    """Send a request in a cell and compare the answer and the status after it with the expected
    ones; a rejection must change nothing."""
    guards = arrange(server, cell)
    before = server.service.state.world
    assert send(guards) == expected_in(cell)
    thing = THING if cell.machine == Execution.__name__ else None
    if expected_in(cell):
        assert last_request(server.service).rule is cell.rule
        assert server.service.state.world == before
    else:
        decided = [event.rule for event in server.service.state.events]
        assert cell.rule in decided
        if cell.status is not None and thing is None and not cell.rule.does:
            assert server.status("job") == cell.rule.expected.status


@by_cell("CancelJob")
def test_boto3_cancels_jobs_in_every_cell(server: LiveServer, cell: Cell) -> None:
    server.fresh()
    check(server, cell, lambda g: code_of(server.iot.cancel_job, jobId="job", **flag(g)))


@by_cell("DeleteJob")
def test_boto3_deletes_jobs_in_every_cell(server: LiveServer, cell: Cell) -> None:
    server.fresh()
    call = server.iot.delete_job
    check(server, cell, lambda g: code_of(call, jobId="job", namespaceId="green", **flag(g)))


@by_cell("CreateJob")
def test_boto3_creates_jobs_in_every_cell(server: LiveServer, cell: Cell) -> None:
    server.fresh()

    def send(guards: dict[str, bool]) -> str | None:
        document = "{}" if guards.get("identical_repeat", True) else OTHER_DOCUMENT
        targets = [arn(THING)]
        return code_of(server.iot.create_job, jobId="job", targets=targets, document=document)

    check(server, cell, send)


@by_cell("CancelJobExecution")
def test_boto3_cancels_executions_in_every_cell(server: LiveServer, cell: Cell) -> None:
    server.fresh()

    def send(guards: dict[str, bool]) -> str | None:
        version = {"expectedVersion": MISMATCH} if guards.get("version_mismatch") else {}
        call = server.iot.cancel_job_execution
        return code_of(call, jobId="job", thingName=THING, **flag(guards), **version)

    check(server, cell, send)


@by_cell("CancelJobExecution")
@pytest.mark.parametrize("signed", [None, CONTROL], ids=["unsigned", "signed"])
def test_plain_http_cancels_executions_in_every_cell(
    server: LiveServer, cell: Cell, signed: str | None
) -> None:
    server.fresh()

    def send(guards: dict[str, bool]) -> str | None:
        body = b'{"expectedVersion": %d}' % MISMATCH if guards.get("version_mismatch") else None
        force = f"?force={str(guards['force']).lower()}" if "force" in guards else ""
        reply = server.raw("PUT", f"/things/{THING}/jobs/job/cancel{force}", body, signed)
        error = expected_in(cell)
        assert reply.status == (HTTP[error] if error else 200)
        if error is None:
            assert reply.body == b""
        return reply.error or None

    check(server, cell, send)


@by_cell("UpdateJobExecution")
def test_devices_update_executions_in_every_cell(server: LiveServer, cell: Cell) -> None:
    server.fresh()

    def send(guards: dict[str, bool]) -> str | None:
        version = {"expectedVersion": MISMATCH} if guards.get("version_mismatch") else {}
        call = server.device.update_job_execution
        return code_of(call, jobId="job", thingName=THING, status="IN_PROGRESS", **version)

    check(server, cell, send)


@by_cell("DescribeJob")
def test_boto3_describes_jobs_in_every_cell(server: LiveServer, cell: Cell) -> None:
    server.fresh()
    check(server, cell, lambda _: code_of(server.iot.describe_job, jobId="job"))
    if cell.status is not None:
        assert server.iot.describe_job(jobId="job")["job"]["status"] == cell.status


def reading(call: Any) -> Callable[[dict[str, bool]], str | None]:
    return lambda _: code_of(call, jobId="job", thingName=THING)


@by_cell("DescribeJobExecution")
def test_both_clients_describe_executions_in_every_cell(server: LiveServer, cell: Cell) -> None:
    for call in (server.iot.describe_job_execution, server.device.describe_job_execution):
        server.fresh()
        check(server, cell, reading(call))
        if cell.status is not None:
            described = call(jobId="job", thingName=THING)["execution"]
            assert described["status"] == cell.status


@by_cell("StartNextPendingJobExecution", "GetPendingJobExecutions")
def test_devices_read_and_start_executions_in_every_cell(server: LiveServer, cell: Cell) -> None:
    server.fresh()
    start = cell.operation == "StartNextPendingJobExecution"
    call = (
        server.device.start_next_pending_job_execution
        if start
        else server.device.get_pending_job_executions
    )
    check(server, cell, lambda _: code_of(call, thingName=THING))


@by_cell("ListJobExecutionsForJob")
def test_boto3_lists_executions_of_jobs_in_every_cell(server: LiveServer, cell: Cell) -> None:
    server.fresh()
    check(server, cell, lambda _: code_of(server.iot.list_job_executions_for_job, jobId="job"))


@by_cell("ListJobExecutionsForThing")
def test_boto3_lists_executions_of_things_in_every_cell(server: LiveServer, cell: Cell) -> None:
    server.fresh()
    server.iot.create_thing(thingName=THING)
    call = server.iot.list_job_executions_for_thing
    check(server, cell, lambda _: code_of(call, thingName=THING))


def test_this_file_covers_every_operation_of_the_spec() -> None:
    covered = {
        cell.operation
        for value in list(globals().values())
        for mark in getattr(value, "pytestmark", [])
        if mark.args and mark.args[0] == "cell"
        for cell in mark.args[1]
    }
    assert covered - {None} == set(TABLE.operations)


RULE_CHOICES = [
    (name, value)
    for name, choice in OFFERED.items()
    for value in choice.values
    if any(rule.id == name for rule in TABLE.rules)
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "value"), RULE_CHOICES, ids=["=".join(c) for c in RULE_CHOICES])
def test_the_server_gives_every_answer_that_a_rule_permits(
    server: LiveServer, name: str, value: str
) -> None:
    server.fresh(choose=[f"{name}={value}"])
    cell = next(cell for cell in TABLE.cells() if cell.rule.id == name)
    guards = arrange(server, cell)
    before = server.service.state.world
    answer = _send(server, cell, guards)
    assert (answer or ACCEPT) == value
    event = last_request(server.service)
    assert value == ACCEPT or event.rule is cell.rule
    if value != ACCEPT:
        assert server.service.state.world == before
    elif cell.rule.verdict is Verdict.EITHER:
        _check_acceptance(server, before, cell)


def _send(server: LiveServer, cell: Cell, guards: dict[str, bool]) -> str | None:
    version = {"expectedVersion": MISMATCH} if guards.get("version_mismatch") else {}
    on_thing = {"jobId": "job", "thingName": THING, **version}
    match cell.operation:
        case "CreateJob":
            document = "{}" if guards["identical_repeat"] else OTHER_DOCUMENT
            members: dict[str, Any] = {"targets": [arn(THING)], "document": document}
            return code_of(server.iot.create_job, jobId="job", **members)
        case "CancelJob":
            return code_of(server.iot.cancel_job, jobId="job", **flag(guards))
        case "DeleteJob":
            return code_of(server.iot.delete_job, jobId="job", **flag(guards))
        case "CancelJobExecution":
            return code_of(server.iot.cancel_job_execution, **on_thing, **flag(guards))
        case operation:
            assert operation == "UpdateJobExecution"
            call = server.device.update_job_execution
            return code_of(call, **on_thing, status="IN_PROGRESS")


def _check_acceptance(server: LiveServer, before: World, cell: Cell) -> None:
    accepted = {outcome.status for outcome in cell.rule.outcomes if outcome.error is None}
    thing = THING if cell.machine == Execution.__name__ else None
    assert server.status("job", thing) in accepted
    assert before.execution("job", OTHER) == server.service.state.world.execution("job", OTHER)
