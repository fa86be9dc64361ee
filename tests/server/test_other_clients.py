"""Clients of other languages: Java's HttpClient, curl, Node's fetch and Python's http.client.

Each sends the same requests, as it sends them by default: at least one for every operation and for
every path of its own that the server answers. Java's client and ``curl --http2`` ask for HTTP/2
each time.
"""

from __future__ import annotations

import http.client
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

import pytest

from iot_jobs_spec.server import reference_server
from iot_jobs_spec.server.service import HANDLERS, OF_FULL, OF_TESTS
from iot_jobs_spec.server.service_model import load
from support.server_kit import CONTROL, DEVICE, OTHER, THING, arn, scoped

FOLDER = Path(__file__).with_name("clients")
SECONDS = 60
DELETION = 5


class Line(NamedTuple):
    """A request as it is sent. Without a body the last part is empty."""

    method: str
    path: str
    authorization: str
    body: str


class Row(NamedTuple):
    """A request with the members that AWS names, and the part of its answer that is compared."""

    plane: str
    operation: str
    members: Mapping[str, Any]
    status: int
    answer: Any

    def line(self) -> Line:
        """The request, with each member where the model of the operation has it."""
        model = load(self.plane)
        operation = model.operations[self.operation]
        declared = model.shapes[operation["input"]["shape"]]["members"]
        path, query, body = operation["http"]["requestUri"], {}, {}
        for name, value in self.members.items():
            wire = declared[name].get("locationName", name)
            match declared[name].get("location"):
                case "uri":
                    path = path.replace(f"{{{wire}}}", quote(str(value), safe="$"))
                case "querystring":
                    query[wire] = str(value).lower() if isinstance(value, bool) else value
                case None:
                    body[wire] = value
        path += f"?{urlencode(query)}" if query else ""
        text = json.dumps(body, ensure_ascii=False) if body else ""
        return Line(operation["http"]["method"], path, scoped(self.plane), text)


class Own(NamedTuple):
    """A request for a path that AWS does not have."""

    method: str
    path: str
    body: str
    status: int
    answer: Any

    def line(self) -> Line:
        return Line(self.method, self.path, scoped(CONTROL), self.body)


Ask = Callable[[str, list[Line]], list[tuple[int, str]]]

DOCUMENT = '{"step": "é"}'
JOBS = ("one", "two", "three", "four")
ON_ONE, ON_TWO, ON_THREE = ({"jobId": job, "thingName": THING} for job in JOBS[:3])
CONFLICT = {"__type": "VersionConflictException"}
REJECTED = {"__type": "InvalidStateTransitionException"}
NOT_FOUND = {"__type": "ResourceNotFoundException"}
CREATED = {"targets": [arn(THING)], "document": DOCUMENT}


def summary(status: str) -> dict[str, Any]:
    return {"jobExecutionSummary": {"status": status, "executionNumber": 1}}


ROWS: list[Row | Own] = [
    Row(CONTROL, "CreateThing", {"thingName": THING}, 200, {"thingArn": arn(THING)}),
    Row(CONTROL, "CreateThing", {"thingName": OTHER}, 200, {"thingName": OTHER}),
    Row(CONTROL, "DescribeThing", {"thingName": OTHER}, 200, {"version": 1}),
    Row(CONTROL, "DeleteThing", {"thingName": OTHER, "expectedVersion": 9}, 409, CONFLICT),
    Row(CONTROL, "DeleteThing", {"thingName": OTHER, "expectedVersion": 1}, 200, {}),
    Row(CONTROL, "DescribeThing", {"thingName": OTHER}, 404, NOT_FOUND),
    *(Row(CONTROL, "CreateJob", {"jobId": job, **CREATED}, 200, {"jobId": job}) for job in JOBS),
    Row(CONTROL, "CreateJob", {"jobId": "one", **CREATED, "document": "{}"}, 409,
        {"__type": "ResourceAlreadyExistsException"}),
    Row(CONTROL, "ListJobs", {"status": "IN_PROGRESS", "maxResults": 1}, 200,
        {"jobs": [{"jobId": "four"}]}),
    Row(CONTROL, "GetJobDocument", {"jobId": "one"}, 200, {"document": DOCUMENT}),
    Row(CONTROL, "GetJobDocument", {"jobId": "none"}, 404, NOT_FOUND),
    Row(CONTROL, "ListJobExecutionsForJob", {"jobId": "one", "status": "QUEUED"}, 200,
        {"executionSummaries": [{"thingArn": arn(THING), **summary("QUEUED")}]}),
    Row(CONTROL, "ListJobExecutionsForThing", {"thingName": THING, "maxResults": 1}, 200,
        {"executionSummaries": [{"jobId": "four", **summary("QUEUED")}]}),
    Row(DEVICE, "GetPendingJobExecutions", {"thingName": THING}, 200,
        {"queuedJobs": [{"jobId": job, "versionNumber": 1} for job in JOBS]}),
    Row(CONTROL, "CancelJobExecution", {**ON_ONE, "expectedVersion": 99}, 409, CONFLICT),
    Row(CONTROL, "DescribeJobExecution", ON_ONE, 200, {"execution": {"status": "QUEUED"}}),
    Row(CONTROL, "CancelJobExecution",
        {**ON_ONE, "expectedVersion": 1, "statusDetails": {"a": "é"}}, 200, {}),
    Row(CONTROL, "DescribeJobExecution", {**ON_ONE, "executionNumber": 1}, 200,
        {"execution": {"status": "CANCELED", "statusDetails": {"detailsMap": {"a": "é"}}}}),
    Row(CONTROL, "CancelJobExecution", ON_ONE, 409, REJECTED),
    Row(DEVICE, "StartNextPendingJobExecution", {"thingName": THING, "statusDetails": {"a": "é"}},
        200, {"execution": {"jobId": "two", "status": "IN_PROGRESS", "jobDocument": DOCUMENT}}),
    Row(DEVICE, "DescribeJobExecution", {"thingName": THING, "jobId": "$next"}, 200,
        {"execution": {"jobId": "two", "statusDetails": {"a": "é"}, "jobDocument": DOCUMENT}}),
    Row(DEVICE, "UpdateJobExecution", {**ON_TWO, "status": "SUCCEEDED", "expectedVersion": 99},
        409, CONFLICT),
    Row(DEVICE, "UpdateJobExecution",
        {**ON_TWO, "status": "SUCCEEDED", "includeJobExecutionState": True}, 200,
        {"executionState": {"status": "SUCCEEDED"}}),
    Row(CONTROL, "DeleteJobExecution", {**ON_TWO, "executionNumber": 1}, 200, {}),
    Row(CONTROL, "DescribeJobExecution", ON_TWO, 404, NOT_FOUND),
    Row(CONTROL, "CancelJobExecution", {**ON_THREE, "force": True}, 200, {}),
    Row(CONTROL, "CancelJob", {"jobId": "four", "comment": ""}, 400,
        {"__type": "InvalidRequestException"}),
    Row(CONTROL, "CancelJob",
        {"jobId": "four", "force": True, "reasonCode": "WHY_NOT", "comment": "café"}, 200,
        {"jobId": "four"}),
    Row(CONTROL, "DescribeJob", {"jobId": "four"}, 200,
        {"job": {"status": "CANCELED", "comment": "café", "reasonCode": "WHY_NOT",
                 "forceCanceled": True}}),
    Row(CONTROL, "CreateJob", {"jobId": "five", **CREATED}, 200, {"jobId": "five"}),
    Row(CONTROL, "DeleteJob", {"jobId": "five"}, 409, REJECTED),
    Row(CONTROL, "DeleteJob", {"jobId": "five", "force": True}, 200, {}),
    Row(CONTROL, "DescribeJob", {"jobId": "five"}, 200,
        {"job": {"status": "DELETION_IN_PROGRESS"}}),
    Own("POST", "/clock", json.dumps({"seconds": DELETION}), 200, {"clock": "test"}),
    Row(CONTROL, "DescribeJob", {"jobId": "five"}, 404, NOT_FOUND),
    Own("POST", "/reset", "{}", 200, {}),
    Row(CONTROL, "ListJobs", {}, 200, {"jobs": []}),
]  # fmt: skip
LINES = [row.line() for row in ROWS]


def with_http_client(url: str, lines: list[Line]) -> list[tuple[int, str]]:
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=SECONDS)
    answers = []
    for line in lines:
        headers = {"Authorization": line.authorization}
        connection.request(line.method, line.path, line.body.encode() or None, headers)
        answer = connection.getresponse()
        answers.append((answer.status, answer.read().decode()))
    connection.close()
    return answers


def with_curl(url: str, lines: list[Line]) -> list[tuple[int, str]]:
    def asked(line: Line) -> str:
        options = {
            "url": url + line.path,
            "request": line.method,
            "header": f"Authorization: {line.authorization}",
            "write-out": "\t%{http_code}\n",
            **({"data-raw": line.body} if line.body else {}),
        }
        quoted = {name: json.dumps(value, ensure_ascii=False) for name, value in options.items()}
        given = [f"{name} = {value}" for name, value in quoted.items()]
        return "\n".join(["http2", "silent", "show-error", *given])

    out = program(["curl", "--config", "-"], "\nnext\n".join(map(asked, lines)))
    parts = [line.rpartition("\t") for line in out.splitlines()]
    return [(int(status), body) for body, _, status in parts]


def with_program(*command: str) -> Ask:
    """A client that is a program, which reads requests from standard input."""

    def ask(url: str, lines: list[Line]) -> list[tuple[int, str]]:
        told = (line._replace(path=url + line.path) for line in lines)
        out = program(command, "".join("\t".join(line) + "\n" for line in told))
        parts = [line.partition("\t") for line in out.splitlines()]
        return [(int(status), body) for status, _, body in parts]

    return ask


def program(command: list[str] | tuple[str, ...], text: str) -> str:
    """What a program prints that reads this text."""
    out = subprocess.run(
        command, input=text.encode(), capture_output=True, timeout=SECONDS, check=False
    )
    assert out.returncode == 0, out.stderr.decode()
    return out.stdout.decode()


def curl_knows_http2() -> bool:
    shown = subprocess.run(["curl", "--version"], capture_output=True, text=True, check=False)
    return "HTTP2" in shown.stdout


CLIENTS: dict[str, Ask] = {
    "http.client": with_http_client,
    "curl": with_curl,
    "node": with_program("node", str(FOLDER / "ask.mjs")),
    "java": with_program(sys.executable, "-X", "utf8", str(FOLDER / "ask_java.py")),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", CLIENTS)
def test_a_client_is_answered_as_every_other(name: str) -> None:
    if name in ("curl", "node") and shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    if name == "curl" and not curl_knows_http2():
        pytest.skip("this curl has no HTTP/2")
    with reference_server(deletion=DELETION, clock="test") as url:
        answers = CLIENTS[name](url, LINES)
    for row, (status, text) in zip(ROWS, answers, strict=True):
        assert (status, part(json.loads(text or "{}"), row.answer)) == (row.status, row.answer), row


def part(found: Any, wanted: Any) -> Any:
    """What is found of the members that are wanted."""
    if isinstance(found, dict) and isinstance(wanted, dict):
        return {key: part(found.get(key), value) for key, value in wanted.items()}
    if isinstance(found, list) and isinstance(wanted, list) and len(found) == len(wanted):
        return [part(one, other) for one, other in zip(found, wanted, strict=True)]
    return found


def test_each_operation_and_path_of_the_server_is_asked_for_with_success() -> None:
    operations = {(r.plane, r.operation) for r in ROWS if isinstance(r, Row) and r.status == 200}
    assert operations == {*HANDLERS, *OF_FULL}
    assert {row.path for row in ROWS if isinstance(row, Own)} == {p.decode() for p in OF_TESTS}
