"""The limit of deletions: a wrong limit, and deletions that never end."""

from __future__ import annotations

import pytest

from iot_jobs_spec import World
from iot_jobs_spec.check import Checker
from support import doubles
from support.effort import some

LIMIT = World().deletion_limit
ENDLESS = 10**9


@pytest.mark.parametrize("limit", some(list(range(1, LIMIT)), 3))
def test_a_limit_that_is_too_low_is_one_finding_with_few_steps(limit: int) -> None:
    class Tight(doubles.Correct): ...

    Tight.limit = limit
    [finding] = Checker(Tight(), run="spec").check().findings
    assert finding.cell == "DeleteJob/IN_PROGRESS/force/!at_limit"
    assert finding.shown
    made_and_deleted = 2 * (limit + 1)
    assert len(finding.steps) <= made_and_deleted + 1


class NoTime:
    """A clock without real waiting."""

    now = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float, /) -> None:
        self.now += seconds


def test_a_check_ends_although_no_deletion_ever_ends() -> None:
    class Endless(doubles.HasNoLimit):
        lingers = ENDLESS

    correct, system = doubles.Correct(), Endless()
    Checker(correct, run="spec").check()
    report = Checker(system, run="spec", clock=NoTime()).check()
    assert report.findings
    assert not any(
        finding.shown for finding in report.findings
    )  # the full limit prevents every proof
    assert system.asked < 3 * correct.asked
