"""The self-test of the checker: wrong effects, limits and invariants, and open effects."""

from __future__ import annotations

import pytest

from iot_jobs_spec import TABLE, Table
from iot_jobs_spec.language.rules import Rule
from iot_jobs_spec.machines import Execution
from support import wrong_systems as wrong
from support.effort import some
from support.selftest import check

EFFECTS = some(
    [
        (name, rule, table)
        for name, rule, table in wrong.effects_wrong()
        if rule.expected.error is None
        and rule.event != Execution.start.id  # as expected; no device acts alone
    ],
    2,
)


@pytest.mark.slow
@pytest.mark.parametrize(("rule", "table"), [x[1:] for x in EFFECTS], ids=[x[0] for x in EFFECTS])
def test_an_effect_made_wrong_is_found_in_the_cells_of_its_rule(rule: Rule, table: Table) -> None:
    cells = {cell.id for cell in TABLE.cells() if cell.rule is rule}
    report = check(wrong.ByTable(table), wrong=(rule.machine, rule.event, rule.source))
    found = {cell for finding in report.findings for cell in finding.cells}
    assert found
    assert found <= cells | {rule.id}


@pytest.mark.slow
def test_the_other_choice_of_every_open_effect_conforms() -> None:
    report = check(wrong.Generous(), at_limit=True)
    assert not report.findings
    assert report.count("conforms") == len(report.results)


AT_LIMIT = {
    cell.id for cell in TABLE.cells()
    if cell.operation == "DeleteJob" and dict(cell.guards).get("at_limit")
}  # fmt: skip


@pytest.mark.slow
def test_a_limit_that_is_one_too_high_is_found_where_it_should_reject() -> None:
    [finding] = check(wrong.Loose(), at_limit=True).findings
    assert {*finding.cells} <= AT_LIMIT
    assert finding.verdict == "violates"


@pytest.mark.slow
def test_a_limit_that_is_one_too_low_is_found_where_it_should_accept() -> None:
    findings = check(wrong.Tight(), at_limit=True).findings
    assert findings
    for finding in findings:
        assert all(cell.startswith("DeleteJob/") for cell in finding.cells)
        assert all("/!at_limit" in cell for cell in finding.cells)
        assert finding.verdict == "violates"
        assert len(finding.steps) <= 2 * wrong.Tight.limit + 4 + 2


@pytest.mark.slow
@pytest.mark.parametrize(
    ("system", "cells"),
    [
        (wrong.CompletesEarly, {"Job.complete/IN_PROGRESS/all_terminal"}),
        (wrong.CountsWrong, {f"DescribeJob/{status}" for status in TABLE.statuses["Job"]}),
        (wrong.Inherits, {"Execution.roll_out/ABSENT"}),
        (wrong.StartsNewestFirst, {"StartNextPendingJobExecution/QUEUED"}),
        (wrong.InventsJobs, {"DescribeJob/ABSENT"}),
        (wrong.InventsExecutions, {"DescribeJobExecution/ABSENT"}),
        (wrong.ListsNothing, {"ListJobExecutionsForJob/ABSENT"}),
        (wrong.ListsForNobody, {"ListJobExecutionsForThing/ABSENT"}),
        (
            wrong.KeepsExecutions,
            {f"Execution.remove/{status}" for status in TABLE.statuses["Execution"]},
        ),
        (wrong.LosesDetails, {"UpdateJobExecution/IN_PROGRESS/!version_mismatch/!job_deleting"}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_broken_invariant_is_found_alone(system: type[wrong.ByTable], cells: set[str]) -> None:
    findings = check(system()).findings
    assert {cell for finding in findings for cell in finding.cells} == cells
    assert len(findings) == 1


@pytest.mark.slow
@pytest.mark.parametrize("hides", [True, False], ids=["hidden", "shown"])
@pytest.mark.parametrize("first", [False, True], ids=["started-last", "started-first"])
def test_executions_that_outlive_their_job_are_one_finding(first: bool, hides: bool) -> None:
    [finding] = check(wrong.LeavesExecutions(first, hides)).findings
    assert finding.cell.startswith("Execution.remove/")
