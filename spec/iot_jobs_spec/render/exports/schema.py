"""The JSON Schema of ``spec.json``, and a check that names each problem of a value.

A profile that extends another has a schema of its own, `FULL_SCHEMA`, with some more members.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from ...language.evidence import Basis
from ...language.rules import Verdict

FORMAT = 2
"""Grows with each change that a reader of the older format cannot read.

Format 2 has the words of `docs/spec.md`: rules, background steps, new names of guards and
verdicts.
"""

MOST_CELLS = 100_000
"""How many cells a spec may have; that of the profile `full` has about a thousand."""

_TEXT = {"type": "string", "minLength": 1}
_NAME = {"type": "string", "pattern": r"^[A-Za-z][A-Za-z0-9_]*$"}
_NAMES = {"type": "array", "items": _NAME, "uniqueItems": True}
_CITED = {**_NAMES, "minItems": 1}
_OPTIONAL = {"type": ["string", "null"], "pattern": r"^[A-Za-z][A-Za-z0-9_]*$"}
_HTTP = {"type": "integer", "minimum": 400, "maximum": 599}
_FACT = {"type": "string", "pattern": r"^[RA][0-9]+[a-z]?$"}
_BASIS = {"enum": [basis.value for basis in Basis]}


def _record(about: str, **members: object) -> dict[str, Any]:
    """An object with exactly these members."""
    return {
        "description": about,
        "type": "object",
        "properties": members,
        "required": list(members),
        "additionalProperties": False,
    }


def _by_name(value: object, pattern: str = str(_NAME["pattern"])) -> dict[str, Any]:
    return {"type": "object", "propertyNames": {"pattern": pattern}, "additionalProperties": value}


def _list(value: object) -> dict[str, Any]:
    return {"type": "array", "items": value}


_OUTCOME = _record(
    "One permitted outcome: an error, or the new status (null: no job or execution).",
    error=_OPTIONAL,
    http={"type": ["array", "null"], "items": _HTTP, "minItems": 1},
    status=_OPTIONAL,
)
_RULE = _record(
    "One line of the spec. Source null: no such job or execution. Operation null: a background "
    "step. The first outcome is the expected one, the first claim decides the basis.",
    id=_TEXT,
    machine=_NAME,
    event=_NAME,
    operation=_OPTIONAL,
    source=_OPTIONAL,
    guards=_by_name({"type": "boolean"}),
    verdict={"enum": [verdict.value for verdict in Verdict]},
    outcomes={**_list({"$ref": "#/$defs/outcome"}), "minItems": 1},
    basis=_BASIS,
    claims=_CITED,
    which=_NAMES,
    effects=_NAMES,
)
_COUNT = {"type": "integer", "minimum": 0}
_CONSTRAINT = _record(
    "The permitted values of a member of requests: the number of characters, or of members if it "
    "counts, and the pattern of the whole value; `sure` is its narrow reading. No operations: all.",
    member={"type": "string", "pattern": r"^[a-zA-Z]+(\.keys|\.values)?$"},
    operations=_NAMES,
    counts={"type": "boolean"},
    shortest=_COUNT,
    longest={"type": ["integer", "null"], "minimum": 0},
    pattern={"type": ["string", "null"]},
    sure={"type": ["string", "null"]},
    also=_NAMES,
    claims=_CITED,
)
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "The specification of the AWS IoT Jobs lifecycle",
    "$defs": {"outcome": _OUTCOME, "rule": _RULE},
    **_record(
        "Claims, errors, effects and rules are defined once, and named elsewhere.",
        format={"const": FORMAT},
        package=_record("The package that wrote this file.", name=_TEXT, version=_TEXT),
        machines=_by_name(
            _record(
                "A machine.", says=_TEXT, statuses=_NAMES, operations=_NAMES, background=_NAMES
            )
        ),
        rules={**_list({"$ref": "#/$defs/rule"}), "minItems": 1},
        cells={
            "description": "The rule that answers each cell.",
            **_by_name(_TEXT, r"^[A-Za-z.]+[A-Za-z_]*/[A-Z_]+(/!?[a-z_]+)*$"),
        },
        malformed={"$ref": "#/$defs/rule"},
        couplings=_list(
            _record(
                "While a job has the status, this background step is possible for its executions.",
                status=_NAME,
                event=_NAME,
                claims=_CITED,
            )
        ),
        pending=_record(
            "The statuses that are not terminal, in the order in which a device gets them, and how "
            "many pending executions a listing shows at most.",
            statuses=_NAMES,
            shown={"type": "integer", "minimum": 1},
            claims=_CITED,
        ),
        deletion_limit=_record(
            "The number of jobs that may have the status at a time.",
            value={"type": "integer", "minimum": 1},
            status=_NAME,
            claims=_CITED,
        ),
        allowances=_list(
            _record(
                "An error that may answer instead. Event null: any request; otherwise the event of "
                "the job in this status (null: no such job).",
                error=_NAME,
                event=_OPTIONAL,
                source=_OPTIONAL,
                claims=_CITED,
            )
        ),
        undeclared=_list(
            _record(
                "An error that botocore's model does not declare for the operation.",
                operation=_NAME,
                error=_NAME,
                claims=_CITED,
            )
        ),
        constraints=_by_name(_CONSTRAINT),
        guards=_by_name(_TEXT),
        effects=_by_name(_record("What a step does besides the status.", field=_NAME, says=_TEXT,
                                 claims=_CITED)),
        errors=_by_name(
            _record("An error of the API.", http={**_list(_HTTP), "minItems": 1}, claims=_CITED)
        ),
        claims=_by_name(
            _record(
                "A fact with its source. Facts are all its numbers, its own first. Links open its "
                "documents, or those of the claims that it follows from. Places point into "
                "botocore's models.",
                fact=_FACT,
                facts={**_list(_FACT), "minItems": 1},
                basis=_BASIS,
                where=_TEXT,
                says=_TEXT,
                links={
                    **_list(
                        _record(
                            "A document, with the date or the version that was read.",
                            title=_TEXT,
                            url={"type": "string", "pattern": "^https://"},
                            read=_TEXT,
                        )
                    ),
                    "minItems": 1,
                },
                follows_from=_NAMES,
                places=_list(_TEXT),
            )
        ),
    ),
}  # fmt: skip


_REQUESTED = {
    "description": "The status that requests of the operation ask for; null where none is named.",
    **_OPTIONAL,
}
_RULE_OF_FULL = {
    **_RULE,
    "properties": {**_RULE["properties"], "requested": _REQUESTED},
    "required": [*_RULE["required"], "requested"],
}
_RANGE = _record(
    "The permitted numbers of a member of requests, or their sum if it counts. `besides` are "
    "permitted too; of `unclear` the sources do not say. Each has at most so many `digits` after "
    "the decimal point; null: as many as it likes.",
    operation=_NAME,
    member={"type": "string", "pattern": r"^[a-zA-Z]+(\.[a-zA-Z]+)*$"},
    counts={"type": "boolean"},
    lowest={"type": "integer"},
    highest={"type": ["integer", "null"]},
    besides=_list({"type": "integer"}),
    unclear=_list({"type": "integer"}),
    digits={"type": ["integer", "null"]},
    claims=_CITED,
)
_RANGE["required"].remove("digits")  # files of earlier versions have none
FULL_SCHEMA: dict[str, Any] = {
    **SCHEMA,
    "$defs": {**SCHEMA["$defs"], "rule_of_full": _RULE_OF_FULL},
    "properties": {
        **SCHEMA["properties"],
        "extends": _record(
            "The profile that this one extends. There its guards never hold.",
            profile=_NAME,
            guards=_NAMES,
        ),
        "ranges": {
            "description": "Each by the id of the rule about requests that break it. Files of "
            "earlier versions have none.",
            **_by_name(_RANGE, r"^[A-Za-z]+/malformed/[A-Z_]+$"),
        },
        "rules": {
            **SCHEMA["properties"]["rules"],
            "items": {"$ref": "#/$defs/rule_of_full"},
        },
        "cells": {
            "description": "The rule that answers each cell.",
            **_by_name(_TEXT, r"^[A-Za-z.]+[A-Za-z_]*(=[A-Z_]+)?/[A-Z_]+(/!?[a-z_]+)*$"),
        },
    },
    "required": [*SCHEMA["required"], "extends"],
}


def schema_of(value: object) -> dict[str, Any]:
    """The schema that the document follows."""
    return FULL_SCHEMA if isinstance(value, dict) and "extends" in value else SCHEMA


_TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict, "array": list, "string": str, "integer": int, "boolean": bool,
    "null": type(None),
}  # fmt: skip


def problems(
    value: object, schema: dict[str, Any] | None = None, at: str = ""
) -> Iterator[str]:  # fmt: skip
    """Each problem of the value with its place; without a schema, by the one that it follows.

    Supports only the keywords that `SCHEMA` uses, so that a reader needs no library.
    """
    if schema is None:
        schema = schema_of(value)
    if "$ref" in schema:
        schema = FULL_SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    at = at or "the document"
    if "const" in schema and (value != schema["const"] or isinstance(value, bool)):
        yield f"{at} is not {schema['const']!r}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at} is none of {', '.join(schema['enum'])}"
    kinds = schema.get("type")
    if kinds is not None:
        kinds = [kinds] if isinstance(kinds, str) else kinds
        if not any(_is(value, kind) for kind in kinds):
            yield f"{at} is not of type {' or '.join(kinds)}"
            return
    if isinstance(value, str):
        if len(value) < schema.get("minLength", 0):
            yield f"{at} is empty"
        if not _matches(schema.get("pattern", ""), value):
            yield f"{at} does not match {schema['pattern']}"
    elif isinstance(value, int):
        if not schema.get("minimum", value) <= value <= schema.get("maximum", value):
            yield f"{at} is out of bounds"
    elif isinstance(value, list):
        yield from _list_problems(value, schema, at)
    elif isinstance(value, dict):
        yield from _object_problems(value, schema, at)


def _is(value: object, kind: str) -> bool:
    return isinstance(value, _TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _list_problems(value: list[Any], schema: dict[str, Any], at: str) -> Iterator[str]:
    if len(value) < schema.get("minItems", 0):
        yield f"{at} is empty"
    if schema.get("uniqueItems") and len(set(map(str, value))) < len(value):
        yield f"{at} names something twice"
    for number, item in enumerate(value):
        yield from problems(item, schema.get("items", {}), f"{at}[{number}]")


def _object_problems(value: dict[str, Any], schema: dict[str, Any], at: str) -> Iterator[str]:
    properties = schema.get("properties", {})
    yield from (f"{at} has no {name}" for name in schema.get("required", ()) if name not in value)
    named = schema.get("propertyNames", {})
    for name, member in value.items():
        if not _matches(named.get("pattern", ""), name):
            yield f"{at} cannot have {name!r}"
        inside = properties.get(name, schema.get("additionalProperties", {}))
        if inside is False:
            yield f"{at} cannot have {name!r}"
        else:
            yield from problems(member, inside, name if at == "the document" else f"{at}.{name}")


def _matches(pattern: str, value: str) -> bool:
    """Whether the value has the pattern; a ``$`` at its end does not permit a line break."""
    return re.search(re.sub(r"\$$", r"\\Z", pattern), value) is not None


def contradictions(value: dict[str, Any]) -> Iterator[str]:
    """Each problem of a value that follows its schema and yet is no spec."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        yield "it has half of a surrogate pair"
    groups: dict[tuple[str, str, str | None], list[dict[str, Any]]] = {}
    for rule in value["rules"]:
        unknown = rule["guards"].keys() - value["guards"].keys()
        if unknown:
            yield f"{rule['id']} has the guard {min(unknown)}, which guards does not have"
        groups.setdefault((rule["machine"], rule["event"], rule["source"]), []).append(rule)
    read = [{guard for rule in rules for guard in rule["guards"]} for rules in groups.values()]
    if sum(2 ** min(len(guards), 64) for guards in read) > MOST_CELLS:
        yield f"it asks for more than {MOST_CELLS:,} cells"
        return
    for rules in groups.values():
        for one, other in combinations(rules, 2):
            shared = one["guards"].keys() & other["guards"].keys()
            if all(one["guards"][guard] == other["guards"][guard] for guard in shared):
                yield f"two rules answer one cell: {one['id']} and {other['id']}"
