"""The review page: both machines in one HTML file, to click on and to play with."""

from __future__ import annotations

from pathlib import Path

from ...model.profiles import FULL, table_of
from ...model.table import TABLE, Table
from ..diagrams.svg import ENGINES


def artefacts(table: Table = TABLE, engine: str = ENGINES[0]) -> dict[Path, bytes]:
    """What the review page is made of, by its path from the root of the project."""
    from .page import review_page

    full = table_of(FULL)
    wider = full if full.spec.extends is table.spec else None
    return {Path("diagrams/review.html"): review_page(table, engine, wider).encode()}
