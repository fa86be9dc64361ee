"""Rendering: the same bytes every time, those that are committed, and nothing from the oracle."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

import iot_jobs_spec
from iot_jobs_spec.cli.main import main
from iot_jobs_spec.errors import INVALID_REQUEST
from iot_jobs_spec.language.rules import Outcome, Rule
from iot_jobs_spec.machines import Job
from iot_jobs_spec.model.profiles import table_of
from iot_jobs_spec.model.table import TABLE, Table
from iot_jobs_spec.render import CannotRender, matrix
from iot_jobs_spec.render import artefacts as rendering
from iot_jobs_spec.render.artefacts import artefacts
from iot_jobs_spec.render.diagrams import svg as draw
from iot_jobs_spec.render.diagrams.graph import arrows

PACKAGE = Path(iot_jobs_spec.__file__).parent
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def rendered_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("project")
    (root / "pyproject.toml").touch()
    (root / "spec").mkdir()
    assert main(["render", "--root", str(root)]) == 0
    return root


@pytest.fixture
def project(rendered_once: Path, tmp_path: Path) -> Path:
    """A root of a project, with everything rendered."""
    return shutil.copytree(rendered_once, tmp_path, dirs_exist_ok=True)


@pytest.fixture
def altered(monkeypatch: pytest.MonkeyPatch) -> Table:
    """The table with one rule altered: DeleteJob of a COMPLETED job is rejected."""

    def change(rule: Rule) -> Rule:
        if rule.id != "DeleteJob/COMPLETED/!force/!at_limit":
            return rule
        return replace(rule, outcomes=(Outcome(INVALID_REQUEST),))

    table = TABLE.with_rules(tuple(change(rule) for rule in TABLE.rules))
    monkeypatch.setattr(rendering, "TABLE", table)
    return table


def check(root: Path) -> int:
    return main(["render", "--check", "--root", str(root)])


@pytest.mark.slow
def test_rendering_twice_gives_the_same_bytes() -> None:
    assert artefacts() == rendered()


@cache
def rendered() -> Mapping[Path, bytes]:
    """What is generated, for tests that only read it."""
    return artefacts(table=TABLE)  # whatever a test has put into its place


@pytest.mark.slow
def test_another_process_renders_the_same_bytes() -> None:
    """With another order of what is hashed: here it is drawn by lot, or from the environment."""
    script = (
        "import hashlib, pathlib\n"
        "from iot_jobs_spec.render.artefacts import artefacts\n"
        "found = sorted((path.as_posix(), content) for path, content in artefacts().items())\n"
        "print(hashlib.sha256(repr(found).encode()).hexdigest())"
    )
    seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(PACKAGE.parent), "PATH": ""},
        check=True,
        capture_output=True,
        text=True,
    )
    found = sorted((path.as_posix(), content) for path, content in rendered().items())
    assert done.stdout.strip() == hashlib.sha256(repr(found).encode()).hexdigest()


@pytest.mark.slow
def test_the_committed_files_are_what_render_writes(capsys: pytest.CaptureFixture[str]) -> None:
    code = check(ROOT)
    assert (code, capsys.readouterr().out) == (0, "everything is up to date\n")


@pytest.mark.slow
def test_rendered_files_end_with_one_newline_and_hold_no_other_line_ends() -> None:
    for path, content in rendered().items():
        assert content.endswith(b"\n"), path
        assert not content.endswith(b"\n\n"), path
        assert b"\r" not in content, path


def test_what_is_rendered_names_no_folder_of_this_machine() -> None:
    for path, content in rendered().items():
        assert str(ROOT).encode() not in content, path
        assert str(Path.home()).encode() + b"/" not in content, path


@pytest.mark.slow
def test_rendering_again_writes_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.stat().st_mtime_ns for path in project.rglob("*") if path.is_file()}
    capsys.readouterr()
    assert main(["render", "--root", str(project)]) == 0
    assert capsys.readouterr().out == "everything is up to date\n"
    assert before == {path: path.stat().st_mtime_ns for path in before}


@pytest.mark.slow
def test_rendering_writes_what_changed_and_says_so(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "docs/reference/open.md").write_text("old\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["render", "--root", str(project)]) == 0
    assert capsys.readouterr().out == "wrote docs/reference/open.md\n"
    assert check(project) == 0


@pytest.mark.slow
def test_check_names_what_is_outdated_missing_or_superfluous_and_writes_nothing(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "diagrams/job.svg").write_text("<svg/>", encoding="utf-8")
    (project / "docs/reference/claims.md").unlink()
    (project / "docs/reference/old.md").touch()
    capsys.readouterr()
    assert check(project) == 1
    assert capsys.readouterr().out.splitlines() == [
        "missing: docs/reference/claims.md",
        "outdated: diagrams/job.svg",
        "superfluous: docs/reference/old.md",
    ]
    assert not (project / "docs/reference/claims.md").exists()
    assert (project / "diagrams/job.svg").read_text(encoding="utf-8") == "<svg/>"


@pytest.mark.slow
def test_a_page_of_prose_beside_the_reference_is_not_superfluous(project: Path) -> None:
    (project / "docs/decisions.md").touch()
    assert check(project) == 0


@pytest.mark.slow
@pytest.mark.usefixtures("altered")
def test_a_changed_spec_makes_generated_files_outdated(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(ROOT) == 1
    outdated = set(capsys.readouterr().out.splitlines())
    assert {f"outdated: diagrams/job.{kind}" for kind in ("dot", "svg")} <= outdated
    assert {f"outdated: docs/reference/{name}.md" for name in ("job", "execution")} <= outdated
    assert "outdated: diagrams/execution.svg" not in outdated


@pytest.mark.slow
def test_a_changed_spec_changes_the_pictures(altered: Table) -> None:
    before, after = rendered(), artefacts(table=altered)
    line = "COMPLETED --> DELETION_IN_PROGRESS: by force: DeleteJob"
    page = rendering.REFERENCE / "job.md"
    assert line not in before[page].decode()
    assert line in after[page].decode()


def test_only_the_root_of_the_project_is_rendered_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["render"]) == 2
    assert "is not the root of the project: name it with --root DIR" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_the_current_folder_is_the_root_where_none_is_named(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project)
    capsys.readouterr()
    assert main(["render", "--check"]) == 0
    assert capsys.readouterr().out == "everything is up to date\n"


@pytest.mark.slow
def test_what_cannot_be_written_is_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(project / "docs/reference")
    (project / "docs/reference").touch()
    assert main(["render", "--root", str(project)]) == 2
    error = capsys.readouterr().err
    assert error.startswith("iot-jobs-spec: cannot write ")
    assert error.count("\n") == 1


@pytest.mark.parametrize("engine", draw.ENGINES)
def test_a_missing_layout_program_is_named_with_what_to_install(
    engine: str, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    assert main(["render", "--engine", engine, "--root", str(project)]) == 2
    error = capsys.readouterr().err
    assert f"the layout program {engine} is missing; install " in error
    assert error.count("\n") == 1


def test_a_picture_that_cannot_be_laid_out_is_bad_input() -> None:
    with pytest.raises(CannotRender, match="graphviz-pure cannot lay out the picture"):
        draw.svg("digraph {")


def test_the_program_of_the_graphviz_package_is_left_as_it_was() -> None:
    from graphviz.backend import dot_command

    before = dot_command.DOT_BINARY
    draw.svg("digraph { a -> b }")
    assert before == dot_command.DOT_BINARY


@pytest.mark.skipif(shutil.which("dot") is None, reason="the system has no dot")
def test_the_program_of_the_system_draws_the_same_rules() -> None:
    drawn = ElementTree.fromstring(artefacts("dot")[rendering.DIAGRAMS / "job.svg"])
    assert {arrow.id for arrow in arrows("Job")} <= {g.get("id") for g in drawn.iter()}


def test_the_renderers_do_without_graphviz_until_they_draw() -> None:
    script = (
        "import sys, iot_jobs_spec.render.artefacts, iot_jobs_spec.cli.render\n"
        "sys.exit('graphviz' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_the_names_of_the_machines_are_those_of_the_pages() -> None:
    assert rendering.REFERENCE / f"{Job.__name__.lower()}.md" in rendered()


def test_the_matrix_of_the_profile_full_has_its_own_operations_and_shares_columns() -> None:
    (path, text), *others = matrix.artefacts(table_of("full")).items()
    assert (path.name, others) == ("life.py", [])
    lines = text.decode().splitlines()
    assert (
        lines[2] == "Execution".ljust(43) + "absent  QUEUED       IN_PROGRESS TIMED_OUT    others"
    )
    by_name = {line[:43].strip(): line[43:].split() for line in lines[3:15]}
    assert by_name["to SUCCEEDED, FAILED"] == ["404", "→/409", "→", "409", "409"]
    assert by_name["DeleteJobExecution → gone"] == [
        "404", "→/409,force→", "409,force→", "→/409,force→", "→",
    ]  # fmt: skip
    assert not any(line.startswith("Job ") for line in lines)


def test_the_profile_full_has_pictures_of_its_base_lifecycle_and_its_data() -> None:
    found = rendered()
    names = {path.name for path in found if path.parent == rendering.OF_FULL}
    pictures = {
        f"{name}.{kind}" for name in ("job", "execution", "system") for kind in ("dot", "svg")
    }
    assert names == {*pictures, "history.schema.json", "spec.json", "spec.schema.json"}
    drawn = found[rendering.OF_FULL / "execution.dot"].decode()
    assert "UpdateJobExecution=FAILED" in drawn
    for status in table_of("full").statuses["Execution"]:
        assert f"Execution-{status}" in drawn
    assert "VersionConflictException" not in drawn


def test_a_table_as_written_answers_like_the_whole_one() -> None:
    full = table_of("full")
    written = full.written()
    assert 0 < len(written.rules) < len(full.rules)
    assert not any(rule.law for rule in written.rules)
    assert list(written.cells()) == list(full.cells())
