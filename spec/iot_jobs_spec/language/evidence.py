"""Evidence for a rule: claims, each one fact with its source and how certain it is.

A claim is written as ``NAME = documented("R63", where, says, place)``: the function gives the
basis, and `claims` names the claim after the constant.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class Basis(Enum):
    """The certainty of a claim, strongest first."""

    DOCUMENTED = "DOCUMENTED"
    """A document of AWS, or the model that botocore ships, says it."""
    OBSERVED = "OBSERVED"
    """Somebody who ran the real service reported it, or wrote code that relies on it."""
    INFERRED = "INFERRED"
    """It follows from documented text; no source says it."""
    UNSPECIFIED = "UNSPECIFIED"
    """The sources say nothing, or contradict each other."""

    @property
    def rank(self) -> int:
        """0 for the strongest basis, 3 for the weakest."""
        return list(Basis).index(self)


@dataclass(frozen=True, slots=True)
class Place:
    """One place in a service model of botocore, with a digest of the value found there.

    ``pointer`` names the model and the path into it, for example
    ``iot#/shapes/JobExecution/members/forceCanceled/documentation``. ``digest`` is the first
    16 hexadecimal digits of the SHA-256 of the value's canonical JSON: it shows that AWS has
    changed a sentence, although this project does not copy the sentence.
    """

    pointer: str
    digest: str


@dataclass(frozen=True, slots=True)
class Document:
    """One source: ``title`` is its name in claims, ``url`` its public address.

    ``read`` is the date or the version of the text that the claims were written from.
    """

    title: str
    url: str
    read: str


@dataclass(frozen=True, slots=True, repr=False)
class Claim:
    """One fact with its source.

    ``facts`` are numbers of facts (R…) and ambiguities (A…), the claim's own first.
    ``where`` names documents and sections, ``says`` is one sentence in our own words. ``places``
    are the places in botocore's models that say it, if any. ``name`` is the constant that the
    claim is assigned to.
    """

    facts: tuple[str, ...]
    basis: Basis
    where: str
    says: str
    places: tuple[Place, ...] = ()
    name: str = field(default="", compare=False)

    @property
    def fact(self) -> str:
        """The claim's own number, such as R63."""
        return self.facts[0]

    def __repr__(self) -> str:
        return f"<{self.basis.value} {self.name or '/'.join(self.facts)}>"


def documented(facts: str, where: str, says: str, *places: Place) -> Claim:
    """A document of AWS, or the model that botocore ships, says it."""
    return _made(facts, Basis.DOCUMENTED, where, says, places)


def observed(facts: str, where: str, says: str, *places: Place) -> Claim:
    """Somebody who ran the real service reported it, or wrote code that relies on it."""
    return _made(facts, Basis.OBSERVED, where, says, places)


def inferred(facts: str, where: str, says: str, *places: Place) -> Claim:
    """It follows from documented text; no source says it."""
    return _made(facts, Basis.INFERRED, where, says, places)


def unspecified(facts: str, where: str, says: str, *places: Place) -> Claim:
    """The sources say nothing, or contradict each other."""
    return _made(facts, Basis.UNSPECIFIED, where, says, places)


_UNNAMED: list[Claim] = []


def _made(facts: str, basis: Basis, where: str, says: str, places: tuple[Place, ...]) -> Claim:
    claim = Claim(tuple(facts.split()), basis, where, says, places)
    _UNNAMED.append(claim)
    return claim


def name_claims(modules: dict[str, dict[str, object]]) -> dict[str, Claim]:
    """Name every claim after the constant that holds it, and return the claims by name.

    ``modules`` holds the constants of each module. Raises ValueError for a claim that two
    constants hold, for a name that two claims have, and for a claim that no constant holds.
    """
    made, _UNNAMED[:] = tuple(_UNNAMED), []
    claims: dict[str, Claim] = {}
    for module, constants in modules.items():
        for name, value in constants.items():
            if not isinstance(value, Claim):
                continue
            if value.name:
                raise ValueError(f"{module}.{name} is the claim {value.name} already")
            if name in claims:
                raise ValueError(f"{module}.{name} is the name of another claim already")
            # Claims are frozen for everybody else.
            object.__setattr__(value, "name", name)
            claims[name] = value
    for claim in made:
        if not claim.name:
            raise ValueError(f"no constant holds the claim of {claim.fact}: {claim.says}")
    return claims


def strongest(claims: tuple[Claim, ...]) -> Basis:
    """The strongest basis among ``claims``; UNSPECIFIED for none."""
    return min((k.basis for k in claims), key=lambda b: b.rank, default=Basis.UNSPECIFIED)
