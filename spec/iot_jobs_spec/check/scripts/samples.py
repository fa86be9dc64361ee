"""Values at and just beyond the bounds of a constraint, and outside its pattern."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from ...model.constraints import Constraint, Fit, Range
from ...model.requests import ALL, AbortCriterion

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


def numbers(one: Range) -> Iterator[tuple[Any, Fit]]:
    """Values of the member at the bounds of a range and just beyond them, and those that are
    permitted besides or of which nobody can say, each with what it is."""
    bounds: list[float] = [one.lowest - 1, one.lowest, *one.besides, *one.unclear[:1]]
    bounds += [] if one.highest is None else [one.highest, one.highest + 1]
    if one.digits is not None:
        bounds += [one.lowest + 10**-one.digits, one.lowest + 10 ** -(one.digits + 1)]
    held = _HELD.get(one.name)
    for number in dict.fromkeys(bounds):
        if one.counts and number < one.lowest:
            continue  # one of its parts would be out of bounds alone
        value = number if held is None else held(number)
        yield value, one.fit(value)


_HELD: Mapping[str, Callable[[Any], Any]] = {
    "RETRIES": lambda number: {"FAILED": number},
    "RETRIES_TOGETHER": lambda number: {"FAILED": number // 2, "TIMED_OUT": number - number // 2},
    "RETRIES_WITH_ALL": lambda number: {ALL: number // 2, "FAILED": number - number // 2},
    "ABORT_PERCENTAGE": lambda number: (AbortCriterion("FAILED", number, 1),),
    "ABORT_EXECUTED": lambda number: (AbortCriterion("FAILED", 50, number),),
}
"""A value of the member that has the number, where it is more than a number."""


def _first(constraint: Constraint, signs: tuple[str, ...], fit: Fit) -> list[str]:
    return [sign for sign in signs if constraint.judge(sign) is fit][:1]
