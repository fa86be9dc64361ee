"""The spec in TLA+: TLC, which does not use the oracle, finds the same counts and verdicts."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from iot_jobs_spec import TABLE, Table
from iot_jobs_spec.model.invariants import INVARIANTS as ASKED
from iot_jobs_spec.render.tla import module as tla
from iot_jobs_spec.render.tla.properties import INVARIANTS, LIVENESS, STEPS
from iot_jobs_spec.render.tla.properties import name_of as tla_name
from iot_jobs_spec.render.tla.rules import event_name, name_of
from iot_jobs_spec.verify.explore import Bounds, Consistency, JobGraph, exhaust, explore
from support import tlc
from support.effort import THOROUGH, some
from support.wrong_rules import rule_of, with_rule, wrong

EAGER, EVENTUAL = Consistency.EAGER, Consistency.EVENTUAL
# Two jobs cannot reach the limit of AWS, but a limit of 1.
SIZES = [((1, 2), 10, EAGER), ((2, 1), 1, EVENTUAL)]
if THOROUGH:
    LARGER = [((1, 1), 1), ((1, 3), 1), ((2, 2), 1), ((1, 4), 10)]
    SIZES = [(*size, k) for size in [*(one[:2] for one in SIZES), *LARGER] for k in Consistency]


@pytest.mark.slow
@pytest.mark.parametrize(("size", "limit", "consistency"), SIZES)
def test_tlc_finds_the_same_number_of_states_and_the_same_verdicts(
    size: tuple[int, int], limit: int, consistency: Consistency
) -> None:
    bounds = Bounds(*size, limit, consistency)
    report = explore(bounds)
    # TLC is slow at step properties, so it checks them for the smaller sizes only.
    properties = STEPS if size in ((1, 1), (1, 2), (2, 1)) else ()
    found = tlc.run(tla.config(*size, limit, bounds.eager, properties=properties))
    assert found.done, found.output
    assert found.violated is None
    assert found.distinct == report.exhausted.states
    assert found.depth == report.exhausted.depth
    assert report.ok


@pytest.mark.slow
@pytest.mark.parametrize(("size", "limit"), some([((1, 2), 10), ((2, 2), 1)], 2))
def test_tlc_finds_the_same_number_of_worlds_by_statuses_alone(
    size: tuple[int, int], limit: int
) -> None:
    """A view can only hide worlds from TLC: equal numbers show that it has hidden none."""
    config = tla.config(
        *size, limit, eager=False, behaviour="MovingSpec", invariants=(), properties=(),
        also="VIEW Statuses",
    )  # fmt: skip
    bounds = Bounds(*size, limit, EVENTUAL)
    assert tlc.run(config).distinct == exhaust(JobGraph(bounds, looks=False)).worlds


@pytest.mark.slow
@pytest.mark.parametrize("consistency", some([EVENTUAL, EAGER], 2), ids=lambda k: k.value)
def test_the_rules_that_change_a_status_reach_every_state(consistency: Consistency) -> None:
    bounds = Bounds(2, 1, 1, consistency)
    config = tla.config(2, 1, 1, bounds.eager, behaviour="MovingSpec")
    found = tlc.run(config)
    assert found.violated is None
    assert found.distinct == exhaust(JobGraph(bounds)).states


@pytest.mark.slow
def test_liveness_holds_with_fair_background_steps() -> None:
    config = tla.artefacts()[f"{tla.FOLDER}/MCLiveness.cfg"].decode()
    assert {f"PROPERTY {tla_name(name)}" for name in LIVENESS} <= set(config.splitlines())
    found = tlc.run(config)
    assert found.done, found.output
    assert found.violated is None


def broken(rule_id: str, how: str) -> Table:
    rule = rule_of(rule_id)
    if how == "unguarded":
        return with_rule(rule, replace(rule, guards={}))
    return with_rule(rule, dict(wrong(rule))[how])


MADE_WRONG = [
    # Every fourth entry: one invariant of steps, one of worlds.
    ("CancelJobExecution/IN_PROGRESS/!force/!version_mismatch/!job_deleting", "leads to CANCELED",
     EVENTUAL, "running_is_canceled_by_force_only"),
    ("Execution.cascade/IN_PROGRESS/!force", "leads to CANCELED",
     EVENTUAL, "running_is_canceled_by_force_only"),
    ("Job.complete/IN_PROGRESS/all_terminal", "unguarded", EVENTUAL, "completed_jobs_are_over"),
    ("DeleteJob/COMPLETED/at_limit", "leads to DELETION_IN_PROGRESS",
     EAGER, "deletions_are_limited"),
    ("Job.complete/CANCELED", "leads to COMPLETED", EAGER, "jobs_follow_their_edges"),
    ("CreateJob/DELETION_IN_PROGRESS", "leads to IN_PROGRESS",
     EVENTUAL, "only_delete_begins_deletion"),
    ("UpdateJobExecution/CANCELED/!version_mismatch/!job_deleting", "leads to IN_PROGRESS",
     EAGER, "terminal_is_forever"),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("rule_id", "how", "consistency", "name"), some(MADE_WRONG, 4))
def test_both_tools_find_a_rule_made_wrong(
    rule_id: str, how: str, consistency: Consistency, name: str
) -> None:
    table = broken(rule_id, how)
    bounds = Bounds(2, 1, 1, consistency)
    failing = {f.name: f for f in explore(bounds, table).findings if not f.holds}
    assert name in failing
    assert failing[name].trace
    invariants, properties = ((), (name,)) if name in STEPS else ((name,), ())
    config = tla.config(2, 1, 1, bounds.eager, invariants=invariants, properties=properties)
    found = tlc.run(config, table)
    assert found.violated == tla_name(name), found.output


@pytest.mark.slow
def test_a_liveness_property_that_fails_is_found_by_both_tools() -> None:
    table = broken("Execution.cascade/QUEUED/!force", "leads to QUEUED")
    report = explore(Bounds(1, 1, 1, EVENTUAL), table)
    assert "cancel_empties_the_queue" in [f.name for f in report.liveness if not f.holds]
    config = tla.config(
        1,
        1,
        1,
        eager=False,
        behaviour="FairSpec",
        invariants=(),
        properties=("cancel_empties_the_queue",),
    )
    assert tlc.run(config, table).violated == ""


def test_every_rule_is_an_action_with_its_claims() -> None:
    module = tla.module()
    for rule in TABLE.rules:
        assert re.search(rf"^{name_of(rule)}\(j(, t)?\) ==$", module, re.MULTILINE), rule.id
        assert module.count(f"\\/ {name_of(rule)}(") >= 1
        for claim in rule.claims:
            assert f"({claim.name})" in module
    assert len({name_of(rule) for rule in TABLE.rules}) == len(TABLE.rules)


def test_every_event_is_a_choice_of_its_rules() -> None:
    module = tla.module()
    for rule in TABLE.rules:
        assert f"\n{event_name(rule)}(" in module


def test_the_invariants_of_tla_are_those_of_the_spec() -> None:
    hand_written = {*INVARIANTS, *STEPS} - {"TypeOK"}
    assert hand_written <= {invariant.name for invariant in ASKED}


def test_a_jar_with_other_contents_is_not_run(tmp_path: Path) -> None:
    other = tmp_path / "tla2tools.jar"
    other.write_bytes(tlc.jar().read_bytes() + b"more")
    with pytest.raises(RuntimeError, match="it is not run"):
        tlc.checked(other)


def test_generated_lines_have_at_most_100_characters() -> None:
    for path, content in tla.artefacts().items():
        text = content.decode()
        assert text.endswith("\n")
        assert max(map(len, text.splitlines())) <= 100, path
