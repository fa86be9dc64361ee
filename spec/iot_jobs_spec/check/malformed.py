"""Probes of the constraints: at each bound, just beyond it, and outside the pattern."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ..model.constraints import Constraint, Fit, constraints_of, malformed_rule
from ..model.requests import Request
from .probe import Probe, Scene, renaming, with_members
from .samples import letter, ordinary, samples
from .scene import JOB, OTHER_THING, THING
from .scope import LONG, named

NAMES: Mapping[str, str] = {"job_id": JOB, "thing_name": THING}
"""The members that name a job or a thing, with the name that a scene has there."""


def malformed(scene: Scene) -> Iterator[Probe]:
    """The probes of every constraint of the scene's operation. Force excuses nothing."""
    kind = type(scene.request)
    for constraint in constraints_of(kind):
        of = _of_a_name if constraint.member in NAMES else _of_a_member
        for probe in of(constraint, scene):
            yield probe
            unforced = (
                isinstance(probe.put, Request) and probe.put.takes("force") and not probe.put.force
            )
            if probe.fit is Fit.BROKEN and unforced:
                yield replace(probe, put=with_members(probe.put, force=True))


def _of_a_member(constraint: Constraint, scene: Scene) -> Iterator[Probe]:
    rule = malformed_rule(type(scene.request).__name__, constraint)
    plain = _holding(constraint, scene, ordinary(constraint))
    for value, fit in samples(constraint):
        put = _holding(constraint, scene, value).request
        if constraint.member == "targets" and not _can_be_named(constraint, value):
            continue
        to_compare = scene if fit is Fit.BROKEN else plain
        yield Probe(rule, scene, put, fit, to_compare, whole=constraint.counts)


def _holding(constraint: Constraint, scene: Scene, value: str | int) -> Scene:
    """The scene whose request has this value, or so many members, where the constraint holds."""
    member, _, part = constraint.member.partition(".")
    held: object = value
    if member == "targets" and constraint.counts:
        held = (THING, OTHER_THING)[: int(value)]
    elif member == "targets":
        held = (THING, _name(constraint, OTHER_THING, str(value)))
    elif constraint.counts:
        held = {f"key-{n}": "value" for n in range(int(value))}
    elif part:
        held = {value: "value"} if part == "keys" else {"key": value}
    return Scene(scene.setup, with_members(scene.request, **{member: held}))


def _of_a_name(constraint: Constraint, scene: Scene) -> Iterator[Probe]:
    """A name is renamed in the set-up too. What must be rejected is asked where the name that it
    might be taken for is there."""
    rule = malformed_rule(type(scene.request).__name__, constraint)
    base = NAMES[constraint.member]
    for value, fit in samples(constraint):
        if not _can_be_named(constraint, value):
            continue
        name = _name(constraint, base, str(value))
        if fit is not Fit.BROKEN:
            there = scene.renamed(base, name)
            yield Probe(rule, there, there.request, fit, scene)
            continue
        longest = constraint.longest or 0
        there = scene.renamed(base, name[:longest]) if len(name) > longest else scene
        put = named(scene.request, renaming(base, name))
        yield Probe(rule, there, put, fit, there)


def _can_be_named(constraint: Constraint, value: str | int) -> bool:
    """Whether a name can be so short and begin as every name of a check does."""
    return not isinstance(value, str) or len(value) > constraint.shortest


def _name(constraint: Constraint, base: str, value: str) -> str:
    """The name with what the value has beside an ordinary character; a long one as it is."""
    return value if len(value) > LONG else base + value.removeprefix(letter(constraint))
