"""Every claim that the page rests on, by name and by fact, and the facts left out, with reasons.

``R52`` is a fact of the fact list and ``A1`` an ambiguity; a letter behind the number, as in
``R52a``, marks a claim that goes beyond the fact itself.
"""
# ruff: noqa: F403  (the modules hold nothing but claims)

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType, ModuleType

from iot_jobs_spec.language.evidence import Claim

from . import (
    cancel_execution,
    cancel_job,
    completion,
    create,
    delete,
    device,
    errors,
    execution_ambiguities,
    job_ambiguities,
    reads,
    requests,
    vocabulary,
)
from .cancel_execution import *
from .cancel_job import *
from .completion import *
from .create import *
from .delete import *
from .device import *
from .errors import *
from .execution_ambiguities import *
from .job_ambiguities import *
from .outside import OUTSIDE as OUTSIDE
from .reads import *
from .requests import *
from .vocabulary import *


def _by_name(modules: Iterable[ModuleType]) -> Mapping[str, Claim]:
    claims: dict[str, Claim] = {}
    for module in modules:
        for name, value in vars(module).items():
            if not isinstance(value, Claim):
                continue
            if name != value.name:
                raise ValueError(f"{module.__name__}.{name} calls itself {value.name}")
            if name in claims:
                raise ValueError(f"{module.__name__}.{name} stands in another module too")
            claims[name] = value
    return MappingProxyType(claims)


def _by_fact(claims: Iterable[Claim]) -> Mapping[str, tuple[Claim, ...]]:
    facts: dict[str, tuple[Claim, ...]] = {}
    for claim in claims:
        fact = claim.fact.rstrip("abc")
        facts[fact] = (*facts.get(fact, ()), claim)
    return MappingProxyType(facts)


CLAIMS: Mapping[str, Claim] = _by_name(
    (
        vocabulary,
        requests,
        errors,
        create,
        cancel_job,
        cancel_execution,
        completion,
        delete,
        device,
        reads,
        job_ambiguities,
        execution_ambiguities,
    )
)
"""Every claim by its name."""

BY_FACT: Mapping[str, tuple[Claim, ...]] = _by_fact(CLAIMS.values())
"""The claims of a fact, such as R52, its own first and then those that go beyond it."""
