"""Hypothesis runs the machines of python-statemachine beside the step function.

Requests and background steps go to a world and to one machine instance for each job and each
execution. The instances do not use the table. World and instances must agree after every step, and
every invariant must hold.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from statemachine.exceptions import TransitionNotAllowed

from iot_jobs_spec import (
    TABLE,
    BackgroundStep,
    Execution,
    Job,
    Request,
    StartNextPendingJobExecution,
    World,
    background_steps,
    step,
)
from iot_jobs_spec.language.machine import Machine, Rejected
from iot_jobs_spec.machines import CORE
from iot_jobs_spec.model.guards import questions
from iot_jobs_spec.model.invariants import INVARIANTS
from iot_jobs_spec.model.properties import Change
from iot_jobs_spec.model.world import ExecutionRecord, JobRecord
from support.strategies import THINGS, requests

Key = tuple[str, str | None]


class Lifecycle(RuleBasedStateMachine):
    """A world, and a machine instance with the status of each of its records."""

    @initialize(limit=st.integers(1, 2))
    def begin(self, limit: int) -> None:
        self.world = World(deletion_limit=limit)
        self.instances: dict[Key, Machine] = {}

    @rule(request=requests, data=st.data())
    def ask(self, request: Request, data: st.DataObject) -> None:
        permitted = step(self.world, request)
        chosen = permitted[data.draw(st.integers(0, len(permitted) - 1), label="answer")]
        expected = permitted[0]
        self.instance_agrees(request, expected.answer.error)
        self.move(Change(self.world, chosen.world, request, chosen.answer))

    @precondition(lambda self: any(background_steps(self.world)))
    @rule(data=st.data())
    def take_background_step(self, data: st.DataObject) -> None:
        taken: BackgroundStep = data.draw(st.sampled_from(list(background_steps(self.world))))
        key = (taken.job_id, taken.thing_name)
        instance = self.instances.get(key)
        after = self.record(taken.world, key)
        if instance is not None and after is not None:
            instance.send(taken.event, **self.guards(key, None))
            assert instance.current_state_value == after.status
        self.move(Change(self.world, taken.world))

    def instance_agrees(self, request: Request, error: str | None) -> None:
        """Assert that the machine instance of the request gives the expected answer."""
        machine, event = TABLE.operations[type(request).__name__]
        thing = request.thing_name if machine == "Execution" else None
        job_id = request.job_id
        if job_id is None:
            return  # one machine cannot choose the execution
        instance = self.instances.get((job_id, thing))
        record = self.record(self.world, (job_id, thing))
        if isinstance(record, ExecutionRecord) and record.may_be_bumped:
            return  # the version is not known
        if instance is None:
            assert record is None
            return
        before = instance.current_state_value
        try:
            instance.send(event, **self.guards((job_id, thing), request))
            seen = None
        except Rejected as rejected:
            seen = rejected.error.code
            assert instance.current_state_value == before
        assert seen == error, (request, before, seen, error)

    def guards(self, key: Key, request: Request | None) -> dict[str, Any]:
        job = self.world.jobs.get(key[0])
        execution = self.world.execution(key[0], key[1]) if key[1] is not None else None
        holds: dict[str, Any] = {}
        for name in CORE.guards:
            try:
                holds[name] = questions(CORE)[name](self.world, job, execution, request)
            except AttributeError:  # the request has no such parameter
                holds[name] = False
        return holds

    def record(self, world: World, key: Key) -> JobRecord | ExecutionRecord | None:
        job_id, thing = key
        return world.jobs.get(job_id) if thing is None else world.execution(job_id, thing)

    def move(self, change: Change) -> None:
        """Continue with the world after the change, and give the instances its statuses."""
        for law in INVARIANTS:
            assert law.holds(change), (law.name, change.request, change.before, change.after)
        self.world = change.after
        keys: list[Key] = [(job_id, None) for job_id in self.world.jobs]
        for job_id, job in self.world.jobs.items():
            keys += [(job_id, thing) for thing in job.executions]
        for key in set(self.instances) - set(keys):
            del self.instances[key]
        for key in keys:
            record = self.record(self.world, key)
            assert record is not None
            machine = Job if key[1] is None else Execution
            instance = self.instances.get(key)
            if instance is None or instance.current_state_value != record.status:
                self.instances[key] = machine(start_value=record.status)

    @invariant()
    def filters_select_background_steps_by_event_and_thing(self) -> None:
        everything = list(background_steps(self.world))
        for events in (CORE.due, CORE.deletions, CORE.by_devices):
            found = [*background_steps(self.world, events=events)]
            assert found == [h for h in everything if h.event in events]
        for thing in THINGS:
            found = [*background_steps(self.world, thing=thing)]
            assert found == [h for h in everything if h.thing_name == thing]

    @invariant()
    def instances_have_the_statuses_of_the_records(self) -> None:
        for key, instance in getattr(self, "instances", {}).items():
            record = self.record(self.world, key)
            assert record is not None
            assert instance.current_state_value == record.status


TestLifecycle = Lifecycle.TestCase


def test_a_machine_rejects_an_unknown_event() -> None:
    with pytest.raises(TransitionNotAllowed):
        Job().send("explode")


def test_start_next_is_an_operation_of_the_spec() -> None:
    assert TABLE.operations[StartNextPendingJobExecution.__name__] == ("Execution", "start_next")


def test_every_background_step_is_due_or_of_a_deletion_or_by_a_device() -> None:
    events = [event for events in TABLE.background.values() for event in events]
    assert sorted(events) == sorted([*CORE.due, *CORE.deletions, *CORE.by_devices])
