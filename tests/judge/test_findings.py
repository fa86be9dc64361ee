"""Findings: which cell is at fault for an answer that nothing explains, in one history."""

from __future__ import annotations

import pytest

from iot_jobs_spec import TABLE
from iot_jobs_spec.judge.diagnose import diagnose
from iot_jobs_spec.judge.findings import findings
from iot_jobs_spec.judge.history import Call
from support.divergences import DIVERGENT

BY_CELL = TABLE.by_cell()
WRONG = {
    "an unforced cancel that stops a device": "a read that would move the execution is preferred",
    "a listing with the status of before": "a read that would move the execution is preferred",
    "a rejection that changes something": "the status is taken for one that a deletion left",
    "details that are lost": "details given in another cell hide the claim about omitted ones",
}
"""Cases in which the judge blames something else, with the reason."""
CASES = [
    pytest.param(case, marks=pytest.mark.xfail(reason=WRONG[case], strict=True))
    if case in WRONG
    else case
    for case in DIVERGENT
]


@pytest.mark.parametrize("case", CASES)
def test_a_finding_names_the_cell_at_fault_and_the_verdict(case: str) -> None:
    verdict, rule, seen, blamed = DIVERGENT[case]
    calls = [[Call(request, answer) for request, answer in seen]]
    [found] = findings(diagnose(calls, BY_CELL), calls, BY_CELL)
    assert (found.verdict, found.cells) == (verdict, (blamed or rule,))
    assert found.claims
    assert found.seen == seen[-1][1]
