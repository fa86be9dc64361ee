"""The reference page of the claims: by source document, each with who cites it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from ...claims import CLAIMS, OUTSIDE
from ...errors import ERRORS
from ...language.evidence import Basis, Claim
from ...model.constraints import CONSTRAINTS, FORMS, MALFORMED
from ...model.table import TABLE, Table
from . import common as m

NAME = "claims.md"
FOLLOWS = "follows from"
_DOCUMENT = re.compile(r"(.+?)(?=,|;| and | contradicts | is silent|$)")


class Stated(Protocol):
    """What an invariant is to this page: a sentence that rests on claims."""

    @property
    def name(self) -> str: ...
    @property
    def says(self) -> str: ...
    @property
    def claims(self) -> tuple[Claim, ...]: ...


def claims_page(table: Table = TABLE, invariants: Sequence[Stated] = ()) -> str:
    """Every claim, and the facts that are none."""
    cited = cited_by(table, invariants)
    documents: dict[str, list[Claim]] = {}
    for claim in CLAIMS.values():
        documents.setdefault(document(claim), []).append(claim)
    # What follows from other claims comes last: its documents are theirs.
    ordered = sorted(documents, key=lambda name: (name == FOLLOWS, name.lower()))
    counts = {basis: sum(claim.basis is basis for claim in CLAIMS.values()) for basis in Basis}
    parts = [
        m.paragraph(
            f"{len(CLAIMS)} claims: {', '.join(f'{n} {b.value}' for b, n in counts.items())}.",
            "R is the number of a fact and A that of an ambiguity; a letter behind it marks a",
            "claim that goes beyond the fact. Claims stand under the document they name first.",
        ),
        "\n".join(f"- [{_title(name)}](#{_slug(_title(name))})" for name in ordered)
        + "\n- [Out of scope](#out-of-scope)",
    ]
    for name in ordered:
        parts.append(f"## {_title(name)}")
        parts += [_entry(claim, cited[claim.name]) for claim in documents[name]]
    parts += ["## Out of scope", "Facts and ambiguities that are no claims, each with the reason."]
    parts.append(m.table(["Fact", "Reason"], ([fact, why] for fact, why in OUTSIDE.items())))
    return m.page(m.PAGES[NAME], *parts, name=NAME)


def document(claim: Claim) -> str:
    """The source document of a claim, which its ``where`` begins with."""
    if claim.where.startswith(FOLLOWS):
        return FOLLOWS
    found = _DOCUMENT.match(claim.where)
    assert found is not None
    return found[1]


def cited_by(table: Table, invariants: Sequence[Stated] = ()) -> Mapping[str, tuple[str, ...]]:
    """For each claim by name, links to what cites it."""
    found: dict[str, list[str]] = {name: [] for name in CLAIMS}
    for link, claims in _citing(table, invariants):
        for claim in claims:
            if link not in found[claim.name]:
                found[claim.name].append(link)
    return {name: tuple(links) for name, links in found.items()}


def _citing(table: Table, invariants: Sequence[Stated]) -> Iterator[tuple[str, Iterable[Claim]]]:
    for rule in table.rules:
        yield m.rule_link(rule, table), tuple(rule.cited())
    for coupling in table.spec.couplings:
        yield f"[{coupling.event} while {coupling.status}](job.md#couplings)", coupling.claims
    for allowance in table.spec.allowances:
        yield f"[{allowance.error.code} at any time](requests.md#at-any-time)", allowance.claims
    for error in ERRORS:
        yield f"[{error.code}](requests.md#errors)", error.claims
    for constraint in CONSTRAINTS:
        yield f"[{constraint.name}](requests.md#constraints)", constraint.claims
    for form in FORMS:
        yield f"[{form.name} on the wire](requests.md#on-the-wire)", form.claims
    for exception in table.spec.undeclared:
        link = f"[{exception.error.code} of {exception.operation}](requests.md#undeclared-errors)"
        yield link, exception.claims
    for invariant in invariants:
        yield f"[{invariant.name}](invariants.md)", invariant.claims
    yield "[malformed requests](requests.md#constraints)", tuple(MALFORMED.cited())
    yield "[the limit of deletions](requests.md#limits)", table.spec.limit.claims
    yield "[the order of pending executions](requests.md#limits)", table.spec.pending.claims


def _entry(claim: Claim, cited: tuple[str, ...]) -> str:
    said = [
        f"### {claim.name}",
        m.plain(claim.says),
        f"{claim.fact} · {claim.basis.value} · {m.plain(claim.where)}",
    ]
    if claim.places:
        places = ", ".join(f"`{place.pointer}`" for place in claim.places)
        said.append(f"In botocore: {places}")
    if cited:
        said.append(f"Cited by {', '.join(cited)}")
    return "\n\n".join(said)


def _title(name: str) -> str:
    return "Follows from other claims" if name == FOLLOWS else name


def _slug(title: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
