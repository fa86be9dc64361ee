"""The colours of the review page: those of the drawings, as variables of its style."""

from __future__ import annotations

from ..diagrams import palette as p

NAMES = {
    p.CANVAS: "canvas",
    p.CARD: "card",
    p.BORDER: "border",
    p.INK: "ink",
    p.QUIET: "quiet",
    p.FORCE: "force",
    p.ON_FORCE: "on-force",
    p.BACKGROUND: "background",
    p.OPEN: "open",
    p.REJECTED: "rejected",
    p.COUPLING: "coupling",
}


def theme_style() -> str:
    """The style sheet that names every colour, and repaints the drawings with them."""
    light = "".join(f"--{name}:{color};" for color, name in NAMES.items())
    dark = "".join(f"--{name}:{p.DARK[color]};" for color, name in NAMES.items())
    paints = "\n".join(
        f'.drawing [{paint}="{color}"]{{{paint}:var(--{name})}}'
        for color, name in NAMES.items()
        for paint in ("fill", "stroke")
    )
    return (
        f":root{{color-scheme:light;{light}}}\n"
        f'@media screen{{:root[data-theme="dark"]{{color-scheme:dark;{dark}}}\n'
        f"@media (prefers-color-scheme:dark){{"
        f':root:not([data-theme="light"]){{color-scheme:dark;{dark}}}}}}}\n'
        f"{paints}\n{p.halo('var(--canvas)', '.arrow')}"
    )
