"""Turn the SVG of a drawing into markup of the review page: no styles, but hooks to click."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence

from ...language.rules import ABSENT
from ..diagrams.gaps import width
from .hooks import Hook

SVG = "{http://www.w3.org/2000/svg}"
_DROPPED = {"{http://www.w3.org/XML/1998/namespace}space", "font-family", "id"}
LEGEND = "panel"
"""The id of the part with the title and the legend."""
_MARGIN = 4
_MOVED = re.compile(r"translate\((-?[\d.]+) (-?[\d.]+)\)")
_NUMBERS = re.compile(r"(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)")


def inline(
    drawn: bytes, says: str, hooks: Mapping[str, Hook], rules: Mapping[str, int]
) -> tuple[str, str]:
    """The drawing and its legend as markup. ``rules`` gives each rule its number in the embedded
    data."""
    root = ET.fromstring(drawn)
    for style in root.findall(f"{SVG}style"):
        root.remove(style)
    parts = root.findall(f"{SVG}g")
    panel = [part for part in parts if part.get("id") == LEGEND]
    graphs = [part for part in parts if part not in panel]
    focusable: set[Hook] = set()
    for group, hook, key in _hooked(root, hooks):
        if hook.kind == "part":
            group.attrib.update({"class": "part", "data-rules": _numbers(hook, rules)})
            continue
        clicked = _state(group, hooks) if hook.kind == "state" else group
        _equip(clicked, hook, key, rules, hook not in focusable)
        focusable.add(hook)
    for element in root.iter():
        _strip(element)
    drawing, legend = _alone(graphs), _alone(panel)
    drawing.attrib.update({"role": "group", "aria-label": says, "class": "drawing fitted"})
    legend.attrib.update({"role": "group", "aria-label": f"{says}: legend", "class": "drawing"})
    return _markup(drawing), _markup(legend)


def _alone(parts: Sequence[ET.Element]) -> ET.Element:
    """Parts of a picture as a picture that is as large as what is drawn, without their canvas."""
    points: list[tuple[float, float]] = []
    for part in parts:
        canvas = part.find(f"{SVG}polygon")
        if canvas is not None and canvas.get("stroke") == "none":
            part.remove(canvas)
        moved = _MOVED.search(part.get("transform", ""))
        right, down = map(float, moved.groups()) if moved else (0.0, 0.0)
        points += ((x + right, y + down) for x, y in _drawn(part))
    xs, ys = zip(*points, strict=True)
    box = min(xs) - _MARGIN, min(ys) - _MARGIN
    size = max(xs) - min(xs) + 2 * _MARGIN, max(ys) - min(ys) + 2 * _MARGIN
    wide, high = (f"{value:.0f}" for value in size)
    view = " ".join(f"{value:.0f}" for value in (*box, *size))
    root = ET.Element(f"{SVG}svg", {"viewBox": view, "width": wide, "height": high})
    root.extend(parts)
    return root


def _drawn(part: ET.Element) -> Iterator[tuple[float, float]]:
    """Points between which everything of a part is drawn."""
    for element in part.iter():
        x, y = float(element.get("cx", element.get("x", "0"))), 0.0
        if element.tag == f"{SVG}text" and (element.text or "").strip():
            y, size = float(element.get("y", "0")), float(element.get("font-size", "14"))
            yield from ((x, y - size), (x + width(element.text or "", size), y + size / 4))
        elif element.tag == f"{SVG}ellipse":
            y = float(element.get("cy", "0"))
            rx, ry = float(element.get("rx", "0")), float(element.get("ry", "0"))
            yield from ((x - rx, y - ry), (x + rx, y + ry))
        elif element.tag == f"{SVG}path" and element.get("class") != "hit":
            yield from _curve(element.get("d", ""))
        elif element.get("points"):
            yield from (
                (float(x), float(y)) for x, y in _NUMBERS.findall(element.get("points", ""))
            )


def _curve(d: str) -> Iterator[tuple[float, float]]:
    """Points of a path of cubic curves: the curves are within the control points, not on them."""
    points = [complex(float(x), float(y)) for x, y in _NUMBERS.findall(d)]
    for at in range(0, len(points) - 3, 3):
        a, b, c, e = points[at : at + 4]
        for step in range(9):
            t = step / 8
            u = 1 - t
            on = a * u**3 + 3 * b * t * u**2 + 3 * c * u * t**2 + e * t**3
            yield on.real, on.imag


def _hooked(root: ET.Element, hooks: Mapping[str, Hook]) -> list[tuple[ET.Element, Hook, str]]:
    """Each group that has a hook, by its id or by its title; outer groups first."""
    found = []
    for group in root.iter(f"{SVG}g"):
        for key in (group.get("id", ""), group.findtext(f"{SVG}title") or ""):
            if key in hooks:
                found.append((group, hooks[key], key))
                break
    return found


def _state(group: ET.Element, hooks: Mapping[str, Hook]) -> ET.Element:
    """Split a state into its title and its lines, and return the group of the title.

    Each line becomes one group: its mark, its name and its results.
    """
    about = ET.Element(f"{SVG}g")
    parts = [about]
    for child in list(group):
        group.remove(child)
        key = child.get("id", "")
        if key in hooks and hooks[key].kind == "line":
            last = parts[-1]
            mark = last[-1]
            last.remove(mark)
            child.insert(0, mark)
            parts.append(child)
        else:
            parts[-1].append(child)
    group.extend(parts)
    lines = parts[1:]
    if not lines:
        return about
    left, _, right, bottom = _extent(about)
    tops = [min(_heights(line)) - 10.5 for line in lines]
    ends = [*tops[1:], max([bottom - 2, *(y + 4 for line in lines for y in _heights(line))])]
    for line, start, end in zip(lines, tops, ends, strict=True):
        area = {"x": left + 3, "y": start, "width": right - left - 6, "height": end - start}
        shape = {name: f"{value:.1f}" for name, value in area.items()}
        line.insert(0, ET.Element(f"{SVG}rect", {"class": "hit", "rx": "3", **shape}))
    return about


def _equip(
    group: ET.Element, hook: Hook, key: str, rules: Mapping[str, int], focusable: bool
) -> None:
    """Make the group clickable. Of several groups with one hook, one takes the focus."""
    looks = ["hook", hook.kind, *(["forced"] if hook.forced else [])]
    group.set("class", " ".join(looks))
    group.set("data-key", key)
    group.set("data-rules", _numbers(hook, rules))
    if hook.kind == "state":
        group.set("data-state", f"{hook.machine}.{hook.status or ABSENT}")
        _, top, right, _ = _extent(group)
        group.set("data-corner", f"{right:.1f},{top:.1f}")
    if hook.couplings:
        group.set("data-couplings", " ".join(map(str, hook.couplings)))
    if focusable:
        group.attrib.update({"role": "button", "tabindex": "0", "aria-label": hook.says})
    else:
        group.set("aria-hidden", "true")
    if hook.kind in ("arrow", "coupling"):
        shaft = group.find(f".//{SVG}path")
        if shaft is not None and shaft.get("fill") == "none":
            # A line is too thin to hit.
            group.insert(0, ET.Element(f"{SVG}path", {"class": "hit", "d": shaft.get("d", "")}))


def _numbers(hook: Hook, rules: Mapping[str, int]) -> str:
    return " ".join(str(rules[rule.id]) for rule in hook.rules)


def _strip(element: ET.Element) -> None:
    """Remove the attributes and titles that the review page replaces or does not need."""
    for name in [name for name in element.attrib if name in _DROPPED or name.startswith("{")]:
        del element.attrib[name]
    if element.get("text-anchor") == "start":
        del element.attrib["text-anchor"]
    if (element.get("class") or "") in ("node", "edge", "cluster", "graph"):
        del element.attrib["class"]
    for title in element.findall(f"{SVG}title"):
        element.remove(title)
    for blank in [e for e in element.findall(f"{SVG}text") if not (e.text or "").strip()]:
        element.remove(blank)
    if element.tag == f"{SVG}a":
        element.tag = f"{SVG}g"


def _markup(root: ET.Element) -> str:
    """The element as markup without a prefix, an indent or a group that says nothing."""
    ET.register_namespace("", SVG.strip("{}"))
    markup = ET.tostring(root, encoding="unicode")
    markup = markup.replace(f' xmlns="{SVG.strip("{}")}"', "")
    return re.sub(r">\s+<", "><", markup)


def _extent(element: ET.Element) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the first shape in a group."""
    for shape in element.iter():
        drawn = shape.get("d") or shape.get("points")
        if drawn:
            points = [(float(x), float(y)) for x, y in _NUMBERS.findall(drawn)]
            xs, ys = [x for x, _ in points], [y for _, y in points]
            return min(xs), min(ys), max(xs), max(ys)
    return 0.0, 0.0, 0.0, 0.0


def _heights(element: ET.Element) -> Iterator[float]:
    """The vertical position of each text."""
    return (float(text.get("y", "0")) for text in element.iter(f"{SVG}text"))
