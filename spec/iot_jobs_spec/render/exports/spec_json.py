"""``diagrams/spec.json``: the whole spec as plain JSON, for readers in any language."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ...claims import claims_of, premises, sources
from ...errors import ERRORS
from ...language.evidence import Claim
from ...language.rules import Outcome, Rule
from ...model.constraints import CONSTRAINTS, MALFORMED, RANGES, malformed_rule
from ...model.table import TABLE, Table
from ...model.wire import member_name, spelled
from .schema import FORMAT, SCHEMA

FOLDER = Path("diagrams")
PACKAGE = "iot-jobs-spec"


def artefacts(table: Table = TABLE) -> Mapping[Path, bytes]:
    return {
        FOLDER / "spec.json": as_bytes(spec(table)),
        FOLDER / "spec.schema.json": as_bytes(SCHEMA),
    }


def as_bytes(value: object) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def spec(table: Table = TABLE) -> dict[str, Any]:
    """The spec as plain data, in its own order; named parts are objects by name."""
    pending, limit = table.spec.pending, table.spec.limit
    effects = dict.fromkeys(effect for rule in table.rules for effect in rule.does)
    base = table.spec.extends
    extends = {"profile": base.name, "guards": list(table.spec.beyond)} if base else None
    return {
        "format": FORMAT,
        "package": {"name": PACKAGE, "version": version(PACKAGE)},
        **({"extends": extends} if extends else {}),
        "machines": {
            machine.__name__: {
                "says": machine.summary,
                "statuses": list(table.statuses[machine.__name__]),
                "operations": list(
                    dict.fromkeys(rule.operation for rule in machine.rules if rule.operation)
                ),
                "background": list(table.background[machine.__name__]),
            }
            for machine in table.spec.machines
        },
        "rules": [_rule(rule, bool(extends)) for rule in table.rules],
        "cells": {cell.id: cell.rule.id for cell in table.cells()},
        "malformed": _rule(MALFORMED),
        "couplings": [
            {"status": k.status, "event": k.event, "claims": _names(k.claims)}
            for k in table.spec.couplings
        ],
        "pending": {
            "statuses": list(pending.statuses),
            "shown": pending.shown,
            "claims": _names(pending.claims),
        },
        "deletion_limit": {
            "value": limit.value,
            "status": limit.status,
            "claims": _names(limit.claims),
        },
        "allowances": [
            {
                "error": allowance.error.code,
                "event": allowance.event,
                "source": allowance.source,
                "claims": _names(allowance.claims),
            }
            for allowance in table.spec.allowances
        ],
        "undeclared": [
            {"operation": u.operation, "error": u.error.code, "claims": _names(u.claims)}
            for u in table.spec.undeclared
        ],
        "constraints": {
            constraint.name: {
                "member": member_name(constraint.member),
                "operations": list(constraint.operations),
                "counts": constraint.counts,
                "shortest": constraint.shortest,
                "longest": constraint.longest,
                "pattern": None if constraint.counts else constraint.pattern,
                "sure": constraint.sure,
                "also": [error.code for error in constraint.also],
                "claims": _names(constraint.claims),
            }
            for constraint in CONSTRAINTS
        },
        **({"ranges": _ranges()} if extends else {}),
        "guards": {name: guard.says for name, guard in table.spec.guards.items()},
        "effects": {
            e.name: {"field": member_name(e.field), "says": e.says, "claims": _names(e.claims)}
            for e in effects
        },
        "errors": {e.code: {"http": list(e.http), "claims": _names(e.claims)} for e in ERRORS},
        "claims": {name: claim_data(claim) for name, claim in claims_of(table.spec.name).items()},
    }


def _ranges() -> dict[str, Any]:
    """Each range by the id of the rule about requests that break it."""
    return {
        malformed_rule(one.operation, one).id: {
            "operation": one.operation,
            "member": one.where or spelled(one.member),
            "counts": one.counts,
            "lowest": one.lowest,
            "highest": one.highest,
            "besides": list(one.besides),
            "unclear": list(one.unclear),
            "digits": one.digits,
            "claims": _names(one.claims),
        }
        for one in RANGES
    }


def _rule(rule: Rule, requests_status: bool = False) -> dict[str, Any]:
    return {
        "id": rule.id,
        "machine": rule.machine,
        "event": rule.event,
        "operation": rule.operation,
        **({"requested": rule.requested or None} if requests_status else {}),
        "source": rule.source,
        "guards": dict(rule.guards),
        "verdict": rule.verdict.value,
        "outcomes": [_outcome(outcome) for outcome in rule.outcomes],
        "basis": rule.basis.value,
        "claims": _names(rule.claims),
        "which": _names(rule.which),
        "effects": [effect.name for effect in rule.does],
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    error, status = outcome
    return {
        "error": error.code if error else None,
        "http": list(error.http) if error else None,
        "status": status,
    }


def claim_data(claim: Claim) -> dict[str, Any]:
    """A claim as plain data; its links open its documents, or those of what it follows from."""
    return {
        "fact": claim.fact,
        "facts": list(claim.facts),
        "basis": claim.basis.value,
        "where": claim.where,
        "says": claim.says,
        "links": [{"title": d.title, "url": d.url, "read": d.read} for d in sources(claim)],
        "follows_from": _names(premises(claim)),
        "places": [place.pointer for place in claim.places],
    }


def _names(claims: Iterable[Claim]) -> list[str]:
    """Each claim once, by name; the first decides the basis."""
    return list(dict.fromkeys(claim.name for claim in claims))
