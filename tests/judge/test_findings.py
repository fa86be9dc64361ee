"""Findings: which cell is at fault for an answer that nothing explains, in one history."""

from __future__ import annotations

import pytest

from iot_jobs_spec import TABLE
from iot_jobs_spec.judge.diagnose import diagnose
from iot_jobs_spec.judge.findings import findings
from iot_jobs_spec.judge.history import Call
from support.divergences import DIVERGENT

BY_CELL = TABLE.by_cell()


@pytest.mark.parametrize("case", DIVERGENT)
def test_a_finding_names_the_cell_at_fault_and_the_verdict(case: str) -> None:
    verdict, rule, seen, blamed = DIVERGENT[case]
    calls = [[Call(request, answer) for request, answer in seen]]
    [found] = findings(diagnose(calls, BY_CELL), calls, BY_CELL)
    assert (found.verdict, found.cells) == (verdict, (blamed or rule,))
    assert found.claims
    assert found.seen == seen[-1][1]
