"""The cells equal those of spec.json in format 1, except for listed differences with a reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from iot_jobs_spec import TABLE, Cell

BEFORE: dict[str, Any] = json.loads(
    (Path(__file__).parent / "fixtures" / "cells_of_format_1.json").read_text(encoding="utf-8")
)
"""Verdict, outcomes in order and basis of each cell, with the present names of guards."""
ERROR_IS_LESS_CERTAIN = (
    "R121 documents that a mismatch is rejected; only the error is unspecified (R122). So the "
    "rejection decides the basis, and another declared error differs instead of violating."
)
DIFFERENT = {
    "UpdateJobExecution/QUEUED/version_mismatch/!job_deleting": ERROR_IS_LESS_CERTAIN,
    "UpdateJobExecution/IN_PROGRESS/version_mismatch/!job_deleting": ERROR_IS_LESS_CERTAIN,
}


def answer(cell: Cell) -> dict[str, Any]:
    return {
        "verdict": cell.rule.verdict.value,
        "outcomes": [o.error.code if o.error else o.status for o in cell.rule.outcomes],
        "basis": cell.basis.value,
    }


def test_the_spec_answers_the_same_cells() -> None:
    assert {cell.id for cell in TABLE.cells()} == set(BEFORE)


def test_each_cell_has_the_same_answer_or_a_reason() -> None:
    changed = {cell.id for cell in TABLE.cells() if answer(cell) != BEFORE[cell.id]}
    assert changed == set(DIFFERENT)


def test_a_listed_difference_changes_only_the_basis() -> None:
    for cell in TABLE.cells():
        if cell.id in DIFFERENT:
            assert answer(cell) == {**BEFORE[cell.id], "basis": "DOCUMENTED"}
            assert cell.rule.which
