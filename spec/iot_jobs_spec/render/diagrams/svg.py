"""From DOT to SVG: finds and runs the layout program, and gives the picture its style sheet."""

from __future__ import annotations

import re
import shutil
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import ceil
from pathlib import Path
from typing import NamedTuple

from .. import CannotRender
from .gaps import with_gaps
from .palette import CANVAS, dark_style, ground, halo

ENGINES = ("graphviz-pure", "dot")
"""The layout programs. The first writes the same bytes everywhere; it draws what is committed."""
_INSTALL = {
    "graphviz-pure": "the extra draw (pip install '.[draw]' in the folder of iot-jobs-spec)",
    "dot": "Graphviz, from https://graphviz.org/download/",
}
# Layout measures Arial, whose widths every program knows; these are drawn where it is missing.
_FONTS = "text{font-family:Arial,Helvetica,'Liberation Sans',Arimo,sans-serif}"


_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
_PLACE = re.compile(r"translate\((\S+) (\S+)\)")
_CANVAS = re.compile(r'(<polygon fill="[^"]*" stroke="none" )points="[^"]*"/>\n')
_OWN_ID = re.compile(r'id="(graph|node|edge|clust)(\d+)"')
_NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def svg(source: str, engine: str = ENGINES[0]) -> bytes:
    """The picture of a DOT source."""
    try:
        import graphviz
    except ImportError:
        raise CannotRender(
            f"the graphviz package is missing; install {_INSTALL['graphviz-pure']}"
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
    """One SVG of the graphs, arranged as they are largest on a screen of 16 to 9. It has that
    shape, and fills the window."""
    parts = [_Part.of(number, one) for number, one in enumerate(drawn.split("<svg ")[1:])]
    size = min(_arrangements(parts), key=lambda one: one.screen().width)
    screen = size.screen()
    x, y = (screen.width - size.width) / 2, (screen.height - size.height) / 2
    groups = [
        part.placed(x + right, y + down, screen if part is parts[0] else None, part is parts[-1])
        for part, right, down in size.places
    ]
    style = "\n".join((_FONTS, halo(CANVAS), ground(CANVAS), dark_style()))
    return (
        f'{_HEAD}<svg width="100%" height="100%" '
        f'viewBox="0 0 {screen.width:.0f} {screen.height:.0f}" {_NAMESPACES}>\n'
        f"<style>\n{style}\n</style>\n{''.join(groups)}</svg>\n"
    )


def _arrangements(parts: Sequence[_Part]) -> Iterator[_Arranged]:
    """The ways to arrange a drawing of one graph, or of three, and its panel."""
    *drawing, last = (_Arranged(part.width, part.height, ((part, 0.0, 0.0),)) for part in parts)
    if len(drawing) == 3:
        left, right, below = drawing
        yield _column(_row(left, _column(right, below)), last)
        yield _row(left, _column(right, below), last)
        drawing = [_column(_row(left, right), below)]
    yield _row(*drawing, last)
    yield _column(*drawing, last)


class _Arranged(NamedTuple):
    """Graphs with their places."""

    width: float
    height: float
    places: tuple[tuple[_Part, float, float], ...]

    def screen(self) -> _Size:
        """The smallest screen of 16 to 9 that holds this, with whole numbers."""
        unit = ceil(max(self.width / 16, self.height / 9))
        return _Size(unit * 16, unit * 9)

    def moved(self, right: float, down: float) -> Iterator[tuple[_Part, float, float]]:
        return ((part, x + right, y + down) for part, x, y in self.places)


def _row(*found: _Arranged) -> _Arranged:
    """These side by side."""
    height, x = max(one.height for one in found), 0.0
    places: list[tuple[_Part, float, float]] = []
    for one in found:
        places += one.moved(x, (height - one.height) / 2)
        x += one.width
    return _Arranged(x, height, tuple(places))


def _column(*found: _Arranged) -> _Arranged:
    """These one under the other."""
    width, y = max(one.width for one in found), 0.0
    places: list[tuple[_Part, float, float]] = []
    for one in found:
        places += one.moved((width - one.width) / 2, y)
        y += one.height
    return _Arranged(width, y, tuple(places))


class _Size(NamedTuple):
    width: float
    height: float


class _Part(NamedTuple):
    """The drawing of one graph: its size, and its markup from the outermost group on."""

    width: float
    height: float
    group: str

    @classmethod
    def of(cls, number: int, drawn: str) -> _Part:
        """The graph with this number. Only the first keeps the ids that the layout program gives:
        they are the same in each."""
        size = re.search(r'viewBox="0.00 0.00 (\S+) (\S+)"', drawn)
        body = drawn[drawn.index("<g ") : drawn.index("</svg>")]
        if number:
            body = _OWN_ID.sub(rf'id="\g<1>{number}.\g<2>"', body)
        assert size is not None
        return cls(float(size[1]), float(size[2]), with_gaps(body))

    def placed(self, x: float, y: float, canvas: _Size | None, is_last: bool) -> str:
        """The markup at another place. The first of a picture has the canvas of all, the last is
        the panel."""
        found = _PLACE.search(self.group)
        assert found is not None
        x, y = float(found[1]) + x, float(found[2]) + y
        body = self.group.replace(found[0], f"translate({x:g} {y:g})", 1)
        if is_last:
            body = re.sub(r'id="graph[\d.]+"', 'id="panel"', body, count=1)
        if canvas is None:
            return _CANVAS.sub("", body, count=1)
        left, top, right, bottom = -x, -y, canvas.width - x, canvas.height - y
        corners = ((left, top), (right, top), (right, bottom), (left, bottom))
        points = " ".join(f"{x:g},{y:g}" for x, y in corners)
        return _CANVAS.sub(rf'\g<1>points="{points}"/>\n', body, count=1)
