"""Probes that should be accepted, joined: what several of them try in one request, on one stage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from ..model.divergence import READS
from ..model.requests import Request
from .probe import Probe


@dataclass(frozen=True, slots=True)
class Joint:
    """Probes with one set-up, put one after the other. None but the last changes anything.

    Each stands for those that it was made of, which ``of`` has at its place: the first of them gave
    it its rule and its plain request.
    """

    puts: tuple[Probe, ...]
    of: tuple[tuple[Probe, ...], ...]

    @property
    def probes(self) -> tuple[Probe, ...]:
        """All that are tried."""
        return tuple(probe for probes in self.of for probe in probes)


def joined(probes: Iterable[Probe]) -> Iterator[Joint]:
    """Each of the probes in one joint, with others of its set-up."""
    alike: dict[object, dict[str, list[Probe]]] = {}
    for probe in probes:
        rules = alike.setdefault((probe.scene.setup, probe.rule.operation), {})
        rules.setdefault(probe.rule.id, []).append(probe)
    by_setup: dict[object, list[tuple[Probe, tuple[Probe, ...]]]] = {}
    for rules in alike.values():
        for level in zip_longest(*rules.values()):
            for one, of in _merged(probe for probe in level if probe is not None):
                by_setup.setdefault(one.scene.setup, []).append((one, of))
    for puts in by_setup.values():
        steady = [put for put in puts if isinstance(put[0].put, READS)]
        changing = [put for put in puts if not isinstance(put[0].put, READS)]
        first = [*steady, *changing[:1]]
        for together in [first, *([put] for put in changing[1:])]:
            yield Joint(*zip(*together, strict=True))


def _merged(probes: Iterable[Probe]) -> Iterator[tuple[Probe, tuple[Probe, ...]]]:
    """Fewer probes that try the same, each with those that it stands for."""
    one: Probe | None = None
    of: tuple[Probe, ...] = ()
    for probe in probes:
        both = None if one is None else _merge(one, probe)
        if one is not None and both is None:
            yield one, of
            of = ()
        one, of = both or probe, (*of, probe)
    if one is not None:
        yield one, of


def _merge(one: Probe, other: Probe) -> Probe | None:
    """A probe that tries what both try, beside the plain request of the first; None where they are
    about the same member, but for the key and the value of one pair."""
    mine, its = _tried(one), _tried(other)
    for member in mine.keys() & its.keys():
        if one.whole or other.whole or not isinstance(mine[member], Mapping):
            return None
        keys, values = sorted((one, other), key=lambda probe: not _tries_the_key(probe, member))
        if _tries_the_key(values, member) or not _tries_the_key(keys, member):
            return None
        ((key, _),) = getattr(keys.put, member).items()
        ((_, value),) = getattr(values.put, member).items()
        its[member] = {key: value}
    put: Any = one.put
    merged: Request = replace(put, **its)
    return replace(one, put=merged)


def _tries_the_key(probe: Probe, member: str) -> bool:
    plain: Any = probe.plain.request
    return {*getattr(probe.put, member)} != {*getattr(plain, member)}


def _tried(probe: Probe) -> dict[str, Any]:
    """The members that are not as in a plain request."""
    plain: Any = probe.plain.request
    members = {name: getattr(probe.put, name) for name in plain.__dataclass_fields__}
    return {name: value for name, value in members.items() if value != getattr(plain, name)}
