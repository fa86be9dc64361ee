"""Checks of the spec against its sources: each claim is cited, and botocore's models still say the
same."""

from __future__ import annotations

from collections.abc import Iterator

from ..claims import claims_of, outside_of
from ..model.citations import citations
from ..model.constraints import CONSTRAINTS
from ..model.life_invariants import invariants_of
from ..model.requests import FULL_REQUESTS
from ..model.table import TABLE, Table
from .botocore_model import changed, value_at

DEVICE_OPERATIONS = frozenset(kind.operation for kind in FULL_REQUESTS if kind.by_device)
"""The operations of the iot-jobs-data model; the others are of the iot model."""


def problems(table: Table = TABLE) -> Iterator[str]:
    """One line for each way in which the spec disagrees with its sources. Needs botocore."""
    yield from orphans(table)
    yield from moved_places(table)
    yield from undeclared_errors(table)


def orphans(table: Table = TABLE) -> Iterator[str]:
    """Claims that no part of the spec cites."""
    claims = claims_of(table.spec.name)
    for name, citing in citations(table).items():
        if not citing:
            yield f"{claims[name].fact} {name}: no rule, constraint or invariant cites it"


def moved_places(table: Table = TABLE) -> Iterator[str]:
    """Claims whose place in botocore's models is gone or has another text now."""
    for claim in claims_of(table.spec.name).values():
        for place in changed(claim.places):
            yield f"{claim.fact} {claim.name}: {place.pointer} has changed: read it again"


def undeclared_errors(table: Table = TABLE) -> Iterator[str]:
    """Errors of the spec that their operation does not declare, without the listed exceptions."""
    excepted = {(one.operation, one.error.code) for one in table.spec.undeclared}
    for operation in dict.fromkeys(rule.operation for rule in table.rules if rule.operation):
        declared = declared_errors(operation)
        for error in table.errors_of(operation):
            if error.code not in declared and (operation, error.code) not in excepted:
                yield f"{operation} does not declare {error.code}"
        for _, code in [e for e in excepted if e[0] == operation and e[1] in declared]:
            yield f"{operation} declares {code} now: remove the exception"


def declared_errors(operation: str) -> frozenset[str]:
    """The codes that botocore's model declares for an operation of the spec."""
    model = "iot-jobs-data" if operation in DEVICE_OPERATIONS else "iot"
    errors = value_at(f"{model}#/operations/{operation}/errors")
    if not isinstance(errors, list):
        raise LookupError(f"the model declares no errors for {operation}")
    return frozenset(str(error["shape"]) for error in errors)


def tally(table: Table = TABLE) -> str:
    """The size of the spec, in two lines."""
    claims, outside = claims_of(table.spec.name), outside_of(table.spec.name)
    facts = {number.rstrip("abc") for claim in claims.values() for number in claim.facts}
    return (
        f"{len(table.rules)} rules cover all {sum(1 for _ in table.cells())} cells, backed by "
        f"{len(claims)} claims\n"
        f"{len(facts)} facts are claims and {len(outside)} out of scope; "
        f"{len(CONSTRAINTS)} constraints, {len(invariants_of(table.spec))} invariants"
    )
