"""SCXML: another reader of the documents answers every cell as the table does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any
from xml.etree import ElementTree

import pytest
from statemachine.io import load

from iot_jobs_spec.language.rules import ABSENT, Rule
from iot_jobs_spec.machines import CORE
from iot_jobs_spec.model.table import TABLE, Cell
from iot_jobs_spec.render.exports.scxml import OUTCOME, artefacts, event_name, machine_scxml

MACHINES = ("Job", "Execution")
SCXML = "{http://www.w3.org/2005/07/scxml}"
CELLS = list(TABLE.cells())
Sent = tuple[str, Mapping[str, Any]]


@cache
def source(machine: str) -> str:
    return machine_scxml(machine)


@cache
def read(text: str) -> tuple[Any, Mapping[str, Any]]:
    """The class of the document's machines, and the data with which the first of them begins."""
    machines = load(text, format="scxml")
    return machines, dict(vars(machines().model))


def chart(text: str) -> Any:
    """A machine of the document, with fresh data: the library sets them only once for a class."""
    machines, data = read(text)
    machine = machines()
    vars(machine.model).update(data)
    return machine


def status_of(machine: Any) -> str:
    (status,) = machine.configuration_values
    return str(status)


@cache
def path_to(machine: str, status: str | None) -> tuple[Sent, ...]:
    """The events that lead from no job or execution to the status, by the rules of the table."""
    paths: dict[str | None, tuple[Sent, ...]] = {None: ()}
    waiting: list[str | None] = [None]
    while waiting:
        here = waiting.pop(0)
        for rule in TABLE.rules:
            there = rule.expected.status
            leads = (rule.machine, rule.source) == (machine, here) and rule.expected.error is None
            if leads and there not in paths:
                paths[there] = (*paths[here], (event_name(rule), {**rule.guards, OUTCOME: 0}))
                waiting.append(there)
    return paths[status]


def driven(text: str, cell: Cell, outcome: int) -> tuple[str, str, str, str]:
    """Status, rule, verdict and answer after the cell's event, in a machine of its status."""
    machine = chart(text)
    for event, data in path_to(cell.machine, cell.status):
        machine.send(event, **data)
    assert status_of(machine) == (cell.status or ABSENT)
    data = dict(cell.guards)
    machine.send(event_name(cell.rule), **data, **{OUTCOME: outcome})
    model = machine.model
    return status_of(machine), model.rule, model.verdict, model.answer


def said(rule: Rule, outcome: int) -> tuple[str, str, str, str]:
    error, status = rule.outcomes[outcome]
    after = rule.source if error else status
    return after or ABSENT, rule.id, rule.verdict.value, error.code if error else ""


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: str(cell.id))
def test_the_document_answers_the_cell_as_the_table_does(cell: Cell) -> None:
    text = source(cell.machine)
    for outcome in range(len(cell.rule.outcomes)):
        assert driven(text, cell, outcome) == said(cell.rule, outcome)


def test_an_outcome_that_is_not_chosen_is_the_expected_one() -> None:
    cell = next(c for c in TABLE.contradictions())
    assert driven(source(cell.machine), cell, 99) == said(cell.rule, 0)


def test_guards_that_are_left_out_do_not_hold() -> None:
    machine = chart(source("Job"))
    machine.send("CreateJob", targets="given")
    machine.send("DeleteJob", targets="given")
    assert status_of(machine) == "IN_PROGRESS"
    machine.send("DeleteJob", force=True)
    assert status_of(machine) == "DELETION_IN_PROGRESS"


def test_a_background_step_is_possible_in_no_other_status() -> None:
    for name in MACHINES:
        for event in TABLE.background[name]:
            for status in (None, *TABLE.statuses[name]):
                if (name, event, status) in TABLE.entries:
                    continue
                machine = chart(source(name))
                for sent, data in path_to(name, status):
                    machine.send(sent, **data)
                before = status_of(machine)
                machine.send(event, **dict.fromkeys(CORE.guards, True))
                assert status_of(machine) == before


def test_a_wrong_document_is_noticed() -> None:
    cell = next(
        c
        for c in CELLS
        if c.id == "CancelJobExecution/IN_PROGRESS/!force/!version_mismatch/!job_deleting"
    )
    wrong = source("Execution").replace(
        "_event.data.force != true &amp;&amp; _event.data.version_mismatch != true",
        "_event.data.force == true &amp;&amp; _event.data.version_mismatch != true",
    )
    assert wrong != source("Execution")
    assert driven(wrong, cell, 0) != said(cell.rule, 0)


@pytest.mark.parametrize("machine", MACHINES)
def test_scxml_has_every_status_and_starts_absent(machine: str) -> None:
    root = ElementTree.fromstring(source(machine))
    assert (root.tag, root.get("version"), root.get("initial")) == (f"{SCXML}scxml", "1.0", ABSENT)
    states = [state.get("id") for state in root.iter(f"{SCXML}state")]
    assert states == [ABSENT, *TABLE.statuses[machine]]
    # An event of SCXML is matched by its first words: no name may begin another with a dot.
    events = {t.get("event") for t in root.iter(f"{SCXML}transition")}
    assert all(re.fullmatch(r"\w+", str(event)) for event in events)


def test_no_operation_has_the_name_of_a_background_step() -> None:
    for machine in MACHINES:
        operations = {r.operation for r in TABLE.rules if r.machine == machine and r.operation}
        assert not operations & set(TABLE.background[machine])


def test_there_is_a_document_for_each_machine() -> None:
    assert {path.name for path in artefacts()} == {"job.scxml", "execution.scxml"}
