"""A scenario as a sequence diagram in SVG: our own, so that it is the same everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from ..diagrams import palette as p
from .model import Scenario
from .sequence import Message, messages, people

FOLDER = Path("diagrams/scenarios")
TOP, LINE, EDGE = 14, 19, 12
"""The distance between two steps, between two lines of text, and from the edge."""
TITLE = 18
"""The size of the title."""
HEADS, HEAD = EDGE + TITLE + 32, 30
"""Where the names of people are, and their height."""
PERSON = 124
"""The distance between two people."""
LETTER = 7.0
"""The width of a letter, rather too much than too little."""
_STYLE = (
    "text{font-family:Arial,Helvetica,'Liberation Sans',Arimo,sans-serif;font-size:13px}\n"
    f".title{{font-size:{TITLE}px;font-weight:bold}}\n{p.ground(p.CANVAS)}\n{p.dark_style()}"
)
_SERVICE = "AWS IoT Jobs"
_FORCE = re.compile(r"(?<=, )force(?=[,)])")
_BY_FORCE = f'<tspan fill="{p.FORCE}" font-weight="bold">force</tspan>'
"""How a request says that it is one by force."""


def scenario_svg(scenario: Scenario) -> bytes:
    """The picture of a scenario: people and the service side by side, time goes down."""
    return _Drawing(scenario).svg().encode()


class _Drawing:
    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.messages = tuple(messages(scenario))
        who = people(scenario)
        self.at = {name: EDGE + 50 + PERSON * n for n, name in enumerate(who)}
        asked = [m for m in self.messages if m.answer is not None]
        longest = max(_width(words) for m in asked for words in (_request(m), _answer(m)))
        self.service = self.at[who[-1]] + 24 + longest
        beside = [*(line for m in self.messages for line in m.now), *self._background()]
        room = max(map(_width, beside)) + 40
        above = max(_width(scenario.begins), round(_width(scenario.title) * TITLE / 13))
        self.width = max(self.service + room, above + 2 * EDGE) + EDGE
        self.parts: list[str] = []

    def _background(self) -> Iterator[str]:
        return (_request(m) for m in self.messages if m.answer is None)

    def svg(self) -> str:
        title = f'<text class="title" x="{EDGE}" y="{EDGE + TITLE - 4}" fill="{p.INK}">'
        self.parts.append(f"{title}{escape(self.scenario.title)}</text>")
        self._text(EDGE, EDGE + TITLE + 17, self.scenario.begins, p.QUIET, style="italic")
        y = HEADS + HEAD
        for message in self.messages:
            y = self._step(message, y + TOP)
        end = y + TOP
        lines = [
            _line(x, HEADS + HEAD, x, end, p.BORDER) for x in (*self.at.values(), self.service)
        ]
        heads = [self._head(x, name) for name, x in self.at.items()]
        heads.append(self._head(self.service, _SERVICE))
        return "\n".join([*self._begin(end + EDGE), *lines, *heads, *self.parts, "</svg>", ""])

    def _begin(self, height: int) -> Iterator[str]:
        size = f'width="100%" height="100%" viewBox="0 0 {self.width} {height}"'
        yield f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">'
        yield f"<title>{escape(self.scenario.title)}</title>"
        yield f"<desc>{escape(self.scenario.why)}</desc>"
        yield f"<style>\n{_STYLE}\n</style>"
        yield f'<rect width="{self.width}" height="{height}" fill="{p.CANVAS}"/>'

    def _head(self, x: int, name: str) -> str:
        half = max(46, _width(name) // 2 + 8)
        box = f'x="{x - half}" y="{HEADS}" width="{2 * half}" height="{HEAD}" rx="6"'
        return (
            f'<rect {box} fill="{p.CARD}" stroke="{p.BORDER}"/>'
            f'<text x="{x}" y="{HEADS + 20}" fill="{p.INK}" text-anchor="middle" '
            f'font-weight="bold">{escape(name)}</text>'
        )

    def _step(self, message: Message, y: int) -> int:
        """Draw one step from this height on; the height at which it ends."""
        if message.answer is None:
            return self._own_step(message, y)
        person, color = self.at[message.who], _color(message)
        y += LINE
        self._text(self.service - 12, y - 6, _request(message), p.INK, anchor="end")
        self._arrow(person, self.service, y, p.INK, dashes="")
        self._beside(message, y + 4)
        y += LINE + 3
        self._text(self.service - 12, y - 6, _answer(message), color, anchor="end")
        self._arrow(self.service, person, y, color, dashes="5,4")
        return max(y, y + (len(message.now) - 2) * LINE)

    def _own_step(self, message: Message, y: int) -> int:
        """A background step: an arrow of the service to itself."""
        x, color = self.service, p.OPEN if message.open else p.BACKGROUND
        loop = f"M{x},{y} h22 v16 h-18"
        self.parts.append(f'<path d="{loop}" fill="none" stroke="{color}"/>')
        self.parts.append(_tip(x, y + 16, -1, color))
        self._text(x + 30, y + 6, _request(message), color, style="italic")
        return self._beside(message, y + LINE + 6, p.OPEN if message.open else p.QUIET)

    def _beside(self, message: Message, y: int, color: str = p.QUIET) -> int:
        """The statuses after the step, to the right of the service."""
        for number, words in enumerate(message.now):
            self._text(self.service + 30, y + number * LINE, words, color)
        return y + max(0, len(message.now) - 1) * LINE

    def _arrow(self, start: int, end: int, y: int, color: str, dashes: str) -> None:
        way = 1 if end > start else -1
        self.parts.append(_line(start, y, end - way * 7, y, color, dashes))
        self.parts.append(_tip(end, y, way, color))

    def _text(
        self, x: int, y: int, words: str, color: str, anchor: str = "start", style: str = "normal"
    ) -> None:
        look = {"fill": color, "text-anchor": anchor, "font-style": style}
        said = "".join(f" {name}={quoteattr(value)}" for name, value in look.items())
        shown = _FORCE.sub(_BY_FORCE, escape(words))
        self.parts.append(f'<text x="{x}" y="{y}"{said}>{shown}</text>')


def _color(message: Message) -> str:
    """The colour of an answer."""
    if message.open:
        return p.OPEN
    return p.REJECTED if message.rejected else p.INK


def _request(message: Message) -> str:
    if message.answer is None and message.open:
        return f"{message.number}. ? {message.says} (open)"
    return f"{message.number}. {message.says}"


def _answer(message: Message) -> str:
    mark = "×" if message.rejected else "✓"
    return f"{mark} {message.answer}{', one of several permitted' * message.open}"


def _width(words: str) -> int:
    return round(len(words) * LETTER)


def _line(x1: int, y1: int, x2: int, y2: int, color: str, dashes: str = "") -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<path d="M{x1},{y1} L{x2},{y2}" stroke="{color}"{dashed}/>'


def _tip(x: int, y: int, way: int, color: str) -> str:
    """The head of an arrow that points right (1) or left (-1)."""
    back = x - way * 9
    return f'<path d="M{x},{y} L{back},{y - 4} L{back},{y + 4} Z" fill="{color}"/>'
