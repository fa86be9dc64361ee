"""Labels of the pictures, in the HTML-like language of Graphviz."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from . import palette as p

TITLE, NAME, SMALL = 17, 13, 11


def text(words: str, size: int = SMALL, color: str = p.INK, style: str = "") -> str:
    """Words in one size and colour; ``style`` holds letters of B and I."""
    said = escape(words, quote=False)
    for letter in style:
        said = f"<{letter}>{said}</{letter}>"
    return f'<FONT POINT-SIZE="{size}" COLOR="{color}">{said}</FONT>'


def cell(content: str, **attributes: object) -> str:
    said = "".join(f' {name.upper()}="{value}"' for name, value in attributes.items())
    return f"<TD{said}>{content}</TD>"


def row(*cells: str) -> str:
    return f"<TR>{''.join(cells)}</TR>"


def table(rows: Iterable[str], padding: int = 2, **attributes: object) -> str:
    said = "".join(f' {name.upper()}="{value}"' for name, value in attributes.items())
    head = f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="{padding}"{said}>'
    return f"{head}{''.join(rows)}</TABLE>"


def label(content: str) -> str:
    """Mark content as HTML-like for Graphviz."""
    return f"<{content}>"


def force_badge(needed: bool) -> str:
    """The word force: filled where a move needs it, outlined where it only changes something."""
    if needed:
        word = text("force", SMALL, p.ON_FORCE, "B")
        inner = cell(word, bgcolor=p.FORCE, border=1, color=p.FORCE)
    else:
        inner = cell(text("force", SMALL, p.FORCE, "B"), border=1, color=p.FORCE)
    return table([row(inner)], padding=1)


def wrapped(words: str, width: int) -> list[str]:
    """The words in lines of at most ``width`` characters, broken at spaces."""
    lines = [""]
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) > width and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def stacked(lines: Sequence[str]) -> str:
    return '<BR ALIGN="LEFT"/>'.join(lines) + ('<BR ALIGN="LEFT"/>' if len(lines) > 1 else "")
