"""Each broken constraint, and each raw request that has an effect, is one finding."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ParamValidationError

from iot_jobs_spec import Answer, Cell, CreateJob, Request
from iot_jobs_spec.check import Checker
from iot_jobs_spec.check.report.results import Report
from iot_jobs_spec.check.report.text import as_json, as_text, summary
from iot_jobs_spec.check.request_cells import RequestCell, kind_of, request_cells
from iot_jobs_spec.check.scripts import Ask, scripts
from iot_jobs_spec.check.scripts.samples import samples
from iot_jobs_spec.model.constraints import CONSTRAINTS, Constraint, Fit, constraints_of, judge
from iot_jobs_spec.model.step import _STEPS
from iot_jobs_spec.model.table import TABLE
from iot_jobs_spec.server import reading, routes
from iot_jobs_spec.server.problems import Problem
from iot_jobs_spec.server.testing import reference_server
from iot_jobs_spec.systems import System, Unanswered
from iot_jobs_spec.systems.boto import BotoSystem
from iot_jobs_spec.systems.clients import endpoint
from iot_jobs_spec.systems.raw import RawAnswer, RawRequest
from support import doubles
from support.clients import Clients
from support.effort import THOROUGH

INVALID = "InvalidRequestException"
PAIRS = [
    (operation, k) for operation in TABLE.operations for k in constraints_of(kind_of(operation))
]
RAW = [cell.id for cell in request_cells() if "/raw/" in cell.id]
NEED_AN_ENDPOINT = [*RAW, *(cell.id for cell in request_cells() if "/view/" in cell.id)]


def check(system: System, *cells: str) -> Report:
    """Check these cells, or all cells of malformed requests."""

    def wanted(cell: Cell) -> bool:
        return cell.id in cells if cells else isinstance(cell, RequestCell)

    report = Checker(system).check(wanted=wanted)
    return report.about({result.cell.id for result in report.results})


def found(report: Report) -> set[str]:
    return {f"{finding.verdict} {finding.cell}" for finding in report.findings}


def held(request: Request, constraint: Constraint) -> list[Any]:
    """The values, or the number of members, that the constraint limits."""
    member, _, part = constraint.member.partition(".")
    value: Any = getattr(request, member)
    if value is None:
        return []
    if constraint.counts:
        return [value]
    if part:
        return list(value.keys() if part == "keys" else value.values())
    return list(value) if isinstance(value, tuple) else [value]


Wrong = Callable[[Constraint, Any], bool]
"""Whether the system treats a value wrongly."""


class Lax(doubles.Correct):
    """Accepts some wrong values of one member of one operation."""

    def __init__(self, operation: str, constraint: Constraint, passes: Wrong) -> None:
        super().__init__()
        self.operation, self.constraint, self.passes = operation, constraint, passes

    def answer(self, request: Request) -> Answer:
        fit, unmet = judge(request)
        if (
            type(request).__name__ != self.operation
            or fit is not Fit.BROKEN
            or unmet != (self.constraint,)
            or not all(self.passes(self.constraint, v) for v in held(request, self.constraint))
        ):
            return super().answer(request)
        permitted = _STEPS[type(request)](self.world, self.nearest(request), TABLE)[0]
        self.world = permitted.world
        return permitted.answer

    def nearest(self, request: Request) -> Request:
        """The valid request that the system carries out instead."""
        member = self.constraint.member
        if member not in ("job_id", "thing_name") or isinstance(request, CreateJob):
            return request
        name = getattr(request, member)[: self.constraint.longest].partition(".")[0].strip()
        asked: Any = request
        taken: Request = replace(asked, **{member: name})
        return taken


class Strict(doubles.Correct):
    """Rejects some valid values of one member of one operation."""

    def __init__(self, operation: str, constraint: Constraint, rejects: Wrong) -> None:
        super().__init__()
        self.operation, self.constraint, self.rejects = operation, constraint, rejects

    def answer(self, request: Request) -> Answer:
        if type(request).__name__ == self.operation and judge(request)[0] is Fit.KEPT:
            values = held(request, self.constraint)
            if any(self.rejects(self.constraint, value) for value in values):
                return Answer(INVALID)
        return super().answer(request)


def too_long(constraint: Constraint, value: Any) -> bool:
    return constraint.longest is None or len(value) > constraint.longest or sound(constraint, value)


def too_short(constraint: Constraint, value: Any) -> bool:
    return len(value) < constraint.shortest or sound(constraint, value)


def any_character(constraint: Constraint, value: Any) -> bool:
    return constraint.shortest <= len(value) <= (constraint.longest or len(value))


def with_a_newline(constraint: Constraint, value: Any) -> bool:
    return constraint.judge(str(value).removesuffix("\n")) is Fit.KEPT


def sound(constraint: Constraint, value: Any) -> bool:
    return constraint.judge(value) is Fit.KEPT


def is_name(constraint: Constraint) -> bool:
    return constraint.member in ("job_id", "thing_name", "targets") and not constraint.counts


def lax() -> Iterator[tuple[str, Constraint, Wrong]]:
    for operation, constraint in PAIRS:
        if constraint.longest is not None:
            yield operation, constraint, too_long
        if constraint.shortest and not is_name(constraint):
            yield operation, constraint, too_short
        if not constraint.counts:
            yield operation, constraint, any_character
            yield operation, constraint, with_a_newline


def at_the_longest(constraint: Constraint, value: Any) -> bool:
    return len(value) == constraint.longest


def at_the_shortest(constraint: Constraint, value: Any) -> bool:
    return len(value) == constraint.shortest


def with_an_underscore(_: Constraint, value: Any) -> bool:
    return "_" in value


def by_bytes(constraint: Constraint, value: Any) -> bool:
    return len(str(value).encode()) > (constraint.longest or 0)


def strict() -> Iterator[tuple[str, Constraint, Wrong]]:
    for operation, constraint in PAIRS:
        if constraint.longest is not None:
            yield operation, constraint, at_the_longest
        if not is_name(constraint):
            yield operation, constraint, at_the_shortest
        if not constraint.counts:
            yield operation, constraint, with_an_underscore
        if not constraint.counts and constraint.judge("é") is Fit.KEPT:
            yield operation, constraint, by_bytes


def name_of(value: object) -> str:
    if isinstance(value, Constraint):
        return value.name
    return value if isinstance(value, str) else getattr(value, "__name__", "")


@pytest.mark.parametrize(("operation", "constraint", "passes"), [*lax()], ids=name_of)
def test_an_accepted_value_beyond_a_bound_is_found(
    operation: str, constraint: Constraint, passes: Wrong
) -> None:
    cell = f"{operation}/malformed/{constraint.name}"
    report = check(Lax(operation, constraint, passes), cell)
    assert found(report) == {f"violates {cell}"}
    (finding,) = report.findings
    assert len(finding.steps) <= 2
    assert set(constraint.claims) <= set(finding.claims)


@pytest.mark.parametrize(("operation", "constraint", "rejects"), [*strict()], ids=name_of)
def test_a_value_at_a_bound_that_is_rejected_is_found(
    operation: str, constraint: Constraint, rejects: Wrong
) -> None:
    cell = f"{operation}/malformed/{constraint.name}"
    report = check(Strict(operation, constraint, rejects), cell)
    assert found(report) == {f"violates {cell}"}
    (finding,) = report.findings
    assert len(finding.steps) <= 2
    assert finding.steps[-1].answer == Answer(INVALID)


BESIDE = [*((Lax, *case) for case in lax()), *((Strict, *case) for case in strict())]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "operation", "constraint", "wrong"), BESIDE[:: 1 if THOROUGH else 9], ids=name_of
)
def test_a_broken_constraint_is_one_finding_among_all_cells(
    kind: Callable[..., System], operation: str, constraint: Constraint, wrong: Wrong
) -> None:
    report = check(kind(operation, constraint, wrong))
    assert found(report) == {f"violates {operation}/malformed/{constraint.name}"}


@pytest.mark.parametrize(
    "double",
    [
        Lax("CancelJob", CONSTRAINTS[5], too_long),
        Strict("CreateJob", CONSTRAINTS[0], at_the_longest),
        Strict("CancelJobExecution", CONSTRAINTS[8], by_bytes),
    ],
    ids=["lax", "strict about names", "strict about values"],
)
def test_a_broken_constraint_is_found_in_its_own_cell_only(
    double: Lax | Strict,
) -> None:
    cell = f"{double.operation}/malformed/{double.constraint.name}"
    assert found(check(double)) == {f"violates {cell}"}


@pytest.mark.slow
def test_a_broken_constraint_is_found_in_no_cell_of_a_status() -> None:
    checker = Checker(Lax("CancelJob", CONSTRAINTS[5], too_long))
    report = checker.check()
    assert found(report) == {"violates CancelJob/malformed/COMMENT"}
    assert report.count("conforms") == len(report.results) - len(NEED_AN_ENDPOINT) - 1


def test_a_correct_system_keeps_every_constraint_and_has_no_endpoint_for_raw_requests() -> None:
    report = check(doubles.Correct())
    assert not report.findings
    assert {r.cell.id for r in report.results if r.verdict != "conforms"} == set(NEED_AN_ENDPOINT)
    assert {reason for r in report.results for reason in r.reasons} == {
        "raw requests need an endpoint: this system is asked through clients alone"
    }
    kept = len(report.results) - len(NEED_AN_ENDPOINT)
    assert summary(report).endswith(f"{kept} conform; {len(NEED_AN_ENDPOINT)} unreached")


def test_reads_after_malformed_requests_are_retried_until_settle_expires() -> None:
    double = doubles.Correct(lag=True)
    checker = Checker(double, settle=5, clock=double, run="spec")
    report = checker.check(wanted=lambda cell: "/malformed/" in cell.id)
    assert report.count("conforms") == len(report.results)


class RejectsAndCancels(doubles.Correct):
    """Rejects a malformed cancel with the right error, but cancels."""

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        if type(request).__name__ == "CancelJob" and judge(request)[0] is Fit.BROKEN:
            self.world = _STEPS[type(request)](self.world, request, TABLE)[0].world
        return answer


def test_a_malformed_request_that_is_rejected_and_carried_out_is_found() -> None:
    cell = "CancelJob/malformed/COMMENT"
    (finding,) = check(RejectsAndCancels(), cell).findings
    assert (finding.verdict, finding.cell) == ("violates", cell)
    assert [type(step.request).__name__ for step in finding.steps][:2] == ["CreateJob", "CancelJob"]
    assert finding.steps[1].answer == Answer(INVALID)
    assert len(finding.steps) == 3


class RejectsOtherwise(doubles.Correct):
    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        return Answer("ValidationException") if answer.error == INVALID else answer


def test_another_error_than_the_expected_one_differs() -> None:
    cell = "CancelJob/malformed/REASON_CODE"
    assert found(check(RejectsOtherwise(), cell)) == {f"differs {cell}"}


class RejectsCancels(doubles.Correct):
    def answer(self, request: Request) -> Answer:
        if type(request).__name__ == "CancelJob":
            return Answer(INVALID)
        return super().answer(request)


def test_a_request_that_is_always_rejected_shows_nothing_about_its_constraints() -> None:
    report = check(RejectsCancels(), "CancelJob/malformed/COMMENT", "CancelJob/malformed/JOB_ID")
    assert not report.findings
    for result in report.results:
        assert result.verdict == "unreached"
        assert result.reasons == (f"CancelJob answered {INVALID} to a well-formed request too",)


@pytest.mark.parametrize("wording", ["narrow", "broad"])
def test_both_readings_of_an_ambiguous_pattern_conform(wording: str) -> None:
    class Reads(doubles.Correct):
        def answer(self, request: Request) -> Answer:
            if wording == "narrow" and judge(request)[0] is Fit.OPEN:
                return Answer(INVALID)
            return super().answer(request)

    cells = ("CancelJob/malformed/REASON_CODE", "CancelJob/malformed/COMMENT")
    report = check(Reads(), *cells)
    assert report.count("conforms") == 2
    asked = [step for script in scripts() for step in script.steps if isinstance(step, Ask)]
    assert {judge(ask.request)[0] for ask in asked if {ask.cell, *ask.also} & {*cells}} == {*Fit}


def test_every_bound_is_tried_from_both_sides() -> None:
    for constraint in CONSTRAINTS:
        sizes = {
            value if isinstance(value, int) else len(value): fit
            for value, fit in samples(constraint)
        }
        assert sizes[constraint.shortest] is Fit.KEPT
        if constraint.shortest:
            assert sizes[constraint.shortest - 1] is Fit.BROKEN
        if constraint.longest is not None:
            assert sizes[constraint.longest] is Fit.KEPT
            assert sizes[constraint.longest + 1] is Fit.BROKEN


def test_a_request_that_a_client_cannot_send_is_unreached_with_a_reason() -> None:
    class Validating(Clients):
        def __getattr__(self, method: str) -> Callable[..., Any]:
            call = super().__getattr__(method)

            def checked(**members: Any) -> Any:
                if members.get("comment") == "":
                    raise ParamValidationError(report="Invalid length for parameter comment")
                return call(**members)

            return checked

    clients = Validating(doubles.Correct())
    report = check(BotoSystem(clients, clients), "CancelJob/malformed/COMMENT")
    (result,) = report.results
    assert result.verdict == "unreached"
    assert "Invalid length for parameter comment" in result.reasons[0]


class ByHand(doubles.Correct):
    """A correct system that rejects every malformed raw request with a given answer."""

    name = "by hand"

    def __init__(self, *rejections: RawAnswer | Unanswered) -> None:
        super().__init__()
        self.rejections = rejections
        self.sent: list[RawRequest] = []

    def raw(self, request: RawRequest) -> RawAnswer:
        self.sent.append(request)
        if request.body == b"{}" and request.job_id.isascii() and request.job_id:
            return RawAnswer(200, None)
        answer = self.rejections[len(self.sent) % len(self.rejections)]
        if isinstance(answer, Unanswered):
            raise answer
        return answer


BODY = "CancelJob/raw/BODY"


@pytest.mark.parametrize("status", [400, 404, 415, 422])
def test_every_4xx_error_is_a_rejection_of_an_unreadable_request(status: int) -> None:
    report = check(ByHand(RawAnswer(status, "SerializationException")), BODY)
    assert report.count("conforms") == 1


@pytest.mark.parametrize("error", ["InternalFailureException", "HTTP 500"])
def test_a_5xx_error_differs(error: str) -> None:
    assert found(check(ByHand(RawAnswer(500, error)), BODY)) == {f"differs {BODY}"}


def test_no_answer_is_no_pass() -> None:
    report = check(ByHand(Unanswered("connection closed", gone=True)), BODY)
    (result,) = report.results
    assert (result.verdict, result.reasons) == ("unreached", ("connection closed",))
    assert not report.stopped


def test_a_raw_request_in_order_that_is_rejected_proves_nothing() -> None:
    class Forbids(ByHand):
        def raw(self, _: RawRequest) -> RawAnswer:
            return RawAnswer(404, "HTTP 404")

    (result,) = check(Forbids(), BODY).results
    assert result.verdict == "unreached"
    assert result.reasons == ("CancelJob answered HTTP 404 to a well-formed request too",)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with reference_server(deletion=0.2) as url:
        yield url


def test_the_reference_server_rejects_every_raw_request(server: str) -> None:
    report = check(
        endpoint(server), *RAW, "CancelJob/malformed/JOB_ID", "CreateJob/malformed/TARGET"
    )
    assert not report.findings
    assert report.count("conforms") == len(report.results) == len(RAW) + 2


def lenient(body: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(body.decode("utf-8", "replace"))
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


def guessing(body: bytes) -> dict[str, Any]:
    """Parses numbers like Python."""
    parsed: dict[str, Any] = READ(body)
    if isinstance(parsed.get("expectedVersion"), bool | float):
        parsed["expectedVersion"] = int(min(parsed["expectedVersion"], 2.0))
    return parsed


def failing(body: bytes) -> dict[str, Any]:
    try:
        return READ(body)
    except Problem as problem:
        raise RuntimeError("crash") from problem


def any_word(query: bytes) -> dict[str, str]:
    return {name: "true" for name in READ_QUERY(query)}


def careless(segment: bytes) -> str:
    return TEXT(segment.replace(b"%FF", b""))


READ, READ_QUERY, TEXT = reading.json_object, reading.parameters, routes.text
WRONG: dict[str, tuple[Any, str, Any, str]] = {
    "CancelJobExecution/raw/BODY": (reading, "json_object", lenient, "violates"),
    "StartNextPendingJobExecution/raw/BODY": (reading, "json_object", lenient, "violates"),
    "CancelJobExecution/raw/EXPECTED_VERSION": (reading, "json_object", guessing, "violates"),
    "CancelJob/raw/BODY": (reading, "json_object", failing, "differs"),
    "CancelJobExecution/raw/FORCE": (reading, "parameters", any_word, "violates"),
    "DeleteJob/raw/FORCE": (reading, "parameters", any_word, "violates"),
    "DescribeJob/raw/JOB_ID": (routes, "text", careless, "violates"),
}


def alone(script: str, url: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = folder / "finding.py"
    path.write_text(script, encoding="utf-8")
    env = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "PYTHONPATH"))}
    return subprocess.run(
        [sys.executable, str(path), url], capture_output=True, text=True, env=env, check=False
    )


@pytest.mark.parametrize("cell", WRONG)
def test_a_server_that_reads_carelessly_is_found(
    cell: str, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, name, wrong, verdict = WRONG[cell]
    monkeypatch.setattr(module, name, wrong)
    report = check(endpoint(server), cell)
    assert found(report) == {f"{verdict} {cell}"}
    assert len(report.findings[0].steps) <= 3
    parsed = [json.dumps(as_json(report, server), ensure_ascii=False), *as_text(report)]
    assert all(text.encode() for text in parsed if text)  # also a text that no request may contain


def test_the_script_of_a_raw_finding_alone_shows_it(
    server: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(reading, "json_object", lenient)
    report = check(endpoint(server), "CancelJobExecution/raw/BODY")
    (finding,) = as_json(report, server)["findings"]
    wrong = alone(finding["script"], server, tmp_path)
    monkeypatch.setattr(reading, "json_object", READ)
    right = alone(finding["script"], server, tmp_path)
    assert (wrong.returncode, right.returncode) == (1, 0), (wrong, right)
    assert wrong.stderr.startswith("violates: The body of a request is a JSON object")
    assert "seen:     ok" in wrong.stdout
    assert finding["steps"][-1]["request"]["body"] == "{"
