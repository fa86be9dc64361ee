"""From DOT to SVG: finds and runs the layout program, and gives the picture its style sheet."""

from __future__ import annotations

import shutil
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .. import CannotRender
from .palette import CANVAS, dark_style, halo

ENGINES = ("graphviz-pure", "dot")
"""The layout programs. The first writes the same bytes everywhere; it draws what is committed."""
_INSTALL = {
    "graphviz-pure": "the extra draw (pip install '.[draw]' in the folder of iot-jobs-spec)",
    "dot": "Graphviz, from https://graphviz.org/download/",
}
# Layout measures Arial, whose widths every program knows; these are drawn where it is missing.
_FONTS = "text{font-family:Arial,Helvetica,'Liberation Sans',Arimo,sans-serif}"


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
    return _styled(drawn.decode()).encode()


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


def _styled(drawn: str) -> str:
    """The same SVG with the fonts, and with the dark palette for who prefers it."""
    head, tag, rest = drawn.partition("<svg ")
    attributes, close, body = rest.partition(">")
    style = "\n".join((_FONTS, halo(CANVAS), dark_style()))
    return f"{head}{tag}{attributes}{close}\n<style>\n{style}\n</style>{body}"
