"""The data that the review page embeds: every rule, with all that it cites, as plain values.

The engine of the review page looks its answers up here, so it cannot say anything that the spec
does not say.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any, get_args

from ...language.evidence import Basis, Claim
from ...language.machine import GUARDS
from ...language.rules import Error, Rule
from ...machines import ALLOWANCES, COUPLINGS, DELETION_LIMIT, PENDING, Job
from ...model.constraints import CONSTRAINTS, MALFORMED
from ...model.requests import Request
from ...model.table import TABLE, Table
from ..diagrams.graph import reading
from ..scenarios.model import member_name
from ..words import CALM

BASIS_WORDS: Mapping[Basis, str] = {
    Basis.DOCUMENTED: "documented",
    Basis.OBSERVED: "observed",
    Basis.INFERRED: "inferred",
    Basis.UNSPECIFIED: "unspecified",
}
"""The words by which a reader filters. Unspecified: the sources say nothing, or disagree."""


def page_data(table: Table = TABLE) -> dict[str, Any]:
    """Everything that the scripts of the review page read."""
    collected = _Collected()
    rules = [_rule(rule, collected) for rule in (*table.rules, MALFORMED)]
    rest = {
        "guards": dict(GUARDS),
        "statuses": {machine: list(names) for machine, names in table.statuses.items()},
        "operations": _operations(table),
        "background": {machine: list(events) for machine, events in table.background.items()},
        "couplings": [
            {"status": k.status, "event": k.event, "claims": collected.claims(k.claims)}
            for k in COUPLINGS
        ],
        "pending": {
            "statuses": list(PENDING.statuses),
            "claims": collected.claims(PENDING.claims),
        },
        "limit": {
            "value": DELETION_LIMIT.value,
            "claims": collected.claims(DELETION_LIMIT.claims),
        },
        "allowances": [
            {
                "error": collected.error(allowance.error),
                "event": allowance.event,
                "source": allowance.source,
                "claims": collected.claims(allowance.claims),
            }
            for allowance in ALLOWANCES
        ],
        "constraints": [
            {
                "name": constraint.name,
                "member": member_name(constraint.member),
                "shortest": constraint.shortest,
                "longest": constraint.longest,
                "claims": collected.claims(constraint.claims),
            }
            for constraint in CONSTRAINTS
        ],
        # The statuses that guards ask for by their meaning.
        "meaning": {
            "rolling": str(Job.in_progress.value),
            "deleting": str(Job.deletion_in_progress.value),
        },
        # The guards that usually do not hold.
        "calm": list(CALM),
        "basis": {basis.value: word for basis, word in BASIS_WORDS.items()},
    }
    return {
        "rules": rules[:-1],
        "malformed": rules[-1],
        **rest,
        "errors": collected.errors,
        "effects": collected.effects,
        "facts": collected.facts,
    }


class _Collected:
    """Claims, errors and effects by name: each is embedded once."""

    def __init__(self) -> None:
        self.facts: dict[str, dict[str, Any]] = {}
        self.errors: dict[str, dict[str, Any]] = {}
        self.effects: dict[str, dict[str, Any]] = {}

    def claims(self, claims: Iterable[Claim]) -> list[str]:
        """The names of the claims."""
        names = []
        for claim in dict.fromkeys(claims):
            names.append(claim.name)
            self.facts[claim.name] = {
                "fact": claim.fact,
                "basis": claim.basis.value,
                "where": claim.where,
                "says": claim.says,
                "places": [place.pointer for place in claim.places],
            }
        return names

    def error(self, error: Error) -> str:
        self.errors[error.code] = {"http": list(error.http), "claims": self.claims(error.claims)}
        return error.code


def _rule(rule: Rule, collected: _Collected) -> dict[str, Any]:
    for effect in rule.does:
        collected.effects[effect.name] = {
            "field": effect.field,
            "says": effect.says,
            "claims": collected.claims(effect.claims),
        }
    return {
        "id": rule.id,
        "machine": rule.machine,
        "event": rule.event,
        "operation": rule.operation,
        "verdict": rule.verdict.value,
        "basis": rule.basis.value,
        "source": rule.source,
        "guards": dict(rule.guards),
        "outcomes": [
            {"error": collected.error(outcome.error)}
            if outcome.error
            else {"status": outcome.status}
            for outcome in rule.outcomes
        ],
        "claims": collected.claims(rule.claims),
        "which": collected.claims(rule.which),
        "does": [effect.name for effect in rule.does],
    }


def _operations(table: Table) -> dict[str, Any]:
    """Each operation of the API: its machine, its event, its members, whether it only reads."""
    kinds = {kind.__name__: kind for kind in get_args(Request)}
    reads = reading(table)
    return {
        operation: {
            "machine": machine,
            "event": event,
            "members": [member_name(f.name) for f in dataclasses.fields(kinds[operation])],
            "required": [
                member_name(f.name)
                for f in dataclasses.fields(kinds[operation])
                if f.default is dataclasses.MISSING
            ],
            "reads": operation in reads,
            "says": str(kinds[operation].__doc__).split("\n")[0],
        }
        for operation, (machine, event) in table.operations.items()
    }
