"""A difference as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .compare import ADDED, CHANGED, REMOVED, Change, Difference, Other, Rule

SIGNS = {ADDED: "+", REMOVED: "–", CHANGED: "≠"}
KINDS = (ADDED, REMOVED, CHANGED)


def as_json(difference: Difference) -> dict[str, Any]:
    """Counts of cells, the changes of cells, and the other changes."""
    return {
        "same": not difference,
        "summary": {
            **{kind: difference.count(kind) for kind in KINDS},
            "others": len(difference.others),
        },
        "changes": [
            {
                "change": change.kind,
                "cells": list(change.cells),
                "fields": list(change.fields),
                "old": change.old,
                "new": change.new,
            }
            for change in difference.changes
        ],
        "others": [
            {"change": o.kind, "part": o.part, "name": o.name, "old": o.old, "new": o.new}
            for o in difference.others
        ],
    }


def as_text(difference: Difference) -> str:
    """A paragraph for each change of cells, a line for each other change, then the counts."""
    if not difference:
        return "nothing changed\n"
    parts = ["\n".join(_paragraph(change)) for change in difference.changes]
    if difference.others:
        parts.append("\n".join(line for other in difference.others for line in other_lines(other)))
    counts = ", ".join(f"{difference.count(kind)} {kind}" for kind in KINDS)
    parts.append(f"cells: {counts}; other differences: {len(difference.others)}")
    return "\n\n".join(parts) + "\n"


def heading(change: Change) -> str:
    """The cells of the change: ``CancelJob in IN_PROGRESS [force]``."""
    where = change.status or f"no such {change.machine.lower()}"
    when = f" [{change.when}]" if change.when else ""
    return f"{change.name} in {where}{when}" if change.status else f"{change.name}, {where}{when}"


def outcomes(rule: Rule) -> str:
    """The permitted outcomes of a rule, the expected one first."""
    return " or ".join(_outcome(rule, outcome) for outcome in rule["outcomes"])


def _outcome(rule: Rule, outcome: Mapping[str, Any]) -> str:
    if outcome["error"] is not None:
        return f"{outcome['error']} ({'/'.join(map(str, outcome['http']))})"
    if outcome["status"] == rule["source"]:
        return "no change"
    return outcome["status"] or "gone"


def _paragraph(change: Change) -> Iterator[str]:
    yield f"{SIGNS[change.kind]} {heading(change)}: {change.kind}"
    if change.old is None or change.new is None:
        rule = change.new or change.old
        assert rule is not None
        yield f"    {rule['verdict']}: {outcomes(rule)}  [{rule['basis']}]"
        yield f"    claims: {', '.join(rule['claims'])}"
    else:
        for field in change.fields:
            yield f"    {field}: {_compared(field, change.old, change.new)}"
    for cell in change.cells:
        yield f"    cell {cell}"


def _compared(field: str, old: Rule, new: Rule) -> str:
    if field == "outcomes":
        return f"{outcomes(old)} → {outcomes(new)}"
    if field in ("verdict", "basis"):
        return f"{old[field]} → {new[field]}"
    if field == "guards":
        return f"{_signs(old)} → {_signs(new)}"
    gone = [f"– {name}" for name in old[field] if name not in new[field]]
    come = [f"+ {name}" for name in new[field] if name not in old[field]]
    return ", ".join([*gone, *come]) or f"{new[field][0]} now decides, before {old[field][0]}"


def _signs(rule: Rule) -> str:
    signs = [guard if holds else f"no {guard}" for guard, holds in rule["guards"].items()]
    return ", ".join(signs) or "always"


def other_lines(other: Other) -> Iterator[str]:
    """The name of the part, then a line for each changed member."""
    yield f"{SIGNS[other.kind]} {other.part.replace('_', ' ')} {other.name}".rstrip()
    if not (isinstance(other.old, dict) and isinstance(other.new, dict)):
        if other.kind == CHANGED:
            yield f"    {_short(other.old)} → {_short(other.new)}"
        return
    for member in dict.fromkeys((*other.old, *other.new)):
        before, after = other.old.get(member), other.new.get(member)
        if before != after:
            yield f"    {member}: {_short(before)} → {_short(after)}"


def _short(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
