"""Attacks by seed on every command: ``make attack SECONDS=120``. All of them stay on this machine.

Each attack is a context that yields its round: a function of a `Random`, which carries out one
attack and raises AssertionError for harm. Its result is what is counted.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import (
    AbstractContextManager,
    contextmanager,
    redirect_stderr,
    redirect_stdout,
    suppress,
)
from io import StringIO
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch
from urllib.request import urlopen

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from iot_jobs_spec.cli.main import LEFT
from iot_jobs_spec.cli.main import main as command
from iot_jobs_spec.judge.deviations import applied, from_json, is_served
from iot_jobs_spec.judge.history import write
from iot_jobs_spec.model.profiles import PROFILES, table_of
from iot_jobs_spec.render.exports.spec_json import spec
from iot_jobs_spec.server.testing import reference_server
from iot_jobs_spec.stop import CODES, SIGNALS
from iot_jobs_spec.systems import clients
from support import hostile, walks
from support.server_kit import DEVICE, KEY, REGION, SECRET, THING, arn, live_server, scoped

Round = Callable[[Random], str]
PROGRAM = "import sys; from iot_jobs_spec.cli.main import main; sys.exit(main())"
MARKED = """
import os, sys
from iot_jobs_spec.cli import main
work, mark = main._run, int(os.environ["MARK"])
def run(argv):
    os.write(mark, b"x")
    try:
        return work(argv)
    finally:
        os.write(mark, b"y")
main._run = run
sys.exit(main.main())
"""
"""The command, which tells when it begins and when it is done: before and after Python decides what
a signal does."""
LONGEST = 90.0
"""Seconds after which a command that has not ended hangs, also on a busy machine."""
SOON = 0.3
"""Seconds for one request of a check, and for the check: hostile endpoints waste time."""
MOST_MEGABYTES = 150
"""How much memory all rounds of an attack may add."""
ODD: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 1e308, 10**30, "", "x", "\x1b[31m\u202e\r\nx: y", [], {}, {"x": 1},
    ["x"], "QUEUED", "a" * 70_000, [[[[1]]]], "=", "é",
)  # fmt: skip


def megabytes(process: int | str = "self") -> int:
    """The memory that a process uses."""
    found = Path(f"/proc/{process}/statm").read_text().split()[1]
    return int(found) * resource.getpagesize() // 2**20


def distorted(random: Random, value: Any, share: float) -> Any:
    """The value with some of its parts replaced by odd ones, left out, renamed or repeated."""
    if random.random() < share:
        return random.choice(ODD)
    if isinstance(value, dict):
        kept = [(k, v) for k, v in value.items() if random.random() > share / 2]
        return {
            random.choice([*value]) if random.random() < share else k: distorted(random, v, share)
            for k, v in kept
        }
    if isinstance(value, list):
        found = [distorted(random, one, share) for one in value]
        return found * 3 if random.random() < share else found
    return value


def ran(*arguments: str) -> tuple[int, str, str]:
    """The exit code of a command and what it prints, which must fit a terminal."""
    out, err = StringIO(), StringIO()
    began = time.monotonic()
    with redirect_stdout(out), redirect_stderr(err):
        code = command(arguments)
    assert time.monotonic() - began < LONGEST, arguments
    assert code in (0, 1, 2), (code, arguments)
    for text in (out.getvalue(), err.getvalue()):
        odd = {sign for sign in text if not sign.isprintable() and sign not in "\n\t\xa0"}
        assert not odd, (odd, arguments)
    assert code != 2 or out.getvalue() or err.getvalue().count("\n") <= 7, err.getvalue()
    return code, out.getvalue(), err.getvalue()


# --- requests to the reference server

HEADS = (
    "X: \0\r\n", "Upgrade: websocket\r\n", "Expect: 100-continue\r\n",
    "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n",
    "Transfer-Encoding: chunked\r\n", "Transfer-Encoding: gzip, chunked\r\n",
    "Content-Length: 5\r\n", "Content-Length: -1\r\n", "Content-Length: 99999999999\r\n",
    f"Authorization: {scoped('iot')}\r\n", f"Authorization: {scoped(DEVICE)}\r\n",
    "Authorization: AWS4-HMAC-SHA256 " + "Credential=a/" * 900 + "\r\n", "Origin: null\r\n",
    "X-Amz-Date: ٣\r\n", "Connection: close\r\n", " folded: line\r\n", "A:" + " " * 9000 + "b\r\n",
)  # fmt: skip
PATHS = (
    "/", "/jobs", "/jobs/a", "/jobs/a/cancel", "/jobs/a?force=true", "/jobs/a/things", "/clock",
    f"/things/{THING}", f"/things/{THING}/jobs/$next", f"/things/{THING}/jobs/a", "/jobs/%00%ff",
    f"/things/{THING}/jobs/a/cancel?force=true", f"/things/{THING}/jobs", "*", "http://x/jobs",
    "/" + "a/" * 5000, "/jobs?" + "a&" * 99, f"/things/{THING}/jobs/a/executionNumber/{10**400}",
    "/../..//jobs", "/jobs/a/job-document", "/reset", "/é", "/jobs?maxResults=9" + "9" * 500,
)  # fmt: skip
MEMBERS = {
    "targets": [arn(THING)],
    "document": "{}",
    "status": "IN_PROGRESS",
    "statusDetails": {"a": "1"},
    "expectedVersion": 1,
    "force": True,
    "targetSelection": "CONTINUOUS",
    "timeoutConfig": {"inProgressTimeoutInMinutes": 1},
    "jobExecutionsRetryConfig": {"criteriaList": [{"failureType": "ALL", "numberOfRetries": 3}]},
    "abortConfig": {"criteriaList": []},
    "stepTimeoutInMinutes": 5,
    "executionNumber": 1,
    "seconds": 100,
}


def request(random: Random) -> bytes:
    """The bytes of a request, right or wrong."""
    body = json.dumps(distorted(random, MEMBERS, random.choice((0, 0.05, 0.3)))).encode()
    if random.random() < 0.1:
        body = random.choice((b"[" * 100_000, b"\xff", b"9" * 10_000, b'{"a":' * 900, b"x" * 2**20))
    heads = "".join(random.sample(HEADS, random.choice((0, 0, 1, 2))))
    if "ength" not in heads and "ncoding" not in heads and random.random() < 0.9:
        heads += f"Content-Length: {len(body)}\r\n"
    method = random.choice(("GET", "PUT", "POST", "DELETE", "HEAD", "CONNECT", "PATCH", "x" * 99))
    host = random.choice(("localhost", "localhost", "127.0.0.1:1", "[", "", "evil.example"))
    line = f"{method} {random.choice(PATHS)} HTTP/{random.choice(('1.1', '1.1', '1.0', '3'))}"
    sent = f"{line}\r\nHost: {host}\r\n{heads}\r\n".encode() + body
    if random.random() < 0.2:
        at = random.randrange(len(sent))
        sent = sent[:at] + random.randbytes(random.choice((0, 1, 30))) + sent[at + 1 :]
    return sent[: random.randrange(len(sent))] if random.random() < 0.1 else sent


def answered(port: int, sent: bytes) -> bytes:
    """What comes back for these bytes, to which no other will follow."""
    found = b""
    with socket.create_connection(("127.0.0.1", port), timeout=LONGEST) as connection:
        with suppress(OSError):
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
        with suppress(ConnectionResetError):
            while some := connection.recv(2**16):
                found += some
    return found


def statuses(received: bytes) -> list[int]:
    heads = received.split(b"HTTP/1.1 ")[1:]
    return [int(head[:3]) for head in heads if head[:3].isdigit() and head[:3] != b"100"]


@contextmanager
def server_of(*options: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A server as a process, which must say nothing more than where it listens."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *options, "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield process, int(process.stdout.readline().rpartition(":")[2])
        process.terminate()
        out, err = process.communicate(timeout=LONGEST)
        assert (process.returncode, err) == (0, ""), (process.returncode, err[-2000:])
        assert out.count("\n") <= 1, out
    finally:
        process.kill()
        process.communicate()


@contextmanager
def requests(_folder: Path) -> Iterator[Round]:
    """Bytes to the reference server: it answers nothing with 500, and the next client at once."""
    with server_of("serve", "--timeout", "5", "--clock", "test") as (process, port):
        yield _requests(port, process, lambda status: status < 500 or status == 501)


@contextmanager
def through_the_proxy(folder: Path) -> Iterator[Round]:
    """The same through the proxy that records, of which every line can be read."""
    with reference_server() as url, TemporaryDirectory(dir=folder) as own:
        file = Path(own) / "calls.jsonl"
        with server_of("record", "--to", url, "--output", str(file)) as (process, port):
            yield _requests(port, process, lambda status: status < 500 or status in (501, 502))
            for line in file.read_bytes().splitlines():
                json.loads(line)


def _requests(port: int, process: subprocess.Popen[str], may_be: Callable[[int], bool]) -> Round:
    before: list[int] = []

    def one(random: Random) -> str:
        sent = b"".join(request(random) for _ in range(random.choice((1, 1, 1, 4))))
        found = statuses(answered(port, sent))
        assert all(map(may_be, found)), (found, sent[:2000])
        began = time.monotonic()
        with urlopen(f"http://127.0.0.1:{port}/jobs", timeout=LONGEST) as listed:
            assert listed.status == 200
        assert time.monotonic() - began < LONGEST / 30
        if random.random() < 0.02:
            answered(port, b"POST /reset HTTP/1.1\r\nHost: localhost\r\n\r\n")
            before.append(megabytes(process.pid))
            assert before[-1] - before[0] < MOST_MEGABYTES, before
        return "answered" if found else "cut off"

    return one


# --- forged signatures, and names and pages of other machines


PARTS = ("none", "method", "path", "body", "date", "header", "text")


@contextmanager
def signatures(_folder: Path) -> Iterator[Round]:
    """A right signature for another request, or a wrong one: no answer but a rejection."""
    with live_server() as server:
        service = server.fresh(access_key=f"{KEY}:{SECRET}")

        def one(random: Random) -> str:
            path, body = f"/things/{random.randrange(10**9)}", b"{}"
            made = AWSRequest("POST", f"{server.url}{path}", data=body)
            SigV4Auth(Credentials(KEY, SECRET), "iot", REGION).add_auth(made)
            right = dict(made.headers.items())
            part, sent = random.choice(PARTS), right
            method = "DELETE" if part == "method" else "POST"
            if part == "path":
                path += random.choice(("x", "/jobs", "?a=b", "%20", ";"))
            if part == "body":
                body = random.choice((b"{ }", b"", b'{"x": 1}'))
            if part == "date":
                sent = right | {
                    "X-Amz-Date": random.choice(("", "20260101T000000Z", "x", "9" * 99))
                }
            if part == "header":
                other = ("", "AWS4-HMAC-SHA256", "Basic eA==", right["Authorization"] * 2)
                sent = right | {"Authorization": random.choice(other)}
            if part == "text":
                text = right["Authorization"]
                place = random.randrange(text.index("=") + 1, len(text))
                if not text[place].isalnum():
                    return "left out"
                others = [c for c in "0aZ=/,;é" if c.lower() != text[place].lower()]
                wrong = text[:place] + random.choice(others) + text[place + 1 :]
                sent = right | {"Authorization": wrong}
            before = len(service.state.things)
            reply = server.raw(method, path, body, headers={**sent})
            if part == "none":
                assert reply.status == 200, reply
                return "right"
            assert reply.status in (400, 403), (reply, method, path, body, sent)
            assert len(service.state.things) == before
            return "rejected"

        yield one


NAMES = (
    "evil.example", "localhost.evil.example", "127.0.0.1.nip.example", "evil.example.", "0x7f.1",
    "EVIL.example", "x@localhost.example", "localhost@evil.example", "evil.example#localhost",
    "2130706433", "[::1].evil.example", "evil\u2024localhost", "a,localhost",
)  # fmt: skip


@contextmanager
def other_sites(_folder: Path) -> Iterator[Round]:
    """Names of other machines as Host, and requests of web pages: none reads or changes a thing."""
    with live_server() as server:
        server.fresh()
        server.create("job")

        def one(random: Random) -> str:
            host = random.choice(NAMES) + random.choice(("", ":80", ":4599", ":x"))
            path = random.choice(PATHS[:10])
            method = random.choice(("GET", "PUT", "POST", "DELETE"))
            of_a_page = random.random() < 0.5
            heads = f"Host: {'localhost' if of_a_page else host}\r\n"
            heads += f"Origin: http://{host}\r\n" if of_a_page else ""
            before = server.service.state.world
            sent = f"{method} {path} HTTP/1.1\r\n{heads}Content-Length: 2\r\n\r\n{{}}"
            received = answered(server.port, sent.encode())
            assert all(400 <= status < 500 for status in statuses(received)), (sent, received)
            assert server.service.state.world is before
            return "rejected"

        yield one


# --- hostile endpoints, recordings and files


def _elsewhere(random: Random, url: str) -> Callable[[], Iterator[bytes]]:
    status = random.choice((301, 302, 303, 307, 308))
    head = f"HTTP/1.1 {status} Gone\r\nLocation: {url}/jobs\r\nContent-Length: 0\r\n"
    return lambda: iter([f"{head}Connection: close\r\n\r\n".encode()])


def _nasty(random: Random) -> hostile.Reply:
    text = "\x1b[31m\x1b]0;t\x07\u202e\u2066\x9b1m\u2028a\nb\rc\ud800" * random.choice((1, 5000))
    told = {"__type": text, "message": text, "job": {"jobId": text, "status": text}}
    return random.choice((200, 400, 429, 500)), hostile.JSON, json.dumps(told).encode()


def _deep(random: Random) -> hostile.Reply:
    return 200, hostile.JSON, b'{"job":' * random.choice((500, 1500, 100_000))


def _busy(random: Random) -> hostile.Reply:
    code = random.choice(("ThrottlingException", "LimitExceededException"))
    return 429, hostile.JSON, json.dumps({"__type": code}).encode()


@contextmanager
def endpoints(_folder: Path) -> Iterator[Round]:
    """A check of an endpoint that is none: it ends, with a report or with one line."""
    replies = (hostile.shapes, hostile.garbage, hostile.mixed, _nasty, _deep, _busy, None)
    asked: list[int] = []

    def counting(_: Random) -> hostile.Reply:
        asked.append(1)
        return 200, hostile.JSON, b"{}"

    soon = patch.object(clients.endpoint, "__defaults__", (SOON,))
    with hostile.hostile(counting) as other, soon:

        def one(random: Random) -> str:
            reply = random.choice(replies)
            how: AbstractContextManager[str]
            if reply is not None:
                how = hostile.hostile(reply, random.randrange(99))
            elif random.random() < 0.5:
                how = hostile.sending(_elsewhere(random, other))
            else:
                answer, pause = hostile.ENDLESS[random.choice([*hostile.ENDLESS])]
                how = hostile.sending(answer, pause)
            operation = random.choice(
                ("CancelJob", "DescribeJob", "ListJobs", "UpdateJobExecution")
            )
            with how as url:
                code, *_ = ran(
                    *("check", "--endpoint-url", url, "--timeout", f"{SOON}", "--examples", "0"),
                    *("--format", random.choice(("text", "json", "junit", "html")), "--verbose"),
                    *("--profile", random.choice(PROFILES), "--operations", operation),
                )
            assert not asked
            return f"exit {code}"

        yield one


@contextmanager
def recordings(folder: Path) -> Iterator[Round]:
    """Recordings with wrong lines, odd values and lies: `audit` reads them all."""

    def one(random: Random) -> str:
        how: dict[str, Any] = {"settle": 0, "limit": random.choice((1, 10)), "lies": 0.2}
        walk = walks.walk(random, random.choice((3, 9)), jobs=("a", "b"), **how)
        calls = walks.with_times(random, walk, lost=random.choice((0, 0.3)), overlap=True)
        share = random.choice((0.01, 0.05, 0.2))
        lines = [json.dumps(distorted(random, json.loads(write(call)), share)) for call in calls]
        wrong = (lines[0][:-3], "[" * 100_000, "", "\0", "null", "9" * 6000, lines[0] * 2)
        lines[random.randrange(len(lines))] = random.choice((*wrong, lines[0], lines[0]))
        file = folder / "recording.jsonl"
        file.write_text("\n".join(lines), encoding="utf-8")
        code, *_ = ran(
            *("audit", str(file), "--profile", random.choice(PROFILES)),
            *("--settle", random.choice(("0", "any"))),
            *("--format", random.choice(("text", "json", "junit", "html"))),
            *["--partial"] * (random.random() < 0.3),
        )
        return f"exit {code}"

    yield one


@contextmanager
def specs(folder: Path) -> Iterator[Round]:
    """Files that are nearly a spec: `diff` compares them or says in one line why not."""
    right = spec()

    def one(random: Random) -> str:
        share = random.choice((0.0002, 0.002, 0.05))
        file = folder / "spec.json"
        file.write_text(json.dumps(distorted(random, right, share)), encoding="utf-8")
        form = random.choice(("text", "json", "svg"))
        code, *_ = ran("diff", str(file), random.choice(PROFILES), "--format", form)
        return f"exit {code}"

    yield one


@contextmanager
def reports(_folder: Path) -> Iterator[Round]:
    """Reports with made-up deviations: they are refused, or the server answers by them."""
    tables = {profile: table_of(profile).by_cell() for profile in PROFILES}
    fields = ("version", "details", "reason", "flag", "status", "versionNumber", "statusDetails")
    hows = ("any", "is", "plus", "none", "merge", "replace", "given", "omit")

    def part(random: Random, first: str) -> dict[str, Any]:
        how = {"how": random.choice((*hows, *ODD)), "value": random.choice(ODD)}
        return {first: random.choice((*fields, *ODD)), **how}

    with live_server("full") as server:

        def one(random: Random) -> str:
            table = tables[random.choice(PROFILES)]
            cells = [rule.id for rule in table.rules]
            told = [
                {
                    "cell": random.choice((*cells, *(["late", "limit", "x"]))),
                    random.choice(("answers", "moves", "ignores", "limit", "form", "also")):
                        random.choice(("", "force", "=", "CANCELED", *ODD)),
                    "effects": [part(random, "field")] * (random.random() < 0.3),
                    "shows": [part(random, "member")] * (random.random() < 0.3),
                }
                for _ in range(random.randrange(1, 5))
            ]  # fmt: skip
            try:
                served = [one for one in map(from_json, told) if is_served(one, table)]
                server.fresh(table=applied(table, served), deletion=0.01)
            except (KeyError, TypeError, ValueError):
                return "refused"
            for job in ("a", "b"):
                for method, path in ALL:
                    for plane in ("iot", DEVICE):
                        body = json.dumps({**MEMBERS, "force": False}).encode()
                        reply = server.raw(method, path.replace("JOB", job), body, plane)
                        assert reply.status < 500 or reply.status == 501, (method, path, told)
            return "served"

        yield one


ALL = (
    ("PUT", "/jobs/a"), ("GET", "/jobs/JOB"), ("GET", "/jobs/JOB/things"),
    ("GET", f"/things/{THING}/jobs/JOB"), ("GET", f"/things/{THING}/jobs"),
    ("PUT", f"/things/{THING}/jobs/$next"), ("POST", f"/things/{THING}/jobs/JOB"), ("GET", "/jobs"),
    ("PUT", f"/things/{THING}/jobs/JOB/cancel?force=true"), ("PUT", "/jobs/JOB/cancel"),
    ("GET", "/"), ("DELETE", "/jobs/JOB?force=true"), ("GET", "/jobs/JOB"),
)  # fmt: skip


# --- signals, and what cannot be written


def _commands(folder: Path, url: str) -> Mapping[str, list[str]]:
    (folder / "calls.jsonl").write_text(
        '{"operation": "CreateJob", "request": {"jobId": "j", "targets": ["t"], "document": "{}"}, '
        '"answer": {"response": {"jobId": "j"}}}\n'
    )
    few = ["--examples", "0", "--operations", "DescribeJob"]
    return {
        "check": ["check", "--endpoint-url", url, *few, "--output", "report"],
        "explore": ["explore", "--jobs", "1", "--things", "2", "--output", "report"],
        "audit": ["audit", "calls.jsonl", "--output", "report"],
        "diff": ["diff", "core", "full", "--output", "report"],
        "serve": ["serve", "--port", "0"],
        "record": ["record", "--to", url, "--output", "report", "--port", "0"],
    }


@contextmanager
def signals(folder: Path) -> Iterator[Round]:
    """A signal at any moment: the documented exit code, one line, and nothing left behind."""
    with reference_server() as url:

        def one(random: Random) -> str:
            with TemporaryDirectory(dir=folder) as name:
                own = Path(name)
                commands = _commands(own, url)
                which, number = random.choice([*commands]), random.choice([*SIGNALS])
                reading, mark = os.pipe()
                process = subprocess.Popen(
                    [sys.executable, "-c", MARKED, *commands[which]], cwd=own, text=True,
                    stdout=subprocess.PIPE, stderr=subprocess.PIPE, pass_fds=[mark],
                    env=os.environ | {"MARK": str(mark)},
                )  # fmt: skip
                os.close(mark)
                with os.fdopen(reading, "rb") as marks:
                    assert marks.read(1) == b"x"
                    time.sleep(random.random() ** 2 * 2)
                    process.send_signal(getattr(signal, number))
                    try:
                        _, err = process.communicate(timeout=LONGEST)
                    except subprocess.TimeoutExpired:
                        process.kill()
                        process.communicate()
                        raise AssertionError(f"{which} hangs after {number}") from None
                    done = marks.read(1) == b"y"
                code, says = process.returncode, SIGNALS[number]
                expected = {0: "", CODES[says]: f"iot-jobs-spec: {says}\n"}
                if which == "diff":
                    expected[1] = ""
                if done:
                    expected[-getattr(signal, number)] = ""
                assert code in expected, (which, number, code, err)
                assert err == expected[code], (which, number, code, err)
                left = {path.name for path in own.iterdir()} - {"calls.jsonl", "report"}
                assert not left, (which, number, left)
            with urlopen(f"{url}/jobs") as listed:
                jobs = json.load(listed)["jobs"]
            stay = {job["jobId"] for job in jobs if job["status"] != "DELETION_IN_PROGRESS"}
            assert not stay, (which, number, stay)
            return f"exit {code}"

        yield one


OF_A_FILE = {"pipe": "pipe", "folder": ".", "long": "x" * 300, "no folder": "no/x"}
TARGETS = ("full disk", "full output", "closed output", "gone reader", *OF_A_FILE)


@contextmanager
def outputs(folder: Path) -> Iterator[Round]:
    """What cannot be written: one line and exit code 2, and the old file as it was. If the reader
    of standard output is gone, the command ends without a word."""
    with reference_server() as url:

        def one(random: Random) -> str:
            with TemporaryDirectory(dir=folder) as name:
                own = Path(name)
                commands = {k: v for k, v in _commands(own, url).items() if k != "serve"}
                which, target = random.choice([*commands]), random.choice(TARGETS)
                if which == "record" and target in ("full disk", "gone reader"):
                    return "left out"  # it begins, and ends with the first call
                given = commands[which]
                report = OF_A_FILE.get(target)
                if report is not None:
                    given = [report if word == "report" else word for word in given]
                elif target != "full disk":
                    given = [word for word in given if word not in ("--output", "report")]
                    given += ["--output", "new"] * (which == "record")
                elif which != "record":
                    (own / "report").write_text("old")
                os.mkfifo(own / "pipe")
                before = sorted(path.name for path in own.iterdir())
                done = _refused(target, given, own)
                if target == "gone reader":
                    assert (done.returncode, done.stderr) == (LEFT, ""), (which, done)
                else:
                    assert done.returncode == 2, (which, target, done)
                    assert done.stderr.startswith("iot-jobs-spec: "), (which, target, done)
                    assert done.stderr.count("\n") == 1, (which, target, done)
                after = sorted(path.name for path in own.iterdir() if path.name != "new")
                assert before == after, (which, target, after)
                if (own / "report").exists():
                    assert (own / "report").read_text() == "old"
            return target

        yield one


def _refused(target: str, given: list[str], own: Path) -> subprocess.CompletedProcess[str]:
    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))

    program = [sys.executable, "-c", PROGRAM, *given]
    how: dict[str, Any] = {"stdout": subprocess.PIPE}
    if target == "full output":
        how["stdout"] = os.open("/dev/full", os.O_WRONLY)
    elif target == "gone reader":
        reading, how["stdout"] = os.pipe()
        os.close(reading)
    elif target == "closed output":
        program = ["bash", "-c", 'exec "$@" >&-', "bash", *program]
    elif target == "full disk":
        how["preexec_fn"] = small_files
    try:
        return subprocess.run(
            program, cwd=own, text=True, stderr=subprocess.PIPE, timeout=LONGEST, check=False,
            env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}, **how,
        )  # fmt: skip
    finally:
        if how["stdout"] != subprocess.PIPE:
            os.close(how["stdout"])


ATTACKS: Mapping[str, Callable[[Path], AbstractContextManager[Round]]] = {
    "requests to serve": requests,
    "requests to record": through_the_proxy,
    "forged signatures": signatures,
    "other sites": other_sites,
    "hostile endpoints": endpoints,
    "hostile recordings": recordings,
    "hostile specs": specs,
    "hostile reports": reports,
    "signals": signals,
    "no room to write": outputs,
}

SLOW = ("hostile endpoints", "signals", "no room to write")
"""Attacks that start processes, or wait: they go on at the same time, in processes of their own,
for half of the time."""


def attacked(name: str, folder: Path, *, seeds: Iterator[int]) -> Counter[str]:
    """Carry out an attack once for each seed. AssertionError: it did harm."""
    found: Counter[str] = Counter()
    before = 0
    with ATTACKS[name](folder) as one:
        for number, seed in enumerate(seeds):
            try:
                found[one(Random(seed))] += 1
            except BaseException as error:
                error.add_note(f"the attack {name!r}, seed {seed}")
                raise
            if number == 5:
                before = megabytes()
    assert not before or megabytes() - before < MOST_MEGABYTES, (before, megabytes())
    return found


def within(seconds: float) -> Iterator[int]:
    """Seeds, for so long."""
    until = time.monotonic() + seconds
    seed = 0
    while time.monotonic() < until:
        yield seed
        seed += 1


def told(name: str, seconds: float) -> tuple[bool, str]:
    """Whether an attack did harm within so many seconds, and what there is to tell of it."""
    with TemporaryDirectory() as folder:
        try:
            found = attacked(name, Path(folder), seeds=within(seconds))
        except Exception as error:
            harm = f"HARM  {name}: {type(error).__name__}: {str(error)[:2000]}"
            return True, "\n".join([harm, *getattr(error, "__notes__", ())])
    counts = ", ".join(f"{count:,} {what}" for what, count in found.most_common())
    return False, f"clean {name}: {sum(found.values()):,} rounds: {counts}"


def main(seconds: float) -> int:
    """Every attack, for so many seconds together."""
    slow, quick = ([name for name in ATTACKS if (name in SLOW) is one] for one in (True, False))
    half = seconds / 2 if slow and quick else seconds
    harm = 0
    with ProcessPoolExecutor(len(SLOW), get_context("spawn")) as pool:
        waiting = [pool.submit(told, name, half) for name in slow]
        results = chain(
            (one.result() for one in waiting), (told(name, half / len(quick)) for name in quick)
        )
        for did_harm, says in results:
            harm += did_harm
            print(says, flush=True)
    print(f"{harm} of {len(ATTACKS)} attacks did harm")
    return 1 if harm else 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1])))
