"""The shape of the package: who may import whom, what an import costs, how long a module is."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import iot_jobs_spec
from iot_jobs_spec.errors import ERRORS

PACKAGE = Path(iot_jobs_spec.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))

# Each layer imports from those before it only. A name stands for a module or a package.
LAYERS = [
    "evidence", "botocore_model", "rows", "language", "machine", "claims", "effects", "errors",
    "coupling", "machines", "table", "requests", "answers", "constraints", "choices",
]  # fmt: skip
PAGE = {"errors", "machines", "constraints", "claims"}
RENDERERS = (
    "dot", "mermaid", "markdown", "tla", "scenario", "spec_", "scxml", "diff", "quotient", "words",
    "picture", "palette", "draw", "review",
)  # fmt: skip
DECIDING = {"step", "oracle", "world", "happening", "decide", "records", "guards", "shown"}


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[0]


def imported(path: Path) -> set[str]:
    """The modules and packages of ours that a module imports, by first name."""
    depth = len(path.relative_to(PACKAGE).parts)
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom):
            continue
        if node.level == 0 and (node.module or "").startswith("iot_jobs_spec."):
            found.add((node.module or "").split(".")[1])
        elif node.level == depth:
            names = [node.module.split(".")[0]] if node.module else [a.name for a in node.names]
            found.update(names)
    return found


def test_a_module_of_the_page_imports_only_from_the_layers_before_it() -> None:
    layered = [path for path in MODULES if name_of(path) in LAYERS]
    assert layered
    for path in layered:
        name = name_of(path)
        allowed = set(LAYERS[: LAYERS.index(name)]) | {name}
        found = imported(path)
        ours = {n for n in found if (PACKAGE / f"{n}.py").exists() or (PACKAGE / n).is_dir()}
        assert ours <= allowed, (path, ours - allowed)


def test_a_renderer_reads_the_table_and_never_the_oracle() -> None:
    renderers = [path for path in MODULES if name_of(path).startswith(RENDERERS)]
    assert renderers
    assert [path for path in renderers if imported(path) & DECIDING] == []


def test_the_oracle_imports_neither_the_checker_nor_the_command_line() -> None:
    core = LAYERS + sorted(DECIDING) + ["divergence", "invariants", "safety"]
    for path in MODULES:
        if name_of(path) in core:
            assert not imported(path) & {"check", "commands", "cli", "systems", "server"}, path


@cache
def imported_with_the_package() -> list[str]:
    script = "import sys, iot_jobs_spec; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True)
    return done.stdout.decode().split()


@pytest.mark.parametrize(
    "heavy", ["boto3", "botocore", "hypothesis", "graphviz", "moto", "starlette", "z3", "rich"]
)
def test_importing_the_package_is_light(heavy: str) -> None:
    assert "iot_jobs_spec" in imported_with_the_package()
    assert heavy not in imported_with_the_package()


def test_a_module_is_one_idea() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {path: number for path, number in lines.items() if number > 300} == {}


def test_no_error_code_is_written_outside_the_page() -> None:
    codes = {error.code for error in ERRORS}
    for path in MODULES:
        if name_of(path) in PAGE:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant):
                assert node.value not in codes, (path, node.lineno)


def test_every_public_name_is_documented() -> None:
    for name in iot_jobs_spec.__all__:
        value = getattr(iot_jobs_spec, name)
        if name not in ("TABLE", "Request"):
            assert value.__doc__, name
