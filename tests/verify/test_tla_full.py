"""The profile `full` in TLA+: TLC finds the same counts and verdicts as the exploration."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from iot_jobs_spec.language.rules import Outcome, Rule
from iot_jobs_spec.model.life_invariants import invariants_of
from iot_jobs_spec.model.profiles import table_of
from iot_jobs_spec.render.pages.verification import OF_FULL
from iot_jobs_spec.render.tla import module as tla
from iot_jobs_spec.render.tla.properties import name_of as tla_name
from iot_jobs_spec.render.tla.rules import event_name, name_of
from iot_jobs_spec.verify.explore import Bounds, Consistency, JobGraph, exhaust, explore
from support import tlc
from support.effort import THOROUGH, some
from support.restriction import with_loosened

FULL = table_of("full")
EAGER, EVENTUAL = Consistency.EAGER, Consistency.EVENTUAL
SIZES = [((1, 2), EAGER), ((1, 1), EVENTUAL)]
if THOROUGH:
    SIZES = [(size, consistency) for size in OF_FULL for consistency in Consistency]
ALWAYS, STEPS = tla.invariants_of(FULL.spec), tla.steps_of(FULL.spec)


@pytest.mark.slow
@pytest.mark.parametrize(("size", "consistency"), SIZES)
def test_tlc_finds_the_same_number_of_states_and_the_same_verdicts(
    size: tuple[int, int], consistency: Consistency
) -> None:
    bounds = Bounds(*size, 1, consistency)
    expected = exhaust(JobGraph(bounds, FULL, looks=False))
    steps = STEPS if size == (1, 1) else ()
    found = tlc.run(tla.config(*size, 1, bounds.eager, invariants=ALWAYS, properties=steps), FULL)
    assert found.done, found.output
    assert found.violated is None
    assert (found.distinct, found.depth) == (expected.states, expected.depth)


@pytest.mark.slow
def test_tlc_finds_the_same_number_of_worlds_by_statuses_alone() -> None:
    config = tla.config(
        1, 1, 1, eager=False, behaviour="MovingSpec", invariants=(), properties=(),
        also="VIEW Statuses",
    )  # fmt: skip
    bounds = Bounds(1, 1, 1, EVENTUAL)
    assert tlc.run(config, FULL).distinct == exhaust(JobGraph(bounds, FULL, looks=False)).worlds


@pytest.mark.slow
def test_liveness_holds_with_fair_background_steps() -> None:
    liveness = tla.liveness_of(FULL.spec)
    assert "timers_end_executions" in liveness
    config = tla.artefacts()[f"{tla.FOLDER}/MCFullLiveness.cfg"].decode()
    assert {f"PROPERTY {tla_name(name)}" for name in liveness} <= set(config.splitlines())
    found = tlc.run(config, FULL)
    assert found.done, found.output
    assert found.violated is None


# A step of TLA+ is a pair of worlds, whatever made it: no UpdateJobExecution that makes a running
# execution CANCELED can be made wrong here, as one with that status may (A8).
MADE_WRONG = [
    ("Execution.time_out/IN_PROGRESS/timer_set", None, EVENTUAL, "only_timers_time_out"),
    ("Job.complete/IN_PROGRESS/all_terminal/continuous", "COMPLETED", EAGER,
     "continuous_jobs_never_complete"),
    ("UpdateJobExecution=FAILED/SUCCEEDED/!version_mismatch/!job_deleting", "FAILED", EAGER,
     "terminal_is_forever"),
    ("CancelJobExecution/IN_PROGRESS/!force/!version_mismatch/!job_deleting", "CANCELED", EVENTUAL,
     "running_is_canceled_by_force_only"),
]  # fmt: skip


def wrong(rule: Rule, status: str | None) -> Rule:
    """The rule that leads to the status, or without a status one without guards."""
    if status is None:
        return replace(rule, guards={})
    return replace(rule, outcomes=(Outcome(None, status),))


@pytest.mark.slow
@pytest.mark.parametrize(("rule_id", "status", "consistency", "name"), some(MADE_WRONG, 2))
def test_both_tools_find_a_rule_made_wrong(
    rule_id: str, status: str | None, consistency: Consistency, name: str
) -> None:
    (rule,) = (rule for rule in FULL.rules if rule.id == rule_id)
    table = with_loosened(rule, wrong(rule, status))
    bounds = Bounds(1, 1, 1, consistency)
    assert name in {f.name for f in explore(bounds, table).findings if not f.holds}
    invariants, properties = ((), (name,)) if name in STEPS else ((name,), ())
    config = tla.config(1, 1, 1, bounds.eager, invariants=invariants, properties=properties)
    found = tlc.run(config, table)
    assert found.violated == tla_name(name), found.output


def test_every_rule_is_an_action_that_names_its_claims() -> None:
    module = tla.module(FULL)
    for rule in FULL.rules:
        assert re.search(rf"^{name_of(rule)}\(j(, t)?\) ==$", module, re.MULTILINE), rule.id
        assert f"\n{event_name(rule)}(" in module
        for claim in rule.claims:
            assert claim.name in module
    assert len({name_of(rule) for rule in FULL.rules}) == len(FULL.rules)


def test_the_invariants_of_tla_are_those_of_the_profile() -> None:
    hand_written = {*ALWAYS, *STEPS} - {"TypeOK"}
    assert hand_written <= {invariant.name for invariant in invariants_of(FULL.spec)}
