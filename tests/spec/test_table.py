"""The table answers every cell exactly once, and a page that does not is refused."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from iot_jobs_spec import TABLE, Execution, Job, Table
from iot_jobs_spec.language.machine import GUARDS
from iot_jobs_spec.language.rules import Row, Verdict
from iot_jobs_spec.model.table import Decision, TableError, read


def test_every_operation_status_and_guard_is_answered_by_exactly_one_row() -> None:
    for operation, (machine, event) in TABLE.operations.items():
        rows = [row for row in TABLE.rows if row.operation == operation]
        for status in (None, *TABLE.statuses[machine]):
            for values in product((False, True), repeat=len(GUARDS)):
                holds = dict(zip(GUARDS, values, strict=True))
                fit = [
                    row
                    for row in rows
                    if row.source == status
                    and all(holds[guard] == want for guard, want in row.guards.items())
                ]
                assert len(fit) == 1, (operation, status, holds, fit)
                assert TABLE.row(machine, event, status, **holds) is fit[0]


def asked(table: Table, machine: str, event: str, status: str | None, **holds: bool) -> Row | None:
    """The row that is found guard by guard."""
    found = table.forks[machine, event, status]
    while isinstance(found, tuple):
        guard, no, yes = found
        found = yes if holds[guard] else no
    return found


@pytest.mark.parametrize("page", ["ours", "one that is wrong"])
def test_asked_guard_by_guard_the_table_answers_the_same(page: str) -> None:
    table = TABLE
    if page != "ours":
        first = TABLE.rows[0]
        table = Table((replace(first), *TABLE.rows[1:]), TABLE.statuses)
        assert asked(table, first.machine, first.event, first.source) is table.rows[0]
    for machine, event, status in table.entries:
        for values in product((False, True), repeat=len(GUARDS)):
            holds = dict(zip(GUARDS, values, strict=True))
            row = asked(table, machine, event, status, **holds)
            assert row is table.row(machine, event, status, **holds)


def test_no_guard_is_asked_on_which_nothing_hangs() -> None:
    def guards(found: Decision) -> set[str]:
        if not isinstance(found, tuple):
            return set()
        guard, no, yes = found
        assert no is not yes
        return {guard, *guards(no), *guards(yes)}

    for key, found in TABLE.forks.items():
        assert guards(found) <= {*TABLE.entries[key].guards}
    assert guards(TABLE.forks["Job", "cancel", "IN_PROGRESS"]) == {"force"}
    assert guards(TABLE.forks["Job", "describe", "CANCELED"]) == set()


def test_the_machines_have_exactly_these_states() -> None:
    assert TABLE.statuses == {
        "Job": ("IN_PROGRESS", "CANCELED", "COMPLETED", "DELETION_IN_PROGRESS"),
        "Execution": ("QUEUED", "IN_PROGRESS", "CANCELED"),
    }


def test_the_silences_are_cancels_during_deletion_and_no_others() -> None:
    silent = {row.id for row in TABLE.rows if row.verdict is Verdict.SILENT}
    assert silent == {
        "CancelJobExecution/QUEUED/deleting",
        "CancelJobExecution/IN_PROGRESS/force/deleting",
        "CancelJobExecution/IN_PROGRESS/!force/deleting",
        "CancelJobExecution/CANCELED/deleting",
    }
    assert {cell.row.id for cell in TABLE.silences()} == silent


def test_every_row_that_permits_several_answers_cites_what_is_open() -> None:
    for cell in TABLE.contradictions():
        bases = {claim.basis.value for claim in cell.row.cited()}
        assert "UNSPECIFIED" in bases, cell.id


def test_cells_have_unique_names() -> None:
    names = [cell.id for cell in TABLE.cells()]
    assert len(names) == len(set(names))
    ids = [row.id for row in TABLE.rows]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("missing", [row for row in TABLE.rows if row.operation])
def test_a_page_without_one_of_its_rows_is_refused(missing: object) -> None:
    rows = tuple(row for row in TABLE.rows if row is not missing)
    with pytest.raises(TableError, match=r"no row answers|0 rows answer"):
        Table(rows, TABLE.statuses)


@pytest.mark.parametrize("double", TABLE.rows)
def test_a_page_that_says_a_row_twice_is_refused(double: object) -> None:
    twice = next(row for row in TABLE.rows if row is double)
    with pytest.raises(TableError, match="2 rows answer"):
        Table((*TABLE.rows, replace(twice)), TABLE.statuses)


def test_the_table_is_read_from_the_machines() -> None:
    assert read((Job, Execution)).rows == Job.rows + Execution.rows == TABLE.rows
