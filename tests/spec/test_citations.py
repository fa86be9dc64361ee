"""Every claim is cited, and what is cited is a claim."""

from __future__ import annotations

import pytest

from iot_jobs_spec import TABLE, Table
from iot_jobs_spec.claims import CLAIMS, OUTSIDE
from iot_jobs_spec.model.citations import citations
from iot_jobs_spec.verify.spec import moved_places, orphans, problems, undeclared_errors


def test_the_spec_has_no_problem() -> None:
    assert list(problems()) == []


def test_no_claim_is_orphaned() -> None:
    assert [name for name, citing in citations().items() if not citing] == []


def test_a_claim_that_nothing_cites_any_more_is_noticed() -> None:
    rules = tuple(
        rule for rule in TABLE.rules if "CANCEL_BY_FORCE" not in {k.name for k in rule.claims}
    )
    smaller = object.__new__(Table)
    object.__setattr__(smaller, "rules", rules)
    assert any("CANCEL_BY_FORCE" in line for line in orphans(smaller))


def test_a_sentence_that_aws_changes_is_noticed_by_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "iot_jobs_spec.verify.botocore_model.value_at", lambda pointer: f"new {pointer}"
    )
    changed = list(moved_places())
    assert any("CANCEL_NEEDS_FORCE" in line for line in changed)


def test_an_error_that_the_operation_does_not_declare_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("iot_jobs_spec.verify.spec.UNDECLARED", ())
    assert list(undeclared_errors()) == [
        "CancelJob does not declare InvalidStateTransitionException",
        "UpdateJobExecution does not declare VersionConflictException",
    ]


def test_what_is_out_of_scope_is_cited_nowhere() -> None:
    assert not set(OUTSIDE) & {claim.fact for claim in CLAIMS.values()}
