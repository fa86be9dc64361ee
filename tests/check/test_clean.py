"""A check removes its own jobs and things, touches no others, and names those that it leaves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from iot_jobs_spec import (
    Answer,
    CancelJob,
    Cell,
    CreateJob,
    DeleteJob,
    DescribeJob,
    Request,
    StartNextPendingJobExecution,
)
from iot_jobs_spec.check import Checker
from iot_jobs_spec.check.scripts.forms import raw_request
from iot_jobs_spec.check.verdicts import NOT_AT_LIMIT
from iot_jobs_spec.cli.main import main
from iot_jobs_spec.model.world import DELETION_IN_PROGRESS
from iot_jobs_spec.server.testing import reference_server
from iot_jobs_spec.systems import Heard, Unanswered, clients
from iot_jobs_spec.systems.boto import BotoSystem
from iot_jobs_spec.systems.clean import ATTEMPTS, MOST_FAILURES
from support import doubles
from support.clients import Clients, client_error

CELL = "DeleteJob/IN_PROGRESS/force/!at_limit"


def few(cell: Cell) -> bool:
    return cell.operation == "DeleteJob" and not dict(cell.guards).get("at_limit")


class Registry(Clients):
    """Clients with a registry of things."""

    def __init__(self, system: Any) -> None:
        super().__init__(system)
        self.things: set[str] = {"others"}

    def __getattr__(self, method: str) -> Callable[..., dict[str, Any]]:
        call = super().__getattr__(method)

        def registered(**members: Any) -> dict[str, Any]:
            if method == "create_thing":
                self.things.add(members["thingName"])
            if method == "delete_thing":
                if members["thingName"] not in self.things:
                    raise client_error("ResourceNotFoundException")
                self.things.remove(members["thingName"])
            return call(**members)

        return registered


def system_of(double: doubles.Correct) -> tuple[BotoSystem, Registry]:
    if double.lingers == doubles.Correct.lingers:  # each wait for an end would be long
        double.lingers = 4
    double.perform(CreateJob("others", ("others",)))
    registry = Registry(double)
    return BotoSystem(registry, registry), registry


def remaining(double: doubles.Correct) -> set[str]:
    return {n for n, job in double.world.jobs.items() if job.status != DELETION_IN_PROGRESS}


@pytest.mark.slow
def test_a_check_removes_its_own_jobs_and_things_and_nothing_else() -> None:
    double = doubles.Correct()
    double.lingers = 20
    system, registry = system_of(double)
    Checker(system, run="spec", examples=2).check(wanted=few)
    assert len(double.world.jobs) > 10
    assert len(registry.things) > 20
    assert system.clean_up() == ""
    assert remaining(double) == {"others"}
    assert registry.things == {"others"}


def test_the_job_of_another_caller_is_not_removed() -> None:
    double = doubles.Correct()
    system, _ = system_of(double)
    rejected = system.perform(CreateJob("others", ("thing",)))
    assert rejected.error == "ResourceAlreadyExistsException"
    assert system.clean_up() == ""
    assert remaining(double) == {"others"}


def test_a_job_whose_creation_is_uncertain_is_removed() -> None:
    class Stumbles(doubles.Correct):
        def answer(self, request: Request) -> Answer:
            answer = super().answer(request)
            if isinstance(request, CreateJob) and request.job_id == "job":
                raise Unanswered("it fell over")
            return answer

    double = Stumbles()
    system, _ = system_of(double)
    with pytest.raises(Unanswered):
        system.perform(CreateJob("job", ("thing",)))
    assert "job" in double.world.jobs
    assert system.clean_up() == ""
    assert remaining(double) == {"others"}


def test_jobs_whose_deletion_never_ends_are_canceled() -> None:
    double = doubles.Correct()
    double.lingers = 10**6
    system, registry = system_of(double)
    names = [f"spec-1-{n}" for n in range(18)]
    for name in names:
        system.perform(CreateJob(name, ("thing",)))
    left = system.clean_up(patience=0.0)
    assert left == (
        "left behind: 8 jobs (spec-1-…): DeleteJob was rejected with LimitExceededException; "
        "still being deleted: 10 jobs (spec-1-…)"
    )
    statuses = [double.world.jobs[name].status for name in names]
    assert statuses == ["DELETION_IN_PROGRESS"] * 10 + ["CANCELED"] * 8
    assert registry.things == {"others"}


def test_deletions_that_end_late_are_waited_for() -> None:
    double = doubles.Correct()
    double.lingers = 60
    system, _ = system_of(double)
    for n in range(25):
        system.perform(CreateJob(f"job-{n}", ("thing",)))
    assert system.clean_up() == ""
    assert remaining(double) == {"others"}


class Holds(Registry):
    """Does not delete a thing that a job still has as its target."""

    def __getattr__(self, method: str) -> Callable[..., dict[str, Any]]:
        call = super().__getattr__(method)

        def held(**members: Any) -> dict[str, Any]:
            jobs = self.double.world.jobs.values()
            if method == "delete_thing" and any(members["thingName"] in j.targets for j in jobs):
                raise client_error("InvalidRequestException")
            return call(**members)

        return held

    def __init__(self, double: doubles.Correct) -> None:
        super().__init__(double)
        self.double = double


def test_things_of_a_job_that_is_being_deleted_are_removed_after_it() -> None:
    double = doubles.Correct()
    double.lingers = 4
    registry = Holds(double)
    system = BotoSystem(registry, registry)
    system.perform(CreateJob("job", ("thing",)))
    assert system.clean_up(patience=5) == ""
    assert registry.things == {"others"}


def test_a_system_that_is_gone_gets_no_more_requests() -> None:
    double = doubles.Correct()
    system, registry = system_of(double)
    for name in ("one", "two"):
        system.perform(CreateJob(name, ("thing",)))
    asked = []

    def gone(request: Request) -> Answer:
        asked.append(request)
        raise Unanswered("connection refused", gone=True)

    double.perform = gone  # type: ignore[method-assign]
    left = system.clean_up()
    assert left == "left behind: 2 jobs (one, two) and 1 thing (thing): connection refused"
    assert asked == [DeleteJob("one", force=True)] * ATTEMPTS
    assert "thing" in registry.things


def failing(double: doubles.Correct, failure: Unanswered, at: set[int]) -> None:
    """Let those of the following requests fail that have these numbers."""
    perform, asked = double.perform, list[Request]()

    def sent(request: Request) -> Answer:
        asked.append(request)
        if len(asked) in at:
            raise failure
        return perform(request)

    double.perform = sent  # type: ignore[method-assign]


def test_a_dropped_connection_leaves_nothing_behind() -> None:
    double = doubles.Correct()
    system, registry = system_of(double)
    for name in ("one", "two"):
        system.perform(CreateJob(name, ("thing",)))
    failing(double, Unanswered("connection reset", gone=True), {1, 3})
    assert system.clean_up() == ""
    assert remaining(double) == {"others"}
    assert registry.things == {"others"}


@pytest.mark.parametrize("code", ["ThrottlingException", "ServiceUnavailableException"])
def test_a_deletion_of_a_thing_is_sent_again_while_the_system_is_busy(code: str) -> None:
    told = iter([code, code])

    class Busy(Registry):
        def __getattr__(self, method: str) -> Callable[..., dict[str, Any]]:
            if method == "delete_thing" and (error := next(told, None)):
                raise client_error(error)
            return super().__getattr__(method)

    double = doubles.Correct()
    registry = Busy(double)
    system = BotoSystem(registry, registry)
    system.perform(StartNextPendingJobExecution("thing"))
    assert system.clean_up() == ""
    assert registry.things == {"others"}


def test_clean_up_gives_up_after_a_few_failures_in_a_row_and_names_the_reason() -> None:
    double = doubles.Correct()
    system, _ = system_of(double)
    for n in range(10):
        system.perform(CreateJob(f"job-{n}", ("thing",)))
    asked: list[Request] = []

    def crashes(request: Request) -> Answer:
        asked.append(request)
        raise Unanswered("HTTP 500", crash="HTTP 500")

    double.perform = crashes  # type: ignore[method-assign]
    left = system.clean_up()
    reason = f"HTTP 500; HTTP 500, {MOST_FAILURES} consecutive times"
    assert left == f"left behind: 10 jobs (job-…) and 1 thing (thing): {reason}"
    assert len(asked) == ATTEMPTS * MOST_FAILURES


def test_no_deletion_is_ever_sent_for_an_empty_name() -> None:
    class TakesAnything(doubles.Correct):
        def answer(self, request: Request) -> Answer:
            return Answer() if request.job_id == "" else super().answer(request)

    double = TakesAnything()
    system, registry = system_of(double)
    system.perform(CreateJob("", ("thing",)))
    registry.calls.clear()
    assert system.clean_up() == ""
    assert [method for method, _ in registry.calls] == ["delete_thing"]


def test_a_job_that_cannot_be_deleted_is_canceled_and_named() -> None:
    class Clings(doubles.Correct):
        def answer(self, request: Request) -> Answer:
            if isinstance(request, DeleteJob):
                return Answer("InvalidRequestException")
            return super().answer(request)

    double = Clings()
    system, _ = system_of(double)
    system.perform(CreateJob("job", ("thing",)))
    left = system.clean_up()
    assert left == "left behind: 1 job (job): DeleteJob was rejected with InvalidRequestException"
    assert double.perform(DescribeJob("job")).response.status == "CANCELED"  # type: ignore[union-attr]
    assert double.perform(CancelJob("job")).error == "InvalidRequestException"


def test_a_job_that_is_known_to_be_gone_is_not_deleted_again() -> None:
    system, registry = system_of(doubles.DeletesAtOnce())
    for request in (CreateJob("job", ("thing",)), DeleteJob("job", True), DescribeJob("job")):
        system.perform(request)
    registry.calls.clear()
    assert system.clean_up() == ""
    assert [method for method, _ in registry.calls] == ["delete_thing"]


@pytest.mark.slow
def test_an_endpoint_has_nothing_of_a_check_afterwards(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made: list[str] = []
    noted = BotoSystem.heard

    def heard(self: BotoSystem, request: Request) -> Heard:
        made.extend([request.job_id] if isinstance(request, CreateJob) else [])
        return noted(self, request)

    monkeypatch.setattr(BotoSystem, "heard", heard)
    checked = Checker.check
    monkeypatch.setattr(
        Checker,
        "check",
        lambda self, progress, _wanted: checked(self, progress, lambda c: c.id == CELL),
    )
    with reference_server() as url:
        assert main(["check", "--endpoint-url", url, "--examples", "1"]) == 0
        assert capsys.readouterr().err == ""
        iot, _ = clients.pair(endpoint_url=url, region_name="x", keys=("testing", "testing"))
        there = {job["jobId"]: job["status"] for job in iot.list_jobs()["jobs"]}
        assert len(made) > 3
        assert {there[name] for name in made if name in there} <= {DELETION_IN_PROGRESS}
        for name in made:
            with pytest.raises(iot.exceptions.ResourceNotFoundException):
                iot.describe_thing(thingName=f"{name.rpartition('-')[0]}-thing")


def test_a_job_of_a_raw_request_is_removed() -> None:
    with reference_server() as url:
        system = clients.endpoint(url)
        put = system.raw
        assert put is not None
        assert put(raw_request(CreateJob("by-hand", ("thing",)))).error is None
        assert [*system.made.jobs] == ["by-hand"]
        assert put(raw_request(CreateJob("by-hand", ("thing",), "other"))).error is not None
        assert system.clean_up() == ""


def test_ctrl_c_reports_what_was_found_and_cleans_up(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    double = doubles.DeletesWithoutForce()
    system, registry = system_of(double)
    left = [150]

    def heard(self: BotoSystem, request: Request) -> Heard:
        left[0] -= 1
        if left[0] == 0:
            raise KeyboardInterrupt
        return original(self, request)

    original = BotoSystem.heard
    monkeypatch.setattr(BotoSystem, "heard", heard)
    monkeypatch.setattr(clients, "endpoint", lambda _: system)
    checked = Checker.check
    monkeypatch.setattr(
        Checker, "check", lambda self, progress, _wanted: checked(self, progress, few)
    )
    assert main(["check", "--endpoint-url", "http://127.0.0.1:1"]) == 130
    said = capsys.readouterr()
    assert said.err == "iot-jobs-spec: interrupted\n"
    assert "violates   finding 1: DeleteJob/IN_PROGRESS/!force/!at_limit" in said.out
    assert "stopped: interrupted" in said.out
    assert remaining(double) == {"others"}
    assert registry.things == {"others"}


def test_ctrl_c_in_a_random_example_ends_the_check_as_well() -> None:
    left = [300]

    class Interrupted(doubles.Correct):
        def answer(self, request: Request) -> Answer:
            left[0] -= 1
            if left[0] == 0:
                raise KeyboardInterrupt
            return super().answer(request)

    report = Checker(Interrupted(), run="spec", examples=50).check(wanted=lambda _: False)
    assert report.interrupted
    assert report.drawn is not None
    assert 0 < report.drawn.examples < 20


@pytest.mark.slow
def test_cells_at_the_limit_are_left_out_by_default_on_a_live_endpoint() -> None:
    checker = Checker(doubles.Correct(), run="spec", at_limit=False)
    report = checker.check(wanted=lambda c: (c.machine, c.event) == ("Job", "delete"))
    for result in report.results:
        if dict(result.cell.guards).get("at_limit"):
            assert (result.verdict, result.reasons) == ("unreached", (NOT_AT_LIMIT,))
        else:
            assert result.verdict == "conforms"


@pytest.mark.parametrize(
    ("arguments", "at_limit"),
    [
        (["--moto"], True),
        (["--endpoint-url", "http://127.0.0.1:1"], True),
        (["--endpoint-url", "http://192.0.2.1", "--live"], False),
        (["--endpoint-url", "http://192.0.2.1", "--live", "--at-limit"], True),
    ],
)
def test_cells_at_the_limit_are_optional_only_with_live(
    arguments: list[str], at_limit: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[bool] = []

    class Enough(Exception): ...

    def checker(*_: object, **given: Any) -> Checker:
        made.append(given["at_limit"])
        raise Enough

    monkeypatch.setattr("iot_jobs_spec.check.Checker", checker)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"):
        monkeypatch.setenv(name, "testing")
    with pytest.raises(Enough):
        main(["check", *arguments])
    assert made == [at_limit]
