"""What the spec says about a parameter of a request: its bounds, guards and claims.

All of it is derived from the requests, their constraints, the guards of the rules, and the claims
that name the parameter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import MISSING, dataclass

from ..claims import claims_of
from ..language.evidence import Basis, Claim
from ..language.guards import Flag, Gives, Mismatch, Repeats, TimerSet
from ..language.rules import Rule
from .constraints import (
    FORMS,
    RANGES,
    Constraint,
    Form,
    Range,
    constraints_of,
    malformed_rule,
    raw_rule,
)
from .profiles import FULL
from .requests import FULL_REQUESTS, Request
from .table import TABLE, Table
from .wire import LEFT_OUT, OUTSIDE, members_of

Bound = Constraint | Range | Form


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an operation, by its name in the API.

    ``presence`` is required, optional, or empty where the claims say more. ``guards`` are those
    that read it, ``claims`` the facts about it, ``open`` the questions that the sources leave open,
    and ``steps`` the background steps that these claims decide.
    """

    operation: str
    name: str
    presence: str
    bounds: tuple[Bound, ...]
    guards: tuple[str, ...]
    claims: tuple[Claim, ...]
    open: tuple[Claim, ...]
    steps: tuple[str, ...]


def parameters_of(operation: str, table: Table = TABLE) -> dict[str, Parameter]:
    """The parameters of the operation in the profile of the table, by their names in the API."""
    kind = _kind(operation)
    fields = {field.name: field for field in (*kind.parameters(), *kind.further())}
    found = {}
    for name, ours in members_of(kind, table.spec.name).items():
        field = fields[ours]
        bounds = tuple(_bounds(kind, ours, table))
        claims = tuple(dict.fromkeys(_claims(operation, name, bounds, table)))
        found[name] = Parameter(
            operation,
            name,
            _presence(field.default),
            tuple(dict.fromkeys(bounds)),
            tuple(_guards(ours, operation, table)),
            tuple(claim for claim in claims if claim.basis is not Basis.UNSPECIFIED),
            tuple(claim for claim in claims if claim.basis is Basis.UNSPECIFIED),
            tuple(_steps(ours, operation, claims, table)),
        )
    return found


def outside(operation: str, table: Table = TABLE) -> dict[str, str]:
    """The members that AWS has and the profile leaves out, each with a reason (a clause)."""
    kind, profile = _kind(operation), table.spec.name
    reasons = {
        **dict.fromkeys(members_of(kind, FULL), "it says the same in every request of the profile"),
        **dict.fromkeys(OUTSIDE.get(operation, ()), "the spec does not describe what it means"),
        **dict.fromkeys(
            LEFT_OUT.get(operation, ()), "an accepted request means the same without it"
        ),
    }
    described = members_of(kind, profile)
    return {name: why for name, why in reasons.items() if name not in described}


def _presence(default: object) -> str:
    if default is MISSING:
        return "required"
    return "optional" if default is None or default is False else ""


def rule_of(operation: str, bound: Bound) -> Rule:
    """The rule for a request of the operation that breaks the bound."""
    if isinstance(bound, Form):
        return raw_rule(operation, bound)
    return malformed_rule(operation, bound)


def _kind(operation: str) -> type[Request]:
    return next(kind for kind in FULL_REQUESTS if kind.operation == operation)


def _bounds(kind: type[Request], ours: str, table: Table) -> Iterator[Bound]:
    yield from (form for form in FORMS if form.name.lower() == ours)
    for constraint in constraints_of(kind):
        if constraint.member.partition(".")[0] == ours:
            yield constraint
    if table.spec.extends is not None:
        yield from (one for one in RANGES if (one.operation, one.member) == (kind.operation, ours))


def _guards(ours: str, operation: str, table: Table) -> Iterator[str]:
    read = {guard for rule in table.rules if rule.operation == operation for guard in rule.guards}
    for name, guard in table.spec.guards.items():
        if name not in read:
            continue
        if isinstance(guard, Repeats):
            if ours in guard.members:
                yield name
        elif isinstance(guard, Flag | Mismatch | Gives) and guard.member == ours:
            yield name


def _steps(ours: str, operation: str, claims: tuple[Claim, ...], table: Table) -> Iterator[str]:
    """The background steps that the claims decide, and that a guard of the parameter or a timer
    permits."""
    guards = {*_guards(ours, operation, table)}
    guards |= {name for name, guard in table.spec.guards.items() if isinstance(guard, TimerSet)}
    of_steps = (rule for rule in table.rules if rule.operation is None and guards & {*rule.guards})
    yield from dict.fromkeys(rule.event for rule in of_steps if rule.claims[0] in claims)


def _claims(operation: str, name: str, bounds: tuple[Bound, ...], table: Table) -> Iterator[Claim]:
    """The claims that name the parameter: those of its bounds, those that rules of the operation
    cite, those that also name the operation, and those that cite AWS's text about it."""
    of_bounds = {claim for bound in bounds for claim in bound.claims}
    cited = {k for rule in table.rules if rule.operation == operation for k in rule.cited()}
    yield from (claim for bound in bounds for claim in dict.fromkeys(bound.claims))
    own = f"/shapes/{operation}Request/members/{name}/", f"/shapes/{name[:1].upper()}{name[1:]}/"
    for claim in claims_of(table.spec.name).values():
        says = claim.says
        if any(text in place.pointer for text in own for place in claim.places):
            yield claim
        if claim in of_bounds or not re.search(rf"\b{re.escape(name)}\b", says):
            continue
        if claim in cited or re.search(rf"\b{operation}\b", says):
            yield claim
