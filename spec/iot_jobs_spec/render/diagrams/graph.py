"""The contents of a machine's picture: arrows between statuses, and lines under a status.

Rules that would draw the same arrow become one. Rejections, steps that keep the status, and answers
that the sources leave open are lines under their status. Requests that only read are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from ...language.evidence import Basis, Claim, strongest
from ...language.rules import ABSENT, Effect, Rule, Verdict
from ...language.spec import EXECUTION, JOB
from ...model.table import TABLE, Table
from ..words import claim_words, claims_of, condition, outcome_words, rule_name


class Kind(Enum):
    """The sort of step that an arrow shows."""

    REQUEST = "request"
    BACKGROUND = "background"
    OPEN = "open"


class Mark(Enum):
    """The sort of outcome that a line under a status shows."""

    REJECTED = "rejected"
    OPEN = "open"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Arrow:
    """One arrow: the rules that move a machine from each of ``sources`` to ``target``.

    None stands for no job or no execution. An arrow has one source, or all statuses of the machine.
    ``forced``: only a request with force makes the move.
    """

    machine: str
    sources: tuple[str | None, ...]
    target: str | None
    kind: Kind
    forced: bool
    rules: tuple[Rule, ...]
    table: Table = field(compare=False, repr=False)

    @property
    def id(self) -> str:
        """A stable name, such as ``CancelJob-IN_PROGRESS-CANCELED``; also an anchor."""
        source = "ANY" if self.everywhere else self.sources[0] or ABSENT
        ends = [source, self.target or ABSENT]
        kind = [self.kind.value] if self.kind is Kind.OPEN else []
        return "-".join([*self.names, *ends, *kind])

    @property
    def everywhere(self) -> bool:
        """Whether the arrow leaves every status."""
        return len(self.sources) > 1

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(rule_name(rule) for rule in self.rules))

    @property
    def claims(self) -> tuple[Claim, ...]:
        return claims_of(self.rules)

    @property
    def tooltip(self) -> str:
        """Names and ends of the arrow, then a line for each claim."""
        sources = ", ".join(source or "none" for source in self.sources)
        move = f"{', '.join(self.names)}: {sources} to {self.target or 'none'}"
        return "\n".join([move, *(claim_words(claim) for claim in self.claims)])

    def rules_of(self, name: str) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if rule_name(rule) == name)


@dataclass(frozen=True, slots=True)
class Line:
    """A line under a status. ``results`` are the permitted outcomes, the expected one first."""

    mark: Mark
    names: tuple[str, ...]
    condition: str
    results: tuple[str, ...]
    rules: tuple[Rule, ...]
    background: bool


def arrows(machine: str, table: Table = TABLE) -> tuple[Arrow, ...]:
    """The arrows of the machine, in the order of the spec."""
    reads = table.reads
    moves: dict[tuple[str | None, str | None, Kind, str], list[Rule]] = {}
    for rule in table.rules:
        if rule.machine == machine and rule_name(rule) not in reads:
            for target in _targets(rule):
                moves.setdefault((rule.source, target, _kind(rule), rule_name(rule)), []).append(
                    rule
                )
    merged: dict[tuple[str | None, str | None, Kind, bool], list[Rule]] = {}
    for (source, target, kind, _), rules in moves.items():
        forced = all(rule.guards.get(table.spec.force, False) for rule in rules)
        merged.setdefault((source, target, kind, forced), []).extend(rules)
    found = [
        Arrow(machine, (source,), target, kind, forced, tuple(rules), table)
        for (source, target, kind, forced), rules in merged.items()
    ]
    return tuple(_from_everywhere(found, table.statuses[machine]))


def lines(machine: str, status: str | None, table: Table = TABLE) -> tuple[Line, ...]:
    """The lines under the status: rejections, then steps that keep it, then open outcomes."""
    reads = table.reads
    grouped: dict[tuple[Mark, str, tuple[str, ...]], list[Rule]] = {}
    for rule in table.rules:
        if rule.machine != machine or rule.source != status:
            continue
        mark = _mark(rule)
        if mark is None or (mark is Mark.KEPT and rule_name(rule) in reads):
            continue
        results = tuple(outcome_words(outcome, rule.source) for outcome in rule.outcomes)
        if mark is Mark.KEPT:
            results = tuple(e.says for e in rule.does if e.field == "version") or results
        grouped.setdefault((mark, rule_name(rule), results), []).append(rule)
    found: dict[tuple[Mark, str, tuple[str, ...], bool], list[Rule]] = {}
    for (mark, _, results), rules in grouped.items():
        key = (mark, condition(rules), results, rules[0].operation is None)
        found.setdefault(key, []).extend(rules)
    said = (
        Line(
            mark,
            tuple(dict.fromkeys(rule_name(r) for r in rules)),
            when,
            results,
            tuple(rules),
            own,
        )
        for (mark, when, results, own), rules in found.items()
    )
    order = [Mark.REJECTED, Mark.KEPT, Mark.OPEN]
    return tuple(sorted(said, key=lambda line: order.index(line.mark)))


def force_sets(rules: Sequence[Rule], table: Table = TABLE) -> tuple[str, ...]:
    """The effects of force on a move that a request without force makes too."""
    force = table.spec.force
    plain = [rule for rule in rules if not rule.guards.get(force, True)]
    forced = [rule for rule in rules if rule.guards.get(force, False)]
    if not plain or not forced:
        return ()
    usual = {effect for rule in plain for effect in rule.does}
    effects = dict.fromkeys(e for rule in forced for e in rule.does if e not in usual)
    return tuple(_effect_words(effect) for effect in effects)


def force_reaches(rules: Sequence[Rule], table: Table = TABLE) -> tuple[str, ...]:
    """The later effects on executions that only a request with force for their job has."""
    force = table.spec.force
    if rules[0].machine != JOB or not any(rule.guards.get(force) for rule in rules):
        return ()
    said = []
    for coupling in table.spec.couplings:
        if coupling.status == rules[0].expected.status:
            usual, forced = (_reach(coupling.event, given, table) for given in (False, True))
            more = [status for status in forced if status not in usual]
            if more:
                said.append(f"{coupling.event} takes {' and '.join(more)} executions too")
    return tuple(said)


def _reach(event: str, force: bool, table: Table) -> list[str]:
    """The statuses of executions that the background step changes."""
    found = []
    for status in table.statuses[EXECUTION]:
        rule = table.rule(EXECUTION, event, status, **{table.spec.force: force})
        if rule is not None and rule.expected.status != status:
            found.append(status)
    return found


def _effect_words(effect: Effect) -> str:
    """``sets forceCanceled``, or may."""
    first, *rest = effect.field.split("_")
    member = first + "".join(word.capitalize() for word in rest)
    sure = strongest(effect.claims) is not Basis.UNSPECIFIED
    return f"sets {member}" if sure else f"may set {member}"


def _from_everywhere(found: list[Arrow], statuses: tuple[str, ...]) -> Iterator[Arrow]:
    """The arrows; equal arrows from every status become one."""
    alike: dict[tuple[object, ...], list[Arrow]] = {}
    for arrow in found:
        key = (arrow.target, arrow.kind, arrow.names, condition(arrow.rules))
        alike.setdefault(key, []).append(arrow)
    for group in alike.values():
        sources = tuple(arrow.sources[0] for arrow in group)
        if sources == statuses:
            rules = tuple(rule for arrow in group for rule in arrow.rules)
            yield replace(group[0], sources=sources, rules=rules)
        else:
            yield from group


def _targets(rule: Rule) -> Iterator[str | None]:
    ends = {o.status for o in rule.outcomes if o.error is None and o.status != rule.source}
    yield from sorted(ends, key=str)


def _kind(rule: Rule) -> Kind:
    if rule.verdict in (Verdict.EITHER, Verdict.UNSPECIFIED):
        return Kind.OPEN
    return Kind.BACKGROUND if rule.operation is None else Kind.REQUEST


def _mark(rule: Rule) -> Mark | None:
    if rule.verdict in (Verdict.EITHER, Verdict.UNSPECIFIED):
        return Mark.OPEN
    if rule.verdict is Verdict.REJECT:
        return Mark.REJECTED
    return Mark.KEPT if rule.expected.status == rule.source else None
