"""The reference page of the claims: each with its basis, its linked sources, and who cites it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from ...claims import CLAIMS, DOCUMENTS, FULL_BY_FACT, NUMBER, OUTSIDE, named_in
from ...claims.documents import BY_TITLE, TITLES
from ...errors import ERRORS
from ...language.evidence import Basis, Claim
from ...model.answer_forms import answer_rules
from ...model.constraints import CONSTRAINTS, FORMS, MALFORMED
from ...model.table import TABLE, Table
from ...model.views import view_rules
from . import common as m

NAME = "claims.md"
FOLLOWS = "Follows from other claims"
_LINK = re.compile(f"{TITLES.pattern}|{NUMBER.pattern}")


class Stated(Protocol):
    """An invariant as this page sees it: a sentence that cites claims."""

    @property
    def name(self) -> str: ...
    @property
    def says(self) -> str: ...
    @property
    def claims(self) -> tuple[Claim, ...]: ...


def claims_page(table: Table = TABLE, invariants: Sequence[Stated] = ()) -> str:
    """The documents, every claim, and the facts that are no claims."""
    cited = cited_by(table, invariants)
    groups: dict[str, list[Claim]] = {}
    for claim in CLAIMS.values():
        groups.setdefault(document(claim), []).append(claim)
    # Claims that follow from others come last: their documents are those of the others.
    ordered = sorted(groups, key=lambda title: (title == FOLLOWS, title.lower()))
    counts = {basis: sum(claim.basis is basis for claim in CLAIMS.values()) for basis in Basis}
    parts = [
        m.paragraph(
            "Every fact behind the rules, in our words, with its document and who cites it.",
            f"{len(CLAIMS)} claims: {', '.join(f'{n} {b.value}' for b, n in counts.items())}.",
            "R and a number name a fact, A and a number an ambiguity; a letter behind the number",
            "marks a claim that goes beyond the fact. Each claim is listed under the document that",
            "it names first.",
        ),
        "\n".join(f"- [{title}](#{_slug(title)})" for title in ["Documents", *ordered])
        + "\n- [Out of scope](#out-of-scope)",
        "## Documents",
        m.paragraph(
            "The second column says which text the claims were written from. An address with a",
            "commit or a version shows that text, a page of docs.aws.amazon.com shows today's.",
        ),
        m.table(["Document", "Read", "Claims"], _documents(groups)),
    ]
    for title in ordered:
        parts.append(f"## {title}")
        parts += [entry(claim, cited[claim.name]) for claim in groups[title]]
    parts += ["## Out of scope", "Facts and ambiguities that are no claims, each with the reason."]
    parts.append(m.table(["Fact", "Reason"], ([fact, why] for fact, why in OUTSIDE.items())))
    return m.page(m.PAGES[NAME], *parts, name=NAME)


def document(claim: Claim) -> str:
    """The title of the document that a claim names first, or `FOLLOWS` for an inferred claim."""
    return FOLLOWS if claim.basis is Basis.INFERRED else named_in(claim.where)[0].title


def cited_by(table: Table, invariants: Sequence[Stated] = ()) -> Mapping[str, tuple[str, ...]]:
    """For each claim by name, links to everything that cites it."""
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
    for rule in answer_rules(table):
        yield f"[{rule.id}](requests.md#answers)", rule.claims
    for rule in view_rules():
        yield f"[{rule.id}](requests.md#other-reads)", rule.claims
    for exception in table.spec.undeclared:
        link = f"[{exception.error.code} of {exception.operation}](requests.md#undeclared-errors)"
        yield link, exception.claims
    for invariant in invariants:
        yield f"[{invariant.name}](invariants.md)", invariant.claims
    yield "[malformed requests](requests.md#constraints)", tuple(MALFORMED.cited())
    yield "[the limit of deletions](requests.md#limits)", table.spec.limit.claims
    yield "[the order of pending executions](requests.md#limits)", table.spec.pending.claims


def _documents(groups: Mapping[str, list[Claim]]) -> Iterator[list[str]]:
    for source in sorted(DOCUMENTS, key=lambda d: d.title.lower()):
        naming = sum(source in named_in(claim.where) for claim in CLAIMS.values())
        counted = f"[{naming}](#{_slug(source.title)})" if source.title in groups else str(naming)
        yield [f"[{source.title}]({source.url})", source.read, counted]


def entry(claim: Claim, cited: tuple[str, ...] = (), elsewhere: str = "") -> str:
    """The claim with its links; ``elsewhere`` is the page of the core's claims, if not this one."""
    said = [
        f"### {claim.name}",
        m.plain(claim.says),
        f"{', '.join(claim.facts)} · {claim.basis.value} · {_linked(claim.where, elsewhere)}",
    ]
    if named_in(claim.where):
        said.append("Read: " + "; ".join(f"{d.title}, {d.read}" for d in named_in(claim.where)))
    if claim.places:
        places = ", ".join(f"`{place.pointer}`" for place in claim.places)
        said.append(f"In botocore: {places}")
    if cited:
        said.append(f"Cited by {', '.join(cited)}")
    return "\n\n".join(said)


def _linked(where: str, elsewhere: str) -> str:
    """A ``where`` with a link at each title of a document and at each number of a fact."""

    def link(found: re.Match[str]) -> str:
        named = BY_TITLE.get(found[0])
        if named is not None:
            return f"[{found[0]}]({named.url})"
        name = FULL_BY_FACT[found[0]][0].name
        return f"[{found[0]}]({elsewhere if name in CLAIMS else ''}#{name.lower()})"

    return _LINK.sub(link, m.plain(where))


def _slug(title: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
