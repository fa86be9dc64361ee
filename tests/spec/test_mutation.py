"""A test that cannot fail is a defect: every documented row, made wrong, breaks a scenario."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from iot_jobs_spec import TABLE, Basis, Table
from iot_jobs_spec.errors import ERRORS, SERVICE_UNAVAILABLE, THROTTLING
from iot_jobs_spec.language.rules import Outcome, Row, Verdict
from support.stories import STORIES, Story

DOCUMENTED = [
    row
    for row in TABLE.rows
    if any(claim.basis is Basis.DOCUMENTED for claim in (*row.claims, *row.which))
]
CODES = [error for error in ERRORS if error not in (THROTTLING, SERVICE_UNAVAILABLE)]


def wrong(row: Row) -> Iterator[tuple[str, Row]]:
    """Every way to make a row wrong in its verdict, its errors or its status."""
    statuses: list[str | None] = [*TABLE.statuses[row.machine]]
    if row.operation is None and row.source is not None:
        statuses.append(None)
    permitted = set(row.outcomes)
    for status in statuses:
        other = Outcome(None, status)
        creates = (row.machine, row.event) == ("Job", "create") or row.operation is None
        if other not in permitted and (row.source is not None or creates):
            yield f"accepted: {status}", replace(row, verdict=Verdict.ACCEPT, outcomes=(other,))
    if row.operation is None:
        return
    for error in CODES:
        other = Outcome(error)
        if other not in permitted:
            yield error.code, replace(row, verdict=Verdict.REFUSE, outcomes=(other,))
            yield f"also {error.code}", replace(row, outcomes=(*row.outcomes, other))
    if len(permitted) > 1:
        for outcome in row.outcomes:
            yield f"only {outcome}", replace(row, outcomes=(outcome,))


def noticed(table: Table) -> str | None:
    """The first scenario that such a page breaks."""
    for tell in STORIES:
        try:
            tell(Story(table))
        except Exception:
            return tell.__name__
    return None


def with_row(row: Row, other: Row | None) -> Table:
    rows = [r if r is not row else other for r in TABLE.rows]
    return Table(tuple(r for r in rows if r is not None), TABLE.statuses)


def test_no_scenario_breaks_on_the_page_as_it_stands() -> None:
    assert noticed(TABLE) is None


@pytest.mark.parametrize("row", DOCUMENTED, ids=lambda row: str(row.id))
def test_a_documented_row_made_wrong_breaks_a_scenario(row: Row) -> None:
    mutants = dict(wrong(row))
    assert mutants
    survivors = [how for how, mutant in mutants.items() if noticed(with_row(row, mutant)) is None]
    assert not survivors


@pytest.mark.parametrize(
    "row",
    [r for r in DOCUMENTED if r.operation is None and r.expected.status != r.source],
    ids=lambda row: str(row.id),
)
def test_a_documented_happening_that_never_comes_breaks_a_scenario(row: Row) -> None:
    assert noticed(with_row(row, None)) is not None


@pytest.mark.parametrize("row", [r for r in TABLE.rows if r.does], ids=lambda row: str(row.id))
def test_an_effect_that_is_left_out_breaks_a_scenario(row: Row) -> None:
    silent = {"JOB_NOT_FLAGGED", "NOT_FLAGGED", "STARTS_AT_ONE"}  # they say that nothing changes
    for effect in row.does:
        if effect.name in silent:
            continue
        rest = tuple(other for other in row.does if other is not effect)
        assert noticed(with_row(row, replace(row, does=rest))) is not None, effect.name
