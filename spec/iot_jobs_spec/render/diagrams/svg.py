"""From DOT to SVG: finds and runs the layout program, and gives the picture its style sheet."""

from __future__ import annotations

import re
import shutil
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from pathlib import Path
from typing import NamedTuple

from .. import CannotRender
from .palette import CANVAS, dark_style, halo

ENGINES = ("graphviz-pure", "dot")
"""The layout programs. The first writes the same bytes everywhere; it draws what is committed."""
_INSTALL = {
    "graphviz-pure": "pip install 'iot-jobs-spec[draw]'",
    "dot": "Graphviz, from https://graphviz.org/download/",
}
# Layout measures Arial, whose widths every program knows; these are drawn where it is missing.
_FONTS = "text{font-family:Arial,Helvetica,'Liberation Sans',Arimo,sans-serif}"


_GAP = 12.0
"""The space between a drawing and its panel."""
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
_NAMESPACES = (
    'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
)


def svg(source: str, engine: str = ENGINES[0]) -> bytes:
    """The picture of a DOT source."""
    try:
        import graphviz
    except ImportError:
        raise CannotRender(
            f"the graphviz package is missing: {_INSTALL['graphviz-pure']}"
        ) from None
    with _layout_program(program(engine)):
        try:
            # Quiet: without a font at hand, a warning says that widths are estimated.
            drawn = graphviz.pipe("dot", "svg", source.encode(), quiet=True)
        except graphviz.CalledProcessError as error:
            said = (error.stderr or b"").decode(errors="replace").strip()
            raise CannotRender(f"{engine} cannot lay out the picture: {said}") from None
    return _composed(drawn.decode()).encode()


def program(engine: str) -> Path:
    """Where the layout program is: beside the interpreter, else on the path."""
    beside = [sysconfig.get_path("scripts"), str(Path(sys.executable).parent)]
    places = beside if engine == ENGINES[0] else []
    found = (shutil.which(engine, path=place) for place in (*places, None))
    path = next((path for path in found if path), None)
    if path is None:
        raise CannotRender(f"the layout program {engine} is missing; install {_INSTALL[engine]}")
    return Path(path)


@contextmanager
def _layout_program(path: Path) -> Iterator[None]:
    """Let the graphviz package run this program; it takes the name from one place."""
    from graphviz.backend import dot_command

    usual = dot_command.DOT_BINARY
    dot_command.DOT_BINARY = path
    try:
        yield
    finally:
        dot_command.DOT_BINARY = usual


def _composed(drawn: str) -> str:
    """One SVG of the drawing and of the panel, if there is one: side by side or one under the
    other, as it is larger on a screen of 16 to 9. It has that shape, and fills the window."""
    parts = [_Part.of(one) for one in drawn.split("<svg ")[1:]]
    beside = _Size(sum(x.width for x in parts) + _GAP * (len(parts) - 1), max(x.height for x in parts))
    below = _Size(max(x.width for x in parts), sum(x.height for x in parts))
    size = min(beside, below, key=lambda s: s.screen().width)
    screen = size.screen()
    x, y = (screen.width - size.width) / 2, (screen.height - size.height) / 2
    groups = []
    for part in parts:
        middle = (size.height - part.height) / 2 if size is beside else 0.0
        groups.append(part.moved(x, y + middle))
        x, y = (x + part.width + _GAP, y) if size is beside else (x, y + part.height)
    style = "\n".join((_FONTS, halo(CANVAS), dark_style()))
    return (
        f'{_HEAD}<svg width="{screen.width:.0f}" height="{screen.height:.0f}" '
        f'viewBox="0 0 {screen.width:.0f} {screen.height:.0f}" {_NAMESPACES}>\n'
        f"<style>\n{style}\n</style>\n{''.join(groups)}</svg>\n"
    )


class _Size(NamedTuple):
    width: float
    height: float

    def screen(self) -> _Size:
        """The smallest screen of 16 to 9 that holds this, with whole numbers."""
        unit = ceil(max(self.width / 16, self.height / 9))
        return _Size(unit * 16, unit * 9)


class _Part(NamedTuple):
    """The drawing of one graph: its size, and its markup from the outermost group on."""

    width: float
    height: float
    group: str

    @classmethod
    def of(cls, drawn: str) -> _Part:
        size = re.search(r'viewBox="0.00 0.00 (\S+) (\S+)"', drawn)
        body = drawn[drawn.index("<g ") : drawn.index("</svg>")]
        assert size is not None
        return cls(float(size[1]), float(size[2]), body)

    def moved(self, x: float, y: float) -> str:
        def change(place: re.Match[str]) -> str:
            return f"translate({float(place[1]) + x:g} {float(place[2]) + y:g})"

        body = re.sub(r"translate\((\S+) (\S+)\)", change, self.group, count=1)
        # The canvas of a drawing is that of the whole picture.
        return re.sub(r'<polygon fill="[^"]*" stroke="none" points="[^"]*"/>\n', "", body, count=1)
