"""The HTML-like language of Graphviz, as far as the pictures need it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from . import palette as p

TITLE, NAME, SMALL = 15, 12, 10


def text(words: str, size: int = SMALL, color: str = p.INK, style: str = "") -> str:
    """Words in one size and colour; ``style`` holds letters of B and I."""
    said = escape(words, quote=False)
    for letter in style:
        said = f"<{letter}>{said}</{letter}>"
    return f'<FONT POINT-SIZE="{size}" COLOR="{color}">{said}</FONT>'


def cell(content: str, **attributes: object) -> str:
    return f"<TD{_said(attributes)}>{content}</TD>"


def lines_cell(lines: Sequence[str], **attributes: object) -> str:
    """A cell of left-aligned lines."""
    content = "".join(f'{line}<BR ALIGN="LEFT"/>' for line in lines)
    return cell(content, align="LEFT", balign="LEFT", valign="TOP", **attributes)


def tr(*cells: str) -> str:
    return f"<TR>{''.join(cells)}</TR>"


def table(rows: Iterable[str], padding: int = 2, **attributes: object) -> str:
    look = {"border": 0, "cellborder": 0, "cellspacing": 0, "cellpadding": padding, **attributes}
    return f"<TABLE{_said(look)}>{''.join(rows)}</TABLE>"


def label(content: str) -> str:
    """Content that Graphviz is to read as HTML-like."""
    return f"<{content}>"


def badge(filled: bool) -> str:
    """A cell with the word force in a box."""
    look: dict[str, object] = {"border": 1, "color": p.FORCE}
    if filled:
        look["bgcolor"] = p.FORCE
    return cell(text("force", SMALL, p.ON_FORCE if filled else p.FORCE, "B"), **look)


def filled_lines(words: Iterable[str], width: int) -> list[str]:
    """The words in lines of at most ``width`` characters; none is broken."""
    lines = [""]
    for word in words:
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) > width and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _said(attributes: dict[str, object]) -> str:
    return "".join(
        f' {name.upper()}="{escape(str(value)).replace(chr(10), "&#10;")}"'
        for name, value in attributes.items()
    )
