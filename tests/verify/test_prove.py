"""The proof: its theorems hold, it covers the steps of the oracle, and wrong rules break it."""

from __future__ import annotations

import argparse
import json
import sys
from functools import cache
from typing import Any

import pytest

from iot_jobs_spec import TABLE, World
from iot_jobs_spec.cli import BadInput
from iot_jobs_spec.cli import prove as command
from iot_jobs_spec.verify.explore import Bounds, Consistency
from iot_jobs_spec.verify.explore.moves import Move
from iot_jobs_spec.verify.prove import Proof, prove
from iot_jobs_spec.verify.prove.proof import _refute
from iot_jobs_spec.verify.prove.steps import OWN, Step, steps
from iot_jobs_spec.verify.prove.symbolic import Situation, any_situation, solver
from iot_jobs_spec.verify.prove.theorems import OF_STATES
from support.moves import local_moves
from support.wrong_rules import rule_of, with_rule, wrong

BOTH = pytest.mark.parametrize("consistency", Consistency, ids=lambda k: k.value)
THINGS = ("thing-1", "thing-2")
BY_THING = ("start_next", "list_pending")


@cache
def proof_of(consistency: Consistency) -> Proof:
    return prove(consistency)


@BOTH
def test_every_theorem_is_proved(consistency: Consistency) -> None:
    proof = proof_of(consistency)
    assert [t for t in proof.theorems if not t.proved] == []
    assert proof.steps > 2 * len(TABLE.rules)


EXECUTIONS = (None, *TABLE.statuses["Execution"])
Facts = tuple[str | None, str | None, int, tuple[int, ...]]
"""Status of the job, status of an execution, number of deletions, executions by status."""


def facts(world: World, thing: str) -> Facts:
    """The facts of the situation that stands for a world and an execution, without flags."""
    job = world.jobs.get("job-1")
    executions = job.executions if job else {}
    statuses = [executions[t].status if t in executions else None for t in THINGS]
    status = executions[thing].status if thing in executions else None
    counts = tuple(statuses.count(s) for s in EXECUTIONS)
    return job and job.status, status, world.deleting, counts


def says(at: Situation, facts: Facts) -> Any:
    job, execution, deletions, counts = facts
    return solver().And(
        at.job == at.job_codes[job],
        at.execution == at.execution_codes[execution],
        at.deletions == deletions,
        *(at.counts[s] == count for s, count in zip(EXECUTIONS, counts, strict=True)),
    )


@pytest.mark.slow
@BOTH
def test_every_step_of_the_oracle_is_a_step_of_the_proof(consistency: Consistency) -> None:
    proofs = Proofs(consistency)
    seen = set()
    for number, move in local_moves(Bounds(1, 2, 1, consistency)):
        for thing in THINGS:
            key = (number, _kind(move), thing, str(move.after.jobs))
            if key in seen:
                continue
            seen.add(key)
            if move.after is move.before and move.rules[0].event in BY_THING:
                continue  # the answer to a device that is cut off
            assert proofs.permit(move, thing), (move.rules, thing)
    assert len(seen) > 200


def _kind(move: Move) -> str:
    return "".join(rule.id for rule in move.rules) + str(move.answer.error)


class Proofs:
    """The steps of the proof, and the questions that the solver has already answered."""

    def __init__(self, consistency: Consistency) -> None:
        self.here = any_situation()
        self.by_rule: dict[str, list[Step]] = {}
        for one in steps(TABLE, self.here, consistency is Consistency.EAGER):
            self.by_rule.setdefault(one.rule.id, []).append(one)
        self.engines: dict[object, Any] = {}
        self.answers: dict[object, bool] = {}

    def permit(self, move: Move, thing: str) -> bool:
        # In an eager step one rule decides: that of the request, or of the end of the deletion.
        decisive = move.rules[-1] if move.request is None else move.rules[0]
        asked = move.thing if move.request is None else move.request.thing_name
        about_this = asked in (None, thing)
        choices = [
            one
            for one in self.by_rule[decisive.id]
            if (one.outcome.error and one.outcome.error.code) == move.answer.error
            and (one.part == OWN) == (about_this or one.rule.machine == "Job")
        ]
        z3, force = solver(), None
        if move.request is not None and move.request.takes("force"):
            force = move.request.force
        job = move.before.jobs.get("job-1")
        flag = bool(job and job.force_canceled)
        begin = (facts(move.before, thing), flag, move.before.deletion_limit)
        end = facts(move.after, thing)
        # The proof does not distinguish things, so questions repeat.
        question = (begin, end, force, *map(id, choices))
        if question not in self.answers:
            known = [] if force is None else [z3.Bool("force") == force]
            ends = [z3.And(one.when, says(one.after, end)) for one in choices]
            self.answers[question] = self.holds_at(begin, *known, z3.Or(ends))
        return self.answers[question]

    def holds_at(self, begin: tuple[Facts, bool, int], *terms: Any) -> bool:
        """Whether the terms can hold in a situation; each situation has one solver."""
        if begin not in self.engines:
            facts, flag, limit = begin
            engine = self.engines[begin] = solver().SimpleSolver()
            engine.add(says(self.here, facts), self.here.job_flag == flag, self.here.limit == limit)
        return _refute(self.engines[begin], *terms) is not None


@pytest.mark.parametrize(
    ("rule_id", "how", "consistency", "theorem"),
    [
        ("CancelJobExecution/IN_PROGRESS/!force/!version_mismatch/!job_deleting",
         "leads to CANCELED", Consistency.EVENTUAL, "running_is_canceled_by_force_only"),
        ("DeleteJob/COMPLETED/at_limit", "leads to DELETION_IN_PROGRESS",
         Consistency.EAGER, "deletions_are_limited"),
        ("UpdateJobExecution/CANCELED/!version_mismatch/!job_deleting", "leads to IN_PROGRESS",
         Consistency.EAGER, "terminal_is_forever"),
        ("CreateJob/DELETION_IN_PROGRESS", "leads to IN_PROGRESS",
         Consistency.EVENTUAL, "taken_id_is_rejected"),
        ("Job.complete/CANCELED", "leads to COMPLETED",
         Consistency.EVENTUAL, "completed_jobs_are_over"),
        ("Execution.cascade/QUEUED/!force", "leads to None",
         Consistency.EVENTUAL, "background_steps_terminate"),
        ("Job.complete/IN_PROGRESS/all_terminal", "leads to IN_PROGRESS",
         Consistency.EAGER, "finished_jobs_complete"),
    ],
)  # fmt: skip
def test_a_rule_made_wrong_breaks_the_theorem_about_it(
    rule_id: str, how: str, consistency: Consistency, theorem: str
) -> None:
    rule = rule_of(rule_id)
    proof = prove(consistency, with_rule(rule, dict(wrong(rule))[how]), rules={rule_id})
    broken = {t.name: t.counterexample for t in proof.theorems if not t.proved}
    assert theorem in broken
    assert broken[theorem]


def test_a_counterexample_at_the_end_of_a_deletion_is_described() -> None:
    """Eagerly, no execution is left then: the counts are numbers, not terms of the solver."""
    rule = rule_of("Job.end_deletion/DELETION_IN_PROGRESS/no_executions")
    proof = prove(Consistency.EAGER, with_rule(rule, dict(wrong(rule))["leads to CANCELED"]))
    broken = {t.name: t.counterexample for t in proof.theorems if not t.proved}
    assert "0 IN_PROGRESS" in (broken["jobs_follow_their_edges"] or "")


def test_without_the_strengthening_invariants_others_are_not_inductive(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    weaker = tuple(
        i
        for i in OF_STATES
        if i.name not in ("absent_jobs_have_no_executions", "no_cascade_is_due")
    )
    monkeypatch.setattr("iot_jobs_spec.verify.prove.proof.OF_STATES", weaker)
    assert [t.name for t in prove(Consistency.EAGER).theorems if not t.proved]


def test_the_command_lists_the_theorems_with_their_results(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "iot_jobs_spec.verify.prove.prove", lambda consistency, _table: proof_of(consistency)
    )  # reuse the proof
    assert run("--consistency", "eager", "--format", "json") == 0
    (proof,) = json.loads(capsys.readouterr().out)
    assert proof["ok"]
    assert all(theorem["proved"] for theorem in proof["theorems"])


def test_without_z3_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    solver.cache_clear()
    monkeypatch.setitem(sys.modules, "z3", None)
    with pytest.raises(BadInput, match="z3"):
        run("--consistency", "eager")
    solver.cache_clear()


def run(*options: str) -> int:
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    return command.run(parser.parse_args(options))
