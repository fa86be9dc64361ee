"""The HTML-like language of Graphviz, as far as the pictures need it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby

from . import palette as p

TITLE, NAME, SMALL = 15, 12, 12


def text(words: str, size: int = SMALL, color: str = p.INK, style: str = "") -> str:
    """Words in one size and colour; ``style`` holds letters of B and I."""
    said = escape(words, quote=False)
    for letter in style:
        said = f"<{letter}>{said}</{letter}>"
    return f'<FONT POINT-SIZE="{size}" COLOR="{color}">{said}</FONT>'


def title(words: str, about: str) -> str:
    """A title, and what it is about."""
    return text(words, 20, style="B") + text(f"\u00a0\u00a0{about}", NAME, p.QUIET)


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
    ground = p.FORCE if filled else p.CANVAS
    look: dict[str, object] = {"border": 1, "color": p.FORCE, "bgcolor": ground}
    return cell(text("force", SMALL, p.ON_FORCE if filled else p.FORCE, "B"), **look)


def length(words: str) -> float:
    """How long a text is, in small letters of our font: capitals are longer, spaces shorter."""
    return sum(_LENGTHS.get(c, 1.38 if c.isupper() else 1.05) for c in words)


_LENGTHS = {
    " ": 0.56,
    "\u00a0": 0.56,
    ",": 0.56,
    ":": 0.56,
    ".": 0.56,
    "i": 0.45,
    "l": 0.45,
    "t": 0.56,
}
_LENGTHS |= {"[": 0.56, "]": 0.56, "I": 0.56, "J": 1.0, "f": 0.56, "r": 0.67}


def filled_lines(words: Iterable[str], width: int) -> list[str]:
    """The words in lines of at most this `length`; none is broken."""
    lines = [""]
    for word in words:
        longer = f"{lines[-1]} {word}".strip()
        if length(longer) > width and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def filled(words: str, width: int, size: int = SMALL, color: str = p.INK) -> list[str]:
    """The words as texts of at most this `length`."""
    return [text(line, size, color) for line in filled_lines(words.split(" "), width)]


def filled_colors(words: Iterable[tuple[str, str]], width: int, style: str = "") -> list[str]:
    """Words with a colour each, as texts of at most this `length`."""
    lines: list[list[tuple[str, str]]] = [[]]
    for word in words:
        said = " ".join([*(known for known, _ in lines[-1]), word[0]])
        if lines[-1] and length(said) > width:
            lines.append([])
        lines[-1].append(word)
    return [_colored(line, style) for line in lines]


def _colored(words: Sequence[tuple[str, str]], style: str) -> str:
    parts = [
        (" ".join(word for word, _ in part), color)
        for color, part in groupby(words, key=lambda word: word[1])
    ]
    # An ordinary space at the start of a text is lost in browsers.
    return "".join(
        text("\u00a0" * bool(at) + said, SMALL, color, style)
        for at, (said, color) in enumerate(parts)
    )


def _said(attributes: dict[str, object]) -> str:
    return "".join(
        f' {name.upper()}="{escape(str(value)).replace(chr(10), "&#10;")}"'
        for name, value in attributes.items()
    )
