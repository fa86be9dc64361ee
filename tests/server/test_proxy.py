"""The recording proxy: what it forwards, what it records, and how it ends."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from resource import RUSAGE_SELF, getrusage
from typing import Any

import pytest

from iot_jobs_spec.cli.main import main
from iot_jobs_spec.judge.advance import Advance
from iot_jobs_spec.judge.explain import explain
from iot_jobs_spec.records import MOST_BYTES, clock
from iot_jobs_spec.server import reference_server
from support.hostile import JSON, Reply, endless, garbage, hostile
from support.proxy_kit import history, recording_proxy
from support.server_kit import (
    DEVICE,
    KEY,
    SECRET,
    THING,
    LiveServer,
    arn,
    client,
    live_server,
    scoped,
)

SCRIPT = "import sys; from iot_jobs_spec.cli.main import main; sys.exit(main())"
LIMITED = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (50, 50)); " + SCRIPT
"""The command in a process whose files have 50 bytes at most."""
LONGER = "a body that is longer than it says"
ANSWERED = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    with live_server() as running:
        yield running


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "calls.jsonl"


def records(file: Path) -> list[Any]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def ask(
    url: str, method: str, path: str, body: bytes | None = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=20)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


@contextmanager
def upstream(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    """The URL of a server that does this with each connection, one after the other."""
    listening = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                serve(connection)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(10)


def received(connection: socket.socket, end: bytes) -> bytes:
    """What comes over a connection, as far as its ``end``."""
    found = b""
    while not found.endswith(end):
        more = connection.recv(65536)
        assert more, found
        found += more
    return found


# --- what it records


def test_a_recording_of_clients_that_overlap_is_read_and_explained(
    server: LiveServer, file: Path
) -> None:
    """Four plain HTTP clients send random requests about the same two jobs."""
    server.fresh()

    def one(seed: int) -> None:
        random = Random(seed)
        connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=20)
        barrier.wait()
        for _ in range(12):
            job = f"job-{random.randrange(2)}"
            method, path, plane, body = random.choice(requests)
            given = body and json.dumps(body).encode()
            headers = {"authorization": scoped(plane)}
            connection.request(method, path.format(job=job, thing=THING), given, headers)
            connection.getresponse().read()
        connection.close()

    requests: list[tuple[str, str, str, Any]] = [
        ("PUT", "/jobs/{job}", "iot", {"targets": [arn(THING)], "document": "{{}}"}),
        ("GET", "/jobs/{job}", "iot", None),
        ("PUT", "/jobs/{job}/cancel?force=true", "iot", {"comment": "so"}),
        ("PUT", "/jobs/{job}/cancel", "iot", None),
        ("PUT", "/things/{thing}/jobs/{job}/cancel?force=false", "iot", {"expectedVersion": 1}),
        ("GET", "/things/{thing}/jobs/{job}", "iot", None),
        ("GET", "/things/{thing}/jobs/{job}", DEVICE, None),
        ("GET", "/things/{thing}/jobs", DEVICE, None),
        ("POST", "/things/{thing}/jobs/{job}", DEVICE, {"status": "IN_PROGRESS"}),
    ]
    barrier = threading.Barrier(4)
    with recording_proxy(server.url, file) as url, ThreadPoolExecutor(4) as pool:
        list(pool.map(one, range(4)))
    read = history(file)
    assert (len(read.calls), read.passed_over, read.unread) == (48, (), ())
    assert len({call.client for call in read.calls}) == 4
    starts = sorted(call.start or 0 for call in read.calls)
    ends = sorted(call.end or 0 for call in read.calls)
    assert any(end > start for end, start in zip(ends, starts[1:], strict=False))
    found = explain(read.calls, Advance())
    assert (found.diverges, found.exhausted) == (None, None)


def test_boto3_clients_work_through_it(server: LiveServer, file: Path) -> None:
    server.fresh()
    with recording_proxy(server.url, file) as url:
        iot, device = client("iot", url), client(DEVICE, url)
        iot.create_job(jobId="job", targets=[arn(THING)], document="{}")
        assert len(device.get_pending_job_executions(thingName=THING)["queuedJobs"]) == 1
        assert len(iot.list_job_executions_for_thing(thingName=THING)["executionSummaries"]) == 1
        iot.cancel_job_execution(jobId="job", thingName=THING, expectedVersion=1, force=True)
    cancel = records(file)[-1]
    assert cancel["operation"] == "CancelJobExecution"
    assert cancel["request"] == {
        "jobId": "job",
        "thingName": THING,
        "expectedVersion": 1,
        "force": "true",
    }
    assert cancel["answer"] == {"response": {}, "http": 200}
    assert history(file).counts == {"calls": 4, "passed_over": 0, "unread": 0}


def test_a_signature_stays_valid(file: Path) -> None:
    with (
        reference_server(access_key=f"{KEY}:{SECRET}") as endpoint,
        recording_proxy(endpoint, file) as url,
    ):
        assert client("iot", url).list_jobs()["jobs"] == []


def test_the_implementation_acts_between_start_and_end(file: Path) -> None:
    """The last byte of the request comes late, and the client reads the answer late."""
    times = []

    def reply(_random: Random) -> Reply:
        times.append(clock())
        return 200, JSON, b"{}"

    with hostile(reply) as to, recording_proxy(to, file) as url:
        port = int(url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            head = b"PUT /jobs/job/cancel HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{"
            connection.sendall(head)
            before = clock()
            connection.sendall(b"}")
            received(connection, b"{}")
            after = clock()
    (line,) = records(file)
    assert before <= line["start"] <= times[0] <= line["end"] <= after


@pytest.mark.parametrize(
    ("method", "path", "body", "request_"),
    [
        ("PUT", "/jobs/a%20b%2Fc/cancel", b"", {"jobId": "a b/c"}),
        (
            "PUT",
            "/jobs/job/cancel?force=true&reasonCode=X",
            b'{"force": false, "reasonCode": "Y", "jobId": "other", "new": 1}',
            {"jobId": "job", "force": "true", "reasonCode": "Y", "new": 1},
        ),
        ("PUT", "/jobs/job/cancel", b'{"force": true}', {"jobId": "job"}),
        ("PUT", "/jobs/job/cancel", b"{!", "PUT /jobs/job/cancel {!"),
        ("PUT", "/jobs/job/cancel", b'{"a": 1, "a": 2}', 'PUT /jobs/job/cancel {"a": 1, "a": 2}'),
        ("PUT", "/jobs/j/cancel?force=true&force=false", b"", None),
        ("PUT", "/jobs/job/cancel", b"\xff", "PUT /jobs/job/cancel \\xff"),
    ],
)
def test_it_records_the_members_from_where_the_api_has_them(
    server: LiveServer, file: Path, method: str, path: str, body: bytes, request_: Any
) -> None:
    with recording_proxy(server.url, file) as url:
        ask(url, method, path, body)
    (line,) = records(file)
    wanted = request_ or f"{method} {path} "
    assert (line["operation"], line["request"]) == ("CancelJob", wanted)
    read = history(file)
    assert len(read.calls) == isinstance(wanted, dict)
    # A request that nobody can read changed nothing, if it was rejected.
    rejected = "error" in line["answer"]
    assert len(read.passed_over if rejected else read.unread) == isinstance(wanted, str)


def test_a_path_of_both_services_is_passed_over_without_a_signature(
    server: LiveServer, file: Path
) -> None:
    server.fresh()
    with recording_proxy(server.url, file) as url:
        ask(url, "GET", f"/things/{THING}/jobs")
        ask(url, "GET", f"/things/{THING}/jobs", authorization=scoped(DEVICE))
        ask(url, "GET", f"/things/{THING}/jobs", authorization=scoped("iot"))
    read = history(file)
    assert [call.request.operation for call in read.calls] == [
        "GetPendingJobExecutions",
        "ListJobExecutionsForThing",
    ]
    (skipped,) = read.passed_over
    assert (skipped.place.line, skipped.thing_name, skipped.may_change) == (1, THING, False)
    assert skipped.reason == (
        "ListJobExecutionsForThing or GetPendingJobExecutions: unsigned, so its service is unknown"
    )


def test_the_host_and_the_path_of_a_device_are_recorded_as_such(
    server: LiveServer, file: Path
) -> None:
    server.fresh()
    with recording_proxy(server.url, file) as url:
        ask(url, "GET", f"/things/{THING}/jobs", Host="data.jobs.iot.localhost")
        ask(url, "GET", f"/things/{THING}/jobs/$next")
    assert [line["operation"] for line in records(file)] == [
        "GetPendingJobExecutions",
        "DescribeJobExecution",
    ]


def test_a_request_that_is_signed_for_the_wrong_service_is_recorded(file: Path) -> None:
    """Many implementations do not look at signatures."""
    with hostile(lambda _: (200, JSON, b"{}")) as to, recording_proxy(to, file) as url:
        ask(url, "POST", "/things/t/jobs/job", b"{}", authorization=scoped("iot"))
    assert [line["operation"] for line in records(file)] == ["UpdateJobExecution"]


def test_what_calls_no_operation_is_forwarded_and_not_recorded(
    server: LiveServer, file: Path
) -> None:
    with recording_proxy(server.url, file) as url:
        assert ask(url, "GET", "/")[1]["content-type"].startswith("text/html")
        assert ask(url, "HEAD", "/")[2] == b""
        assert ask(url, "GET", "/nothing")[0] == 400
        assert ask(url, "POST", "/jobs/job")[0] == 400
        assert ask(url, "GET", "/jobs/%zz")[0] == 400
    assert records(file) == []


def test_other_operations_are_passed_over_and_their_secrets_stay_out(file: Path) -> None:
    key = json.dumps({"keyPair": {"PrivateKey": "the key"}}).encode()
    with hostile(lambda _: (200, JSON, key)) as to, recording_proxy(to, file) as url:
        assert ask(url, "POST", "/keys-and-certificate?setAsActive=true", b"{}")[2] == key
        ask(url, "POST", "/keys-and-certificate", b"not JSON")
    assert "the key" not in file.read_text()
    assert "not JSON" not in file.read_text()
    assert history(file).counts == {"calls": 0, "passed_over": 2, "unread": 0}


# --- what it forwards


@pytest.mark.parametrize("chunked", [False, True])
def test_a_request_is_forwarded_byte_by_byte(file: Path, chunked: bool) -> None:
    body = b'{ "comment":\t"\xc3\xa9\\u00e9" }'
    seen = []

    def serve(connection: socket.socket) -> None:
        seen.append(received(connection, body))
        connection.sendall(ANSWERED)

    target = "/base/jobs/a%2fb%7E/cancel?force=true&&x=%c3%a9+y"
    with upstream(serve) as to, recording_proxy(f"{to}/base/", file) as url:
        path = target.removeprefix("/base")
        headers = {
            "X-Odd": "\xe9 a",
            "Accept-Encoding": "br",
            "Keep-Alive": "7",
            "X-Mine": "1",
            "Upgrade": "h2c",
        }
        sent = iter([body]) if chunked else body
        connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=10)
        connection.request(
            "PUT", path, sent, {**headers, "Connection": "X-Mine, Upgrade"}, encode_chunked=chunked
        )
        assert connection.getresponse().read() == b"{}"
        connection.close()
    head = seen[0].removesuffix(body).decode("latin-1").split("\r\n")
    assert head[0] == f"PUT {target} HTTP/1.1"
    assert sorted(line.lower() for line in head[1:] if line) == sorted(
        [
            f"host: {url.removeprefix('http://')}",
            "accept-encoding: br",
            "x-odd: \xe9 a",
            f"content-length: {len(body)}",
            "connection: close",
        ]
    )


@pytest.mark.parametrize("status", [200, 202, 204, 299, 304, 418, 429, 500, 599])
def test_an_answer_goes_back_as_it_came(file: Path, status: int) -> None:
    body = b"" if status in (204, 304) else b'{"message": "caf\xc3\xa9"}'
    length = b"" if status == 204 else b"Content-Length: %d\r\n" % len(body)
    answer = (
        b"HTTP/1.1 %d Odd\r\nDate: once\r\nServer: mine\r\nX-Twice: a\r\nX-Twice: b\r\n" % status
        + b"x-amzn-ErrorType: Odd\r\nKeep-Alive: 7\r\n%s\r\n%s" % (length, body)
    )

    def serve(connection: socket.socket) -> None:
        received(connection, b"\r\n\r\n")
        connection.sendall(answer)

    with upstream(serve) as to, recording_proxy(to, file) as url:
        port = int(url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(b"DELETE /jobs/job HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            head, _, shown = connection.makefile("rb").read().partition(b"\r\n\r\n")
    assert shown == body
    first, *headers = head.split(b"\r\n")
    assert first.startswith(b"HTTP/1.1 %d " % status)
    expected = [b"date: once", b"server: mine", b"x-twice: a", b"x-twice: b"]
    expected += [b"x-amzn-errortype: Odd", b"connection: close"]
    expected += [b"content-length: %d" % len(body)] if status not in (204, 304) else []
    assert sorted(map(bytes.lower, headers)) == sorted(map(bytes.lower, expected))
    (line,) = records(file)
    accepted = {"response": json.loads(body or b"{}"), "http": status}
    rejected = {"error": "Odd", "http": status, "message": "caf\xe9"}
    rejected = rejected if body else {"error": "Odd", "http": status}
    assert line["answer"] == (accepted if status < 300 else rejected)


def test_a_compressed_answer_is_recorded_as_what_it_says(file: Path) -> None:
    packed = gzip.compress(b'{"jobs": []}')

    def serve(connection: socket.socket) -> None:
        received(connection, b"\r\n\r\n")
        head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
        connection.sendall(head + b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed))

    with upstream(serve) as to, recording_proxy(to, file) as url:
        assert ask(url, "GET", "/jobs")[2] == packed
    assert records(file)[0]["answer"] == {"response": {"jobs": []}, "http": 200}


def test_any_answer_is_recorded_so_that_the_judge_reads_the_file(file: Path) -> None:
    with hostile(garbage, seed=3) as to, recording_proxy(to, file) as url:
        for _ in range(60):
            ask(url, "PUT", "/jobs/job/cancel", b"{}")
    read = history(file)
    assert sum(read.counts.values()) == 60
    assert all("response is" in skipped.reason for skipped in read.unread)
    assert len(read.unread) > 5


# --- unknown answers


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}",
        b"not HTTP\r\n\r\n",
        b"HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n",
    ],
)
def test_an_answer_that_breaks_off_is_unknown(file: Path, answer: bytes) -> None:
    def serve(connection: socket.socket) -> None:
        received(connection, b"\r\n\r\n")
        connection.sendall(answer)

    with upstream(serve) as to, recording_proxy(to, file) as url:
        status, _, body = ask(url, "PUT", "/jobs/job/cancel")
    assert status == 502
    assert body.decode().startswith(f"iot-jobs-spec record: {to}: ")
    assert body.count(b"\n") == 1
    (line,) = records(file)
    assert (line["answer"], "end" in line) == (None, False)


@pytest.mark.parametrize("name", ["endless chunks", "an endless body", LONGER])
def test_an_answer_without_an_end_is_unknown_and_not_kept(file: Path, name: str) -> None:
    before = getrusage(RUSAGE_SELF).ru_maxrss
    with endless(name) as to, recording_proxy(to, file) as url:
        assert ask(url, "GET", "/jobs")[0] == 502
    assert getrusage(RUSAGE_SELF).ru_maxrss - before < 100 * 2**10  # kilobytes
    assert [line["answer"] for line in records(file)] == [None]


def test_an_answer_that_unpacks_to_very_much_stays_packed(file: Path) -> None:
    packed = gzip.compress(b" " * (MOST_BYTES + 1))

    def serve(connection: socket.socket) -> None:
        received(connection, b"\r\n\r\n")
        head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n"
        connection.sendall(head.encode() + packed)

    with upstream(serve) as to, recording_proxy(to, file) as url:
        assert ask(url, "GET", "/jobs/job")[2] == packed
    assert file.stat().st_size < 10 * len(packed)
    assert len(history(file).unread) == 1


def test_a_request_without_an_end_is_not_kept(server: LiveServer, file: Path) -> None:
    with recording_proxy(server.url, file) as url:
        port = int(url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(b"PUT /jobs/job HTTP/1.1\r\nContent-Length: 999999999\r\n\r\n")
            with suppress(ConnectionResetError, BrokenPipeError):
                for _ in range(1000):
                    connection.sendall(b"x" * 2**20)
                pytest.fail("the proxy reads on")


def test_an_implementation_that_is_away_gets_502(file: Path) -> None:
    with upstream(lambda _: None) as to:
        pass
    with recording_proxy(to, file) as url:
        assert ask(url, "DELETE", "/jobs/job")[0] == 502
    assert [call.answer for call in history(file).calls] == [None]


def test_an_answer_that_comes_too_late_is_unknown(file: Path) -> None:
    with hostile(lambda _: None) as to, recording_proxy(to, file, seconds=0.1) as url:
        assert ask(url, "DELETE", "/jobs/job")[0] == 504
    assert [call.answer for call in history(file).calls] == [None]


def test_the_answer_for_a_client_that_went_away_is_recorded(file: Path) -> None:
    """The proxy knows it, although the client does not."""
    asked, gone = threading.Event(), threading.Event()

    def reply(_random: Random) -> Reply:
        asked.set()
        assert gone.wait(10)
        return 200, JSON, b"{}"

    with hostile(reply) as to, recording_proxy(to, file) as url:
        port = int(url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(b"DELETE /jobs/job HTTP/1.1\r\nHost: x\r\n\r\n")
            assert asked.wait(10)
        gone.set()
        ask(url, "GET", "/jobs")
    answers = {line["operation"]: line["answer"] for line in records(file)}
    assert answers["DeleteJob"] == {"response": {}, "http": 200}


def test_half_a_request_is_neither_forwarded_nor_recorded(server: LiveServer, file: Path) -> None:
    with recording_proxy(server.url, file) as url:
        port = int(url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(b"DELETE /jobs/job HTTP/1.1\r\nContent-Length: 9\r\n\r\n{")
        ask(url, "GET", "/jobs")
    assert [line["operation"] for line in records(file)] == ["ListJobs"]


# --- the command


@contextmanager
def recording(
    to: str, file: Path, script: str = SCRIPT
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start the proxy as a process, and yield it with its URL once it answers."""
    process = subprocess.Popen(
        [sys.executable, "-c", script, "record", "--to", to, "--output", str(file), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "", "PYTHONWARNINGS": "default"},
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("recording on http://127.0.0.1:"), line
        yield process, line.removeprefix("recording on ").strip()
    finally:
        process.kill()
        process.communicate()


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_recording_with_one_line(
    server: LiveServer, file: Path, number: signal.Signals
) -> None:
    with recording(server.url, file) as (process, url):
        ask(url, "GET", "/jobs")
        process.send_signal(number)
        out, err = process.communicate(timeout=10)
    assert (process.returncode, out, err) == (0, f"recorded 1 call in {file}\n", "")


def test_a_signal_leaves_calls_in_flight_unknown(file: Path) -> None:
    asked = threading.Event()

    def reply(_random: Random) -> None:
        asked.set()

    with hostile(reply) as to, recording(to, file) as (process, url):
        port = int(url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(b"DELETE /jobs/job HTTP/1.1\r\nHost: x\r\n\r\n")
            assert asked.wait(10)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=10)
    assert (process.returncode, out, err) == (0, f"recorded 1 call in {file}\n", "")
    assert [line["answer"] for line in records(file)] == [None]


def test_a_file_that_is_full_ends_the_recording(server: LiveServer, file: Path) -> None:
    with recording(server.url, file, LIMITED) as (process, url):
        assert ask(url, "GET", "/jobs")[0] == 200
        out, err = process.communicate(timeout=10)
    assert (process.returncode, out) == (2, f"recorded 0 calls in {file}\n")
    assert err.startswith(f"iot-jobs-spec: cannot write {file}: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"--to": "127.0.0.1:80"}, "'127.0.0.1:80' is not a URL such as http://127.0.0.1:4599"),
        ({"--to": "http://"}, "is not a URL"),
        ({"--to": "http://x:port"}, "is not a URL"),
        ({"--to": "http://[::1"}, "is not a URL"),
        ({"--to": "http://x/?a=b"}, "is not a URL"),
        ({"--port": "65536"}, "is not a port"),
        ({"--output": "no/such/folder"}, "cannot write no/such/folder: No such file"),
        ({"--output": "."}, "cannot record into .: it exists"),
        ({"--output": "old"}, "cannot record into old: it exists; name a new file"),
    ],
)
def test_a_mistake_gets_a_message_of_one_line(
    options: dict[str, str],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("old").write_text("somebody's")
    usual = {"--to": "http://127.0.0.1:9", "--output": "new", "--port": "0"}
    given = [word for option in (usual | options).items() for word in option]
    assert main(["record", *given]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert words in err
    assert Path("old").read_text() == "somebody's"
    assert not Path("new").exists()
