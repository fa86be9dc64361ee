"""The contents of a machine's picture: arrows between statuses, and lines under a status.

Rules that move a machine from one status to another are one arrow; those that need force are an
arrow of their own. Rejections, steps that keep the status, and answers that the sources leave open
are lines under their status. A line that is the same under every status of a group, or that a law
adds to each, stands once, for the group. Requests that only read are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from ...language.evidence import Basis, Claim, strongest
from ...language.rules import ABSENT, Effect, Outcome, Rule, Verdict
from ...language.spec import EXECUTION, JOB
from ...model.explain import losses, question_of
from ...model.table import TABLE, Table
from ..words import claim_words, claims_of, condition, outcome_words, rule_name

ANY, LIVE, ENDED = "ANY", "LIVE", "ENDED"
"""The groups of statuses that have lines of their own: all, and those of an execution that has not
ended or has ended."""


LOST = "devices at work lose their work"
REQUESTS = "any request"
"""The name of all requests that change an execution, where they are told as one."""


class Kind(Enum):
    """The sort of step that an arrow shows. Of several sorts, it shows the first of these."""

    REQUEST = "request"
    BACKGROUND = "background"
    OPEN = "open"


class Mark(Enum):
    """The sort of outcome that a line under a status shows."""

    REJECTED = "rejected"
    OPEN = "open"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a picture that speak of some rules alone, with their id there."""

    id: str
    rules: tuple[Rule, ...]

    @property
    def tooltip(self) -> str:
        return "\n".join(
            [*(rule.id for rule in self.rules), *map(claim_words, claims_of(self.rules))]
        )


@dataclass(frozen=True, slots=True)
class Arrow:
    """One arrow: the rules that move a machine from each of ``sources`` to ``target``.

    None stands for no job or no execution. An arrow has one source, or leads from each of several.
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
        source = ANY if self.everywhere else "-".join(s or ABSENT for s in self.sources)
        ends = [source, self.target or ABSENT]
        # From one status the same request may lead on with force only; from several, both ways.
        kind = ["force"] if self.forced and self.sources == (ENDED,) else []
        return "-".join([*self.names, *ends, *kind])

    @property
    def everywhere(self) -> bool:
        """Whether the arrow leaves every status."""
        return self.sources == self.table.statuses[self.machine]

    @property
    def names(self) -> tuple[str, ...]:
        return _names(self.rules)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Those of its rules, then those of the rules that may make the move too."""
        doubts = [rule for name in self.names for rule in self.doubtful(name)]
        return claims_of((*self.rules, *doubts))

    @property
    def tooltip(self) -> str:
        """Names and ends of the arrow, then a line for each claim."""
        sources = ", ".join(source or "none" for source in self.sources)
        move = f"{', '.join(self.names)}: {sources} to {self.target or 'none'}"
        return "\n".join([move, *(claim_words(claim) for claim in self.claims)])

    @property
    def alike(self) -> tuple[tuple[str, ...], ...]:
        """The names in groups, each of which is one line of the label: the questions of one
        operation, unless a guard decides about them."""
        found: dict[str, list[str]] = {}
        for name in self.names:
            key = name if condition(self.rules_of(name)) else name.partition("=")[0]
            found.setdefault(key, []).append(name)
        return tuple(tuple(names) for names in found.values())

    def named(self, names: Sequence[str]) -> Part:
        """The part of the label that names these requests or this background step."""
        return self._part(names[0], (rule for name in names for rule in self.rules_of(name)))

    def by_force(self, names: Sequence[str]) -> Part:
        """The part of the label that says what force changes about them."""
        force = self.table.spec.force
        rules = (rule for rule in self.named(names).rules if rule.guards.get(force))
        return self._part(f"{names[0]}.force", rules)

    def left_open(self, name: str) -> Part:
        """The part of the label about the rules by which a request may make the move too."""
        return self._part(f"{name}.open", self.doubtful(name))

    @property
    def parts(self) -> tuple[Part, ...]:
        """All that the label says, by the rules it speaks of; those about force come later than
        the part that they are about."""
        found = [self.named(names) for names in self.alike]
        found += [self.by_force(names) for names in self.alike if not self.forced]
        found += [self.left_open(name) for name in self.names]
        return tuple(part for part in found if part.rules)

    def _part(self, name: str, rules: Iterable[Rule]) -> Part:
        return Part(f"{self.id}.{name}", tuple(rules))

    def rules_of(self, name: str, kind: Kind | None = None) -> tuple[Rule, ...]:
        """The rules of a request or background step; of one sort only, where it is given."""
        return tuple(
            rule for rule in self.rules if rule_name(rule) == name and kind in (None, _kind(rule))
        )

    def doubtful(self, name: str) -> tuple[Rule, ...]:
        """The rules by which the request may make this move too: the sources leave it open."""
        sure = self.rules_of(name)
        sources = {rule.source for rule in sure}
        targets = {Outcome(status=rule.expected.status) for rule in sure}
        return tuple(
            rule
            for rule in self.table.rules
            if (rule.machine, rule_name(rule)) == (self.machine, name)
            and rule.source in sources
            and _kind(rule) is Kind.OPEN
            and not rule.law
            and targets.intersection(rule.outcomes)
        )

    def doubt(self, name: str) -> str:
        """The condition of `doubtful` rules; ``otherwise``, if they answer wherever no other rule
        of the arrow does. Empty for no rules."""
        found = self.doubtful(name)
        if not found:
            return ""
        together = condition((*self.rules_of(name), *found))
        return condition(found) if together else "otherwise"


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
    single, from_all = _separate(machine, table)
    return (*_together(single, groups(machine, table).get(ENDED, ())), *from_all)


def steps(arrow: Arrow) -> tuple[str, ...]:
    """The background steps on an arrow."""
    return tuple(dict.fromkeys(rule.event for rule in arrow.rules if rule.operation is None))


def overview(machine: str, table: Table = TABLE) -> tuple[Arrow, ...]:
    """The arrows of a drawing in which all statuses of an ended execution are one: `ENDED`."""
    ended = groups(machine, table).get(ENDED, ())
    single, from_all = _separate(machine, table)
    merged: dict[tuple[str | None, str | None, bool], list[Rule]] = {}
    for arrow in single:
        ends = (ENDED if end in ended else end for end in (arrow.sources[0], arrow.target))
        source, target = ends
        merged.setdefault((source, target, arrow.forced), []).extend(arrow.rules)
    found = [
        replace(_arrow(source, rules, table), target=target)
        for (source, target, _), rules in merged.items()
    ]
    return (*found, *from_all)


def requests_while(status: str, table: Table = TABLE) -> Mapping[str, tuple[Rule, ...]]:
    """The requests that change an execution while its job has this status, with their rules: all
    as one, or one by one while the job is being deleted and the sources leave some open."""
    deletion, deleting = table.spec.deletion_guard, status == table.spec.deleting
    # Also those that laws derive, which `Table.written` leaves out of ``rules``.
    every = dict.fromkeys(rule for entry in table.entries.values() for rule in entry.rules.values())
    known = [
        rule
        for rule in every
        if rule.machine == EXECUTION
        and rule.operation is not None
        and rule.guards.get(deletion, deleting) == deleting
    ]
    moved = {rule.operation: None for arrow in arrows(EXECUTION, table) for rule in arrow.rules}
    named = [name for name in moved if name is not None]
    if not deleting:
        return {REQUESTS: tuple(rule for rule in known if rule.operation in named and _moves(rule))}
    found = {}
    for name in named:
        asked = [rule for rule in known if rule.operation == name]
        left_open = [rule for rule in asked if rule.basis is Basis.UNSPECIFIED]
        locked = [rule for rule in left_open if rule.guards.get(deletion)]
        found[name] = tuple(locked or filter(_moves, asked))
    return dict(sorted(found.items(), key=lambda one: not any(map(_is_open, one[1]))))


def _is_open(rule: Rule) -> bool:
    return rule.basis is Basis.UNSPECIFIED


def _separate(machine: str, table: Table) -> tuple[list[Arrow], list[Arrow]]:
    """The arrows from one status each, and those that are the same from every status."""
    moves: dict[tuple[str | None, str | None, Kind, str], list[Rule]] = {}
    for rule in table.rules:
        if rule.machine == machine and _moves(rule) and rule_name(rule) not in table.reads:
            key = (rule.source, rule.expected.status, _kind(rule), rule_name(rule))
            moves.setdefault(key, []).append(rule)
    found = [_arrow(source, rules, table) for (source, *_), rules in moves.items()]
    together = _together(found, table.statuses[machine])
    from_all = [arrow for arrow in together if arrow.everywhere]
    gone = {rule for arrow in from_all for rule in arrow.rules}
    merged: dict[tuple[str | None, str | None, bool], list[Rule]] = {}
    for step in found:
        if not gone.intersection(step.rules):
            ends = (step.sources[0], step.target, step.forced)
            merged.setdefault(ends, []).extend(step.rules)
    single = [_arrow(source, rules, table) for (source, *_), rules in merged.items()]
    return single, from_all


def _arrow(source: str | None, rules: Sequence[Rule], table: Table) -> Arrow:
    forced = all(rule.guards.get(table.spec.force, False) for rule in rules)
    kinds = {_kind(rule) for rule in rules}
    kind = next(kind for kind in Kind if kind in kinds)
    ends = (source,), rules[0].expected.status
    return Arrow(rules[0].machine, *ends, kind, forced, tuple(rules), table)


def groups(machine: str, table: Table = TABLE) -> Mapping[str, tuple[str, ...]]:
    """The groups of statuses that have lines of their own, the smallest first."""
    statuses = table.statuses[machine]
    live = tuple(s for s in statuses if s in table.spec.live)
    ended = tuple(s for s in statuses if s in table.spec.terminal)
    parts = {LIVE: live, ENDED: ended} if machine == EXECUTION else {}
    return {**{name: part for name, part in parts.items() if len(part) > 1}, ANY: statuses}


def places(machine: str, table: Table = TABLE) -> tuple[str | None, ...]:
    """All that has lines: no such job or execution (None), each status, each group."""
    grouped = (name for name in groups(machine, table) if lines(machine, name, table))
    return (None, *table.statuses[machine], *grouped)


def lines(machine: str, place: str | None, table: Table = TABLE) -> tuple[Line, ...]:
    """The lines of a status or group: rejections, then steps that keep the status, then open
    outcomes."""
    about = groups(machine, table)
    inside = set(about.get(str(place), (place,)))
    larger = [name for name, members in about.items() if inside < {*members}]
    elsewhere = {key for name in larger for key in _shared(machine, about[name], table)}
    own = _shared(machine, about.get(str(place), (place,)), table)
    found: dict[tuple[Mark, str, tuple[str, ...], bool], list[Rule]] = {}
    for (mark, name, when, results), rules in own.items():
        if (mark, name, when, results) not in elsewhere:
            key = (mark, when, results, rules[0].operation is None)
            found.setdefault(key, []).extend(rules)
    if place == ANY:
        for key, rules in _by_law(machine, table).items():
            found.setdefault(key, []).extend(rules)
    said = (
        Line(mark, _names(rules), when, results, tuple(rules), background)
        for (mark, when, results, background), rules in found.items()
    )
    order = [Mark.REJECTED, Mark.KEPT, Mark.OPEN]
    return tuple(sorted(said, key=lambda line: order.index(line.mark)))


_Key = tuple[Mark, str, str, tuple[str, ...]]
"""What a line says: its mark, one name, the condition and the results."""


def _shared(machine: str, statuses: Sequence[str | None], table: Table) -> dict[_Key, list[Rule]]:
    """What each of these statuses says, with the rules of all of them."""
    said = [_said(machine, status, table) for status in statuses]
    shared = [key for key in said[0] if all(key in other for other in said)]
    return {key: [rule for one in said for rule in one[key]] for key in shared}


def _said(machine: str, status: str | None, table: Table) -> dict[_Key, list[Rule]]:
    """What the rules for this status say, without those that laws derive."""
    grouped: dict[tuple[Mark, str, tuple[str, ...]], list[Rule]] = {}
    for rule in table.rules:
        mark = _mark(rule)
        if rule.machine != machine or rule.source != status or rule.law or mark is None:
            continue
        if mark is Mark.KEPT and rule_name(rule) in table.reads:
            continue
        results = tuple(_result(outcome, rule) for outcome in rule.outcomes)
        if mark is Mark.KEPT:
            results = tuple(e.says for e in rule.does if e.field == "version") or results
        grouped.setdefault((mark, rule_name(rule), results), []).append(rule)
    return {
        (mark, name, condition(rules), results): rules
        for (mark, name, results), rules in grouped.items()
    }


def _result(outcome: Outcome, rule: Rule) -> str:
    if outcome.error is None and rule.requested == outcome.status != rule.source:
        return "accepted"
    return outcome_words(outcome, rule.source)


def _by_law(
    machine: str, table: Table
) -> dict[tuple[Mark, str, tuple[str, ...], bool], list[Rule]]:
    """The lines of laws, which add the same check to an operation in every status."""
    grouped: dict[tuple[str, str], list[Rule]] = {}
    for rule in table.rules:
        if rule.machine == machine and rule.law:
            grouped.setdefault((rule.law, rule.operation or rule.event), []).append(rule)
    laws = {law for law, _ in grouped}
    found: dict[tuple[Mark, str, tuple[str, ...], bool], list[Rule]] = {}
    for (law, _), rules in grouped.items():
        alone = [r for r in rules if not any(r.guards.get(other) for other in laws - {law})]
        marks = {_mark(rule) for rule in alone}
        mark = next((m for m in (Mark.OPEN, Mark.REJECTED) if m in marks), Mark.KEPT)
        key = (mark, law, tuple(_results_of(alone)), rules[0].operation is None)
        found.setdefault(key, []).extend(rules)
    return found


def _results_of(rules: Sequence[Rule]) -> Iterator[str]:
    """The errors that all rules permit, then the others in words."""
    errors = dict.fromkeys(o for rule in rules for o in rule.outcomes if o.error is not None)
    common = [o for o in errors if all(o in rule.outcomes for rule in rules)]
    yield from (outcome_words(outcome, None) for outcome in common)
    if any(outcome.error is None for rule in rules for outcome in rule.outcomes):
        yield "the outcome it has otherwise"
    elif len(common) < len(errors):
        yield "the error it gives otherwise"


def _names(rules: Iterable[Rule]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rule_name(rule) for rule in rules))


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
                ends = " or ".join(dict.fromkeys(forced[status] for status in more))
                said.append(f"{' and '.join(more)} executions become {ends} too, later, one by one")
    return tuple(said)


def force_takes(rules: Sequence[Rule], table: Table = TABLE) -> tuple[str, ...]:
    """The same, or that force takes the work of devices in another way."""
    forced = [rule for rule in rules if rule.guards.get(table.spec.force)]
    reached = force_reaches(rules, table)
    if reached or rules[0].machine != JOB:
        return reached
    lost = any(losses(question_of(rule), table) for rule in forced)
    return (LOST,) if lost else ()


def _reach(event: str, force: bool, table: Table) -> dict[str, str]:
    """The statuses of executions that the background step changes, each with the next one."""
    found = {}
    for status in table.statuses[EXECUTION]:
        rule = table.rule(EXECUTION, event, status, **{table.spec.force: force})
        if rule is not None and rule.expected.status not in (None, status):
            found[status] = str(rule.expected.status)
    return found


def _effect_words(effect: Effect) -> str:
    """``sets forceCanceled``, or may."""
    first, *rest = effect.field.split("_")
    member = first + "".join(word.capitalize() for word in rest)
    sure = strongest(effect.claims) is not Basis.UNSPECIFIED
    return f"sets {member}" if sure else f"may set {member}"


def _together(found: Sequence[Arrow], statuses: Sequence[str]) -> Iterator[Arrow]:
    """The arrows; equal arrows from all or many of these statuses become one."""
    alike: dict[tuple[object, ...], list[Arrow]] = {}
    for arrow in found:
        key = (arrow.target, arrow.forced, arrow.kind, arrow.names, condition(arrow.rules))
        alike.setdefault(key, []).append(arrow)
    for group in alike.values():
        within = [arrow for arrow in group if {*arrow.sources} < {*statuses}]
        leaving = {source for arrow in within for source in arrow.sources}
        sources = tuple(status for status in statuses if status in leaving)
        if len(within) > 1 and (len(sources) > 2 or sources == statuses):
            rules = tuple(rule for arrow in within for rule in arrow.rules)
            yield replace(within[0], sources=sources, rules=rules)
            yield from (arrow for arrow in group if arrow not in within)
        else:
            yield from group


def _moves(rule: Rule) -> bool:
    """Whether the rule is an arrow: it surely leads to another status, whatever laws may add."""
    expected = rule.expected
    if rule.law or _kind(rule) is Kind.OPEN or expected.error is not None:
        return False
    return expected.status != rule.source


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
