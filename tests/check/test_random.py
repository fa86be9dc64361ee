"""Random scripts: drawn by a seed, as data, and explained where the system is right."""

from __future__ import annotations

from math import inf

import pytest

from iot_jobs_spec import DescribeJob, DescribeJobExecution
from iot_jobs_spec.check.client import Client
from iot_jobs_spec.check.random import JOBS, LENGTH, THINGS, drawn
from iot_jobs_spec.check.run import Runner
from iot_jobs_spec.check.scripts import Ask, split
from iot_jobs_spec.judge.advance import Advance
from iot_jobs_spec.judge.explain import explain
from support.doubles import Correct, DeletesAtOnce
from support.effort import THOROUGH
from support.freedoms import ComesLate, Free, assignments
from support.other_spec import TABLE as OTHER_TABLE

EXAMPLES = 15 if THOROUGH else 6
SETTLE = 10.0


@pytest.mark.slow
def test_the_same_seed_draws_the_same_scripts() -> None:
    found = list(drawn(EXAMPLES, 3))
    assert found == list(drawn(EXAMPLES, 3))
    assert len({script.steps for script in found}) == EXAMPLES
    assert len({script.id for script in found}) == EXAMPLES
    others = {script.steps for script in drawn(EXAMPLES, 4)}
    assert others.isdisjoint(script.steps for script in found)
    assert list(drawn(0, 3)) == []


def test_a_script_has_so_many_requests_and_reads_everything_after_each() -> None:
    for script in drawn(EXAMPLES, 1):
        asks = [step for step in script.steps if isinstance(step, Ask)]
        requests = [ask for ask in asks if ask.cell is not None]
        assert len(requests) == LENGTH
        assert not any(ask.request.is_read for ask in requests)
        assert {r.request.job_id for r in requests} <= {*JOBS, None}
        assert {r.request.thing_name for r in requests} <= {*THINGS, None}
        first, *reads = asks
        second = next(n for n, ask in enumerate(reads) if ask.cell is not None)
        after = [ask.request for ask in reads[:second]]
        assert DescribeJob(JOBS[0]) in after
        assert {DescribeJobExecution(JOBS[0], t) for t in first.request.targets} <= {*after}
        assert split(script) == (script,)


@pytest.mark.slow
@pytest.mark.parametrize(
    "system",
    [Correct(), DeletesAtOnce(), Free(assignments(1)), Correct(lag=True), ComesLate(2)],
    ids=["eager", "deletes at once", "other choices", "lag", "at random"],
)
def test_random_histories_of_a_right_system_are_explained(system: Correct) -> None:
    settle = SETTLE if system.lag else 0.0
    runner = Runner(Client(system, clock=system), settle=settle)
    advance = Advance(settle=inf if system.lag else 0.0)
    for script in drawn(EXAMPLES, 5):
        ran = runner.run(script)
        explanation = explain(ran.calls, advance)
        assert (explanation.diverges, explanation.exhausted, ran.reason) == (None, None, "")


def test_another_spec_and_what_is_missing_are_respected() -> None:
    for script in drawn(2, 1, OTHER_TABLE, frozenset({"DescribeJob"})):
        used = {step.request.operation for step in script.steps if isinstance(step, Ask)}
        assert used <= {*OTHER_TABLE.operations} - {"DescribeJob"}
