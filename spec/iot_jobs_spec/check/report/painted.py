"""The drawings of the machines with a badge, and a colour, for what became of each arrow and line.

What happens by itself bears a badge only where a finding lies in it: nobody asks for it, so that
nothing else can be said of it alone.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ...judge.deviations import Deviation, applied
from ...language.rules import ABSENT, Rule
from ...model.divergence import CellVerdict
from ...model.table import TABLE, Table
from ...render.diagrams.dot import machine_dot
from ...render.diagrams.graph import arrows, lines, places
from ...render.diagrams.svg import svg
from ...render.diff.compare import difference
from ...render.diff.picture import IMPLEMENTATION, difference_dot
from ...render.exports.spec_json import spec
from ...render.words import anchor
from .cases import Case, printable
from .results import CONFORMS, DIFFERS, NOT_JUDGED, UNDETERMINED, UNREACHED, VIOLATES, worst

SVG = "{http://www.w3.org/2000/svg}"
SIGNS: Mapping[str, str] = {
    VIOLATES: "!",
    DIFFERS: "≠",
    CONFORMS: "✓",
    UNDETERMINED: "?",
    UNREACHED: "–",
}
"""What stands in the badge of each verdict."""
RADIUS = 6.5
_PAIR = re.compile(r"(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)")
_ASCENT, _DESCENT = 10.0, 4.0
"""How far a text reaches above and below the height that it stands at."""


@dataclass(frozen=True, slots=True)
class Badge:
    """What became of some rules: the worst verdict, a line a cell, and where the page says more.

    ``partly`` says that some of the cells could not be judged, although all others conform.
    """

    verdict: CellVerdict
    words: str
    href: str
    partly: bool

    @property
    def looks(self) -> str:
        """The classes that the page's style knows."""
        return f"{self.verdict} partly" if self.partly else self.verdict


def painted(machine: str, cases: Iterable[Case], table: Table = TABLE) -> str:
    """The drawing of the machine as markup of a page. Raises `CannotRender` or ImportError where
    the layout program, or a package, is missing."""
    by_rule: dict[str, list[Case]] = {}
    for case in cases:
        by_rule.setdefault(case.rule.id, []).append(case)
    root = ET.fromstring(svg(machine_dot(machine, table)))
    for style in root.findall(f"{SVG}style"):
        root.remove(style)
    groups = {group.get("id", ""): group for group in root.iter(f"{SVG}g")}
    for arrow in arrows(machine, table):
        if badge := _badge(arrow.rules, by_rule):
            _paint_arrow(groups[arrow.id], badge)
    for place in places(machine, table):
        said = {
            f"a_{anchor(line.rules[0].id)}": line.rules for line in lines(machine, place, table)
        }
        badges = {name: badge for name, rules in said.items() if (badge := _badge(rules, by_rule))}
        if badges:
            _paint_lines(groups[f"{machine}-{place or ABSENT}"], said.keys(), badges)
    return _markup(root, f"{machine}: every arrow and line with its verdict")


def machine_of(deviations: Iterable[Deviation], table: Table = TABLE) -> bytes:
    """The machines of a system with these deviations as an SVG file: the drawing of their
    difference from the spec. Raises as `painted`."""
    own = table.by_cell()
    old, new = spec(own), spec(applied(own, deviations))
    sides = ("spec", IMPLEMENTATION)
    return svg(printable(difference_dot(old, new, difference(old, new), sides)))


def deviating(deviations: Iterable[Deviation], table: Table = TABLE) -> str:
    """The same as markup of a page."""
    root = ET.fromstring(machine_of(deviations, table))
    for style in root.findall(f"{SVG}style"):
        root.remove(style)
    return _markup(root, "the machines that the implementation has, changed rules marked")


def case_id(case: Case) -> str:
    """The id of the case in the page."""
    return f"cell-{anchor(case.name)}"


def _badge(rules: Iterable[Rule], by_rule: Mapping[str, list[Case]]) -> Badge | None:
    found = [case for rule in rules for case in by_rule.get(rule.id, ())]
    if not found:
        return None
    verdict = worst(case.verdict for case in found)
    first = next(case for case in found if case.verdict == verdict)
    words = "\n".join(f"{case.verdict}: {case.name}\n    {case.message}" for case in found)
    partly = verdict == CONFORMS and any(case.verdict in NOT_JUDGED for case in found)
    return Badge(verdict, printable(words), f"#{case_id(first)}", partly)


def _paint_arrow(group: ET.Element, badge: Badge) -> None:
    """A pale broad line under the arrow, and the badge before its name."""
    shaft = group.find(f".//{SVG}path")
    texts = [text for text in group.iter(f"{SVG}text") if (text.text or "").strip()]
    y = float(texts[0].get("y", "0"))
    # Beside what stands highest: a text, or the box around the word force.
    level = [text for text in texts if abs(float(text.get("y", "0")) - y) < 1]
    boxes = [_extent([box]) for box in group.iter(f"{SVG}polygon") if _is_at(box, y)]
    x = min([*(float(text.get("x", "0")) for text in level), *(left for left, _ in boxes)])
    if shaft is not None:
        under = {"class": f"under {badge.looks}", "d": shaft.get("d", "")}
        group.insert(0, ET.Element(f"{SVG}path", under))
    group.append(_drawn(badge, x - RADIUS - 3, y - 4))


def _paint_lines(node: ET.Element, said: Iterable[str], badges: Mapping[str, Badge]) -> None:
    """A pale bar under each line of a status, and its badge on the edge of the box."""
    left, right = _extent(node)
    # The sign of a line stands right before the group of its names.
    children = list(node)
    starts = [at for at, child in enumerate(children) if child.get("id") in set(said)]
    ends = [*(start - 1 for start in starts[1:]), len(children)]
    background = next((at for at, c in enumerate(children) if c.tag == f"{SVG}path"), 0) + 1
    for start, end in zip(starts, ends, strict=True):
        badge = badges.get(children[start].get("id", ""))
        if badge is None:
            continue
        top = _heights(children[start - 1])[0] - _ASCENT
        bottom = max(y for child in children[start:end] for y in _heights(child)) + _DESCENT
        bar = {"x": left, "y": top, "width": right - left, "height": bottom - top}
        shape = {name: f"{value:.1f}" for name, value in bar.items()}
        look = {"class": f"bar {badge.looks}", **shape}
        node.insert(background, ET.Element(f"{SVG}rect", look))
        sign = float(children[start - 1].get("x", "0"))
        node.append(_drawn(badge, min(left, sign - RADIUS - 1), top + _ASCENT - 3.5))


def _drawn(badge: Badge, x: float, y: float) -> ET.Element:
    """A disc with the sign of the verdict, that leads to what the page says of it."""
    link = ET.Element(f"{SVG}a", {"href": badge.href, "class": f"badge {badge.looks}"})
    ET.SubElement(link, f"{SVG}title").text = badge.words
    place = {"cx": f"{x:.1f}", "cy": f"{y:.1f}"}
    ET.SubElement(link, f"{SVG}circle", {**place, "r": f"{RADIUS}"})
    at = {"x": f"{x:.1f}", "y": f"{y + 3.4:.1f}", "text-anchor": "middle", "font-size": "10"}
    ET.SubElement(link, f"{SVG}text", {**at, "font-weight": "bold"}).text = SIGNS[badge.verdict]
    return link


def _is_at(box: ET.Element, y: float) -> bool:
    """Whether a rectangle stands around this height."""
    ys = [float(y) for _, y in _PAIR.findall(box.get("points", ""))]
    return len(set(ys)) == 2 and min(ys) < y < max(ys)


def _extent(node: Iterable[ET.Element]) -> tuple[float, float]:
    """Left and right of the first shape of a node."""
    for shape in node:
        drawn = shape.get("d") or shape.get("points")
        if drawn:
            xs = [float(x) for x, _ in _PAIR.findall(drawn)]
            return min(xs), max(xs)
    raise ValueError("a node without a shape")


def _heights(element: ET.Element) -> list[float]:
    """How high each text in the element stands."""
    return [float(text.get("y", "0")) for text in element.iter(f"{SVG}text")]


def _markup(root: ET.Element, says: str) -> str:
    """The drawing without ids, which may stand once in a page, and without a size of its own."""
    for element in root.iter():
        for name in ("id", "{http://www.w3.org/XML/1998/namespace}space", "font-family"):
            element.attrib.pop(name, None)
        if title := element.attrib.pop("{http://www.w3.org/1999/xlink}title", ""):
            element.tag = f"{SVG}g"
            told = ET.Element(f"{SVG}title")
            told.text = title
            element.insert(0, told)
        elif element.get("class") in ("node", "edge", "cluster", "graph"):
            for title_of_node in element.findall(f"{SVG}title"):
                element.remove(title_of_node)
    box = root.get("viewBox", "")
    root.attrib.clear()
    root.attrib.update({"viewBox": box, "role": "img", "aria-label": says, "class": "drawing"})
    return "".join(_without_namespace(root))


def _without_namespace(root: ET.Element) -> Iterator[str]:
    ET.register_namespace("", SVG.strip("{}"))
    yield ET.tostring(root, encoding="unicode").replace(f' xmlns="{SVG.strip("{}")}"', "")
