"""Every claim is cited, and the spec agrees with botocore's models."""

from __future__ import annotations

from dataclasses import replace

import pytest

from iot_jobs_spec import TABLE, Table
from iot_jobs_spec.claims import CLAIMS, FULL_CLAIMS, OUTSIDE, OUTSIDE_OF_FULL, claims_of
from iot_jobs_spec.machines import CORE
from iot_jobs_spec.model.citations import citations
from iot_jobs_spec.model.profiles import PROFILES, table_of
from iot_jobs_spec.model.table import read
from iot_jobs_spec.verify.spec import moved_places, orphans, problems, undeclared_errors

PROFILES_ = pytest.mark.parametrize("profile", PROFILES)


@PROFILES_
def test_the_spec_has_no_problem(profile: str) -> None:
    assert list(problems(table_of(profile))) == []


@PROFILES_
def test_every_claim_is_cited(profile: str) -> None:
    cited = citations(table_of(profile))
    assert cited.keys() == claims_of(profile).keys()
    assert [name for name, citing in cited.items() if not citing] == []


def test_a_claim_without_a_citation_is_a_problem() -> None:
    smaller = object.__new__(Table)
    object.__setattr__(smaller, "spec", TABLE.spec)
    object.__setattr__(smaller, "operations", TABLE.operations)
    rules = (r for r in TABLE.rules if "CANCEL_BY_FORCE" not in {k.name for k in r.claims})
    object.__setattr__(smaller, "rules", tuple(rules))
    assert any("CANCEL_BY_FORCE" in line for line in orphans(smaller))


def test_a_sentence_that_aws_changes_is_a_problem_of_its_claims(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "iot_jobs_spec.verify.botocore_model.value_at", lambda pointer: f"new {pointer}"
    )
    changed = list(moved_places())
    assert any("CANCEL_NEEDS_FORCE" in line for line in changed)


def test_an_error_that_the_operation_does_not_declare_is_a_problem() -> None:
    assert list(undeclared_errors(read(replace(CORE, undeclared=())))) == [
        "CancelJob does not declare InvalidStateTransitionException",
        "UpdateJobExecution does not declare VersionConflictException",
    ]


def test_no_claim_has_a_fact_that_is_out_of_scope() -> None:
    assert not set(OUTSIDE) & {fact for claim in CLAIMS.values() for fact in claim.facts}
    cited = {fact for claim in FULL_CLAIMS.values() for fact in claim.facts}
    assert not set(OUTSIDE_OF_FULL) & cited
