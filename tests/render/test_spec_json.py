"""spec.json: holds the whole spec, keeps its schema, and is enough to answer every cell."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from iot_jobs_spec.claims import CLAIMS, premises, sources
from iot_jobs_spec.errors import ERRORS
from iot_jobs_spec.machines import CORE
from iot_jobs_spec.model.constraints import CONSTRAINTS, RANGES, Fit, judge
from iot_jobs_spec.model.profiles import FULL, table_of
from iot_jobs_spec.model.requests import CreateJob
from iot_jobs_spec.model.table import TABLE
from iot_jobs_spec.render.exports.schema import FULL_SCHEMA, SCHEMA, problems
from iot_jobs_spec.render.exports.spec_json import artefacts, as_bytes, spec

SPEC = spec()
VALIDATOR = Draft202012Validator(SCHEMA)


def test_the_schema_is_a_schema_and_the_spec_keeps_it() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    VALIDATOR.validate(SPEC)
    assert list(problems(SPEC)) == []


def objects(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Each part of the schema that is about objects."""
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield path, schema
        for name, part in schema.items():
            yield from objects(part, f"{path}/{name}")


def test_the_schema_permits_no_member_that_it_does_not_name() -> None:
    for path, part in objects(SCHEMA):
        assert "additionalProperties" in part, path
        if "properties" in part:
            assert part["additionalProperties"] is False, path
            assert part["required"] == list(part["properties"]), path


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(value, (dict, list)):
        for name, member in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(member, (*path, name))


PLACES = list(places(SPEC))
OTHERS: list[Any] = [None, True, 0, -1, "", "Ünfit!", [], ["a", "a"], {}, {"x": 1}, 600]


def put(path: tuple[Any, ...], other: Any, how: str) -> Any:
    """The spec with another value at the path, or without it, or with one member more."""
    changed = copy.deepcopy(SPEC)
    if not path:
        return other
    holder: Any = changed
    for name in path[:-1]:
        holder = holder[name]
    if how == "gone":
        del holder[path[-1]]
    elif how == "more" and isinstance(holder, dict):
        holder["more to say"] = other
    else:
        holder[path[-1]] = other
    return changed


@given(st.sampled_from(PLACES), st.sampled_from(OTHERS), st.sampled_from(["other", "gone", "more"]))
def test_our_own_reading_of_the_schema_agrees_with_a_library(
    path: tuple[Any, ...], other: Any, how: str
) -> None:
    value = put(path, other, how)
    assert (next(problems(value), None) is None) == VALIDATOR.is_valid(value)


def test_a_problem_names_its_place() -> None:
    value = copy.deepcopy(SPEC)
    value["rules"][3]["outcomes"][0]["http"] = [200]
    del value["claims"]["JOB_ID_FORM"]["says"]
    assert list(problems(value)) == [
        "rules[3].outcomes[0].http[0] is out of bounds",
        "claims.JOB_ID_FORM has no says",
    ]


def test_every_rule_and_cell_of_the_table_is_there() -> None:
    assert [rule["id"] for rule in SPEC["rules"]] == [rule.id for rule in TABLE.rules]
    assert SPEC["cells"] == {cell.id: cell.rule.id for cell in TABLE.cells()}
    for said, rule in zip(SPEC["rules"], TABLE.rules, strict=True):
        assert (said["machine"], said["event"]) == (rule.machine, rule.event)
        assert said["operation"] == rule.operation
        assert said["source"] == rule.source
        assert said["guards"] == dict(rule.guards)
        assert (said["verdict"], said["basis"]) == (rule.verdict.value, rule.basis.value)
        assert said["outcomes"] == [
            {"error": None, "http": None, "status": outcome.status}
            if outcome.error is None
            else {"error": outcome.error.code, "http": list(outcome.error.http), "status": None}
            for outcome in rule.outcomes
        ]
        assert set(said["claims"]) == {claim.name for claim in rule.claims}
        assert said["claims"][0] == rule.claims[0].name
        assert set(said["which"]) == {claim.name for claim in rule.which}
        assert said["effects"] == [effect.name for effect in rule.does]


def test_the_cells_follow_from_the_rules() -> None:
    """A reader in another language finds the rule of a cell by its guards alone."""
    rules = {rule["id"]: rule for rule in SPEC["rules"]}
    for cell in TABLE.cells():
        holds = dict(cell.guards).items()
        (found,) = (
            rule["id"]
            for rule in rules.values()
            if (rule["machine"], rule["event"], rule["source"])
            == (cell.machine, cell.event, cell.status)
            and rule["guards"].items() <= holds
        )
        assert found == SPEC["cells"][cell.id]


def test_everything_beside_the_rules_is_there() -> None:
    assert set(SPEC["claims"]) == set(CLAIMS)
    assert {name: said["says"] for name, said in SPEC["claims"].items()} == {
        name: claim.says for name, claim in CLAIMS.items()
    }
    for name, claim in CLAIMS.items():
        said = SPEC["claims"][name]
        assert (said["fact"], said["facts"]) == (claim.fact, list(claim.facts))
        assert [link["title"] for link in said["links"]] == [d.title for d in sources(claim)]
        assert said["follows_from"] == [premise.name for premise in premises(claim)]
    assert SPEC["errors"].keys() == {error.code for error in ERRORS}
    assert SPEC["guards"] == {name: guard.says for name, guard in CORE.guards.items()}
    assert set(SPEC["constraints"]) == {constraint.name for constraint in CONSTRAINTS}
    assert SPEC["deletion_limit"]["value"] == CORE.limit.value
    assert SPEC["pending"]["statuses"] == list(CORE.pending.statuses)
    assert [(c["status"], c["event"]) for c in SPEC["couplings"]] == [
        (c.status, c.event) for c in CORE.couplings
    ]
    assert [a["error"] for a in SPEC["allowances"]] == [a.error.code for a in CORE.allowances]
    assert [u["operation"] for u in SPEC["undeclared"]] == [u.operation for u in CORE.undeclared]
    for machine, statuses in TABLE.statuses.items():
        assert SPEC["machines"][machine]["statuses"] == list(statuses)
        assert SPEC["machines"][machine]["background"] == list(TABLE.background[machine])


def named(value: Any, member: str) -> Iterator[str]:
    """Every value of this member, anywhere."""
    if isinstance(value, dict):
        found = value.get(member)
        yield from found if isinstance(found, list) else [found] if isinstance(found, str) else []
    if isinstance(value, (dict, list)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from named(part, member)


def test_every_name_is_defined() -> None:
    assert {*named(SPEC, "claims"), *named(SPEC, "which")} <= set(SPEC["claims"])
    assert {*named(SPEC, "error"), *named(SPEC, "also")} <= set(SPEC["errors"])
    assert set(named(SPEC["rules"], "effects")) == set(SPEC["effects"])
    assert {guard for rule in SPEC["rules"] for guard in rule["guards"]} <= set(SPEC["guards"])


def test_there_are_two_files_that_read_back_unchanged() -> None:
    found = {path.as_posix(): content for path, content in artefacts().items()}
    assert set(found) == {"diagrams/spec.json", "diagrams/spec.schema.json"}
    assert json.loads(found["diagrams/spec.json"]) == SPEC
    assert json.loads(found["diagrams/spec.schema.json"]) == SCHEMA
    for content in found.values():
        assert content.endswith(b"\n}\n")
        assert content == as_bytes(json.loads(content))


@pytest.mark.parametrize("basis", ["documented", "", None])
def test_an_unknown_basis_breaks_the_schema(basis: object) -> None:
    value = put(("rules", 0, "basis"), basis, "other")
    assert not VALIDATOR.is_valid(value)
    assert next(problems(value), "").startswith("rules[0].basis is none of DOCUMENTED")


def test_the_spec_of_full_keeps_its_schema_and_has_every_range() -> None:
    full = spec(table_of(FULL))
    Draft202012Validator.check_schema(FULL_SCHEMA)
    Draft202012Validator(FULL_SCHEMA).validate(full)
    assert list(problems(full)) == []
    assert "ranges" not in SPEC
    assert full["ranges"].keys() == {f"{r.operation}/malformed/{r.name}" for r in RANGES}
    assert {claim for one in full["ranges"].values() for claim in one["claims"]} <= {
        *full["claims"]
    }
    together = full["ranges"]["CreateJob/malformed/RETRIES_TOGETHER"]
    for more, fit in ((0, Fit.KEPT), (1, Fit.BROKEN)):
        retries = {"FAILED": 1, "TIMED_OUT": together["highest"] - 1 + more}
        assert judge(CreateJob("j", ("t",), retries=retries))[0] is fit
    percentage = full["ranges"]["CreateJob/malformed/ABORT_PERCENTAGE"]
    assert percentage["digits"] == 2
    for one in full["ranges"].values():
        del one["digits"]
    assert list(problems(full)) == []  # as an earlier version wrote it
    del full["ranges"]
    assert list(problems(full)) == []  # as an earlier version wrote it
