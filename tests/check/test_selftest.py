"""The self-test of the checker: every wrong cell is one finding, with the fewest steps."""

from __future__ import annotations

from zlib import crc32

import pytest

from iot_jobs_spec import TABLE, Basis, Cell, Request, Table
from iot_jobs_spec.language.evidence import strongest
from iot_jobs_spec.language.rules import Verdict
from support.brute_force import fewest
from support.effort import some
from support.selftest import check
from support.wrong_systems import ByTable, choosing, wrongs

MORE = 2
"""A finding may have so many more steps than the fewest that show a difference."""
CELLS = [cell for cell in TABLE.cells() if cell.rule.verdict is not Verdict.UNSPECIFIED]


def is_at_limit(cell: Cell) -> bool:
    return bool(dict(cell.guards).get("at_limit"))


def is_read_of_the_crowd(request: Request) -> bool:
    return request.is_read and (request.job_id or "").startswith("filler-")


def rotated(cell: Cell) -> list[tuple[str, Table]]:
    """The ways to make the cell wrong, rotated so that each cell begins with another one."""
    ways = list(wrongs(cell))
    first = crc32(cell.id.encode()) % len(ways) if ways else 0
    return ways[first:] + ways[:first]


UNNOTICED = {
    "DescribeJob/ABSENT": "a page cannot show what is not there: wrong_systems.InventsJobs does",
    "DescribeJob/DELETION_IN_PROGRESS": "rejecting is right once the deletion has ended",
    "ListJobExecutionsForJob/ABSENT": "wrong_systems.ListsNothing",
    "ListJobExecutionsForJob/DELETION_IN_PROGRESS": "rejecting is right after the deletion",
    "DescribeJobExecution/ABSENT": "wrong_systems.InventsExecutions",
    "Job.end_deletion/DELETION_IN_PROGRESS/no_executions": "a deletion may take any time",
    "Execution.start/QUEUED": "no device acts on its own in a check",
    "Execution.cascade/ABSENT": "every roll-out is over before the next request",
    "Execution.remove/QUEUED": "wrong_systems.KeepsExecutions",
    "Execution.remove/IN_PROGRESS": "wrong_systems.KeepsExecutions",
    "Execution.remove/CANCELED": "wrong_systems.KeepsExecutions",
}
"""The cells in which no wrong rule shows: the reason, or the system that is wrong there."""


def test_every_excluded_cell_exists() -> None:
    assert {*UNNOTICED} <= {cell.id for cell in CELLS}


@pytest.mark.slow
@pytest.mark.parametrize("name", some([*UNNOTICED], 6))
def test_no_wrong_rule_shows_in_an_excluded_cell(name: str) -> None:
    cell = next(cell for cell in CELLS if cell.id == name)
    assert [how for how, table in rotated(cell) if fewest(table) is not None] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "cell", some([cell for cell in CELLS if cell.id not in UNNOTICED], 4), ids=lambda cell: cell.id
)
def test_a_cell_made_wrong_is_found_alone_in_the_fewest_steps(cell: Cell) -> None:
    for how, table in rotated(cell):
        least = fewest(table, cell.operation)
        if least is None:
            continue  # no answer differs from the spec
        forms = CELLS.index(cell) % 5 == 0
        where = cell.machine, cell.event, cell.status
        report = check(ByTable(table), is_at_limit(cell), forms, where)
        if cell.operation is None and cell.rule.expected.status == cell.status:
            # Where no background step should follow, the requests before show one.
            assert report.findings, how
            return
        assert [f.cells for f in report.findings] == [(cell.id,)], how
        [finding] = report.findings
        # The deletions are read: they must go on when they count.
        reads = sum(is_read_of_the_crowd(step.request) for step in finding.steps)
        assert len(finding.steps) <= least + MORE + reads, how
        if strongest(cell.rule.claims) is Basis.DOCUMENTED and cell.basis is Basis.DOCUMENTED:
            assert finding.verdict == "violates", how
        return
    pytest.fail("no way to make it wrong is noticed")


MOST = max(len(rule.outcomes) for rule in TABLE.rules)


@pytest.mark.slow
@pytest.mark.parametrize("position", range(1, MOST))
def test_a_system_with_another_permitted_outcome_in_every_cell_conforms(position: int) -> None:
    report = check(ByTable(choosing(position)), at_limit=True)
    assert not report.findings
    assert report.count("conforms") > len(report.results) // 2


@pytest.mark.slow
@pytest.mark.parametrize("lingers", some([20, 3, 25, 10_000, 30], 3))
def test_deletions_of_any_duration_conform(lingers: int) -> None:
    report = check(ByTable(lingers=lingers), at_limit=True)
    assert not report.findings
