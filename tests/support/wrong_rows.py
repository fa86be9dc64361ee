"""Every way to make one row of the page wrong that shows in the statuses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from iot_jobs_spec import TABLE, Table
from iot_jobs_spec.errors import INVALID_REQUEST
from iot_jobs_spec.language.rules import Outcome, Row, Verdict


def wrong(row: Row) -> Iterator[tuple[str, Row]]:
    """The row accepted with every status that it does not lead to, and refused if it accepts."""
    for status in (*TABLE.statuses[row.machine], None):
        other = Outcome(None, status)
        if other not in row.outcomes:
            verdict = Verdict.ACCEPT if row.operation else Verdict.HAPPENS
            yield f"leads to {status}", replace(row, verdict=verdict, outcomes=(other,), does=())
    if row.operation and row.expected.error is None:
        errors = [o.error for r in TABLE.rows if r.operation == row.operation for o in r.outcomes]
        error = next((error for error in errors if error is not None), INVALID_REQUEST)
        yield (
            "is refused",
            replace(row, verdict=Verdict.REFUSE, outcomes=(Outcome(error),), does=()),
        )


def with_row(row: Row, other: Row) -> Table:
    """The page with another row in the place of one."""
    return Table(tuple(other if r is row else r for r in TABLE.rows), TABLE.statuses)


def row_of(row_id: str) -> Row:
    return next(row for row in TABLE.rows if row.id == row_id)
