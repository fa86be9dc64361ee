"""Only the spec knows statuses and guards: everything derived works on a spec with other ones."""

from __future__ import annotations

import re

import pytest

from iot_jobs_spec import TABLE as CORE_TABLE
from iot_jobs_spec import (
    Answer,
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    DescribeJob,
    DescribeJobExecution,
    ExecutionDescription,
    Oracle,
    StartNextPendingJobExecution,
    World,
    background_steps,
    settled,
    step,
)
from iot_jobs_spec.machines import CORE
from iot_jobs_spec.model.answers import JobDescription
from iot_jobs_spec.model.explain import answers
from iot_jobs_spec.render.diagrams.dot import machine_dot
from iot_jobs_spec.render.diagrams.mermaid import machine_mermaid, system_mermaid
from iot_jobs_spec.render.diagrams.quotient_dot import quotient_dot
from iot_jobs_spec.render.diagrams.svg import svg
from iot_jobs_spec.render.diagrams.system import system_dot
from iot_jobs_spec.render.exports import scxml, spec_json
from iot_jobs_spec.render.exports.schema import problems
from iot_jobs_spec.render.pages.machine import machine_page
from iot_jobs_spec.render.review.page import review_page
from iot_jobs_spec.render.tla import module as tla
from iot_jobs_spec.render.tla.properties import STEPS
from iot_jobs_spec.verify.explore import Bounds, Consistency, count_plainly, explore
from iot_jobs_spec.verify.prove import prove
from support import tlc
from support.other_spec import SPEC, TABLE

CORE_WORDS = {
    *(status for names in CORE.statuses.values() for status in names),
    *CORE.guards,
    *(event for machine in CORE.machines for event in machine.paces),
} - {"STOPPED"}
BOTH = pytest.mark.parametrize("consistency", Consistency, ids=lambda k: k.value)


def foreign(text: str) -> set[str]:
    """The statuses, guards and steps of the core profile that a text names."""
    return CORE_WORDS & {*re.findall(r"\w+", text)}


def test_the_roles_follow_from_the_couplings() -> None:
    assert (SPEC.opened, SPEC.canceled, SPEC.completed, SPEC.deleting) == (
        "OPEN", "HALTED", "DONE", "ERASING",
    )  # fmt: skip
    assert (SPEC.queued, SPEC.running, SPEC.stopped) == ("WAITING", "ACTIVE", "STOPPED")
    assert SPEC.due == {"arrive", "halt", "finish"}
    assert SPEC.deletions == {"erase", "gone"}
    assert {*SPEC.live} == {"WAITING", "ACTIVE"}
    assert {*SPEC.terminal} == {"STOPPED", "BROKEN"}
    assert {*SPEC.over} == {"HALTED", "DONE"}
    assert (SPEC.force, SPEC.deletion_guard, SPEC.repeat) == ("hard", "erasing", "again")


def test_the_laws_derive_its_cells() -> None:
    ids = {cell.id for cell in TABLE.cells()}
    assert "DeleteJob/OPEN/!hard/full" in ids
    found = TABLE.rule("Job", "delete", "OPEN", full=True)
    assert found is not None
    assert [o.error.code for o in found.outcomes if o.error] == [
        "InvalidStateTransitionException",
        "LimitExceededException",
    ]
    assert [q.status for q in answers("CancelJob", {"hard": True}, TABLE)] == [
        None, "OPEN", "HALTED", "DONE", "ERASING",
    ]  # fmt: skip


def test_a_job_lives_its_life() -> None:
    world = World.of(SPEC)
    world = step(world, CreateJob("j", ("t",)), TABLE)[0].world
    world = settled(world, table=TABLE)
    assert world.execution("j", "t") is not None
    started = step(world, StartNextPendingJobExecution("t"), TABLE)[0]
    assert started.answer == Answer(None, ExecutionDescription("j", "t", "ACTIVE", 2))
    world = step(started.world, CancelJob("j", force=True), TABLE)[0].world
    assert [s.event for s in background_steps(world, table=TABLE)] == ["break_", "halt"]
    world = settled(world, table=TABLE)
    deleted = step(world, DeleteJob("j"), TABLE)[0].world
    assert deleted.deleting == 1
    steps = {s.event: s.world for s in background_steps(deleted, table=TABLE)}
    assert set(steps) == {"erase"}
    (end,) = background_steps(steps["erase"], table=TABLE)
    assert (end.event, dict(end.world.jobs)) == ("gone", {})


def test_the_oracle_follows_it_and_finds_what_is_wrong() -> None:
    oracle = Oracle(World.of(SPEC), table=TABLE)
    assert oracle.observe(CreateJob("j", ("t",)), Answer()) is None
    seen = Answer(None, ExecutionDescription("j", "t", "WAITING"))
    assert oracle.observe(DescribeJobExecution("j", "t"), seen) is None
    assert oracle.observe(CancelJobExecution("j", "t"), Answer()) is None
    done = Answer(None, JobDescription("j", "DONE", counts={"STOPPED": 1}))
    assert oracle.observe(DescribeJob("j"), done) is None
    finding = oracle.observe(CancelJob("j"), Answer())
    assert finding is not None
    assert finding.rule.id == "CancelJob/DONE"


@BOTH
def test_every_world_is_explored(consistency: Consistency) -> None:
    bounds = Bounds(2, 1, 1, consistency)
    report = explore(bounds, TABLE)
    assert [f.name for f in report.findings if not f.holds] == []
    assert report.ok
    plainly = count_plainly(bounds, TABLE)
    assert plainly == (report.exhausted.worlds, report.exhausted.states, report.exhausted.depth)


@BOTH
def test_its_invariants_are_proved(consistency: Consistency) -> None:
    assert [t.name for t in prove(consistency, TABLE).theorems if not t.proved] == []


@pytest.mark.slow
@BOTH
def test_tlc_agrees(consistency: Consistency) -> None:
    bounds = Bounds(2, 1, 1, consistency)
    config = tla.config(2, 1, 1, bounds.eager, properties=STEPS)
    found = tlc.run(config, TABLE)
    assert found.violated is None, found.output
    assert found.distinct == explore(bounds, TABLE).exhausted.states


def test_it_is_drawn_without_a_word_of_the_core_profile() -> None:
    for source in (
        machine_dot("Job", TABLE), machine_dot("Execution", TABLE), system_dot(TABLE),
        quotient_dot(TABLE),
    ):  # fmt: skip
        labels = re.sub(r'(?i)tooltip="(\\.|[^"\\])*"', "", source)
        assert "ERASING" in labels or "ACTIVE" in labels
        assert foreign(labels) <= {"start", "force"}  # the first dot, and the badge
        assert svg(source).startswith(b"<?xml")
    for text in (
        machine_mermaid("Job", TABLE), machine_mermaid("Execution", TABLE), system_mermaid(TABLE),
    ):  # fmt: skip
        assert foreign(text) <= {"force"}


def test_it_is_exported() -> None:
    value = spec_json.spec(TABLE)
    assert list(problems(value)) == []
    assert [rule["id"] for rule in value["rules"]] == [rule.id for rule in TABLE.rules]
    assert list(value["guards"]) == ["hard", "full", "finished", "bare", "again", "erasing"]
    for machine in ("Job", "Execution"):
        assert foreign(re.sub(r"<!--.*?-->", "", scxml.machine_scxml(machine, TABLE))) == set()


def test_it_has_pages() -> None:
    for machine in ("Job", "Execution"):
        assert "erasing" in machine_page(machine, TABLE)
    html = review_page(TABLE)
    assert "ERASING" in html
    assert len(html) > len(review_page(CORE_TABLE)) / 4
