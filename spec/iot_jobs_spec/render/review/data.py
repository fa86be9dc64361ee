"""The data that the review page embeds: every rule, with all that it cites, as plain values.

The engine of the review page looks its answers up here, so it cannot say anything that the spec
does not say.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from ...language.docstrings import docstring
from ...language.evidence import Basis, Claim, strongest
from ...language.guards import Guard
from ...language.rules import Error, Rule
from ...model.constraints import CONSTRAINTS, MALFORMED, RANGES
from ...model.explain import losses, question_of
from ...model.requests import (
    ABORTING,
    ALL,
    CONTINUOUS,
    FULL_REQUESTS,
    IN_PROGRESS,
    OTHER,
    REMOVED,
    RETRYABLE,
)
from ...model.table import TABLE, Table
from ...model.wire import member_name, members_of, spelled
from ..exports.spec_json import claim_data
from ..words import NOT

BASIS_WORDS: Mapping[Basis, str] = {
    Basis.DOCUMENTED: "documented",
    Basis.OBSERVED: "observed",
    Basis.INFERRED: "inferred",
    Basis.UNSPECIFIED: "unspecified",
}
"""The words by which a reader filters. Unspecified: the sources say nothing, or disagree."""


def page_data(table: Table = TABLE) -> dict[str, Any]:
    """Everything that the scripts of the review page read."""
    spec, collected = table.spec, _Collected()
    rules = [_rule(rule, collected, table) for rule in (*table.rules, MALFORMED)]
    rest = {
        "questions": {name: _question(guard) for name, guard in spec.guards.items()},
        "guards": {name: guard.says for name, guard in spec.guards.items()},
        "not": {name: NOT.get(name, f"not: {one.says}") for name, one in spec.guards.items()},
        "statuses": {machine: list(names) for machine, names in table.statuses.items()},
        "operations": _operations(table),
        "background": {machine: list(events) for machine, events in table.background.items()},
        "couplings": [
            {
                "status": k.status,
                "event": k.event,
                "basis": strongest(k.claims).value,
                "claims": collected.claims(k.claims),
            }
            for k in spec.couplings
        ],
        "pending": {
            "statuses": list(spec.pending.statuses),
            "claims": collected.claims(spec.pending.claims),
        },
        "limit": {
            "value": spec.limit.value,
            "claims": collected.claims(spec.limit.claims),
        },
        "allowances": [
            {
                "error": collected.error(allowance.error),
                "event": allowance.event,
                "source": allowance.source,
                "claims": collected.claims(allowance.claims),
            }
            for allowance in spec.allowances
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
        # The words that guards and effects ask for by their meaning.
        "meaning": {
            "rolling": spec.opened,
            "deleting": spec.deleting,
            "force": spec.force,
            "working": spec.pending.statuses[0],
            "retryable": sorted(RETRYABLE),
            "aborting": sorted(ABORTING),
            "byService": [spec.stopped, REMOVED],
            "every": ALL,
            "continuous": CONTINUOUS,
            "other": OTHER,
        },
        "ranges": _ranges(table),
        # The rules that the drawings and tables of a profile with its own leave out.
        "derived": sum(1 for rule in table.rules if rule.law) if spec.extends else 0,
        # As the index of the reference counts them.
        "cells": {
            "all": sum(1 for _ in table.cells()),
            "unspecified": sum(1 for _ in table.unspecified_cells()),
            "several": sum(1 for _ in table.contradictions()),
        },
        # The guards that usually do not hold.
        "calm": [name for name, guard in spec.guards.items() if guard.rare],
        "basis": {basis.value: word for basis, word in BASIS_WORDS.items()},
    }
    return {
        "rules": rules[:-1],
        "malformed": rules[-1],
        **rest,
        "errors": collected.errors,
        "effects": collected.effects,
        "facts": collected.facts,
        "documents": collected.documents,
    }


def _question(guard: Guard) -> dict[str, Any]:
    """What a guard asks, with the members of requests and records as the scripts name them."""
    found: dict[str, Any] = {"kind": type(guard).__name__}
    for part in dataclasses.fields(guard):
        if part.name not in ("name", "says", "rare"):
            value = getattr(guard, part.name)
            many = isinstance(value, tuple)
            found[part.name] = [*map(member_name, value)] if many else _named(value)
    return found


def _named(value: object) -> object:
    return member_name(value) if isinstance(value, str) else value


class _Collected:
    """Claims with their documents, errors and effects by name: each is embedded once."""

    def __init__(self) -> None:
        self.documents: dict[str, dict[str, str]] = {}
        self.facts: dict[str, dict[str, Any]] = {}
        self.errors: dict[str, dict[str, Any]] = {}
        self.effects: dict[str, dict[str, Any]] = {}

    def claims(self, claims: Iterable[Claim]) -> list[str]:
        """The names of the claims."""
        names = []
        for claim in dict.fromkeys(claims):
            names.append(claim.name)
            said = claim_data(claim)
            documents = {link["title"]: link for link in said["links"]}
            self.documents.update(documents)
            kept = {name: said[name] for name in ("fact", "basis", "where", "says", "places")}
            self.facts[claim.name] = {**kept, "links": list(documents)}
        return names

    def error(self, error: Error) -> str:
        self.errors[error.code] = {"http": list(error.http), "claims": self.claims(error.claims)}
        return error.code


def _rule(rule: Rule, collected: _Collected, table: Table) -> dict[str, Any]:
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
        "loses": [
            {
                "by": loss.effect.id,
                "until": [one.id for one in loss.until],
                "then": [one.id for one in loss.then],
                "claims": collected.claims(loss.claims),
            }
            for loss in losses(question_of(rule), table)
        ],
    }


def _operations(table: Table) -> dict[str, Any]:
    """Each question of the API: its operation, the status that it asks for, its machine, its event,
    its members, whether it only reads."""
    kinds = {kind.operation: kind for kind in FULL_REQUESTS}
    found: dict[str, Any] = {}
    for question, (machine, event) in table.operations.items():
        operation, _, requested = question.partition("=")
        kind = kinds[operation]
        asks = kind.takes("status")
        found[question] = {
            "operation": operation,
            "requested": requested or (IN_PROGRESS if asks else None),
            "machine": machine,
            "event": event,
            "members": [*dict.fromkeys([*members_of(kind, table.spec.name), *["status"] * asks])],
            "required": [
                member_name(f.name) for f in kind.parameters() if f.default is dataclasses.MISSING
            ],
            "reads": kind.is_read,
            "says": _REPORTS.format(requested) if requested else _first_line(kind),
        }
    return found


def _first_line(kind: type) -> str:
    """What a request is for, without marks of code."""
    return docstring(kind).split("\n")[0].replace("``", "")


_REPORTS = "A device reports {}; OTHER is no status, or one that no execution can have."


def _ranges(table: Table) -> dict[str, Any]:
    """The range of each number in the members of an operation, by the name of the number."""
    found: dict[str, Any] = {}
    for one in RANGES if table.spec.extends else ():
        if not one.counts:
            name = (one.where or spelled(one.member)).rpartition(".")[2]
            bounds = {
                "lowest": one.lowest,
                "highest": one.highest,
                "besides": list(one.besides),
                "digits": one.digits,
            }
            found.setdefault(one.operation, {})[name] = bounds
    return found
