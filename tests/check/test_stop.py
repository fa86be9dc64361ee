"""Ctrl-C, signals and --timeout end a check at any moment: it cleans up and says what it knows."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from functools import reduce
from typing import Any

import pytest

from iot_jobs_spec import Answer, Cell, CreateJob, Request, check
from iot_jobs_spec.check import Checker, Gone
from iot_jobs_spec.check.client import MOST_BUSY, Client
from iot_jobs_spec.cli.main import main
from iot_jobs_spec.stop import stopping
from iot_jobs_spec.systems import Heard, clients
from iot_jobs_spec.systems.boto import BotoSystem
from support import doubles
from support.clients import Clients

SIGNALS = [
    (signal.SIGINT, 130, "interrupted"),
    (signal.SIGTERM, 143, "terminated"),
    (signal.SIGHUP, 129, "hung up"),
]
ENDPOINT = ["check", "--endpoint-url", "http://127.0.0.1:1", "--examples", "0"]


def few(cell: Cell) -> bool:
    return cell.operation == "DeleteJob" and not dict(cell.guards).get("at_limit")


@pytest.fixture
def double(monkeypatch: pytest.MonkeyPatch) -> Iterator[doubles.Correct]:
    """Behind the endpoint of the command line, of which a few cells are checked."""
    double = doubles.DeletesWithoutForce()
    double.lingers = 4
    pair = Clients(double)
    monkeypatch.setattr(clients, "endpoint", lambda _: BotoSystem(pair, pair))
    checked = Checker.check
    monkeypatch.setattr(
        Checker, "check", lambda self, progress, _wanted: checked(self, progress, few)
    )
    yield double
    assert {*double.world.jobs} <= {*double.deleted}  # cleaned up


@pytest.mark.slow
@pytest.mark.usefixtures("double")
@pytest.mark.parametrize(("number", "code", "says"), SIGNALS)
def test_a_signal_while_the_check_asks_ends_it_with_a_report(
    number: signal.Signals,
    code: int,
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    original = BotoSystem.heard
    left = [150]

    def heard(self: BotoSystem, request: Request) -> Heard:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), number)
        return original(self, request)

    monkeypatch.setattr(BotoSystem, "heard", heard)
    before = signal.getsignal(signal.SIGTERM)
    assert main(ENDPOINT) == code
    said = capsys.readouterr()
    assert said.err == f"iot-jobs-spec: {says}\n"
    assert "violates   finding 1: DeleteJob/IN_PROGRESS/!force/!at_limit" in said.out
    assert f"stopped: {says}" in said.out
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.usefixtures("double")
@pytest.mark.parametrize(("number", "code", "says"), SIGNALS)
def test_a_signal_before_the_first_cell_is_one_line(
    number: signal.Signals,
    code: int,
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def kill(*_: object) -> None:
        os.kill(os.getpid(), number)

    monkeypatch.setattr(Client, "greet", kill)
    assert main(ENDPOINT) == code
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", f"iot-jobs-spec: {says}\n")


WHILE_IT_JUDGES = [
    *("retrace", "looked_back", "again.astray", "again.weighed", "diagnose"),
    *("findings", "Prover", "Prover.prove", "proved", "answered_wrong", "crashed", "told_by"),
    *("overlapping", "Verdicts", "Verdicts.results", "chosen"),
]
"""Functions of `iot_jobs_spec.check` that a check calls once all scripts have run."""


def killing(monkeypatch: pytest.MonkeyPatch, moment: str, *signals: signal.Signals) -> None:
    """These signals come on the first calls of a function of `iot_jobs_spec.check`."""
    *place, name = moment.split(".")
    where = reduce(getattr, place, check)
    original, left = getattr(where, name), [*signals]

    def killed(*args: Any, **kwargs: Any) -> Any:
        if left:
            os.kill(os.getpid(), left.pop(0))
        return original(*args, **kwargs)

    monkeypatch.setattr(where, name, killed)


@pytest.mark.slow
@pytest.mark.usefixtures("double")
@pytest.mark.parametrize(
    ("moment", "number", "code", "says"),
    [
        *((moment, *SIGNALS[0]) for moment in WHILE_IT_JUDGES),
        *(("diagnose", *signal) for signal in SIGNALS[1:]),
    ],
)
def test_a_signal_while_the_check_judges_ends_it_with_a_report(
    moment: str,
    number: signal.Signals,
    code: int,
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    killing(monkeypatch, moment, number)
    assert main(ENDPOINT) == code
    said = capsys.readouterr()
    assert said.err == f"iot-jobs-spec: {says}\n"
    assert "violates   finding 1: DeleteJob/IN_PROGRESS/!force/!at_limit" in said.out
    assert f"stopped: {says}" in said.out


@pytest.mark.slow
@pytest.mark.usefixtures("double")
@pytest.mark.parametrize("moment", ["retrace", "diagnose", "findings"])
def test_a_second_signal_ends_it_at_once(
    moment: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    killing(monkeypatch, moment, signal.SIGINT, signal.SIGTERM)
    assert main(ENDPOINT) == 143
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "iot-jobs-spec: terminated\n")


def test_a_second_signal_ends_the_clean_up_which_names_what_stays(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Interrupted(doubles.Correct):
        def answer(self, request: Request) -> Answer:
            os.kill(os.getpid(), signal.SIGTERM)
            return super().answer(request)

    pair = Clients(Interrupted())
    system = BotoSystem(pair, pair)
    system.made.note(CreateJob("job", ("thing",)), None)
    monkeypatch.setattr(clients, "endpoint", lambda _: system)
    assert main(ENDPOINT) == 143
    left, said = capsys.readouterr().err.splitlines()
    assert left == "iot-jobs-spec: left behind: 1 job (job): terminated"
    assert said == "iot-jobs-spec: terminated"


@pytest.mark.usefixtures("double")
@pytest.mark.parametrize(("number", "code", "says"), SIGNALS)
def test_a_signal_in_the_first_script_is_one_line(
    number: signal.Signals,
    code: int,
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    original, asked = BotoSystem.heard, list[Request]()

    def heard(self: BotoSystem, request: Request) -> Heard:
        asked.append(request)
        if len(asked) == 2:  # the first one only asks whether somebody answers
            os.kill(os.getpid(), number)
        return original(self, request)

    monkeypatch.setattr(BotoSystem, "heard", heard)
    assert main(ENDPOINT) == code
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", f"iot-jobs-spec: {says}\n")


def test_a_second_signal_ends_a_check_of_a_system_that_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    killing(monkeypatch, "findings", signal.SIGINT, signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        Checker(doubles.Mortal(50), run="spec").check(wanted=few)


def test_a_signal_that_is_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stopping():
            os.kill(os.getpid(), signal.SIGHUP)
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


OVER = "the check has taken 15 seconds, the time that --timeout gives"


class Slow(doubles.DeletesWithoutForce):
    """Takes a tenth of a second for each request."""

    name = "slow"

    def perform(self, request: Request) -> Answer:
        self.now += 0.1
        return super().perform(request)


def test_after_the_timeout_nothing_more_is_asked_and_what_is_known_is_reported() -> None:
    system = Slow()
    report = Checker(system, clock=system, run="spec", timeout=15.0).check(wanted=few)
    assert report.stopped == OVER
    assert system.asked <= 151
    assert [finding.verdict for finding in report.findings] == ["violates"]


def test_a_timeout_before_the_first_cell_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--moto", "--examples", "0", "--timeout", "0"]) == 2
    assert "the check has taken 0 seconds" in capsys.readouterr().err


class Busy(doubles.Correct):
    name = "busy"

    def answer(self, _: Request) -> Answer:
        return Answer("ThrottlingException")


def test_a_system_that_is_always_busy_is_given_up_within_a_minute() -> None:
    system = Busy()
    report = Checker(system, clock=system, run="spec").check()
    assert report.stopped == (
        f"busy does not answer: it was too busy for each request in {MOST_BUSY:g} seconds"
    )
    reached = (result.cell.id for result in report.results if result.verdict == "conforms")
    assert all("/answer/HTTP_STATUS" in cell for cell in reached)  # throttling has the right one
    assert system.now < 60


class BusyAtTimes(doubles.Correct):
    """Is too busy for one operation, always."""

    asked_of_it = 0

    def answer(self, request: Request) -> Answer:
        if request.operation == "CancelJob":
            self.asked_of_it += 1
            return Answer("ThrottlingException")
        return super().answer(request)


@pytest.mark.slow
def test_an_operation_that_is_always_busy_costs_no_more_than_a_few_seconds() -> None:
    system = BusyAtTimes()
    report = Checker(system, clock=system, run="spec").check()
    assert (report.stopped, report.findings) == ("", ())
    assert system.asked_of_it > 30
    assert system.now < 10


def test_gone_says_why() -> None:
    system = Busy()
    checker = Checker(system, clock=system, run="spec")
    checker.check()
    with pytest.raises(Gone, match="too busy"):
        checker.client.greet()
