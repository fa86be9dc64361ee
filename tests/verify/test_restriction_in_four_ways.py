"""The restriction theorem in four ways, each of which notices a shared rule that is loosened.

`diff core full` shows additions only; an exhaustion of small worlds (`tests/model/test_restriction`
has the larger ones); a proof for any number of jobs and things; and TLC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from iot_jobs_spec import TABLE, Table
from iot_jobs_spec.language.rules import Outcome, Rule
from iot_jobs_spec.render.diff.compare import ADDED, difference
from iot_jobs_spec.render.exports.spec_json import spec
from iot_jobs_spec.render.tla import module as tla
from iot_jobs_spec.verify.explore import Bounds, Consistency, JobGraph, exhaust
from iot_jobs_spec.verify.prove import restrict
from iot_jobs_spec.verify.prove.restriction import SAYS
from support import restriction, tlc
from support.effort import THOROUGH, some
from support.restriction import FULL, SHARED, loosened, moving, with_loosened

EAGER, EVENTUAL = Consistency.EAGER, Consistency.EVENTUAL
CORE = spec(TABLE)
SIZE = 2, 1, 1


def by_difference(full: Table) -> bool:
    return all(change.kind == ADDED for change in difference(CORE, spec(full)).changes)


def by_exhaustion(full: Table) -> bool:
    return restriction.difference(restriction.ONE, restriction.requests("j"), full) is None


def by_proof(full: Table) -> bool:
    return all(theorem.proved for theorem in restrict(EVENTUAL, full))


def by_tlc(full: Table) -> bool:
    return all(
        tlc.restrict(config(*SIZE, eager=False), full).violated is None
        for config in (tla.implies_core, tla.permits_core)
    )


WAYS = {"diff": by_difference, "exhaustion": by_exhaustion, "proof": by_proof, "TLC": by_tlc}


def results(full: Table) -> Mapping[str, bool]:
    return {name: holds(full) for name, holds in WAYS.items()}


@pytest.mark.slow
def test_the_theorem_holds_in_all_four_ways() -> None:
    assert results(FULL) == dict.fromkeys(WAYS, True)


RULES = [rule for rule in FULL.rules if rule.id in SHARED]
MORE = [(rule, more) for rule in RULES if (more := moving(rule)) is not None]


@pytest.mark.only_ci
@pytest.mark.parametrize(
    ("rule", "more"), some(MORE[::9] if THOROUGH else MORE, 45), ids=lambda rule: str(rule.id)
)
def test_a_shared_rule_by_which_full_moves_more_breaks_all_four(rule: Rule, more: Rule) -> None:
    assert results(with_loosened(rule, more)) == dict.fromkeys(WAYS, False)


@pytest.mark.only_ci
@pytest.mark.parametrize(
    "rule", some(RULES[::20] if THOROUGH else RULES, 90), ids=lambda rule: str(rule.id)
)
def test_a_shared_rule_that_gets_another_error_breaks_all_but_tlc(rule: Rule) -> None:
    """In TLA+ an error is a comment: a rejection changes nothing, whatever its code."""
    full = with_loosened(rule, loosened(rule))
    assert [name for name, holds in WAYS.items() if name != "TLC" and holds(full)] == []


@pytest.mark.slow
@pytest.mark.parametrize("consistency", some([EVENTUAL, EAGER], 2), ids=lambda k: k.value)
def test_tlc_finds_the_states_of_the_core_in_full(consistency: Consistency) -> None:
    bounds = Bounds(*SIZE, consistency)
    expected = exhaust(JobGraph(bounds))
    for config in (tla.implies_core, tla.permits_core):
        found = tlc.restrict(config(*SIZE, bounds.eager), FULL)
        assert found.done, found.output
        assert (found.distinct, found.depth) == (expected.states, expected.depth)


@pytest.mark.slow
def test_the_proof_holds_with_eager_consistency_too() -> None:
    theorems = [*restrict(EAGER, FULL)]
    assert [theorem.name for theorem in theorems] == [*SAYS]
    assert all(theorem.proved for theorem in theorems)
    assert [*restrict(EAGER, TABLE)] == []


@pytest.mark.slow
def test_a_refuted_proof_names_the_step() -> None:
    (rule,) = (rule for rule in RULES if rule.id == "CancelJob/IN_PROGRESS/force")
    outcomes = (*rule.outcomes, Outcome(None, "COMPLETED"))
    full = with_loosened(rule, replace(rule, outcomes=outcomes))
    found = {theorem.name: theorem.counterexample for theorem in restrict(EVENTUAL, full)}
    assert (found["full_does_what_the_core_does"] or "").startswith(f"{rule.id} of this Job: job ")
