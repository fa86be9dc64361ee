"""The table answers every cell exactly once; a spec that does not is rejected."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from iot_jobs_spec import TABLE, Execution, Job, Table
from iot_jobs_spec.language.rules import Rule, Verdict
from iot_jobs_spec.machines import CORE
from iot_jobs_spec.model.table import Decision, TableError, read


def test_every_operation_status_and_guard_is_answered_by_exactly_one_rule() -> None:
    for operation, (machine, event) in TABLE.operations.items():
        rules = [rule for rule in TABLE.rules if rule.operation == operation]
        for status in (None, *TABLE.statuses[machine]):
            for values in product((False, True), repeat=len(CORE.guards)):
                holds = dict(zip(CORE.guards, values, strict=True))
                fit = [
                    rule
                    for rule in rules
                    if rule.source == status
                    and all(holds[guard] == want for guard, want in rule.guards.items())
                ]
                assert len(fit) == 1, (operation, status, holds, fit)
                assert TABLE.rule(machine, event, status, **holds) is fit[0]


def asked(table: Table, machine: str, event: str, status: str | None, **holds: bool) -> Rule | None:
    """The rule that the decision tree finds."""
    found = table.forks[machine, event, status]
    while isinstance(found, tuple):
        guard, no, yes = found
        found = yes if holds[guard] else no
    return found


@pytest.mark.parametrize("spec", ["ours", "a wrong one"])
def test_the_decision_trees_answer_like_the_table(spec: str) -> None:
    table = TABLE
    if spec != "ours":
        first = TABLE.rules[0]
        table = TABLE.with_rules((replace(first), *TABLE.rules[1:]))
        assert asked(table, first.machine, first.event, first.source) is table.rules[0]
    for machine, event, status in table.entries:
        for values in product((False, True), repeat=len(CORE.guards)):
            holds = dict(zip(CORE.guards, values, strict=True))
            rule = asked(table, machine, event, status, **holds)
            assert rule is table.rule(machine, event, status, **holds)


def test_the_decision_trees_read_no_guard_without_need() -> None:
    def guards(found: Decision) -> set[str]:
        if not isinstance(found, tuple):
            return set()
        guard, no, yes = found
        assert no is not yes
        return {guard, *guards(no), *guards(yes)}

    for key, found in TABLE.forks.items():
        assert guards(found) <= {*TABLE.entries[key].guards}
    assert guards(TABLE.forks["Job", "cancel", "IN_PROGRESS"]) == {"force"}
    assert guards(TABLE.forks["Job", "describe", "CANCELED"]) == set()


def test_the_machines_have_exactly_these_states() -> None:
    assert TABLE.statuses == {
        "Job": ("IN_PROGRESS", "CANCELED", "COMPLETED", "DELETION_IN_PROGRESS"),
        "Execution": ("QUEUED", "IN_PROGRESS", "CANCELED"),
    }


def test_only_cancels_during_deletion_are_unspecified() -> None:
    unspecified = {rule.id for rule in TABLE.rules if rule.verdict is Verdict.UNSPECIFIED}
    assert unspecified == {
        "CancelJobExecution/QUEUED/job_deleting",
        "CancelJobExecution/IN_PROGRESS/force/job_deleting",
        "CancelJobExecution/IN_PROGRESS/!force/job_deleting",
        "CancelJobExecution/CANCELED/job_deleting",
    }
    assert {cell.rule.id for cell in TABLE.unspecified_cells()} == unspecified


def test_every_rule_with_several_answers_cites_an_unspecified_claim() -> None:
    for cell in TABLE.contradictions():
        bases = {claim.basis.value for claim in cell.rule.cited()}
        assert "UNSPECIFIED" in bases, cell.id


def test_cells_have_unique_names() -> None:
    names = [cell.id for cell in TABLE.cells()]
    assert len(names) == len(set(names))
    ids = [rule.id for rule in TABLE.rules]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("missing", [rule for rule in TABLE.rules if rule.operation])
def test_a_spec_without_one_of_its_rules_is_rejected(missing: object) -> None:
    rules = tuple(rule for rule in TABLE.rules if rule is not missing)
    with pytest.raises(TableError, match=r"no rule answers|0 rules answer"):
        TABLE.with_rules(rules)


@pytest.mark.parametrize("double", TABLE.rules)
def test_a_spec_with_the_same_rule_twice_is_rejected(double: object) -> None:
    twice = next(rule for rule in TABLE.rules if rule is double)
    with pytest.raises(TableError, match="2 rules answer"):
        TABLE.with_rules((*TABLE.rules, replace(twice)))


def test_the_table_is_read_from_the_machines() -> None:
    assert read(CORE).rules == Job.rules + Execution.rules == TABLE.rules
