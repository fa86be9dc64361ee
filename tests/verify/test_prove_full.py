"""The proofs for the profile `full`: every theorem is proved, and a wrong rule refutes one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from iot_jobs_spec import Table
from iot_jobs_spec.cli.main import main
from iot_jobs_spec.language.rules import Outcome
from iot_jobs_spec.model.profiles import table_of
from iot_jobs_spec.verify.explore import Consistency
from iot_jobs_spec.verify.prove import prove
from iot_jobs_spec.verify.prove.restriction import SAYS

FULL = table_of("full")
BOTH = pytest.mark.parametrize("consistency", Consistency, ids=lambda k: k.value)
LIVE = "!version_mismatch/!job_deleting"


@pytest.mark.only_ci
@BOTH
def test_every_theorem_is_proved(consistency: Consistency) -> None:
    proof = prove(consistency, FULL)
    assert [theorem.name for theorem in proof.theorems if not theorem.proved] == []
    assert proof.steps > 1000
    assert {*SAYS} <= {theorem.name for theorem in proof.theorems}


def wrong(name: str, outcome: Outcome) -> Table:
    assert name in {rule.id for rule in FULL.rules}
    return FULL.with_rules(
        replace(rule, outcomes=(outcome,)) if rule.id == name else rule for rule in FULL.rules
    )


WRONG = {
    "terminal_is_forever": (
        f"UpdateJobExecution=FAILED/SUCCEEDED/{LIVE}", Outcome(None, "FAILED"),
    ),
    "running_is_canceled_by_force_only": (
        f"UpdateJobExecution=FAILED/IN_PROGRESS/{LIVE}", Outcome(None, "CANCELED"),
    ),
    "executions_follow_their_edges": (
        "Execution.time_out/IN_PROGRESS/timer_set", Outcome(None, "QUEUED"),
    ),
    "jobs_follow_their_edges": ("Job.abort/IN_PROGRESS/abort_due", Outcome(None, None)),
    "finished_jobs_complete": (
        "Job.complete/IN_PROGRESS/all_terminal", Outcome(None, "IN_PROGRESS"),
    ),
}  # fmt: skip


@pytest.mark.only_ci
@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_rule_refutes_a_theorem(name: str) -> None:
    proof = prove(Consistency.EVENTUAL, wrong(*WRONG[name]))
    refuted = {theorem.name: theorem.counterexample for theorem in proof.theorems}
    assert refuted[name] is not None


@pytest.mark.only_ci
def test_the_command_proves_the_profile(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prove", "--profile", "full", "--consistency", "eager"]) == 0
    assert "NOT PROVED" not in capsys.readouterr().out
