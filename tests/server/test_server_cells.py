"""Every cell of every decision table, put to the server by the real clients."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from iot_jobs_spec import TABLE, Cell, Execution, World
from iot_jobs_spec.language.rules import Verdict
from iot_jobs_spec.model.choices import ACCEPT, OFFERED
from support.server_kit import (
    CONTROL,
    ELSEWHERE,
    OTHER,
    THING,
    Stage,
    arn,
    arrange,
    asked,
    cells,
    code_of,
)
from support.server_kit import expected as expected_in
from support.server_kit import stage as new_stage

MISMATCH = 99


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with new_stage() as made:
        yield made


def by_cell(*operations: str) -> pytest.MarkDecorator:
    found = [cell for operation in operations for cell in cells(operation)]
    return pytest.mark.parametrize("cell", found, ids=lambda cell: cell.id)


def flag(guards: dict[str, bool]) -> dict[str, bool]:
    return {"force": guards["force"]} if "force" in guards else {}


def check(stage: Stage, cell: Cell, ask: Callable[[dict[str, bool]], str | None]) -> None:
    """Put a request in a cell: the answer and the status after it are the expected ones, and a
    rejection changes nothing."""
    guards = arrange(stage, cell)
    before = stage.service.state.world
    assert ask(guards) == expected_in(cell)
    thing = THING if cell.machine == Execution.__name__ else None
    if expected_in(cell):
        assert asked(stage.service).rule is cell.rule
        assert stage.service.state.world == before
    else:
        decided = [event.rule for event in stage.service.state.events]
        assert cell.rule in decided
        if cell.status is not None and thing is None and not cell.rule.does:
            assert stage.status("job") == cell.rule.expected.status


@by_cell("CancelJob")
def test_boto3_cancels_jobs_in_every_cell(stage: Stage, cell: Cell) -> None:
    stage.fresh()
    check(stage, cell, lambda g: code_of(stage.iot.cancel_job, jobId="job", **flag(g)))


@by_cell("DeleteJob")
def test_boto3_deletes_jobs_in_every_cell(stage: Stage, cell: Cell) -> None:
    stage.fresh()
    call = stage.iot.delete_job
    check(stage, cell, lambda g: code_of(call, jobId="job", namespaceId="green", **flag(g)))


@by_cell("CreateJob")
def test_boto3_creates_jobs_in_every_cell(stage: Stage, cell: Cell) -> None:
    stage.fresh()

    def ask(guards: dict[str, bool]) -> str | None:
        document = "{}" if guards.get("identical_repeat", True) else ELSEWHERE
        targets = [arn(THING)]
        return code_of(stage.iot.create_job, jobId="job", targets=targets, document=document)

    check(stage, cell, ask)


@by_cell("CancelJobExecution")
def test_boto3_cancels_executions_in_every_cell(stage: Stage, cell: Cell) -> None:
    stage.fresh()

    def ask(guards: dict[str, bool]) -> str | None:
        version = {"expectedVersion": MISMATCH} if guards.get("version_mismatch") else {}
        call = stage.iot.cancel_job_execution
        return code_of(call, jobId="job", thingName=THING, **flag(guards), **version)

    check(stage, cell, ask)


@by_cell("CancelJobExecution")
@pytest.mark.parametrize("signed", [None, CONTROL], ids=["unsigned", "signed"])
def test_plain_http_cancels_executions_in_every_cell(
    stage: Stage, cell: Cell, signed: str | None
) -> None:
    stage.fresh()

    def ask(guards: dict[str, bool]) -> str | None:
        body = b'{"expectedVersion": %d}' % MISMATCH if guards.get("version_mismatch") else None
        force = f"?force={str(guards['force']).lower()}" if "force" in guards else ""
        reply = stage.raw("PUT", f"/things/{THING}/jobs/job/cancel{force}", body, signed)
        error = cell.rule.expected.error
        assert reply.status == (error.http[0] if error else 200)
        if error is None:
            assert reply.body == b""
        return reply.error or None

    check(stage, cell, ask)


@by_cell("UpdateJobExecution")
def test_devices_update_executions_in_every_cell(stage: Stage, cell: Cell) -> None:
    stage.fresh()

    def ask(guards: dict[str, bool]) -> str | None:
        version = {"expectedVersion": MISMATCH} if guards.get("version_mismatch") else {}
        call = stage.device.update_job_execution
        return code_of(call, jobId="job", thingName=THING, status="IN_PROGRESS", **version)

    check(stage, cell, ask)


@by_cell("DescribeJob")
def test_boto3_describes_jobs_in_every_cell(stage: Stage, cell: Cell) -> None:
    stage.fresh()
    check(stage, cell, lambda _: code_of(stage.iot.describe_job, jobId="job"))
    if cell.status is not None:
        assert stage.iot.describe_job(jobId="job")["job"]["status"] == cell.status


def reading(call: Any) -> Callable[[dict[str, bool]], str | None]:
    return lambda _: code_of(call, jobId="job", thingName=THING)


@by_cell("DescribeJobExecution")
def test_both_clients_describe_executions_in_every_cell(stage: Stage, cell: Cell) -> None:
    for call in (stage.iot.describe_job_execution, stage.device.describe_job_execution):
        stage.fresh()
        check(stage, cell, reading(call))
        if cell.status is not None:
            told = call(jobId="job", thingName=THING)["execution"]
            assert told["status"] == cell.status


@by_cell("StartNextPendingJobExecution", "GetPendingJobExecutions")
def test_devices_ask_what_is_pending_in_every_cell(stage: Stage, cell: Cell) -> None:
    stage.fresh()
    start = cell.operation == "StartNextPendingJobExecution"
    call = (
        stage.device.start_next_pending_job_execution
        if start
        else stage.device.get_pending_job_executions
    )
    check(stage, cell, lambda _: code_of(call, thingName=THING))


@by_cell("ListJobExecutionsForJob")
def test_the_executions_of_a_job_are_listed_in_every_cell(stage: Stage, cell: Cell) -> None:
    stage.fresh()
    check(stage, cell, lambda _: code_of(stage.iot.list_job_executions_for_job, jobId="job"))


@by_cell("ListJobExecutionsForThing")
def test_the_executions_of_a_thing_are_listed_in_every_cell(stage: Stage, cell: Cell) -> None:
    stage.fresh()
    stage.iot.create_thing(thingName=THING)
    call = stage.iot.list_job_executions_for_thing
    check(stage, cell, lambda _: code_of(call, thingName=THING))


def test_every_operation_of_the_page_is_driven_through_its_cells() -> None:
    driven = {
        cell.operation
        for value in list(globals().values())
        for mark in getattr(value, "pytestmark", [])
        if mark.args and mark.args[0] == "cell"
        for cell in mark.args[1]
    }
    assert driven - {None} == set(TABLE.operations)


RULE_CHOICES = [
    (name, value)
    for name, choice in OFFERED.items()
    for value in choice.values
    if any(rule.id == name for rule in TABLE.rules)
]


@pytest.mark.parametrize(("name", "value"), RULE_CHOICES, ids=["=".join(c) for c in RULE_CHOICES])
def test_a_rule_that_permits_several_answers_gives_each_on_demand(
    stage: Stage, name: str, value: str
) -> None:
    stage.fresh(choose=[f"{name}={value}"])
    cell = next(cell for cell in TABLE.cells() if cell.rule.id == name)
    guards = arrange(stage, cell)
    before = stage.service.state.world
    answer = _ask(stage, cell, guards)
    assert (answer or ACCEPT) == value
    event = asked(stage.service)
    assert value == ACCEPT or event.rule is cell.rule
    if value != ACCEPT:
        assert stage.service.state.world == before
    elif cell.rule.verdict is Verdict.EITHER:
        _see(stage, before, cell)


def _ask(stage: Stage, cell: Cell, guards: dict[str, bool]) -> str | None:
    version = {"expectedVersion": MISMATCH} if guards.get("version_mismatch") else {}
    on_thing = {"jobId": "job", "thingName": THING, **version}
    match cell.operation:
        case "CreateJob":
            document = "{}" if guards["identical_repeat"] else ELSEWHERE
            made: dict[str, Any] = {"targets": [arn(THING)], "document": document}
            return code_of(stage.iot.create_job, jobId="job", **made)
        case "CancelJob":
            return code_of(stage.iot.cancel_job, jobId="job", **flag(guards))
        case "DeleteJob":
            return code_of(stage.iot.delete_job, jobId="job", **flag(guards))
        case "CancelJobExecution":
            return code_of(stage.iot.cancel_job_execution, **on_thing, **flag(guards))
        case operation:
            assert operation == "UpdateJobExecution"
            call = stage.device.update_job_execution
            return code_of(call, **on_thing, status="IN_PROGRESS")


def _see(stage: Stage, before: World, cell: Cell) -> None:
    accepted = {outcome.status for outcome in cell.rule.outcomes if outcome.error is None}
    thing = THING if cell.machine == Execution.__name__ else None
    assert stage.status("job", thing) in accepted
    assert before.execution("job", OTHER) == stage.service.state.world.execution("job", OTHER)
