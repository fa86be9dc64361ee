"""Proofs: of the records around a fault, those that cannot be explained without it.

A set of records *cannot be explained* if no world of the spec permits their answers, whatever was
answered to all others: a read outside the set is left out, and of any other request outside it
nobody knows what it changed. A proof is such a set of which no record can be left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..judge.history import Call, History
from .parts import without

MOST_TRIES = 400
"""How many smaller sets are tried for one proof."""


def smallest(history: History, cannot_be_explained: Callable[[History], bool]) -> tuple[Call, ...]:
    """The records of a proof, in their order. ``history`` cannot be explained."""
    every = range(len(history.calls))
    kept = [*every]
    tries = MOST_TRIES

    def suffices(fewer: Sequence[int]) -> bool:
        nonlocal tries
        tries -= 1
        return tries >= 0 and cannot_be_explained(without(history, {*every} - {*fewer}))

    size = len(kept)
    while size:
        size = min(size, len(kept)) // 2 or 1
        before, at = len(kept), 0
        while at < len(kept) > 1:
            fewer = [*kept[:at], *kept[at + size :]]
            if fewer and suffices(fewer):
                kept = fewer
            else:
                at += size
        if size == 1 and (len(kept) == before or tries < 0):
            break
    return tuple(history.calls[i] for i in kept)
