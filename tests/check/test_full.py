"""A check of the profile full: a right system conforms, and a wrong rule of it is one finding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

import pytest

from iot_jobs_spec.check import Checker
from iot_jobs_spec.check.report.results import Report
from iot_jobs_spec.check.report.text import as_json
from iot_jobs_spec.check.scripts import scripts
from iot_jobs_spec.language.rules import Outcome, Verdict
from iot_jobs_spec.model.profiles import FULL, table_of
from iot_jobs_spec.model.table import TABLE, Cell, Table
from support.effort import THOROUGH
from support.wrong_systems import ByTable

TABLE_OF_FULL = table_of(FULL)
CELLS = {cell.id: cell for cell in TABLE_OF_FULL.cells()}


def check(table: Table, wanted: Callable[[Cell], bool]) -> Report:
    system = ByTable(table)
    return Checker(system, table=TABLE_OF_FULL, run="spec").check(wanted=wanted)


def asks(*questions: str) -> Callable[[Cell], bool]:
    return lambda cell: cell.question in questions and "/" not in cell.event


def wrong(name: str, *outcomes: Outcome) -> Table:
    """The profile with other outcomes for one cell."""
    rule = CELLS[name].rule
    verdict = Verdict.REJECT if outcomes[0].error else Verdict.ACCEPT
    other = replace(rule, outcomes=outcomes, verdict=verdict, guards=dict(CELLS[name].guards))
    return by_cell().with_rules(other if rule.id == name else rule for rule in by_cell().rules)


@lru_cache
def by_cell() -> Table:
    return TABLE_OF_FULL.by_cell()


REPORTS = ("UpdateJobExecution=SUCCEEDED", "UpdateJobExecution=FAILED")


def test_a_right_system_conforms_in_all_that_requests_lead_to() -> None:
    wanted = (lambda _: True) if THOROUGH else asks(*REPORTS, "DeleteJobExecution", "CancelJob")
    report = check(TABLE_OF_FULL, wanted)
    assert not report.findings
    statuses = {
        r.cell.status for r in report.results if r.reasons and "no sequence" in r.reasons[0]
    }
    assert statuses <= {"TIMED_OUT", "REMOVED"}
    assert as_json(report, None)["profile"] == FULL


WRONG: dict[str, tuple[Outcome, tuple[str, ...]]] = {
    "UpdateJobExecution=SUCCEEDED/FAILED/!version_mismatch/!job_deleting": (
        Outcome(None, "SUCCEEDED"),
        REPORTS,
    ),
    "UpdateJobExecution=FAILED/IN_PROGRESS/!version_mismatch/!job_deleting": (
        Outcome(None, "IN_PROGRESS"),
        REPORTS,
    ),
    "DeleteJobExecution/IN_PROGRESS/!force/!job_deleting": (Outcome(), ("DeleteJobExecution",)),
    "CancelJobExecution/SUCCEEDED/!version_mismatch/!job_deleting": (
        Outcome(None, "CANCELED"),
        ("CancelJobExecution",),
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_rule_is_one_finding_in_its_cell(name: str) -> None:
    outcome, questions = WRONG[name]
    [finding] = check(wrong(name, outcome), asks(*questions)).findings
    assert finding.cell == name
    assert finding.verdict == "violates"


def test_the_core_is_asked_as_before() -> None:
    """What only the profile full has is in no script of the core."""
    asked = {
        step.request.question for s in scripts() for step in s.steps if hasattr(step, "request")
    }
    assert asked <= set(TABLE.operations)
