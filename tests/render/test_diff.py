"""diff: the changes between two versions of the spec, as text, JSON and a drawing."""

from __future__ import annotations

import argparse
import copy
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_jobs_spec.cli import diff
from iot_jobs_spec.cli.main import main
from iot_jobs_spec.model.profiles import PROFILES, table_of
from iot_jobs_spec.model.table import TABLE
from iot_jobs_spec.render import CannotRender
from iot_jobs_spec.render.diagrams.palette import DARK
from iot_jobs_spec.render.diagrams.svg import svg
from iot_jobs_spec.render.diff.compare import (
    ADDED,
    CHANGED,
    OTHERS,
    REMOVED,
    Difference,
    difference,
    load,
)
from iot_jobs_spec.render.diff.picture import difference_dot
from iot_jobs_spec.render.diff.text import as_json, as_text
from iot_jobs_spec.render.exports.schema import FORMAT, problems
from iot_jobs_spec.render.exports.spec_json import spec

OLD = spec()
SVG = "{http://www.w3.org/2000/svg}"
Spec = dict[str, Any]


def rule_of(version: Spec, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(rule for rule in version["rules"] if rule["id"] == name)
    return found


def changed(change: Callable[[Spec], object], old: Spec = OLD) -> tuple[Spec, Difference]:
    """The spec after a change, and the difference that is found."""
    new = copy.deepcopy(old)
    change(new)
    return new, difference(old, new)


def reject_delete(new: Spec) -> None:
    error = {"error": "InvalidRequestException", "http": [400], "status": None}
    rule = rule_of(new, "DeleteJob/COMPLETED/!force/!at_limit")
    rule.update(verdict="reject", outcomes=[error])


def drop_completion(new: Spec) -> None:
    new["rules"].remove(rule_of(new, "Job.complete/IN_PROGRESS/all_terminal"))


def end_completed(new: Spec) -> None:
    rule = copy.deepcopy(rule_of(new, "Job.end_deletion/DELETION_IN_PROGRESS/no_executions"))
    rule.update(source="COMPLETED", id="Job.end_deletion/COMPLETED/no_executions")
    new["rules"].append(rule)


def everything(new: Spec) -> None:
    reject_delete(new)
    drop_completion(new)
    end_completed(new)
    new["deletion_limit"]["value"] = 20


def test_a_spec_does_not_differ_from_itself() -> None:
    found = difference(OLD, copy.deepcopy(OLD))
    assert not found
    assert as_text(found) == "nothing changed\n"


def test_a_changed_answer_names_its_cell_and_the_changed_fields() -> None:
    _, found = changed(reject_delete)
    (change,) = found.changes
    assert (change.kind, change.cells) == (CHANGED, ("DeleteJob/COMPLETED/!force/!at_limit",))
    assert change.fields == ("verdict", "outcomes")
    assert not found.others
    assert as_text(found).splitlines()[:3] == [
        "≠ DeleteJob in COMPLETED [not force]: changed",
        "    verdict: accept → reject",
        "    outcomes: DELETION_IN_PROGRESS → InvalidRequestException (400)",
    ]


@pytest.mark.slow
@pytest.mark.parametrize("rule", TABLE.rules, ids=lambda rule: str(rule.id))
def test_each_cell_of_a_rule_that_changed_is_named(rule: Any) -> None:
    cells = {cell.id for cell in TABLE.cells() if cell.rule is rule}
    _, found = changed(
        lambda new: rule_of(new, rule.id).update(verdict="unspecified", basis="OBSERVED")
    )
    if (rule.verdict.value, rule.basis.value) != ("unspecified", "OBSERVED"):
        assert {cell for change in found.changes for cell in change.cells} == cells
        assert {change.kind for change in found.changes} == {CHANGED}


@given(st.sampled_from(OLD["rules"]), st.sampled_from(["claims", "which", "effects", "guards"]))
def test_each_part_of_a_rule_is_compared(rule: dict[str, Any], field: str) -> None:
    other: Any = (
        {**rule["guards"], "no_executions": True}
        if field == "guards"
        else ["ANOTHER", *rule[field]]
    )
    _, found = changed(lambda new: rule_of(new, rule["id"]).update({field: other}))
    if field == "guards":
        # If the guard does not hold, no rule answers any more.
        kinds = {change.kind for change in found.changes}
        assert CHANGED in kinds or rule["guards"].get("no_executions")
    else:
        (change,) = found.changes
        assert change.fields == (field,)


def test_a_rule_that_is_gone_is_removed_and_back_again_it_is_added() -> None:
    new, found = changed(drop_completion)
    assert [(c.kind, c.cells) for c in found.changes] == [
        (REMOVED, ("Job.complete/IN_PROGRESS/all_terminal",))
    ]
    (back,) = difference(new, OLD).changes
    assert (back.kind, back.new) == (ADDED, found.changes[0].old)


def test_a_rule_that_is_split_by_a_guard_is_compared_for_each_value_of_it() -> None:
    def split(new: Spec) -> None:
        rule = rule_of(new, "CancelJob/DELETION_IN_PROGRESS")
        forced = copy.deepcopy(rule)
        rule["guards"], forced["guards"] = {"force": False}, {"force": True}
        rule["id"], forced["id"] = rule["id"] + "/!force", rule["id"] + "/force"
        forced["basis"] = "OBSERVED"
        new["rules"].append(forced)

    _, found = changed(split)
    assert {(c.cells, c.fields) for c in found.changes} == {
        (("CancelJob/DELETION_IN_PROGRESS/!force",), ("guards",)),
        (("CancelJob/DELETION_IN_PROGRESS/force",), ("basis", "guards")),
    }


@pytest.fixture(scope="module")
def extension() -> Difference:
    return difference(load("core"), load("full"))


def test_the_profile_full_only_adds_to_the_core(extension: Difference) -> None:
    assert load("core") == OLD
    assert {change.kind for change in extension.changes} == {ADDED}
    assert {other.kind for other in extension.others} == {ADDED}
    added = {(change.name, change.status) for change in extension.changes}
    assert ("DeleteJobExecution", "IN_PROGRESS") in added
    assert ("UpdateJobExecution=FAILED", "QUEUED") in added
    names = {(other.part, other.name) for other in extension.others}
    assert ("machines", "Execution.statuses TIMED_OUT") in names
    assert ("guards", "continuous") in names


def test_without_what_the_profile_full_adds_nothing_is_removed_from_it() -> None:
    back = difference(load("full"), load("core"))
    assert {change.kind for change in back.changes} == {REMOVED}
    assert {other.kind for other in back.others} == {REMOVED}


@pytest.mark.parametrize(
    "name", ["CancelJobExecution/QUEUED/!force/!version_mismatch/!job_deleting", "complete"]
)
def test_a_shared_rule_that_the_profile_full_changes_is_no_addition(name: str) -> None:
    full = load("full")
    if name == "complete":
        name = "Job.complete/IN_PROGRESS/all_terminal"
    rule_of(full, name)["outcomes"][0]["status"] = "QUEUED"
    (change,) = [c for c in difference(OLD, full).changes if c.kind != ADDED]
    assert (change.kind, change.cells) == (CHANGED, (name,))


def test_the_profile_full_follows_its_schema() -> None:
    full = load("full")
    assert list(problems(full)) == []
    full["rules"][0]["requested"] = 1
    full["extends"].pop("guards")
    assert list(problems(full)) == [
        "extends has no guards",
        "rules[0].requested is not of type string or null",
    ]
    assert list(problems({**OLD, "extends": {}})) != []


def test_the_order_of_claims_matters_only_for_the_first() -> None:
    rule = next(rule for rule in OLD["rules"] if len(rule["claims"]) > 2)
    first, *rest = rule["claims"]
    _, found = changed(lambda new: rule_of(new, rule["id"]).update(claims=[first, *rest[::-1]]))
    assert not found
    _, found = changed(lambda new: rule_of(new, rule["id"]).update(claims=[*rest, first]))
    assert found.changes[0].fields == ("claims",)
    assert f"{rest[0]} now decides, before {first}" in as_text(found)


@pytest.mark.parametrize("part", OTHERS)
def test_the_parts_beside_the_cells_are_compared_too(part: str) -> None:
    def take(new: Spec) -> None:
        if isinstance(new[part], list):
            new[part].pop()
        elif part in ("pending", "deletion_limit", "malformed"):
            new[part]["claims"] = ["ANOTHER"]
        else:
            new[part].pop(next(iter(new[part])))

    _, found = changed(take, OLD if part in OLD else load("full"))
    (other,) = found.others
    assert (other.part, bool(found)) == (part, True)
    assert other.kind == (CHANGED if other.name == "" else REMOVED)
    assert part.replace("_", " ") in as_text(found)


def test_the_version_of_the_package_is_not_compared() -> None:
    _, found = changed(lambda new: new["package"].update(version="99"))
    assert not found


def test_the_json_counts_cells_and_has_both_rules() -> None:
    _, found = changed(everything)
    said = json.loads(json.dumps(as_json(found)))
    assert said["summary"] == {"added": 1, "removed": 1, "changed": 1, "others": 1}
    assert not said["same"]
    by_kind = {change["change"]: change for change in said["changes"]}
    assert by_kind["added"]["old"] is None
    assert by_kind["removed"]["new"] is None
    assert by_kind["changed"]["old"] == rule_of(OLD, "DeleteJob/COMPLETED/!force/!at_limit")
    assert said["others"][0]["part"] == "deletion_limit"


def drawn(new: Spec, found: Difference) -> ElementTree.Element:
    return ElementTree.fromstring(svg(difference_dot(OLD, new, found)))


def words(root: ElementTree.Element) -> str:
    said = " ".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))
    return said.replace("\u00a0", " ")


def test_the_drawing_marks_each_change_by_a_sign_and_a_line_and_not_by_colour_alone() -> None:
    new, found = changed(everything)
    root = drawn(new, found)
    said = words(root)
    for mark in (
        "≠ DeleteJob [not force]",
        "– complete [all_terminal]",
        "+ end_deletion [no_executions]",
        "20",
    ):
        assert mark in said, said
    dashes: dict[str, set[str | None]] = {}
    for group in root.iter(f"{SVG}g"):
        name = str(group.get("id"))
        if "-change-" in name:
            kind = name.split("-")[3]
            paths = group.iter(f"{SVG}path")
            dashes.setdefault(kind, set()).update(p.get("stroke-dasharray") for p in paths)
    assert set(dashes) == {ADDED, REMOVED}
    assert dashes[ADDED] & dashes[REMOVED] == set()


def test_a_change_of_basis_is_drawn_at_the_state_and_at_the_arrow() -> None:
    new, found = changed(
        lambda n: rule_of(n, "CancelJob/IN_PROGRESS/force").update(basis="OBSERVED")
    )
    said = words(drawn(new, found))
    assert said.count("≠ CancelJob [force]") == 2
    assert "basis DOCUMENTED → OBSERVED" in said


def test_a_status_that_came_is_marked() -> None:
    new, found = changed(lambda n: n["machines"]["Job"]["statuses"].append("PAUSED"))
    assert "+ PAUSED" in words(drawn(new, found))


def unchanged(new: Spec) -> None:
    """Nothing."""


def test_the_drawing_says_that_nothing_changed() -> None:
    assert "Nothing changed." in words(drawn(*changed(unchanged)))
    assert "Nothing changed." not in words(drawn(*changed(everything)))


def test_an_unchanged_arrow_says_force_and_what_is_open_and_shows_background_steps() -> None:
    root = drawn(*changed(unchanged))
    said = words(root)
    for line in (
        "CancelJobExecution [force]",
        "cascade [force]",
        "DeleteJob [force]",
        "DeleteJob [all_terminal or force]",
        "? DeleteJob [not force, not all_terminal]",
    ):
        assert line in said
    for edge in root.iter(f"{SVG}g"):
        texts = [text for text in edge.iter(f"{SVG}text") if (text.text or "").strip()]
        if edge.get("class") == "edge" and "roll_out" in words(edge):
            assert {text.get("font-style") for text in texts} == {"italic"}
            assert any(path.get("stroke-dasharray") for path in edge.iter(f"{SVG}path"))


def test_the_drawing_of_a_large_difference_counts_cells_by_operation() -> None:
    new = spec(table_of("full"))
    root = ElementTree.fromstring(svg(difference_dot(OLD, new, difference(OLD, new))))
    said = words(root)
    assert re.search(r"\+ UpdateJobExecution \(cells:\s\d+\)", said)
    assert all(f"+ {status}" in said for status in ("SUCCEEDED", "FAILED", "TIMED_OUT"))
    assert re.search(r"claims: \d+", said)
    assert " more" not in said
    assert "+ ? DeleteJobExecution [not force]" in said
    assert "+ DeleteJobExecution [force]" in said
    lines = [text.text or "" for text in root.iter(f"{SVG}text")]
    assert not [line for line in lines if line.endswith("not")]
    assert float(root.attrib["viewBox"].split()[2]) <= 2048


def test_a_change_is_told_in_words_that_are_not_names_of_ours() -> None:
    """What an effect does, what comes besides the old answer, and what each line means."""

    def change(new: Spec) -> None:
        rule = rule_of(new, "Execution.roll_out/ABSENT")
        rule["effects"] = ["OTHER_version"]
        new["effects"]["OTHER_version"] = {"field": "version", "says": "", "claims": []}
        rule = rule_of(new, "CreateJob/IN_PROGRESS/!identical_repeat")
        rule["outcomes"] = [*rule["outcomes"], {"error": None, "http": [], "status": "IN_PROGRESS"}]
        drop_completion(new)

    new, found = changed(change)
    for side, also in (("implementation", "sometimes"), ("new version", "now also")):
        source = difference_dot(OLD, new, found, ("spec", side))
        said = words(ElementTree.fromstring(svg(source)))
        assert "QUEUED; another version" in said
        assert f"409 ResourceAlreadyExists, {also} no change" in said
        assert "effect: another version" in said
        assert "OTHER_version" not in said
        for meaning in ("– a move that is gone", "≠ a move in both", "the same in both"):
            assert meaning in said


def test_the_colours_of_the_drawing_have_dark_ones() -> None:
    new, found = changed(everything)
    for element in drawn(new, found).iter():
        for paint in ("fill", "stroke"):
            assert element.get(paint) in (None, "none", "transparent", *DARK)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(OLD), encoding="utf-8")
    return path


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    diff.arguments(parser)
    return diff.run(parser.parse_args(arguments))


def test_the_command_exits_0_where_nothing_changed(
    saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(str(saved), "installed") == 0
    assert capsys.readouterr().out == "nothing changed\n"


@pytest.mark.parametrize(
    ("format", "begins"), [("text", "≠ "), ("json", "{"), ("dot", "digraph"), ("svg", "<?xml")]
)
def test_the_command_exits_1_where_something_changed_and_writes_a_file(
    format: str, begins: str, saved: Path, tmp_path: Path
) -> None:
    new, _ = changed(everything)
    other, output = tmp_path / "new.json", tmp_path / "out"
    other.write_text(json.dumps(new), encoding="utf-8")
    asked = (str(saved), str(other), "--format", format, "--output", str(output))
    assert run(*asked) == 1
    assert output.read_text(encoding="utf-8").startswith(begins)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "is not JSON"),
        ("\ud83d".encode("utf-16-le", "surrogatepass"), "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "is not a spec.json: it has no format"),
        ('{"openapi": "3.1"}', "is not a spec.json: it has no format"),
        (
            f'{{"format": {FORMAT - 1}}}',
            (
                f"has the old format {FORMAT - 1}; this version reads format {FORMAT}. "
                "To get a new file, run 'iot-jobs-spec render' with this version"
            ),
        ),
        (
            '{"format": 99}',
            (
                f"has the newer format 99; this version reads format {FORMAT}. "
                "Update iot-jobs-spec to read it"
            ),
        ),
        (
            '{"format": true}',
            f"has no valid format (True); this version reads format {FORMAT}",
        ),
        (f'{{"format": {FORMAT}}}', "is not a spec.json: the document has no package"),
    ],
)
def test_a_file_that_cannot_be_read_is_bad_input_in_one_line(
    content: str | bytes, says: str, tmp_path: Path
) -> None:
    path = tmp_path / "other.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(CannotRender) as raised:
        run(str(path), "installed")
    assert str(raised.value) == f"{path} {says}"


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotRender, match=r"cannot read .*absent\.json: No such file"):
        load(str(tmp_path / "absent.json"))


def two_rules_for_one_cell(new: Spec) -> None:
    rule = copy.deepcopy(new["rules"][0])
    new["rules"].append({**rule, "id": f"{rule['id']}/again"})


def half_a_character(new: Spec) -> None:
    new["claims"]["CANCEL_BY_FORCE"]["says"] = "\ud800"


def no_list_of_codes(new: Spec) -> None:
    new["errors"]["InvalidRequestException"]["http"] = 400


def a_guard_that_is_not_declared(new: Spec) -> None:
    new["rules"][0]["guards"]["moon_is_full"] = True


def more_cells_than_can_be_asked(new: Spec) -> None:
    many = {f"guard_{number}": True for number in range(40)}
    new["guards"].update(dict.fromkeys(many, "It holds."))
    new["rules"][0]["guards"].update(many)


def a_name_with_a_line_break(new: Spec) -> None:
    new["guards"]["force\n"] = "It holds."


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (two_rules_for_one_cell, "two rules answer one cell: CreateJob/ABSENT and CreateJob/ABS"),
        (half_a_character, "it has half of a surrogate pair"),
        (no_list_of_codes, "errors.InvalidRequestException.http is not of type array"),
        (a_guard_that_is_not_declared, "has the guard moon_is_full, which guards does not have"),
        (more_cells_than_can_be_asked, "it asks for more than 100,000 cells"),
        (a_name_with_a_line_break, r"guards cannot have 'force\n'"),
    ],
)
def test_what_has_the_form_and_is_no_spec_is_one_line(
    change: Callable[[Spec], None],
    says: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    new = copy.deepcopy(OLD)
    change(new)
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(new), encoding="utf-8")
    assert main(["diff", str(path), "core", "--format", "svg"]) == 2
    error = capsys.readouterr().err
    assert says in error
    assert error.count("\n") == 1


@pytest.mark.parametrize("form", ["text", "json"])
def test_what_a_spec_says_is_escaped(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = copy.deepcopy(OLD)
    name = "\x1b[31m\u202eevil\x9b1m"
    new["effects"]["VERSION_GROWS"]["says"] = name
    new["machines"]["Job"]["says"] = name
    new["guards"]["force"] = name
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(new), encoding="utf-8")
    main(["diff", str(path), "core", "--format", form])
    said = capsys.readouterr()
    assert "evil" in said.out
    assert all(c.isprintable() or c == "\n" for c in said.out + said.err)


def test_what_is_no_file_is_not_waited_for_and_not_read_without_end(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "large").open("wb") as large:
        large.truncate(1_500_000_000)
    for name, says in (
        ("/dev/zero", "cannot read /dev/zero: it is a device; name a spec.json"),
        (str(tmp_path / "pipe"), "pipe is not JSON"),
        (str(tmp_path / "large"), "large: it has more than 16,000,000 bytes"),
        (str(tmp_path), "Is a directory"),
    ):
        with pytest.raises(CannotRender, match=says):
            load(name)


@pytest.mark.parametrize("profile", PROFILES)
def test_each_profile_is_a_spec_within_the_bounds(profile: str, tmp_path: Path) -> None:
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(spec(table_of(profile))), encoding="utf-8")
    assert load(str(path)) == spec(table_of(profile))
