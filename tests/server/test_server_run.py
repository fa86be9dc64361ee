"""The server as a process and as a context manager: start, stop, options, concurrent clients, the
status page."""

from __future__ import annotations

import fcntl
import http.client
import json
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import boto3
import pytest

from iot_jobs_spec import TABLE
from iot_jobs_spec.cli.main import main
from iot_jobs_spec.server import reference_server
from iot_jobs_spec.server.clock import clock_named
from iot_jobs_spec.server.connections import OneWriteTransport
from iot_jobs_spec.server.service import Service
from iot_jobs_spec.server.signing import HttpRequest
from iot_jobs_spec.server.state import Thing
from support.server_kit import (
    KEY,
    OTHER,
    REGION,
    SECRET,
    THING,
    LiveServer,
    arn,
    client,
    code_of,
    live_server,
    scoped,
)

COMMAND = [
    sys.executable,
    "-c",
    "import sys; from iot_jobs_spec.cli.main import main; sys.exit(main())",
    "serve",
]
CLIENTS, EXECUTIONS = 32, 12


@contextmanager
def serving(
    *options: str, stderr: int = subprocess.PIPE
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start the server as a process, and yield it with its URL once it listens."""
    process = subprocess.Popen(
        [*COMMAND, "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "", "PYTHONWARNINGS": "default"},
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("listening on http://127.0.0.1:"), line
        yield process, line.removeprefix("listening on ").strip()
    finally:
        process.kill()
        process.communicate()


def test_the_server_starts_within_a_second_of_processor_time() -> None:
    """Processor time leaves out everything else that the machine does."""

    def used() -> float:
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        return children.ru_utime + children.ru_stime

    before = used()
    with serving():
        pass
    assert used() - before < 1


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_the_server_despite_connected_clients(
    number: signal.Signals,
) -> None:
    with serving() as (process, url):
        port = int(url.rpartition(":")[2])
        idle = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        idle.request("GET", "/jobs")
        assert idle.getresponse().read() == b'{"jobs":[]}'
        with socket.create_connection(("127.0.0.1", port)) as half:
            half.sendall(b"PUT /jobs/job HTTP/1.1\r\nContent-Length: 100\r\n\r\n{")
            process.send_signal(number)
            out, err = process.communicate(timeout=10)
        idle.close()
    assert (process.returncode, out, err) == (0, "", "")


def test_malformed_requests_and_faults_print_nothing_on_stderr() -> None:
    with serving("--faults", "0.2", "--lag", "0.01") as (process, url):
        port = int(url.rpartition(":")[2])
        for sent in (
            b"\x00\xff\r\n\r\n",
            b"GET /%zz HTTP/1.1\r\n\r\n",
            b"GET * X\r\n\r\n",
        ):
            with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
                connection.sendall(sent)
                connection.recv(1000)
        with socket.create_connection(("127.0.0.1", port)) as gone:
            gone.sendall(b"PUT /jobs/job HTTP/1.1\r\nContent-Length: 10\r\n\r\n{")
        process.terminate()
        assert process.communicate(timeout=10) == ("", "")


@pytest.mark.parametrize("target", ["a full disk", "a pipe that nobody reads"])
def test_a_log_that_cannot_be_written_fails_no_request(target: str) -> None:
    """The server leaves lines out, and says so once."""
    unread, pipe = os.pipe()
    fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, 8192)
    full = os.open("/dev/full", os.O_WRONLY)
    with serving("--log", stderr=full if target == "a full disk" else pipe) as (process, url):
        with reading(url) as connection:
            for _ in range(2 if target == "a full disk" else 400):
                connection.request("GET", "/jobs")
                assert connection.getresponse().read() == b'{"jobs":[]}'
        os.set_blocking(unread, False)
        while target != "a full disk" and len(os.read(unread, 4096)) == 4096:
            pass
        with reading(url) as connection:
            connection.request("GET", "/jobs")
            assert connection.getresponse().read() == b'{"jobs":[]}'
        process.terminate()
        out, _ = process.communicate(timeout=10)
    why = "cannot write to standard error: No space left on device"
    if target != "a full disk":
        why = "nobody reads standard error"
        left_out, line, *_ = os.read(unread, 4096).decode().splitlines()
        assert re.fullmatch(r"\d+ lines left out", left_out)
        assert line.endswith("ListJobs: ok")
    assert out == f"iot-jobs-spec: --log leaves out lines: {why}\n"
    for handle in (unread, pipe, full):
        os.close(handle)


@contextmanager
def reading(url: str) -> Iterator[http.client.HTTPConnection]:
    """A connection to the server."""
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=10)
    try:
        yield connection
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--port", "65536"], "is not a port"),
        (["--port", "http"], "is not a port"),
        (["--choose", "nothing=more"], "no choice 'nothing'"),
        (["--choose", "CancelJob/DELETION_IN_PROGRESS=yes"], "InvalidStateTransitionException"),
        (["--lag", "-1"], "is not a number of seconds"),
        (["--lag", "nan"], "is not a number of seconds"),
        (["--deletion", "inf"], "is not a number of seconds"),
        (["--deletion", "soon"], "is not a number of seconds or polled"),
        (["--timeout", "-1"], "is not a number of seconds"),
        (["--timeout", "0"], "more than 0 seconds"),
        (["--access-key", "@/nowhere/key"], "cannot read the access key in /nowhere/key"),
        (["--profile", "whole"], "unknown profile"),
        (["--clock", "fast"], "unknown clock 'fast'"),
        (["--faults", "1.5"], "is not a share from 0 to 1"),
        (["--seed", "x"], "--seed"),
        (["--access-key", "id"], "ID:SECRET"),
    ],
    ids=" ".join,
)
def test_a_bad_option_gets_a_message_of_one_line(
    options: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", *options]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert words in err


def test_an_invalid_host_gets_a_message_of_one_line() -> None:
    done = subprocess.run(
        [*COMMAND, "--host", "256.1.1.1"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "cannot listen on 256.1.1.1" in done.stderr


@pytest.mark.slow
def test_a_port_in_use_gets_a_message_of_one_line() -> None:
    with serving() as (_, url):
        port = url.rpartition(":")[2]
        done = subprocess.run(
            [*COMMAND, "--port", port], capture_output=True, text=True, check=False
        )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"iot-jobs-spec: cannot listen on 127.0.0.1 port {port}: Address already in use: give "
        "another one with --port N, or --port 0 for a free one\n"
    )


def read_line(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    return process.stderr.readline()


def test_the_log_has_a_line_for_each_request_and_background_step_with_its_rule() -> None:
    with serving("--log") as (process, url):
        iot = client("iot", url)
        thing = iot.create_thing(thingName=THING)["thingArn"]
        iot.create_job(jobId="job", targets=[thing], document="{}")
        with pytest.raises(Exception, match="VersionConflict"):
            iot.cancel_job_execution(jobId="job", thingName=THING, expectedVersion=9)
        lines = [read_line(process) for _ in range(4)]
    rule = "CancelJobExecution/QUEUED/version_mismatch/!job_deleting"
    assert [line.split(" ", 1)[1] for line in lines] == [
        f"CreateThing {THING}: ok\n",
        "CreateJob job: ok by CreateJob/ABSENT\n",
        f"roll_out job on {THING}: background step by Execution.roll_out/ABSENT\n",
        f"CancelJobExecution job on {THING}: VersionConflictException by {rule}\n",
    ]


def test_a_line_of_the_log_is_one_line_whatever_a_client_sends() -> None:
    lines: list[str] = []
    service = Service(log=lambda event: lines.append(event.line()))
    service.answer(HttpRequest("GET", b"/jobs/a%0A%1B[2J", b"", [], b""))
    assert lines == [ANY]
    assert lines[0].isprintable()
    assert r"DescribeJob a\n\x1b[2J: InvalidRequestException by" in lines[0]


@pytest.mark.slow
@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
@pytest.mark.parametrize("options", [[], ["--access-key", "id:secret"]])
def test_a_server_for_everybody_without_a_key_warns(host: str, options: list[str]) -> None:
    command = [*COMMAND, "--port", "0", "--host", host, *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as it:
        assert it.stdout is not None
        assert it.stdout.readline().startswith("listening on ")
        it.terminate()
        _, err = it.communicate(timeout=10)
    if options:
        assert err == ""
    else:
        assert err.count("\n") == 1
        assert f"--host {host}" in err
        assert "--access-key" in err


@pytest.mark.slow
def test_the_access_key_may_be_in_a_file_or_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "key"
    file.write_text(f"{KEY}:{SECRET}\n")
    with serving("--access-key", f"@{file}") as (_, url):
        assert code_of(client("iot", url).list_jobs) is None
        assert code_of(client("iot", url, KEY, "other").list_jobs) == "InvalidSignatureException"
    monkeypatch.setenv("IOT_JOBS_SPEC_ACCESS_KEY", f"{KEY}:{SECRET}")
    with serving() as (_, url):
        assert code_of(client("iot", url).list_jobs) is None
        assert code_of(client("iot", url, KEY, "other").list_jobs) == "InvalidSignatureException"


def test_the_choices_option_lists_choices_with_their_values() -> None:
    done = subprocess.run([*COMMAND, "--choices"], capture_output=True, text=True, check=True)
    assert "CancelJob/DELETION_IN_PROGRESS=InvalidRequestException|" in done.stdout


def test_a_server_process_answers_the_full_profile_and_its_clock() -> None:
    with serving("--clock", "test") as (_, url):
        iot, device = client("iot", url), client("iot-jobs-data", url)
        thing = iot.create_thing(thingName=THING)["thingArn"]
        timeout = {"inProgressTimeoutInMinutes": 1}
        iot.create_job(jobId="job", targets=[thing], document="{}", timeoutConfig=timeout)
        device.start_next_pending_job_execution(thingName=THING)
        connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=10)
        connection.request("POST", "/clock", b'{"seconds": 60}')
        assert connection.getresponse().status == 200
        connection.close()
        shown = iot.describe_job_execution(jobId="job", thingName=THING)["execution"]
        assert shown["status"] == "TIMED_OUT"


@pytest.mark.slow
def test_a_server_process_answers_the_core_profile_if_asked() -> None:
    with serving("--profile", "core") as (_, url):
        iot, device = client("iot", url), client("iot-jobs-data", url)
        thing = iot.create_thing(thingName=THING)["thingArn"]
        iot.create_job(jobId="job", targets=[thing], document="{}")
        with pytest.raises(Exception, match="outside this specification"):
            device.update_job_execution(jobId="job", thingName=THING, status="SUCCEEDED")


@pytest.mark.parametrize(("options", "there"), [([], True), (["--profile", "core"], False)])
def test_the_choices_are_those_of_the_profile(
    options: list[str], there: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", "--choices", *options]) == 0
    assert ("TIME_OUT_MAY_BUMP=yes|no" in capsys.readouterr().out) == there


# --- reference_server and its fixture


def test_each_reference_server_has_a_world_of_its_own() -> None:
    with reference_server() as one, reference_server(deletion=0) as other:
        assert one != other
        client("iot", one).create_thing(thingName=THING)
        with pytest.raises(Exception, match="ResourceNotFoundException"):
            client("iot", other).describe_thing(thingName=THING)


def test_a_reference_server_stops_when_its_context_ends() -> None:
    with reference_server() as url:
        pass
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])))


def test_a_reset_empties_the_world_and_keeps_the_clock() -> None:
    with reference_server(clock="test", deletion=50) as url:
        iot = client("iot", url)
        thing = iot.create_thing(thingName=THING)["thingArn"]
        iot.create_job(jobId="job", targets=[thing], document="{}")
        iot.delete_job(jobId="job", force=True)
        url.advance(30)
        before = _now(url)
        url.reset()
        assert _now(url) == before
        assert iot.list_jobs()["jobs"] == []
        assert code_of(iot.describe_thing, thingName=THING) == "ResourceNotFoundException"
        iot.create_thing(thingName=THING)
        iot.create_job(jobId="job", targets=[thing], document="{}")
        url.advance(30)  # the deletion of the job before is forgotten
        assert iot.describe_job(jobId="job")["job"]["status"] == "IN_PROGRESS"


def test_the_log_shows_what_a_test_does_to_clock_and_world() -> None:
    lines: list[str] = []
    service = Service(clock=clock_named("test"), log=lambda event: lines.append(event.line()))
    service.serve(HttpRequest("POST", b"/clock", b"", [], b'{"seconds": 90}'), "127.0.0.1")
    service.serve(HttpRequest("POST", b"/reset", b"", [], b""), "127.0.0.1")
    shown = [line.partition(" ")[2] for line in lines]
    assert shown == ["POST /clock 90 s: ok", "POST /reset: ok"]
    assert [event.name for event in service.state.events] == ["POST /reset"]


def _now(url: str) -> float:
    with urllib.request.urlopen(f"{url}/clock", timeout=10) as answer:
        return float(json.load(answer)["now"])


@pytest.mark.parametrize("key", [None, f"{KEY}:{SECRET}"])
def test_a_reset_needs_no_key_but_this_machine_and_post(key: str | None) -> None:
    service = Service(access_key=key)
    reset = HttpRequest("POST", b"/reset", b"", [], b"")
    service.state.things["t"] = Thing("t", "arn", {})
    for refused in (reset._replace(method="GET"), reset._replace(headers=[(b"origin", b"x")])):
        assert service.serve(refused, "127.0.0.1").status == 400
    for client_of in ("10.0.0.1", None):
        assert service.serve(reset, client_of).status == 403
    assert service.state.things
    assert service.serve(reset, "127.0.0.1")[:3] == (200, b"{}", "")
    assert not service.state.things


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ({"lag": -1}, "lag is a number of seconds, such as 3, not -1"),
        ({"lag": "3"}, "lag is a number of seconds, such as 3, not '3'"),
        ({"lag": float("nan")}, "lag is a number of seconds, such as 3, not nan"),
        ({"deletion": "3s"}, "deletion is a number of seconds, such as 3, not '3s'"),
        ({"deletion": float("inf")}, "deletion is a number of seconds, such as 3, not inf"),
        ({"faults": 5}, "faults is a share from 0 to 1, not 5"),
        ({"faults": True}, "faults is a share from 0 to 1, not True"),
        ({"clock": "fake"}, "clock is 'real' or 'test', not 'fake'"),
        ({"profile": "most"}, "profile is 'core' or 'full', not 'most'"),
        ({"port": 70000}, "port is a number from 0 to 65535, not 70000"),
        ({"choose": "VERSION_MAY_GROW=maybe"}, "VERSION_MAY_GROW cannot be 'maybe'"),
        ({"access_key": "x"}, "an access key is ID:SECRET"),
    ],
)
def test_a_reference_server_rejects_an_option_that_is_not_valid(
    option: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValueError, match=words), reference_server(**option):
        pass


@pytest.mark.parametrize("deletion", [None, "polled", 0, 3])
def test_a_reference_server_takes_what_the_option_takes(deletion: Any) -> None:
    with reference_server(deletion=deletion) as endpoint:
        assert urllib.request.urlopen(f"{endpoint}/jobs").read() == b'{"jobs":[]}'


@pytest.mark.slow
@pytest.mark.parametrize(
    ("mark", "words"),
    [
        ('"test"', 'iot_jobs_server takes options by name, such as clock="test"'),
        ('clock="fake"', "iot_jobs_server: clock is 'real' or 'test', not 'fake'"),
        ("lagg=1", "unexpected keyword argument 'lagg'"),
    ],
)
def test_a_mark_that_is_not_valid_fails_the_test_with_one_line(
    tmp_path: Path, mark: str, words: str
) -> None:
    (tmp_path / "test_it.py").write_text(
        "import pytest\n"
        f"@pytest.mark.iot_jobs_server({mark})\n"
        "def test_it(iot_jobs_endpoint): pass\n"
    )
    plugins = ["-p", "iot_jobs_spec.server.pytest_plugin", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *plugins, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 1
    assert words in done.stdout
    assert "Traceback" not in done.stdout
    assert "1 error" in done.stdout


def test_the_fixture_yields_an_endpoint(iot_jobs_endpoint: str) -> None:
    iot = boto3.client(
        "iot",
        endpoint_url=iot_jobs_endpoint,
        region_name="eu-west-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )
    assert iot.list_jobs()["jobs"] == []


# --- concurrent clients


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    with live_server() as running:
        yield running


def cancel_all(port: int, jobs: list[str], start: threading.Barrier, results: list[Any]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    start.wait()
    for job_id in jobs:
        path = f"/things/{THING}/jobs/{job_id}/cancel?force=true"
        headers = {"Authorization": scoped("iot")}
        connection.request("PUT", path, b'{"expectedVersion": 1}', headers)
        answer = connection.getresponse()
        answer.read()
        results.append((job_id, answer.status, answer.getheader("x-amzn-errortype")))
    connection.close()


def test_exactly_one_of_many_concurrent_cancels_with_the_same_version_succeeds(
    server: LiveServer,
) -> None:
    server.fresh()
    jobs = [f"job-{number}" for number in range(EXECUTIONS)]
    for job_id in jobs:
        server.create(job_id, THING, OTHER)
    results: list[Any] = []
    start = threading.Barrier(CLIENTS)
    threads = [
        threading.Thread(target=cancel_all, args=(server.port, jobs, start, results))
        for _ in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == CLIENTS * EXECUTIONS
    successes = Counter(job_id for job_id, status, _ in results if status == 200)
    assert successes == Counter(jobs)
    assert {error for _, status, error in results if status != 200} == {"VersionConflictException"}
    assert all(
        server.service.state.world.jobs[job_id].executions[THING].version == 2 for job_id in jobs
    )


@pytest.mark.slow
def test_concurrent_clients_lose_no_request(server: LiveServer) -> None:
    server.fresh()
    errors: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for step in range(5):
                job_id = f"job-{number}-{step}"
                server.create(job_id)
                server.iot.cancel_job(jobId=job_id)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    world = server.service.state.world
    assert len(world.jobs) == CLIENTS * 5
    assert {job.status for job in world.jobs.values()} == {"CANCELED"}
    assert world.queued == CLIENTS * 5


# --- the status page


def test_the_status_page_shows_the_world_and_the_latest_requests(server: LiveServer) -> None:
    server.fresh(choose=["VERSION_MAY_GROW=no"])
    server.create("job", THING, OTHER)
    server.iot.cancel_job_execution(
        jobId="job", thingName=THING, statusDetails={"why": "<script>alert(1)</script>"}
    )
    with pytest.raises(Exception, match="VersionConflict"):
        server.iot.cancel_job_execution(jobId="job", thingName=OTHER, expectedVersion=9)
    rule = TABLE.rule("Execution", "cancel", "QUEUED", version_mismatch=True)
    assert rule is not None
    reply = server.raw("GET", "/")
    text = reply.body.decode()
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert "1 job, 0 of at most 10" in text
    for words in (
        "in memory, and gone when the server stops", "2 things",
        "reference server", "IN_PROGRESS", "CANCELED", THING, "VERSION_MAY_GROW=no",
        rule.id, "VersionConflictException",
        "&lt;script&gt;", "roll_out",
    ):  # fmt: skip
        assert words in text, words
    assert "<script>" not in text
    assert server.raw("HEAD", "/").body == b""


def test_the_status_page_shows_regions_once_there_are_several(server: LiveServer) -> None:
    server.fresh()
    server.create("job")
    assert "region" not in server.raw("GET", "/").body.decode().partition("<h2>Jobs")[2]
    elsewhere = {"targets": ["arn:aws:iot:us-east-1:123456789012:thing/far"], "document": "{}"}
    assert server.raw("POST", "/things/far", b"{}").status == 200
    assert server.raw("PUT", "/jobs/far-job", json.dumps(elsewhere).encode()).status == 200
    text = server.raw("GET", "/").body.decode()
    assert "<th scope=col>region</th>" in text
    assert "<td>us-east-1</td>" in text
    assert f"<td>{REGION}</td>" in text


@pytest.mark.slow
def test_the_status_page_stays_small(server: LiveServer) -> None:
    server.fresh()
    things = [f"thing-{number}" for number in range(100)]
    for thing in things:
        server.iot.create_thing(thingName=thing)
    for number in range(150):
        server.create(f"job-{number}", *things)
    reply = server.raw("GET", "/")
    assert reply.status == 200
    assert len(reply.body) < 500_000
    assert "and 50 older jobs" in reply.body.decode()
    assert "and 80 more" in reply.body.decode()


def test_the_status_page_of_an_empty_world_says_no_job_yet(server: LiveServer) -> None:
    server.service.state.events.clear()
    server.fresh()
    assert "No job yet." in server.raw("GET", "/").body.decode()


def test_a_bug_of_the_server_answers_500_and_is_logged(
    server: LiveServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    server.fresh()
    monkeypatch.setattr(server.service, "answer", broken)
    reply = server.raw("PUT", "/jobs/job", json.dumps({"targets": [arn(THING)]}).encode())
    assert (reply.status, reply.error) == (500, "InternalFailureException")
    assert "a bug" not in reply.body.decode()
    assert "a bug" in caplog.text


def test_the_log_shows_background_steps_after_their_request(server: LiveServer) -> None:
    server.fresh()
    server.create("job")
    server.iot.cancel_job(jobId="job")
    names = [event.name for event in server.service.state.events]
    assert names[-4:] == ["CreateJob", "roll_out", "CancelJob", "cascade"]


HEAD, BODY, CONTINUE = b"HTTP/1.1 200 OK\r\n\r\n", b"{}", b"HTTP/1.1 100 Continue\r\n\r\n"


class RecordingTransport:
    """A transport that records every write instead of sending it."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []

    def write(self, data: bytes) -> None:
        self.sent.append(data)

    def close(self) -> None:
        self.sent.append(b"closed")


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ([HEAD, BODY], [HEAD + BODY]),
        ([HEAD, BODY, HEAD, b""], [HEAD + BODY, HEAD]),
        ([CONTINUE, HEAD, BODY], [CONTINUE, HEAD + BODY]),
        ([HEAD], []),
    ],
)
def test_an_answer_is_sent_in_one_write(written: list[bytes], sent: list[bytes]) -> None:
    inner: Any = RecordingTransport()
    transport = OneWriteTransport(inner)
    for data in written:
        transport.write(data)
    assert inner.sent == sent


@pytest.mark.parametrize("end", ["flush", "close"])
def test_a_head_without_a_body_is_sent_on_flush_and_close(end: str) -> None:
    inner: Any = RecordingTransport()
    transport = OneWriteTransport(inner)
    transport.write(HEAD)
    getattr(transport, end)()
    assert inner.sent[0] == HEAD


def test_a_head_request_is_answered() -> None:
    with reference_server() as endpoint:
        connection = http.client.HTTPConnection(endpoint.removeprefix("http://"), timeout=5)
        for _ in range(2):
            connection.request("HEAD", "/")
            answer = connection.getresponse()
            assert (answer.status, answer.read()) == (200, b"")
        connection.close()
