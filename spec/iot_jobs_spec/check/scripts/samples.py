"""Values at and just beyond the bounds of a constraint, and outside its pattern."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ...model.constraints import Constraint, Fit

LETTERS = "xX"
"""Of these a value is made: the first that the constraint takes."""
WIDE = "é"
"""One character, two bytes: a limit counts characters."""
OUTSIDE = (".", "\x07", "a"), ("a", "Z", "0")
"""Of each of these one is put where the pattern is to be broken, the first that breaks it: another
sign than letters, and a letter or digit."""
AT_THE_END = "\n"
"""What a pattern that is not tried on the whole value lets pass."""
KINDS = "aZ09:_- "
"""One character of each kind that a pattern may take: those that it takes make one value."""
UNSURE = ("É", "\u0378")
"""Of these one is put where readings of the pattern differ: the first on which they do."""


class Sample(NamedTuple):
    """A value with its fit; a number of members for a constraint that counts."""

    value: str | int
    fit: Fit


def letter(constraint: Constraint) -> str:
    """A character that a value may consist of."""
    return next(
        sign for sign in LETTERS if constraint.judge(sign * constraint.shortest) is Fit.KEPT
    )


def ordinary(constraint: Constraint) -> str | int:
    """A value well within the bounds."""
    return 2 if constraint.counts else letter(constraint) * 2


def samples(constraint: Constraint) -> Iterator[Sample]:
    """What to ask of a constraint, each with what it is."""
    shortest, longest = constraint.shortest, constraint.longest
    if constraint.counts:
        sizes = [shortest - 1, shortest, int(ordinary(constraint))]
        sizes += [] if longest is None else [longest, longest + 1]
        for size in sizes:
            kept = shortest <= size and (longest is None or size <= longest)
            if size >= 0:
                yield Sample(size, Fit.KEPT if kept else Fit.BROKEN)
        return
    sign = letter(constraint)
    values = [sign * (shortest - 1), sign * shortest]
    if longest is not None:
        values += [sign * longest, sign * (longest + 1)]
        if constraint.judge(WIDE) is Fit.KEPT:
            values.append(WIDE * longest)
    values.append("".join(kind for kind in KINDS if constraint.judge(kind) is Fit.KEPT))
    outside = dict.fromkeys(bad for kind in OUTSIDE for bad in _first(constraint, kind, Fit.BROKEN))
    values += [f"{sign}{bad}{sign}" for bad in outside]
    values += [sign + AT_THE_END]
    values += [sign + unsure for unsure in _first(constraint, UNSURE, Fit.OPEN)]
    for value in values:
        yield Sample(value, constraint.judge(value))


def _first(constraint: Constraint, signs: tuple[str, ...], fit: Fit) -> list[str]:
    return [sign for sign in signs if constraint.judge(sign) is fit][:1]
