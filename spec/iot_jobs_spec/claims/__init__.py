"""Every claim that the spec cites, by name and by fact, with its sources.

`CLAIMS` are those of the core profile, `claims_of` has those of any profile.

``R52`` is the number of a fact and ``A1`` that of an ambiguity. A letter after the number, as in
``R52a``, marks a claim that goes beyond the fact. `outside` gives the reason for each fact that is
no claim.
"""
# ruff: noqa: F403  (the modules hold nothing but claims)

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType, ModuleType

from ..language.evidence import Claim, Document, name_claims
from . import (
    cancel_execution,
    cancel_job,
    completion,
    continuous,
    create_job,
    delete_execution,
    delete_job,
    device,
    device_ends,
    errors,
    reads,
    requests,
    retries,
    timers,
    vocabulary,
)
from .cancel_execution import *
from .cancel_job import *
from .completion import *
from .continuous import *
from .create_job import *
from .delete_execution import *
from .delete_job import *
from .device import *
from .device_ends import *
from .documents import DOCUMENTS as DOCUMENTS
from .documents import FURTHER_DOCUMENTS as FURTHER_DOCUMENTS
from .documents import named_in as named_in
from .errors import *
from .outside import OUTSIDE as OUTSIDE
from .outside import OUTSIDE_OF_FULL as OUTSIDE_OF_FULL
from .reads import *
from .requests import *
from .retries import *
from .timers import *
from .vocabulary import *

NUMBER = re.compile(r"\b[RA]\d+\b")
"""The number of a fact within a claim's ``where``."""


def _by_name(modules: Iterable[ModuleType]) -> Mapping[str, Claim]:
    return MappingProxyType(name_claims({m.__name__.split(".")[-1]: vars(m) for m in modules}))


def _by_fact(claims: Iterable[Claim]) -> Mapping[str, tuple[Claim, ...]]:
    found: dict[str, dict[str, Claim]] = {}
    for claim in claims:
        for number in claim.facts:
            found.setdefault(number.rstrip("abcde"), {})[number] = claim
    return MappingProxyType(
        {fact: tuple(by[number] for number in sorted(by)) for fact, by in found.items()}
    )


_CORE = (
    vocabulary,
    requests,
    errors,
    create_job,
    cancel_job,
    cancel_execution,
    completion,
    delete_job,
    device,
    reads,
)
_FULL = (*_CORE, device_ends, delete_execution, continuous, timers, retries)
FULL_CLAIMS: Mapping[str, Claim] = _by_name(_FULL)
"""Every claim by its name, also those that only the profile `full` cites."""
CLAIMS: Mapping[str, Claim] = MappingProxyType(
    {name: claim for name, claim in FULL_CLAIMS.items() if any(name in vars(m) for m in _CORE)}
)
"""Every claim of the core profile by its name."""

BY_FACT: Mapping[str, tuple[Claim, ...]] = _by_fact(CLAIMS.values())
"""The claims of a fact, such as R52: its own first, then those that go beyond it."""
FULL_BY_FACT: Mapping[str, tuple[Claim, ...]] = _by_fact(FULL_CLAIMS.values())
"""The same for the profile `full`."""


def claims_of(profile: str) -> Mapping[str, Claim]:
    """Every claim of the profile by its name."""
    return FULL_CLAIMS if profile == "full" else CLAIMS


def outside_of(profile: str) -> Mapping[str, str]:
    """The facts that are no claims of the profile, each with the reason."""
    return OUTSIDE_OF_FULL if profile == "full" else OUTSIDE


def premises(claim: Claim) -> tuple[Claim, ...]:
    """The claims that this one follows from: ``follows from R63 and R42`` names two."""
    return tuple(dict.fromkeys(FULL_BY_FACT[number][0] for number in NUMBER.findall(claim.where)))


def sources(claim: Claim) -> tuple[Document, ...]:
    """The documents that a claim names, then those of the claims that it follows from."""
    of_premises = (document for premise in premises(claim) for document in sources(premise))
    return tuple(dict.fromkeys((*named_in(claim.where), *of_premises)))
