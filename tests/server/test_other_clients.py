"""Clients of other languages: Java's HttpClient, curl, Node's fetch and Python's http.client.

Each sends the same requests, for each operation of the five documents that the project was created
from, as it sends them by default. Java's client and ``curl --http2`` ask for HTTP/2 each time.
"""

from __future__ import annotations

import http.client
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from iot_jobs_spec.server import reference_server
from support.server_kit import THING

FOLDER = Path(__file__).with_name("clients")
SECONDS = 60
Line = tuple[str, str, str]
"""A method, a path and a body."""
Ask = Callable[[str, list[Line]], list[tuple[int, str]]]

TARGET = f"arn:aws:iot:us-east-1:123456789012:thing/{THING}"
JOBS = ("one", "two", "three", "four")
STARTED: list[Line] = [
    ("POST", f"/things/{THING}", "{}"),
    *(("PUT", f"/jobs/{job}", json.dumps({"targets": [TARGET], "document": "{}"})) for job in JOBS),
]
EXECUTION = f"/things/{THING}/jobs"
REASON = '{"reasonCode": "WHY_NOT", "comment": "café"}'
REQUESTS: list[tuple[Line, int, dict[str, Any]]] = [
    (
        ("PUT", f"{EXECUTION}/one/cancel", '{"expectedVersion": 99}'),
        409,
        {"__type": "VersionConflictException"},
    ),
    (("GET", f"{EXECUTION}/one", ""), 200, {"status": "QUEUED"}),
    (
        ("PUT", f"{EXECUTION}/one/cancel", '{"expectedVersion": 1, "statusDetails": {"a": "é"}}'),
        200,
        {},
    ),
    (("GET", f"{EXECUTION}/one", ""), 200, {"status": "CANCELED", "detailsMap": {"a": "é"}}),
    (("PUT", f"{EXECUTION}/one/cancel", ""), 409, {"__type": "InvalidStateTransitionException"}),
    (("PUT", f"{EXECUTION}/two/cancel?force=true", ""), 200, {}),
    (("PUT", "/jobs/three/cancel", '{"comment": ""}'), 400, {"__type": "InvalidRequestException"}),
    (("PUT", "/jobs/three/cancel?force=true", REASON), 200, {"jobId": "three"}),
    (
        ("GET", "/jobs/three", ""),
        200,
        {"status": "CANCELED", "comment": "café", "reasonCode": "WHY_NOT", "forceCanceled": True},
    ),
    (("DELETE", "/jobs/four", ""), 409, {"__type": "InvalidStateTransitionException"}),
    (("DELETE", "/jobs/four?force=true", ""), 200, {}),
    (("GET", "/jobs/four", ""), 200, {"status": "DELETION_IN_PROGRESS"}),
    (("DELETE", "/jobs/three", ""), 200, {}),
    (("DELETE", "/jobs/none", ""), 404, {"__type": "ResourceNotFoundException"}),
]


def with_http_client(url: str, lines: list[Line]) -> list[tuple[int, str]]:
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=SECONDS)
    answers = []
    for method, path, body in lines:
        connection.request(method, path, body.encode())
        answer = connection.getresponse()
        answers.append((answer.status, answer.read().decode()))
    connection.close()
    return answers


def with_curl(url: str, lines: list[Line]) -> list[tuple[int, str]]:
    answers = []
    for method, path, body in lines:
        command = ["curl", "--http2", "-sS", "-X", method, f"{url}{path}", "-w", "\n%{http_code}"]
        data = ["--data-raw", body] if body else []
        out = subprocess.run([*command, *data], capture_output=True, timeout=SECONDS, check=True)
        text, _, status = out.stdout.decode().rpartition("\n")
        answers.append((int(status), text))
    return answers


def with_program(*command: str) -> Ask:
    """A client that is a program, which reads requests from standard input."""

    def ask(url: str, lines: list[Line]) -> list[tuple[int, str]]:
        text = "".join(f"{method}\t{url}{path}\t{body}\n" for method, path, body in lines)
        out = subprocess.run(
            command, input=text.encode(), capture_output=True, timeout=SECONDS, check=False
        )
        assert out.returncode == 0, out.stderr.decode()
        parts = [line.partition("\t") for line in out.stdout.decode().splitlines()]
        return [(int(status), body) for status, _, body in parts]

    return ask


def curl_knows_http2() -> bool:
    shown = subprocess.run(["curl", "--version"], capture_output=True, text=True, check=False)
    return "HTTP2" in shown.stdout


def java_compiles() -> bool:
    shown = subprocess.run(["java", "--list-modules"], capture_output=True, text=True, check=False)
    return "jdk.compiler" in shown.stdout


CLIENTS: dict[str, tuple[Ask, str, Callable[[], bool], str]] = {
    "http.client": (with_http_client, "", lambda: True, ""),
    "curl": (with_curl, "curl", curl_knows_http2, "this curl has no HTTP/2"),
    "node": (with_program("node", str(FOLDER / "ask.mjs")), "node", lambda: True, ""),
    "java": (
        with_program("java", "-Dstdout.encoding=UTF-8", str(FOLDER / "Ask.java")),
        "java",
        java_compiles,
        "this Java has no compiler",
    ),
}


@pytest.mark.parametrize("name", CLIENTS)
def test_a_client_is_answered_as_every_other(name: str) -> None:
    ask, command, usable, otherwise = CLIENTS[name]
    if command and shutil.which(command) is None:
        pytest.skip(f"{command} is not installed")
    if not usable():
        pytest.skip(otherwise)
    with reference_server(deletion=SECONDS) as url:
        assert [status for status, _ in with_http_client(url, STARTED)] == [200] * len(STARTED)
        answers = ask(url, [line for line, _, _ in REQUESTS])
    assert [status for status, _ in answers] == [status for _, status, _ in REQUESTS]
    for (line, _, expected), (_, text) in zip(REQUESTS, answers, strict=True):
        shown = json.loads(text or "{}")
        shown = shown.get("job") or shown.get("execution") or shown
        shown = {**shown, **shown.get("statusDetails", {})}
        assert {key: shown.get(key) for key in expected} == expected, line
