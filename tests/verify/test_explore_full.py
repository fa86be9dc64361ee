"""Exploration of the profile `full`: every property holds, and a wrong rule is noticed."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import product

import pytest

from iot_jobs_spec import Answer, Table
from iot_jobs_spec.cli.main import main
from iot_jobs_spec.language.rules import Outcome, Rule
from iot_jobs_spec.model.life_invariants import FURTHER_INVARIANTS
from iot_jobs_spec.model.profiles import table_of
from iot_jobs_spec.model.properties import Change
from iot_jobs_spec.verify.explore import (
    Bounds,
    Consistency,
    JobGraph,
    count_plainly,
    exhaust,
    explore,
)
from iot_jobs_spec.verify.explore.abstraction import Abstraction
from iot_jobs_spec.verify.explore.job_graph import FURTHER_NOT_ASKED, asked_of
from iot_jobs_spec.verify.explore.moves import requests_about
from support.effort import THOROUGH

FULL = table_of("full")
STATUSES = Abstraction(FULL.spec)
BOTH = pytest.mark.parametrize("consistency", Consistency, ids=lambda k: k.value)


@BOTH
@pytest.mark.parametrize("size", [(1, 1, 1), *([(2, 1, 1)] if THOROUGH else [])])
def test_orbits_stand_for_as_many_worlds_as_a_plain_search_finds(
    size: tuple[int, int, int], consistency: Consistency
) -> None:
    bounds = Bounds(*size, consistency)
    found = exhaust(JobGraph(bounds, FULL, looks=False))
    assert (found.worlds, found.states, found.depth) == count_plainly(bounds, FULL)


@pytest.mark.slow
@pytest.mark.parametrize("consistency", [Consistency.EVENTUAL, Consistency.EAGER])
def test_every_property_holds_and_every_rule_is_reached(consistency: Consistency) -> None:
    report = explore(Bounds(1, 2 if consistency is Consistency.EAGER else 1, 1, consistency), FULL)
    assert [f.name for f in report.findings if not f.holds] == []
    assert report.rules.missing == ()
    reasons = {*report.rules.out_of_reach.values()}
    assert "needs a job with retries, which no exploration creates" in reasons
    assert {*report.rules.reached} > {r.id for r in FULL.rules if r.requested}


def test_the_number_of_worlds_is_known() -> None:
    found = exhaust(JobGraph(Bounds(1, 2, 1), FULL, looks=False))
    assert (found.worlds, found.orbits, found.depth) == (1401, 773, 6)


def test_a_job_state_of_an_orbit_has_that_orbit() -> None:
    bounds = Bounds(1, 2)
    graph = JobGraph(bounds, FULL, looks=False)
    exhaust(graph)
    for orbit, size in zip(graph.orbits, graph.sizes, strict=True):
        world = STATUSES.world_of([("job-1", STATUSES.one_of(orbit, 2))], bounds.targets)
        assert STATUSES.orbit_of(world.jobs.get("job-1")) == orbit
        assert orbit.size(2) == size


def test_every_further_invariant_is_asked_or_has_a_reason() -> None:
    asked = {invariant.name for invariant in asked_of(FULL.spec)}
    for invariant in FURTHER_INVARIANTS:
        assert (invariant.name in asked) != (invariant.name in FURTHER_NOT_ASKED)


def test_an_invariant_holds_of_every_step_by_a_request_that_it_is_not_about() -> None:
    """Whatever the step does: so the exploration need not ask."""
    bounds = Bounds(1, 1)
    graph = JobGraph(bounds, FULL, looks=False)
    exhaust(graph)
    states = [STATUSES.one_of(orbit, 1) for orbit in graph.orbits]
    worlds = [STATUSES.world_of([("job-1", state)], bounds.targets) for state in states[::7]]
    requests = [None, *requests_about("job-1", bounds.targets, bounds.targets, extends=True)]
    answers = Answer(None), Answer("InvalidRequestException")
    about = [invariant for invariant in asked_of(FULL.spec) if invariant.about]
    assert len(about) > 10
    for before, after, request, answer in product(worlds, worlds, requests, answers):
        change = Change(before, after, request, answer, FULL.spec)
        for invariant in about:
            assert invariant.is_about(request) or invariant.holds(change), invariant.name


def wrong(name: str, outcome: Outcome | None = None, **changes: object) -> Table:
    """The table with one other rule."""

    def changed(rule: Rule) -> Rule:
        if rule.id != name:
            return rule
        outcomes = rule.outcomes if outcome is None else (outcome,)
        return replace(rule, outcomes=outcomes, **changes)  # type: ignore[arg-type]

    assert name in {rule.id for rule in FULL.rules}
    return FULL.with_rules(changed(rule) for rule in FULL.rules)


LIVE = "!version_mismatch/!job_deleting"
WRONG = {
    "continuous_jobs_never_complete": wrong(
        "Job.complete/IN_PROGRESS/all_terminal/continuous", Outcome(None, "COMPLETED")
    ),
    "only_timers_time_out": wrong("Execution.time_out/IN_PROGRESS/timer_set", guards={}),
    "terminal_is_forever": wrong(
        f"UpdateJobExecution=FAILED/SUCCEEDED/{LIVE}", Outcome(None, "FAILED")
    ),
    "accepted_requests_take_effect": wrong(
        f"UpdateJobExecution=REJECTED/QUEUED/{LIVE}", Outcome(None, "FAILED")
    ),
    "accepted_updates_count": wrong(f"UpdateJobExecution=FAILED/IN_PROGRESS/{LIVE}", does=()),
    "executions_can_be_canceled_and_updated": wrong(
        f"UpdateJobExecution=REJECTED/QUEUED/{LIVE}",
        FULL.spec.rules_of(FULL.spec.execution, "refuse")[0].outcomes[0],
    ),
    "finished_jobs_complete": wrong(
        "Job.complete/IN_PROGRESS/all_terminal", Outcome(None, "IN_PROGRESS")
    ),
    "timers_end_executions": wrong(
        "Execution.time_out/IN_PROGRESS/timer_set", Outcome(None, "IN_PROGRESS")
    ),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_rule_breaks_a_property(name: str) -> None:
    report = explore(Bounds(1, 1, 10), WRONG[name])
    assert name in {finding.name for finding in report.findings if not finding.holds}


def test_the_command_explores_the_profile(capsys: pytest.CaptureFixture[str]) -> None:
    size = ["--jobs", "1", "--things", "1", "--format", "json"]
    assert main(["explore", *size, "--profile", "full"]) == 0
    full = json.loads(capsys.readouterr().out)
    assert main(["explore", *size]) == 0
    core = json.loads(capsys.readouterr().out)
    assert (full["worlds"], full["ok"]) == (145, True)
    assert core["worlds"] < full["worlds"]
    assert len(core["invariants"]) < len(full["invariants"])
