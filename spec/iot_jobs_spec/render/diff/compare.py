"""The difference between two versions or profiles of the spec, each as the data of ``spec.json``.

Cells are compared by operation, status and guards, not by name: if only one version reads a guard,
both are asked for each value of it. Cells that changed alike are one `Change`. A guard that a
profile adds to the one that it extends never holds there: what is said of it is added.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import chain, product
from typing import Any

from ...files import NoFile, read_bounded
from ...language.rules import ABSENT
from ...machines import CORE
from ...model.profiles import PROFILES, table_of
from .. import CannotRender
from ..exports.schema import FORMAT, contradictions, problems
from ..exports.spec_json import spec
from ..words import simplest, terms_words

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
RARE = frozenset(name for name, guard in CORE.guards.items() if guard.rare)
"""The guards that usually do not hold."""
INSTALLED = "installed"
"""Instead of a path: the spec of the installed package."""
FIELDS = ("verdict", "outcomes", "basis", "claims", "which", "guards", "effects")
"""The fields of a rule that are compared."""
OTHERS = (
    "machines", "malformed", "couplings", "pending", "deletion_limit", "allowances", "undeclared",
    "constraints", "ranges", "guards", "effects", "errors", "claims",
)  # fmt: skip
"""The other parts that are compared. The version of the package is not."""
Rule = Mapping[str, Any]
Cell = tuple[str, str, str | None, tuple[tuple[str, bool], ...]]


@dataclass(frozen=True)
class Change:
    """Cells of one event and status that changed alike. ``when`` is their condition, empty for all.

    ``old`` and ``new`` are the rules that answer; None for no rule.
    """

    kind: str
    cells: tuple[str, ...]
    machine: str
    name: str
    status: str | None
    when: str
    old: Rule | None
    new: Rule | None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Other:
    """A change of another part than the cells: a claim, a limit, a coupling."""

    kind: str
    part: str
    name: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Difference:
    """All changes. False if there are none."""

    changes: tuple[Change, ...]
    others: tuple[Other, ...]

    def __bool__(self) -> bool:
        return bool(self.changes or self.others)

    def count(self, kind: str) -> int:
        """The number of cells that are added, removed or changed."""
        return sum(len(change.cells) for change in self.changes if change.kind == kind)


def load(source: str) -> dict[str, Any]:
    """The data of a ``spec.json``, of a profile, or of the installed spec. Raises CannotRender."""
    if source == INSTALLED:
        return spec()
    if source in PROFILES:
        return spec(table_of(source))
    try:
        value = json.loads(read_bounded(source))
    except OSError as error:
        raise CannotRender(f"cannot read {source}: {error.strerror}") from None
    except NoFile as error:
        raise CannotRender(f"cannot read {source}: {error}; name a spec.json") from None
    except (ValueError, RecursionError):
        raise CannotRender(f"{source} is not JSON") from None
    if not isinstance(value, dict) or "format" not in value:
        raise CannotRender(f"{source} is not a spec.json: it has no format")
    if value["format"] != FORMAT or value["format"] is True:
        raise CannotRender(_other_format(source, value["format"]))
    problem = next(chain(problems(value), contradictions(value)), None)
    if problem is not None:
        raise CannotRender(f"{source} is not a spec.json: {problem}")
    return value


def _other_format(source: str, found: object) -> str:
    """One line: the format of the file, the format that this version reads, and what to do."""
    reads = f"this version reads format {FORMAT}"
    if not isinstance(found, int) or isinstance(found, bool):
        return f"{source} has no valid format ({found!r}); {reads}"
    if found < FORMAT:
        return (
            f"{source} has the old format {found}; {reads}. To get a new file, run "
            "'iot-jobs-spec render' with this version"
        )
    return f"{source} has the newer format {found}; {reads}. Update iot-jobs-spec to read it"


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> Difference:
    """The changes from one version to the other."""
    return Difference(tuple(_changes(old, new)), tuple(_others(old, new)))


def same(field: str, old: Rule, new: Rule) -> bool:
    """Whether the rules agree in the field. The order of claims matters for the first only."""
    before, after = old[field], new[field]
    if field == "claims":
        return bool(before[0] == after[0] and sorted(before) == sorted(after))
    if field in ("which", "effects"):
        return sorted(before) == sorted(after)
    return bool(before == after)


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    beyond = frozenset(
        guard for one in (old, new) for guard in one.get("extends", {}).get("guards", ())
    )
    before, after = _Answers(old, beyond), _Answers(new, beyond)
    order = list(new["guards"]) + [guard for guard in old["guards"] if guard not in new["guards"]]
    alike: dict[tuple[str | None, str | None], list[tuple[Cell, Rule | None, Rule | None]]] = {}
    for key in dict.fromkeys((*before.rules, *after.rules)):
        read = before.guards(key) | after.guards(key)
        guards = [guard for guard in order if guard in read]
        for values in product((False, True), repeat=len(guards)):
            asked = tuple(zip(guards, values, strict=True))
            was, becomes = before.rule(key, asked), after.rule(key, asked)
            if was is not becomes and _kind(was, becomes, beyond):
                ids = (was["id"] if was else None, becomes["id"] if becomes else None)
                alike.setdefault(ids, []).append(((*key, asked), was, becomes))
    for group in alike.values():
        (machine, _, status, _), was, becomes = group[0]
        rule = becomes or was
        assert rule is not None
        name = _name(rule) or rule["event"]
        yield Change(
            _kind(was, becomes, beyond),
            tuple(_id(rule, asked, beyond) for (_, _, _, asked), _, _ in group),
            machine,
            name,
            status,
            terms_words(simplest(dict(asked) for (_, _, _, asked), _, _ in group), RARE),
            was,
            becomes,
            _fields(was, becomes, beyond),
        )


def _name(rule: Rule) -> str | None:
    """The operation, with the status that it asks for; None for a background step."""
    requested = rule.get("requested")
    return f"{rule['operation']}={requested}" if requested else rule["operation"]


class _Answers:
    """The rules of one version by machine, event and status."""

    def __init__(self, version: Mapping[str, Any], beyond: frozenset[str]) -> None:
        self.unknown = beyond - version["guards"].keys()
        self.rules: dict[tuple[str, str, str | None], list[Rule]] = {}
        for rule in version["rules"]:
            self.rules.setdefault((rule["machine"], rule["event"], rule["source"]), []).append(rule)

    def guards(self, key: tuple[str, str, str | None]) -> set[str]:
        return {guard for rule in self.rules.get(key, ()) for guard in rule["guards"]}

    def rule(
        self, key: tuple[str, str, str | None], asked: tuple[tuple[str, bool], ...]
    ) -> Rule | None:
        """The rule that answers; None where no background step is possible, and where a guard holds
        that the version cannot state."""
        if any(holds and guard in self.unknown for guard, holds in asked):
            return None
        given = dict(asked).items()
        return next((r for r in self.rules.get(key, ()) if r["guards"].items() <= given), None)


def _kind(old: Rule | None, new: Rule | None, beyond: frozenset[str]) -> str:
    """The kind of change; empty for none."""
    if old is None or new is None:
        return ADDED if new else REMOVED if old else ""
    return CHANGED if _fields(old, new, beyond) else ""


def _fields(old: Rule | None, new: Rule | None, beyond: frozenset[str]) -> tuple[str, ...]:
    if old is None or new is None:
        return ()
    was, becomes = _without(old, beyond), _without(new, beyond)
    return tuple(field for field in FIELDS if not same(field, was, becomes))


def _without(rule: Rule, beyond: frozenset[str]) -> Rule:
    """The rule without the guards that cannot hold."""
    guards = {name: holds for name, holds in rule["guards"].items() if holds or name not in beyond}
    return {**rule, "guards": guards}


def _id(rule: Rule, asked: tuple[tuple[str, bool], ...], beyond: frozenset[str]) -> str:
    """The id of the cell, as in `model.table.Cell`."""
    name = _name(rule) or f"{rule['machine']}.{rule['event']}"
    signs = [
        guard if holds else f"!{guard}" for guard, holds in asked if holds or guard not in beyond
    ]
    return "/".join([name, rule["source"] or ABSENT, *signs])


def _others(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Other]:
    for part in OTHERS:
        before, after = _named(old.get(part, {})), _named(new.get(part, {}))
        if part == "machines":
            both = before.keys() & after.keys()
            before, after = _taken_apart(before, both), _taken_apart(after, both)
        for name in dict.fromkeys((*before, *after)):
            was, becomes = before.get(name), after.get(name)
            if was != becomes:
                kind = ADDED if was is None else REMOVED if becomes is None else CHANGED
                yield Other(kind, part, name, was, becomes)


def _taken_apart(machines: Mapping[str, Any], both: Set[str]) -> Mapping[str, Any]:
    """The machines, those of both versions without their statuses, operations and steps, and each
    of these by its name."""
    found: dict[str, Any] = {**machines}
    for machine in sorted(both):
        data = machines[machine]
        found[machine] = {key: value for key, value in data.items() if isinstance(value, str)}
        for key, value in data.items():
            if isinstance(value, list):
                found |= {f"{machine}.{key} {name}": name for name in value}
    return found


def _named(part: Any) -> Mapping[str, Any]:
    """The members of a part by name. All but its claims identify one without a name."""
    if isinstance(part, list):
        return {
            " ".join(str(v) for k, v in item.items() if k != "claims" and v is not None): item
            for item in part
        }
    records = isinstance(part, dict) and all(isinstance(v, (dict, str)) for v in part.values())
    return part if records else {"": part}
