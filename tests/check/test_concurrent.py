"""Clients at once: what no order of their requests explains is found, and nothing else."""

from __future__ import annotations

import time
from threading import Lock

import pytest

from iot_jobs_spec import Answer, Request, UpdateJobExecution
from iot_jobs_spec.check import Checker
from iot_jobs_spec.check.concurrent import rounds
from iot_jobs_spec.check.report.results import Finding, Report
from iot_jobs_spec.check.report.script import script
from iot_jobs_spec.check.report.text import as_json, as_text
from iot_jobs_spec.model.requests import (
    CreateJob,
    ListJobExecutionsForThing,
    StartNextPendingJobExecution,
)
from iot_jobs_spec.model.table import TABLE
from iot_jobs_spec.systems import Unanswered
from support import doubles
from support.effort import THOROUGH

PAUSE = 0.001
"""Seconds in which another client is served."""


class Right(doubles.Correct):
    """Serves many clients, one after the other; each waits a little for its answer."""

    def __init__(self) -> None:
        super().__init__()
        self.lock = Lock()

    def perform(self, request: Request) -> Answer:
        with self.lock:
            answer = super().perform(request)
        time.sleep(PAUSE)
        return answer


class Racing(Right):
    """Looks at the version, and updates a little later whatever has come meanwhile."""

    def perform(self, request: Request) -> Answer:
        if not isinstance(request, UpdateJobExecution) or request.expected_version is None:
            return super().perform(request)
        with self.lock:
            execution = self.world.execution(request.job_id, request.thing_name)
        if execution is None or execution.version != request.expected_version:
            return super().perform(request)
        time.sleep(3 * PAUSE)
        later = UpdateJobExecution(request.job_id, request.thing_name, None, request.status_details)
        return super().perform(later)


class CreatesTwice(Right):
    """Two clients may create the same job at once; the second replaces the first."""

    def perform(self, request: Request) -> Answer:
        if isinstance(request, CreateJob):
            with self.lock:
                there = request.job_id in self.world.jobs
            time.sleep(3 * PAUSE)
            with self.lock:
                if not there and request.job_id in self.world.jobs:
                    self.world = self.world.with_job(request.job_id, None)
        return super().perform(request)


def checked(system: doubles.Correct, clients: int = 4, seed: int = 1) -> Report:
    return Checker(system, run="spec", seed=seed, concurrent=clients).check(wanted=lambda _: False)


def in_some_seed(kind: type[doubles.Correct]) -> list[Finding]:
    """The findings of the first seed that has any: the system is wrong only where requests meet.
    If `THOROUGH`, those of all seeds, with more clients."""
    found: list[Finding] = []
    for seed in range(3):
        if THOROUGH or not found:
            found += checked(kind(), 6 if THOROUGH else 4, seed).findings
    return found


@pytest.mark.slow
@pytest.mark.parametrize("clients", [2, 6])
def test_a_right_system_is_right_for_clients_at_once(clients: int) -> None:
    report = checked(Right(), clients)
    assert not report.findings
    assert report.at_once is not None
    assert (report.at_once.clients, report.at_once.rounds) == (clients, 40)
    assert report.at_once.requests > 40 * clients
    assert any(f"40 rounds of {clients} clients at once" in line for line in as_text(report))


@pytest.mark.slow
def test_a_lost_update_is_found_with_the_requests_that_overlap() -> None:
    report = checked(Racing())
    assert report.findings
    for finding in report.findings:
        assert finding.shown
        asked = [step.request for step in finding.steps]
        updates = [one for one in asked if isinstance(one, UpdateJobExecution)]
        assert len(updates) >= 2
        assert len({client for client in finding.clients if client}) >= 2
        assert not script(finding, "http://127.0.0.1:1")
        assert any("client " in line for line in as_text(report))
    plain = as_json(report, None)
    assert all(finding["script"] is None for finding in plain["findings"])
    assert any("client" in step for f in plain["findings"] for step in f["steps"])


@pytest.mark.slow
def test_a_job_that_is_created_twice_is_found() -> None:
    findings = in_some_seed(CreatesTwice)
    assert findings
    assert all(any(isinstance(s.request, CreateJob) for s in f.steps) for f in findings)


@pytest.mark.slow
def test_what_is_wrong_for_one_client_too_is_no_finding_of_several() -> None:
    class Ignores(Right):
        def perform(self, request: Request) -> Answer:
            if isinstance(request, UpdateJobExecution) and request.expected_version is not None:
                details = request.status_details
                request = UpdateJobExecution(request.job_id, request.thing_name, None, details)
            return super().perform(request)

    report = Checker(Ignores(), run="spec", seed=1, concurrent=4).check(
        wanted=lambda cell: cell.operation == UpdateJobExecution.operation
    )
    assert report.findings
    assert not [finding for finding in report.findings if finding.clients]


def test_the_same_seed_sends_the_same_rounds() -> None:
    def asked() -> list[str]:
        return [str(one) for one in rounds(3, 7, TABLE)]

    assert asked() == asked()
    assert asked() != [str(one) for one in rounds(3, 8, TABLE)]


def test_an_operation_that_the_system_lacks_is_in_no_round() -> None:
    without = frozenset({"DeleteJob", "UpdateJobExecution"})
    sent: list[Request] = []
    for one in rounds(4, 1, TABLE, without):
        sent += (*one.setup, *(ask.request for asks in one.of_clients for ask in asks))
    assert sent
    assert without.isdisjoint(request.operation for request in sent)


def test_an_exception_of_the_system_is_raised_and_not_taken_for_a_lost_request() -> None:
    class Raises(Right):
        def perform(self, request: Request) -> Answer:
            answer = super().perform(request)
            if isinstance(request, StartNextPendingJobExecution):
                raise ValueError("no answer of the API")
            return answer

    with pytest.raises(ValueError, match="no answer of the API"):
        checked(Raises())


@pytest.mark.slow
def test_what_one_client_alone_is_answered_wrong_is_no_finding_of_several() -> None:
    class ListsNothing(Right):
        def perform(self, request: Request) -> Answer:
            if isinstance(request, ListJobExecutionsForThing):
                return Answer("InvalidRequestException")
            return super().perform(request)

    assert not checked(ListsNothing()).findings


@pytest.mark.slow
def test_a_crash_among_clients_is_a_finding() -> None:
    class Crashes(Right):
        busy = 0

        def perform(self, request: Request) -> Answer:
            self.busy += 1
            try:
                if self.busy > 1 and isinstance(request, StartNextPendingJobExecution):
                    raise Unanswered("HTTP 500", crash="HTTP 500")
                return super().perform(request)
            finally:
                self.busy -= 1

    found = in_some_seed(Crashes)
    assert found
    assert all("no answer" in str(finding.divergence.seen.error) for finding in found)


@pytest.mark.slow
def test_calls_have_an_order_also_where_the_clock_stands_still() -> None:
    class Still:
        def monotonic(self) -> float:
            return 0.0

        def sleep(self, seconds: float, /) -> None:
            time.sleep(seconds)

    checker = Checker(Right(), run="spec", seed=1, concurrent=4, clock=Still())
    assert not checker.check(wanted=lambda _: False).findings
