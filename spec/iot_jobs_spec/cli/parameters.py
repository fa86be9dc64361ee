"""What `explain --parameter` prints: one parameter of a request, its bounds and its sources."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ..model.constraints import MALFORMED, Constraint, Form
from ..model.parameters import Bound, Parameter, outside, parameters_of, rule_of
from ..model.profiles import CORE, FULL, table_of
from ..model.table import Table
from . import BadInput
from .names import key, named
from .sources import claim_json, claim_lines, filled, outcome_words


def parameter_named(text: str, operation: str, table: Table) -> Parameter:
    """The parameter of the operation that the text means, in any spelling."""
    known = parameters_of(operation, table)
    for name, why in outside(operation, table).items():
        if key(name) == key(text):
            in_full = name in parameters_of(operation, table_of(FULL))
            more = f"; --profile {FULL} has it" if in_full else ""
            where = f"{name} of {operation} is outside this profile ({table.spec.name})"
            raise BadInput(f"{where}, because {why}{more}")
    return known[named(text, f"parameter of {operation}", known)]


def as_text(parameter: Parameter, table: Table) -> str:
    return "\n".join(_lines(parameter, table))


def _lines(parameter: Parameter, table: Table) -> Iterator[str]:
    profile = "" if table.spec.name == CORE else f" --profile {table.spec.name}"
    presence = f", {parameter.presence}" if parameter.presence else ""
    yield f"{parameter.operation}: parameter {parameter.name}{presence}"
    for bound in parameter.bounds:
        otherwise = outcome_words(rule_of(parameter.operation, bound))
        yield filled(f"{_bound_words(bound)}; otherwise {otherwise}", "  ", "    ")
    for guard in parameter.guards:
        option = guard.replace("_", "-")
        asked = f"iot-jobs-spec explain {parameter.operation} --{option}{profile}"
        yield filled(f"decides the answer, as the guard {guard}: {asked}", "  ", "    ")
    for step in parameter.steps:
        asked = f"iot-jobs-spec explain {step}{profile}"
        yield filled(f"decides the background step {step}: {asked}", "  ", "    ")
    if parameter.claims:
        yield "  claims:"
        yield from claim_lines(parameter.claims)
    if parameter.open:
        yield "  open questions:"
        yield from claim_lines(parameter.open)
    if parameter.bounds:
        yield "  claims about requests that break a bound:"
        yield from claim_lines(MALFORMED.claims)


def _bound_words(bound: Bound) -> str:
    """What the bound demands."""
    if isinstance(bound, Form):
        return f"must be {bound.says.replace('`', '')}"
    if not isinstance(bound, Constraint):
        most = "or more" if bound.highest is None else f"to {bound.highest}"
        besides = "".join(f", or {number}" for number in bound.besides)
        digits = "" if bound.digits is None else f", with {bound.digits} decimals at most"
        return f"must be {bound.lowest} {most}{besides}{digits} ({bound.name})"
    of = {"keys": "each key ", "values": "each value "}.get(bound.member.partition(".")[2], "")
    each = "each " if not of and bound.name == "TARGET" else of
    unit = "members" if bound.counts else "characters"
    most = "or more" if bound.longest is None else f"to {bound.longest}"
    said = f"{each}must have {bound.shortest} {most} {unit}"
    if bound.counts:
        return said
    said = f"{said} and match {bound.pattern}"
    return said if bound.sure is None else f"{said}; open if it does not match {bound.sure}"


def as_json(parameter: Parameter) -> str:
    found: dict[str, Any] = {
        "operation": parameter.operation,
        "parameter": parameter.name,
        "presence": parameter.presence or None,
        "bounds": [
            {
                "name": bound.name,
                "says": _bound_words(bound),
                "claims": [claim.name for claim in bound.claims],
            }
            for bound in parameter.bounds
        ],
        "guards": list(parameter.guards),
        "steps": list(parameter.steps),
        "claims": [claim_json(claim) for claim in parameter.claims],
        "open": [claim_json(claim) for claim in parameter.open],
    }
    return json.dumps(found, indent=2, ensure_ascii=False)
