"""The spec equals the decision tables, which are written here a second time, by hand."""

from __future__ import annotations

import json

import pytest

from iot_jobs_spec import TABLE
from iot_jobs_spec.cli.main import main
from iot_jobs_spec.model.explain import answers
from support.scenarios import CONFLICT, EXISTS, INVALID, INVALID_STATE, LIMIT, NOT_FOUND

D, O, I, U = "DOCUMENTED", "OBSERVED", "INFERRED", "UNSPECIFIED"  # noqa: E741
DELETING = "DELETION_IN_PROGRESS"
Expected = tuple[str, list[str | None]]


def ok(basis: str, status: str, *or_else: str) -> tuple[str, list[tuple[str | None, str | None]]]:
    return basis, [(None, status), *((code, None) for code in or_else)]


def no(basis: str, *codes: str) -> tuple[str, list[tuple[str | None, str | None]]]:
    return basis, [(code, None) for code in codes]


# By status, then by force.
CANCEL_JOB = {
    (None, False): no(D, NOT_FOUND),
    (None, True): no(D, NOT_FOUND),
    ("IN_PROGRESS", False): ok(D, "CANCELED"),
    ("IN_PROGRESS", True): ok(D, "CANCELED"),
    ("COMPLETED", False): no(I, INVALID),
    ("COMPLETED", True): no(O, INVALID),
    ("CANCELED", False): no(I, INVALID),
    ("CANCELED", True): no(O, INVALID),
    (DELETING, False): no(D, INVALID, INVALID_STATE),
    (DELETING, True): no(D, INVALID, INVALID_STATE),
}

# By status, force, at_limit, and for CANCELED also all_terminal.
DELETE_JOB = {
    (None, False, False, None): no(D, NOT_FOUND),
    (None, True, False, None): no(D, NOT_FOUND),
    (None, False, True, None): no(D, NOT_FOUND),
    (None, True, True, None): no(D, NOT_FOUND),
    ("IN_PROGRESS", False, False, None): no(D, INVALID_STATE),
    ("IN_PROGRESS", True, False, None): ok(D, DELETING),
    ("IN_PROGRESS", False, True, None): no(U, INVALID_STATE, LIMIT),
    ("IN_PROGRESS", True, True, None): no(D, LIMIT),
    ("COMPLETED", False, False, None): ok(D, DELETING),
    ("COMPLETED", True, False, None): ok(I, DELETING),
    ("COMPLETED", False, True, None): no(D, LIMIT),
    ("COMPLETED", True, True, None): no(D, LIMIT),
    ("CANCELED", False, False, True): ok(D, DELETING),
    ("CANCELED", False, False, False): ok(U, DELETING, INVALID_STATE),
    ("CANCELED", True, False, True): ok(O, DELETING),
    ("CANCELED", True, False, False): ok(O, DELETING),
    ("CANCELED", False, True, True): no(D, LIMIT),
    ("CANCELED", False, True, False): no(U, LIMIT, INVALID_STATE),
    ("CANCELED", True, True, True): no(D, LIMIT),
    ("CANCELED", True, True, False): no(D, LIMIT),
    (DELETING, False, False, None): no(D, INVALID_STATE, INVALID),
    (DELETING, True, False, None): no(D, INVALID_STATE, INVALID),
    (DELETING, False, True, None): no(U, INVALID_STATE, INVALID, LIMIT),
    (DELETING, True, True, None): no(U, INVALID_STATE, INVALID, LIMIT),
}

# By status, force and version_mismatch.
CANCEL_JOB_EXECUTION = {
    (None, False, False): no(D, NOT_FOUND),
    (None, False, True): no(D, NOT_FOUND),
    (None, True, False): no(D, NOT_FOUND),
    (None, True, True): no(D, NOT_FOUND),
    ("QUEUED", False, False): ok(D, "CANCELED"),
    ("QUEUED", False, True): no(D, CONFLICT),
    ("QUEUED", True, False): ok(D, "CANCELED"),
    ("QUEUED", True, True): no(D, CONFLICT),
    ("IN_PROGRESS", False, False): no(D, INVALID_STATE),
    ("IN_PROGRESS", False, True): no(U, CONFLICT, INVALID_STATE),
    ("IN_PROGRESS", True, False): ok(D, "CANCELED"),
    ("IN_PROGRESS", True, True): no(D, CONFLICT),
    ("CANCELED", False, False): no(D, INVALID_STATE),
    ("CANCELED", False, True): no(U, CONFLICT, INVALID_STATE),
    ("CANCELED", True, False): no(D, INVALID_STATE),
    ("CANCELED", True, True): no(U, CONFLICT, INVALID_STATE),
}

# By status and version_mismatch.
UPDATE_JOB_EXECUTION = {
    (None, False): no(D, NOT_FOUND),
    (None, True): no(D, NOT_FOUND),
    ("QUEUED", False): ok(D, "IN_PROGRESS"),
    # R121 documents the rejection; R122 leaves the error open.
    ("QUEUED", True): no(D, CONFLICT, INVALID_STATE),
    ("IN_PROGRESS", False): ok(D, "IN_PROGRESS"),
    ("IN_PROGRESS", True): no(D, CONFLICT, INVALID_STATE),
    ("CANCELED", False): no(D, INVALID_STATE),
    ("CANCELED", True): no(U, CONFLICT, INVALID_STATE),
}

CREATE_JOB = {
    None: ok(D, "IN_PROGRESS"),
    "IN_PROGRESS": no(D, EXISTS),
    "CANCELED": no(D, EXISTS),
    "COMPLETED": no(D, EXISTS),
    DELETING: no(I, EXISTS),
}

# The effect of CancelJob on an execution, by its status and force.
CASCADE = {
    (None, False): (D, None),
    (None, True): (D, None),
    ("QUEUED", False): (D, "CANCELED"),
    ("QUEUED", True): (D, "CANCELED"),
    ("IN_PROGRESS", False): (D, "IN_PROGRESS"),
    ("IN_PROGRESS", True): (D, "CANCELED"),
    ("CANCELED", False): (D, "CANCELED"),
    ("CANCELED", True): (D, "CANCELED"),
}


def said(operation: str, *names: str) -> dict[object, object]:
    """The rules of an operation: basis and outcomes, by status and by these guards."""
    found: dict[object, object] = {}
    for q in answers(operation):
        key = (q.status, *(q.guards.get(name) for name in names))
        outcomes = [(o.error.code if o.error else None, o.status) for o in q.rule.outcomes]
        assert key not in found
        found[key if names else q.status] = (q.rule.basis.value, outcomes)
    return found


def test_cancel_job_equals_its_decision_table() -> None:
    assert said("CancelJob", "force") == CANCEL_JOB


def test_delete_job_equals_its_decision_table() -> None:
    assert said("DeleteJob", "force", "at_limit", "all_terminal") == DELETE_JOB


def test_cancel_job_execution_equals_its_decision_table() -> None:
    assert said("CancelJobExecution", "force", "version_mismatch") == CANCEL_JOB_EXECUTION


def test_update_job_execution_equals_its_decision_table() -> None:
    assert said("UpdateJobExecution", "version_mismatch") == UPDATE_JOB_EXECUTION


def test_create_job_equals_its_decision_table() -> None:
    assert said("CreateJob") == CREATE_JOB


def test_the_cascade_equals_its_decision_table() -> None:
    for (status, force), (basis, becomes) in CASCADE.items():
        rule = TABLE.rule("Execution", "cascade", status, force=force)
        assert rule is not None
        assert (rule.basis.value, rule.expected.status) == (basis, becomes), rule


@pytest.mark.parametrize(
    ("operation", "table", "names"),
    [
        ("CancelJob", CANCEL_JOB, ("force",)),
        ("CancelJobExecution", CANCEL_JOB_EXECUTION, ("force", "version_mismatch")),
        ("UpdateJobExecution", UPDATE_JOB_EXECUTION, ("version_mismatch",)),
    ],
)
def test_explain_equals_the_decision_tables_for_every_status_and_option(
    operation: str,
    table: dict[tuple[object, ...], tuple[str, list[tuple[str | None, str | None]]]],
    names: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
) -> None:
    for (status, *values), (basis, outcomes) in table.items():
        flags = [
            f"--{'' if value else 'no-'}{name.replace('_', '-')}"
            for name, value in zip(names, values, strict=True)
        ]
        argv = ["explain", operation, "--status", str(status or "ABSENT"), *flags]
        assert main([*argv, "--format", "json"]) == 0
        [cell] = json.loads(capsys.readouterr().out)
        assert (cell["operation"], cell["status"], cell["basis"]) == (operation, status, basis)
        assert [(o["error"], o["status"]) for o in cell["outcomes"]] == outcomes
        assert [cell[name] for name in names] == values
        assert cell["claims"]
        assert all(set(claim) == {"name", "where", "says", "basis"} for claim in cell["claims"])
