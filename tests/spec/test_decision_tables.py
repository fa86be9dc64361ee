"""Both profiles equal the decision tables, which `support.decision_tables` has by hand."""

from __future__ import annotations

import json

import pytest

from iot_jobs_spec.cli.main import main
from iot_jobs_spec.model.explain import answers, questions_of
from iot_jobs_spec.model.profiles import PROFILES, table_of
from iot_jobs_spec.model.requests import REPORTED
from support.decision_tables import (
    CANCEL_JOB,
    CANCEL_JOB_EXECUTION,
    CASCADE,
    CREATE_JOB,
    DELETE_JOB,
    DELETE_JOB_EXECUTION,
    FURTHER_STEPS,
    START_NEXT,
    STEPS,
    UPDATE_JOB_EXECUTION,
    Cells,
    D,
    U,
)
from support.scenarios import INVALID_STATE, NOT_FOUND

BOTH = pytest.mark.parametrize("profile", PROFILES)


def of_profile(table: Cells, profile: str) -> Cells:
    """The part of a decision table that the profile has: statuses come first in the keys."""
    known = table_of(profile).statuses
    statuses = {None, *known["Job"], *known["Execution"]}
    return {
        key: answers
        for key, answers in table.items()
        if (key[0] if isinstance(key, tuple) else key) in statuses
    }


def said(question: str, profile: str, *names: str) -> dict[object, object]:
    """The rules for a question: basis and outcomes, by status and by these guards."""
    found: dict[object, object] = {}
    for q in answers(question, table=table_of(profile)):
        key = (q.status, *(q.guards.get(name) for name in names))
        outcomes = [(o.error.code if o.error else None, o.status) for o in q.rule.outcomes]
        assert key not in found
        found[key if names else q.status] = (q.rule.basis.value, outcomes)
    return found


@BOTH
def test_cancel_job_equals_its_decision_table(profile: str) -> None:
    assert said("CancelJob", profile, "force") == CANCEL_JOB


@BOTH
def test_delete_job_equals_its_decision_table(profile: str) -> None:
    assert said("DeleteJob", profile, "force", "at_limit", "all_terminal") == DELETE_JOB


@BOTH
def test_cancel_job_execution_equals_its_decision_table(profile: str) -> None:
    found = said("CancelJobExecution", profile, "force", "version_mismatch")
    assert found == of_profile(CANCEL_JOB_EXECUTION, profile)


@BOTH
def test_create_job_equals_its_decision_table(profile: str) -> None:
    assert said("CreateJob", profile) == CREATE_JOB


@BOTH
def test_start_next_equals_its_decision_table(profile: str) -> None:
    found = said("StartNextPendingJobExecution", profile)
    assert found == of_profile(START_NEXT, profile)


@pytest.mark.parametrize(
    ("profile", "requested"),
    [("core", "IN_PROGRESS"), *(("full", status) for status in UPDATE_JOB_EXECUTION)],
)
def test_update_job_execution_equals_its_decision_table(profile: str, requested: str) -> None:
    question = "UpdateJobExecution" + ("" if requested == "IN_PROGRESS" else f"={requested}")
    found = said(question, profile, "version_mismatch")
    assert found == of_profile(UPDATE_JOB_EXECUTION[requested], profile)


def test_update_job_execution_has_a_table_for_each_status() -> None:
    questions = questions_of("UpdateJobExecution", table_of("full"))
    assert {q.partition("=")[2] or "IN_PROGRESS" for q in questions} == {*UPDATE_JOB_EXECUTION}
    assert {*UPDATE_JOB_EXECUTION} == {"IN_PROGRESS", *REPORTED, "OTHER"}


@pytest.mark.parametrize("question", questions_of("UpdateJobExecution", table_of("full")))
def test_a_device_may_be_cut_off_from_a_job_that_is_being_deleted(question: str) -> None:
    table = table_of("full")
    for q in answers(question, {"job_deleting": True, "version_mismatch": False}, table):
        usual = table.rule(q.machine, table.operations[question][1], q.status)
        assert usual is not None
        found = [o.error.code if o.error else None for o in q.rule.outcomes]
        own = [o.error.code if o.error else None for o in usual.outcomes]
        if q.status is None:
            assert found == own
        else:
            assert {*found} == {NOT_FOUND, INVALID_STATE, *own}
            assert (q.rule.basis.value, found[0]) == (U, NOT_FOUND)


def test_delete_job_execution_equals_its_decision_table() -> None:
    assert said("DeleteJobExecution", "full", "force") == DELETE_JOB_EXECUTION


@BOTH
def test_the_cascade_equals_its_decision_table(profile: str) -> None:
    table = table_of(profile)
    for (status, force), (basis, becomes) in CASCADE.items():
        rule = table.rule("Execution", "cascade", status, force=force)
        if status in (None, *table.statuses["Execution"]):
            assert rule is not None
            assert (rule.basis.value, rule.expected.status) == (basis, becomes), rule


@BOTH
def test_the_steps_of_the_service_equal_their_decision_table(profile: str) -> None:
    table = table_of(profile)
    steps = STEPS | FURTHER_STEPS if profile == "full" else STEPS
    for (machine, event, status), (guards, basis, becomes) in steps.items():
        if status in (None, *table.statuses[machine]):
            rule = table.rule(machine, event, status, **dict.fromkeys(guards, True))
            assert rule is not None
            assert (rule.basis.value, rule.expected.status) == (basis, becomes), rule
            for guard in guards:
                others = dict.fromkeys(set(guards) - {guard}, True)
                without = table.rule(machine, event, status, **others)
                assert without is None or without.expected.status == status


@pytest.mark.parametrize("status", ["continuous", "execution_lost"])
def test_a_continuous_or_a_thinned_job_does_not_complete_like_others(status: str) -> None:
    guards = {"all_terminal": True, status: True}
    rule = table_of("full").rule("Job", "complete", "IN_PROGRESS", **guards)
    assert rule is not None
    assert rule.expected.status == "IN_PROGRESS"
    basis = {"continuous": D, "execution_lost": U}[status]
    assert rule.basis.value == basis
    open_ = {**guards, "continuous": True, "execution_lost": True}
    assert table_of("full").rule("Job", "may_complete", "IN_PROGRESS", **open_) is None


EXPLAINED: list[tuple[str, str, str, Cells, tuple[str, ...]]] = [
    ("core", "CancelJob", "", CANCEL_JOB, ("force",)),
    ("full", "CancelJob", "", CANCEL_JOB, ("force",)),
    *(
        (profile, "CancelJobExecution", "", of_profile(CANCEL_JOB_EXECUTION, profile),
         ("force", "version_mismatch"))
        for profile in PROFILES
    ),
    ("core", "UpdateJobExecution", "",
     of_profile(UPDATE_JOB_EXECUTION["IN_PROGRESS"], "core"), ("version_mismatch",)),
    *(
        ("full", "UpdateJobExecution", requested, table, ("version_mismatch",))
        for requested, table in UPDATE_JOB_EXECUTION.items()
    ),
    ("full", "DeleteJobExecution", "", DELETE_JOB_EXECUTION, ("force",)),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    ("profile", "operation", "requested", "table", "names"),
    EXPLAINED,
    ids=["-".join(filter(None, case[:3])) for case in EXPLAINED],
)
def test_explain_equals_the_decision_tables_for_every_status_and_option(
    profile: str,
    operation: str,
    requested: str,
    table: Cells,
    names: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
) -> None:
    for (status, *values), (basis, outcomes) in table.items():
        flags = [
            f"--{'' if value else 'no-'}{name.replace('_', '-')}"
            for name, value in zip(names, values, strict=True)
        ]
        flags += ["--profile", profile]
        flags += ["--requested", requested] if requested else []
        argv = ["explain", operation, "--status", str(status or "ABSENT"), *flags]
        assert main([*argv, "--format", "json"]) == 0
        [cell] = json.loads(capsys.readouterr().out)
        assert (cell["operation"], cell["status"], cell["basis"]) == (operation, status, basis)
        assert [(o["error"], o["status"]) for o in cell["outcomes"]] == outcomes
        assert [cell[name] for name in names] == values
        assert cell["claims"]
        assert all(set(claim) == {"name", "where", "says", "basis"} for claim in cell["claims"])
