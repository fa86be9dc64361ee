"""Gaps in the lines of frames where the words of an arrow cross them, as on a technical drawing.

A line through words reads as if they were struck out. Layout programs place words without a look
at the frames, so each gap is a piece of canvas over the frames and below everything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from .palette import CANVAS

_GROUP = re.compile(r'(?=<g id="[^"]*" class="(?:node|edge|cluster)">)')
_FRAME = re.compile(r'<(?:path|polygon) [^>]*?(?:d|points)="([^"]*)"')
_NUMBERS = re.compile(r"(-?[\d.]+),(-?[\d.]+)")
_TEXT = re.compile(
    r'<text [^>]*\bx="(?P<x>\S+)" y="(?P<y>\S+)" [^>]*font-size="(?P<size>\S+)"[^>]*>'
    r"(?P<words>[^<]*)<"
)
_ENTITY = re.compile(r"&#?\w+;")
_ROOM = 2.0
"""The canvas that is left around the words."""


class Area(NamedTuple):
    """A rectangle; down is positive."""

    left: float
    top: float
    right: float
    bottom: float

    def crosses(self, frame: Area) -> bool:
        """Whether the outline of the frame goes through this area."""
        apart = (
            self.right < frame.left
            or self.left > frame.right
            or self.bottom < frame.top
            or self.top > frame.bottom
        )
        inside = (
            self.left > frame.left
            and self.right < frame.right
            and self.top > frame.top
            and self.bottom < frame.bottom
        )
        return not apart and not inside

    def wider(self, by: float) -> Area:
        return Area(self.left - by, self.top - by, self.right + by, self.bottom + by)


def with_gaps(group: str) -> str:
    """The markup of one graph with the gaps of its frames."""
    first, *others = _GROUP.split(group)
    found = [(kind, list(parts)) for kind, parts in groupby(others, key=_class)]
    clusters = [part for kind, parts in found if kind == "cluster" for part in parts]
    if not clusters:
        return group
    frames = [frame_of(part) for part in clusters]
    words = [
        one for kind, parts in found if kind == "edge" for part in parts for one in words_of(part)
    ]
    crossing = [one for one in words if any(one.wider(_ROOM).crosses(frame) for frame in frames)]
    gaps = "".join(map(_gap, crossing))
    end = first + "".join(clusters)
    assert group.startswith(end)
    return end + gaps + group.removeprefix(end)


def frame_of(cluster: str) -> Area:
    """The area that the outline of a cluster encloses."""
    shape = _FRAME.search(cluster)
    assert shape is not None
    xs, ys = zip(*((float(x), float(y)) for x, y in _NUMBERS.findall(shape[1])), strict=True)
    return Area(min(xs), min(ys), max(xs), max(ys))


def words_of(group: str) -> Iterator[Area]:
    """The area of each line of words."""
    for text in _TEXT.finditer(group):
        words = _ENTITY.sub("x", text["words"])
        if words.strip():
            x, y, size = (float(text[name]) for name in ("x", "y", "size"))
            yield Area(x, y - 0.76 * size, x + width(words, size), y + 0.22 * size)


def width(words: str, size: float) -> float:
    """How wide words are, rather too much than too little."""
    return size * sum(
        0.7 if sign.isupper() else 0.3 if sign in "ijlt .," else 0.56 for sign in words
    )


def _class(part: str) -> str:
    found = re.match(r'<g id="[^"]*" class="(\w+)"', part)
    assert found is not None
    return found[1]


def _gap(words: Area) -> str:
    left, top, right, bottom = words.wider(_ROOM)
    size = f'width="{right - left:.1f}" height="{bottom - top:.1f}"'
    return f'<rect fill="{CANVAS}" stroke="none" x="{left:.1f}" y="{top:.1f}" {size}/>\n'
