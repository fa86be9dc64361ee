"""What is known once all worlds have been reached."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

Place = tuple[int, bool]
"""The state of some job, by number, and whether all deletions of the limit are in use."""
Path = tuple[tuple[int, int], ...]
"""Steps from the empty world: each takes some job from one state to another."""


@dataclass(frozen=True)
class Exhausted:
    """Every reachable world, counted.

    ``worlds`` counts statuses alone, ``states`` also tells apart whether a forced cascade is pending
    (the same number where consistency is eager), ``orbits`` counts states up to symmetry, ``depth``
    is the number of steps to the farthest. ``places`` are where a job can be. ``path`` finds a
    shortest way to one of several places, None where none can be reached.
    """

    worlds: int
    states: int
    orbits: int
    depth: int
    places: frozenset[Place]
    path: Callable[[Collection[Place]], Path | None]
    composed: bool = False
