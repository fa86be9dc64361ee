"""Everything generated: pictures, reference pages, exports, as bytes by path."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..language.spec import EXECUTION, JOB
from ..model.invariants import INVARIANTS
from ..model.profiles import FULL, table_of
from ..model.table import TABLE, Table
from . import matrix, review
from .diagrams import quotient_dot as quotient_picture
from .diagrams.dot import machine_dot
from .diagrams.svg import ENGINES, svg
from .diagrams.system import system_dot
from .exports import history_schema, scxml, spec_json
from .exports.schema import FULL_SCHEMA
from .pages import scenarios as scenarios_page
from .pages import verification
from .pages.claims import claims_page
from .pages.common import cell_page
from .pages.full import NAME as FULL_PAGE
from .pages.full import full_page
from .pages.machine import machine_page
from .pages.open_questions import open_page
from .pages.requests import index_page, invariants_page, requests_page
from .tla import module as tla

DIAGRAMS, REFERENCE, TLA = Path("diagrams"), Path("docs/reference"), Path("spec/tla")
OF_FULL = DIAGRAMS / "full"
FOLDERS = (DIAGRAMS, REFERENCE, TLA)
"""Folders that hold generated files only."""


def artefacts(engine: str = ENGINES[0], table: Table | None = None) -> Mapping[Path, bytes]:
    """What every generated file holds, by its path from the root of the project."""
    table = TABLE if table is None else table
    found = {**_pictures(DIAGRAMS, table, engine), **reference(table)}
    for exports in (spec_json, history_schema, scxml, scenarios_page, matrix):
        found.update(exports.artefacts(table))
    found.update(_of_full(engine))
    for drawn in (quotient_picture, review):
        found.update(drawn.artefacts(table, engine))
    for words in (tla, verification):
        found.update({Path(path): text for path, text in words.artefacts().items()})
    return found


def reference(table: Table = TABLE) -> Mapping[Path, bytes]:
    """The pages about machines, requests and claims."""
    machines = (JOB, EXECUTION)
    pages = {
        "index.md": index_page(table),
        **{cell_page(machine): machine_page(machine, table) for machine in machines},
        "requests.md": requests_page(table),
        "open.md": open_page(table),
        "invariants.md": invariants_page(INVARIANTS),
        "claims.md": claims_page(table, INVARIANTS),
        FULL_PAGE: full_page(table_of(FULL)),
    }
    return {REFERENCE / name: text.encode() for name, text in pages.items()}


def _of_full(engine: str) -> dict[Path, bytes]:
    """What is generated of the profile `full`: matrix, data, and pictures of the base lifecycle."""
    full = table_of(FULL)
    return {
        **matrix.artefacts(full),
        **_pictures(OF_FULL, full.written(), engine),
        OF_FULL / "spec.json": spec_json.as_bytes(spec_json.spec(full)),
        OF_FULL / "spec.schema.json": spec_json.as_bytes(FULL_SCHEMA),
    }


def _pictures(folder: Path, table: Table, engine: str) -> dict[Path, bytes]:
    """The pictures of the machines and of how they are coupled."""
    sources = {machine.lower(): machine_dot(machine, table) for machine in (JOB, EXECUTION)}
    found: dict[Path, bytes] = {}
    for name, source in {**sources, "system": system_dot(table)}.items():
        found[folder / f"{name}.dot"] = source.encode()
        found[folder / f"{name}.svg"] = svg(source, engine)
    return found
