"""Correct systems that choose differently among open answers conform; the report names choices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from iot_jobs_spec import (
    TABLE,
    Answer,
    CancelJobExecution,
    Cell,
    Request,
)
from iot_jobs_spec.check import Checker
from iot_jobs_spec.check.report.results import CellResult, Report
from iot_jobs_spec.check.report.text import as_json, as_text
from iot_jobs_spec.model.choices import TARGET, VALIDATION_FIRST, offered
from iot_jobs_spec.model.constraints import CONSTRAINTS
from iot_jobs_spec.server.choices import Choices
from iot_jobs_spec.systems import System
from iot_jobs_spec.systems.boto import BotoSystem
from support.freedoms import ComesLate, Free, RemovesOneByOne, Throttles, assignments
from support.server_kit import live_server

OFFERED = offered()

UNASKED = {
    "WHETHER_VALIDATION_COMES_FIRST",
    "REASON_CODE",
    "COMMENT",
    "DETAILS_VALUE",
    "WHICH_BAD_TARGET_ERROR",
    "UNKNOWN_THING",
}
"""The choices that no cell shows."""
OVER_HTTP = ("CreateJob", "CancelJob", "CancelJobExecution")
OPEN = [c for c in TABLE.cells() if c.operation in OVER_HTTP and len(c.rule.outcomes) > 1]


class Still:
    """A clock without real waiting."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float, /) -> None:
        self.now += seconds


def by_wire(result: CellResult) -> bool:
    """Whether the cell needs an endpoint."""
    return "/raw/" in result.cell.id or "/view/" in result.cell.id


def check(system: System, *operations: str, **options: Any) -> Report:
    wanted: Callable[[Cell], bool] = lambda cell: cell.operation in operations  # noqa: E731
    return Checker(system, run="spec", **options).check(
        wanted=wanted if operations else lambda _: True
    )


FORMS = {*(constraint.name for constraint in CONSTRAINTS), TARGET, VALIDATION_FIRST}
"""The choices about constraints, which do not depend on the rule that answers."""


def of_rules(report: Report) -> list[str]:
    return [option for option in options_of(report) if option.partition("=")[0] not in FORMS]


def options_of(report: Report) -> set[str]:
    assert all(chosen.always for chosen in report.chose)
    return {chosen.option for chosen in report.chose}


@pytest.mark.slow
@pytest.mark.parametrize("position", [1, 3])
def test_every_outcome_of_every_open_cell_conforms_and_is_reported_as_an_option(
    position: int,
) -> None:
    report = check(Free(assignments(position)))
    assert report.findings == ()
    assert report.count("conforms") == len([r for r in report.results if not by_wire(r)])
    asked = {a for a in assignments(position) if a.partition("=")[0] not in UNASKED}
    assert options_of(report) >= asked | {"DELETION_IS_GRADUAL=yes"}
    assert Choices(of_rules(report)).made.items() <= {
        tuple(assignment.rsplit("=", 1)) for assignment in asked
    }


@pytest.mark.slow
def test_a_server_with_the_reported_choices_behaves_like_the_implementation() -> None:
    """Over HTTP, in the cells with several permitted answers, with unusual choices."""
    with live_server() as here:
        here.fresh(choose=assignments(2), deletion=None)
        system = BotoSystem(here.iot, here.device, "the server")
        report = Checker(system, run="spec").check(wanted=lambda cell: cell in OPEN)
    assert report.findings == ()
    assert report.count("conforms") == len(OPEN)
    asked = {a for a in assignments(2) if a.partition("=")[0] not in UNASKED}
    named = options_of(report) - {"DELETION_IS_GRADUAL=yes"}
    assert named <= asked
    assert {cell.rule.id for cell in OPEN} <= {option.rpartition("=")[0] for option in named}


def test_a_job_that_is_gone_when_delete_job_answers_is_a_choice_too() -> None:
    report = check(Free(["DELETION_IS_GRADUAL=no"]), "DeleteJob", "DescribeJob")
    assert report.findings == ()
    assert "DELETION_IS_GRADUAL=no" in options_of(report)


@pytest.mark.slow
@pytest.mark.parametrize("every", [1, 2])
def test_a_deletion_that_removes_one_execution_after_another_is_no_fault(every: int) -> None:
    asked = ("DeleteJob", "UpdateJobExecution", "DescribeJobExecution", "GetPendingJobExecutions")
    report = check(RemovesOneByOne(every), *asked)
    assert report.findings == ()
    assert "undetermined" not in {r.verdict for r in report.results if r.seen}


@pytest.mark.slow
def test_late_background_steps_in_any_order_are_no_fault() -> None:
    double = ComesLate(seed=1, choose=["VERSION_MAY_GROW=no", "MAY_BE_FLAGGED=no"])
    report = check(double, "CancelJob", "StartNextPendingJobExecution", settle=5, clock=double)
    assert report.findings == ()
    assert report.count("conforms") == len([r for r in report.results if not by_wire(r)])
    assert {"VERSION_MAY_GROW=no", "MAY_BE_FLAGGED=no"} <= options_of(report)


@pytest.mark.slow
def test_a_system_that_is_often_busy_conforms() -> None:
    report = check(Throttles(0.3), "CancelJobExecution", "CreateJob", clock=Still())
    assert report.findings == ()
    assert report.count("conforms") == len([r for r in report.results if not by_wire(r)])


class Undecided(Free):
    """Counts every other cancel."""

    cancels = 0

    def answer(self, request: Request) -> Answer:
        if isinstance(request, CancelJobExecution):
            self.cancels += 1
            self.choices = Choices([f"VERSION_MAY_GROW={'yes' if self.cancels % 2 else 'no'}"])
        return super().answer(request)


def test_an_inconsistent_choice_conforms_and_the_report_lists_both_values() -> None:
    report = check(Undecided(), "CancelJobExecution")
    assert report.findings == ()
    both = [chosen for chosen in report.chose if chosen.name == "VERSION_MAY_GROW"]
    assert [chosen.value for chosen in both] == ["yes", "no"] or [
        chosen.value for chosen in both
    ] == ["no", "yes"]
    assert not any(chosen.always for chosen in both)
    lines = [line for line in as_text(report) if line.startswith("chose      VERSION_MAY_GROW")]
    assert len(lines) == 2
    assert all("not always, in CancelJobExecution/" in line for line in lines)


@pytest.mark.slow
def test_the_report_names_each_choice_once_in_text_and_json() -> None:
    report = check(Free(), "CancelJob")
    lines = [line for line in as_text(report) if line.startswith("chose")]
    named = as_json(report, None)["chose"]
    assert [line.split()[1] for line in lines] == [f"{c['name']}={c['value']}" for c in named]
    assert len(set(lines)) == len(lines) > 0
    for chosen in named:
        assert chosen["says"] == OFFERED[chosen["name"]].says
        assert chosen["cells"]


def test_a_quota_is_reported_and_no_fault() -> None:
    system = Free(["CancelJob/IN_PROGRESS/LimitExceededException=yes"])
    report = check(system, "CancelJob")
    assert report.findings == ()
    assert "CancelJob/IN_PROGRESS/LimitExceededException=yes" in options_of(report)
    verdicts = {result.cell.id: result.verdict for result in report.results}
    assert verdicts["CancelJob/IN_PROGRESS/force"] == "undetermined"
