"""The table: every cell that the spec answers, read from the machines once.

A cell is one question: a machine, an event, a status and the value of each guard. Exactly one rule
answers it; `TableError` says where a spec leaves a gap or answers twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product
from typing import NamedTuple

from ..effects import RETRIED
from ..language.evidence import Basis
from ..language.rules import ABSENT, Error, Rule, Verdict
from ..language.spec import Spec
from ..machines import CORE
from .guards import Ask, questions


class TableError(Exception):
    """The spec does not answer each cell exactly once."""


class Entry(NamedTuple):
    """The rules of one machine, event and status: ``rules`` by the values of ``guards``."""

    guards: tuple[str, ...]
    rules: Mapping[tuple[bool, ...], Rule]


Fork = tuple[str, "Decision", "Decision"]
"""A guard, the decision where it does not hold, and the decision where it does."""
Decision = Rule | Fork | None
"""None: no background step is possible."""
Key = tuple[str, str, str | None]
"""Machine, event and status."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One question. ``status`` None: there is no such job or execution."""

    machine: str
    event: str
    status: str | None
    guards: tuple[tuple[str, bool], ...]
    rule: Rule = field(compare=False)

    @property
    def operation(self) -> str | None:
        """The API's name of the event, None for a background step."""
        return self.rule.operation

    @property
    def question(self) -> str | None:
        """The operation with the status that it asks for, None for a background step."""
        return self.rule.question

    @property
    def id(self) -> str:
        """A stable name: question or event, status, then each guard in the order of the spec,
        ``!`` before one that does not hold. Example: ``DeleteJob/COMPLETED/force/!at_limit``."""
        return self.rule.named(dict(self.guards))

    @property
    def basis(self) -> Basis:
        return self.rule.basis


@dataclass(frozen=True, eq=False)
class Table:
    """Every rule of a spec, and how to find the one that answers."""

    spec: Spec
    rules: tuple[Rule, ...]
    entries: Mapping[Key, Entry] = field(init=False, repr=False)
    forks: Mapping[Key, Decision] = field(init=False, repr=False)
    """The same as ``entries``, as decision trees that read only the needed guards."""
    operations: Mapping[str, tuple[str, str]] = field(init=False, repr=False)
    """Machine and event of each operation of the API, and of each operation with a requested status
    that has an event of its own: ``UpdateJobExecution=FAILED``."""
    asks: Mapping[str, Ask] = field(init=False, repr=False)
    """The function of each guard."""
    forms: Mapping[str, frozenset[str | None]] = field(default_factory=dict, repr=False)
    """The answers of deviations to malformed requests, by the id of the request's rule: an error
    code, or None for the answer to a well-formed request."""
    limit: int | None = None
    """How many deletions a system that deviates allows at a time; None: as many as the spec."""
    late: bool = False
    """Whether background steps may come at any time, however soon they are due."""

    def __post_init__(self) -> None:
        grouped: dict[Key, list[Rule]] = {}
        for rule in self.rules:
            grouped.setdefault((rule.machine, rule.event, rule.source), []).append(rule)
        entries = {key: _entry(key, rules, self.spec) for key, rules in grouped.items()}
        operations = {r.question: (r.machine, r.event) for r in self.rules if r.question}
        object.__setattr__(self, "entries", entries)
        object.__setattr__(self, "forks", {key: _fork(entry) for key, entry in entries.items()})
        object.__setattr__(self, "operations", operations)
        object.__setattr__(self, "asks", questions(self.spec))
        for operation, (machine, event) in operations.items():
            for status in (None, *self.statuses[machine]):
                if (machine, event, status) not in entries:
                    raise TableError(f"no rule answers {operation} in {status or ABSENT}")

    @property
    def statuses(self) -> Mapping[str, tuple[str, ...]]:
        """The statuses of each machine, by its name."""
        return self.spec.statuses

    @cached_property
    def background(self) -> Mapping[str, tuple[str, ...]]:
        """The background steps of each machine, by its name."""
        return {m.__name__: tuple(m.paces) for m in self.spec.machines}

    @cached_property
    def reads(self) -> frozenset[str]:
        """The operations that change nothing in any status."""
        changing = {
            rule.question
            for rule in self.rules
            for outcome in rule.outcomes
            if rule.does or (outcome.error is None and outcome.status != rule.source)
        }
        return frozenset(self.operations) - changing

    def with_rules(self, rules: Iterable[Rule]) -> Table:
        """The table of the same spec with other rules. Raises `TableError`."""
        return Table(self.spec, tuple(rules))

    def written(self) -> Table:
        """The table for a picture of the base lifecycle: ``rules`` are those that are written out,
        without those that laws derive. It answers every cell as before."""
        found = copy(self)
        object.__setattr__(found, "rules", tuple(rule for rule in self.rules if not rule.law))
        return found

    def by_cell(self) -> Table:
        """The table with a rule of its own for each cell; its id is that of the cell."""
        return self.with_rules(replace(c.rule, guards=dict(c.guards)) for c in self.cells())

    def deviating(
        self,
        rules: Mapping[Rule, Rule],
        forms: Mapping[str, frozenset[str | None]] | None = None,
        limit: int | None = None,
        late: bool = False,
        uncalled: Mapping[Rule, str] | None = None,
    ) -> Table:
        """The table of a system that deviates: other rules for the same questions, each instead of
        one of its own, other answers to malformed requests, another limit of deletions, and
        background steps that may come ``late``. ``uncalled`` has background steps that come as the
        spec says, and by their other rule where this guard does not hold. A background step that
        changes a status which it should leave comes under the conditions under which it does the
        same elsewhere."""
        found = copy(self)
        entries, forks = dict(self.entries), dict(self.forks)
        for key in {(rule.machine, rule.event, rule.source) for rule in rules}:
            entry = entries[key]
            answers: dict[tuple[bool, ...], Rule] = {}
            for values, rule in entry.rules.items():
                guard = (uncalled or {}).get(rule)
                if guard is None:
                    answers[values] = rules.get(rule, rule)
                    continue
                at = entry.guards.index(guard)
                answers[values] = rule
                answers[*values[:at], not values[at], *values[at + 1 :]] = rules[rule]
            its = self._like_elsewhere(entry, answers) or {key: Entry(entry.guards, answers)}
            entries |= its
            forks |= {one: _fork(its[one]) for one in its}
        unretried = frozenset(
            rule.source
            for rule, other in rules.items()
            if RETRIED in rule.does
            and rule.source in {o.status for o in other.outcomes}
            and rule not in (uncalled or {})
        )
        changed = {
            "rules": tuple(rules.get(rule, rule) for rule in self.rules),
            "entries": entries,
            "forks": forks,
            "asks": questions(self.spec, unretried) if unretried else self.asks,
            "forms": self.forms if forms is None else forms,
            "limit": self.limit if limit is None else limit,
            "late": self.late or late,
        }
        for name, value in changed.items():
            object.__setattr__(found, name, value)
        return found

    def _like_elsewhere(
        self, entry: Entry, answers: Mapping[tuple[bool, ...], Rule]
    ) -> Mapping[Key, Entry]:
        """The entry of a background step that leaves a status and now changes it: the same answer,
        under the guards of another status from which the step does this; none for any other. Where
        a law holds the step back there, nobody knows whether it comes here: then the open step may
        come, if there is one that does the same."""
        right, rule = entry.rules.get(()), answers.get(())
        if right is None or rule is None or right.operation is not None:
            return {}
        if right.expected.status != right.source or rule.expected == right.expected:
            return {}
        elsewhere = {
            key: [values for values, one in other.rules.items() if one.expected == rule.expected]
            for key, other in self.entries.items()
            if key[0] == right.machine
        }
        for (machine, event, status), values in elsewhere.items():
            if event == right.event and values:
                other = self.entries[machine, event, status]
                held_back = [values for values, one in other.rules.items() if one.law]
                may_do_it = (x for x in self.spec.unbidden if elsewhere.get((machine, x, status)))
                comes = {event: values, **dict.fromkeys(may_do_it, held_back)}
                return {
                    (machine, name, right.source): Entry(other.guards, dict.fromkeys(its, rule))
                    for name, its in comes.items()
                }
        return {}

    def cells(self) -> Iterator[Cell]:
        """Every cell, in the order of the spec."""
        for (machine, event, status), entry in self.entries.items():
            for values, rule in entry.rules.items():
                guards = tuple(zip(entry.guards, values, strict=True))
                yield Cell(machine, event, status, guards, rule)

    def rule(self, machine: str, event: str, status: str | None, **guards: bool) -> Rule | None:
        """The rule that answers, None for no background step. Omitted guards are false."""
        entry = self.entries.get((machine, event, status))
        if entry is None:
            return None
        return entry.rules.get(tuple(guards.get(name, False) for name in entry.guards))

    def unspecified_cells(self) -> Iterator[Cell]:
        """The cells about which the sources say nothing."""
        return (cell for cell in self.cells() if cell.rule.verdict is Verdict.UNSPECIFIED)

    def contradictions(self) -> Iterator[Cell]:
        """The cells in which the sources permit several answers."""
        return (
            cell
            for cell in self.cells()
            if len(cell.rule.outcomes) > 1 and cell.rule.verdict is not Verdict.UNSPECIFIED
        )

    def errors_of(self, operation: str) -> tuple[Error, ...]:
        """Each error that the spec has for the operation, once."""
        found = [
            outcome.error
            for rule in self.rules
            if rule.operation == operation
            for outcome in rule.outcomes
            if outcome.error
        ]
        return tuple(dict.fromkeys(found))


def read(spec: Spec = CORE) -> Table:
    """The table of a spec."""
    return Table(spec, tuple(rule for machine in spec.machines for rule in machine.rules))


def _entry(key: Key, rules: list[Rule], spec: Spec) -> Entry:
    """Find the one rule that answers each combination of the guards that these rules read.

    A background step may have no rule for a combination: then the step is not possible.
    """
    read_by_rules = {name for rule in rules for name in rule.guards}
    guards = tuple(name for name in spec.guards if name in read_by_rules)
    answers: dict[tuple[bool, ...], Rule] = {}
    for values in product((False, True), repeat=len(guards)):
        holds = dict(zip(guards, values, strict=True))
        fit = [
            rule for rule in rules if all(holds[name] == want for name, want in rule.guards.items())
        ]
        if len(fit) == 1:
            answers[values] = fit[0]
        elif fit or rules[0].operation:
            machine, event, status = key
            raise TableError(
                f"{len(fit)} rules answer {machine}.{event} in {status or ABSENT} under {holds}"
            )
    return Entry(guards, answers)


def _fork(entry: Entry, values: tuple[bool, ...] = ()) -> Decision:
    if len(values) == len(entry.guards):
        return entry.rules.get(values)
    no, yes = _fork(entry, (*values, False)), _fork(entry, (*values, True))
    return no if no is yes else (entry.guards[len(values)], no, yes)


TABLE = read()
"""The table of the core profile."""
