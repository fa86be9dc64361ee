"""Plays a scenario against the step function, and asserts everything that it expects."""

from __future__ import annotations

from iot_jobs_spec import TABLE, Table, World, background_steps, step
from iot_jobs_spec.render.scenarios.model import Background, Now, Scenario, Step


def play(scenario: Scenario, world: World | None = None, table: Table = TABLE) -> World:
    """The world at the end; AssertionError where something is not as expected."""
    world = World() if world is None else world
    for taken in (*scenario.given, *scenario.steps):
        world = taken_in(world, taken, table)
    return world


def taken_in(world: World, taken: Step, table: Table = TABLE) -> World:
    """The world after the step, of which everything expected holds."""
    after = (
        background_step_of(world, taken, table)
        if isinstance(taken.does, Background)
        else asked(world, taken, table)
    )
    for now in taken.now:
        assert so(after, now), (taken.says, now, after)
    for one in taken.cannot:
        assert one not in possible(after, table), (taken.says, one)
    return after


def asked(world: World, taken: Step, table: Table) -> World:
    assert not isinstance(taken.does, Background)
    permitted = step(world, taken.does, table)
    assert {p.rule.id for p in permitted} == {taken.rule}
    assert tuple(dict.fromkeys(p.answer.error for p in permitted)) == taken.answers
    came = next(p for p in permitted if p.answer.error == taken.comes)
    if taken.comes is not None:
        assert came.world == world
    return came.world


def background_step_of(world: World, taken: Step, table: Table) -> World:
    assert taken.answers == ()
    (came,) = (
        h
        for h in background_steps(world, table=table)
        if Background(h.event, h.job_id, h.thing_name) == taken.does
    )
    assert came.rule.id == taken.rule
    return came.world


def possible(world: World, table: Table = TABLE) -> set[Background]:
    steps = background_steps(world, table=table)
    return {Background(h.event, h.job_id, h.thing_name) for h in steps}


def so(world: World, now: Now) -> bool:
    if now.thing_name is None:
        job = world.jobs.get(now.job_id)
        return (job and job.status) == now.status
    execution = world.execution(now.job_id, now.thing_name)
    if execution is None:
        return now.status is None
    return execution.status == now.status and now.version in (None, execution.version)
