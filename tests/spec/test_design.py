"""The design of the package: who may import whom, and what an import costs."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from dataclasses import is_dataclass
from functools import cache
from importlib import import_module
from inspect import isclass
from pathlib import Path
from types import GenericAlias

import pytest

import iot_jobs_spec
from iot_jobs_spec.errors import ERRORS

PACKAGE = Path(iot_jobs_spec.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))

# Who may import whom, by package; a module at the root counts as one. docs/contributing.md has the
# same table.
SPEC = ("language", "claims", "errors", "effects", "machines")
FULL = (*SPEC, "life")
MAY_IMPORT = {
    "language": (),
    "claims": ("language",),
    "files": (),
    "records": (),
    "stop": (),
    "errors": ("language", "claims"),
    "effects": ("language", "claims"),
    "machines": ("language", "claims", "errors", "effects"),
    "life": SPEC,
    "model": FULL,
    "judge": (*SPEC, "model"),
    "systems": (*SPEC, "records", "stop", "model"),
    "verify": (*SPEC, "model"),
    "render": (*SPEC, "files", "model", "verify"),
    "server": (*SPEC, "records", "model"),
    "check": (*SPEC, "stop", "model", "judge", "systems", "render"),
    "audit": (*SPEC, "files", "model", "judge", "render", "check"),
    "pytest_cells": (*SPEC, "model", "systems", "check"),
    "pytest_recording": ("records", "systems"),
    "cli": (
        *(*SPEC, "files", "records", "model", "judge", "systems", "verify", "render", "server"),
        *("check", "audit", "stop"),
    ),
}
# The modules that decide about requests. A renderer reads the table instead.
DECIDING = ("step", "world", "background", "transitions", "guards", "answers")
# The modules of a check that ask, and those that judge what came and never ask.
ASKING = ("client", "concurrent", "deletions", "glances", "pages", "run", "script_run")
JUDGING = ("forms", "permitted", "right", "verdicts", "views")
MAY_NAME_ERRORS = ("claims", "errors", "machines", "life")


def module_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


BY_NAME = {module_of(path): path for path in MODULES}


@cache
def names_imported(module: str) -> frozenset[tuple[str, str]]:
    """What a module imports from the package, anywhere in its text: each name with its module, or
    "" with a module that it imports whole."""
    path = BY_NAME[module]
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert not any(alias.name.startswith("iot_jobs_spec") for alias in node.names), path
        if not isinstance(node, ast.ImportFrom):
            continue
        if node.level:
            parents = package.split(".") if package else []
            base = ".".join(parents[: len(parents) - node.level + 1])
            base = ".".join(filter(None, (base, node.module)))
        elif node.module and node.module.split(".")[0] == "iot_jobs_spec":
            base = node.module.partition(".")[2]
        else:
            continue
        for alias in node.names:
            inner = f"{base}.{alias.name}" if base else alias.name
            found.add((inner, "") if inner in BY_NAME else (base, alias.name))
    return frozenset(found)


def imported(module: str) -> frozenset[str]:
    """The modules of the package that a module imports."""
    return frozenset(other for other, _ in names_imported(module)) - {module}


def first(module: str) -> str:
    return module.split(".", maxsplit=1)[0]


@pytest.mark.slow
def test_a_package_imports_only_what_the_table_allows() -> None:
    assert {first(module) for module in BY_NAME if module} == set(MAY_IMPORT)
    broken = [
        (module, other)
        for module in BY_NAME
        if module
        for other in imported(module)
        if other and first(other) not in (first(module), *MAY_IMPORT[first(module)])
    ]
    assert broken == []


def test_the_docs_have_the_same_table() -> None:
    contributing = Path(__file__).parents[2] / "docs" / "contributing.md"
    lines = contributing.read_text(encoding="utf-8").partition("| package | may import |")[2]
    shown = [re.findall(r"`(\w+)`", line) for line in lines.splitlines() if line.startswith("| `")]
    assert [(package, tuple(others)) for package, *others in shown] == list(MAY_IMPORT.items())


@pytest.mark.slow
def test_the_table_allows_no_circle_and_no_unused_import() -> None:
    order = list(MAY_IMPORT)
    for package, others in MAY_IMPORT.items():
        assert all(order.index(other) < order.index(package) for other in others), package
    used = {(first(module), first(other)) for module in BY_NAME for other in imported(module)}
    packages = {"model", "systems", "verify", "render", "server", "check"}
    unused = {
        (package, other)
        for package, others in MAY_IMPORT.items()
        for other in others
        if other in packages and (package, other) not in used
    }
    assert unused == set()


def test_no_module_imports_itself_through_others() -> None:
    done: set[str] = set()

    def follow(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " imports ".join((*path[path.index(module) :], module))
        if module not in done:
            for other in sorted(imported(module)):
                follow(other, (*path, module))
            done.add(module)

    for module in BY_NAME:
        follow(module, ())


def test_the_root_has_few_modules() -> None:
    assert len(list(PACKAGE.glob("*.py"))) <= 10


def test_a_renderer_reads_the_table_and_never_the_oracle() -> None:
    deciding = {f"model.{name}" for name in DECIDING}
    assert deciding <= set(BY_NAME)
    renderers = [module for module in BY_NAME if first(module) == "render"]
    assert len(renderers) > 30
    assert [module for module in renderers if imported(module) & deciding] == []


def test_the_modules_of_a_check_that_ask_never_judge() -> None:
    """They share values and plans with the rest, and history with the judge."""
    asking = {f"check.{name}" for name in ASKING}
    assert asking <= set(BY_NAME)
    for module in asking:
        others = imported(module)
        assert {o for o in others if first(o) == "judge"} <= {"judge.history"}, module
        assert {o for o in others if first(o) == "check" and ".scripts" not in o} <= asking, module
        assert not others & {f"model.{name}" for name in DECIDING if name != "answers"}, module


def test_the_modules_of_a_check_that_judge_never_ask() -> None:
    """Of the modules that ask they know the values that come, and words."""
    for module in (f"check.{name}" for name in JUDGING):
        for other, name in names_imported(module):
            if other.removeprefix("check.") in ASKING:
                assert name, (module, other)
                value = getattr(import_module(f"iot_jobs_spec.{other}"), name)
                is_value = is_dataclass(value) or (isclass(value) and issubclass(value, tuple))
                assert is_value or isinstance(value, str | GenericAlias), (module, name)


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


@pytest.mark.slow
def test_only_the_spec_and_its_claims_write_error_codes() -> None:
    codes = {error.code for error in ERRORS}
    for module, path in BY_NAME.items():
        if first(module) in MAY_NAME_ERRORS:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant):
                assert node.value not in codes, (path, node.lineno)


def test_every_public_name_is_documented() -> None:
    for name in iot_jobs_spec.__all__:
        value = getattr(iot_jobs_spec, name)
        if name not in ("TABLE", "Request"):
            assert value.__doc__, name


@pytest.mark.slow
def test_no_test_module_imports_another() -> None:
    """Helpers of several test modules belong into tests/support."""
    tests = sorted(Path(__file__).parents[1].rglob("test_*.py"))
    assert len(tests) > 50
    for path in tests:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if isinstance(node, ast.Import):
                named = [alias.name for alias in node.names]
            assert not [name for name in named if name.split(".")[-1].startswith("test_")], path
