"""Exploration: its counts, its properties, and the wrong rules that it must notice."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from functools import cache

import pytest

from iot_jobs_spec import TABLE, Basis, Table, World, background_steps, settled
from iot_jobs_spec.cli import BadInput
from iot_jobs_spec.cli import explore as command
from iot_jobs_spec.language.rules import Rule
from iot_jobs_spec.model.invariants import INVARIANTS
from iot_jobs_spec.render.pages.verification_text import EXCEPTIONS
from iot_jobs_spec.verify.explore import (
    Bounds,
    Consistency,
    JobGraph,
    Report,
    TooLarge,
    compose,
    count_plainly,
    exhaust,
    explore,
)
from iot_jobs_spec.verify.explore.abstraction import Abstraction
from iot_jobs_spec.verify.explore.job_graph import ASKED, NOT_ASKED, OF_CHANGES, Steps
from iot_jobs_spec.verify.explore.moves import (
    Endless,
    answered,
    background,
    of_executions,
    of_job,
    of_things,
)
from iot_jobs_spec.verify.explore.sometimes import FALSE_CLAIMS, SOMETIMES
from iot_jobs_spec.verify.prove import prove
from support.effort import THOROUGH, some
from support.moves import local_moves
from support.wrong_rules import rule_of, with_rule, wrong

EAGER, EVENTUAL = Consistency.EAGER, Consistency.EVENTUAL
BOTH = pytest.mark.parametrize("consistency", Consistency, ids=lambda k: k.value)

STATUSES = Abstraction()


def numbers(bounds: Bounds, table: Table = TABLE) -> tuple[int, int, int]:
    found = exhaust(JobGraph(bounds, table))
    return found.worlds, found.states, found.depth


@pytest.mark.parametrize("things", range(1, 7))
def test_one_job_has_as_many_eager_worlds_as_the_formula_says(things: int) -> None:
    found = exhaust(JobGraph(Bounds(1, things)))
    assert found.worlds == found.states == 1 + 3**things + 1 + 2**things + 3**things


@pytest.mark.parametrize("things", range(1, 6))
def test_one_job_has_as_many_eventual_worlds_as_the_formula_says(things: int) -> None:
    found = exhaust(JobGraph(Bounds(1, things, consistency=EVENTUAL)))
    assert found.worlds == 2 + 3 * 4**things
    assert found.states == 2 + 4 * 4**things - 2**things


@BOTH
@pytest.mark.parametrize("size", some([(1, 1, 1), (2, 1, 2), (1, 2, 10), (3, 1, 1), (2, 1, 1)], 2))
def test_orbits_stand_for_as_many_worlds_as_a_plain_search_finds(
    size: tuple[int, int, int], consistency: Consistency
) -> None:
    if size == (3, 1, 1) and consistency is EVENTUAL:
        size = (1, 3, 1)
    bounds = Bounds(*size, consistency)
    assert numbers(bounds) == count_plainly(bounds)


def test_two_jobs_with_two_things_have_as_many_worlds_as_a_plain_search_finds() -> None:
    assert numbers(Bounds(2, 2, 1)) == count_plainly(Bounds(2, 2, 1)) == (495, 495, 8)


@BOTH
@pytest.mark.parametrize(
    "size",
    some([(1, 1, 1), (2, 3, 1), (2, 2, 1), (4, 2, 2), (3, 1, 1), (3, 2, 2), (5, 1, 3), (2, 1, 1),
          (4, 1, 10)], 2),
)  # fmt: skip
def test_composed_counts_equal_those_of_a_search(
    size: tuple[int, int, int], consistency: Consistency
) -> None:
    graph = JobGraph(Bounds(*size, consistency), looks=False)
    composed, found = compose(graph), exhaust(graph)
    assert composed is not None
    for name in ("worlds", "states", "orbits", "depth", "places"):
        assert getattr(composed, name) == getattr(found, name), name
    for place in found.places:
        assert len(composed.path([place]) or ()) == len(found.path([place]) or ())


def test_a_limit_excludes_exactly_the_worlds_with_too_many_deletions() -> None:
    of_one = 1 + 3 + 1 + 2 + 3
    assert numbers(Bounds(2, 1, 1))[0] == of_one**2 - 3**2
    assert numbers(Bounds(3, 1, 1))[0] == 7**3 + 3 * 3 * 7**2
    assert numbers(Bounds(3, 1, 3))[0] == of_one**3


@pytest.mark.parametrize(
    ("jobs", "things", "worlds"),
    [
        (3, 3, 64**3),
        (3, 4, 180**3),
        (11, 1, 10**11 - 3**11),
        (12, 1, 10**12 - 3**12 - 12 * 7 * 3**11),
    ],
)
def test_the_worlds_of_many_jobs_are_counted_exactly(jobs: int, things: int, worlds: int) -> None:
    composed = compose(JobGraph(Bounds(jobs, things), looks=False))
    assert composed is not None
    assert composed.worlds == worlds


@pytest.mark.parametrize("jobs", [11 if THOROUGH else 8])
def test_millions_of_worlds_are_visited_up_to_symmetry(jobs: int) -> None:
    report = explore(Bounds(jobs, 1, jobs - 1))
    assert not report.exhausted.composed
    assert report.exhausted.worlds == 10**jobs - 3**jobs
    assert report.ok


@BOTH
@pytest.mark.parametrize("size", [(1, 1, 10), (2, 2, 1), (3, 1, 2), (3, 2, 2)])
def test_every_property_holds_on_the_spec(
    size: tuple[int, int, int], consistency: Consistency
) -> None:
    report = explore(Bounds(*size, consistency))
    assert [finding.name for finding in report.findings if not finding.holds] == []
    assert report.rules.missing == ()
    assert not report.rules.reached & set(report.rules.out_of_reach)


def test_every_rule_within_the_bounds_is_exercised() -> None:
    report = explore(Bounds(3, 1, 2, EVENTUAL))
    assert report.rules.reached == {rule.id for rule in TABLE.rules}
    assert report.rules.out_of_reach == {}


def test_with_eager_consistency_only_one_rule_is_out_of_reach() -> None:
    report = explore(Bounds(3, 1, 2))
    assert set(report.rules.out_of_reach) == {"Execution.cascade/ABSENT"}
    assert report.rules.total == len(TABLE.rules) - 1


def test_an_exploration_sends_every_operation() -> None:
    asked = [*of_job("job", ("thing",)), *of_executions("job", ["thing"]), *of_things(["thing"])]
    assert {type(request).__name__ for request in asked} == set(TABLE.operations)


def test_every_invariant_is_checked_or_has_a_reason() -> None:
    assert {i.name for i in INVARIANTS} == {i.name for i in ASKED if i in INVARIANTS} | set(
        NOT_ASKED
    )


@BOTH
def test_a_step_without_a_change_breaks_no_invariant_of_changes(
    consistency: Consistency,
) -> None:
    for _, move in local_moves(Bounds(1, 2, 1, consistency)):
        if move.after is move.before:
            assert all(i.holds(move.change) for i in ASKED if i.name in OF_CHANGES)


@BOTH
def test_versions_details_and_flags_do_not_change_the_steps(consistency: Consistency) -> None:
    """A world with its full history has the same steps as a world with its statuses only."""
    bounds = Bounds(1, 2, 1, consistency)
    job_id, targets = "job-1", bounds.targets
    requests = [*of_job(job_id, targets), *of_executions(job_id, targets), *of_things(targets)]
    eager = bounds.eager

    def following(world: World) -> set[tuple[object, ...]]:
        moves = [*answered(world, requests, eager, TABLE), *background(world, job_id, eager, TABLE)]
        return {
            (move.request, move.event, move.thing, move.answer.error,
             STATUSES.state_of(move.after.jobs.get(job_id), targets))
            for move in moves
        }  # fmt: skip

    worlds = {World(deletion_limit=1)}
    for _ in range(5):
        after = set()
        for world in worlds:
            state = STATUSES.state_of(world.jobs.get(job_id), targets)
            plain = STATUSES.world_of([(job_id, state)], targets, world.deletion_limit)
            assert following(world) == following(plain)
            after |= {move.after for move in answered(world, requests, eager, TABLE)}
            after |= {move.after for move in background(world, job_id, eager, TABLE)}
        # The exploration does not distinguish documents.
        after = {w for w in after if all(job.document == "{}" for job in w.jobs.values())}
        # One history for each state is enough: the last one found.
        worlds = set({STATUSES.state_of(w.jobs.get(job_id), targets): w for w in after}.values())


def test_a_job_state_of_an_orbit_has_that_orbit() -> None:
    bounds = Bounds(1, 3, consistency=EVENTUAL)
    graph = JobGraph(bounds)
    exhaust(graph)
    for orbit, size in zip(graph.orbits, graph.sizes, strict=True):
        world = STATUSES.world_of([("job-1", STATUSES.one_of(orbit, 3))], bounds.targets)
        assert STATUSES.orbit_of(world.jobs.get("job-1")) == orbit
        assert orbit.size(3) == size


@pytest.mark.parametrize("name", [w.name for w in (*SOMETIMES, *FALSE_CLAIMS)])
def test_every_property_to_be_found_is_found_with_a_trace(name: str) -> None:
    report = small()
    finding = next(f for f in report.findings if f.name == name)
    assert finding.holds
    assert finding.trace
    assert finding.trace[0].startswith("CreateJob(")


def test_a_false_claim_is_refuted_by_the_shortest_trace() -> None:
    finding = next(f for f in small().refuted if f.name == "cancel_job_is_idempotent")
    assert finding.trace == (
        "CreateJob(job_id='job-1', targets=('thing-1',))",
        "background: roll_out (job-1, thing-1)",
        "CancelJob(job_id='job-1')",
        "CancelJob(job_id='job-1', force=True) -> InvalidRequestException",
    )


def test_a_broken_invariant_is_shown_by_the_shortest_trace() -> None:
    rule = rule_of("CancelJobExecution/IN_PROGRESS/!force/!version_mismatch/!job_deleting")
    report = explore(Bounds(2, 2), with_rule(rule, dict(wrong(rule))["leads to CANCELED"]))
    assert not report.ok
    broken = next(f for f in report.invariants if f.name == "running_is_canceled_by_force_only")
    assert broken.trace == (
        "CreateJob(job_id='job-1', targets=('thing-1', 'thing-2'))",
        "UpdateJobExecution(job_id='job-1', thing_name='thing-1')",
        "CancelJobExecution(job_id='job-1', thing_name='thing-1')",
    )


def test_the_trace_of_a_broken_limit_creates_all_its_jobs() -> None:
    rule = rule_of("DeleteJob/COMPLETED/at_limit")
    table = with_rule(rule, dict(wrong(rule))["leads to DELETION_IN_PROGRESS"])
    assert compose(JobGraph(Bounds(3, 1, 2), table)) is None
    report = explore(Bounds(3, 1, 2), table)
    broken = next(f for f in report.invariants if f.name == "deletions_are_limited")
    assert broken.trace is not None
    assert [line.partition("(")[0] for line in broken.trace].count("CreateJob") == 3
    assert broken.trace[-1].startswith("DeleteJob(")


def test_an_endless_cascade_is_an_error() -> None:
    rule = rule_of("Execution.cascade/CANCELED")
    table = with_rule(rule, dict(wrong(rule))["leads to QUEUED"])
    with pytest.raises(Endless):
        explore(Bounds(1, 1), table)
    assert not explore(Bounds(1, 1, 1, EVENTUAL), table).ok


@pytest.mark.parametrize(
    ("rule_id", "how", "liveness"),
    [
        (
            "Execution.cascade/IN_PROGRESS/force",
            "leads to IN_PROGRESS",
            "forced_cancel_stops_everything",
        ),
        ("Execution.cascade/QUEUED/!force", "leads to QUEUED", "cancel_empties_the_queue"),
        ("Job.complete/IN_PROGRESS/all_terminal", "leads to IN_PROGRESS", "finished_jobs_complete"),
        ("Execution.remove/CANCELED", "leads to CANCELED", "deletions_end"),
        ("Execution.roll_out/ABSENT", "leads to None", "every_thing_is_rolled_out_to"),
    ],
)
def test_a_missing_background_step_breaks_liveness_and_the_trace_leads_there(
    rule_id: str, how: str, liveness: str
) -> None:
    rule = rule_of(rule_id)
    report = explore(Bounds(1, 2, 1, EVENTUAL), with_rule(rule, dict(wrong(rule))[how]))
    failing = {f.name: f.trace for f in report.liveness if not f.holds}
    assert liveness in failing
    assert failing[liveness]


def test_a_cycle_of_background_steps_breaks_liveness() -> None:
    table = TABLE
    for source, target in (("QUEUED", "IN_PROGRESS"), ("IN_PROGRESS", "QUEUED")):
        rule = rule_of(f"Execution.remove/{source}")
        other = dict(wrong(rule))[f"leads to {target}"]
        table = TABLE.with_rules(tuple(other if r.id == rule.id else r for r in table.rules))
    report = explore(Bounds(1, 1, 1, EVENTUAL), table)
    assert "deletions_end" in [finding.name for finding in report.liveness if not finding.holds]


SMALL = (Bounds(2, 1, 1, EVENTUAL), Bounds(2, 1, 1), Bounds(2, 2, 2, EVENTUAL))
DOCUMENTED = [
    rule
    for rule in TABLE.rules
    if any(claim.basis is Basis.DOCUMENTED for claim in (*rule.claims, *rule.which))
]


EXCEPTIONS_FIRST = sorted(DOCUMENTED, key=lambda rule: rule.id not in EXCEPTIONS)


@cache
def expected(bounds: Bounds) -> tuple[int, int, int]:
    found = explore(bounds).exhausted
    return found.worlds, found.states, found.depth


@cache
def small() -> Report:
    return explore(SMALL[0])


class Broken(Exception):
    """A reachable state breaks an invariant or an obligation."""


class Stopping(JobGraph):
    """Stops at the first broken invariant or obligation."""

    def _explored(self, number: int, at_limit: bool) -> Steps:
        steps = super()._explored(number, at_limit)
        if steps.broken:
            raise Broken(", ".join(sorted(steps.broken)))
        return steps


def noticed(table: Table, rule: Rule) -> str | None:
    """The check that notices the wrong rule, None if none does."""
    for bounds in SMALL:
        try:
            exhaust(Stopping(bounds, table))
            report = explore(bounds, table)
        except (Broken, Endless, AttributeError) as error:  # the last one: no such step is possible
            return str(error)
        failing = [f.name for f in report.findings if not f.holds]
        if failing or report.rules.missing:
            return f"exploration: {failing}, {report.rules.missing}"
        found = report.exhausted
        if (found.worlds, found.states, found.depth) != expected(bounds):
            return "other numbers"
    for consistency in Consistency:
        if not prove(consistency, table, rules={rule.id}).ok:
            return "proof"
    return None


@pytest.mark.slow
@pytest.mark.parametrize("rule", some(EXCEPTIONS_FIRST, 8), ids=lambda rule: str(rule.id))
def test_a_documented_rule_made_wrong_is_noticed_or_has_a_reason(rule: Rule) -> None:
    unnoticed = [how for how, other in wrong(rule) if noticed(with_rule(rule, other), rule) is None]
    open_ = rule.basis is Basis.UNSPECIFIED
    assert bool(unnoticed) == (rule.id in EXCEPTIONS) or (open_ and rule.id not in EXCEPTIONS)


def test_the_exceptions_are_documented_rules() -> None:
    assert set(EXCEPTIONS) <= {rule.id for rule in DOCUMENTED}


def test_no_invariant_notices_another_error_code() -> None:
    """The reason that the docs give is true: no check notices another error of the operation."""
    rule = rule_of("DeleteJob/IN_PROGRESS/!force/!at_limit")
    other = rule_of("CancelJob/COMPLETED/force").outcomes
    assert noticed(with_rule(rule, replace(rule, outcomes=other)), rule) is None


def test_an_eager_request_includes_its_whole_cascade() -> None:
    for _, move in local_moves(Bounds(1, 2)):
        if move.request is not None and move.after is not move.before:
            due = {"roll_out", "cascade"}
            assert not [h for h in background_steps(move.after, "job-1") if h.event in due]


def test_settling_an_eager_world_only_completes_jobs() -> None:
    for _, move in local_moves(Bounds(1, 2)):
        after = settled(move.after)
        before = STATUSES.state_of(move.after.jobs.get("job-1"), ("thing-1", "thing-2"))
        assert STATUSES.state_of(after.jobs.get("job-1"), ("thing-1", "thing-2")).executions == (
            before.executions
        )


def test_bounds_that_are_too_large_are_rejected() -> None:
    with pytest.raises(TooLarge, match="states of one job"):
        explore(Bounds(1, 1000))
    with pytest.raises(TooLarge, match="more than 5 orbits"):
        exhaust(JobGraph(Bounds(1, 2)), most=5)


def test_a_thousand_jobs_are_composed() -> None:
    report = explore(Bounds(1000, 1, consistency=EVENTUAL))
    assert report.exhausted.composed
    assert report.ok
    assert report.exhausted.worlds > 10**1000


def run(*options: str) -> int:
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    return command.run(parser.parse_args(options))


def test_the_command_prints_the_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--jobs", "2", "--things", "2", "--format", "json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["worlds"], said["orbits"], said["depth"]) == (576, 153, 8)
    assert said["seconds"] >= 0
    assert {"name", "holds"} <= said["invariants"][0].keys()
    assert said["rules"]["reached"] == said["rules"]["total"]


def test_the_command_prints_a_text_report(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--jobs", "1", "--things", "1", "--consistency", "eventual") == 0
    said = capsys.readouterr().out
    assert "worlds      14\n" in said
    assert "states      16 " in said


def test_the_command_fails_if_a_property_fails(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = rule_of("DeleteJob/COMPLETED/at_limit")
    table = with_rule(rule, dict(wrong(rule))["leads to DELETION_IN_PROGRESS"])

    def of_wrong_spec(bounds: Bounds, _table: object, progress: object = None) -> Report:
        assert progress is None, "no progress bar without a terminal"
        return explore(bounds, table)

    monkeypatch.setattr("iot_jobs_spec.verify.explore.explore", of_wrong_spec)
    assert run("--jobs", "2", "--things", "1", "--deletion-limit", "1") == 1
    said = capsys.readouterr().out
    assert "deletions_are_limited fails" in said
    assert "1. CreateJob(" in said


@pytest.mark.parametrize(
    "options",
    [
        ("--jobs", "0", "--things", "1"),
        ("--jobs", "1", "--things", "-1"),
        ("--jobs", "1", "--things", "1", "--deletion-limit", "0"),
        ("--jobs", "1001", "--things", "1"),
        ("--jobs", "1", "--things", "500"),
    ],
)
def test_a_bound_out_of_range_gets_a_message_of_one_line(options: tuple[str, ...]) -> None:
    with pytest.raises(BadInput) as rejected:
        run(*options)
    assert "\n" not in str(rejected.value)
