"""What others wrote, as messages show it: short, and so that no terminal acts on it; and numbers
with their nouns."""

from __future__ import annotations

LONGEST = 300
"""How many characters of a system's text a message shows."""
MAX_SHOWN = 40
"""How many characters of a wrong value a message shows."""


def printable(text: str, keep: str = "") -> str:
    """The text with every unprintable character but those in ``keep`` spelt out: a line break
    becomes ``\\n``."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in keep else ascii(c)[1:-1] for c in text)


def shown(value: object) -> str:
    """A value as a message shows it: on one line, in ASCII, and short."""
    try:
        words = ascii(value)
    except (ValueError, RecursionError):  # a number of too many digits, lists in lists in lists
        words = type(value).__name__
    return words if len(words) <= MAX_SHOWN else f"{words[:MAX_SHOWN]}…"


def said(text: str) -> str:
    """A system's text as reports and messages show it: on one line, shortened, and with unprintable
    characters escaped."""
    words = " ".join(text[: 2 * LONGEST].split())
    short = words if len(words) <= LONGEST else f"{words[:LONGEST]}…"
    return printable(short)


def count(number: int, noun: str) -> str:
    """A number with its noun, for example ``1 job`` or ``2 entries``."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"
