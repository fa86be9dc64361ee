"""A check of any endpoint ends soon, with a report, or with one line and exit code 2."""

from __future__ import annotations

import json
import re
import time
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from importlib import import_module
from itertools import count
from pathlib import Path
from random import Random
from resource import RUSAGE_SELF, getrusage

import pytest

from iot_jobs_spec import (
    Answer,
    Cell,
    DescribeJob,
    JobDescription,
    ListJobExecutionsForJob,
    Request,
)
from iot_jobs_spec.check import Checker, Gone
from iot_jobs_spec.check.client import LATE_IN_ALL, MOST_LATE
from iot_jobs_spec.check.pages import Unknown, shown
from iot_jobs_spec.check.report.results import Report
from iot_jobs_spec.cli.main import main
from iot_jobs_spec.server.testing import reference_server
from iot_jobs_spec.systems import Unanswered, clients
from iot_jobs_spec.systems.members import MOST_ENTRIES
from iot_jobs_spec.systems.raw import RawRequest
from support import doubles
from support.effort import some
from support.hostile import ENDLESS, Reply, endless, garbage, hostile, mixed, shapes

FEW = (
    "CancelJobExecution/QUEUED/force/!version_mismatch/!job_deleting",
    "CancelJob/malformed/REASON_CODE",
    "CancelJobExecution/raw/BODY",
)


def few(cell: Cell) -> bool:
    """A few cells with every operation and every kind of request."""
    return cell.id in FEW or cell.id.endswith("/ABSENT")


@pytest.mark.only_ci
@pytest.mark.parametrize(
    ("replies", "seed", "format"),
    some(
        [
            (shapes, 0, "text"),
            (shapes, 1, "json"),
            (shapes, 2, "html"),
            (mixed, 5, "html"),
            (mixed, 4, "text"),
            (garbage, 3, "junit"),
        ],
        3,
    ),
)
def test_no_answer_is_a_traceback(
    replies: object,
    seed: int,
    format: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    checked = Checker.check
    monkeypatch.setattr(
        Checker, "check", lambda self, progress, _wanted: checked(self, progress, few)
    )
    output = tmp_path / "report"
    with hostile(replies, seed) as url:  # type: ignore[arg-type]
        arguments = ["check", "--endpoint-url", url, "--format", format, "--examples", "2"]
        code = main([*arguments, "--output", str(output)])
    said = capsys.readouterr()
    assert code in (0, 1, 2)
    assert "Traceback" not in said.err
    if code == 2:
        assert said.err.startswith("iot-jobs-spec: ")
    else:
        assert output.read_text(encoding="utf-8")


class Hangs:
    """Answers some operations correctly, and never answers the others."""

    name = "sleeper"

    def __init__(self, *operations: str) -> None:
        self.operations = operations
        self.double = doubles.Correct()
        self.waited = 0

    def perform(self, request: Request) -> Answer:
        if type(request).__name__ in self.operations:
            self.waited += 1
            raise Unanswered("Read timeout", gone=True, late=True)
        return self.double.perform(request)


@pytest.mark.slow
def test_an_operation_that_hangs_is_given_up_after_a_few_times() -> None:
    double = Hangs("CancelJobExecution")
    report = Checker(double, run="spec", examples=3).check(
        wanted=lambda cell: cell.operation in ("CancelJobExecution", "DescribeJobExecution")
    )
    assert double.waited == MOST_LATE
    assert not report.stopped
    verdicts = {(r.cell.operation, r.verdict) for r in report.results}
    assert ("CancelJobExecution", "unreached") in verdicts
    assert ("CancelJobExecution", "conforms") not in verdicts
    assert ("DescribeJobExecution", "conforms") in verdicts
    [reason] = {r for x in report.results for r in x.reasons if "consecutive" in r}
    assert reason == "CancelJobExecution was not answered in time, 3 consecutive times"


class Dozes(doubles.Correct):
    """Does not answer every 20th request, in time."""

    name = "dozer"
    late = 0

    def perform(self, request: Request) -> Answer:
        if (self.asked + self.late) % 20 == 19:
            self.late += 1
            raise Unanswered("Read timeout", gone=True, late=True)
        return super().perform(request)


def test_a_system_that_hangs_now_and_then_is_given_up_after_some_time() -> None:
    double = Dozes()
    report = Checker(double, run="spec").check()
    assert double.late == LATE_IN_ALL
    assert (
        report.stopped == f"dozer does not answer: {LATE_IN_ALL} requests were not answered in time"
    )
    assert report.reached


def test_an_endpoint_that_never_answers_is_given_up_at_once() -> None:
    with hostile(lambda _: None) as url:
        began = time.monotonic()
        with pytest.raises(Gone, match="Read timeout"):
            Checker(clients.endpoint(url, seconds=0.2)).check()
        assert time.monotonic() - began < 5


def test_a_late_answer_is_distinguished_from_a_lost_one() -> None:
    with hostile(lambda _: None) as url, pytest.raises(Unanswered) as failure:
        clients.endpoint(url, seconds=0.1).perform(DescribeJob("job"))
    assert failure.value.late
    with pytest.raises(Unanswered) as failure:
        clients.endpoint("http://127.0.0.1:1").perform(DescribeJob("job"))
    assert (failure.value.late, failure.value.gone) == (False, True)


@pytest.mark.slow
@pytest.mark.parametrize("raw", [False, True])
@pytest.mark.parametrize("name", ENDLESS)
def test_an_answer_without_an_end_is_given_up_by_its_time_or_its_bytes(
    name: str, raw: bool
) -> None:
    with endless(name) as url:
        system = clients.endpoint(url, seconds=0.5)
        began, before = time.monotonic(), getrusage(RUSAGE_SELF).ru_maxrss
        assert system.raw is not None
        ask = partial(system.raw, RawRequest("DescribeJob", "job"))
        with pytest.raises(Unanswered):
            ask() if raw else system.perform(DescribeJob("job"))
        assert time.monotonic() - began < 3
        assert getrusage(RUSAGE_SELF).ru_maxrss - before < 100 * 2**10  # kilobytes


@pytest.mark.slow
def test_a_listing_of_a_million_entries_is_named_and_not_kept() -> None:
    entry = {"jobId": "job", "jobExecutionSummary": {"status": "QUEUED"}}
    entries, tokens = [entry] * 10_000, count()

    def page(_: Random) -> Reply:
        body = {"executionSummaries": entries, "jobs": entries, "nextToken": str(next(tokens))}
        return 200, "application/json", json.dumps(body).encode()

    with hostile(page) as url:
        system = clients.endpoint(url)
        for ask in (partial(system.perform, ListJobExecutionsForJob("job")), system.list_jobs):
            with pytest.raises(Unanswered, match=f"more than {MOST_ENTRIES} entries"):
                ask()
    with pytest.raises(Unknown, match=f"more than {MOST_ENTRIES} entries"):
        shown(lambda _: json.loads(page(Random())[2]), str, {"jobId": "jobId"}, "jobs")
    assert next(tokens) < 20


def answering(**job: object) -> Reply:
    body = {"job": {"jobId": "job", "status": "IN_PROGRESS", **job}}
    return 200, "application/json", json.dumps(body).encode()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (answering(status=["x"]), "DescribeJob: status is ['x'], no string"),
        (answering(status=7), "DescribeJob: status is 7, no string"),
        (answering(comment={"a": 1}), "DescribeJob: comment is {'a': 1}, no string"),
        ((200, "application/json", b"{}"), "DescribeJob: the response has no job"),
        ((500, "text/plain", b"oops"), "DescribeJob: HTTP 500 without an error code"),
    ],
)
def test_a_response_of_another_type_is_no_answer_and_says_so(reply: Reply, reason: str) -> None:
    with hostile(lambda _: reply) as url, pytest.raises(Unanswered) as failure:
        clients.endpoint(url).perform(DescribeJob("job"))
    assert failure.value.reason == reason


def test_an_endpoint_that_answers_nothing_of_the_api_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = Checker.check
    monkeypatch.setattr(
        Checker, "check", lambda self, progress, _wanted: checked(self, progress, few)
    )
    with hostile(lambda _: (200, "application/json", b'{"job": []}')) as url:
        assert main(["check", "--endpoint-url", url, "--examples", "2"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") <= 2


def test_findings_before_an_early_end_are_reported() -> None:
    """An endpoint that is wrong, then gone."""
    left = [40]
    double = doubles.DeletesWithoutForce()

    class Dies:
        name = "mortal"

        def perform(self, request: Request) -> Answer:
            left[0] -= 1
            if left[0] < 0:
                raise Unanswered("connection refused", gone=True)
            return double.perform(request)

    report: Report = Checker(Dies(), run="spec").check(
        wanted=lambda cell: cell.id == "DeleteJob/IN_PROGRESS/!force/!at_limit"
    )
    assert [finding.verdict for finding in report.findings] == ["violates"]


MOTO = "iot_jobs_spec.systems.moto"


class Rude(doubles.Correct):
    """Answers with a status that no text may contain, and one with terminal escapes."""

    name = "rude"

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        if isinstance(answer.response, JobDescription):
            return Answer(None, replace(answer.response, status="\ud800\x1b[7m"))
        return answer


@pytest.mark.parametrize("format", ["text", "json", "junit", "html"])
def test_characters_that_no_report_may_contain_are_escaped(
    format: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = Checker.check
    wanted = "DescribeJob/IN_PROGRESS"
    monkeypatch.setattr(
        Checker,
        "check",
        lambda self, progress, _wanted: checked(self, progress, lambda c: c.id == wanted),
    )
    # Not by its dotted name: a test of the pytest plugin may have loaded the package anew.
    monkeypatch.setattr(import_module(MOTO), "moto", lambda: nullcontext(Rude()))
    output = tmp_path / "report"
    main(["check", "--moto", "--examples", "0", "--format", format, "--output", str(output)])
    body = output.read_text(encoding="utf-8")
    assert "\\ud800" in body
    assert "\x1b" not in body
    if format == "json":
        assert "\ud800" in json.dumps(json.loads(body), ensure_ascii=False)


def test_replies_are_the_same_for_a_seed() -> None:
    one, two = Random(4), Random(4)
    assert [mixed(one) for _ in range(50)] == [mixed(two) for _ in range(50)]


NASTY = "\x1b[31m\x1b]0;title\x07\u202eevil\u2066\x9b1m\u2028line\nline\rline\ud800"


@pytest.mark.slow
@pytest.mark.parametrize("format", ["text", "json", "junit", "html"])
@pytest.mark.parametrize(
    "answer",
    [
        (400, {"__type": NASTY, "message": NASTY}),
        (400, {"__type": "x" * 60_000, "message": "x" * 60_000}),
        (200, {"job": {"jobId": NASTY, "status": NASTY, "comment": "x" * 60_000}}),
        (200, {"job": {"jobId": [NASTY], "status": {NASTY: "x" * 60_000}}}),
        (200, {"thingArn": NASTY, "jobs": [NASTY], "nextToken": NASTY}),
    ],
)
def test_what_an_endpoint_says_is_escaped_and_short_on_every_way_out(
    answer: tuple[int, object],
    format: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    wanted = ("DescribeJob/ABSENT", "DescribeJob/IN_PROGRESS", "ListJobs/view/ALL")
    checked = Checker.check
    monkeypatch.setattr(
        Checker,
        "check",
        lambda self, progress, _wanted: checked(self, progress, lambda c: c.id in wanted),
    )
    status, body = answer
    reply = (status, "application/json", json.dumps(body).encode())
    with hostile(lambda _: reply) as url:
        main(["check", "--endpoint-url", url, "--examples", "0", "--format", format, "--verbose"])
    said = capsys.readouterr()
    for text in (said.out, said.err):
        # The pictures have spaces at which no line breaks.
        shown = re.sub("[\n\t\u00a0]", "", text)
        assert [sign for sign in {*shown} if not sign.isprintable()] == []
        assert "x" * 5_000 not in text
    assert len(said.err) < 2_000


@pytest.mark.slow
@pytest.mark.parametrize("seed", some(list(range(10)), 5))
def test_a_server_that_is_often_too_busy_makes_no_finding_and_keeps_nothing(seed: int) -> None:
    wanted = (
        *FEW,
        "CreateJob/raw/DOCUMENT",
        "ListJobs/view/ALL",
        "DeleteJob/IN_PROGRESS/force/!at_limit",
    )
    with reference_server(faults=0.3, seed=seed) as url:
        system = clients.endpoint(url)
        report = Checker(system, run="spec").check(wanted=lambda cell: cell.id in wanted)
        assert report.findings == ()
        assert report.stopped == ""
        assert report.count("conforms") == len(wanted)
        assert system.clean_up() == ""
