"""One cause, one finding: what rests on a read that does not find what is there, or makes it up."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from ..model.divergence import READS
from .found import Found
from .trial import Trial
from .words import operation_of

Lie = tuple[str, str | None]
"""The operation of a read, and the error that it answers although what it reads is there."""


def grouped(trials: Sequence[Trial]) -> Iterator[tuple[Trial, tuple[Found, ...]]]:
    """Each trial with what was found in it and does not follow from something else.

    Where it was left open whether something is gone or just not found, other trials decide: a read
    that is known not to find what is there did not find it here either.
    """
    sure = {found.divergence.rule for trial in trials for found in trial.found if not found.unless}
    lies = {lie for trial in trials for found in trial.found if (lie := _lie(found)) is not None}
    inventing = {
        rule.operation
        for trial in trials
        for found in trial.found
        if _invents(found) and (rule := found.divergence.rule).operation == _operation(found)
    }
    for trial in trials:
        found = tuple(
            replace(f, divergence=f.unless) if f.unless and f.unless.rule in sure else f
            for f in trial.found
        )
        yield trial, tuple(f for f in found if not _rests_on(f, lies, inventing))


def _lie(found: Found) -> Lie | None:
    divergence = found.divergence
    operation, error = operation_of(divergence.request), divergence.seen.error
    reads = isinstance(divergence.request, READS) and divergence.rule.operation == operation
    return (operation, error) if reads and error is not None and not found.unless else None


def _invents(found: Found) -> bool:
    """Whether a read shows what is not there."""
    divergence = found.divergence
    there = any(answer.error is None for answer in divergence.expected)
    return isinstance(divergence.request, READS) and divergence.seen.error is None and not there


def _operation(found: Found) -> str:
    return operation_of(found.divergence.request)


def _rests_on(found: Found, lies: set[Lie], inventing: Collection[str | None]) -> bool:
    """Whether what is found somewhere else rests on such a read, or on one that shows whatever it
    is asked for."""
    if _invents(found) and _operation(found) in inventing:
        return found.divergence.rule.operation != _operation(found)
    operations = {operation for operation, _ in lies}
    return found.divergence.rule.operation not in operations and any(
        (operation_of(request), answer.error) in lies for request, answer in found.steps
    )
