"""Findings: the faults of a system, each with the claims that it contradicts.

Deviations of one kind are one finding, however many cells show it: those of one operation, and
those of a malformed value in several. An answer that no deviation explains is a finding too, in the
cell most likely at fault.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from .. import claims as c
from ..language.evidence import Basis, Claim, strongest
from ..language.guards import LimitReached
from ..language.rules import RESPONSE, RequestRule, Rule, Verdict
from ..model.answers import Answer, ExecutionDescription, Listing
from ..model.divergence import LISTINGS, CellVerdict
from ..model.pending import NEWEST_OF_STATUS, NEXT
from ..model.requests import Request
from ..model.table import Table
from .blame import Place, blamed, cleared_after, gave_status, not_removed
from .deviations import LATE, LIMIT, STAYS, Deviation
from .diagnose import Diagnosis
from .history import Call
from .lateness import late_step


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault in one cell, or the same fault in several.

    ``cells`` are their ids, first that of the ``call`` in ``history`` (both are numbers) that shows
    it. ``expected`` are the answers permitted there, ``members`` the wrong ones of the response.
    ``deviations`` say what the system does instead; there are none if no change of the spec
    explains the answer.
    """

    verdict: CellVerdict
    cells: tuple[str, ...]
    claims: tuple[Claim, ...]
    request: Request
    expected: tuple[Answer, ...]
    seen: Answer
    history: int
    call: int
    members: tuple[str, ...] = ()
    deviations: tuple[Deviation, ...] = ()
    shown: tuple[tuple[int, int], ...] = ()
    """Every history and call that show it."""
    bases: tuple[Basis, ...] = ()
    """For each cell, the strongest basis of the claims that are contradicted there."""

    def verdict_in(self, cell: str) -> CellVerdict:
        """The verdict on one of the cells."""
        basis = dict(zip(self.cells, self.bases, strict=False)).get(cell)
        return self.verdict if basis is None else CellVerdict.of(basis)

    @property
    def cell(self) -> str:
        return self.cells[0]


_Places = Mapping[Deviation, Sequence[Place]]
"""Where each deviation shows, the shortest histories first."""


def findings(
    diagnosis: Diagnosis, histories: Sequence[Sequence[Call]], table: Table
) -> tuple[Finding, ...]:
    """The findings, the shortest histories first. ``table`` is the diagnosis's table by cell."""
    rules = {rule.id: rule for rule in table.rules}
    places = {
        one: sorted((Place(at, histories, table) for at in shown), key=lambda place: place.order)
        for one, shown in diagnosis.shown.items()
    }
    shown = [one for one in places if places[one] and not _is_open(one, rules)]
    shown.sort(key=lambda one: places[one][0].order)
    left = _left_there(shown, places, table)
    found = [_of_left(left, places)] if left else []
    others = [one for one in shown if one not in left]
    found += (_of_alike(its, places, rules, table) for its in _alike(others, rules, table))
    found = list(_with_unexplained(found, diagnosis, histories, table))
    return tuple(sorted(found, key=lambda finding: (finding.call, finding.history)))


def _of_alike(
    alike: Sequence[Deviation], places: _Places, rules: Mapping[str, Rule], table: Table
) -> Finding:
    """The finding of deviations of one kind, the first shown first."""
    first, place = alike[0], places[alike[0]][0]
    claims = [_contradicted(o, places[o][0], rules.get(o.cell), table) for o in alike]
    at_fault = [(o.cell, strongest(its)) for o, its in zip(alike, claims, strict=True)]
    if first.cell == LIMIT:
        at_fault = [(cell, at_fault[0][1]) for cell in _limited_cells(place, table)]
    if first.cell == LATE:
        steps = (late_step(one.asked, table, one.before) for one in places[first])
        late = [rule for rule in dict.fromkeys(steps) if rule is not None]
        late = late or [blamed(place, table, (), ())]  # it differs from one time to the next
        at_fault = [(rule.id, strongest(rule.claims)) for rule in late]
        claims = [late[0].claims]
    finding = _finding(place, at_fault, claims[0])
    return replace(finding, deviations=tuple(alike), shown=_shown_at(alike, places))


def _left_there(
    shown: Iterable[Deviation], places: _Places, table: Table
) -> dict[Deviation, list[tuple[Place, Rule]]]:
    """The deviations that mostly show executions that a deletion should have removed; each with
    where, and with the step of the deletion. A description shows an execution for sure, and so do
    several kinds of answers that fit its status, if not all are listings."""
    found: dict[Deviation, list[tuple[Place, Rule]]] = {}
    for one in shown:
        operation = one.cell.partition("/")[0]
        own = [place for place in places[one] if place.request.operation == operation]
        steps = [(place, not_removed(place, table)) for place in own]
        left = [(place, rule) for place, rule in steps if rule is not None]
        if 2 * len(left) > len(places[one]):
            found[one] = left
    every = [place for its in found.values() for place, _ in its]
    fits = len(found) > 1 and not all(isinstance(place.request, LISTINGS) for place in every)
    return found if fits or any(map(_is_described, every)) else {}


def _is_described(place: Place) -> bool:
    return isinstance(place.seen.response, ExecutionDescription)


def _of_left(left: Mapping[Deviation, Sequence[tuple[Place, Rule]]], places: _Places) -> Finding:
    """The finding that a deletion does not remove executions."""
    every = sorted((one for its in left.values() for one in its), key=lambda one: one[0].order)
    place, first = next((one for one in every if _is_described(one[0])), every[0])
    at_fault = [(rule.id, strongest(rule.claims)) for _, rule in ((place, first), *every)]
    finding = _finding(place, at_fault, first.claims)
    return replace(finding, deviations=tuple(left), shown=_shown_at(left, places))


def _shown_at(deviations: Iterable[Deviation], places: _Places) -> tuple[tuple[int, int], ...]:
    return tuple((p.shown.history, p.shown.call) for one in deviations for p in places[one])


def _is_open(deviation: Deviation, rules: Mapping[str, Rule]) -> bool:
    """Whether the cell is unspecified: then nothing done there is a fault."""
    rule = rules.get(deviation.cell)
    return rule is not None and rule.verdict is Verdict.UNSPECIFIED


def _limited_cells(place: Place, table: Table) -> list[str]:
    """The cells with a wrong limit of deletions, first the one that shows it."""
    limits = {n for n, g in table.spec.guards.items() if isinstance(g, LimitReached)}
    rules = [permitted.rule for permitted in place.permitted]
    for index in range(place.shown.call - 1, -1, -1):
        rules += place.shown.explanation.rules[index]
    if place.seen.error is not None:  # too low
        return [next(rule.id for rule in rules if not limits.isdisjoint(rule.guards))]
    limited = [r for r in rules if not limits.isdisjoint(r.guards)]
    accepting = [r for r in limited if r.expected.error is None]
    sure = (r for r in accepting if r.verdict is Verdict.ACCEPT)
    rule = next(sure, (accepting or limited)[0])
    found = {}
    for other in table.rules:
        if other.operation == rule.operation and any(other.guards.get(name) for name in limits):
            below = _with_guards(other, dict.fromkeys(limits, False), table)
            if below.expected.error is None:
                found[other.id] = other
    own = _with_guards(rule, dict.fromkeys(limits, True), table).id
    return list(dict.fromkeys((own, *found)))


def _with_guards(rule: Rule, guards: Mapping[str, bool], table: Table) -> Rule:
    """The rule of the same status with other values of some guards."""
    wanted = {**rule.guards, **guards}
    entry = table.entries[rule.machine, rule.event, rule.source]
    return entry.rules[tuple(wanted[name] for name in entry.guards)]


def _finding(
    place: Place, at_fault: Iterable[tuple[str, Basis]], claims: tuple[Claim, ...]
) -> Finding:
    """The finding at this place, in these cells with the bases of what each contradicts."""
    bases = dict(at_fault)
    return Finding(
        CellVerdict.of(min(bases.values(), key=lambda basis: basis.rank)),
        tuple(bases),
        claims,
        place.request,
        place.expected,
        place.seen,
        place.shown.history,
        place.shown.call,
        place.members,
        bases=tuple(bases.values()),
    )


def _alike(
    deviations: Iterable[Deviation], rules: Mapping[str, Rule], table: Table
) -> list[list[Deviation]]:
    groups: dict[object, list[Deviation]] = {}
    for one in deviations:
        groups.setdefault(_kind(one, rules.get(one.cell), table), []).append(one)
    return list(groups.values())


def _kind(deviation: Deviation, rule: Rule | None, table: Table) -> object:
    cell, how = deviation
    question, *rest = cell.split("/")
    name = question.partition("=")[0]  # alike for every status that a report asks for
    if rule is not None and rule.operation is None:
        other = how.of(rule, table)
        if other is not None and rule.source in (outcome.status for outcome in other.outcomes):
            return name, "does not come"
    if how.form:
        return "form", "/".join(rest), how.answers == ""
    if how.ignores or how.also:
        return name, how.ignores, how.also
    codes = {o.error.code if o.error else "" for o in rule.outcomes} if rule is not None else ()
    answers = None if how.effects and how.answers in codes else how.answers
    if answers is not None or how.moves is not None:
        return name, answers, how.moves
    if how.effects:
        return name, tuple(change.field for change in how.effects)
    return name, tuple(mask.member for mask in how.shows), how.limit


def _contradicted(
    deviation: Deviation, place: Place, rule: Rule | None, table: Table
) -> tuple[Claim, ...]:
    """The claims that the system contradicts by the deviation."""
    how = deviation.behaviour
    if how.limit is not None:
        return (c.TEN_DELETIONS_AT_ONCE,)
    if how.form:
        form = place.form or _form_of(deviation, place)
        if any(o.error and o.error.code == how.answers for o in form.outcomes):
            return _unchanged(form)
        return form.claims if how.answers == "" else form.which or form.claims
    if rule is None:
        return ()  # LATE: the claims are those of the step that comes late
    if _names_another_try(rule, place):
        return (c.UNKNOWN_NUMBER_IS_NOT_FOUND,)
    if how.ignores or how.answers is not None:
        answered = place.seen.error if how.answers is None else how.answers or None
        codes = {outcome.error.code if outcome.error else None for outcome in rule.outcomes}
        if answered not in codes:
            kind_is_wrong = (answered is None) not in {code is None for code in codes}
            why = rule.claims if kind_is_wrong else rule.which or rule.claims
            is_rejected = rule.verdict is Verdict.REJECT and answered is not None
            changes = is_rejected and (how.effects or how.moves not in (None, STAYS))
            return (*why, c.REJECTION_CHANGES_NOTHING) if changes else why
        if rule.operation is None or how.ignores:
            return rule.claims
    if how.moves is not None:
        if rule.verdict is not Verdict.REJECT:
            return rule.claims
        if rule.guards.get(table.spec.force) is False:
            return *rule.claims, c.REJECTION_CHANGES_NOTHING  # it is done although force is needed
        return _unchanged(rule)
    if taken := [change.value for change in how.effects if change.field == NEXT]:
        if place.seen.response is None:
            return rule.claims
        newest = taken == [NEWEST_OF_STATUS] and rule.source == table.spec.pending.statuses[0]
        return (c.EARLIEST_IN_PROGRESS_COMES_NEXT if newest else c.IN_PROGRESS_COMES_NEXT,)
    if how.effects:
        return _effects(rule, [change.field for change in how.effects], place, table)
    found: dict[Claim, None] = {}
    for mask in how.shows:
        found.update(dict.fromkeys(_shown_wrong(mask.member, rule, place, table)))
    return tuple(found) or rule.claims


def _shown_wrong(member: str, rule: Rule, place: Place, table: Table) -> tuple[Claim, ...]:
    """The claims that a response contradicts by showing a wrong value of this member."""
    if getattr(place.request, "include_job_execution_state", False):
        return (c.UPDATE_SHOWS_STATE,)
    if member == "counts":
        return (c.COUNTERS_MATCH_EXECUTIONS,)
    if member == "details":
        return (c.GIVEN_DETAILS_ARE_STORED,)
    if member in ("status", "entries") and rule.operation == place.request.operation:
        return _other_status(rule, place, table)
    if member in ("status", "entries", RESPONSE) or isinstance(place.request, LISTINGS):
        return rule.claims
    return _effects(rule, [member], place, table)


def _other_status(rule: Rule, place: Place, table: Table) -> tuple[Claim, ...]:
    """The claims that a read by the rule contradicts by showing a wrong status: those of the rule
    that gave the record its status, and for a listing also its own, about what it lists."""
    if _leaves_out_tries(place):
        return (c.RETRY_IS_A_NEW_EXECUTION,)
    gave = gave_status(place, table)
    if gave is None:
        return rule.claims
    return (*gave.claims, *rule.claims) if isinstance(place.request, LISTINGS) else gave.claims


def _leaves_out_tries(place: Place) -> bool:
    """Whether a listing has an execution of each thing that it should, but not all its tries."""
    right = place.near.answer.response if place.near is not None else None
    shown = place.seen.response
    if not isinstance(right, Listing) or not isinstance(shown, tuple):
        return False
    there = {entry[:-1] for entry in shown}
    missing = Counter(right) - Counter(shown)
    return bool(missing) and {*shown} <= {*right} and all(entry[:-1] in there for entry in missing)


def _form_of(deviation: Deviation, place: Place) -> RequestRule:
    """The rule that an earlier malformed request breaks."""
    before = (rule for rules in place.shown.explanation.rules for rule in rules)
    forms = (r for r in before if isinstance(r, RequestRule) and r.id == deviation.cell)
    return next(forms)


def _names_another_try(rule: Rule, place: Place) -> bool:
    """Whether there is no such execution only because the request names another number."""
    request = place.request
    if rule.source is not None or getattr(request, "execution_number", None) is None:
        return False
    jobs = (world.jobs.get(request.job_id or "") for world in place.worlds)
    return any(job is not None and request.thing_name in job.executions for job in jobs)


def _unchanged(rule: Rule) -> tuple[Claim, ...]:
    """The claims that say that a rejected request changes nothing."""
    if isinstance(rule, RequestRule):
        form = (claim for claim in rule.claims if claim not in rule.which)
        return *form, c.REJECTION_CHANGES_NOTHING
    if any(claim is c.VERSION_MISMATCH_CONFLICTS for claim in rule.claims):
        return c.VERSION_MISMATCH_CHANGES_NOTHING, c.REJECTION_CHANGES_NOTHING
    return (c.REJECTION_CHANGES_NOTHING,)


def _effects(rule: Rule, fields: Sequence[str], place: Place, table: Table) -> tuple[Claim, ...]:
    """The claims about these fields of the record after a step by the rule; if it should not have
    changed them, those of the rules that change them."""
    if rule.verdict is Verdict.REJECT:
        return _unchanged(rule)
    names = {"reason" if name in ("reason_code", "comment") else name for name in fields}
    found = [claim for effect in rule.does if effect.field in names for claim in effect.claims]
    decided = place.shown.explanation.rules[: place.shown.call]
    own = [n for n, rules in enumerate(decided) if any(one.id == rule.id for one in rules)]
    if own and place.calls[own[-1]].request.status_details is not None:
        # The claim about omitted statusDetails says nothing about a request that gives them.
        found = [claim for claim in found if claim is not c.OMITTED_DETAILS_ARE_KEPT]
    sure = [claim for claim in found if claim.basis is not Basis.UNSPECIFIED]
    if not sure:
        machine, _ = table.operations[place.request.operation]
        others = (
            r for r in table.rules if r.machine == machine and r.verdict is not Verdict.REJECT
        )
        does = (effect for other in others for effect in other.does if effect.field in names)
        sure = [c for e in does for c in e.claims if c.basis is not Basis.UNSPECIFIED]
    return tuple(dict.fromkeys(sure)) or rule.claims


# What no deviation explains.


def _with_unexplained(
    found: Sequence[Finding],
    diagnosis: Diagnosis,
    histories: Sequence[Sequence[Call]],
    table: Table,
) -> Iterator[Finding]:
    """The findings, and those of unexplained answers: one for each rule at fault, and for each
    member that is wrong. If the rule at fault has a finding already, the answer belongs to it,
    unless other members are wrong."""
    known = {cell: index for index, finding in enumerate(found) for cell in finding.cells}
    more: dict[int, list[tuple[int, int]]] = {}
    groups: dict[object, list[tuple[Place, Rule]]] = {}
    cleared = cleared_after(diagnosis, histories, table) if diagnosis.unexplained else ()
    for shown in diagnosis.unexplained:
        place = Place(shown, histories, table)
        its = {cell: index for cell, index in known.items() if _may_be_of(place, found[index])}
        rule = blamed(place, table, its, cleared)
        if rule.verdict is Verdict.UNSPECIFIED:
            continue  # what follows from an unspecified rule is no fault
        if (index := its.get(rule.id, _cause(place, rule, found))) is not None:
            more.setdefault(index, []).append((shown.history, shown.call))
            continue
        name = rule.operation or f"{rule.machine}.{rule.event}"
        kind = name, place.request.operation, place.seen.error, place.members[:1]
        groups.setdefault(kind, []).append((place, rule))
    for index, finding in enumerate(found):
        yield replace(finding, shown=(*finding.shown, *more.get(index, ())))
    for alike in groups.values():
        alike.sort(key=lambda one: one[0].order)
        place, rule = alike[0]
        at_fault = [(its.id, strongest(_why(one, its, table))) for one, its in alike]
        finding = _finding(place, at_fault, _why(place, rule, table))
        at = tuple((place.shown.history, place.shown.call) for place, _ in alike)
        yield replace(finding, shown=at)


def _cause(place: Place, rule: Rule, found: Sequence[Finding]) -> int | None:
    """The finding in another cell that shows in the answer of this rule before: what the answer
    says follows from it, so what the spec makes of the request may be wrong as well."""
    rules = place.shown.explanation.rules
    for index, finding in enumerate(found):
        if rule.id not in finding.cells and any(
            history == place.shown.history
            and call < place.shown.call
            and any(one.id == rule.id for one in rules[call])
            for history, call in finding.shown
        ):
            return index
    return None


def _may_be_of(place: Place, finding: Finding) -> bool:
    """Whether an unexplained answer may come of the same fault. It may not if other members are
    wrong, except where the fault is that other records change, of which nobody knows how; nor if
    the fault is that requests get an error, and none got it."""
    wrong = {*place.members}
    behaviours = [deviation.behaviour for deviation in finding.deviations]
    if any(how.also for how in behaviours):
        return True
    codes = {how.answers for how in behaviours}
    if codes and all(codes):
        answers = [call.answer for call in place.calls[: place.shown.call + 1]]
        if codes.isdisjoint(answer.error for answer in answers if answer is not None):
            return False
    return not wrong or not finding.members or not wrong.isdisjoint(finding.members)


def _why(place: Place, rule: Rule, table: Table) -> tuple[Claim, ...]:
    """The claims that a step by the rule contradicts, if it is at fault."""
    if _names_another_try(rule, place):
        return (c.UNKNOWN_NUMBER_IS_NOT_FOUND,)
    if any(permitted.rule.id == rule.id for permitted in place.permitted):
        codes = {outcome.error.code if outcome.error else None for outcome in rule.outcomes}
        if place.seen.error not in codes:
            kind_is_wrong = (place.seen.error is None) not in {code is None for code in codes}
            return rule.claims if kind_is_wrong else rule.which or rule.claims
        if place.members == ("counts",):
            return (c.COUNTERS_MATCH_EXECUTIONS,)
        if {"status", "entries"}.intersection(place.members):
            return _other_status(rule, place, table)
        return rule.claims
    if rule.verdict is Verdict.REJECT:
        return _unchanged(rule)
    if "status" in place.members or not place.members:
        return rule.claims
    return _effects(rule, place.members, place, table)
