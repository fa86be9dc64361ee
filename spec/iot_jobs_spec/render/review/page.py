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
from ..scenarios.life import LIFE_SCENARIOS
from ..scenarios.model import Scenario, scenario_json
from ..scenarios.sequence import does_words
from .data import page_data
from .drawing import inline
from .hooks import hooks
from .tables import tables
from .theme import theme_style
from .whole import whole_hooks

STYLES = ("style.css", "drawing.css", "play.css", "print.css")
SCRIPTS = (
    "dom.js", "profile.js", "world.js", "meaning.js", "shown.js", "engine.js", "words.js",
    "boto.js", "inputs.js", "link.js", "explain.js", "zoom.js", "drawings.js", "filter.js",
    "play.js", "history_view.js", "play_view.js", "main.js",
)  # fmt: skip
"""Each script uses only those before it."""
SAYS = {
    "job": "The job: statuses, requests and background steps",
    "execution": "The execution: one thing’s share of a job",
    "system": "Both machines and how they are coupled",
    "whole": "One job, two things: every state that can be reached",
}


def review_page(table: Table = TABLE, engine: str = ENGINES[0], wider: Table | None = None) -> str:
    """The HTML of the review page. ``engine`` is the layout program of the drawings, ``wider`` the
    table of a profile that extends that of ``table``; a switch leads from one to the other."""
    scenarios = _scenarios(table)
    names = [scenario.name for scenario in scenarios]
    profiles = {table.spec.name: {**page_data(table), "scenarios": names}}
    numbers = {rule.id: number for number, rule in enumerate(table.rules)}
    views = _views(table, numbers, engine)
    whole = svg(quotient_dot(table), engine)
    views["whole"], views["legend-whole"] = inline(
        whole, SAYS["whole"], whole_hooks(table), numbers
    )
    others = ""
    if wider is not None:
        # Its pictures and tables are those of the base lifecycle; its data have every rule.
        # Whatever happens in the narrower profile can happen in the wider one.
        further = [scenario for scenario in LIFE_SCENARIOS if _is_told(scenario, wider)]
        names = [scenario.name for scenario in (*further, *scenarios)]
        profiles[wider.spec.name] = {**page_data(wider), "scenarios": names}
        scenarios += further
        numbers = {rule.id: number for number, rule in enumerate(wider.rules)}
        found = _views(wider.written(), numbers, engine).items()
        others = "".join(
            f'<div data-view="{_place(name)}">{markup}</div>' for name, markup in found
        )
    data = {
        "facts": _of_all(profiles, "facts"),
        "documents": _of_all(profiles, "documents"),
        "profiles": profiles,
        "scenarios": [_told(scenario) for scenario in scenarios],
    }
    return assembled(data, views, others)


def _place(name: str) -> str:
    """The id of the element that shows a drawing, table or legend."""
    return name if name.startswith("legend-") else f"view-{name}"


def _of_all(profiles: Mapping[str, dict[str, Any]], part: str) -> dict[str, Any]:
    """A part of the data that the profiles share."""
    return {name: one for data in profiles.values() for name, one in data.pop(part).items()}


def _views(table: Table, numbers: Mapping[str, int], engine: str) -> dict[str, str]:
    """The drawings, legends and tables of a profile as markup, by the name of their view."""
    named = hooks(table)
    sources = {
        "job": machine_dot("Job", table, apart=True),
        "execution": machine_dot("Execution", table, apart=True),
        "system": system_dot(table),
    }
    found = {}
    for name, source in sources.items():
        drawn = inline(svg(source, engine), SAYS[name], named, numbers)
        found[name], found[f"legend-{name}"] = drawn
    return {**found, "tables": tables(numbers, table)}


def _scenarios(table: Table) -> list[Scenario]:
    """The scenarios that the rules of the table tell."""
    return [scenario for scenario in SCENARIOS if _is_told(scenario, table)]


def _told(scenario: Scenario) -> dict[str, Any]:
    """The scenario as JSON, with each step as the diagrams write it."""
    said = scenario_json(scenario)
    for parts in ("given", "steps"):
        for step, plain in zip(getattr(scenario, parts), said[parts], strict=True):
            plain["call"] = does_words(step)
    return said


def _is_told(scenario: Scenario, table: Table) -> bool:
    ids = {rule.id for rule in table.rules}
    return all(step.rule in ids for step in (*scenario.given, *scenario.steps))


def assembled(data: Mapping[str, Any], views: Mapping[str, str], others: str) -> str:
    """The template with everything in its place; ``others`` are the views of another profile."""
    script = _script()
    parts = {
        "STYLE": "\n".join([theme_style(), *(_asset(name) for name in STYLES)]),
        "SCRIPT": script,
        "SCRIPT_HASH": b64encode(sha256(script.encode()).digest()).decode(),
        "DATA": embedded(data),
        "OTHERS": others,
        **{
            f"VIEW_{name.upper()}".replace("VIEW_LEGEND-", "LEGEND_"): markup
            for name, markup in views.items()
        },
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
    return "\n".join(['"use strict";', *(_asset(name) for name in SCRIPTS)])


def _asset(name: str) -> str:
    return files(__package__).joinpath("assets", name).read_text(encoding="utf-8")
