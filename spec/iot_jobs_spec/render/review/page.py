"""The review page: one file with the drawings, the table, the style and the scripts in it."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from importlib.resources import files
from typing import Any

from ...model.table import TABLE, Table
from ..diagrams.dot import machine_dot
from ..diagrams.quotient_dot import quotient_dot
from ..diagrams.svg import ENGINES, svg
from ..diagrams.system import system_dot
from ..scenarios.catalogue import SCENARIOS
from ..scenarios.model import Scenario, scenario_json
from .data import page_data
from .drawing import inline
from .hooks import hooks
from .tables import tables
from .theme import theme_style
from .whole import whole_hooks

STYLES = ("style.css", "drawing.css", "play.css", "print.css")
SCRIPTS = (
    "dom.js", "shown.js", "engine.js", "words.js", "boto.js", "link.js", "explain.js",
    "drawings.js", "filter.js", "play.js", "history_view.js", "play_view.js", "main.js",
)  # fmt: skip
"""Each script uses only those before it."""
_FIRST = """"use strict";
const spec = JSON.parse(document.getElementById("spec").textContent);"""
SAYS = {
    "job": "The job: statuses, requests and background steps",
    "execution": "The execution: one thing’s share of a job",
    "system": "Both machines and how they are coupled",
    "whole": "The whole system for one job and two things",
}


def review_page(table: Table = TABLE, engine: str = ENGINES[0]) -> str:
    """The HTML of the review page. ``engine`` is the layout program of the drawings."""
    numbers = {rule.id: number for number, rule in enumerate(table.rules)}
    named = hooks(table)
    sources = {
        "job": machine_dot("Job", table),
        "execution": machine_dot("Execution", table),
        "system": system_dot(table),
    }
    drawings = {
        name: inline(svg(source, engine), SAYS[name], named, numbers)
        for name, source in sources.items()
    }
    data = {**page_data(table), "scenarios": [scenario_json(s) for s in _scenarios(table)]}
    whole = svg(quotient_dot(table), engine)
    drawings["whole"] = inline(whole, SAYS["whole"], whole_hooks(table), numbers)
    return assembled(data, drawings, tables(numbers, table))


def _scenarios(table: Table) -> list[Scenario]:
    """The scenarios that the rules of the table tell."""
    ids = {rule.id for rule in table.rules}
    return [s for s in SCENARIOS if all(step.rule in ids for step in (*s.given, *s.steps))]


def assembled(data: Mapping[str, Any], drawings: Mapping[str, str], decisions: str) -> str:
    """The template with everything in its place."""
    script = _script()
    parts = {
        "STYLE": "\n".join([theme_style(), *(_asset(name) for name in STYLES)]),
        "SCRIPT": script,
        "SCRIPT_HASH": b64encode(sha256(script.encode()).digest()).decode(),
        "DATA": embedded(data),
        "TABLES": decisions,
        **{f"DRAWING_{name.upper()}": markup for name, markup in drawings.items()},
    }
    pieces = _asset("page.html").split("@@")
    # The template alternates between its own text and the name of a part.
    return "".join(parts[piece] if at % 2 else piece for at, piece in enumerate(pieces))


def embedded(data: Mapping[str, Any]) -> str:
    """Data as JSON that no browser can take for the end of a script, or for a comment."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _script() -> str:
    parts = "\n".join(_asset(name) for name in SCRIPTS)
    return f"{_FIRST}\n{parts}"


def _asset(name: str) -> str:
    return files(__package__).joinpath("assets", name).read_text(encoding="utf-8")
