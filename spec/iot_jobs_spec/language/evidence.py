"""What a rule rests on: claims, each one fact with its source and how certain it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Basis(Enum):
    """How certain a claim is, strongest first."""

    DOCUMENTED = "DOCUMENTED"
    """A document of AWS, or the model that botocore ships, says it."""
    OBSERVED = "OBSERVED"
    """Somebody who ran the real service reported it, or wrote code that relies on it."""
    INFERRED = "INFERRED"
    """It follows from documented text; nobody says it."""
    UNSPECIFIED = "UNSPECIFIED"
    """The sources are silent, or contradict each other."""

    @property
    def rank(self) -> int:
        """0 for the strongest basis, 3 for the weakest."""
        return list(Basis).index(self)


@dataclass(frozen=True, slots=True)
class Place:
    """One place in a service model of botocore, with a digest of what stood there.

    ``pointer`` names the model and the path into it, for example
    ``iot#/shapes/JobExecution/members/forceCanceled/documentation``. ``digest`` is the first
    16 hexadecimal digits of the SHA-256 of the value's canonical JSON: a sentence that AWS
    changes is noticed although it is not copied here.
    """

    pointer: str
    digest: str


@dataclass(frozen=True, slots=True, repr=False)
class Claim:
    """One fact with its source.

    ``name`` is unique and is what people say; ``fact`` is its number in the fact list (R…) or in
    the ambiguity ledger (A…). ``where`` names document and section, ``says`` is one sentence of
    our own. ``places`` are the places in botocore's models that the claim rests on, if any.
    """

    name: str
    fact: str
    basis: Basis
    where: str
    says: str
    places: tuple[Place, ...] = ()

    def __repr__(self) -> str:
        return f"<{self.basis.value} {self.name}>"


def strongest(claims: tuple[Claim, ...]) -> Basis:
    """The strongest basis among ``claims``; UNSPECIFIED for none."""
    return min((k.basis for k in claims), key=lambda b: b.rank, default=Basis.UNSPECIFIED)
