"""Citations: the rules, errors, couplings, limits, constraints and invariants that cite a claim."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..claims import claims_of
from ..errors import ERRORS
from ..language.evidence import Claim
from .answer_forms import answer_rules
from .constraints import CONSTRAINTS, FORMS, MALFORMED, RANGES
from .life_invariants import invariants_of
from .table import TABLE, Table
from .views import view_rules


def citations(table: Table = TABLE) -> Mapping[str, tuple[str, ...]]:
    """The citations of each claim, by its name: ids of rules and names of the rest; none for a
    claim that nothing cites."""
    found: dict[str, list[str]] = {name: [] for name in claims_of(table.spec.name)}
    for citing, claims in _citing(table):
        for claim in claims:
            if citing not in found[claim.name]:
                found[claim.name].append(citing)
    return {name: tuple(citing) for name, citing in found.items()}


def cited_by_name(table: Table = TABLE) -> Mapping[str, tuple[Claim, ...]]:
    """The claims that each of these cites, by the id of the rule or the name of the rest."""
    found: dict[str, tuple[Claim, ...]] = {}
    for citing, claims in _citing(table):
        found[citing] = tuple(dict.fromkeys((*found.get(citing, ()), *claims)))
    return found


def _citing(table: Table) -> Iterator[tuple[str, tuple[Claim, ...]]]:
    for rule in (*table.rules, MALFORMED):
        yield rule.id, tuple(rule.cited())
    for coupling in table.spec.couplings:
        yield f"{coupling.event} while {coupling.status}", coupling.claims
    for allowance in table.spec.allowances:
        yield f"{allowance.error.code} at any time", allowance.claims
    for error in ERRORS:
        yield error.code, error.claims
    for constraint in CONSTRAINTS:
        yield constraint.name, constraint.claims
    for one in RANGES if table.spec.extends else ():
        yield f"{one.name} of {one.operation}", one.claims
    for form in FORMS:
        yield f"raw/{form.name}", form.claims
    for rule in (*answer_rules(table), *view_rules()):
        yield rule.id, rule.claims
    for invariant in invariants_of(table.spec):
        yield invariant.name, invariant.claims
    for exception in table.spec.undeclared:
        yield f"{exception.error.code} of {exception.operation}", exception.claims
    yield "limit", table.spec.limit.claims
    yield "pending", table.spec.pending.claims
