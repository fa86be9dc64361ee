"""The quotient: its states and steps are those that the oracle reaches with one job."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple
from xml.etree import ElementTree

import pytest

from iot_jobs_spec import (
    TABLE,
    CancelJob,
    CancelJobExecution,
    CreateJob,
    DeleteJob,
    Request,
    StartNextPendingJobExecution,
    UpdateJobExecution,
    World,
    background_steps,
    step,
)
from iot_jobs_spec.language.rules import Outcome, Verdict
from iot_jobs_spec.machines import CORE, Execution, Job
from iot_jobs_spec.render.diagrams.graph import Kind
from iot_jobs_spec.render.diagrams.palette import DARK
from iot_jobs_spec.render.diagrams.quotient import Quotient, State, arrows
from iot_jobs_spec.render.diagrams.quotient_dot import artefacts, quotient_dot
from iot_jobs_spec.render.diagrams.svg import svg

JOB = "job"
STATUSES = TABLE.statuses["Execution"]
Seen = tuple[State, State, str, bool]


class Step(NamedTuple):
    name: str
    forced: bool
    after: World


def state_of(world: World) -> State:
    """What the quotient keeps of a world."""
    job = world.jobs.get(JOB)
    if job is None:
        return State(None, (0,) * len(STATUSES))
    statuses = [execution.status for execution in job.executions.values()]
    return State(job.status, tuple(statuses.count(status) for status in STATUSES))


def cascaded(world: World, *events: str) -> World:
    """The world after all of these background steps."""
    while True:
        due = next((h for h in background_steps(world) if h.event in events), None)
        if due is None:
            return world
        world = due.world


def requests(things: tuple[str, ...]) -> Iterator[Request]:
    yield CreateJob(JOB, things)
    for force in (False, True):
        yield CancelJob(JOB, force)
        yield DeleteJob(JOB, force)
        yield from (CancelJobExecution(JOB, thing, force) for thing in things)
    yield from (UpdateJobExecution(JOB, thing) for thing in things)
    yield from (StartNextPendingJobExecution(thing) for thing in things)


def steps(world: World, things: tuple[str, ...]) -> Iterator[Step]:
    """What may come next, with all that it sets off."""
    for request in requests(things):
        for permitted in step(world, request):
            if permitted.answer.error is None:
                after = cascaded(permitted.world, *CORE.consequences)
                yield Step(request.operation, request.force, after)
    for taken in background_steps(world):
        if taken.event == Execution.remove.id:
            (end,) = (
                h
                for h in background_steps(cascaded(world, Execution.remove.id))
                if h.event == Job.end_deletion.id
            )
            yield Step(Job.end_deletion.id, False, end.world)
        else:
            yield Step(taken.event, False, cascaded(taken.world, *CORE.consequences))


def reached(things: tuple[str, ...]) -> tuple[set[State], set[Seen]]:
    """Every state and step by the oracle, eagerly."""
    states, edges = {state_of(World())}, set()
    seen = {state_of(World())}
    waiting = [World()]
    while waiting:
        world = waiting.pop()
        for name, forced, after in steps(world, things):
            source, target = state_of(world), state_of(after)
            states.add(target)
            if source != target:
                edges.add((source, target, name, forced))
            if target not in seen:
                seen.add(target)
                waiting.append(after)
    return states, edges


@pytest.mark.parametrize("things", [1, 2, 3])
def test_the_oracle_reaches_the_same_states_by_the_same_steps(things: int) -> None:
    states, edges = reached(tuple("abc"[:things]))
    quotient = Quotient(things)
    assert set(quotient.states) == states
    assert {(e.source, e.target, e.name, e.forced) for e in quotient.edges} == edges


def test_the_number_of_states_is_that_of_the_verification() -> None:
    """Each set of executions of 1 + 3^T + 1 + 2^T + 3^T, up to symmetry: 1, 6, 1, 3 and 6."""
    assert len(Quotient(2).states) == 17
    assert len(Quotient(1).states) == 10


def test_a_spec_with_one_wrong_rule_has_another_quotient() -> None:
    wrong = "DeleteJob/COMPLETED/!force/!at_limit"
    rules = tuple(
        replace(rule, verdict=Verdict.ACCEPT, outcomes=(Outcome(None, "CANCELED"),))
        if rule.id == wrong
        else rule
        for rule in TABLE.rules
    )
    changed = Quotient(2, TABLE.with_rules(rules))
    assert set(changed.edges) != set(Quotient(2).edges)


def drawing() -> ElementTree.Element:
    return ElementTree.fromstring(svg(quotient_dot()))


SVG = "{http://www.w3.org/2000/svg}"
TITLE = "{http://www.w3.org/1999/xlink}title"


def test_every_state_is_drawn() -> None:
    ids = {g.get("id") for g in drawing().iter(f"{SVG}g")}
    for state in Quotient().states:
        if state.status == CORE.deleting:
            assert CORE.deleting in ids
        elif state.status is not None:
            assert "-".join(map(str, (state.status, *state.counts))) in ids


def test_every_step_is_in_the_tooltip_of_its_arrow_and_in_no_other() -> None:
    quotient = Quotient()
    drawn = {g.get("id"): g for g in drawing().iter(f"{SVG}g") if g.get("class") == "edge"}
    found = arrows(quotient)
    assert len({arrow.id for arrow in found}) == len(found)
    assert set(drawn) == {arrow.id for arrow in found}
    for arrow in found:
        (tip, *_) = (str(a.get(TITLE)) for a in drawn[arrow.id].iter(f"{SVG}a"))
        assert all(edge.rule.id in tip for edge in arrow.edges)
    stood = [edge for arrow in found for edge in arrow.edges]
    still = [e for e in quotient.edges if e.source.status == e.target.status == CORE.deleting]
    assert sorted(stood + still, key=repr) == sorted(quotient.edges, key=repr)


def test_an_arrow_from_a_frame_stands_for_a_step_from_each_state_in_it() -> None:
    for arrow in arrows(Quotient()):
        assert {edge.source for edge in arrow.edges} == set(arrow.members)
        nodes = {
            e.target.status if e.target.status == CORE.deleting else e.target for e in arrow.edges
        }
        assert len(nodes) == 1


def test_an_arrow_is_forced_where_force_is_needed_from_a_state() -> None:
    plain = {
        (e.source, e.target, e.name)
        for e in Quotient().edges
        if not e.forced and e.kind is not Kind.OPEN
    }
    for arrow in arrows(Quotient()):
        needed = [e for e in arrow.edges if (e.source, e.target, e.name) not in plain]
        assert any(edge.forced for edge in needed) == arrow.forced, arrow.id


def test_the_picture_has_words_for_force() -> None:
    words = " ".join(text.text or "" for text in drawing().iter(f"{SVG}text"))
    assert "force" in words.split()
    assert any(edge.kind is Kind.OPEN for edge in Quotient().edges)
    assert {path.name for path in artefacts()} == {"quotient.dot", "quotient.svg"}


def test_every_colour_has_a_dark_one() -> None:
    for element in drawing().iter():
        for paint in ("fill", "stroke"):
            assert element.get(paint) in (None, "none", "transparent", *DARK)
