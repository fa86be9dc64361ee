"""The colours of the pictures, light and dark.

Each colour means one thing, and never alone: force is a thick line with a badge, a background step
is dashed and in italics, an open outcome is dotted or has a question mark, couplings are boxes of
their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CANVAS = "#ffffff"
CARD = "#f6f8fa"
BORDER = "#6e7781"
INK = "#1f2328"
QUIET = "#57606a"
FORCE = "#c2410c"
ON_FORCE = "#fffffe"
BACKGROUND = "#0a58b5"
OPEN = "#8038c9"
REJECTED = "#b3121d"
COUPLING = "#1a7f37"

DARK: Mapping[str, str] = MappingProxyType(
    {
        CANVAS: "#0d1117",
        CARD: "#161b22",
        BORDER: "#8b949e",
        INK: "#e6edf3",
        QUIET: "#a8b1bb",
        FORCE: "#ff9d57",
        ON_FORCE: "#0d1116",
        BACKGROUND: "#79c0ff",
        OPEN: "#d2a8ff",
        REJECTED: "#ff8f87",
        COUPLING: "#56d364",
    }
)
"""The dark colour in the place of each light one."""


def dark_style() -> str:
    """The style sheet that swaps every colour where the reader prefers dark pages."""
    rules = [
        f'[{paint}="{light}"]{{{paint}:{dark}}}'
        for light, dark in DARK.items()
        for paint in ("fill", "stroke")
    ]
    rules += [halo(DARK[CANVAS]), ground(DARK[CANVAS])]
    return "@media (prefers-color-scheme: dark){\n" + "\n".join(rules) + "\n}"


def ground(canvas: str) -> str:
    """The rule that paints the window beside a picture of another shape."""
    return f"svg{{background:{canvas}}}"


def halo(canvas: str, arrows: str = ".edge") -> str:
    """The rule that keeps lines which pass behind the words of an arrow away from them."""
    # On its badge, the word force needs none, and would break the edge.
    return (
        f'{arrows} text:not([fill="{ON_FORCE}"],[fill="{FORCE}"])'
        f"{{paint-order:stroke;stroke:{canvas};stroke-width:4px;stroke-linejoin:round}}"
    )
