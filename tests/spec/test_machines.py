"""The machines, run by python-statemachine, agree with the table in every cell."""

from __future__ import annotations

from typing import Any

import pytest
from statemachine import State
from statemachine.exceptions import TransitionNotAllowed

from iot_jobs_spec import TABLE, Cell, Execution, Job
from iot_jobs_spec.claims import (
    CANCEL_BY_FORCE,
    CANCEL_NEEDS_FORCE,
    WHETHER_VERSION_COMES_FIRST,
)
from iot_jobs_spec.errors import INVALID_STATE_TRANSITION, VERSION_CONFLICT
from iot_jobs_spec.language import (
    Flag,
    Machine,
    Pace,
    absent,
    accept,
    background,
    background_step,
    before_status,
    either,
    extended,
    operation,
    reject,
    states_of,
    stays,
)
from iot_jobs_spec.language.machine import Rejected
from iot_jobs_spec.machines import CORE
from iot_jobs_spec.model.profiles import table_of
from support.effort import some

MACHINES: dict[str, type[Machine]] = {"Job": Job, "Execution": Execution}
CELLS = [cell for cell in TABLE.cells() if cell.status is not None]


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: str(cell.id))
def test_the_machine_does_what_the_table_expects(cell: Cell) -> None:
    expected = cell.rule.expected
    if expected.status is None and expected.error is None:
        with pytest.raises(
            TransitionNotAllowed
        ):  # the step removes the record: there is no target state
            _send(cell)
        return
    if expected.error is not None:
        with pytest.raises(Rejected) as rejected:
            _send(cell)
        assert rejected.value.error is expected.error
    else:
        assert _send(cell) == expected.status


@pytest.mark.slow
@pytest.mark.parametrize("machine", ["Job", "Execution"])
def test_the_machines_of_the_profile_full_do_what_their_table_expects(machine: str) -> None:
    full = table_of("full")
    cells = [c for c in full.cells() if c.machine == machine and c.status is not None]
    for cell in some(cells, 7):
        expected = cell.rule.expected
        kind = full.spec.machine(machine)
        if expected.error is not None:
            with pytest.raises(Rejected) as rejected:
                _send(cell, kind)
            assert rejected.value.error is expected.error
        elif expected.status is None:
            with pytest.raises(TransitionNotAllowed):
                _send(cell, kind)
        else:
            assert _send(cell, kind) == expected.status, cell.id


def test_the_machines_of_both_profiles_share_no_state() -> None:
    full = table_of("full").spec
    for own, base in zip(full.machines, CORE.machines, strict=True):
        assert own.extends is base
        assert not {id(state) for state in own.states} & {id(state) for state in base.states}


def _send(cell: Cell, kind: type[Machine] | None = None) -> object:
    machine = (kind or MACHINES[cell.machine])(start_value=cell.status)
    try:
        guards: dict[str, Any] = dict(cell.guards)
        machine.send(cell.event, **guards)
    finally:
        if cell.rule.expected.error is not None:
            assert machine.current_state_value == cell.status
    return machine.current_state_value


def test_a_machine_does_nothing_where_the_table_has_no_rule() -> None:
    for (machine, event, status), entry in TABLE.entries.items():
        for values in [v for v in _values(len(entry.guards)) if v not in entry.rules]:
            guards: dict[str, Any] = dict(zip(entry.guards, values, strict=True))
            instance = MACHINES[machine](start_value=status)
            with pytest.raises(TransitionNotAllowed):
                instance.send(event, **guards)


def _values(size: int) -> list[tuple[bool, ...]]:
    return [tuple(bool(n >> i & 1) for i in range(size)) for n in range(2**size)]


def test_every_rule_from_a_state_to_a_state_is_a_transition() -> None:
    for machine in MACHINES.values():
        transitions = sum(len(state.transitions) for state in machine.states)
        rules = [
            rule
            for rule in machine.rules
            if rule.source and (rule.expected.error or rule.expected.status)
        ]
        assert transitions == len(rules)


def test_machines_share_no_states() -> None:
    assert not {id(state) for state in Job.states} & {id(state) for state in Execution.states}


def test_every_guard_is_a_method_with_a_description() -> None:
    for name, guard in CORE.guards.items():
        assert guard.says
        assert getattr(Job, name)(None) is False
        assert getattr(Job, name)(None, **{name: True}) is True


def test_a_line_without_a_verdict_is_an_error() -> None:
    state = State(value="X", initial=True)
    with pytest.raises(TypeError, match="begins with its verdict"):
        accept(stays(state), why=CANCEL_BY_FORCE) | state.to(state)


def test_alternatives_must_have_the_same_statuses_and_guards() -> None:
    one, two = State(value="1", initial=True), State(value="2")
    with pytest.raises(ValueError, match="same sources and guards"):
        either(
            accept(one.to(two), why=CANCEL_BY_FORCE),
            reject(one, INVALID_STATE_TRANSITION, unless="force", why=CANCEL_NEEDS_FORCE),
        )


def test_another_machine_can_be_written_in_the_language_of_the_spec() -> None:
    class Door(Machine, guards=tuple(CORE.guards.values())):
        """Opens by force only."""

        closed = State(value="CLOSED", initial=True)
        open_ = State(value="OPEN")
        open_it = operation(
            "OpenDoor",
            accept(closed.to(open_), cond="force", why=CANCEL_BY_FORCE)
            | reject(closed, INVALID_STATE_TRANSITION, unless="force", why=CANCEL_NEEDS_FORCE)
            | reject(open_, INVALID_STATE_TRANSITION, why=CANCEL_NEEDS_FORCE)
            | reject(absent, INVALID_STATE_TRANSITION, why=CANCEL_NEEDS_FORCE),
        )
        close = background_step(Pace.DUE, background(open_.to(closed), why=CANCEL_BY_FORCE))

    assert [rule.id for rule in Door.rules] == [
        "OpenDoor/CLOSED/force",
        "OpenDoor/CLOSED/!force",
        "OpenDoor/OPEN",
        "OpenDoor/ABSENT",
        "Door.close/OPEN",
    ]
    door = Door()
    with pytest.raises(Rejected):
        door.send("open_it")
    door.send("open_it", force=True)
    assert door.current_state_value == "OPEN"
    assert isinstance(Door.rules, tuple)


class Lamp(Machine, guards=tuple(CORE.guards.values())):
    """Shines."""

    dark = State(value="DARK", initial=True)
    bright = State(value="BRIGHT")
    switch = operation(
        "Switch",
        reject(absent, INVALID_STATE_TRANSITION, why=CANCEL_NEEDS_FORCE)
        | accept(dark.to(bright), why=CANCEL_BY_FORCE)
        | reject(bright, INVALID_STATE_TRANSITION, why=CANCEL_NEEDS_FORCE),
        law=before_status(
            "version_mismatch",
            VERSION_CONFLICT,
            why=CANCEL_BY_FORCE,
            unsettled=WHETHER_VERSION_COMES_FIRST,
        ),
    )
    fade = background_step(Pace.DUE, background(bright.to(dark), why=CANCEL_BY_FORCE))


class Dimmer(Machine, extends=Lamp):
    dark, bright = states_of(Lamp)
    dim = State(value="DIM")
    switch = extended(Lamp.switch, reject(dim, INVALID_STATE_TRANSITION, why=CANCEL_NEEDS_FORCE))
    turn = operation(
        "Switch",
        reject(absent, INVALID_STATE_TRANSITION, why=CANCEL_NEEDS_FORCE)
        | accept(dark.to(dim) | bright.to(dim), why=CANCEL_BY_FORCE)
        | accept(stays(dim), why=CANCEL_BY_FORCE),
        requested="DIM",
    )


def test_an_extension_has_the_rules_of_the_other_machine_and_its_own() -> None:
    inherited = {rule.id.replace("Lamp.", "Dimmer.") for rule in Lamp.rules}
    assert inherited < {rule.id for rule in Dimmer.rules}
    assert {rule.id for rule in Dimmer.rules} - inherited == {
        "Switch/DIM/!version_mismatch",
        "Switch/DIM/version_mismatch",
        "Switch=DIM/ABSENT",
        "Switch=DIM/DARK",
        "Switch=DIM/BRIGHT",
        "Switch=DIM/DIM",
    }
    assert Dimmer.paces == Lamp.paces
    assert Dimmer.summary == Lamp.summary == "Shines."
    assert (Dimmer.extends, Lamp.extends) == (Lamp, None)


def test_a_law_of_an_event_holds_for_the_lines_of_its_extension() -> None:
    mismatch = next(r for r in Dimmer.rules if r.id == "Switch/DIM/version_mismatch")
    assert [o.error for o in mismatch.outcomes] == [VERSION_CONFLICT, INVALID_STATE_TRANSITION]


def test_an_extension_runs_and_leaves_the_other_machine_alone() -> None:
    assert not {id(state) for state in Lamp.states} & {id(state) for state in Dimmer.states}
    dimmer = Dimmer()
    dimmer.send("switch")
    dimmer.send("turn")
    assert dimmer.current_state_value == "DIM"
    with pytest.raises(Rejected):
        dimmer.send("switch")
    assert [state.value for state in Lamp.states] == ["DARK", "BRIGHT"]
    lamp = Lamp(start_value="BRIGHT")
    lamp.send("fade")
    assert lamp.current_state_value == "DARK"
    for machine in (Lamp, Dimmer):
        transitions = sum(len(state.transitions) for state in machine.states)
        assert transitions == sum(rule.source is not None for rule in machine.rules)


def test_a_guard_of_an_extension_replaces_that_of_the_same_name() -> None:
    other = Flag("force", "the lamp is forced", member="force", stored="force_canceled")

    class Forced(Machine, extends=Lamp, guards=(other,)):
        dark, bright = states_of(Lamp)

    assert Forced.guards == {**Lamp.guards, "force": other}
    assert list(Forced.guards) == list(Lamp.guards)
